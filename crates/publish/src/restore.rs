//! Making a city as a backup holds it: whole with its history where nothing is known of it, else as a new generation.
//!
//! What was erased since stays erased, and what would disappear needs a person's word, as everywhere.

use std::collections::BTreeSet;

use kolophon_graph::Graph;
use kolophon_store::{
    Act, Adoption, Backup, CityBackup, EngineError, Note, ReadBackupError, ResourceKind, Store, WriteError,
};
use thiserror::Error;

use crate::catalog;
use crate::choice::Consent;
use crate::load::Identifiers;
use crate::prepared::{LoadError, Loaded, Prepared};
use crate::refusal::Reason;
use crate::rollback::Rollback;

/// A city that is to be made as a backup holds it: looked at, but not made.
#[derive(Debug)]
pub struct Restoration<'a> {
    /// What would change.
    pub prepared: Prepared,
    backup: &'a Backup,
    past: Past,
}

/// Where the city's history comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// Nothing is known of the city: it comes with its history.
    OfBackup,
    /// The city has a history, and a new generation is added to it.
    OfStore,
}

/// Why a backup cannot be restored.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The backup cannot be read, or is not what it was.
    #[error("the backup cannot be used")]
    Backup(#[from] ReadBackupError),
    /// What is published cannot be read.
    #[error("what is published cannot be read")]
    Read(#[from] EngineError),
    /// It could not be published.
    #[error("the backup could not be published")]
    Load(#[from] LoadError),
}

impl From<WriteError> for RestoreError {
    fn from(error: WriteError) -> Self {
        Self::Load(error.into())
    }
}

/// Says what making a city as the backup holds it would do. Every graph has the hash that it was backed up with.
///
/// # Errors
/// See [`RestoreError`].
pub fn prepare<'a>(
    store: &Store,
    backup: &'a Backup,
    slug: &str,
    note: Note,
) -> Result<Restoration<'a>, RestoreError> {
    let CityBackup {
        city,
        tombstones,
        aliases,
        resources,
    } = backup.city(slug)?;
    let state = store.state();
    let known = state.cities.get(slug).filter(|known| known.generation > 0);
    let past = known.map_or(Past::OfBackup, |_| Past::OfStore);
    let note = Note {
        act: Act::Restore,
        ..note
    };
    // The settings of today are the operator's; those of a city that is gone come with it.
    let city_now = known.unwrap_or(&city);
    let mut returning = Rollback {
        store,
        state: &state,
        prepared: Prepared::new(city_now.clone(), &state, note),
        identifiers: Identifiers::new(&state),
        arriving: resources
            .iter()
            .flat_map(|(resource, _)| &resource.files)
            .filter(|file| backup.has_file(&file.sha256))
            .map(|file| file.sha256.clone())
            .collect(),
    };
    let names: BTreeSet<&str> = resources
        .iter()
        .map(|(resource, _)| resource.iri.as_str())
        .collect();
    // What goes lets go of its identifier first.
    for published in state.resources.values() {
        let is_absent = !names.contains(published.iri.as_str()) && published.iri != city_now.catalog;
        if published.city == slug && is_absent {
            returning.let_go(published);
        }
    }
    let mut catalog: Option<(u64, Graph)> = None;
    for (resource, graph) in resources {
        let (iri, title, kind) = (resource.iri.clone(), resource.title.clone(), resource.kind);
        match store.without_erased(resource, graph) {
            Some((resource, graph)) if iri == city_now.catalog => {
                catalog = Some((resource.generation, graph));
            }
            Some((resource, _)) if owner_of_another(store, &resource.iri, slug).is_some() => {
                let owner = owner_of_another(store, &resource.iri, slug).unwrap_or_default();
                returning.prepared.refuse(&resource, Reason::OwnedBy(owner));
            }
            Some((resource, graph)) => returning.put(resource, graph)?,
            None if kind == ResourceKind::Dataset => returning.stays_erased(&iri, title),
            None => {}
        }
    }
    returning.lead_back();
    let mut prepared = returning.prepared;
    match catalog {
        Some((generation, catalog)) => {
            catalog::restore(&catalog, &state, &mut prepared.change);
            // With the city's past comes when its list was last another one.
            let put = prepared.change.put.iter_mut();
            for (resource, _) in put.filter(|(resource, _)| resource.iri == city_now.catalog) {
                resource.generation = generation;
            }
        }
        None => catalog::relist(store, &state, &mut prepared.change)?,
    }
    if past == Past::OfBackup {
        let is_ours = |iri: &str| owner_of_another(store, iri, slug).is_none();
        prepared.change.adopted = Some(Adoption {
            generation: city.generation,
            tombstones: tombstones.into_iter().filter(|mark| is_ours(&mark.iri)).collect(),
            aliases: aliases.into_iter().filter(|mark| is_ours(&mark.from)).collect(),
        });
    }
    let touched = prepared.added.len() + prepared.changed.len() + prepared.moved.len();
    prepared.unchanged =
        (prepared.published + prepared.added.len()).saturating_sub(touched + prepared.removed.len());
    prepared.sort();
    Ok(Restoration {
        prepared,
        backup,
        past,
    })
}

fn owner_of_another(store: &Store, iri: &str, city: &str) -> Option<String> {
    let state = store.state();
    state.owner(iri).filter(|owner| *owner != city).map(str::to_owned)
}

impl Restoration<'_> {
    /// Where the city's history comes from.
    #[must_use]
    pub fn past(&self) -> Past {
        self.past
    }

    /// The city's name for people.
    #[must_use]
    pub fn city_name(&self) -> &str {
        &self.prepared.change.city.name
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.past == Past::OfStore && self.prepared.is_empty()
    }

    /// Makes the city as the backup holds it: data files first, then all at once.
    ///
    /// # Errors
    /// See [`RestoreError`]; then nothing has changed.
    pub fn commit(self, store: &Store, consent: Consent) -> Result<Loaded, RestoreError> {
        let slug = self.prepared.change.city.slug.clone();
        self.prepared.require_quota(&store.state())?;
        let put = self.prepared.change.put.iter();
        let mut files: BTreeSet<String> = put
            .flat_map(|(resource, _)| &resource.files)
            .map(|file| file.sha256.clone())
            .collect();
        if self.past == Past::OfBackup {
            files.extend(self.backup.journal_files(&slug)?);
        }
        for sha256 in &files {
            self.backup.put_file(store, sha256)?;
        }
        if self.past == Past::OfBackup {
            self.backup.put_journal(store, &slug)?;
        }
        let loaded = self.prepared.commit(store, consent)?;
        if self.past == Past::OfBackup {
            store.clear_restored(&slug)?;
        }
        Ok(loaded)
    }
}

#[cfg(test)]
#[cfg(feature = "rocksdb")]
mod tests;
