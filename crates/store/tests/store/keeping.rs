//! Compacting, checking, backing up, and lending to other processes.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use flate2::read::GzDecoder;
use kolophon_store::{
    Backup, BackupError, BackupOrder, DamageKind, Forget, Holdings, Manifest, Note, OpenError, OpenMode,
    ReadBackupError, Scope, Store, content_hash,
};
use tempfile::TempDir;

use crate::samples::{change, iri, put, put_big};

fn made() -> (TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("data"), OpenMode::Create).unwrap();
    (directory, store)
}

/// Two cities: three generations of one, with a data file, and one of the other.
fn filled() -> (TempDir, Store) {
    let (directory, store) = made();
    let file = directory.path().join("baeume.csv");
    fs::write(&file, "art;zahl\nLinde;7\n").unwrap();
    let mut first = put("a", 1);
    first.0.files = vec![store.put_file(&file).unwrap()];
    store
        .apply_blocking(change("mainz", vec![first, put("b", 1)], &[]))
        .unwrap();
    store
        .apply_blocking(change("mainz", vec![put("b", 2)], &[]))
        .unwrap();
    store
        .apply_blocking(change("mainz", vec![put("c", 1)], &["b"]))
        .unwrap();
    store
        .apply_blocking(change("halle", vec![put("h", 1)], &[]))
        .unwrap();
    (directory, store)
}

fn order(target: &Path) -> BackupOrder<'_> {
    BackupOrder {
        target,
        city: None,
        time: "2026-11-27T10:00:00Z",
        program: "test",
    }
}

fn back_up(store: &Store, target: &Path) -> Manifest {
    kolophon_store::back_up(&Holdings::of(store).unwrap(), &order(target)).unwrap()
}

