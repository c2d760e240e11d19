//! The program from outside: what it prints and how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod bad_input;
mod ci;
mod cli_test;
mod codelist;
mod desk;
mod explain;
mod fix;
#[cfg(feature = "store")]
mod handover;
mod help;
mod instructions;
#[cfg(feature = "store")]
mod keeping;
mod known_findings;
mod officers_files;
#[cfg(feature = "store")]
mod publishing;
mod quality;
mod rehearse;
#[cfg(feature = "store")]
mod remote;
mod rules;
mod shacl;
#[cfg(feature = "store")]
mod store;
#[cfg(feature = "store")]
mod token;
mod validate;
