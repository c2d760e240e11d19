//! Shapes graph → compiled shapes (<https://www.w3.org/TR/shacl/#shapes>).

mod error;
mod warning;

use kolophon_graph::{Graph, Term, TermId, TripleIndex, XSD_STRING};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ShapesError;
use crate::constraint::Constraint;
use crate::error::{ShapesErrorKind, ShapesWarningKind};
use crate::node::ShapeTermId;
use crate::path::Path;
use crate::report::Severity;
use crate::shapes::{ClassIndex, PathRef, PredicateIndex, Shape, ShapeRef, Shapes};
use crate::target::Target;
use crate::vocab::{rdf, sh, xsd};

/// Deeper nesting is refused, so that no shapes graph overflows the stack.
const MAX_DEPTH: usize = 128;

/// Walks a shapes graph and collects what [`Shapes`] needs.
#[derive(Debug)]
pub(crate) struct Compiler<'g> {
    graph: &'g Graph,
    output: Shapes,
    done: FxHashMap<TermId, ShapeRef>,
    /// The shapes being compiled, from the outermost to the current one.
    open: Vec<TermId>,
    predicates: FxHashMap<TermId, PredicateIndex>,
    classes: FxHashMap<TermId, ClassIndex>,
    /// Parameters outside SHACL Core with the constraint component that declares them.
    custom_parameters: Vec<(TermId, TermId)>,
}

/// One value of a parameter of a shape, and where it was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) shape: TermId,
    pub(crate) value: TermId,
    at: TripleIndex,
}

impl Parameter {
    /// A member of the list that is this value.
    pub(crate) fn member(self, value: TermId) -> Self {
        Self { value, ..self }
    }
}

