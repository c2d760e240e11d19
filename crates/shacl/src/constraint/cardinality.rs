//! Cardinality (<https://www.w3.org/TR/shacl/#core-components-count>).

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::parse::Compiler;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// Constraints on the number of value nodes.
#[derive(Debug)]
pub(crate) enum Cardinality {
    /// [`sh:minCount`](https://www.w3.org/TR/shacl/#MinCountConstraintComponent)
    Min(usize),
    /// [`sh:maxCount`](https://www.w3.org/TR/shacl/#MaxCountConstraintComponent)
    Max(usize),
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for parameter in compiler.property_parameter(shape, sh::MIN_COUNT) {
        let count = Cardinality::Min(compiler.count(parameter)?);
        constraints.push(compiler, parameter, Kind::Cardinality(count));
    }
    for parameter in compiler.property_parameter(shape, sh::MAX_COUNT) {
        let count = Cardinality::Max(compiler.count(parameter)?);
        constraints.push(compiler, parameter, Kind::Cardinality(count));
    }
    Ok(())
}

impl Cardinality {
    pub(super) fn component(&self) -> Component {
        match self {
            Self::Min(_) => Component::MinCount,
            Self::Max(_) => Component::MaxCount,
        }
    }

    pub(super) fn fails_without_values(&self) -> bool {
        matches!(self, Self::Min(1..))
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        let passes = match self {
            Self::Min(count) => context.values.len() >= *count,
            Self::Max(count) => context.values.len() <= *count,
        };
        if passes {
            return ControlFlow::Continue(());
        }
        context.fail(None)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn too_few_and_too_many_values_are_one_result_each() {
        check(
            "e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:maxCount 2 ] .",
            "e:none a e:C . e:one a e:C ; e:p 1 . e:two a e:C ; e:p 1, 2 . e:three a e:C ; e:p 1, 2, 3 .",
            &["MinCount e:none e:p", "MaxCount e:three e:p"],
        );
    }

    #[test]
    fn a_node_that_is_only_in_the_shapes_has_no_values() {
        check(
            "e:S sh:targetNode e:absent ; sh:property [ sh:path e:p ; sh:minCount 1 ] .",
            "e:x e:p 1 .",
            &["MinCount e:absent e:p"],
        );
    }
}
