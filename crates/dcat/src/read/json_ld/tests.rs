//! What the JSON-LD reader is tested with.

mod corpus;
mod features;
mod positions;
mod tolerance;

use kolophon_graph::{Graph, GraphBuilder};
use oxjsonld::JsonLdParser;
use oxrdf::graph::CanonicalizationAlgorithm;
use oxttl::TurtleParser;

use super::super::{Document, ReadError, Reading, SyntaxIssueKind, read};
use crate::format::Format;

const BASE: &str = "http://example.org/base/";

fn try_read_text(text: &str) -> Result<(Graph, Reading), ReadError> {
    let document = Document::new("test.jsonld", text.as_bytes().to_vec())
        .with_base(BASE)
        .with_format(Format::JsonLd);
    let mut builder = GraphBuilder::new();
    let reading = read(&document, &mut builder)?;
    Ok((builder.finish(), reading))
}

fn read_text(text: &str) -> (Graph, Reading) {
    try_read_text(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The issues with the characters they are about.
fn issues<'t>(text: &'t str, reading: &Reading) -> Vec<(SyntaxIssueKind, &'t str)> {
    let issue = |issue: &super::super::SyntaxIssue| (issue.kind.clone(), &text[issue.span.range()]);
    reading.issues.iter().map(issue).collect()
}

/// The sorted N-Triples of a graph with canonical blank nodes.
fn canonical(mut graph: oxrdf::Graph) -> Vec<String> {
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}

fn turtle(text: &str) -> oxrdf::Graph {
    TurtleParser::new()
        .for_slice(text.as_bytes())
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What oxjsonld reads, its graphs joined; `None` when it stops.
fn oxjsonld(text: &str) -> Option<oxrdf::Graph> {
    let parser = JsonLdParser::new().with_base_iri(BASE).unwrap();
    let mut graph = oxrdf::Graph::new();
    for quad in parser.for_slice(text.as_bytes()) {
        graph.insert(oxrdf::Triple::from(quad.ok()?).as_ref());
    }
    Some(graph)
}