impl<'g> Compiler<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        Self {
            graph,
            output: Shapes::default(),
            done: FxHashMap::default(),
            open: Vec::new(),
            predicates: FxHashMap::default(),
            classes: FxHashMap::default(),
            custom_parameters: Vec::new(),
        }
    }

    /// Compiles every shape that has a target, and what it refers to.
    pub(crate) fn compile(mut self) -> Result<Shapes, ShapesError> {
        self.refuse_entailment()?;
        self.custom_parameters = self.find_custom_parameters();
        for node in self.shapes_with_targets() {
            let shape = self.shape(node)?;
            self.output.roots.push(shape);
        }
        self.warn_of_unsupported_targets();
        self.warn_of_owl_classes();
        self.output.warnings.sort();
        self.output.warnings.dedup();
        Ok(self.output)
    }

    /// A processor that does not support a requested entailment must fail
    /// (<https://www.w3.org/TR/shacl/#shacl-rdfs>).
    fn refuse_entailment(&self) -> Result<(), ShapesError> {
        let Some(entailment) = self.graph.iri(sh::ENTAILMENT) else {
            return Ok(());
        };
        let Some(triple) = self.graph.column(entailment).first() else {
            return Ok(());
        };
        Err(ShapesError {
            shape: None,
            place: self.graph.find(*triple).and_then(|at| self.place(at)),
            kind: ShapesErrorKind::UnsupportedEntailment {
                regime: self.display(triple.object),
            },
        })
    }

    fn shapes_with_targets(&self) -> Vec<TermId> {
        let mut nodes = Vec::new();
        for target in [
            sh::TARGET_NODE,
            sh::TARGET_CLASS,
            sh::TARGET_SUBJECTS_OF,
            sh::TARGET_OBJECTS_OF,
        ] {
            if let Some(target) = self.graph.iri(target) {
                nodes.extend(self.graph.column(target).iter().map(|triple| triple.subject));
            }
        }
        let classes = self.instances(rdf::CLASS);
        nodes.extend(classes.into_iter().filter(|class| self.is_implicit_class(*class)));
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Whether the shape is a class and therefore its own target
    /// (<https://www.w3.org/TR/shacl/#implicit-targetClass>).
    pub(crate) fn is_implicit_class(&self, node: TermId) -> bool {
        node.is_iri() && self.is_instance(node, rdf::CLASS) && self.is_shape(node)
    }

    /// Whether the node is a shape by its type or by a parameter of SHACL Core.
    fn is_shape(&self, node: TermId) -> bool {
        self.is_instance(node, sh::NODE_SHAPE)
            || self.is_instance(node, sh::PROPERTY_SHAPE)
            || Constraint::PARAMETERS
                .iter()
                .any(|parameter| self.has(node, parameter))
    }

    /// All members of a class or of its subclasses in the shapes graph.
    fn instances(&self, class: &str) -> Vec<TermId> {
        let Some(rdf_type) = self.graph.iri(rdf::TYPE) else {
            return Vec::new();
        };
        let mut instances = Vec::new();
        for class in self.subclasses(class) {
            instances.extend(self.graph.subjects(rdf_type, class));
        }
        instances
    }

    fn is_instance(&self, node: TermId, class: &str) -> bool {
        let subclasses = self.subclasses(class);
        self.objects(node, rdf::TYPE)
            .iter()
            .any(|class| subclasses.contains(class))
    }

    /// The class and its subclasses in the shapes graph.
    fn subclasses(&self, class: &str) -> Vec<TermId> {
        let mut classes: Vec<TermId> = self.graph.iri(class).into_iter().collect();
        let Some(sub_class_of) = self.graph.iri(rdf::SUB_CLASS_OF) else {
            return classes;
        };
        let mut next = 0;
        while let Some(class) = classes.get(next).copied() {
            next += 1;
            for subclass in self.graph.subjects(sub_class_of, class) {
                if !classes.contains(&subclass) {
                    classes.push(subclass);
                }
            }
        }
        classes
    }

    /// The compiled form of the shape that `node` describes.
    pub(crate) fn shape(&mut self, node: TermId) -> Result<ShapeRef, ShapesError> {
        if let Some(shape) = self.done.get(&node) {
            return Ok(*shape);
        }
        if let Some(start) = self.open.iter().position(|open| *open == node) {
            let mut via: Vec<String> = self.open[start + 1..]
                .iter()
                .map(|id| self.display(*id))
                .collect();
            via.push(self.display(node));
            return Err(self.error_in(node, ShapesErrorKind::Recursive { via }));
        }
        if self.open.len() > MAX_DEPTH {
            return Err(self.error_in(node, ShapesErrorKind::TooDeep { limit: MAX_DEPTH }));
        }
        self.open.push(node);
        let shape = self.compile_shape(node)?;
        self.open.pop();
        let index = ShapeRef(u32::try_from(self.output.list.len()).unwrap_or(u32::MAX));
        self.output.list.push(shape);
        self.done.insert(node, index);
        Ok(index)
    }

    fn compile_shape(&mut self, node: TermId) -> Result<Shape, ShapesError> {
        let term = self.term(node);
        let deactivated = self.is_true(node, sh::DEACTIVATED);
        if deactivated {
            return Ok(Shape {
                term,
                path: None,
                targets: Vec::new(),
                severity: Severity::Violation,
                messages: Vec::new(),
                constraints: Vec::new(),
                fails_without_values: false,
            });
        }
        let path = self.shape_path(node)?;
        let targets = Target::compile(self, node)?;
        let severity = self.severity(node)?;
        let messages = self.messages(node)?;
        self.warn_of_unsupported_constraints(node);
        let constraints = Constraint::compile_all(self, node)?;
        Ok(Shape {
            term,
            path,
            targets,
            severity,
            messages,
            fails_without_values: constraints.iter().any(Constraint::fails_without_values),
            constraints,
        })
    }

    fn shape_path(&mut self, node: TermId) -> Result<Option<PathRef>, ShapesError> {
        let parameters = self.parameters(node, sh::PATH);
        let Some(parameter) = parameters.first().copied() else {
            return Ok(None);
        };
        if parameters.len() > 1 {
            let reason = "a property shape has exactly one sh:path";
            return Err(self.error(parameter, ShapesErrorKind::InvalidPath { reason }));
        }
        let path = Path::parse(self, parameter.value).map_err(|kind| self.error(parameter, kind))?;
        let paths = &mut self.output.paths;
        let at = paths.iter().position(|known| *known == path).unwrap_or_else(|| {
            paths.push(path);
            paths.len() - 1
        });
        Ok(Some(PathRef(u32::try_from(at).unwrap_or(u32::MAX))))
    }

    /// <https://www.w3.org/TR/shacl/#severity>. Of several values the gravest counts.
    fn severity(&mut self, node: TermId) -> Result<Severity, ShapesError> {
        let parameters = self.parameters(node, sh::SEVERITY);
        self.warn_if_repeated(node, sh::SEVERITY, parameters.len());
        let mut gravest = None;
        for parameter in parameters {
            let iri = self.iri(parameter)?;
            let severity = match self.graph.term(iri).value() {
                "http://www.w3.org/ns/shacl#Info" => Severity::Info,
                "http://www.w3.org/ns/shacl#Warning" => Severity::Warning,
                "http://www.w3.org/ns/shacl#Violation" => Severity::Violation,
                _ => Severity::Other(self.term(iri)),
            };
            gravest = gravest.max(Some(severity));
        }
        Ok(gravest.unwrap_or(Severity::Violation))
    }

    /// <https://www.w3.org/TR/shacl/#message>: strings, with or without a language.
    fn messages(&mut self, node: TermId) -> Result<Vec<ShapeTermId>, ShapesError> {
        let mut messages = Vec::new();
        for parameter in self.parameters(node, sh::MESSAGE) {
            match self.graph.term(parameter.value) {
                Term::Literal {
                    language: Some(_), ..
                }
                | Term::Literal {
                    datatype: XSD_STRING, ..
                } => messages.push(self.term(parameter.value)),
                _ => return Err(self.invalid(parameter, "a string")),
            }
        }
        Ok(messages)
    }

    // Reading the graph

    /// Whether the node is this IRI.
    pub(crate) fn is(&self, node: TermId, iri: &str) -> bool {
        self.graph.term(node) == Term::Iri(iri)
    }

    /// Whether the node has the property.
    pub(crate) fn has(&self, node: TermId, property: &str) -> bool {
        self.graph
            .iri(property)
            .is_some_and(|property| self.graph.objects(node, property).len() > 0)
    }

    /// Whether the property has the value `true`, spelled exactly so: `"1"^^xsd:boolean` is another term.
    pub(crate) fn is_true(&self, node: TermId, property: &str) -> bool {
        let expected = Term::Literal {
            value: "true",
            datatype: xsd::BOOLEAN,
            language: None,
        };
        self.objects(node, property)
            .iter()
            .any(|value| self.graph.term(*value) == expected)
    }

    /// The values of a property.
    pub(crate) fn objects(&self, node: TermId, property: &str) -> Vec<TermId> {
        let property = self.graph.iri(property);
        property.map_or_else(Vec::new, |property| self.graph.objects(node, property).collect())
    }

    /// The nodes whose property has this value.
    pub(crate) fn subjects(&self, property: &str, value: TermId) -> Vec<TermId> {
        let property = self.graph.iri(property);
        property.map_or_else(Vec::new, |property| {
            self.graph.subjects(property, value).collect()
        })
    }

    /// The values of a shape's parameter.
    pub(crate) fn parameters(&self, shape: TermId, parameter: &str) -> Vec<Parameter> {
        let Some(parameter) = self.graph.iri(parameter) else {
            return Vec::new();
        };
        let indices = self.graph.property(shape, parameter);
        let value = |at| Parameter {
            shape,
            value: self.graph.triple(at).object,
            at,
        };
        indices.map(value).collect()
    }

    /// The values of a parameter that takes one; several are all returned, with a warning.
    pub(crate) fn single_parameter(&mut self, shape: TermId, parameter: &str) -> Vec<Parameter> {
        let parameters = self.parameters(shape, parameter);
        self.warn_if_repeated(shape, parameter, parameters.len());
        parameters
    }

    /// The values of a parameter that only property shapes have; at a node shape there is a warning and no value.
    pub(crate) fn property_parameter(&mut self, shape: TermId, parameter: &str) -> Vec<Parameter> {
        let parameters = self.parameters(shape, parameter);
        if parameters.is_empty() || self.has(shape, sh::PATH) {
            return parameters;
        }
        let parameter = parameter.to_owned();
        self.warn(
            shape,
            ShapesWarningKind::PropertyParameterOnNodeShape { parameter },
        );
        Vec::new()
    }

    /// The members of an RDF list.
    pub(crate) fn list(&self, head: TermId, parameter: &str) -> Result<Vec<TermId>, ShapesErrorKind> {
        let invalid = || ShapesErrorKind::InvalidList {
            parameter: parameter.to_owned(),
        };
        let mut members = Vec::new();
        let mut seen = FxHashSet::default();
        let mut node = head;
        while !self.is(node, rdf::NIL) {
            let (first, rest) = (self.objects(node, rdf::FIRST), self.objects(node, rdf::REST));
            let ([first], [rest]) = (first.as_slice(), rest.as_slice()) else {
                return Err(invalid());
            };
            if !seen.insert(node) {
                return Err(invalid());
            }
            members.push(*first);
            node = *rest;
        }
        Ok(members)
    }

    /// The members of the list that is a parameter's value.
    pub(crate) fn parameter_list(&self, parameter: Parameter) -> Result<Vec<TermId>, ShapesError> {
        self.list(parameter.value, &self.name(parameter))
            .map_err(|kind| self.error(parameter, kind))
    }

    /// The text of a term of the shapes graph.
    pub(crate) fn text(&self, id: TermId) -> Term<'g> {
        self.graph.term(id)
    }

    /// A value that has to be an IRI.
    pub(crate) fn iri(&self, parameter: Parameter) -> Result<TermId, ShapesError> {
        if parameter.value.is_iri() {
            return Ok(parameter.value);
        }
        Err(self.invalid(parameter, "an IRI"))
    }

    /// A value that has to be an `xsd:integer` of 0 or more.
    pub(crate) fn count(&self, parameter: Parameter) -> Result<usize, ShapesError> {
        let expected = "an xsd:integer of 0 or more";
        match self.graph.term(parameter.value) {
            Term::Literal {
                value,
                datatype: xsd::INTEGER,
                ..
            } => value
                .strip_prefix('+')
                .unwrap_or(value)
                .parse()
                .ok()
                .ok_or_else(|| self.invalid(parameter, expected)),
            _ => Err(self.invalid(parameter, expected)),
        }
    }

    /// A value that has to be a shape.
    pub(crate) fn shape_parameter(&mut self, parameter: Parameter) -> Result<ShapeRef, ShapesError> {
        self.member_shape(parameter, parameter.value)
    }

    /// A member of a list of shapes.
    pub(crate) fn member_shape(
        &mut self,
        parameter: Parameter,
        node: TermId,
    ) -> Result<ShapeRef, ShapesError> {
        if node.is_literal() {
            return Err(self.invalid(parameter, "a shape"));
        }
        if self.graph.outgoing(node).len() == 0 {
            let kind = ShapesWarningKind::UndescribedShape {
                parameter: self.name(parameter),
                value: self.display(node),
            };
            self.warn(parameter.shape, kind);
        }
        self.shape(node)
    }

    // Numbering

    /// The term as a term of the compiled shapes.
    pub(crate) fn term(&mut self, id: TermId) -> ShapeTermId {
        ShapeTermId(self.output.terms.intern(self.graph.term(id)))
    }

    /// The number of a predicate that validation looks up.
    pub(crate) fn predicate(&mut self, id: TermId) -> PredicateIndex {
        if let Some(known) = self.predicates.get(&id) {
            return *known;
        }
        let index = PredicateIndex(u32::try_from(self.output.predicates.len()).unwrap_or(u32::MAX));
        let term = self.term(id);
        self.output.predicates.push(term);
        self.predicates.insert(id, index);
        index
    }

    /// The number of a class whose members validation asks for.
    pub(crate) fn class(&mut self, id: TermId) -> ClassIndex {
        if let Some(known) = self.classes.get(&id) {
            return *known;
        }
        let index = ClassIndex(u32::try_from(self.output.classes.len()).unwrap_or(u32::MAX));
        let term = self.term(id);
        self.output.classes.push(term);
        self.classes.insert(id, index);
        index
    }
}

