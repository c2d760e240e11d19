//! Terms of the shapes, and nodes that stand in the data or only in the shapes.

use kolophon_graph::{Graph, Term, TermId};

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
    /// A term that the data graph does not hold.
    Shapes(ShapeTermId),
}

impl Node {
    /// The number in the data graph, if it occurs there.
    #[must_use]
    pub fn data(self) -> Option<TermId> {
        match self {
            Self::Data(id) => Some(id),
            Self::Shapes(_) => None,
        }
    }

    /// The text of the node.
    #[must_use]
    pub fn term<'a>(self, shapes: &'a Shapes, data: &'a Graph) -> Term<'a> {
        match self {
            Self::Data(id) => data.term(id),
            Self::Shapes(id) => shapes.term(id),
        }
    }

    /// The number, which tells the kind, whatever graph it belongs to.
    pub(crate) fn id(self) -> TermId {
        match self {
            Self::Data(id) | Self::Shapes(ShapeTermId(id)) => id,
        }
    }
}
