//! Code lists: the values a property may have, with their labels.
//!
//! The tables lie in `schemas/codelists/`: one line per value with its IRI, German and English label and status, after
//! a line `# scheme: IRI` that names the concept scheme the shapes ask for. A line `# class: IRI` names the class its
//! values are of, and a line `# facts: COLUMN …` the columns that shapes ask for. `# source: IRI`, `# date: DAY` and
//! `# version: …` say where the values come from, when they were taken from there, and what the publisher calls that
//! state.

mod meant;
mod search;

use std::cmp::Ordering;
use std::sync::{Arc, LazyLock};

use kolophon_dcat::vocab::{rdf, skos};
use kolophon_diagnostic::Language;
use kolophon_graph::{GraphBuilder, Position, Triple};
use kolophon_shacl::Membership;

pub use self::meant::{Meant, meant};
pub use self::search::{Found, by_name, near_names, search};
use crate::profile::DEFINITION;

/// One code list.
///
/// The rows of a table are sorted by their IRIs, so that an entry is found in the text of the program itself: nothing is
/// read when the program starts.
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
    /// The columns that shapes ask for.
    facts: Vec<&'static str>,
    columns: Vec<&'static str>,
    rows: &'static str,
    first: &'static str,
    last: &'static str,
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
                vec![$(CodeList::new(
                    $name,
                    include_str!(concat!("../../../schemas/codelists/", $name, ".tsv")),
                )),*]
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

/// The list of that name.
#[must_use]
pub fn list(name: &str) -> Option<&'static CodeList> {
    all().iter().find(|list| list.name == name)
}

/// The label of a value in a language, else in the other one.
#[must_use]
pub fn label(iri: &str, language: Language) -> Option<&'static str> {
    let value = all().iter().rev().find_map(|list| list.find(iri))?;
    let (first, second) = match language {
        Language::German => (value.de, value.en),
        Language::English => (value.en, value.de),
    };
    [first, second].into_iter().find(|label| !label.is_empty())
}

impl CodeList {
    fn new(name: &'static str, table: &'static str) -> Self {
        let mut list = Self {
            name,
            scheme: "",
            source: "",
            date: "",
            version: "",
            class: None,
            facts: Vec::new(),
            columns: Vec::new(),
            rows: table,
            first: "",
            last: "",
        };
        // Comments, then the names of the columns, then one row per value.
        while let Some((line, rest)) = list.rows.split_once('\n') {
            let line = line.trim_end();
            if let Some(comment) = line.strip_prefix('#') {
                list.read_comment(comment.trim());
            } else if line.contains("://") {
                break;
            } else {
                list.columns = line.split('\t').collect();
            }
            list.rows = rest;
        }
        list.rows = list.rows.trim_end();
        list.first = iri_of(list.rows);
        list.last = iri_of(list.rows.rsplit('\n').next().unwrap_or_default());
        list
    }

    fn read_comment(&mut self, comment: &'static str) {
        match comment.split_once(':') {
            Some(("scheme", scheme)) => self.scheme = scheme.trim(),
            Some(("source", source)) => self.source = source.trim(),
            Some(("date", date)) => self.date = date.trim(),
            Some(("version", version)) => self.version = version.trim(),
            Some(("class", class)) => self.class = Some(class.trim()),
            Some(("facts", names)) => self.facts.extend(names.split_whitespace()),
            _ => {}
        }
    }

    /// Its values, sorted by IRI.
    pub fn values(&self) -> impl Iterator<Item = Value> + use<> {
        self.rows.lines().map(Value::of_row)
    }

    /// The value with that IRI.
    #[must_use]
    pub fn find(&self, iri: &str) -> Option<Value> {
        self.row(iri).map(Value::of_row)
    }

    /// Whether the IRI is a value of the list.
    #[must_use]
    pub fn contains(&self, iri: &str) -> bool {
        self.row(iri).is_some()
    }

    /// What shapes ask of its values: value, column and cell.
    fn facts(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> + '_ {
        let rows = if self.facts.is_empty() { "" } else { self.rows };
        rows.lines().flat_map(|row| {
            let cells = self.columns.iter().copied().zip(row.split('\t'));
            let asked = cells.filter(|(column, _)| self.facts.contains(column));
            asked.map(move |(column, cell)| (iri_of(row), column, cell.trim()))
        })
    }

