//! German texts use the officer's words: no word of the standards' machinery, in the rules or in the program.

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_dcat::{Document, read};
use kolophon_graph::{GraphBuilder, Term};
use kolophon_tests::corpus;

const FORBIDDEN: [&str; 7] = [
    "shape",
    "focus node",
    "literal",
    "blank node",
    "closure",
    "severity",
    "tenant",
];

/// What is wrong with a German text; `None` when nothing is.
pub(crate) fn fault(text: &str) -> Option<String> {
    // Options are typed as they are called.
    let words = text.split(' ').filter(|word| !word.starts_with("--"));
    let lower = words.collect::<Vec<_>>().join(" ").to_lowercase();
    if let Some(word) = FORBIDDEN.iter().find(|word| lower.contains(**word)) {
        return Some(format!("says “{word}”"));
    }
    let names_shacl = lower
        .match_indices("sh:")
        .any(|(at, _)| !lower[..at].ends_with(char::is_alphanumeric));
    if names_shacl {
        return Some("names a term of SHACL".to_owned());
    }
    let sentences = text.split_inclusive(['.', '!', '?', '\n']);
    let by_name = sentences.map(str::trim_start).find(|sentence| {
        let first = sentence.split_whitespace().next().unwrap_or_default();
        first.split_once(':').is_some_and(|(prefix, name)| {
            !prefix.is_empty()
                && prefix.chars().all(char::is_alphanumeric)
                && name.starts_with(char::is_alphabetic)
        })
    });
    by_name.map(|sentence| format!("begins a sentence with a prefixed name: {sentence}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_test_knows_a_fault_when_it_sees_one() {
    for wrong in [
        "Der Literal ist falsch.",
        "Die Severity ist hoch.",
        "Siehe sh:path.",
        "dcat:theme fehlt.",
        "Gut. dct:title fehlt.",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
    for right in [
        "Dem Datensatz fehlt ein Titel.",
        "Die Kategorie (dcat:theme) fehlt.",
        "Hier: eine Adresse.",
        "Englisch: englische Texte.",
    ] {
        assert_eq!(fault(right), None, "{right}");
    }
}

#[test]
fn the_rules_speak_the_officers_words() {
    let files = corpus::files(&root().join("schemas")).unwrap();
    let (mut texts, mut faults) = (0, Vec::new());
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "ttl"))
    {
        let mut builder = GraphBuilder::new();
        read(
            &Document::new(path.to_str().unwrap(), fs::read(path).unwrap()),
            &mut builder,
        )
        .unwrap();
        let graph = builder.finish();
        for triple in graph.triples() {
            let Term::Literal {
                value,
                language: Some("de"),
                ..
            } = graph.term(triple.object)
            else {
                continue;
            };
            texts += 1;
            if let Some(fault) = fault(value) {
                faults.push(format!("{}: {fault}: {value}", path.display()));
            }
        }
    }
    assert!(texts > 900, "only {texts} texts");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_program_speaks_the_officers_words() {
    let files = corpus::files(&root().join("crates")).unwrap();
    let (mut texts, mut faults) = (0, Vec::new());
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        // What tests feed the program is not what it says.
        .filter(|path| {
            let inside = path.strip_prefix(root().join("crates")).unwrap();
            !inside.components().any(|part| part.as_os_str() == "tests")
        })
    {
        let source = fs::read_to_string(path).unwrap();
        for text in strings(&source) {
            if !is_german(text) {
                continue;
            }
            texts += 1;
            if let Some(fault) = fault(text) {
                faults.push(format!("{}: {fault}: {text}", path.display()));
            }
        }
    }
    assert!(texts > 150, "only {texts} texts");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether a text is a German sentence: it has words that no English one has.
fn is_german(text: &str) -> bool {
    let words = [
        "der", "die", "das", "ist", "nicht", "ein", "eine", "und", "wird", "Sie", "keine", "kein", "für",
        "mit", "zu",
    ];
    let found = text.split(|character: char| !character.is_alphabetic());
    text.contains(' ') && found.filter(|word| words.contains(word)).count() > 0
}

/// The contents of the plain string literals of a Rust source, comments passed over.
fn strings(source: &str) -> Vec<&str> {
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("'\"'") {
            at += 3;
        } else if rest.starts_with("'\\\"'") {
            at += 4;
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            at += 3 + raw.find("\"#").map_or(raw.len(), |end| end + 2);
        } else if let Some(text) = rest.strip_prefix('"') {
            let end = end_of_string(text);
            strings.push(&text[..end]);
            at += end + 2;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    strings
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}
