//! What a city decides about rules: how bad each is, and which findings it accepts for a reason.
//!
//! A blocking finding is out of its reach: what voids a harvest stays what it is.

mod remark;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use kolophon_diagnostic::{Finding, Report, Severity, SourceText};
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::value::Datetime;

use crate::installation::{ConfigError, line_column};
use crate::known_rule::RulePattern;

pub(crate) use self::remark::RULES;
use self::remark::Remark;

/// `[cities.SLUG.rules]`: the severity of each rule.
pub(crate) type RulesSection = BTreeMap<Spanned<String>, Level>;

/// `[[cities.SLUG.suppress]]`: findings that are accepted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuppressSection {
    rule: Spanned<String>,
    dataset: Option<String>,
    reason: Option<String>,
    #[serde(default, deserialize_with = "date")]
    until: Option<String>,
}

/// How bad a city takes a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    #[serde(alias = "fehler")]
    Error,
    #[serde(alias = "warnung")]
    Warning,
    #[serde(alias = "tipp")]
    Info,
    #[serde(alias = "aus")]
    Off,
}

impl Level {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

/// What a city decides about rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    levels: Vec<(Decision, Level)>,
    suppressions: Vec<Suppression>,
    /// The name and text of the file it stands in, for findings about it.
    source: Option<(String, Arc<str>)>,
}

/// The rules that a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    rules: RulePattern,
    /// Where the name stands in the text.
    bytes: (usize, usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Suppression {
    decision: Decision,
    /// An IRI, or the beginning of some and `*`; all when there is none.
    dataset: Option<String>,
    reason: String,
    /// The last day it holds, as `2027-01-31`.
    until: Option<String>,
}

/// How much of a city was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All its files: what accepts nothing there is of no use.
    Whole,
    /// Some of its files.
    Part,
}

impl Policy {
    /// The decisions of a city.
    pub(crate) fn read(
        rules: &RulesSection,
        suppress: &[SuppressSection],
        path: &Path,
        text: &str,
    ) -> Result<Self, ConfigError> {
        let decision = |rule: &Spanned<String>| decision(rule, path, text);
        let levels = rules.iter().map(|(rule, level)| Ok((decision(rule)?, *level)));
        let suppressions = suppress.iter().map(|section| {
            let decision = decision(&section.rule)?;
            let reason = section.reason.as_deref().unwrap_or_default().trim();
            if reason.is_empty() {
                return Err(ConfigError::NoReason {
                    path: path.to_owned(),
                    line_column: line_column(text, section.rule.span().start),
                    rule: section.rule.get_ref().clone(),
                });
            }
            Ok(Suppression {
                decision,
                dataset: section.dataset.clone(),
                reason: reason.to_owned(),
                until: section.until.clone(),
            })
        });
        let policy = Self {
            levels: levels.collect::<Result<_, _>>()?,
            suppressions: suppressions.collect::<Result<_, _>>()?,
            source: None,
        };
        let is_empty = policy.levels.is_empty() && policy.suppressions.is_empty();
        let source = (!is_empty).then(|| (path.to_string_lossy().into_owned(), Arc::from(text)));
        Ok(Self { source, ..policy })
    }

    /// Applies the decisions to what was found, and adds what is to be said about the decisions themselves.
    ///
    /// `today` is written `2027-01-31`.
    pub fn apply(&self, report: &mut Report, today: &str, extent: Extent) {
        let Some((file, text)) = &self.source else { return };
        let mut ledger = Ledger::new(self);
        let found = std::mem::take(&mut report.findings);
        let before = found.len();
        report.findings = found
            .into_iter()
            .filter_map(|finding| self.judged(finding, today, &mut ledger))
            .collect();
        report.left_out.by_configuration += before - report.findings.len();
        let remarks = self.remarks(&ledger, today, extent);
        if remarks.is_empty() {
            return;
        }
        let findings = remarks.into_iter().map(|(decision, remark)| {
            let at = line_column(text, decision.bytes.0);
            remark.finding(decision.rules.as_str(), file, at, decision.bytes)
        });
        report.findings.extend(findings);
        if report.source(file).is_none() {
            report.sources.push(SourceText {
                name: file.clone(),
                text: Arc::clone(text),
            });
        }
        report.sort();
    }

