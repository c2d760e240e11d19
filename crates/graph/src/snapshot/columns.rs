//! The columns of numbers of a snapshot, and which of them a pattern is answered from.

use std::ops::Range;

use crate::snapshot::format::{IS_SHARED, Section};
use crate::snapshot::terms::Terms;
use crate::snapshot::{Damaged, SnapshotError};
use crate::term::TermId;

/// A section of numbers, as it lies in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Column<'a>(&'a [[u8; 4]]);

impl<'a> Column<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes.as_chunks().0)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<u32> {
        self.0.get(at).map(|number| u32::from_le_bytes(*number))
    }

    /// The numbers as those of terms.
    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = TermId> + use<'a> {
        self.0
            .iter()
            .map(|number| TermId::from_bits(u32::from_le_bytes(*number)))
    }

    /// The numbers as those of triples.
    pub(super) fn numbers(self) -> impl Iterator<Item = usize> + use<'a> {
        self.0
            .iter()
            .filter_map(|number| place(u32::from_le_bytes(*number)))
    }

    /// A part of the column; `None` when it does not reach so far.
    pub(super) fn slice(self, range: Range<usize>) -> Option<Self> {
        self.0.get(range).map(Self)
    }

    /// In a column of starts: from where to where the entries of that number go. Numbers beyond have none.
    pub(super) fn range(&self, number: usize) -> Option<Range<usize>> {
        if number + 1 >= self.len() {
            return Some(0..0);
        }
        let (start, end) = (place(self.get(number)?)?, place(self.get(number + 1)?)?);
        (start <= end).then_some(start..end)
    }

    /// How many numbers at the beginning fulfil a condition that none fulfils after the first that does not.
    fn partition_point(&self, is_before: impl Fn(u32) -> bool) -> usize {
        self.0
            .partition_point(|number| is_before(u32::from_le_bytes(*number)))
    }

    /// Where a number is in an ascending column: from its first to behind its last place.
    fn equal_range(&self, order: impl Fn(u32) -> u32, wanted: u32) -> Range<usize> {
        let start = self.partition_point(|number| order(number) < wanted);
        let rest = Self(&self.0[start..]);
        start..start + rest.run(|number| order(number) == wanted)
    }

    /// The length of the run at the beginning whose numbers fulfil a condition: found in steps that double, as most
    /// runs are short.
    fn run(&self, is_in: impl Fn(u32) -> bool) -> usize {
        let mut step = 1;
        while self.get(step - 1).is_some_and(&is_in) {
            step *= 2;
        }
        let known = step / 2;
        let end = (step - 1).min(self.len());
        known + Self(&self.0[known.min(end)..end]).partition_point(is_in)
    }

    fn pop(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*first))
    }
}

/// The sections about triples and graphs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns<'a> {
    pub(super) subject_starts: Column<'a>,
    pub(super) subjects: Column<'a>,
    pub(super) predicates: Column<'a>,
    pub(super) objects: Column<'a>,
    pub(super) graphs: Column<'a>,
    shared_starts: Column<'a>,
    shared_graphs: Column<'a>,
    predicate_terms: Column<'a>,
    predicate_starts: Column<'a>,
    predicate_objects: Column<'a>,
    predicate_triples: Column<'a>,
    object_starts: Column<'a>,
    object_triples: Column<'a>,
    pub(super) graph_names: Column<'a>,
    graph_starts: Column<'a>,
    pub(super) graph_triples: Column<'a>,
}

/// The triples that may match, ascending.
#[derive(Clone, Debug)]
pub(super) enum Triples<'a> {
    /// From one number to before another.
    Run(Range<usize>),
    /// By their numbers.
    List(Column<'a>),
}

impl Iterator for Triples<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match self {
            Self::Run(range) => range.next(),
            Self::List(list) => list.pop().and_then(place),
        }
    }
}

