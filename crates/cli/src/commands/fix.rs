//! `kolophon fix` and `kolophon upgrade`: mend what can be mended without doubt, and list the rest.

mod lists;
mod report;
mod write;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kolophon_authoring::Defaults;
use kolophon_dcat::Document;
use kolophon_diagnostic::{Colour, Severity, Unreadable};
use kolophon_publish::reading;
use kolophon_validate::Profile;
use kolophon_validate::repair::{Repaired, RepairedFile, Safety, Scope, repair};
use similar::{Algorithm, TextDiff};

use self::report::Rest;
use crate::args::{FixArguments, FixOutputArguments, UpgradeArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::ui::Ui;

pub(super) fn run(arguments: &FixArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let safety = if arguments.with_guesses {
        Safety::Unsafe
    } else {
        Safety::Safe
    };
    Mending {
        paths: &arguments.paths,
        profile: arguments.profile.as_deref(),
        scope: Scope::All,
        safety,
        output: arguments.output,
    }
    .run(ui)
}

pub(super) fn upgrade(arguments: &UpgradeArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    Mending {
        paths: &arguments.paths,
        profile: None,
        scope: Scope::Upgrade,
        safety: Safety::Safe,
        output: arguments.output,
    }
    .run(ui)
}

/// The command to type for mending some paths.
pub(super) fn command(paths: &[PathBuf], profile: Option<&str>, more: &str) -> String {
    let (paths, profile) = (super::quoted_paths(paths), profile_option(profile));
    format!("kolophon fix {paths}{profile}{more}")
}

/// ` --profile NAME`, if one was asked for.
fn profile_option(profile: Option<&str>) -> String {
    profile.map_or_else(String::new, |name| format!(" --profile {}", super::quoted(name)))
}

/// What to mend, and how.
struct Mending<'a> {
    paths: &'a [PathBuf],
    /// The profile that was asked for; else each city's own.
    profile: Option<&'a str>,
    scope: Scope,
    safety: Safety,
    output: FixOutputArguments,
}

/// What became of it.
#[derive(Default)]
struct Outcome {
    rest: Rest,
    unreadable: Vec<Unreadable>,
    files: usize,
    datasets: usize,
    /// Files that would change, but were not written.
    pending: usize,
    /// Files that could not be written.
    unwritten: usize,
    names: Vec<String>,
}

