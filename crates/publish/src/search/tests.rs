//! The index follows what is published, and holds nothing else.

use std::path::Path;

use kolophon_search::Request;
use kolophon_store::OpenMode;

use super::*;
use crate::testing::{agree, edited_file, file, iri, note, publish};
use crate::withdraw::{self, Protection, Traces, WithdrawOptions};

const CITY: &str = "musterstadt";

fn no_label(_: &str) -> Option<String> {
    None
}

fn follow(search: &Search, store: &Store) -> Followed {
    search.follow(store, &no_label).unwrap()
}

fn found(search: &Search, query: &str) -> Vec<String> {
    let request = Request {
        query: query.to_owned(),
        ..Request::default()
    };
    let answer = search.snapshot().unwrap().search(&request).unwrap();
    answer.hits.into_iter().map(|hit| hit.title.text).collect()
}

fn open(directory: &Path) -> Store {
    Store::open(directory, OpenMode::Create).unwrap()
}

fn titled(name: &str, title: &str) -> kolophon_dcat::Document {
    edited_file(name, "\"Baumkataster\"@de", &format!("\"{title}\"@de"))
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

/// Whether any file below holds the text.
fn holds(directory: &Path, text: &str) -> bool {
    fs::read_dir(directory).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn it_follows_loads_withdrawals_and_other_cities() {
    let store = Store::in_memory().unwrap();
    let search = Search::in_memory();
    assert!(search.snapshot().is_none(), "nothing was built yet");
    publish(&store, &[titled("a", "Parkhäuser")]);
    assert_eq!(follow(&search, &store), Followed::Built);
    assert_eq!(follow(&search, &store), Followed::Current);
    publish(&store, &[titled("b", "Radwege")]);
    assert_eq!(
        found(&search, "radwege"),
        [""; 0],
        "what was searched before is searched still"
    );
    assert_eq!(follow(&search, &store), Followed::Updated(vec![CITY.to_owned()]));
    assert_eq!(search.generation(), Some(store.state().generation));
    assert_eq!(found(&search, "radwege"), ["Radwege"]);
    withdraw(&store, "a", Traces::Keep);
    assert_eq!(follow(&search, &store), Followed::Updated(vec![CITY.to_owned()]));
    assert_eq!(found(&search, "parkhaus"), [""; 0]);
}

#[test]
fn an_index_of_another_generation_or_none_is_built_and_the_right_one_opened() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    publish(&store, &[titled("a", "Parkhäuser")]);
    let search = || Search::in_directory(directory.path());
    assert_eq!(follow(&search(), &store), Followed::Built);
    assert_eq!(follow(&search(), &store), Followed::Opened);
    publish(&store, &[titled("b", "Radwege")]);
    let later = search();
    assert_eq!(follow(&later, &store), Followed::Built);
    assert_eq!(found(&later, "radwege"), ["Radwege"]);
    drop(later);
    // A damaged one is noticed and made anew.
    let folder = fs::read_dir(directory.path().join(FOLDER)).unwrap();
    let index = folder
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    let file = fs::read_dir(index)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|ending| ending == "store"))
        .unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&file, bytes).unwrap();
    let mended = search();
    assert_eq!(follow(&mended, &store), Followed::Built);
    assert_eq!(found(&mended, "radwege"), ["Radwege"]);
    mended.distrust();
    assert_eq!(follow(&mended, &store), Followed::Built);
    assert_eq!(follow(&mended, &store), Followed::Current);
}

#[test]
fn what_was_erased_is_in_no_file_of_the_index() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join(FOLDER);
    let store = open(directory.path());
    publish(&store, &[titled("a", "Zwergpinguine"), titled("b", "Radwege")]);
    let search = Search::in_directory(directory.path());
    follow(&search, &store);
    assert!(holds(&folder, "Zwergpinguin"), "else this test could not fail");
    withdraw(&store, "a", Traces::Erase);
    assert_eq!(follow(&search, &store), Followed::Built);
    assert!(!holds(&folder, "zwergpinguin") && !holds(&folder, "Zwergpinguin"));
    assert_eq!(found(&search, "radwege"), ["Radwege"]);
    // The note of the erasure was kept, so the next run opens what is there.
    drop(search);
    assert_eq!(
        follow(&Search::in_directory(directory.path()), &store),
        Followed::Opened
    );
    remove(directory.path()).unwrap();
    assert!(!folder.exists());
    remove(directory.path()).unwrap();
}

#[test]
fn an_index_made_before_an_erasure_is_not_opened_after_it() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    publish(&store, &[titled("a", "Radwege")]);
    follow(&Search::in_directory(directory.path()), &store);
    // The list alone, as when it was laid beside a restored backup; what is published stays the same.
    store.erase_listed(&["0".repeat(64)].into()).unwrap();
    assert_eq!(
        follow(&Search::in_directory(directory.path()), &store),
        Followed::Built
    );
}

#[test]
fn a_table_is_found_by_what_stands_in_it() {
    let store = Store::in_memory().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let table = "Stadtteil;Bäume\r\nGonsenheim;120\r\nHechtsheim;80\r\n";
    fs::write(folder.path().join("baeume.csv"), table).unwrap();
    let entry = store.put_file(&folder.path().join("baeume.csv")).unwrap();
    let contents = contents::of(
        &store,
        &[kolophon_store::FileEntry {
            media_type: "text/csv".to_owned(),
            ..entry
        }],
    );
    assert_eq!(contents, ["Stadtteil", "Bäume", "Gonsenheim", "Hechtsheim"]);
}

#[test]
fn a_large_table_is_read_at_its_beginning_only() {
    let store = Store::in_memory().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..100_000).map(|row| format!("Straße {row};{row}")).collect();
    fs::write(folder.path().join("lang.csv"), rows.join("\n")).unwrap();
    let entry = store.put_file(&folder.path().join("lang.csv")).unwrap();
    let contents = contents::of(&store, &[entry]);
    assert_eq!(contents.len(), 400);
    assert_eq!(contents.last().map(String::as_str), Some("Straße 399"));
}

#[test]
fn stopping_leaves_no_half_an_index() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    publish(&store, &[file("a")]);
    let search = Search::in_directory(directory.path());
    search.stop();
    assert!(matches!(
        search.follow(&store, &no_label),
        Err(FollowError::Write(_))
    ));
    assert!(search.snapshot().is_none());
    assert_eq!(
        follow(&Search::in_directory(directory.path()), &store),
        Followed::Built
    );
}
