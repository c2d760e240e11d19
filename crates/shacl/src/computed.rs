//! Terms that neither the data nor the shapes hold: what a query or a node expression computed.

use std::array;
use std::sync::{Mutex, OnceLock, PoisonError};

use kolophon_graph::{RDF_LANG_STRING, Term, TermKind};
use rustc_hash::FxHashMap;

/// A term of [`ComputedTerms`] by number. Numbers of different reports must not be mixed.
///
/// The two top bits hold the kind, so that asking for it costs no look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComputedTermId(u32);

impl ComputedTermId {
    const INDEX: u32 = (1 << 30) - 1;

    fn new(kind: TermKind, index: u32) -> Self {
        let kind = match kind {
            TermKind::Iri => 0,
            TermKind::BlankNode => 1,
            TermKind::Literal => 2,
        };
        Self(kind << 30 | index & Self::INDEX)
    }

    pub(crate) fn kind(self) -> TermKind {
        match self.0 >> 30 {
            0 => TermKind::Iri,
            1 => TermKind::BlankNode,
            _ => TermKind::Literal,
        }
    }
}

/// Terms that only grow in number, so that a reference to one outlives the next; usable from several threads.
#[derive(Debug)]
pub struct ComputedTerms {
    /// Chunk `n` has room for `2^n` terms and is never moved.
    chunks: [OnceLock<Box<[OnceLock<OwnedTerm>]>>; 30],
    numbers: Mutex<FxHashMap<OwnedTerm, ComputedTermId>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum OwnedTerm {
    Iri(Box<str>),
    BlankNode(Box<str>),
    Literal(Box<str>, Box<str>),
    Text(Box<str>, Box<str>),
}

impl OwnedTerm {
    fn new(term: Term<'_>) -> Self {
        match term {
            Term::Iri(iri) => Self::Iri(iri.into()),
            Term::BlankNode(label) => Self::BlankNode(label.into()),
            Term::Literal {
                value,
                language: Some(language),
                ..
            } => Self::Text(value.into(), language.to_ascii_lowercase().into()),
            Term::Literal { value, datatype, .. } => Self::Literal(value.into(), datatype.into()),
        }
    }

    fn term(&self) -> Term<'_> {
        match self {
            Self::Iri(iri) => Term::Iri(iri),
            Self::BlankNode(label) => Term::BlankNode(label),
            Self::Literal(value, datatype) => Term::Literal {
                value,
                datatype,
                language: None,
            },
            Self::Text(value, language) => Term::Literal {
                value,
                datatype: RDF_LANG_STRING,
                language: Some(language),
            },
        }
    }

    fn kind(&self) -> TermKind {
        match self {
            Self::Iri(_) => TermKind::Iri,
            Self::BlankNode(_) => TermKind::BlankNode,
            Self::Literal(..) | Self::Text(..) => TermKind::Literal,
        }
    }
}

impl Default for ComputedTerms {
    fn default() -> Self {
        Self {
            chunks: array::from_fn(|_| OnceLock::new()),
            numbers: Mutex::default(),
        }
    }
}

impl ComputedTerms {
    /// The text of a term.
    #[must_use]
    pub fn term(&self, id: ComputedTermId) -> Term<'_> {
        let (chunk, offset) = place(id.0 & ComputedTermId::INDEX);
        let term = self.chunks[chunk]
            .get()
            .and_then(|chunk| chunk.get(offset)?.get());
        // Ids come from `intern` alone, which fills the place before it hands out the number.
        term.map_or(Term::BlankNode(""), OwnedTerm::term)
    }

    /// The number of a term, which is added if it is new.
    #[cfg_attr(
        not(feature = "sparql"),
        expect(dead_code, reason = "only queries and expressions compute")
    )]
    pub(crate) fn intern(&self, term: Term<'_>) -> ComputedTermId {
        let term = OwnedTerm::new(term);
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = numbers.get(&term) {
            return *known;
        }
        let index = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let (chunk, offset) = place(index & ComputedTermId::INDEX);
        let room = self.chunks[chunk].get_or_init(|| (0..1 << chunk).map(|_| OnceLock::new()).collect());
        if let Some(place) = room.get(offset) {
            place.get_or_init(|| term.clone());
        }
        let id = ComputedTermId::new(term.kind(), index);
        numbers.insert(term, id);
        id
    }

    /// The number of terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was computed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn iter(&self) -> impl Iterator<Item = &OwnedTerm> {
        self.chunks
            .iter()
            .filter_map(OnceLock::get)
            .flatten()
            .filter_map(OnceLock::get)
    }
}

impl PartialEq for ComputedTerms {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for ComputedTerms {}

/// The chunk of a term, and its place there.
fn place(index: u32) -> (usize, usize) {
    let number = index as usize + 1;
    let chunk = number.ilog2() as usize;
    (chunk.min(29), number - (1 << chunk))
}

#[cfg(all(test, feature = "sparql"))]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_by_their_numbers() {
        let terms = ComputedTerms::default();
        let texts: Vec<String> = (0..100).map(|number| format!("urn:{number}")).collect();
        let ids: Vec<ComputedTermId> = texts.iter().map(|text| terms.intern(Term::Iri(text))).collect();
        for (text, id) in texts.iter().zip(&ids) {
            assert_eq!(terms.term(*id), Term::Iri(text));
            assert_eq!(terms.intern(Term::Iri(text)), *id);
        }
        let blank = terms.intern(Term::BlankNode("urn:1"));
        assert_eq!(blank.kind(), TermKind::BlankNode);
        assert_eq!(terms.term(blank), Term::BlankNode("urn:1"));
        assert_eq!(terms.len(), 101);
    }
}
