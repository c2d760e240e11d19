//! What a generation leaves behind: its entry, tombstones and aliases.

use kolophon_store::{Act, ChangeFate, CityChange, Counts, Note, Resource, Store, WriteError, content_hash};

use crate::engine::{self, TestStore};
use crate::samples::{change, city, dataset, iri, put, put_big};

fn note(reason: &str) -> Note {
    Note {
        act: Act::Withdraw,
        author: Some("Änne Müller".to_owned()),
        time: Some("2026-11-27T10:00:00Z".to_owned()),
        source: Some("katalog/".to_owned()),
        reason: Some(reason.to_owned()),
    }
}

fn both(test: impl Fn(&Store)) {
    test(&TestStore::new());
    if engine::endpoint().is_none() {
        test(&TestStore::on_disk());
    }
}

#[test]
fn every_generation_says_what_was_there_before() {
    both(|store| {
        store
            .apply_blocking(change("mainz", vec![put("a", 1), put("b", 1)], &[]))
            .unwrap();
        store
            .apply_blocking(CityChange {
                note: note("veraltet"),
                ..change("mainz", vec![put("a", 2), put("c", 1)], &["b"])
            })
            .unwrap();
        let entries = store.journal("mainz").unwrap();
        assert_eq!(entries.len(), 2);
        let [newest, first] = &entries[..] else { panic!() };
        assert_eq!((newest.generation, first.generation), (2, 1));
        assert_eq!(newest.author.as_deref(), Some("Änne Müller"));
        assert_eq!(newest.reason.as_deref(), Some("veraltet"));
        assert_eq!(newest.act, Act::Withdraw);
        let counts = Counts {
            added: 1,
            changed: 1,
            removed: 1,
            moved: 0,
        };
        assert_eq!(newest.counts, counts);
        assert_eq!(
            newest.change(&iri("a")).unwrap().before.as_ref().unwrap().title,
            "1"
        );
        assert_eq!(newest.change(&iri("b")).unwrap().fate, ChangeFate::Removed);
        assert!(newest.change(&iri("c")).unwrap().before.is_none());
        let before = store.graphs_before("mainz", 2).unwrap();
        assert_eq!(before.keys().cloned().collect::<Vec<_>>(), [iri("a"), iri("b")]);
        for (name, graph) in before {
            let expected = dataset(name.rsplit('/').next().unwrap(), 1, "x");
            // Also the values that the engine would rewrite.
            assert_eq!(content_hash(&graph), content_hash(&expected));
        }
        assert_eq!(store.entry("mainz", 2).unwrap().as_ref(), Some(newest));
        assert_eq!(store.entry("mainz", 3).unwrap(), None);
        assert!(store.journal("halle").unwrap().is_empty());
        assert_eq!(
            store.state().cities["mainz"].published_at.as_deref(),
            Some("2026-11-27T10:00:00Z")
        );
    });
}

#[test]
fn a_change_that_fails_leaves_no_entry() {
    both(|store| {
        store
            .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
            .unwrap();
        let attempt = store.apply_blocking(change("halle", vec![put("a", 2)], &[]));
        assert!(matches!(attempt, Err(WriteError::OwnedBy { .. })));
        let unchanged = store.apply_blocking(change("mainz", vec![put("a", 1)], &[]));
        assert_eq!(unchanged.unwrap(), 1);
        assert_eq!(store.journal("mainz").unwrap().len(), 1);
        assert!(store.journal("halle").unwrap().is_empty());
    });
}

#[test]
fn a_big_change_has_its_entry_too() {
    let store = TestStore::on_disk();
    for version in 1..=2 {
        store
            .apply_blocking(change("mainz", vec![put_big("a", version, 5_200)], &[]))
            .unwrap();
    }
    let before = store.graphs_before("mainz", 2).unwrap();
    let (_, expected) = put_big("a", 1, 5_200);
    assert_eq!(content_hash(&before[&iri("a")]), content_hash(&expected));
}

