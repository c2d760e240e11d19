//! What was mended and what is left, for people.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kolophon_diagnostic::{Finding, Language, Place, Severity};
use kolophon_validate::repair::{Kind, Repair, Safety, Scope};

/// The most lines a short list has.
const MOST_LINES: usize = 60;
/// The most places that are named for one thing.
const MOST_PLACES: usize = 3;

/// What was mended and what is left, of all catalogues.
#[derive(Debug, Default)]
pub(super) struct Rest {
    done: Vec<Repair>,
    open: Vec<Repair>,
    /// Errors and warnings that no open repair answers.
    findings: Vec<Finding>,
    /// How many of the others `kolophon fix` mends, or has a proposal for.
    left_to_fix: usize,
    /// The worst of all that is left, answered or not.
    worst: Option<Severity>,
}

impl Rest {
    pub(super) fn add(&mut self, done: Vec<Repair>, open: Vec<Repair>, findings: Vec<Finding>) {
        let findings = findings
            .into_iter()
            .filter(|finding| finding.severity <= Severity::Warning);
        let findings: Vec<Finding> = findings.collect();
        let severities = findings.iter().map(|finding| finding.severity);
        self.worst = severities.chain(self.worst).min();
        self.done.extend(done);
        self.open.extend(open);
        let open = &self.open;
        self.findings
            .extend(findings.into_iter().filter(|finding| !answers_one(open, finding)));
    }

    /// Counts what an upgrade does not touch.
    pub(super) fn leave_to_fix(&mut self, findings: Vec<Finding>) {
        self.left_to_fix += findings
            .iter()
            .filter(|finding| !answers_one(&self.open, finding))
            .count();
        let severities = findings.into_iter().map(|finding| finding.severity);
        self.worst = severities.chain(self.worst).min();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.open.is_empty() && self.findings.is_empty()
    }

    /// Whether what is left is as bad as that.
    pub(super) fn has(&self, severity: Severity) -> bool {
        self.worst.is_some_and(|worst| worst <= severity)
    }

    fn left(&self) -> usize {
        self.open.len() + self.findings.len()
    }
}

/// Whether an open repair stands where a finding does.
fn answers_one(open: &[Repair], finding: &Finding) -> bool {
    let is_there = |place: &Place| {
        let mut places = open.iter().map(|repair| &repair.place);
        places.any(|other| other.file == place.file && other.bytes == place.bytes)
    };
    finding.place.as_ref().is_some_and(is_there)
}

/// What a list says.
pub(super) struct Page<'a> {
    pub(super) rest: &'a Rest,
    pub(super) scope: Scope,
    pub(super) is_written: bool,
    pub(super) shows_all: bool,
    pub(super) next_command: Option<String>,
}

