//! Validation reports as lines that can be compared, blank nodes being equal to each other.

use std::collections::BTreeMap;

use kolophon_graph::{Graph, Term, TermId};

/// Which properties of a result are compared.
const COMPARED: &[&str] = &[
    "focusNode",
    "resultPath",
    "value",
    "resultSeverity",
    "sourceConstraintComponent",
    "sourceShape",
    "sourceConstraint",
];

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const SH: &str = "http://www.w3.org/ns/shacl#";

/// The results of the report `node`, one line each, sorted.
///
/// Messages are compared only on demand, because the W3C suite expects them only where it mentions them.
#[must_use]
pub fn lines(graph: &Graph, node: TermId, messages: Messages) -> Vec<String> {
    let mut lines: Vec<String> = objects(graph, node, &format!("{SH}result"))
        .into_iter()
        .map(|result| line(graph, result, messages))
        .collect();
    lines.sort();
    lines
}

/// Whether `sh:resultMessage` is part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// They are compared.
    Compared,
    /// They are left out.
    Ignored,
}

/// The values of a property.
#[must_use]
pub fn objects(graph: &Graph, subject: TermId, property: &str) -> Vec<TermId> {
    let property = graph.iri(property);
    property.map_or_else(Vec::new, |property| graph.objects(subject, property).collect())
}

fn line(graph: &Graph, result: TermId, messages: Messages) -> String {
    let mut parts = Vec::new();
    for name in COMPARED {
        let mut values: Vec<String> = objects(graph, result, &format!("{SH}{name}"))
            .into_iter()
            .map(|value| match *name {
                "resultPath" => structure(graph, value, 0),
                _ => term(graph.term(value)),
            })
            .collect();
        values.sort();
        parts.push(format!("{name}={}", values.join(",")));
    }
    if messages == Messages::Compared {
        let mut values: Vec<String> = objects(graph, result, &format!("{SH}resultMessage"))
            .into_iter()
            .map(|value| graph.term(value).to_string())
            .collect();
        values.sort();
        parts.push(format!("messages={}", values.join(",")));
    }
    parts.join(" ")
}

/// A path with all it is made of.
fn structure(graph: &Graph, node: TermId, depth: usize) -> String {
    if !node.is_blank_node() || depth > 20 {
        return term(graph.term(node));
    }
    let mut parts = Vec::new();
    for triple in graph.outgoing(node) {
        let triple = graph.triple(triple);
        let predicate = graph.term(triple.predicate).value();
        let predicate = predicate.strip_prefix(SH).or(predicate.strip_prefix(RDF));
        let value = structure(graph, triple.object, depth + 1);
        parts.push(format!("{} {value}", predicate.unwrap_or("?")));
    }
    parts.sort();
    format!("[{}]", parts.join("; "))
}

/// A term as N-Triples, all blank nodes alike.
#[must_use]
pub fn term(term: Term<'_>) -> String {
    match term {
        Term::BlankNode(_) => "_:b".to_owned(),
        term => term.to_string(),
    }
}

/// What is only in the first and what is only in the second list, repetitions counted.
#[must_use]
pub fn difference(expected: &[String], found: &[String]) -> (Vec<String>, Vec<String>) {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for line in expected {
        *counts.entry(line).or_default() += 1;
    }
    for line in found {
        *counts.entry(line).or_default() -= 1;
    }
    let (mut missing, mut surplus) = (Vec::new(), Vec::new());
    for (line, count) in counts {
        for _ in 0..count {
            missing.push(line.to_owned());
        }
        for _ in count..0 {
            surplus.push(line.to_owned());
        }
    }
    (missing, surplus)
}
