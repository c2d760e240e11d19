//! The one in-memory RDF graph of Kolophon.
//!
//! Terms are interned to a [`TermId`] of 32 bits, triples lie in sorted columns, and every triple remembers where in
//! which [`Source`] it was written. Readers push triples into a [`GraphBuilder`]; everything that checks, plans or
//! writes works on the finished [`Graph`].
//!
//! ```
//! use kolophon_graph::{GraphBuilder, Position, Triple};
//!
//! let mut builder = GraphBuilder::new();
//! let dataset = builder.iri("https://daten.example/haushalt");
//! let title = builder.iri("http://purl.org/dc/terms/title");
//! let text = builder.language_literal("Haushalt 2025", "de");
//! builder.push(Triple::new(dataset, title, text), Position::UNKNOWN);
//! let graph = builder.finish();
//!
//! assert_eq!(graph.objects(dataset, title).collect::<Vec<_>>(), [text]);
//! ```

mod builder;
mod column;
mod dictionary;
mod graph;
mod order;
mod position;
#[cfg(feature = "snapshot")]
pub mod snapshot;
mod source;
#[cfg(feature = "sparql")]
pub mod sparql;
mod term;

pub use crate::builder::{GraphBuilder, Mark};
pub use crate::dictionary::Dictionary;
pub use crate::graph::{Graph, Triple, TripleIndex};
pub use crate::position::{Position, SourceId, Span};
pub use crate::source::{Cell, LineColumn, Source};
pub use crate::term::{RDF_LANG_STRING, Term, TermId, TermKind, XSD_STRING};
