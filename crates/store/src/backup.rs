//! Backups: everything that is published, with its history, in files that every later version reads.
//!
//! A backup is a directory, or the same as one `tar` archive:
//!
//! | file | holds |
//! |---|---|
//! | `kolophon-backup.json` | the [`Manifest`]: what it is a backup of |
//! | `SHA256SUMS` | the checksum of every other file, as `sha256sum -c` reads it |
//! | `cities/mainz/city.json` | the city's settings, what it has withdrawn, and old addresses |
//! | `cities/mainz/resources.jsonl.gz` | each resource with the canonical hash of its graph |
//! | `cities/mainz/graphs.nq.gz` | the graphs as they were published |
//! | `cities/mainz/journal/` | its journal |
//! | `files/` | data files, by hash |
//! | `erased`, `tokens` | the erase list, and sums of the tokens, of a whole installation |
//!
//! It does not depend on the engine, and one city can be taken out of it.

mod check;
mod reading;
mod sink;
mod writing;

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::reading::{Backup, CityBackup};
pub use self::writing::{BackupOrder, back_up};
use crate::error::{EngineError, OpenError};
use crate::files;
use crate::state::{Alias, City, Resource, Tombstone};

const MANIFEST: &str = "kolophon-backup.json";
const SUMS: &str = "SHA256SUMS";
const CITIES: &str = "cities";
const CITY: &str = "city.json";
const RESOURCES: &str = "resources.jsonl.gz";
const GRAPHS: &str = "graphs.nq.gz";
const JOURNAL: &str = "journal";
const TOKENS: &str = "tokens";

/// What a backup is a backup of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the backup.
    pub version: u32,
    /// The program that wrote it.
    pub program: String,
    /// When it was made, as an `xsd:dateTime`.
    pub time: String,
    /// Whether it holds the whole installation, or one city of it.
    pub scope: Scope,
    /// The cities.
    pub cities: Vec<CityManifest>,
    /// How many files it has beside this one and the checksums.
    pub files: usize,
}

/// How much a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All cities, the erase list and the tokens.
    Installation,
    /// One city.
    City,
}

/// One city in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityManifest {
    /// Its short name.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Its generation.
    pub generation: u64,
    /// How many datasets it has published.
    pub datasets: usize,
    /// How many graphs that are in all.
    pub graphs: usize,
    /// The hash of the canonical hashes of all its graphs.
    pub hash: String,
}

/// Where a data file lies in a backup.
fn file_name(sha256: &str) -> String {
    format!(
        "{}/{}/{sha256}",
        files::FOLDER,
        sha256.get(..2).unwrap_or_default()
    )
}

impl Manifest {
    const VERSION: u32 = 1;
}

/// A city's settings and marks.
#[derive(Debug, Serialize, Deserialize)]
struct CityFile {
    city: City,
    tombstones: Vec<Tombstone>,
    aliases: Vec<Alias>,
}

/// One resource in a backup.
#[derive(Debug, Serialize, Deserialize)]
struct ResourceLine {
    resource: Resource,
    /// [`content_hash`](crate::content_hash) of the graph as it is published.
    hash: String,
    triples: usize,
}

/// Why a backup could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is something of that name already.
    #[error("{} exists already", .path.display())]
    Exists {
        /// The target.
        path: PathBuf,
    },
    /// A backup inside of what it is a backup of is none.
    #[error("{} lies in the data directory", .path.display())]
    Inside {
        /// The target.
        path: PathBuf,
    },
    /// There is no such city.
    #[error("there is no city {city}")]
    UnknownCity {
        /// The short name.
        city: String,
        /// The cities there are.
        known: Vec<String>,
    },
    /// Something was erased meanwhile, which a backup must not hold.
    #[error("something was erased meanwhile")]
    Erased,
    /// The target cannot be written.
    #[error("{} cannot be written", .path.display())]
    Write {
        /// The target.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file of the data directory cannot be read.
    #[error("{} cannot be read", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The store cannot be read.
    #[error("the store cannot be read")]
    Read(#[from] EngineError),
    /// The erase list cannot be read.
    #[error("the data directory cannot be read")]
    Open(#[from] OpenError),
}

/// Why a backup cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadBackupError {
    /// It is no backup.
    #[error("{} is no backup of Kolophon", .path.display())]
    NotABackup {
        /// The path.
        path: PathBuf,
    },
    /// A newer Kolophon has made it.
    #[error("the backup has version {found}, this program reads versions up to {supported}")]
    Newer {
        /// The version of the backup.
        found: u32,
        /// The newest version this program knows.
        supported: u32,
    },
    /// A part of it is missing or is not what it was.
    #[error("{name} in the backup is damaged: {reason}")]
    Damaged {
        /// The file in the backup.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// The backup does not hold the city.
    #[error("the backup does not hold {city}")]
    UnknownCity {
        /// The short name.
        city: String,
        /// The cities it holds.
        known: Vec<String>,
    },
    /// The operating system does not let it be read, or its content be written.
    #[error("{} cannot be read", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}
