//! Going back, in memory.

use std::collections::BTreeMap;

use kolophon_dcat::Document;
use kolophon_dcat::vocab::dcat;
use kolophon_store::content_hash;

use super::*;
use crate::load::{Consent, Errors, Extent, Facts, LoadError, datasets_of};
use crate::testing::{agree, city, edited_file, file, fresh_store, iri, note, prepared, publish, values};
use crate::withdraw::{self, Protection, Traces, WithdrawOptions};

fn back(store: &Store, generation: u64) -> Prepared {
    prepare(store, "musterstadt", generation, note("zurück")).unwrap()
}

fn complete(store: &Store, documents: &[Document]) {
    agree(
        prepared(store, documents, Extent::Complete, &Facts::default()),
        store,
    );
}

fn erase(store: &Store, name: &str) {
    let options = WithdrawOptions {
        traces: Traces::Erase,
        protection: Protection::Respect,
        note: note("Personenbezug"),
    };
    let prepared = withdraw::prepare(store, "musterstadt", &iri(name), &options).unwrap();
    prepared.commit(store, Consent::Yes).unwrap();
}

/// The hash of every published graph of the city.
fn picture(store: &Store) -> BTreeMap<String, String> {
    let state = store.state();
    let names = state.resources.keys();
    names
        .map(|name| (name.clone(), content_hash(&store.graph(name).unwrap().unwrap())))
        .collect()
}

#[test]
fn every_generation_can_be_gone_back_to() {
    let store = fresh_store();
    let mut pictures = vec![BTreeMap::new()];
    let loads: [&[Document]; 4] = [
        &[file("a"), file("b")],
        &[edited_file("a", "Stadtgrün", "Grün"), file("b"), file("c")],
        &[edited_file("a", "Stadtgrün", "Parks"), file("c")],
        &[file("a"), edited_file("d", "Bäume", "Anderes")],
    ];
    for documents in loads {
        complete(&store, documents);
        pictures.push(picture(&store));
    }
    for generation in [3, 1, 4, 2] {
        let before = store.state().cities["musterstadt"].generation;
        assert_eq!(agree(back(&store, generation), &store), before + 1);
        assert_eq!(
            picture(&store),
            pictures[usize::try_from(generation).unwrap()],
            "{generation}"
        );
    }
    let newest = store.state().cities["musterstadt"].generation;
    assert!(back(&store, newest).is_empty());
}

#[test]
fn other_cities_are_left_alone() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    publish(&store, &[file("b")]);
    let options = crate::testing::options(Extent::Partial, Errors::Refuse);
    let other = crate::load::prepare(&store, &city("andernorts"), &[file("z")], &options).unwrap();
    other.commit(&store, Consent::None).unwrap();
    agree(back(&store, 1), &store);
    assert_eq!(datasets_of(&store.state(), "andernorts").count(), 1);
    assert_eq!(store.state().cities["andernorts"].generation, 1);
    let catalog = city("musterstadt").catalog;
    let graph = store.graph(&catalog).unwrap().unwrap();
    assert_eq!(values(&graph, &catalog, dcat::DATASET), [iri("a")]);
}

#[test]
fn the_removal_guard_counts_here_too() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    publish(&store, &[file("b"), file("c")]);
    let prepared = back(&store, 1);
    assert_eq!(prepared.removed.len(), 2);
    for consent in [Consent::None, Consent::Yes, Consent::Number(1)] {
        let attempt = back(&store, 1).commit(&store, consent);
        assert!(matches!(
            attempt,
            Err(LoadError::RemovalsNeedConsent {
                needs_number: true,
                ..
            })
        ));
    }
    prepared.commit(&store, Consent::Number(2)).unwrap();
    let entry = &store.journal("musterstadt").unwrap()[0];
    assert_eq!((entry.act, entry.counts.removed), (Act::Rollback, 2));
    assert_eq!(store.state().tombstones.len(), 2);
}

#[test]
fn what_was_erased_stays_erased() {
    let store = fresh_store();
    publish(
        &store,
        &[file("a"), file("b"), file("c"), file("d"), file("e"), file("f")],
    );
    publish(&store, &[edited_file("b", "Stadtgrün", "Grün")]);
    erase(&store, "a");
    for generation in [1, 2] {
        let prepared = back(&store, generation);
        let refused: Vec<&Reason> = prepared.refused.iter().map(|refused| &refused.reason).collect();
        assert_eq!(refused, [&Reason::Erased { iri: iri("a") }]);
        agree(prepared, &store);
        let state = store.state();
        assert!(!state.resources.contains_key(&iri("a")));
        assert_eq!(state.tombstones[&iri("a")].title, None);
        let catalog = store.graph(&city("musterstadt").catalog).unwrap().unwrap();
        assert_eq!(
            values(&catalog, &city("musterstadt").catalog, dcat::DATASET).len(),
            5
        );
    }
}

#[test]
fn a_move_is_taken_back() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    complete(&store, &[file("b")]);
    assert_eq!(store.state().aliases.len(), 1);
    let prepared = back(&store, 1);
    assert_eq!(
        (
            prepared.moved.len(),
            prepared.removed.len(),
            prepared.refused.len()
        ),
        (1, 0, 0)
    );
    agree(prepared, &store);
    let state = store.state();
    assert!(state.resources.contains_key(&iri("a")) && !state.resources.contains_key(&iri("b")));
    assert_eq!(state.aliases[&iri("b")].to, iri("a"));
    assert!(!state.aliases.contains_key(&iri("a")));
}

#[test]
fn generations_that_are_not_there_are_told() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    for generation in [0, 2] {
        let error = prepare(&store, "musterstadt", generation, Note::default()).unwrap_err();
        assert!(matches!(error, RollbackError::NoSuchGeneration { newest: 1, .. }));
    }
    let error = prepare(&store, "atlantis", 1, Note::default()).unwrap_err();
    assert!(matches!(error, RollbackError::UnknownCity { .. }));
}
