//! How a graph comes to be: readers push, then the columns are sorted once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::column::Column;
use crate::dictionary::Dictionary;
use crate::graph::{Graph, Triple};
use crate::position::{Position, SourceId};
use crate::source::Source;
use crate::term::{RDF_LANG_STRING, Term, TermId, XSD_STRING};

/// Collects terms, triples and positions; [`finish`](Self::finish) makes the [`Graph`].
///
/// Triples are kept apart by predicate from the start, so that finishing sorts columns that are mostly sorted already.
#[derive(Clone, Debug, Default)]
pub struct GraphBuilder {
    dictionary: Dictionary,
    sources: Vec<Source>,
    columns: Vec<Column>,
    column_of: FxHashMap<TermId, usize>,
    positions: Positions,
    /// The predicates that are kept; all when there is no list.
    wanted: Option<FxHashSet<TermId>>,
    fresh_blank_nodes: u64,
    length: usize,
}

/// Whether the places of triples are remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Positions {
    #[default]
    Kept,
    Dropped,
}

/// The state of a [`GraphBuilder`] that a reader can go back to.
#[derive(Clone, Debug)]
pub struct Mark {
    lengths: Vec<usize>,
    length: usize,
}

impl GraphBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder for a graph that nobody asks where its triples stand. It takes a third of the memory.
    #[must_use]
    pub fn without_positions() -> Self {
        Self {
            positions: Positions::Dropped,
            ..Self::default()
        }
    }

    /// The same builder, which from now on passes over triples with other predicates than these.
    ///
    /// A validation that knows which predicates its shapes mention needs no others.
    #[must_use]
    pub fn keeping<'a>(mut self, predicates: impl IntoIterator<Item = &'a str>) -> Self {
        let wanted = predicates.into_iter().map(|predicate| self.iri(predicate));
        self.wanted = Some(wanted.collect());
        self
    }

    /// Whether the graph will know where its triples stand.
    #[must_use]
    pub fn keeps_positions(&self) -> bool {
        self.positions == Positions::Kept
    }

    /// An empty builder that keeps what this one keeps, with the same sources: for a part of a text that is read apart
    /// and then [absorbed](Self::absorb).
    #[must_use]
    pub fn part(&self) -> Self {
        let mut part = Self {
            sources: self.sources.clone(),
            positions: self.positions,
            ..Self::default()
        };
        if let Some(wanted) = &self.wanted {
            let mut wanted: Vec<TermId> = wanted.iter().copied().collect();
            wanted.sort_unstable();
            let terms = wanted
                .into_iter()
                .map(|id| part.dictionary.intern(self.dictionary.term(id)));
            part.wanted = Some(terms.collect());
        }
        part
    }

    /// Takes over all triples of a [part](Self::part). Blank nodes with the same label are the same node.
    pub fn absorb(&mut self, part: Self) {
        let ids: Vec<TermId> = part
            .dictionary
            .ids()
            .map(|id| self.dictionary.intern(part.dictionary.term(id)))
            .collect();
        let new = |id: TermId| ids[id.index()];
        for column in part.columns {
            let predicate = new(column.predicate());
            self.length += column.len();
            self.column(predicate).append(column, new);
        }
    }

    /// Registers a text, so that positions can refer to it.
    pub fn add_source(&mut self, source: Source) -> SourceId {
        self.sources.push(source);
        SourceId(u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX))
    }

    /// The source of that number.
    #[must_use]
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// The IRI as a term.
    pub fn iri(&mut self, iri: &str) -> TermId {
        self.dictionary.intern(Term::Iri(iri))
    }

    /// The blank node that `source` calls `label`; the same label in another source is another node.
    pub fn blank_node(&mut self, source: SourceId, label: &str) -> TermId {
        let label = format!("s{}.{label}", source.0);
        self.dictionary.intern(Term::BlankNode(&label))
    }

    /// A blank node without a label, different from all others.
    pub fn fresh_blank_node(&mut self) -> TermId {
        loop {
            self.fresh_blank_nodes += 1;
            let label = format!("g{}", self.fresh_blank_nodes);
            if self.dictionary.get(Term::BlankNode(&label)).is_none() {
                return self.dictionary.intern(Term::BlankNode(&label));
            }
        }
    }

    /// A literal of type `xsd:string`.
    pub fn string_literal(&mut self, value: &str) -> TermId {
        self.typed_literal(value, XSD_STRING)
    }

    /// A literal with a datatype.
    pub fn typed_literal(&mut self, value: &str, datatype: &str) -> TermId {
        self.dictionary.intern(Term::Literal {
            value,
            datatype,
            language: None,
        })
    }

    /// A literal with a language tag, which is kept in lower case.
    pub fn language_literal(&mut self, value: &str, language: &str) -> TermId {
        self.dictionary.intern(Term::Literal {
            value,
            datatype: RDF_LANG_STRING,
            language: Some(language),
        })
    }

    /// The term as a number, whatever its kind; blank nodes keep the label given.
    pub fn term(&mut self, term: Term<'_>) -> TermId {
        self.dictionary.intern(term)
    }

    /// The text of a term of this builder.
    #[must_use]
    pub fn text(&self, id: TermId) -> Term<'_> {
        self.dictionary.term(id)
    }

    /// The blank node that stands at `offset` of a source without a label. `sort` tells apart nodes that begin at the
    /// same place.
    ///
    /// The label depends on the place alone, so that a text read in parts has the same nodes as one read in a piece.
    pub fn anonymous_node(&mut self, source: SourceId, sort: char, offset: usize) -> TermId {
        let label = format!("{sort}{}.{offset}", source.0);
        self.dictionary.intern(Term::BlankNode(&label))
    }

    /// Adds a triple. Of a triple that is pushed twice the first position is kept.
    pub fn push(&mut self, triple: Triple, position: Position) {
        if self
            .wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&triple.predicate))
        {
            return;
        }
        let positions = self.positions;
        self.length += 1;
        let column = self.column(triple.predicate);
        match positions {
            Positions::Kept => column.push_at(triple.subject, triple.object, position),
            Positions::Dropped => column.push(triple.subject, triple.object),
        }
    }

    fn column(&mut self, predicate: TermId) -> &mut Column {
        let next = self.columns.len();
        let at = *self.column_of.entry(predicate).or_insert(next);
        if at == next {
            self.columns.push(Column::new(predicate));
        }
        &mut self.columns[at]
    }

    /// All triples pushed so far with their positions, repetitions included, predicate by predicate: whoever rewrites a
    /// text has to find every place where a triple is written.
    pub fn pushed(&self) -> impl Iterator<Item = (Triple, Position)> + '_ {
        self.columns.iter().flat_map(Column::pushed)
    }

    /// The triples of one predicate pushed so far, as [`pushed`](Self::pushed) gives them.
    pub fn pushed_with(&self, predicate: TermId) -> impl Iterator<Item = (Triple, Position)> + '_ {
        let column = self.column_of.get(&predicate).map(|at| &self.columns[*at]);
        column.into_iter().flat_map(Column::pushed)
    }

    /// The number of triples pushed, repetitions included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing was pushed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Where the builder stands, for a reader that may have to [go back](Self::go_back).
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            lengths: self.columns.iter().map(Column::len).collect(),
            length: self.length,
        }
    }

    /// Forgets all triples pushed since the mark, as a reader does that starts over.
    pub fn go_back(&mut self, mark: &Mark) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.truncate(mark.lengths.get(at).copied().unwrap_or(0));
        }
        self.length = mark.length;
    }

    /// Copies every triple of a graph, positions and sources included. Blank nodes are kept apart from those here.
    pub fn extend_from(&mut self, graph: &Graph) {
        let offset = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.extend(graph.sources().iter().cloned());
        let mut ids: Vec<Option<TermId>> = vec![None; graph.dictionary().len()];
        for (triple, position) in graph.triples_with_positions() {
            let mut copy = |id: TermId| {
                *ids[id.index()].get_or_insert_with(|| match graph.term(id) {
                    Term::BlankNode(_) => self.fresh_blank_node(),
                    term => self.dictionary.intern(term),
                })
            };
            let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            let position = if position.is_known() {
                Position {
                    source: SourceId(position.source.0 + offset),
                    ..position
                }
            } else {
                position
            };
            self.push(triple, position);
        }
    }

    /// Sorts the columns and drops repetitions.
    #[must_use]
    pub fn finish(self) -> Graph {
        Graph::new(self.dictionary, self.sources, self.columns)
    }
}
