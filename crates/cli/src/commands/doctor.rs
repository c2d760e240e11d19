//! `kolophon doctor`: whether everything is set up, and where each setting came from.

use std::env::consts;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use jiff::Timestamp;
use kolophon_diagnostic::{Colour, Language};
use serde::Serialize;

use crate::Context;
use crate::args::DoctorArguments;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::LanguageOrigin;
use crate::ui::Ui;

/// What the doctor saw. The keys are part of the JSON output.
#[derive(Debug, Serialize)]
struct Diagnosis {
    schema_version: u32,
    version: &'static str,
    system: &'static str,
    machine: &'static str,
    time: String,
    language: &'static str,
    language_origin: &'static str,
    terminal: Terminal,
    current_dir: PathBuf,
    /// The `kolophon.toml` found upwards from the current directory.
    config_file: Option<PathBuf>,
    /// What is wrong with it.
    config_trouble: Option<String>,
    #[cfg(feature = "store")]
    cities: Vec<String>,
    #[cfg(feature = "store")]
    store: super::store::StoreState,
}

#[derive(Debug, Serialize)]
struct Terminal {
    stdout: bool,
    stderr: bool,
    colour: bool,
}

pub(super) fn run(arguments: &DoctorArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let diagnosis = examine(arguments, context, ui);
    let text = if arguments.json {
        // Strings, numbers and paths, of which the last are checked by serde to be text.
        let mut text = serde_json::to_string_pretty(&diagnosis).unwrap_or_default();
        text.push('\n');
        text
    } else {
        for_people(&diagnosis, ui.language())
    };
    ui.data(text)?;
    Ok(diagnosis.exit())
}

fn examine(arguments: &DoctorArguments, context: &Context<'_>, ui: &Ui) -> Diagnosis {
    let environment = context.environment;
    let config_file = config::find_upwards(&environment.current_dir);
    #[cfg(not(feature = "store"))]
    let (config_trouble, _) = (None, arguments);
    #[cfg(feature = "store")]
    let (config_trouble, cities) = match config_file.as_deref().map(config::installation) {
        None => (None, Vec::new()),
        Some(Ok(installation)) => (None, installation.cities.into_keys().collect()),
        Some(Err(failure)) => (Some(failure.in_language(ui.language()).to_owned()), Vec::new()),
    };
    Diagnosis {
        schema_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        system: consts::OS,
        machine: consts::ARCH,
        time: now(),
        language: ui.language().tag(),
        language_origin: match context.language_origin {
            LanguageOrigin::Flag => "--lang",
            LanguageOrigin::Environment => "KOLOPHON_LANG",
            LanguageOrigin::Locale => "locale",
            LanguageOrigin::Default => "default",
        },
        terminal: Terminal {
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
            colour: ui.colour() == Colour::Always,
        },
        current_dir: environment.current_dir.clone(),
        config_file,
        config_trouble,
        #[cfg(feature = "store")]
        cities,
        #[cfg(feature = "store")]
        store: super::store::StoreState::look(arguments.data_dir.data_dir.as_deref(), context, ui.language()),
    }
}

/// The time to the second.
fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

impl Diagnosis {
    fn exit(&self) -> Exit {
        if self.config_trouble.is_some() {
            return Exit::Usage;
        }
        #[cfg(feature = "store")]
        return self.store.exit();
        #[cfg(not(feature = "store"))]
        Exit::Clean
    }
}

/// The diagnosis as aligned lines.
fn for_people(diagnosis: &Diagnosis, language: Language) -> String {
    let pick = |german: &'static str, english: &'static str| match language {
        Language::German => german,
        Language::English => english,
    };
    let yes_no = |yes| {
        if yes {
            pick("ja", "yes")
        } else {
            pick("nein", "no")
        }
    };
    let origin = match diagnosis.language_origin {
        "locale" => pick("Einstellung des Rechners", "the computer's setting"),
        "default" => pick("Vorgabe", "default"),
        origin => origin,
    };
    let config = match (&diagnosis.config_file, &diagnosis.config_trouble) {
        (_, Some(trouble)) => trouble.clone(),
        (Some(file), None) => file.display().to_string(),
        (None, None) => pick(
            "keine kolophon.toml in diesem Ordner oder darüber",
            "no kolophon.toml in this directory or above",
        )
        .to_owned(),
    };
    let Diagnosis {
        version,
        system,
        machine,
        terminal,
        ..
    } = diagnosis;
    let mut rows = vec![
        ("Kolophon", format!("{version} ({system} {machine})")),
        (pick("Uhrzeit", "Time"), format!("{} (UTC)", diagnosis.time)),
        (
            pick("Sprache", "Language"),
            format!("{} ({origin})", diagnosis.language),
        ),
        (
            pick("Terminal", "Terminal"),
            format!(
                "{}, {} {}",
                yes_no(terminal.stdout),
                pick("Farbe:", "colour:"),
                yes_no(terminal.colour)
            ),
        ),
        (
            pick("Ordner", "Directory"),
            diagnosis.current_dir.display().to_string(),
        ),
        (pick("Konfiguration", "Configuration"), config),
    ];
    rows.extend(store_rows(diagnosis, language));
    let width = rows
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (label, value) in rows {
        writeln!(text, "{label:<width$}  {value}").unwrap_or_default();
    }
    text
}

#[cfg(feature = "store")]
fn store_rows(diagnosis: &Diagnosis, language: Language) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if !diagnosis.cities.is_empty() {
        let label = match language {
            Language::German => "Kommunen",
            Language::English => "Cities",
        };
        rows.push((label, diagnosis.cities.join(", ")));
    }
    rows.extend(diagnosis.store.rows(language));
    rows
}

/// The desk shape has no store.
#[cfg(not(feature = "store"))]
fn store_rows(_: &Diagnosis, _: Language) -> Vec<(&'static str, String)> {
    Vec::new()
}
