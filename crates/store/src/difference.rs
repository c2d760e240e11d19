//! What a change would really change.

use std::collections::{BTreeSet, HashSet};

use kolophon_graph::Graph;
use oxigraph::model::{NamedNodeRef, Triple};

use crate::change::{Adoption, CityChange};
use crate::engine::{Fingerprints, Snapshot};
use crate::erase;
use crate::error::{EngineError, WriteError};
use crate::journal::{ChangeFate, Counts, Entry, ResourceChange};
use crate::lexical::StoredForms;
use crate::state::{Alias, City, FileEntry, Resource, ResourceKind, State, Tombstone};
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
    /// The addresses whose tombstone or alias comes, goes or changes.
    pub(crate) marks: BTreeSet<String>,
    /// What the journal is to say.
    pub(crate) entry: Entry,
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
        let adopted = change.adopted.as_ref();
        let before_it = adopted.map(|adopted| adopted.generation);
        let generation = before_it.unwrap_or_else(|| known.map_or(0, |city| city.generation)) + 1;
        let published_at = change
            .note
            .time
            .clone()
            .or_else(|| change.city.published_at.clone());
        let mut this = Self {
            state: State::clone(&before.state),
            fingerprints: Fingerprints::clone(&before.fingerprints),
            city: City {
                generation,
                published_at,
                ..change.city.clone()
            },
            graphs: Vec::new(),
            changed_quads: 0,
            marks: BTreeSet::new(),
            entry: entry(change, generation),
        };
        for (resource, graph) in &change.put {
            let generation = match adopted {
                Some(_) => resource.generation,
                None => this.city.generation,
            };
            this.put(resource, graph, generation, forms, snapshot)?;
            this.forget_triples_above(limit);
        }
        if let Some(adopted) = adopted {
            this.adopt(adopted);
        }
        for name in &change.remove {
            this.remove(name, change, snapshot)?;
            this.forget_triples_above(limit);
        }
        for tombstone in &change.gone {
            let tombstone = Tombstone {
                city: this.city.slug.clone(),
                generation,
                ..tombstone.clone()
            };
            this.mark_gone(tombstone);
        }
        for (from, to) in &change.aliases {
            this.lead(from, to, &before.state);
        }
        for iri in &change.erase {
            this.blank(iri);
        }
        let is_same = this.graphs.is_empty() && this.marks.is_empty() && change.erase.is_empty();
        if is_same && known.is_some_and(|known| is_same_city(known, &change.city)) {
            return Ok(None);
        }
        this.entry.counts = Entry::count(&this.entry.changes);
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
        generation: u64,
        forms: &StoredForms,
        snapshot: &Snapshot<'_>,
    ) -> Result<(), WriteError> {
        let name = NamedNodeRef::new_unchecked(&resource.iri);
        let known = self.state.resources.get(&resource.iri);
        let resource = Resource {
            city: self.city.slug.clone(),
            generation,
            ..resource.clone()
        };
        let new = forms.stored_graph(&resource.iri, graph)?;
        let fingerprint = new.fingerprint();
        let is_same_graph = self.fingerprints.get(&resource.iri) == Some(&fingerprint);
        if is_same_graph && known.is_some_and(|known| is_same_resource(known, &resource)) {
            return Ok(());
        }
        self.entry.changes.push(ResourceChange {
            iri: resource.iri.clone(),
            kind: resource.kind,
            title: resource.title.clone(),
            fate: known.map_or(ChangeFate::Added, |_| ChangeFate::Changed),
            moved_from: None,
            before: known.cloned(),
            erased: false,
        });
        let (added, removed) = if is_same_graph {
            (Vec::new(), Vec::new())
        } else if known.is_some() {
            // A remote store replaces a graph whole.
            match snapshot.remote {
                Some(_) => (new.triples, Vec::new()),
                None => compare(snapshot.triples(name)?, new.triples),
            }
        } else {
            (new.triples, Vec::new())
        };
        self.fingerprints.insert(resource.iri.clone(), fingerprint);
        self.clear_marks(&resource.iri, graph);
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

    fn remove(
        &mut self,
        name: &str,
        change: &CityChange,
        snapshot: &Snapshot<'_>,
    ) -> Result<(), EngineError> {
        let Some(before) = self.state.resources.remove(name) else {
            return Ok(());
        };
        self.entry.changes.push(ResourceChange {
            iri: name.to_owned(),
            kind: before.kind,
            title: before.title.clone(),
            fate: ChangeFate::Removed,
            moved_from: None,
            before: Some(before.clone()),
            erased: false,
        });
        if before.kind != ResourceKind::Catalog {
            self.mark_gone(Tombstone {
                iri: before.iri,
                city: before.city,
                slug: before.slug,
                dataset: None,
                title: Some(before.title),
                date: change.note.time.clone().unwrap_or_default(),
                generation: self.city.generation,
                reason: change.note.reason.clone(),
                files: before.files.iter().map(FileEntry::name_hash).collect(),
            });
        }
        self.fingerprints.remove(name);
        let removed = match snapshot.remote {
            Some(_) => Vec::new(),
            None => snapshot.triples(NamedNodeRef::new_unchecked(name))?,
        };
        self.changed_quads += removed.len();
        self.graphs.push(GraphDifference {
            name: name.to_owned(),
            added: Vec::new(),
            removed,
            fate: Fate::Removed,
        });
        Ok(())
    }

    /// Takes over what a city was: nothing of it is new, so the journal says no more than that it came.
    fn adopt(&mut self, adopted: &Adoption) {
        self.entry.changes.clear();
        let city = &self.city.slug;
        for tombstone in &adopted.tombstones {
            let tombstone = Tombstone {
                city: city.clone(),
                ..tombstone.clone()
            };
            self.marks.insert(tombstone.iri.clone());
            self.state.tombstones.insert(tombstone.iri.clone(), tombstone);
        }
        for alias in &adopted.aliases {
            let alias = Alias {
                city: city.clone(),
                ..alias.clone()
            };
            self.marks.insert(alias.from.clone());
            self.state.aliases.insert(alias.from.clone(), alias);
        }
    }

    fn mark_gone(&mut self, tombstone: Tombstone) {
        self.marks.insert(tombstone.iri.clone());
        self.state.tombstones.insert(tombstone.iri.clone(), tombstone);
    }

    /// What is published again, or as a part of something, is gone no longer.
    fn clear_marks(&mut self, name: &str, graph: &Graph) {
        if self.state.tombstones.remove(name).is_some() | self.state.aliases.remove(name).is_some() {
            self.marks.insert(name.to_owned());
        }
        let is_back = |tombstone: &Tombstone| {
            tombstone.dataset.as_deref() == Some(name)
                && graph
                    .iri(&tombstone.iri)
                    .is_some_and(|node| graph.outgoing(node).len() > 0)
        };
        let tombstones = self.state.tombstones.values();
        let back: Vec<String> = tombstones
            .filter(|tombstone| is_back(tombstone))
            .map(|tombstone| tombstone.iri.clone())
            .collect();
        for iri in back {
            self.state.tombstones.remove(&iri);
            self.marks.insert(iri);
        }
    }

    /// Lets an old address lead to a new one, and with it all that led to the old one.
    fn lead(&mut self, from: &str, to: &str, before: &State) {
        if from == to || self.state.resources.contains_key(from) {
            return;
        }
        let old_slug = |state: &State| {
            let resource = state.resources.get(from).map(|resource| resource.slug.clone());
            resource.or_else(|| state.tombstones.get(from).map(|tombstone| tombstone.slug.clone()))
        };
        let slug = old_slug(before).unwrap_or_default();
        self.state.tombstones.remove(from);
        let alias = Alias {
            from: from.to_owned(),
            to: to.to_owned(),
            city: self.city.slug.clone(),
            slug,
        };
        let known = self.state.aliases.get(from);
        if known.is_none_or(|known| known.to != to) {
            self.marks.insert(from.to_owned());
            self.state.aliases.insert(from.to_owned(), alias);
        }
        for alias in self.state.aliases.values_mut().filter(|alias| alias.to == from) {
            to.clone_into(&mut alias.to);
            self.marks.insert(alias.from.clone());
        }
        // Whoever is led to has an address of its own.
        if self.state.aliases.remove(to).is_some() {
            self.marks.insert(to.to_owned());
        }
        let changes = &mut self.entry.changes;
        if let Some(change) = changes.iter_mut().find(|change| change.iri == to) {
            change.moved_from = Some(from.to_owned());
        }
    }

    /// Takes out of tombstone and journal all that tells more of an address than that it is gone.
    fn blank(&mut self, iri: &str) {
        if let Some(tombstone) = self.state.tombstones.get_mut(iri)
            && tombstone.title.is_some()
        {
            tombstone.title = None;
            self.marks.insert(iri.to_owned());
        }
        let changes = &mut self.entry.changes;
        if let Some(change) = changes.iter_mut().find(|change| change.iri == iri) {
            erase::blank(change);
        }
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

/// What the journal says of a change, before it is known what it changes.
fn entry(change: &CityChange, generation: u64) -> Entry {
    let note = change.note.clone();
    Entry {
        version: Entry::VERSION,
        city: change.city.slug.clone(),
        generation,
        act: note.act,
        author: note.author,
        time: note.time,
        source: note.source,
        reason: note.reason,
        counts: Counts::default(),
        changes: Vec::new(),
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
