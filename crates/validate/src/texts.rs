//! Texts that do not survive the way through every format and portal.

use kolophon_diagnostic::Finding;
use kolophon_graph::{Graph, Term, TermId};
use rustc_hash::FxHashSet;
use unicode_normalization::is_nfc;

use crate::profile::Profile;
use crate::{place, stated};

/// Control characters and decomposed letters: each text once, where it first stands.
pub(crate) fn check(graph: &Graph, profile: &Profile) -> Vec<(TermId, Finding)> {
    let mut seen: FxHashSet<TermId> = FxHashSet::default();
    let mut findings = Vec::new();
    for index in stated::in_order(graph) {
        let triple = graph.triple(index);
        let Term::Literal { value, .. } = graph.term(triple.object) else {
            continue;
        };
        if !seen.insert(triple.object) {
            continue;
        }
        for rule in broken(value) {
            let finding = stated::finding(profile, rule, place::of_object(graph, index));
            findings.extend(finding.map(|finding| (triple.subject, stated::about(graph, index, finding))));
        }
    }
    findings
}

/// The rules that a text breaks.
fn broken(text: &str) -> impl Iterator<Item = &'static str> {
    let rules = [
        ("text-with-control-character", !text.chars().all(is_xml)),
        ("text-not-composed", !is_nfc(text)),
    ];
    rules
        .into_iter()
        .filter(|(_, broken)| *broken)
        .map(|(rule, _)| rule)
}

/// Whether XML 1.0 allows the character (<https://www.w3.org/TR/xml/#charsets>).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_decomposed_letters_are_found() {
        let rules = |text| broken(text).collect::<Vec<_>>();
        assert_eq!(rules("Straße\n\t„Ärger“ 🚲"), Vec::<&str>::new());
        assert_eq!(rules("a\u{8}b"), ["text-with-control-character"]);
        assert_eq!(rules("a\u{FFFF}b"), ["text-with-control-character"]);
        assert_eq!(rules("Ba\u{308}ume"), ["text-not-composed"]);
    }
}
