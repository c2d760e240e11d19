//! The program from outside: what it prints and how it ends.

mod cli_test;
mod desk;
mod help;
mod shacl;
#[cfg(feature = "store")]
mod store;
mod validate;
