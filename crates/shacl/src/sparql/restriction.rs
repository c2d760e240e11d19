//! What a query with pre-bound variables may not say (<https://www.w3.org/TR/shacl/#pre-binding>).

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::Variable;

/// The variables that get their value from outside.
#[derive(Clone, Debug, Default)]
pub(super) struct Prebound {
    /// Those that every subquery has to return.
    pub(super) returned: Vec<Variable>,
    /// `shapesGraph` and `currentShape`, which it may leave out.
    pub(super) other: Vec<Variable>,
}

impl Prebound {
    pub(super) fn new<'a>(returned: impl IntoIterator<Item = &'a str>) -> Self {
        let variables = |names: &[&str]| names.iter().map(|name| Variable::new_unchecked(*name)).collect();
        Self {
            returned: returned.into_iter().map(Variable::new_unchecked).collect(),
            other: variables(&["shapesGraph", "currentShape"]),
        }
    }

    /// Variables that a subquery may leave out.
    pub(super) fn optional<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            returned: Vec::new(),
            other: names.into_iter().map(Variable::new_unchecked).collect(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Variable> {
        self.returned.iter().chain(&self.other)
    }

    /// What the query says although it may not. The outermost projection is free: its variables are known anyway.
    pub(super) fn violation(&self, query: &GraphPattern) -> Option<String> {
        match query {
            GraphPattern::Project { inner, .. } => self.in_pattern(inner),
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.violation(inner),
            pattern => self.in_pattern(pattern),
        }
    }

    fn in_pattern(&self, pattern: &GraphPattern) -> Option<String> {
        let both = |left, right| self.in_pattern(left).or_else(|| self.in_pattern(right));
        match pattern {
            GraphPattern::Minus { .. } => {
                Some("MINUS is not allowed where variables are pre-bound".to_owned())
            }
            GraphPattern::Service { .. } => Some("SERVICE is not allowed".to_owned()),
            GraphPattern::Values { .. } => {
                Some("VALUES is not allowed where variables are pre-bound".to_owned())
            }
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => None,
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right } => both(left, right),
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => both(left, right).or_else(|| self.in_expression(expression.as_ref()?)),
            GraphPattern::Filter { expr, inner } => {
                self.in_pattern(inner).or_else(|| self.in_expression(expr))
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                if self.iter().any(|prebound| prebound == variable) {
                    return Some(format!(
                        "AS {variable} is not allowed, because the variable is pre-bound"
                    ));
                }
                self.in_pattern(inner).or_else(|| self.in_expression(expression))
            }
            GraphPattern::Project { inner, variables } => {
                let missing = self
                    .returned
                    .iter()
                    .find(|prebound| !variables.contains(prebound));
                missing
                    .map(|missing| format!("a subquery does not return the pre-bound variable {missing}"))
                    .or_else(|| self.in_pattern(inner))
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.in_pattern(inner),
            GraphPattern::OrderBy { inner, expression } => {
                let order = |order: &OrderExpression| match order {
                    OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
                        self.in_expression(expression)
                    }
                };
                self.in_pattern(inner)
                    .or_else(|| expression.iter().find_map(order))
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                let aggregate = |(_, aggregate): &(Variable, AggregateExpression)| match aggregate {
                    AggregateExpression::CountSolutions { .. } => None,
                    AggregateExpression::FunctionCall { expr, .. } => self.in_expression(expr),
                };
                self.in_pattern(inner)
                    .or_else(|| aggregates.iter().find_map(aggregate))
            }
        }
    }

    fn in_expression(&self, expression: &Expression) -> Option<String> {
        let all = |list: &[Expression]| list.iter().find_map(|inner| self.in_expression(inner));
        match expression {
            Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_) => None,
            Expression::Or(left, right)
            | Expression::And(left, right)
            | Expression::Equal(left, right)
            | Expression::SameTerm(left, right)
            | Expression::Greater(left, right)
            | Expression::GreaterOrEqual(left, right)
            | Expression::Less(left, right)
            | Expression::LessOrEqual(left, right)
            | Expression::Add(left, right)
            | Expression::Subtract(left, right)
            | Expression::Multiply(left, right)
            | Expression::Divide(left, right) => {
                self.in_expression(left).or_else(|| self.in_expression(right))
            }
            Expression::UnaryPlus(inner) | Expression::UnaryMinus(inner) | Expression::Not(inner) => {
                self.in_expression(inner)
            }
            Expression::Exists(pattern) => self.in_pattern(pattern),
            Expression::If(condition, then, otherwise) => self
                .in_expression(condition)
                .or_else(|| self.in_expression(then))
                .or_else(|| self.in_expression(otherwise)),
            Expression::In(inner, list) => self.in_expression(inner).or_else(|| all(list)),
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => all(list),
        }
    }
}

#[cfg(test)]
mod tests {
    use spargebra::{Query, SparqlParser};

    use super::*;

    fn violation(query: &str) -> Option<String> {
        let Query::Select { pattern, .. } = SparqlParser::new().parse_query(query).unwrap() else {
            panic!("{query}");
        };
        Prebound::new(["this"]).violation(&pattern)
    }

    #[test]
    fn what_is_not_allowed_is_found_wherever_it_stands() {
        for (query, expected) in [
            ("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }", "MINUS"),
            (
                "SELECT $this { OPTIONAL { ?a ?b ?c FILTER EXISTS { VALUES ?x { 1 } } } }",
                "VALUES",
            ),
            ("SELECT $this { } VALUES ?x { 1 }", "VALUES"),
            ("SELECT $this { { } UNION { SERVICE <urn:x> { } } }", "SERVICE"),
            ("SELECT (1 AS ?this) { }", "AS ?this"),
            ("SELECT ?x { BIND(1 AS $currentShape) }", "AS ?currentShape"),
            ("SELECT $this { { SELECT ?x { ?x ?y ?z } } }", "subquery"),
            (
                "SELECT $this { FILTER(IF(EXISTS { SELECT * { ?x ?y ?z } }, 1, 2)) }",
                "subquery",
            ),
            (
                "SELECT (SUM(IF(EXISTS { ?a ?b ?c MINUS { ?a ?b 1 } }, 1, 0)) AS ?n) { } GROUP BY $this",
                "MINUS",
            ),
            (
                "SELECT $this { } ORDER BY EXISTS { ?a ?b ?c MINUS { ?a ?b 1 } }",
                "MINUS",
            ),
        ] {
            let found = violation(query);
            assert!(
                found.as_ref().is_some_and(|reason| reason.contains(expected)),
                "{query}: {found:?}"
            );
        }
    }

    #[test]
    fn other_queries_are_allowed() {
        for query in [
            "SELECT DISTINCT ?value { { SELECT $this ?value { $this ?p ?value } } }",
            "SELECT $this (COUNT(?x) AS ?value) { $this ?p ?x } GROUP BY $this HAVING (COUNT(?x) > 1) LIMIT 1",
        ] {
            assert_eq!(violation(query), None, "{query}");
        }
    }
}
