//! What is wrong in files is said at its place, and nothing gets lost silently.

use kolophon_authoring::{AuthoringError, Defaults, IssueKind, read};
use kolophon_dcat::Document;
use kolophon_graph::GraphBuilder;
use proptest::prelude::*;

use crate::lists::TABLES;
use crate::sample::defaults;
use crate::text_files::{read_text, rules};

/// Each wrong line, the rule it breaks, and the words in the file that it is reported at.
const WRONG: [(&str, &str, &str); 17] = [
    ("Beschreibumg: x", "authoring-key-unknown", "Beschreibumg"),
    (
        "theme: Gesundheid und so",
        "authoring-entry-not-listed",
        "Gesundheid und so",
    ),
    ("modified: irgendwann", "authoring-value-form", "irgendwann"),
    ("modified: 2021-02-29", "authoring-value-form", "2021-02-29"),
    (
        "landing_page: www.mainz.example",
        "authoring-value-form",
        "www.mainz.example",
    ),
    (
        "landing_page: http://a/|",
        "authoring-address-invalid",
        "http://a/|",
    ),
    (
        "contact_point: {email: Frau Meier}",
        "authoring-value-form",
        "Frau Meier",
    ),
    ("contact_point: {farbe: rot}", "authoring-key-unknown", "farbe"),
    ("spatial: {bbox: Mainz}", "authoring-value-form", "Mainz"),
    (
        "spatial: {regional_key: 12345678901}",
        "authoring-value-form",
        "12345678901",
    ),
    ("temporal: letztes Jahr", "authoring-value-form", "letztes Jahr"),
    ("temporal_resolution: oft", "authoring-value-form", "oft"),
    ("version: {a: b}", "authoring-value-shape", "{a: b}"),
    ("protected: vielleicht", "authoring-value-form", "vielleicht"),
    ("class: Datensatz", "authoring-value-form", "Datensatz"),
    (
        "distribution: [{byte_size: viel}]",
        "authoring-value-form",
        "viel",
    ),
    (
        "statements: [{predicate: dcterms:title}]",
        "authoring-statement-unreadable",
        "{predicate",
    ),
];

#[test]
fn what_is_wrong_is_said_at_its_place() {
    for (line, rule, at) in WRONG {
        let text = format!("title: Größe\n{line}\n");
        let mut builder = GraphBuilder::new();
        let document = Document::new("größe.yaml", text.clone().into_bytes());
        let reading = read(&document, &defaults("mainz"), &*TABLES, &mut builder).unwrap();
        let wanted: Vec<_> = reading
            .issues
            .iter()
            .filter(|issue| issue.rule() == rule)
            .collect();
        assert_eq!(wanted.len(), 1, "{line}: {:?}", reading.issues);
        let spelled = &text[wanted[0].span.range()];
        assert!(spelled.starts_with(at), "{line}: {spelled:?}");
        assert!(wanted[0].message().de.ends_with('.'), "{:?}", wanted[0].message());
        assert!(!wanted[0].mend().en.is_empty());
    }
}

#[test]
fn a_wrong_value_is_kept_as_it_is() {
    let (graph, reading) = read_text(
        "a.yaml",
        "title: a\nmodified: irgendwann\ntheme: Quatsch\n",
        &Defaults::default(),
    );
    assert_eq!(
        rules(&reading),
        ["authoring-value-form", "authoring-entry-not-listed"]
    );
    let texts: Vec<String> = graph
        .triples()
        .iter()
        .map(|triple| graph.term(triple.object).to_string())
        .collect();
    assert!(
        texts.contains(&"\"irgendwann\"".to_owned()) && texts.contains(&"\"Quatsch\"".to_owned()),
        "{texts:?}"
    );
}

#[test]
fn the_nearest_known_key_and_entry_are_named() {
    let (_, reading) = read_text(
        "a.yaml",
        "title: a\nlizens: x\ntheme: Gesundheit\nlicense: Namensnennung 2.0\n",
        &Defaults::default(),
    );
    let nearest = reading.issues.iter().find_map(|issue| match &issue.kind {
        IssueKind::UnknownKey { nearest, .. } => *nearest,
        _ => None,
    });
    assert_eq!(nearest, Some("Lizenz"));
    let candidates = reading.issues.iter().find_map(|issue| match &issue.kind {
        IssueKind::UnknownEntry { text, candidates, .. } if text == "Namensnennung 2.0" => {
            Some(candidates.clone())
        }
        _ => None,
    });
    assert!(
        candidates
            .unwrap()
            .iter()
            .any(|label| label.contains("Namensnennung"))
    );
}

#[test]
fn titles_and_short_names_are_missed() {
    let (_, reading) = read_text("a.yaml", "description: x\n", &Defaults::default());
    assert_eq!(rules(&reading), ["dataset-title-missing"]);
    let (_, reading) = read_text(
        "a.yaml",
        "dataset: [{description: x}, {title: B}, {title: C, slug: b}, {title: D, slug: d e}]\n",
        &Defaults::default(),
    );
    assert_eq!(
        rules(&reading),
        [
            "authoring-nameless",
            "authoring-slug-missing",
            "authoring-slug-repeated",
            "authoring-slug-invalid"
        ]
    );
    assert_eq!(reading.datasets.len(), 3);
}

