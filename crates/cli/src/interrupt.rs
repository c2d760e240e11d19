//! Ctrl-C: unfinished files go away, and a watch ends after its last check.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tempfile::NamedTempFile;

use crate::exit::Exit;

/// What is to be done when Ctrl-C comes.
#[derive(Debug, Default)]
struct State {
    /// Files that nobody shall find.
    unfinished: Vec<PathBuf>,
    /// Whether the first Ctrl-C only asks the program to stop.
    is_watching: bool,
    is_stopped: bool,
}

static STATE: Mutex<State> = Mutex::new(State {
    unfinished: Vec::new(),
    is_watching: false,
    is_stopped: false,
});

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is removed when Ctrl-C comes while this lives.
#[derive(Debug)]
#[must_use]
pub(crate) struct Unfinished(PathBuf);

/// Creates a file that is still to be written. The file has to go before its mark: bind the mark first.
///
/// # Errors
/// When it cannot be created.
pub(crate) fn unfinished(
    create: impl FnOnce() -> io::Result<NamedTempFile>,
) -> io::Result<(Unfinished, NamedTempFile)> {
    listen();
    // Ctrl-C waits for this, so that it never comes between the file and its mark.
    let mut state = state();
    let file = create()?;
    state.unfinished.push(file.path().to_owned());
    Ok((Unfinished(file.path().to_owned()), file))
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        state().unfinished.retain(|path| *path != self.0);
    }
}

/// From now on the first Ctrl-C makes [`is_stopped`] true, and only the second ends the program.
pub(crate) fn watch() {
    state().is_watching = true;
    listen();
}

/// Whether Ctrl-C came after [`watch`].
pub(crate) fn is_stopped() -> bool {
    state().is_stopped
}

/// Without a handler Ctrl-C ends the program all the same.
fn listen() {
    static LISTENING: OnceLock<bool> = OnceLock::new();
    LISTENING.get_or_init(|| ctrlc::set_handler(interrupted).is_ok());
}

#[expect(clippy::exit, reason = "Ctrl-C ends the program")]
fn interrupted() {
    let mut state = state();
    if state.is_watching && !state.is_stopped {
        state.is_stopped = true;
        return;
    }
    for path in &state.unfinished {
        // What is no longer there needs no removing.
        drop(fs::remove_file(path));
    }
    std::process::exit(Exit::Interrupted.code().into());
}
