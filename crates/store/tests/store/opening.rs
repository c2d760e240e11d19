//! What `Store::open` says to what it finds.

use std::fs;
use std::path::Path;

use kolophon_store::{OpenError, OpenMode, Store};

use crate::samples::{change, iri, put};

fn made() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    store
        .apply_blocking(change("mainz", vec![put("a", 1)], &[]))
        .unwrap();
    directory
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_store_is_only_made_when_that_is_wanted() {
    let directory = tempfile::tempdir().unwrap();
    let inside = directory.path().join("data");
    for path in [directory.path(), &inside] {
        let missing = Store::open(path, OpenMode::Existing);
        assert!(matches!(missing, Err(OpenError::Missing { .. })));
    }
    assert!(names(directory.path()).is_empty());
    drop(Store::open(&inside, OpenMode::Create).unwrap());
    drop(Store::open(&inside, OpenMode::Existing).unwrap());
    assert_eq!(names(&inside), ["CURRENT", "LOCK", "format", "store-000001"]);
}

#[test]
fn a_store_has_one_process() {
    let directory = made();
    let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
    let clone = store.clone();
    drop(store);
    match Store::open(directory.path(), OpenMode::Existing) {
        Err(OpenError::Locked { pid, .. }) if cfg!(unix) => assert_eq!(pid, Some(std::process::id())),
        Err(OpenError::Locked { .. }) => {}
        other => panic!("{other:?}"),
    }
    drop(clone);
    drop(Store::open(directory.path(), OpenMode::Existing).unwrap());
}

#[test]
fn a_newer_format_is_left_alone() {
    let directory = made();
    fs::write(directory.path().join("format"), "4\n").unwrap();
    match Store::open(directory.path(), OpenMode::Create) {
        Err(OpenError::NewerFormat { found, supported, .. }) => assert_eq!((found, supported), (4, 3)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn damage_is_named_and_never_papered_over() {
    let damages: [fn(&Path); 6] = [
        |path| fs::remove_file(path.join("CURRENT")).unwrap(),
        |path| fs::write(path.join("CURRENT"), "../anderswo").unwrap(),
        |path| fs::write(path.join("CURRENT"), [0xff, 0xfe]).unwrap(),
        |path| fs::write(path.join("format"), "eins").unwrap(),
        |path| fs::remove_dir_all(path.join("store-000001")).unwrap(),
        |path| {
            fs::remove_file(path.join("CURRENT")).unwrap();
            fs::remove_file(path.join("format")).unwrap();
        },
    ];
    for damage in damages {
        let directory = made();
        damage(directory.path());
        let before = names(directory.path());
        match Store::open(directory.path(), OpenMode::Create) {
            Err(OpenError::Damaged { reason, .. }) => assert!(!reason.is_empty()),
            other => panic!("{other:?}"),
        }
        assert_eq!(names(directory.path()), before);
    }
}

#[test]
fn a_damaged_engine_is_reported() {
    let directory = made();
    let engine = directory.path().join("store-000001");
    let manifest = names(&engine)
        .into_iter()
        .find(|name| name.starts_with("MANIFEST"))
        .unwrap();
    fs::write(engine.join(manifest), "kaputt").unwrap();
    assert!(matches!(
        Store::open(directory.path(), OpenMode::Existing),
        Err(OpenError::Damaged { .. })
    ));
}

#[test]
fn what_a_crash_leaves_is_swept_away() {
    let directory = made();
    let path = directory.path();
    for left_over in [
        "store-000002/000001.sst",
        "checkpoints/000000/CURRENT",
        "files/tmp-1-1",
        "store-000001/bulk-1.sst",
    ] {
        let file = path.join(left_over);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "halb").unwrap();
    }
    // The crash came between the journal and the engine.
    for left_over in ["mainz/000002.json", "mainz/000002.nq.gz", "halle/000001.json"] {
        let file = path.join("journal").join(left_over);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "{}").unwrap();
    }
    for left_over in ["CURRENT.tmp", "format.tmp"] {
        fs::write(path.join(left_over), "halb").unwrap();
    }
    fs::create_dir_all(path.join("files/ab")).unwrap();
    let store = Store::open(path, OpenMode::Existing).unwrap();
    assert!(store.graph(&iri("a")).unwrap().is_some());
    assert_eq!(
        names(path),
        ["CURRENT", "LOCK", "files", "format", "journal", "store-000001"]
    );
    assert_eq!(names(&path.join("files")), ["ab"]);
    assert_eq!(store.journal("mainz").unwrap().len(), 1);
    assert_eq!(
        names(&path.join("journal/mainz")),
        ["000001.json", "000001.nq.gz"]
    );
    assert_eq!(names(&path.join("journal/halle")), Vec::<String>::new());
    assert!(!path.join("store-000001/bulk-1.sst").exists());
}

#[test]
fn an_interrupted_making_is_taken_up_again() {
    // The crash came before `CURRENT` was there, or before `format` was.
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(directory.path(), OpenMode::Create).unwrap());
    for (missing, mode) in [("CURRENT", OpenMode::Create), ("nothing", OpenMode::Existing)] {
        fs::remove_file(directory.path().join("format")).unwrap();
        if missing == "CURRENT" {
            fs::remove_file(directory.path().join("CURRENT")).unwrap();
        }
        let store = Store::open(directory.path(), mode).unwrap();
        assert_eq!(store.state().generation, 0);
    }
}

#[cfg(unix)]
#[test]
fn a_directory_without_rights_is_no_access() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = made();
    fs::remove_file(directory.path().join("LOCK")).unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let opened = Store::open(directory.path(), OpenMode::Existing);
    // The superuser may write all the same.
    let is_superuser = fs::write(directory.path().join("probe"), "").is_ok();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    match opened {
        Ok(_) if is_superuser => {}
        Err(OpenError::NoAccess { .. }) if !is_superuser => {}
        other => panic!("{other:?}"),
    }
}
