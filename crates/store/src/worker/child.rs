//! The child: limits itself, and evaluates one query after the other on the same data.

use std::io::{Read, Write};
use std::time::Duration;

use kolophon_graph::snapshot::{Snapshot, SnapshotError};

#[cfg(feature = "rocksdb")]
use crate::engine::engine_error;
use crate::error::{EngineError, QueryError};
use crate::gate;
use crate::query;
use crate::results::ResultsFormat;
use crate::worker::frame::{self, DataWriter, Kind};
use crate::worker::{Job, Limits, Place, Request, Verdict};

/// Reads jobs, evaluates each, and writes result and verdict, until there are no more. Returns the exit code.
pub(super) fn run(mut stdin: impl Read, mut stdout: impl Write + Send) -> u8 {
    const DONE: u8 = 0;
    const NO_JOB: u8 = 2;
    const NO_PARENT: u8 = 3;

    let mut opened: Option<Opened> = None;
    loop {
        let text = match frame::read_job(&mut stdin) {
            Ok(Some(text)) => text,
            Ok(None) => return DONE,
            Err(_) => return NO_JOB,
        };
        let Ok(job) = serde_json::from_slice::<Job>(&text) else {
            return NO_JOB;
        };
        let verdict = match Opened::reuse(opened.take(), job.place) {
            Ok(data) => answer(&job.request, opened.insert(data), &mut stdout),
            Err(error) => QueryError::from(error).into(),
        };
        let sent = serde_json::to_vec(&verdict)
            .map_err(std::io::Error::from)
            .and_then(|json| frame::write(&mut stdout, Kind::Verdict, &json))
            .and_then(|()| stdout.flush());
        if sent.is_err() {
            return NO_PARENT;
        }
        // Where the computing time of the jobs before is not known, the limit could not be set anew.
        if computing_time().is_none() {
            return DONE;
        }
    }
}

fn answer(request: &Request, opened: &Opened, stdout: &mut (impl Write + Send)) -> Verdict {
    if let Err(error) = limit_beyond(&request.limits, opened.address_space) {
        let message = format!("the limits cannot be set: {error}");
        return Verdict::Evaluation { message };
    }
    let mut writer = DataWriter::new(stdout, request.limits.result_bytes);
    let result = query::on_big_stack(|| evaluate(request, &opened.data, &mut writer));
    let is_too_large = writer.is_too_large();
    let length = writer.length as u64;
    let sent = writer.finish().map(drop);
    match result {
        Err(_) if is_too_large => Verdict::TooLarge,
        Err(QueryError::Engine(error)) if is_out_of_memory(&error.to_string()) => Verdict::Memory,
        Err(error) => error.into(),
        Ok(format) => match sent {
            Ok(()) => Verdict::Complete { format, length },
            Err(error) => Verdict::Evaluation {
                message: error.to_string(),
            },
        },
    }
}

fn is_out_of_memory(message: &str) -> bool {
    message.contains("Cannot allocate memory") || message.contains("out of memory")
}

/// Sets what the operating system is to enforce. What the process has already is not counted.
pub(super) fn limit(limits: &Limits) -> std::io::Result<()> {
    limit_beyond(limits, address_space())
}

/// Sets what the operating system is to enforce beyond that size of the address space, and the computing time so far.
#[cfg(unix)]
fn limit_beyond(limits: &Limits, address_space: Option<u64>) -> std::io::Result<()> {
    use rlimit::Resource;

    // The hard limits stay, so that the next job has its own.
    let lower = |resource: Resource, wanted: u64| -> std::io::Result<()> {
        let (_, hard) = resource.get()?;
        resource.set(wanted.min(hard), hard)
    };
    let used = computing_time().unwrap_or_default();
    lower(Resource::CPU, (used + limits.cpu_time).as_secs().max(1))?;
    if let Some(in_use) = address_space {
        lower(Resource::AS, in_use.saturating_add(limits.memory_bytes))?;
    }
    // A core file of some gigabytes helps nobody.
    lower(Resource::CORE, 0)
}

#[cfg(not(unix))]
fn limit_beyond(_limits: &Limits, _address_space: Option<u64>) -> std::io::Result<()> {
    Ok(())
}

/// The computing time of this process, rounded up; `None` where the system does not tell it in a file.
fn computing_time() -> Option<Duration> {
    // Ticks of user and system time follow the name in brackets and eleven other fields; a hundred are a second.
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    let ticks = ticks()? + ticks()?;
    Some(Duration::from_secs(ticks.div_ceil(100)))
}

/// The size of this process's address space. Where the system does not tell, an empty process is taken for small.
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

/// The data that the jobs of this process are about, and the size that it has with them alone.
struct Opened {
    place: Place,
    data: OpenData,
    address_space: Option<u64>,
}

impl Opened {
    /// The data at a place: those that are open, if they are from there.
    fn reuse(opened: Option<Self>, place: Place) -> Result<Self, EngineError> {
        match opened {
            Some(opened) if opened.place == place => Ok(opened),
            Some(_) | None => Ok(Self {
                data: OpenData::open(&place)?,
                place,
                address_space: address_space(),
            }),
        }
    }
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
    let query = query::parse(&request.query, request.base.as_deref())?;
    gate::check(&query)?;
    let mut prepared = query::prepare(query);
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
