//! Datasets that harvesters could not tell apart, or not at all.

use std::collections::BTreeMap;

use kolophon_dcat::vocab::dcterms;
use kolophon_diagnostic::{Consequence, Finding, RuleId, Severity, Text};
use kolophon_graph::{Graph, TermId, TripleIndex};
use unicode_normalization::UnicodeNormalization as _;

use crate::result::node_text;
use crate::{owner::Owners, place};

/// The identifier as piveau compares it: NFKD, `%` removed, every other character that is no letter, digit or
/// underscore replaced by `-`, lower case.
#[must_use]
pub fn normalised_identifier(identifier: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let characters = identifier.nfkd().filter(|c| *c != '%');
    characters
        .map(|c| if is_word(c) { c.to_ascii_lowercase() } else { '-' })
        .collect()
}

/// Datasets without an address, and identifiers that several datasets share.
pub(crate) fn check(graph: &Graph, owners: &Owners<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut by_identifier: BTreeMap<String, Vec<(TermId, TripleIndex)>> = BTreeMap::new();
    let identifier = graph.iri(dcterms::IDENTIFIER);
    for dataset in owners.datasets() {
        if dataset.is_blank_node() {
            findings.push(without_address(graph, dataset));
        }
        let Some(identifier) = identifier else { continue };
        for triple in graph
            .property(dataset, identifier)
            .filter(|triple| graph.position(*triple).is_known())
        {
            let value = normalised_identifier(graph.term(graph.triple(triple).object).value());
            by_identifier.entry(value).or_default().push((dataset, triple));
        }
    }
    for users in by_identifier.into_values() {
        let (first, _) = users[0];
        let others = users.iter().filter(|(dataset, _)| *dataset != first);
        findings.extend(others.map(|(dataset, triple)| shared(graph, *dataset, *triple, first)));
    }
    findings
}

fn without_address(graph: &Graph, dataset: TermId) -> Finding {
    let message = Text::new(
        "Der Datensatz hat keine dauerhafte Adresse.",
        "The dataset has no permanent address.",
    );
    Finding {
        place: place::of_node(graph, dataset),
        focus: Some(node_text(graph.term(dataset))),
        ..blocking("dataset-address-missing", message)
    }
}

fn shared(graph: &Graph, dataset: TermId, triple: TripleIndex, first: TermId) -> Finding {
    let value = graph.term(graph.triple(triple).object).value();
    let other = node_text(graph.term(first));
    let message = Text::new(
        format!("Die Kennung „{value}“ gehört schon zu einem anderen Datensatz ({other})."),
        format!("The identifier “{value}” already belongs to another dataset ({other})."),
    );
    Finding {
        place: place::of_object(graph, triple),
        focus: Some(node_text(graph.term(dataset))),
        path: Some(dcterms::IDENTIFIER.to_owned()),
        value: Some(value.to_owned()),
        ..blocking("dataset-identifier-not-unique", message)
    }
}

fn blocking(rule: &str, message: Text) -> Finding {
    Finding {
        rule: RuleId::new(rule),
        severity: Severity::Error,
        message,
        why: None,
        clause: None,
        mend: None,
        consequence: Consequence::Drops,
        blocking: true,
        place: None,
        dataset: None,
        focus: None,
        path: None,
        value: None,
        result: None,
        fix: None,
        insertion: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_compared_as_harvesters_do() {
        assert_eq!(normalised_identifier("https://a.de/x%20b"), "https---a-de-x20b");
        assert_eq!(
            normalised_identifier("HTTPS://A.de/Ä"),
            normalised_identifier("https://a.de/ä")
        );
        assert_ne!(normalised_identifier("a_b"), normalised_identifier("a-b"));
    }
}
