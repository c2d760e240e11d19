//! The child process that answers one SPARQL query, as a program of its own: what the tests start.

use std::process::ExitCode;

fn main() -> ExitCode {
    let (stdin, stdout) = (std::io::stdin().lock(), std::io::stdout());
    ExitCode::from(kolophon_store::worker::run(stdin, stdout))
}
