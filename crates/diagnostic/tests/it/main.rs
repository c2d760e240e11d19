//! What people and programs get to see of a report.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod cell;
mod foreign_text;
mod formats;
mod render;
mod sample;
mod sarif_schema;
