//! Cutting a catalogue into one graph per dataset.
//!
//! The graph of a resource is its forward closure: everything that can be reached from it, up to the next resource
//! that has a graph of its own (dataset, data service, series, catalogue record, catalogue). Agents and other nodes
//! that several resources share are in the graph of each. What no resource reaches belongs to the catalogue.

use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple, TripleIndex};
use kolophon_store::ResourceKind;
use rustc_hash::{FxHashMap, FxHashSet};

/// The graphs a catalogue falls into. Every triple with a known position is in at least one of them.
#[derive(Debug, Default)]
pub struct Partition {
    /// One part per resource, sorted by address.
    pub parts: Vec<Part>,
    /// Triples no resource reaches.
    pub leftovers: Vec<TripleIndex>,
    /// Datasets without an address: they cannot be published.
    pub without_address: Vec<Part>,
}

/// What belongs to one resource.
#[derive(Debug)]
pub struct Part {
    /// The resource.
    pub node: TermId,
    /// Its sort.
    pub kind: ResourceKind,
    /// Its triples, in the graph's order.
    pub triples: Vec<TripleIndex>,
}

/// The classes that have graphs of their own; the first that fits decides.
const KINDS: [(&str, ResourceKind); 5] = [
    (dcat::CATALOG, ResourceKind::Catalog),
    (dcat::DATASET_SERIES, ResourceKind::DatasetSeries),
    (dcat::DATASET_CLASS, ResourceKind::Dataset),
    (dcat::DATA_SERVICE, ResourceKind::DataService),
    (dcat::CATALOG_RECORD, ResourceKind::CatalogRecord),
];

/// Cuts the triples of `graph` that stand in a file.
#[must_use]
pub fn partition(graph: &Graph) -> Partition {
    let kinds = kinds(graph);
    let mut roots: Vec<(TermId, ResourceKind)> = graph
        .all_subjects()
        .filter_map(|node| Some((node, *kinds.get(&node)?)))
        .collect();
    roots.sort_by_key(|(node, _)| graph.term(*node).value());
    let is_root = |node: TermId| node.is_iri() && kinds.contains_key(&node);

    let mut taken: FxHashSet<TripleIndex> = FxHashSet::default();
    let mut partition = Partition::default();
    for (node, kind) in roots {
        // A data service without an address lives inside its dataset; a dataset without one cannot be published.
        if !node.is_iri() && kind != ResourceKind::Dataset {
            continue;
        }
        let triples = closure(graph, node, &is_root);
        taken.extend(&triples);
        let part = Part { node, kind, triples };
        if node.is_iri() {
            partition.parts.push(part);
        } else {
            partition.without_address.push(part);
        }
    }
    partition.leftovers = graph
        .all_subjects()
        .flat_map(|subject| graph.outgoing(subject))
        .filter(|index| graph.position(*index).is_known() && !taken.contains(index))
        .collect();
    partition
}

/// The given triples as a graph of their own, without positions.
#[must_use]
pub fn subgraph(graph: &Graph, triples: &[TripleIndex]) -> GraphBuilder {
    let mut builder = GraphBuilder::new();
    for index in triples {
        let Triple {
            subject,
            predicate,
            object,
        } = graph.triple(*index);
        let triple = Triple::new(
            builder.term(graph.term(subject)),
            builder.term(graph.term(predicate)),
            builder.term(graph.term(object)),
        );
        builder.push(triple, Position::UNKNOWN);
    }
    builder
}

/// The sort of every node that the files give one of the [`KINDS`].
fn kinds(graph: &Graph) -> FxHashMap<TermId, ResourceKind> {
    let mut kinds = FxHashMap::default();
    let Some(rdf_type) = graph.iri(rdf::TYPE) else {
        return kinds;
    };
    for (class, kind) in KINDS {
        let Some(class) = graph.iri(class) else { continue };
        for node in graph.subjects(rdf_type, class) {
            kinds.entry(node).or_insert(kind);
        }
    }
    kinds
}

fn closure(graph: &Graph, root: TermId, is_root: &impl Fn(TermId) -> bool) -> Vec<TripleIndex> {
    let mut triples = Vec::new();
    let mut seen = FxHashSet::from_iter([root]);
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        for index in graph
            .outgoing(node)
            .filter(|index| graph.position(*index).is_known())
        {
            triples.push(index);
            let object = graph.triple(index).object;
            if !object.is_literal() && !is_root(object) && seen.insert(object) {
                waiting.push(object);
            }
        }
    }
    triples.sort_unstable();
    triples
}

#[cfg(test)]
mod tests {
    use super::*;
    use kolophon_dcat::{Document, read};

    fn graph(turtle: &str) -> Graph {
        let mut builder = GraphBuilder::new();
        let text = format!(
            "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n{turtle}"
        );
        let reading = read(
            &Document::new("t.ttl", text.into_bytes()).with_base("urn:base:"),
            &mut builder,
        )
        .unwrap();
        assert_eq!(reading.issues, []);
        builder.finish()
    }

    fn sizes(partition: &Partition, graph: &Graph) -> Vec<(String, usize)> {
        partition
            .parts
            .iter()
            .map(|part| (graph.term(part.node).value().to_owned(), part.triples.len()))
            .collect()
    }

    #[test]
    fn the_closure_stops_at_other_resources_and_copies_shared_agents() {
        let graph = graph(
            "<urn:a> a dcat:Dataset ; dct:publisher <urn:p> ; dct:relation <urn:b> .
             <urn:b> a dcat:Dataset ; dct:publisher <urn:p> .
             <urn:p> dct:title 'Amt' .
             <urn:k> a dcat:Catalog ; dcat:dataset <urn:a>, <urn:b> .
             <urn:x> dct:title 'allein' .",
        );
        let partition = partition(&graph);
        let expected = [("urn:a", 4), ("urn:b", 3), ("urn:k", 3)].map(|(iri, count)| (iri.to_owned(), count));
        assert_eq!(sizes(&partition, &graph), expected);
        assert_eq!(partition.leftovers.len(), 1);
    }

    #[test]
    fn a_dataset_without_address_is_named() {
        let graph = graph("[] a dcat:Dataset ; dct:title 'x' .");
        let partition = partition(&graph);
        assert_eq!(partition.without_address.len(), 1);
        assert!(partition.parts.is_empty() && partition.leftovers.is_empty());
    }

    #[test]
    fn circles_end() {
        let graph = graph(
            "<urn:a> a dcat:Dataset ; dct:relation <urn:n> . <urn:n> dct:relation <urn:m> . <urn:m> dct:relation <urn:n> .",
        );
        assert_eq!(sizes(&partition(&graph), &graph), [("urn:a".to_owned(), 4)]);
    }
}
