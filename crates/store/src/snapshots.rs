//! What is published, as one file that query processes map.
//!
//! A snapshot answers most queries many times faster than a checkpoint, but writing it takes seconds when much is
//! published. So it is written beside the work, once somebody asks, and queries go to a checkpoint until it is there.
//! Graphs that are the same as in the snapshot before are copied from it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use kolophon_graph::Term;
use kolophon_graph::snapshot::{GraphName, Snapshot, SnapshotBuilder, SnapshotError};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};

use crate::durable::CHECKPOINTS;
use crate::engine::{self, Fingerprints};
use crate::error::EngineError;
use crate::store::{Published, Shared};

/// A file with the public graphs of one generation, which never changes. It is removed with its last handle.
#[derive(Clone)]
pub struct SnapshotFile {
    file: Arc<OpenFile>,
}

struct OpenFile {
    path: PathBuf,
    generation: u64,
    fingerprints: Arc<Fingerprints>,
    snapshot: Snapshot,
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "an unused snapshot stays behind");
        }
    }
}

impl fmt::Debug for SnapshotFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotFile")
            .field("path", &self.file.path)
            .field("generation", &self.file.generation)
            .finish()
    }
}

impl SnapshotFile {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// The number that [`State::generation`](crate::State::generation) had.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.file.generation
    }
}

/// The newest snapshot of a store, and the one that is being written.
#[derive(Default)]
pub(crate) struct Snapshots {
    newest: Mutex<Option<SnapshotFile>>,
    work: Mutex<Work>,
    made: AtomicU64,
    /// Grows when what is being written is no longer wanted.
    interruptions: AtomicU64,
}

#[derive(Default)]
struct Work {
    thread: Option<JoinHandle<()>>,
    /// The last generation that was tried: what has failed once is not tried again and again.
    tried: Option<u64>,
}

/// Why there is no new snapshot.
enum Stop {
    /// Nobody wants it any more.
    Interrupted,
    Failed(EngineError),
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Self::Failed(error)
    }
}

impl From<SnapshotError> for Stop {
    fn from(error: SnapshotError) -> Self {
        Self::Failed(match error {
            SnapshotError::Io(error) => EngineError::from_io(error),
            error => EngineError::Damaged(error.to_string()),
        })
    }
}

impl Snapshots {
    /// The snapshot of the current generation. If there is none yet, one is begun, unless it is being written or has
    /// failed.
    pub(crate) fn current(&self, shared: &Arc<Shared>) -> Option<SnapshotFile> {
        let published = shared.published.load();
        if shared.directory.is_none() || published.engine.remote().is_some() {
            return None;
        }
        let generation = published.state.generation;
        let newest = lock(&self.newest).clone();
        let current = newest.filter(|file| file.generation() == generation);
        if current.is_none() {
            self.begin(shared, generation);
        }
        current
    }

