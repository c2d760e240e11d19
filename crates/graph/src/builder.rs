//! How a graph comes to be: readers push, then the columns are sorted once.

use crate::dictionary::Dictionary;
use crate::graph::{Graph, Triple};
use crate::position::{Position, SourceId};
use crate::source::Source;
use crate::term::{RDF_LANG_STRING, Term, TermId, XSD_STRING};

/// Collects terms, triples and positions; [`finish`](Self::finish) makes the [`Graph`].
#[derive(Clone, Debug, Default)]
pub struct GraphBuilder {
    dictionary: Dictionary,
    sources: Vec<Source>,
    triples: Vec<(Triple, Position)>,
    fresh_blank_nodes: u64,
}

impl GraphBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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

    /// Adds a triple. Of a triple that is pushed twice the first position is kept.
    pub fn push(&mut self, triple: Triple, position: Position) {
        self.triples.push((triple, position));
    }

    /// All triples pushed so far with their positions, repetitions included: whoever rewrites a text has to find
    /// every place where a triple is written.
    #[must_use]
    pub fn pushed(&self) -> &[(Triple, Position)] {
        &self.triples
    }

    /// The number of triples pushed, repetitions included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// Whether nothing was pushed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// Forgets all triples pushed after the first `length`, as a reader does that starts over.
    pub fn truncate(&mut self, length: usize) {
        self.triples.truncate(length);
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
            self.triples.push((triple, position));
        }
    }

    /// Sorts the columns and drops repetitions.
    #[must_use]
    pub fn finish(self) -> Graph {
        Graph::new(self.dictionary, self.sources, self.triples)
    }
}
