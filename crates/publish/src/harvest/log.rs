//! The log of harvests: one line of JSON when a walk begins and one when it ends.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ledger::replace;

const FILE: &str = "harvests.jsonl";

/// The longest the log gets, in bytes; then the older half goes.
const LIMIT: usize = 1024 * 1024;

/// One walk through a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Walk {
    /// What its two lines have in common.
    pub id: String,
    /// The short name of the city; empty for the feed of all.
    pub city: String,
    /// The name that the operator gave the harvester.
    pub harvester: Option<String>,
    /// The product it calls itself.
    pub agent: String,
    /// The suffix of the feed: `rdf`, `ttl.gz` …
    pub format: String,
    /// The profile.
    pub profile: String,
    /// From when on changes were asked for; `None`: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The edition that it walked.
    pub generation: String,
    /// When it began.
    pub begun: String,
    /// When the last page was handed over.
    pub last: String,
    /// Different pages that were handed over.
    pub pages: usize,
    /// How many there were.
    pub of: usize,
    /// How many datasets the edition had.
    pub datasets: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It goes on, or the server ended before it did.
    Begun,
    /// Every page was handed over.
    Complete,
    /// The harvester did not ask for the rest.
    Aborted,
}

/// Why the log cannot be used.
#[derive(Debug, Error)]
#[error("{}: cannot be read or written", .file.display())]
pub struct HarvestLogError {
    /// The file.
    pub file: PathBuf,
    /// The cause.
    pub source: io::Error,
}

/// The log.
#[derive(Debug)]
pub struct HarvestLog {
    /// The file; `None` in memory.
    file: Option<PathBuf>,
    /// Held while a line is written; in memory, the lines.
    lines: Mutex<Vec<Walk>>,
}

impl HarvestLog {
    /// The log of a data directory.
    #[must_use]
    pub fn in_directory(directory: &Path) -> Self {
        Self {
            file: Some(directory.join(FILE)),
            lines: Mutex::default(),
        }
    }

    /// A log that is gone with its process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            file: None,
            lines: Mutex::default(),
        }
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note(&self, walk: &Walk) -> Result<(), HarvestLogError> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = &self.file else {
            lines.push(walk.clone());
            return Ok(());
        };
        append(file, walk).map_err(|source| HarvestLogError {
            file: file.clone(),
            source,
        })
    }

    /// All walks that are remembered, the latest first. A line that cannot be read, such as one that a crash cut off, is
    /// passed over.
    ///
    /// # Errors
    /// When the file cannot be read. No file is no walk.
    pub fn walks(&self) -> Result<Vec<Walk>, HarvestLogError> {
        let lines = match &self.file {
            None => self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Some(file) => match fs::read_to_string(file) {
                Ok(text) => text
                    .lines()
                    .filter_map(|line| serde_json::from_str(line).ok())
                    .collect(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
                Err(source) => {
                    return Err(HarvestLogError {
                        file: file.clone(),
                        source,
                    });
                }
            },
        };
        let mut by_id: BTreeMap<String, Walk> = BTreeMap::new();
        for walk in lines {
            by_id.insert(walk.id.clone(), walk);
        }
        let mut walks: Vec<Walk> = by_id.into_values().collect();
        walks.sort_by(|a, b| (&b.begun, &b.id).cmp(&(&a.begun, &a.id)));
        Ok(walks)
    }
}

fn append(file: &Path, walk: &Walk) -> io::Result<()> {
    let mut line = serde_json::to_string(walk)?;
    line.push('\n');
    if fs::metadata(file).is_ok_and(|found| found.len() > LIMIT as u64) {
        let text = fs::read_to_string(file)?;
        let half = text.len() / 2;
        let after = text.as_bytes()[half..].iter().position(|byte| *byte == b'\n');
        let start = after.map_or(text.len(), |at| half + at + 1);
        replace(file, text.get(start..).unwrap_or_default().as_bytes())?;
    }
    let mut file = OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(id: &str, pages: usize, outcome: Outcome) -> Walk {
        Walk {
            id: id.to_owned(),
            city: "mainz".to_owned(),
            harvester: Some("Landesportal".to_owned()),
            agent: "python-requests/2.32".to_owned(),
            format: "rdf".to_owned(),
            profile: "dcat-ap-de".to_owned(),
            since: None,
            generation: "12".to_owned(),
            begun: format!("2026-11-27T02:00:0{id}Z"),
            last: "2026-11-27T02:01:00Z".to_owned(),
            pages,
            of: 3,
            datasets: 214,
            outcome,
        }
    }

    #[test]
    fn the_log_outlives_its_process_and_a_line_cut_off() {
        let directory = tempfile::tempdir().unwrap();
        let log = || HarvestLog::in_directory(directory.path());
        assert_eq!(log().walks().unwrap(), []);
        log().note(&walk("1", 1, Outcome::Begun)).unwrap();
        log().note(&walk("2", 1, Outcome::Begun)).unwrap();
        log().note(&walk("1", 3, Outcome::Complete)).unwrap();
        let file = directory.path().join(FILE);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}{{\"id\":\"3\",")).unwrap();
        let walks = log().walks().unwrap();
        assert_eq!(
            walks,
            [walk("2", 1, Outcome::Begun), walk("1", 3, Outcome::Complete)]
        );
    }

    #[test]
    fn the_log_does_not_grow_for_ever() {
        let directory = tempfile::tempdir().unwrap();
        let log = HarvestLog::in_directory(directory.path());
        let file = directory.path().join(FILE);
        let line = serde_json::to_string(&walk("1", 1, Outcome::Begun)).unwrap() + "\n";
        fs::write(&file, line.repeat(LIMIT / line.len() + 2)).unwrap();
        log.note(&walk("2", 3, Outcome::Complete)).unwrap();
        let length = fs::metadata(&file).unwrap().len();
        assert!(length < LIMIT as u64 * 6 / 10, "{length}");
        assert_eq!(log.walks().unwrap().len(), 2);
    }
}