#[cfg(test)]
mod tests {
    use kolophon_graph::{GraphBuilder, Position, Source, Span, Triple};

    use crate::testing::{check, error, graph};
    use crate::{Shapes, ShapesErrorKind};

    #[test]
    fn ill_formed_parameters_are_errors_that_name_the_shape() {
        for (constraint, expected) in [
            ("sh:minCount 'one'", "minCount"),
            ("sh:minCount -1", "minCount"),
            ("sh:class 'text'", "class"),
            ("sh:nodeKind e:Other", "nodeKind"),
            ("sh:in e:noList", "list"),
            ("sh:in ( 1 ) ; sh:and ( 'text' )", "and"),
            ("sh:minInclusive e:x", "minInclusive"),
            ("sh:severity 'grave'", "severity"),
            ("sh:message e:x", "message"),
            ("sh:pattern 'a' ; sh:flags 'y'", "flag"),
            ("sh:path e:q", "exactly one"),
        ] {
            let shapes =
                format!("e:S sh:targetNode e:x ; sh:property e:P . e:P sh:path e:p ; {constraint} .");
            let error = error(&shapes);
            assert!(
                error.contains("<http://e/P>") && error.contains(expected),
                "{error}"
            );
        }
    }

    #[test]
    fn an_error_knows_its_place() {
        let mut builder = GraphBuilder::new();
        let source = builder.add_source(Source::new("shapes.ttl", "S targetNode x ;\n  pattern '(' .\n"));
        let (shape, node) = (builder.iri("urn:S"), builder.iri("urn:x"));
        let target = builder.iri("http://www.w3.org/ns/shacl#targetNode");
        let pattern = builder.iri("http://www.w3.org/ns/shacl#pattern");
        let value = builder.string_literal("(");
        builder.push(Triple::new(shape, target, node), Position::UNKNOWN);
        let at = Position {
            source,
            object: Span::new(27, 30),
            ..Position::UNKNOWN
        };
        builder.push(Triple::new(shape, pattern, value), at);
        let error = Shapes::from_graph(&builder.finish()).unwrap_err();
        assert_eq!(error.place().unwrap().to_string(), "shapes.ttl:2:11");
        assert_eq!(error.shape(), Some("<urn:S>"));
        assert!(matches!(error.kind(), ShapesErrorKind::InvalidPattern { .. }));
    }

