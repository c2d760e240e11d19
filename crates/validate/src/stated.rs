//! Findings of checks in Rust; why they matter and how to mend them is said on the page of the rule.

use kolophon_diagnostic::{Finding, Place};
use kolophon_graph::{Graph, TripleIndex};

use crate::consequence::consequence;
use crate::page::Page;
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
        why: rule.why(),
        clause: Page::of(rule.id.as_str()).and_then(|page| page.clause),
        mend: rule.mend(),
        consequence,
        blocking,
        place,
        dataset: None,
        focus: None,
        path: None,
        value: None,
        result: None,
        fix: None,
        insertion: None,
    })
}

/// The finding with why it matters and how to mend it, as the page of its rule says.
pub(crate) fn explained(finding: Finding) -> Finding {
    let page = Page::of(finding.rule.as_str());
    Finding {
        why: finding.why.or_else(|| page.map(Page::why)),
        clause: finding.clause.or_else(|| page.and_then(|page| page.clause)),
        mend: finding.mend.or_else(|| page.map(Page::mend)),
        ..finding
    }
}

/// The triples that stand in files, in the order of the files.
pub(crate) fn in_order(graph: &Graph) -> Vec<TripleIndex> {
    let mut written: Vec<TripleIndex> = graph
        .all_subjects()
        .flat_map(|subject| graph.outgoing(subject))
        .filter(|index| graph.position(*index).is_known())
        .collect();
    written.sort_by_key(|index| (graph.position(*index).source, graph.position(*index).object));
    written
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
