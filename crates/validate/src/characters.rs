//! Characters that do not survive the way through every format and portal.

use kolophon_diagnostic::Finding;
use kolophon_graph::{Graph, Term, TermId};
use rustc_hash::FxHashSet;
use unicode_normalization::is_nfc;

use crate::profile::Profile;
use crate::{place, stated};

/// Control characters and decomposed letters in texts, and addresses that are not percent-encoded: each term once, where
/// it first stands.
pub(crate) fn check(graph: &Graph, profile: &Profile) -> Vec<(TermId, Finding)> {
    let mut findings = Vec::new();
    let mut seen: FxHashSet<TermId> = FxHashSet::default();
    let mut written: Vec<_> = graph
        .all_subjects()
        .flat_map(|subject| graph.outgoing(subject))
        .filter(|index| graph.position(*index).is_known())
        .collect();
    written.sort_by_key(|index| (graph.position(*index).source, graph.position(*index).object));
    for index in written {
        let object = graph.triple(index).object;
        if !seen.insert(object) {
            continue;
        }
        for rule in broken(graph.term(object)) {
            let place = place::of_object(graph, index);
            let finding = stated::finding(profile, rule, place);
            let subject = graph.triple(index).subject;
            findings.extend(finding.map(|finding| (subject, stated::about(graph, index, finding))));
        }
    }
    findings
}

/// The rules that a term breaks.
fn broken(term: Term<'_>) -> Vec<&'static str> {
    match term {
        Term::Iri(iri) if !iri.is_ascii() => vec!["address-not-encoded"],
        Term::Literal { value, .. } => {
            let rules = [
                ("text-with-control-character", !value.chars().all(is_xml)),
                ("text-not-composed", !is_nfc(value)),
            ];
            let broken = rules.into_iter().filter(|(_, broken)| *broken);
            broken.map(|(rule, _)| rule).collect()
        }
        Term::Iri(_) | Term::BlankNode(_) => Vec::new(),
    }
}

/// Whether XML 1.0 allows the character (<https://www.w3.org/TR/xml/#charsets>).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Term<'_> {
        Term::Literal {
            value,
            datatype: "http://www.w3.org/2001/XMLSchema#string",
            language: None,
        }
    }

    #[test]
    fn what_survives_is_not_mentioned() {
        assert_eq!(broken(text("Straße\n\t„Ärger“ 🚲")), Vec::<&str>::new());
        assert_eq!(broken(Term::Iri("https://a.example/%C3%A4")), Vec::<&str>::new());
    }

    #[test]
    fn control_characters_decomposed_letters_and_raw_addresses_are_found() {
        assert_eq!(broken(text("a\u{8}b")), ["text-with-control-character"]);
        assert_eq!(broken(text("a\u{FFFF}b")), ["text-with-control-character"]);
        assert_eq!(broken(text("Ba\u{308}ume")), ["text-not-composed"]);
        assert_eq!(broken(Term::Iri("https://a.example/ä")), ["address-not-encoded"]);
    }
}
