//! Canonical hashes: equal under renaming of blank nodes, different for different graphs.

use kolophon_graph::{GraphBuilder, Position, Triple};
use oxigraph::model::graph::CanonicalizationAlgorithm as GraphAlgorithm;

use super::*;

/// A triple by names: `_x` is a blank node, `'x` a literal, anything else an IRI.
type Text<'a> = (&'a str, &'a str, &'a str);

fn graph(triples: &[Text<'_>]) -> Graph {
    let mut builder = GraphBuilder::new();
    for (subject, predicate, object) in triples {
        let mut term = |text: &str| match text.split_at(1) {
            ("_", label) => builder.term(Term::BlankNode(label)),
            ("'", value) => builder.string_literal(value),
            _ => builder.iri(&format!("http://e/{text}")),
        };
        let triple = Triple::new(term(subject), term(predicate), term(object));
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}

/// The same graph with other labels, written in the opposite order.
fn relabelled(graph: &Graph) -> Graph {
    let mut builder = GraphBuilder::new();
    for triple in graph.triples().iter().rev() {
        let mut term = |id: TermId| match graph.term(id) {
            Term::BlankNode(label) => {
                let label: String = label.chars().rev().collect();
                builder.term(Term::BlankNode(&format!("other{label}")))
            }
            term => builder.term(term),
        };
        let triple = Triple::new(term(triple.subject), term(triple.predicate), term(triple.object));
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}

/// The triples with the engine's labels.
fn stored_lines(graph: &Graph) -> Vec<String> {
    let labels = engine_labels(graph, "http://e/g");
    let mut lines = canonical_lines(graph, |label| labels[label].to_string());
    lines.sort();
    lines
}

fn contact() -> Graph {
    graph(&[
        ("d", "contact", "_c"),
        ("_c", "name", "'Amt"),
        ("_c", "address", "_a"),
        ("_a", "street", "'Markt 1"),
        ("d", "period", "_p"),
        ("_p", "begin", "_b"),
        ("_b", "value", "'2024"),
        ("_p", "end", "_e"),
        ("_e", "value", "'2025"),
    ])
}

/// `count` blank nodes, each linked to the next ones at these distances.
fn ring(count: usize, distances: &[usize]) -> Graph {
    let mut triples = Vec::new();
    for node in 0..count {
        for distance in distances {
            triples.push((
                format!("_n{node}"),
                "next",
                format!("_n{}", (node + distance) % count),
            ));
        }
    }
    let triples: Vec<Text<'_>> = triples
        .iter()
        .map(|(s, p, o)| (s.as_str(), *p, o.as_str()))
        .collect();
    graph(&triples)
}

/// Nested twins: `count` contact points that say the same.
fn twins(count: usize) -> Graph {
    let mut triples = Vec::new();
    for number in 0..count {
        triples.push(("d".to_owned(), "contact", format!("_c{number}")));
        triples.push((format!("_c{number}"), "address", format!("_a{number}")));
        triples.push((format!("_a{number}"), "street", "'Markt 1".to_owned()));
    }
    let triples: Vec<Text<'_>> = triples
        .iter()
        .map(|(s, p, o)| (s.as_str(), *p, o.as_str()))
        .collect();
    graph(&triples)
}

#[test]
fn the_hash_is_that_of_rdfc() {
    for graph in [graph(&[("a", "b", "'c")]), contact(), ring(6, &[1]), twins(3)] {
        let mut expected = graph.to_oxrdf();
        expected.canonicalize(GraphAlgorithm::Rdfc10 {
            hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
        });
        let mut lines: Vec<String> = expected.iter().map(|triple| format!("{triple} .")).collect();
        lines.sort();
        let expected = digest::of_lines(lines.iter().map(String::as_str));
        assert_eq!(content_hash(&graph), expected);
    }
}

#[test]
fn the_empty_graph_has_the_hash_of_nothing() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(content_hash(&Graph::default()), empty);
}

#[test]
fn labels_and_order_do_not_matter() {
    for graph in [
        contact(),
        ring(6, &[1]),
        ring(60, &[1, 7]),
        twins(3),
        twins(40),
        ring(3, &[1, 2]),
    ] {
        let other = relabelled(&graph);
        assert_eq!(content_hash(&graph), content_hash(&other));
        assert_eq!(stored_lines(&graph), stored_lines(&other));
    }
}

#[test]
fn every_difference_matters() {
    let hash = content_hash(&contact());
    let other_value = graph(&[
        ("d", "period", "_p"),
        ("_p", "begin", "_b"),
        ("_b", "value", "'2023"),
    ]);
    assert_ne!(content_hash(&other_value), hash);
    // Two triangles and one hexagon look alike to every single node.
    let hexagon = ring(6, &[1]);
    let triangles = graph(&[
        ("_a", "next", "_b"),
        ("_b", "next", "_c"),
        ("_c", "next", "_a"),
        ("_d", "next", "_e"),
        ("_e", "next", "_f"),
        ("_f", "next", "_d"),
    ]);
    assert_ne!(content_hash(&hexagon), content_hash(&triangles));
    assert_ne!(content_hash(&twins(40)), content_hash(&twins(41)));
    // An IRI and a literal, a literal and its language.
    assert_ne!(
        content_hash(&graph(&[("a", "b", "c")])),
        content_hash(&graph(&[("a", "b", "'http://e/c")]))
    );
}

#[test]
fn different_nodes_have_different_labels_in_every_graph() {
    for graph in [contact(), ring(50, &[1, 3]), twins(30)] {
        let labels = engine_labels(&graph, "http://e/g");
        let elsewhere = engine_labels(&graph, "http://e/h");
        let mut all: Vec<&str> = labels
            .values()
            .chain(elsewhere.values())
            .map(BlankNode::as_str)
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(
            all.iter()
                .all(|label| label.starts_with(|c: char| c.is_ascii_lowercase()))
        );
    }
}

#[test]
fn a_change_renames_only_what_it_touches() {
    let before = stored_lines(&contact());
    let mut triples = vec![("d", "theme", "t")];
    triples.extend([
        ("d", "contact", "_c"),
        ("_c", "name", "'Amt"),
        ("_c", "address", "_a"),
        ("_a", "street", "'Markt 1"),
        ("d", "period", "_p"),
        ("_p", "begin", "_b"),
        ("_b", "value", "'2024"),
        ("_p", "end", "_e"),
        ("_e", "value", "'2026"),
    ]);
    let after = stored_lines(&graph(&triples));
    let new = after.iter().filter(|line| !before.contains(line)).count();
    // The theme, the value with its node, and the end that leads to it.
    assert_eq!(new, 3);
}

#[test]
fn graphs_made_to_take_for_ever_do_not() {
    // All nodes of each are alike, and each has ten neighbours that are alike.
    for graph in [
        ring(200, &[1, 2, 3, 4, 5]),
        ring(3_000, &[1]),
        twins(2_000),
        ring(20_000, &[1, 7]),
    ] {
        assert_eq!(content_hash(&graph), content_hash(&relabelled(&graph)));
        let labels = engine_labels(&graph, "http://e/g");
        let mut all: Vec<&str> = labels.values().map(BlankNode::as_str).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), labels.len());
    }
}
