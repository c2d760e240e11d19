//! A disk that runs full: nothing that was called safe is lost, reading goes on, and with room writing does.
//!
//! The disk is a small file system in memory. Mounting it needs the superuser, or a system that lets everybody have a
//! namespace; where neither is given, the test says so and is skipped.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use kolophon_graph::{Graph, GraphBuilder, Position, Triple};
use kolophon_store::{
    City, CityChange, EngineError, Holdings, OpenMode, Resource, ResourceKind, Store, WriteError,
};

pub(crate) const ARGUMENT: &str = "__fill-for-ever";

/// A small disk; it is unmounted with this.
struct Disk {
    directory: tempfile::TempDir,
}

impl Disk {
    fn mount(megabytes: usize) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(directory.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self { directory }),
            other => {
                eprintln!("SKIPPED: no file system can be mounted here: {other:?}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Leaves no more than so many bytes free.
    fn fill_up_to(&self, left: u64) {
        let free = fs4::available_space(self.path()).unwrap();
        let file = fs::File::create(self.path().join("ballast")).unwrap();
        let mut file = std::io::BufWriter::new(file);
        let block = vec![1_u8; 1 << 16];
        let mut to_write = free.saturating_sub(left);
        while to_write > 0 {
            let length = block.len().min(usize::try_from(to_write).unwrap_or(usize::MAX));
            file.write_all(&block[..length]).unwrap();
            to_write -= length as u64;
        }
        file.flush().unwrap();
    }

    fn make_room(&self) {
        fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(self.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} stays mounted", self.path().display());
        }
    }
}

const SUBJECT: &str = "https://daten.example/mainz/dataset/a";

fn graph(version: u64) -> Graph {
    let mut builder = GraphBuilder::new();
    let subject = builder.iri(SUBJECT);
    let predicate = builder.iri("https://daten.example/def#version");
    for value in 0..300 {
        let text = format!("{version} {value} {}", "x".repeat(200));
        let object = builder.string_literal(&text);
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    builder.finish()
}

fn publish(store: &Store, version: u64) -> Result<u64, WriteError> {
    let mut resource = Resource::new(SUBJECT, ResourceKind::Dataset);
    resource.title = version.to_string();
    store.apply_blocking(CityChange {
        put: vec![(resource, graph(version))],
        ..CityChange::new(City::new("mainz", "https://daten.example"))
    })
}

/// What is published is one version, whole.
fn check(store: &Store) -> u64 {
    let state = store.state();
    let version: u64 = state.resources[SUBJECT].title.parse().unwrap();
    let found = store.graph(SUBJECT).unwrap().unwrap();
    assert_eq!(
        kolophon_store::content_hash(&found),
        kolophon_store::content_hash(&graph(version))
    );
    assert_eq!(Holdings::of(store).unwrap().verify().unwrap().damages, []);
    version
}

fn is_full(error: &WriteError) -> bool {
    matches!(
        error,
        WriteError::Engine(EngineError::Full(_))
            | WriteError::NotFlushed {
                source: EngineError::Full(_),
                ..
            }
    )
}

pub(crate) fn a_full_disk_loses_nothing() {
    let Some(disk) = Disk::mount(96) else { return };
    let data = disk.path().join("data");
    let store = Store::open(&data, OpenMode::Create).unwrap();
    // The guard: with less than what is to stay free, nothing is begun.
    store.keep_free(16 << 20);
    publish(&store, 1).unwrap();
    disk.fill_up_to(15 << 20);
    assert!(matches!(store.require_room(), Err(EngineError::Full(_))));
    let refused = publish(&store, 2).unwrap_err();
    assert!(
        matches!(refused, WriteError::Engine(EngineError::Full(_))),
        "{refused:?}"
    );
    assert_eq!((check(&store), store.journal("mainz").unwrap().len()), (1, 1));
    disk.make_room();
    store.require_room().unwrap();
    publish(&store, 2).unwrap();

    // Without the guard the engine itself meets the end of the disk.
    store.keep_free(0);
    disk.fill_up_to(1 << 20);
    let (mut version, mut safe) = (2, 2);
    let error = loop {
        version += 1;
        match publish(&store, version) {
            Ok(_) => safe = version,
            Err(error) => break error,
        }
        assert!(version < 2_000, "the disk never ran full");
    };
    assert!(is_full(&error), "{error:?}");
    // Reading goes on, and what was called safe is there.
    assert!((safe..=version).contains(&check_readable(&store)));
    disk.make_room();
    // It heals by itself: nobody opens anything.
    let began = Instant::now();
    loop {
        version += 1;
        match publish(&store, version) {
            Ok(_) => break,
            Err(error) => assert!(is_full(&error), "{error:?}"),
        }
        assert!(began.elapsed() < Duration::from_mins(1), "it does not heal");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(check(&store), version);
    drop(store);
    assert_eq!(check(&Store::open(&data, OpenMode::Existing).unwrap()), version);
}

fn check_readable(store: &Store) -> u64 {
    let version: u64 = store.state().resources[SUBJECT].title.parse().unwrap();
    let found = store.graph(SUBJECT).unwrap().unwrap();
    assert_eq!(
        kolophon_store::content_hash(&found),
        kolophon_store::content_hash(&graph(version))
    );
    version
}

/// The child: publishes until there is no room, and goes on trying.
pub(crate) fn fill_for_ever(arguments: &[String]) -> ExitCode {
    let [directory] = arguments else {
        return ExitCode::FAILURE;
    };
    let store = Store::open(Path::new(directory), OpenMode::Existing).unwrap();
    store.keep_free(0);
    let mut version = store.state().generation;
    loop {
        version += 1;
        match publish(&store, version) {
            Ok(_) => println!("{version}"),
            Err(error) => {
                assert!(is_full(&error), "{error:?}");
                println!("full");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

pub(crate) fn killed_on_a_full_disk() {
    let Some(disk) = Disk::mount(96) else { return };
    let data = disk.path().join("data");
    publish(&Store::open(&data, OpenMode::Create).unwrap(), 1).unwrap();
    disk.fill_up_to(1 << 20);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg(ARGUMENT)
        .arg(&data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut safe, mut refused) = (1, 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        match line.unwrap().parse::<u64>() {
            Ok(version) => safe = version,
            Err(_) => refused += 1,
        }
        if refused > 3 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    disk.make_room();
    let found = check(&Store::open(&data, OpenMode::Existing).unwrap());
    assert!(found >= safe, "{safe} was safe, {found} is there");
}