#[test]
fn of_two_changes_for_the_same_generation_one_wins() {
    both(|store| {
        store
            .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
            .unwrap();
        let at = |expected: u64, version: u64| CityChange {
            expected: Some(expected),
            ..change("mainz", vec![put("a", version)], &[])
        };
        // Another city's generations do not matter.
        store
            .apply_blocking(change("halle", vec![put("b", 1)], &[]))
            .unwrap();
        assert_eq!(store.apply_blocking(at(1, 2)).unwrap(), 2);
        match store.apply_blocking(at(1, 3)) {
            Err(WriteError::Changed { expected, found, .. }) => assert_eq!((expected, found), (1, 2)),
            other => panic!("{other:?}"),
        }
        assert_eq!(store.state().resources[&iri("a")].title, "2");
    });
}

#[test]
fn what_is_removed_leaves_a_tombstone_until_it_is_back() {
    let mut store = TestStore::on_disk();
    store
        .apply_blocking(change("mainz", vec![put("a", 1), put("b", 1)], &[]))
        .unwrap();
    store
        .apply_blocking(CityChange {
            note: note("veraltet"),
            ..change("mainz", Vec::new(), &["a"])
        })
        .unwrap();
    for _ in 0..2 {
        let state = store.state();
        let tombstone = &state.tombstones[&iri("a")];
        assert_eq!((tombstone.city.as_str(), tombstone.slug.as_str()), ("mainz", "a"));
        assert_eq!(tombstone.title.as_deref(), Some("1"));
        assert_eq!(tombstone.reason.as_deref(), Some("veraltet"));
        assert_eq!(
            (tombstone.date.as_str(), tombstone.generation),
            ("2026-11-27T10:00:00Z", 2)
        );
        assert_eq!(state.tombstones.len(), 1);
        store.reopen();
    }
    // The address is the first city's for ever.
    let attempt = store.apply_blocking(change("halle", vec![put("a", 1)], &[]));
    assert!(matches!(attempt, Err(WriteError::OwnedBy { .. })));
    store
        .apply_blocking(change("mainz", vec![put("a", 3)], &[]))
        .unwrap();
    store.reopen();
    assert!(store.state().tombstones.is_empty());
}

#[test]
fn an_old_address_leads_to_the_new_one() {
    let mut store = TestStore::on_disk();
    store
        .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
        .unwrap();
    let moved = |from: &str, to: &str| CityChange {
        aliases: vec![(iri(from), iri(to))],
        ..change("mainz", vec![put(to, 1)], &[from])
    };
    store.apply_blocking(moved("a", "b")).unwrap();
    assert_eq!(store.entry("mainz", 2).unwrap().unwrap().counts.moved, 1);
    store.apply_blocking(moved("b", "c")).unwrap();
    // A rebuild keeps them, too.
    store
        .apply_blocking(change("mainz", vec![put_big("d", 1, 5_200)], &[]))
        .unwrap();
    store.reopen();
    let state = store.state();
    assert!(state.tombstones.is_empty(), "{:?}", state.tombstones);
    let aliases: Vec<(&str, &str)> = state
        .aliases
        .values()
        .map(|alias| (alias.slug.as_str(), alias.to.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(aliases, [("a", "c"), ("b", "c")]);
    // Published again under its old address, it stands for itself.
    store
        .apply_blocking(change("mainz", vec![put("a", 2)], &[]))
        .unwrap();
    assert!(!store.state().aliases.contains_key(&iri("a")));
    let attempt = store.apply_blocking(change("halle", vec![put("b", 1)], &[]));
    assert!(matches!(attempt, Err(WriteError::OwnedBy { .. })));
}

#[test]
fn a_resource_whose_file_is_missing_is_not_published() {
    both(|store| {
        let (resource, graph) = put("a", 1);
        let entry = kolophon_store::FileEntry {
            name: "a.csv".to_owned(),
            sha256: "0".repeat(64),
            byte_size: 1,
            media_type: "text/csv".to_owned(),
        };
        let resource = Resource {
            files: vec![entry],
            ..resource
        };
        let attempt = store.apply_blocking(CityChange {
            put: vec![(resource, graph)],
            ..CityChange::new(city("mainz"))
        });
        assert!(matches!(attempt, Err(WriteError::FileMissing { .. })));
    });
}
