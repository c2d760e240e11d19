//! What is read, where it is said to stand, and how reading goes on behind mistakes.

use std::fmt::Write as _;

use kolophon_graph::{Graph, GraphBuilder};

use crate::Format;
use crate::read::{Document, ReadError, Reading, SyntaxIssueKind, read};

mod corpus;
mod parts;
mod positions;
mod recovery;
mod roundtrip;
mod syntax;

const BASE: &str = "http://base.example/dir/file";

fn try_read(text: &str, format: Format) -> Result<(Reading, Graph), ReadError> {
    let document = Document::new("t", text.as_bytes().to_vec())
        .with_base(BASE)
        .with_format(format);
    let mut builder = GraphBuilder::new();
    let reading = read(&document, &mut builder)?;
    Ok((reading, builder.finish()))
}

/// The triples of a text that must be without fault, as sorted N-Triples with blank nodes by canonical names.
fn triples(text: &str, format: Format) -> String {
    let (reading, graph) = try_read(text, format).unwrap();
    assert_eq!(reading.issues, [], "{text}");
    canonical(&graph.to_oxrdf())
}

/// The issues of a text as `characters: kind`, and its triples.
fn issues(text: &str) -> (Vec<String>, String) {
    let (reading, graph) = try_read(text, Format::Turtle).unwrap();
    let issues = reading.issues.iter().map(|issue| {
        let found = &text[issue.span.range()];
        match &issue.kind {
            SyntaxIssueKind::UnexpectedToken { expected, .. } => format!("{found}: not {expected}"),
            SyntaxIssueKind::InvalidIri { iri } => format!("{found}: IRI {iri}"),
            SyntaxIssueKind::InvalidLanguageTag { tag } => format!("{found}: tag {tag}"),
            SyntaxIssueKind::UndefinedPrefix { prefix } => format!("{found}: prefix {prefix}"),
            SyntaxIssueKind::InvalidEscape { sequence } => format!("{found}: escape {sequence}"),
            other => format!("{found}: {other:?}"),
        }
    });
    (issues.collect(), canonical(&graph.to_oxrdf()))
}

fn canonical(graph: &oxrdf::Graph) -> String {
    let mut graph = graph.clone();
    graph.canonicalize(oxrdf::graph::CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| format!("{triple} .")).collect();
    lines.sort();
    lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").unwrap();
        text
    })
}

/// What the strict parser reads, if it accepts the text.
fn strict(text: &str, format: Format) -> Result<oxrdf::Graph, String> {
    let mut graph = oxrdf::Graph::new();
    match format {
        Format::Turtle => {
            let parser = oxttl::TurtleParser::new().with_base_iri(BASE).unwrap();
            for triple in parser.for_slice(text) {
                graph.insert(&triple.map_err(|error| error.to_string())?);
            }
        }
        Format::NTriples => {
            for triple in oxttl::NTriplesParser::new().for_slice(text) {
                graph.insert(&triple.map_err(|error| error.to_string())?);
            }
        }
        Format::NQuads => {
            for quad in oxttl::NQuadsParser::new().for_slice(text) {
                let quad = quad.map_err(|error| error.to_string())?;
                graph.insert(&oxrdf::Triple::from(quad));
            }
        }
        _ => {
            let parser = oxttl::TriGParser::new().with_base_iri(BASE).unwrap();
            for quad in parser.for_slice(text) {
                let quad = quad.map_err(|error| error.to_string())?;
                graph.insert(&oxrdf::Triple::from(quad));
            }
        }
    }
    Ok(graph)
}
