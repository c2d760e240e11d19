//! Collects quads in any order, sorts them, and writes them as a snapshot file.
//!
//! Everything is sorted in memory: a quad takes 16 bytes, a term its text and some 30 bytes. With six million quads that
//! are some hundred megabytes; while they are written, the columns take as much again.

use std::path::Path;

use crate::dictionary::Dictionary;
use crate::snapshot::columns::Column;
use crate::snapshot::format::Section;
use crate::snapshot::sorted::{Key, Sorted, key, write_terms, write_texts};
use crate::snapshot::writer::SnapshotWriter;
use crate::snapshot::{Damaged, Snapshot, SnapshotError};
use crate::term::{Term, TermId};

/// Collects the quads of a snapshot.
///
/// ```
/// use kolophon_graph::Term;
/// use kolophon_graph::snapshot::{Snapshot, SnapshotBuilder};
///
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("snapshot");
/// let mut builder = SnapshotBuilder::new();
/// let graph = builder.graph(Term::Iri("https://daten.example/haushalt"));
/// let title = Term::Literal { value: "Haushalt 2025", datatype: kolophon_graph::XSD_STRING, language: None };
/// builder.push(graph, [Term::Iri("https://daten.example/haushalt"), Term::Iri("urn:title"), title])?;
/// builder.write(&path)?;
///
/// let snapshot = Snapshot::open(&path)?;
/// assert_eq!(snapshot.triples(), 1);
/// let query = spargebra::SparqlParser::new().parse_query("ASK { ?dataset <urn:title> 'Haushalt 2025' }")?;
/// let evaluator = spareval::QueryEvaluator::new();
/// let answer = evaluator.prepare(&query).execute(snapshot.view())?;
/// assert!(matches!(answer, spareval::QueryResults::Boolean(true)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct SnapshotBuilder {
    terms: Dictionary,
    quads: Vec<Key>,
    graphs: Vec<TermId>,
}

/// A graph of a [`SnapshotBuilder`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphName(TermId);

impl SnapshotBuilder {
    /// A builder without quads.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A graph, which exists even if nothing is pushed into it.
    pub fn graph(&mut self, name: Term<'_>) -> GraphName {
        let id = self.terms.intern(name);
        self.graphs.push(id);
        GraphName(id)
    }

    /// Adds a triple, its subject, predicate and object, to a graph. What a graph holds already changes nothing.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`] when the format cannot number so many.
    pub fn push(&mut self, graph: GraphName, triple: [Term<'_>; 3]) -> Result<(), SnapshotError> {
        let [subject, predicate, object] = triple.map(|term| self.terms.intern(term));
        self.push_key(key([subject, predicate, object, graph.0]))
    }

    /// Adds the graphs of another snapshot whose names fulfil a condition.
    ///
    /// # Errors
    /// When the other is damaged, or as with [`push`](Self::push).
    pub fn extend_from(
        &mut self,
        other: &Snapshot,
        is_wanted: impl Fn(Term<'_>) -> bool,
    ) -> Result<(), SnapshotError> {
        let (terms, columns) = (other.terms(), other.columns());
        let mut numbers: Vec<Option<TermId>> = vec![None; terms.len()];
        let mut number = |id: TermId, known: &mut Dictionary| -> Result<TermId, Damaged> {
            let slot = numbers.get_mut(id.index()).ok_or(Damaged(Section::Suffixes))?;
            if let Some(number) = *slot {
                return Ok(number);
            }
            let new = known.intern(terms.term(id)?);
            *slot = Some(new);
            Ok(new)
        };
        for (graph, name) in (0..).zip(columns.graph_names.iter()) {
            if !is_wanted(terms.term(name)?) {
                continue;
            }
            let name = number(name, &mut self.terms)?;
            self.graphs.push(name);
            for triple in columns.triples_of_graph(graph)?.numbers() {
                let mut term = |column: Column<'_>, section| {
                    let bits = column.get(triple).ok_or(Damaged(section))?;
                    number(TermId::from_bits(bits), &mut self.terms)
                };
                let subject = term(columns.subjects, Section::Subjects)?;
                let predicate = term(columns.predicates, Section::Predicates)?;
                let object = term(columns.objects, Section::Objects)?;
                self.push_key(key([subject, predicate, object, name]))?;
            }
        }
        Ok(())
    }

    /// Writes the file. It bears its name only when it is complete and on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(mut self, path: &Path) -> Result<(), SnapshotError> {
        self.quads.sort_unstable();
        self.quads.dedup();
        self.graphs.sort_unstable_by_key(|id| id.index());
        self.graphs.dedup();
        let mut writer = SnapshotWriter::create(path)?;
        write_terms(&self.terms, &mut writer)?;
        let sorted = Sorted::new(&self.quads, &self.graphs, &self.terms);
        drop(self.quads);
        sorted.write(&mut writer)?;
        write_texts(&self.terms, &mut writer)?;
        writer.finish(path)
    }

    fn push_key(&mut self, key: Key) -> Result<(), SnapshotError> {
        // Triples are numbered by u32, and one number is left for where the last one ends.
        const LIMIT: usize = (1 << 31) - 1;
        if self.quads.len() >= LIMIT {
            return Err(SnapshotError::TooMany {
                what: "quads",
                limit: LIMIT as u64,
            });
        }
        self.quads.push(key);
        Ok(())
    }
}