    /// Lets go of the newest snapshot, and of the one that is being written.
    pub(crate) fn forget(&self) {
        self.interruptions.fetch_add(1, Ordering::SeqCst);
        let mut work = lock(&self.work);
        work.tried = None;
        if let Some(thread) = work.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes snapshots has panicked");
        }
        *lock(&self.newest) = None;
    }

    fn begin(&self, shared: &Arc<Shared>, generation: u64) {
        let mut work = lock(&self.work);
        let is_busy = work.thread.as_ref().is_some_and(|thread| !thread.is_finished());
        if is_busy || work.tried == Some(generation) {
            return;
        }
        work.tried = Some(generation);
        let interruptions = self.interruptions.load(Ordering::SeqCst);
        let shared = Arc::clone(shared);
        let started = thread::Builder::new()
            .name("kolophon-snapshot".to_owned())
            .spawn(move || shared.snapshots.make(&shared, interruptions));
        match started {
            Ok(thread) => work.thread = Some(thread),
            Err(error) => tracing::warn!(%error, "no snapshot can be written"),
        }
    }

    fn make(&self, shared: &Shared, interruptions: u64) {
        let is_wanted = || self.interruptions.load(Ordering::SeqCst) == interruptions;
        let base = lock(&self.newest).clone();
        match self.write(shared, base.as_ref(), &is_wanted) {
            Ok(file) if is_wanted() => *lock(&self.newest) = Some(file),
            Ok(_) | Err(Stop::Interrupted) => {}
            Err(Stop::Failed(error)) => {
                tracing::warn!(%error, "the snapshot cannot be written; queries go on without it");
            }
        }
    }

    /// Writes what is published now.
    fn write(
        &self,
        shared: &Shared,
        base: Option<&SnapshotFile>,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<SnapshotFile, Stop> {
        let directory = shared.directory.as_ref().ok_or(EngineError::InMemory)?;
        let folder = directory.join(CHECKPOINTS);
        fs::create_dir_all(&folder).map_err(EngineError::from_io)?;
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{number:06}.snapshot"));
        let (published, builder) = collect(shared, base, is_wanted)?;
        let quads: usize = published.fingerprints.values().map(|graph| graph.triples).sum();
        shared.space.require(directory, quads, None)?;
        builder.write(&path)?;
        let file = SnapshotFile {
            file: Arc::new(OpenFile {
                snapshot: Snapshot::open(&path)?,
                path,
                generation: published.state.generation,
                fingerprints: Arc::clone(&published.fingerprints),
            }),
        };
        // Once for all processes that will only map it.
        file.file.snapshot.verify()?;
        Ok(file)
    }
}

/// The public graphs of the current generation.
fn collect(
    shared: &Shared,
    base: Option<&SnapshotFile>,
    is_wanted: &dyn Fn() -> bool,
) -> Result<(Arc<Published>, SnapshotBuilder), Stop> {
    shared.read(|published, snapshot| {
        let builder = collect_from(&published.fingerprints, &snapshot, base, is_wanted)?;
        Ok((Arc::clone(published), builder))
    })
}

fn collect_from(
    fingerprints: &Fingerprints,
    snapshot: &engine::Snapshot<'_>,
    base: Option<&SnapshotFile>,
    is_wanted: &dyn Fn() -> bool,
) -> Result<SnapshotBuilder, Stop> {
    let is_unchanged = |name: &str| {
        let before = base.and_then(|base| base.file.fingerprints.get(name));
        before.is_some() && before == fingerprints.get(name)
    };
    let mut builder = SnapshotBuilder::new();
    if let Some(base) = base {
        let is_kept = |name: Term<'_>| name.as_iri().is_some_and(is_unchanged);
        builder.extend_from(&base.file.snapshot, is_kept)?;
    }
    for name in fingerprints.keys().filter(|name| !is_unchanged(name)) {
        if !is_wanted() {
            return Err(Stop::Interrupted);
        }
        let graph = builder.graph(Term::Iri(name));
        let engine_name = NamedNodeRef::new_unchecked(name);
        for quad in snapshot.quads(None, None, None, Some(engine_name.into())) {
            push(&mut builder, graph, &quad?)?;
        }
    }
    Ok(builder)
}

fn push(builder: &mut SnapshotBuilder, graph: GraphName, quad: &Quad) -> Result<(), SnapshotError> {
    let subject = match quad.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(node) => Term::Iri(node.as_str()),
        NamedOrBlankNodeRef::BlankNode(node) => Term::BlankNode(node.as_str()),
    };
    let object = match quad.object.as_ref() {
        TermRef::NamedNode(node) => Term::Iri(node.as_str()),
        TermRef::BlankNode(node) => Term::BlankNode(node.as_str()),
        TermRef::Literal(literal) => Term::Literal {
            value: literal.value(),
            datatype: literal.datatype().as_str(),
            language: literal.language(),
        },
    };
    builder.push(graph, [subject, Term::Iri(quad.predicate.as_str()), object])
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
