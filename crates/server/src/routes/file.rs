//! Data files that lie beside the metadata: whole or in part, never run by a browser.

use std::io::SeekFrom;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use kolophon_store::FileEntry;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use crate::addresses::segment;
use crate::app::App;
use crate::problem::{Problem, ProblemKind};
use crate::representation::matches_tag;
use crate::routes::departed;

/// Bytes read from disk at a time.
const CHUNK: usize = 64 * 1024;

/// A part of a file: the first byte and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    start: u64,
    length: u64,
}

/// A data file of a dataset.
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    Path((city, slug, name)): Path<(String, String, String)>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let index = app.index();
    let entry = index
        .dataset(&city, &slug)
        .and_then(|resource| resource.files.iter().find(|file| file.name == name));
    let Some(entry) = entry else {
        return departed::instead(&app, &index, &uri);
    };
    let tag = format!("\"{}\"", entry.sha256);
    if matches_tag(&headers, &tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        describe(response.headers_mut(), entry, &tag);
        return Ok(response);
    }
    let part = part_of(&headers, entry.byte_size, &tag).map_err(|()| unsatisfiable(entry))?;
    let (status, part) = match part {
        Some(part) => (StatusCode::PARTIAL_CONTENT, part),
        None => (
            StatusCode::OK,
            Part {
                start: 0,
                length: entry.byte_size,
            },
        ),
    };
    let unreadable = |error| Problem::new(ProblemKind::StoreUnavailable).because(error);
    let mut file = File::open(app.store.file(&entry.sha256))
        .await
        .map_err(unreadable)?;
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        file.seek(SeekFrom::Start(part.start)).await.map_err(unreadable)?;
        Body::from_stream(read(file, part.length))
    };
    let mut response = (status, body).into_response();
    let response_headers = response.headers_mut();
    describe(response_headers, entry, &tag);
    response_headers.insert(header::CONTENT_LENGTH, HeaderValue::from(part.length));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = part.start + part.length - 1;
        let range = format!("bytes {}-{last}/{}", part.start, entry.byte_size);
        if let Ok(range) = HeaderValue::from_str(&range) {
            response_headers.insert(header::CONTENT_RANGE, range);
        }
    }
    Ok(response)
}

fn describe(headers: &mut HeaderMap, entry: &FileEntry, tag: &str) {
    let name: String = entry
        .name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    // The plain name is for clients that do not know RFC 8187, the other one carries umlauts.
    let disposition = format!(
        "attachment; filename=\"{name}\"; filename*=UTF-8''{}",
        segment(&entry.name)
    );
    for (header, value) in [
        (header::CONTENT_TYPE, entry.media_type.as_str()),
        (header::ETAG, tag),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "no-cache"),
        // Should a browser ever show a file, nothing in it may run.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ] {
        let value = HeaderValue::from_str(value)
            .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
        headers.insert(header, value);
    }
}

fn unsatisfiable(entry: &FileEntry) -> Problem {
    Problem::new(ProblemKind::RangeNotSatisfiable).with("byteSize", serde_json::json!(entry.byte_size))
}

/// The part a request asks for: one range in bytes. Several ranges, other units and a range for another version of the
/// file are answered with the whole ([RFC 9110 §14.2](https://www.rfc-editor.org/rfc/rfc9110#section-14.2)).
fn part_of(headers: &HeaderMap, size: u64, tag: &str) -> Result<Option<Part>, ()> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if text(header::IF_RANGE).is_some_and(|known| known != tag) {
        return Ok(None);
    }
    match text(header::RANGE) {
        Some(range) => parse_range(range, size),
        None => Ok(None),
    }
}

fn parse_range(range: &str, size: u64) -> Result<Option<Part>, ()> {
    let Some((first, last)) = range
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Ok(None);
    };
    let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Ok(first), Err(_)) if last.is_empty() => (first, size),
        (Err(_), Ok(0)) if first.is_empty() => return Err(()),
        (Err(_), Ok(length)) if first.is_empty() => (size.saturating_sub(length), size),
        _ => return Ok(None),
    };
    if start >= size {
        return Err(());
    }
    Ok(Some(Part {
        start,
        length: end - start,
    }))
}

/// The next `length` bytes of a file in chunks. A file that ends early breaks the connection instead of ending the
/// body as if it were whole.
fn read(file: File, length: u64) -> impl stream::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold((file, length), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let size = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let mut chunk = vec![0; size];
        let count = file.read(&mut chunk).await?;
        if count == 0 {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
        }
        chunk.truncate(count);
        let left = left - count as u64;
        Ok(Some((Bytes::from(chunk), (file, left))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_ranges() {
        let part = |start, length| Ok(Some(Part { start, length }));
        for (range, expected) in [
            ("bytes=0-3", part(0, 4)),
            ("bytes=2-", part(2, 8)),
            ("bytes=-3", part(7, 3)),
            ("bytes=-99", part(0, 10)),
            ("bytes=9-99", part(9, 1)),
            ("bytes=10-", Err(())),
            ("bytes=99-100", Err(())),
            ("bytes=-0", Err(())),
            ("bytes=3-1", Ok(None)),
            ("bytes=0-1,4-5", Ok(None)),
            ("items=0-1", Ok(None)),
            ("bytes=-", Ok(None)),
            ("bytes=a-b", Ok(None)),
            ("", Ok(None)),
        ] {
            assert_eq!(parse_range(range, 10), expected, "{range}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Err(()), "an empty file has no part");
    }
}
