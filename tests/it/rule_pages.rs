//! The rule catalogue: every rule has its page, every page its rule, and every example runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use kolophon_dcat::Document;
use kolophon_diagnostic::Language;
use kolophon_publish::reading;
use kolophon_validate::repair::{Safety, Scope, repair};
use kolophon_validate::{Example, Fixable, PREFIXES, Page, Profile};

use crate::german_words;

/// What is noticed while files are read, in every profile (`crates/validate/src/syntax/`).
const READING: [&str; 20] = [
    "address-unreadable",
    "ampersand-unescaped",
    "context-remote",
    "encoding-not-utf-8",
    "escape-unreadable",
    "full-stop-missing",
    "full-stop-too-early",
    "id-not-a-name",
    "id-repeated",
    "json-ld-context-unreadable",
    "json-ld-unreadable",
    "json-without-metadata",
    "language-tag-unreadable",
    "name-not-allowed",
    "name-not-declared",
    "name-repeated",
    "name-without-address",
    "prefix-not-declared",
    "statement-unreadable",
    "value-without-property",
];

/// What is noticed while the files of officers are read, in every profile (`crates/authoring/src/issue.rs`).
const AUTHORING: [&str; 15] = [
    "authoring-address-invalid",
    "authoring-dataset-unknown",
    "authoring-entry-not-listed",
    "authoring-key-repeated",
    "authoring-key-unknown",
    "authoring-nameless",
    "authoring-not-utf-8",
    "authoring-sheet-unknown",
    "authoring-slug-invalid",
    "authoring-slug-missing",
    "authoring-slug-repeated",
    "authoring-statement-unreadable",
    "authoring-table",
    "authoring-value-form",
    "authoring-value-shape",
];

/// Rules whose example no file alone can be, and why.
const WITHOUT_EXAMPLE: [(&str, &str); 13] = [
    ("authoring-not-utf-8", "an example in this file would be UTF-8"),
    ("authoring-sheet-unknown", "it is about workbooks"),
    (
        "authoring-statement-unreadable",
        "nobody writes statements by hand",
    ),
    ("authoring-table", "it is about what spreadsheets do to a table"),
    ("blocking-not-accepted", "it is about kolophon.toml"),
    (
        "data-file-unreadable",
        "another program holds the file, or access is denied",
    ),
    ("dataset-described-twice", "it takes two files"),
    ("distribution-access-url-not-reachable", "only the network knows"),
    (
        "distribution-download-url-not-reachable",
        "only the network knows",
    ),
    ("encoding-not-utf-8", "an example in this file would be UTF-8"),
    (
        "rules-not-evaluated",
        "it is about the shapes, not about the data",
    ),
    ("suppression-expired", "it is about kolophon.toml"),
    ("suppression-unused", "it is about kolophon.toml"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules")
}

/// Every rule with the first profile that has it.
fn rules() -> BTreeMap<&'static str, &'static Profile> {
    let mut rules = BTreeMap::new();
    for name in Profile::NAMES {
        let profile = Profile::by_name(name).unwrap();
        for rule in profile.rules() {
            rules.entry(rule.id.as_str()).or_insert(profile);
        }
    }
    let others = [
        "blocking-not-accepted",
        "rules-not-evaluated",
        "suppression-expired",
        "suppression-unused",
    ];
    for rule in READING.into_iter().chain(AUTHORING).chain(others) {
        rules.insert(rule, Profile::dcat_ap_de());
    }
    rules
}

fn pages() -> impl Iterator<Item = &'static Page> {
    Page::ids().map(|id| Page::of(id).ok_or(id).unwrap())
}

#[test]
fn every_rule_has_its_page_and_every_page_its_rule() {
    let rules: BTreeSet<&str> = rules().into_keys().collect();
    let pages: BTreeSet<&str> = Page::ids().collect();
    let without: Vec<_> = rules.difference(&pages).collect();
    let surplus: Vec<_> = pages.difference(&rules).collect();
    assert!(
        without.is_empty() && surplus.is_empty(),
        "without page: {without:?}; without rule: {surplus:?}"
    );
    for page in self::pages() {
        let markdown = Page::markdown(page.id).unwrap();
        assert!(markdown.contains(&format!("\n# {}\n", page.id)), "{}", page.id);
        assert_eq!(Page::of(page.id).map(|own| own.id), Some(page.id));
    }
}

/// Every name of a rule that stands in the Rust code is one of the catalogue.
#[test]
fn what_rust_finds_has_its_page() {
    let source = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../crates/validate/src")
            .join(name);
        fs::read_to_string(path).unwrap()
    };
    let mut named = BTreeSet::new();
    for file in ["syntax/wording.rs", "syntax/json_ld.rs"] {
        let text = source(file);
        let lines = text.lines().map(str::trim);
        for name in lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix("\",")) {
            if name.chars().all(|character| {
                character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
            }) {
                named.insert(name.to_owned());
            }
        }
    }
    assert_eq!(named, READING.map(str::to_owned).into_iter().collect());
}

#[test]
fn every_page_speaks_both_languages() {
    for page in pages() {
        let (german, english) = (page.said(Language::German), page.said(Language::English));
        for (german, english) in [
            (german.what, english.what),
            (german.why, english.why),
            (german.mend, english.mend),
        ] {
            assert_ne!(german, english, "{}", page.id);
            assert_eq!(paragraphs(german), paragraphs(english), "{}: {german}", page.id);
            for text in [german, english] {
                assert!(
                    text.len() > 10 && text.ends_with(['.', '!', '?', ')']),
                    "{}: {text}",
                    page.id
                );
            }
            assert_eq!(german_words::fault(german), None, "{}", page.id);
        }
    }
}

