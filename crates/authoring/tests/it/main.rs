//! Metadata files as officers write them, read, written and read again.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that cannot go on shall stop, one that is skipped shall say so, and shares are there to be read"
)]

mod bad_input;
mod convert;
mod documentation;
mod headers;
mod list;
mod lists;
mod positions;
mod random;
mod round_trip;
mod sample;
mod text_files;
mod words;
