//! Reading the shapes graph: properties, parameters, lists and values.

use kolophon_graph::{Term, TermId};
use rustc_hash::FxHashSet;

use super::{Compiler, Parameter};
use crate::ShapesError;
use crate::error::{ShapesErrorKind, ShapesWarningKind};
use crate::shapes::ShapeRef;
use crate::vocab::{rdf, sh, xsd};

impl<'g> Compiler<'g> {
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
        let indices = indices.filter(|at| !self.passed_over.contains(at));
        indices.map(value).collect()
    }

    /// The values of a parameter that takes one; several are all returned, with a warning.
    pub(crate) fn single_parameter(&mut self, shape: TermId, parameter: &str) -> Vec<Parameter> {
        let parameters = self.parameters(shape, parameter);
        self.warn_if_repeated(parameter, &parameters);
        parameters
    }

    /// The values of a parameter that only property shapes have; at a node shape there is a warning and no value.
    pub(crate) fn property_parameter(&mut self, shape: TermId, parameter: &str) -> Vec<Parameter> {
        let parameters = self.parameters(shape, parameter);
        if parameters.is_empty() || self.has(shape, sh::PATH) {
            return parameters;
        }
        let parameter = parameter.to_owned();
        let kind = ShapesWarningKind::PropertyParameterOnNodeShape { parameter };
        self.warn_at(parameters[0], kind);
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
            self.warn_at(parameter, kind);
        }
        let shape = self.shape(node);
        if shape.is_err() && self.blamed.get().is_none() {
            self.blamed.set(Some(parameter.at));
        }
        shape
    }
}
