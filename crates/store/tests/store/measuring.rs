//! How long it takes; run with `--ignored --nocapture`.

use std::time::Instant;

use kolophon_graph::{Graph, GraphBuilder, Position, Term, Triple};
use kolophon_store::{OpenMode, Resource, Store};

use crate::samples::{change, iri, resource};

fn graph(number: usize, version: u64) -> Graph {
    let mut builder = GraphBuilder::new();
    let dataset = builder.iri(&iri(&number.to_string()));
    let contact = builder.term(Term::BlankNode("contact"));
    for property in 0..60 {
        let predicate = builder.iri(&format!("https://daten.example/def#p{property}"));
        let (subject, object) = match property {
            0 => (dataset, builder.string_literal(&version.to_string())),
            1 => (dataset, contact),
            2..10 => (contact, builder.string_literal(&format!("Amt {property}"))),
            10..20 => (dataset, builder.iri(&format!("https://daten.example/theme/{property}"))),
            20 => {
                let datatype = "http://www.w3.org/2001/XMLSchema#dateTime";
                (dataset, builder.typed_literal("2024-01-01T00:00:00+00:00", datatype))
            }
            _ => (dataset, builder.string_literal(&format!("Wert {number} {property}"))),
        };
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    builder.finish()
}

fn puts(count: usize, version: impl Fn(usize) -> u64) -> Vec<(Resource, Graph)> {
    (0..count)
        .map(|number| {
            let graph = graph(number, version(number));
            let mut resource = resource(&number.to_string(), &graph);
            resource.title = version(number).to_string();
            (resource, graph)
        })
        .collect()
}

#[test]
#[ignore = "a measurement"]
fn a_thousand_graphs() {
    for count in [800, 1_000] {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path(), OpenMode::Create).unwrap();
        let measure = |what: &str, puts: Vec<(Resource, Graph)>| {
            let start = Instant::now();
            store.apply_blocking(change("mainz", puts, &[])).unwrap();
            eprintln!("{count} graphs of 60 triples, {what}: {:?}", start.elapsed());
        };
        measure("first load", puts(count, |_| 1));
        measure("unchanged", puts(count, |_| 1));
        measure("one in a hundred changed", puts(count, |number| 1 + u64::from(number % 100 == 0)));
        let start = Instant::now();
        drop(store.checkpoint().unwrap());
        eprintln!("checkpoint: {:?}", start.elapsed());
        let start = Instant::now();
        for number in 0..count {
            store.graph(&iri(&number.to_string())).unwrap().unwrap();
        }
        eprintln!("reading all graphs: {:?}", start.elapsed());
    }
}
