//! The files an officer writes, and the RDF they mean.
//!
//! One table ([`field`]) says which key or column means which property. Reading and writing both go through a tree of
//! keys and values, whatever the form, so that YAML, JSON, TOML and lists say exactly the same things.

mod codelists;
mod defaults;
pub mod documentation;
mod error;
pub mod field;
mod form;
mod issue;
mod list;
mod name;
mod read;
mod reference;
mod scalar;
mod schema;
mod scope;
mod term;
mod tree;
mod write;

pub use crate::codelists::{CodeLists, Found};
pub use crate::defaults::{AgentDefault, ContactDefault, Defaults, PlaceDefault};
pub use crate::error::AuthoringError;
pub use crate::form::{COMPANIONS, Form, is_authored, is_companion};
pub use crate::issue::{Expected, Issue, IssueKind};
pub use crate::read::{Reading, read, read_list};
pub use crate::schema::schema;
pub use crate::write::{Coverage, OutFile, coverage, write};