    /// The finding as the city takes it; `None` when it accepts it.
    fn judged(&self, finding: Finding, today: &str, ledger: &mut Ledger) -> Option<Finding> {
        let accepted = self
            .suppressions
            .iter()
            .position(|suppression| suppression.covers(&finding) && !suppression.has_expired(today));
        if let Some(index) = accepted {
            ledger.suppressions[index].note(&finding);
            if !finding.blocking {
                return None;
            }
        }
        let Some(index) = self.level_of(&finding) else {
            return Some(finding);
        };
        let severity = self.levels[index].1.severity();
        if finding.blocking {
            if severity.is_none_or(|severity| severity > finding.severity) {
                ledger.levels[index].note(&finding);
            }
            return Some(finding);
        }
        severity.map(|severity| Finding { severity, ..finding })
    }

    /// The line that says most exactly how bad the rule is.
    fn level_of(&self, finding: &Finding) -> Option<usize> {
        let meant = self.levels.iter().enumerate();
        let meant = meant.filter(|(_, (decision, _))| decision.rules.matches(&finding.rule));
        let exactness = |pattern: &str| (!pattern.ends_with('*'), pattern.len());
        meant
            .max_by_key(|(_, (decision, _))| exactness(decision.rules.as_str()))
            .map(|(index, _)| index)
    }

    fn remarks(&self, ledger: &Ledger, today: &str, extent: Extent) -> Vec<(&Decision, Remark<'_>)> {
        let mut remarks = Vec::new();
        for ((decision, _), use_) in self.levels.iter().zip(&ledger.levels) {
            if use_.blocking {
                remarks.push((decision, Remark::Blocking));
            }
        }
        for (suppression, use_) in self.suppressions.iter().zip(&ledger.suppressions) {
            let decision = &suppression.decision;
            match &suppression.until {
                Some(until) if suppression.has_expired(today) => remarks.push((
                    decision,
                    Remark::Expired {
                        until,
                        reason: &suppression.reason,
                    },
                )),
                _ if use_.blocking => remarks.push((decision, Remark::Blocking)),
                _ if !use_.any && extent == Extent::Whole => remarks.push((decision, Remark::Unused)),
                _ => {}
            }
        }
        remarks
    }
}

impl Suppression {
    fn covers(&self, finding: &Finding) -> bool {
        let dataset = finding.dataset.as_deref().unwrap_or_default();
        self.decision.rules.matches(&finding.rule)
            && self
                .dataset
                .as_deref()
                .is_none_or(|meant| match meant.strip_suffix('*') {
                    Some(beginning) => dataset.starts_with(beginning),
                    None => dataset == meant,
                })
    }

    fn has_expired(&self, today: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < today)
    }
}

/// Which decisions met a finding.
struct Ledger {
    levels: Vec<Use>,
    suppressions: Vec<Use>,
}

#[derive(Clone, Copy, Default)]
struct Use {
    any: bool,
    blocking: bool,
}

impl Ledger {
    fn new(policy: &Policy) -> Self {
        Self {
            levels: vec![Use::default(); policy.levels.len()],
            suppressions: vec![Use::default(); policy.suppressions.len()],
        }
    }
}

impl Use {
    fn note(&mut self, finding: &Finding) {
        self.any = true;
        self.blocking |= finding.blocking;
    }
}

fn decision(rule: &Spanned<String>, path: &Path, text: &str) -> Result<Decision, ConfigError> {
    let span = rule.span();
    let rules = RulePattern::parse(rule.get_ref()).map_err(|unknown| ConfigError::UnknownRule {
        path: path.to_owned(),
        line_column: line_column(text, span.start),
        rule: unknown.rule,
        near: unknown.near,
    })?;
    Ok(Decision {
        rules,
        bytes: (span.start, span.end),
    })
}

/// A day, without a time.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let until = Datetime::deserialize(deserializer)?;
    match (until.date, until.time) {
        (Some(date), None) => Ok(Some(date.to_string())),
        _ => Err(serde::de::Error::custom("expected a date such as 2027-01-31")),
    }
}

#[cfg(test)]
mod tests;
