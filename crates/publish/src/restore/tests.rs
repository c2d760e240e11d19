//! Restoring a city into directories that know it, know others, or know nothing.

use std::path::{Path, PathBuf};

use kolophon_store::{BackupOrder, Holdings, OpenMode, back_up};

use super::*;
use crate::load::{Extent, Facts};
use crate::testing::{agree, edited_file, file, iri, note, prepared, publish};
use crate::withdraw::{self, Protection, Traces, WithdrawOptions};

const CITY: &str = "musterstadt";

fn open(directory: &Path) -> Store {
    Store::open(directory, OpenMode::Create).unwrap()
}

fn backup_of(store: &Store, target: &Path) -> PathBuf {
    let order = BackupOrder {
        target,
        city: None,
        time: "2026-11-27T10:00:00Z",
        program: "test",
    };
    back_up(&Holdings::of(store).unwrap(), &order).unwrap();
    target.to_owned()
}

fn restored(store: &Store, backup: &Path, consent: Consent) -> Result<Loaded, RestoreError> {
    let backup = Backup::open(backup).unwrap();
    assert_eq!(backup.check().unwrap(), []);
    store.erase_listed(&backup.erased().unwrap()).unwrap();
    prepare(store, &backup, CITY, note("Platte defekt"))?.commit(store, consent)
}

fn names(store: &Store) -> Vec<String> {
    let state = store.state();
    let datasets = crate::load::datasets_of(&state, CITY);
    datasets
        .map(|dataset| dataset.iri.rsplit('/').next().unwrap().to_owned())
        .collect()
}

fn withdraw(store: &Store, name: &str, traces: Traces) {
    let options = WithdrawOptions {
        traces,
        protection: Protection::Respect,
        note: note("war falsch"),
    };
    agree(
        withdraw::prepare(store, CITY, &iri(name), &options).unwrap(),
        store,
    );
}

#[test]
fn an_empty_directory_gets_everything_with_its_history() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("alt"));
    publish(&store, &[file("a"), file("b")]);
    publish(&store, &[edited_file("a", "Baumkataster", "Bäume")]);
    withdraw(&store, "b", Traces::Keep);
    for target in ["ordner", "datei.tar"] {
        let backup = backup_of(&store, &directory.path().join(target));
        let new = open(&directory.path().join(format!("neu-{target}")));
        let loaded = restored(&new, &backup, Consent::None).unwrap();
        // The restoration is a generation of its own, in which nothing changes.
        assert_eq!(loaded.generation, 4);
        let (before, after) = (store.state(), new.state());
        assert_eq!(before.resources, after.resources);
        assert_eq!(before.tombstones, after.tombstones);
        for iri in before.resources.keys() {
            let [one, other] = [&store, &new].map(|store| store.graph(iri).unwrap().unwrap());
            assert_eq!(
                kolophon_store::content_hash(&one),
                kolophon_store::content_hash(&other)
            );
        }
        let (old, mut log) = (store.journal(CITY).unwrap(), new.journal(CITY).unwrap());
        let newest = log.remove(0);
        assert_eq!((newest.act, newest.changes.len()), (Act::Restore, 0));
        assert_eq!(old, log);
        // History goes on: what was withdrawn can be brought back.
        agree(crate::rollback::prepare(&new, CITY, 1, note("")).unwrap(), &new);
        assert_eq!(names(&new), ["a", "b"]);
        assert_eq!(Holdings::of(&new).unwrap().verify().unwrap().damages, []);
    }
}

