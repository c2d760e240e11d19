//! The one thread that writes.
//!
//! The engine neither locks nor notices when two transactions change the same graph; so all changes queue here. What
//! has queued up while the disk was busy is made together: each change by itself, whole or not at all, but with one
//! flush for all of them. Nobody hears of a change before it would survive a power failure.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::apply::{self, Applied};
use crate::change::CityChange;
use crate::compact::{self, Compacted, Forget};
use crate::error::{EngineError, WriteError};
use crate::store::Shared;

/// Changes that wait; who comes later waits for a place in the queue.
const QUEUE: usize = 16;
/// Changes that share one flush.
const GROUP: usize = QUEUE;
/// How often it is looked whether an engine that has broken can be replaced.
const HEALING_PAUSE: Duration = Duration::from_secs(5);

/// The writing thread; it ends when this is dropped.
pub(crate) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

type Reply<T> = SyncSender<Result<T, WriteError>>;

enum Job {
    Change(Box<CityChange>, Reply<u64>),
    Compact(Option<Forget>, Reply<Compacted>),
}

impl Writer {
    pub(crate) fn start(shared: Arc<Shared>) -> io::Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = thread::Builder::new()
            .name("kolophon-writer".to_owned())
            .spawn(move || run(&shared, &queue))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Hands a change to the writing thread and waits for it.
    pub(crate) fn apply(&self, change: CityChange) -> Result<u64, WriteError> {
        self.send(|reply| Job::Change(Box::new(change), reply))
    }

    /// Lets the writing thread write everything anew, and waits for it.
    pub(crate) fn compact(&self, forget: Option<Forget>) -> Result<Compacted, WriteError> {
        self.send(|reply| Job::Compact(forget, reply))
    }

    fn send<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, WriteError> {
        let (reply, answer) = sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or(WriteError::Closed)?;
        if jobs.send(job(reply)).is_err() {
            return Err(WriteError::Closed);
        }
        answer.recv().unwrap_or(Err(WriteError::Closed))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writing thread has panicked");
        }
    }
}

fn run(shared: &Shared, queue: &Receiver<Job>) {
    while let Some(job) = next(shared, queue) {
        let mut group = Group {
            shared,
            waiting: Vec::new(),
        };
        group.take(job);
        while group.waiting.len() < GROUP
            && let Ok(job) = queue.try_recv()
        {
            group.take(job);
        }
        group.settle();
    }
}

/// The next job; `None` when the store is closed. An engine that has broken is healed meanwhile.
fn next(shared: &Shared, queue: &Receiver<Job>) -> Option<Job> {
    loop {
        if !shared.space.is_broken() {
            return queue.recv().ok();
        }
        match queue.recv_timeout(HEALING_PAUSE) {
            Ok(job) => return Some(job),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {
                if let Err(error) = compact::heal(shared) {
                    tracing::debug!(%error, "the store cannot be written yet");
                }
            }
        }
    }
}

/// Changes that are visible, but not yet safe.
struct Group<'a> {
    shared: &'a Shared,
    waiting: Vec<(Reply<u64>, u64)>,
}

impl Group<'_> {
    // Where nobody is there any more to hear an answer, the change is made nevertheless.
    fn take(&mut self, job: Job) {
        match job {
            Job::Change(change, reply) => match apply::apply(self.shared, &change) {
                Ok(Applied::Visible(generation)) => self.waiting.push((reply, generation)),
                // What is the same may be what another change of the group has just made so.
                Ok(Applied::Unchanged(generation)) if !self.waiting.is_empty() => {
                    self.waiting.push((reply, generation));
                }
                Ok(Applied::Unchanged(generation)) => drop(reply.send(Ok(generation))),
                Ok(Applied::Safe(generation)) => {
                    // It was written with all that came before it.
                    self.answer(None);
                    drop(reply.send(Ok(generation)));
                }
                Err(error) => drop(reply.send(Err(error))),
            },
            Job::Compact(forget, reply) => {
                self.settle();
                drop(reply.send(compact::compact(self.shared, forget.as_ref())));
            }
        }
    }

    /// Makes safe what is visible, and says so.
    fn settle(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let flushed = self.shared.published.load_full().engine.flush();
        if let Err(error) = &flushed {
            self.shared.space.note(error);
        }
        self.answer(flushed.err().as_ref());
    }

    fn answer(&mut self, failure: Option<&EngineError>) {
        for (reply, generation) in self.waiting.drain(..) {
            drop(reply.send(match failure {
                None => Ok(generation),
                Some(error) => Err(WriteError::NotFlushed {
                    generation,
                    source: error.again(),
                }),
            }));
        }
    }
}
