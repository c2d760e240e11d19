//! The rules that findings refer to, each described once and in both languages.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::render::sarif::level;
use crate::report::Report;

/// The rules that are broken, by name.
pub(super) struct Rules<'a>(BTreeMap<&'a str, Described<'a>>);

struct Described<'a> {
    index: usize,
    first: &'a Finding,
    worst: Severity,
}

impl<'a> Rules<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let mut rules: BTreeMap<&str, Described<'_>> = BTreeMap::new();
        let known = report.comparison.iter().flat_map(|comparison| &comparison.known);
        for finding in known.chain(&report.findings) {
            let rule = rules.entry(finding.rule.as_str()).or_insert(Described {
                index: 0,
                first: finding,
                worst: finding.severity,
            });
            rule.worst = rule.worst.min(finding.severity);
        }
        for (index, rule) in rules.values_mut().enumerate() {
            rule.index = index;
        }
        Self(rules)
    }

    /// The number of the rule in the list of rules.
    pub(super) fn index(&self, finding: &Finding) -> Option<usize> {
        Some(self.0.get(finding.rule.as_str())?.index)
    }

    /// The list of rules.
    pub(super) fn describe(&self, language: Language) -> Vec<Rule<'a>> {
        self.0
            .iter()
            .map(|(name, rule)| Rule::new(name, rule, language))
            .collect()
    }
}

/// A `reportingDescriptor`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    id: &'a str,
    short_description: Multiformat<'a>,
    full_description: Multiformat<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Multiformat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
    message_strings: BTreeMap<&'static str, Multiformat<'a>>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Multiformat<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

impl<'a> Rule<'a> {
    fn new(id: &'a str, rule: &Described<'a>, language: Language) -> Self {
        let first = rule.first;
        let text = |text: &'a Text| Multiformat {
            text: text.in_language(language),
        };
        let mut message_strings = BTreeMap::new();
        for (names, described) in [
            (["message-de", "message-en"], Some(&first.message)),
            (["why-de", "why-en"], first.why.as_ref()),
            (["mend-de", "mend-en"], first.mend.as_ref()),
        ] {
            if let Some(described) = described {
                message_strings.insert(names[0], Multiformat { text: &described.de });
                message_strings.insert(names[1], Multiformat { text: &described.en });
            }
        }
        Self {
            id,
            short_description: text(&first.message),
            full_description: text(first.why.as_ref().unwrap_or(&first.message)),
            help: first.mend.as_ref().map(text),
            help_uri: first.clause,
            message_strings,
            default_configuration: Configuration {
                level: level(rule.worst),
            },
        }
    }
}
