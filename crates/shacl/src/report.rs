//! What validation found, as values and as RDF (<https://www.w3.org/TR/shacl/#validation-report>).

use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use crate::node::{Node, ShapeTermId};
use crate::shapes::{PathRef, ShapeRef, Shapes};
use crate::vocab::{rdf, sh, xsd};

/// All results of one validation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationReport {
    /// In the order of the shapes, their constraints and the focus nodes.
    pub results: Vec<ValidationResult>,
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
    /// For a property shape nested in another property shape: how its focus node was reached, outermost first.
    ///
    /// The focus node of this result is a value node of the last parent's path. Empty for all other results.
    pub parents: Vec<Parent>,
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
    /// The predicate in the data that `sh:closed` does not allow.
    Predicate(TermId),
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

/// Defines the components with their local names.
macro_rules! components {
    ($($name:ident),+ $(,)?) => {
        /// The constraint components of SHACL Core (<https://www.w3.org/TR/shacl/#core-components>).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Component {
            $(
                #[doc = concat!("`sh:", stringify!($name), "ConstraintComponent`")]
                $name,
            )+
        }

        impl Component {
            /// All components.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The IRI.
            #[must_use]
            pub fn iri(self) -> &'static str {
                match self {
                    $(Self::$name => concat!(
                        "http://www.w3.org/ns/shacl#", stringify!($name), "ConstraintComponent"
                    ),)+
                }
            }
        }
    };
}

components! {
    Class, Datatype, NodeKind, MinCount, MaxCount, MinExclusive, MinInclusive, MaxExclusive, MaxInclusive, MinLength,
    MaxLength, Pattern, LanguageIn, UniqueLang, Equals, Disjoint, LessThan, LessThanOrEquals, Not, And, Or, Xone, Node,
    QualifiedMinCount, QualifiedMaxCount, Closed, HasValue, In,
}

impl Component {
    /// The name without its namespace, such as `MinCountConstraintComponent`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.iri().strip_prefix(sh::NAMESPACE).unwrap_or_default()
    }
}

impl ResultPath {
    /// The predicate in the data, if the path is no more than a predicate and the data knows it.
    #[must_use]
    pub fn predicate(self, shapes: &Shapes, data: &Graph) -> Option<TermId> {
        match self {
            Self::Shape(path) => data.iri(shapes.predicate(path)?),
            Self::Predicate(predicate) => Some(predicate),
        }
    }

    /// The path as a SPARQL property path.
    #[must_use]
    pub fn to_sparql(self, shapes: &Shapes, data: &Graph) -> String {
        match self {
            Self::Shape(path) => shapes.display_path(path).to_string(),
            Self::Predicate(predicate) => data.term(predicate).to_string(),
        }
    }
}

impl ValidationReport {
    /// Whether there is no result, of whatever severity (<https://www.w3.org/TR/shacl/#conforms>).
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.results.is_empty()
    }

    /// The report as RDF, in the form of the specification.
    ///
    /// Blank nodes of the data keep their labels; those of the shapes and of the report itself begin with `shape.`,
    /// `path.`, `report` and `result.`.
    #[must_use]
    pub fn to_graph(&self, shapes: &Shapes, data: &Graph) -> Graph {
        let mut writer = Writer {
            shapes,
            data,
            builder: GraphBuilder::new(),
        };
        let report = writer.builder.term(Term::BlankNode("report"));
        writer.push_iri(report, rdf::TYPE, sh::VALIDATION_REPORT);
        let conforms = if self.conforms() { "true" } else { "false" };
        let conforms = writer.builder.typed_literal(conforms, xsd::BOOLEAN);
        writer.push(report, sh::CONFORMS, conforms);
        for (number, result) in self.results.iter().enumerate() {
            let node = writer.builder.term(Term::BlankNode(&format!("result.{number}")));
            writer.push(report, sh::RESULT, node);
            writer.push_result(node, result);
        }
        writer.builder.finish()
    }
}

