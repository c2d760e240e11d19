//! Room on the disk: changes are refused while there is still enough to stop in good order.
//!
//! An engine that has met a full disk goes on reading, but never writes again before it is opened anew; so a change is
//! not begun where it might not fit, and an engine that has broken all the same is replaced by a copy of itself as soon
//! as there is room (see [`compact::heal`](crate::compact::heal)).

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::error::EngineError;

/// What is kept free unless somebody says otherwise.
pub(crate) const RESERVE: u64 = 64 << 20;
/// What a changed quad takes at most, with its share of logs and indexes.
const PER_QUAD: u64 = 512;

/// How much room there has to be.
pub(crate) struct Space {
    reserve: AtomicU64,
    is_broken: AtomicBool,
}

impl Default for Space {
    fn default() -> Self {
        Self {
            reserve: AtomicU64::new(RESERVE),
            is_broken: AtomicBool::new(false),
        }
    }
}

impl Space {
    /// Sets how many bytes are to stay free.
    pub(crate) fn keep_free(&self, bytes: u64) {
        self.reserve.store(bytes, Ordering::Relaxed);
    }

    /// Whether the engine has to be replaced before it can be written again.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Acquire)
    }

    /// Remembers that the engine could not write.
    pub(crate) fn note(&self, error: &EngineError) {
        tracing::error!(%error, "the store cannot be written; reading goes on");
        self.is_broken.store(true, Ordering::Release);
    }

    /// The engine is a new one.
    pub(crate) fn heal(&self) {
        self.is_broken.store(false, Ordering::Release);
        tracing::info!("the store can be written again");
    }

    /// Refuses a change that might not fit; `rebuilt` is the engine that is written anew for it.
    pub(crate) fn require(
        &self,
        directory: &Path,
        changed_quads: usize,
        rebuilt: Option<&Path>,
    ) -> Result<(), EngineError> {
        let copy = match rebuilt {
            Some(engine) => size_of(engine)?,
            None => 0,
        };
        let reserve = self.reserve.load(Ordering::Relaxed);
        let required = reserve.saturating_add(copy + PER_QUAD * changed_quads as u64);
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
}

/// The bytes of all files in a directory and below it.
pub(crate) fn size_of(directory: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size += size_of(&entry.path())?,
            Ok(metadata) => size += metadata.len(),
            // The engine removes its own files at any time.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(size)
}
