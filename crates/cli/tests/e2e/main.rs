//! The whole path with real processes: files in, store, server, and what comes back out.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "everything here is a test: a surprise ends it, and a skipped one says so"
)]

mod catalogs;
mod crash;
mod deploy;
mod harvest;
mod http;
mod interface;
mod kolophon;
mod officer;
mod operating;
mod rehearse;
mod remote;
mod sample;
mod sparql;
