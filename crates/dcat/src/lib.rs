//! DCAT-AP.de documents: reading RDF with positions, writing it, and the vocabulary.
//!
//! ```
//! use kolophon_dcat::{Document, read};
//! use kolophon_graph::GraphBuilder;
//!
//! let text = "@prefix dct: <http://purl.org/dc/terms/> .\n<#haushalt> dct:title \"Haushalt\"@de .\n";
//! let document = Document::new("haushalt.ttl", text.as_bytes().to_vec());
//! let mut builder = GraphBuilder::new();
//! let reading = read(&document, &mut builder)?;
//! let graph = builder.finish();
//!
//! assert!(reading.issues.is_empty());
//! let (triple, position) = graph.triples_with_positions().next().unwrap();
//! let source = graph.source(position.source).unwrap();
//! assert_eq!(&source.text()[position.object.range()], "\"Haushalt\"@de");
//! assert_eq!(source.line_column(position.object.start).line, 2);
//! # let _ = triple;
//! # Ok::<(), kolophon_dcat::ReadError>(())
//! ```

mod format;
pub mod json;
mod names;
mod prefixes;
mod read;
mod region;
pub mod vocab;
mod write;

pub use crate::format::Format;
pub use crate::prefixes::PREFIXES;
pub use crate::read::{
    Content, Decoded, Document, ReadError, Reading, SyntaxIssue, SyntaxIssueKind, decode, read,
};
pub use crate::region::{Region, RegionError, State};
pub use crate::write::{Charset, PartWriter, StreamFormat, TripleStream, WriteError, WriteOptions, write};