fn paragraphs(text: &str) -> usize {
    text.split("\n\n").count()
}

#[test]
fn clauses_are_those_of_the_specifications() {
    let forms = [
        "https://www.dcat-ap.de/def/dcatde/",
        "https://semiceu.github.io/DCAT-AP/releases/",
        "https://www.w3.org/TR/",
        "https://www.govdata.de/",
        "https://data.europa.eu/mqa/methodology",
    ];
    for page in pages() {
        let Some(clause) = page.clause else { continue };
        assert!(
            forms.iter().any(|form| clause.starts_with(form)),
            "{}: {clause}",
            page.id
        );
        if let Some((_, anchor)) = clause.split_once("/3.0/spec/#") {
            let allowed = |character: char| {
                character.is_ascii_lowercase() || character == '-' || character.is_ascii_digit()
            };
            assert!(
                !anchor.is_empty() && anchor.chars().all(allowed),
                "{}: {clause}",
                page.id
            );
        }
    }
}

/// The files of an example; data files are written into the folder.
fn documents(example: &Example, folder: &Path) -> Vec<Document> {
    let mut documents = Vec::new();
    for file in &example.files {
        let path = folder.join(file.name);
        if is(file.name, "csv") && is_list(file.name) {
            documents.push(Document::new(
                path.to_str().unwrap(),
                file.text.as_bytes().to_vec(),
            ));
            continue;
        }
        if is(file.name, "csv") {
            fs::create_dir_all(folder).unwrap();
            // The sign for it stands for what no Markdown may contain.
            fs::write(path, file.text.replace('␀', "\0")).unwrap();
            continue;
        }
        let text = if is(file.name, "ttl") {
            format!("{PREFIXES}\n{}", file.text)
        } else {
            file.text.to_owned()
        };
        documents.push(Document::new(path.to_str().unwrap(), text.into_bytes()));
    }
    documents
}

/// Whether a CSV file is a list of metadata.
fn is_list(file: &str) -> bool {
    ["datensaetze.csv", "dateien.csv"].contains(&file)
}

fn is(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|own| own == ending)
}

/// What is wrong with the examples of a page.
fn faults(page: &Page, profile: &Profile, folder: &Path) -> Vec<String> {
    let found = |documents: &[Document]| {
        let (checked, unread) = reading::read(documents, &reading::nobodys_defaults()).check(profile);
        let unreadable = checked.unreadable.len() + unread.len();
        let of_rule = checked
            .report
            .findings
            .into_iter()
            .filter(|finding| finding.rule.as_str() == page.id);
        (of_rule.collect::<Vec<_>>(), unreadable)
    };
    let mut faults = Vec::new();
    let wrong = documents(&page.wrong, &folder.join(page.id).join("wrong"));
    let (findings, _) = found(&wrong);
    if findings.is_empty() {
        faults.push(format!(
            "{}: the wrong example is right in {}",
            page.id,
            profile.name()
        ));
    }
    let names: Vec<&str> = wrong.iter().map(|document| document.name.as_str()).collect();
    let is_there = |finding: &kolophon_diagnostic::Finding| {
        finding
            .place
            .as_ref()
            .is_some_and(|place| names.contains(&place.file.as_str()) || is(&place.file, "csv"))
    };
    if !findings.iter().all(is_there) {
        faults.push(format!("{}: a finding has no place in the example", page.id));
    }
    let (findings, unreadable) = found(&documents(&page.right, &folder.join(page.id).join("right")));
    if !findings.is_empty() || unreadable > 0 {
        faults.push(format!("{}: the right example is wrong: {findings:?}", page.id));
    }
    let mends = |safety| found(&repair(&wrong, Scope::All, safety).documents).0.is_empty();
    let fix = if mends(Safety::Safe) {
        Fixable::Safely
    } else if mends(Safety::Unsafe) {
        Fixable::ByGuessing
    } else {
        Fixable::No
    };
    if fix != page.fix {
        faults.push(format!(
            "{}: says it is mended {:?}, and is {fix:?}",
            page.id, page.fix
        ));
    }
    faults
}

#[test]
fn every_example_runs() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules();
    let without = WITHOUT_EXAMPLE.map(|(id, _)| id);
    let (without, pages): (Vec<&Page>, Vec<&Page>) = pages().partition(|page| without.contains(&page.id));
    assert!(
        without
            .iter()
            .all(|page| page.wrong.files.is_empty() && page.right.files.is_empty())
    );
    let faults: Vec<String> = thread::scope(|scope| {
        let threads = pages.chunks(pages.len().div_ceil(4)).map(|pages| {
            let (rules, folder) = (&rules, folder.path());
            scope.spawn(move || {
                let faults = pages.iter().flat_map(|page| faults(page, rules[page.id], folder));
                faults.collect::<Vec<_>>()
            })
        });
        let threads: Vec<_> = threads.collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// The list of all pages. `UPDATE=1 cargo test rule_pages` writes it anew.
#[test]
fn the_index_is_current() {
    let path = folder().join("README.md");
    let index = index();
    #[expect(clippy::disallowed_methods, reason = "the developer asks for a new file")]
    if std::env::var("UPDATE").is_ok() {
        fs::write(&path, &index).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == index,
        "docs/rules/README.md is out of date"
    );
}

fn index() -> String {
    let mut text = include_str!("rule_pages/index.md").to_owned();
    for page in pages() {
        let german = first(page.german.what);
        let english = first(page.english.what);
        writeln!(text, "| [{0}]({0}.md) | {german} | {english} |", page.id).unwrap();
    }
    text
}

fn first(paragraphs: &str) -> &str {
    paragraphs.split("\n\n").next().unwrap_or_default()
}
