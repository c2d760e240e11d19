//! Checkpoints: one per generation, gone when nobody needs them.

use std::fs;

use kolophon_store::{EngineError, OpenMode, Store};

use crate::samples::{change, iri, put};

#[test]
fn a_generation_has_one_checkpoint_and_an_unused_one_goes() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    store.apply_blocking(change("mainz", vec![put("a", 1)], &[])).unwrap();
    let first = store.checkpoint().unwrap();
    assert_eq!(first.generation(), 1);
    assert_eq!(first.path(), store.checkpoint().unwrap().path());
    assert!(first.path().starts_with(directory.path().join("checkpoints")));

    store.apply_blocking(change("mainz", vec![put("a", 2)], &[])).unwrap();
    let second = store.checkpoint().unwrap();
    assert_eq!(second.generation(), 2);
    assert!(first.path().exists());
    let path = first.path().to_owned();
    drop(first);
    assert!(!path.exists());

    // The copy lost the state graph, the store did not.
    assert!(store.graph(&iri("a")).unwrap().is_some());
    let path = second.path().to_owned();
    drop(store);
    assert!(path.exists());
    // A new process begins without any.
    let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
    assert!(!path.exists());
    assert_eq!(store.state().generation, 2);
    drop(second);
    drop(store.checkpoint().unwrap());
    assert_eq!(fs::read_dir(directory.path().join("checkpoints")).unwrap().count(), 1);
}

#[test]
fn memory_has_no_checkpoints() {
    let store = Store::in_memory().unwrap();
    assert!(matches!(store.checkpoint(), Err(EngineError::InMemory)));
}
