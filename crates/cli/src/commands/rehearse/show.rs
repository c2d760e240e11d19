//! The rehearsal for people: how it ends, then the datasets by what becomes of them and why.

use std::collections::BTreeMap;

use kolophon_diagnostic::Language;
use kolophon_publish::rehearse::{Cause, DatasetOutcome, Fate, Outcome, Rehearsal};

use crate::args::{HarvesterName, RehearseArguments};
use crate::commands::quoted;
use crate::link::is_web_address;

/// The most lines without `--all`.
const MOST_LINES: usize = 60;
/// The most titles under one reason without `--all`.
const MOST_TITLES: usize = 5;

/// What is shown.
pub(super) struct Page<'a> {
    pub(super) rehearsal: &'a Rehearsal,
    pub(super) arguments: &'a RehearseArguments,
    pub(super) has_previous: bool,
}

impl Page<'_> {
    pub(super) fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = vec![self.head(language), String::new(), self.verdict(language)];
        for cause in &self.rehearsal.run.causes {
            lines.extend(told(cause, "  ", language));
        }
        lines.push(self.counts(language));
        for fate in [Fate::Deleted, Fate::Dropped, Fate::Merged, Fate::Changed] {
            lines.extend(self.of_fate(fate, language));
        }
        lines.extend(self.remarks(language));
        lines.extend(self.against(language));
        if !self.arguments.all && lines.len() > MOST_LINES {
            let more = lines.len() - MOST_LINES;
            lines.truncate(MOST_LINES);
            lines.push(pick(
                language,
                format!("… und {more} weitere Zeilen mit --all"),
                format!("… and {more} more lines with --all"),
            ));
        }
        lines.push(String::new());
        lines.push(self.next(language));
        lines
    }

    fn head(&self, language: Language) -> String {
        let Rehearsal { source, pages, .. } = self.rehearsal;
        let who = self.rehearsal.harvester.name();
        let (pages, datasets) = (pages.len(), pages.iter().map(|page| page.datasets).sum::<usize>());
        pick(
            language,
            format!(
                "Probe: So holt {who} {} ab. Seiten: {pages}, Datensätze: {datasets}",
                clean(source)
            ),
            format!(
                "Rehearsal: how {who} harvests {}. Pages: {pages}, datasets: {datasets}",
                clean(source)
            ),
        )
    }

    fn verdict(&self, language: Language) -> String {
        let (de, en) = match self.rehearsal.run.outcome {
            Outcome::Void => (
                "Die Abholung wird aufgegeben: Nichts wird übernommen, nichts gelöscht.",
                "The harvest is given up: nothing is imported, nothing deleted.",
            ),
            Outcome::Incomplete => (
                "Die Abholung endet zu früh: Was danach käme, gilt als gelöscht.",
                "The harvest ends too early: what would come after counts as deleted.",
            ),
            Outcome::Complete if self.rehearsal.all_arrives() => {
                ("Alle Datensätze kommen an.", "All datasets arrive.")
            }
            Outcome::Complete => (
                "Die Abholung geht bis zum Ende, aber nicht alles kommt an.",
                "The harvest goes to the end, but not everything arrives.",
            ),
        };
        pick(language, de.to_owned(), en.to_owned())
    }

    fn counts(&self, language: Language) -> String {
        let counts = self.rehearsal.counts;
        let mut parts = Vec::new();
        for (number, de, en) in [
            (counts.imported, "unverändert übernommen", "imported unchanged"),
            (counts.changed, "verändert übernommen", "imported changed"),
            (counts.merged, "zusammengelegt", "merged"),
            (counts.dropped, "nicht übernommen", "not imported"),
            (counts.deleted, "gelöscht", "deleted"),
        ] {
            parts.push(pick(language, format!("{number} {de}"), format!("{number} {en}")));
        }
        parts.join(", ")
    }

    /// The datasets that meet a fate, by reason.
    fn of_fate(&self, fate: Fate, language: Language) -> Vec<String> {
        let datasets = self
            .rehearsal
            .datasets
            .iter()
            .filter(|dataset| dataset.fate == fate);
        let groups = grouped(datasets, |dataset| dataset.causes.first());
        if groups.is_empty() {
            return Vec::new();
        }
        let (de, en) = match fate {
            Fate::Deleted => ("Würde gelöscht:", "Would be deleted:"),
            Fate::Dropped => ("Kommt nicht an:", "Does not arrive:"),
            Fate::Merged => ("Würde zusammengelegt:", "Would be merged:"),
            Fate::Changed => ("Würde verändert:", "Would be changed:"),
            Fate::Imported => ("Kommt an:", "Arrives:"),
        };
        let mut lines = vec![String::new(), pick(language, de.to_owned(), en.to_owned())];
        for group in groups {
            lines.extend(self.group(&group, language));
        }
        lines
    }

    /// A reason as it reads for the first dataset, then the titles.
    fn group(&self, group: &Group<'_>, language: Language) -> Vec<String> {
        let mut lines = told(group.cause, "  ", language);
        let most = if self.arguments.all {
            usize::MAX
        } else {
            MOST_TITLES
        };
        for dataset in group.datasets.iter().take(most) {
            lines.push(match &dataset.iri {
                Some(iri) if *iri != dataset.title => {
                    format!("    − {} ({})", clean(&dataset.title), clean(iri))
                }
                _ => format!("    − {}", clean(&dataset.title)),
            });
        }
        if let Some(more) = group.datasets.len().checked_sub(most).filter(|more| *more > 0) {
            lines.push(pick(
                language,
                format!("    … und {more} weitere"),
                format!("    … and {more} more"),
            ));
        }
        lines
    }

    fn remarks(&self, language: Language) -> Vec<String> {
        let datasets = self
            .rehearsal
            .datasets
            .iter()
            .filter(|dataset| !dataset.remarks.is_empty());
        let groups = grouped(datasets, |dataset| dataset.remarks.first());
        let run = &self.rehearsal.run.remarks;
        if groups.is_empty() && run.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![
            String::new(),
            pick(language, "Zu beachten:".to_owned(), "To note:".to_owned()),
        ];
        for cause in run {
            lines.extend(told(cause, "  ", language));
        }
        for group in groups {
            lines.extend(self.group(&group, language));
        }
        lines
    }

    fn against(&self, language: Language) -> Vec<String> {
        let (Some(overlaps), Some(portal)) = (&self.rehearsal.against, &self.arguments.against) else {
            return Vec::new();
        };
        let (number, portal) = (overlaps.len(), clean(portal));
        let mut lines = vec![
            String::new(),
            pick(
                language,
                format!("Schon in {portal}: {number}"),
                format!("Already in {portal}: {number}"),
            ),
        ];
        let mut by_code: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for overlap in overlaps {
            by_code.entry(&overlap.cause.code).or_default().push(overlap);
        }
        let most = if self.arguments.all {
            usize::MAX
        } else {
            MOST_TITLES
        };
        for overlaps in by_code.values() {
            if let Some(first) = overlaps.first() {
                lines.extend(told(&first.cause, "  ", language));
            }
            for overlap in overlaps.iter().take(most) {
                lines.push(format!(
                    "    − {} → {}",
                    clean(&overlap.title),
                    clean(&overlap.their_address)
                ));
            }
            if let Some(more) = overlaps.len().checked_sub(most).filter(|more| *more > 0) {
                lines.push(pick(
                    language,
                    format!("    … und {more} weitere"),
                    format!("    … and {more} more"),
                ));
            }
        }
        lines
    }

    /// The next command to type, complete.
    fn next(&self, language: Language) -> String {
        let source = self
            .arguments
            .source
            .as_deref()
            .map(|path| path.to_string_lossy().into_owned());
        let is_file = source.as_deref().is_some_and(|source| !is_web_address(source));
        let typed = source.as_deref().map(quoted);
        if let Some(typed) = typed.as_deref().filter(|_| is_file)
            && !self.rehearsal.all_arrives()
        {
            return pick(
                language,
                format!("Nach dem Ändern prüfen: kolophon validate {typed}"),
                format!("After changing, check: kolophon validate {typed}"),
            );
        }
        let mut command = "kolophon rehearse".to_owned();
        if let Some(typed) = &typed {
            command.push(' ');
            command.push_str(typed);
        }
        command.push_str(" --as ");
        command.push_str(name(self.arguments.harvester));
        #[cfg(feature = "store")]
        if let Some(city) = &self.arguments.city {
            command.push_str(" --city ");
            command.push_str(&quoted(city));
        }
        if let Some(out) = &self.arguments.out {
            let out = quoted(&out.to_string_lossy());
            return pick(
                language,
                format!("Vor der nächsten Abholung vergleichen: {command} --previous {out}"),
                format!("Compare before the next harvest: {command} --previous {out}"),
            );
        }
        if self.has_previous {
            return pick(
                language,
                format!("Nach dem Ändern noch einmal: {command} --all"),
                format!("After changing, once more: {command} --all"),
            );
        }
        pick(
            language,
            format!(
                "Damit auch Löschungen auffallen, merken Sie sich diesen Stand: {command} --out probe.json"
            ),
            format!("So that deletions are noticed, too, keep this state: {command} --out rehearsal.json"),
        )
    }
}

