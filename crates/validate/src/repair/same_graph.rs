//! Whether two graphs say the same: equal triples, whatever labels their blank nodes have.
//!
//! Blank nodes are told apart by what surrounds them, step by step, until no step tells more apart (colour refinement).
//! Graphs with different triples around any node are never called the same; only nodes that look alike at every
//! distance, such as one ring of six blank nodes and two rings of three, are not told apart.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use kolophon_graph::{Graph, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) fn same(a: &Graph, b: &Graph) -> bool {
    a.triples().len() == b.triples().len() && signature(a) == signature(b)
}

/// One number for each triple, sorted.
fn signature(graph: &Graph) -> Vec<u64> {
    let mut colours = terms(graph);
    let mut told_apart = 0;
    loop {
        let next = refined(graph, &colours);
        let distinct: FxHashSet<u64> = next.values().copied().collect();
        let settled = distinct.len() <= told_apart;
        told_apart = distinct.len();
        colours.extend(next);
        if settled {
            break;
        }
    }
    let mut triples: Vec<u64> = graph
        .triples()
        .iter()
        .map(|triple| {
            hash(&[triple.subject, triple.predicate, triple.object].map(|term| colours.get(&term).copied()))
        })
        .collect();
    triples.sort_unstable();
    triples
}

/// Every term by its text; all blank nodes look alike.
fn terms(graph: &Graph) -> FxHashMap<TermId, u64> {
    let mut colours = FxHashMap::default();
    for triple in graph.triples() {
        for term in [triple.subject, triple.predicate, triple.object] {
            let colour = || {
                if term.is_blank_node() {
                    0
                } else {
                    hash(&graph.term(term).to_string())
                }
            };
            colours.entry(term).or_insert_with(colour);
        }
    }
    colours
}

/// Every blank node by the triples it stands in.
fn refined(graph: &Graph, colours: &FxHashMap<TermId, u64>) -> FxHashMap<TermId, u64> {
    let mut around: FxHashMap<TermId, Vec<u64>> = FxHashMap::default();
    let colour = |term: TermId| colours.get(&term).copied();
    for triple in graph.triples() {
        let predicate = colour(triple.predicate);
        if triple.subject.is_blank_node() {
            let seen = hash(&("→", predicate, colour(triple.object)));
            around.entry(triple.subject).or_default().push(seen);
        }
        if triple.object.is_blank_node() {
            let seen = hash(&("←", predicate, colour(triple.subject)));
            around.entry(triple.object).or_default().push(seen);
        }
    }
    let refine = |(node, mut seen): (TermId, Vec<u64>)| {
        seen.sort_unstable();
        (node, hash(&(colour(node), seen)))
    };
    around.into_iter().map(refine).collect()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kolophon_dcat::{Document, read};
    use kolophon_graph::GraphBuilder;

    fn graph(text: &str) -> Graph {
        let mut builder = GraphBuilder::new();
        read(&Document::new("t.ttl", text.as_bytes().to_vec()), &mut builder).unwrap();
        builder.finish()
    }

    #[test]
    fn labels_do_not_matter_and_everything_else_does() {
        let a = graph("<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:q> 2 ] .");
        assert!(same(
            &a,
            &graph("<urn:s> <urn:p> _:y, _:x . _:x <urn:q> 1 . _:y <urn:q> 2 .")
        ));
        for other in [
            "<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:q> 3 ] .",
            "<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:r> 2 ] .",
            "<urn:s> <urn:p> [ <urn:q> 1 , 2 ], [] .",
            "<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:q> \"2\" ] .",
            "<urn:s> <urn:p> [ <urn:q> 1 ] .",
        ] {
            assert!(!same(&a, &graph(other)), "{other}");
        }
    }

    #[test]
    fn nodes_far_apart_are_told_apart() {
        let chain = |end: &str| {
            graph(&format!(
                "<urn:s> <urn:p> [ <urn:p> [ <urn:p> [ <urn:p> {end} ] ] ] , [ <urn:p> [] ] ."
            ))
        };
        assert!(same(&chain("1"), &chain("1")));
        assert!(!same(&chain("1"), &chain("2")));
    }
}
