//! Withdrawals, in memory.

use kolophon_dcat::Document;

use super::*;
use crate::load::{Consent, Errors, Extent, Facts, LoadError, Reason, datasets_of};
use crate::plan::{Action, PlannedAct};
use crate::testing::{
    TestStore, agree, edited_file, file, fresh_store, iri, note, prepared, protecting, publish, values,
};

fn options(traces: Traces) -> WithdrawOptions {
    WithdrawOptions {
        traces,
        protection: Protection::Respect,
        note: note("veraltet"),
    }
}

fn withdraw(store: &Store, wanted: &str, traces: Traces) -> Result<Prepared, WithdrawError> {
    prepare(store, "musterstadt", wanted, &options(traces))
}

fn two_datasets() -> TestStore {
    let store = fresh_store();
    publish(
        &store,
        &[file("a"), edited_file("b", "\"Baumkataster\"@de", "\"Parks\"@de")],
    );
    store
}

#[test]
fn a_dataset_is_found_by_address_short_name_and_title() {
    let store = two_datasets();
    let slug = store.state().resources[&iri("b")].slug.clone();
    for wanted in [iri("b").as_str(), &slug, "Parks", " parks "] {
        let prepared = withdraw(&store, wanted, Traces::Keep).unwrap();
        assert_eq!(prepared.removed[0].iri, iri("b"), "{wanted}");
    }
    match withdraw(&store, "Par", Traces::Keep) {
        Err(WithdrawError::NotFound { near, .. }) => assert_eq!(near[0].title, "Parks"),
        other => panic!("{other:?}"),
    }
    publish(&store, &[edited_file("c", "\"Baumkataster\"@de", "\"Parks\"@de")]);
    match withdraw(&store, "Parks", Traces::Keep) {
        Err(WithdrawError::Ambiguous { found, .. }) => assert_eq!(found.len(), 2),
        other => panic!("{other:?}"),
    }
    let catalog = crate::testing::city("musterstadt").catalog;
    assert!(matches!(
        withdraw(&store, &catalog, Traces::Keep),
        Err(WithdrawError::NotFound { .. })
    ));
}

#[test]
fn it_is_gone_and_says_why() {
    let store = two_datasets();
    let prepared = withdraw(&store, "Parks", Traces::Keep).unwrap();
    let plan = prepared.plan(&store, None).unwrap();
    assert_eq!(
        (plan.act, plan.changes[0].action),
        (PlannedAct::Withdraw, Action::Removed)
    );
    assert!(matches!(
        withdraw(&store, "Parks", Traces::Keep)
            .unwrap()
            .commit(&store, Consent::None),
        Err(LoadError::RemovalsNeedConsent {
            needs_number: false,
            ..
        })
    ));
    prepared.commit(&store, Consent::Yes).unwrap();
    let state = store.state();
    assert_eq!(datasets_of(&state, "musterstadt").count(), 1);
    let tombstone = &state.tombstones[&iri("b")];
    assert_eq!(tombstone.reason.as_deref(), Some("veraltet"));
    assert_eq!(
        (tombstone.title.as_deref(), tombstone.generation),
        (Some("Parks"), 2)
    );
    let catalog = crate::testing::city("musterstadt").catalog;
    let graph = store.graph(&catalog).unwrap().unwrap();
    assert_eq!(values(&graph, &catalog, dcat::DATASET), [iri("a")]);
    assert!(matches!(
        withdraw(&store, "Parks", Traces::Keep),
        Err(WithdrawError::AlreadyGone { .. })
    ));
    // Published again it is back.
    publish(&store, &[file("b")]);
    assert!(store.state().tombstones.is_empty());
}

#[test]
fn what_is_protected_needs_a_word_more() {
    let store = two_datasets();
    agree(
        prepared(&store, &[file("a")], Extent::Partial, &protecting(&[&iri("a")])),
        &store,
    );
    assert!(matches!(
        withdraw(&store, &iri("a"), Traces::Keep),
        Err(WithdrawError::Protected { .. })
    ));
    let lifted = WithdrawOptions {
        protection: Protection::Lift,
        ..options(Traces::Keep)
    };
    assert!(prepare(&store, "musterstadt", &iri("a"), &lifted).is_ok());
}

