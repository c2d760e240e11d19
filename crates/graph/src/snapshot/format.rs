//! The layout of a snapshot file.
//!
//! All numbers are little-endian. A file begins with [`MAGIC`], its [`VERSION`] (u32) and the number of sections (u32).
//! The table follows: offset (u64), length (u64), CRC-32 (u32) and zero (u32) of each section; then the CRC-32 of
//! everything before, and zero (u32). The sections lie one behind the other in the order of [`Section::ALL`], without
//! gaps, up to the end of the file; those of wide numbers come first, so that every number is aligned.
//!
//! Terms are numbered from 0, in the order of their first appearance. Where a section holds a term, it holds the bits of
//! its [`TermId`](crate::TermId), which say its kind, too. Sections named `…Starts` hold where the entries of number
//! *n* begin, and at *n* + 1 where they end.
//!
//! Triples are numbered by subject, predicate and object, each in the order of terms; this is the order of the three
//! columns `Subjects`, `Predicates`, `Objects`. Two lists of triples hold the other orders: by predicate and object, and
//! by object. In each group of such a list the triples ascend. So does the list of triples of each graph, and a range of
//! triples is found in it by binary search. The default graph is all triples.

use std::ops::Range;

use crate::snapshot::SnapshotError;

/// What a file begins with.
const MAGIC: [u8; 8] = *b"KOLOSNAP";
/// The version of the format.
pub(super) const VERSION: u32 = 1;
/// The number of sections.
pub(super) const SECTIONS: usize = Section::ALL.len();
/// The size of all that comes before the sections.
pub(super) const HEADER: usize = START + SECTIONS * ENTRY + END;

const START: usize = 16;
const ENTRY: usize = 24;
const END: usize = 8;

/// In [`Section::Graphs`]: the rest is no graph but a place in [`Section::SharedStarts`].
pub(super) const IS_SHARED: u32 = 1 << 31;

/// A part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// u64: where the text of each term begins in `Text`.
    TextStarts,
    /// u64: where each suffix begins in `SuffixText`.
    SuffixStarts,
    /// u32: the suffix of each term: what makes a literal more than its text; [`IRI`](crate::dictionary::IRI) and
    /// [`BLANK_NODE`](crate::dictionary::BLANK_NODE) for terms that are none.
    Suffixes,
    /// u32: where each bucket of the hash table begins in `BucketTerms`. A term is in bucket
    /// `CRC-32 of its text × number of buckets / 2^32`.
    BucketStarts,
    /// u32: the terms, bucket by bucket.
    BucketTerms,
    /// u32: where the triples of each subject begin, by the number of the term.
    SubjectStarts,
    /// u32: the subject of each triple.
    Subjects,
    /// u32: the predicate of each triple.
    Predicates,
    /// u32: the object of each triple.
    Objects,
    /// u32: the graph of each triple; with [`IS_SHARED`] if there are several.
    Graphs,
    /// u32: where the graphs of each triple that is in several begin in `SharedGraphs`.
    SharedStarts,
    /// u32: the graphs of those triples.
    SharedGraphs,
    /// u32: the predicates, ascending by number.
    PredicateTerms,
    /// u32: where the triples of each of `PredicateTerms` begin in the next two.
    PredicateStarts,
    /// u32: by predicate, object, subject: the object.
    PredicateObjects,
    /// u32: by predicate, object, subject: the triple.
    PredicateTriples,
    /// u32: where the triples of each object begin in `ObjectTriples`, by the number of the term.
    ObjectStarts,
    /// u32: by object, subject, predicate: the triple.
    ObjectTriples,
    /// u32: the names of the graphs, ascending by number. Graphs are numbered by their place here.
    GraphNames,
    /// u32: where the triples of each graph begin in `GraphTriples`.
    GraphStarts,
    /// u32: the triples, graph by graph.
    GraphTriples,
    /// Suffixes: `D` and a datatype, or `L` and a language tag.
    SuffixText,
    /// The texts of the terms.
    Text,
}

