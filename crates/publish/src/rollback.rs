//! Making a city as it was after an earlier generation. What was erased stays erased.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_graph::Graph;
use kolophon_store::{Act, EngineError, Note, Resource, ResourceKind, State, Store, content_hash};
use thiserror::Error;

use crate::catalog;
use crate::load::Identifiers;
use crate::prepared::{Moved, Prepared};
use crate::refusal::{Reason, Refused, Title};

/// Why a city cannot be made as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RollbackError {
    /// There is no such city.
    #[error("there is no city {city}")]
    UnknownCity {
        /// The short name.
        city: String,
        /// The cities there are.
        known: Vec<String>,
    },
    /// The city has not published so often, or the generation is 0.
    #[error("{city} has the generations 1 to {newest}")]
    NoSuchGeneration {
        /// The short name of the city.
        city: String,
        /// Its newest generation.
        newest: u64,
    },
    /// The journal does not go back so far.
    #[error("the journal of {city} begins at generation {oldest}")]
    NoRecord {
        /// The short name of the city.
        city: String,
        /// The earliest generation that can be gone back to.
        oldest: u64,
    },
    /// What is published or the journal cannot be read.
    #[error("the journal cannot be read")]
    Read(#[from] EngineError),
}

/// Says what making the city as it was after `generation` would do.
///
/// # Errors
/// See [`RollbackError`].
pub fn prepare(store: &Store, city: &str, generation: u64, note: Note) -> Result<Prepared, RollbackError> {
    let state = store.state();
    let Some(known) = state.cities.get(city) else {
        return Err(RollbackError::UnknownCity {
            city: city.to_owned(),
            known: state.cities.keys().cloned().collect(),
        });
    };
    let newest = known.generation;
    if generation == 0 || generation > newest {
        return Err(RollbackError::NoSuchGeneration {
            city: city.to_owned(),
            newest,
        });
    }
    let targets = targets(store, city, generation, newest)?;
    let note = Note {
        act: Act::Rollback,
        ..note
    };
    let mut rollback = Rollback {
        store,
        state: &state,
        prepared: Prepared::new(known.clone(), &state, note),
        identifiers: Identifiers::new(&state),
        arriving: BTreeSet::new(),
    };
    let (mut catalog, mut versions) = (None, Vec::new());
    // What goes lets go of its identifier first.
    for (iri, target) in targets {
        match target.version {
            Some((_, graph)) if iri == known.catalog => catalog = Some(graph),
            Some(version) => versions.push(version),
            None if iri == known.catalog => {}
            None => rollback.remove(&iri, target),
        }
    }
    for (resource, graph) in versions {
        rollback.put(resource, graph)?;
    }
    rollback.lead_back();
    let mut prepared = rollback.prepared;
    match catalog {
        Some(catalog) => catalog::restore(&catalog, &state, &mut prepared.change),
        None => catalog::relist(store, &state, &mut prepared.change)?,
    }
    let touched = prepared.added.len() + prepared.changed.len() + prepared.moved.len();
    prepared.unchanged =
        (prepared.published + prepared.added.len()).saturating_sub(touched + prepared.removed.len());
    prepared.sort();
    Ok(prepared)
}

/// What a resource was after the generation.
#[derive(Default)]
struct Target {
    version: Option<(Resource, Graph)>,
    erased: bool,
    title: String,
    kind: Option<ResourceKind>,
}

/// The versions of all resources that later generations have changed.
fn targets(
    store: &Store,
    city: &str,
    generation: u64,
    newest: u64,
) -> Result<BTreeMap<String, Target>, RollbackError> {
    let mut targets = BTreeMap::new();
    // The oldest one is looked for from behind, so that a gap counts.
    for later in (generation + 1..=newest).rev() {
        if store.entry(city, later)?.is_none() {
            return Err(RollbackError::NoRecord {
                city: city.to_owned(),
                oldest: later,
            });
        }
    }
    for later in generation + 1..=newest {
        let Some(entry) = store.entry(city, later)? else {
            continue;
        };
        let mut images = None;
        for change in entry.changes {
            // What the first of the later generations has replaced is what was there.
            if targets.contains_key(&change.iri) {
                continue;
            }
            let mut graph = None;
            if change.before.is_some() {
                if images.is_none() {
                    images = Some(store.graphs_before(city, later)?);
                }
                graph = images.as_mut().and_then(|images| images.remove(&change.iri));
            }
            let target = Target {
                version: change.before.zip(graph),
                erased: change.erased,
                title: change.title,
                kind: Some(change.kind),
            };
            targets.insert(change.iri, target);
        }
    }
    Ok(targets)
}

