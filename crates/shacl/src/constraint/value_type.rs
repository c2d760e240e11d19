//! Value types (<https://www.w3.org/TR/shacl/#core-components-value-type>).

use std::ops::ControlFlow;

use kolophon_graph::{Term, TermId, TermKind};

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::literal::Datatype;
use crate::parse::Compiler;
use crate::shapes::ClassIndex;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// Constraints on what sort of node a value is.
#[derive(Debug)]
pub(crate) enum ValueType {
    /// [`sh:class`](https://www.w3.org/TR/shacl/#ClassConstraintComponent)
    Class(ClassIndex),
    /// [`sh:datatype`](https://www.w3.org/TR/shacl/#DatatypeConstraintComponent): the IRI, and how its literals are
    /// spelled
    Datatype(Box<str>, Datatype),
    /// [`sh:nodeKind`](https://www.w3.org/TR/shacl/#NodeKindConstraintComponent): the kinds that pass
    NodeKind(&'static [TermKind]),
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for parameter in compiler.parameters(shape, sh::CLASS) {
        let class = compiler.iri(parameter)?;
        let class = ValueType::Class(compiler.class(class));
        constraints.push(compiler, parameter, Kind::ValueType(class));
    }
    for parameter in compiler.single_parameter(shape, sh::DATATYPE) {
        let iri = compiler.iri(parameter)?;
        let iri = compiler.text(iri).value();
        let datatype = ValueType::Datatype(iri.into(), Datatype::from_iri(iri));
        constraints.push(compiler, parameter, Kind::ValueType(datatype));
    }
    for parameter in compiler.single_parameter(shape, sh::NODE_KIND) {
        let Some(kinds) = node_kinds(compiler.text(parameter.value)) else {
            return Err(compiler.invalid(parameter, "one of the six node kinds of SHACL"));
        };
        constraints.push(compiler, parameter, Kind::ValueType(ValueType::NodeKind(kinds)));
    }
    Ok(())
}

fn node_kinds(term: Term<'_>) -> Option<&'static [TermKind]> {
    use TermKind::{BlankNode, Iri, Literal};
    Some(match term.as_iri()?.strip_prefix(sh::NAMESPACE)? {
        "BlankNode" => &[BlankNode],
        "IRI" => &[Iri],
        "Literal" => &[Literal],
        "BlankNodeOrIRI" => &[BlankNode, Iri],
        "BlankNodeOrLiteral" => &[BlankNode, Literal],
        "IRIOrLiteral" => &[Iri, Literal],
        _ => return None,
    })
}

impl ValueType {
    pub(super) fn component(&self) -> Component {
        match self {
            Self::Class(_) => Component::Class,
            Self::Datatype(..) => Component::Datatype,
            Self::NodeKind(_) => Component::NodeKind,
        }
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        match self {
            Self::Class(class) => {
                let members = context.validator.binding.class(*class);
                context.fail_values(|_, value| value.data().is_some_and(|id| members.contains(id)))
            }
            Self::Datatype(iri, form) => context.fail_values(|context, value| match context.text(value) {
                Term::Literal { value, datatype, .. } => datatype == &**iri && form.is_well_formed(value),
                Term::Iri(_) | Term::BlankNode(_) => false,
            }),
            Self::NodeKind(kinds) => context.fail_values(|_, value| kinds.contains(&value.kind())),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn class_follows_subclasses_in_the_data() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:class e:C ] .",
            "e:x e:p e:direct, e:below, e:other, e:untyped, 'text' . e:direct a e:C . e:below a e:D . e:other a e:E .
             e:D rdfs:subClassOf e:Middle . e:Middle rdfs:subClassOf e:C . e:C rdfs:subClassOf e:Middle .",
            &[
                "Class e:x e:p e:other",
                "Class e:x e:p e:untyped",
                "Class e:x e:p \"text\"",
            ],
        );
    }

    #[test]
    fn datatype_asks_for_the_iri_and_the_spelling() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:datatype xsd:duration ] .",
            "e:x e:p 'P'^^xsd:duration, 'PT'^^xsd:duration, 'P1D'^^xsd:duration, 'P1D', e:y .",
            &[
                "Datatype e:x e:p \"P\"^^xsd:duration",
                "Datatype e:x e:p \"PT\"^^xsd:duration",
                "Datatype e:x e:p \"P1D\"",
                "Datatype e:x e:p e:y",
            ],
        );
    }

    #[test]
    fn language_strings_and_unknown_datatypes_are_told_by_their_iri() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:datatype rdf:langString ] ;
                 sh:property [ sh:path e:q ; sh:datatype e:unknown ] .",
            "e:x e:p 'Titel'@de, 'Titel' ; e:q 'anything'^^e:unknown, 'text' .",
            &["Datatype e:x e:p \"Titel\"", "Datatype e:x e:q \"text\""],
        );
    }

    #[test]
    fn node_kinds() {
        for (kind, failing) in [
            (
                "sh:IRI",
                &["NodeKind e:x e:p \"text\"", "NodeKind e:x e:p _:b"][..],
            ),
            ("sh:Literal", &["NodeKind e:x e:p _:b", "NodeKind e:x e:p e:y"]),
            (
                "sh:BlankNode",
                &["NodeKind e:x e:p \"text\"", "NodeKind e:x e:p e:y"],
            ),
            ("sh:BlankNodeOrIRI", &["NodeKind e:x e:p \"text\""]),
            ("sh:BlankNodeOrLiteral", &["NodeKind e:x e:p e:y"]),
            ("sh:IRIOrLiteral", &["NodeKind e:x e:p _:b"]),
        ] {
            let shapes =
                format!("e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:nodeKind {kind} ] .");
            check(&shapes, "e:x e:p e:y, [], 'text' .", failing);
        }
    }
}
