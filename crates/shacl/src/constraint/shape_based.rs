//! Constraints that refer to other shapes (<https://www.w3.org/TR/shacl/#core-components-shape>).

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::error::ShapesWarningKind;
use crate::parse::{Compiler, Parameter};
use crate::shapes::ShapeRef;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// Constraints that refer to other shapes.
#[derive(Debug)]
pub(crate) enum ShapeBased {
    /// [`sh:node`](https://www.w3.org/TR/shacl/#NodeConstraintComponent)
    Node(ShapeRef),
    /// [`sh:property`](https://www.w3.org/TR/shacl/#PropertyConstraintComponent), whose results are those of the
    /// property shape
    Property(ShapeRef),
    /// [`sh:qualifiedValueShape`](https://www.w3.org/TR/shacl/#QualifiedValueShapeConstraintComponent) with
    /// `sh:qualifiedMinCount`
    QualifiedMin(QualifiedValueShape, usize),
    /// The same with `sh:qualifiedMaxCount`
    QualifiedMax(QualifiedValueShape, usize),
}

/// Which value nodes count.
#[derive(Clone, Debug)]
pub(crate) struct QualifiedValueShape {
    shape: ShapeRef,
    /// Shapes that a node must not conform to if it is to count; empty unless the shapes are disjoint.
    siblings: Vec<ShapeRef>,
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for parameter in compiler.parameters(shape, sh::NODE) {
        let node = ShapeBased::Node(compiler.shape_parameter(parameter)?);
        constraints.push(compiler, parameter, Kind::ShapeBased(node));
    }
    for parameter in compiler.parameters(shape, sh::PROPERTY) {
        if !compiler.has(parameter.value, sh::PATH) {
            let value = compiler.text(parameter.value).to_string();
            compiler.warn_at(parameter, ShapesWarningKind::DanglingProperty { value });
            continue;
        }
        let property = ShapeBased::Property(compiler.shape_parameter(parameter)?);
        constraints.push(compiler, parameter, Kind::ShapeBased(property));
    }
    compile_qualified(compiler, shape, constraints)
}

fn compile_qualified(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    let parameters = compiler.property_parameter(shape, sh::QUALIFIED_VALUE_SHAPE);
    let minimums = compiler.parameters(shape, sh::QUALIFIED_MIN_COUNT);
    let maximums = compiler.parameters(shape, sh::QUALIFIED_MAX_COUNT);
    if parameters.is_empty() != (minimums.is_empty() && maximums.is_empty()) {
        compiler.warn(shape, ShapesWarningKind::IncompleteQualifiedValueShape);
    }
    for parameter in parameters {
        let qualified = QualifiedValueShape {
            shape: compiler.shape_parameter(parameter)?,
            siblings: siblings(compiler, parameter)?,
        };
        for count in &minimums {
            let minimum = ShapeBased::QualifiedMin(qualified.clone(), compiler.count(*count)?);
            constraints.push(compiler, parameter, Kind::ShapeBased(minimum));
        }
        for count in &maximums {
            let maximum = ShapeBased::QualifiedMax(qualified.clone(), compiler.count(*count)?);
            constraints.push(compiler, parameter, Kind::ShapeBased(maximum));
        }
    }
    Ok(())
}

/// The [sibling shapes](https://www.w3.org/TR/shacl/#dfn-sibling-shapes) of a qualified value shape.
fn siblings(compiler: &mut Compiler<'_>, parameter: Parameter) -> Result<Vec<ShapeRef>, ShapesError> {
    if !compiler.is_true(parameter.shape, sh::QUALIFIED_VALUE_SHAPES_DISJOINT) {
        return Ok(Vec::new());
    }
    let own = compiler.objects(parameter.shape, sh::QUALIFIED_VALUE_SHAPE);
    let mut nodes = Vec::new();
    for parent in compiler.subjects(sh::PROPERTY, parameter.shape) {
        for property in compiler.objects(parent, sh::PROPERTY) {
            nodes.extend(compiler.objects(property, sh::QUALIFIED_VALUE_SHAPE));
        }
    }
    nodes.sort_unstable();
    nodes.dedup();
    nodes.retain(|node| !own.contains(node));
    nodes
        .into_iter()
        .map(|node| compiler.member_shape(parameter, node))
        .collect()
}

impl ShapeBased {
    pub(super) fn component(&self) -> Component {
        match self {
            Self::Node(_) | Self::Property(_) => Component::Node,
            Self::QualifiedMin(..) => Component::QualifiedMinCount,
            Self::QualifiedMax(..) => Component::QualifiedMaxCount,
        }
    }

