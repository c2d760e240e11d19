//! What a shapes graph says without effect on validation.

use kolophon_graph::TermId;

use super::{Compiler, Parameter};
use crate::ShapesWarning;
use crate::error::ShapesWarningKind;
use crate::vocab::{rdf, sh};

impl Compiler<'_> {
    /// Records that something has no effect.
    pub(crate) fn warn(&mut self, shape: TermId, kind: ShapesWarningKind) {
        let place = self.graph.outgoing(shape).next().and_then(|at| self.place(at));
        let shape = self.display(shape);
        self.output.warnings.push(ShapesWarning { place, shape, kind });
    }

    /// Records that a parameter has no effect.
    pub(crate) fn warn_at(&mut self, parameter: Parameter, kind: ShapesWarningKind) {
        let warning = ShapesWarning {
            place: self.place(parameter.at),
            shape: self.display(parameter.shape),
            kind,
        };
        self.output.warnings.push(warning);
    }

    pub(super) fn warn_if_repeated(&mut self, parameter: &str, values: &[Parameter]) {
        if let [_, repeated, ..] = values {
            let parameter = parameter.to_owned();
            self.warn_at(*repeated, ShapesWarningKind::RepeatedParameter { parameter });
        }
    }

    pub(super) fn warn_of_unsupported_constraints(&mut self, shape: TermId) {
        for (property, feature) in [
            #[cfg(not(feature = "sparql"))]
            (sh::SPARQL, "sh:sparql"),
            #[cfg(not(feature = "sparql"))]
            (sh::EXPRESSION, "sh:expression"),
            (sh::RULE, "sh:rule"),
            (sh::JS, "sh:js"),
        ] {
            if let Some(parameter) = self.parameters(shape, property).first().copied() {
                let feature = feature.to_owned();
                self.warn_at(parameter, ShapesWarningKind::UnsupportedFeature { feature });
            }
        }
        #[cfg(not(feature = "sparql"))]
        for (parameter, component) in self.custom_parameters.clone() {
            if self.graph.objects(shape, parameter).len() > 0 {
                let feature = self.display(component);
                self.warn(shape, ShapesWarningKind::UnsupportedFeature { feature });
            }
        }
    }

    /// The parameters of constraint components that the shapes graph declares itself
    /// (<https://www.w3.org/TR/shacl/#sparql-constraint-components>).
    pub(super) fn find_custom_parameters(&self) -> Vec<(TermId, TermId)> {
        let mut parameters = Vec::new();
        for component in self.custom_components() {
            for parameter in self.objects(component, sh::PARAMETER) {
                for path in self.objects(parameter, sh::PATH) {
                    parameters.push((path, component));
                }
            }
        }
        parameters.sort_unstable();
        parameters
    }

    /// The constraint components that the shapes graph declares itself, in the order of their appearance.
    pub(super) fn custom_components(&self) -> Vec<TermId> {
        let mut components = self.instances(sh::CONSTRAINT_COMPONENT);
        components.retain(|component| !self.graph.term(*component).value().starts_with(sh::NAMESPACE));
        components.sort_unstable();
        components.dedup();
        components
    }

    #[cfg(not(feature = "sparql"))]
    pub(super) fn warn_of_unsupported_targets(&mut self) {
        let Some(target) = self.graph.iri(sh::TARGET) else {
            return;
        };
        for triple in self.graph.column(target) {
            let feature = "sh:target".to_owned();
            self.warn(triple.subject, ShapesWarningKind::UnsupportedFeature { feature });
        }
    }

    pub(super) fn warn_of_owl_classes(&mut self) {
        for node in self.instances(rdf::OWL_CLASS) {
            if self.is_instance(node, sh::NODE_SHAPE) && !self.is_instance(node, rdf::CLASS) {
                self.warn(node, ShapesWarningKind::OwlClassIsNoTarget);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::warnings;

    fn check(shapes: &str, expected: &str) {
        let warnings = warnings(shapes);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains(expected), "{warnings:?}");
    }

    #[test]
    fn rules_are_not_evaluated() {
        check("e:S sh:targetNode e:x ; sh:rule [ ] .", "sh:rule");
        check("e:S sh:targetNode e:x ; sh:js [ ] .", "sh:js");
    }

    #[cfg(not(feature = "sparql"))]
    #[test]
    fn what_is_not_evaluated_is_named() {
        check(
            "e:S sh:targetNode e:x ; sh:sparql [ sh:select '' ] .",
            "sh:sparql",
        );
        check("e:S sh:targetNode e:x ; sh:expression e:f .", "sh:expression");
        check("e:S sh:target [ a sh:SPARQLTarget ] .", "sh:target");
        check(
            "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:myParameter ] .
             e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; e:myParameter 1 ] .",
            "<http://e/C>",
        );
    }

    #[test]
    fn what_has_no_effect_is_named() {
        check("e:S sh:targetNode e:x ; sh:minCount 1 .", "minCount");
        check("e:S sh:targetNode e:x ; sh:node e:nothing .", "e/nothing");
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:qualifiedMinCount 1 ] .",
            "qualified",
        );
        check(
            "e:S a owl:Class, sh:NodeShape ; sh:nodeKind sh:IRI .",
            "owl:Class",
        );
        check(
            "e:S sh:targetNode e:x ; sh:severity sh:Info, sh:Warning .",
            "severity",
        );
    }

    #[test]
    fn a_deactivated_shape_needs_no_warning() {
        let shapes = "e:S sh:targetNode e:x ; sh:deactivated true ; sh:sparql [ sh:select '' ] .";
        assert_eq!(warnings(shapes), Vec::<String>::new());
    }
}
