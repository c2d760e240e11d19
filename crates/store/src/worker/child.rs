//! The child: limits itself, evaluates one query, and ends.

use std::io::{Read, Write};

use kolophon_graph::snapshot::{Snapshot, SnapshotError};

#[cfg(feature = "rocksdb")]
use crate::engine::engine_error;
use crate::error::{EngineError, QueryError};
use crate::query;
use crate::results::ResultsFormat;
use crate::worker::frame::{self, DataWriter, Kind};
use crate::worker::{Job, Limits, Place, Request, Verdict};

/// Reads a job, evaluates it, and writes result and verdict. Returns the exit code.
pub(super) fn run(mut stdin: impl Read, stdout: impl Write + Send) -> u8 {
    const DONE: u8 = 0;
    const NO_JOB: u8 = 2;
    const NO_PARENT: u8 = 3;

    let mut text = Vec::new();
    let job: Option<Job> = match stdin.read_to_end(&mut text) {
        Ok(_) => serde_json::from_slice(&text).ok(),
        Err(_) => None,
    };
    let Some(job) = job else {
        return NO_JOB;
    };
    let (mut stdout, verdict) = answer(&job, stdout);
    let sent = serde_json::to_vec(&verdict)
        .map_err(std::io::Error::from)
        .and_then(|json| frame::write(&mut stdout, Kind::Verdict, &json))
        .and_then(|()| stdout.flush());
    if sent.is_ok() { DONE } else { NO_PARENT }
}

fn answer<W: Write + Send>(job: &Job, mut stdout: W) -> (W, Verdict) {
    // What is mapped already does not count as the query's memory.
    let data = match OpenData::open(&job.place) {
        Ok(data) => data,
        Err(error) => return (stdout, QueryError::from(error).into()),
    };
    if let Err(error) = limit(&job.request.limits) {
        let message = format!("the limits cannot be set: {error}");
        return (stdout, Verdict::Evaluation { message });
    }
    let mut writer = DataWriter::new(&mut stdout, job.request.limits.result_bytes);
    let result = query::on_big_stack(|| evaluate(&job.request, &data, &mut writer));
    let is_too_large = writer.is_too_large();
    let length = writer.length as u64;
    let sent = writer.finish().map(drop);
    let verdict = match result {
        Err(_) if is_too_large => Verdict::TooLarge,
        Err(QueryError::Engine(error)) if is_out_of_memory(&error.to_string()) => Verdict::Memory,
        Err(error) => error.into(),
        Ok(format) => match sent {
            Ok(()) => Verdict::Complete { format, length },
            Err(error) => Verdict::Evaluation {
                message: error.to_string(),
            },
        },
    };
    (stdout, verdict)
}

fn is_out_of_memory(message: &str) -> bool {
    message.contains("Cannot allocate memory") || message.contains("out of memory")
}

/// Sets what the operating system is to enforce. What the process has already is not counted.
#[cfg(unix)]
pub(super) fn limit(limits: &Limits) -> std::io::Result<()> {
    use rlimit::Resource;

    let lower = |resource: Resource, wanted: u64| -> std::io::Result<()> {
        let (_, hard) = resource.get()?;
        let wanted = wanted.min(hard);
        resource.set(wanted, wanted)
    };
    lower(Resource::CPU, limits.cpu_time.as_secs().max(1))?;
    if let Some(in_use) = address_space() {
        lower(Resource::AS, in_use.saturating_add(limits.memory_bytes))?;
    }
    // A core file of some gigabytes helps nobody.
    lower(Resource::CORE, 0)
}

#[cfg(not(unix))]
pub(super) fn limit(_limits: &Limits) -> std::io::Result<()> {
    Ok(())
}

/// The size of this process's address space. Where the system does not tell, an empty process is taken for small.
#[cfg(unix)]
fn address_space() -> Option<u64> {
    const PAGE: u64 = 4096;
    // macOS does not enforce the limit and may not even start threads under it.
    if cfg!(target_vendor = "apple") {
        return None;
    }
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    Some(pages.unwrap_or_default() * PAGE)
}

/// The data in this process.
enum OpenData {
    Snapshot(Box<Snapshot>),
    #[cfg(feature = "rocksdb")]
    Checkpoint(oxigraph::store::Store),
}

impl OpenData {
    fn open(place: &Place) -> Result<Self, EngineError> {
        match place {
            Place::Snapshot(path) => match Snapshot::open(path) {
                Ok(snapshot) => Ok(Self::Snapshot(Box::new(snapshot))),
                Err(SnapshotError::Io(error)) => Err(EngineError::from_io(error)),
                Err(error) => Err(EngineError::Damaged(error.to_string())),
            },
            #[cfg(feature = "rocksdb")]
            Place::Checkpoint(path) => oxigraph::store::Store::open_read_only(path)
                .map(Self::Checkpoint)
                .map_err(engine_error),
            #[cfg(not(feature = "rocksdb"))]
            Place::Checkpoint(_) => Err(EngineError::InMemory),
        }
    }
}

fn evaluate(request: &Request, data: &OpenData, to: impl Write) -> Result<ResultsFormat, QueryError> {
    let mut prepared = query::parse(&request.query)?;
    query::set_protocol_dataset(&mut prepared, &request.default_graphs, &request.named_graphs);
    let results = match data {
        // The engine keeps literals by value, and so does what is copied from it.
        OpenData::Snapshot(snapshot) => prepared
            .on_queryable_dataset(snapshot.view().by_value())
            .execute(),
        #[cfg(feature = "rocksdb")]
        OpenData::Checkpoint(store) => prepared.on_store(store).execute(),
    };
    query::write(results.map_err(query::evaluation_error)?, &request.formats, to)
}
