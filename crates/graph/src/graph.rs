//! The finished graph: sorted columns and the questions one can ask them.

use std::ops::Range;
use std::sync::OnceLock;

use crate::column::Column;
use crate::dictionary::Dictionary;
use crate::order::{self, Grouping};
use crate::position::{Position, SourceId};
use crate::source::Source;
use crate::term::{Term, TermId};

/// A triple by the numbers of its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Triple {
    /// The subject: an IRI or a blank node.
    pub subject: TermId,
    /// The predicate: an IRI.
    pub predicate: TermId,
    /// The object: any term.
    pub object: TermId,
}

impl Triple {
    /// A triple of its three parts.
    #[must_use]
    pub fn new(subject: TermId, predicate: TermId, object: TermId) -> Self {
        Self {
            subject,
            predicate,
            object,
        }
    }
}

/// The place of a triple in the graph's own order (predicate, subject, object).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TripleIndex(u32);

/// An immutable set of triples with their positions.
///
/// The main column is sorted by predicate, subject, object; the other orders are permutations of it that are made when
/// they are first asked for.
#[derive(Debug, Default)]
pub struct Graph {
    dictionary: Dictionary,
    sources: Vec<Source>,
    triples: Vec<Triple>,
    /// One for every triple; none at all when the builder kept none.
    positions: Vec<Position>,
    by_predicate_object: OnceLock<Box<[u32]>>,
    by_subject: OnceLock<Grouping>,
    by_object: OnceLock<Grouping>,
}

impl Graph {
    pub(crate) fn new(mut dictionary: Dictionary, sources: Vec<Source>, mut columns: Vec<Column>) -> Self {
        dictionary.shrink();
        columns.sort_unstable_by_key(Column::predicate);
        let length = columns.iter().map(Column::len).sum();
        let (mut triples, mut positions) = (Vec::with_capacity(length), Vec::new());
        for column in columns {
            column.finish(&mut triples, &mut positions);
        }
        Self {
            dictionary,
            sources,
            triples,
            positions,
            ..Self::default()
        }
    }