impl Page<'_> {
    /// The lines, the next command last.
    pub(super) fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = vec![self.summary(language)];
        lines.extend(self.kinds(language));
        lines.extend(self.your_turn(language));
        let mut list = self.open(language);
        list.extend(self.findings(language));
        let room = MOST_LINES.saturating_sub(lines.len() + 4);
        if !self.shows_all && list.len() > room {
            let hidden = list.len() - room;
            list.truncate(room);
            list.push(match language {
                Language::German => format!("… {hidden} weitere Zeilen mit --all"),
                Language::English => format!("… {hidden} more lines with --all"),
            });
        }
        lines.extend(list);
        lines.extend(self.left_to_fix(language));
        if let Some(command) = &self.next_command {
            lines.push(match language {
                Language::German => "Weiter geht es mit:".to_owned(),
                Language::English => "The next command:".to_owned(),
            });
            lines.push(command.clone());
        }
        lines
    }

    /// What is left is nobody's but the reader's.
    fn your_turn(&self, language: Language) -> Option<String> {
        let text = match language {
            Language::German => {
                "Jetzt sind Sie dran: Was unten steht, weiß nur ein Mensch. Lizenzen bestimmt Ihre Stadt."
            }
            Language::English => {
                "Now it is your turn: only a person knows what is listed below. Your city chooses its licences."
            }
        };
        (self.is_written && self.rest.left() > 0).then(|| text.to_owned())
    }

    /// `12 Stellen behoben, 3 muss ein Mensch entscheiden.`
    fn summary(&self, language: Language) -> String {
        let (done, left) = (self.rest.done.len(), self.rest.left());
        match language {
            Language::German => {
                let places = if done == 1 { "Stelle" } else { "Stellen" };
                let verb = match (self.is_written, self.scope, done) {
                    (true, Scope::All, _) => "behoben",
                    (true, Scope::Upgrade, _) => "umgestellt",
                    (false, Scope::All, 1) => "lässt sich beheben",
                    (false, Scope::All, _) => "lassen sich beheben",
                    (false, Scope::Upgrade, 1) => "lässt sich umstellen",
                    (false, Scope::Upgrade, _) => "lassen sich umstellen",
                };
                format!("{done} {places} {verb}, {left} muss ein Mensch entscheiden.")
            }
            Language::English => {
                let places = if done == 1 { "place" } else { "places" };
                let verb = match (self.is_written, self.scope) {
                    (true, Scope::All) => "mended",
                    (true, Scope::Upgrade) => "moved to 3.0",
                    (false, Scope::All) => "can be mended",
                    (false, Scope::Upgrade) => "can be moved to 3.0",
                };
                format!("{done} {places} {verb}, {left} for a person to decide.")
            }
        }
    }

    /// What `fix` has to say about the rest of an upgrade.
    fn left_to_fix(&self, language: Language) -> Option<String> {
        let count = self.rest.left_to_fix;
        (count > 0).then(|| match language {
            Language::German => format!("Für {count} weitere Stellen weiß kolophon fix Rat."),
            Language::English => format!("For {count} more places kolophon fix knows what to do."),
        })
    }

    /// How often each kind was mended.
    fn kinds(&self, language: Language) -> Option<String> {
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for repair in &self.rest.done {
            *counts.entry(repair.kind).or_default() += 1;
        }
        let counts: Vec<String> = counts
            .iter()
            .map(|(kind, count)| format!("{} {count}", kind.name().in_language(language)))
            .collect();
        (!counts.is_empty()).then(|| format!("  {}", counts.join(" · ")))
    }

    /// The repairs that were not made, the same ones together.
    fn open(&self, language: Language) -> Vec<String> {
        let mut groups: BTreeMap<(Safety, String, Option<&str>), Vec<&Repair>> = BTreeMap::new();
        for repair in &self.rest.open {
            let message = repair.message.in_language(language).to_owned();
            let reason = repair.reason.as_ref().map(|reason| reason.in_language(language));
            groups
                .entry((repair.safety, message, reason))
                .or_default()
                .push(repair);
        }
        let mut lines = Vec::new();
        let (mut before, mut reason_before) = (None, None);
        for ((safety, message, reason), repairs) in groups {
            if before.replace(safety) != Some(safety) {
                lines.push(String::new());
                lines.push(open_heading(safety, self.scope, language).to_owned());
            }
            lines.push(format!("  {message}"));
            lines.push(format!(
                "    {}",
                places(repairs.iter().map(|repair| &repair.place), language)
            ));
            // The same reason is given once.
            if reason_before.replace(reason) != Some(reason) {
                lines.extend(reason.map(|reason| format!("    {reason}")));
            }
            if let Some(candidates) = repairs
                .first()
                .map(|repair| &repair.candidates)
                .filter(|list| list.len() > 1)
            {
                let label = match language {
                    Language::German => "In Frage kommen:",
                    Language::English => "Candidates:",
                };
                lines.push(format!("    {label} {}", candidates.join(", ")));
            }
        }
        lines
    }

    /// What the profile finds fault with still, the same ones together.
    fn findings(&self, language: Language) -> Vec<String> {
        let mut groups: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
        for finding in &self.rest.findings {
            groups
                .entry((finding.severity, finding.rule.as_str()))
                .or_default()
                .push(finding);
        }
        if groups.is_empty() {
            return Vec::new();
        }
        let heading = match language {
            Language::German => "Das muss ein Mensch entscheiden:",
            Language::English => "For a person to decide:",
        };
        let mut lines = vec![String::new(), heading.to_owned()];
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|((severity, _), findings)| (*severity, Reverse(findings.len())));
        for ((severity, rule), findings) in groups {
            let Some(first) = findings.first() else { continue };
            let label = severity_label(severity, language);
            lines.push(format!("  {label}: {}", first.message.in_language(language)));
            let found = findings.iter().filter_map(|finding| finding.place.as_ref());
            let rule = match language {
                Language::German => format!("Regel {rule}"),
                Language::English => format!("rule {rule}"),
            };
            lines.push(format!("    {} · {rule}", places(found, language)));
            lines.extend(values(&findings, language));
        }
        lines
    }
}

fn open_heading(safety: Safety, scope: Scope, language: Language) -> &'static str {
    match (safety, scope, language) {
        (Safety::Unsafe, Scope::All, Language::German) => {
            "Nur Vorschläge; mit --unsafe werden sie übernommen:"
        }
        (Safety::Unsafe, Scope::All, Language::English) => "Only proposals; --unsafe makes them:",
        (Safety::Unsafe, Scope::Upgrade, Language::German) => {
            "Nur Vorschläge; kolophon fix --unsafe übernimmt sie:"
        }
        (Safety::Unsafe, Scope::Upgrade, Language::English) => {
            "Only proposals; kolophon fix --unsafe makes them:"
        }
        (Safety::Safe, _, Language::German) => "Das ließ sich nicht an Ort und Stelle ändern:",
        (Safety::Safe, _, Language::English) => "This could not be changed where it stands:",
    }
}

fn severity_label(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::German) => "Fehler",
        (Severity::Error, Language::English) => "Error",
        (_, Language::German) => "Warnung",
        (_, Language::English) => "Warning",
    }
}

/// The different values that stand there.
fn values(findings: &[&Finding], language: Language) -> Option<String> {
    let values: BTreeSet<&str> = findings
        .iter()
        .filter_map(|finding| finding.value.as_deref())
        .collect();
    if values.is_empty() {
        return None;
    }
    let label = match language {
        Language::German => "Dort steht:",
        Language::English => "There stands:",
    };
    let all: Vec<String> = values.into_iter().map(shortened).collect();
    Some(format!("    {label} {}", enumerated(&all, language)))
}

/// `a.ttl:3, a.ttl:9 und 4 weitere`
fn places<'a>(places: impl Iterator<Item = &'a Place>, language: Language) -> String {
    let all: Vec<String> = places
        .map(|place| match place.cell {
            None => format!("{}:{}", place.file, place.line),
            Some(_) => place.to_string(),
        })
        .collect();
    enumerated(&all, language)
}

fn enumerated(all: &[String], language: Language) -> String {
    let shown = all.get(..MOST_PLACES).unwrap_or(all).join(", ");
    let more = all.len().saturating_sub(MOST_PLACES);
    match (more, language) {
        (0, _) => shown,
        (more, Language::German) => format!("{shown} und {more} weitere"),
        (more, Language::English) => format!("{shown} and {more} more"),
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
