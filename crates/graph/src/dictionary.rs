//! Terms interned to numbers.

use std::hash::{Hash as _, Hasher as _};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::term::{RDF_LANG_STRING, Term, TermId, TermKind, XSD_STRING};

/// All terms of one graph: each text is stored once, and found by number or by text.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: String,
    records: Vec<Record>,
    by_text: HashTable<Entry>,
    /// Language tags and datatypes, few and repeated.
    suffixes: Vec<Suffix>,
}

/// A term in the table. With the hash at hand, the table grows and tells terms apart without looking at their texts.
#[derive(Clone, Copy, Debug)]
struct Entry {
    id: TermId,
    hash: u32,
}

/// Where the text of a term lies, and what makes a literal more than its text.
#[derive(Clone, Copy, Debug)]
struct Record {
    start: usize,
    length: u32,
    suffix: u32,
}

/// The part of a literal behind its lexical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    Datatype(Box<str>),
    Language(Box<str>),
}

/// The suffix of IRIs.
pub(crate) const IRI: u32 = u32::MAX;
/// The suffix of blank nodes.
pub(crate) const BLANK_NODE: u32 = u32::MAX - 1;

impl Dictionary {
    /// The number of terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The text of a term.
    #[must_use]
    pub fn term(&self, id: TermId) -> Term<'_> {
        let record = self.records[id.index()];
        let value = self.text_of(record);
        match id.kind() {
            TermKind::Iri => Term::Iri(value),
            TermKind::BlankNode => Term::BlankNode(value),
            TermKind::Literal => match &self.suffixes[record.suffix as usize] {
                Suffix::Datatype(datatype) => Term::Literal {
                    value,
                    datatype,
                    language: None,
                },
                Suffix::Language(language) => Term::Literal {
                    value,
                    datatype: RDF_LANG_STRING,
                    language: Some(language),
                },
            },
        }
    }

    /// The number of a term, if the graph knows it.
    #[must_use]
    pub fn get(&self, term: Term<'_>) -> Option<TermId> {
        let (kind, value, suffix) = match term {
            Term::Iri(value) => (TermKind::Iri, value, IRI),
            Term::BlankNode(value) => (TermKind::BlankNode, value, BLANK_NODE),
            Term::Literal {
                value,
                datatype,
                language,
            } => (TermKind::Literal, value, self.find_suffix(datatype, language)?),
        };
        self.find(kind, value, suffix)
    }

    /// The number of a term, which is added if it is new.
    pub fn intern(&mut self, term: Term<'_>) -> TermId {
        match term {
            Term::Iri(value) => self.insert(TermKind::Iri, value, IRI),
            Term::BlankNode(value) => self.insert(TermKind::BlankNode, value, BLANK_NODE),
            Term::Literal {
                value,
                datatype,
                language,
            } => {
                let suffix = self.suffix(datatype, language);
                self.insert(TermKind::Literal, value, suffix)
            }
        }
    }

    /// All terms in the order of first appearance.
    pub fn ids(&self) -> impl Iterator<Item = TermId> + '_ {
        (0..)
            .zip(&self.records)
            .map(|(index, record)| TermId::new(kind_of(record.suffix), index))
    }

    /// The term of that number.
    #[cfg(feature = "snapshot")]
    pub(crate) fn id(&self, number: u32) -> TermId {
        TermId::new(kind_of(self.records[number as usize].suffix), number)
    }

    /// The texts of all terms, one behind the other.
    #[cfg(feature = "snapshot")]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the text of each term begins, and where the last one ends.
    #[cfg(feature = "snapshot")]
    pub(crate) fn starts(&self) -> impl Iterator<Item = usize> + '_ {
        let starts = self.records.iter().map(|record| record.start);
        starts.chain([self.text.len()])
    }

    /// The number of each term's suffix; [`IRI`] and [`BLANK_NODE`] for those terms.
    #[cfg(feature = "snapshot")]
    pub(crate) fn term_suffixes(&self) -> impl Iterator<Item = u32> + '_ {
        self.records.iter().map(|record| record.suffix)
    }

    /// The suffixes by number.
    #[cfg(feature = "snapshot")]
    pub(crate) fn suffixes(&self) -> impl Iterator<Item = &Suffix> {
        self.suffixes.iter()
    }

    fn find_suffix(&self, datatype: &str, language: Option<&str>) -> Option<u32> {
        let position = self.suffixes.iter().position(|suffix| match (suffix, language) {
            (Suffix::Language(known), Some(language)) => known.eq_ignore_ascii_case(language),
            (Suffix::Datatype(known), None) => **known == *datatype,
            _ => false,
        });
        position.and_then(|at| u32::try_from(at).ok())
    }

    fn suffix(&mut self, datatype: &str, language: Option<&str>) -> u32 {
        if let Some(at) = self.find_suffix(datatype, language) {
            return at;
        }
        self.suffixes.push(match language {
            Some(language) => Suffix::Language(language.to_ascii_lowercase().into()),
            None if datatype.is_empty() => Suffix::Datatype(XSD_STRING.into()),
            None => Suffix::Datatype(datatype.into()),
        });
        u32::try_from(self.suffixes.len() - 1).unwrap_or(BLANK_NODE - 1)
    }

    fn find(&self, kind: TermKind, value: &str, suffix: u32) -> Option<TermId> {
        self.find_hashed(hash(kind, value, suffix), kind, value, suffix)
    }

    fn find_hashed(&self, hash: u32, kind: TermKind, value: &str, suffix: u32) -> Option<TermId> {
        let is_it = |entry: &Entry| entry.hash == hash && self.is(entry.id, kind, value, suffix);
        self.by_text.find(spread(hash), is_it).map(|entry| entry.id)
    }

    fn is(&self, id: TermId, kind: TermKind, value: &str, suffix: u32) -> bool {
        let record = self.records[id.index()];
        id.kind() == kind && record.suffix == suffix && self.text_of(record) == value
    }

    fn insert(&mut self, kind: TermKind, value: &str, suffix: u32) -> TermId {
        let hash = hash(kind, value, suffix);
        if let Some(id) = self.find_hashed(hash, kind, value, suffix) {
            return id;
        }
        let index = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        assert!(index <= TermId::MAX_INDEX, "a graph holds at most 2^30 terms");
        let id = TermId::new(kind, index);
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.records.push(Record {
            start: self.text.len(),
            length,
            suffix,
        });
        self.text.push_str(value);
        self.by_text
            .insert_unique(spread(hash), Entry { id, hash }, |entry| spread(entry.hash));
        id
    }

    /// Gives back the memory that was kept for more terms.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.records.shrink_to_fit();
        self.by_text.shrink_to_fit(|entry| spread(entry.hash));
    }

    fn text_of(&self, record: Record) -> &str {
        &self.text[record.start..record.start + record.length as usize]
    }
}

