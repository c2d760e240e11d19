//! Names for blank nodes that depend only on what is said about them.
//!
//! A blank node's *colour* is a hash of its triples, refined by the colours of its neighbours until no two differ that
//! could be told apart (colour refinement after Weisfeiler and Leman). A node keeps the colour with which it first
//! became unique, so that a change elsewhere in the graph does not rename it.

use std::collections::BTreeMap;

use kolophon_graph::{Graph, Term, TermId};
use oxigraph::model::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxigraph::model::{BlankNode, Dataset, GraphName};

use crate::digest::{self, Colour};

/// Neither refining nor breaking ties takes more steps than this; a step is one hash.
const BUDGET: usize = 200_000;
/// Real graphs are told apart after two or three rounds; long lists of equal values need as many as they are long.
const MAX_ROUNDS: usize = 32;

/// A hash of the triples that does not depend on the labels of blank nodes, nor on order or position.
///
/// SHA-256 of the canonical N-Quads of [RDFC-1.0](https://www.w3.org/TR/rdf-canon/), in hexadecimal digits. Graphs whose
/// blank nodes are so alike that RDFC-1.0 might not come to an end in time are hashed with colours in the place of
/// labels: that too depends on the triples alone, but may miss a change that only rewires indistinguishable nodes.
#[must_use]
pub fn content_hash(graph: &Graph) -> String {
    let nodes = BlankNodes::new(graph);
    if nodes.is_empty() {
        return hash_of(canonical_lines(graph, |label| format!("_:{label}")));
    }
    if nodes.is_cheap_for_rdfc() {
        return rdfc_hash(graph);
    }
    let mut nodes = nodes;
    let mut budget = BUDGET;
    nodes.refine(&mut budget);
    let colours: BTreeMap<&str, Colour> = nodes.labels(graph).zip(nodes.colours.iter().copied()).collect();
    let mut lines = canonical_lines(graph, |label| {
        let colour = colours.get(label).copied().unwrap_or_default();
        format!("_:{}", digest::hexadecimal(&colour))
    });
    lines.push("# by colours".to_owned());
    hash_of(lines)
}

/// The label of each blank node of `graph` in the engine: of its own in every named graph, and the same again when the
/// same graph comes with other labels.
pub(crate) fn engine_labels<'g>(graph: &'g Graph, graph_name: &str) -> BTreeMap<&'g str, BlankNode> {
    let mut nodes = BlankNodes::new(graph);
    let mut budget = BUDGET;
    nodes.refine(&mut budget);
    nodes.break_ties(&mut budget);
    let colours = nodes.colours.iter();
    nodes
        .labels(graph)
        .zip(colours)
        .map(|(label, colour)| (label, engine_label(graph_name, *colour)))
        .collect()
}

fn engine_label(graph_name: &str, colour: Colour) -> BlankNode {
    let id = u128::from_be_bytes(digest::colour([graph_name.as_bytes(), colour.as_slice()]));
    // A label may not begin with a decimal digit in every syntax.
    let letter = 0xa + (id >> 124) % 6;
    BlankNode::new_from_unique_id((id & (u128::MAX >> 4)) | (letter << 124))
}

