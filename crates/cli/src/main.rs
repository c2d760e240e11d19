//! The `kolophon` program.

use std::ffi::OsString;
use std::process::ExitCode;

use kolophon::{Environment, Ui, guarded, language, run};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let environment = Environment::read();
    let (language, _) = language::decide(&arguments, &environment);
    guarded(language, || run(&arguments, &environment, &mut Ui::terminal())).into()
}
