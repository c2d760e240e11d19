//! Small changes: one transaction of the engine.

use oxigraph::model::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, QuadRef, Triple};

use crate::difference::{Difference, Fate};
use crate::engine::{self, Engine, Snapshot, engine_error};
use crate::error::EngineError;
use crate::union::UnionDifference;

/// Makes the change visible, whole. It survives a power failure when the engine has been flushed.
pub(crate) fn commit(
    engine: &Engine,
    difference: &Difference,
    before: &Snapshot<'_>,
) -> Result<(), EngineError> {
    let union = UnionDifference::new(&difference.graphs, before)?;
    let records = Records::new(difference, before)?;
    let mut transaction = engine.store().start_transaction().map_err(engine_error)?;
    for graph in &difference.graphs {
        let name = NamedNodeRef::new_unchecked(&graph.name);
        for triple in &graph.removed {
            transaction.remove(in_graph(triple, name.into()));
        }
        for triple in &graph.added {
            transaction.insert(in_graph(triple, name.into()));
        }
        if matches!(graph.fate, Fate::Removed) {
            // The quads are gone; this forgets the name.
            transaction
                .remove_named_graph(NamedOrBlankNodeRef::from(name))
                .map_err(engine_error)?;
        }
    }
    for triple in union.removed {
        transaction.remove(in_graph(triple, GraphNameRef::DefaultGraph));
    }
    for triple in union.added {
        transaction.insert(in_graph(triple, GraphNameRef::DefaultGraph));
    }
    for quad in &records.removed {
        transaction.remove(quad);
    }
    for quad in &records.added {
        transaction.insert(quad);
    }
    transaction.commit().map_err(engine_error)
}

fn in_graph<'a>(triple: &'a Triple, graph: GraphNameRef<'a>) -> QuadRef<'a> {
    triple.as_ref().in_graph(graph)
}

/// What changes in the state graph.
struct Records {
    removed: Vec<Quad>,
    added: Vec<Quad>,
}

impl Records {
    fn new(difference: &Difference, before: &Snapshot<'_>) -> Result<Self, EngineError> {
        let mut this = Self {
            removed: Vec::new(),
            added: Vec::new(),
        };
        this.replace(engine::generation_quad(difference.state.generation), before)?;
        this.replace(engine::city_quad(&difference.city)?, before)?;
        for graph in &difference.graphs {
            let name = NamedNodeRef::new_unchecked(&graph.name);
            for predicate in engine::RESOURCE_PREDICATES {
                this.remove(name, predicate, before)?;
            }
            if let Fate::Published { resource, lexical } = &graph.fate {
                let fingerprint = &difference.fingerprints[&graph.name];
                this.added.push(engine::resource_quad(resource, fingerprint)?);
                if let Some(json) = lexical {
                    this.added.push(engine::lexical_quad(&graph.name, json));
                }
            }
        }
        for iri in &difference.marks {
            let name = NamedNodeRef::new_unchecked(iri);
            for predicate in engine::MARK_PREDICATES {
                this.remove(name, predicate, before)?;
            }
            if let Some(tombstone) = difference.state.tombstones.get(iri) {
                this.added.push(engine::tombstone_quad(tombstone)?);
            }
            if let Some(alias) = difference.state.aliases.get(iri) {
                this.added.push(engine::alias_quad(alias)?);
            }
        }
        Ok(this)
    }

    fn replace(&mut self, quad: Quad, before: &Snapshot<'_>) -> Result<(), EngineError> {
        if let NamedOrBlankNodeRef::NamedNode(subject) = quad.subject.as_ref() {
            self.remove(subject, quad.predicate.as_ref(), before)?;
        }
        self.added.push(quad);
        Ok(())
    }

    fn remove(
        &mut self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        before: &Snapshot<'_>,
    ) -> Result<(), EngineError> {
        for quad in before.state_quads(subject, predicate) {
            let quad = quad?;
            debug_assert_ne!(quad.graph_name, GraphName::DefaultGraph);
            self.removed.push(quad);
        }
        Ok(())
    }
}