    /// The row of an IRI, found by bisecting the text.
    fn row(&self, iri: &str) -> Option<&'static str> {
        if iri < self.first || iri > self.last {
            return None;
        }
        let mut rest = self.rows;
        loop {
            let middle = rest.floor_char_boundary(rest.len() / 2);
            let start = rest[..middle].rfind('\n').map_or(0, |newline| newline + 1);
            let end = rest[start..]
                .find('\n')
                .map_or(rest.len(), |length| start + length);
            let row = &rest[start..end];
            rest = match iri.cmp(iri_of(row)) {
                Ordering::Equal => return Some(row),
                Ordering::Less => rest[..start].trim_end_matches('\n'),
                Ordering::Greater => rest.get(end + 1..).unwrap_or_default(),
            };
            if rest.is_empty() {
                return None;
            }
        }
    }
}

impl Value {
    fn of_row(row: &'static str) -> Self {
        let mut cells = row.split('\t').map(str::trim);
        let mut next = || cells.next().unwrap_or_default();
        Self {
            iri: next(),
            de: next(),
            en: next(),
            status: next(),
        }
    }
}

/// The first cell of a row.
fn iri_of(row: &'static str) -> &'static str {
    row.split(['\t', '\n']).next().unwrap_or_default()
}

/// What all lists say of membership, `value skos:inScheme scheme`, for shapes to ask.
#[must_use]
pub fn membership() -> Arc<dyn Membership> {
    Arc::new(Lists)
}

#[derive(Debug)]
struct Lists;

impl Membership for Lists {
    fn predicate(&self) -> &str {
        skos::IN_SCHEME
    }

    fn groups(&self) -> Vec<&str> {
        all().iter().map(|list| list.scheme).collect()
    }

    fn groups_of(&self, member: &str, groups: &mut Vec<usize>) {
        let lists = all().iter().enumerate();
        groups.extend(lists.filter(|(_, list)| list.contains(member)).map(|(at, _)| at));
    }
}

/// Adds what shapes ask of the values besides their membership: `value a class`, and the facts of some columns.
pub(crate) fn push_facts(builder: &mut GraphBuilder) {
    let rdf_type = builder.iri(rdf::TYPE);
    for list in all() {
        if let Some(class) = list.class {
            let class = builder.iri(class);
            for value in list.values() {
                let value = builder.iri(value.iri);
                builder.push(Triple::new(value, rdf_type, class), Position::UNKNOWN);
            }
        }
        for (value, column, cell) in list.facts() {
            let fact = Triple::new(
                builder.iri(value),
                builder.iri(&format!("{DEFINITION}{column}")),
                builder.string_literal(cell),
            );
            builder.push(fact, Position::UNKNOWN);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_table_says_where_it_comes_from() {
        for list in all() {
            let name = list.name;
            assert!(list.source.starts_with("http"), "{name}: {}", list.source);
            let date: Vec<usize> = list.date.split('-').map(str::len).collect();
            assert_eq!(date, [4, 2, 2], "{name}: {}", list.date);
        }
    }

    #[test]
    fn a_table_names_its_scheme_and_the_facts_that_shapes_ask_for() {
        let table = "# scheme: http://e/s\n# facts: b\n# note: c\niri\tde\ten\tstatus\tb\tc\nhttp://e/1\tEins\tOne\topen\tyes\tno\n";
        let list = CodeList::new("x", table);
        assert_eq!(list.scheme, "http://e/s");
        assert_eq!(list.facts().collect::<Vec<_>>(), [("http://e/1", "b", "yes")]);
        assert_eq!(
            list.values().map(|value| value.status).collect::<Vec<_>>(),
            ["open"]
        );
    }

    #[test]
    fn every_licence_says_whether_it_is_open_and_asks_for_attribution() {
        let licences = list("licenses").unwrap();
        assert_eq!(licences.facts().count(), 2 * licences.values().count());
        assert!(
            licences
                .facts()
                .any(|fact| fact == ("http://dcat-ap.de/def/licenses/cc-by/4.0", "attribution", "yes"))
        );
    }

    #[test]
    fn every_value_of_every_list_is_found_and_nothing_else() {
        for list in all() {
            assert!(
                list.scheme.contains(':') && list.values().count() > 0,
                "{}",
                list.name
            );
            let values: Vec<Value> = list.values().collect();
            assert!(
                values.is_sorted_by(|a, b| a.iri < b.iri),
                "{} is sorted by IRI",
                list.name
            );
            let known: BTreeSet<&str> = values.iter().map(|value| value.iri).collect();
            for value in values {
                assert_eq!(list.find(value.iri), Some(value));
                let other = format!("{}0", value.iri);
                assert_eq!(list.contains(&other), known.contains(&*other), "{other}");
                let other = &value.iri[..value.iri.len() - 1];
                assert_eq!(list.contains(other), known.contains(other), "{other}");
            }
            assert!(!list.contains("") && !list.contains("http://a") && !list.contains("urn:zz"));
        }
    }
}
