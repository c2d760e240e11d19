//! The handle that everybody holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use arc_swap::ArcSwap;
use kolophon_graph::{Graph, GraphBuilder};
use oxigraph::model::NamedNode;

use crate::change::CityChange;
use crate::checkpoint::{Checkpoint, Checkpoints};
use crate::compact::{Compacted, Forget};
use crate::engine::{self, Engine, Fingerprints, Snapshot};
use crate::erase::{self, Cleared, Erased};
use crate::error::{EngineError, OpenError, QueryError, WriteError};
use crate::gate;
use crate::journal::{Entry, Shelf};
use crate::lend::Lender;
use crate::lexical;
use crate::lock::Lock;
use crate::query;
use crate::reapply;
use crate::remote::{self, Endpoint, Question};
use crate::results::ResultsFormat;
use crate::snapshots::{SnapshotFile, Snapshots};
use crate::space::Space;
use crate::state::{FileEntry, Resource, State};
use crate::writer::Writer;
use crate::{durable, files, migrate};

/// Whether a store may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Only open what is there; [`OpenError::Missing`] otherwise.
    Existing,
    /// Make an empty store when there is none.
    Create,
}

/// What is published: a cheap handle that may be cloned and sent to other threads.
///
/// One process holds the directory at a time. Methods that are not `async` read or write the disk: do not call them on
/// an asynchronous executor's threads.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

// The order of the fields is the order of closing: the writer ends, the engine closes, the directory is free.
struct Inner {
    writer: Writer,
    shared: Arc<Shared>,
    _lock: Option<Lock>,
}

/// What readers and the writer share.
pub(crate) struct Shared {
    pub(crate) published: ArcSwap<Published>,
    pub(crate) checkpoints: Checkpoints,
    pub(crate) snapshots: Snapshots,
    /// The data directory; `None` in memory.
    pub(crate) directory: Option<PathBuf>,
    /// Where data files lie when there is no data directory.
    pub(crate) files: files::Files,
    pub(crate) journal: Shelf,
    pub(crate) erased: Erased,
    pub(crate) space: Space,
}

/// What is published, and the engine that holds it.
pub(crate) struct Published {
    pub(crate) state: Arc<State>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) fingerprints: Arc<Fingerprints>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Who writes a snapshot reads the engine, which is to be closed now.
        self.shared.snapshots.forget();
    }
}

impl Shared {
    /// Lets go of all copies that queries of other processes run on.
    pub(crate) fn forget_copies(&self) {
        self.checkpoints.forget();
        self.snapshots.forget();
    }

