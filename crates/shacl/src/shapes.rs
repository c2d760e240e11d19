//! Compiled shapes: what is left of a shapes graph once every constraint is understood.

use std::fmt;

use kolophon_graph::{Dictionary, Graph, Term};

use crate::constraint::Constraint;
use crate::membership::NumberedMembership;
use crate::node::ShapeTermId;
use crate::parse::Compiler;
use crate::path::Path;
use crate::report::Severity;
#[cfg(feature = "sparql")]
use crate::sparql::SparqlTarget;
use crate::target::Target;
use crate::vocab::rdf;
use crate::{ShapesCheck, ShapesError, ShapesWarning};

/// A set of compiled shapes, independent of any data graph.
///
/// Compile once with [`Shapes::from_graph`], then validate as many graphs as you like, from as many threads as you like.
#[derive(Debug, Default)]
pub struct Shapes {
    pub(crate) terms: Dictionary,
    pub(crate) list: Vec<Shape>,
    /// The shapes that have a target, in the order of their appearance in the shapes graph.
    pub(crate) roots: Vec<ShapeRef>,
    pub(crate) paths: Vec<Path>,
    /// The predicates that paths and constraints look up; a [`PredicateIndex`] counts here.
    pub(crate) predicates: Vec<ShapeTermId>,
    /// The classes whose members are asked for; a [`ClassIndex`] counts here.
    pub(crate) classes: Vec<ShapeTermId>,
    pub(crate) membership: Option<NumberedMembership>,
    pub(crate) warnings: Vec<ShapesWarning>,
    /// The shapes graph, if a query asks for it.
    #[cfg(feature = "sparql")]
    pub(crate) graph: Option<Graph>,
}

/// A shape of compiled [`Shapes`] by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeRef(pub(crate) u32);

/// A property path of compiled [`Shapes`] by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathRef(pub(crate) u32);

/// The place of a predicate in [`Shapes::predicates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PredicateIndex(pub(crate) u32);

/// The place of a class in [`Shapes::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClassIndex(pub(crate) u32);

/// A node shape, or, when it has a path, a property shape (<https://www.w3.org/TR/shacl/#shapes>).
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) term: ShapeTermId,
    pub(crate) path: Option<PathRef>,
    pub(crate) targets: Vec<Target>,
    #[cfg(feature = "sparql")]
    pub(crate) sparql_targets: Vec<SparqlTarget>,
    pub(crate) severity: Severity,
    pub(crate) messages: Vec<ShapeTermId>,
    /// Empty for a deactivated shape, to which every node conforms.
    pub(crate) constraints: Vec<Constraint>,
    /// Whether a focus node without value nodes can fail.
    pub(crate) fails_without_values: bool,
}

impl Shapes {
    /// Compiles every shape of `graph` that has a target, and the shapes those refer to.
    ///
    /// Shapes that lie in several files must be merged into one graph before: a file may deactivate, translate or
    /// extend the shapes of another.
    ///
    /// # Errors
    /// A shape that cannot be understood as written: an ill-formed path, list or parameter, a regular expression that
    /// does not compile, or shapes that refer to themselves (<https://www.w3.org/TR/shacl/#ill-formed-shape>).
    pub fn from_graph(graph: &Graph) -> Result<Self, ShapesError> {
        Compiler::new(graph).compile()
    }

    /// Everything that is wrong or strange in a shapes graph, in the order of its places.
    ///
    /// Where [`from_graph`](Self::from_graph) stops at the first error, this goes on, and looks at shapes without target
    /// too. An empty answer means that the shapes can be used and say what their author is likely to mean.
    #[must_use]
    pub fn check(graph: &Graph) -> ShapesCheck {
        Compiler::new(graph).check()
    }

    /// What was left out, although somebody wrote it: features outside SHACL Core and parameters without effect.
    #[must_use]
    pub fn warnings(&self) -> &[ShapesWarning] {
        &self.warnings
    }

    /// The number of shapes that are used.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no shape.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The text of a term of the shapes.
    #[must_use]
    pub fn term(&self, id: ShapeTermId) -> Term<'_> {
        self.terms.term(id.0)
    }

    /// The IRI or blank node of a shape in its shapes graph.
    #[must_use]
    pub fn shape(&self, shape: ShapeRef) -> Term<'_> {
        self.term(self.get(shape).term)
    }

    /// The path of a property shape.
    #[must_use]
    pub fn shape_path(&self, shape: ShapeRef) -> Option<PathRef> {
        self.get(shape).path
    }

    /// The `sh:message` values of a shape in all their languages, in the order of their appearance.
    pub fn messages(&self, shape: ShapeRef) -> impl ExactSizeIterator<Item = Term<'_>> {
        self.get(shape).messages.iter().map(|id| self.term(*id))
    }

    /// The IRI of a severity.
    #[must_use]
    pub fn severity(&self, severity: Severity) -> &str {
        match severity {
            Severity::Info => "http://www.w3.org/ns/shacl#Info",
            Severity::Warning => "http://www.w3.org/ns/shacl#Warning",
            Severity::Violation => "http://www.w3.org/ns/shacl#Violation",
            Severity::Other(id) => self.term(id).value(),
        }
    }

    /// The predicates that a validation looks at; `None` when it may look at any, as `sh:closed` and queries do.
    ///
    /// A data graph needs no triples with other predicates.
    #[must_use]
    pub fn mentioned_predicates(&self) -> Option<Vec<&str>> {
        let constraints = self.list.iter().flat_map(|shape| &shape.constraints);
        if constraints.into_iter().any(Constraint::looks_at_any_predicate) {
            return None;
        }
        #[cfg(feature = "sparql")]
        if self.list.iter().any(|shape| !shape.sparql_targets.is_empty()) {
            return None;
        }
        let predicates = self.predicates.iter().map(|id| self.term(*id).value());
        Some(predicates.chain([rdf::TYPE, rdf::SUB_CLASS_OF]).collect())
    }

    /// The predicate of a path that is no more than a predicate.
    #[must_use]
    pub fn predicate(&self, path: PathRef) -> Option<&str> {
        match self.path(path) {
            Path::Predicate(index) => Some(self.predicate_iri(*index)),
            _ => None,
        }
    }

    /// The path as a SPARQL property path, such as `^<urn:a>/<urn:b>*`.
    #[must_use]
    pub fn display_path(&self, path: PathRef) -> impl fmt::Display {
        self.path(path).display(self)
    }

    pub(crate) fn get(&self, shape: ShapeRef) -> &Shape {
        &self.list[shape.0 as usize]
    }

    pub(crate) fn path(&self, path: PathRef) -> &Path {
        &self.paths[path.0 as usize]
    }

    pub(crate) fn predicate_iri(&self, index: PredicateIndex) -> &str {
        self.term(self.predicates[index.0 as usize]).value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Shapes>();
    }
}
