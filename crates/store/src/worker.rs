//! Queries from strangers, each in a process of its own.
//!
//! A query of a few lines can take all memory or all time, and the evaluator cannot be stopped from within. So the
//! program starts itself again with [`ARGUMENT`]; the child limits its own memory and computing time, maps a
//! [`SnapshotFile`], or opens a [`Checkpoint`] read-only as long as there is none, evaluates, and writes the result to its standard output. The parent waits no longer than
//! agreed, kills the child then, and returns a result only when it is complete.
//!
//! Limits of memory and computing time need an operating system that has them (unix); the limits of wall time and of
//! size hold everywhere.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::checkpoint::Checkpoint;
use crate::error::{EngineError, QueryError};
use crate::gate::Excess;
use crate::remote::{Question, RemoteError};
use crate::results::{ResultKind, ResultsFormat};
use crate::snapshots::SnapshotFile;
use crate::store::Store;
use crate::worker::process::{cause_of_death, read_end};

mod answers;
mod child;
mod frame;
mod pool;
mod process;

pub use crate::worker::pool::Pool;

/// The only argument of the child process; the program hands its standard input and output to [`run`] when it sees it.
pub const ARGUMENT: &str = "__sparql-worker";

/// What a query may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From the question to the end of the result.
    pub wall_time: Duration,
    /// Computing time of all threads.
    pub cpu_time: Duration,
    /// Address space beyond what the child has before.
    pub memory_bytes: u64,
    /// Size of the result.
    pub result_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall_time: Duration::from_secs(10),
            cpu_time: Duration::from_secs(10),
            memory_bytes: 2 << 30,
            result_bytes: 64 << 20,
        }
    }
}

/// A query and how it is to be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The query.
    pub query: String,
    /// The IRI that relative IRIs are resolved against, unless the query has its own `BASE`: the
    /// [endpoint](https://www.w3.org/TR/sparql11-protocol/#base-iri).
    pub base: Option<String>,
    /// [`default-graph-uri`](https://www.w3.org/TR/sparql11-protocol/#dataset) of the protocol.
    pub default_graphs: Vec<String>,
    /// [`named-graph-uri`](https://www.w3.org/TR/sparql11-protocol/#dataset) of the protocol.
    pub named_graphs: Vec<String>,
    /// What the client accepts, the best first; the first that is for the kind of result is taken. Empty: the usual
    /// ones.
    pub formats: Vec<ResultsFormat>,
    /// What it may cost.
    pub limits: Limits,
}

/// What a query is evaluated on; both give the same answers.
#[derive(Clone, Debug)]
pub enum Data {
    /// A directory of the engine, which is there at once.
    Checkpoint(Checkpoint),
    /// A file, which is faster.
    Snapshot(SnapshotFile),
}

impl Data {
    /// What is published now.
    ///
    /// # Errors
    /// As with [`Store::checkpoint`].
    pub fn of(store: &Store) -> Result<Self, EngineError> {
        match store.snapshot() {
            Some(file) => Ok(Self::Snapshot(file)),
            None => store.checkpoint().map(Self::Checkpoint),
        }
    }

    fn generation(&self) -> u64 {
        match self {
            Self::Checkpoint(checkpoint) => checkpoint.generation(),
            Self::Snapshot(file) => file.generation(),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Checkpoint(checkpoint) => Place::Checkpoint(checkpoint.path().to_owned()),
            Self::Snapshot(file) => Place::Snapshot(file.path().to_owned()),
        }
    }
}

/// A complete result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How it is written.
    pub format: ResultsFormat,
    /// The result.
    pub body: Vec<u8>,
}

/// Why there is no result.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WorkerError {
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
    /// Brackets are nested too deep.
    #[error("brackets are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// It has too much of something.
    #[error("there is too much of one kind: {excess:?}, at most {}", excess.limit())]
    TooMuch {
        /// Of what.
        excess: Excess,
    },
    /// It is SPARQL Update.
    #[error("this is an update, not a query")]
    Update,
    /// It asks another endpoint by `SERVICE`.
    #[error("SERVICE is not available")]
    Service,
    /// No accepted format is for a result of this kind.
    #[error("a result of kind {kind:?} cannot be written in any of the accepted formats")]
    Unsupported {
        /// What the query returns.
        kind: ResultKind,
    },
    /// It took longer than allowed.
    #[error("the query took too long")]
    Timeout,
    /// It needed more memory than allowed.
    #[error("the query needs too much memory")]
    Memory,
    /// The result is bigger than allowed.
    #[error("the result is too big")]
    TooLarge,
    /// The evaluation failed.
    #[error("the query could not be evaluated: {0}")]
    Evaluation(String),
    /// It calls a function that SPARQL does not have.
    #[error("only functions of SPARQL and XML Schema are available")]
    ForeignFunction,
    /// What is published cannot be read.
    #[error("the store cannot be read")]
    Store(#[from] EngineError),
    /// The child could not be started or spoken to.
    #[error("the query process cannot be used")]
    Io(#[from] std::io::Error),
    /// The child ended without a word.
    #[error("the query process ended unexpectedly ({status}): {message}")]
    Crashed {
        /// How it ended.
        status: String,
        /// The end of what it wrote to standard error.
        message: String,
    },
}

/// What the parent writes to the child.
#[derive(Serialize, Deserialize)]
struct Job {
    request: Request,
    place: Place,
}

/// Where the data lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    Checkpoint(PathBuf),
    Snapshot(PathBuf),
}

/// What the child says at the end.
#[derive(Debug, Serialize, Deserialize)]
enum Verdict {
    Complete {
        format: ResultsFormat,
        length: u64,
    },
    Syntax {
        message: String,
        line: usize,
        column: usize,
    },
    TooDeep {
        limit: usize,
    },
    TooMuch {
        excess: Excess,
    },
    Update,
    Service,
    ForeignFunction,
    Unsupported {
        kind: ResultKind,
    },
    Memory,
    TooLarge,
    Evaluation {
        message: String,
    },
}

