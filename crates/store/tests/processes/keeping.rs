//! A process that publishes, goes back, backs up and compacts is killed, at any moment, again and again.
//!
//! `KOLOPHON_ROUNDS=200 cargo test --workspace --test processes -- killed_while_keeping` is the long form.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use kolophon_graph::{Graph, GraphBuilder, Position, Triple};
use kolophon_store::{
    Backup, BackupOrder, City, CityChange, Forget, Holdings, OpenMode, Resource, ResourceKind, ResultsFormat,
    Store, back_up,
};

pub(crate) const ARGUMENT: &str = "__keep-for-ever";

const CITIES: [&str; 2] = ["halle", "mainz"];
const GRAPHS: usize = 3;
const SHORT: u64 = 12;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn city(slug: &str) -> City {
    City::new(slug, "https://daten.example")
}

/// A city of which all graphs say the same version.
fn whole(slug: &str, version: u64, triples: usize) -> Vec<(Resource, Graph)> {
    let graphs = 0..GRAPHS;
    graphs
        .map(|number| {
            let iri = format!("https://daten.example/{slug}/dataset/{number}");
            let mut builder = GraphBuilder::new();
            let subject = builder.iri(&iri);
            let predicate = builder.iri("https://daten.example/def#version");
            for value in 0..triples {
                let object = builder.string_literal(&format!("{slug} {version} {value}"));
                builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
            }
            let mut resource = Resource::new(&iri, ResourceKind::Dataset);
            resource.title = format!("{slug} {version}");
            (resource, builder.finish())
        })
        .collect()
}

fn generation(store: &Store, slug: &str) -> u64 {
    store.state().cities.get(slug).map_or(0, |city| city.generation)
}

/// What a city was before its newest generation.
fn before(store: &Store, slug: &str) -> Vec<(Resource, Graph)> {
    let newest = generation(store, slug);
    let Some(entry) = store.entry(slug, newest).unwrap() else {
        return Vec::new();
    };
    let mut graphs = store.graphs_before(slug, newest).unwrap();
    let records = entry.changes.into_iter().filter_map(|change| change.before);
    records
        .map(|record| {
            let graph = graphs.remove(&record.iri).unwrap();
            (record, graph)
        })
        .collect()
}

