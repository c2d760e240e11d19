//! `kolophon verify`: what is kept against what was written.

use std::path::Path;

use kolophon_diagnostic::{Language, Text};
use kolophon_store::{Backup, Damage, DamageKind, Holdings, ReadBackupError, Verified};
use serde::Serialize;

use super::backup::not_opened;
use super::plan::next_lines;
use super::{in_data_dir, quoted, store};
use crate::Context;
use crate::args::{ListFormat, VerifyArguments};
use crate::config;
use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};
use crate::ui::Ui;

/// The most damages that are listed without `--all`.
const MOST: usize = 50;

/// What was found; also the JSON output.
#[derive(Debug, Serialize)]
struct Outcome {
    #[serde(flatten)]
    verified: Verified,
    /// Whether it is a backup that was read.
    backup: bool,
}

pub(super) fn run(arguments: &VerifyArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcome = match &arguments.backup {
        Some(path) => of_backup(path)?,
        None => of_directory(arguments, context)?,
    };
    let damages = outcome.verified.damages.len();
    match arguments.format {
        ListFormat::Json => {
            let mut json = serde_json::to_string_pretty(&outcome).unwrap_or_default();
            json.push('\n');
            ui.data(json)?;
        }
        ListFormat::Human => {
            ui.data(told(&outcome, arguments.all, ui.language()))?;
            ui.data(next_lines(&next(arguments, &outcome), ui.language()))?;
        }
    }
    Ok(if damages == 0 { Exit::Clean } else { Exit::Findings })
}

fn of_directory(arguments: &VerifyArguments, context: &Context<'_>) -> Result<Outcome, Failure> {
    let environment = context.environment;
    let flag = arguments.data_dir.data_dir.as_deref();
    let directory = config::data_dir(flag, environment, &environment.current_dir)?.path;
    let holdings = Holdings::open(&directory).map_err(|error| not_opened(&error))?;
    let verified = holdings.verify().map_err(|error| store::unreadable(&error))?;
    Ok(Outcome {
        verified,
        backup: false,
    })
}

fn of_backup(path: &Path) -> Result<Outcome, Failure> {
    let backup = Backup::open(path).map_err(|error| bad_backup(&error))?;
    let damages = backup.check().map_err(|error| bad_backup(&error))?;
    let manifest = backup.manifest();
    Ok(Outcome {
        verified: Verified {
            graphs: manifest.cities.iter().map(|city| city.graphs).sum(),
            entries: backup.entries(),
            files: manifest.files,
            damages,
        },
        backup: true,
    })
}

/// Why a backup cannot be used.
pub(super) fn bad_backup(error: &ReadBackupError) -> Failure {
    match error {
        ReadBackupError::NotABackup { path } => {
            let path = path.display();
            Failure::new(
                Exit::Unreadable,
                format!("{path} ist keine Sicherung von Kolophon, oder sie wurde nicht zu Ende geschrieben."),
                format!("{path} is no backup of Kolophon, or it was not written to its end."),
            )
            .with_hint(
                "Eine Sicherung legt an: kolophon backup ZIEL",
                "A backup is made by: kolophon backup TARGET",
            )
        }
        ReadBackupError::Newer { .. } => Failure::new(
            Exit::Unreadable,
            "Die Sicherung stammt von einem neueren Kolophon.",
            "The backup was made by a newer Kolophon.",
        )
        .with_hint("Bitte Kolophon aktualisieren.", "Please update Kolophon."),
        ReadBackupError::Damaged { name, .. } => Failure::new(
            Exit::Unreadable,
            format!("Die Sicherung ist beschädigt: {name}. Es wurde nichts geändert."),
            format!("The backup is damaged: {name}. Nothing was changed."),
        )
        .with_cause(error)
        .with_hint(
            "Was alles beschädigt ist, zeigt kolophon verify mit dem Namen der Sicherung.",
            "All that is damaged is shown by kolophon verify with the name of the backup.",
        ),
        ReadBackupError::UnknownCity { city, known } => {
            let known = known.join(", ");
            Failure::new(
                Exit::Usage,
                format!("Die Sicherung enthält {city} nicht. Sie enthält: {known}."),
                format!("The backup does not hold {city}. It holds: {known}."),
            )
        }
        ReadBackupError::Io { path, source } => {
            let (path, Text { de, en }) = (path.display(), file_trouble(source));
            Failure::new(Exit::Unreadable, format!("{path}: {de}"), format!("{path}: {en}"))
        }
        _ => Failure::new(
            Exit::Unreadable,
            "Die Sicherung ist nicht lesbar.",
            "The backup cannot be read.",
        )
        .with_cause(error),
    }
}

fn told(outcome: &Outcome, all: bool, language: Language) -> String {
    let Verified {
        graphs,
        entries,
        files,
        damages,
    } = &outcome.verified;
    let mut text = match language {
        Language::German => {
            format!("Gelesen: {graphs} Beschreibungen, {entries} frühere Stände, {files} Dateien.\n")
        }
        Language::English => {
            format!("Read: {graphs} descriptions, {entries} earlier generations, {files} files.\n")
        }
    };
    if damages.is_empty() {
        let fine = Text::new(
            "Alles ist, wie es geschrieben wurde.\n",
            "All is as it was written.\n",
        );
        text.push_str(fine.in_language(language));
        return text;
    }
    let number = damages.len();
    let heading = Text::new(
        format!("Beschädigt ({number}):\n"),
        format!("Damaged ({number}):\n"),
    );
    text.push_str(heading.in_language(language));
    let shown = if all { number } else { MOST };
    for damage in damages.iter().take(shown) {
        text.push_str(&line(damage, language));
    }
    if number > shown {
        let more = Text::new(
            format!("  … und {} weitere; alle zeigt --all\n", number - shown),
            format!("  … and {} more; --all shows them\n", number - shown),
        );
        text.push_str(more.in_language(language));
    }
    text
}

fn line(damage: &Damage, language: Language) -> String {
    let [german, english] = match damage.kind {
        DamageKind::GraphUnreadable => ["Beschreibung nicht lesbar", "description cannot be read"],
        DamageKind::GraphDiffers => ["Beschreibung verändert", "description changed"],
        DamageKind::UnionDiffers => [
            "Gesamtbestand für Abfragen stimmt nicht",
            "the whole for queries is wrong",
        ],
        DamageKind::JournalMissing => ["früherer Stand fehlt", "earlier generation missing"],
        DamageKind::JournalUnreadable => ["früherer Stand nicht lesbar", "earlier generation cannot be read"],
        DamageKind::FileMissing => ["Datei fehlt", "file missing"],
        DamageKind::FileDiffers => ["Datei verändert", "file changed"],
        DamageKind::FileUnreadable => ["Datei nicht lesbar", "file cannot be read"],
    };
    let what = match language {
        Language::German => german,
        Language::English => english,
    };
    let mut line = format!("  {what}");
    if !damage.place.is_empty() {
        line.push_str(": ");
        line.push_str(&damage.place);
    }
    if !damage.detail.is_empty() {
        line.push_str(" (");
        line.push_str(&damage.detail);
        line.push(')');
    }
    let mut line: String = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.push('\n');
    line
}

fn next(arguments: &VerifyArguments, outcome: &Outcome) -> String {
    let is_fine = outcome.verified.damages.is_empty();
    match &arguments.backup {
        Some(backup) if is_fine => format!("kolophon restore {}", quoted(&backup.to_string_lossy())),
        None if !is_fine => in_data_dir("kolophon restore --help", &arguments.data_dir),
        _ => in_data_dir("kolophon backup --help", &arguments.data_dir),
    }
}
