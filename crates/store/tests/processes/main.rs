//! What needs processes of its own: stores that are killed, and queries that run wild.
//!
//! There is no harness, because this program starts itself again as the process that is killed and as the process that
//! evaluates a query.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these are tests"
)]

mod erasing;
mod flushing;
mod full;
mod keeping;
mod killers;
mod killing;
mod working;

use std::env;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

use kolophon_store::worker;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(worker::ARGUMENT) => return ExitCode::from(worker::run(io::stdin(), io::stdout())),
        Some(erasing::ARGUMENT) => return erasing::erase_for_ever(&arguments[1..]),
        Some(flushing::ARGUMENT) => return flushing::publish_together(&arguments[1..]),
        Some(full::ARGUMENT) => return full::fill_for_ever(&arguments[1..]),
        Some(keeping::ARGUMENT) => return keeping::keep_for_ever(&arguments[1..]),
        Some(killing::ARGUMENT) => return killing::write_for_ever(&arguments[1..]),
        _ => {}
    }
    let tests: &[(&str, fn())] = &[
        (
            "killed_between_small_changes",
            killing::killed_between_small_changes,
        ),
        ("killed_between_big_changes", killing::killed_between_big_changes),
        ("killed_while_erasing", erasing::killed_while_erasing),
        ("killed_while_keeping", keeping::killed_while_keeping),
        (
            "nobody_hears_of_what_is_not_flushed",
            flushing::nobody_hears_of_what_is_not_flushed,
        ),
        (
            "who_waits_together_is_flushed_together",
            flushing::who_waits_together_is_flushed_together,
        ),
        ("a_full_disk_loses_nothing", full::a_full_disk_loses_nothing),
        ("killed_on_a_full_disk", full::killed_on_a_full_disk),
        ("a_query_is_answered", working::a_query_is_answered),
        (
            "a_snapshot_answers_like_a_checkpoint",
            working::a_snapshot_answers_like_a_checkpoint,
        ),
        ("refusals_travel", working::refusals_travel),
        (
            "the_state_is_not_in_a_checkpoint",
            working::the_state_is_not_in_a_checkpoint,
        ),
        (
            "wild_queries_end_at_the_limit",
            working::wild_queries_end_at_the_limit,
        ),
        ("a_worker_answers_again", working::a_worker_answers_again),
        ("killers_stop_nobody_else", killers::killers_stop_nobody_else),
        (
            "a_program_that_is_no_worker",
            working::a_program_that_is_no_worker,
        ),
    ];
    // The arguments of the usual harness that tools pass: a list, and words to choose by.
    if arguments.iter().any(|argument| argument == "--list") {
        for (name, _) in tests {
            println!("{name}: test");
        }
        return ExitCode::SUCCESS;
    }
    let words: Vec<&String> = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    for (name, test) in tests {
        if words.is_empty() || words.iter().any(|word| name.contains(word.as_str())) {
            let start = Instant::now();
            test();
            println!("test {name} ... ok ({:.1} s)", start.elapsed().as_secs_f32());
        }
    }
    ExitCode::SUCCESS
}
