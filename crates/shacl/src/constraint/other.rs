//! The rest of SHACL Core (<https://www.w3.org/TR/shacl/#core-components-others>).

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::node::{Node, ShapeTermId};
use crate::parse::Compiler;
use crate::report::ResultPath;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// Closed shapes and fixed values.
#[derive(Debug)]
pub(crate) enum Other {
    /// [`sh:closed`](https://www.w3.org/TR/shacl/#ClosedConstraintComponent): the predicates that are allowed
    Closed(Vec<ShapeTermId>),
    /// [`sh:hasValue`](https://www.w3.org/TR/shacl/#HasValueConstraintComponent)
    HasValue(ShapeTermId),
    /// [`sh:in`](https://www.w3.org/TR/shacl/#InConstraintComponent), sorted
    In(Vec<ShapeTermId>),
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    if compiler.is_true(shape, sh::CLOSED) {
        let allowed = allowed_predicates(compiler, shape)?;
        let parameter = compiler.parameters(shape, sh::CLOSED);
        if let Some(parameter) = parameter.first() {
            constraints.push(compiler, *parameter, Kind::Other(Other::Closed(allowed)));
        }
    }
    for parameter in compiler.parameters(shape, sh::HAS_VALUE) {
        let value = Other::HasValue(compiler.term(parameter.value));
        constraints.push(compiler, parameter, Kind::Other(value));
    }
    for parameter in compiler.single_parameter(shape, sh::IN) {
        let members = compiler.parameter_list(parameter)?;
        let mut members: Vec<ShapeTermId> = members.into_iter().map(|id| compiler.term(id)).collect();
        members.sort_unstable();
        constraints.push(compiler, parameter, Kind::Other(Other::In(members)));
    }
    Ok(())
}

/// The ignored properties and the predicates that are the path of one of the shape's property shapes, deactivated ones
/// included.
fn allowed_predicates(compiler: &mut Compiler<'_>, shape: TermId) -> Result<Vec<ShapeTermId>, ShapesError> {
    let mut predicates = Vec::new();
    for parameter in compiler.single_parameter(shape, sh::IGNORED_PROPERTIES) {
        for member in compiler.parameter_list(parameter)? {
            if !member.is_iri() {
                return Err(compiler.invalid(parameter, "a list of IRIs"));
            }
            predicates.push(member);
        }
    }
    for property in compiler.objects(shape, sh::PROPERTY) {
        let paths = compiler.objects(property, sh::PATH);
        predicates.extend(paths.into_iter().filter(|path| path.is_iri()));
    }
    Ok(predicates.into_iter().map(|id| compiler.term(id)).collect())
}

impl Other {
    pub(super) fn component(&self) -> Component {
        match self {
            Self::Closed(_) => Component::Closed,
            Self::HasValue(_) => Component::HasValue,
            Self::In(_) => Component::In,
        }
    }

    pub(super) fn fails_without_values(&self) -> bool {
        matches!(self, Self::HasValue(_))
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        match self {
            Self::Closed(allowed) => fail_other_predicates(context, allowed),
            Self::HasValue(value) => {
                if context.values.contains(context.node(*value)) {
                    return ControlFlow::Continue(());
                }
                context.fail(None)
            }
            Self::In(members) => context
                .fail_values(|context, value| members.iter().any(|member| context.node(*member) == value)),
        }
    }
}

/// One result for every triple of a value node whose predicate is not allowed; its path is that predicate.
fn fail_other_predicates<C: Collector>(
    context: &mut Context<'_, C>,
    allowed: &[ShapeTermId],
) -> ControlFlow<()> {
    let data = context.validator.binding.data;
    for value in context.values.iter() {
        let Some(subject) = value.data() else { continue };
        for triple in data.outgoing(subject) {
            let triple = data.triple(triple);
            let predicate = Node::Data(triple.predicate);
            if !allowed.iter().any(|term| context.node(*term) == predicate) {
                let path = Some(ResultPath::Predicate(triple.predicate));
                context.fail_at(path, Some(Node::Data(triple.object)))?;
            }
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn closed_reports_every_other_predicate() {
        check(
            "e:S sh:targetNode e:x ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
                 sh:property [ sh:path e:p ] ; sh:property [ sh:path e:q ; sh:deactivated true ] ;
                 sh:property [ sh:path [ sh:inversePath e:r ] ] .",
            "e:x a e:C ; e:p 1 ; e:q 2 ; e:r 3, 4 .",
            &[
                "Closed e:x e:r \"3\"^^xsd:integer",
                "Closed e:x e:r \"4\"^^xsd:integer",
            ],
        );
    }

    #[test]
    fn closed_false_is_open() {
        check("e:S sh:targetNode e:x ; sh:closed false .", "e:x e:p 1 .", &[]);
    }

    #[test]
    fn has_value_asks_for_one_of_the_values() {
        check(
            "e:S sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:hasValue e:a ] .",
            "e:x e:p e:a, e:b . e:y e:p e:b .",
            &["HasValue e:y e:p"],
        );
    }

    #[test]
    fn in_compares_terms_not_values() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:in ( e:a 1 'x'@de ) ] .",
            "e:x e:p e:a, e:b, 1, '01'^^xsd:integer, 'x'@de, 'x' .",
            &[
                "In e:x e:p e:b",
                "In e:x e:p \"01\"^^xsd:integer",
                "In e:x e:p \"x\"",
            ],
        );
    }
}
