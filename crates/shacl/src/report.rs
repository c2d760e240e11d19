//! What validation found, as values and as RDF (<https://www.w3.org/TR/shacl/#validation-report>).

use std::sync::Arc;

use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use crate::component::Component;
use crate::computed::{ComputedTermId, ComputedTerms};
use crate::node::{Node, ShapeTermId, Terms};
use crate::shapes::{PathRef, ShapeRef, Shapes};
use crate::vocab::{rdf, sh, xsd};

/// All results of one validation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationReport {
    /// In the order of the shapes, their constraints and the focus nodes.
    pub results: Vec<ValidationResult>,
    /// The texts of [`Node::Computed`] and [`ResultPath::Computed`].
    pub(crate) computed: Arc<ComputedTerms>,
}

/// One failure of one constraint (<https://www.w3.org/TR/shacl/#results-validation-result>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationResult {
    /// The node that was validated.
    pub focus_node: Node,
    /// The path from the focus node to its value nodes; none for a constraint of a node shape.
    pub path: Option<ResultPath>,
    /// The node that is to blame; none when something is missing or too much.
    pub value: Option<Node>,
    /// The kind of constraint.
    pub component: Component,
    /// The severity of the source shape.
    pub severity: Severity,
    /// The shape that declares the constraint.
    pub source_shape: ShapeRef,
    /// The value of the constraint's parameter: the class of `sh:class`, the number of `sh:minCount` …
    pub parameter: ShapeTermId,
    pub(crate) details: Option<Box<Details>>,
}

/// What only few results have; kept apart, so that results are small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Details {
    pub(crate) parents: Vec<Parent>,
    pub(crate) messages: Vec<Node>,
    pub(crate) source_constraint: Option<ShapeTermId>,
}

impl ValidationResult {
    /// For a property shape nested in another property shape: how its focus node was reached, outermost first.
    ///
    /// The focus node of this result is a value node of the last parent's path. Empty for all other results.
    #[must_use]
    pub fn parents(&self) -> &[Parent] {
        self.details.as_ref().map_or(&[], |details| &details.parents)
    }

    /// The messages that the constraint made for this result; [`Terms::messages`] adds those of its shape.
    #[must_use]
    pub fn messages(&self) -> &[Node] {
        self.details.as_ref().map_or(&[], |details| &details.messages)
    }

    /// The `sh:sparql` or `sh:expression` value that was violated (<https://www.w3.org/TR/shacl/#sparql-constraints>).
    #[must_use]
    pub fn source_constraint(&self) -> Option<ShapeTermId> {
        self.details.as_ref()?.source_constraint
    }
}

/// A step on the way from a target to the focus node of a nested property shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The focus node of the outer property shape.
    pub focus_node: Node,
    /// Its path.
    pub path: Option<PathRef>,
    /// The outer property shape.
    pub shape: ShapeRef,
}

/// The path of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultPath {
    /// The path of the source shape.
    Shape(PathRef),
    /// A predicate of the data: the one that `sh:closed` does not allow, or one that a query found.
    Predicate(TermId),
    /// A predicate that a query found and the data does not hold.
    Computed(ComputedTermId),
}

/// How grave a result is (<https://www.w3.org/TR/shacl/#severity>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `sh:Info`
    Info,
    /// `sh:Warning`
    Warning,
    /// `sh:Violation`, also of shapes that name none
    Violation,
    /// An IRI of the shapes' own.
    Other(ShapeTermId),
}

impl ValidationReport {
    /// Whether there is no result, of whatever severity (<https://www.w3.org/TR/shacl/#conforms>).
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.results.is_empty()
    }

    /// The texts of the nodes of this report; `shapes` and `data` must be those that were validated.
    #[must_use]
    pub fn terms<'a>(&'a self, shapes: &'a Shapes, data: &'a Graph) -> Terms<'a> {
        Terms {
            shapes,
            data,
            computed: &self.computed,
        }
    }

    /// The report as RDF, in the form of the specification.
    ///
    /// Blank nodes of the data keep their labels; those of the shapes and of the report itself begin with `shape.`,
    /// `report` and `result.`.
    #[must_use]
    pub fn to_graph(&self, shapes: &Shapes, data: &Graph) -> Graph {
        let terms = self.terms(shapes, data);
        let mut builder = GraphBuilder::new();
        let mut tell = |subject: Term<'_>, predicate: &str, object: Term<'_>| {
            let (subject, predicate) = (builder.term(subject), builder.iri(predicate));
            let object = builder.term(object);
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        };
        let report = Term::BlankNode("report");
        tell_report(report, self.conforms(), &mut tell);
        for (number, result) in self.results.iter().enumerate() {
            let label = format!("result.{number}");
            tell(report, sh::RESULT, Term::BlankNode(&label));
            result.tell(&label, terms, &mut tell);
        }
        builder.finish()
    }
}

/// Receives the triples of a report.
pub type Tell<'t> = dyn FnMut(Term<'_>, &str, Term<'_>) + 't;

/// Tells what a report says of itself, besides its results
/// (<https://www.w3.org/TR/shacl/#results-validation-report>).
pub fn tell_report(report: Term<'_>, conforms: bool, tell: &mut Tell<'_>) {
    tell(report, rdf::TYPE, Term::Iri(sh::VALIDATION_REPORT));
    let conforms = Term::Literal {
        value: if conforms { "true" } else { "false" },
        datatype: xsd::BOOLEAN,
        language: None,
    };
    tell(report, sh::CONFORMS, conforms);
}

