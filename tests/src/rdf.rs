//! RDF files read by the ox parsers alone, so that tests of the engine do not depend on our own readers; or by our own
//! readers, so that both can be compared.
//!
//! The ox parsers are strict, as those were that fed `TopBraid`.

use std::fmt::Display;
use std::path::Path;

use kolophon_dcat::Document;
use kolophon_graph::{GraphBuilder, Position, Source, SourceId, TermId, Triple};
use oxjsonld::JsonLdParser;
use oxrdf::{Quad, Term};
use oxrdfxml::RdfXmlParser;
use oxttl::TurtleParser;

/// Who reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The ox parsers, which stop at the first error.
    Strict,
    /// `kolophon_dcat`, which reads on.
    Tolerant,
}

impl Reader {
    /// Reads a file into the builder.
    ///
    /// # Errors
    /// A sentence that says why the file cannot be read.
    pub fn read(self, builder: &mut GraphBuilder, path: &Path, base: &str) -> Result<(), String> {
        match self {
            Self::Strict => read(builder, path, base),
            Self::Tolerant => {
                let name = path.display().to_string();
                let bytes = std::fs::read(path).map_err(|error| format!("{name}: {error}"))?;
                let document = Document::new(name, bytes).with_base(base);
                kolophon_dcat::read(&document, builder).map_err(|error| error.to_string())?;
                Ok(())
            }
        }
    }
}

/// Reads a file into the builder; the parser is chosen by the file's ending, Turtle if in doubt.
///
/// # Errors
/// A sentence that says why the file cannot be read. Triples before the place are in the builder.
pub fn read(builder: &mut GraphBuilder, path: &Path, base: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    read_text(builder, &text, path, base)
}

/// Reads a text; the path gives it a name and tells the format.
///
/// # Errors
/// As [`read`].
pub fn read_text(builder: &mut GraphBuilder, text: &str, path: &Path, base: &str) -> Result<(), String> {
    let source = builder.add_source(Source::new(path.display().to_string(), text));
    let says = |error: &dyn Display| format!("{}: {error}", path.display());
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    match ending {
        "rdf" | "xml" | "owl" => {
            let parser = RdfXmlParser::new().with_base_iri(base);
            for triple in parser.map_err(|error| says(&error))?.for_slice(text) {
                push(builder, source, &triple.map_err(|error| says(&error))?);
            }
        }
        "jsonld" | "json" => {
            let parser = JsonLdParser::new().with_base_iri(base);
            for quad in parser.map_err(|error| says(&error))?.for_slice(text) {
                let Quad {
                    subject,
                    predicate,
                    object,
                    ..
                } = quad.map_err(|error| says(&error))?;
                push(builder, source, &oxrdf::Triple::new(subject, predicate, object));
            }
        }
        _ => {
            let parser = TurtleParser::new().with_base_iri(base);
            for triple in parser.map_err(|error| says(&error))?.for_slice(text) {
                push(builder, source, &triple.map_err(|error| says(&error))?);
            }
        }
    }
    Ok(())
}

fn push(builder: &mut GraphBuilder, source: SourceId, triple: &oxrdf::Triple) {
    let subject = term(builder, source, &triple.subject.clone().into());
    let predicate = builder.iri(triple.predicate.as_str());
    let object = term(builder, source, &triple.object);
    builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}

fn term(builder: &mut GraphBuilder, source: SourceId, term: &Term) -> TermId {
    match term {
        Term::NamedNode(node) => builder.iri(node.as_str()),
        Term::BlankNode(node) => builder.blank_node(source, node.as_str()),
        Term::Literal(literal) => match literal.language() {
            Some(language) => builder.language_literal(literal.value(), language),
            None => builder.typed_literal(literal.value(), literal.datatype().as_str()),
        },
    }
}