    /// Reads state and engine of one generation.
    pub(crate) fn read<T, E: From<EngineError>>(
        &self,
        reader: impl FnOnce(&Arc<Published>, Snapshot<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        const PATIENCE: Duration = Duration::from_millis(1);
        loop {
            let published = self.published.load_full();
            let snapshot = published.engine.snapshot()?;
            // A commit is visible in the engine a moment before its state is.
            if snapshot.generation()? == published.state.generation {
                return reader(&published, snapshot);
            }
            drop(snapshot);
            thread::sleep(PATIENCE);
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("directory", &self.inner.shared.directory)
            .field("generation", &self.state().generation)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a directory and sweeps away what a crash has left there.
    ///
    /// # Errors
    /// See [`OpenError`]. With [`OpenMode::Existing`] a directory without a store is never touched.
    pub fn open(directory: &Path, mode: OpenMode) -> Result<Self, OpenError> {
        Self::open_at(directory, mode, None)
    }

    /// Opens a store whose public graphs lie in a remote one; what is not public stays in the directory. A change that a
    /// crash has left half made is undone.
    ///
    /// # Errors
    /// See [`OpenError`]; [`OpenError::Remote`] when the remote store cannot be reached, or its default graph is not the
    /// union of its named graphs.
    pub fn open_remote(directory: &Path, mode: OpenMode, endpoint: &Endpoint) -> Result<Self, OpenError> {
        Self::open_at(directory, mode, Some(endpoint))
    }

    fn open_at(directory: &Path, mode: OpenMode, endpoint: Option<&Endpoint>) -> Result<Self, OpenError> {
        let (lock, engine) = durable::open(directory, mode)?;
        let engine = remote::attach(engine, directory, endpoint)?;
        let damaged = |error: EngineError| OpenError::Damaged {
            directory: directory.to_owned(),
            reason: error.to_string(),
        };
        let (state, fingerprints) = engine
            .snapshot()
            .and_then(|snapshot| snapshot.state())
            .map_err(damaged)?;
        let journal = Shelf::in_directory(directory);
        journal.sweep(&state).map_err(damaged)?;
        let shared = Shared {
            published: ArcSwap::from_pointee(Published {
                state: Arc::new(state),
                engine: Arc::new(engine),
                fingerprints: Arc::new(fingerprints),
            }),
            checkpoints: Checkpoints::default(),
            snapshots: Snapshots::default(),
            directory: Some(directory.to_owned()),
            files: files::Files::in_directory(directory),
            journal,
            erased: Erased::in_directory(directory)?,
            space: Space::default(),
        };
        let store = Self::start(shared, Some(lock)).map_err(|source| OpenError::io(directory, source))?;
        reapply::erase_again(&store).map_err(|source| OpenError::NotErased {
            directory: directory.to_owned(),
            source: Box::new(source),
        })?;
        Ok(store)
    }

    /// Brings a directory of an older format to that of today, and returns the directory that keeps it as it was: whole,
    /// for the program of before.
    ///
    /// # Errors
    /// See [`OpenError`]. When it fails, the directory is still one of the old format.
    pub fn migrate(directory: &Path) -> Result<PathBuf, OpenError> {
        migrate::migrate(directory)
    }

    /// An empty store that is gone with its last handle.
    ///
    /// # Errors
    /// When the system has no more threads or no place for temporary files.
    pub fn in_memory() -> Result<Self, OpenError> {
        let temporary = std::env::temp_dir();
        let error = |source| OpenError::io(&temporary, source);
        let engine = Engine::in_memory().map_err(|cause| error(io::Error::other(cause)))?;
        let shared = Shared {
            published: ArcSwap::from_pointee(Published {
                state: Arc::default(),
                engine: Arc::new(engine),
                fingerprints: Arc::default(),
            }),
            checkpoints: Checkpoints::default(),
            snapshots: Snapshots::default(),
            directory: None,
            files: files::Files::temporary(&temporary).map_err(error)?,
            journal: Shelf::in_memory(),
            erased: Erased::in_memory(),
            space: Space::default(),
        };
        Self::start(shared, None).map_err(error)
    }

    fn start(shared: Shared, lock: Option<Lock>) -> io::Result<Self> {
        let shared = Arc::new(shared);
        Ok(Self {
            inner: Arc::new(Inner {
                writer: Writer::start(Arc::clone(&shared))?,
                shared,
                _lock: lock,
            }),
        })
    }

    /// What is published now. It changes with each commit; a snapshot once taken never does.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.inner.shared.published.load().state)
    }

    /// Reads state and graphs of one generation: what is published meanwhile is not seen.
    ///
    /// # Errors
    /// When the engine cannot be read. Otherwise what `reader` returns.
    pub fn read<T, E: From<EngineError>>(
        &self,
        reader: impl FnOnce(&View<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.inner.shared.read(|published, snapshot| {
            reader(&View {
                state: &published.state,
                snapshot,
            })
        })
    }

    /// The graph of that name; `None` when nothing of that name is published.
    ///
    /// # Errors
    /// When the engine cannot be read.
    pub fn graph(&self, name: &str) -> Result<Option<Graph>, EngineError> {
        self.read(|view| view.graph(name))
    }

    /// Several named graphs as one, all of the same generation; names that do not exist add nothing.
    ///
    /// # Errors
    /// When the engine cannot be read.
    pub fn graphs(&self, names: &[String]) -> Result<Graph, EngineError> {
        self.read(|view| view.graphs(names))
    }

    /// Publishes one generation of one city, and returns its number: the old one when nothing would change.
    ///
    /// When this returns, the change is on disk. When the future is dropped, the change is made nevertheless.
    ///
    /// # Errors
    /// See [`WriteError`]. Except for [`WriteError::NotFlushed`], nothing has changed.
    pub async fn apply(&self, change: CityChange) -> Result<u64, WriteError> {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.apply_blocking(change))
            .await
            .unwrap_or(Err(WriteError::Closed))
    }

    /// [`apply`](Self::apply) for threads that may wait.
    ///
    /// # Errors
    /// See [`WriteError`]. Except for [`WriteError::NotFlushed`], nothing has changed.
    pub fn apply_blocking(&self, change: CityChange) -> Result<u64, WriteError> {
        self.inner.writer.apply(change)
    }

    /// Lets other processes read what this one holds, for backups and checks, as long as the lender lives.
    ///
    /// # Errors
    /// When the system has no more threads; [`EngineError::InMemory`] for a store in memory.
    pub fn lend(&self) -> Result<Lender, EngineError> {
        let directory = self.inner.shared.directory.as_ref();
        let directory = directory.ok_or(EngineError::InMemory)?;
        Ok(Lender::start(self.clone(), directory)?)
    }

    pub(crate) fn copy_engine(&self, path: &Path) -> Result<(), EngineError> {
        self.inner.shared.published.load_full().engine.copy_to(path)
    }

    /// Writes everything that is published anew and removes the old files: what was deleted is nowhere any more, and
    /// what `forget` names is deleted first. Readers go on meanwhile; changes wait.
    ///
    /// Data files that nothing names are removed, so nobody should be about to publish new ones.
    ///
    /// # Errors
    /// See [`WriteError`]. What is published stays as it is.
    pub fn compact(&self, forget: Option<Forget>) -> Result<Compacted, WriteError> {
        self.inner.writer.compact(forget)
    }

    /// How many bytes of the disk are to stay free: a change that would need some of them is refused with
    /// [`EngineError::Full`]. 64 MiB, unless this says otherwise.
    pub fn keep_free(&self, bytes: u64) {
        self.inner.shared.space.keep_free(bytes);
    }

    /// Whether a small change could be written now.
    ///
    /// # Errors
    /// [`EngineError::Full`] when there is no room, or when there was none and the engine still has to recover.
    pub fn require_room(&self) -> Result<(), EngineError> {
        let shared = &self.inner.shared;
        let directory = shared.directory.as_deref().unwrap_or(shared.files.directory());
        shared.space.require(directory, 0, None)
    }

    /// Evaluates a query of somebody who is trusted: without limits of time and memory.
    ///
    /// The default graph is the union of what is published; `GRAPH` sees the public graphs.
    ///
    /// # Errors
    /// See [`QueryError`].
    pub fn query(&self, query: &str, format: ResultsFormat) -> Result<Vec<u8>, QueryError> {
        query::on_big_stack(|| self.read(|view| query::trusted(view.state, &view.snapshot, query, format)))
    }

    /// Has a remote store answer a query of a stranger; `None` when the public graphs are not in one.
    pub(crate) fn ask_remote(
        &self,
        question: &Question<'_>,
    ) -> Option<Result<(ResultsFormat, Vec<u8>), QueryError>> {
        let published = self.inner.shared.published.load_full();
        let attached = published.engine.remote()?;
        Some(query::on_big_stack(|| {
            gate::check(&query::parse(question.query, question.base)?)?;
            remote::answer(attached, question)
        }))
    }

    /// Whether the public graphs lie in a remote store.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.inner.shared.published.load().engine.remote().is_some()
    }

    /// What is published now, as a directory that another process can open and that never changes.
    ///
    /// Handles of the same generation share one directory. It is removed when a newer generation has been asked for
    /// and the last handle is gone.
    ///
    /// # Errors
    /// When the engine cannot write it; [`EngineError::InMemory`] for a store in memory.
    pub fn checkpoint(&self) -> Result<Checkpoint, EngineError> {
        self.inner.shared.checkpoints.current(&self.inner.shared)
    }

    /// What is published now, as one file that other processes map; `None` until it is written, which this begins.
    ///
    /// A file is removed when a newer one is there and its last handle is gone.
    #[must_use]
    pub fn snapshot(&self) -> Option<SnapshotFile> {
        self.inner.shared.snapshots.current(&self.inner.shared)
    }

    /// The generations of a city that the journal knows, newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn journal(&self, city: &str) -> Result<Vec<Entry>, EngineError> {
        let journal = &self.inner.shared.journal;
        let newest = self.generation_of(city);
        let mut entries = Vec::new();
        for number in journal.numbers(city)?.into_iter().rev() {
            // The writer notes a generation a moment before it is one.
            if number <= newest {
                entries.extend(journal.entry(city, number)?);
            }
        }
        Ok(entries)
    }

