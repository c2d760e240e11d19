//! RDF terms, by number and as text.

use std::fmt;

/// The datatype of a literal written without one.
pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// The datatype of a literal with a language tag.
pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

/// A term of one graph by number.
///
/// The two top bits hold the [`TermKind`], so that asking for the kind costs no look-up. Ids of different graphs must
/// not be mixed. The order of ids is the order of first appearance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(u32);

/// What sort of term it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// An IRI.
    Iri,
    /// A blank node.
    BlankNode,
    /// A literal.
    Literal,
}

/// A term as text, borrowed from a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term<'a> {
    /// An IRI, absolute unless the reader reported it.
    Iri(&'a str),
    /// A blank node with a label unique in its graph.
    BlankNode(&'a str),
    /// A literal.
    Literal {
        /// The lexical form.
        value: &'a str,
        /// The datatype's IRI; [`RDF_LANG_STRING`] when there is a language.
        datatype: &'a str,
        /// The language tag in lower case.
        language: Option<&'a str>,
    },
}

impl TermId {
    /// No graph holds more terms than this.
    pub(crate) const MAX_INDEX: u32 = (1 << 30) - 1;

    pub(crate) fn new(kind: TermKind, index: u32) -> Self {
        let kind = match kind {
            TermKind::Iri => 0,
            TermKind::BlankNode => 1,
            TermKind::Literal => 2,
        };
        Self(kind << 30 | index)
    }

    /// The term that [`bits`](Self::bits) gave.
    #[cfg(feature = "snapshot")]
    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Kind and index in one number.
    #[cfg(feature = "snapshot")]
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// The [`index`](Self::index) as a number.
    #[cfg(feature = "snapshot")]
    pub(crate) fn number(self) -> u32 {
        self.0 & Self::MAX_INDEX
    }

    /// The position of the term in its graph's dictionary, dense from 0: an index for side tables.
    #[must_use]
    pub fn index(self) -> usize {
        (self.0 & Self::MAX_INDEX) as usize
    }

    /// What sort of term it is.
    #[must_use]
    pub fn kind(self) -> TermKind {
        match self.0 >> 30 {
            0 => TermKind::Iri,
            1 => TermKind::BlankNode,
            _ => TermKind::Literal,
        }
    }

    /// Whether it is an IRI.
    #[must_use]
    pub fn is_iri(self) -> bool {
        self.kind() == TermKind::Iri
    }

    /// Whether it is a blank node.
    #[must_use]
    pub fn is_blank_node(self) -> bool {
        self.kind() == TermKind::BlankNode
    }

    /// Whether it is a literal.
    #[must_use]
    pub fn is_literal(self) -> bool {
        self.kind() == TermKind::Literal
    }
}

impl fmt::Debug for TermId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}#{}", self.kind(), self.index())
    }
}

impl<'a> Term<'a> {
    /// The text without its syntax: IRI, label or lexical form.
    #[must_use]
    pub fn value(self) -> &'a str {
        match self {
            Self::Iri(value) | Self::BlankNode(value) | Self::Literal { value, .. } => value,
        }
    }

    /// The IRI, if it is one.
    #[must_use]
    pub fn as_iri(self) -> Option<&'a str> {
        match self {
            Self::Iri(iri) => Some(iri),
            Self::BlankNode(_) | Self::Literal { .. } => None,
        }
    }

    /// The same term as an `oxrdf` value. An IRI the reader let pass although it is invalid passes here too.
    #[must_use]
    pub fn to_oxrdf(self) -> oxrdf::Term {
        match self {
            Self::Iri(iri) => oxrdf::NamedNode::new_unchecked(iri).into(),
            Self::BlankNode(label) => oxrdf::BlankNode::new_unchecked(label).into(),
            Self::Literal {
                value,
                language: Some(language),
                ..
            } => oxrdf::Literal::new_language_tagged_literal_unchecked(value, language).into(),
            Self::Literal {
                value,
                datatype: XSD_STRING,
                ..
            } => oxrdf::Literal::new_simple_literal(value).into(),
            Self::Literal { value, datatype, .. } => {
                oxrdf::Literal::new_typed_literal(value, oxrdf::NamedNode::new_unchecked(datatype)).into()
            }
        }
    }
}

impl fmt::Display for Term<'_> {
    /// Writes the term as N-Triples.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_oxrdf().fmt(f)
    }
}
