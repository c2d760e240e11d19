//! Code lists: the values a property may have, with their labels.
//!
//! The tables lie in `schemas/codelists/`: one line per value with its IRI, German and English label and status, after
//! a line `# scheme: IRI` that names the concept scheme the shapes ask for. A line `# class: IRI` names the class its
//! values are of, and a line `# facts: COLUMN …` the columns that shapes ask for. `# source: IRI`, `# date: DAY` and
//! `# version: …` say where the values come from, when they were taken from there, and what the publisher calls that state.

mod search;

use std::sync::LazyLock;

use kolophon_dcat::vocab::{rdf, skos};
use kolophon_diagnostic::Language;
use kolophon_graph::{GraphBuilder, Position, Triple};
use rustc_hash::FxHashMap;

pub use self::search::{Found, by_name, near_names, search};
use crate::profile::DEFINITION;

/// One code list.
#[derive(Debug)]
pub struct CodeList {
    /// Its name, the file's without the ending: `file-type`.
    pub name: &'static str,
    /// The IRI of the concept scheme.
    pub scheme: &'static str,
    /// Where the values come from.
    pub source: &'static str,
    /// When they were taken from there: `2026-11-24`.
    pub date: &'static str,
    /// What the publisher calls this state; empty when it has no name.
    pub version: &'static str,
    /// The IRI of the class its values are of, if shapes ask for it.
    pub class: Option<&'static str>,
    /// What shapes ask of its values: value, column and cell.
    pub facts: Vec<(&'static str, &'static str, &'static str)>,
    /// Its values, in the order of the table.
    pub values: Vec<Value>,
}

/// One value of a code list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// The IRI.
    pub iri: &'static str,
    /// The German label; empty when the list has none.
    pub de: &'static str,
    /// The English label.
    pub en: &'static str,
    /// What the list says about it: `open`, `deprecated` …; often empty.
    pub status: &'static str,
}

macro_rules! code_lists {
    ($($name:literal),* $(,)?) => {
        /// All code lists.
        #[must_use]
        pub fn all() -> &'static [CodeList] {
            static ALL: LazyLock<Vec<CodeList>> = LazyLock::new(|| {
                vec![$(parse($name, include_str!(concat!("../../../schemas/codelists/", $name, ".tsv")))),*]
            });
            &ALL
        }
    };
}

code_lists![
    "access-right",
    "availability",
    "continent",
    "contributors",
    "country",
    "data-theme",
    "dataset-type",
    "distribution-status",
    "file-type",
    "frequency",
    "hash-algorithms",
    "hvd-category",
    "language",
    "licenses",
    "place",
    "political-geocoding-level",
    "publisher-type",
    "state-key",
];

/// The label of a value in a language, else in the other one.
#[must_use]
pub fn label(iri: &str, language: Language) -> Option<&'static str> {
    static BY_IRI: LazyLock<FxHashMap<&'static str, Value>> = LazyLock::new(|| {
        let values = all().iter().flat_map(|list| &list.values);
        values.map(|value| (value.iri, *value)).collect()
    });
    let value = BY_IRI.get(iri)?;
    let (first, second) = match language {
        Language::German => (value.de, value.en),
        Language::English => (value.en, value.de),
    };
    [first, second].into_iter().find(|label| !label.is_empty())
}

/// Adds `value skos:inScheme scheme` for every value of every list, as the shapes test membership, and where the list has
/// them `value a class` and the facts that shapes ask for.
pub(crate) fn push_membership(builder: &mut GraphBuilder) {
    let in_scheme = builder.iri(skos::IN_SCHEME);
    let rdf_type = builder.iri(rdf::TYPE);
    for list in all() {
        let scheme = builder.iri(list.scheme);
        let class = list.class.map(|class| builder.iri(class));
        for value in &list.values {
            let value = builder.iri(value.iri);
            builder.push(Triple::new(value, in_scheme, scheme), Position::UNKNOWN);
            if let Some(class) = class {
                builder.push(Triple::new(value, rdf_type, class), Position::UNKNOWN);
            }
        }
        for (value, column, cell) in &list.facts {
            let fact = Triple::new(
                builder.iri(value),
                builder.iri(&format!("{DEFINITION}{column}")),
                builder.string_literal(cell),
            );
            builder.push(fact, Position::UNKNOWN);
        }
    }
}

fn parse(name: &'static str, table: &'static str) -> CodeList {
    let mut list = CodeList {
        name,
        scheme: "",
        source: "",
        date: "",
        version: "",
        class: None,
        facts: Vec::new(),
        values: Vec::new(),
    };
    let (mut asked, mut columns) = (Vec::new(), Vec::new());
    for line in table.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            match comment.trim().split_once(':') {
                Some(("scheme", scheme)) => list.scheme = scheme.trim(),
                Some(("source", source)) => list.source = source.trim(),
                Some(("date", date)) => list.date = date.trim(),
                Some(("version", version)) => list.version = version.trim(),
                Some(("class", class)) => list.class = Some(class.trim()),
                Some(("facts", names)) => asked.extend(names.split_whitespace()),
                _ => {}
            }
            continue;
        }
        let cells: Vec<&'static str> = line.split('\t').map(str::trim).collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        if !cell(0).contains(':') {
            columns = cells;
            continue;
        }
        list.values.push(Value {
            iri: cell(0),
            de: cell(1),
            en: cell(2),
            status: cell(3),
        });
        let facts = columns
            .iter()
            .zip(&cells)
            .filter(|(column, _)| asked.contains(column));
        list.facts
            .extend(facts.map(|(column, fact)| (cell(0), *column, *fact)));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_names_its_scheme_and_the_facts_that_shapes_ask_for() {
        let table = "# scheme: http://e/s\n# facts: b\n# note: c\niri\tde\ten\tstatus\tb\tc\nhttp://e/1\tEins\tOne\topen\tyes\tno\n";
        let list = parse("x", table);
        assert_eq!(list.scheme, "http://e/s");
        assert_eq!(list.facts, [("http://e/1", "b", "yes")]);
        assert_eq!((list.values.len(), list.values[0].status), (1, "open"));
    }

    #[test]
    fn every_table_says_where_it_comes_from_and_is_sorted() {
        for list in all() {
            let name = list.name;
            assert!(list.source.starts_with("http"), "{name}: {}", list.source);
            let date: Vec<usize> = list.date.split('-').map(str::len).collect();
            assert_eq!(date, [4, 2, 2], "{name}: {}", list.date);
            let in_order = |pair: &[Value]| pair[0].iri.as_bytes() < pair[1].iri.as_bytes();
            assert!(list.values.windows(2).all(in_order), "{name}");
            assert!(!list.values.is_empty(), "{name}");
        }
    }

    #[test]
    fn every_licence_says_whether_it_is_open_and_asks_for_attribution() {
        let licences = all().iter().find(|list| list.name == "licenses").unwrap();
        assert_eq!(licences.facts.len(), 2 * licences.values.len());
        assert!(
            licences
                .facts
                .contains(&("http://dcat-ap.de/def/licenses/cc-by/4.0", "attribution", "yes"))
        );
    }
}