    #[test]
    fn an_entailment_is_refused() {
        let error = error("e:shapes sh:entailment <http://www.w3.org/ns/entailment/RDFS> .");
        assert!(error.contains("entailment"), "{error}");
    }

    #[test]
    fn shapes_without_target_may_be_ill_formed() {
        let shapes = Shapes::from_graph(&graph("e:S sh:minCount 'one' . e:P sh:path [] .")).unwrap();
        assert!(shapes.is_empty());
    }

    #[test]
    fn deep_nesting_is_refused() {
        let (open, close) = ("[ sh:not ".repeat(5_000), " ]".repeat(5_000));
        let shapes = graph(&format!(
            "e:S sh:targetNode e:x ; sh:not {open} [ sh:class e:C ] {close} ."
        ));
        let error = Shapes::from_graph(&shapes);
        assert!(matches!(
            error.unwrap_err().kind(),
            ShapesErrorKind::TooDeep { .. }
        ));
    }

    #[test]
    fn a_deactivated_shape_breaks_a_circle() {
        check(
            "e:S sh:targetNode e:x ; sh:not e:T . e:T sh:node e:S ; sh:deactivated true .",
            "e:x e:p 1 .",
            &["Not e:x - e:x"],
        );
    }

    #[test]
    fn only_the_literal_true_switches() {
        check(
            "e:S sh:targetNode e:x ; sh:deactivated '1'^^xsd:boolean ; sh:closed '1'^^xsd:boolean ; sh:class e:C .",
            "e:x e:p 1 .",
            &["Class e:x - e:x"],
        );
    }
}
