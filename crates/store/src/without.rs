//! Taking a part out of a graph, with all that only this part leads to.

use std::collections::BTreeSet;

use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};

/// A graph without a part of it.
#[derive(Debug)]
pub struct Without {
    /// What is left.
    pub graph: Graph,
    /// The IRIs that what was taken out led to, such as the addresses of data files.
    pub led_to: BTreeSet<String>,
}

/// The graph of `root` without the nodes that `is_gone` names and what only they lead to; `None` when it says nothing
/// about such a node. The root itself stays.
#[must_use]
pub fn without(graph: &Graph, root: &str, is_gone: impl Fn(&str) -> bool) -> Option<Without> {
    let is_gone = |id: TermId| {
        let iri = graph.term(id).as_iri();
        iri.is_some_and(|iri| iri != root && is_gone(iri))
    };
    let gone: BTreeSet<TermId> = graph.all_subjects().filter(|id| is_gone(*id)).collect();
    if gone.is_empty() {
        return None;
    }
    let stays = match graph.iri(root) {
        Some(root) => reached(graph, BTreeSet::from([root]), &gone),
        None => BTreeSet::new(),
    };
    let goes = reached(graph, gone.clone(), &stays);
    let mut builder = GraphBuilder::new();
    let mut led_to = BTreeSet::new();
    for triple in graph.triples() {
        if goes.contains(&triple.subject) {
            led_to.extend(graph.term(triple.object).as_iri().map(str::to_owned));
        } else if !gone.contains(&triple.object) {
            copy(&mut builder, graph, *triple);
        }
    }
    Some(Without {
        graph: builder.finish(),
        led_to,
    })
}

/// The graph without links to the nodes that `is_gone` names; `None` when there are none.
pub(crate) fn without_links(graph: &Graph, is_gone: impl Fn(&str) -> bool) -> Option<Graph> {
    let is_link = |triple: &Triple| graph.term(triple.object).as_iri().is_some_and(&is_gone);
    if !graph.triples().iter().any(is_link) {
        return None;
    }
    let mut builder = GraphBuilder::new();
    for triple in graph.triples().iter().filter(|triple| !is_link(triple)) {
        copy(&mut builder, graph, *triple);
    }
    Some(builder.finish())
}

/// The nodes that `start` leads to, itself included, without entering `closed`.
fn reached(graph: &Graph, start: BTreeSet<TermId>, closed: &BTreeSet<TermId>) -> BTreeSet<TermId> {
    let mut waiting: Vec<TermId> = start.iter().copied().collect();
    let mut seen = start;
    while let Some(node) = waiting.pop() {
        for index in graph.outgoing(node) {
            let object = graph.triple(index).object;
            if !object.is_literal() && !closed.contains(&object) && seen.insert(object) {
                waiting.push(object);
            }
        }
    }
    seen
}

fn copy(builder: &mut GraphBuilder, graph: &Graph, triple: Triple) {
    let triple = Triple::new(
        builder.term(graph.term(triple.subject)),
        builder.term(graph.term(triple.predicate)),
        builder.term(graph.term(triple.object)),
    );
    builder.push(triple, Position::UNKNOWN);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A graph from lines such as `a p b`; a name in quotes is a text.
    fn graph(lines: &[&str]) -> Graph {
        let mut builder = GraphBuilder::new();
        for line in lines {
            let mut terms = line.split(' ').map(|name| {
                if name.starts_with('"') {
                    builder.string_literal(name)
                } else {
                    builder.iri(&format!("urn:{name}"))
                }
            });
            let triple = Triple::new(
                terms.next().unwrap(),
                terms.next().unwrap(),
                terms.next().unwrap(),
            );
            drop(terms);
            builder.push(triple, Position::UNKNOWN);
        }
        builder.finish()
    }

    fn hash(lines: &[&str]) -> String {
        crate::content_hash(&graph(lines))
    }

    #[test]
    fn what_others_lead_to_stays() {
        let whole = graph(&[
            "a has x",
            "a has y",
            "a by agent",
            "x url file",
            "x by agent",
            "x sum s",
            "s value \"1\"",
            "y url z",
            "agent name \"Amt\"",
            "a also x",
            "x of a",
        ]);
        let found = without(&whole, "urn:a", |iri| iri == "urn:x").unwrap();
        let expected = hash(&["a has y", "a by agent", "y url z", "agent name \"Amt\""]);
        assert_eq!(crate::content_hash(&found.graph), expected);
        let led_to: Vec<&str> = found.led_to.iter().map(String::as_str).collect();
        assert_eq!(led_to, ["urn:a", "urn:agent", "urn:file", "urn:s"]);
    }

    #[test]
    fn nothing_to_take_out_is_said() {
        let whole = graph(&["a has x", "x p \"1\""]);
        assert!(without(&whole, "urn:a", |iri| iri == "urn:a" || iri == "urn:z").is_none());
        // A mere link is no description.
        assert!(without(&graph(&["a has x"]), "urn:a", |iri| iri == "urn:x").is_none());
        assert!(without_links(&whole, |iri| iri == "urn:z").is_none());
        let unlinked = without_links(&whole, |iri| iri == "urn:x").unwrap();
        assert_eq!(crate::content_hash(&unlinked), hash(&["x p \"1\""]));
    }

    #[test]
    fn circles_end() {
        let whole = graph(&["a has x", "x p y", "y p x", "y p a"]);
        let found = without(&whole, "urn:a", |iri| iri == "urn:x").unwrap();
        assert!(found.graph.is_empty());
    }
}
