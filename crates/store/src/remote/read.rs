//! Reading graphs back, of one generation and as they were written.

use std::collections::BTreeSet;

use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use oxigraph::model::{NamedNodeRef, Quad};

use super::error::RemoteError;
use super::forms::Record;
use super::{Attached, Remote};
use crate::engine::Snapshot;
use crate::error::EngineError;
use crate::journal::push;
use crate::{canonical, content_hash};

impl Attached {
    /// Adds a named graph as it was written. `record` is what lies beside it.
    pub(crate) fn push_graph(
        &self,
        name: &str,
        record: Option<&str>,
        builder: &mut GraphBuilder,
    ) -> Result<(), EngineError> {
        if let Some(copies) = self.era.copies_of(name) {
            builder.extend_from(&copies.graph(name)?.unwrap_or_default());
            return Ok(());
        }
        let read = self.remote.written(name, &Record::read(name, record)?);
        // Whoever replaces a graph copies it first: if there is no copy now, what was read is the old one.
        match (self.era.copies_of(name), read) {
            (Some(copies), _) => builder.extend_from(&copies.graph(name)?.unwrap_or_default()),
            (None, read) => builder.extend_from(&read?),
        }
        Ok(())
    }

    /// The names of the graphs that say `predicate object` of something.
    pub(crate) fn holders(
        &self,
        predicate: Option<NamedNodeRef<'_>>,
        object: NamedNodeRef<'_>,
        snapshot: &Snapshot<'_>,
    ) -> Result<BTreeSet<String>, EngineError> {
        let predicate = predicate.map(NamedNodeRef::as_str);
        let found = self.remote.protocol.holders(predicate, object.as_str())?;
        let mut names: BTreeSet<String> = found.into_iter().collect();
        for name in self.era.touched() {
            names.remove(name);
            let mut builder = GraphBuilder::new();
            let record = snapshot.lexical(NamedNodeRef::new_unchecked(name))?;
            self.push_graph(name, record.as_deref(), &mut builder)?;
            let graph = builder.finish();
            let says = graph.iri(object.as_str()).is_some_and(|object| {
                let mut predicates = graph.incoming(object).map(|at| graph.triple(at).predicate);
                predicates.any(|found| predicate.is_none_or(|wanted| graph.term(found).value() == wanted))
            });
            if says {
                names.insert(name.to_owned());
            }
        }
        Ok(names)
    }
}

impl Remote {
    /// A graph as it was written, when it is the one of the record.
    pub(super) fn written(&self, name: &str, record: &Record) -> Result<Graph, EngineError> {
        let stored = stored_graph(&self.protocol.graph(name)?);
        if stored.len() != record.triples || content_hash(&stored) != record.hash {
            return Err(RemoteError::Altered {
                graph: name.to_owned(),
                found: stored.len(),
                expected: record.triples,
            }
            .into());
        }
        let stored = with_canonical_labels(name, &stored);
        let mut builder = GraphBuilder::new();
        record.push_written(&stored, &mut builder);
        Ok(builder.finish())
    }
}

fn stored_graph(quads: &[Quad]) -> Graph {
    let mut builder = GraphBuilder::new();
    for quad in quads {
        push(&mut builder, quad);
    }
    builder.finish()
}

/// The same graph with labels that depend on nothing but itself and its name: engines name blank nodes as they like.
fn with_canonical_labels(name: &str, graph: &Graph) -> Graph {
    let labels = canonical::engine_labels(graph, name);
    let mut builder = GraphBuilder::new();
    let copy = |builder: &mut GraphBuilder, id: TermId| match graph.term(id) {
        Term::BlankNode(label) => match labels.get(label) {
            Some(label) => builder.term(Term::BlankNode(label.as_str())),
            None => builder.term(Term::BlankNode(label)),
        },
        term => builder.term(term),
    };
    for triple in graph.triples() {
        let triple = Triple::new(
            copy(&mut builder, triple.subject),
            copy(&mut builder, triple.predicate),
            copy(&mut builder, triple.object),
        );
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}