/// Writes a report.
#[derive(Debug)]
struct Writer<'a> {
    shapes: &'a Shapes,
    data: &'a Graph,
    builder: GraphBuilder,
}

impl Writer<'_> {
    fn push_result(&mut self, node: TermId, result: &ValidationResult) {
        let shapes = self.shapes;
        self.push_iri(node, rdf::TYPE, sh::VALIDATION_RESULT);
        let focus_node = self.node(result.focus_node);
        self.push(node, sh::FOCUS_NODE, focus_node);
        if let Some(path) = result.path {
            let path = match path {
                ResultPath::Shape(path) => shapes.write_path(path, &mut self.builder),
                ResultPath::Predicate(predicate) => self.node(Node::Data(predicate)),
            };
            self.push(node, sh::RESULT_PATH, path);
        }
        if let Some(value) = result.value {
            let value = self.node(value);
            self.push(node, sh::VALUE, value);
        }
        self.push_iri(node, sh::RESULT_SEVERITY, shapes.severity(result.severity));
        self.push_iri(node, sh::SOURCE_CONSTRAINT_COMPONENT, result.component.iri());
        let shape = self.shape_term(shapes.shape(result.source_shape));
        self.push(node, sh::SOURCE_SHAPE, shape);
        for message in shapes.messages(result.source_shape) {
            let message = self.builder.term(message);
            self.push(node, sh::RESULT_MESSAGE, message);
        }
    }

    fn node(&mut self, node: Node) -> TermId {
        match node {
            Node::Data(id) => self.builder.term(self.data.term(id)),
            Node::Shapes(id) => self.shape_term(self.shapes.term(id)),
        }
    }

    fn shape_term(&mut self, term: Term<'_>) -> TermId {
        match term {
            Term::BlankNode(label) => self.builder.term(Term::BlankNode(&format!("shape.{label}"))),
            term => self.builder.term(term),
        }
    }

    fn push_iri(&mut self, subject: TermId, predicate: &str, object: &str) {
        let object = self.builder.iri(object);
        self.push(subject, predicate, object);
    }

    fn push(&mut self, subject: TermId, predicate: &str, object: TermId) {
        let predicate = self.builder.iri(predicate);
        self.builder
            .push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::graph;
    use crate::{Component, Shapes, validate};

    #[test]
    fn the_rdf_form_keeps_all_messages_and_tells_blank_nodes_apart() {
        // Both graphs label a node b; in the report they must not become one.
        let shapes = "e:S sh:targetClass e:C ; sh:property _:b . _:b sh:path e:p ; sh:minCount 1 ;
            sh:severity e:Grave ; sh:message 'fehlt'@de, 'missing'@en, 'none' .";
        let shapes = Shapes::from_graph(&graph(shapes)).unwrap();
        let data = graph("_:b a e:C .");
        let written = validate(&shapes, &data).to_graph(&shapes, &data);
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
    fn components_have_the_names_of_the_specification() {
        assert_eq!(Component::ALL.len(), 28);
        assert_eq!(Component::Xone.name(), "XoneConstraintComponent");
        assert_eq!(
            Component::QualifiedMinCount.iri(),
            "http://www.w3.org/ns/shacl#QualifiedMinCountConstraintComponent"
        );
    }

    #[test]
    fn results_come_in_the_order_of_the_data() {
        let shapes =
            graph("e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:class e:D ] .");
        let shapes = Shapes::from_graph(&shapes).unwrap();
        let data = graph("e:z a e:C . e:a a e:C ; e:p e:y, e:b .");
        let first = validate(&shapes, &data);
        let focus: Vec<&str> = first
            .results
            .iter()
            .map(|result| result.focus_node.term(&shapes, &data).value())
            .collect();
        assert_eq!(focus, ["http://e/z", "http://e/a", "http://e/a"]);
        assert_eq!(validate(&shapes, &data), first);
    }
}
