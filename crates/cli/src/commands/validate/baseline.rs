//! `--baseline` and `--write-baseline`: lists of known findings.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use kolophon_diagnostic::{Baseline, BaselineError, Finding, Report, Text};

use crate::args::ValidateArguments;
use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};
use crate::output;
use crate::ui::Ui;

/// The list that `--baseline` names.
pub(super) fn read(arguments: &ValidateArguments) -> Result<Option<Baseline>, Failure> {
    let Some(path) = &arguments.scope.baseline else {
        return Ok(None);
    };
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        let Text { de, en } = file_trouble(&error);
        let typed = crate::commands::quoted_paths(&arguments.paths);
        let file = crate::commands::quoted(&path.to_string_lossy());
        Failure::new(
            Exit::Unreadable,
            format!("Die Liste bekannter Hinweise {name} ist nicht lesbar; es wurde nichts geprüft. {de}"),
            format!("The list of known findings {name} cannot be read; nothing was checked. {en}"),
        )
        .with_hint(
            format!("Eine neue Liste schreibt: kolophon validate {typed} --write-baseline {file}"),
            format!("To write a new list: kolophon validate {typed} --write-baseline {file}"),
        )
    })?;
    text.parse().map(Some).map_err(|error| {
        let at = match error {
            BaselineError::Line { line } => format!("{name}:{line}"),
            _ => format!("{name}:1"),
        };
        Failure::new(
            Exit::Unreadable,
            format!("{at}: Das ist keine Liste bekannter Hinweise, oder sie ist beschädigt; es wurde nichts geprüft."),
            format!("{at}: This is no list of known findings, or it is damaged; nothing was checked."),
        )
    })
}

/// Moves the findings that the list knows aside.
pub(super) fn compare(list: &Baseline, path: &Path, report: &mut Report) {
    let names = Names::relative_to(path);
    let checked = names.of_checked(report);
    list.compare(report, &|file| names.of(file), |file| {
        names.is_settled(file, &checked)
    });
}

/// Writes the list of all findings of a report. Of what a list that was compared with says of other files, nothing is
/// lost.
pub(super) fn write(
    path: &Path,
    known: Option<&Baseline>,
    report: &Report,
    arguments: &ValidateArguments,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    if !report.unreadable.is_empty() {
        return Err(Failure::new(
            Exit::Unreadable,
            "Die Liste wurde nicht geschrieben, denn nicht alle Dateien waren lesbar.",
            "The list was not written, for not all files could be read.",
        ));
    }
    let names = Names::relative_to(path);
    let old = report.comparison.iter().flat_map(|comparison| &comparison.known);
    let findings: Vec<&Finding> = old.chain(&report.findings).collect();
    let mut list = Baseline::of(findings.iter().copied(), &|file| names.of(file));
    if let Some(known) = known {
        let checked = names.of_checked(report);
        list.keep_from(known, |file| !names.is_settled(file, &checked));
    }
    output::write_file(path, |file| write!(file, "{list}"))?;
    let name = path.display();
    let number = list.findings();
    ui.say(&Text::new(
        format!("In {name} stehen jetzt {number} bekannte Hinweise."),
        format!("There are now {number} known findings in {name}."),
    ));
    let blocking = findings.iter().filter(|finding| finding.blocking).count();
    if blocking > 0 {
        ui.say(&Text::new(
            format!("Bei {blocking} davon wird der Datensatz in keinem Fall veröffentlicht, auch wenn sie bekannt sind."),
            format!("With {blocking} of them the dataset is never published, known or not."),
        ));
    }
    let typed = crate::commands::quoted_paths(&arguments.paths);
    let file = crate::commands::quoted(&path.to_string_lossy());
    ui.line(&format!("kolophon validate {typed} --baseline {file}"));
    Ok(Exit::Clean)
}

/// File names as a list has them: with slashes, as seen from the folder the list lies in.
struct Names {
    folder: PathBuf,
    known: RefCell<BTreeMap<String, String>>,
}

impl Names {
    fn relative_to(list: &Path) -> Self {
        let folder = match list.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Self {
            folder: whole(folder),
            known: RefCell::default(),
        }
    }

    fn of(&self, file: &str) -> String {
        if let Some(name) = self.known.borrow().get(file) {
            return name.clone();
        }
        let path = Path::new(file);
        // Standard input has a name, but no place.
        let name = if path.exists() {
            self.seen(&whole(path))
        } else {
            file.to_owned()
        };
        self.known.borrow_mut().insert(file.to_owned(), name.clone());
        name
    }

    /// The path from the folder; up and down again where it does not lie below.
    fn seen(&self, path: &Path) -> String {
        let ours: Vec<Component<'_>> = self.folder.components().collect();
        let theirs: Vec<Component<'_>> = path.components().collect();
        let shared = ours
            .iter()
            .zip(&theirs)
            .take_while(|(our, their)| our == their)
            .count();
        if shared == 0 {
            return path.to_string_lossy().replace('\\', "/");
        }
        let up = std::iter::repeat_n("..".to_owned(), ours.len() - shared);
        let down = theirs.iter().skip(shared);
        let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// The files of a report that were checked.
    fn of_checked(&self, report: &Report) -> BTreeSet<String> {
        report
            .sources
            .iter()
            .map(|source| self.of(&source.name))
            .collect()
    }

    /// Whether all that there is to find in a file was found: it was checked, or is no longer there.
    fn is_settled(&self, file: &str, checked: &BTreeSet<String>) -> bool {
        file.is_empty() || checked.contains(file) || !self.folder.join(file).exists()
    }
}

fn whole(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}
