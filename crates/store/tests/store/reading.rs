//! Readers beside the writer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kolophon_store::{EngineError, OpenMode, ResultsFormat, Store};

use crate::engine::{self, TestStore};
use crate::samples::{change, iri, put, put_big};

#[test]
fn a_change_of_many_graphs_is_seen_whole() {
    const VERSIONS: u64 = 40;
    let store = TestStore::on_disk();
    let names = ["a", "b", "c"];
    let version = |version| names.iter().map(|name| put(name, version)).collect();
    store.apply_blocking(change("mainz", version(0), &[])).unwrap();
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        let by_graphs = scope.spawn(|| {
            let iris: Vec<String> = names.iter().map(|name| iri(name)).collect();
            let mut seen = 0;
            while !is_done.load(Ordering::Relaxed) {
                let graph = store.graphs(&iris).unwrap();
                let title = graph.iri("https://daten.example/def#title").unwrap();
                let mut titles: Vec<&str> = graph
                    .column(title)
                    .iter()
                    .map(|t| graph.term(t.object).value())
                    .collect();
                titles.dedup();
                assert_eq!((graph.column(title).len(), titles.len()), (3, 1));
                seen += 1;
            }
            seen
        });
        let by_view = scope.spawn(|| {
            let mut last = 0;
            while !is_done.load(Ordering::Relaxed) {
                let generation = store.read(|view| {
                    for name in names {
                        let graph = view.graph(&iri(name))?.expect("the state names it");
                        let title = graph
                            .iri("https://daten.example/def#title")
                            .expect("it has a title");
                        let title = graph.term(graph.column(title)[0].object).value();
                        assert_eq!(title, view.state().resources[&iri(name)].title);
                    }
                    Ok::<_, EngineError>(view.state().generation)
                });
                let generation = generation.unwrap();
                assert!(generation >= last);
                last = generation;
            }
            last
        });
        let by_query = scope.spawn(|| {
            let query = "SELECT DISTINCT ?t { GRAPH ?g { ?d <https://daten.example/def#title> ?t } }";
            let mut seen = 0;
            while !is_done.load(Ordering::Relaxed) {
                let csv = store.query(query, ResultsFormat::Csv).unwrap();
                // A remote store answers queries graph by graph as they come.
                let is_whole = String::from_utf8(csv).unwrap().lines().count() == 2;
                assert!(is_whole || engine::endpoint().is_some());
                seen += 1;
            }
            seen
        });
        for number in 1..=VERSIONS {
            store
                .apply_blocking(change("mainz", version(number), &[]))
                .unwrap();
        }
        is_done.store(true, Ordering::Relaxed);
        assert!(by_graphs.join().unwrap() > 0);
        assert!(by_view.join().unwrap() > 0);
        assert!(by_query.join().unwrap() > 0);
    });
}

#[test]
fn a_reader_of_an_old_engine_is_not_disturbed() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    store
        .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
        .unwrap();
    let old = directory.path().join("store-000001");
    let inside = store.read(|view| {
        let big = change("mainz", vec![put_big("gross", 1, 50_001)], &["a"]);
        store
            .apply_blocking(big)
            .expect("the writer does not wait for readers");
        assert!(store.graph(&iri("a"))?.is_none());
        assert!(view.graph(&iri("gross"))?.is_none());
        assert!(view.state().resources.contains_key(&iri("a")));
        assert!(old.exists());
        view.graph(&iri("a"))
    });
    assert_eq!(inside.unwrap().unwrap().len(), 9);
    assert!(!old.exists());
}

#[test]
fn a_reader_inside_a_reader_does_not_wait_for_itself() {
    for make in [TestStore::new, TestStore::on_disk] {
        let store = make();
        store
            .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
            .unwrap();
        let graph = store.read(|_| store.read(|view| view.graph(&iri("a")))).unwrap();
        assert!(graph.is_some());
    }
}