#[test]
fn nobody_withdraws_for_another_city() {
    let store = two_datasets();
    let options = crate::testing::options(Extent::Partial, Errors::Refuse);
    let other = crate::testing::city("andernorts");
    let other = crate::load::prepare(&store, &other, &[file("z")], &options).unwrap();
    other.commit(&store, Consent::None).unwrap();
    for wanted in [iri("a"), format!("{}/distribution/csv", iri("a"))] {
        let attempt = prepare(&store, "andernorts", &wanted, &self::options(Traces::Keep));
        assert!(
            matches!(attempt, Err(WithdrawError::OwnedBy { .. })),
            "{attempt:?}"
        );
    }
    let by_title = prepare(&store, "andernorts", "Parks", &self::options(Traces::Keep));
    assert!(matches!(by_title, Err(WithdrawError::NotFound { .. })));
}

#[test]
fn a_distribution_goes_without_its_dataset() {
    let store = two_datasets();
    let distribution = format!("{}/distribution/csv", iri("a"));
    for traces in [Traces::Keep, Traces::Erase] {
        publish(&store, &[file("a")]);
        let prepared = withdraw(&store, &distribution, traces).unwrap();
        assert_eq!((prepared.changed.len(), prepared.removed.len()), (1, 0));
        prepared.commit(&store, Consent::Number(0)).unwrap();
        let graph = store.graph(&iri("a")).unwrap().unwrap();
        assert!(graph.iri(&distribution).is_none());
        assert!(
            graph.iri("http://spdx.org/rdf/terms#Checksum").is_none(),
            "its checksum goes, too"
        );
        assert!(!values(&graph, &iri("a"), dcat::CONTACT_POINT).is_empty());
        let tombstone = store.state().tombstones[&distribution].clone();
        assert_eq!(tombstone.dataset, Some(iri("a")));
        let title = (traces == Traces::Keep).then(|| "Baumkataster als CSV".to_owned());
        assert_eq!(tombstone.title, title);
    }
    let again = prepared_again(&store);
    assert_eq!(again.refused[0].reason, Reason::Erased { iri: distribution });
}

fn prepared_again(store: &Store) -> Prepared {
    prepared(store, &[file("a")], Extent::Complete, &Facts::default())
}

#[test]
fn what_was_erased_is_refused_for_ever() {
    let store = two_datasets();
    publish(&store, &[edited_file("a", "Stadtgrün", "Grün")]);
    let prepared = withdraw(&store, &iri("a"), Traces::Erase).unwrap();
    prepared.commit(&store, Consent::Yes).unwrap();
    let again = prepared_again(&store);
    assert_eq!(again.refused[0].reason, Reason::Erased { iri: iri("a") });
    for entry in store.journal("musterstadt").unwrap() {
        let change = entry.change(&iri("a"));
        assert!(change.is_none_or(|change| change.before.is_none() && change.title.is_empty()));
        assert!(
            !store
                .graphs_before("musterstadt", entry.generation)
                .unwrap()
                .contains_key(&iri("a"))
        );
    }
}

#[test]
fn what_it_was_called_before_is_erased_with_it() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    agree(
        prepared(&store, &[file("b")], Extent::Complete, &Facts::default()),
        &store,
    );
    let prepared = withdraw(&store, &iri("b"), Traces::Erase).unwrap();
    prepared.commit(&store, Consent::Yes).unwrap();
    assert!(store.is_erased(&iri("a")) && store.is_erased(&iri("b")));
    let documents: [Document; 1] = [file("a")];
    let again = crate::testing::prepared(&store, &documents, Extent::Partial, &Facts::default());
    assert_eq!(again.refused.len(), 1);
}
