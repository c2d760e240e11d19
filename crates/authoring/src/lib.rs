//! The files an officer writes, and the RDF they mean.
//!
//! One table ([`field`]) says which key or column means which property. Reading and writing both go through a tree of
//! keys and values, whatever the form, so that YAML, JSON, TOML and lists say exactly the same things.
//!
//! ```
//! use kolophon_authoring::{CodeLists, Defaults, Found, read};
//! use kolophon_dcat::Document;
//! use kolophon_diagnostic::Language;
//! use kolophon_graph::GraphBuilder;
//!
//! /// The caller has the code lists.
//! struct Lists;
//!
//! impl CodeLists for Lists {
//!     fn find(&self, list: &str, text: &str) -> Found {
//!         match (list, text) {
//!             ("file-type", "CSV") => {
//!                 Found::Exact("http://publications.europa.eu/resource/authority/file-type/CSV".to_owned())
//!             }
//!             _ => Found::None,
//!         }
//!     }
//!     fn label(&self, _list: &str, _iri: &str, _language: Language) -> Option<String> {
//!         None
//!     }
//!     fn choices(&self, _list: &str, _language: Language) -> Vec<String> {
//!         Vec::new()
//!     }
//! }
//!
//! let text = "Titel: Bäume\nDatei: {Kurzname: csv, Format: CSV, Farbe: rot}\n";
//! let settings = Defaults {
//!     base: "https://daten.example".to_owned(),
//!     city: "mainz".to_owned(),
//!     language: "de".to_owned(),
//!     ..Defaults::default()
//! };
//! let mut builder = GraphBuilder::new();
//! let reading = read(&Document::new("baum.yaml", text.into()), &settings, &Lists, &mut builder)?;
//! let graph = builder.finish();
//!
//! assert_eq!(reading.datasets[0].0, "https://daten.example/mainz/dataset/baum");
//! assert!(graph.iri("https://daten.example/mainz/dataset/baum/distribution/csv").is_some());
//! assert_eq!(reading.issues[0].message().en, "The key “Farbe” is not known here (Distribution).");
//! # Ok::<(), kolophon_authoring::AuthoringError>(())
//! ```

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
