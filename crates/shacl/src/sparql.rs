//! SHACL-SPARQL (<https://www.w3.org/TR/shacl/#part2>): queries parsed once, and run per focus node.

mod component;
mod constraint;
mod message;
mod prebind;
mod prefix;
mod query;
mod restriction;
mod target;
mod text;

use std::fmt;

use kolophon_graph::sparql::GraphView;
use kolophon_graph::{Graph, GraphBuilder, Position, Term, Triple};
use spareval::QueryEvaluator;

pub(crate) use self::component::{ComponentConstraint, Declaration};
pub(crate) use self::constraint::SparqlConstraint;
pub(crate) use self::target::SparqlTarget;
use crate::node::{Node, ShapeTermId};
use crate::report::ResultPath;
use crate::shapes::{ShapeRef, Shapes};
use crate::validate::Validator;

/// The name by which queries find the shapes graph.
const SHAPES_GRAPH: &str = "urn:x-kolophon:shapes-graph";

/// Runs queries over one data graph. It knows no service and reaches no network.
pub(crate) struct Evaluator<'a> {
    view: GraphView<'a>,
    engine: QueryEvaluator,
    has_shapes_graph: bool,
}

impl fmt::Debug for Evaluator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluator").finish_non_exhaustive()
    }
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(shapes: &'a Shapes, data: &'a Graph) -> Self {
        let view = GraphView::new(data);
        Self {
            view: match &shapes.graph {
                Some(graph) => view.with_named_graph(SHAPES_GRAPH, graph),
                None => view,
            },
            engine: prebind::engine(),
            has_shapes_graph: shapes.graph.is_some(),
        }
    }
}

/// The shapes graph as queries see it, with the labels of its blank nodes.
pub(crate) fn copy(graph: &Graph) -> Graph {
    let mut builder = GraphBuilder::new();
    for triple in graph.triples() {
        let mut copy = |id| builder.term(graph.term(id));
        let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}

impl Validator<'_> {
    /// A node as queries write it.
    fn constant(&self, node: Node) -> prebind::Constant {
        match (node, self.terms().node(node)) {
            (Node::Data(_), Term::BlankNode(label)) => {
                prebind::Constant::BlankNode(format!("{}{label}", GraphView::DEFAULT))
            }
            (Node::Shapes(_), Term::BlankNode(label)) => {
                prebind::Constant::BlankNode(format!("{}{label}", GraphView::NAMED))
            }
            (_, term) => prebind::Constant::new(term),
        }
    }

    fn shape_constant(&self, term: ShapeTermId) -> prebind::Constant {
        self.constant(self.binding.node(term))
    }

    /// The node that a term of a solution is.
    fn node(&self, term: &oxrdf::Term) -> Node {
        let data = self.binding.data.dictionary();
        if let oxrdf::Term::BlankNode(node) = term {
            let label = node.as_str();
            let of_data = label.strip_prefix(GraphView::DEFAULT).map(Term::BlankNode);
            if let Some(id) = of_data.and_then(|label| data.get(label)) {
                return Node::Data(id);
            }
            let of_shapes = label.strip_prefix(GraphView::NAMED).map(Term::BlankNode);
            if let Some(id) = of_shapes.and_then(|label| self.shapes.terms.get(label)) {
                return Node::Shapes(ShapeTermId(id));
            }
            return Node::Computed(self.computed.intern(Term::BlankNode(label)));
        }
        self.known_or_computed(prebind::as_term(term))
    }

    /// A term that was computed, as a node: of the data, if that holds it, else of the shapes, else of the report.
    pub(crate) fn known_or_computed(&self, term: Term<'_>) -> Node {
        if let Some(id) = self.binding.data.dictionary().get(term) {
            return Node::Data(id);
        }
        if let Some(id) = self.shapes.terms.get(term) {
            return Node::Shapes(ShapeTermId(id));
        }
        Node::Computed(self.computed.intern(term))
    }

    /// An IRI that a query found as the path of a result.
    fn result_path(&self, term: &oxrdf::Term) -> Option<ResultPath> {
        let oxrdf::Term::NamedNode(node) = term else {
            return None;
        };
        Some(match self.binding.data.iri(node.as_str()) {
            Some(id) => ResultPath::Predicate(id),
            None => ResultPath::Computed(self.computed.intern(Term::Iri(node.as_str()))),
        })
    }

    /// Adds what the SPARQL-based targets of a shape find.
    pub(crate) fn with_sparql_targets(&self, shape: ShapeRef, mut nodes: Vec<Node>) -> Vec<Node> {
        let targets = &self.shapes.get(shape).sparql_targets;
        if targets.is_empty() {
            return nodes;
        }
        for target in targets {
            match target.focus_nodes(self) {
                Ok(found) => nodes.extend(found),
                Err(reason) => self.abort(shape, None, reason),
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}
