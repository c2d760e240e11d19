//! Remote stores that fail in every way there is, and what is left then.
//!
//! The same tests as of an embedded store run on real engines: `scripts/engines`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod failing;
mod killed;
mod opening;
mod reading;
mod samples;
mod server;
