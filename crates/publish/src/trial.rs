//! What strangers send is read and checked in a process of its own first.
//!
//! A few kilobytes can be made to need all memory or all time, or to abort the process. So the program starts itself
//! again with [`ARGUMENT`]; the child limits its memory and computing time, and reads, checks and cuts the upload
//! exactly as publishing does. Only what it has survived is read by the server itself, which then needs no more than
//! the child did.

use std::io::{self, Read};
use std::path::Path;
use std::thread;

use kolophon_dcat::{Document, Format};
use kolophon_store::City;
use kolophon_store::worker::{self, Limits, WorkerError};
use kolophon_validate::{DataFiles, Profile};
use serde::{Deserialize, Serialize};

use crate::defaults::stored_defaults;
use crate::partition::partition;
use crate::reading::{self, Reading};

/// The only argument of the child process; the program hands its standard input to [`run`] when it sees it.
pub const ARGUMENT: &str = "__upload-worker";

/// The stack of the thread that reads in the server. The child's is half of it, so that what fits there fits here.
pub const STACK_BYTES: usize = 16 << 20;

/// What was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// The documents, in their order.
    pub documents: Vec<Sent>,
}

/// One document that was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Sent {
    /// A file name: findings name it, and its ending tells the form of what is no RDF.
    pub name: String,
    /// The media type, if it is one of RDF.
    pub rdf: Option<String>,
    /// The IRI that relative IRIs are resolved against.
    pub base: String,
    /// The bytes, possibly gzipped.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sent")
            .field("name", &self.name)
            .field("rdf", &self.rdf)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// What the parent writes to the child, before the bytes of all documents.
#[derive(Serialize, Deserialize)]
struct Job {
    documents: Vec<Head>,
    city: City,
    limits: Limits,
}

/// A document without its bytes.
#[derive(Serialize, Deserialize)]
struct Head {
    name: String,
    rdf: Option<String>,
    base: String,
    length: usize,
}

impl Upload {
    /// Reads it with the settings of a city.
    #[must_use]
    pub fn read(self, city: &City) -> Reading {
        let documents: Vec<Document> = self.documents.into_iter().map(Sent::into_document).collect();
        reading::read(&documents, &stored_defaults(city))
    }
}

impl Sent {
    /// It as a document.
    #[must_use]
    pub fn into_document(self) -> Document {
        let mut document = Document::new(self.name, self.bytes);
        document.base = self.base;
        document.format = self.rdf.as_deref().and_then(Format::of_media_type);
        document
    }
}

/// The parent's side: has the upload read by `program`. Dropping the future kills the child.
///
/// # Errors
/// When the child needs more than the limits allow, or ends in another way than by itself.
pub async fn survives(
    program: &Path,
    upload: &Upload,
    city: &City,
    limits: &Limits,
) -> Result<(), WorkerError> {
    let heads = upload.documents.iter().map(|document| Head {
        name: document.name.clone(),
        rdf: document.rdf.clone(),
        base: document.base.clone(),
        length: document.bytes.len(),
    });
    let job = Job {
        documents: heads.collect(),
        city: city.clone(),
        limits: *limits,
    };
    let head = serde_json::to_vec(&job).map_err(io::Error::from)?;
    let length = u32::try_from(head.len()).map_err(io::Error::other)?;
    let mut input = Vec::with_capacity(4 + head.len());
    input.extend(length.to_be_bytes());
    input.extend(head);
    for document in &upload.documents {
        input.extend(&document.bytes);
    }
    worker::run_to_end(program, ARGUMENT, &input, limits).await
}

/// The child's side: reads a job and does it. Returns the exit code, which is 0 when the upload does no harm.
pub fn run(stdin: impl Read) -> u8 {
    const HARMLESS: u8 = 0;
    const NO_JOB: u8 = 2;
    const NO_LIMITS: u8 = 3;
    const PANICKED: u8 = 4;

    let Ok((job, bytes)) = job(stdin) else {
        return NO_JOB;
    };
    if worker::restrain(&job.limits).is_err() {
        return NO_LIMITS;
    }
    let work = move || judge(job, bytes);
    let thread = thread::Builder::new().stack_size(STACK_BYTES / 2).spawn(work);
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(())) => HARMLESS,
        Ok(Err(_)) => PANICKED,
        Err(_) => NO_LIMITS,
    }
}

fn job(mut stdin: impl Read) -> io::Result<(Job, Vec<u8>)> {
    let mut length = [0_u8; 4];
    stdin.read_exact(&mut length)?;
    let mut head = Vec::new();
    let length = u64::from(u32::from_be_bytes(length));
    stdin.by_ref().take(length).read_to_end(&mut head)?;
    let job = serde_json::from_slice(&head)?;
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes)?;
    Ok((job, bytes))
}

/// Reads, checks and cuts; what comes of it does not matter here.
fn judge(job: Job, bytes: Vec<u8>) {
    let profile = Profile::by_name(&job.city.profile).unwrap_or_else(Profile::dcat_ap_de);
    let mut rest = bytes;
    let mut upload = Upload::default();
    for head in job.documents {
        let behind = rest.split_off(head.length.min(rest.len()));
        upload.documents.push(Sent {
            name: head.name,
            rdf: head.rdf,
            base: head.base,
            bytes: std::mem::replace(&mut rest, behind),
        });
    }
    let material = upload.read(&job.city).material;
    let checked = material.with_data_files(DataFiles::OutOfReach).check(profile);
    drop(partition(&checked.graph));
}
