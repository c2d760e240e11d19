//! Everything that is wrong or strange in a shapes graph, instead of the first error only.

use std::cmp::Ordering;

use kolophon_graph::{Position, RDF_LANG_STRING, Span, Term, TermId, Triple, TripleIndex};
use rustc_hash::FxHashSet;

use super::{Compiler, Parameter, near};
use crate::constraint::Constraint;
use crate::error::ShapesWarningKind;
use crate::literal::LiteralValue;
use crate::vocab::{rdf, sh, xsd};
use crate::{ShapesCheck, ShapesError, ShapesWarning};

/// Pairs of parameters of which the first must not be greater than the second.
const BOUNDS: &[(&str, &str)] = &[
    (sh::MIN_COUNT, sh::MAX_COUNT),
    (sh::QUALIFIED_MIN_COUNT, sh::QUALIFIED_MAX_COUNT),
    (sh::MIN_LENGTH, sh::MAX_LENGTH),
    (sh::MIN_INCLUSIVE, sh::MAX_INCLUSIVE),
    (sh::MIN_INCLUSIVE, sh::MAX_EXCLUSIVE),
    (sh::MIN_EXCLUSIVE, sh::MAX_INCLUSIVE),
    (sh::MIN_EXCLUSIVE, sh::MAX_EXCLUSIVE),
];

/// A part of a triple.
type Part = fn(&Position) -> Span;

/// Patterns that no text can miss.
const MATCHES_EVERYTHING: &[&str] = &["", "^", "$", ".*", "^.*", ".*$", "^.*$", "(.*)", "^(.*)$"];

