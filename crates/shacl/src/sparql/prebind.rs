//! Pre-binding (<https://www.w3.org/TR/shacl/#pre-binding>): variables become constants in the whole algebra.
//!
//! The evaluator's own substitution sets the first solution mapping only; what is evaluated apart from it, such as a
//! filter in its own group, never sees the value. A constant is seen everywhere, and it lets the optimizer start there.

use kolophon_graph::sparql::GraphView;
use kolophon_graph::{RDF_LANG_STRING, Term};
use spareval::QueryEvaluator;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern, OrderExpression};
use spargebra::term::{Literal, NamedNode, NamedNodePattern, TermPattern, TriplePattern, Variable};

/// The function that makes a blank node of its label: no query can name one.
const BLANK_NODE: &str = "urn:x-kolophon:blank-node";

/// The value of a variable.
#[derive(Clone, Debug)]
pub(super) enum Constant {
    Iri(NamedNode),
    Literal(Literal),
    /// With the label of a [`GraphView`].
    BlankNode(String),
}

impl Constant {
    pub(super) fn new(term: Term<'_>) -> Self {
        match term.to_oxrdf() {
            oxrdf::Term::NamedNode(node) => Self::Iri(node),
            oxrdf::Term::Literal(literal) => Self::Literal(literal),
            oxrdf::Term::BlankNode(node) => Self::BlankNode(node.as_str().to_owned()),
        }
    }

    fn as_term(&self) -> TermPattern {
        match self {
            Self::Iri(node) => node.clone().into(),
            Self::Literal(literal) => literal.clone().into(),
            Self::BlankNode(label) => GraphView::pattern_constant(label).into(),
        }
    }

    /// As a predicate or the name of a graph, which only an IRI can be.
    fn as_name(&self) -> Option<NamedNodePattern> {
        match self {
            Self::Iri(node) => Some(node.clone().into()),
            Self::Literal(_) | Self::BlankNode(_) => None,
        }
    }

    fn as_expression(&self) -> Expression {
        match self {
            Self::Iri(node) => node.clone().into(),
            Self::Literal(literal) => literal.clone().into(),
            Self::BlankNode(label) => {
                let function = Function::Custom(NamedNode::new_unchecked(BLANK_NODE));
                let label = Literal::new_simple_literal(label.as_str());
                Expression::FunctionCall(function, vec![label.into()])
            }
        }
    }

    /// As message templates show it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Iri(node) => node.as_str().to_owned(),
            Self::Literal(literal) => literal.value().to_owned(),
            Self::BlankNode(label) => format!("_:{label}"),
        }
    }
}

/// A term of the evaluator as one of ours.
pub(super) fn as_term(term: &oxrdf::Term) -> Term<'_> {
    match term {
        oxrdf::Term::NamedNode(node) => Term::Iri(node.as_str()),
        oxrdf::Term::BlankNode(node) => Term::BlankNode(node.as_str()),
        oxrdf::Term::Literal(literal) => match literal.language() {
            Some(language) => Term::Literal {
                value: literal.value(),
                datatype: RDF_LANG_STRING,
                language: Some(language),
            },
            None => Term::Literal {
                value: literal.value(),
                datatype: literal.datatype().as_str(),
                language: None,
            },
        },
    }
}

/// An evaluator that understands pre-bound queries. It has no handler of services.
pub(super) fn engine() -> QueryEvaluator {
    QueryEvaluator::new().with_custom_function(NamedNode::new_unchecked(BLANK_NODE), |arguments| {
        match arguments {
            [oxrdf::Term::Literal(label)] => Some(oxrdf::BlankNode::new_unchecked(label.value()).into()),
            _ => None,
        }
    })
}

/// Variables and their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings(Vec<(Variable, Constant)>);

impl Bindings {
    pub(super) fn set(&mut self, variable: &str, value: Constant) {
        match self.0.iter_mut().find(|(known, _)| known.as_str() == variable) {
            Some((_, known)) => *known = value,
            None => self.0.push((Variable::new_unchecked(variable), value)),
        }
    }

