//! How much work checking is, counted in instructions: a number that, unlike a time, is the same in every run.
//!
//! A thousand datasets made from `catalog/` are validated under valgrind. The bounds below leave room for small things
//! and other compilers, not for a loop that became quadratic. After a change that is worth its price, or that makes
//! the work less, write the number the test prints, and the date, into the constants.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kolophon_dcat::{Document, read};
use kolophon_graph::GraphBuilder;

use crate::cli_test::CliTest;

/// Instructions per triple in the development profile: measured on 2026-11-27.
const GROUPED: Measured = Measured {
    format: "summary",
    instructions_per_triple: 10_170,
};
/// The same with every result written out: measured on 2026-11-27.
const REPORT: Measured = Measured {
    format: "turtle",
    instructions_per_triple: 18_345,
};
/// How many per cent of the measured number are allowed.
const ALLOWED_PER_CENT: usize = 130;
const DATASETS: &str = "1000";

struct Measured {
    format: &'static str,
    instructions_per_triple: usize,
}

#[test]
fn counting_results_costs_no_more_than_it_did() {
    holds(&GROUPED);
}

#[test]
fn reporting_results_costs_no_more_than_it_did() {
    holds(&REPORT);
}

fn holds(measured: &Measured) {
    let test = CliTest::new();
    let data = test.path().join("data.ttl");
    let generate = root().join("benches/generate");
    if !runs(Command::new("valgrind").arg("--version")) || !runs(Command::new("python3").arg("--version")) {
        skipped();
        return;
    }
    let generated = Command::new("python3")
        .arg(generate)
        .arg(DATASETS)
        .arg(&data)
        .status()
        .unwrap();
    assert!(generated.success());

    let profile = target().join(format!("callgrind-{}.out", measured.format));
    let found = instructions(&test, &data, &profile, measured.format) / triples(&data);
    let allowed = measured.instructions_per_triple * ALLOWED_PER_CENT / 100;
    assert!(
        found <= allowed,
        "shacl --format {format} takes {found} instructions per triple; {before} were measured, {allowed} are allowed.\n\
         Where they go:    callgrind_annotate --inclusive=yes {profile} | head -60\n\
         Worth its price?  Write {found} and the date into {file}.",
        format = measured.format,
        before = measured.instructions_per_triple,
        profile = profile.display(),
        file = file!(),
    );
}

/// The instructions of one run of `kolophon shacl` with our own shapes.
fn instructions(test: &CliTest, data: &Path, profile: &Path, format: &str) -> usize {
    let shapes = root().join("schemas/dcat-ap-de/3.0");
    let program = test.command(&[
        "shacl",
        "--format",
        format,
        "--shapes",
        shapes.to_str().unwrap(),
        "--data",
        data.to_str().unwrap(),
    ]);
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            &format!("--callgrind-out-file={}", profile.display()),
        ])
        .arg(program.get_program())
        .args(program.get_args())
        .current_dir(test.path())
        .output()
        .unwrap();
    // The data lack the code lists, so that there are results to count and to write.
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    let errors = errors(&output);
    let collected = errors.lines().find_map(|line| line.split_once("Collected : "));
    assert!(collected.is_some(), "{errors}");
    collected.unwrap().1.trim().parse().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn triples(data: &Path) -> usize {
    let mut builder = GraphBuilder::new();
    read(&Document::new("data.ttl", fs::read(data).unwrap()), &mut builder).unwrap();
    builder.finish().len()
}

fn runs(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

#[expect(
    clippy::print_stderr,
    reason = "a skipped test must not look like a passed one"
)]
fn skipped() {
    eprintln!(
        "SKIPPED: instructions are not counted, valgrind or python3 is missing; scripts/test installs them"
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A place that outlives the test, so that a profile can be looked at.
fn target() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}
