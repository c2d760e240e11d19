//! In which order a graph is written, and which of its blank nodes need a name.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher as _};

use kolophon_graph::{Graph, Term, TermId};
use rustc_hash::FxHasher;

use crate::vocab::rdf;

/// Nested blank nodes below this depth get a name instead, so that no depth overflows the stack of a writer or reader.
const DEEPEST_NESTING: usize = 32;

/// Blank nodes are told apart by what is said of their neighbours up to this distance.
const ROUNDS: usize = 8;

/// The order of one writing, which moves on as subjects are written.
pub(super) struct Arrangement<'g> {
    graph: &'g Graph,
    /// By term: how often a blank node is an object, counted up to 2.
    uses: Vec<u8>,
    /// By term: the place of a blank node among its kind.
    ranks: Vec<u32>,
    /// By term: the number of a blank node's name; 0 for none.
    labels: Vec<u32>,
    last_label: u32,
    /// By term: whether a blank node's properties are written, or being written.
    written: Vec<bool>,
    names: VecDeque<TermId>,
    blank_nodes: VecDeque<TermId>,
    /// Named while something else was written; their properties are still to come.
    waiting: VecDeque<TermId>,
    /// By term: whether a list node is known to begin no collection.
    ragged: Vec<bool>,
    nil: Option<TermId>,
    first: Option<TermId>,
    rest: Option<TermId>,
    type_: Option<TermId>,
}

/// How a blank node appears as a value.
pub(super) enum Appearance {
    /// With its properties, where it is used.
    Nested,
    /// By the number of its name.
    Labelled(u32),
}

impl<'g> Arrangement<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let size = graph.dictionary().len();
        let mut uses = vec![0_u8; size];
        for triple in graph.triples() {
            if triple.object.is_blank_node() {
                let count = &mut uses[triple.object.index()];
                *count = count.saturating_add(1).min(2);
            }
        }
        let ranks = ranks(graph);
        let mut names: Vec<TermId> = Vec::new();
        let mut blank_nodes: Vec<TermId> = Vec::new();
        for subject in graph.all_subjects() {
            if subject.is_blank_node() {
                blank_nodes.push(subject);
            } else {
                names.push(subject);
            }
        }
        names.sort_by_key(|name| graph.term(*name));
        // Nodes that nobody refers to come first: those inside of cycles are the last resort.
        blank_nodes.sort_by_key(|node| (uses[node.index()] == 1, ranks[node.index()]));
        Self {
            uses,
            ranks,
            labels: vec![0; size],
            last_label: 0,
            written: vec![false; size],
            ragged: vec![false; size],
            names: names.into(),
            blank_nodes: blank_nodes.into(),
            waiting: VecDeque::new(),
            nil: graph.iri(rdf::NIL),
            first: graph.iri(rdf::FIRST),
            rest: graph.iri(rdf::REST),
            type_: graph.iri(rdf::TYPE),
            graph,
        }
    }

    /// The next subject that is not nested anywhere.
    pub(super) fn next_subject(&mut self) -> Option<TermId> {
        if let Some(name) = self.names.pop_front() {
            return Some(name);
        }
        while let Some(node) = self.waiting.pop_front().or_else(|| self.blank_nodes.pop_front()) {
            // A node of which nothing is said is written where it is a value.
            if !self.written[node.index()] && self.graph.outgoing(node).len() > 0 {
                self.written[node.index()] = true;
                if self.uses[node.index()] > 0 {
                    self.label(node);
                }
                return Some(node);
            }
        }
        None
    }

    /// The number of a blank node's name, given now if it has none.
    pub(super) fn label(&mut self, node: TermId) -> u32 {
        let label = &mut self.labels[node.index()];
        if *label == 0 {
            self.last_label += 1;
            *label = self.last_label;
        }
        *label
    }

    /// The number of a blank node's name, if it has one by now.
    pub(super) fn known_label(&self, node: TermId) -> Option<u32> {
        Some(self.labels[node.index()]).filter(|label| *label != 0)
    }

    /// How the blank node is to be written as a value at that depth. A node that is nested must be written now.
    pub(super) fn appearance(&mut self, node: TermId, depth: usize) -> Appearance {
        let at = node.index();
        if self.uses[at] == 1 && self.labels[at] == 0 && !self.written[at] && depth < DEEPEST_NESTING {
            self.written[at] = true;
            return Appearance::Nested;
        }
        let is_new = self.labels[at] == 0;
        let label = self.label(node);
        if is_new && !self.written[at] {
            self.waiting.push_back(node);
        }
        Appearance::Labelled(label)
    }

    /// The elements of the collection that begins at a node, if every node of it can be left unnamed; its nodes then
    /// count as written.
    pub(super) fn collection(&mut self, head: TermId, depth: usize) -> Option<Vec<TermId>> {
        let (first, rest, nil) = (self.first?, self.rest?, self.nil?);
        if depth >= DEEPEST_NESTING || self.ragged[head.index()] {
            return None;
        }
        let mut elements = Vec::new();
        let mut nodes: Vec<TermId> = Vec::new();
        let mut node = head;
        while node != nil {
            let Some((element, tail)) = self
                .list_node(node, first, rest)
                .filter(|_| nodes.len() < self.graph.len())
            else {
                for node in nodes {
                    self.ragged[node.index()] = true;
                }
                return None;
            };
            elements.push(element);
            nodes.push(node);
            node = tail;
        }
        for node in nodes {
            self.written[node.index()] = true;
        }
        Some(elements)
    }

    /// Element and tail of a list node that can be left unnamed.
    fn list_node(&self, node: TermId, first: TermId, rest: TermId) -> Option<(TermId, TermId)> {
        let at = node.index();
        let is_unnamed =
            node.is_blank_node() && self.uses[at] == 1 && self.labels[at] == 0 && !self.written[at];
        if !is_unnamed || self.graph.outgoing(node).len() != 2 {
            return None;
        }
        let element = self.graph.objects(node, first).next()?;
        let tail = self.graph.objects(node, rest).next()?;
        Some((element, tail))
    }

    /// A subject's properties with their values: `rdf:type` first.
    pub(super) fn properties(&self, subject: TermId) -> Vec<(TermId, Vec<TermId>)> {
        let mut properties: Vec<(TermId, Vec<TermId>)> = Vec::new();
        for index in self.graph.outgoing(subject) {
            let triple = self.graph.triple(index);
            match properties.last_mut() {
                Some((predicate, objects)) if *predicate == triple.predicate => objects.push(triple.object),
                _ => properties.push((triple.predicate, vec![triple.object])),
            }
        }
        let type_ = self.type_;
        properties.sort_by_key(|(predicate, _)| (Some(*predicate) != type_, self.graph.term(*predicate)));
        for (_, objects) in &mut properties {
            objects.sort_by(|a, b| self.compare(*a, *b));
        }
        properties
    }

    /// Whether the predicate is `rdf:type`.
    pub(super) fn is_type(&self, predicate: TermId) -> bool {
        Some(predicate) == self.type_
    }

    /// IRIs, then literals, each by text, then blank nodes by rank.
    pub(super) fn compare(&self, a: TermId, b: TermId) -> Ordering {
        let key = |id: TermId| match self.graph.term(id) {
            Term::BlankNode(_) => (1, self.ranks[id.index()], Term::BlankNode("")),
            term => (0, 0, term),
        };
        key(a).cmp(&key(b))
    }
}

