//! Findings of one rule belong together wherever people read them; the counts stay exact.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::finding::{Consequence, Finding, Place, RuleId, Severity};
use crate::report::Report;

/// All findings of one rule, at least one.
pub(super) struct Group<'a> {
    /// The finding that speaks for all: the first that stands in a file.
    pub(super) first: &'a Finding,
    /// All of them, what stands in a file first, in the order of the report.
    pub(super) findings: Vec<&'a Finding>,
    /// The worst severity.
    pub(super) severity: Severity,
    /// How many datasets are affected.
    pub(super) datasets: usize,
}

impl<'a> Group<'a> {
    /// How many findings there are.
    pub(super) fn len(&self) -> usize {
        self.findings.len()
    }

    /// The worst that happens to any of the datasets.
    pub(super) fn consequence(&self) -> Consequence {
        let worst = self.findings.iter().map(|finding| finding.consequence).min();
        worst.unwrap_or_default()
    }

    /// Whether any of the findings keeps its dataset from being published.
    pub(super) fn blocking(&self) -> bool {
        self.findings.iter().any(|finding| finding.blocking)
    }

    /// The findings that stand in a file, with their places.
    pub(super) fn places(&self) -> Vec<(&'a Finding, &'a Place)> {
        self.findings
            .iter()
            .filter_map(|finding| Some((*finding, finding.place.as_ref()?)))
            .collect()
    }
}

/// The rules that are broken, in the order in which people read them.
#[must_use]
pub fn rules_in_order(report: &Report) -> Vec<&RuleId> {
    by_rule(&report.findings)
        .into_iter()
        .map(|group| &group.first.rule)
        .collect()
}

/// The groups: errors before warnings before tips; what is about the text itself first, because it hides the rest, then
/// what keeps a dataset from being published, then the most frequent, then by name.
pub(super) fn by_rule(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    // What stands in a file comes first, because the first finding speaks for its group.
    sorted.sort_by_key(|finding| (&finding.rule, finding.place.is_none()));
    let mut groups: Vec<Group<'_>> = sorted
        .chunk_by(|a, b| a.rule == b.rule)
        .filter_map(|findings| {
            Some(Group {
                first: findings.first()?,
                severity: findings.iter().map(|finding| finding.severity).min()?,
                datasets: findings
                    .iter()
                    .filter_map(|finding| finding.dataset.as_deref())
                    .collect::<BTreeSet<_>>()
                    .len(),
                findings: findings.to_vec(),
            })
        })
        .collect();
    groups.sort_by_key(|group| {
        let is_about_the_text = group.first.focus.is_none() && group.severity == Severity::Error;
        (
            group.severity,
            !is_about_the_text,
            !group.blocking(),
            Reverse(group.len()),
        )
    });
    groups
}
