//! What portals were given last: how many datasets of each city. A feed that has lost more than anybody took out is not
//! served, because portals would delete the rest.
//!
//! `kolophon load`, `withdraw` and `rollback` leave a note of everything they remove. What is missing without one was lost
//! some other way: by an old backup, or by a fault.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use kolophon_store::{ResourceKind, State};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const FILE: &str = "served.json";
const VERSION: u32 = 1;

/// Datasets that may be missing without anybody's word: more than this, or more than a fifth, is an accident.
const FEW: usize = 10;

/// What was served last.
#[derive(Debug)]
pub struct Ledger {
    /// The file; `None` in memory.
    file: Option<PathBuf>,
    memory: Mutex<Served>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Served {
    version: u32,
    cities: BTreeMap<String, Feed>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feed {
    /// The city's generation that was served last.
    generation: u64,
    datasets: usize,
    /// So many datasets may be missing: somebody said so.
    #[serde(default, skip_serializing_if = "is_zero")]
    allowed: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A feed that has lost datasets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrink {
    /// The city.
    pub city: String,
    /// How many datasets were served last.
    pub before: usize,
    /// How many there are.
    pub now: usize,
    /// How many of those missing nobody took out.
    pub missing: usize,
}

/// Why the ledger cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file cannot be read or written.
    #[error("{}: cannot be read or written", .file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{}: not what was written there", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: serde_json::Error,
    },
}

impl Ledger {
    /// The ledger of a data directory.
    #[must_use]
    pub fn in_directory(directory: &Path) -> Self {
        Self {
            file: Some(directory.join(FILE)),
            memory: Mutex::default(),
        }
    }

    /// A ledger that is gone with its process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            file: None,
            memory: Mutex::default(),
        }
    }

    /// The cities whose feed has lost more than anybody took out: `city`'s alone, or all with an empty name. What is
    /// sound is noted as served.
    ///
    /// # Errors
    /// When the ledger cannot be read or written. Nothing may be served then: what was served last is not known.
    pub fn check(&self, state: &State, city: &str) -> Result<Vec<Shrink>, LedgerError> {
        let mut memory = self
            .memory
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let served = self.read(&memory)?;
        let mut after = served.clone();
        after.version = VERSION;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for resource in state.resources.values() {
            if resource.kind == ResourceKind::Dataset {
                *counts.entry(&resource.city).or_default() += 1;
            }
        }
        let is_meant = |slug: &str| city.is_empty() || slug == city;
        let known = served.cities.keys().chain(state.cities.keys());
        let cities: std::collections::BTreeSet<&String> = known.filter(|slug| is_meant(slug)).collect();
        let mut shrunk = Vec::new();
        for slug in cities {
            let now = counts.get(slug.as_str()).copied().unwrap_or_default();
            let generation = state.cities.get(slug).map_or(0, |city| city.generation);
            let before = served.cities.get(slug).copied().unwrap_or_default();
            let missing = missing(state, slug, before, now);
            if is_accident(missing, before) {
                shrunk.push(Shrink {
                    city: slug.clone(),
                    before: before.datasets,
                    now,
                    missing,
                });
            } else if (before.generation, before.datasets) != (generation, now) {
                let feed = Feed {
                    generation,
                    datasets: now,
                    allowed: 0,
                };
                after.cities.insert(slug.clone(), feed);
            }
        }
        if after.cities != served.cities {
            self.write(&after)?;
        }
        *memory = after;
        Ok(shrunk)
    }

    /// Allows the feed of a city to lose so many datasets.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn allow(&self, city: &str, removals: usize) -> Result<(), LedgerError> {
        let mut memory = self
            .memory
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut served = self.read(&memory)?;
        served.version = VERSION;
        served.cities.entry(city.to_owned()).or_default().allowed = removals;
        self.write(&served)?;
        *memory = served;
        Ok(())
    }

    fn read(&self, memory: &Served) -> Result<Served, LedgerError> {
        let Some(file) = &self.file else {
            return Ok(memory.clone());
        };
        match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|source| LedgerError::Damaged {
                file: file.clone(),
                source,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Served::default()),
            Err(source) => Err(LedgerError::Io {
                file: file.clone(),
                source,
            }),
        }
    }

    fn write(&self, served: &Served) -> Result<(), LedgerError> {
        let Some(file) = &self.file else { return Ok(()) };
        let io = |source| LedgerError::Io {
            file: file.clone(),
            source,
        };
        let text = serde_json::to_string_pretty(served).map_err(|source| LedgerError::Damaged {
            file: file.clone(),
            source,
        })?;
        replace(file, text.as_bytes()).map_err(io)
    }
}

