//! The triples of one predicate while they are collected, and how they are put in order.

use crate::graph::Triple;
use crate::position::Position;
use crate::term::TermId;

/// The subjects and objects of one predicate in the order of pushing, each with its position if positions are kept.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    predicate: TermId,
    pairs: Vec<(TermId, TermId)>,
    /// As many as pairs, or none.
    positions: Vec<Position>,
}

impl Column {
    pub(crate) fn new(predicate: TermId) -> Self {
        Self {
            predicate,
            pairs: Vec::new(),
            positions: Vec::new(),
        }
    }

    pub(crate) fn predicate(&self) -> TermId {
        self.predicate
    }

    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    pub(crate) fn push(&mut self, subject: TermId, object: TermId) {
        self.pairs.push((subject, object));
    }

    pub(crate) fn push_at(&mut self, subject: TermId, object: TermId, position: Position) {
        self.pairs.push((subject, object));
        self.positions.push(position);
    }

    /// The triples in the order of pushing.
    pub(crate) fn pushed(&self) -> impl Iterator<Item = (Triple, Position)> + '_ {
        let position = |at| self.positions.get(at).copied().unwrap_or(Position::UNKNOWN);
        let pairs = self.pairs.iter().enumerate();
        pairs.map(move |(at, (subject, object))| {
            (Triple::new(*subject, self.predicate, *object), position(at))
        })
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.pairs.truncate(length);
        self.positions.truncate(length);
    }

    /// Adds the triples of another column, whose terms have other numbers.
    pub(crate) fn append(&mut self, other: Self, number: impl Fn(TermId) -> TermId) {
        let pairs = other.pairs.into_iter();
        self.pairs
            .extend(pairs.map(|(subject, object)| (number(subject), number(object))));
        self.positions.extend(other.positions);
    }

    /// Appends the triples, sorted and each once, with the position that was pushed first.
    pub(crate) fn finish(mut self, triples: &mut Vec<Triple>, positions: &mut Vec<Position>) {
        // Terms are numbered as they appear, so most columns are in order by themselves.
        if !self.pairs.is_sorted_by(|a, b| a < b) {
            self.sort();
        }
        let predicate = self.predicate;
        let pairs = self.pairs.into_iter();
        triples.extend(pairs.map(|(subject, object)| Triple::new(subject, predicate, object)));
        positions.append(&mut self.positions);
    }

    fn sort(&mut self) {
        if self.positions.is_empty() {
            self.pairs.sort_unstable();
            self.pairs.dedup();
            return;
        }
        let mut order: Vec<u32> = (0..).zip(&self.pairs).map(|(at, _)| at).collect();
        order.sort_unstable_by_key(|at| (self.pairs[*at as usize], *at));
        order.dedup_by_key(|at| self.pairs[*at as usize]);
        self.pairs = order.iter().map(|at| self.pairs[*at as usize]).collect();
        self.positions = order.iter().map(|at| self.positions[*at as usize]).collect();
    }
}