impl ValidationResult {
    /// Tells the triples of the result, whose node is the blank node `label`
    /// (<https://www.w3.org/TR/shacl/#results-validation-result>).
    ///
    /// Other blank nodes that belong to the report have labels that begin with this one; those of the shapes begin with
    /// `shape.`.
    pub fn tell(&self, label: &str, terms: Terms<'_>, tell: &mut Tell<'_>) {
        let shapes = terms.shapes;
        let node = Term::BlankNode(label);
        tell(node, rdf::TYPE, Term::Iri(sh::VALIDATION_RESULT));
        tell_node(node, sh::FOCUS_NODE, terms, self.focus_node, tell);
        match self.path {
            Some(ResultPath::Shape(path)) => {
                shapes.path(path).tell(node, sh::RESULT_PATH, shapes, label, tell);
            }
            Some(ResultPath::Predicate(predicate)) => {
                tell_node(node, sh::RESULT_PATH, terms, Node::Data(predicate), tell);
            }
            Some(ResultPath::Computed(predicate)) => {
                tell_node(node, sh::RESULT_PATH, terms, Node::Computed(predicate), tell);
            }
            None => {}
        }
        if let Some(value) = self.value {
            tell_node(node, sh::VALUE, terms, value, tell);
        }
        tell(
            node,
            sh::RESULT_SEVERITY,
            Term::Iri(shapes.severity(self.severity)),
        );
        let component = Term::Iri(shapes.component_iri(self.component));
        tell(node, sh::SOURCE_CONSTRAINT_COMPONENT, component);
        tell_shape_term(node, sh::SOURCE_SHAPE, shapes.shape(self.source_shape), tell);
        if let Some(constraint) = self.source_constraint() {
            tell_shape_term(node, sh::SOURCE_CONSTRAINT, shapes.term(constraint), tell);
        }
        for message in terms.messages(self) {
            tell(node, sh::RESULT_MESSAGE, message);
        }
    }
}

fn tell_node(subject: Term<'_>, predicate: &str, terms: Terms<'_>, node: Node, tell: &mut Tell<'_>) {
    match node {
        Node::Shapes(_) => tell_shape_term(subject, predicate, terms.node(node), tell),
        Node::Data(_) | Node::Computed(_) => tell(subject, predicate, terms.node(node)),
    }
}

/// The shapes' blank nodes are others than those of the data that happen to have their labels.
fn tell_shape_term(subject: Term<'_>, predicate: &str, term: Term<'_>, tell: &mut Tell<'_>) {
    match term {
        Term::BlankNode(label) => tell(subject, predicate, Term::BlankNode(&format!("shape.{label}"))),
        term => tell(subject, predicate, term),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::graph;
    use crate::{Shapes, ValidationResult, validate};

    #[test]
    fn the_rdf_form_keeps_all_messages_and_tells_blank_nodes_apart() {
        // Both graphs label a node b; in the report they must not become one.
        let shapes = "e:S sh:targetClass e:C ; sh:property _:b . _:b sh:path e:p ; sh:minCount 1 ;
            sh:severity e:Grave ; sh:message 'fehlt'@de, 'missing'@en, 'none' .";
        let shapes = Shapes::from_graph(&graph(shapes)).unwrap();
        let data = graph("_:b a e:C .");
        let written = validate(&shapes, &data).unwrap().to_graph(&shapes, &data);
        let lines: Vec<String> = written
            .triples()
            .iter()
            .map(|triple| {
                let [s, p, o] = [triple.subject, triple.predicate, triple.object].map(|id| written.term(id));
                format!(
                    "{s} {} {o}",
                    p.value().rsplit(['#', '/']).next().unwrap_or_default()
                )
            })
            .collect();
        let shape = lines.iter().find(|line| line.contains("sourceShape")).unwrap();
        let focus = lines.iter().find(|line| line.contains("focusNode")).unwrap();
        assert_ne!(shape.rsplit(' ').next(), focus.rsplit(' ').next());
        for expected in [
            "_:report conforms \"false\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
            "_:result.0 resultMessage \"fehlt\"@de",
            "_:result.0 resultMessage \"missing\"@en",
            "_:result.0 resultMessage \"none\"",
            "_:result.0 resultSeverity <http://e/Grave>",
            "_:result.0 resultPath <http://e/p>",
            "_:result.0 sourceConstraintComponent <http://www.w3.org/ns/shacl#MinCountConstraintComponent>",
        ] {
            assert!(
                lines.iter().any(|line| line == expected),
                "{expected} in {lines:#?}"
            );
        }
    }

    #[test]
    fn results_are_small() {
        assert!(
            size_of::<ValidationResult>() <= 72,
            "{}",
            size_of::<ValidationResult>()
        );
    }

    #[test]
    fn results_come_in_the_order_of_the_data() {
        let shapes =
            graph("e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:class e:D ] .");
        let shapes = Shapes::from_graph(&shapes).unwrap();
        let data = graph("e:z a e:C . e:a a e:C ; e:p e:y, e:b .");
        let first = validate(&shapes, &data).unwrap();
        let focus: Vec<&str> = first
            .results
            .iter()
            .map(|result| first.terms(&shapes, &data).node(result.focus_node).value())
            .collect();
        assert_eq!(focus, ["http://e/z", "http://e/a", "http://e/a"]);
        assert_eq!(validate(&shapes, &data).unwrap(), first);
    }
}