    /// The number of triples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// Whether there is no triple.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// The terms.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The text of a term.
    #[must_use]
    pub fn term(&self, id: TermId) -> Term<'_> {
        self.dictionary.term(id)
    }

    /// The number of an IRI, if the graph knows it.
    #[must_use]
    pub fn iri(&self, iri: &str) -> Option<TermId> {
        self.dictionary.get(Term::Iri(iri))
    }

    /// The texts that were read, in the order of reading.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source of that number; `None` for [`Position::UNKNOWN`].
    #[must_use]
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// The same graph without the texts that it was read from: positions stay, but no excerpt can be made of them.
    #[must_use]
    pub fn without_texts(mut self) -> Self {
        self.sources = self
            .sources
            .iter()
            .map(|source| Source::new(source.name(), ""))
            .collect();
        self
    }

    /// All triples, sorted by predicate, subject, object.
    #[must_use]
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// All triples with their positions.
    pub fn triples_with_positions(&self) -> impl ExactSizeIterator<Item = (Triple, Position)> + '_ {
        let position = |at| self.positions.get(at).copied().unwrap_or(Position::UNKNOWN);
        let triples = self.triples.iter().copied().enumerate();
        triples.map(move |(at, triple)| (triple, position(at)))
    }

    /// The triple of that index.
    #[must_use]
    pub fn triple(&self, index: TripleIndex) -> Triple {
        self.triples[index.0 as usize]
    }

    /// Where the triple of that index was written.
    #[must_use]
    pub fn position(&self, index: TripleIndex) -> Position {
        self.positions
            .get(index.0 as usize)
            .copied()
            .unwrap_or(Position::UNKNOWN)
    }

    /// The index of a triple, if the graph holds it.
    #[must_use]
    pub fn find(&self, triple: Triple) -> Option<TripleIndex> {
        let key = |t: &Triple| (t.predicate, t.subject, t.object);
        let at = self.triples.binary_search_by_key(&key(&triple), key).ok()?;
        Some(index(at))
    }

    /// Whether the graph holds the triple.
    #[must_use]
    pub fn contains(&self, subject: TermId, predicate: TermId, object: TermId) -> bool {
        self.find(Triple::new(subject, predicate, object)).is_some()
    }

    /// The objects of a subject's property, sorted and without repetition.
    pub fn objects(
        &self,
        subject: TermId,
        predicate: TermId,
    ) -> impl ExactSizeIterator<Item = TermId> + Clone + '_ {
        self.triples[self.subject_range(subject, predicate)]
            .iter()
            .map(|triple| triple.object)
    }

    /// The indices of the triples of a subject's property.
    pub fn property(
        &self,
        subject: TermId,
        predicate: TermId,
    ) -> impl ExactSizeIterator<Item = TripleIndex> + use<> {
        self.subject_range(subject, predicate).map(index)
    }

    /// All triples of a property, sorted by subject, then object: the column a merge join walks.
    #[must_use]
    pub fn column(&self, predicate: TermId) -> &[Triple] {
        &self.triples[self.predicate_range(predicate)]
    }

    /// The subjects whose property has this object, sorted.
    pub fn subjects(
        &self,
        predicate: TermId,
        object: TermId,
    ) -> impl ExactSizeIterator<Item = TermId> + Clone + '_ {
        self.predicate_object_slice(predicate, object)
            .iter()
            .map(|at| self.triples[*at as usize].subject)
    }

    /// The indices of all triples of a subject, sorted by predicate, then object.
    pub fn outgoing(&self, subject: TermId) -> impl ExactSizeIterator<Item = TripleIndex> + Clone + '_ {
        self.by_subject().of(subject).iter().map(|at| TripleIndex(*at))
    }

    /// The indices of all triples with this object, sorted by predicate, then subject.
    pub fn incoming(&self, object: TermId) -> impl ExactSizeIterator<Item = TripleIndex> + Clone + '_ {
        self.by_object().of(object).iter().map(|at| TripleIndex(*at))
    }

    /// All subjects, each once, in the order of first appearance of the term.
    pub fn all_subjects(&self) -> impl Iterator<Item = TermId> + '_ {
        let mut last = None;
        let order = self.by_subject().order().iter();
        order
            .map(|at| self.triples[*at as usize].subject)
            .filter(move |subject| {
                let new = last != Some(*subject);
                last = Some(*subject);
                new
            })
    }

    /// All predicates in use, each once.
    pub fn predicates(&self) -> impl Iterator<Item = TermId> + '_ {
        self.triples
            .chunk_by(|a, b| a.predicate == b.predicate)
            .map(|chunk| chunk[0].predicate)
    }

    /// The same triples as an `oxrdf` graph: for tests of isomorphism, too slow for anything else.
    #[must_use]
    pub fn to_oxrdf(&self) -> oxrdf::Graph {
        let mut graph = oxrdf::Graph::new();
        for triple in &self.triples {
            if let Some(triple) = self.to_oxrdf_triple(*triple) {
                graph.insert(&triple);
            }
        }
        graph
    }

    /// One triple as an `oxrdf` value; `None` when its subject is a literal or its predicate no IRI.
    #[must_use]
    pub fn to_oxrdf_triple(&self, triple: Triple) -> Option<oxrdf::Triple> {
        let subject: oxrdf::NamedOrBlankNode = match self.term(triple.subject).to_oxrdf() {
            oxrdf::Term::NamedNode(node) => node.into(),
            oxrdf::Term::BlankNode(node) => node.into(),
            oxrdf::Term::Literal(_) => return None,
        };
        let predicate = oxrdf::NamedNode::new_unchecked(self.term(triple.predicate).as_iri()?);
        Some(oxrdf::Triple::new(
            subject,
            predicate,
            self.term(triple.object).to_oxrdf(),
        ))
    }

    fn predicate_range(&self, predicate: TermId) -> Range<usize> {
        let start = self
            .triples
            .partition_point(|triple| triple.predicate < predicate);
        let end = start + self.triples[start..].partition_point(|triple| triple.predicate == predicate);
        start..end
    }

    fn subject_range(&self, subject: TermId, predicate: TermId) -> Range<usize> {
        let key = (predicate, subject);
        let start = self
            .triples
            .partition_point(|triple| (triple.predicate, triple.subject) < key);
        let length = self.triples[start..]
            .iter()
            .take_while(|t| (t.predicate, t.subject) == key)
            .count();
        start..start + length
    }

    fn predicate_object_slice(&self, predicate: TermId, object: TermId) -> &[u32] {
        let order = self
            .by_predicate_object
            .get_or_init(|| order::by_predicate(&self.triples, self.by_object()));
        let key = |at: &u32| {
            let triple = self.triples[*at as usize];
            (triple.predicate, triple.object)
        };
        let start = order.partition_point(|at| key(at) < (predicate, object));
        let length = order[start..].partition_point(|at| key(at) == (predicate, object));
        &order[start..start + length]
    }

    fn by_subject(&self) -> &Grouping {
        let terms = self.dictionary.len();
        self.by_subject
            .get_or_init(|| Grouping::new(&self.triples, terms, |triple| triple.subject))
    }

    fn by_object(&self) -> &Grouping {
        let terms = self.dictionary.len();
        self.by_object
            .get_or_init(|| Grouping::new(&self.triples, terms, |triple| triple.object))
    }
}

