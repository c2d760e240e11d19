//! Least, greatest, sum and order of nodes, by the order of SPARQL.

use std::cmp::Ordering;

use kolophon_graph::Term;
use oxsdatatypes::{Decimal, Double};

use super::{Order, literal};
use crate::literal::LiteralValue;
use crate::node::Node;
use crate::validate::Validator;
use crate::vocab::xsd;

pub(super) fn least(validator: &Validator<'_>, nodes: Vec<Node>) -> Vec<Node> {
    let least = nodes.into_iter().min_by(|a, b| compare(validator, *a, *b));
    least.into_iter().collect()
}

pub(super) fn greatest(validator: &Validator<'_>, nodes: Vec<Node>) -> Vec<Node> {
    let greatest = nodes.into_iter().max_by(|a, b| compare(validator, *a, *b));
    greatest.into_iter().collect()
}

/// The nodes in the order of a key; nodes without key come first, as unbound variables do in SPARQL.
pub(super) fn sorted(
    validator: &Validator<'_>,
    nodes: Vec<Node>,
    key: impl Fn(&Node) -> Option<Node>,
    order: Order,
) -> Vec<Node> {
    let mut keyed: Vec<(Option<Node>, Node)> = nodes.into_iter().map(|node| (key(&node), node)).collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let ascending = match (a, b) {
            (Some(a), Some(b)) => compare(validator, *a, *b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        match order {
            Order::Ascending => ascending,
            Order::Descending => ascending.reverse(),
        }
    });
    keyed.into_iter().map(|(_, node)| node).collect()
}

/// The sum of numbers; nothing if a node is none, or the sum is too great for a decimal.
pub(super) fn sum(validator: &Validator<'_>, nodes: &[Node]) -> Vec<Node> {
    let values: Option<Vec<LiteralValue>> = nodes
        .iter()
        .map(|node| LiteralValue::parse(validator.terms().node(*node)))
        .collect();
    let Some((text, datatype)) = values.and_then(|values| exact(&values).or_else(|| rounded(&values))) else {
        return Vec::new();
    };
    vec![literal(validator, &text, datatype)]
}

fn exact(values: &[LiteralValue]) -> Option<(String, &'static str)> {
    let mut sum = Decimal::default();
    for value in values {
        let LiteralValue::Decimal(value) = value else {
            return None;
        };
        sum = sum.checked_add(*value)?;
    }
    let text = sum.to_string();
    let datatype = if text.contains('.') {
        xsd::DECIMAL
    } else {
        xsd::INTEGER
    };
    Some((text, datatype))
}

fn rounded(values: &[LiteralValue]) -> Option<(String, &'static str)> {
    let mut sum = Double::from(0.0);
    for value in values {
        sum = sum
            + match value {
                LiteralValue::Decimal(value) => Double::from(*value),
                LiteralValue::Float(value) => Double::from(*value),
                LiteralValue::Double(value) => *value,
                _ => return None,
            };
    }
    Some((sum.to_string(), xsd::DOUBLE))
}

/// By value where both have one that can be compared, else by text, so that the order never depends on numbering.
fn compare(validator: &Validator<'_>, a: Node, b: Node) -> Ordering {
    let terms = validator.terms();
    let (a, b) = (terms.node(a), terms.node(b));
    let by_rank = rank(a).cmp(&rank(b));
    let by_value = || LiteralValue::parse(a)?.compare(&LiteralValue::parse(b)?);
    by_rank
        .then_with(|| by_value().unwrap_or(Ordering::Equal))
        .then_with(|| a.cmp(&b))
}

/// Blank nodes, IRIs, literals (<https://www.w3.org/TR/sparql11-query/#modOrderBy>), numbers before texts.
fn rank(term: Term<'_>) -> u8 {
    match (term, LiteralValue::parse(term)) {
        (Term::BlankNode(_), _) => 0,
        (Term::Iri(_), _) => 1,
        (_, Some(LiteralValue::Decimal(_) | LiteralValue::Float(_) | LiteralValue::Double(_))) => 2,
        _ => 3,
    }
}
