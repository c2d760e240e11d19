//! A restored directory: what the erase list names, but the store holds again, is erased again when it is opened.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedOrBlankNode;

use crate::change::CityChange;
use crate::erase::{self, Cleared, Erased};
use crate::error::{EngineError, WriteError};
use crate::journal::{Act, Note};

use crate::store::Store;

/// Erases what the list names, unless the directory is known to be cleared of it.
pub(crate) fn erase_again(store: &Store) -> Result<(), WriteError> {
    let shared = store.shared();
    let Some(list) = shared.erased.digest() else {
        return Ok(());
    };
    let known = shared.published.load_full().engine.snapshot()?.erased()?;
    if known.as_ref() == Some(&list) {
        return Ok(());
    }
    for change in changes(store)? {
        store.apply_blocking(change)?;
    }
    let cities: Vec<String> = store.state().cities.keys().cloned().collect();
    Ok(erase::finish(shared, &cities, BTreeSet::new())?)
}

/// One change for each city that holds something erased.
fn changes(store: &Store) -> Result<Vec<CityChange>, EngineError> {
    let erased = &store.shared().erased;
    let found = found(store, erased)?;
    let state = store.state();
    let mut changes: BTreeMap<String, CityChange> = BTreeMap::new();
    for resource in state.resources.values() {
        let graph = store.graph(&resource.iri)?.unwrap_or_default();
        let cleared = erase::clear(erased, resource, &graph);
        if matches!(cleared, Cleared::Unchanged) {
            continue;
        }
        let Some(city) = state.cities.get(&resource.city) else {
            continue;
        };
        let change = changes.entry(city.slug.clone()).or_insert_with(|| CityChange {
            erase: found.clone(),
            note: Note {
                act: Act::Erase,
                ..Note::default()
            },
            ..CityChange::new(city.clone())
        });
        match cleared {
            Cleared::Unchanged => {}
            Cleared::Gone => change.remove.push(resource.iri.clone()),
            Cleared::Part(part) => change.put.push(*part),
        }
    }
    for tombstone in state
        .tombstones
        .values()
        .filter(|tombstone| tombstone.title.is_some() && erased.contains(&tombstone.iri))
    {
        if let Some(city) = state.cities.get(&tombstone.city) {
            let change = changes
                .entry(city.slug.clone())
                .or_insert_with(|| CityChange::new(city.clone()));
            change.erase.clone_from(&found);
            change.note.act = Act::Erase;
        }
    }
    Ok(changes.into_values().collect())
}

/// The erased IRIs that the store knows.
fn found(store: &Store, erased: &Erased) -> Result<Vec<String>, EngineError> {
    let published = store.shared().published.load_full();
    let snapshot = published.engine.snapshot()?;
    let mut found = BTreeSet::new();
    if snapshot.remote.is_some() {
        for name in published.state.resources.keys() {
            let graph = store.graph(name)?.unwrap_or_default();
            let subjects = graph.all_subjects().filter_map(|id| graph.term(id).as_iri());
            found.extend(subjects.filter(|iri| erased.contains(iri)).map(str::to_owned));
        }
    }
    for quad in snapshot.quads(None, None, None, None) {
        if let NamedOrBlankNode::NamedNode(subject) = quad?.subject
            && erased.contains(subject.as_str())
        {
            found.insert(subject.into_string());
        }
    }
    Ok(found.into_iter().collect())
}
