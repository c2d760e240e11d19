//! A checkpoint for a process that may not open the data directory, because another one has it.
//!
//! Whoever wants one leaves a file in `loans/` that it keeps locked; whoever has the directory lays a copy of the engine
//! beside it, made of hard links, and takes it away when the lock is gone: with the borrower's work, or with its life.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::Store;

/// The folder in the data directory.
pub(crate) const FOLDER: &str = "loans";
const WISH: &str = "wish";
const COPY: &str = "engine";
const PAUSE: Duration = Duration::from_millis(200);

/// Answers wishes as long as it lives.
#[derive(Debug)]
pub struct Lender {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Lender {
    /// Begins to answer wishes in the store's directory.
    ///
    /// # Errors
    /// When the system has no more threads.
    pub(crate) fn start(store: Store, directory: &Path) -> io::Result<Self> {
        let folder = directory.join(FOLDER);
        // Made by us, so that whoever asks need not be who we are.
        fs::create_dir_all(&folder)?;
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("kolophon-lender".to_owned())
            .spawn(move || lend_until(&stopped, &store, &folder))?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Lender {
    fn drop(&mut self) {
        *self.stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the lending thread has panicked");
        }
    }
}

fn lend_until(stop: &(Mutex<bool>, Condvar), store: &Store, folder: &Path) {
    let mut stopped = stop.0.lock().unwrap_or_else(PoisonError::into_inner);
    while !*stopped {
        if let Err(error) = answer_all(store, folder) {
            tracing::warn!(%error, "another process asks for a copy of the store and cannot get it");
        }
        let waited = stop.1.wait_timeout(stopped, PAUSE);
        stopped = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
}

fn answer_all(store: &Store, folder: &Path) -> Result<(), EngineError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for entry in entries {
        let path = entry?.path();
        let has_ending = |ending: &str| path.extension().is_some_and(|found| found == ending);
        if has_ending(COPY) && !path.with_extension(WISH).exists() {
            // Whoever asked had no patience.
            remove(&path)?;
        }
        if !has_ending(WISH) {
            continue;
        }
        let wish = path;
        let copy = wish.with_extension(COPY);
        if is_abandoned(&wish)? {
            remove(&copy)?;
            match fs::remove_file(&wish) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        } else if !copy.exists() {
            let part = copy.with_extension("part");
            remove(&part)?;
            store.copy_engine(&part)?;
            fs::rename(&part, &copy)?;
        }
    }
    Ok(())
}

/// Whether the process that left the wish has let go of it.
fn is_abandoned(wish: &Path) -> io::Result<bool> {
    match File::open(wish) {
        Ok(file) => Ok(file.try_lock_shared().is_ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn remove(copy: &Path) -> io::Result<()> {
    match fs::remove_dir_all(copy) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// A copy of the engine that another process has lent.
pub(crate) struct Loan {
    // The order of closing: the engine, then the wish that holds it.
    engine: Engine,
    _wish: File,
}

impl Loan {
    /// Asks for a copy and waits for it; `None` when nobody answers in time.
    pub(crate) fn ask(directory: &Path, patience: Duration) -> Result<Option<Self>, EngineError> {
        static WISHES: AtomicU64 = AtomicU64::new(0);
        let folder = directory.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let number = WISHES.fetch_add(1, Ordering::Relaxed);
        let name = folder.join(format!("{}-{number}", process::id()));
        // It counts when it is locked: before that it would look abandoned.
        let unlocked = name.with_extension("new");
        let wish = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&unlocked)?;
        wish.lock()?;
        fs::rename(&unlocked, name.with_extension(WISH))?;
        let copy = name.with_extension(COPY);
        let began = Instant::now();
        while !copy.exists() {
            if began.elapsed() > patience {
                // Nobody is there to take it away.
                fs::remove_file(name.with_extension(WISH))?;
                return Ok(None);
            }
            thread::sleep(PAUSE / 4);
        }
        Ok(Some(Self {
            engine: open(&copy)?,
            _wish: wish,
        }))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }
}

#[cfg(feature = "rocksdb")]
fn open(copy: &Path) -> Result<Engine, EngineError> {
    Engine::open_read_only(copy)
}

#[cfg(not(feature = "rocksdb"))]
fn open(_copy: &Path) -> Result<Engine, EngineError> {
    Err(EngineError::InMemory)
}
