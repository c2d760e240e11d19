//! One change of one city, made whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::change::CityChange;
use crate::commit::commit;
use crate::difference::Difference;
use crate::engine::{Engine, RESOURCE_PREDICATES, Snapshot};
use crate::erase::{self, Cleared};
use crate::error::{EngineError, WriteError};
use crate::journal::Entry;
use crate::lexical::{StoredForms, exact_graph};
use crate::remote::change::Replacement;
use crate::state::{Resource, State};
use crate::store::{Published, Shared};
use crate::{compact, durable, rebuild, remote};

/// A transaction costs some hundred times more per quad than the bulk loader, which writes everything anew. So the
/// loader is used when more changes than is there; but never for fewer quads than the first, always for more than the
/// second.
const TRANSACTION_LIMITS: (usize, usize) = (5_000, 50_000);

/// What became of a change; the number is the city's generation.
pub(crate) enum Applied {
    /// Nothing was to be changed.
    Unchanged(u64),
    /// It survives everything.
    Safe(u64),
    /// It survives a killed process, and a power failure when the engine is flushed.
    Visible(u64),
}

/// Makes one change.
pub(crate) fn apply(shared: &Shared, change: &CityChange) -> Result<Applied, WriteError> {
    if shared.space.is_broken() {
        compact::heal(shared)?;
    }
    remote::change::settle(shared)?;
    let published = shared.published.load_full();
    change.check(&published.state, &shared.erased)?;
    require_files(shared, change, &published.state)?;
    let limit = transaction_limit(shared, &published);
    let snapshot = published.engine.snapshot()?;
    let forms = match snapshot.remote {
        // What a remote store makes of literals is seen when they are sent.
        Some(_) => StoredForms::default(),
        None => StoredForms::of(change.put.iter().map(|(_, graph)| graph))?,
    };
    // What goes to a remote store is read from the change itself.
    let kept = snapshot.remote.map_or(limit, |_| 0);
    let difference = Difference::new(change, &forms, &published, &snapshot, kept)?;
    let Some(mut difference) = difference else {
        let city = published.state.cities.get(&change.city.slug);
        return Ok(Applied::Unchanged(city.map_or(0, |city| city.generation)));
    };
    let changed_quads = match snapshot.remote {
        Some(_) => difference.graphs.len() * RESOURCE_PREDICATES.len(),
        None => difference.changed_quads,
    };
    // A transaction would leave the old texts in the engine's files.
    let is_rebuilt = changed_quads > limit || !change.erase.is_empty();
    if let Some(directory) = &shared.directory {
        let rebuilt = published.engine.path().filter(|_| is_rebuilt);
        shared.space.require(directory, changed_quads, rebuilt)?;
    }
    let (city, generation) = (difference.city.slug.clone(), difference.city.generation);
    let files = dropped_files(change, &published.state);
    if !change.erase.is_empty() {
        // First of all: from here on a crash cannot bring back what is to be erased.
        shared.erased.add(&change.erase).map_err(EngineError::Io)?;
    }
    let replacement = Replacement::begin(shared, &published, &difference, &snapshot)?;
    let made = note(shared, &difference.entry, &snapshot)
        .map_err(WriteError::Engine)
        .and_then(|()| replacement.send(&published, change, &mut difference, &snapshot))
        .and_then(|()| match &shared.directory {
            Some(directory) if is_rebuilt => {
                let old = published.engine.path().ok_or(EngineError::InMemory)?;
                let path = durable::next_store(directory, old);
                let engine = rebuild::write(&path, change, &difference, &forms, &snapshot)?;
                let engine = replacement.engine(Arc::new(engine));
                let durability = switch(shared, directory, after(difference, engine), &published)?;
                Ok(Some(durability))
            }
            _ => {
                if let Err(error) = commit(&published.engine, &difference, &snapshot) {
                    shared.space.note(&error);
                    return Err(error.into());
                }
                let engine = replacement.engine(Arc::clone(&published.engine));
                shared.published.store(Arc::new(after(difference, engine)));
                // What undoes a change in a remote store may be forgotten only when the change is safe.
                Ok(snapshot.remote.map(|_| published.engine.flush()))
            }
        });
    let durability = match made {
        Ok(durability) => durability,
        Err(error) => {
            replacement.undo(shared);
            if let Err(error) = shared.journal.remove(&city, generation) {
                tracing::warn!(%city, generation, %error, "an entry without its generation stays behind");
            }
            return Err(error);
        }
    };
    // What may be lost in a power failure may have to be undone after it.
    if !matches!(durability, Some(Err(_))) {
        replacement.finish();
    }
    if !change.erase.is_empty() {
        drop(snapshot);
        drop(published);
        erase::finish(shared, &[city], files)
            .map_err(|source| WriteError::NotErased { generation, source })?;
    }
    match durability {
        None => Ok(Applied::Visible(generation)),
        Some(Ok(())) => Ok(Applied::Safe(generation)),
        Some(Err(source)) => Err(WriteError::NotFlushed { generation, source }),
    }
}

