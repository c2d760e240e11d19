//! Cities, resources and graphs to test with.

use std::thread;
use std::time::{Duration, Instant};

use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use kolophon_store::{City, CityChange, Resource, ResourceKind, SnapshotFile, Store, content_hash};

pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

pub(crate) fn city(slug: &str) -> City {
    City::new(slug, "https://daten.example")
}

pub(crate) fn iri(name: &str) -> String {
    format!("https://daten.example/dataset/{name}")
}

pub(crate) fn change(slug: &str, put: Vec<(Resource, Graph)>, remove: &[&str]) -> CityChange {
    CityChange {
        put,
        remove: remove.iter().map(|name| iri(name)).collect(),
        ..CityChange::new(city(slug))
    }
}

pub(crate) fn resource(name: &str, graph: &Graph) -> Resource {
    let mut resource = Resource::new(&iri(name), ResourceKind::Dataset);
    name.clone_into(&mut resource.slug);
    resource.content_hash = content_hash(graph);
    resource
}

/// What is published, as soon as it is one file.
pub(crate) fn snapshot(store: &Store) -> SnapshotFile {
    let start = Instant::now();
    loop {
        if let Some(file) = store.snapshot() {
            return file;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "there is no snapshot");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A dataset whose title is `version`.
pub(crate) fn put(name: &str, version: u64) -> (Resource, Graph) {
    put_labelled(name, version, "b")
}

/// The same dataset with other labels for its blank nodes.
pub(crate) fn put_labelled(name: &str, version: u64, label: &str) -> (Resource, Graph) {
    let graph = dataset(name, version, label);
    let mut resource = resource(name, &graph);
    resource.title = version.to_string();
    (resource, graph)
}

/// Blank nodes, values that the engine would rewrite, and an agent whose triples many datasets share.
pub(crate) fn dataset(name: &str, version: u64, label: &str) -> Graph {
    let mut sample = Sample::default();
    let dataset = sample.iri(&iri(name));
    let agent = sample.iri("https://daten.example/agent");
    let [contact, address] = ["c", "a"].map(|part| sample.0.term(Term::BlankNode(&format!("{label}{part}"))));
    let title = sample.0.language_literal(&version.to_string(), "de");
    sample.push(dataset, "title", title);
    let issued = sample
        .0
        .typed_literal("2024-01-01T00:00:00+00:00", &format!("{XSD}dateTime"));
    sample.push(dataset, "issued", issued);
    for size in ["01", "1"] {
        let size = sample.0.typed_literal(size, &format!("{XSD}integer"));
        sample.push(dataset, "size", size);
    }
    sample.push(dataset, "publisher", agent);
    let agent_name = sample.0.string_literal("Stadt");
    sample.push(agent, "name", agent_name);
    sample.push(dataset, "contact", contact);
    sample.push(contact, "address", address);
    let street = sample.0.string_literal(&format!("Markt {}", version % 2));
    sample.push(address, "street", street);
    sample.0.finish()
}

/// A graph of `size` triples, all of them other ones in every version.
pub(crate) fn put_big(name: &str, version: u64, size: usize) -> (Resource, Graph) {
    let mut sample = Sample::default();
    let dataset = sample.iri(&iri(name));
    for number in 0..size {
        let value = sample.0.string_literal(&format!("{version} {number}"));
        sample.push(dataset, "keyword", value);
    }
    let graph = sample.0.finish();
    let mut resource = resource(name, &graph);
    resource.title = version.to_string();
    (resource, graph)
}

#[derive(Default)]
struct Sample(GraphBuilder);

impl Sample {
    fn iri(&mut self, iri: &str) -> TermId {
        self.0.iri(iri)
    }

    fn push(&mut self, subject: TermId, property: &str, object: TermId) {
        let predicate = self.0.iri(&format!("https://daten.example/def#{property}"));
        self.0
            .push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
}
