//! Tests of the RDF/XML reader.

mod corpus;
mod grammar;
mod positions;
mod tolerance;

use kolophon_graph::{Graph, GraphBuilder};
use oxrdfxml::RdfXmlParser;

use crate::format::Format;
use crate::read::{Document, ReadError, Reading, SyntaxIssueKind, read};

const BASE: &str = "http://example.org/base/";

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Reads a whole document.
fn read_text(text: &str) -> Result<(Graph, Reading), ReadError> {
    let document = Document::new("test.rdf", text.as_bytes().to_vec())
        .with_base(BASE)
        .with_format(Format::RdfXml);
    let mut builder = GraphBuilder::new();
    let reading = read(&document, &mut builder)?;
    Ok((builder.finish(), reading))
}

/// Wraps elements into `rdf:RDF` with the prefixes of the tests.
fn document(elements: &str) -> String {
    format!(
        "<rdf:RDF xmlns:rdf='{RDF}' xmlns:ex='http://example.org/' xmlns:xsd='http://www.w3.org/2001/XMLSchema#'>\
         {elements}</rdf:RDF>"
    )
}

fn read_elements(elements: &str) -> (Graph, Reading) {
    read_text(&document(elements)).unwrap()
}

/// The triples as sorted N-Triples, with the namespaces of the tests shortened.
fn triples(graph: &Graph) -> Vec<String> {
    let mut lines: Vec<String> = graph
        .triples()
        .iter()
        .map(|triple| {
            [triple.subject, triple.predicate, triple.object]
                .map(|id| graph.term(id).to_string())
                .join(" ")
                .replace(RDF, "rdf:")
                .replace("http://www.w3.org/2001/XMLSchema#", "xsd:")
                .replace("http://example.org/", "ex:")
        })
        .collect();
    lines.sort();
    lines
}

/// What is wrong, as the name of the kind and the characters.
fn issues(reading: &Reading, text: &str) -> Vec<(String, String)> {
    reading
        .issues
        .iter()
        .map(|issue| (kind(&issue.kind), text[issue.span.range()].to_owned()))
        .collect()
}

fn kind(kind: &SyntaxIssueKind) -> String {
    let debug = format!("{kind:?}");
    debug.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}

/// The same text read by a strict reader that is not ours.
fn strictly(text: &str) -> Result<oxrdf::Graph, String> {
    // That reader leaves carriage returns as they are.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    RdfXmlParser::new()
        .with_base_iri(BASE)
        .map_err(|error| error.to_string())?
        .for_slice(&text)
        .collect::<Result<oxrdf::Graph, _>>()
        .map_err(|error| error.to_string())
}