    /// One generation of a city; `None` when the journal does not know it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn entry(&self, city: &str, generation: u64) -> Result<Option<Entry>, EngineError> {
        if generation > self.generation_of(city) {
            return Ok(None);
        }
        self.inner.shared.journal.entry(city, generation)
    }

    /// The graphs that a generation replaced or removed, as they were before it, by name.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn graphs_before(&self, city: &str, generation: u64) -> Result<BTreeMap<String, Graph>, EngineError> {
        self.inner.shared.journal.images(city, generation)
    }

    /// Whether something of that address was erased: it can never be published again.
    #[must_use]
    pub fn is_erased(&self, iri: &str) -> bool {
        self.inner.shared.erased.contains(iri)
    }

    /// The first erased address that a graph of that name is called by or says something about.
    #[must_use]
    pub fn erased_in(&self, name: &str, graph: &Graph) -> Option<String> {
        self.inner.shared.erased.found_in(name, graph)
    }

    fn generation_of(&self, city: &str) -> u64 {
        let state = self.state();
        state.cities.get(city).map_or(0, |city| city.generation)
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// The data directory; `None` for a store in memory.
    #[must_use]
    pub fn directory(&self) -> Option<&Path> {
        self.inner.shared.directory.as_deref()
    }

    /// What tells one erase list from another; `None` when nothing was ever erased. Whatever was derived from the store
    /// under another list may hold what is to be nowhere.
    #[must_use]
    pub fn erasures(&self) -> Option<String> {
        self.inner.shared.erased.digest()
    }

    /// Where the data file of that SHA-256 lies, whether it exists or not.
    #[must_use]
    pub fn file(&self, sha256: &str) -> PathBuf {
        self.inner.shared.files.path(sha256)
    }

    /// Copies a data file into the store and measures it. The media type stays empty.
    ///
    /// # Errors
    /// When the file cannot be read or the copy cannot be written.
    pub fn put_file(&self, from: &Path) -> io::Result<FileEntry> {
        self.inner.shared.files.put(from)
    }

    /// A data file that is going to arrive piece by piece.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn incoming(&self) -> io::Result<files::Incoming> {
        self.inner.shared.files.incoming()
    }

    /// Copies what is read into the store and measures it; the path is only its name.
    ///
    /// # Errors
    /// When it cannot be read or the copy cannot be written.
    pub fn put_bytes(&self, from: &mut dyn io::Read, name: &Path) -> io::Result<FileEntry> {
        self.inner.shared.files.put_bytes(from, name)
    }

    pub(crate) fn put_journal_file(&self, city: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        let is_known = self.generation_of(city) > 0;
        if is_known {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.inner.shared.journal.lay(city, name, bytes)
    }

    /// What may be published of a resource after all that was erased: all of it, a part, or nothing.
    #[must_use]
    pub fn without_erased(&self, resource: Resource, graph: Graph) -> Option<(Resource, Graph)> {
        match erase::clear(&self.inner.shared.erased, &resource, &graph) {
            Cleared::Unchanged => Some((resource, graph)),
            Cleared::Gone => None,
            Cleared::Part(part) => Some(*part),
        }
    }

    /// Takes over the erase list of a backup, and erases what it names here too; says whether it named something new.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn erase_listed(&self, hashes: &BTreeSet<String>) -> Result<bool, WriteError> {
        let added = self
            .inner
            .shared
            .erased
            .add_hashes(hashes)
            .map_err(EngineError::from_io)?;
        if added {
            reapply::erase_again(self)?;
        }
        Ok(added)
    }

    /// Erases what the list names from a city that has just come from a backup: its journal, too.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub fn clear_restored(&self, city: &str) -> Result<(), EngineError> {
        erase::finish(&self.inner.shared, &[city.to_owned()], BTreeSet::new())
    }
}

