//! Cities, documents and loads to test with.

#[expect(dead_code, reason = "more of it is for the tests of the store itself")]
#[path = "../../store/tests/store/engine.rs"]
mod engine;

use std::collections::BTreeSet;

use kolophon_dcat::Document;
use kolophon_diagnostic::Language;
use kolophon_graph::Graph;
use kolophon_store::{City, Note, Store};
use kolophon_validate::Profile;

pub(crate) use self::engine::TestStore;
use crate::load::{Consent, Errors, Extent, Facts, LoadOptions, Prepared, prepare};
use crate::plan::{Plan, PropertyChange, Value};

pub(crate) const RIGHT: &str = include_str!("../../../tests/officers/00-richtig.ttl");
pub(crate) const RIGHT_IRI: &str = "https://daten.musterstadt.example/dataset/baumkataster";

/// An empty store: in memory, or the remote one that is tested.
pub(crate) fn fresh_store() -> TestStore {
    TestStore::new()
}

pub(crate) fn city(slug: &str) -> City {
    crate::config::default_city(slug).unwrap()
}

pub(crate) fn iri(name: &str) -> String {
    RIGHT_IRI.replace("baumkataster", name)
}

/// A faultless file with a dataset of its own.
pub(crate) fn file(name: &str) -> Document {
    edited_file(name, "", "")
}

/// The same with another text in one place.
pub(crate) fn edited_file(name: &str, from: &str, to: &str) -> Document {
    assert!(RIGHT.contains(from), "{from}");
    let text = RIGHT.replacen(from, to, 1).replace("baumkataster", name);
    Document::new(format!("{name}.ttl"), text.into_bytes())
}

pub(crate) fn options(extent: Extent, errors: Errors) -> LoadOptions<'static> {
    let now = "2026-03-01T12:00:00Z".parse().unwrap();
    LoadOptions {
        extent,
        errors,
        ..LoadOptions::new(Profile::dcat_ap_de(), now)
    }
}

/// What loading the documents into `musterstadt` would do.
pub(crate) fn prepared(store: &Store, documents: &[Document], extent: Extent, facts: &Facts) -> Prepared {
    let options = LoadOptions {
        facts,
        ..options(extent, Errors::Refuse)
    };
    prepare(store, &city("musterstadt"), documents, &options).unwrap()
}

/// Publishes the documents as they are.
pub(crate) fn publish(store: &Store, documents: &[Document]) {
    let prepared = prepared(store, documents, Extent::Partial, &Facts::default());
    assert_eq!(prepared.refused, []);
    prepared.commit(store, Consent::None).unwrap();
}

pub(crate) fn agree(prepared: Prepared, store: &Store) -> u64 {
    let number = prepared.removed.len();
    prepared
        .commit(store, Consent::Number(number))
        .unwrap()
        .generation
}

pub(crate) fn protecting(names: &[&str]) -> Facts {
    Facts {
        protected: names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>(),
        ..Facts::default()
    }
}

pub(crate) fn note(reason: &str) -> Note {
    Note {
        author: Some("Erika Beispiel".to_owned()),
        time: Some("2026-11-27T10:00:00Z".to_owned()),
        reason: Some(reason.to_owned()),
        ..Note::default()
    }
}

pub(crate) fn values(graph: &Graph, subject: &str, property: &str) -> Vec<String> {
    let (Some(subject), Some(property)) = (graph.iri(subject), graph.iri(property)) else {
        return Vec::new();
    };
    graph
        .objects(subject, property)
        .map(|object| graph.term(object).value().to_owned())
        .collect()
}

/// A plan in short lines: what happens to which, and which properties.
pub(crate) fn lines(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for change in &plan.changes {
        lines.push(format!("{:?} {:?} {}", change.action, change.kind, change.title));
        lines.extend(change.properties.iter().map(property_line));
        for file in &change.files {
            let size =
                |state: &Option<crate::plan::FileState>| state.as_ref().map_or(0, |state| state.byte_size);
            lines.push(format!(
                "  {}: {} → {}",
                file.name,
                size(&file.before),
                size(&file.after)
            ));
        }
    }
    lines
}

fn property_line(change: &PropertyChange) -> String {
    let mut way: Vec<String> = change
        .part
        .iter()
        .map(|part| match &part.name {
            Some(name) => format!("{} „{name}“", part.label.de),
            None => part.label.de.clone(),
        })
        .collect();
    way.push(change.label.de.clone());
    let all = |values: &[Value]| {
        let values = values.iter().map(|value| {
            let label = value
                .label
                .as_ref()
                .map(|label| label.in_language(Language::German));
            label.unwrap_or(&value.text).to_owned()
        });
        values.collect::<Vec<_>>().join(" | ")
    };
    format!(
        "  {}: {} → {}",
        way.join(" › "),
        all(&change.removed),
        all(&change.added)
    )
}