/// All bytes below a directory, compressed files unpacked.
fn everything(directory: &Path) -> String {
    fn read(directory: &Path, bytes: &mut Vec<u8>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, bytes);
            } else if path.extension().is_some_and(|ending| ending == "gz") {
                let file = fs::File::open(&path).unwrap();
                GzDecoder::new(file).read_to_end(bytes).unwrap();
            } else {
                bytes.extend(fs::read(&path).unwrap());
            }
        }
    }
    let mut bytes = Vec::new();
    read(directory, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn compacting_changes_nothing_and_gives_back_room() {
    let (directory, store) = made();
    for version in 1..=12 {
        store
            .apply_blocking(change("mainz", vec![put_big("a", version, 400)], &[]))
            .unwrap();
    }
    let before = (store.state(), store.graph(&iri("a")).unwrap().unwrap());
    let done = store.compact(None).unwrap();
    assert!(done.bytes_after < done.bytes_before, "{done:?}");
    assert_eq!((done.entries, done.files), (0, 0));
    assert_eq!(store.state(), before.0);
    assert_eq!(
        content_hash(&store.graph(&iri("a")).unwrap().unwrap()),
        content_hash(&before.1)
    );
    // It goes on as if nothing had been.
    assert_eq!(
        store
            .apply_blocking(change("mainz", vec![put("b", 1)], &[]))
            .unwrap(),
        13
    );
    drop(store);
    let store = Store::open(&directory.path().join("data"), OpenMode::Existing).unwrap();
    assert_eq!(store.state().resources.len(), 2);
    assert_eq!(store.journal("mainz").unwrap().len(), 13);
}

#[test]
fn what_is_forgotten_is_in_no_file() {
    let (directory, store) = made();
    let data = directory.path().join("data");
    let file = directory.path().join("personen.csv");
    fs::write(&file, "Erika Musterfrau;Geheimweg 7\n").unwrap();
    let mut secret = put_big("person", 77_777, 20);
    secret.0.title = "Verzeichnis der Vertraulichen".to_owned();
    secret.0.files = vec![store.put_file(&file).unwrap()];
    store
        .apply_blocking(change("mainz", vec![secret, put("a", 1)], &[]))
        .unwrap();
    store
        .apply_blocking(change("mainz", vec![put("a", 2)], &["person"]))
        .unwrap();
    store
        .apply_blocking(change("mainz", vec![put("a", 3)], &[]))
        .unwrap();
    let plan = data.join("alt.json");
    fs::write(&plan, "{\"plan\": \"Vertrauliche Vorschau\"}").unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_hours(300_000);
    fs::File::options()
        .write(true)
        .open(&plan)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    drop(store.checkpoint().unwrap());
    for word in [
        "77777",
        "Verzeichnis der Vertraulichen",
        "Geheimweg",
        "Vertrauliche Vorschau",
    ] {
        assert!(everything(&data).contains(word), "{word}");
    }
    let forget = Forget {
        journal: [("mainz".to_owned(), 2)].into(),
        titles: [iri("person")].into(),
        copies_before: Some(SystemTime::UNIX_EPOCH + Duration::from_hours(300_001)),
    };
    let done = store.compact(Some(forget)).unwrap();
    assert_eq!((done.entries, done.files, done.copies), (2, 1, 1));
    let bytes = everything(&data);
    for word in [
        "77777",
        "Verzeichnis der Vertraulichen",
        "Geheimweg",
        "Vertrauliche Vorschau",
    ] {
        assert!(!bytes.contains(word), "{word}");
    }
    // Generation 2 can be gone back to still, and the address stays gone.
    assert_eq!(store.graphs_before("mainz", 3).unwrap().len(), 1);
    assert!(store.state().tombstones.contains_key(&iri("person")));
    assert_eq!(Holdings::of(&store).unwrap().verify().unwrap().damages, []);
}

#[test]
fn a_sound_directory_has_no_damages() {
    let (_directory, store) = filled();
    let verified = Holdings::of(&store).unwrap().verify().unwrap();
    assert_eq!(verified.damages, []);
    assert_eq!((verified.graphs, verified.entries, verified.files), (3, 4, 1));
}

#[test]
fn damage_is_told_with_its_place() {
    let (directory, store) = filled();
    let data = directory.path().join("data");
    let kinds = || {
        let verified = Holdings::of(&store).unwrap().verify().unwrap();
        let damages = verified.damages.into_iter();
        damages
            .map(|damage| (damage.kind, damage.place))
            .collect::<Vec<_>>()
    };
    let file = files_below(&data.join("files")).remove(0);
    fs::write(&file, "art;zahl\nLinde;8\n").unwrap();
    let place = format!("{}/datei/baeume.csv", iri("a"));
    assert_eq!(kinds(), [(DamageKind::FileDiffers, place.clone())]);
    fs::remove_file(&file).unwrap();
    assert_eq!(kinds(), [(DamageKind::FileMissing, place)]);
    fs::write(&file, "art;zahl\nLinde;7\n").unwrap();

    let body = data.join("journal/mainz/000003.nq.gz");
    let sound = fs::read(&body).unwrap();
    fs::write(&body, &sound[..sound.len() - 9]).unwrap();
    assert_eq!(kinds(), [(DamageKind::JournalUnreadable, "mainz 3".to_owned())]);
    fs::write(&body, sound).unwrap();
    fs::rename(
        data.join("journal/mainz/000002.json"),
        directory.path().join("weg"),
    )
    .unwrap();
    assert_eq!(kinds(), [(DamageKind::JournalMissing, "mainz 2".to_owned())]);
}

/// A byte that flips in a table of the engine is never read as something else.
#[test]
fn a_flipped_byte_in_the_engine_is_found() {
    let (directory, store) = filled();
    let data = directory.path().join("data");
    // One copy with everything in tables.
    store.compact(None).unwrap();
    drop(store);
    let tables: Vec<PathBuf> = files_below(&data)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "sst"))
        .collect();
    assert!(!tables.is_empty());
    let mut noticed = 0;
    for table in tables {
        let sound = fs::read(&table).unwrap();
        let mut damaged = sound.clone();
        // The first block holds data.
        damaged[20] ^= 0xff;
        fs::write(&table, &damaged).unwrap();
        let found = match Holdings::open(&data) {
            Err(OpenError::Damaged { .. }) => true,
            Err(other) => panic!("{other:?}"),
            Ok(holdings) => holdings
                .verify()
                .map_or(true, |verified| !verified.damages.is_empty()),
        };
        noticed += usize::from(found);
        fs::write(&table, sound).unwrap();
    }
    // Texts, the union, the named graphs: what is read to compare it. Indexes for other questions are not.
    assert!(noticed >= 3, "{noticed}");
    assert_eq!(Holdings::open(&data).unwrap().verify().unwrap().damages, []);
}

#[test]
fn a_backup_holds_everything_in_both_forms() {
    let (directory, store) = filled();
    for target in ["ordner", "datei.tar"] {
        let target = directory.path().join(target);
        let manifest = back_up(&store, &target);
        assert_eq!(manifest.scope, Scope::Installation);
        let backup = Backup::open(&target).unwrap();
        assert_eq!(*backup.manifest(), manifest);
        assert_eq!(backup.check().unwrap(), []);
        let state = store.state();
        for (slug, city) in &state.cities {
            let found = backup.city(slug).unwrap();
            assert_eq!(found.city, *city);
            let of_city = state.resources.values().filter(|resource| resource.city == *slug);
            assert_eq!(found.resources.len(), of_city.count());
            for (resource, graph) in found.resources {
                assert_eq!(Some(&resource), state.resources.get(&resource.iri));
                let published = store.graph(&resource.iri).unwrap().unwrap();
                assert_eq!(content_hash(&graph), content_hash(&published));
                assert_eq!(graph.len(), published.len());
            }
        }
        assert_eq!(backup.city("mainz").unwrap().tombstones.len(), 1);
        assert_eq!(backup.entries(), 4);
        assert!(matches!(
            backup.city("trier"),
            Err(ReadBackupError::UnknownCity { .. })
        ));
        // It overwrites nothing.
        let again = kolophon_store::back_up(&Holdings::of(&store).unwrap(), &order(&target));
        assert!(matches!(again, Err(BackupError::Exists { .. })), "{again:?}");
    }
    let names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !names.iter().any(|name| name.to_string_lossy().ends_with(".part")),
        "{names:?}"
    );
}

