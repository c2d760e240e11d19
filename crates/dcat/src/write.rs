//! Triples in, text out: the one writer for every RDF syntax.
//!
//! The same triples are always written as the same text: subjects stand in the order of their IRIs, properties in that
//! of theirs behind `rdf:type`, values in that of their text. Blank nodes are ordered by what is said of them and named
//! `b1`, `b2` … in the order of the text; one that is a value exactly once is nested where it is used.

mod arrangement;
mod compaction;
mod json_ld;
mod n_triples;
mod parts;
mod rdf_xml;
mod stream;
#[cfg(test)]
mod tests;
mod turtle;

use kolophon_graph::Graph;
use thiserror::Error;

pub use self::parts::PartWriter;
pub use self::stream::{StreamFormat, TripleStream};
use crate::format::Format;

/// How to write.
#[derive(Clone, Copy, Debug)]
pub struct WriteOptions<'a> {
    /// The syntax. `TriG` and N-Quads are written with the default graph alone.
    pub format: Format,
    /// Prefixes and their namespaces. Only those in use are declared; one that the syntax cannot hold is left out.
    pub prefixes: &'a [(&'a str, &'a str)],
    /// The characters the output may hold.
    pub charset: Charset,
}

/// The characters of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// ASCII alone; others are written as escapes, so that no wrong decoding can garble an umlaut.
    Ascii,
    /// UTF-8.
    Utf8,
}

/// Why a graph cannot be written in a syntax. N-Triples and Turtle can hold every graph.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// RDF/XML names a property by an XML name, and the IRI does not end in one, or ends in one that
    /// [RDF/XML §6.1](https://www.w3.org/TR/rdf-syntax-grammar/#section-Namespace) gives another meaning.
    #[error("the property <{iri}> has no name that RDF/XML can write")]
    UnsplittablePredicate {
        /// The property.
        iri: String,
    },
    /// A character that [XML 1.0](https://www.w3.org/TR/xml/#charsets) cannot hold, not even escaped.
    #[error("the character U+{:04X} cannot be written in XML", u32::from(*.character))]
    IllegalCharacter {
        /// The character.
        character: char,
        /// The text it stands in.
        value: String,
    },
    /// JSON-LD passes over properties that are no absolute IRI.
    #[error("the property <{iri}> is no absolute IRI, and JSON-LD cannot write it")]
    RelativePredicate {
        /// The property.
        iri: String,
    },
    /// A document in parts holds no blank nodes.
    #[error("a document in parts holds no nodes without an IRI")]
    BlankNode,
}

/// The graph as a text.
///
/// # Errors
/// When the syntax cannot hold the graph; see [`WriteError`]. Nothing is ever left out silently.
pub fn write(graph: &Graph, options: &WriteOptions<'_>) -> Result<String, WriteError> {
    match options.format {
        Format::Turtle | Format::TriG => Ok(turtle::write(graph, options)),
        Format::NTriples | Format::NQuads => Ok(n_triples::write(graph, options.charset)),
        Format::RdfXml => rdf_xml::write(graph, options),
        Format::JsonLd => json_ld::write(graph, options),
    }
}
