//! The `kolophon` program.

use std::ffi::OsString;
use std::process::ExitCode;

use kolophon::{Environment, Ui, guarded, language, run};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // The server starts this program again for every query; that is no command for people.
    #[cfg(feature = "store")]
    if arguments
        .get(1)
        .is_some_and(|argument| argument == kolophon::SPARQL_WORKER)
    {
        return ExitCode::from(kolophon::run_sparql_worker());
    }
    let environment = Environment::read();
    let (language, _) = language::decide(&arguments, &environment);
    guarded(language, || run(&arguments, &environment, &mut Ui::terminal())).into()
}
