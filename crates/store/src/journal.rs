//! The journal: every generation of a city with who made it, when and why, and what was there before.
//!
//! It lies outside the engine: `journal/mainz/000007.json` says what happened, `journal/mainz/000007.nq.gz` holds each
//! graph that was replaced or removed as it was, as compressed N-Quads. Both are on disk before the engine commits; an
//! entry without its generation is what a crash has left, and is swept away when the store is opened.

mod shelf;

use serde::{Deserialize, Serialize};

pub(crate) use self::shelf::{FOLDER, Shelf, folder_name, push, read_images};
use crate::state::{Resource, ResourceKind};

/// What the journal says about a change, beside what it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// What was done.
    pub act: Act,
    /// Who did it.
    pub author: Option<String>,
    /// When, as an `xsd:dateTime`.
    pub time: Option<String>,
    /// Where the data came from: paths or an address.
    pub source: Option<String>,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Files were published.
    #[default]
    Load,
    /// A dataset or a distribution was withdrawn.
    Withdraw,
    /// It was withdrawn and erased.
    Erase,
    /// The city was made as it was before.
    Rollback,
    /// The city was made as a backup holds it.
    Restore,
}

/// One generation of one city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The form of this record.
    pub version: u32,
    /// The short name of the city.
    pub city: String,
    /// The city's generation.
    pub generation: u64,
    /// What was done.
    pub act: Act,
    /// Who did it.
    pub author: Option<String>,
    /// When, as an `xsd:dateTime`.
    pub time: Option<String>,
    /// Where the data came from.
    pub source: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// How many datasets it concerned.
    pub counts: Counts,
    /// What changed, in the order of the change.
    pub changes: Vec<ResourceChange>,
}

/// How many datasets a change concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Datasets that appeared.
    pub added: usize,
    /// Datasets that became different.
    pub changed: usize,
    /// Datasets that disappeared.
    pub removed: usize,
    /// Datasets that got another address.
    pub moved: usize,
}

/// What became of one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceChange {
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: ResourceKind,
    /// Its title, the new one if there is one; empty when it was erased.
    pub title: String,
    /// What happened to it.
    pub fate: ChangeFate,
    /// The old IRI, when it got another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<String>,
    /// The record before; `None` when there was none, and when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Resource>,
    /// Whether what was there before has been erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// What happened to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeFate {
    /// It appeared.
    Added,
    /// It became different.
    Changed,
    /// It disappeared.
    Removed,
}

impl Entry {
    /// The form that this version writes.
    pub(crate) const VERSION: u32 = 1;

    /// The change of one resource.
    #[must_use]
    pub fn change(&self, iri: &str) -> Option<&ResourceChange> {
        self.changes.iter().find(|change| change.iri == iri)
    }

    /// Counts the datasets among the changes.
    pub(crate) fn count(changes: &[ResourceChange]) -> Counts {
        let mut counts = Counts::default();
        let is_left = |iri: &str| {
            changes
                .iter()
                .any(|change| change.moved_from.as_deref() == Some(iri))
        };
        for change in changes
            .iter()
            .filter(|change| change.kind == ResourceKind::Dataset)
        {
            match change.fate {
                ChangeFate::Added | ChangeFate::Changed if change.moved_from.is_some() => counts.moved += 1,
                ChangeFate::Added => counts.added += 1,
                ChangeFate::Changed => counts.changed += 1,
                ChangeFate::Removed if is_left(&change.iri) => {}
                ChangeFate::Removed => counts.removed += 1,
            }
        }
        counts
    }
}
