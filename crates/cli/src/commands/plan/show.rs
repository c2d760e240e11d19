//! A plan for people: at most 60 lines, unless all are wanted.

use kolophon_diagnostic::{Language, Length};
use kolophon_publish::plan::{
    Action, Change, FileChange, Kind, PartState, Plan, PropertyChange, RefusalReason,
};
use kolophon_publish::refusal::Reason;

use super::next_lines;
use super::value::{clean, size, text, values};
use crate::commands::load::wording;

/// The most lines without `--all`, the next command included.
const MOST_LINES: usize = 60;
/// What every output needs: an empty line, a heading, the command, and the line that says what was left out.
const ALWAYS: usize = 4;

/// All lines, or as many as fit on a page.
pub(in crate::commands) fn length(is_all_wanted: bool) -> Length {
    if is_all_wanted { Length::All } else { Length::Short }
}

/// Lines that are collected until it is known how many they are.
#[derive(Debug)]
pub(in crate::commands) struct Lines {
    language: Language,
    lines: Vec<String>,
}

impl Lines {
    pub(in crate::commands) fn new(language: Language) -> Self {
        Self {
            language,
            lines: Vec::new(),
        }
    }

    fn pick<'a>(&self, german: &'a str, english: &'a str) -> &'a str {
        match self.language {
            Language::German => german,
            Language::English => english,
        }
    }

    /// One more line.
    pub(in crate::commands) fn push(&mut self, line: String) {
        self.lines.push(line);
    }