/// The name as it is typed.
fn name(harvester: HarvesterName) -> &'static str {
    match harvester {
        HarvesterName::Ckan => "ckan",
        HarvesterName::Govdata => "govdata",
        HarvesterName::Piveau => "piveau",
        HarvesterName::Udata => "udata",
    }
}

/// Datasets with the same reason.
struct Group<'a> {
    cause: &'a Cause,
    datasets: Vec<&'a DatasetOutcome>,
}

/// Groups by reason, in the order in which the reasons come.
fn grouped<'a>(
    datasets: impl Iterator<Item = &'a DatasetOutcome>,
    cause: impl Fn(&'a DatasetOutcome) -> Option<&'a Cause>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    for dataset in datasets {
        let Some(cause) = cause(dataset) else { continue };
        let at = *place.entry(&cause.code).or_insert_with(|| {
            groups.push(Group {
                cause,
                datasets: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.datasets.push(dataset);
        }
    }
    groups
}

/// A reason and its way out.
fn told(cause: &Cause, indent: &str, language: Language) -> Vec<String> {
    let reason = clean(cause.reason.in_language(language));
    let fix = clean(cause.fix.in_language(language));
    let fix = pick(language, format!("Abhilfe: {fix}"), format!("Remedy: {fix}"));
    vec![format!("{indent}{reason}"), format!("{indent}{fix}")]
}

fn pick(language: Language, de: String, en: String) -> String {
    match language {
        Language::German => de,
        Language::English => en,
    }
}

/// Foreign texts may hold anything, also what would move the cursor.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
