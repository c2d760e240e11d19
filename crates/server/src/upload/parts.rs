//! A body of several parts: an order, documents, and the data files that they name.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use kolophon_diagnostic::Text;
use kolophon_publish::api::{DOCUMENT_PART, DataFile, FILE_PART, ORDER_PART, Order};
use kolophon_publish::trial::Sent;
use kolophon_store::Incoming;
use multer::{Field, Multipart};

use super::{Content, Received, UPLOAD_LIMIT, form_of_media_type, not_whole, too_large};
use crate::app::App;
use crate::problem::{Problem, ProblemKind};

/// The most parts of a body.
const MOST_PARTS: usize = 10_000;

/// How long the next piece of a part may take to arrive.
const PIECE_TIME: Duration = Duration::from_secs(30);

/// How long all of it may take.
const ARRIVAL_TIME: Duration = Duration::from_hours(1);

/// Pieces of a data file are written to the disk in portions of this size.
const PORTION: usize = 1 << 20;

/// What separates the parts, if the body has parts.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(content_type).ok()
}

/// Receives the parts, in any order.
pub(super) async fn receive(
    app: &App,
    boundary: String,
    stem: &str,
    body: Body,
) -> Result<Received, Problem> {
    let parts = Multipart::new(body.into_data_stream(), boundary);
    let arrival = tokio::time::timeout(ARRIVAL_TIME, collect(app, parts, stem)).await;
    let mut received =
        arrival.map_err(|error| Problem::new(ProblemKind::RequestTimeout).because(error))??;
    let names = std::mem::take(&mut received.order.documents);
    if !names.is_empty() && names.len() != received.upload.documents.len() {
        return Err(unfit(
            "Der Auftrag nennt andere Dokumente, als mitkamen.",
            "The order names other documents than those that came.",
        ));
    }
    for (document, said) in received.upload.documents.iter_mut().zip(names) {
        document.name = said.name;
        document.base = said.base;
    }
    settle_files(&mut received);
    Ok(received)
}

/// Tells the files that were announced where their content lies. Content that nobody announced is known by its name.
fn settle_files(received: &mut Received) {
    for Content { name, incoming } in &received.contents {
        let (sha256, byte_size) = incoming.measured();
        let mut is_announced = false;
        for file in &mut received.order.files {
            if file.sha256 == sha256 && file.byte_size == byte_size {
                incoming.path().clone_into(&mut file.path);
                is_announced = true;
            }
        }
        if !is_announced {
            received.order.files.push(DataFile {
                address: String::new(),
                name: name.clone(),
                sha256,
                byte_size,
                path: incoming.path().to_owned(),
            });
        }
    }
}

async fn collect(app: &App, mut parts: Multipart<'_>, stem: &str) -> Result<Received, Problem> {
    let mut received = Received::default();
    // What documents and the order may still hold.
    let mut left = UPLOAD_LIMIT;
    let mut number = 0;
    while let Some(part) = in_time(parts.next_field()).await? {
        number += 1;
        if number > MOST_PARTS {
            return Err(too_large());
        }
        match part.name() {
            Some(ORDER_PART) => received.order = order(&whole(part, &mut left).await?)?,
            Some(DOCUMENT_PART) => {
                let document = document(part, stem, received.upload.documents.len(), &mut left).await?;
                received.upload.documents.push(document);
            }
            Some(FILE_PART) => received.contents.push(content(app, part).await?),
            _ => {
                return Err(unfit(
                    "Die Teile einer Anfrage heißen order, document und file.",
                    "The parts of a request are called order, document and file.",
                ));
            }
        }
    }
    Ok(received)
}

/// The next thing that arrives, if it does in time.
async fn in_time<T>(arrival: impl Future<Output = Result<T, multer::Error>>) -> Result<T, Problem> {
    match tokio::time::timeout(PIECE_TIME, arrival).await {
        Ok(arrived) => arrived.map_err(not_whole),
        Err(late) => Err(Problem::new(ProblemKind::RequestTimeout).because(late)),
    }
}

async fn whole(mut part: Field<'_>, left: &mut usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = in_time(part.chunk()).await? {
        *left = left.checked_sub(piece.len()).ok_or_else(too_large)?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn order(bytes: &[u8]) -> Result<Order, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        unfit(
            "Der Auftrag (der Teil order) ist nicht verständlich. Ist der Absender eine neuere Version?",
            "The order (the part of that name) cannot be understood. Is the sender a later version?",
        )
        .because(error)
    })
}

async fn document(part: Field<'_>, stem: &str, number: usize, left: &mut usize) -> Result<Sent, Problem> {
    let form = part.content_type().and_then(|it| form_of_media_type(it.as_ref()));
    let name = part.file_name().map(str::to_owned);
    let bytes = whole(part, left).await?;
    let name = name.unwrap_or_else(|| {
        let ending = form.map_or("ttl", |form| form.ending);
        format!("{stem}-{number}.{ending}")
    });
    Ok(match form {
        // The ending of officers' files says more than what a program sends along with it.
        Some(form) if form.is_rdf => form.document(name, bytes),
        _ => Sent {
            name,
            rdf: None,
            base: String::new(),
            bytes,
        },
    })
}

/// The content of a data file.
async fn content(app: &App, mut part: Field<'_>) -> Result<Content, Problem> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut incoming = app.store.incoming().map_err(not_kept)?;
    let mut portion = Vec::new();
    while let Some(piece) = in_time(part.chunk()).await? {
        portion.extend_from_slice(&piece);
        if portion.len() >= PORTION {
            incoming = written(incoming, std::mem::take(&mut portion)).await?;
        }
    }
    let incoming = written(incoming, portion).await?;
    Ok(Content { name, incoming })
}

async fn written(mut incoming: Incoming, portion: Vec<u8>) -> Result<Incoming, Problem> {
    let write = move || incoming.write(&portion).map(|()| incoming);
    let written = tokio::task::spawn_blocking(write).await;
    written
        .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?
        .map_err(not_kept)
}

fn not_kept(error: std::io::Error) -> Problem {
    Problem::new(ProblemKind::StoreUnavailable)
        .with_detail(Text::new(
            "Die mitgesandten Dateien lassen sich hier nicht ablegen; es wurde nichts geändert.",
            "The files that came along cannot be kept here; nothing was changed.",
        ))
        .because(error)
}

fn unfit(de: &str, en: &str) -> Problem {
    Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(de, en))
}