impl Compiler<'_> {
    /// All errors and warnings.
    pub(crate) fn check(mut self) -> ShapesCheck {
        let mut errors: Vec<ShapesError> = self.refuse_entailment().err().into_iter().collect();
        self.all_errors = Some(Vec::new());
        self.find_components();
        let roots: FxHashSet<TermId> = self.shapes_with_targets().into_iter().collect();
        let mut shapes = self.all_shapes(&roots);
        for shape in &shapes {
            // What is wrong is noted on the way.
            if self.recover(|compiler| compiler.shape(*shape)).is_err() {
                break;
            }
        }
        // Those that others refer to.
        shapes.extend(self.done.keys());
        shapes.sort_unstable();
        shapes.dedup();
        #[cfg(not(feature = "sparql"))]
        self.warn_of_unsupported_targets();
        self.warn_of_owl_classes();
        self.warn_of_unknown_names();
        for shape in shapes {
            if !self.is_true(shape, sh::DEACTIVATED) {
                self.warn_of_oddities(shape, roots.contains(&shape));
            }
        }
        errors.extend(self.all_errors.unwrap_or_default());
        errors.sort_by(|a, b| (&a.place, a.to_string()).cmp(&(&b.place, b.to_string())));
        errors.dedup();
        let mut warnings = self.output.warnings;
        warnings.sort();
        warnings.dedup();
        ShapesCheck { errors, warnings }
    }

    /// Every node that is a shape by its target, its type or a parameter, in the order of appearance.
    fn all_shapes(&self, roots: &FxHashSet<TermId>) -> Vec<TermId> {
        let mut shapes = self.instances(sh::NODE_SHAPE);
        shapes.extend(self.instances(sh::PROPERTY_SHAPE));
        shapes.extend(roots);
        let parameters = Constraint::PARAMETERS.iter();
        let mut parameters: Vec<TermId> = parameters.filter_map(|iri| self.graph.iri(iri)).collect();
        parameters.extend(self.custom_parameters.iter().map(|(parameter, _)| *parameter));
        for parameter in parameters {
            shapes.extend(self.graph.column(parameter).iter().map(|triple| triple.subject));
        }
        shapes.sort_unstable();
        shapes.dedup();
        // The declaration of a parameter looks like a property shape, but validates no data unless it has a target.
        shapes.retain(|shape| roots.contains(shape) || self.subjects(sh::PARAMETER, *shape).is_empty());
        shapes
    }

    fn warn_of_unknown_names(&mut self) {
        let rdf_type = self.graph.iri(rdf::TYPE);
        for (triple, at) in self.all_triples() {
            let is_type = Some(triple.predicate) == rdf_type;
            let names: [Option<(TermId, Part)>; 2] = [
                Some((triple.predicate, |position| position.predicate)),
                is_type.then_some((triple.object, |position| position.object)),
            ];
            for (name, part) in names.into_iter().flatten() {
                let Some(name) = self.graph.term(name).value().strip_prefix(sh::NAMESPACE) else {
                    continue;
                };
                if !near::SHACL.contains(&name) {
                    let kind = ShapesWarningKind::UnknownName {
                        name: name.to_owned(),
                        nearest: near::nearest(near::SHACL, name),
                    };
                    let warning = ShapesWarning {
                        place: self.place_of(at, part),
                        shape: self.display(triple.subject),
                        kind,
                    };
                    self.output.warnings.push(warning);
                }
            }
        }
    }

    fn all_triples(&self) -> Vec<(Triple, TripleIndex)> {
        let triples = self.graph.triples().iter();
        triples
            .filter_map(|triple| Some((*triple, self.graph.find(*triple)?)))
            .collect()
    }

    fn warn_of_oddities(&mut self, shape: TermId, has_target: bool) {
        if !has_target && !self.is_referred_to(shape) {
            self.warn(shape, ShapesWarningKind::Unused);
        }
        self.warn_of_severity(shape);
        self.warn_of_bounds(shape);
        self.warn_of_values(shape);
        self.warn_of_kinds(shape);
    }

    /// Whether a triple of SHACL's, or a list, leads to the node.
    fn is_referred_to(&self, node: TermId) -> bool {
        self.graph.incoming(node).any(|at| {
            let predicate = self.graph.term(self.graph.triple(at).predicate).value();
            predicate == rdf::FIRST || predicate.starts_with(sh::NAMESPACE)
        })
    }

    fn warn_of_severity(&mut self, shape: TermId) {
        for parameter in self.parameters(shape, sh::SEVERITY) {
            let severity = self.graph.term(parameter.value);
            let name = severity.value().strip_prefix(sh::NAMESPACE);
            if !matches!(name, Some("Violation" | "Warning" | "Info")) {
                let severity = severity.to_string();
                self.warn_at(parameter, ShapesWarningKind::OtherSeverity { severity });
            }
        }
    }

    fn warn_of_bounds(&mut self, shape: TermId) {
        for (lower, upper) in BOUNDS {
            for least in self.parameters(shape, lower) {
                let most = self.parameters(shape, upper);
                if most.iter().any(|most| self.is_greater(least, *most)) {
                    let kind = ShapesWarningKind::Contradiction {
                        lower: local(lower),
                        upper: local(upper),
                    };
                    self.warn_at(least, kind);
                }
            }
        }
    }

    fn is_greater(&self, one: Parameter, other: Parameter) -> bool {
        let value = |parameter: Parameter| LiteralValue::parse(self.graph.term(parameter.value));
        match (value(one), value(other)) {
            (Some(one), Some(other)) => one.compare(&other) == Some(Ordering::Greater),
            _ => false,
        }
    }

    fn warn_of_values(&mut self, shape: TermId) {
        for parameter in self.parameters(shape, sh::IN) {
            if self.is(parameter.value, rdf::NIL) {
                self.warn_at(parameter, ShapesWarningKind::EmptyIn);
            }
        }
        for parameter in self.parameters(shape, sh::PATTERN) {
            let pattern = self.graph.term(parameter.value).value();
            if MATCHES_EVERYTHING.contains(&pattern) {
                let pattern = pattern.to_owned();
                self.warn_at(parameter, ShapesWarningKind::PatternMatchesEverything { pattern });
            }
        }
        for parameter in self.parameters(shape, sh::DATATYPE) {
            let datatype = self.graph.term(parameter.value).value();
            let Some(name) = datatype.strip_prefix(xsd::NAMESPACE) else {
                continue;
            };
            if !near::DATATYPES.contains(&name) {
                let kind = ShapesWarningKind::UnknownDatatype {
                    name: name.to_owned(),
                    nearest: near::nearest(near::DATATYPES, name),
                };
                self.warn_at(parameter, kind);
            }
        }
    }

    /// Parameters that ask for a literal and for something else at once.
    fn warn_of_kinds(&mut self, shape: TermId) {
        let classes = self.parameters(shape, sh::CLASS);
        let datatypes = self.parameters(shape, sh::DATATYPE);
        if let ([class, ..], [_, ..]) = (classes.as_slice(), datatypes.as_slice()) {
            self.warn_of_incompatible(*class, sh::CLASS, sh::DATATYPE);
        }
        for kind in self.parameters(shape, sh::NODE_KIND) {
            match self.graph.term(kind.value).value().strip_prefix(sh::NAMESPACE) {
                Some("IRI" | "BlankNode" | "BlankNodeOrIRI") if !datatypes.is_empty() => {
                    self.warn_of_incompatible(kind, sh::NODE_KIND, sh::DATATYPE);
                }
                Some("Literal") if !classes.is_empty() => {
                    self.warn_of_incompatible(kind, sh::NODE_KIND, sh::CLASS);
                }
                _ => {}
            }
        }
        let is_text = |parameter: &Parameter| self.graph.term(parameter.value) == Term::Iri(RDF_LANG_STRING);
        if let Some(language) = self.parameters(shape, sh::LANGUAGE_IN).first().copied()
            && datatypes.iter().any(|datatype| !is_text(datatype))
        {
            self.warn_of_incompatible(language, sh::LANGUAGE_IN, sh::DATATYPE);
        }
    }

    fn warn_of_incompatible(&mut self, at: Parameter, one: &'static str, other: &'static str) {
        let kind = ShapesWarningKind::Incompatible {
            one: local(one),
            other: local(other),
        };
        self.warn_at(at, kind);
    }
}

