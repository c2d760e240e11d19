//! An index that is killed while it is written is the one before or the one after.
//!
//! There is no harness, because this program starts itself again as the process that is killed.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "this is a test")]

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use kolophon_search::{Concept, Dataset, Index, Opened, Request};

/// The argument that makes this program the one that is killed.
const WRITE: &str = "write-for-ever";
/// The datasets of each of the two cities.
const DATASETS: usize = 40;
/// So often it is killed, each time a little later after it began.
const KILLS: u64 = 12;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [argument, place] if argument == WRITE => write_for_ever(Path::new(place)),
        [argument, ..] if argument == "--list" => println!("killed_while_writing: test"),
        _ => killed_while_writing(),
    }
}

fn killed_while_writing() {
    let place = tempfile::tempdir().unwrap();
    let program = env::current_exe().unwrap();
    let mut last = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(&program)
            .args([WRITE, place.path().to_str().unwrap()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Once it has written something, however slow the machine is.
        let number = 1 + usize::try_from(kill % 3).unwrap();
        let written = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(written.take(number).flatten().count(), number, "it writes");
        thread::sleep(Duration::from_millis(kill * 13));
        child.kill().unwrap();
        child.wait().unwrap();
        match Index::open(place.path()).unwrap() {
            Opened::Ready(index) => {
                assert!(index.generation() >= last, "nothing that was committed is lost");
                last = index.generation();
                assert_is_of_one_generation(&index);
            }
            Opened::Rebuild(reason) => assert_eq!(last, 0, "{reason}"),
        }
    }
    assert!(last > 0, "it was written between the kills");
    println!("killed_while_writing: {KILLS} kills, generation {last}");
}

/// City of the generation: its datasets say so. The other city's say the generation before.
fn assert_is_of_one_generation(index: &Index) {
    let generation = index.generation();
    let snapshot = index.snapshot();
    for stand in [generation, generation - 1] {
        let request = Request {
            query: format!("\"stand{stand}\" kommune:{}", city(stand)),
            ..Request::default()
        };
        let answer = snapshot.search(&request).unwrap();
        assert_eq!(answer.total, DATASETS as u64, "generation {generation}, {stand}");
    }
    assert_eq!(snapshot.number(), 2 * DATASETS as u64);
}

/// Writes one generation after the other, now city by city, now anew.
fn write_for_ever(place: &Path) {
    let index = match Index::open(place).unwrap() {
        Opened::Ready(index) => *index,
        Opened::Rebuild(_) => Index::build(place, 1, all(1)).unwrap(),
    };
    for generation in index.generation() + 1.. {
        if generation % 3 == 0 {
            index.rebuild(generation, all(generation)).unwrap();
        } else {
            index
                .update_city(generation, city(generation), datasets(generation))
                .unwrap();
        }
        println!("{generation}");
    }
}

fn all(generation: u64) -> impl Iterator<Item = Dataset> {
    datasets(generation - 1).chain(datasets(generation))
}

fn city(generation: u64) -> &'static str {
    if generation.is_multiple_of(2) {
        "mainz"
    } else {
        "halle"
    }
}

fn datasets(generation: u64) -> impl Iterator<Item = Dataset> {
    (0..DATASETS).map(move |number| Dataset {
        iri: format!("https://daten.example/{}/dataset/{number}", city(generation)),
        id: number.to_string(),
        city: Concept::named(city(generation)),
        title: format!("Datensatz {number} stand{generation}"),
        ..Dataset::default()
    })
}