impl Mending<'_> {
    fn run(&self, ui: &mut Ui) -> Result<Exit, Failure> {
        if self.output.write && self.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::new(
                Exit::Usage,
                "Was von der Standardeingabe kommt, lässt sich nicht zurückschreiben. Lassen Sie --write weg.",
                "What comes from standard input cannot be written back. Leave out --write.",
            ));
        }
        let mut outcome = Outcome::default();
        for catalogue in super::validate::catalogues(self.paths)? {
            let profile = catalogue.profile(self.profile)?;
            self.mend(
                Input::read(&catalogue.paths).refuse_empty(),
                &catalogue.defaults,
                profile,
                &mut outcome,
                ui,
            )?;
        }
        if outcome.files == 0 && outcome.unreadable.is_empty()
            || outcome.datasets == 0 && outcome.rest.is_empty() && outcome.unreadable.is_empty()
        {
            return Err(super::validate::no_dataset(self.paths, &outcome.names));
        }
        self.tell(&outcome, ui);
        Ok(if !outcome.unreadable.is_empty() {
            Exit::Unreadable
        } else if outcome.pending > 0 || outcome.rest.has(Severity::Error) {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    fn mend(
        &self,
        input: Input,
        defaults: &Defaults,
        profile: &Profile,
        outcome: &mut Outcome,
        ui: &mut Ui,
    ) -> Result<(), Failure> {
        outcome.names.extend(input.names().into_iter().map(str::to_owned));
        let mut seen = BTreeSet::new();
        let documents = input.documents.into_iter();
        let documents: Vec<_> = documents
            .filter(|document| seen.insert(document.name.clone()))
            .map(Document::loaded)
            .collect();
        let (officers_files, documents): (Vec<Document>, Vec<Document>) =
            documents.into_iter().partition(reading::is_officers_file);
        let repaired = repair(&documents, self.scope, self.safety);
        let officers_files = self.mend_lists(officers_files, defaults, outcome, ui)?;
        let all: Vec<Document> = repaired
            .documents
            .iter()
            .chain(&officers_files)
            .cloned()
            .collect();
        let (checked, unread) = reading::read(&all, defaults).check(profile);
        outcome.unreadable.extend(unread);
        outcome.files += officers_files.len();

        outcome.unreadable.extend(input.unreadable);
        outcome
            .unreadable
            .extend(repaired.unreadable.iter().map(unreadable));
        outcome.files += repaired.files.len();
        outcome.datasets += checked.report.datasets;
        let changed = repaired.files.iter().filter(|file| file.is_changed());
        for file in changed {
            if self.output.diff || !self.output.write {
                ui.data(difference(file, ui.colour()))?;
            }
            if !self.output.write {
                outcome.pending += 1;
                continue;
            }
            let read = documents.iter().find(|document| document.name == file.name);
            let before = read.and_then(|document| document.in_memory()).unwrap_or_default();
            if let Err(trouble) = write::replace(Path::new(&file.name), before, &file.bytes) {
                outcome.unwritten += 1;
                outcome.unreadable.push(Unreadable {
                    file: file.name.clone(),
                    line_column: None,
                    message: trouble,
                });
            }
        }
        let Repaired { done, open, .. } = repaired;
        let (for_fix, findings) = checked.report.findings.into_iter().partition(|finding| {
            // What an upgrade leaves to `fix` nobody has to decide.
            self.scope == Scope::Upgrade && finding.fix.is_some()
        });
        outcome.rest.add(done, open, findings);
        outcome.rest.leave_to_fix(for_fix);
        Ok(())
    }

    fn tell(&self, outcome: &Outcome, ui: &mut Ui) {
        let language = ui.language();
        for file in &outcome.unreadable {
            let at = file
                .line_column
                .map(|(line, column)| format!(":{line}:{column}"))
                .unwrap_or_default();
            ui.line(&format!(
                "{}{at}: {}",
                file.file,
                file.message.in_language(language)
            ));
        }
        let page = report::Page {
            rest: &outcome.rest,
            scope: self.scope,
            is_written: self.output.write && outcome.unwritten == 0,
            shows_all: self.output.all,
            next_command: self.next_command(outcome),
        };
        for line in page.lines(language) {
            ui.line(&line);
        }
    }

    /// Write what was shown; look at what is only proposed; check again.
    fn next_command(&self, outcome: &Outcome) -> Option<String> {
        if self.paths.iter().any(|path| path.as_os_str() == "-") {
            return None;
        }
        let guesses = if self.safety == Safety::Unsafe {
            " --unsafe"
        } else {
            ""
        };
        let typed = super::quoted_paths(self.paths);
        Some(match self.scope {
            Scope::Upgrade if outcome.pending == 0 => command(self.paths, self.profile, ""),
            _ if outcome.pending == 0 => {
                format!("kolophon validate {typed}{}", profile_option(self.profile))
            }
            Scope::All => command(self.paths, self.profile, &format!("{guesses} --write")),
            Scope::Upgrade => format!("kolophon upgrade {typed} --write"),
        })
    }
}

/// The changes of a file as a unified diff.
fn difference(file: &RepairedFile, colour: Colour) -> String {
    let difference = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .diff_lines(file.before.as_ref(), file.after.as_str());
    let unified = difference
        .unified_diff()
        .header(&file.name, &file.name)
        .to_string();
    match colour {
        Colour::Never => unified,
        Colour::Always => unified.split_inclusive('\n').map(coloured).collect(),
    }
}

fn coloured(line: &str) -> String {
    let colour = match line.as_bytes().first() {
        _ if line.starts_with("+++") || line.starts_with("---") => "1",
        Some(b'+') => "32",
        Some(b'-') => "31",
        Some(b'@') => "36",
        _ => return line.to_owned(),
    };
    let text = line.trim_end_matches('\n');
    let end = &line[text.len()..];
    format!("\u{1b}[{colour}m{text}\u{1b}[0m{end}")
}
