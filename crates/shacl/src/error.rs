//! What can be wrong with a shapes graph.

use std::fmt;

/// A shapes graph that cannot be used for validation.
///
/// Nothing was checked: a caller must never show it as a valid result
/// (<https://www.w3.org/TR/shacl/#dfn-failure>).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ShapesError {
    pub(crate) shape: Option<String>,
    pub(crate) place: Option<ShapesPlace>,
    pub(crate) kind: ShapesErrorKind,
}

/// Where in the shapes' files a problem was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapesPlace {
    /// The file as it was named to the reader.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// The kinds of [`ShapesError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapesErrorKind {
    /// A value that a parameter cannot take.
    #[error("<{parameter}> cannot be {value}: {expected} is expected")]
    InvalidParameter {
        /// The parameter's IRI.
        parameter: String,
        /// The value as written.
        value: String,
        /// What the specification asks for.
        expected: &'static str,
    },
    /// An RDF list that does not end in `rdf:nil`, forks, or runs in a circle.
    #[error("the list of <{parameter}> is not well-formed")]
    InvalidList {
        /// The parameter's IRI.
        parameter: String,
    },
    /// A property path that is none of the seven kinds.
    #[error("the property path is not well-formed: {reason}")]
    InvalidPath {
        /// What is wrong.
        reason: &'static str,
    },
    /// A regular expression or its flags.
    #[error("the pattern {pattern:?} is not usable: {reason}")]
    InvalidPattern {
        /// The pattern as written.
        pattern: String,
        /// What the regular expression compiler says.
        reason: String,
    },
    /// Shapes that refer to themselves, whose meaning SHACL leaves open.
    #[error("the shape refers to itself by way of {}", .via.join(", "))]
    Recursive {
        /// The shapes on the way back to the first.
        via: Vec<String>,
    },
    /// Shapes nested deeper than any sensible ones.
    #[error("shapes or paths are nested more than {limit} deep")]
    TooDeep {
        /// The number of levels that are read.
        limit: usize,
    },
    /// An entailment regime; SHACL forbids to go on without it.
    #[error("the entailment regime {regime} is not supported")]
    UnsupportedEntailment {
        /// The regime's IRI.
        regime: String,
    },
}

/// Something in a shapes graph that has no effect on validation, although somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShapesWarning {
    pub(crate) shape: String,
    pub(crate) kind: ShapesWarningKind,
}

/// The kinds of [`ShapesWarning`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum ShapesWarningKind {
    /// A feature outside SHACL Core.
    #[error("uses {feature}, which is not evaluated")]
    UnsupportedFeature {
        /// `sh:sparql`, or the IRI of the constraint component.
        feature: String,
    },
    /// `sh:property` with a value that has no `sh:path`.
    #[error("has the sh:property {value}, which is not described as a property shape")]
    DanglingProperty {
        /// The value.
        value: String,
    },
    /// A reference to a shape of which the graph says nothing.
    #[error("refers by <{parameter}> to {value}, of which the shapes graph says nothing")]
    UndescribedShape {
        /// The parameter.
        parameter: String,
        /// The value.
        value: String,
    },
    /// A parameter that only property shapes have.
    #[error("is a node shape, where <{parameter}> has no effect")]
    PropertyParameterOnNodeShape {
        /// The parameter.
        parameter: String,
    },
    /// Several values of a parameter that takes one; all of them are checked.
    #[error("has several values of <{parameter}>, each of which is checked")]
    RepeatedParameter {
        /// The parameter.
        parameter: String,
    },
    /// A `qualifiedValueShape` without a count, or a count without a `qualifiedValueShape`.
    #[error("has an incomplete qualified cardinality, which has no effect")]
    IncompleteQualifiedValueShape,
    /// A shape that is an `owl:Class`, which makes it its own target only if `owl:Class` is declared a subclass of
    /// `rdfs:Class`.
    #[error("is an owl:Class and no rdfs:Class, so that it has no implicit class target")]
    OwlClassIsNoTarget,
}

impl ShapesError {
    /// The IRI or blank node of the shape, if the problem lies in one.
    #[must_use]
    pub fn shape(&self) -> Option<&str> {
        self.shape.as_deref()
    }

    /// Where it was written, if the reader kept positions.
    #[must_use]
    pub fn place(&self) -> Option<&ShapesPlace> {
        self.place.as_ref()
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ShapesErrorKind {
        &self.kind
    }
}

impl fmt::Display for ShapesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        if let Some(shape) = &self.shape {
            write!(f, "in the shape {shape}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for ShapesPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.source, self.line, self.column)
    }
}

impl ShapesWarning {
    /// The IRI or blank node of the shape.
    #[must_use]
    pub fn shape(&self) -> &str {
        &self.shape
    }

    /// What has no effect.
    #[must_use]
    pub fn kind(&self) -> &ShapesWarningKind {
        &self.kind
    }
}

impl fmt::Display for ShapesWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the shape {} {}", self.shape, self.kind)
    }
}
