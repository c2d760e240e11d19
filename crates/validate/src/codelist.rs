//! Code lists: the values a property may have, with their labels.
//!
//! The tables lie in `schemas/codelists/`: one line per value with its IRI, German and English label and status, after
//! a line `# scheme: IRI` that names the concept scheme the shapes ask for. A line `# class: IRI` names the class its
//! values are of, where shapes ask for that.

use std::sync::LazyLock;

use kolophon_dcat::vocab::{rdf, skos};
use kolophon_diagnostic::Language;
use kolophon_graph::{GraphBuilder, Position, Triple};
use rustc_hash::FxHashMap;

/// One code list.
#[derive(Debug)]
pub struct CodeList {
    /// Its name, the file's without the ending: `file-type`.
    pub name: &'static str,
    /// The IRI of the concept scheme.
    pub scheme: &'static str,
    /// The IRI of the class its values are of, if shapes ask for it.
    pub class: Option<&'static str>,
    /// Its values, in the order of the table.
    pub values: Vec<Value>,
}

/// One value of a code list.
#[derive(Clone, Copy, Debug)]
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

/// Adds `value skos:inScheme scheme` for every value of every list, and `value a class` where the list has one, as the
/// shapes test membership.
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
    }
}

fn parse(name: &'static str, table: &'static str) -> CodeList {
    let mut list = CodeList {
        name,
        scheme: "",
        class: None,
        values: Vec::new(),
    };
    for line in table.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(scheme) = comment.trim().strip_prefix("scheme:") {
                list.scheme = scheme.trim();
            }
            if let Some(class) = comment.trim().strip_prefix("class:") {
                list.class = Some(class.trim());
            }
            continue;
        }
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or_default().trim();
        let value = Value {
            iri: next(),
            de: next(),
            en: next(),
            status: next(),
        };
        if value.iri.contains(':') {
            list.values.push(value);
        }
    }
    list
}
