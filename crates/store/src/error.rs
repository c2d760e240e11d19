//! What can go wrong, as values that hold all a kind message needs.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::remote::RemoteError;

/// Why a directory could not be opened as a store.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no store in the directory, and none was to be made.
    #[error("{} holds no store", .directory.display())]
    Missing {
        /// The directory.
        directory: PathBuf,
    },
    /// Another process is using the directory.
    #[error("{} is in use by another process", .directory.display())]
    Locked {
        /// The directory.
        directory: PathBuf,
        /// The other process, if it could be read.
        pid: Option<u32>,
        /// The machine it runs on, if it could be read.
        host: Option<String>,
    },
    /// The store was written by a newer Kolophon.
    #[error("the store has format {found}, this version reads formats up to {supported}")]
    NewerFormat {
        /// The directory.
        directory: PathBuf,
        /// The format of the directory.
        found: u64,
        /// The newest format this version knows.
        supported: u64,
    },
    /// The store was written by an older Kolophon: [`Store::migrate`](crate::Store::migrate) first.
    #[error("the store has format {found}, this version writes format {supported}")]
    OlderFormat {
        /// The directory.
        directory: PathBuf,
        /// The format of the directory.
        found: u64,
        /// The format of today.
        supported: u64,
    },
    /// The store is there but cannot be read.
    #[error("the store in {} is damaged: {reason}", .directory.display())]
    Damaged {
        /// The directory.
        directory: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The operating system does not let us read or write there.
    #[error("no access to {}", .path.display())]
    NoAccess {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// Any other answer of the operating system, such as a full disk.
    #[error("{} cannot be used", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// What the erase list names could not be removed, so that it must not be shown.
    #[error("what was erased could not be removed from {}", .directory.display())]
    NotErased {
        /// The directory.
        directory: PathBuf,
        /// The cause.
        source: Box<WriteError>,
    },
    /// The directory belongs to a store of another kind than the one that was asked for.
    #[error("{} belongs to {}", .directory.display(), .address.as_deref().unwrap_or("a store of its own"))]
    Elsewhere {
        /// The directory.
        directory: PathBuf,
        /// The remote store that it belongs to; `None` when it has a store of its own.
        address: Option<String>,
    },
    /// The remote store cannot be used.
    #[error("the remote store cannot be used")]
    Remote(#[source] RemoteError),
    /// This program was built without an engine that writes to disk.
    #[error("this program was built without a store on disk")]
    NotBuiltIn,
}

impl OpenError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NoAccess { path, source }
            }
            _ => Self::Io { path, source },
        }
    }
}

/// The engine could not do what it was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The operating system refused to read or write.
    #[error("the store's files cannot be read or written")]
    Io(#[source] io::Error),
    /// The disk is full.
    #[error("no space is left on the store's disk")]
    Full(#[source] io::Error),
    /// What was read makes no sense.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The remote store did not do what it was asked.
    #[error("the remote store failed")]
    Remote(#[from] RemoteError),
    /// A remote store has no directory that another process could read.
    #[error("a remote store has no checkpoints")]
    NoCheckpoint,
    /// A store in memory has no directory that another process could read.
    #[error("a store in memory has no checkpoints")]
    InMemory,
}

impl EngineError {
    /// Sorts the operating system's answer: a full disk is told from all else.
    pub(crate) fn from_io(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(error),
            _ => Self::Io(error),
        }
    }

    /// The same once more, for another one who waits.
    pub(crate) fn again(&self) -> Self {
        let copy = |error: &io::Error| io::Error::new(error.kind(), error.to_string());
        match self {
            Self::Io(error) => Self::Io(copy(error)),
            Self::Full(error) => Self::Full(copy(error)),
            Self::Damaged(reason) => Self::Damaged(reason.clone()),
            // Flushing asks no remote store; who waits learns what was said.
            Self::Remote(error) => Self::Damaged(error.to_string()),
            Self::NoCheckpoint => Self::NoCheckpoint,
            Self::InMemory => Self::InMemory,
        }
    }
}

/// What the operating system answers.
impl From<io::Error> for EngineError {
    fn from(error: io::Error) -> Self {
        Self::from_io(error)
    }
}

/// Why a change was not published.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The address belongs to the city that published it first.
    #[error("{iri} belongs to {city}")]
    OwnedBy {
        /// The address.
        iri: String,
        /// The short name of the city that owns it.
        city: String,
    },
    /// The city was changed since the change was made for it.
    #[error("{city} has generation {found}, the change was made for {expected}")]
    Changed {
        /// The short name of the city.
        city: String,
        /// The generation that the change was made for.
        expected: u64,
        /// The generation the city has.
        found: u64,
    },
    /// What was erased cannot be published again under its address.
    #[error("{iri} was erased")]
    Erased {
        /// The address.
        iri: String,
    },
    /// A data file that a resource names is not in the store.
    #[error("{iri} names a data file that is not in the store: {name}")]
    FileMissing {
        /// The address of the resource.
        iri: String,
        /// The file's name.
        name: String,
    },
    /// It is withdrawn, but traces remain; opening the store again removes them.
    #[error("generation {generation} is published, but traces of what was erased remain")]
    NotErased {
        /// The city's new generation.
        generation: u64,
        /// The cause.
        source: EngineError,
    },
    /// A graph cannot have that name: it is no absolute IRI, or it is reserved.
    #[error("{iri} cannot be the address of a resource")]
    InvalidIri {
        /// The address.
        iri: String,
    },
    /// The change names the same graph twice.
    #[error("{iri} appears twice in one change")]
    Twice {
        /// The address.
        iri: String,
    },
    /// A triple is none: its subject is a literal, or its predicate is not an IRI.
    #[error("{iri} holds a triple that RDF does not allow")]
    InvalidTriple {
        /// The address of the graph.
        iri: String,
    },
    /// The change is visible, but the engine could not make sure that it survives a power failure.
    #[error("generation {generation} is published, but may be lost in a power failure")]
    NotFlushed {
        /// The city's new generation.
        generation: u64,
        /// The cause.
        source: EngineError,
    },
    /// The engine did not take the change; nothing of it is visible.
    #[error("nothing was published")]
    Engine(#[from] EngineError),
    /// The store is being closed.
    #[error("the store is closed")]
    Closed,
}

/// Why a query has no result.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum QueryError {
    /// It is no SPARQL.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// What the parser says, in English.
        message: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Brackets are nested deeper than any honest query needs.
    #[error("brackets are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// It has too much of something that no honest query has so much of.
    #[error("there is too much of one kind: {excess:?}, at most {}", excess.limit())]
    TooMuch {
        /// Of what.
        excess: crate::Excess,
    },
    /// It is SPARQL Update.
    #[error("this is an update, not a query")]
    Update,
    /// It asks another endpoint by `SERVICE`.
    #[error("SERVICE is not available")]
    Service,
    /// It calls a function that SPARQL does not have.
    #[error("only functions of SPARQL and XML Schema are available")]
    ForeignFunction,
    /// The result is not of the kind that the format is for.
    #[error("a result of kind {kind:?} cannot be written as {format:?}")]
    Unsupported {
        /// What the query returns.
        kind: crate::ResultKind,
        /// What was asked for.
        format: crate::ResultsFormat,
    },
    /// The evaluation failed.
    #[error("the query could not be evaluated: {0}")]
    Evaluation(String),
    /// The engine could not be read.
    #[error("the store could not be read")]
    Engine(#[from] EngineError),
}
