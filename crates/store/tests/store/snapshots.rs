//! Snapshots: one file per generation, gone when nobody needs it, and made of the one before.

use std::fs;
use std::path::Path;

use kolophon_graph::Term;
use kolophon_graph::snapshot::{Snapshot, SnapshotBuilder};
use kolophon_store::{OpenMode, Store};

use crate::samples::{change, iri, put, snapshot};

fn files(directory: &Path) -> usize {
    fs::read_dir(directory.join("checkpoints")).unwrap().count()
}

/// How many quads the graphs of these datasets have in a snapshot.
fn quads(path: &Path, names: &[&str]) -> usize {
    let names: Vec<String> = names.iter().map(|name| iri(name)).collect();
    let snapshot = Snapshot::open(path).unwrap();
    let mut builder = SnapshotBuilder::new();
    let is_wanted = |name: Term<'_>| names.iter().any(|wanted| name == Term::Iri(wanted));
    builder.extend_from(&snapshot, is_wanted).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let part = directory.path().join("part");
    builder.write(&part).unwrap();
    Snapshot::open(&part).unwrap().quads()
}

#[test]
fn a_generation_has_one_snapshot_and_an_unused_one_goes() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    let apply = |put, withdraw| store.apply_blocking(change("mainz", put, withdraw)).unwrap();
    apply(vec![put("a", 1), put("b", 1)], &[]);
    let first = snapshot(&store);
    assert_eq!(first.generation(), 1);
    assert_eq!(first.path(), snapshot(&store).path());
    let of_a = quads(first.path(), &["a"]);
    assert!(of_a > 0);

    apply(vec![put("a", 2), put("c", 1)], &[]);
    assert!(
        store.snapshot().is_none(),
        "nobody gets what is no longer published"
    );
    let second = snapshot(&store);
    assert_eq!(second.generation(), 2);
    assert_eq!(quads(second.path(), &["a"]), of_a);
    assert_eq!(quads(second.path(), &["b"]), quads(first.path(), &["b"]));
    assert!(quads(second.path(), &["c"]) > 0);
    Snapshot::open(second.path()).unwrap().verify().unwrap();
    assert_eq!(files(directory.path()), 2);
    drop(first);
    assert_eq!(files(directory.path()), 1);

    drop(second);
    drop(store);
    assert_eq!(files(directory.path()), 0, "the last handle is gone");
    let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
    assert_eq!(quads(snapshot(&store).path(), &["a"]), of_a);
}

#[test]
fn a_store_is_closed_while_a_snapshot_is_written() {
    let directory = tempfile::tempdir().unwrap();
    for version in 1..20 {
        let store = Store::open(directory.path(), OpenMode::Create).unwrap();
        store
            .apply_blocking(change("mainz", vec![put("a", version)], &[]))
            .unwrap();
        assert!(store.snapshot().is_none());
    }
}

#[test]
fn memory_has_no_snapshots() {
    let store = Store::in_memory().unwrap();
    assert!(store.snapshot().is_none());
}
