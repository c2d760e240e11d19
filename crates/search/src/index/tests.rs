//! Indexes on disk: built, opened, changed, damaged.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};

use super::*;
use crate::dataset::Dataset;
use crate::testing::{ask, catalog, dataset, found};

fn ready(place: &Path) -> Index {
    match Index::open(place).unwrap() {
        Opened::Ready(index) => *index,
        Opened::Rebuild(reason) => panic!("{reason}"),
    }
}

fn reason(place: &Path) -> Reason {
    match Index::open(place).unwrap() {
        Opened::Ready(_) => panic!("it was opened"),
        Opened::Rebuild(reason) => reason,
    }
}

/// The folders and files of a place, without what is in the folders.
fn entries(place: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_was_built_is_opened() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("search");
    assert_eq!(reason(&path), Reason::Missing);
    let built = Index::build(&path, 3, catalog()).unwrap();
    let opened = ready(&path);
    assert_eq!(
        (
            built.generation(),
            opened.generation(),
            opened.snapshot().number()
        ),
        (3, 3, 6)
    );
    assert_eq!(ask(&built, "kita"), ask(&opened, "kita"));
}

#[test]
fn a_city_is_replaced_and_the_others_stay() {
    let place = tempfile::tempdir().unwrap();
    let index = Index::build(place.path(), 1, catalog()).unwrap();
    let before = index.snapshot();
    index
        .update_city(2, "halle", [dataset("halle", "neu", "Kita in Halle", "", &[])])
        .unwrap();
    assert_eq!(found(&ask(&index, "kita halle")), ["halle/neu"]);
    assert_eq!(index.snapshot().number(), 4);
    assert_eq!(index.snapshot().number_of_city("halle"), 1);
    assert_eq!(before.number(), 6, "who began before goes on in what was before");
    assert_eq!(ready(place.path()).generation(), 2);
    index
        .update_city(3, "neu", [dataset("neu", "a", "Neue Stadt", "", &[])])
        .unwrap();
    index.update_city(4, "mainz", Vec::<Dataset>::new()).unwrap();
    let opened = ready(place.path());
    assert_eq!((opened.generation(), opened.snapshot().number()), (4, 2));
    assert!(ask(&opened, "baumkataster").hits.is_empty());
}

#[test]
fn a_rebuild_leaves_readers_alone_and_no_old_text_behind() {
    let place = tempfile::tempdir().unwrap();
    let index = Index::build(place.path(), 1, catalog()).unwrap();
    let before = index.snapshot();
    let kept = catalog()
        .into_iter()
        .filter(|dataset| dataset.id != "baumkataster");
    index.rebuild(2, kept).unwrap();
    assert_eq!((before.generation(), before.number()), (1, 6));
    let request = crate::Request {
        query: "baumkataster".to_owned(),
        ..crate::Request::default()
    };
    assert_eq!(
        before.search(&request).unwrap().total,
        1,
        "its files are still there for it"
    );
    assert_eq!((index.generation(), ask(&index, "baumkataster").total), (2, 0));
    drop(before);
    let folders = entries(place.path());
    assert_eq!(folders, ["CURRENT", "index-2-0"]);
    for file in fs::read_dir(place.path().join("index-2-0")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let has = bytes
            .windows(10)
            .any(|window| window.eq_ignore_ascii_case(b"stadtgruen") || window == b"baumkatast");
        assert!(!has, "an erased word is in no file");
    }
    assert_eq!(ready(place.path()).generation(), 2);
}

#[test]
fn leftovers_of_a_kill_are_swept() {
    let place = tempfile::tempdir().unwrap();
    drop(Index::build(place.path(), 1, catalog()).unwrap());
    // Killed while it built the next one, and between writing the name and the rename.
    fs::create_dir(place.path().join("index-2-0")).unwrap();
    fs::write(place.path().join("index-2-0/meta.json"), "{").unwrap();
    fs::write(place.path().join("CURRENT.new"), "index-2-0\n").unwrap();
    fs::write(place.path().join("notes.txt"), "not ours").unwrap();
    assert_eq!(ready(place.path()).generation(), 1);
    assert_eq!(entries(place.path()), ["CURRENT", "index-1-0", "notes.txt"]);
}