/// State and graphs of one generation.
pub struct View<'a> {
    state: &'a State,
    snapshot: Snapshot<'a>,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("generation", &self.state.generation)
            .finish_non_exhaustive()
    }
}

impl View<'_> {
    /// What is published beside the triples.
    #[must_use]
    pub fn state(&self) -> &State {
        self.state
    }

    /// The graph of that name; `None` when nothing of that name is published.
    ///
    /// # Errors
    /// When the engine cannot be read.
    pub fn graph(&self, name: &str) -> Result<Option<Graph>, EngineError> {
        if !self.state.resources.contains_key(name) {
            return Ok(None);
        }
        let mut builder = GraphBuilder::new();
        self.push(name, &mut builder)?;
        Ok(Some(builder.finish()))
    }

    /// Several named graphs as one; names that do not exist add nothing.
    ///
    /// # Errors
    /// When the engine cannot be read.
    pub fn graphs(&self, names: &[String]) -> Result<Graph, EngineError> {
        let mut builder = GraphBuilder::new();
        for name in names {
            if self.state.resources.contains_key(name) {
                self.push(name, &mut builder)?;
            }
        }
        Ok(builder.finish())
    }

    /// The names of the public graphs that say `predicate object` of something.
    ///
    /// # Errors
    /// When the engine cannot be read.
    pub fn graphs_with(&self, predicate: &str, object: &str) -> Result<Vec<String>, EngineError> {
        let (Ok(predicate), Ok(object)) = (NamedNode::new(predicate), NamedNode::new(object)) else {
            return Ok(Vec::new());
        };
        let names = self.snapshot.holders(Some(predicate.as_ref()), object.as_ref())?;
        Ok(self.published(names))
    }

    /// The names of the public graphs in which an IRI is a value.
    ///
    /// # Errors
    /// When the engine cannot be read.
    pub fn graphs_mentioning(&self, iri: &str) -> Result<Vec<String>, EngineError> {
        let Ok(object) = NamedNode::new(iri) else {
            return Ok(Vec::new());
        };
        let names = self.snapshot.holders(None, object.as_ref())?;
        Ok(self.published(names))
    }

    /// Those of the names that are ours: an engine of somebody else's may have graphs of its own.
    fn published(&self, names: BTreeSet<String>) -> Vec<String> {
        let is_published = |name: &String| self.state.resources.contains_key(name);
        names.into_iter().filter(is_published).collect()
    }

    fn push(&self, name: &str, builder: &mut GraphBuilder) -> Result<(), EngineError> {
        lexical::push_graph(&self.snapshot, name, builder)
    }
}

/// The engine's own name for a graph is the IRI itself.
pub(crate) fn is_state_graph(iri: &str) -> bool {
    iri == engine::STATE_GRAPH.as_str()
}
