//! The `kolophon` program.

use std::ffi::OsString;
use std::process::ExitCode;

use kolophon::{Environment, Ui, guarded, language, run};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // The server starts this program again for every query and upload; those are no commands for people.
    #[cfg(feature = "store")]
    if let Some(argument) = arguments.get(1) {
        if argument == kolophon::SPARQL_WORKER {
            return ExitCode::from(kolophon::run_sparql_worker());
        }
        if argument == kolophon::UPLOAD_WORKER {
            return ExitCode::from(kolophon::run_upload_worker());
        }
    }
    let environment = Environment::read();
    let (language, _) = language::decide(&arguments, &environment);
    guarded(language, || run(&arguments, &environment, &mut Ui::terminal())).into()
}
