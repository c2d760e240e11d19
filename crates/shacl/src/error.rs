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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// A query that is missing, does not parse, or breaks a rule of pre-binding.
    #[error("the query is not usable: {reason}")]
    InvalidQuery {
        /// What is wrong.
        reason: String,
    },
    /// A node expression that is none of those that can be evaluated.
    #[error("the node expression is not usable: {reason}")]
    InvalidExpression {
        /// What is wrong.
        reason: &'static str,
    },
    /// An entailment regime; SHACL forbids to go on without it.
    #[error("the entailment regime {regime} is not supported")]
    UnsupportedEntailment {
        /// The regime's IRI.
        regime: String,
    },
}

/// A validation that could not be finished.
///
/// Nothing is known about the data: a caller must never show it as a valid result
/// (<https://www.w3.org/TR/shacl/#dfn-failure>).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the shape {shape} cannot be evaluated{}: {reason}", .focus_node.as_ref().map_or_else(String::new, |node| format!(" at {node}")))]
pub struct ValidationError {
    pub(crate) shape: String,
    pub(crate) focus_node: Option<String>,
    pub(crate) reason: String,
}

impl ValidationError {
    /// The IRI or blank node of the shape.
    #[must_use]
    pub fn shape(&self) -> &str {
        &self.shape
    }

    /// The focus node at which evaluation failed, as N-Triples.
    #[must_use]
    pub fn focus_node(&self) -> Option<&str> {
        self.focus_node.as_deref()
    }

    /// What happened.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// What [`Shapes::check`](crate::Shapes::check) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShapesCheck {
    /// What keeps the shapes from being used.
    pub errors: Vec<ShapesError>,
    /// What has no effect, or hardly the one that is meant.
    pub warnings: Vec<ShapesWarning>,
}

impl ShapesCheck {
    /// Whether there is neither error nor warning.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty() && self.warnings.is_empty()
    }
}

/// Something in a shapes graph that has no effect on validation, although somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShapesWarning {
    pub(crate) place: Option<ShapesPlace>,
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
    /// A query that does not return `$this` (<https://www.w3.org/TR/shacl/#sparql-constraints>).
    #[error("has a query that does not select $this")]
    ThisIsNotSelected,
    /// A shape that nothing leads to. Only [`Shapes::check`](crate::Shapes::check) tells this and the following.
    #[error("has no target and is referred to by no other shape, so that it is never used")]
    Unused,
    /// A name in SHACL's namespace that SHACL does not define.
    #[error("uses sh:{name}, which is no name of SHACL{}", .nearest.as_ref().map_or_else(String::new, |name| format!("; sh:{name} is near")))]
    UnknownName {
        /// The local name.
        name: String,
        /// The name of SHACL that looks most alike, if one does.
        nearest: Option<String>,
    },
    /// A datatype in the namespace of XML Schema that XML Schema does not define.
    #[error("asks for xsd:{name}, which is no datatype{}", .nearest.as_ref().map_or_else(String::new, |name| format!("; xsd:{name} is near")))]
    UnknownDatatype {
        /// The local name.
        name: String,
        /// The datatype that looks most alike, if one does.
        nearest: Option<String>,
    },
    /// A severity other than the three of SHACL.
    #[error("has the severity {severity}, which is none of sh:Violation, sh:Warning and sh:Info")]
    OtherSeverity {
        /// The severity.
        severity: String,
    },
    /// A lower bound above the upper bound.
    #[error("asks with sh:{lower} for more than sh:{upper} allows, so that nothing conforms")]
    Contradiction {
        /// The parameter of the lower bound.
        lower: &'static str,
        /// The parameter of the upper bound.
        upper: &'static str,
    },
    /// `sh:in ()`
    #[error("has an empty sh:in, so that no value conforms")]
    EmptyIn,
    /// A pattern without effect.
    #[error("has the pattern {pattern:?}, which matches everything")]
    PatternMatchesEverything {
        /// The pattern.
        pattern: String,
    },
    /// Two parameters that no node can fulfil together.
    #[error("has sh:{one} and sh:{other}, which no node can fulfil together")]
    Incompatible {
        /// A parameter.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
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

    /// Where it was written, if the reader kept positions.
    #[must_use]
    pub fn place(&self) -> Option<&ShapesPlace> {
        self.place.as_ref()
    }

    /// What has no effect.
    #[must_use]
    pub fn kind(&self) -> &ShapesWarningKind {
        &self.kind
    }
}

impl fmt::Display for ShapesWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "the shape {} {}", self.shape, self.kind)
    }
}