    pub(super) fn fails_without_values(&self) -> bool {
        matches!(self, Self::QualifiedMin(_, 1..))
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        let passes = match self {
            Self::Node(shape) => {
                return context.fail_values(|context, value| context.conforms(*shape, value));
            }
            // The validator walks into property shapes itself, because they report their own results.
            Self::Property(_) => true,
            Self::QualifiedMin(qualified, count) => qualified.count(context) >= *count,
            Self::QualifiedMax(qualified, count) => qualified.count(context) <= *count,
        };
        if passes {
            return ControlFlow::Continue(());
        }
        context.fail(None)
    }
}

impl QualifiedValueShape {
    fn count<C: Collector>(&self, context: &Context<'_, C>) -> usize {
        let counts = |value: &_| {
            context.conforms(self.shape, *value)
                && !self
                    .siblings
                    .iter()
                    .any(|sibling| context.conforms(*sibling, *value))
        };
        context.values.iter().filter(counts).count()
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, error, warnings};

    #[test]
    fn node_reports_the_value_not_the_reason() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:node e:T ] .
             e:T sh:property [ sh:path e:q ; sh:minCount 1 ] .",
            "e:x e:p e:y, e:z, 'text' . e:y e:q 1 .",
            &["Node e:x e:p e:z", "Node e:x e:p \"text\""],
        );
    }

    #[test]
    fn a_nested_property_shape_reports_at_the_value_node() {
        check(
            "e:S sh:targetClass e:C ; sh:property [ sh:path e:p ;
                 sh:property [ sh:path e:scheme ; sh:hasValue e:codes ] ] .",
            "e:x a e:C ; e:p e:known, e:unknown, 'text' . e:y a e:C ; e:p e:unknown . e:known e:scheme e:codes .",
            &[
                "HasValue e:unknown e:scheme < e:x e:p",
                "HasValue \"text\" e:scheme < e:x e:p",
                "HasValue e:unknown e:scheme < e:y e:p",
            ],
        );
    }

    #[test]
    fn the_way_to_a_nested_result_is_told_from_the_outermost_on() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:property [ sh:path e:q ;
                 sh:property [ sh:path e:r ; sh:minCount 1 ] ] ] .",
            "e:x e:p e:y . e:y e:q e:z .",
            &["MinCount e:z e:r < e:x e:p < e:y e:q"],
        );
    }

    #[test]
    fn a_property_shape_reached_by_two_node_shapes_reports_twice() {
        check(
            "e:S sh:targetNode e:x ; sh:property e:P . e:T sh:targetNode e:x ; sh:property e:P .
             e:P sh:path e:p ; sh:minCount 1 .",
            "e:x e:q 1 .",
            &["MinCount e:x e:p", "MinCount e:x e:p"],
        );
    }

    #[test]
    fn a_property_shape_deactivated_elsewhere_is_silent() {
        check(
            "e:S sh:targetNode e:x ; sh:property e:P . e:P sh:path e:p ; sh:minCount 1 . e:P sh:deactivated true .",
            "e:x e:q 1 .",
            &[],
        );
    }

    #[test]
    fn qualified_counts_see_only_conforming_values() {
        check(
            "e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:K ] ;
                 sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ] .",
            "e:x a e:C ; e:p e:a, e:b . e:y a e:C . e:z a e:C ; e:p e:a, e:other . e:a a e:K . e:b a e:K .",
            &["QualifiedMaxCount e:x e:p", "QualifiedMinCount e:y e:p"],
        );
    }

    #[test]
    fn disjoint_qualified_shapes_do_not_count_what_a_sibling_counts() {
        check(
            "e:S sh:targetNode e:x ;
                 sh:property [ sh:path e:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ;
                     sh:qualifiedValueShape [ sh:class e:K ] ] ;
                 sh:property [ sh:path e:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ;
                     sh:qualifiedValueShape [ sh:class e:L ] ] .",
            "e:x e:p e:both, e:k . e:both a e:K, e:L . e:k a e:K .",
            &["QualifiedMinCount e:x e:p"],
        );
    }

    #[test]
    fn a_property_without_description_is_a_warning() {
        let warnings = warnings("e:S sh:targetNode e:x ; sh:property e:nowhere .");
        assert!(
            warnings.len() == 1 && warnings[0].contains("e/nowhere"),
            "{warnings:?}"
        );
    }

    #[test]
    fn shapes_that_refer_to_themselves_are_refused() {
        let error = error("e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:node e:S ] .");
        assert!(error.contains("refers to itself"), "{error}");
    }
}
