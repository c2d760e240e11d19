//! `kolophon backup`: what is published, in files that every later version reads.

use std::io;

use jiff::Timestamp;
use kolophon_diagnostic::{Language, Text};
use kolophon_store::{BackupError, BackupOrder, Holdings, Manifest, OpenError, Scope, back_up};

use super::plan::next_lines;
use super::rollback::unknown_city;
use super::{quoted, store};
use crate::Context;
use crate::args::{BackupArguments, ListFormat};
use crate::config;
use crate::exit::Exit;
use crate::failure::{Failure, write_trouble};
use crate::ui::Ui;

pub(super) fn run(arguments: &BackupArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let environment = context.environment;
    let flag = arguments.data_dir.data_dir.as_deref();
    let directory = config::data_dir(flag, environment, &environment.current_dir)?.path;
    let holdings = Holdings::open(&directory).map_err(|error| not_opened(&error))?;
    let now = Timestamp::now();
    let order = BackupOrder {
        target: &arguments.target,
        city: arguments.city.as_deref(),
        time: &Timestamp::from_second(now.as_second()).unwrap_or(now).to_string(),
        program: env!("CARGO_PKG_VERSION"),
    };
    let manifest = back_up(&holdings, &order).map_err(|error| failed(&error))?;
    if arguments.format == ListFormat::Json {
        let mut json = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        json.push('\n');
        ui.data(json)?;
        return Ok(Exit::Clean);
    }
    ui.data(told(&manifest, arguments, ui.language()))?;
    let target = quoted(&arguments.target.to_string_lossy());
    ui.data(next_lines(&format!("kolophon verify {target}"), ui.language()))?;
    Ok(Exit::Clean)
}

fn told(manifest: &Manifest, arguments: &BackupArguments, language: Language) -> String {
    let target = arguments.target.display();
    let mut text = Text::new(
        format!("Gesichert in {target}:\n"),
        format!("Backed up to {target}:\n"),
    )
    .in_language(language)
    .to_owned();
    text.push_str(&cities(manifest, language));
    if manifest.scope == Scope::Installation {
        let more = Text::new(
            "  Nicht dabei sind die kolophon.toml und Ihre eigenen Dateien. Bitte sichern Sie sie selbst.\n",
            "  kolophon.toml and your own files are not part of it. Please back them up yourself.\n",
        );
        text.push_str(more.in_language(language));
    }
    text
}

/// The cities of a backup, each on a line.
pub(super) fn cities(manifest: &Manifest, language: Language) -> String {
    let lines = manifest.cities.iter().map(|city| {
        let (name, generation, datasets) = (&city.name, city.generation, city.datasets);
        match language {
            Language::German => {
                format!("  {name}: Veröffentlichungsstand {generation}, Datensätze: {datasets}\n")
            }
            Language::English => format!("  {name}: generation {generation}, datasets: {datasets}\n"),
        }
    });
    lines.collect()
}

/// Whoever has the directory open and does not lend is not `kolophon serve`.
pub(super) fn not_opened(error: &OpenError) -> Failure {
    let failure = store::explain(error);
    match error {
        OpenError::Locked { .. } => failure.with_hint(
            "Ein laufendes kolophon serve stört nicht, wohl aber ein anderer Befehl, der gerade veröffentlicht. Bitte \
             versuchen Sie es gleich noch einmal.",
            "A running kolophon serve is no obstacle, but another command that is publishing is. Please try again in a \
             moment.",
        ),
        _ => failure,
    }
}

fn failed(error: &BackupError) -> Failure {
    match error {
        BackupError::Exists { path } => {
            let path = path.display();
            Failure::new(
                Exit::Usage,
                format!("{path} gibt es schon; eine Sicherung überschreibt nichts."),
                format!("{path} exists already; a backup overwrites nothing."),
            )
            .with_hint(
                "Bitte einen anderen Namen nennen, zum Beispiel mit dem Datum von heute.",
                "Please choose another name, for example with the date of today.",
            )
        }
        BackupError::Inside { path } => {
            let path = path.display();
            Failure::new(
                Exit::Usage,
                format!("{path} liegt im Datenordner selbst; dort wäre die Sicherung mit verloren."),
                format!("{path} lies in the data directory itself; there the backup would be lost with it."),
            )
            .with_hint(
                "Bitte einen Ort außerhalb nennen, am besten auf einem anderen Datenträger.",
                "Please name a place outside, best on another disk.",
            )
        }
        BackupError::UnknownCity { city, known } => unknown_city(city, known, None),
        BackupError::Erased => Failure::new(
            Exit::Conflict,
            "Während der Sicherung wurde etwas endgültig gelöscht; sie wurde verworfen.",
            "Something was erased while the backup was made; it was discarded.",
        )
        .with_hint("Bitte noch einmal sichern.", "Please back up again."),
        BackupError::Write { path, source } => cannot_write(&path.display().to_string(), source),
        BackupError::File { path, source } => {
            let path = path.display();
            Failure::new(
                Exit::Unreadable,
                format!("Es wurde nichts gesichert: {path} ist nicht lesbar."),
                format!("Nothing was backed up: {path} cannot be read."),
            )
            .with_cause(source)
            .with_hint(
                "Was sonst beschädigt ist, zeigt: kolophon verify",
                "What else is damaged is shown by: kolophon verify",
            )
        }
        BackupError::Read(error) => store::unreadable(error),
        BackupError::Open(error) => store::explain(error),
        _ => Failure::new(
            Exit::Unreadable,
            "Es wurde nichts gesichert.",
            "Nothing was backed up.",
        )
        .with_cause(error),
    }
}

fn cannot_write(path: &str, error: &io::Error) -> Failure {
    let Text { de, en } = write_trouble(error);
    Failure::new(
        Exit::Unreadable,
        format!("Es wurde nichts gesichert. {path}: {de}"),
        format!("Nothing was backed up. {path}: {en}"),
    )
}
