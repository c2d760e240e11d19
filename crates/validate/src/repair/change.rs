//! What takes the place of a triple, and why.

use kolophon_diagnostic::Text;

use super::kind::Kind;

/// Whether a person has to look at a repair before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// The new value says exactly what the old one says.
    Safe,
    /// The new value is a guess.
    Unsafe,
}

/// What takes the place of a triple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) kind: Kind,
    pub(crate) safety: Safety,
    /// The new property, when it changes.
    pub(crate) predicate: Option<&'static str>,
    pub(crate) object: Object,
    /// What else could be meant.
    pub(crate) candidates: Vec<String>,
    /// Why a person has to look at it.
    pub(crate) reason: Option<Text>,
}

/// A new object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// The old one stays.
    Unchanged,
    /// An address.
    Iri(String),
    /// A text with a datatype.
    Typed(String, &'static str),
    /// A text in a language.
    Tagged(String, String),
    /// A new node without an address.
    Node(Node),
}

/// A node with a type and one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) class: &'static str,
    pub(crate) property: &'static str,
    pub(crate) value: String,
    pub(crate) datatype: &'static str,
}

impl Change {
    /// A safe change of the object alone.
    pub(crate) fn object(kind: Kind, object: Object) -> Self {
        Self {
            kind,
            safety: Safety::Safe,
            predicate: None,
            object,
            candidates: Vec::new(),
            reason: None,
        }
    }

    /// The same change, to be looked at for a reason.
    pub(crate) fn only_after_a_look(self, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            safety: Safety::Unsafe,
            reason: Some(Text::new(de, en)),
            ..self
        }
    }
}