    /// A city's plan.
    pub(in crate::commands) fn plan(&mut self, plan: &Plan) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        let state = match (plan.generation, self.language) {
            (0, Language::German) => "noch nichts veröffentlicht".to_owned(),
            (0, Language::English) => "nothing published yet".to_owned(),
            (generation, Language::German) => format!("Veröffentlichungsstand {generation}"),
            (generation, Language::English) => format!("generation {generation}"),
        };
        self.lines.push(format!("{} ({state})", clean(&plan.city_name)));
        self.lines.push(format!("  {}", self.counts(plan)));
        self.changes(&plan.changes);
        if !plan.has_changes() {
            let nothing = self.pick("Es würde sich nichts ändern.", "Nothing would change.");
            self.lines.push(format!("  {nothing}"));
        }
    }

    fn counts(&self, plan: &Plan) -> String {
        let counts = &plan.counts;
        let always = [
            (counts.added, "neu", "added"),
            (counts.changed, "geändert", "changed"),
            (counts.unchanged, "unverändert", "unchanged"),
            (counts.removed, "entfernt", "removed"),
        ];
        let sometimes = [
            (counts.moved, "mit neuer Adresse", "with a new address"),
            (
                counts.protected,
                "durch den Löschschutz behalten",
                "kept because protected",
            ),
            (counts.refused, "nicht veröffentlicht", "not published"),
        ];
        let more = sometimes.into_iter().filter(|(number, ..)| *number > 0);
        let parts = always.into_iter().chain(more);
        let parts: Vec<String> = parts
            .map(|(number, german, english)| format!("{number} {}", self.pick(german, english)))
            .collect();
        parts.join(", ")
    }

    /// Changes, grouped by what happens.
    pub(in crate::commands) fn changes(&mut self, changes: &[Change]) {
        for (action, german, english) in [
            (Action::Removed, "Entfernt", "Removed"),
            (Action::Refused, "Nicht veröffentlicht", "Not published"),
            (Action::Moved, "Neue dauerhafte Adresse", "New address"),
            (Action::Aliased, "Weitere Weiterleitung", "Another redirect"),
            (Action::Changed, "Geändert", "Changed"),
            (Action::Added, "Neu", "Added"),
            (
                Action::Protected,
                "Durch den Löschschutz behalten",
                "Kept because protected",
            ),
        ] {
            let of_action = changes.iter().filter(|change| change.action == action);
            let shown: Vec<&Change> = of_action.filter(|change| is_worth_a_line(change)).collect();
            if shown.is_empty() {
                continue;
            }
            self.lines.push(format!("  {}:", self.pick(german, english)));
            for change in shown {
                self.change(change);
            }
        }
    }

    fn change(&mut self, change: &Change) {
        let sign = match change.action {
            Action::Removed => "−",
            Action::Refused => "!",
            Action::Moved | Action::Aliased => "→",
            Action::Changed => "~",
            Action::Added => "+",
            Action::Protected => "=",
        };
        let kind = match change.kind {
            Kind::Dataset => "",
            Kind::DataService => self.pick("Datendienst ", "Data service "),
            Kind::DatasetSeries => self.pick("Datensatzreihe ", "Dataset series "),
            Kind::CatalogRecord => self.pick("Katalogeintrag ", "Catalogue record "),
            Kind::Catalog => self.pick("Katalog ", "Catalogue "),
        };
        let title = if change.title.is_empty() {
            &change.iri
        } else {
            &change.title
        };
        self.lines.push(format!("    {sign} {kind}{}", clean(title)));
        if let Some(reason) = &change.reason {
            self.lines.push(format!("        {}", self.reason(reason)));
        }
        if let Some(from) = &change.from {
            self.lines
                .push(format!("        {} → {}", clean(from), clean(&change.iri)));
        }
        for file in &change.files {
            self.lines.push(format!("        {}", self.file(file)));
        }
        let told_by_file = !change.files.is_empty();
        for property in &change.properties {
            if is_readable(property) && !(told_by_file && is_told_by_file(property)) {
                self.lines.push(format!("        {}", self.property(property)));
            }
        }
    }

    fn reason(&self, reason: &RefusalReason) -> String {
        let known = match reason.reason() {
            Some(Reason::Blocking) => {
                return self
                    .pick(
                        "Die Abholung durch Portale kann daran scheitern; was genau, sagt kolophon validate.",
                        "A portal's harvest can fail on it; kolophon validate says how.",
                    )
                    .to_owned();
            }
            Some(known) => known,
            None => return clean(&reason.name),
        };
        clean(wording::explain(&known).in_language(self.language))
    }

    fn file(&self, file: &FileChange) -> String {
        let name = clean(&file.name);
        let label = self.pick("Datei", "File");
        let language = self.language;
        let sum = |sha256: &str| sha256.get(..8).unwrap_or(sha256).to_owned();
        match (&file.before, &file.after) {
            (Some(before), Some(after)) => {
                let sums = self.pick("Prüfsumme", "checksum");
                format!(
                    "{label} {name}: {} → {} ({sums} {} → {})",
                    size(before.byte_size, language),
                    size(after.byte_size, language),
                    sum(&before.sha256),
                    sum(&after.sha256)
                )
            }
            (None, Some(after)) => format!("{label} {name}: + {}", size(after.byte_size, language)),
            (Some(before), None) => format!("{label} {name}: − {}", size(before.byte_size, language)),
            (None, None) => format!("{label} {name}"),
        }
    }

    fn property(&self, change: &PropertyChange) -> String {
        let language = self.language;
        let mut way: Vec<String> = change
            .part
            .iter()
            .map(|part| {
                let label = part.label.in_language(language);
                match (&part.name, language) {
                    (Some(name), Language::German) => format!("{label} „{}“", text(name)),
                    (Some(name), Language::English) => format!("{label} “{}”", text(name)),
                    (None, _) => label.to_owned(),
                }
            })
            .collect();
        way.push(change.label.in_language(language).to_owned());
        format!("{}: {}", way.join(" › "), values(change, language))
    }

    /// All lines, or as many as fit, and the next command.
    pub(in crate::commands) fn finish(self, length: Length, next: &str) -> String {
        let language = self.language;
        let mut text = self.text(length);
        text.push_str(&next_lines(next, language));
        text
    }

    /// All lines, or as many as fit.
    pub(in crate::commands) fn text(mut self, length: Length) -> String {
        let most = MOST_LINES - ALWAYS;
        if length == Length::Short && self.lines.len() > most {
            let left_out = self.lines.len() - most;
            self.lines.truncate(most);
            self.lines.push(match self.language {
                Language::German => format!("  … und {left_out} weitere Zeilen; alles zeigt --all"),
                Language::English => format!("  … and {left_out} more lines; --all shows everything"),
            });
        }
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

/// The catalogue changes with every dataset; that its list does need not be said.
fn is_worth_a_line(change: &Change) -> bool {
    match change.kind {
        Kind::Catalog => change.reason.is_some() || change.properties.iter().any(is_readable),
        Kind::CatalogRecord => false,
        Kind::Dataset | Kind::DataService | Kind::DatasetSeries => true,
    }
}

/// What is inside a part that comes or goes is told by the part.
fn is_readable(change: &PropertyChange) -> bool {
    const LISTS: [&str; 3] = [
        "http://www.w3.org/ns/dcat#dataset",
        "http://www.w3.org/ns/dcat#service",
        "http://www.w3.org/ns/dcat#record",
    ];
    change.part.iter().all(|part| part.state == PartState::Kept) && !LISTS.contains(&change.property.as_str())
}

/// Size and checksum of a data file are told with the file.
fn is_told_by_file(change: &PropertyChange) -> bool {
    change.property == "http://www.w3.org/ns/dcat#byteSize"
        || change.property.starts_with("http://spdx.org/rdf/terms#")
}
