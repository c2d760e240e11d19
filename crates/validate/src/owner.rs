//! Which dataset a node belongs to.

use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_graph::{Graph, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds for any node the resource that people would look it up under: the dataset a distribution hangs on, the
/// catalogue of a publisher.
#[derive(Debug)]
pub(crate) struct Owners<'a> {
    graph: &'a Graph,
    ranks: FxHashMap<TermId, Rank>,
}

/// What sort of resource owns; the first wins when several reach a node at the same distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Dataset,
    Series,
    Service,
    Record,
    Catalog,
}

/// A node further away than this from any dataset belongs to none.
const FARTHEST: usize = 8;

impl<'a> Owners<'a> {
    pub(crate) fn new(graph: &'a Graph) -> Self {
        let classes = [
            (dcat::DATASET_CLASS, Rank::Dataset),
            (dcat::DATASET_SERIES, Rank::Series),
            (dcat::DATA_SERVICE, Rank::Service),
            (dcat::CATALOG_RECORD, Rank::Record),
            (dcat::CATALOG, Rank::Catalog),
        ];
        let mut ranks = FxHashMap::default();
        if let Some(rdf_type) = graph.iri(rdf::TYPE) {
            for (class, rank) in classes {
                let Some(class) = graph.iri(class) else { continue };
                for node in graph.subjects(rdf_type, class) {
                    ranks.entry(node).or_insert(rank);
                }
            }
        }
        Self { graph, ranks }
    }

    /// The datasets of the files, sorted by number.
    pub(crate) fn datasets(&self) -> Vec<TermId> {
        let mut datasets: Vec<TermId> = self
            .ranks
            .iter()
            .filter(|(_, rank)| **rank == Rank::Dataset)
            .map(|(node, _)| *node)
            .collect();
        datasets.sort_unstable();
        datasets
    }

    /// Whether the node is a resource that others are looked up under.
    pub(crate) fn is_resource(&self, node: TermId) -> bool {
        self.ranks.contains_key(&node)
    }

    /// The nearest resource that leads to `node`, itself included. Among several at the same distance the dataset
    /// before the catalogue, then the first by address.
    pub(crate) fn of(&self, node: TermId) -> Option<TermId> {
        let mut seen = FxHashSet::from_iter([node]);
        let mut level = vec![node];
        for _ in 0..=FARTHEST {
            let owner = level
                .iter()
                .filter_map(|node| Some((*self.ranks.get(node)?, self.graph.term(*node).value(), *node)))
                .min();
            if let Some((_, _, owner)) = owner {
                return Some(owner);
            }
            let mut next = Vec::new();
            for node in level {
                for index in self
                    .graph
                    .incoming(node)
                    .filter(|index| self.graph.position(*index).is_known())
                {
                    let subject = self.graph.triple(index).subject;
                    if seen.insert(subject) {
                        next.push(subject);
                    }
                }
            }
            level = next;
        }
        None
    }
}