/// The place of each blank node among its kind, by what is said of it and its neighbourhood; never by its label, but
/// for nodes that cannot be told apart.
fn ranks(graph: &Graph) -> Vec<u32> {
    let mut ranks = vec![0_u32; graph.dictionary().len()];
    let nodes: Vec<TermId> = graph.dictionary().ids().filter(|id| id.is_blank_node()).collect();
    if nodes.is_empty() {
        return ranks;
    }
    let texts: Vec<String> = nodes.iter().map(|node| own_text(graph, *node)).collect();
    let mut colours = vec![0_u64; graph.dictionary().len()];
    for (node, text) in nodes.iter().zip(&texts) {
        colours[node.index()] = hash_of(text);
    }
    let text_of: Vec<u64> = graph
        .dictionary()
        .ids()
        .map(|id| {
            if id.is_blank_node() {
                0
            } else {
                hash_of(&graph.term(id))
            }
        })
        .collect();
    let mut classes = count_of(&nodes, &colours);
    for _ in 0..ROUNDS {
        let next: Vec<u64> = nodes
            .iter()
            .map(|node| neighbourhood(graph, *node, &text_of, &colours))
            .collect();
        for (node, colour) in nodes.iter().zip(next) {
            colours[node.index()] = colour;
        }
        let finer = count_of(&nodes, &colours);
        if finer == classes {
            break;
        }
        classes = finer;
    }
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by(|a, b| {
        let key = |at: usize| (texts[at].as_str(), colours[nodes[at].index()]);
        key(*a).cmp(&key(*b))
    });
    for (rank, at) in (0..).zip(order) {
        ranks[nodes[at].index()] = rank;
    }
    ranks
}

/// What is said of a node, without the blank nodes in it.
fn own_text(graph: &Graph, node: TermId) -> String {
    let mut lines: Vec<String> = graph
        .outgoing(node)
        .map(|index| {
            let triple = graph.triple(index);
            let predicate = graph.term(triple.predicate).value();
            match graph.term(triple.object) {
                Term::BlankNode(_) => format!("{predicate} _"),
                object => format!("{predicate} {object}"),
            }
        })
        .collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn neighbourhood(graph: &Graph, node: TermId, texts: &[u64], colours: &[u64]) -> u64 {
    let look = |id: TermId| {
        if id.is_blank_node() {
            colours[id.index()]
        } else {
            texts[id.index()]
        }
    };
    let outgoing = graph.outgoing(node).map(|index| {
        let triple = graph.triple(index);
        hash_of(&(0_u8, texts[triple.predicate.index()], look(triple.object)))
    });
    let incoming = graph.incoming(node).map(|index| {
        let triple = graph.triple(index);
        hash_of(&(1_u8, texts[triple.predicate.index()], look(triple.subject)))
    });
    let mut parts: Vec<u64> = outgoing.chain(incoming).collect();
    parts.sort_unstable();
    hash_of(&(colours[node.index()], parts))
}

fn count_of(nodes: &[TermId], colours: &[u64]) -> usize {
    let mut colours: Vec<u64> = nodes.iter().map(|node| colours[node.index()]).collect();
    colours.sort_unstable();
    colours.dedup();
    colours.len()
}

fn hash_of<T: Hash>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
