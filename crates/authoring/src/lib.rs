//! The files an officer writes, and the RDF they mean.
//!
//! One table ([`field`]) says which key or column means which property. Reading and writing both go through a tree of
//! keys and values, whatever the form, so that YAML, JSON, TOML and lists say exactly the same things.

mod codelists;
mod defaults;
pub mod field;
mod name;
mod tree;

pub use crate::codelists::{CodeLists, Found};
pub use crate::defaults::{AgentDefault, ContactDefault, Defaults, PlaceDefault};
