//! Shapes graph → compiled shapes (<https://www.w3.org/TR/shacl/#shapes>).

mod error;
mod lint;
mod near;
mod read;
mod warning;

use std::cell::Cell;
use std::sync::Arc;

use kolophon_graph::{Graph, Term, TermId, TripleIndex, XSD_STRING};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ShapesError;
use crate::constraint::Constraint;
use crate::error::ShapesErrorKind;
use crate::node::ShapeTermId;
use crate::path::Path;
use crate::regex::Pattern;
use crate::report::Severity;
use crate::shapes::{ClassIndex, PathRef, PredicateIndex, Shape, ShapeRef, Shapes};
#[cfg(feature = "sparql")]
use crate::sparql::{self, Declaration, SparqlTarget};
use crate::target::Target;
use crate::vocab::{rdf, sh};

/// Deeper nesting is refused, so that no shapes graph overflows the stack.
const MAX_DEPTH: usize = 128;

/// The properties that give a shape a target.
const TARGETS: &[&str] = &[
    sh::TARGET_NODE,
    sh::TARGET_CLASS,
    sh::TARGET_SUBJECTS_OF,
    sh::TARGET_OBJECTS_OF,
    #[cfg(feature = "sparql")]
    sh::TARGET,
];

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
    /// The patterns with their flags: shapes repeat them, and each becomes an automaton once.
    patterns: FxHashMap<(&'g str, &'g str), Arc<Pattern>>,
    /// Parameters outside SHACL Core with the constraint component that declares them.
    custom_parameters: Vec<(TermId, TermId)>,
    /// Constraint components outside SHACL Core.
    #[cfg(feature = "sparql")]
    pub(crate) components: Vec<Declaration>,
    /// Whether a query asks for the shapes graph.
    #[cfg(feature = "sparql")]
    pub(crate) uses_shapes_graph: bool,
    /// The errors so far, if all of them are wanted.
    all_errors: Option<Vec<ShapesError>>,
    /// The triple that the last error blames.
    blamed: Cell<Option<TripleIndex>>,
    /// Parameters that were found wrong and are passed over from then on.
    passed_over: FxHashSet<TripleIndex>,
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

    /// A value of another node, which is part of this shape.
    #[cfg(feature = "sparql")]
    pub(crate) fn in_shape(self, shape: TermId) -> Self {
        Self { shape, ..self }
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
            patterns: FxHashMap::default(),
            custom_parameters: Vec::new(),
            #[cfg(feature = "sparql")]
            components: Vec::new(),
            #[cfg(feature = "sparql")]
            uses_shapes_graph: false,
            all_errors: None,
            blamed: Cell::new(None),
            passed_over: FxHashSet::default(),
        }
    }

    /// Compiles every shape that has a target, and what it refers to.
    pub(crate) fn compile(mut self) -> Result<Shapes, ShapesError> {
        self.refuse_entailment()?;
        self.find_components();
        for node in self.shapes_with_targets() {
            let shape = self.shape(node)?;
            self.output.roots.push(shape);
        }
        #[cfg(not(feature = "sparql"))]
        self.warn_of_unsupported_targets();
        self.warn_of_owl_classes();
        self.output.warnings.sort();
        self.output.warnings.dedup();
        #[cfg(feature = "sparql")]
        if self.uses_shapes_graph {
            self.output.graph = Some(sparql::copy(self.graph));
        }
        Ok(self.output)
    }

    fn find_components(&mut self) {
        self.custom_parameters = self.find_custom_parameters();
        #[cfg(feature = "sparql")]
        {
            self.components = Declaration::all(self, self.custom_components());
        }
    }

    /// Runs a step that may be wrong. If all errors are wanted it is noted, and the step is tried again without the
    /// parameter that is to blame.
    pub(crate) fn recover<T>(
        &mut self,
        mut step: impl FnMut(&mut Self) -> Result<T, ShapesError>,
    ) -> Result<Option<T>, ShapesError> {
        loop {
            self.blamed.set(None);
            let error = match step(self) {
                Ok(value) => return Ok(Some(value)),
                Err(error) => error,
            };
            match &mut self.all_errors {
                None => return Err(error),
                Some(errors) => errors.push(error),
            }
            match self.blamed.take() {
                Some(at) if self.passed_over.insert(at) => {}
                _ => return Ok(None),
            }
        }
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
        for target in TARGETS {
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
            || self
                .custom_parameters
                .iter()
                .any(|(parameter, _)| self.graph.objects(node, *parameter).len() > 0)
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
        let shape = self.compile_shape(node);
        self.open.pop();
        let shape = shape?;
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
                #[cfg(feature = "sparql")]
                sparql_targets: Vec::new(),
                severity: Severity::Violation,
                messages: Vec::new(),
                constraints: Vec::new(),
                fails_without_values: false,
            });
        }
        let path = self.recover(|compiler| compiler.shape_path(node))?.flatten();
        let targets = self.recover(|compiler| Target::compile(compiler, node))?;
        #[cfg(feature = "sparql")]
        let sparql_targets = self.recover(|compiler| SparqlTarget::compile_all(compiler, node))?;
        let severity = self.recover(|compiler| compiler.severity(node))?;
        let messages = self.recover(|compiler| compiler.messages(node))?;
        self.warn_of_unsupported_constraints(node);
        let constraints = Constraint::compile_all(self, node)?;
        Ok(Shape {
            term,
            path,
            targets: targets.unwrap_or_default(),
            #[cfg(feature = "sparql")]
            sparql_targets: sparql_targets.unwrap_or_default(),
            severity: severity.unwrap_or(Severity::Violation),
            messages: messages.unwrap_or_default(),
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
        self.path_of(parameter, parameter.value).map(Some)
    }

    /// The path that a node describes.
    pub(crate) fn path_of(&mut self, parameter: Parameter, node: TermId) -> Result<PathRef, ShapesError> {
        let path = Path::parse(self, node).map_err(|kind| self.error(parameter, kind))?;
        let paths = &mut self.output.paths;
        let at = paths.iter().position(|known| *known == path).unwrap_or_else(|| {
            paths.push(path);
            paths.len() - 1
        });
        Ok(PathRef(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// The path of a property shape as queries write it.
    #[cfg(feature = "sparql")]
    pub(crate) fn path_text(&mut self, shape: TermId) -> Result<Option<String>, ShapesError> {
        let Some(path) = self.shape_path(shape)? else {
            return Ok(None);
        };
        let text = self.output.display_path(path).to_string();
        Ok(Some(match self.output.predicate(path) {
            Some(_) => text,
            None => format!("({text})"),
        }))
    }

    /// How a component names its constraints to people.
    #[cfg(feature = "sparql")]
    pub(crate) fn label_template(&mut self, component: TermId) -> Vec<ShapeTermId> {
        let templates = self.objects(component, sh::LABEL_TEMPLATE);
        let templates = templates.into_iter().filter(|template| template.is_literal());
        templates.map(|template| self.term(template)).collect()
    }

    /// <https://www.w3.org/TR/shacl/#severity>. Of several values the gravest counts; of several of the shapes' own, the last
    /// by name, so that the order of triples decides nothing.
    fn severity(&mut self, node: TermId) -> Result<Severity, ShapesError> {
        let parameters = self.parameters(node, sh::SEVERITY);
        self.warn_if_repeated(sh::SEVERITY, &parameters);
        let mut gravest = None;
        for parameter in parameters {
            let iri = self.iri(parameter)?;
            let name = self.graph.term(iri).value();
            let (rank, severity) = match name {
                "http://www.w3.org/ns/shacl#Info" => (0, Severity::Info),
                "http://www.w3.org/ns/shacl#Warning" => (1, Severity::Warning),
                "http://www.w3.org/ns/shacl#Violation" => (2, Severity::Violation),
                _ => (3, Severity::Other(self.term(iri))),
            };
            gravest = gravest.max(Some((rank, name, severity)));
        }
        Ok(gravest.map_or(Severity::Violation, |(_, _, severity)| severity))
    }

    /// <https://www.w3.org/TR/shacl/#message>: strings, with or without a language.
    pub(crate) fn messages(&mut self, node: TermId) -> Result<Vec<ShapeTermId>, ShapesError> {
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

    /// The term as a term of the compiled shapes.
    pub(crate) fn term(&mut self, id: TermId) -> ShapeTermId {
        ShapeTermId(self.output.terms.intern(self.graph.term(id)))
    }

    /// The pattern with its flags; the error is a sentence about what is wrong.
    pub(crate) fn pattern(&mut self, pattern: &'g str, flags: &'g str) -> Result<Arc<Pattern>, String> {
        if let Some(known) = self.patterns.get(&(pattern, flags)) {
            return Ok(Arc::clone(known));
        }
        let compiled = Arc::new(Pattern::new(pattern, flags)?);
        self.patterns.insert((pattern, flags), Arc::clone(&compiled));
        Ok(compiled)
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
    fn of_several_severities_the_order_of_triples_chooses_none() {
        for severities in ["e:Grave, e:Mild, sh:Info", "sh:Info, e:Mild, e:Grave"] {
            let shapes = format!("e:S sh:targetNode e:x ; sh:class e:C ; sh:severity {severities} .");
            let shapes = Shapes::from_graph(&graph(&shapes)).unwrap();
            assert_eq!(shapes.severity(shapes.list[0].severity), "http://e/Mild");
        }
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
