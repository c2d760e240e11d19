//! Immutable copies of a generation for other processes.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::durable::CHECKPOINTS;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::Shared;

/// A directory that holds one generation's public graphs and never changes.
///
/// Open it read-only. It exists as long as a handle does, and is removed after a newer one was made.
#[derive(Clone)]
pub struct Checkpoint {
    directory: Arc<CheckpointDirectory>,
}

struct CheckpointDirectory {
    path: PathBuf,
    generation: u64,
}

impl Drop for CheckpointDirectory {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "an unused checkpoint stays behind");
        }
    }
}

impl fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoint")
            .field("path", &self.directory.path)
            .field("generation", &self.directory.generation)
            .finish()
    }
}

impl Checkpoint {
    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.directory.path
    }

    /// The number that [`State::generation`](crate::State::generation) had.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.directory.generation
    }
}

/// The newest checkpoint of a store.
#[derive(Default)]
pub(crate) struct Checkpoints {
    newest: Mutex<Option<Checkpoint>>,
    made: AtomicU64,
}

impl Checkpoints {
    /// Lets go of the newest checkpoint: its directory is removed when no query uses it any more.
    pub(crate) fn forget(&self) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The checkpoint of the current generation, made if there is none yet.
    pub(crate) fn current(&self, shared: &Shared) -> Result<Checkpoint, EngineError> {
        let directory = shared.directory.as_ref().ok_or(EngineError::InMemory)?;
        // Whoever comes second waits and gets what the first has made.
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let published = shared.published.load_full();
        if published.engine.remote().is_some() {
            return Err(EngineError::NoCheckpoint);
        }
        if let Some(checkpoint) = newest.as_ref()
            && checkpoint.generation() == published.state.generation
        {
            return Ok(checkpoint.clone());
        }
        let path = directory
            .join(CHECKPOINTS)
            .join(format!("{:06}", self.made.fetch_add(1, Ordering::Relaxed)));
        let checkpoint = Checkpoint {
            directory: Arc::new(make(path, &published.engine)?),
        };
        *newest = Some(checkpoint.clone());
        Ok(checkpoint)
    }
}

/// Copies the engine by hard links and takes out what is not public.
#[cfg(feature = "rocksdb")]
fn make(path: PathBuf, engine: &Engine) -> Result<CheckpointDirectory, EngineError> {
    use crate::engine::{STATE_GRAPH, engine_error};

    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    // From here on whatever goes wrong removes the directory.
    let mut directory = CheckpointDirectory { path, generation: 0 };
    engine.store().backup(&directory.path).map_err(engine_error)?;
    let copy = Engine::open(&directory.path)?;
    // A commit may have come in between: the copy itself knows what it holds.
    directory.generation = copy.snapshot()?.generation()?;
    copy.store()
        .remove_named_graph(STATE_GRAPH)
        .map_err(engine_error)?;
    copy.flush()?;
    Ok(directory)
}

#[cfg(not(feature = "rocksdb"))]
fn make(_path: PathBuf, _engine: &Engine) -> Result<CheckpointDirectory, EngineError> {
    Err(EngineError::InMemory)
}