impl Section {
    pub(crate) const ALL: [Self; 23] = [
        Self::TextStarts,
        Self::SuffixStarts,
        Self::Suffixes,
        Self::BucketStarts,
        Self::BucketTerms,
        Self::SubjectStarts,
        Self::Subjects,
        Self::Predicates,
        Self::Objects,
        Self::Graphs,
        Self::SharedStarts,
        Self::SharedGraphs,
        Self::PredicateTerms,
        Self::PredicateStarts,
        Self::PredicateObjects,
        Self::PredicateTriples,
        Self::ObjectStarts,
        Self::ObjectTriples,
        Self::GraphNames,
        Self::GraphStarts,
        Self::GraphTriples,
        Self::SuffixText,
        Self::Text,
    ];

    /// The place in the table.
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// The name for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TextStarts => "TextStarts",
            Self::SuffixStarts => "SuffixStarts",
            Self::Suffixes => "Suffixes",
            Self::BucketStarts => "BucketStarts",
            Self::BucketTerms => "BucketTerms",
            Self::SubjectStarts => "SubjectStarts",
            Self::Subjects => "Subjects",
            Self::Predicates => "Predicates",
            Self::Objects => "Objects",
            Self::Graphs => "Graphs",
            Self::SharedStarts => "SharedStarts",
            Self::SharedGraphs => "SharedGraphs",
            Self::PredicateTerms => "PredicateTerms",
            Self::PredicateStarts => "PredicateStarts",
            Self::PredicateObjects => "PredicateObjects",
            Self::PredicateTriples => "PredicateTriples",
            Self::ObjectStarts => "ObjectStarts",
            Self::ObjectTriples => "ObjectTriples",
            Self::GraphNames => "GraphNames",
            Self::GraphStarts => "GraphStarts",
            Self::GraphTriples => "GraphTriples",
            Self::SuffixText => "SuffixText",
            Self::Text => "Text",
        }
    }
}

/// Length and checksum of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) length: u64,
    pub(super) checksum: u32,
}

/// Where the sections lie, and their checksums.
type Table = ([Range<usize>; SECTIONS], [u32; SECTIONS]);

/// The beginning of a file with these sections.
pub(super) fn header(entries: &[Entry; SECTIONS]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(u32::try_from(SECTIONS).unwrap_or(u32::MAX).to_le_bytes());
    let mut offset = HEADER as u64;
    for entry in entries {
        bytes.extend(offset.to_le_bytes());
        bytes.extend(entry.length.to_le_bytes());
        bytes.extend(entry.checksum.to_le_bytes());
        bytes.extend([0; 4]);
        offset += entry.length;
    }
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend([0; 4]);
    bytes
}

/// Reads and checks the beginning of a file.
pub(super) fn read_header(file: &[u8]) -> Result<Table, SnapshotError> {
    let unreadable = |reason| SnapshotError::Unreadable { reason };
    if file.len() < START || file[..MAGIC.len()] != MAGIC {
        return Err(unreadable("it begins otherwise"));
    }
    let version = u32_at(file, MAGIC.len());
    if version != VERSION {
        return Err(SnapshotError::Version { found: version });
    }
    if file.len() < HEADER {
        return Err(unreadable("it is cut off"));
    }
    let end = HEADER - END;
    if u32_at(file, end) != crc32fast::hash(&file[..end]) || u32_at(file, end + 4) != 0 {
        return Err(unreadable("its table of sections is damaged"));
    }
    let mut sections = [const { 0..0 }; SECTIONS];
    let mut checksums = [0; SECTIONS];
    let mut next = HEADER;
    for at in 0..SECTIONS {
        let entry = START + at * ENTRY;
        let start = usize::try_from(u64_at(file, entry)).ok();
        let length = usize::try_from(u64_at(file, entry + 8)).ok();
        let (Some(start), Some(length)) = (start, length) else {
            return Err(unreadable("it is too big for this system"));
        };
        let end = start.checked_add(length);
        let Some(end) = end.filter(|_| start == next) else {
            return Err(unreadable("its table of sections is damaged"));
        };
        sections[at] = start..end;
        checksums[at] = u32_at(file, entry + 16);
        next = end;
    }
    if next != file.len() {
        return Err(unreadable("it is not as long as it should be"));
    }
    Ok((sections, checksums))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let number = bytes.get(at..).and_then(<[u8]>::first_chunk);
    u32::from_le_bytes(number.copied().unwrap_or_default())
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let number = bytes.get(at..).and_then(<[u8]>::first_chunk);
    u64::from_le_bytes(number.copied().unwrap_or_default())
}