impl<'a> Columns<'a> {
    pub(super) fn of(bytes: impl Fn(Section) -> &'a [u8]) -> Self {
        let column = |section| Column::of(bytes(section));
        Self {
            subject_starts: column(Section::SubjectStarts),
            subjects: column(Section::Subjects),
            predicates: column(Section::Predicates),
            objects: column(Section::Objects),
            graphs: column(Section::Graphs),
            shared_starts: column(Section::SharedStarts),
            shared_graphs: column(Section::SharedGraphs),
            predicate_terms: column(Section::PredicateTerms),
            predicate_starts: column(Section::PredicateStarts),
            predicate_objects: column(Section::PredicateObjects),
            predicate_triples: column(Section::PredicateTriples),
            object_starts: column(Section::ObjectStarts),
            object_triples: column(Section::ObjectTriples),
            graph_names: column(Section::GraphNames),
            graph_starts: column(Section::GraphStarts),
            graph_triples: column(Section::GraphTriples),
        }
    }

    /// Sections that speak of the same things have to be as long as each other.
    pub(super) fn require_same_lengths(&self, terms: &Terms<'a>) -> Result<(), SnapshotError> {
        let triples = self.subjects.len();
        let columns = [
            self.predicates,
            self.objects,
            self.graphs,
            self.predicate_objects,
            self.predicate_triples,
            self.object_triples,
        ];
        let fits = columns.iter().all(|column| column.len() == triples)
            && self.subject_starts.len() == terms.len() + 1
            && self.object_starts.len() == terms.len() + 1
            && self.predicate_starts.len() == self.predicate_terms.len() + 1
            && self.graph_starts.len() == self.graph_names.len() + 1
            && terms.has_same_lengths();
        if fits {
            Ok(())
        } else {
            let reason = "its sections do not fit together";
            Err(SnapshotError::Unreadable { reason })
        }
    }

    /// The number of a graph.
    pub(super) fn graph(&self, name: TermId) -> Option<u32> {
        let place = self.graph_names.equal_range(number, number(name.bits())).next()?;
        u32::try_from(place).ok()
    }

    /// The triples of a graph.
    pub(super) fn triples_of_graph(&self, graph: u32) -> Result<Column<'a>, Damaged> {
        let range = place(graph).and_then(|graph| self.graph_starts.range(graph));
        range
            .and_then(|range| self.graph_triples.slice(range))
            .ok_or(Damaged(Section::GraphStarts))
    }

    /// The graphs of a triple.
    pub(super) fn graphs_of_triple(&self, triple: usize) -> Result<GraphsOfTriple<'a>, Damaged> {
        let graph = self.graphs.get(triple).ok_or(Damaged(Section::Graphs))?;
        if graph & IS_SHARED == 0 {
            return Ok(GraphsOfTriple::One(graph));
        }
        let range = place(graph & !IS_SHARED).and_then(|shared| self.shared_starts.range(shared));
        range
            .and_then(|range| self.shared_graphs.slice(range))
            .map(GraphsOfTriple::Several)
            .ok_or(Damaged(Section::SharedStarts))
    }

    /// The triples of the default graph that match a pattern.
    pub(super) fn matches(&self, pattern: [Option<TermId>; 3]) -> Result<Triples<'a>, Damaged> {
        Ok(match pattern {
            [None, None, None] => Triples::Run(0..self.subjects.len()),
            [Some(subject), predicate, object] => {
                let run = self.of_subject(subject)?;
                match (predicate, object) {
                    (Some(predicate), object) => Triples::Run(self.of_property(run, predicate, object)?),
                    (None, None) => Triples::Run(run),
                    (None, Some(object)) => Triples::List(within(self.of_object(object)?, &run)),
                }
            }
            [None, Some(predicate), object] => Triples::List(self.of_predicate(predicate, object)?),
            [None, None, Some(object)] => Triples::List(self.of_object(object)?),
        })
    }

    fn of_subject(&self, subject: TermId) -> Result<Range<usize>, Damaged> {
        let range = self.subject_starts.range(subject.index());
        range.ok_or(Damaged(Section::SubjectStarts))
    }

    /// In the triples of a subject, those of a property, and with that object if there is one.
    fn of_property(
        &self,
        run: Range<usize>,
        predicate: TermId,
        object: Option<TermId>,
    ) -> Result<Range<usize>, Damaged> {
        let predicates = self.predicates.slice(run.clone());
        let predicates = predicates.ok_or(Damaged(Section::Predicates))?;
        let found = predicates.equal_range(number, number(predicate.bits()));
        let run = run.start + found.start..run.start + found.end;
        let Some(object) = object else {
            return Ok(run);
        };
        let objects = self.objects.slice(run.clone());
        let objects = objects.ok_or(Damaged(Section::Objects))?;
        let found = objects.equal_range(number, number(object.bits()));
        Ok(run.start + found.start..run.start + found.end)
    }

    fn of_object(&self, object: TermId) -> Result<Column<'a>, Damaged> {
        let range = self.object_starts.range(object.index());
        range
            .and_then(|range| self.object_triples.slice(range))
            .ok_or(Damaged(Section::ObjectStarts))
    }

    fn of_predicate(&self, predicate: TermId, object: Option<TermId>) -> Result<Column<'a>, Damaged> {
        let damaged = Damaged(Section::PredicateStarts);
        let mut place = self.predicate_terms.equal_range(number, number(predicate.bits()));
        let Some(place) = place.next() else {
            return Ok(Column::default());
        };
        let mut range = self.predicate_starts.range(place).ok_or(damaged)?;
        if let Some(object) = object {
            let objects = self.predicate_objects.slice(range.clone()).ok_or(damaged)?;
            let found = objects.equal_range(number, number(object.bits()));
            range = range.start + found.start..range.start + found.end;
        }
        self.predicate_triples.slice(range).ok_or(damaged)
    }
}

