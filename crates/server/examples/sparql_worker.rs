//! The child process that answers one SPARQL query or tries out one upload, as a program of its own: what the tests
//! start.

use std::process::ExitCode;

fn main() -> ExitCode {
    let (stdin, stdout) = (std::io::stdin().lock(), std::io::stdout());
    if std::env::args().nth(1).as_deref() == Some(kolophon_publish::trial::ARGUMENT) {
        return ExitCode::from(kolophon_publish::trial::run(stdin));
    }
    ExitCode::from(kolophon_store::worker::run(stdin, stdout))
}
