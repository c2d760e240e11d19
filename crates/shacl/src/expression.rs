//! Expression constraints and their node expressions (<https://www.w3.org/TR/shacl-af/#node-expressions>).

mod aggregate;
mod parse;

use std::ops::ControlFlow;

use kolophon_graph::{Term, TermId};

use crate::ShapesError;
use crate::node::{Node, ShapeTermId};
use crate::parse::{Compiler, Parameter};
use crate::report::{Details, ResultPath};
use crate::shapes::{PathRef, ShapeRef};
use crate::validate::{Collector, Context, Validator};
use crate::vocab::{sh, xsd};

/// `sh:expression` (<https://www.w3.org/TR/shacl-af/#ExpressionConstraintComponent>): every value node for which the
/// expression gives anything but `true` fails.
#[derive(Debug)]
pub(crate) struct ExpressionConstraint {
    expression: Expression,
    messages: Vec<ShapeTermId>,
    source: ShapeTermId,
}

/// What computes a list of nodes from a focus node.
#[derive(Debug)]
pub(crate) enum Expression {
    /// [`sh:this`](https://www.w3.org/TR/shacl-af/#node-expressions-focus)
    Focus,
    /// [An IRI or a literal](https://www.w3.org/TR/shacl-af/#node-expressions-constant)
    Constant(ShapeTermId),
    /// [`sh:path`](https://www.w3.org/TR/shacl-af/#node-expressions-path) at the nodes of another expression
    Path(PathRef, Box<Self>),
    /// [`sh:filterShape`](https://www.w3.org/TR/shacl-af/#node-expressions-filter-shape)
    Filter(ShapeRef, Box<Self>),
    /// [`sh:exists`](https://www.w3.org/TR/shacl-af/#node-expressions-exists)
    Exists(Box<Self>),
    /// [`sh:if`](https://www.w3.org/TR/shacl-af/#node-expressions-if) with `sh:then` and `sh:else`
    If(Box<Self>, Option<Box<Self>>, Option<Box<Self>>),
    /// [`sh:intersection`](https://www.w3.org/TR/shacl-af/#node-expressions-intersection)
    Intersection(Vec<Self>),
    /// [`sh:union`](https://www.w3.org/TR/shacl-af/#node-expressions-union)
    Union(Vec<Self>),
    /// [`sh:distinct`](https://www.w3.org/TR/shacl-af/#node-expressions-distinct)
    Distinct(Box<Self>),
    /// [`sh:count`](https://www.w3.org/TR/shacl-af/#node-expressions-count)
    Count(Box<Self>),
    /// [`sh:min`](https://www.w3.org/TR/shacl-af/#node-expressions-min)
    Min(Box<Self>),
    /// [`sh:max`](https://www.w3.org/TR/shacl-af/#node-expressions-max)
    Max(Box<Self>),
    /// [`sh:sum`](https://www.w3.org/TR/shacl-af/#node-expressions-sum)
    Sum(Box<Self>),
    /// [`sh:limit`](https://www.w3.org/TR/shacl-af/#node-expressions-limit)
    Limit(usize, Box<Self>),
    /// [`sh:offset`](https://www.w3.org/TR/shacl-af/#node-expressions-offset)
    Offset(usize, Box<Self>),
    /// [`sh:orderBy`](https://www.w3.org/TR/shacl-af/#node-expressions-orderby) with `sh:desc`
    OrderBy(Box<Self>, Order, Box<Self>),
}

/// Which nodes come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

impl ExpressionConstraint {
    /// The constraints of a shape, each with the parameter that declares it.
    pub(crate) fn compile_all(
        compiler: &mut Compiler<'_>,
        shape: TermId,
    ) -> Result<Vec<(Parameter, Self)>, ShapesError> {
        let mut constraints = Vec::new();
        for parameter in compiler.parameters(shape, sh::EXPRESSION) {
            if compiler.is_true(parameter.value, sh::DEACTIVATED) {
                continue;
            }
            if let Some(expression) = Expression::compile(compiler, parameter)? {
                let constraint = Self {
                    expression,
                    messages: compiler.messages(parameter.value)?,
                    source: compiler.term(parameter.value),
                };
                constraints.push((parameter, constraint));
            }
        }
        Ok(constraints)
    }