/// How many datasets are missing that nobody took out.
fn missing(state: &State, city: &str, before: Feed, now: usize) -> usize {
    let taken_out = state.tombstones.values().filter(|tombstone| {
        tombstone.city == city && tombstone.dataset.is_none() && tombstone.generation > before.generation
    });
    before
        .datasets
        .saturating_sub(now)
        .saturating_sub(taken_out.count())
}

fn is_accident(missing: usize, before: Feed) -> bool {
    missing > before.allowed && (missing > FEW || missing * 5 > before.datasets)
}

/// Replaces a file whole, or leaves it as it is.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = file.with_extension("new");
    let mut written = fs::File::create(&new)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs::rename(&new, file)
}

#[cfg(test)]
mod tests {
    use kolophon_store::{City, Resource, Tombstone};

    use super::*;

    fn state(generation: u64, datasets: usize, taken_out: usize) -> State {
        let mut state = State::default();
        let city = City {
            generation,
            ..City::new("mainz", "https://d.example")
        };
        state.cities.insert("mainz".to_owned(), city);
        for number in 0..datasets {
            let iri = format!("https://d.example/{number}");
            let mut resource = Resource::new(&iri, ResourceKind::Dataset);
            "mainz".clone_into(&mut resource.city);
            state.resources.insert(iri, resource);
        }
        for number in 0..taken_out {
            let iri = format!("https://d.example/gone/{number}");
            let tombstone = Tombstone {
                iri: iri.clone(),
                city: "mainz".to_owned(),
                slug: String::new(),
                dataset: None,
                title: Some("weg".to_owned()),
                date: String::new(),
                generation,
                reason: None,
                files: Vec::new(),
            };
            state.tombstones.insert(iri, tombstone);
        }
        state
    }

    #[test]
    fn what_was_taken_out_may_be_missing_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = || Ledger::in_directory(directory.path());
        assert_eq!(ledger().check(&state(5, 100, 0), "").unwrap(), []);
        // Somebody removed forty.
        assert_eq!(ledger().check(&state(6, 60, 40), "mainz").unwrap(), []);
        // A backup of long ago: generation 3 knew thirty datasets.
        let shrunk = ledger().check(&state(3, 30, 0), "mainz").unwrap();
        assert_eq!((shrunk[0].before, shrunk[0].now, shrunk[0].missing), (60, 30, 30));
        assert_eq!(
            ledger().check(&state(3, 30, 0), "").unwrap().len(),
            1,
            "it stays so"
        );
        ledger().allow("mainz", 29).unwrap();
        assert_eq!(ledger().check(&state(3, 30, 0), "").unwrap().len(), 1);
        ledger().allow("mainz", 30).unwrap();
        assert_eq!(ledger().check(&state(3, 30, 0), "").unwrap(), []);
        // The word counts once.
        assert_eq!(ledger().check(&state(2, 5, 0), "").unwrap().len(), 1);
        assert_eq!(
            ledger().check(&State::default(), "").unwrap().len(),
            1,
            "the city is gone"
        );
    }

    #[test]
    fn a_few_of_many_are_no_accident() {
        let ledger = Ledger::in_memory();
        ledger.check(&state(5, 100, 0), "").unwrap();
        assert_eq!(ledger.check(&state(6, 90, 0), "").unwrap(), []);
        assert_eq!(ledger.check(&state(7, 79, 0), "").unwrap().len(), 1);
        let small = Ledger::in_memory();
        small.check(&state(1, 4, 0), "").unwrap();
        assert_eq!(
            small.check(&state(2, 3, 0), "").unwrap().len(),
            1,
            "more than a fifth"
        );
    }

    #[test]
    fn a_damaged_ledger_is_no_empty_one() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(FILE), "{").unwrap();
        assert!(
            Ledger::in_directory(directory.path())
                .check(&state(1, 1, 0), "")
                .is_err()
        );
    }
}
