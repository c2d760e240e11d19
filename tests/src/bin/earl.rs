//! Writes the EARL report of the W3C's SHACL test suite to the path given, else to standard output.
//!
//! ```sh
//! cargo run -p kolophon-tests --bin earl -- earl.ttl
//! ```

use std::io::Write as _;
use std::process::ExitCode;

use kolophon_tests::{corpus, earl};

fn main() -> Result<ExitCode, String> {
    let corpus = corpus::folder().ok_or("the test suite is not there")?;
    let report = earl::report(&corpus.join("w3c/shacl/tests"))?;
    match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, &report.turtle),
        None => std::io::stdout().write_all(report.turtle.as_bytes()),
    }
    .map_err(|error| error.to_string())?;
    if report.failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(report.failed.join("\n"))
}
