//! What a commit says about itself: which version of the program made it, which generation it shows, how many datasets.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::fields::VERSION;
use crate::snapshot::LoadError;

/// The payload of a commit. The engine guards its segments with checksums, but not the file that lists them; the sum of
/// the stamp and the number of datasets guard that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    version: u32,
    pub(super) generation: u64,
    pub(super) datasets: u64,
    sum: u64,
}

impl Stamp {
    pub(super) fn new(generation: u64, datasets: u64) -> Self {
        Self {
            version: VERSION,
            generation,
            datasets,
            sum: sum(VERSION, generation, datasets),
        }
    }

    /// The stamp of the last commit.
    pub(super) fn of(index: &tantivy::Index) -> Result<Self, LoadError> {
        let payload = index.load_metas()?.payload.ok_or(LoadError::NoStamp)?;
        let stamp: Self = serde_json::from_str(&payload)?;
        if stamp.sum == sum(stamp.version, stamp.generation, stamp.datasets) {
            Ok(stamp)
        } else {
            Err(LoadError::NoStamp)
        }
    }

    pub(super) fn is_of_this_version(&self) -> bool {
        self.version == VERSION
    }

    pub(super) fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

fn sum(version: u32, generation: u64, datasets: u64) -> u64 {
    let digest = Sha256::digest(format!("{version} {generation} {datasets}"));
    digest[..8]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
