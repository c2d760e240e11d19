//! The columns of a snapshot in the making, and how they are written.

use std::io;

use crate::dictionary::{Dictionary, Suffix};
use crate::snapshot::format::{IS_SHARED, Section};
use crate::snapshot::terms::{DATATYPE, LANGUAGE, bucket};
use crate::snapshot::writer::SnapshotWriter;
use crate::term::TermId;

/// Subject, predicate, object and graph by their places in the dictionary, so that sorting compares one number.
pub(super) type Key = u128;

/// The key of a quad.
pub(super) fn key(terms: [TermId; 4]) -> Key {
    terms
        .iter()
        .fold(0, |key, term| key << 32 | Key::from(term.number()))
}

/// The term at a position of a key: subject, predicate, object, graph.
fn part(key: Key, position: u32) -> u32 {
    let bytes = (key >> (32 * (3 - position))).to_le_bytes();
    bytes
        .first_chunk()
        .map_or(0, |number| u32::from_le_bytes(*number))
}

/// All columns about triples.
pub(super) struct Sorted {
    by_subject: Groups,
    subjects: Vec<u32>,
    predicates: Vec<u32>,
    objects: Vec<u32>,
    graphs: Vec<u32>,
    shared_starts: Vec<u32>,
    shared_graphs: Vec<u32>,
    predicate_terms: Vec<u32>,
    predicate_objects: Vec<u32>,
    by_predicate: Groups,
    by_object: Groups,
    graph_names: Vec<u32>,
    by_graph: Groups,
}

