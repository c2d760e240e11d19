//! Nobody hears that a change is made before the operating system was told to write it: seen from outside, by `strace`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Barrier;
use std::thread;

use kolophon_graph::{GraphBuilder, Position, Triple};
use kolophon_store::{City, CityChange, OpenMode, Resource, ResourceKind, Store};

pub(crate) const ARGUMENT: &str = "__publish-together";

const CHANGES: usize = 6;

fn change(city: usize, version: usize) -> CityChange {
    let iri = format!("https://daten.example/stadt-{city}/dataset/a");
    let mut builder = GraphBuilder::new();
    let subject = builder.iri(&iri);
    let predicate = builder.iri("https://daten.example/def#version");
    let object = builder.string_literal(&format!("{city} {version}"));
    builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    CityChange {
        put: vec![(Resource::new(&iri, ResourceKind::Dataset), builder.finish())],
        ..CityChange::new(City::new(&format!("stadt-{city}"), "https://daten.example"))
    }
}

/// The child: so many cities publish at the same time, each some versions, and say each time that it is done.
pub(crate) fn publish_together(arguments: &[String]) -> ExitCode {
    let [directory, cities] = arguments else {
        return ExitCode::FAILURE;
    };
    let cities: usize = cities.parse().unwrap();
    let store = Store::open(Path::new(directory), OpenMode::Existing).unwrap();
    let begin = Barrier::new(cities);
    thread::scope(|scope| {
        for city in 0..cities {
            let (store, begin) = (&store, &begin);
            scope.spawn(move || {
                begin.wait();
                for version in 0..CHANGES {
                    store.apply_blocking(change(city, version)).unwrap();
                    std::io::stdout().lock().write_all(b"done\n").unwrap();
                }
            });
        }
    });
    ExitCode::SUCCESS
}

/// What the child asked of the operating system, in order: `F` a table or a log of the engine is written, `D` it said
/// that a change is done.
fn observe(cities: usize) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(directory.path(), OpenMode::Create).unwrap());
    let log = directory.path().with_extension("strace");
    let status = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-qq",
            "-s",
            "8",
            "-e",
            "trace=fsync,fdatasync,write",
            "-o",
        ])
        .arg(&log)
        .arg(std::env::current_exe().unwrap())
        .arg(ARGUMENT)
        .arg(directory.path())
        .arg(cities.to_string())
        .stdout(Stdio::null())
        .status();
    let text = fs::read_to_string(&log).unwrap_or_default();
    fs::remove_file(&log).ok();
    match status {
        Ok(status) if status.success() && text.contains("sync(") => {}
        other => {
            eprintln!("SKIPPED: strace cannot be used here: {other:?}");
            return None;
        }
    }
    let mut events = String::new();
    for line in text.lines() {
        let call = line.split_once(' ').map_or("", |(_, call)| call.trim_start());
        if call.starts_with("write(1<") && call.contains("done") {
            events.push('D');
        } else if call.contains("sync(") && call.contains("/store-") && call.contains("MANIFEST") {
            events.push('F');
        }
    }
    Some(events)
}

pub(crate) fn nobody_hears_of_what_is_not_flushed() {
    let Some(events) = observe(1) else { return };
    assert_eq!(events.matches('D').count(), CHANGES, "{events}");
    assert!(events.contains("FD"), "{events}");
    assert!(
        !events.contains("DD"),
        "a change was called done without a flush: {events}"
    );
}

pub(crate) fn who_waits_together_is_flushed_together() {
    const TOGETHER: usize = 8;
    let alone = observe(1);
    let together = observe(TOGETHER);
    let (Some(alone), Some(together)) = (alone, together) else {
        return;
    };
    let flushes = |events: &str| events.matches('F').count();
    assert_eq!(together.matches('D').count(), TOGETHER * CHANGES);
    // Eight times the changes need far less than eight times the flushes.
    assert!(
        flushes(&together) < flushes(&alone) * TOGETHER / 2,
        "{} flushes for {CHANGES} changes, {} for {}",
        flushes(&alone),
        flushes(&together),
        TOGETHER * CHANGES
    );
}
