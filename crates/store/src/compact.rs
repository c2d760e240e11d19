//! Writing everything anew: what was deleted is nowhere any more, and what the engine has grown by is given back.
//!
//! RocksDB keeps deleted values in its files, and Oxigraph never deletes a text from its dictionary. A copy of what is
//! published in a new directory, and a switch of `CURRENT`, leaves nothing of it behind; the same way replaces an engine
//! that has met a full disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::apply::switch;
use crate::error::{EngineError, WriteError};
use crate::files::hashes_in;
use crate::migrate;
use crate::space::size_of;
use crate::state::State;
use crate::store::{Published, Shared};
use crate::{durable, erase, rebuild};

/// What is to be deleted before everything is written anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forget {
    /// By short name of a city: the last generation whose entry in the journal is deleted, with all entries before it.
    pub journal: BTreeMap<String, u64>,
    /// Addresses where something was published once, of which the title is deleted.
    pub titles: BTreeSet<String>,
    /// Plans in the data directory, and copies from before a change of its format, that were written before this.
    pub copies_before: Option<SystemTime>,
}

/// What has become of the data directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Its size before, in bytes.
    pub bytes_before: u64,
    /// Its size after.
    pub bytes_after: u64,
    /// Entries of the journal that were deleted.
    pub entries: usize,
    /// Data files that nothing named.
    pub files: usize,
    /// Plans, and copies from before a change of the format.
    pub copies: usize,
}

/// Forgets, and writes what is published anew.
pub(crate) fn compact(shared: &Shared, forget: Option<&Forget>) -> Result<Compacted, WriteError> {
    let directory = shared.directory.as_deref();
    let mut done = Compacted::default();
    if let Some(directory) = directory {
        done.bytes_before = size_of(directory).map_err(EngineError::from_io)?;
    }
    let nothing = Forget::default();
    let forget = forget.unwrap_or(&nothing);
    rewrite(shared, &|state| {
        for tombstone in state.tombstones.values_mut() {
            if forget.titles.contains(&tombstone.iri) {
                tombstone.title = None;
            }
        }
    })?;
    for (city, last) in &forget.journal {
        // The oldest first: what is left has no gaps, whenever this ends.
        for generation in shared.journal.numbers(city)? {
            if generation <= *last {
                shared.journal.remove(city, generation)?;
                done.entries += 1;
            }
        }
    }
    done.files = remove_unnamed_files(shared)?;
    if let (Some(directory), Some(before)) = (directory, forget.copies_before) {
        done.copies = erase::remove_plans_before(directory, before)?
            + migrate::remove_kept_before(directory, before).map_err(EngineError::from_io)?;
    }
    shared.forget_copies();
    if let Some(directory) = directory {
        done.bytes_after = size_of(directory).map_err(EngineError::from_io)?;
    }
    Ok(done)
}

/// Replaces an engine that can no longer write by a copy of itself, once there is room.
pub(crate) fn heal(shared: &Shared) -> Result<(), WriteError> {
    rewrite(shared, &|_| ())?;
    shared.space.heal();
    Ok(())
}

fn rewrite(shared: &Shared, alter: &dyn Fn(&mut State)) -> Result<(), WriteError> {
    let published = shared.published.load_full();
    let mut state = State::clone(&published.state);
    alter(&mut state);
    let (Some(directory), Some(old)) = (&shared.directory, published.engine.path()) else {
        shared.published.store(Arc::new(Published {
            state: Arc::new(state),
            engine: Arc::clone(&published.engine),
            fingerprints: Arc::clone(&published.fingerprints),
        }));
        return Ok(());
    };
    shared.space.require(directory, 0, Some(old))?;
    let path = durable::next_store(directory, old);
    let snapshot = published.engine.snapshot()?;
    let copy = rebuild::copy(&path, &state, &published.fingerprints, &snapshot)?;
    let engine = match published.engine.remote() {
        Some(attached) => copy.with_remote(attached.clone()),
        None => copy,
    };
    let new = Published {
        state: Arc::new(state),
        engine: Arc::new(engine),
        fingerprints: Arc::clone(&published.fingerprints),
    };
    switch(shared, directory, new, &published)?.map_err(WriteError::Engine)
}

/// Removes the data files that neither what is published nor the journal names.
fn remove_unnamed_files(shared: &Shared) -> Result<usize, EngineError> {
    let Some(directory) = &shared.directory else {
        return Ok(0);
    };
    let mut unnamed = hashes_in(directory)?;
    let state = Arc::clone(&shared.published.load_full().state);
    let published = state.resources.values().flat_map(|resource| &resource.files);
    for file in published {
        unnamed.remove(&file.sha256);
    }
    for city in state.cities.keys() {
        for generation in shared.journal.numbers(city)? {
            if let Some(entry) = shared.journal.entry(city, generation)? {
                for sha256 in erase::files_of(&entry) {
                    unnamed.remove(&sha256);
                }
            }
        }
    }
    for sha256 in &unnamed {
        remove_file(&shared.files.path(sha256))?;
    }
    Ok(unnamed.len())
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
