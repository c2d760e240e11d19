//! One change: what it does, and what it refuses.

use std::fs;

use kolophon_graph::{GraphBuilder, Position, Triple};
use kolophon_store::{OpenMode, ResultsFormat, Store, WriteError, content_hash};

use crate::engine::{self, TestStore};
use crate::samples::{XSD, change, city, dataset, iri, put, put_big, put_labelled, resource};

fn ask(store: &Store, pattern: &str) -> bool {
    let json = store
        .query(&format!("ASK {{ {pattern} }}"), ResultsFormat::Json)
        .unwrap();
    String::from_utf8(json).unwrap().contains("true")
}

fn count(store: &Store, pattern: &str) -> usize {
    let query = match engine::endpoint() {
        None => format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}"),
        // An engine of somebody else's may say a triple once for each graph, and has its own things to say.
        Some(_) => format!("SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {pattern} }} }}"),
    };
    let csv = String::from_utf8(store.query(&query, ResultsFormat::Csv).unwrap()).unwrap();
    csv.lines().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_graph_comes_back_as_it_was_written() {
    let written = dataset("haushalt", 1, "b");
    let mut store = TestStore::on_disk();
    store
        .apply_blocking(change("mainz", vec![put("haushalt", 1)], &[]))
        .unwrap();
    store.reopen();
    let read = store.graph(&iri("haushalt")).unwrap().unwrap();
    assert_eq!(read.len(), written.len());
    // The hash is of the exact lexical forms.
    assert_eq!(content_hash(&read), content_hash(&written));
    assert!(store.graph(&iri("anderes")).unwrap().is_none());
    assert!(store.graph("urn:kolophon:state").unwrap().is_none());

    let state = store.state();
    let resource = &state.resources[&iri("haushalt")];
    assert_eq!((resource.city.as_str(), resource.generation), ("mainz", 1));
    assert_eq!((state.generation, state.cities["mainz"].generation), (1, 1));
}

#[test]
fn queries_see_values_as_the_engine_compares_them() {
    let store = TestStore::new();
    store
        .apply_blocking(change("mainz", vec![put("haushalt", 1)], &[]))
        .unwrap();
    assert_eq!(count(&store, "?d <https://daten.example/def#size> 1"), 1);
}

#[test]
fn nothing_new_is_no_generation() {
    for store in stores() {
        let generation = store
            .apply_blocking(change("mainz", vec![put("haushalt", 1)], &[]))
            .unwrap();
        let mut later = change(
            "mainz",
            vec![put_labelled("haushalt", 1, "other")],
            &["unbekannt"],
        );
        later.city.published_at = Some("2026-01-01T00:00:00Z".to_owned());
        assert_eq!(store.apply_blocking(later).unwrap(), generation);
        assert_eq!(store.state().generation, 1);
        assert_eq!(store.state().cities["mainz"].published_at, None);

        let mut renamed = change("mainz", vec![], &[]);
        renamed.city.name = "Mainz am Rhein".to_owned();
        assert_eq!(store.apply_blocking(renamed).unwrap(), generation + 1);
        assert_eq!(store.state().resources[&iri("haushalt")].generation, generation);
    }
}

#[test]
fn generations_count_per_city() {
    for store in stores() {
        for version in 1..=3 {
            let generation = store
                .apply_blocking(change("mainz", vec![put("a", version)], &[]))
                .unwrap();
            assert_eq!(generation, version);
        }
        assert_eq!(
            store
                .apply_blocking(change("halle", vec![put("b", 1)], &[]))
                .unwrap(),
            1
        );
        let state = store.state();
        assert_eq!(state.generation, 4);
        assert_eq!(state.cities["mainz"].generation, 3);
    }
}

