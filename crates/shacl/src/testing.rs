//! Shapes and data from Turtle, and results as short lines, for the tests of this crate.

use std::collections::BTreeMap;

use kolophon_graph::{Graph, GraphBuilder, Position, Source, Term, TermId, Triple};

use crate::{ResultPath, Shapes, ValidationReport, validate};

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
";

/// The graph of a Turtle text.
pub(crate) fn graph(turtle: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let source = builder.add_source(Source::new("test.ttl", turtle));
    let text = format!("{PREFIXES}{turtle}");
    for triple in oxttl::TurtleParser::new().for_slice(&text) {
        let triple = triple.unwrap();
        let subject = term(&mut builder, source, &triple.subject.into());
        let predicate = builder.iri(triple.predicate.as_str());
        let object = term(&mut builder, source, &triple.object);
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    builder.finish()
}

fn term(builder: &mut GraphBuilder, source: kolophon_graph::SourceId, term: &oxrdf::Term) -> TermId {
    match term {
        oxrdf::Term::NamedNode(node) => builder.iri(node.as_str()),
        oxrdf::Term::BlankNode(node) => builder.blank_node(source, node.as_str()),
        oxrdf::Term::Literal(literal) => match literal.language() {
            Some(language) => builder.language_literal(literal.value(), language),
            None => builder.typed_literal(literal.value(), literal.datatype().as_str()),
        },
    }
}

/// Asserts that the shapes find exactly these results, in whatever order:
/// `Component focus path value < parent's focus and path …`.
pub(crate) fn check(shapes: &str, data: &str, expected: &[&str]) {
    let shapes = Shapes::from_graph(&graph(shapes)).unwrap();
    let data = graph(data);
    let report = validate(&shapes, &data).unwrap();
    let mut lines = lines(&report, &shapes, &data);
    lines.sort();
    let mut expected: Vec<&str> = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(lines, expected);
    assert_eq!(report.conforms(), expected.is_empty());
    let written = report.to_graph(&shapes, &data);
    let results = written.iri("http://www.w3.org/ns/shacl#result");
    let written = results.map_or(0, |result| written.column(result).len());
    assert_eq!(written, expected.len(), "the RDF form has every result");
}

fn lines(report: &ValidationReport, shapes: &Shapes, data: &Graph) -> Vec<String> {
    let line = |result: &crate::ValidationResult| {
        let terms = report.terms(shapes, data);
        let path = |path: ResultPath| short(&terms.path(path));
        let node = |node: crate::Node| match terms.node(node) {
            Term::BlankNode(_) => "_:b".to_owned(),
            term => short(&term.to_string()),
        };
        let component = shapes.component_name(result.component);
        let component = short(&format!("<{component}>"))
            .trim_matches(['<', '>'])
            .to_owned();
        let component = component.trim_end_matches("ConstraintComponent");
        let mut parts = vec![component.to_owned(), node(result.focus_node)];
        if result.path.is_some() || result.value.is_some() {
            parts.push(result.path.map_or("-".to_owned(), path));
        }
        parts.extend(result.value.map(node));
        for parent in result.parents() {
            let at = parent.path.map(ResultPath::Shape).map_or("-".to_owned(), path);
            parts.extend(["<".to_owned(), node(parent.focus_node), at]);
        }
        if !result.messages().is_empty() {
            parts.extend(
                terms
                    .messages(result)
                    .iter()
                    .map(|message| format!("| {message}")),
            );
        }
        parts.join(" ")
    };
    report.results.iter().map(line).collect()
}

fn short(text: &str) -> String {
    let prefixes = BTreeMap::from([
        ("<http://e/", "e:"),
        ("<http://www.w3.org/2001/XMLSchema#", "xsd:"),
        ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
    ]);
    let mut text = text.to_owned();
    for (iri, prefix) in prefixes {
        while let Some(start) = text.find(iri) {
            let end = text[start..].find('>').map_or(text.len(), |at| start + at);
            let local = text[start + iri.len()..end].to_owned();
            text.replace_range(start..=end, &format!("{prefix}{local}"));
        }
    }
    text
}

/// The error of a validation that cannot be finished.
#[cfg(feature = "sparql")]
pub(crate) fn failure(shapes: &str, data: &str) -> String {
    let shapes = Shapes::from_graph(&graph(shapes)).unwrap();
    validate(&shapes, &graph(data)).unwrap_err().to_string()
}

/// The message of shapes that do not compile.
pub(crate) fn error(shapes: &str) -> String {
    Shapes::from_graph(&graph(shapes)).unwrap_err().to_string()
}

/// The warnings of shapes that compile.
pub(crate) fn warnings(shapes: &str) -> Vec<String> {
    let shapes = Shapes::from_graph(&graph(shapes)).unwrap();
    shapes.warnings().iter().map(ToString::to_string).collect()
}