    pub(crate) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        let validator = context.validator;
        for value in context.values.iter() {
            if self.expression.is_true(validator, value) {
                continue;
            }
            let details = Details {
                messages: self
                    .messages
                    .iter()
                    .map(|message| validator.binding.node(*message))
                    .collect(),
                source_constraint: Some(self.source),
                ..Details::default()
            };
            let path = context.path.map(ResultPath::Shape);
            context.fail_with(path, Some(value), details)?;
        }
        ControlFlow::Continue(())
    }
}

impl Expression {
    /// The nodes that the expression gives at a focus node.
    fn evaluate(&self, validator: &Validator<'_>, focus: Node) -> Vec<Node> {
        let nodes = |inner: &Self| inner.evaluate(validator, focus);
        match self {
            Self::Focus => vec![focus],
            Self::Constant(term) => vec![validator.binding.node(*term)],
            Self::Path(path, starts) => {
                let path = validator.shapes.path(*path);
                let (mut ends, mut found) = (Vec::new(), Vec::new());
                for start in nodes(starts) {
                    path.evaluate(&validator.binding, start, &mut found);
                    ends.append(&mut found);
                }
                ends
            }
            Self::Filter(shape, inner) => {
                let mut nodes = nodes(inner);
                nodes.retain(|node| validator.conforms(*shape, *node));
                nodes
            }
            Self::Exists(inner) => vec![boolean(validator, !nodes(inner).is_empty())],
            Self::If(condition, then, otherwise) => {
                let branch = if condition.is_true(validator, focus) {
                    then
                } else {
                    otherwise
                };
                branch.as_deref().map_or_else(Vec::new, nodes)
            }
            Self::Intersection(members) => {
                let Some((first, rest)) = members.split_first() else {
                    return Vec::new();
                };
                let rest: Vec<Vec<Node>> = rest.iter().map(nodes).collect();
                let mut nodes = nodes(first);
                nodes.retain(|node| rest.iter().all(|other| other.contains(node)));
                nodes
            }
            Self::Union(members) => members.iter().flat_map(nodes).collect(),
            Self::Distinct(inner) => {
                let mut seen = rustc_hash::FxHashSet::default();
                let mut nodes = nodes(inner);
                nodes.retain(|node| seen.insert(*node));
                nodes
            }
            Self::Count(inner) => vec![integer(validator, nodes(inner).len())],
            Self::Min(inner) => aggregate::least(validator, nodes(inner)),
            Self::Max(inner) => aggregate::greatest(validator, nodes(inner)),
            Self::Sum(inner) => aggregate::sum(validator, &nodes(inner)),
            Self::Limit(count, inner) => {
                let mut nodes = nodes(inner);
                nodes.truncate(*count);
                nodes
            }
            Self::Offset(count, inner) => nodes(inner).into_iter().skip(*count).collect(),
            Self::OrderBy(key, order, inner) => {
                let key = |node: &Node| key.evaluate(validator, *node).into_iter().min();
                aggregate::sorted(validator, nodes(inner), key, *order)
            }
        }
    }

    fn is_true(&self, validator: &Validator<'_>, focus: Node) -> bool {
        let nodes = self.evaluate(validator, focus);
        nodes == [boolean(validator, true)]
    }
}

fn boolean(validator: &Validator<'_>, value: bool) -> Node {
    literal(validator, if value { "true" } else { "false" }, xsd::BOOLEAN)
}

fn integer(validator: &Validator<'_>, value: usize) -> Node {
    literal(validator, &value.to_string(), xsd::INTEGER)
}

fn literal(validator: &Validator<'_>, value: &str, datatype: &str) -> Node {
    validator.known_or_computed(Term::Literal {
        value,
        datatype,
        language: None,
    })
}

#[cfg(test)]
mod tests;
