//! What was taken over, what people have to look at, and what was not taken.

use std::collections::BTreeMap;
use std::path::Path;

use kolophon_diagnostic::{Language, Text};
use kolophon_publish::import::Remark;

use super::write::REPORT;
use crate::commands::quoted;
use crate::link::is_web_address;
use crate::ui::Ui;

/// The most lines that are shown; the file has all of them.
const MOST_LINES: usize = 50;

/// What became of a source.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) source: &'a str,
    /// Files or pages.
    pub(super) parts: usize,
    pub(super) datasets: usize,
    pub(super) doubts: Vec<Remark>,
    pub(super) left: Vec<Remark>,
    pub(super) unknown: BTreeMap<String, usize>,
}

impl Report<'_> {
    /// All of it, dataset by dataset.
    pub(super) fn lines(&self, language: Language) -> Vec<String> {
        let (source, datasets, parts) = (self.source, self.datasets, self.parts);
        let say = |de: String, en: String| match language {
            Language::German => de,
            Language::English => en,
        };
        let mut lines = vec![say(
            format!(
                "Übernommen: {datasets} {} ({source}, {parts} {})",
                noun(datasets, ["Datensatz", "Datensätze"]),
                noun(parts, self.part_nouns().0)
            ),
            format!(
                "Taken over: {datasets} {} ({source}, {parts} {})",
                noun(datasets, ["dataset", "datasets"]),
                noun(parts, self.part_nouns().1)
            ),
        )];
        let by_dataset = grouped(&self.doubts);
        if !by_dataset.is_empty() {
            let count = by_dataset.len();
            lines.push(say(
                format!("Bitte ansehen: {count}"),
                format!("Please look at: {count}"),
            ));
            lines.extend(listed(&by_dataset, language));
        }
        if !self.left.is_empty() {
            let count = self.left.len();
            lines.push(say(
                format!("Nicht übernommen: {count}"),
                format!("Not taken over: {count}"),
            ));
            lines.extend(listed(&grouped(&self.left), language));
        }
        if !self.unknown.is_empty() {
            let fields = self.unknown.iter().map(|(key, count)| format!("{key} ({count})"));
            let fields = fields.collect::<Vec<_>>().join(", ");
            lines.push(say(
                format!("Felder des Portals, die nicht übernommen wurden: {fields}"),
                format!("Fields of the portal that were not taken: {fields}"),
            ));
        }
        lines
    }

    /// What a source consists of, in German and English.
    fn part_nouns(&self) -> ([&'static str; 2], [&'static str; 2]) {
        if is_web_address(self.source) {
            (["Seite", "Seiten"], ["page", "pages"])
        } else {
            (["Datei", "Dateien"], ["file", "files"])
        }
    }
}

fn noun(count: usize, [one, many]: [&str; 2]) -> &str {
    if count == 1 { one } else { many }
}

/// The reasons by dataset, in the order in which the datasets came.
fn grouped(remarks: &[Remark]) -> Vec<(&str, Vec<&Text>)> {
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<(&str, Vec<&Text>)> = Vec::new();
    for remark in remarks {
        let at = *place.entry(&remark.dataset).or_insert_with(|| {
            groups.push((&remark.dataset, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, reasons)) = groups.get_mut(at) {
            reasons.push(&remark.reason);
        }
    }
    groups
}

fn listed(groups: &[(&str, Vec<&Text>)], language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for (dataset, reasons) in groups {
        lines.push(format!("  {}", one_line(dataset)));
        lines.extend(
            reasons
                .iter()
                .map(|reason| format!("    {}", one_line(reason.in_language(language)))),
        );
    }
    lines
}

/// Foreign texts may hold anything, also what would move the cursor.
fn one_line(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.collect()
}

/// Shows the report and what to type next.
pub(super) fn tell(lines: &[String], folder: &Path, installation: &Path, ui: &mut Ui) {
    for line in lines.iter().take(MOST_LINES) {
        ui.line(line);
    }
    if let Some(more) = lines.len().checked_sub(MOST_LINES).filter(|more| *more > 0) {
        ui.say(&Text::new(
            format!("… und {more} weitere Zeilen in der Datei {REPORT}"),
            format!("… and {more} more lines in the file {REPORT}"),
        ));
    }
    let (name, typed) = (folder.display(), quoted(&installation.to_string_lossy()));
    ui.say(&Text::new(
        format!("Geschrieben: {name}\n\nAls Nächstes:\nkolophon validate {typed}"),
        format!("Written: {name}\n\nNext:\nkolophon validate {typed}"),
    ));
}