#[test]
fn the_default_graph_holds_each_triple_until_its_last_holder_goes() {
    let agent = "<https://daten.example/agent> <https://daten.example/def#name> 'Stadt'";
    for store in stores() {
        store
            .apply_blocking(change("mainz", vec![put("a", 1), put("b", 1)], &[]))
            .unwrap();
        store
            .apply_blocking(change("halle", vec![put("c", 1)], &[]))
            .unwrap();
        assert_eq!(count(&store, agent), 1);
        assert_eq!(count(&store, &format!("GRAPH ?g {{ {agent} }}")), 3);
        // Blank nodes of different graphs do not flow together.
        assert_eq!(count(&store, "?c <https://daten.example/def#address> ?a"), 3);

        store
            .apply_blocking(change("mainz", vec![], &["a", "b"]))
            .unwrap();
        assert!(ask(&store, agent));
        // One loses it while the other gets it.
        store
            .apply_blocking(change("halle", vec![put("d", 1)], &["c"]))
            .unwrap();
        assert!(ask(&store, agent));
        store.apply_blocking(change("halle", vec![], &["d"])).unwrap();
        assert!(!ask(&store, agent));
        if engine::endpoint().is_none() {
            assert_eq!(count(&store, "?s ?p ?o"), 0);
            assert_eq!(count(&store, "GRAPH ?g {}"), 0);
        }
        assert!(store.state().resources.is_empty());
    }
}

#[test]
fn a_refused_change_leaves_nothing() {
    for store in stores() {
        store
            .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
            .unwrap();
        let before = store.state();

        let foreign = change("halle", vec![put("b", 1), put("a", 2)], &[]);
        match store.apply_blocking(foreign) {
            Err(WriteError::OwnedBy { iri: owned, city }) => {
                assert_eq!((owned, city.as_str()), (iri("a"), "mainz"));
            }
            other => panic!("{other:?}"),
        }
        let removal = store.apply_blocking(change("halle", vec![], &["a"]));
        assert!(matches!(removal, Err(WriteError::OwnedBy { .. })));

        let twice = store.apply_blocking(change("mainz", vec![put("b", 1)], &["b"]));
        assert!(matches!(twice, Err(WriteError::Twice { .. })));

        for name in ["kein iri", "relativ", "urn:kolophon:state", ""] {
            let (mut resource, graph) = put("b", 1);
            resource.iri = name.to_owned();
            let invalid = store.apply_blocking(change("mainz", vec![(resource, graph)], &[]));
            assert!(matches!(invalid, Err(WriteError::InvalidIri { .. })), "{name}");
        }

        let mut builder = GraphBuilder::new();
        let [literal, predicate] = [builder.string_literal("a"), builder.iri("http://e/p")];
        builder.push(Triple::new(literal, predicate, literal), Position::UNKNOWN);
        let graph = builder.finish();
        let nonsense = change("mainz", vec![put("c", 1), (resource("b", &graph), graph)], &[]);
        assert!(matches!(
            store.apply_blocking(nonsense),
            Err(WriteError::InvalidTriple { .. })
        ));

        assert_eq!(*store.state(), *before);
        assert!(!ask(&store, "?s ?p '2'@de"));
        assert_eq!(
            store
                .apply_blocking(change("halle", vec![put("b", 1)], &[]))
                .unwrap(),
            1
        );
    }
}

#[test]
fn an_empty_graph_is_published_too() {
    for store in stores() {
        let empty = GraphBuilder::new().finish();
        store
            .apply_blocking(change("mainz", vec![(resource("leer", &empty), empty)], &[]))
            .unwrap();
        assert!(store.graph(&iri("leer")).unwrap().unwrap().is_empty());
        assert!(store.graphs(&[iri("leer"), iri("fehlt")]).unwrap().is_empty());
    }
}

#[test]
fn all_values_of_xml_schema_keep_their_form() {
    let values = [
        ("integer", "007"),
        ("integer", "+7"),
        ("decimal", "1.50"),
        ("decimal", ".5"),
        ("double", "1"),
        ("double", "1e5"),
        ("float", "INF"),
        ("boolean", "1"),
        ("boolean", "ja"),
        ("date", "2024-01-01+00:00"),
        ("dateTime", "2024-01-01T00:00:00.000"),
        ("dateTime", "2024-01-01T24:00:00"),
        ("dateTime", "gestern"),
        ("gYear", "2024Z"),
        ("gMonthDay", "--02-29"),
        ("time", "10:00:00.10"),
        ("duration", "P0Y1M"),
        ("dayTimeDuration", "PT60M"),
        ("hexBinary", "0fb7"),
        ("anyURI", "https://daten.example/a b"),
    ];
    let mut builder = GraphBuilder::new();
    let [subject, predicate] = ["http://e/s", "http://e/p"].map(|iri| builder.iri(iri));
    for (datatype, value) in values {
        let literal = builder.typed_literal(value, &format!("{XSD}{datatype}"));
        builder.push(Triple::new(subject, predicate, literal), Position::UNKNOWN);
    }
    let graph = builder.finish();
    let hash = content_hash(&graph);
    for store in stores() {
        let change = change("mainz", vec![(resource("a", &graph), relabel(&graph))], &[]);
        store.apply_blocking(change).unwrap();
        let read = store.graph(&iri("a")).unwrap().unwrap();
        assert_eq!(content_hash(&read), hash);
    }
}