impl From<QueryError> for Verdict {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Syntax {
                message,
                line,
                column,
            } => Self::Syntax {
                message,
                line,
                column,
            },
            QueryError::TooDeep { limit } => Self::TooDeep { limit },
            QueryError::TooMuch { excess } => Self::TooMuch { excess },
            QueryError::Update => Self::Update,
            QueryError::Service => Self::Service,
            QueryError::ForeignFunction => Self::ForeignFunction,
            QueryError::Unsupported { kind, .. } => Self::Unsupported { kind },
            QueryError::Evaluation(message) => Self::Evaluation { message },
            QueryError::Engine(error) => Self::Evaluation {
                message: error.to_string(),
            },
        }
    }
}

impl Verdict {
    fn into_result(self, body: Vec<u8>) -> Result<Output, WorkerError> {
        match self {
            Self::Complete { format, length } if length == body.len() as u64 => Ok(Output { format, body }),
            Self::Complete { length, .. } => Err(WorkerError::Crashed {
                status: "complete".to_owned(),
                message: format!("{} of {length} bytes arrived", body.len()),
            }),
            Self::Syntax {
                message,
                line,
                column,
            } => Err(WorkerError::Syntax {
                message,
                line,
                column,
            }),
            Self::TooDeep { limit } => Err(WorkerError::TooDeep { limit }),
            Self::TooMuch { excess } => Err(WorkerError::TooMuch { excess }),
            Self::Update => Err(WorkerError::Update),
            Self::Service => Err(WorkerError::Service),
            Self::ForeignFunction => Err(WorkerError::ForeignFunction),
            Self::Unsupported { kind } => Err(WorkerError::Unsupported { kind }),
            Self::Memory => Err(WorkerError::Memory),
            Self::TooLarge => Err(WorkerError::TooLarge),
            Self::Evaluation { message } => Err(WorkerError::Evaluation(message)),
        }
    }
}

/// The child's side: reads jobs, evaluates each, writes its result. Returns the exit code.
pub fn run(stdin: impl Read, stdout: impl Write + Send) -> u8 {
    child::run(stdin, stdout)
}

/// What the parent writes for a query.
fn job(request: &Request, data: &Data) -> Result<Vec<u8>, WorkerError> {
    let job = Job {
        request: request.clone(),
        place: data.place(),
    };
    Ok(serde_json::to_vec(&job).map_err(std::io::Error::from)?)
}

/// Asks the remote store if there is one, and finds out what to ask a child about otherwise.
async fn source(store: &Store, request: &Request) -> Result<Source, WorkerError> {
    let (store, request) = (store.clone(), request.clone());
    let blocking = tokio::task::spawn_blocking(move || {
        if store.is_remote() {
            Ok(Source::Answer(ask_remote(&store, &request)))
        } else {
            Data::of(&store).map(Source::Data)
        }
    });
    Ok(blocking.await.map_err(std::io::Error::other)??)
}

/// Who answers.
enum Source {
    Data(Data),
    Answer(Result<Output, WorkerError>),
}

fn ask_remote(store: &Store, request: &Request) -> Result<Output, WorkerError> {
    let question = Question {
        query: &request.query,
        base: request.base.as_deref(),
        default_graphs: &request.default_graphs,
        named_graphs: &request.named_graphs,
        formats: &request.formats,
        time: request.limits.wall_time,
        limit: request.limits.result_bytes as u64,
    };
    match store.ask_remote(&question) {
        Some(Ok((format, body))) => Ok(Output { format, body }),
        Some(Err(QueryError::Engine(EngineError::Remote(RemoteError::Timeout { .. })))) => {
            Err(WorkerError::Timeout)
        }
        Some(Err(QueryError::Engine(EngineError::Remote(RemoteError::TooLarge { .. })))) => {
            Err(WorkerError::TooLarge)
        }
        Some(Err(QueryError::Engine(error))) => Err(WorkerError::Store(error)),
        Some(Err(error)) => Verdict::from(error).into_result(Vec::new()),
        None => Err(WorkerError::Store(EngineError::NoCheckpoint)),
    }
}

/// The parent's side of a child that answers by nothing but its end: starts `program` with one argument, gives it
/// `input`, and waits until it ends with 0. The child limits itself by [`restrain`]. Dropping the future kills it.
///
/// # Errors
/// When it takes too long, runs into a limit, or ends otherwise.
pub async fn run_to_end(
    program: &Path,
    argument: &str,
    input: &[u8],
    limits: &Limits,
) -> Result<(), WorkerError> {
    let mut child = Command::new(program)
        .arg(argument)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
    let talk = async {
        let write = async {
            if let Some(mut stdin) = stdin {
                // A child that has died does not read: how it ended says more than this error.
                drop(stdin.write_all(input).await);
                drop(stdin.shutdown().await);
            }
        };
        let ((), message) = tokio::join!(write, read_end(stderr));
        (message, child.wait().await)
    };
    let Ok((message, status)) = tokio::time::timeout(limits.wall_time, talk).await else {
        // Killed, and waited for so that no zombie stays.
        drop(child.kill().await);
        return Err(WorkerError::Timeout);
    };
    let status = status?;
    if status.success() {
        Ok(())
    } else {
        Err(cause_of_death(status, message))
    }
}

/// Lets the operating system enforce the limits of memory and computing time on this process, from now on.
///
/// # Errors
/// When it does not take them.
pub fn restrain(limits: &Limits) -> std::io::Result<()> {
    child::limit(limits)
}
