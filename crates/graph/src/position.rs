//! Where a triple was written.

/// The number of a [`Source`](crate::Source) inside one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in the text of a source.
///
/// Offsets are 32 bits wide: a metadata file above 4 GiB is refused by the readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`, saturating at 4 GiB.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        }
    }

    /// The range as indices into the text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the range covers no byte, as it does when the position is not known.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// Where the three parts of a triple stand in the text, each as the token that spells it.
///
/// | part | Turtle family | RDF/XML | JSON-LD |
/// |---|---|---|---|
/// | `subject` | the subject's token, or the `[` of an anonymous node | the node element's name in its start tag | the `@id` value, else the `{` of the node object |
/// | `predicate` | the verb's token | the property's element or attribute name | the key, with its quotes |
/// | `object` | the object's token, `[` or `(` | the attribute's value, the element's text, or the name of the nested node element | the value: string, number, `@value` or `@id` string, or `{` |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The source, or [`Position::UNKNOWN`]'s for a triple nobody wrote.
    pub source: SourceId,
    /// The subject's token.
    pub subject: Span,
    /// The predicate's token.
    pub predicate: Span,
    /// The object's token.
    pub object: Span,
}

impl Position {
    /// The position of a triple that stands in no file: computed, or read from a store.
    pub const UNKNOWN: Self = Self {
        source: SourceId(u32::MAX),
        subject: Span { start: 0, end: 0 },
        predicate: Span { start: 0, end: 0 },
        object: Span { start: 0, end: 0 },
    };

    /// Whether the triple stands in a file.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.source != Self::UNKNOWN.source
    }
}