/// The child: does something, for ever, and says what is safe.
pub(crate) fn keep_for_ever(arguments: &[String]) -> ExitCode {
    let [directory, backups, seed] = arguments else {
        return ExitCode::FAILURE;
    };
    let store = Store::open(Path::new(directory), OpenMode::Existing).unwrap();
    println!("open");
    let mut dice = Dice(seed.parse::<u64>().unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for step in 0.. {
        let slug = CITIES[usize::from(dice.roll(2) == 1)];
        let next = generation(&store, slug) + 1;
        let put = match dice.roll(12) {
            0..=4 => whole(slug, next, 5),
            5 | 6 => whole(slug, next, 2_000),
            7 | 8 => before(&store, slug),
            9 => {
                let target = Path::new(backups).join(format!("{seed}-{step}"));
                let target = if step % 2 == 0 {
                    target
                } else {
                    target.with_extension("tar")
                };
                let order = BackupOrder {
                    target: &target,
                    city: None,
                    time: "2026-11-27T10:00:00Z",
                    program: "test",
                };
                back_up(&Holdings::of(&store).unwrap(), &order).unwrap();
                continue;
            }
            10 => {
                store.compact(None).unwrap();
                continue;
            }
            _ => {
                let last = |slug: &&str| ((*slug).to_owned(), generation(&store, slug).saturating_sub(4));
                store
                    .compact(Some(Forget {
                        journal: CITIES.iter().map(last).collect(),
                        ..Forget::default()
                    }))
                    .unwrap();
                continue;
            }
        };
        if put.is_empty() {
            continue;
        }
        let safe = store
            .apply_blocking(CityChange {
                put,
                ..CityChange::new(city(slug))
            })
            .unwrap();
        let mut stdout = std::io::stdout();
        writeln!(stdout, "{slug} {safe}").unwrap();
        stdout.flush().unwrap();
    }
    ExitCode::SUCCESS
}

/// Starts the child, kills it after `delay`, and notes what it called safe.
fn round(directory: &Path, backups: &Path, seed: u64, delay: Duration, safe: &mut BTreeMap<String, u64>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .arg(ARGUMENT)
        .args([directory, backups])
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    // Now and then it is killed while it opens.
    if !seed.is_multiple_of(8) {
        assert_eq!(lines.next().as_deref(), Some("open"));
    }
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    for line in lines {
        if let Some((slug, generation)) = line.split_once(' ') {
            safe.insert(slug.to_owned(), generation.parse().unwrap());
        }
    }
}

fn check(directory: &Path, safe: &mut BTreeMap<String, u64>) {
    let began = Instant::now();
    let store = Store::open(directory, OpenMode::Existing).unwrap();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "opening took {took:?}");
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| !["CURRENT", "LOCK", "format", "journal"].contains(&name.as_str()));
    assert_eq!(names.len(), 1, "left over: {names:?}");
    let state = store.state();
    for slug in CITIES {
        let found = generation(&store, slug);
        let safe = safe.entry(slug.to_owned()).or_insert(0);
        assert!(
            (*safe..=*safe + 1).contains(&found),
            "{slug}: {safe} was safe, {found} is there"
        );
        *safe = found;
        let of_city = state.resources.values().filter(|resource| resource.city == slug);
        let titles: Vec<&str> = of_city.map(|resource| resource.title.as_str()).collect();
        if found == 0 {
            assert_eq!(titles, <[&str; 0]>::default());
            continue;
        }
        assert_eq!(titles.len(), GRAPHS);
        assert!(
            titles.iter().all(|title| title == &titles[0]),
            "a mixture: {titles:?}"
        );
        let numbers: Vec<u64> = store
            .journal(slug)
            .unwrap()
            .iter()
            .map(|entry| entry.generation)
            .collect();
        let oldest = numbers.last().copied().unwrap_or(found + 1);
        assert_eq!(numbers, (oldest..=found).rev().collect::<Vec<_>>(), "{slug}");
        let count = |filter: &str| -> usize {
            let query = format!(
                "SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o FILTER(STRSTARTS(?o, '{filter}')) }} }}"
            );
            let csv = String::from_utf8(store.query(&query, ResultsFormat::Csv).unwrap()).unwrap();
            csv.lines().nth(1).unwrap().parse().unwrap()
        };
        assert_eq!(
            count(&format!("{} ", titles[0])),
            count(&format!("{slug} ")),
            "{slug}"
        );
    }
    let verified = Holdings::of(&store).unwrap().verify().unwrap();
    assert_eq!(verified.damages, []);
}

/// Whatever has its name is whole.
fn check_backups(backups: &Path) -> usize {
    let mut whole = 0;
    for entry in fs::read_dir(backups).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "part") {
            let backup = Backup::open(&path).unwrap();
            assert_eq!(backup.check().unwrap(), [], "{}", path.display());
            whole += 1;
        }
    }
    whole
}

#[expect(
    clippy::disallowed_methods,
    reason = "the number of rounds is a matter of who runs the test"
)]
fn rounds() -> u64 {
    let said = env::var("KOLOPHON_ROUNDS").ok();
    said.and_then(|rounds| rounds.parse().ok()).unwrap_or(SHORT)
}

pub(crate) fn killed_while_keeping() {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(directory.path(), OpenMode::Create).unwrap());
    let mut safe = BTreeMap::new();
    let mut dice = Dice(0x4b6f_6c6f_7068_6f6e);
    let mut whole_backups = 0;
    for seed in 1..=rounds() {
        let backups = tempfile::tempdir().unwrap();
        let delay = Duration::from_millis(dice.roll(1_000));
        round(directory.path(), backups.path(), seed, delay, &mut safe);
        check(directory.path(), &mut safe);
        whole_backups += check_backups(backups.path());
    }
    assert!(safe.values().all(|generation| *generation > 0), "{safe:?}");
    println!(
        "    {} rounds, {whole_backups} backups, generations {safe:?}",
        rounds()
    );
}