/// The graphs that hold one triple.
#[derive(Clone, Debug)]
pub(super) enum GraphsOfTriple<'a> {
    One(u32),
    /// Ascending.
    Several(Column<'a>),
}

impl GraphsOfTriple<'_> {
    pub(super) fn contains(&self, graph: u32) -> bool {
        match self {
            Self::One(one) => *one == graph,
            Self::Several(several) => !several.equal_range(|graph| graph, graph).is_empty(),
        }
    }
}

impl Iterator for GraphsOfTriple<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::One(graph) => {
                let graph = *graph;
                *self = Self::Several(Column::default());
                Some(graph)
            }
            Self::Several(several) => several.pop(),
        }
    }
}

/// Of ascending triples those in a range.
pub(super) fn within<'a>(list: Column<'a>, range: &Range<usize>) -> Column<'a> {
    let is_before = |end: usize| move |triple: u32| place(triple).is_some_and(|triple| triple < end);
    let start = list.partition_point(is_before(range.start));
    let rest = Column(&list.0[start..]);
    Column(&rest.0[..rest.run(is_before(range.end))])
}

/// The number of a term without its kind.
fn number(bits: u32) -> u32 {
    bits & TermId::MAX_INDEX
}

fn place(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_found_as_by_walking(mut numbers in prop::collection::vec(0_u32..20, 0..80), wanted in 0_u32..22) {
            numbers.sort_unstable();
            let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            let column = Column::of(&bytes);
            let start = numbers.iter().take_while(|number| **number < wanted).count();
            let length = numbers.iter().filter(|number| **number == wanted).count();
            prop_assert_eq!(column.equal_range(|number| number, wanted), start..start + length);
            let (from, to) = (place(wanted).unwrap(), place(wanted).unwrap() + 3);
            let expected: Vec<u32> = numbers.iter().copied().filter(|n| (from..to).contains(&place(*n).unwrap())).collect();
            let mut found = within(column, &(from..to));
            let found: Vec<u32> = std::iter::from_fn(|| found.pop()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