fn index(at: usize) -> TripleIndex {
    TripleIndex(u32::try_from(at).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GraphBuilder;
    use proptest::prelude::*;

    fn graph_of(triples: &[(u8, u8, u8)]) -> (Graph, Vec<TermId>) {
        let mut builder = GraphBuilder::new();
        let ids: Vec<TermId> = (0..=255).map(|n| builder.iri(&format!("urn:{n}"))).collect();
        for (s, p, o) in triples {
            builder.push(
                Triple::new(ids[*s as usize], ids[*p as usize], ids[*o as usize]),
                Position::UNKNOWN,
            );
        }
        (builder.finish(), ids)
    }

    proptest! {
        #[test]
        fn every_order_answers_like_a_scan(triples in prop::collection::vec((0u8..6, 0u8..4, 0u8..6), 0..60)) {
            let (graph, ids) = graph_of(&triples);
            for term in ids.iter().copied().take(6) {
                let scan = |f: &dyn Fn(&Triple) -> bool| graph.triples().iter().filter(|t| f(t)).count();
                prop_assert_eq!(graph.outgoing(term).len(), scan(&|t| t.subject == term));
                prop_assert_eq!(graph.incoming(term).len(), scan(&|t| t.object == term));
                for predicate in ids.iter().copied().take(4) {
                    let objects: Vec<TermId> = graph.objects(term, predicate).collect();
                    prop_assert!(objects.is_sorted());
                    prop_assert_eq!(objects.len(), scan(&|t| t.subject == term && t.predicate == predicate));
                    prop_assert_eq!(
                        graph.subjects(predicate, term).len(),
                        scan(&|t| t.object == term && t.predicate == predicate)
                    );
                    prop_assert_eq!(graph.column(predicate).len(), scan(&|t| t.predicate == predicate));
                }
            }
        }
    }

    #[test]
    fn of_a_repeated_triple_the_first_position_stays() {
        let mut builder = GraphBuilder::new();
        let source = builder.add_source(Source::new("a.ttl", ""));
        let term = builder.iri("urn:a");
        let at = |start| Position {
            source,
            object: crate::Span::new(start, start + 1),
            ..Position::UNKNOWN
        };
        builder.push(Triple::new(term, term, term), at(7));
        builder.push(Triple::new(term, term, term), at(3));
        let graph = builder.finish();
        assert_eq!(graph.len(), 1);
        assert_eq!(
            graph.position(graph.find(Triple::new(term, term, term)).unwrap()),
            at(7)
        );
    }

    #[test]
    fn a_fresh_blank_node_is_none_of_those_already_there() {
        let mut builder = GraphBuilder::new();
        let labelled = builder.term(Term::BlankNode("g1"));
        assert_ne!(builder.fresh_blank_node(), labelled);
    }

    #[test]
    fn copied_blank_nodes_stay_apart() {
        let mut one = GraphBuilder::new();
        let (node, p) = (one.fresh_blank_node(), one.iri("urn:p"));
        one.push(Triple::new(node, p, node), Position::UNKNOWN);
        let one = one.finish();
        let mut both = GraphBuilder::new();
        both.extend_from(&one);
        both.extend_from(&one);
        assert_eq!(both.finish().len(), 2);
    }
}
