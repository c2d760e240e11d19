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
}

struct Row {
    iri: String,
    de: String,
    en: String,
}

pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
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
                }
            });
            lists.insert(name, rows.collect());
        }
        Self { lists }
    }

    fn rows(&self, list: &str) -> &[Row] {
        self.lists.get(list).unwrap_or_else(|| panic!("no list {list}"))
    }
}

fn code(iri: &str) -> &str {
    iri.rsplit(['/', '#', '_']).next().unwrap_or_default()
}

impl CodeLists for Tables {
    fn find(&self, list: &str, text: &str) -> Found {
        let text = text.to_lowercase();
        let is = |name: &str| !name.is_empty() && name.to_lowercase() == text;
        let rows = self.rows(list);
        let end = |iri: &str| iri.rsplit(['/', '#']).next().unwrap_or_default().to_owned();
        let exact = rows
            .iter()
            .find(|row| is(&row.de) || is(&row.en) || is(&end(&row.iri)))
            .or_else(|| rows.iter().find(|row| is(code(&row.iri))));
        if let Some(row) = exact {
            return Found::Exact(row.iri.clone());
        }
        let near: Vec<String> = rows
            .iter()
            .filter(|row| row.de.to_lowercase().contains(&text))
            .take(3)
            .map(|row| row.de.clone())
            .collect();
        if near.is_empty() {
            Found::None
        } else {
            Found::Nearly(near)
        }
    }

    fn label(&self, list: &str, iri: &str, language: Language) -> Option<String> {
        let row = self.rows(list).iter().find(|row| row.iri == iri)?;
        let label = if language == Language::English || row.de.is_empty() {
            &row.en
        } else {
            &row.de
        };
        (!label.is_empty()).then(|| label.clone())
    }

    fn choices(&self, list: &str, language: Language) -> Vec<String> {
        let rows = self.rows(list).iter();
        rows.filter_map(|row| self.label(list, &row.iri, language))
            .collect()
    }
}
