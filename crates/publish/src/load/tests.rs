//! Loads against a store in memory.

use kolophon_dcat::Document;
use kolophon_dcat::vocab::{adms, dcterms, skos};
use kolophon_graph::Graph;

use super::*;

const RIGHT: &str = include_str!("../../../../tests/officers/00-richtig.ttl");
const RIGHT_IRI: &str = "https://daten.musterstadt.example/dataset/baumkataster";

fn city(slug: &str) -> City {
    crate::config::default_city(slug).unwrap()
}

/// A faultless file with a dataset of its own.
fn file(name: &str) -> Document {
    Document::new(
        format!("{name}.ttl"),
        RIGHT.replace("baumkataster", name).into_bytes(),
    )
}

fn edited(from: &str, to: &str) -> Document {
    assert!(RIGHT.contains(from), "{from}");
    Document::new("baumkataster.ttl", RIGHT.replace(from, to).into_bytes())
}

fn options(extent: Extent, errors: Errors) -> LoadOptions<'static> {
    let now = "2026-03-01T12:00:00Z".parse().unwrap();
    LoadOptions {
        extent,
        errors,
        ..LoadOptions::new(Profile::dcat_ap_de(), now)
    }
}

fn prepared(store: &Store, slug: &str, documents: &[Document], extent: Extent) -> Prepared {
    prepare(store, &city(slug), documents, &options(extent, Errors::Refuse)).unwrap()
}

/// Loads and returns how many were added, changed, unchanged, removed and refused.
fn load(store: &Store, documents: &[Document], extent: Extent) -> [usize; 5] {
    let prepared = prepared(store, "musterstadt", documents, extent);
    let counts = [
        prepared.added.len(),
        prepared.changed.len(),
        prepared.unchanged,
        prepared.removed.len(),
        prepared.refused.len(),
    ];
    let removed = prepared.removed.len();
    prepared.commit(store, Consent::Number(removed)).unwrap();
    counts
}

fn values(graph: &Graph, subject: &str, property: &str) -> Vec<String> {
    let (Some(subject), Some(property)) = (graph.iri(subject), graph.iri(property)) else {
        return Vec::new();
    };
    graph
        .objects(subject, property)
        .map(|object| graph.term(object).value().to_owned())
        .collect()
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let store = Store::in_memory().unwrap();
    assert_eq!(load(&store, &[file("a")], Extent::Partial), [1, 0, 0, 0, 0]);
    let state = store.state();
    assert_eq!(load(&store, &[file("a")], Extent::Partial), [0, 0, 1, 0, 0]);
    assert_eq!(store.state().generation, state.generation);
}

#[test]
fn one_file_of_twenty_leaves_twenty() {
    let store = Store::in_memory().unwrap();
    let all: Vec<Document> = (0..20).map(|number| file(&format!("satz-{number}"))).collect();
    assert_eq!(load(&store, &all, Extent::Partial), [20, 0, 0, 0, 0]);
    assert_eq!(load(&store, &all[3..4], Extent::Partial), [0, 0, 1, 0, 0]);
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 20);
    let catalog = store.graph(&city("musterstadt").catalog).unwrap().unwrap();
    let listed = values(&catalog, &city("musterstadt").catalog, dcat::DATASET);
    assert_eq!(listed.len(), 20);
}

#[test]
fn a_complete_load_removes_only_with_consent() {
    let store = Store::in_memory().unwrap();
    let all: Vec<Document> = (0..4).map(|number| file(&format!("satz-{number}"))).collect();
    load(&store, &all, Extent::Partial);
    for consent in [Consent::None, Consent::Yes, Consent::Number(1)] {
        // Three of four are more than a fifth: only the number will do.
        let attempt = prepared(&store, "musterstadt", &all[..1], Extent::Complete);
        assert_eq!(attempt.removed.len(), 3);
        assert!(matches!(
            attempt.commit(&store, consent),
            Err(LoadError::RemovalsNeedConsent {
                needs_number: true,
                ..
            })
        ));
    }
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 4);
    assert_eq!(load(&store, &all[..1], Extent::Complete), [0, 0, 1, 3, 0]);
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 1);
}

#[test]
fn a_yes_is_enough_for_few_removals() {
    let store = Store::in_memory().unwrap();
    let all: Vec<Document> = (0..10).map(|number| file(&format!("satz-{number}"))).collect();
    load(&store, &all, Extent::Partial);
    let attempt = prepared(&store, "musterstadt", &all[1..], Extent::Complete);
    attempt.commit(&store, Consent::Yes).unwrap();
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 9);
}

#[test]
fn an_unreadable_file_in_a_complete_path_removes_nothing() {
    let store = Store::in_memory().unwrap();
    load(&store, &[file("a"), file("b")], Extent::Partial);
    let broken = Document::new("b.ttl", b"\xff\xfe\x00\xd8".to_vec());
    let attempt = prepared(&store, "musterstadt", &[file("a"), broken], Extent::Complete);
    assert_eq!((attempt.unreadable.len(), attempt.removed.len()), (1, 0));
}

