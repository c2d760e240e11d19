//! A process that publishes is killed, at any moment, again and again.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use kolophon_graph::{Graph, GraphBuilder, Position, Triple};
use kolophon_store::{City, CityChange, OpenMode, Resource, ResourceKind, ResultsFormat, Store};

pub(crate) const ARGUMENT: &str = "__write-for-ever";

/// Each change replaces all triples of all graphs.
#[derive(Clone, Copy)]
struct Size {
    graphs: usize,
    triples: usize,
}

const SMALL: Size = Size {
    graphs: 4,
    triples: 6,
};
/// More changes than is there, and enough for a new engine each time.
const BIG: Size = Size {
    graphs: 2,
    triples: 2_600,
};

fn iri(number: usize) -> String {
    format!("https://daten.example/dataset/{number}")
}

fn put(number: usize, version: u64, triples: usize) -> (Resource, Graph) {
    let mut builder = GraphBuilder::new();
    let subject = builder.iri(&iri(number));
    let predicate = builder.iri("https://daten.example/def#version");
    for value in 0..triples {
        let object = builder.string_literal(&format!("{version} {value}"));
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    let mut resource = Resource::new(&iri(number), ResourceKind::Dataset);
    resource.title = version.to_string();
    (resource, builder.finish())
}

/// The child: publishes version after version, and says so when a change is safe.
pub(crate) fn write_for_ever(arguments: &[String]) -> ExitCode {
    let [directory, graphs, triples] = arguments else {
        return ExitCode::FAILURE;
    };
    let (graphs, triples): (usize, usize) = (graphs.parse().unwrap(), triples.parse().unwrap());
    let store = Store::open(Path::new(directory), OpenMode::Create).unwrap();
    let mut version = store.state().generation;
    loop {
        version += 1;
        let put = (0..graphs).map(|number| put(number, version, triples)).collect();
        store
            .apply_blocking(CityChange {
                put,
                ..CityChange::new(City::new("mainz", "https://daten.example"))
            })
            .unwrap();
        let mut stdout = std::io::stdout();
        writeln!(stdout, "{version}").unwrap();
        stdout.flush().unwrap();
    }
}

/// Starts the child, kills it after `delay`, and returns the last version it called safe.
fn round(directory: &Path, size: Size, delay: Duration) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg(ARGUMENT)
        .arg(directory)
        .arg(size.graphs.to_string())
        .arg(size.triples.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    let lines = stdout.lines().map_while(Result::ok);
    lines.filter_map(|line| line.parse().ok()).last().unwrap_or(0)
}

fn check(directory: &Path, size: Size, safe: u64) -> u64 {
    let store = Store::open(directory, OpenMode::Existing).unwrap();
    let state = store.state();
    let version = state.generation;
    assert!(
        (safe..=safe + 1).contains(&version),
        "{safe} was safe, {version} is there"
    );
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| !["CURRENT", "LOCK", "format", "journal"].contains(&name.as_str()));
    assert_eq!(names.len(), 1, "{names:?}");
    check_journal(&store, directory, size, version);
    if version == 0 {
        return version;
    }
    assert_eq!(state.resources.len(), size.graphs);
    assert!(
        state
            .resources
            .values()
            .all(|resource| resource.title == version.to_string())
    );
    let prefix = format!("FILTER(STRSTARTS(?o, '{version} '))");
    for pattern in [
        "?s ?p ?o".to_owned(),
        format!("?s ?p ?o {prefix}"),
        "GRAPH ?g { ?s ?p ?o }".to_owned(),
        format!("GRAPH ?g {{ ?s ?p ?o {prefix} }}"),
    ] {
        let query = format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}");
        let csv = String::from_utf8(store.query(&query, ResultsFormat::Csv).unwrap()).unwrap();
        let count: usize = csv.lines().nth(1).unwrap().parse().unwrap();
        assert_eq!(count, size.graphs * size.triples, "{pattern}");
    }
    version
}

/// Every generation has its entry with what was there before, and no entry is without its generation.
fn check_journal(store: &Store, directory: &Path, size: Size, version: u64) {
    let entries = store.journal("mainz").unwrap();
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.generation).collect();
    assert_eq!(numbers, (1..=version).rev().collect::<Vec<_>>());
    let files = fs::read_dir(directory.join("journal/mainz")).map_or(0, Iterator::count);
    assert_eq!(files as u64, 2 * version);
    for entry in &entries {
        let before = store.graphs_before("mainz", entry.generation).unwrap();
        let expected = if entry.generation == 1 { 0 } else { size.graphs };
        assert_eq!(before.len(), expected);
        assert!(before.values().all(|graph| graph.len() == size.triples));
        let title = (entry.generation - 1).to_string();
        let records = entry.changes.iter().filter_map(|change| change.before.as_ref());
        assert!(records.clone().all(|record| record.title == title));
        assert_eq!(records.count(), expected);
    }
}

fn rounds(size: Size, delays: impl Iterator<Item = Duration>) {
    let directory = tempfile::tempdir().unwrap();
    // The child makes the store; a kill before that leaves none.
    drop(Store::open(directory.path(), OpenMode::Create).unwrap());
    let mut last = 0;
    for delay in delays {
        let safe = round(directory.path(), size, delay).max(last);
        last = check(directory.path(), size, safe);
    }
    assert!(last > 0, "no change was ever made");
}

pub(crate) fn killed_between_small_changes() {
    rounds(SMALL, (0..14).map(|round| Duration::from_millis(60 + 37 * round)));
}

pub(crate) fn killed_between_big_changes() {
    rounds(BIG, (0..10).map(|round| Duration::from_millis(400 + 173 * round)));
}
