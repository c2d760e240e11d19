//! Logical constraints (<https://www.w3.org/TR/shacl/#core-components-logical>).

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::parse::{Compiler, Parameter};
use crate::shapes::ShapeRef;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// A combination of shapes that every value node must conform to.
#[derive(Debug)]
pub(crate) enum Logical {
    /// [`sh:not`](https://www.w3.org/TR/shacl/#NotConstraintComponent)
    Not(ShapeRef),
    /// [`sh:and`](https://www.w3.org/TR/shacl/#AndConstraintComponent)
    And(Vec<ShapeRef>),
    /// [`sh:or`](https://www.w3.org/TR/shacl/#OrConstraintComponent)
    Or(Vec<ShapeRef>),
    /// [`sh:xone`](https://www.w3.org/TR/shacl/#XoneConstraintComponent)
    Xone(Vec<ShapeRef>),
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for parameter in compiler.parameters(shape, sh::NOT) {
        let not = Logical::Not(compiler.shape_parameter(parameter)?);
        constraints.push(compiler, parameter, Kind::Logical(not));
    }
    for parameter in compiler.parameters(shape, sh::AND) {
        let and = Logical::And(members(compiler, parameter)?);
        constraints.push(compiler, parameter, Kind::Logical(and));
    }
    for parameter in compiler.parameters(shape, sh::OR) {
        let or = Logical::Or(members(compiler, parameter)?);
        constraints.push(compiler, parameter, Kind::Logical(or));
    }
    for parameter in compiler.parameters(shape, sh::XONE) {
        let xone = Logical::Xone(members(compiler, parameter)?);
        constraints.push(compiler, parameter, Kind::Logical(xone));
    }
    Ok(())
}

fn members(compiler: &mut Compiler<'_>, parameter: Parameter) -> Result<Vec<ShapeRef>, ShapesError> {
    let members = compiler.parameter_list(parameter)?;
    members
        .into_iter()
        .map(|member| compiler.member_shape(parameter, member))
        .collect()
}

impl Logical {
    pub(super) fn component(&self) -> Component {
        match self {
            Self::Not(_) => Component::Not,
            Self::And(_) => Component::And,
            Self::Or(_) => Component::Or,
            Self::Xone(_) => Component::Xone,
        }
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        context.fail_values(|context, value| {
            let conforms = |shape: &ShapeRef| context.conforms(*shape, value);
            match self {
                Self::Not(shape) => !conforms(shape),
                Self::And(shapes) => shapes.iter().all(conforms),
                Self::Or(shapes) => shapes.iter().any(conforms),
                // A shape that is listed twice counts twice.
                Self::Xone(shapes) => shapes.iter().filter(|shape| conforms(shape)).count() == 1,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    fn combined(operator: &str, failing: &[&str]) {
        let shapes = format!(
            "e:S sh:targetNode e:x ;
                 sh:property [ sh:path e:p ; {operator} ( [ sh:minInclusive 2 ] [ sh:maxInclusive 2 ] ) ] ."
        );
        check(&shapes, "e:x e:p 1, 2, 'text' .", failing);
    }

    #[test]
    fn and_asks_for_all_or_for_one_xone_for_exactly_one() {
        combined(
            "sh:and",
            &["And e:x e:p \"1\"^^xsd:integer", "And e:x e:p \"text\""],
        );
        combined("sh:or", &["Or e:x e:p \"text\""]);
        combined(
            "sh:xone",
            &["Xone e:x e:p \"2\"^^xsd:integer", "Xone e:x e:p \"text\""],
        );
    }

    #[test]
    fn not_reports_the_value_that_conforms() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:not [ sh:pattern 'purl' ] ] .",
            "e:x e:p 'http://purl.org/', 'http://w3.org/' .",
            &["Not e:x e:p \"http://purl.org/\""],
        );
    }

    #[test]
    fn every_node_conforms_to_a_deactivated_shape() {
        check(
            "e:S sh:targetNode e:x ; sh:not [ sh:deactivated true ; sh:class e:C ] .",
            "e:x e:p 1 .",
            &["Not e:x - e:x"],
        );
    }
}
