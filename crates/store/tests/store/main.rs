//! The store as its users see it, on disk.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "these are tests"
)]

mod applying;
mod checkpoints;
mod engine;
mod erasing;
mod exactness;
mod formats;
mod journal;
mod keeping;
mod measuring;
mod model;
mod opening;
mod querying;
mod reading;
mod samples;
mod snapshots;
