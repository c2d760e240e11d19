//! The nodes that results speak of, and where their texts lie.

use kolophon_graph::{Graph, Term, TermId, TermKind};

use crate::computed::{ComputedTermId, ComputedTerms};
use crate::report::{ResultPath, ValidationResult};
use crate::shapes::Shapes;

/// A term of compiled [`Shapes`] by number. Numbers of different shapes must not be mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeTermId(pub(crate) TermId);

/// A node that a result speaks of.
///
/// Almost all stand in the data graph. A node that is named by `sh:targetNode` and does not occur in the data is
/// validated too (<https://www.w3.org/TR/shacl/#targetNode>), and only the shapes know its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A term of the data graph.
    Data(TermId),
    /// A term of the shapes that the data graph does not hold.
    Shapes(ShapeTermId),
    /// A term that a query computed and neither of the two holds.
    Computed(ComputedTermId),
}

impl Node {
    /// The number in the data graph, if it occurs there.
    #[must_use]
    pub fn data(self) -> Option<TermId> {
        match self {
            Self::Data(id) => Some(id),
            Self::Shapes(_) | Self::Computed(_) => None,
        }
    }

    /// What sort of term it is.
    pub(crate) fn kind(self) -> TermKind {
        match self {
            Self::Data(id) | Self::Shapes(ShapeTermId(id)) => id.kind(),
            Self::Computed(id) => id.kind(),
        }
    }
}

/// The texts of the nodes and paths of one report; made by [`ValidationReport::terms`](crate::ValidationReport::terms).
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub(crate) shapes: &'a Shapes,
    pub(crate) data: &'a Graph,
    pub(crate) computed: &'a ComputedTerms,
}

impl<'a> Terms<'a> {
    /// The text of a node.
    #[must_use]
    pub fn node(self, node: Node) -> Term<'a> {
        match node {
            Node::Data(id) => self.data.term(id),
            Node::Shapes(id) => self.shapes.term(id),
            Node::Computed(id) => self.computed.term(id),
        }
    }

    /// The predicate of a path that is no more than that.
    #[must_use]
    pub fn predicate(self, path: ResultPath) -> Option<&'a str> {
        match path {
            ResultPath::Shape(path) => self.shapes.predicate(path),
            ResultPath::Predicate(predicate) => Some(self.data.term(predicate).value()),
            ResultPath::Computed(predicate) => Some(self.computed.term(predicate).value()),
        }
    }

    /// The path as a SPARQL property path.
    #[must_use]
    pub fn path(self, path: ResultPath) -> String {
        match path {
            ResultPath::Shape(path) => self.shapes.display_path(path).to_string(),
            ResultPath::Predicate(predicate) => self.data.term(predicate).to_string(),
            ResultPath::Computed(predicate) => self.computed.term(predicate).to_string(),
        }
    }

    /// The messages of a result: its own, or those of its shape, in all their languages.
    #[must_use]
    pub fn messages(self, result: &ValidationResult) -> Vec<Term<'a>> {
        match result.messages() {
            [] => self.shapes.messages(result.source_shape).collect(),
            own => own.iter().map(|message| self.node(*message)).collect(),
        }
    }
}