#[test]
fn keys_that_stand_twice_are_said() {
    let (_, reading) = read_text("a.yaml", "title: a\ntitle: b\n", &Defaults::default());
    assert_eq!(rules(&reading), ["authoring-key-repeated"]);
}

#[test]
fn what_an_editor_on_windows_wrote_is_read_and_named() {
    let mut builder = GraphBuilder::new();
    let document = Document::new("a.yaml", b"title: B\xe4ume\n".to_vec());
    let reading = read(&document, &Defaults::default(), &*TABLES, &mut builder).unwrap();
    assert_eq!(rules(&reading), ["authoring-not-utf-8"]);
    assert_eq!(reading.issues[0].span.range(), 8..10);
    let graph = builder.finish();
    assert!(
        graph
            .triples()
            .iter()
            .any(|triple| graph.term(triple.object).value() == "Bäume")
    );
}

#[test]
fn what_cannot_be_read_leaves_nothing_and_names_the_place() {
    for (name, text, line) in [
        ("a.yaml", "title: a\ndescription: a: b\n", 2),
        ("a.yaml", "title: a\n\tx: b\n", 2),
        ("a.json", "{\"title\": \"a\",\n}", 2),
        ("a.toml", "title = a\n", 1),
    ] {
        let mut builder = GraphBuilder::new();
        let document = Document::new(name, text.as_bytes().to_vec());
        match read(&document, &Defaults::default(), &*TABLES, &mut builder) {
            Err(error @ AuthoringError::Syntax { .. }) => {
                let AuthoringError::Syntax { at, .. } = &error else {
                    unreachable!()
                };
                assert_eq!(at.line, line, "{name} {text}");
                assert!(!error.text().de.is_empty());
            }
            other => panic!("{name} {text}: {other:?}"),
        }
        assert!(builder.is_empty());
    }
    for (name, bytes) in [
        ("a.yaml", &b""[..]),
        ("a.yaml", b"# nichts\n"),
        ("a.csv", b""),
        ("a.xlsx", b"PK"),
        ("a.yaml", b"\x89PNG\r\n\x1a\n\0\0"),
        ("a.docx", b"x"),
    ] {
        let mut builder = GraphBuilder::new();
        let document = Document::new(name, bytes.to_vec());
        let error = read(&document, &Defaults::default(), &*TABLES, &mut builder).unwrap_err();
        assert!(!error.text().en.is_empty());
        assert!(builder.is_empty());
    }
}

/// Each would take hours if something looked at every pair, or the memory if it were all kept.
#[test]
fn files_made_to_hurt_are_read_or_refused_in_time() {
    let many = |line: &dyn Fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    for (name, text) in [
        ("a.yaml", many(&|at| format!("k{at}: v\n"), 100_000)),
        (
            "a.yaml",
            format!("title: a\ndistribution: [{}]\n", "{format: CSV}, ".repeat(20_000)),
        ),
        ("a.yaml", format!("{}: x\n", "datei ".repeat(100))),
        (
            "a.json",
            format!(
                "{{{}\"title\": 1}}",
                many(&|at| format!("\"k{at}\": 1,"), 100_000)
            ),
        ),
        ("a.json", format!("{{\"title\": [{}1]}}", "1,".repeat(3_000_000))),
        ("a.yaml", " ".repeat(33 << 20)),
        (
            "datensaetze.csv",
            format!("Titel;Kurzname;Lizenz\n{}", "a;b;c\n".repeat(20_000)),
        ),
        (
            "datensaetze.csv",
            format!("Titel;Kurzname;Lizenz{}\n", ";x".repeat(10_000)),
        ),
    ] {
        let start = std::time::Instant::now();
        let mut builder = GraphBuilder::new();
        let document = Document::new(name, text.into_bytes());
        let either = read(&document, &defaults("mainz"), &*TABLES, &mut builder);
        let size = document.bytes().unwrap().len();
        assert!(
            start.elapsed().as_secs() < 30,
            "{name}, {size} bytes: {:?}",
            start.elapsed()
        );
        assert!(either.is_ok() || builder.is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "([-a-zäA:{}\\[\\]\"'|>&*#,.=;\n\t 0-9]|title|Titel|theme|distribution|iri|slug|_:|<|>){0,40}", form in 0..4usize) {
        let name = ["a.yaml", "a.json", "a.toml", "datensaetze.csv"][form];
        let mut builder = GraphBuilder::new();
        let document = Document::new(name, text.into_bytes());
        if let Ok(reading) = read(&document, &defaults("mainz"), &*TABLES, &mut builder) {
            for issue in &reading.issues {
                let source = builder.source(issue.source).unwrap();
                prop_assert!(source.text().get(issue.span.range()).is_some(), "{:?}", issue);
                prop_assert!(!issue.message().de.is_empty() && !issue.mend().de.is_empty());
            }
        } else {
            prop_assert!(builder.is_empty());
        }
    }
}
