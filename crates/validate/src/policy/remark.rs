//! What is to be said about a decision itself.

use kolophon_diagnostic::{Consequence, Finding, Place, RuleId, Severity, Text};

use crate::page::Page;

const EXPIRED: &str = "suppression-expired";
const UNUSED: &str = "suppression-unused";
const BLOCKING: &str = "blocking-not-accepted";

/// The rules of the findings about decisions.
pub(crate) const RULES: [&str; 3] = [EXPIRED, UNUSED, BLOCKING];

/// What is to be said about a decision.
pub(super) enum Remark<'a> {
    /// Its last day is over; the findings are shown again.
    Expired { until: &'a str, reason: &'a str },
    /// It meets no finding.
    Unused,
    /// It meets findings that nobody can accept.
    Blocking,
}

impl Remark<'_> {
    /// The finding at the name of the rule.
    pub(super) fn finding(
        &self,
        rule: &str,
        file: &str,
        (line, column): (usize, usize),
        bytes: (usize, usize),
    ) -> Finding {
        let (name, message) = self.texts(rule);
        let page = Page::of(name);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Finding {
            rule: RuleId::new(name),
            severity: Severity::Info,
            message,
            why: page.map(Page::why),
            clause: page.and_then(|page| page.clause),
            mend: page.map(Page::mend),
            consequence: Consequence::Nothing,
            blocking: false,
            place: Some(Place {
                file: file.to_owned(),
                line: number(line),
                column: number(column),
                bytes,
                cell: None,
            }),
            dataset: None,
            focus: None,
            path: None,
            value: Some(rule.to_owned()),
            result: None,
            fix: None,
            insertion: None,
        }
    }

    fn texts(&self, rule: &str) -> (&'static str, Text) {
        match self {
            Self::Expired { until, reason } => (
                EXPIRED,
                Text::new(
                    format!(
                        "Die Ausnahme für {rule} („{reason}“) galt bis {until}. Ihre Hinweise werden wieder gezeigt."
                    ),
                    format!(
                        "The exception for {rule} (“{reason}”) held until {until}. Its findings are shown again."
                    ),
                ),
            ),
            Self::Unused => (
                UNUSED,
                Text::new(
                    format!("Die Ausnahme für {rule} trifft auf keinen Hinweis mehr zu."),
                    format!("The exception for {rule} meets no finding any more."),
                ),
            ),
            Self::Blocking => (
                BLOCKING,
                Text::new(
                    format!(
                        "Hinweise zu {rule}, an denen die Abholung durch Portale scheitern kann, bleiben bestehen."
                    ),
                    format!("Findings of {rule} that a portal's harvest can fail on stay as they are."),
                ),
            ),
        }
    }
}
