//! What a generation of a city did, told like a plan.

use std::collections::{BTreeMap, btree_map};

use kolophon_graph::Graph;
use kolophon_store::{ChangeFate, EngineError, Entry, Resource, Store};

use crate::plan::{Action, Change, change_of};

/// The changes of one generation, property by property. What was erased since is named and nothing else.
///
/// # Errors
/// When the journal or what is published cannot be read.
pub fn changes_of(store: &Store, entry: &Entry) -> Result<Vec<Change>, EngineError> {
    let before = store.graphs_before(&entry.city, entry.generation)?;
    let mut later = Later::default();
    let mut changes = Vec::new();
    for change in &entry.changes {
        let old = change.before.as_ref().zip(before.get(&change.iri));
        let new = match change.fate {
            ChangeFate::Removed => None,
            ChangeFate::Added | ChangeFate::Changed => later.version(store, entry, &change.iri)?,
        };
        let moved = change.moved_from.as_deref();
        let old = match (moved, old) {
            (Some(from), None) => entry
                .change(from)
                .and_then(|change| change.before.as_ref())
                .zip(before.get(from)),
            (_, old) => old,
        };
        let is_left = entry
            .changes
            .iter()
            .any(|other| other.moved_from.as_deref() == Some(change.iri.as_str()));
        if is_left {
            continue;
        }
        let new = new.as_ref().map(|(resource, graph)| (resource, graph));
        let shown = change_of(old, new, moved);
        changes.push(Change {
            action: match (change.fate, moved) {
                (ChangeFate::Removed, _) => Action::Removed,
                (_, Some(_)) => Action::Moved,
                (ChangeFate::Added, None) => Action::Added,
                (ChangeFate::Changed, None) => Action::Changed,
            },
            iri: change.iri.clone(),
            kind: change.kind.into(),
            title: change.title.clone(),
            ..shown
        });
    }
    changes.sort_by(|a, b| (a.action, &a.title, &a.iri).cmp(&(b.action, &b.title, &b.iri)));
    Ok(changes)
}

/// The versions that later generations have replaced.
#[derive(Default)]
struct Later {
    entries: Option<Vec<Entry>>,
    images: BTreeMap<u64, BTreeMap<String, Graph>>,
}

impl Later {
    /// What a resource was after a generation; `None` when it was erased since.
    fn version(
        &mut self,
        store: &Store,
        entry: &Entry,
        iri: &str,
    ) -> Result<Option<(Resource, Graph)>, EngineError> {
        let entries = if let Some(entries) = &self.entries {
            entries
        } else {
            let mut entries = store.journal(&entry.city)?;
            entries.retain(|later| later.generation > entry.generation);
            entries.reverse();
            self.entries.insert(entries)
        };
        let next = entries
            .iter()
            .find_map(|later| Some((later.generation, later.change(iri)?)));
        let Some((generation, change)) = next else {
            let resource = store.state().resources.get(iri).cloned();
            return Ok(resource.zip(store.graph(iri)?));
        };
        if let btree_map::Entry::Vacant(vacant) = self.images.entry(generation) {
            vacant.insert(store.graphs_before(&entry.city, generation)?);
        }
        let graph = self
            .images
            .get_mut(&generation)
            .and_then(|images| images.remove(iri));
        Ok(change.before.clone().zip(graph))
    }
}

#[cfg(test)]
mod tests;
