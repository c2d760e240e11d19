//! Datasets with blank nodes and values that engines like to change.

use kolophon_graph::{Graph, GraphBuilder, Position, Term, Triple};
use kolophon_store::{City, CityChange, Endpoint, OpenMode, Resource, ResourceKind, Store, content_hash};

pub(crate) const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
pub(crate) const CATALOG: &str = "https://daten.example/katalog";

pub(crate) fn iri(name: &str) -> String {
    format!("https://daten.example/dataset/{name}")
}

pub(crate) fn graph(name: &str, version: u64) -> Graph {
    let mut builder = GraphBuilder::new();
    let dataset = builder.iri(&iri(name));
    let node = builder.term(Term::BlankNode("n"));
    let catalog = builder.iri(CATALOG);
    let [title, size, contact, part] = ["title", "size", "contact", "isPartOf"]
        .map(|name| builder.iri(&format!("https://daten.example/def#{name}")));
    let text = builder.language_literal(&version.to_string(), "de");
    let number = builder.typed_literal("01", "http://www.w3.org/2001/XMLSchema#integer");
    for (subject, predicate, object) in [
        (dataset, title, text),
        (dataset, contact, node),
        (node, size, number),
        (dataset, part, catalog),
    ] {
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    builder.finish()
}

/// All datasets in that version.
pub(crate) fn version(version: u64) -> CityChange {
    let put = NAMES.iter().map(|name| {
        let mut resource = Resource::new(&iri(name), ResourceKind::Dataset);
        resource.title = version.to_string();
        (resource, graph(name, version))
    });
    CityChange {
        put: put.collect(),
        ..CityChange::new(City::new("mainz", "https://daten.example"))
    }
}

pub(crate) fn open(directory: &std::path::Path, endpoint: &Endpoint) -> Store {
    Store::open_remote(directory, OpenMode::Create, endpoint).unwrap()
}

/// Every dataset is of that version, and exactly as it was written.
pub(crate) fn check(store: &Store, version: u64) {
    assert_eq!(
        store.state().resources.len(),
        if version == 0 { 0 } else { NAMES.len() }
    );
    for name in NAMES {
        let found = store.graph(&iri(name)).unwrap();
        assert_eq!(
            found.as_ref().map(content_hash),
            (version > 0).then(|| content_hash(&graph(name, version))),
            "{name}"
        );
    }
}
