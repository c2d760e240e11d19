//! `kolophon doctor`: whether everything is set up, and where each setting came from.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use kolophon_diagnostic::{Language, Text};
use serde::Serialize;

use crate::args::DoctorArguments;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::LanguageOrigin;
use crate::ui::Ui;
use crate::Context;

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
    store: Option<StoreState>,
}

#[derive(Debug, Serialize)]
struct Terminal {
    stdin: bool,
    stdout: bool,
    stderr: bool,
    colour: bool,
    width: Option<usize>,
}

#[cfg(feature = "store")]
#[derive(Debug, Serialize)]
struct StoreState {
    data_dir: PathBuf,
    data_dir_origin: String,
    /// `missing`, `ready`, `busy` or `damaged`.
    state: &'static str,
    /// Who holds the lock, or what is wrong.
    detail: Option<String>,
    cities: usize,
    datasets: usize,
    free_bytes: Option<u64>,
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
        system: std::env::consts::OS,
        machine: std::env::consts::ARCH,
        time: jiff::Timestamp::now().to_string(),
        language: ui.language().tag(),
        language_origin: match context.language_origin {
            LanguageOrigin::Flag => "--lang",
            LanguageOrigin::Environment => "KOLOPHON_LANG",
            LanguageOrigin::Locale => "locale",
            LanguageOrigin::Default => "default",
        },
        terminal: Terminal {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
            colour: ui.colour() == kolophon_diagnostic::Colour::Always,
            width: terminal_width(),
        },
        current_dir: environment.current_dir.clone(),
        config_file,
        config_trouble,
        #[cfg(feature = "store")]
        cities,
        #[cfg(feature = "store")]
        store: store_state(arguments, context, ui.language()),
    }
}
