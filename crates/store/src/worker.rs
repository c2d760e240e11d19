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
use std::process::ExitStatus;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use crate::checkpoint::Checkpoint;
use crate::error::{EngineError, QueryError};
use crate::remote::{Question, RemoteError};
use crate::results::{ResultKind, ResultsFormat};
use crate::snapshots::SnapshotFile;
use crate::store::Store;

mod child;
mod frame;

/// The only argument of the child process; the program hands its standard input and output to [`run`] when it sees it.
pub const ARGUMENT: &str = "__sparql-worker";

/// What a query may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From the start of the child to the end of the result.
    pub wall_time: Duration,
    /// Computing time of all threads.
    pub cpu_time: Duration,
    /// Address space beyond what the empty child has.
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
#[derive(Serialize, Deserialize)]
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

/// The child's side: reads a job, evaluates it, writes the result. Returns the exit code.
pub fn run(stdin: impl Read, stdout: impl Write + Send) -> u8 {
    child::run(stdin, stdout)
}

/// The parent's side: has a query evaluated by `program`. Dropping the future kills the child.
///
/// # Errors
/// See [`WorkerError`]; a result that is not complete is never returned.
pub async fn execute(program: &Path, request: &Request, data: &Data) -> Result<Output, WorkerError> {
    let job = serde_json::to_vec(&Job {
        request: request.clone(),
        place: data.place(),
    })
    .map_err(std::io::Error::from)?;
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let talk = async {
        let write = async {
            if let Some(mut stdin) = stdin {
                // A child that has died does not read: how it ended says more than this error.
                drop(stdin.write_all(&job).await);
                drop(stdin.shutdown().await);
            }
        };
        let ((), answer, message) = tokio::join!(
            write,
            read_answer(stdout, request.limits.result_bytes),
            read_end(stderr),
        );
        (answer, message)
    };
    let Ok((answer, message)) = tokio::time::timeout(request.limits.wall_time, talk).await else {
        // Killed, and waited for so that no zombie stays.
        drop(child.kill().await);
        return Err(WorkerError::Timeout);
    };
    match answer {
        Ok(Some((verdict, body))) => {
            drop(child.kill().await);
            verdict.into_result(body)
        }
        Ok(None) => Err(cause_of_death(child.wait().await?, message)),
        Err(error) => {
            drop(child.kill().await);
            Err(error)
        }
    }
}

/// Has a query of a stranger answered, wherever the public graphs lie: by `program` on a copy, or by the remote
/// store within its own limits, which are cut off at ours.
///
/// # Errors
/// See [`WorkerError`]; a result that is not complete is never returned.
pub async fn answer(store: &Store, program: &Path, request: &Request) -> Result<Output, WorkerError> {
    let blocking = {
        let (store, request) = (store.clone(), request.clone());
        tokio::task::spawn_blocking(move || {
            if store.is_remote() {
                Ok(Source::Answer(ask_remote(&store, &request)))
            } else {
                Data::of(&store).map(Source::Data)
            }
        })
    };
    match blocking.await.map_err(std::io::Error::other)?? {
        Source::Data(data) => execute(program, request, &data).await,
        Source::Answer(answer) => answer,
    }
}

/// Who answers.
enum Source {
    Data(Data),
    Answer(Result<Output, WorkerError>),
}

fn ask_remote(store: &Store, request: &Request) -> Result<Output, WorkerError> {
    let question = Question {
        query: &request.query,
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

/// Reads frames up to the verdict; `None` when the child ends without one.
async fn read_answer(
    stdout: Option<impl AsyncRead + Unpin>,
    limit: usize,
) -> Result<Option<(Verdict, Vec<u8>)>, WorkerError> {
    let Some(mut stdout) = stdout else {
        return Ok(None);
    };
    let mut body = Vec::new();
    loop {
        let mut header = [0_u8; frame::HEADER];
        if stdout.read_exact(&mut header).await.is_err() {
            return Ok(None);
        }
        let Some((kind, length)) = frame::parse_header(header) else {
            return Ok(None);
        };
        if kind == frame::Kind::Data && body.len() + length > limit {
            return Err(WorkerError::TooLarge);
        }
        let start = body.len();
        body.resize(start + length, 0);
        if stdout.read_exact(&mut body[start..]).await.is_err() {
            return Ok(None);
        }
        if kind == frame::Kind::Verdict {
            let verdict = serde_json::from_slice(&body[start..]).ok();
            body.truncate(start);
            return Ok(verdict.map(|verdict| (verdict, body)));
        }
    }
}

/// Reads to the end and keeps the last few lines.
async fn read_end(stderr: Option<impl AsyncRead + Unpin>) -> String {
    const KEPT: usize = 2_000;
    let mut kept = Vec::new();
    if let Some(mut stderr) = stderr {
        let mut buffer = [0_u8; 1024];
        while let Ok(length @ 1..) = stderr.read(&mut buffer).await {
            kept.extend_from_slice(&buffer[..length]);
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        }
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}

/// What an end without a verdict means: a limit of the operating system, or a fault.
fn cause_of_death(status: ExitStatus, message: String) -> WorkerError {
    // Rust's allocator and C++'s say so before they abort. A C++ exception that nobody catches ends in `terminate`; the
    // engine throws none but for want of memory.
    let signs = ["memory allocation", "bad_alloc", "terminate called"];
    if signs.iter().any(|sign| message.contains(sign)) {
        return WorkerError::Memory;
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;

        const SIGKILL: i32 = 9;
        const SIGXCPU: i32 = 24;
        // The soft limit of computing time sends the one, the hard limit the other.
        if matches!(status.signal(), Some(SIGXCPU | SIGKILL)) {
            return WorkerError::Timeout;
        }
    }
    WorkerError::Crashed {
        status: status.to_string(),
        message,
    }
}
