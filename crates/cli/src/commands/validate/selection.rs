//! `--only` and `--ignore`: which rules a check shows. A blocking finding is shown whatever they say.

use kolophon_diagnostic::{Finding, Report};
use kolophon_validate::RulePattern;

use crate::args::ScopeArguments;
use crate::config;
use crate::failure::Failure;

/// The rules that are asked for.
pub(super) struct Selection {
    only: Vec<RulePattern>,
    ignore: Vec<RulePattern>,
}

impl Selection {
    /// What the flags say.
    pub(super) fn of(arguments: &ScopeArguments) -> Result<Self, Failure> {
        Ok(Self {
            only: patterns(&arguments.only)?,
            ignore: patterns(&arguments.ignore)?,
        })
    }

    /// Takes out of a report what was not asked for, and counts it.
    pub(super) fn apply(&self, report: &mut Report) {
        let mut left_out = 0;
        let known = report.comparison.as_mut().map(|comparison| &mut comparison.known);
        for findings in [Some(&mut report.findings), known].into_iter().flatten() {
            let before = findings.len();
            findings.retain(|finding| self.shows(finding));
            left_out += before - findings.len();
        }
        report.left_out.by_selection += left_out;
    }

    fn shows(&self, finding: &Finding) -> bool {
        let matches =
            |patterns: &[RulePattern]| patterns.iter().any(|pattern| pattern.matches(&finding.rule));
        finding.blocking || (self.only.is_empty() || matches(&self.only)) && !matches(&self.ignore)
    }
}

fn patterns(texts: &[String]) -> Result<Vec<RulePattern>, Failure> {
    let pattern = |text: &String| {
        RulePattern::parse(text)
            .map_err(|unknown| config::unknown_rule(&unknown.rule, unknown.near.as_deref(), ""))
    };
    texts.iter().map(pattern).collect()
}