#[test]
fn a_city_can_be_backed_up_alone() {
    let (directory, store) = filled();
    let target = directory.path().join("halle.tar");
    let manifest = kolophon_store::back_up(
        &Holdings::of(&store).unwrap(),
        &BackupOrder {
            city: Some("halle"),
            ..order(&target)
        },
    )
    .unwrap();
    assert_eq!((manifest.scope, manifest.cities.len()), (Scope::City, 1));
    let bytes = fs::read(&target).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("mainz"));
    let inside = directory.path().join("data/sicherung");
    let refused = kolophon_store::back_up(&Holdings::of(&store).unwrap(), &order(&inside));
    assert!(matches!(refused, Err(BackupError::Inside { .. })), "{refused:?}");
}

#[test]
fn every_damage_of_a_backup_is_found() {
    let (directory, store) = filled();
    let target = directory.path().join("ordner");
    back_up(&store, &target);
    let files = files_below(&target);
    assert!(files.len() > 12, "{files:?}");
    for file in files {
        let sound = fs::read(&file).unwrap();
        let is_found = |what: &str| match Backup::open(&target) {
            Err(ReadBackupError::Io { source, .. }) => panic!("{what}: {source}"),
            Err(_) => true,
            Ok(backup) => !backup.check().unwrap().is_empty(),
        };
        let mut flipped = sound.clone();
        if let Some(byte) = flipped.get_mut(sound.len() / 2) {
            *byte ^= 1;
        }
        let half = &sound[..sound.len() / 2];
        for (what, bytes) in [("flipped", flipped.as_slice()), ("half", half)] {
            // An empty erase list is its heading.
            fs::write(&file, bytes).unwrap();
            assert!(is_found(what), "{what}: {}", file.display());
        }
        fs::remove_file(&file).unwrap();
        assert!(is_found("gone"), "gone: {}", file.display());
        fs::write(&file, sound).unwrap();
    }
    assert_eq!(Backup::open(&target).unwrap().check().unwrap(), []);

    let archive = directory.path().join("datei.tar");
    back_up(&store, &archive);
    let sound = fs::read(&archive).unwrap();
    for length in [
        0,
        100,
        512,
        sound.len() / 2,
        sound.len() - 20_000.min(sound.len() / 3),
    ] {
        fs::write(&archive, &sound[..length]).unwrap();
        let is_found = Backup::open(&archive).map_or(true, |backup| !backup.check().unwrap().is_empty());
        assert!(is_found, "{length} of {}", sound.len());
    }
    for nothing in ["gibt-es-nicht", "data"] {
        assert!(Backup::open(&directory.path().join(nothing)).is_err());
    }
}

#[test]
fn a_backup_of_a_newer_program_is_told() {
    let (directory, store) = filled();
    let target = directory.path().join("ordner");
    back_up(&store, &target);
    let manifest = target.join("kolophon-backup.json");
    let text = fs::read_to_string(&manifest)
        .unwrap()
        .replace("\"version\": 1", "\"version\": 2");
    fs::write(&manifest, text).unwrap();
    match Backup::open(&target) {
        Err(ReadBackupError::Newer {
            found: 2,
            supported: 1,
        }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_process_may_read_beside_the_one_that_writes() {
    let (directory, store) = filled();
    let data = directory.path().join("data");
    let lender = store.lend().unwrap();
    let holdings = Holdings::open(&data).unwrap();
    assert!(holdings.is_lent());
    // What is published meanwhile is not seen.
    store
        .apply_blocking(change("mainz", vec![put("d", 1), put("a", 9)], &[]))
        .unwrap();
    let target = directory.path().join("sicherung");
    let manifest = kolophon_store::back_up(&holdings, &order(&target)).unwrap();
    assert_eq!(manifest.cities[1].generation, 3);
    assert_eq!(Backup::open(&target).unwrap().check().unwrap(), []);
    assert_eq!(holdings.verify().unwrap().damages, []);
    drop(holdings);
    // The copy goes with the borrower.
    let loans = data.join("loans");
    for _ in 0..100 {
        if fs::read_dir(&loans).unwrap().next().is_none() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(fs::read_dir(&loans).unwrap().count(), 0);
    drop(lender);
    drop(store);
    // And whatever is left is swept away.
    fs::create_dir_all(loans.join("1-1.engine")).unwrap();
    drop(Store::open(&data, OpenMode::Existing).unwrap());
    assert!(!loans.exists());
}

#[test]
fn the_journal_says_what_a_restored_backup_was() {
    // An entry of that kind is what the format before does not know.
    let (_directory, store) = made();
    let mut restored = change("mainz", vec![put("a", 1)], &[]);
    restored.note = Note {
        act: kolophon_store::Act::Restore,
        ..Note::default()
    };
    store.apply_blocking(restored).unwrap();
    assert_eq!(
        store.journal("mainz").unwrap()[0].act,
        kolophon_store::Act::Restore
    );
}