/// What sort of term has that suffix.
pub(crate) fn kind_of(suffix: u32) -> TermKind {
    match suffix {
        IRI => TermKind::Iri,
        BLANK_NODE => TermKind::BlankNode,
        _ => TermKind::Literal,
    }
}

fn hash(kind: TermKind, value: &str, suffix: u32) -> u32 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    (kind, suffix).hash(&mut hasher);
    // The upper half is the better mixed one.
    u32::try_from(hasher.finish() >> 32).unwrap_or_default()
}

/// The hash as the table wants it, which looks at the lowest and at the highest bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_text_is_a_different_term_by_kind_datatype_and_language() {
        let mut dictionary = Dictionary::default();
        let literal = |datatype, language| Term::Literal {
            value: "a",
            datatype,
            language,
        };
        let terms = [
            Term::Iri("a"),
            Term::BlankNode("a"),
            literal(XSD_STRING, None),
            literal("urn:other", None),
            literal(RDF_LANG_STRING, Some("de")),
            literal(RDF_LANG_STRING, Some("de-at")),
        ];
        let ids = terms.map(|term| dictionary.intern(term));
        assert_eq!(dictionary.len(), terms.len());
        assert_eq!(ids.map(|id| dictionary.term(id)), terms);
        assert_eq!(dictionary.ids().collect::<Vec<_>>(), ids);
    }

    #[test]
    fn language_tags_are_compared_and_kept_in_lower_case() {
        let mut dictionary = Dictionary::default();
        let upper = dictionary.intern(Term::Literal {
            value: "a",
            datatype: RDF_LANG_STRING,
            language: Some("DE"),
        });
        let lower = Term::Literal {
            value: "a",
            datatype: RDF_LANG_STRING,
            language: Some("de"),
        };
        assert_eq!(dictionary.get(lower), Some(upper));
        assert_eq!(dictionary.term(upper), lower);
    }

    proptest! {
        #[test]
        fn interning_is_the_inverse_of_looking_up(values in prop::collection::vec(".{0,8}", 0..40)) {
            let mut dictionary = Dictionary::default();
            for value in &values {
                let id = dictionary.intern(Term::Iri(value));
                prop_assert_eq!(dictionary.term(id), Term::Iri(value));
                prop_assert_eq!(dictionary.get(Term::Iri(value)), Some(id));
                prop_assert_eq!(dictionary.intern(Term::Iri(value)), id);
            }
        }
    }
}
