//! Big changes: a new engine is written beside the old one, and `CURRENT` is switched.
//!
//! One transaction holds all its quads in memory and becomes slow beyond some ten thousand. A new engine is filled by
//! the bulk loader in bounded memory, is compact, and holds nothing that was deleted long ago.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kolophon_graph::Graph;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad, Triple};
use oxigraph::store::StorageError;

use crate::change::CityChange;
use crate::difference::{Difference, Fate};
use crate::engine::{self, Engine, Fingerprints, Snapshot, engine_error};
use crate::error::{EngineError, WriteError};
use crate::lexical::StoredForms;
use crate::state::State;

/// What the bulk loader may hold in memory before it writes a file.
const MEMORY_IN_MEGABYTES: usize = 256;

/// Writes what is published after the change into a new engine at `path`.
pub(crate) fn write(
    path: &Path,
    change: &CityChange,
    difference: &Difference,
    forms: &StoredForms,
    before: &Snapshot<'_>,
) -> Result<Engine, WriteError> {
    let new_graphs: BTreeMap<&str, &Graph> = change
        .put
        .iter()
        .map(|(resource, graph)| (resource.iri.as_str(), graph))
        .collect();
    let triples_of = |name: &str| -> Result<Vec<Triple>, WriteError> {
        match new_graphs.get(name) {
            // The public graphs of a remote store are not here.
            _ if before.remote.is_some() => Ok(Vec::new()),
            Some(graph) => Ok(forms.stored_graph(name, graph)?.triples),
            None => Ok(before.triples(NamedNodeRef::new_unchecked(name))?),
        }
    };
    let mut lexical = before.lexical_of_all()?;
    for graph in &difference.graphs {
        let forms = match &graph.fate {
            Fate::Published { lexical, .. } => lexical.clone(),
            Fate::Removed => None,
        };
        match forms {
            Some(forms) => lexical.insert(graph.name.clone(), forms),
            None => lexical.remove(&graph.name),
        };
    }
    let (state, fingerprints) = (&difference.state, &difference.fingerprints);
    let records = state_quads(state, fingerprints, &lexical, before)?;
    make(path, state, &triples_of, records)
}

/// Writes what is published now into a new engine at `path`: `state` may say less than before, but of the same graphs.
pub(crate) fn copy(
    path: &Path,
    state: &State,
    fingerprints: &Fingerprints,
    before: &Snapshot<'_>,
) -> Result<Engine, WriteError> {
    let triples_of = |name: &str| match before.remote {
        Some(_) => Ok(Vec::new()),
        None => Ok(before.triples(NamedNodeRef::new_unchecked(name))?),
    };
    let records = state_quads(state, fingerprints, &before.lexical_of_all()?, before)?;
    make(path, state, &triples_of, records)
}

fn make(
    path: &Path,
    state: &State,
    triples_of: &dyn Fn(&str) -> Result<Vec<Triple>, WriteError>,
    records: Vec<Quad>,
) -> Result<Engine, WriteError> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(EngineError::from_io)?;
    }
    let engine = match open(path) {
        Ok(engine) => engine,
        Err(error) => {
            // What has been begun is nobody's; the first error is the one worth reporting.
            drop(fs::remove_dir_all(path));
            return Err(error.into());
        }
    };
    let filled = fill(&engine, state, triples_of, records).and_then(|()| Ok(engine.flush()?));
    if let Err(error) = filled {
        engine.retire();
        return Err(error);
    }
    Ok(engine)
}

#[cfg(feature = "rocksdb")]
fn open(path: &Path) -> Result<Engine, EngineError> {
    Engine::open(path)
}

#[cfg(not(feature = "rocksdb"))]
fn open(_path: &Path) -> Result<Engine, EngineError> {
    Err(EngineError::InMemory)
}

fn fill(
    engine: &Engine,
    state: &State,
    triples_of: &dyn Fn(&str) -> Result<Vec<Triple>, WriteError>,
    records: Vec<Quad>,
) -> Result<(), WriteError> {
    let public = state.resources.keys().flat_map(|name| match triples_of(name) {
        Ok(triples) => in_graph_and_union(name, triples),
        Err(error) => vec![Err(error)],
    });
    let mut loader = engine
        .store()
        .bulk_loader()
        .with_max_memory_size_in_megabytes(MEMORY_IN_MEGABYTES);
    let records = records.into_iter().map(Ok);
    loader
        .load_ok_quads::<WriteError, LoadError>(public.chain(records))
        .map_err(|error| error.0)?;
    loader.commit().map_err(engine_error)?;
    // Else the engine sorts its files whenever it is opened, and readers look for each term in many of them.
    engine.store().optimize().map_err(engine_error)?;
    Ok(())
}

fn in_graph_and_union(name: &str, triples: Vec<Triple>) -> Vec<Result<Quad, WriteError>> {
    let name = GraphName::NamedNode(NamedNode::new_unchecked(name));
    let mut quads = Vec::with_capacity(triples.len() * 2);
    for triple in triples {
        quads.push(Ok(triple.clone().in_graph(GraphName::DefaultGraph)));
        quads.push(Ok(triple.in_graph(name.clone())));
    }
    quads
}

/// The state graph.
fn state_quads(
    state: &State,
    fingerprints: &Fingerprints,
    lexical: &BTreeMap<String, String>,
    before: &Snapshot<'_>,
) -> Result<Vec<Quad>, EngineError> {
    let mut quads = vec![engine::generation_quad(state.generation)];
    for city in state.cities.values() {
        quads.push(engine::city_quad(city)?);
    }
    // Both maps have the same keys.
    for (resource, fingerprint) in state.resources.values().zip(fingerprints.values()) {
        quads.push(engine::resource_quad(resource, fingerprint)?);
    }
    for (name, json) in lexical {
        quads.push(engine::lexical_quad(name, json));
    }
    for tombstone in state.tombstones.values() {
        quads.push(engine::tombstone_quad(tombstone)?);
    }
    for alias in state.aliases.values() {
        quads.push(engine::alias_quad(alias)?);
    }
    quads.extend(before.erased()?.map(|hash| engine::erased_quad(&hash)));
    Ok(quads)
}

/// The bulk loader wants one error for its own and ours.
struct LoadError(WriteError);

impl From<StorageError> for LoadError {
    fn from(error: StorageError) -> Self {
        Self(engine_error(error).into())
    }
}

impl From<WriteError> for LoadError {
    fn from(error: WriteError) -> Self {
        Self(error)
    }
}
