//! Value ranges (<https://www.w3.org/TR/shacl/#core-components-range>).

use std::cmp::Ordering;
use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::literal::LiteralValue;
use crate::parse::Compiler;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// A bound that every value node must keep; what cannot be compared with it fails.
#[derive(Debug)]
pub(crate) struct ValueRange {
    limit: Limit,
    bound: LiteralValue,
}

/// Which side, and whether the bound itself passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// [`sh:minExclusive`](https://www.w3.org/TR/shacl/#MinExclusiveConstraintComponent)
    MinExclusive,
    /// [`sh:minInclusive`](https://www.w3.org/TR/shacl/#MinInclusiveConstraintComponent)
    MinInclusive,
    /// [`sh:maxExclusive`](https://www.w3.org/TR/shacl/#MaxExclusiveConstraintComponent)
    MaxExclusive,
    /// [`sh:maxInclusive`](https://www.w3.org/TR/shacl/#MaxInclusiveConstraintComponent)
    MaxInclusive,
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for (name, limit) in [
        (sh::MIN_EXCLUSIVE, Limit::MinExclusive),
        (sh::MIN_INCLUSIVE, Limit::MinInclusive),
        (sh::MAX_EXCLUSIVE, Limit::MaxExclusive),
        (sh::MAX_INCLUSIVE, Limit::MaxInclusive),
    ] {
        for parameter in compiler.single_parameter(shape, name) {
            let Some(bound) = LiteralValue::parse(compiler.text(parameter.value)) else {
                return Err(compiler.invalid(parameter, "a number, date, time or text"));
            };
            constraints.push(compiler, parameter, Kind::ValueRange(ValueRange { limit, bound }));
        }
    }
    Ok(())
}

impl ValueRange {
    pub(super) fn component(&self) -> Component {
        match self.limit {
            Limit::MinExclusive => Component::MinExclusive,
            Limit::MinInclusive => Component::MinInclusive,
            Limit::MaxExclusive => Component::MaxExclusive,
            Limit::MaxInclusive => Component::MaxInclusive,
        }
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        context.fail_values(|context, value| {
            let value = LiteralValue::parse(context.text(value));
            let order = value.and_then(|value| value.compare(&self.bound));
            match self.limit {
                Limit::MinExclusive => order == Some(Ordering::Greater),
                Limit::MinInclusive => order.is_some_and(Ordering::is_ge),
                Limit::MaxExclusive => order == Some(Ordering::Less),
                Limit::MaxInclusive => order.is_some_and(Ordering::is_le),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn each_limit_keeps_its_side() {
        for (limit, failing) in [
            ("sh:minExclusive", &["1", "2"][..]),
            ("sh:minInclusive", &["1"]),
            ("sh:maxExclusive", &["2", "3"]),
            ("sh:maxInclusive", &["3"]),
        ] {
            let shapes = format!("e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; {limit} 2.0 ] .");
            let component = limit.trim_start_matches("sh:m");
            let results: Vec<String> = failing
                .iter()
                .map(|value| format!("M{component} e:x e:p \"{value}\"^^xsd:integer"))
                .collect();
            let results: Vec<&str> = results.iter().map(String::as_str).collect();
            check(&shapes, "e:x e:p 1, 2, 3 .", &results);
        }
    }

    #[test]
    fn what_cannot_be_compared_fails() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:minInclusive '2020-01-01'^^xsd:date ] .",
            "e:x e:p '2021-01-01'^^xsd:date, 2021, 'gestern', e:y, '2019-12-31'^^xsd:date .",
            &[
                "MinInclusive e:x e:p \"2021\"^^xsd:integer",
                "MinInclusive e:x e:p \"gestern\"",
                "MinInclusive e:x e:p e:y",
                "MinInclusive e:x e:p \"2019-12-31\"^^xsd:date",
            ],
        );
    }
}