fn rdfc_hash(graph: &Graph) -> String {
    let mut dataset = Dataset::new();
    for triple in graph.triples() {
        if let Some(triple) = graph.to_oxrdf_triple(*triple) {
            dataset.insert(triple.in_graph(GraphName::DefaultGraph).as_ref());
        }
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    hash_of(dataset.iter().map(|quad| format!("{quad} .")).collect())
}

fn hash_of(mut lines: Vec<String>) -> String {
    lines.sort_unstable();
    lines.dedup();
    digest::of_lines(lines.iter().map(String::as_str))
}

fn canonical_lines(graph: &Graph, blank_node: impl Fn(&str) -> String) -> Vec<String> {
    let text = |id: TermId| match graph.term(id) {
        Term::BlankNode(label) => blank_node(label),
        term => term.to_string(),
    };
    graph
        .triples()
        .iter()
        .map(|triple| {
            let (subject, predicate) = (text(triple.subject), text(triple.predicate));
            format!("{subject} {predicate} {} .", text(triple.object))
        })
        .collect()
}

/// The blank nodes of a graph with what is said about them.
struct BlankNodes {
    nodes: Vec<TermId>,
    edges: Vec<Vec<Edge>>,
    colours: Vec<Colour>,
}

/// One triple, seen from a blank node in it.
#[derive(Clone, Copy)]
struct Edge {
    /// Direction, predicate and, unless it is another blank node, the other end.
    label: Colour,
    /// The blank node at the other end.
    other: Option<usize>,
}

impl BlankNodes {
    fn new(graph: &Graph) -> Self {
        let mut places: Vec<Option<usize>> = vec![None; graph.dictionary().len()];
        let mut this = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            colours: Vec::new(),
        };
        for triple in graph.triples() {
            for id in [triple.subject, triple.object] {
                if id.is_blank_node() && places[id.index()].is_none() {
                    places[id.index()] = Some(this.nodes.len());
                    this.nodes.push(id);
                }
            }
        }
        this.edges.resize(this.nodes.len(), Vec::new());
        this.colours.resize(this.nodes.len(), Colour::default());
        for triple in graph.triples() {
            let predicate = graph.term(triple.predicate).value().as_bytes();
            let ends = [
                (triple.subject, triple.object, "out"),
                (triple.object, triple.subject, "in"),
            ];
            for (end, other, direction) in ends {
                let Some(place) = places[end.index()] else {
                    continue;
                };
                let (other, text) = match places[other.index()] {
                    Some(same) if same == place => (None, "itself".to_owned()),
                    Some(other) => (Some(other), "blank".to_owned()),
                    None => (None, graph.term(other).to_string()),
                };
                let label = digest::colour([direction.as_bytes(), predicate, text.as_bytes()]);
                this.edges[place].push(Edge { label, other });
            }
        }
        this
    }

    fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn labels<'g>(&self, graph: &'g Graph) -> impl Iterator<Item = &'g str> {
        self.nodes.iter().map(|id| graph.term(*id).value())
    }

    /// The colour of a node after one more round.
    fn next_colour(&self, node: usize) -> Colour {
        let mut edges: Vec<[Colour; 2]> = self.edges[node]
            .iter()
            .map(|edge| {
                [
                    edge.label,
                    edge.other.map_or(Colour::default(), |other| self.colours[other]),
                ]
            })
            .collect();
        edges.sort_unstable();
        let own = std::iter::once(self.colours[node].as_slice());
        digest::colour(own.chain(edges.iter().map(|edge| edge.as_flattened())))
    }

    /// The nodes that share their colour with others, by colour.
    fn ambiguous(&self) -> BTreeMap<Colour, Vec<usize>> {
        let mut classes: BTreeMap<Colour, Vec<usize>> = BTreeMap::new();
        for (node, colour) in self.colours.iter().enumerate() {
            classes.entry(*colour).or_default().push(node);
        }
        classes.retain(|_, nodes| nodes.len() > 1);
        classes
    }

    /// Tells apart all nodes that can be told apart within the budget.
    fn refine(&mut self, budget: &mut usize) {
        let mut classes = self.ambiguous();
        // A single node has no class with others, but needs a colour of its own triples as well.
        if classes.is_empty() && self.colours.len() == 1 {
            self.colours[0] = self.next_colour(0);
            return;
        }
        for _ in 0..MAX_ROUNDS {
            let open: Vec<usize> = classes.values().flatten().copied().collect();
            if open.is_empty() || *budget < open.len() {
                return;
            }
            *budget -= open.len();
            let colours: Vec<Colour> = open.iter().map(|node| self.next_colour(*node)).collect();
            for (node, colour) in open.iter().zip(colours) {
                self.colours[*node] = colour;
            }
            let refined = self.ambiguous();
            let still_open: usize = refined.values().map(Vec::len).sum();
            if still_open == open.len() && refined.len() == classes.len() {
                return;
            }
            classes = refined;
        }
    }

    /// Gives different colours to nodes that nothing tells apart. Where they really are alike, any choice gives the
    /// same graph.
    fn break_ties(&mut self, budget: &mut usize) {
        loop {
            let classes = self.ambiguous();
            let Some(nodes) = classes.values().next() else {
                return;
            };
            if *budget < nodes.len() {
                break;
            }
            *budget -= nodes.len();
            let first = nodes[0];
            self.colours[first] = digest::colour([b"first".as_slice(), &self.colours[first]]);
            self.refine(budget);
        }
        for (colour, nodes) in self.ambiguous() {
            for (number, node) in (0_u64..).zip(nodes) {
                self.colours[node] = digest::colour([colour.as_slice(), &number.to_be_bytes()]);
            }
        }
    }

    /// Whether RDFC-1.0 certainly ends soon. It tries all orders of neighbours that have the same hash of the first
    /// degree, along all paths through such nodes.
    fn is_cheap_for_rdfc(&self) -> bool {
        const MAX_ORDERS: usize = 2_000;
        const MAX_CONNECTED: usize = 48;
        const MAX_AMBIGUOUS: usize = 1_000;

        let first_degree: Vec<Colour> = (0..self.nodes.len()).map(|node| self.next_colour(node)).collect();
        let mut size_of: BTreeMap<Colour, usize> = BTreeMap::new();
        for colour in &first_degree {
            *size_of.entry(*colour).or_default() += 1;
        }
        let is_ambiguous = |node: usize| size_of[&first_degree[node]] > 1;
        let ambiguous = (0..self.nodes.len()).filter(|node| is_ambiguous(*node));
        if ambiguous.clone().count() > MAX_AMBIGUOUS {
            return false;
        }
        let mut visited = vec![false; self.nodes.len()];
        for start in ambiguous {
            let mut pending = vec![start];
            let (mut connected, mut orders) = (0_usize, 1_usize);
            while let Some(node) = pending.pop() {
                if std::mem::replace(&mut visited[node], true) {
                    continue;
                }
                connected += 1;
                let mut alike: BTreeMap<(Colour, Colour), usize> = BTreeMap::new();
                for edge in &self.edges[node] {
                    if let Some(other) = edge.other.filter(|other| is_ambiguous(*other)) {
                        let count = alike.entry((edge.label, first_degree[other])).or_default();
                        *count += 1;
                        orders = orders.saturating_mul(*count);
                        pending.push(other);
                    }
                }
                if connected > MAX_CONNECTED || orders > MAX_ORDERS {
                    return false;
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