/// A city that goes back to what it was.
pub(crate) struct Rollback<'a> {
    pub(crate) store: &'a Store,
    pub(crate) state: &'a State,
    pub(crate) prepared: Prepared,
    pub(crate) identifiers: Identifiers,
    /// Data files, by hash, that come with it.
    pub(crate) arriving: BTreeSet<String>,
}

impl Rollback<'_> {
    fn remove(&mut self, iri: &str, target: Target) {
        if target.erased {
            if target.kind == Some(ResourceKind::Dataset) {
                self.stays_erased(iri, target.title);
            }
        } else if let Some(published) = self.state.resources.get(iri) {
            self.let_go(published);
        }
    }

    /// Removes what is published, unless it is protected, and with it the claim to its identifier.
    pub(crate) fn let_go(&mut self, published: &Resource) {
        self.prepared.remove(published);
        if self.prepared.change.remove.last() == Some(&published.iri) {
            self.identifiers.release(&published.iri);
        }
    }

    pub(crate) fn put(&mut self, resource: Resource, graph: Graph) -> Result<(), EngineError> {
        let published = self.state.resources.get(&resource.iri);
        if let Some(published) = published {
            let is_same_record = Resource {
                generation: resource.generation,
                ..published.clone()
            } == resource;
            let current = self.store.graph(&published.iri)?;
            let is_same_graph = current.is_some_and(|current| content_hash(&current) == content_hash(&graph));
            if is_same_record && is_same_graph {
                return Ok(());
            }
        }
        if let Some(reason) = self.refusal(published, &resource, &graph) {
            self.prepared.refuse(&resource, reason);
            return Ok(());
        }
        if resource.kind == ResourceKind::Dataset {
            let list = match published {
                Some(_) => &mut self.prepared.changed,
                None => &mut self.prepared.added,
            };
            list.push(Title::of(&resource));
        }
        self.prepared.change.put.push((resource, graph));
        Ok(())
    }

    fn refusal(
        &mut self,
        published: Option<&Resource>,
        resource: &Resource,
        graph: &Graph,
    ) -> Option<Reason> {
        if let Some(iri) = self.store.erased_in(&resource.iri, graph) {
            return Some(Reason::Erased { iri });
        }
        let is_missing = |sha256: &str| !self.arriving.contains(sha256) && !self.store.file(sha256).is_file();
        if let Some(file) = resource.files.iter().find(|file| is_missing(&file.sha256)) {
            return Some(Reason::FileMissing {
                name: file.name.clone(),
            });
        }
        // A dataset that goes back to its old address takes its identifier along.
        if published.is_none()
            && let Some(alias) = self.state.aliases.get(&resource.iri)
        {
            self.identifiers.hand_over(&alias.to, &resource.iri);
        }
        self.identifiers.refusal(resource, None)
    }

    pub(crate) fn stays_erased(&mut self, iri: &str, title: String) {
        let title = if title.is_empty() { iri.to_owned() } else { title };
        self.prepared.refused.push(Refused {
            dataset: Title {
                iri: iri.to_owned(),
                title,
            },
            reason: Reason::Erased { iri: iri.to_owned() },
        });
    }

    /// Where an old address led to a new one that goes, the new one leads to the old one.
    pub(crate) fn lead_back(&mut self) {
        let prepared = &mut self.prepared;
        let removed: BTreeSet<String> = prepared.change.remove.iter().cloned().collect();
        let mut back = Vec::new();
        for (resource, _) in &prepared.change.put {
            if let Some(alias) = self.state.aliases.get(&resource.iri)
                && removed.contains(&alias.to)
            {
                back.push(Moved {
                    from: alias.to.clone(),
                    to: Title::of(resource),
                });
            }
        }
        for moved in back {
            prepared
                .change
                .aliases
                .push((moved.from.clone(), moved.to.iri.clone()));
            prepared.added.retain(|title| title.iri != moved.to.iri);
            prepared.removed.retain(|title| title.iri != moved.from);
            prepared.moved.push(moved);
        }
    }
}

#[cfg(test)]
mod tests;
