//! Names for nodes without one of their own: fragments of the dataset, the same on every machine and after every load.

use std::collections::BTreeSet;

use kolophon_graph::{Graph, Term, TermId};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::feed::iri::percent_encode;

/// Rounds of refinement: a blank node is told from another by what can be reached in as many steps.
const ROUNDS: usize = 8;

/// What each blank node of a graph says, as a hash that does not depend on labels.
#[derive(Debug)]
pub(super) struct Fingerprints(FxHashMap<TermId, [u8; 32]>);

impl Fingerprints {
    /// The fingerprints of all blank nodes of `graph`.
    pub(super) fn of(graph: &Graph) -> Self {
        let nodes: Vec<TermId> = graph.dictionary().ids().filter(|id| id.is_blank_node()).collect();
        let mut current: FxHashMap<TermId, [u8; 32]> = nodes.iter().map(|node| (*node, [0; 32])).collect();
        for _ in 0..ROUNDS.min(nodes.len()) {
            current = nodes
                .iter()
                .map(|node| (*node, refine(graph, *node, &current)))
                .collect();
        }
        Self(current)
    }

    /// The first 8 hex digits of a node's fingerprint.
    pub(super) fn short(&self, node: TermId) -> String {
        let [a, b, c, d, ..] = self.key(node);
        format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
    }

    /// The order in which nodes are named; equal only for nodes that say the same.
    pub(super) fn key(&self, node: TermId) -> [u8; 32] {
        self.0.get(&node).copied().unwrap_or_default()
    }
}

fn refine(graph: &Graph, node: TermId, current: &FxHashMap<TermId, [u8; 32]>) -> [u8; 32] {
    let mut statements: Vec<(String, String)> = graph
        .outgoing(node)
        .map(|at| graph.triple(at))
        .map(|triple| {
            let object = match current.get(&triple.object) {
                Some(known) => format!("_:{known:?}"),
                None => graph.term(triple.object).to_string(),
            };
            (graph.term(triple.predicate).to_string(), object)
        })
        .collect();
    statements.sort();
    let mut hasher = Sha256::new();
    for (predicate, object) in statements {
        for part in [predicate, object] {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().into()
}

/// Gives out fragment IRIs of one resource, each once.
#[derive(Debug)]
pub(super) struct Names {
    base: String,
    taken: BTreeSet<String>,
}

impl Names {
    /// Names below the resource `iri`; IRIs that `graph` uses already are not given out again.
    pub(super) fn new(iri: &str, graph: &Graph) -> Self {
        let separator = if iri.contains('#') { '-' } else { '#' };
        let base = format!("{iri}{separator}");
        let taken = graph
            .dictionary()
            .ids()
            .filter_map(|id| graph.term(id).as_iri())
            .map(percent_encode)
            .filter(|iri| iri.starts_with(&base))
            .collect();
        Self { base, taken }
    }

    /// The IRI of a node that is the only value of its property: `#contactPoint`, or `#csv-checksum` below a node
    /// with a path of its own.
    pub(super) fn alone(&mut self, path: &str, digits: &str) -> (String, String) {
        let iri = format!("{}{path}", self.base);
        if self.taken.insert(iri.clone()) {
            return (iri, path.to_owned());
        }
        self.among(path, digits)
    }

    /// The IRI of one of several values, told apart by what they say: `#temporal-1f2e3d4c`. Values that say the same
    /// are counted.
    pub(super) fn among(&mut self, path: &str, digits: &str) -> (String, String) {
        let path = format!("{path}-{digits}");
        let mut candidate = path.clone();
        let mut count = 1_u32;
        while !self.taken.insert(format!("{}{candidate}", self.base)) {
            count += 1;
            candidate = format!("{path}-{count}");
        }
        (format!("{}{candidate}", self.base), candidate)
    }
}

/// The first 8 hex digits of a text's hash.
pub(super) fn digits_of(text: &str) -> String {
    let mut first = [0; 4];
    first.copy_from_slice(&Sha256::digest(text)[..4]);
    format!("{:08x}", u32::from_be_bytes(first))
}

/// The local name of a predicate or the last segment of an IRI, as a fragment can hold it.
pub(super) fn local_name(term: Term<'_>) -> String {
    let iri = term.value().trim_end_matches(['/', '#']);
    let local = iri.rsplit(['/', '#', ':']).next().unwrap_or_default();
    let kept: String = local
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .take(64)
        .collect();
    if kept.is_empty() { "node".to_owned() } else { kept }
}
