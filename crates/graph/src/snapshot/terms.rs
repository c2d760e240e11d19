//! The terms of a snapshot: found by number and by text.

use crate::dictionary::{BLANK_NODE, IRI, kind_of};
use crate::snapshot::Damaged;
use crate::snapshot::columns::Column;
use crate::snapshot::format::Section;
use crate::term::{RDF_LANG_STRING, Term, TermId, TermKind};

/// The sections about terms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a> {
    text_starts: &'a [[u8; 8]],
    suffix_starts: &'a [[u8; 8]],
    suffixes: Column<'a>,
    bucket_starts: Column<'a>,
    bucketed: Column<'a>,
    suffix_text: &'a [u8],
    text: &'a [u8],
}

/// The first byte of a suffix that is a datatype.
pub(super) const DATATYPE: &[u8] = b"D";
/// The first byte of a suffix that is a language tag.
pub(super) const LANGUAGE: &[u8] = b"L";

/// The bucket of a text.
pub(super) fn bucket(text: &str, buckets: usize) -> usize {
    let hash = u64::from(crc32fast::hash(text.as_bytes()));
    usize::try_from((hash * buckets as u64) >> 32).unwrap_or_default()
}

impl<'a> Terms<'a> {
    pub(super) fn of(bytes: impl Fn(Section) -> &'a [u8]) -> Self {
        let column = |section| Column::of(bytes(section));
        Self {
            text_starts: bytes(Section::TextStarts).as_chunks().0,
            suffix_starts: bytes(Section::SuffixStarts).as_chunks().0,
            suffixes: column(Section::Suffixes),
            bucket_starts: column(Section::BucketStarts),
            bucketed: column(Section::BucketTerms),
            suffix_text: bytes(Section::SuffixText),
            text: bytes(Section::Text),
        }
    }

    /// The number of terms.
    pub(super) fn len(&self) -> usize {
        self.suffixes.len()
    }

    /// Whether there is a text, and a place in the hash table, for each term.
    pub(super) fn has_same_lengths(&self) -> bool {
        self.text_starts.len() == self.len() + 1 && self.bucketed.len() == self.len()
    }

    /// The text of a term.
    pub(crate) fn term(&self, id: TermId) -> Result<Term<'a>, Damaged> {
        let value = self.value(id)?;
        match id.kind() {
            TermKind::Iri => Ok(Term::Iri(value)),
            TermKind::BlankNode => Ok(Term::BlankNode(value)),
            TermKind::Literal => {
                let suffix = self.suffixes.get(id.index());
                let (datatype, language) = self.suffix(suffix.ok_or(Damaged(Section::Suffixes))?)?;
                Ok(Term::Literal {
                    value,
                    datatype,
                    language,
                })
            }
        }
    }

    /// The number of a term.
    pub(crate) fn find(&self, term: Term<'_>) -> Result<Option<TermId>, Damaged> {
        let suffix = match term {
            Term::Iri(_) => IRI,
            Term::BlankNode(_) => BLANK_NODE,
            Term::Literal {
                datatype, language, ..
            } => match self.find_suffix(datatype, language)? {
                Some(suffix) => suffix,
                None => return Ok(None),
            },
        };
        let Some(buckets) = self.bucket_starts.len().checked_sub(1) else {
            return Ok(None);
        };
        let bucket = bucket(term.value(), buckets);
        let range = self
            .bucket_starts
            .range(bucket)
            .ok_or(Damaged(Section::BucketStarts))?;
        let candidates = self.bucketed.slice(range).ok_or(Damaged(Section::BucketTerms))?;
        for id in candidates.iter() {
            if self.suffixes.get(id.index()) == Some(suffix)
                && id.kind() == kind_of(suffix)
                && self.value(id)? == term.value()
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn value(&self, id: TermId) -> Result<&'a str, Damaged> {
        text(self.text_starts, self.text, id.index()).ok_or(Damaged(Section::Text))
    }

    /// Datatype and language tag of a suffix.
    fn suffix(&self, suffix: u32) -> Result<(&'a str, Option<&'a str>), Damaged> {
        let damaged = Damaged(Section::SuffixText);
        let text = usize::try_from(suffix)
            .ok()
            .and_then(|suffix| text(self.suffix_starts, self.suffix_text, suffix))
            .ok_or(damaged)?;
        match text.split_at_checked(1) {
            Some(("D", datatype)) => Ok((datatype, None)),
            Some(("L", language)) => Ok((RDF_LANG_STRING, Some(language))),
            _ => Err(damaged),
        }
    }

    /// Suffixes are few.
    fn find_suffix(&self, datatype: &str, language: Option<&str>) -> Result<Option<u32>, Damaged> {
        let count = self.suffix_starts.len().saturating_sub(1);
        let wanted = match language {
            Some(language) => (RDF_LANG_STRING, Some(language)),
            None => (datatype, None),
        };
        for suffix in 0..u32::try_from(count).unwrap_or(BLANK_NODE) {
            if self.suffix(suffix)? == wanted {
                return Ok(Some(suffix));
            }
        }
        Ok(None)
    }
}

/// The text of that number.
fn text<'a>(starts: &[[u8; 8]], text: &'a [u8], number: usize) -> Option<&'a str> {
    let start = u64::from_le_bytes(*starts.get(number)?);
    let end = u64::from_le_bytes(*starts.get(number + 1)?);
    let bytes = text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
    std::str::from_utf8(bytes).ok()
}
