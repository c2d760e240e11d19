//! A process that erases is killed, at any moment, again and again.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use flate2::read::GzDecoder;
use kolophon_graph::{GraphBuilder, Position, Triple};
use kolophon_store::{City, CityChange, OpenMode, Resource, ResourceKind, Store};

pub(crate) const ARGUMENT: &str = "__erase-for-ever";

fn iri(number: u64) -> String {
    format!("https://daten.example/dataset/{number}")
}

/// Ends in a letter, so that no secret is the beginning of another one.
fn secret(number: u64) -> String {
    format!("geheim-{number}-x")
}

fn put(store: &Store, number: u64, version: u64) {
    let mut builder = GraphBuilder::new();
    let subject = builder.iri(&iri(number));
    let predicate = builder.iri("https://daten.example/def#text");
    let object = builder.string_literal(&format!("{} {version}", secret(number)));
    builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    let mut resource = Resource::new(&iri(number), ResourceKind::Dataset);
    resource.title = secret(number);
    store
        .apply_blocking(CityChange {
            put: vec![(resource, builder.finish())],
            ..CityChange::new(City::new("mainz", "https://daten.example"))
        })
        .unwrap();
}

/// The child: publishes a dataset twice and erases it, for ever, and says what is erased.
pub(crate) fn erase_for_ever(arguments: &[String]) -> ExitCode {
    let [directory] = arguments else {
        return ExitCode::FAILURE;
    };
    let store = Store::open(Path::new(directory), OpenMode::Create).unwrap();
    let mut number = store.state().generation;
    loop {
        number += 1;
        put(&store, number, 1);
        put(&store, number, 2);
        store
            .apply_blocking(CityChange {
                remove: vec![iri(number)],
                erase: vec![iri(number)],
                ..CityChange::new(City::new("mainz", "https://daten.example"))
            })
            .unwrap();
        let mut stdout = std::io::stdout();
        writeln!(stdout, "{number}").unwrap();
        stdout.flush().unwrap();
    }
}

/// All bytes below a directory, compressed files unpacked.
fn everything(directory: &Path, bytes: &mut Vec<u8>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            everything(&path, bytes);
        } else if path.extension().is_some_and(|ending| ending == "gz") {
            let file = fs::File::open(&path).unwrap();
            GzDecoder::new(file).read_to_end(bytes).unwrap();
        } else {
            bytes.extend(fs::read(&path).unwrap());
        }
    }
}

pub(crate) fn killed_while_erasing() {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(directory.path(), OpenMode::Create).unwrap());
    let mut erased: Vec<u64> = Vec::new();
    for round in 0..10 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(ARGUMENT)
            .arg(directory.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::sleep(Duration::from_millis(300 + 131 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let lines = stdout.lines().map_while(Result::ok);
        erased.extend(lines.filter_map(|line| line.parse::<u64>().ok()));

        let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
        let newest = store.state().generation + 1;
        // What was begun counts, too: from the moment it stands in the list.
        let begun: Vec<u64> = (1..=newest)
            .filter(|number| store.is_erased(&iri(*number)))
            .collect();
        assert!(
            erased.iter().all(|number| begun.contains(number)),
            "{erased:?} {begun:?}"
        );
        for entry in store.journal("mainz").unwrap() {
            store.graphs_before("mainz", entry.generation).unwrap();
        }
        drop(store);
        let mut bytes = Vec::new();
        everything(directory.path(), &mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        for number in begun {
            assert!(!text.contains(&secret(number)), "{number} after round {round}");
        }
    }
    assert!(!erased.is_empty(), "nothing was ever erased");
}
