//! Findings of checks in Rust whose texts are stated beside the shapes.

use kolophon_diagnostic::{Finding, Place};
use kolophon_graph::{Graph, TripleIndex};

use crate::consequence::consequence;
use crate::profile::{Profile, RULES};
use crate::result::node_text;

/// A finding with the texts that the profile has for the rule; `None` when the profile does not have the rule.
pub(crate) fn finding(profile: &Profile, rule: &str, place: Option<Place>) -> Option<Finding> {
    let rule = profile.rule(&format!("{RULES}{rule}"))?;
    let (consequence, blocking) = consequence(&rule.id);
    Some(Finding {
        rule: rule.id.clone(),
        severity: rule.severity,
        message: rule.message.clone(),
        why: rule.why.clone(),
        mend: rule.mend.clone(),
        consequence,
        blocking,
        place,
        dataset: None,
        focus: None,
        path: None,
        value: None,
        result: None,
        fix: None,
    })
}

/// The finding with the triple it is about.
pub(crate) fn about(graph: &Graph, index: TripleIndex, finding: Finding) -> Finding {
    let triple = graph.triple(index);
    Finding {
        focus: Some(node_text(graph.term(triple.subject))),
        path: Some(graph.term(triple.predicate).value().to_owned()),
        value: Some(node_text(graph.term(triple.object))),
        ..finding
    }
}
