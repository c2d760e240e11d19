//! Child processes that wait for the next query, and answers that were given before.
//!
//! Starting a process takes many times longer than most queries. So a child that has answered quickly waits for the next
//! query on the same data. One that was slow, failed, or has waited long is ended: what a query has left in its memory
//! harms no other.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::store::Store;
use crate::worker::answers::Answers;
use crate::worker::process::Process;
use crate::worker::{Data, Output, Place, Request, Source, WorkerError, job, source};

/// A query that took longer has used memory that its process keeps.
const QUICK: Duration = Duration::from_millis(500);
/// How long a process waits for the next query.
const PATIENCE: Duration = Duration::from_secs(30);
/// A query that took longer is logged.
const SLOW: Duration = Duration::from_secs(1);

/// The processes of one program. Clones share them.
#[derive(Clone, Debug)]
pub struct Pool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    program: PathBuf,
    most: usize,
    idle: Mutex<Vec<Idle>>,
    answers: Answers,
}

/// A process that waits.
struct Idle {
    process: Process,
    place: Place,
    since: Instant,
}

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Idle")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl Pool {
    /// Processes of `program`, of which at most so many wait.
    #[must_use]
    pub fn new(program: PathBuf, most: usize) -> Self {
        Self {
            shared: Arc::new(Shared {
                program,
                most,
                idle: Mutex::default(),
                answers: Answers::default(),
            }),
        }
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.shared.program
    }

    /// Has a query of a stranger answered, wherever the public graphs lie: by a child on a copy, or by the remote store
    /// within its own limits, which are cut off at ours.
    ///
    /// # Errors
    /// See [`WorkerError`]; a result that is not complete is never returned.
    pub async fn answer(&self, store: &Store, request: &Request) -> Result<Arc<Output>, WorkerError> {
        match source(store, request).await? {
            Source::Data(data) => self.execute(request, &data).await,
            Source::Answer(answer) => answer.map(Arc::new),
        }
    }

    /// Has a query evaluated. Dropping the future kills the child.
    ///
    /// # Errors
    /// See [`WorkerError`]; a result that is not complete is never returned.
    pub async fn execute(&self, request: &Request, data: &Data) -> Result<Arc<Output>, WorkerError> {
        let generation = data.generation();
        if let Some(known) = self.shared.answers.get(generation, request) {
            return Ok(known);
        }
        let start = Instant::now();
        let result = self.evaluate(request, data).await;
        let time = start.elapsed();
        if time >= SLOW {
            let error = result.as_ref().err().map(tracing::field::display);
            tracing::warn!(millis = time.as_millis(), query = %request.query, error, "a slow query");
        }
        let output = Arc::new(result?);
        self.shared.answers.keep(generation, request, &output);
        Ok(output)
    }

    async fn evaluate(&self, request: &Request, data: &Data) -> Result<Output, WorkerError> {
        let (place, job) = (data.place(), job(request, data)?);
        if let Some(mut process) = self.take(&place) {
            let start = Instant::now();
            match process.ask(&job, &request.limits).await {
                // It has died while it waited.
                Err(WorkerError::Crashed { .. } | WorkerError::Io(_)) => {}
                Err(error) => return Err(error),
                Ok((verdict, body)) => {
                    let result = verdict.into_result(body);
                    self.put_back(process, place, start, &result);
                    return result;
                }
            }
        }
        let start = Instant::now();
        let mut process = Process::start(&self.shared.program)?;
        let (verdict, body) = process.ask(&job, &request.limits).await?;
        let result = verdict.into_result(body);
        self.put_back(process, place, start, &result);
        result
    }

    /// A process that waits with these data; those with others are ended.
    fn take(&self, place: &Place) -> Option<Process> {
        let mut idle = self.idle();
        idle.retain(|idle| idle.place == *place);
        idle.pop().map(|idle| idle.process)
    }

    fn put_back(&self, process: Process, place: Place, start: Instant, result: &Result<Output, WorkerError>) {
        if start.elapsed() > QUICK || matches!(result, Err(WorkerError::Memory)) {
            return;
        }
        let mut idle = self.idle();
        if idle.len() < self.shared.most {
            idle.push(Idle {
                process,
                place,
                since: Instant::now(),
            });
            drop(idle);
            self.end_later();
        }
    }

    /// Ends what has waited too long, even if nobody asks any more: the data are perhaps to be removed.
    fn end_later(&self) {
        let shared = Arc::downgrade(&self.shared);
        drop(tokio::spawn(async move {
            tokio::time::sleep(PATIENCE + Duration::from_secs(1)).await;
            if let Some(shared) = shared.upgrade() {
                let pool = Self { shared };
                pool.idle().retain(|idle| idle.since.elapsed() < PATIENCE);
            }
        }));
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
