//! Code lists for tests, from the tables of the repository: the adapter that callers write around
//! `kolophon_validate::codelist`, in small.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use kolophon_authoring::{CodeLists, Found};
use kolophon_diagnostic::Language;

pub(crate) struct Tables {
    lists: BTreeMap<String, Vec<Row>>,
    /// Other spellings, folded, by list.
    spellings: BTreeMap<(&'static str, String), String>,
}

/// The tables of spellings that belong to lists.
const SPELLINGS: [(&str, &str); 8] = [
    ("licenses", "licences"),
    ("file-type", "formats"),
    ("data-theme", "themes"),
    ("frequency", "frequencies"),
    ("language", "languages"),
    ("access-right", "access-rights"),
    ("availability", "availabilities"),
    ("distribution-status", "statuses"),
];

struct Row {
    iri: String,
    de: String,
    en: String,
    status: String,
}

pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Row {
    fn label(&self, language: Language) -> String {
        let is_english = language == Language::English || self.de.is_empty();
        if is_english {
            self.en.clone()
        } else {
            self.de.clone()
        }
    }
}

impl Tables {
    fn read() -> Self {
        let mut lists = BTreeMap::new();
        for entry in fs::read_dir(root().join("schemas/codelists")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let rows = text
                .lines()
                .filter(|line| !line.starts_with('#') && line.contains("://"));
            let rows = rows.map(|line| {
                let mut cells = line.split('\t').map(|cell| cell.trim().to_owned());
                let mut next = || cells.next().unwrap_or_default();
                Row {
                    iri: next(),
                    de: next(),
                    en: next(),
                    status: next(),
                }
            });
            lists.insert(name, rows.collect());
        }
        let mut spellings = BTreeMap::new();
        for (list, file) in SPELLINGS {
            let text = fs::read_to_string(root().join(format!("schemas/mappings/{file}.tsv"))).unwrap();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                // What could mean several entries is no spelling of any.
                if let [from, to] | [from, to, ""] = line.split('\t').collect::<Vec<_>>().as_slice() {
                    spellings.insert((list, folded(from)), (*to).to_owned());
                }
            }
        }
        Self { lists, spellings }
    }

    fn rows(&self, list: &str) -> &[Row] {
        self.lists.get(list).unwrap_or_else(|| panic!("no list {list}"))
    }
}

fn folded(text: &str) -> String {
    let plain = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect::<String>();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn end(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or_default()
}

fn code(iri: &str) -> &str {
    iri.rsplit(['/', '#', '_']).next().unwrap_or_default()
}

impl CodeLists for Tables {
    fn find(&self, list: &str, text: &str) -> Found {
        let text = folded(text);
        let rows = self.rows(list);
        let is = |name: &str| !name.is_empty() && folded(name) == text;
        let labels = || {
            rows.iter()
                .find(|row| is(&row.de) || is(&row.en) || is(end(&row.iri)))
        };
        let codes = || rows.iter().find(|row| is(code(&row.iri)));
        let spelling = SPELLINGS
            .iter()
            .find(|(known, _)| *known == list)
            .and_then(|(known, _)| self.spellings.get(&(*known, text.clone())));
        if let Some(iri) = labels()
            .map(|row| &row.iri)
            .or(spelling)
            .or_else(|| codes().map(|row| &row.iri))
        {
            return Found::Exact(iri.clone());
        }
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let has_all =
            |label: &str| !words.is_empty() && words.iter().all(|word| folded(label).contains(word));
        let near = rows
            .iter()
            .filter(|row| has_all(&row.de))
            .take(3)
            .map(|row| row.de.clone());
        let near: Vec<String> = near.collect();
        if near.is_empty() {
            Found::None
        } else {
            Found::Nearly(near)
        }
    }

    fn label(&self, list: &str, iri: &str, language: Language) -> Option<String> {
        let row = self.rows(list).iter().find(|row| row.iri == iri)?;
        Some(row.label(language)).filter(|label| !label.is_empty())
    }

    fn choices(&self, list: &str, language: Language) -> Vec<String> {
        let rows = self.rows(list).iter();
        let current =
            rows.filter(|row| !["deprecated", "outdated", "retired"].contains(&row.status.as_str()));
        let labels = current.map(|row| row.label(language));
        labels.filter(|label| !label.is_empty()).collect()
    }
}
