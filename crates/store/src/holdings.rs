//! All that a data directory holds, of one generation: read by whoever has the directory open, or beside them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::engine::{Fingerprints, Snapshot};
use crate::erase::Erased;
use crate::error::{EngineError, OpenError};
use crate::files::Files;
use crate::journal::Shelf;
use crate::lend::Loan;
use crate::state::State;
use crate::store::{OpenMode, Store};

/// How long a process that has the directory may take to lend a copy of its engine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A data directory that can be read as a whole, for a backup or a check.
///
/// While another process has it open, a copy of its engine is read: see [`Store::lend`].
pub struct Holdings {
    source: Source,
    directory: PathBuf,
}

enum Source {
    Own(Store),
    Lent(Loan),
}

/// What a reader of [`Holdings`] sees.
pub(crate) struct Inventory<'a> {
    pub(crate) state: &'a State,
    pub(crate) fingerprints: &'a Fingerprints,
    pub(crate) snapshot: &'a Snapshot<'a>,
    pub(crate) journal: &'a Shelf,
    pub(crate) files: &'a Files,
    pub(crate) directory: &'a Path,
}

impl std::fmt::Debug for Holdings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Holdings")
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}

impl Holdings {
    /// Opens a data directory, or borrows from the process that has it open.
    ///
    /// # Errors
    /// See [`OpenError`]; [`OpenError::Locked`] when the process that has it does not lend.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let source = match Store::open(directory, OpenMode::Existing) {
            Ok(store) => Source::Own(store),
            Err(locked @ OpenError::Locked { .. }) => match Loan::ask(directory, PATIENCE) {
                Ok(Some(loan)) => Source::Lent(loan),
                Ok(None) => return Err(locked),
                Err(EngineError::Io(error) | EngineError::Full(error)) => {
                    return Err(OpenError::io(directory, error));
                }
                Err(error) => {
                    return Err(OpenError::Damaged {
                        directory: directory.to_owned(),
                        reason: error.to_string(),
                    });
                }
            },
            Err(error) => return Err(error),
        };
        Ok(Self {
            source,
            directory: directory.to_owned(),
        })
    }

    /// Whether another process has the directory open.
    #[must_use]
    pub fn is_lent(&self) -> bool {
        matches!(self.source, Source::Lent(_))
    }

    /// What a store holds that this process has open.
    ///
    /// # Errors
    /// [`EngineError::InMemory`] for a store in memory.
    pub fn of(store: &Store) -> Result<Self, EngineError> {
        let directory = store.shared().directory.clone();
        Ok(Self {
            source: Source::Own(store.clone()),
            directory: directory.ok_or(EngineError::InMemory)?,
        })
    }

    pub(crate) fn read<T, E: From<EngineError>>(
        &self,
        reader: impl FnOnce(&Inventory<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (journal, files) = (
            Shelf::in_directory(&self.directory),
            Files::in_directory(&self.directory),
        );
        let read = |state: &State, fingerprints: &Fingerprints, snapshot: &Snapshot<'_>| {
            reader(&Inventory {
                state,
                fingerprints,
                snapshot,
                journal: &journal,
                files: &files,
                directory: &self.directory,
            })
        };
        match &self.source {
            Source::Own(store) => store
                .shared()
                .read(|published, snapshot| read(&published.state, &published.fingerprints, &snapshot)),
            Source::Lent(loan) => {
                let snapshot = loan.engine().snapshot()?;
                let (state, fingerprints) = snapshot.state()?;
                read(&state, &fingerprints, &snapshot)
            }
        }
    }

    /// The erase list as it is now.
    pub(crate) fn erased(&self) -> Result<Erased, OpenError> {
        Erased::in_directory(&self.directory)
    }
}
