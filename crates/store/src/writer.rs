//! The one thread that writes.
//!
//! The engine neither locks nor notices when two transactions change the same graph; so all changes queue here.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use kolophon_graph::{Graph, GraphBuilder};
use oxigraph::model::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, QuadRef, Triple};

use crate::change::CityChange;
use crate::difference::{Difference, Fate};
use crate::engine::{self, Engine, Snapshot, engine_error};
use crate::erase::{self, Cleared};
use crate::error::{EngineError, WriteError};
use crate::journal::Entry;
use crate::lexical::{self, StoredForms};
use crate::remote::change::Replacement;
use crate::state::{Resource, State};
use crate::store::{Published, Shared};
use crate::union::UnionDifference;
use crate::{durable, rebuild, remote};

/// A transaction costs some hundred times more per quad than the bulk loader, which writes everything anew. So the
/// loader is used when more changes than is there; but never for fewer quads than the first, always for more than the
/// second.
const TRANSACTION_LIMITS: (usize, usize) = (5_000, 50_000);
/// Changes that wait; who comes later waits for a place in the queue.
const QUEUE: usize = 16;

/// The writing thread; it ends when this is dropped.
pub(crate) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    change: CityChange,
    reply: SyncSender<Result<u64, WriteError>>,
}

impl Writer {
    pub(crate) fn start(shared: Arc<Shared>) -> io::Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = thread::Builder::new()
            .name("kolophon-writer".to_owned())
            .spawn(move || run(&shared, &queue))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Hands a change to the writing thread and waits for it.
    pub(crate) fn apply(&self, change: CityChange) -> Result<u64, WriteError> {
        let (reply, answer) = sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or(WriteError::Closed)?;
        if jobs.send(Job { change, reply }).is_err() {
            return Err(WriteError::Closed);
        }
        answer.recv().unwrap_or(Err(WriteError::Closed))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writing thread has panicked");
        }
    }
}

fn run(shared: &Shared, queue: &Receiver<Job>) {
    while let Ok(Job { change, reply }) = queue.recv() {
        let result = publish(shared, &change);
        // Nobody is there any more to hear it: the change is made nevertheless.
        drop(reply.send(result));
    }
}

/// Makes one change, whole or not at all.
fn publish(shared: &Shared, change: &CityChange) -> Result<u64, WriteError> {
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
        return Ok(city.map_or(0, |city| city.generation));
    };
    let changed_quads = match snapshot.remote {
        Some(_) => difference.graphs.len() * engine::RESOURCE_PREDICATES.len(),
        None => difference.changed_quads,
    };
    if let Some(directory) = &shared.directory {
        require_space(directory, changed_quads)?;
    }
    let (city, generation) = (difference.city.slug.clone(), difference.city.generation);
    let files = dropped_files(change, &published.state);
    if !change.erase.is_empty() {
        // First of all: from here on a crash cannot bring back what is to be erased.
        shared.erased.add(&change.erase).map_err(EngineError::Io)?;
    }
    let replacement = Replacement::begin(shared, &published, &difference, &snapshot)?;
    let is_durable = note(shared, &difference.entry, &snapshot)
        .map_err(WriteError::Engine)
        .and_then(|()| replacement.send(&published, change, &mut difference, &snapshot))
        .and_then(|()| {
            match &shared.directory {
                // A transaction would leave the old texts in the engine's files.
                Some(directory) if changed_quads > limit || !change.erase.is_empty() => {
                    let old = published.engine.path().ok_or(EngineError::InMemory)?;
                    let path = durable::next_store(directory, old);
                    let engine = rebuild::write(&path, change, &difference, &forms, &snapshot)?;
                    let engine = replacement.engine(Arc::new(engine));
                    switch(shared, directory, difference, engine, &published)
                }
                _ => transact(shared, difference, &published, &snapshot, &replacement),
            }
        });
    let is_durable = match is_durable {
        Ok(is_durable) => is_durable,
        Err(error) => {
            replacement.undo(shared);
            if let Err(error) = shared.journal.remove(&city, generation) {
                tracing::warn!(%city, generation, %error, "an entry without its generation stays behind");
            }
            return Err(error);
        }
    };
    // What may be lost in a power failure may have to be undone after it.
    if is_durable.is_ok() {
        replacement.finish();
    }
    if !change.erase.is_empty() {
        drop(snapshot);
        drop(published);
        erase::finish(shared, &[city], files)
            .map_err(|source| WriteError::NotErased { generation, source })?;
    }
    match is_durable {
        Ok(()) => Ok(generation),
        Err(source) => Err(WriteError::NotFlushed { generation, source }),
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

fn exact_graph(snapshot: &Snapshot<'_>, name: &str) -> Result<Graph, EngineError> {
    let mut builder = GraphBuilder::new();
    lexical::push_graph(snapshot, name, &mut builder)?;
    Ok(builder.finish())
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

/// The engine does not recover from a full disk before it is opened again: better not to begin.
fn require_space(directory: &Path, changed_quads: usize) -> Result<(), EngineError> {
    const ALWAYS: u64 = 16 << 20;
    const PER_QUAD: u64 = 512;

    let required = ALWAYS + PER_QUAD * changed_quads as u64;
    let available = fs4::available_space(directory)?;
    if available < required {
        let message = format!("{available} bytes are free, {required} are needed");
        return Err(EngineError::Full(io::Error::new(
            io::ErrorKind::StorageFull,
            message,
        )));
    }
    Ok(())
}

/// Whether what is now visible is also on disk.
type Durability = Result<(), EngineError>;

/// A small change: one transaction of the engine.
fn transact(
    shared: &Shared,
    difference: Difference,
    published: &Published,
    before: &Snapshot<'_>,
    replacement: &Replacement,
) -> Result<Durability, WriteError> {
    let engine = &published.engine;
    commit(engine, &difference, before)?;
    shared.published.store(Arc::new(Published {
        state: Arc::new(difference.state),
        engine: replacement.engine(Arc::clone(engine)),
        fingerprints: difference.fingerprints,
    }));
    Ok(engine.flush())
}

fn commit(engine: &Engine, difference: &Difference, before: &Snapshot<'_>) -> Result<(), EngineError> {
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

/// A big change: `CURRENT` names the new engine from now on.
fn switch(
    shared: &Shared,
    directory: &Path,
    difference: Difference,
    engine: Arc<Engine>,
    published: &Published,
) -> Result<Durability, WriteError> {
    let path = engine.path().ok_or(EngineError::InMemory)?;
    let switched = durable::switch(directory, path);
    // The rename may have happened although the answer is an error: what `CURRENT` says now decides.
    if let Err(error) = switched {
        if !durable::is_current(directory, path) {
            engine.retire();
            return Err(EngineError::Io(error).into());
        }
        show(shared, difference, engine, published);
        return Ok(Err(EngineError::Io(error)));
    }
    show(shared, difference, engine, published);
    Ok(Ok(()))
}

fn show(shared: &Shared, difference: Difference, engine: Arc<Engine>, old: &Published) {
    shared.published.store(Arc::new(Published {
        state: Arc::new(difference.state),
        engine,
        fingerprints: difference.fingerprints,
    }));
    old.engine.retire();
}
