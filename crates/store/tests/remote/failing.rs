//! A change that fails in the middle is undone: at once, before the next one, or when the directory is opened again.

use std::fs;

use kolophon_store::{CityChange, EngineError, RemoteError, Store, WriteError};

use crate::samples::{check, iri, open, version};
use crate::server::{Fault, Server};

fn remote_error(error: WriteError) -> RemoteError {
    match error {
        WriteError::Engine(EngineError::Remote(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn left_overs(directory: &std::path::Path) -> usize {
    fs::read_dir(directory.join("undo")).map_or(0, Iterator::count)
}

/// Everything is as it was, and can be changed.
fn is_whole(store: &Store, server: &Server, directory: &std::path::Path, before: u64) {
    check(store, before);
    assert!(
        server.holds().keys().all(|name| name.starts_with("https:")),
        "no trial stays"
    );
    assert_eq!(left_overs(directory), 0);
    assert_eq!(store.journal("mainz").unwrap().len() as u64, before);
}

#[test]
fn what_fails_in_the_middle_leaves_nothing() {
    // At first the trial of literals comes before the graphs, with two writes.
    for (before, goods) in [(0, [0, 1, 3, 6]), (1, [0, 1, 2, 4])] {
        for good in goods {
            let server = Server::start();
            let directory = tempfile::tempdir().unwrap();
            let store = open(directory.path(), &server.endpoint());
            if before == 1 {
                store.apply_blocking(version(1)).unwrap();
            }
            let held = server.holds();
            server.fail_writes_after(good, Fault::Status(500));
            let error = remote_error(store.apply_blocking(version(2)).unwrap_err());
            assert!(
                matches!(error, RemoteError::Refused { status: 500, .. }),
                "{error:?}"
            );
            // Undoing was not possible either: whoever reads does not see it.
            check(&store, before);
            assert_eq!(left_overs(directory.path()), 1);
            let error = remote_error(store.apply_blocking(version(3)).unwrap_err());
            assert!(matches!(error, RemoteError::InDoubt { .. }), "{error:?}");
            check(&store, before);

            server.heal();
            // Something else that fails, but only after what was left has been undone.
            let mut foreign = version(3);
            foreign.city.slug = "halle".to_owned();
            let refused = store.apply_blocking(foreign);
            assert_eq!(refused.is_err(), before == 1, "{refused:?}");
            if before == 1 {
                assert_eq!(server.holds(), held);
                is_whole(&store, &server, directory.path(), before);
                assert_eq!(store.apply_blocking(version(3)).unwrap(), 2);
            }
            check(&store, 3);
        }
    }
}

#[test]
fn what_fails_once_is_undone_at_once() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), &server.endpoint());
    store.apply_blocking(version(1)).unwrap();
    let held = server.holds();
    // Reading back is what fails: then every write can be undone.
    server.fail_reads(Fault::HalfTheGraph);
    store.apply_blocking(version(2)).unwrap_err();
    server.heal();
    // Undoing reads back, too, so that it has to wait for the next change.
    store
        .apply_blocking(CityChange {
            remove: vec![iri("e")],
            ..version(2)
        })
        .unwrap_err();
    assert_eq!(server.holds(), held);
    is_whole(&store, &server, directory.path(), 1);
}

#[test]
fn a_directory_that_is_opened_again_undoes_what_is_left() {
    for fault in [
        Fault::Status(500),
        Fault::NoAnswer,
        Fault::BrokenAnswer,
        Fault::Status(503),
    ] {
        let server = Server::start();
        let directory = tempfile::tempdir().unwrap();
        let store = open(directory.path(), &server.endpoint());
        store.apply_blocking(version(1)).unwrap();
        let held = server.holds();
        server.fail_writes_after(4, fault);
        store.apply_blocking(version(2)).unwrap_err();
        drop(store);
        assert_ne!(server.holds(), held, "{fault:?}");
        server.heal();
        let store = open(directory.path(), &server.endpoint());
        assert_eq!(server.holds(), held);
        is_whole(&store, &server, directory.path(), 1);
        assert_eq!(store.apply_blocking(version(2)).unwrap(), 2);
        check(&store, 2);
    }
}

#[test]
fn a_removal_that_fails_is_undone_too() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), &server.endpoint());
    store.apply_blocking(version(1)).unwrap();
    let held = server.holds();
    server.fail_writes_after(2, Fault::Status(500));
    let removal = CityChange {
        put: Vec::new(),
        remove: ["a", "b", "c", "d"].map(iri).to_vec(),
        ..version(1)
    };
    store.apply_blocking(removal).unwrap_err();
    check(&store, 1);
    drop(store);
    server.heal();
    let store = open(directory.path(), &server.endpoint());
    assert_eq!(server.holds(), held);
    is_whole(&store, &server, directory.path(), 1);
}

#[test]
fn what_passes_is_tried_again() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), &server.endpoint());
    server.fail_reads(Fault::Status(503));
    let writer = std::thread::spawn({
        let store = store.clone();
        move || store.apply_blocking(version(1))
    });
    std::thread::sleep(std::time::Duration::from_millis(150));
    server.heal();
    assert_eq!(writer.join().unwrap().unwrap(), 1);
    check(&store, 1);
}

#[test]
fn what_is_the_same_is_not_sent_again() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), &server.endpoint());
    store.apply_blocking(version(1)).unwrap();
    let requests = server.requests().len();
    assert_eq!(store.apply_blocking(version(1)).unwrap(), 1);
    assert_eq!(server.requests().len(), requests);
    // A record alone needs no graph.
    let mut change = version(1);
    change.put[0].0.errors = 1;
    assert_eq!(store.apply_blocking(change).unwrap(), 2);
    // Only for the journal the old graph is read.
    let sent = &server.requests()[requests..];
    assert!(sent.iter().all(|request| request.starts_with("GET ")), "{sent:?}");
    check(&store, 1);
}