    pub(super) fn get(&self, variable: &str) -> Option<&Constant> {
        self.0
            .iter()
            .find(|(known, _)| known.as_str() == variable)
            .map(|(_, value)| value)
    }

    /// The pattern with constants in place of the variables.
    pub(super) fn pattern(&self, pattern: &GraphPattern) -> GraphPattern {
        let inner = |inner: &GraphPattern| Box::new(self.pattern(inner));
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let triples: Option<Vec<TriplePattern>> =
                    patterns.iter().map(|triple| self.triple(triple)).collect();
                triples.map_or_else(nothing, |patterns| GraphPattern::Bgp { patterns })
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => GraphPattern::Path {
                subject: self.term(subject),
                path: path.clone(),
                object: self.term(object),
            },
            GraphPattern::Join { left, right } => GraphPattern::Join {
                left: inner(left),
                right: inner(right),
            },
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => GraphPattern::LeftJoin {
                left: inner(left),
                right: inner(right),
                expression: expression.as_ref().map(|expression| self.expression(expression)),
            },
            GraphPattern::Lateral { left, right } => GraphPattern::Lateral {
                left: inner(left),
                right: inner(right),
            },
            GraphPattern::Filter { expr, inner: group } => GraphPattern::Filter {
                expr: self.expression(expr),
                inner: inner(group),
            },
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: inner(left),
                right: inner(right),
            },
            GraphPattern::Graph { name, inner: group } => match self.name(name) {
                Some(name) => GraphPattern::Graph {
                    name,
                    inner: inner(group),
                },
                None => nothing(),
            },
            GraphPattern::Extend {
                inner: group,
                variable,
                expression,
            } => GraphPattern::Extend {
                inner: inner(group),
                variable: variable.clone(),
                expression: self.expression(expression),
            },
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: inner(left),
                right: inner(right),
            },
            GraphPattern::Values { .. } => pattern.clone(),
            GraphPattern::OrderBy {
                inner: group,
                expression,
            } => GraphPattern::OrderBy {
                inner: inner(group),
                expression: expression.iter().map(|order| self.order(order)).collect(),
            },
            GraphPattern::Project {
                inner: group,
                variables,
            } => GraphPattern::Project {
                inner: inner(group),
                variables: variables
                    .iter()
                    .filter(|variable| self.get(variable.as_str()).is_none())
                    .cloned()
                    .collect(),
            },
            GraphPattern::Distinct { inner: group } => GraphPattern::Distinct { inner: inner(group) },
            GraphPattern::Reduced { inner: group } => GraphPattern::Reduced { inner: inner(group) },
            GraphPattern::Slice {
                inner: group,
                start,
                length,
            } => GraphPattern::Slice {
                inner: inner(group),
                start: *start,
                length: *length,
            },
            GraphPattern::Group {
                inner: group,
                variables,
                aggregates,
            } => self.group(self.pattern(group), variables, aggregates),
            GraphPattern::Service {
                name,
                inner: group,
                silent,
            } => GraphPattern::Service {
                name: name.clone(),
                inner: inner(group),
                silent: *silent,
            },
        }
    }

    /// A group by a constant has no solution if there is nothing to group, whereas one by nothing has one: the variable
    /// stays and gets its value from each solution.
    fn group(
        &self,
        inner: GraphPattern,
        variables: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
    ) -> GraphPattern {
        let mut inner = inner;
        for variable in variables {
            if let Some(value) = self.get(variable.as_str()) {
                inner = GraphPattern::Extend {
                    inner: Box::new(inner),
                    variable: variable.clone(),
                    expression: value.as_expression(),
                };
            }
        }
        let aggregate = |aggregate: &AggregateExpression| match aggregate {
            AggregateExpression::CountSolutions { distinct } => {
                AggregateExpression::CountSolutions { distinct: *distinct }
            }
            AggregateExpression::FunctionCall { name, expr, distinct } => AggregateExpression::FunctionCall {
                name: name.clone(),
                expr: self.expression(expr),
                distinct: *distinct,
            },
        };
        GraphPattern::Group {
            inner: Box::new(inner),
            variables: variables.to_vec(),
            aggregates: aggregates
                .iter()
                .map(|(variable, expression)| (variable.clone(), aggregate(expression)))
                .collect(),
        }
    }

    fn order(&self, order: &OrderExpression) -> OrderExpression {
        match order {
            OrderExpression::Asc(expression) => OrderExpression::Asc(self.expression(expression)),
            OrderExpression::Desc(expression) => OrderExpression::Desc(self.expression(expression)),
        }
    }

    fn triple(&self, triple: &TriplePattern) -> Option<TriplePattern> {
        Some(TriplePattern {
            subject: self.term(&triple.subject),
            predicate: self.name(&triple.predicate)?,
            object: self.term(&triple.object),
        })
    }

    fn term(&self, term: &TermPattern) -> TermPattern {
        match term {
            TermPattern::Variable(variable) => self
                .get(variable.as_str())
                .map_or_else(|| term.clone(), Constant::as_term),
            TermPattern::NamedNode(_) | TermPattern::BlankNode(_) | TermPattern::Literal(_) => term.clone(),
        }
    }

    /// `None` if the value can stand for nothing there.
    fn name(&self, name: &NamedNodePattern) -> Option<NamedNodePattern> {
        match name {
            NamedNodePattern::Variable(variable) => match self.get(variable.as_str()) {
                Some(value) => value.as_name(),
                None => Some(name.clone()),
            },
            NamedNodePattern::NamedNode(_) => Some(name.clone()),
        }
    }

    fn expression(&self, expression: &Expression) -> Expression {
        use Expression as E;
        let inner = |inner: &E| Box::new(self.expression(inner));
        let all = |list: &[E]| list.iter().map(|inner| self.expression(inner)).collect();
        match expression {
            E::NamedNode(_) | E::Literal(_) => expression.clone(),
            E::Variable(variable) => self
                .get(variable.as_str())
                .map_or_else(|| expression.clone(), Constant::as_expression),
            E::Bound(variable) => match self.get(variable.as_str()) {
                Some(_) => Literal::from(true).into(),
                None => expression.clone(),
            },
            E::Or(left, right) => E::Or(inner(left), inner(right)),
            E::And(left, right) => E::And(inner(left), inner(right)),
            E::Equal(left, right) => E::Equal(inner(left), inner(right)),
            E::SameTerm(left, right) => E::SameTerm(inner(left), inner(right)),
            E::Greater(left, right) => E::Greater(inner(left), inner(right)),
            E::GreaterOrEqual(left, right) => E::GreaterOrEqual(inner(left), inner(right)),
            E::Less(left, right) => E::Less(inner(left), inner(right)),
            E::LessOrEqual(left, right) => E::LessOrEqual(inner(left), inner(right)),
            E::In(value, list) => E::In(inner(value), all(list)),
            E::Add(left, right) => E::Add(inner(left), inner(right)),
            E::Subtract(left, right) => E::Subtract(inner(left), inner(right)),
            E::Multiply(left, right) => E::Multiply(inner(left), inner(right)),
            E::Divide(left, right) => E::Divide(inner(left), inner(right)),
            E::UnaryPlus(value) => E::UnaryPlus(inner(value)),
            E::UnaryMinus(value) => E::UnaryMinus(inner(value)),
            E::Not(value) => E::Not(inner(value)),
            E::Exists(pattern) => E::Exists(Box::new(self.pattern(pattern))),
            E::If(condition, then, otherwise) => E::If(inner(condition), inner(then), inner(otherwise)),
            E::Coalesce(list) => E::Coalesce(all(list)),
            E::FunctionCall(function, list) => E::FunctionCall(function.clone(), all(list)),
        }
    }
}

/// A pattern without solution.
fn nothing() -> GraphPattern {
    GraphPattern::Values {
        variables: Vec::new(),
        bindings: Vec::new(),
    }
}
