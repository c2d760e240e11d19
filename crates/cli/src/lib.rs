//! The terminal's side of Kolophon: arguments, configuration, texts, exit codes. The work is done by the crates below.
//!
//! [`run`] takes a command line and ends with an [`Exit`]; everything it prints goes through a [`Ui`].

mod args;
mod commands;
mod config;
mod environment;
mod exit;
mod failure;
mod help;
mod input;
mod interrupt;
pub mod language;
mod link;
mod output;
mod panic;
mod remote;
mod snapshot;
mod ui;
mod usage_error;

use std::ffi::OsString;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use kolophon_diagnostic::{Language, Text};

pub use crate::environment::Environment;
pub use crate::exit::Exit;
pub use crate::panic::guarded;
pub use crate::ui::Ui;

use crate::args::Arguments;
use crate::failure::Failure;
use crate::language::LanguageOrigin;

/// The argument with which the server starts this program again to evaluate one query.
#[cfg(feature = "store")]
pub const SPARQL_WORKER: &str = kolophon_store::worker::ARGUMENT;

/// Evaluates one query for the server: a job from standard input, its result to standard output.
#[cfg(feature = "store")]
#[must_use]
pub fn run_sparql_worker() -> u8 {
    kolophon_store::worker::run(std::io::stdin().lock(), std::io::stdout())
}

/// The argument with which the server starts this program again to try out what was sent to it.
#[cfg(feature = "store")]
pub const UPLOAD_WORKER: &str = kolophon_publish::trial::ARGUMENT;

/// Tries out an upload for the server: it comes from standard input, and the exit code says whether it does harm.
#[cfg(feature = "store")]
#[must_use]
pub fn run_upload_worker() -> u8 {
    kolophon_publish::trial::run(std::io::stdin().lock())
}

/// What every command may want to know about its run.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The surroundings.
    pub(crate) environment: &'a Environment,
    /// Where the language came from.
    pub(crate) language_origin: LanguageOrigin,
}

/// Runs one command line.
pub fn run(arguments: &[OsString], environment: &Environment, ui: &mut Ui) -> Exit {
    let (language, language_origin) = language::decide(arguments, environment);
    ui.speak(language);
    let context = Context {
        environment,
        language_origin,
    };
    let result = match parse(arguments, language) {
        Ok(parsed) => commands::run(parsed.command, &context, ui),
        Err(error) => answer(&error, arguments, ui),
    };
    result.unwrap_or_else(|failure| {
        ui.fail(&failure);
        failure.exit
    })
}

fn parse(arguments: &[OsString], language: Language) -> Result<Arguments, clap::Error> {
    let matches = help::command(language).try_get_matches_from(arguments)?;
    Arguments::from_arg_matches(&matches)
}

/// What clap calls an error may also be the wish for help.
fn answer(error: &clap::Error, arguments: &[OsString], ui: &mut Ui) -> Result<Exit, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            ui.data(ui.styled(&error.render()))?;
            Ok(Exit::Clean)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ui.line(error.render().to_string().trim_end());
            // Who starts the program by a double click sees its window vanish, unless it waits.
            if cfg!(windows) && Ui::can_ask() {
                ui.wait(&Text::new(
                    "\nKolophon wird in der Eingabeaufforderung benutzt. Öffnen Sie sie im Ordner mit Ihren Dateien, und tippen Sie zum Beispiel:\nkolophon pruefen .\n\nWeiter mit der Eingabetaste.",
                    "\nKolophon is used at the command prompt. Open it in the folder with your files, and type for example:\nkolophon validate .\n\nPress Enter to go on.",
                ));
            }
            Ok(Exit::Usage)
        }
        _ => {
            let root = help::command(ui.language());
            let arguments: Vec<String> = arguments
                .iter()
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect();
            let command = usage_error::command_of(&root, &arguments);
            ui.line(&usage_error::render(error, command, ui.language()));
            Ok(Exit::Usage)
        }
    }
}
