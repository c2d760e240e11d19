//! The body of a write: which forms it may have, how large it may be, and whether it does harm.
//!
//! It is one document, or `multipart/form-data` ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)) with several, the
//! data files they name, and an [`Order`].

mod parts;

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, header};
use kolophon_diagnostic::Text;
use kolophon_publish::api::Order;
use kolophon_publish::trial::{self, Sent, Upload};
use kolophon_store::worker::{Limits, WorkerError};
use kolophon_store::{City, Incoming};
use serde_json::json;

use crate::app::App;
use crate::problem::{Problem, ProblemKind};

/// The most bytes of documents in a body.
pub(crate) const UPLOAD_LIMIT: usize = 64 << 20;

/// The largest body: the documents, and the data files that come along.
pub(crate) const BODY_LIMIT: usize = UPLOAD_LIMIT + (2 << 30);

/// How long a body may take to arrive.
const ARRIVAL_TIME: Duration = Duration::from_mins(2);

/// What reading and checking a body may cost.
const LIMITS: Limits = Limits {
    wall_time: Duration::from_mins(1),
    cpu_time: Duration::from_mins(1),
    memory_bytes: 2 << 30,
    result_bytes: 0,
};

/// A form a body may have.
struct Form {
    media_type: &'static str,
    ending: &'static str,
    is_rdf: bool,
}

const fn rdf(media_type: &'static str, ending: &'static str) -> Form {
    Form {
        media_type,
        ending,
        is_rdf: true,
    }
}

const fn officers(media_type: &'static str, ending: &'static str) -> Form {
    Form {
        media_type,
        ending,
        is_rdf: false,
    }
}

/// The forms, by the media types that are registered for them or in use.
const FORMS: [Form; 14] = [
    rdf("text/turtle", "ttl"),
    rdf("application/rdf+xml", "rdf"),
    rdf("application/ld+json", "jsonld"),
    rdf("application/n-triples", "nt"),
    rdf("application/trig", "trig"),
    rdf("application/n-quads", "nq"),
    officers("application/yaml", "yaml"),
    officers("application/x-yaml", "yaml"),
    officers("text/yaml", "yaml"),
    officers("application/json", "json"),
    officers("application/toml", "toml"),
    officers("text/csv", "csv"),
    officers(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    officers("application/vnd.oasis.opendocument.spreadsheet", "ods"),
];

/// What a body holds.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) upload: Upload,
    /// How the documents are meant.
    pub(crate) order: Order,
    /// The data files that came along. They are gone when this is dropped.
    pub(crate) contents: Vec<Content>,
}

/// A data file that came along.
#[derive(Debug)]
pub(crate) struct Content {
    /// What it is called.
    name: String,
    incoming: Incoming,
}

/// Reads the body. `stem` is what a document without a name would be called.
///
/// # Errors
/// 415 for a form that is not known, 413 when it is too large, 503 when it does not arrive in time.
pub(crate) async fn receive(
    app: &App,
    headers: &HeaderMap,
    stem: &str,
    body: Body,
) -> Result<Received, Problem> {
    let received = if let Some(boundary) = parts::boundary(headers) {
        parts::receive(app, boundary, stem, body).await?
    } else {
        one_document(headers, stem, body).await?
    };
    if received
        .upload
        .documents
        .iter()
        .all(|document| is_empty(&document.bytes))
    {
        return Err(Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(
            "Es kam nichts an: Der Inhalt der Anfrage ist leer.",
            "Nothing arrived: the body of the request is empty.",
        )));
    }
    Ok(received)
}

fn is_empty(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

async fn one_document(headers: &HeaderMap, stem: &str, body: Body) -> Result<Received, Problem> {
    let form = form_of(headers)?;
    let arrival = tokio::time::timeout(ARRIVAL_TIME, to_bytes(body, UPLOAD_LIMIT)).await;
    let bytes = arrival
        .map_err(|error| Problem::new(ProblemKind::RequestTimeout).because(error))?
        .map_err(not_whole)?;
    let document = form.document(format!("{stem}.{}", form.ending), bytes.to_vec());
    Ok(Received {
        upload: Upload {
            documents: vec![document],
        },
        ..Received::default()
    })
}

impl Form {
    fn document(&self, name: String, bytes: Vec<u8>) -> Sent {
        Sent {
            name,
            rdf: self.is_rdf.then(|| self.media_type.to_owned()),
            // That of the city, which is not known yet.
            base: String::new(),
            bytes,
        }
    }
}

/// Has the upload read in a process of its own.
///
/// # Errors
/// 413 when that costs more than is allowed.
pub(crate) async fn try_out(app: &Arc<App>, upload: &Upload, city: &City) -> Result<(), Problem> {
    let costly = |de: &str, en: &str| {
        Problem::new(ProblemKind::RequestTooLarge).with_detail(Text::new(
            format!("Diese Datei zu lesen und zu prüfen {de}. Bitte senden Sie sie in Teilen."),
            format!("Reading and checking this file {en}. Please send it in parts."),
        ))
    };
    match trial::survives(app.workers.program(), upload, city, &LIMITS).await {
        Ok(()) => Ok(()),
        Err(WorkerError::Timeout) => Err(costly("dauert zu lange", "takes too long")),
        Err(WorkerError::Memory) => Err(costly("braucht zu viel Speicher", "needs too much memory")),
        Err(error) => Err(Problem::new(ProblemKind::Internal).because(error)),
    }
}

fn form_of(headers: &HeaderMap) -> Result<&'static Form, Problem> {
    let offers: Vec<&str> = FORMS.iter().map(|form| form.media_type).collect();
    let refused = || Problem::new(ProblemKind::UnsupportedMediaType).with("offers", json!(offers));
    let encoding = headers.get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity" && encoding != "gzip") {
        return Err(refused().with_detail(Text::new(
            "Der Inhalt darf nur mit gzip gepackt sein.",
            "The body may be packed with gzip only.",
        )));
    }
    let content_type = headers.get(header::CONTENT_TYPE);
    content_type
        .and_then(|value| value.to_str().ok())
        .and_then(form_of_media_type)
        .ok_or_else(refused)
}

/// The form of a media type; parameters do not count.
fn form_of_media_type(media_type: &str) -> Option<&'static Form> {
    let media_type = media_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    FORMS.iter().find(|form| form.media_type == media_type)
}

/// Half a body is never taken for a whole one.
fn not_whole(error: impl std::error::Error + Send + Sync + 'static) -> Problem {
    let is_too_large = {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        let mut found = false;
        while let Some(error) = cause {
            found |= error.is::<http_body_util::LengthLimitError>();
            cause = error.source();
        }
        found
    };
    let problem = if is_too_large {
        too_large()
    } else {
        Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(
            "Die Übertragung ist abgebrochen; es wurde nichts geändert.",
            "The transfer broke off; nothing was changed.",
        ))
    };
    problem.because(error)
}

fn too_large() -> Problem {
    Problem::new(ProblemKind::RequestTooLarge).with("limitBytes", json!(UPLOAD_LIMIT))
}