#[test]
fn a_known_city_gets_a_new_generation_and_shrinking_needs_a_word() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("daten"));
    publish(&store, &[file("a"), file("b")]);
    let backup = backup_of(&store, &directory.path().join("sicherung"));
    publish(&store, &[edited_file("a", "Baumkataster", "Bäume"), file("c")]);
    let before = store.state();
    match restored(&store, &backup, Consent::None) {
        Err(RestoreError::Load(LoadError::RemovalsNeedConsent {
            removed,
            needs_number,
        })) => {
            assert_eq!(removed.len(), 1);
            assert!(needs_number);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(store.state(), before);
    assert_eq!(
        restored(&store, &backup, Consent::Number(1)).unwrap().generation,
        3
    );
    assert_eq!(names(&store), ["a", "b"]);
    let (then, now) = (
        before.resources[&iri("b")].clone(),
        store.state().resources[&iri("b")].clone(),
    );
    assert_eq!(then, now);
    let entry = store.entry(CITY, 3).unwrap().unwrap();
    assert_eq!(
        (entry.act, entry.counts.changed, entry.counts.removed),
        (Act::Restore, 1, 1)
    );
    // And it can be taken back like everything.
    agree(
        crate::rollback::prepare(&store, CITY, 2, note("")).unwrap(),
        &store,
    );
    assert_eq!(names(&store), ["a", "b", "c"]);
}

#[test]
fn what_was_erased_since_does_not_come_back() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("daten"));
    publish(&store, &[file("a"), file("b")]);
    publish(&store, &[edited_file("b", "Baumkataster", "Geheim")]);
    let backup = backup_of(&store, &directory.path().join("sicherung"));
    withdraw(&store, "b", Traces::Erase);
    restored(&store, &backup, Consent::Yes).unwrap();
    assert_eq!(names(&store), ["a"]);

    // Nor into another directory, when the list lies there: neither as it is nor as it was.
    let other = directory.path().join("anders");
    drop(open(&other));
    std::fs::copy(directory.path().join("daten/erased"), other.join("erased")).unwrap();
    let new = open(&other);
    restored(&new, &backup, Consent::Yes).unwrap();
    assert_eq!(names(&new), ["a"]);
    drop(new);
    let mut bytes = Vec::new();
    everything(&other, &mut bytes);
    assert!(!String::from_utf8_lossy(&bytes).contains("Geheim"));
}

#[test]
fn a_backup_brings_its_erase_list() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("daten"));
    publish(&store, &[file("a"), file("b")]);
    withdraw(&store, "b", Traces::Erase);
    let backup = backup_of(&store, &directory.path().join("sicherung"));
    let new = open(&directory.path().join("neu"));
    restored(&new, &backup, Consent::Yes).unwrap();
    assert!(new.is_erased(&iri("b")));
    let refused = prepared(&new, &[file("b")], Extent::Partial, &Facts::default()).refused;
    assert!(matches!(refused[0].reason, Reason::Erased { .. }), "{refused:?}");
}

#[test]
fn an_address_of_another_city_stays_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("daten"));
    publish(&store, &[file("a"), file("b")]);
    let backup = backup_of(&store, &directory.path().join("sicherung"));
    let new = open(&directory.path().join("neu"));
    let options = crate::testing::options(Extent::Partial, crate::load::Errors::Refuse);
    let other =
        crate::load::prepare(&new, &crate::testing::city("andernorts"), &[file("b")], &options).unwrap();
    other.commit(&new, Consent::None).unwrap();
    let opened = Backup::open(&backup).unwrap();
    let restoration = prepare(&new, &opened, CITY, note("")).unwrap();
    assert_eq!(
        restoration.prepared.refused[0].reason,
        Reason::OwnedBy("andernorts".to_owned())
    );
    restoration.commit(&new, Consent::None).unwrap();
    assert_eq!(names(&new), ["a"]);
}

/// All bytes below a directory, compressed files unpacked.
fn everything(directory: &Path, bytes: &mut Vec<u8>) {
    use std::io::Read as _;

    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            everything(&path, bytes);
        } else if path.extension().is_some_and(|ending| ending == "gz") {
            let file = std::fs::File::open(&path).unwrap();
            flate2::read::GzDecoder::new(file).read_to_end(bytes).unwrap();
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
}