/// A copy; graphs cannot be cloned.
fn relabel(graph: &kolophon_graph::Graph) -> kolophon_graph::Graph {
    let mut builder = GraphBuilder::new();
    builder.extend_from(graph);
    builder.finish()
}

#[test]
fn a_big_change_becomes_a_new_engine() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    store
        .apply_blocking(change("halle", vec![put("bleibt", 1), put("geht", 1)], &[]))
        .unwrap();
    let big = change("halle", vec![put_big("gross", 1, 50_001)], &["geht"]);
    assert_eq!(store.apply_blocking(big).unwrap(), 2);

    let check = |store: &Store| {
        assert_eq!(
            fs::read_to_string(directory.path().join("CURRENT")).unwrap(),
            "store-000002\n"
        );
        assert_eq!(count(store, "?s <https://daten.example/def#keyword> ?o"), 50_001);
        assert_eq!(
            count(store, "GRAPH ?g { ?s <https://daten.example/def#keyword> ?o }"),
            50_001
        );
        assert_eq!(count(store, "?s <https://daten.example/def#title> ?o"), 1);
        assert!(store.graph(&iri("geht")).unwrap().is_none());
        let kept = store.graph(&iri("bleibt")).unwrap().unwrap();
        assert_eq!(content_hash(&kept), content_hash(&dataset("bleibt", 1, "x")));
        assert_eq!(store.state().generation, 2);
        assert_eq!(store.state().resources[&iri("bleibt")].generation, 1);
    };
    check(&store);
    // The old engine is gone with its last reader.
    assert!(!directory.path().join("store-000001").exists());
    // The new one takes small changes and unchanged graphs as the old one did.
    let again = change("halle", vec![put("bleibt", 1)], &[]);
    assert_eq!(store.apply_blocking(again).unwrap(), 2);
    drop(store);
    let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
    check(&store);
    store
        .apply_blocking(change("halle", vec![put("neu", 1)], &[]))
        .unwrap();
    assert!(store.graph(&iri("neu")).unwrap().is_some());
}

#[test]
fn others_take_big_changes_too() {
    let store = TestStore::new();
    store
        .apply_blocking(change("halle", vec![put_big("gross", 1, 50_001)], &[]))
        .unwrap();
    assert_eq!(count(&store, "?s <https://daten.example/def#keyword> ?o"), 50_001);
}

#[test]
fn a_change_of_the_record_alone_is_a_change() {
    for store in stores() {
        store
            .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
            .unwrap();
        let (mut resource, graph) = put("a", 1);
        resource.errors = 1;
        assert_eq!(
            store
                .apply_blocking(change("mainz", vec![(resource, graph)], &[]))
                .unwrap(),
            2
        );
        assert_eq!(store.state().resources[&iri("a")].errors, 1);
        let graph = store.graph(&iri("a")).unwrap().unwrap();
        assert_eq!(content_hash(&graph), content_hash(&dataset("a", 1, "x")));
    }
}

#[test]
fn changes_can_be_awaited() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = TestStore::new();
    let generation = runtime.block_on(store.apply(change("mainz", vec![put("a", 1)], &[])));
    assert_eq!(generation.unwrap(), 1);
    assert_eq!(store.state().cities["mainz"].name, city("mainz").name);
}

/// One on disk and one in memory; or the remote one that is tested, each with nothing in it.
fn stores() -> impl Iterator<Item = TestStore> {
    let makers: &[fn() -> TestStore] = match engine::endpoint() {
        Some(_) => &[TestStore::on_disk],
        None => &[TestStore::new, TestStore::on_disk],
    };
    makers.iter().map(|make| make())
}