#[test]
fn a_failed_build_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let index = Index::build(place.path(), 1, catalog()).unwrap();
    fs::remove_dir_all(place.path()).unwrap();
    fs::write(place.path(), "a file in its place").unwrap();
    assert!(matches!(index.rebuild(2, catalog()), Err(WriteError::Io { .. })));
    assert_eq!(index.generation(), 1);
    fs::remove_file(place.path()).unwrap();
    fs::create_dir(place.path()).unwrap();
}

#[test]
fn every_damaged_file_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    drop(Index::build(place.path(), 1, catalog()).unwrap());
    let folder = place.path().join("index-1-0");
    let mut damaged = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let original = fs::read(&path).unwrap();
        if original.is_empty() || path.extension().is_some_and(|ending| ending == "lock") {
            continue;
        }
        // A byte in the middle, the second half, and the whole file.
        let mut flipped = original.clone();
        flipped[original.len() / 2] ^= 0x20;
        for content in [Some(flipped), Some(original[..original.len() / 2].to_vec()), None] {
            match &content {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            match Index::open(place.path()).unwrap() {
                Opened::Rebuild(_) => damaged += 1,
                // The list of managed files is only for cleaning up.
                Opened::Ready(index) => {
                    assert_eq!(
                        found(&ask(&index, "kita mainz")),
                        ["mainz/kita-plaetze"],
                        "{name}"
                    );
                    assert_eq!(index.snapshot().number(), 6, "{name}");
                }
            }
            fs::write(&path, &original).unwrap();
        }
    }
    assert!(damaged >= 15, "{damaged}");
    assert_eq!(ready(place.path()).generation(), 1);
}

#[test]
fn a_wrong_name_or_version_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    drop(Index::build(place.path(), 1, catalog()).unwrap());
    for name in ["../elsewhere", "index-9-9", "", "index-1-0/../.."] {
        fs::write(place.path().join("CURRENT"), name).unwrap();
        assert!(matches!(reason(place.path()), Reason::Damaged(_)), "{name}");
        // What is named wrongly is not swept: it may be the only index there is.
        if !name.starts_with("index-9") {
            assert!(place.path().join("index-1-0").is_dir(), "{name}");
        }
        if !place.path().join("index-1-0").is_dir() {
            drop(Index::build(place.path(), 1, catalog()).unwrap());
        }
    }
    fs::write(place.path().join("CURRENT"), "index-1-0\n").unwrap();
    let meta = place.path().join("index-1-0/meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let mut file = OpenOptions::new().write(true).open(&meta).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let other = text.replace("\\\"generation\\\":1", "\\\"generation\\\":2");
    assert_ne!(text, other);
    file.write_all(other.as_bytes()).unwrap();
    drop(file);
    assert!(
        matches!(reason(place.path()), Reason::Damaged(_)),
        "a generation that was not written"
    );
}

#[test]
fn searches_go_on_while_cities_change() {
    let place = tempfile::tempdir().unwrap();
    let index = Index::build(place.path(), 1, catalog()).unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for _ in 0..200 {
                let answer = ask(&index, "kita");
                // Halle has its dataset or is empty; Mainz is there at any moment.
                assert!(found(&answer).contains(&"mainz/kita-plaetze".to_owned()));
                assert_eq!(
                    answer.total,
                    if answer.generation % 2 == 1 { 2 } else { 1 },
                    "{}",
                    answer.generation
                );
            }
        });
        let halle = || {
            catalog()
                .into_iter()
                .filter(|dataset| dataset.city.key == "halle")
        };
        for generation in 2..8 {
            if generation == 5 {
                index.rebuild(generation, catalog()).unwrap();
            } else if generation % 2 == 0 {
                index
                    .update_city(generation, "halle", Vec::<Dataset>::new())
                    .unwrap();
            } else {
                index.update_city(generation, "halle", halle()).unwrap();
            }
        }
        reader.join().unwrap();
    });
}