fn local(iri: &'static str) -> &'static str {
    iri.strip_prefix(sh::NAMESPACE).unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use crate::testing::graph;
    use crate::{Shapes, ShapesErrorKind};

    /// The errors and warnings of a shapes graph, in which the parts stand in this order.
    fn check(shapes: &str, expected: &[&str]) {
        let check = Shapes::check(&graph(shapes));
        let errors = check.errors.iter().map(ToString::to_string);
        let found: Vec<String> = errors
            .chain(check.warnings.iter().map(ToString::to_string))
            .collect();
        let matches = found.len() == expected.len()
            && found
                .iter()
                .zip(expected)
                .all(|(found, expected)| found.contains(expected));
        assert!(matches, "{shapes}: {found:#?}, expected {expected:#?}");
    }

    #[test]
    fn good_shapes_are_clean() {
        let shapes = graph(
            "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:severity sh:Warning ; sh:property [ sh:path e:p ;
                 sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ; sh:pattern '^a' ; sh:name 'p' ] .",
        );
        assert!(Shapes::check(&shapes).is_clean());
    }

    #[test]
    fn the_declaration_of_a_parameter_with_a_target_is_a_shape() {
        let shapes = "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:p ; sh:targetNode e:x ; sh:minCount 'x' ] .";
        assert_eq!(Shapes::check(&graph(shapes)).errors.len(), 1);
        assert!(Shapes::from_graph(&graph(shapes)).is_err());
    }

    #[test]
    fn all_errors_are_told_in_all_shapes() {
        let check = Shapes::check(&graph(
            "e:S sh:targetClass 'text' ; sh:nodeKind e:no ; sh:class 'text' ; sh:property [ sh:path e:p ;
                 sh:minCount 'one' ; sh:maxCount 'two' ; sh:pattern '(' ] .
             e:T sh:targetNode e:x ; sh:in e:list ; sh:node [ sh:property [ sh:path [] ; sh:maxLength -1 ] ] .",
        ));
        let errors: Vec<String> = check.errors.iter().map(ToString::to_string).collect();
        for expected in [
            "targetClass",
            "nodeKind",
            "#class",
            "minCount",
            "maxCount",
            "pattern",
            "the list",
            "property path",
            "maxLength",
        ] {
            let found = errors.iter().filter(|error| error.contains(expected)).count();
            assert_eq!(found, 1, "{expected} in {errors:#?}");
        }
        assert_eq!(errors.len(), 9, "{errors:#?}");
    }

    #[test]
    fn errors_lie_in_shapes_without_target_too() {
        check(
            "e:S a sh:NodeShape ; sh:nodeKind e:no .",
            &["nodeKind", "never used"],
        );
    }

    #[test]
    fn a_circle_is_told_with_its_shapes() {
        let check = Shapes::check(&graph(
            "e:S sh:targetNode e:x ; sh:node e:T . e:T sh:property [ sh:path e:p ; sh:node e:S ] ; sh:class 'x' .",
        ));
        let circles = check
            .errors
            .iter()
            .filter(|error| matches!(error.kind(), ShapesErrorKind::Recursive { .. }));
        assert_eq!(circles.count(), 1, "{:?}", check.errors);
        assert_eq!(check.errors.len(), 2, "{:?}", check.errors);
    }

    #[test]
    fn misspelt_names_are_told() {
        check(
            "e:S a sh:NodeSchape ; sh:targetClas e:C ; sh:minCuont 1 . e:T sh:targetNode e:x ; sh:datatype xsd:sting .",
            &["sh:NodeShape", "sh:minCount", "sh:targetClass", "xsd:string"],
        );
    }

    #[test]
    fn what_no_node_can_fulfil_is_told() {
        for (parameters, expected) in [
            ("sh:minCount 2 ; sh:maxCount 1", "sh:minCount"),
            ("sh:minLength 10 ; sh:maxLength 9", "sh:minLength"),
            ("sh:minInclusive 2.5 ; sh:maxExclusive 2", "sh:minInclusive"),
            ("sh:in ()", "empty sh:in"),
            (
                "sh:class e:C ; sh:datatype xsd:string",
                "sh:class and sh:datatype",
            ),
            (
                "sh:nodeKind sh:IRI ; sh:datatype xsd:string",
                "sh:nodeKind and sh:datatype",
            ),
            (
                "sh:nodeKind sh:Literal ; sh:class e:C",
                "sh:nodeKind and sh:class",
            ),
            ("sh:languageIn ( 'de' ) ; sh:datatype xsd:string", "sh:languageIn"),
            ("sh:pattern '.*'", "matches everything"),
            ("sh:severity e:Grave", "e/Grave"),
            ("sh:severity sh:Error", "sh#Error"),
        ] {
            let expected = expected.replace("sh#", "http://www.w3.org/ns/shacl#");
            check(
                &format!("e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; {parameters} ] ."),
                &[&expected],
            );
        }
    }

    #[test]
    fn what_is_declared_for_components_is_no_shape() {
        check(
            "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:one ; sh:datatype xsd:string ] ;
                 sh:validator [ sh:ask 'ASK {}' ] . e:S sh:targetNode e:x ; e:one 'x' .",
            if cfg!(feature = "sparql") {
                &[]
            } else {
                &["not evaluated"]
            },
        );
    }
}
