//! What a rule says about itself.

use kolophon_dcat::vocab::rdfs;
use kolophon_diagnostic::{RuleId, Severity, Text};
use kolophon_graph::{Graph, Term, TermId};
use rustc_hash::FxHashMap;

use super::{DEFINITION, RULES, SHACL};
use crate::page::Page;

/// A rule of a profile, with its texts. The rest is said on its [page](Page).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub id: RuleId,
    /// How bad it is to break it.
    pub severity: Severity,
    /// What is wrong when it is broken, as one sentence.
    pub message: Text,
    /// What is peculiar about it, where it departs from the specification.
    pub quirk: Option<Text>,
    /// Where it is written down.
    pub reference: Option<String>,
}

impl Rule {
    /// Why it matters, from its page.
    #[must_use]
    pub fn why(&self) -> Option<Text> {
        Page::of(self.id.as_str()).map(Page::why)
    }

    /// How to mend what breaks it, from its page.
    #[must_use]
    pub fn mend(&self) -> Option<Text> {
        Page::of(self.id.as_str()).map(Page::mend)
    }
}

/// The rules of a shapes graph, by their IRI.
pub(super) fn rules(graph: &Graph) -> FxHashMap<String, Rule> {
    let Some(message) = graph.iri(&format!("{SHACL}message")) else {
        return FxHashMap::default();
    };
    let subjects = graph.column(message).iter().map(|triple| triple.subject);
    let mut rules = FxHashMap::default();
    for subject in subjects {
        let iri = graph.term(subject).value();
        let Some(id) = iri.strip_prefix(RULES) else {
            continue;
        };
        if let Some(rule) = rule(graph, subject, id) {
            rules.insert(iri.to_owned(), rule);
        }
    }
    rules
}

fn rule(graph: &Graph, subject: TermId, id: &str) -> Option<Rule> {
    let objects = |property: &str| {
        let property = graph.iri(property);
        let objects = property.map(|property| graph.objects(subject, property));
        objects.into_iter().flatten().map(|object| graph.term(object))
    };
    Some(Rule {
        id: RuleId::new(id),
        severity: objects(&format!("{SHACL}severity"))
            .next()
            .map_or(Severity::Error, |term| severity(term.value())),
        message: text(objects(&format!("{SHACL}message")))?,
        quirk: text(objects(&format!("{DEFINITION}quirk"))),
        reference: objects(rdfs::SEE_ALSO).next().map(|term| term.value().to_owned()),
    })
}

/// The severity of a finding for a severity of SHACL.
pub(crate) fn severity(iri: &str) -> Severity {
    match iri.strip_prefix(SHACL) {
        Some("Info") => Severity::Info,
        Some("Warning") => Severity::Warning,
        _ => Severity::Error,
    }
}

/// A text from literals in several languages; where one language is missing, the other takes its place.
pub(crate) fn text<'a>(literals: impl Iterator<Item = Term<'a>>) -> Option<Text> {
    let (mut de, mut en, mut other) = (None, None, None);
    for literal in literals {
        let Term::Literal { value, language, .. } = literal else {
            continue;
        };
        match language.map(|language| language.split('-').next().unwrap_or_default()) {
            Some("de") => de = de.or(Some(value)),
            Some("en") => en = en.or(Some(value)),
            _ => other = other.or(Some(value)),
        }
    }
    let first = de.or(en).or(other)?;
    Some(Text::new(
        de.unwrap_or(en.or(other).unwrap_or(first)),
        en.unwrap_or(other.unwrap_or(first)),
    ))
}