/// Items by group, in each group in the order in which they came.
struct Groups {
    /// Where each group begins, and where the last one ends.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Groups {
    /// A counting sort of pairs of group and item.
    fn new(pairs: impl Iterator<Item = (u32, u32)> + Clone, groups: usize) -> Self {
        let mut next = vec![0_u32; groups];
        let mut count = 0;
        for (group, _) in pairs.clone() {
            next[group as usize] += 1;
            count += 1;
        }
        let mut starts = Vec::with_capacity(groups + 1);
        let mut start = 0;
        for next in &mut next {
            starts.push(start);
            start += *next;
            *next = start - *next;
        }
        starts.push(start);
        let mut items = vec![0; count];
        for (group, item) in pairs {
            let place = &mut next[group as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        Self { starts, items }
    }
}

impl Sorted {
    /// The columns of quads that are sorted and each once. Graphs are sorted, too.
    pub(super) fn new(quads: &[Key], graphs: &[TermId], terms: &Dictionary) -> Self {
        let triples = quads.chunk_by(|a, b| a >> 32 == b >> 32).map(|quads| quads[0]);
        let count = triples.clone().count();
        let column = |position| {
            let mut column = Vec::with_capacity(count);
            let numbers = triples.clone().map(|key| part(key, position));
            column.extend(numbers.map(|number| terms.id(number).bits()));
            column
        };
        let (subjects, predicates, objects) = (column(0), column(1), column(2));
        let by = |column: &[u32], position| {
            debug_assert_eq!(column.len(), count);
            Groups::new(
                numbered(triples.clone().map(|key| part(key, position))),
                terms.len(),
            )
        };
        let (by_subject, by_object) = (by(&subjects, 0), by(&objects, 2));
        let (predicate_terms, by_predicate) = by_predicate(&predicates, &by_object, terms);
        let predicate_objects = by_predicate
            .items
            .iter()
            .map(|at| objects[*at as usize])
            .collect();
        let graphs = GraphColumns::new(quads, graphs, terms, count);
        Self {
            by_subject,
            subjects,
            predicates,
            objects,
            graphs: graphs.of_triples,
            shared_starts: graphs.shared_starts,
            shared_graphs: graphs.shared_graphs,
            predicate_terms,
            predicate_objects,
            by_predicate,
            by_object,
            graph_names: graphs.names,
            by_graph: graphs.triples,
        }
    }

    /// Writes all sections between those of [`write_terms`] and [`write_texts`].
    pub(super) fn write(self, writer: &mut SnapshotWriter) -> io::Result<()> {
        let sections = [
            (Section::SubjectStarts, self.by_subject.starts),
            (Section::Subjects, self.subjects),
            (Section::Predicates, self.predicates),
            (Section::Objects, self.objects),
            (Section::Graphs, self.graphs),
            (Section::SharedStarts, self.shared_starts),
            (Section::SharedGraphs, self.shared_graphs),
            (Section::PredicateTerms, self.predicate_terms),
            (Section::PredicateStarts, self.by_predicate.starts),
            (Section::PredicateObjects, self.predicate_objects),
            (Section::PredicateTriples, self.by_predicate.items),
            (Section::ObjectStarts, self.by_object.starts),
            (Section::ObjectTriples, self.by_object.items),
            (Section::GraphNames, self.graph_names),
            (Section::GraphStarts, self.by_graph.starts),
            (Section::GraphTriples, self.by_graph.items),
        ];
        for (section, numbers) in sections {
            writer.numbers(section, numbers)?;
        }
        Ok(())
    }
}

/// The columns that say which graph holds which triple.
struct GraphColumns {
    of_triples: Vec<u32>,
    shared_starts: Vec<u32>,
    shared_graphs: Vec<u32>,
    names: Vec<u32>,
    triples: Groups,
}

impl GraphColumns {
    fn new(quads: &[Key], graphs: &[TermId], terms: &Dictionary, triples: usize) -> Self {
        let mut numbers = vec![0; terms.len()];
        for (number, name) in (0..).zip(graphs) {
            numbers[name.index()] = number;
        }
        let graph = |quad: &Key| numbers[part(*quad, 3) as usize];
        let mut of_triples = Vec::with_capacity(triples);
        let (mut shared_starts, mut shared_graphs) = (Vec::new(), Vec::new());
        for quads in quads.chunk_by(|a, b| a >> 32 == b >> 32) {
            if let [quad] = quads {
                of_triples.push(graph(quad));
                continue;
            }
            of_triples.push(IS_SHARED | length(&shared_starts));
            shared_starts.push(length(&shared_graphs));
            shared_graphs.extend(quads.iter().map(graph));
        }
        shared_starts.push(length(&shared_graphs));
        let chunks = quads.chunk_by(|a, b| a >> 32 == b >> 32);
        let pairs = (0..)
            .zip(chunks)
            .flat_map(|(triple, quads)| quads.iter().map(move |quad| (graph(quad), triple)));
        Self {
            triples: Groups::new(pairs, graphs.len()),
            of_triples,
            shared_starts,
            shared_graphs,
            names: graphs.iter().map(|name| name.bits()).collect(),
        }
    }
}

/// The predicates, and the triples of each by object: each object's triples go to the next free places among those of
/// their predicates.
fn by_predicate(predicates: &[u32], by_object: &Groups, terms: &Dictionary) -> (Vec<u32>, Groups) {
    let mut is_predicate = vec![false; terms.len()];
    for bits in predicates {
        is_predicate[TermId::from_bits(*bits).index()] = true;
    }
    let mut numbers = vec![0; terms.len()];
    let mut predicate_terms = Vec::new();
    for ((id, number), is_predicate) in terms.ids().zip(&mut numbers).zip(is_predicate) {
        if is_predicate {
            *number = length(&predicate_terms);
            predicate_terms.push(id.bits());
        }
    }
    let number = |triple: u32| numbers[TermId::from_bits(predicates[triple as usize]).index()];
    let pairs = by_object.items.iter().map(|triple| (number(*triple), *triple));
    let groups = Groups::new(pairs, predicate_terms.len());
    (predicate_terms, groups)
}

/// Writes the sections of terms that come first.
pub(super) fn write_terms(terms: &Dictionary, writer: &mut SnapshotWriter) -> io::Result<()> {
    let starts = terms.starts().map(|start| start as u64);
    writer.wide_numbers(Section::TextStarts, starts)?;
    let mut end = 0;
    let ends = terms.suffixes().map(|suffix| {
        end += suffix_text(suffix)
            .map(|part| part.len() as u64)
            .iter()
            .sum::<u64>();
        end
    });
    writer.wide_numbers(Section::SuffixStarts, [0].into_iter().chain(ends))?;
    writer.numbers(Section::Suffixes, terms.term_suffixes())?;
    let buckets = terms.len().max(1);
    let bucket_of = |id| u32::try_from(bucket(terms.term(id).value(), buckets)).unwrap_or(0);
    let hashes: Vec<(u32, u32)> = terms.ids().map(|id| (bucket_of(id), id.bits())).collect();
    let table = Groups::new(hashes.iter().copied(), buckets);
    writer.numbers(Section::BucketStarts, table.starts)?;
    writer.numbers(Section::BucketTerms, table.items)
}

/// Writes the sections of texts, which come last.
pub(super) fn write_texts(terms: &Dictionary, writer: &mut SnapshotWriter) -> io::Result<()> {
    writer.text(Section::SuffixText, terms.suffixes().flat_map(suffix_text))?;
    writer.text(Section::Text, [terms.text()])
}

fn suffix_text(suffix: &Suffix) -> [&[u8]; 2] {
    match suffix {
        Suffix::Datatype(datatype) => [DATATYPE, datatype.as_bytes()],
        Suffix::Language(language) => [LANGUAGE, language.as_bytes()],
    }
}

/// Groups with the number of each item.
fn numbered(groups: impl Iterator<Item = u32> + Clone) -> impl Iterator<Item = (u32, u32)> + Clone {
    groups.zip(0..)
}

/// Lengths are bounded when quads are pushed and terms interned.
fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