fn after(difference: Difference, engine: Arc<Engine>) -> Published {
    Published {
        state: Arc::new(difference.state),
        engine,
        fingerprints: Arc::new(difference.fingerprints),
    }
}

/// Writes into the journal what was there before, without what was erased.
fn note(shared: &Shared, entry: &Entry, before: &Snapshot<'_>) -> Result<(), EngineError> {
    let mut entry = entry.clone();
    for change in &mut entry.changes {
        if shared.erased.is_empty() {
            break;
        }
        let Some(resource) = &change.before else { continue };
        let graph = exact_graph(before, &change.iri)?;
        match erase::clear(&shared.erased, resource, &graph) {
            Cleared::Unchanged => {}
            Cleared::Gone => {
                erase::blank(change);
            }
            Cleared::Part(part) => change.before = Some(part.0),
        }
    }
    let resources: BTreeMap<String, Resource> = entry
        .changes
        .iter()
        .filter_map(|change| Some((change.iri.clone(), change.before.clone()?)))
        .collect();
    shared.journal.write(&entry, |name| {
        let graph = exact_graph(before, name)?;
        let Some(resource) = resources.get(name) else {
            return Ok(None);
        };
        Ok(match erase::clear(&shared.erased, resource, &graph) {
            Cleared::Unchanged => Some(graph),
            Cleared::Gone => None,
            Cleared::Part(part) => Some(part.1),
        })
    })
}

/// The data files that resources no longer have after the change, by hash.
fn dropped_files(change: &CityChange, state: &State) -> BTreeSet<String> {
    let put = change.put.iter().map(|(resource, _)| &resource.iri);
    let before = put
        .chain(&change.remove)
        .filter_map(|iri| state.resources.get(iri));
    before
        .flat_map(|resource| &resource.files)
        .map(|file| file.sha256.clone())
        .collect()
}

/// What a resource newly offers must be there before it is published.
fn require_files(shared: &Shared, change: &CityChange, state: &State) -> Result<(), WriteError> {
    for (resource, _) in &change.put {
        let known = state.resources.get(&resource.iri);
        let known = known.map_or(&[][..], |known| &known.files);
        for file in resource.files.iter().filter(|file| !known.contains(file)) {
            if !shared.files.path(&file.sha256).is_file() {
                return Err(WriteError::FileMissing {
                    iri: resource.iri.clone(),
                    name: file.name.clone(),
                });
            }
        }
    }
    Ok(())
}

/// Up to how many changed quads one transaction is the best way.
fn transaction_limit(shared: &Shared, published: &Published) -> usize {
    if shared.directory.is_none() {
        return usize::MAX;
    }
    let (least, most) = TRANSACTION_LIMITS;
    let stored: usize = published.fingerprints.values().map(|graph| graph.triples).sum();
    stored.clamp(least, most)
}

/// Whether what is now visible is also on disk.
type Durability = Result<(), EngineError>;

/// A new engine has been written: `CURRENT` names it from now on.
pub(crate) fn switch(
    shared: &Shared,
    directory: &Path,
    new: Published,
    old: &Published,
) -> Result<Durability, WriteError> {
    let path = new.engine.path().ok_or(EngineError::InMemory)?;
    let switched = durable::switch(directory, path);
    // The rename may have happened although the answer is an error: what `CURRENT` says now decides.
    if let Err(error) = &switched
        && !durable::is_current(directory, path)
    {
        new.engine.retire();
        return Err(EngineError::Io(std::io::Error::new(error.kind(), error.to_string())).into());
    }
    shared.published.store(Arc::new(new));
    old.engine.retire();
    Ok(switched.map_err(EngineError::from_io))
}
