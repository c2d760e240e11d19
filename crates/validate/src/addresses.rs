//! Addresses that mean nothing, or something else, to whoever harvests them.

use kolophon_dcat::vocab::dcat;
use kolophon_diagnostic::Finding;
use kolophon_graph::{Graph, TermId, TripleIndex};
use rustc_hash::FxHashSet;

use crate::profile::Profile;
use crate::{place, stated};

/// Addresses of this computer, as relative ones become where no base is stated, and addresses that are not
/// percent-encoded: each once, where it first stands.
pub(crate) fn check(graph: &Graph, profile: &Profile) -> Vec<(TermId, Finding)> {
    let mut seen: FxHashSet<TermId> = FxHashSet::default();
    let mut findings = Vec::new();
    for index in stated::in_order(graph) {
        let triple = graph.triple(index);
        for term in [triple.subject, triple.object] {
            let rule = graph.term(term).as_iri().and_then(broken);
            let Some(rule) = rule.filter(|_| !is_data_file(graph, index)) else {
                continue;
            };
            if seen.insert(term) {
                let place = if term == triple.object {
                    place::of_object(graph, index)
                } else {
                    place::of_node(graph, term)
                };
                let finding = stated::finding(profile, rule, place);
                findings
                    .extend(finding.map(|finding| (triple.subject, stated::about(graph, index, finding))));
            }
        }
    }
    findings
}

/// A data file may lie on this computer: publishing copies it and gives it an address.
fn is_data_file(graph: &Graph, index: TripleIndex) -> bool {
    graph.term(graph.triple(index).predicate).value() == dcat::DOWNLOAD_URL
}

/// The rule that an address breaks.
fn broken(iri: &str) -> Option<&'static str> {
    if iri.starts_with("file:") {
        Some("address-of-this-computer")
    } else if iri.is_ascii() {
        None
    } else {
        Some("address-not-encoded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_for_everybody_are_encoded() {
        assert_eq!(broken("https://a.example/%C3%A4"), None);
        assert_eq!(broken("https://a.example/ä"), Some("address-not-encoded"));
        assert_eq!(broken("file:///baeume"), Some("address-of-this-computer"));
    }
}
