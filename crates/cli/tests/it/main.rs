//! The program from outside: what it prints and how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod cli_test;
mod desk;
mod explain;
mod fix;
mod help;
mod instructions;
mod rules;
mod shacl;
#[cfg(feature = "store")]
mod store;
mod validate;
