//! Pairs of properties (<https://www.w3.org/TR/shacl/#core-components-property-pairs>).

use std::cmp::Ordering;
use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::literal::LiteralValue;
use crate::parse::Compiler;
use crate::shapes::PredicateIndex;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// A comparison of the value nodes with the values of another property of the focus node.
#[derive(Debug)]
pub(crate) struct PropertyPair {
    relation: Relation,
    other: PredicateIndex,
}

/// How the two sets must relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// [`sh:equals`](https://www.w3.org/TR/shacl/#EqualsConstraintComponent)
    Equals,
    /// [`sh:disjoint`](https://www.w3.org/TR/shacl/#DisjointConstraintComponent)
    Disjoint,
    /// [`sh:lessThan`](https://www.w3.org/TR/shacl/#LessThanConstraintComponent)
    LessThan,
    /// [`sh:lessThanOrEquals`](https://www.w3.org/TR/shacl/#LessThanOrEqualsConstraintComponent)
    LessThanOrEquals,
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for (name, relation) in [
        (sh::EQUALS, Relation::Equals),
        (sh::DISJOINT, Relation::Disjoint),
        (sh::LESS_THAN, Relation::LessThan),
        (sh::LESS_THAN_OR_EQUALS, Relation::LessThanOrEquals),
    ] {
        let parameters = match relation {
            Relation::Equals | Relation::Disjoint => compiler.parameters(shape, name),
            Relation::LessThan | Relation::LessThanOrEquals => compiler.property_parameter(shape, name),
        };
        for parameter in parameters {
            let other = compiler.iri(parameter)?;
            let other = compiler.predicate(other);
            let pair = PropertyPair { relation, other };
            constraints.push(compiler, parameter, Kind::PropertyPair(pair));
        }
    }
    Ok(())
}

impl PropertyPair {
    pub(super) fn component(&self) -> Component {
        match self.relation {
            Relation::Equals => Component::Equals,
            Relation::Disjoint => Component::Disjoint,
            Relation::LessThan => Component::LessThan,
            Relation::LessThanOrEquals => Component::LessThanOrEquals,
        }
    }

    pub(super) fn fails_without_values(&self) -> bool {
        self.relation == Relation::Equals
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        let validator = context.validator;
        let others = validator.objects(context.focus_node, self.other);
        match self.relation {
            Relation::Equals => {
                context.fail_values(|_, value| others.contains(value))?;
                for other in others.iter() {
                    if !context.values.contains(other) {
                        context.fail(Some(other))?;
                    }
                }
                ControlFlow::Continue(())
            }
            Relation::Disjoint => context.fail_values(|_, value| !others.contains(value)),
            Relation::LessThan => self.fail_pairs(context, |order| order == Ordering::Less),
            Relation::LessThanOrEquals => self.fail_pairs(context, Ordering::is_le),
        }
    }

    /// One result for every pair of values that is not in order or cannot be compared.
    fn fail_pairs<C: Collector>(
        &self,
        context: &mut Context<'_, C>,
        passes: impl Fn(Ordering) -> bool,
    ) -> ControlFlow<()> {
        let others = context.validator.objects(context.focus_node, self.other);
        for value in context.values.iter() {
            for other in others.iter() {
                let left = LiteralValue::parse(context.text(value));
                let right = LiteralValue::parse(context.text(other));
                let order = left.zip(right).and_then(|(left, right)| left.compare(&right));
                if !order.is_some_and(&passes) {
                    context.fail(Some(value))?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn equals_reports_what_either_side_lacks() {
        check(
            "e:S sh:targetSubjectsOf e:q ; sh:property [ sh:path e:p ; sh:equals e:q ] .",
            "e:x e:p 1, 2 ; e:q 2, 3 . e:y e:q 4 .",
            &[
                "Equals e:x e:p \"1\"^^xsd:integer",
                "Equals e:x e:p \"3\"^^xsd:integer",
                "Equals e:y e:p \"4\"^^xsd:integer",
            ],
        );
    }

    #[test]
    fn disjoint_reports_what_both_have() {
        check(
            "e:S sh:targetSubjectsOf e:q ; sh:property [ sh:path e:p ; sh:disjoint e:q ] .",
            "e:x e:p 1, 2 ; e:q 2, 3 .",
            &["Disjoint e:x e:p \"2\"^^xsd:integer"],
        );
    }

    #[test]
    fn less_than_reports_every_pair_out_of_order() {
        check(
            "e:S sh:targetSubjectsOf e:q ; sh:property [ sh:path e:p ; sh:lessThan e:q ] .",
            "e:x e:p 1, 2 ; e:q 1, 2 . e:y e:p 'a' ; e:q 9 .",
            &[
                "LessThan e:x e:p \"1\"^^xsd:integer",
                "LessThan e:x e:p \"2\"^^xsd:integer",
                "LessThan e:x e:p \"2\"^^xsd:integer",
                "LessThan e:y e:p \"a\"",
            ],
        );
    }

    #[test]
    fn less_than_or_equals_lets_equal_values_pass() {
        check(
            "e:S sh:targetSubjectsOf e:q ; sh:property [ sh:path e:p ; sh:lessThanOrEquals e:q ] .",
            "e:x e:p 1, 2 ; e:q 1, 2.0 .",
            &["LessThanOrEquals e:x e:p \"2\"^^xsd:integer"],
        );
    }
}
