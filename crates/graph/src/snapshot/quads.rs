//! The quads of a snapshot that match a pattern.

use crate::snapshot::Damaged;
use crate::snapshot::columns::{Columns, GraphsOfTriple, Triples, within};
use crate::snapshot::format::Section;
use crate::term::TermId;

/// Where to look.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    /// In the default graph.
    Default,
    /// In the graph of that number.
    Graph(u32),
    /// In all named graphs.
    Named,
}

/// A quad by the numbers of its terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quad {
    pub(super) subject: TermId,
    pub(super) predicate: TermId,
    pub(super) object: TermId,
    /// `None` in the default graph.
    pub(super) graph: Option<TermId>,
}

/// Walks the quads that match, in the order of triples. After an error there are no more.
#[derive(Debug)]
pub(super) struct Quads<'a> {
    columns: Columns<'a>,
    pattern: [Option<TermId>; 3],
    triples: Triples<'a>,
    /// What has to be looked at with each triple.
    check: Check,
    scope: Scope,
    /// The triple that is given back once for each of its graphs.
    current: Option<(Quad, GraphsOfTriple<'a>)>,
}

/// Why a triple of the list may not match.
#[derive(Clone, Copy, Debug)]
enum Check {
    Nothing,
    /// It may not be in the graph.
    Graph(u32),
    /// It may have another predicate or object.
    Terms,
}

impl<'a> Quads<'a> {
    /// Chooses the shortest list for the pattern.
    pub(super) fn new(
        columns: Columns<'a>,
        pattern: [Option<TermId>; 3],
        scope: Scope,
    ) -> Result<Self, Damaged> {
        let triples = columns.matches(pattern)?;
        let (triples, check) = match scope {
            Scope::Default | Scope::Named => (triples, Check::Nothing),
            Scope::Graph(graph) => {
                let of_graph = columns.triples_of_graph(graph)?;
                match triples {
                    Triples::Run(run) => (Triples::List(within(of_graph, &run)), Check::Nothing),
                    Triples::List(list) if list.len() <= of_graph.len() => {
                        (Triples::List(list), Check::Graph(graph))
                    }
                    Triples::List(_) => (Triples::List(of_graph), Check::Terms),
                }
            }
        };
        Ok(Self {
            columns,
            pattern,
            triples,
            check,
            scope,
            current: None,
        })
    }

    fn advance(&mut self) -> Result<Option<Quad>, Damaged> {
        if let Some(quad) = self.in_next_graph()? {
            return Ok(Some(quad));
        }
        while let Some(triple) = self.triples.next() {
            let quad = self.quad(triple)?;
            if !self.passes(triple, &quad)? {
                continue;
            }
            if !matches!(self.scope, Scope::Named) {
                return Ok(Some(quad));
            }
            self.current = Some((quad, self.columns.graphs_of_triple(triple)?));
            if let Some(quad) = self.in_next_graph()? {
                return Ok(Some(quad));
            }
        }
        Ok(None)
    }

    fn in_next_graph(&mut self) -> Result<Option<Quad>, Damaged> {
        let Some((quad, graphs)) = &mut self.current else {
            return Ok(None);
        };
        let Some(graph) = graphs.next() else {
            return Ok(None);
        };
        let quad = *quad;
        let graph = Some(self.name(graph)?);
        Ok(Some(Quad { graph, ..quad }))
    }

    fn passes(&self, triple: usize, quad: &Quad) -> Result<bool, Damaged> {
        Ok(match self.check {
            Check::Nothing => true,
            Check::Graph(graph) => self.columns.graphs_of_triple(triple)?.contains(graph),
            Check::Terms => {
                let terms = [quad.subject, quad.predicate, quad.object];
                let mut pairs = terms.iter().zip(&self.pattern);
                pairs.all(|(term, wanted)| wanted.is_none_or(|wanted| wanted == *term))
            }
        })
    }

    /// Reads what the pattern leaves open; and all, if the list is not that of the pattern.
    fn quad(&self, triple: usize) -> Result<Quad, Damaged> {
        let known = match self.check {
            Check::Nothing | Check::Graph(_) => self.pattern,
            Check::Terms => [None; 3],
        };
        let columns = [
            (self.columns.subjects, Section::Subjects),
            (self.columns.predicates, Section::Predicates),
            (self.columns.objects, Section::Objects),
        ];
        let term = |position: usize| {
            if let Some(term) = known[position] {
                return Ok(term);
            }
            let (column, section) = columns[position];
            let bits = column.get(triple).ok_or(Damaged(section))?;
            Ok(TermId::from_bits(bits))
        };
        let graph = match self.scope {
            Scope::Default | Scope::Named => None,
            Scope::Graph(graph) => Some(self.name(graph)?),
        };
        Ok(Quad {
            subject: term(0)?,
            predicate: term(1)?,
            object: term(2)?,
            graph,
        })
    }

    fn name(&self, graph: u32) -> Result<TermId, Damaged> {
        let place = usize::try_from(graph).ok();
        let bits = place.and_then(|place| self.columns.graph_names.get(place));
        bits.map(TermId::from_bits).ok_or(Damaged(Section::GraphNames))
    }
}

impl Iterator for Quads<'_> {
    type Item = Result<Quad, Damaged>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance();
        if next.is_err() {
            self.triples = Triples::Run(0..0);
            self.current = None;
        }
        next.transpose()
    }
}
