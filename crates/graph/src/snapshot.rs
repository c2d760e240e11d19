//! A dataset in one file that is mapped into memory and queried in place.
//!
//! One process writes the file with a [`SnapshotBuilder`]; any number of processes map it read-only. Opening reads
//! nothing but the table of sections, and what a query does not touch is never read from disk. The layout is described
//! in the file `format.rs`.
//!
//! A file has named graphs and the default graph, which is the union of them, each triple once.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;
use thiserror::Error;

use crate::snapshot::columns::Columns;
use crate::snapshot::format::{SECTIONS, Section};
use crate::snapshot::terms::Terms;

mod builder;
mod columns;
mod format;
mod map;
mod quads;
mod sorted;
mod terms;
mod value;
mod view;
mod writer;

pub use crate::snapshot::builder::{GraphName, SnapshotBuilder};
pub use crate::snapshot::view::{SnapshotTerm, SnapshotView};

/// Why a snapshot cannot be written or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file cannot be written or read.
    #[error("the snapshot file cannot be used")]
    Io(#[from] io::Error),
    /// The file is no snapshot, or not a whole one.
    #[error("this is no complete snapshot file: {reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The file is of another version of the format.
    #[error("the snapshot file is of version {found}, not {expected}", expected = format::VERSION)]
    Version {
        /// The version of the file.
        found: u32,
    },
    /// A part of the file is not as it was written.
    #[error("the snapshot file is damaged in the section {section}")]
    Damaged {
        /// The section, as `format.rs` names it.
        section: &'static str,
    },
    /// More than the format can number.
    #[error("a snapshot holds at most {limit} {what}")]
    TooMany {
        /// Of what there are too many.
        what: &'static str,
        /// How many there may be.
        limit: u64,
    },
}

/// What does not fit together in a file whose table of sections is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damaged(pub(crate) Section);

impl From<Damaged> for SnapshotError {
    fn from(Damaged(section): Damaged) -> Self {
        Self::Damaged {
            section: section.name(),
        }
    }
}

/// An open snapshot file.
#[derive(Debug)]
pub struct Snapshot {
    map: Mmap,
    sections: [Range<usize>; SECTIONS],
    checksums: [u32; SECTIONS],
}

impl Snapshot {
    /// Maps a file that a [`SnapshotBuilder`] has written. It must not be changed as long as it is mapped; it may be
    /// removed.
    ///
    /// Only the table of sections is checked; see [`verify`](Self::verify) for the rest. A file that is damaged
    /// elsewhere leads to [`SnapshotError::Damaged`], or to wrong answers, but never to a panic.
    ///
    /// # Errors
    /// When the file cannot be mapped, is no snapshot, is of another version, or is not complete.
    pub fn open(path: &Path) -> Result<Self, SnapshotError> {
        let file = File::open(path)?;
        let map = map::read_only(&file)?;
        let (sections, checksums) = format::read_header(&map)?;
        let snapshot = Self {
            map,
            sections,
            checksums,
        };
        snapshot.columns().require_same_lengths(&snapshot.terms())?;
        Ok(snapshot)
    }

    /// Reads the whole file and compares it with its checksums.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`] with the first section that is not as it was written.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        for section in Section::ALL {
            if crc32fast::hash(self.bytes(section)) != self.checksums[section.index()] {
                return Err(Damaged(section).into());
            }
        }
        Ok(())
    }

    /// The number of triples of the default graph.
    #[must_use]
    pub fn triples(&self) -> usize {
        self.columns().subjects.len()
    }

    /// The number of quads: a triple counts in each graph that holds it.
    #[must_use]
    pub fn quads(&self) -> usize {
        self.columns().graph_triples.len()
    }

    /// The snapshot as the SPARQL evaluator queries it.
    #[must_use]
    pub fn view(&self) -> SnapshotView<'_> {
        SnapshotView::new(self.columns(), self.terms())
    }

    pub(crate) fn bytes(&self, section: Section) -> &[u8] {
        // The ranges were checked against the file when it was opened.
        self.map
            .get(self.sections[section.index()].clone())
            .unwrap_or_default()
    }

    pub(crate) fn columns(&self) -> Columns<'_> {
        Columns::of(|section| self.bytes(section))
    }

    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms::of(|section| self.bytes(section))
    }
}

#[cfg(test)]
mod tests;
