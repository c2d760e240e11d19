//! What a change would really change.

use std::collections::HashSet;

use kolophon_graph::Graph;
use oxigraph::model::{NamedNodeRef, Triple};

use crate::change::CityChange;
use crate::engine::{Fingerprints, Snapshot};
use crate::error::{EngineError, WriteError};
use crate::lexical::StoredForms;
use crate::state::{City, Resource, State};
use crate::store::Published;

/// The difference between what is published and what a change wants.
pub(crate) struct Difference {
    /// The state after the change.
    pub(crate) state: State,
    /// The fingerprints of all graphs after the change.
    pub(crate) fingerprints: Fingerprints,
    /// The city after the change.
    pub(crate) city: City,
    /// The graphs that differ, in the order of the change.
    pub(crate) graphs: Vec<GraphDifference>,
    /// The number of quads in named graphs that come or go.
    pub(crate) changed_quads: usize,
}

/// One graph or its record that differs.
pub(crate) struct GraphDifference {
    pub(crate) name: String,
    pub(crate) added: Vec<Triple>,
    pub(crate) removed: Vec<Triple>,
    pub(crate) fate: Fate,
}

/// What becomes of a graph.
pub(crate) enum Fate {
    Published {
        resource: Box<Resource>,
        lexical: Option<String>,
    },
    Removed,
}

impl Difference {
    /// Compares; `None` when nothing would change. Triples are kept up to `limit` of them: a change above that is made
    /// by writing everything anew.
    pub(crate) fn new(
        change: &CityChange,
        forms: &StoredForms,
        before: &Published,
        snapshot: &Snapshot<'_>,
        limit: usize,
    ) -> Result<Option<Self>, WriteError> {
        let known = before.state.cities.get(&change.city.slug);
        let generation = known.map_or(0, |city| city.generation) + 1;
        let mut this = Self {
            state: State::clone(&before.state),
            fingerprints: before.fingerprints.clone(),
            city: City {
                generation,
                ..change.city.clone()
            },
            graphs: Vec::new(),
            changed_quads: 0,
        };
        for (resource, graph) in &change.put {
            this.put(resource, graph, forms, snapshot)?;
            this.forget_triples_above(limit);
        }
        for name in &change.remove {
            this.remove(name, snapshot)?;
            this.forget_triples_above(limit);
        }
        if this.graphs.is_empty() && known.is_some_and(|known| is_same_city(known, &change.city)) {
            return Ok(None);
        }
        this.state.generation += 1;
        this.state
            .cities
            .insert(this.city.slug.clone(), this.city.clone());
        Ok(Some(this))
    }

    fn put(
        &mut self,
        resource: &Resource,
        graph: &Graph,
        forms: &StoredForms,
        snapshot: &Snapshot<'_>,
    ) -> Result<(), WriteError> {
        let name = NamedNodeRef::new_unchecked(&resource.iri);
        let known = self.state.resources.get(&resource.iri);
        let resource = Resource {
            city: self.city.slug.clone(),
            generation: self.city.generation,
            ..resource.clone()
        };
        let new = forms.stored_graph(&resource.iri, graph)?;
        let fingerprint = new.fingerprint();
        let is_same_graph = self.fingerprints.get(&resource.iri) == Some(&fingerprint);
        if is_same_graph && known.is_some_and(|known| is_same_resource(known, &resource)) {
            return Ok(());
        }
        let (added, removed) = if is_same_graph {
            (Vec::new(), Vec::new())
        } else if known.is_some() {
            compare(snapshot.triples(name)?, new.triples)
        } else {
            (new.triples, Vec::new())
        };
        self.fingerprints.insert(resource.iri.clone(), fingerprint);
        self.changed_quads += added.len() + removed.len();
        self.state
            .resources
            .insert(resource.iri.clone(), resource.clone());
        self.graphs.push(GraphDifference {
            name: resource.iri.clone(),
            added,
            removed,
            fate: Fate::Published {
                resource: Box::new(resource),
                lexical: new.lexical,
            },
        });
        Ok(())
    }

    fn remove(&mut self, name: &str, snapshot: &Snapshot<'_>) -> Result<(), EngineError> {
        if self.state.resources.remove(name).is_none() {
            return Ok(());
        }
        self.fingerprints.remove(name);
        let removed = snapshot.triples(NamedNodeRef::new_unchecked(name))?;
        self.changed_quads += removed.len();
        self.graphs.push(GraphDifference {
            name: name.to_owned(),
            added: Vec::new(),
            removed,
            fate: Fate::Removed,
        });
        Ok(())
    }

    fn forget_triples_above(&mut self, limit: usize) {
        if self.changed_quads > limit {
            for graph in &mut self.graphs {
                graph.added = Vec::new();
                graph.removed = Vec::new();
            }
        }
    }
}

/// What is only in `new`, and what is only in `old`.
fn compare(old: Vec<Triple>, new: Vec<Triple>) -> (Vec<Triple>, Vec<Triple>) {
    let kept: HashSet<Triple> = new.iter().cloned().collect();
    let known: HashSet<&Triple> = old.iter().collect();
    let added = new.into_iter().filter(|triple| !known.contains(triple)).collect();
    let removed = old.into_iter().filter(|triple| !kept.contains(triple)).collect();
    (added, removed)
}

/// Whether two records differ in nothing but the generation.
fn is_same_resource(known: &Resource, new: &Resource) -> bool {
    let known = Resource {
        generation: new.generation,
        ..known.clone()
    };
    known == *new
}

/// Whether two cities differ in nothing but when they were published.
fn is_same_city(known: &City, new: &City) -> bool {
    let known = City {
        generation: new.generation,
        published_at: new.published_at.clone(),
        ..known.clone()
    };
    known == *new
}