#[test]
fn a_refused_dataset_keeps_its_published_version() {
    let store = Store::in_memory().unwrap();
    load(&store, &[edited("Stadtgrün", "Grün")], Extent::Partial);
    let before = store.state().resources[RIGHT_IRI].clone();
    let wrong = edited("\"48213\"^^xsd:nonNegativeInteger", "\"48213.5\"^^xsd:decimal");
    assert_eq!(
        load(&store, std::slice::from_ref(&wrong), Extent::Partial),
        [0, 0, 0, 0, 1]
    );
    assert_eq!(
        store.state().resources[RIGHT_IRI].content_hash,
        before.content_hash
    );
    let allowed = prepare(
        &store,
        &city("musterstadt"),
        &[wrong],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert_eq!(allowed.changed.len(), 1);
    allowed.commit(&store, Consent::None).unwrap();
    assert_eq!(store.state().resources[RIGHT_IRI].errors, 1);
}

#[test]
fn a_blocking_finding_is_refused_whatever_the_flag() {
    let store = Store::in_memory().unwrap();
    let untitled = edited("    dct:title \"Baumkataster\"@de ;\n", "");
    let attempt = prepare(
        &store,
        &city("musterstadt"),
        &[untitled],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert_eq!(attempt.refused[0].reason, Reason::Blocking);
    attempt.commit(&store, Consent::None).unwrap();
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 0);
}

#[test]
fn an_unreadable_statement_blocks_its_dataset() {
    let store = Store::in_memory().unwrap();
    let broken = edited("dcat:keyword \"Bäume\"@de", "dcat:keyword Bäume !!");
    let attempt = prepare(
        &store,
        &city("musterstadt"),
        &[broken],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert!(attempt.added.is_empty() && !attempt.refused.is_empty());
}

#[test]
fn an_address_belongs_to_the_city_that_published_it_first() {
    let store = Store::in_memory().unwrap();
    load(&store, &[file("a")], Extent::Partial);
    let attempt = prepared(&store, "andernorts", &[file("a")], Extent::Partial);
    assert_eq!(
        attempt.refused[0].reason,
        Reason::OwnedBy("musterstadt".to_owned())
    );
    let attempt = prepared(&store, "andernorts", &[file("b")], Extent::Partial);
    assert_eq!(attempt.added.len(), 1);
}

#[test]
fn an_identifier_of_the_citys_own_moves_and_the_address_takes_its_place() {
    let store = Store::in_memory().unwrap();
    let own = edited(
        &format!("dct:identifier \"{RIGHT_IRI}\""),
        "dct:identifier \"B-17\"",
    );
    load(&store, &[own], Extent::Partial);
    let graph = store.graph(RIGHT_IRI).unwrap().unwrap();
    assert_eq!(values(&graph, RIGHT_IRI, dcterms::IDENTIFIER), [RIGHT_IRI]);
    let [node] = &values(&graph, RIGHT_IRI, adms::IDENTIFIER)[..] else {
        panic!("one identifier node")
    };
    assert_eq!(values(&graph, node, skos::NOTATION), ["B-17"]);
}

#[test]
fn an_identifier_never_changes() {
    let store = Store::in_memory().unwrap();
    load(&store, &[edited("Stadtgrün", "Grün")], Extent::Partial);
    let other = edited(
        &format!("dct:identifier \"{RIGHT_IRI}\""),
        "dct:identifier \"https://a.de/b\"",
    );
    let attempt = prepare(
        &store,
        &city("musterstadt"),
        &[other],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert_eq!(
        attempt.refused[0].reason,
        Reason::IdentifierChanged {
            published: RIGHT_IRI.to_owned()
        }
    );
}

#[test]
fn missing_dates_are_set_once_and_move_with_the_content() {
    let store = Store::in_memory().unwrap();
    let undated = |title: &str| {
        let text = RIGHT.replace("Stadtgrün", title);
        let text = text.replace(
            "    dct:issued \"2024-03-01\"^^xsd:date ;\n    dct:modified \"2025-03-01\"^^xsd:date ;\n",
            "",
        );
        Document::new("baumkataster.ttl", text.into_bytes())
    };
    load(&store, &[undated("Grün")], Extent::Partial);
    let first = "2026-03-01T12:00:00Z";
    let dates = |store: &Store| {
        let graph = store.graph(RIGHT_IRI).unwrap().unwrap();
        [
            values(&graph, RIGHT_IRI, dcterms::ISSUED),
            values(&graph, RIGHT_IRI, dcterms::MODIFIED),
        ]
        .concat()
    };
    assert_eq!(dates(&store), [first, first]);
    let later = LoadOptions {
        now: "2026-04-01T12:00:00Z".parse().unwrap(),
        ..options(Extent::Partial, Errors::Refuse)
    };
    for (title, modified) in [("Grün", first), ("Stadtgrün", "2026-04-01T12:00:00Z")] {
        prepare(&store, &city("musterstadt"), &[undated(title)], &later)
            .unwrap()
            .commit(&store, Consent::None)
            .unwrap();
        assert_eq!(dates(&store), [first, modified], "{title}");
    }
}
