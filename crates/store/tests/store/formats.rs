//! Directories as released programs wrote them: each opens after it was brought to today's format, and is kept as it was.
//!
//! `formats/2.tar.gz` was written by the last program of format 2: two datasets, one of them changed, one withdrawn.
//! Format 1 is written by the tests of `durable.rs`, to the letter.

use std::fs;
use std::path::Path;

use flate2::read::GzDecoder;
use kolophon_store::{Holdings, OpenError, OpenMode, State, Store};

use crate::samples::{change, put};

const FORMAT_2: &[u8] = include_bytes!("formats/2.tar.gz");
const TREES: &str = "https://daten.example/mainz/dataset/baeume";
const PARKING: &str = "https://daten.example/mainz/dataset/parken";

fn unpacked(archive: &[u8]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    tar::Archive::new(GzDecoder::new(archive))
        .unpack(directory.path())
        .unwrap();
    directory
}

fn check(store: &Store) -> State {
    let state = State::clone(&store.state());
    assert_eq!((state.generation, state.cities["mainz"].generation), (3, 3));
    assert_eq!(state.resources[TREES].title, "Straßenbäume");
    assert_eq!(
        state.tombstones[PARKING].reason.as_deref(),
        Some("Zahlen waren falsch")
    );
    let authors = store
        .journal("mainz")
        .unwrap()
        .into_iter()
        .map(|entry| entry.author);
    assert!(authors.eq(std::iter::repeat_n(Some("Erika Beispiel".to_owned()), 3)));
    // What each generation replaced.
    let before = |generation| {
        store
            .graphs_before("mainz", generation)
            .unwrap()
            .into_keys()
            .collect::<Vec<_>>()
    };
    assert!(before(2).contains(&TREES.to_owned()) && before(3).contains(&PARKING.to_owned()));
    assert_eq!(Holdings::of(store).unwrap().verify().unwrap().damages, []);
    state
}

fn open(directory: &Path) -> Result<Store, OpenError> {
    Store::open(directory, OpenMode::Existing)
}

#[test]
fn a_directory_of_format_2_is_kept_and_opens_as_it_did() {
    let directory = unpacked(FORMAT_2);
    let path = directory.path();
    let files = |path: &Path| {
        let mut names: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let before = files(path);
    match open(path) {
        Err(OpenError::OlderFormat { found, supported, .. }) => assert_eq!((found, supported), (2, 3)),
        other => panic!("{other:?}"),
    }
    let kept = Store::migrate(path).unwrap();
    let store = open(path).unwrap();
    let state = check(&store);
    store
        .apply_blocking(change("halle", vec![put("a", 1)], &[]))
        .unwrap();
    drop(store);

    // The way back: a directory of format 2 with the state of then, whatever was published since.
    assert_eq!(fs::read_to_string(kept.join("format")).unwrap(), "2\n");
    assert_eq!(
        files(&kept),
        before
            .into_iter()
            .filter(|name| name != "LOCK")
            .collect::<Vec<_>>()
    );
    assert!(matches!(
        open(&kept),
        Err(OpenError::OlderFormat { found: 2, .. })
    ));
    Store::migrate(&kept).unwrap();
    assert_eq!(check(&open(&kept).unwrap()), state);
}

#[test]
fn an_interrupted_migration_is_taken_up_again() {
    let directory = unpacked(FORMAT_2);
    let half = directory.path().join("before-format-3.tmp/store-000001");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("000028.sst"), "halb").unwrap();
    // It was kept, but the format was not written yet.
    let kept = directory.path().join("before-format-3");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("CURRENT"), "halb").unwrap();
    assert_eq!(Store::migrate(directory.path()).unwrap(), kept);
    assert!(!directory.path().join("before-format-3.tmp").exists());
    check(&open(directory.path()).unwrap());
    // And once done it stays done.
    assert_eq!(Store::migrate(directory.path()).unwrap(), kept);
    assert_eq!(fs::read_to_string(kept.join("format")).unwrap(), "2\n");
}
