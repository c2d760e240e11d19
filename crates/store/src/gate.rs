//! What a query of a stranger may not ask, whatever it would cost: forms that no honest query has, and that take the
//! evaluator's time or memory before it looks at the data.
//!
//! The worker's limits hold for everything else. What is refused here is told before anything is evaluated, with the
//! number that may be there.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::Variable;

use crate::error::QueryError;

/// What a query may have only so much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Excess {
    /// Triple patterns and property paths: their order is found in cubic time.
    TriplePatterns,
    /// Alternatives of `UNION`.
    Unions,
    /// Rows of `VALUES`.
    Values,
    /// Combinations of the rows of several `VALUES`.
    Combinations,
    /// How often a value is repeated in one that is built from it, by expressions that use it more than once.
    Repetitions,
}

impl Excess {
    /// How many there may be.
    #[must_use]
    pub fn limit(self) -> u64 {
        match self {
            Self::TriplePatterns | Self::Unions => 128,
            Self::Values => 5_000,
            Self::Combinations => 100_000,
            Self::Repetitions => 1_000,
        }
    }
}

/// Refuses a query that has too much of something.
pub(crate) fn check(query: &Query) -> Result<(), QueryError> {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    let mut count = Count::default();
    let combinations = count.pattern(pattern);
    for (excess, found) in [
        (Excess::TriplePatterns, count.triple_patterns),
        (Excess::Unions, count.unions),
        (Excess::Values, count.values),
        (Excess::Combinations, combinations),
        (Excess::Repetitions, count.repetitions),
    ] {
        if found > excess.limit() {
            return Err(QueryError::TooMuch { excess });
        }
    }
    Ok(())
}

#[derive(Default)]
struct Count {
    triple_patterns: u64,
    unions: u64,
    values: u64,
    /// How often the value of a variable repeats those that it is built from.
    grown: HashMap<Variable, u64>,
    /// The most of `grown`.
    repetitions: u64,
}

impl Count {
    /// Counts what is in a pattern, and returns how many rows its `VALUES` make together.
    fn pattern(&mut self, pattern: &GraphPattern) -> u64 {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                self.triple_patterns += patterns.len() as u64;
                1
            }
            GraphPattern::Path { .. } => {
                self.triple_patterns += 1;
                1
            }
            GraphPattern::Values { bindings, .. } => {
                self.values += bindings.len() as u64;
                (bindings.len() as u64).max(1)
            }
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.pattern(left).saturating_mul(self.pattern(right))
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                if let Some(expression) = expression {
                    self.expression(expression);
                }
                self.pattern(left).saturating_mul(self.pattern(right))
            }
            GraphPattern::Union { left, right } => {
                self.unions += 1;
                self.pattern(left).saturating_add(self.pattern(right))
            }
            GraphPattern::Minus { left, right } => {
                let rows = self.pattern(left);
                rows.max(self.pattern(right))
            }
            GraphPattern::Filter { expr, inner } => {
                let rows = self.pattern(inner);
                self.expression(expr);
                rows
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let rows = self.pattern(inner);
                let grown = self.expression(expression).max(1);
                self.grown.insert(variable.clone(), grown);
                self.repetitions = self.repetitions.max(grown);
                rows
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Group { inner, .. }
            | GraphPattern::Service { inner, .. } => self.pattern(inner),
        }
    }

    /// How often an expression repeats the values that it is built from.
    fn expression(&mut self, expression: &Expression) -> u64 {
        match expression {
            Expression::NamedNode(_) | Expression::Literal(_) | Expression::Bound(_) => 0,
            Expression::Variable(variable) => self.grown.get(variable).copied().unwrap_or(1),
            Expression::Exists(pattern) => {
                self.pattern(pattern);
                0
            }
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => {
                // The result is a number or a truth value, however long its operands are.
                self.expression(a);
                self.expression(b);
                1
            }
            Expression::In(a, list) => {
                self.expression(a);
                self.all(list);
                1
            }
            Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => {
                self.expression(a).min(1)
            }
            Expression::If(condition, a, b) => {
                self.expression(condition);
                self.expression(a).max(self.expression(b))
            }
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => self.all(list),
        }
    }

    fn all(&mut self, list: &[Expression]) -> u64 {
        list.iter().fold(0, |sum: u64, expression| {
            sum.saturating_add(self.expression(expression))
        })
    }
}

#[cfg(test)]
mod tests {
    use spargebra::SparqlParser;

    use super::*;

    fn excess(query: &str) -> Option<Excess> {
        let query = SparqlParser::new().parse_query(query).unwrap();
        match check(&query) {
            Err(QueryError::TooMuch { excess }) => Some(excess),
            _ => None,
        }
    }

    fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
        let parts: Vec<String> = (0..count).map(part).collect();
        parts.join(" ")
    }

    #[test]
    fn forms_that_take_everything_are_refused() {
        let values = "{ 0 1 2 3 4 5 6 7 8 9 }";
        let product = |count| repeated(count, |number| format!("VALUES ?v{number} {values}"));
        assert_eq!(
            excess(&format!("SELECT * {{ {} }}", product(6))),
            Some(Excess::Combinations)
        );
        assert_eq!(excess(&format!("SELECT * {{ {} }}", product(5))), None);
        let nested = format!(
            "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {} }} }}",
            repeated(200, |n| format!("?s ?p{n} ?o ."))
        );
        assert_eq!(excess(&nested), Some(Excess::TriplePatterns));
        let rows = format!(
            "SELECT * {{ VALUES ?v {{ {} }} }}",
            repeated(6_000, |n| n.to_string())
        );
        assert_eq!(excess(&rows), Some(Excess::Values));
        let unions = format!("SELECT * {{ {{}} {} }}", repeated(200, |_| "UNION {}".to_owned()));
        assert_eq!(excess(&unions), Some(Excess::Unions));
        let doubling = |count| {
            let doubling = repeated(count, |n| format!("BIND(CONCAT(?x{n}, ?x{n}) AS ?x{})", n + 1));
            format!("SELECT * {{ BIND('a' AS ?x0) {doubling} }}")
        };
        assert_eq!(excess(&doubling(10)), Some(Excess::Repetitions));
        assert_eq!(excess(&doubling(9)), None);
        let subselect = repeated(10, |n| format!("BIND(REPLACE(?x{n}, 'a', ?x{n}) AS ?x{})", n + 1));
        assert_eq!(
            excess(&format!(
                "ASK {{ {{ SELECT * {{ BIND('aa' AS ?x0) {subselect} }} }} }}"
            )),
            Some(Excess::Repetitions)
        );
    }

    #[test]
    fn honest_queries_pass() {
        for query in [
            "SELECT * { VALUES ?city { 'Mainz' 'Halle' } VALUES ?theme { 1 2 3 } ?s ?p ?city ; ?q ?theme }",
            "SELECT ?s (CONCAT(?a, ' ', ?b, ' ', ?a) AS ?text) { ?s ?p ?a ; ?q ?b } ORDER BY ?text",
            "SELECT * { ?s ?p ?n BIND(?n * ?n AS ?a) BIND(?a * ?a AS ?b) BIND(?b + ?b * ?b AS ?c) }",
            "SELECT ?p (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { ?o ?p ?s } } GROUP BY ?p HAVING(?n > 1)",
        ] {
            assert_eq!(excess(query), None, "{query}");
        }
    }
}
