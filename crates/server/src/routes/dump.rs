//! A whole feed as one packed file, made once for each edition.

use std::io::{self, Write};
use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use kolophon_dcat::{Charset, Format, PREFIXES, PartWriter, WriteOptions};
use kolophon_publish::feed::{Edition, FeedError, Profile};

use crate::app::App;
use crate::feeds::{Delivered, Feed, PageKey, Purpose};
use crate::problem::{Problem, ProblemKind};
use crate::representation::{Representation, hash_of};
use crate::routes::catalog::{Request, cannot_write, edition, profile, refusal};

/// Above it files get hardly smaller, and take much longer.
const ZSTD_LEVEL: i32 = 7;

/// Datasets that are written at once.
const PART: usize = 100;

/// What a whole feed is packed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DumpCoding {
    /// [gzip](https://www.rfc-editor.org/rfc/rfc1952), one member.
    Gzip,
    /// [Zstandard](https://www.rfc-editor.org/rfc/rfc8878).
    Zstd,
}

impl DumpCoding {
    /// The coding of a file's last suffix.
    pub(crate) fn of_suffix(suffix: &str) -> Option<Self> {
        match suffix {
            "gz" => Some(Self::Gzip),
            "zst" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Zstd => "zst",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Gzip => "application/gzip",
            Self::Zstd => "application/zstd",
        }
    }
}

/// A file that was written once.
#[derive(Debug)]
pub(crate) struct Dump {
    bytes: Bytes,
    tag: String,
}

/// The whole feed.
pub(crate) async fn respond(
    app: Arc<App>,
    feed: Feed,
    (format, extension, coding): (Format, &'static str, DumpCoding),
    request: Request,
) -> Result<Response, Problem> {
    let profile = profile(&request.parameters)?;
    let visitor = request.visitor(&app)?;
    let is_read = request.method != Method::HEAD;
    let representation = app
        .blocking(move |app| {
            let extension = format!("{extension}.{}", coding.suffix());
            // There is no next page to come for.
            let kept = edition(app, &feed, (None, Purpose::Preparation), &extension)?;
            let key = PageKey {
                feed: feed.clone(),
                edition: kept.edition.name(),
                withdrawn: kept.edition.withdrawn(),
                number: 0,
                extension: extension.clone(),
                parameters: profile.name().to_owned(),
            };
            let dump = app.feeds.dump(key, || {
                let bytes = coded(&kept.edition, (format, profile), coding)?;
                Ok(Dump {
                    tag: hash_of(&bytes),
                    bytes,
                })
            })?;
            if is_read {
                let delivered = Delivered {
                    city: feed.city().to_owned(),
                    format: extension,
                    profile: profile.name(),
                    since: None,
                    edition: kept.edition.name(),
                    number: 1,
                    of: 1,
                    datasets: kept.edition.len(),
                };
                app.feeds.walks.delivered(visitor, delivered);
            }
            let file = Representation::new(coding.media_type(), dump.bytes.clone());
            Ok(file.tagged(&dump.tag).modified(kept.modified))
        })
        .await?;
    Ok(representation.respond(&request.client.headers))
}

impl Dump {
    /// How many bytes are kept.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }
}

fn coded(edition: &Edition, syntax: (Format, Profile), coding: DumpCoding) -> Result<Bytes, Problem> {
    let internal = |error: io::Error| Problem::new(ProblemKind::Internal).because(error);
    let bytes = match coding {
        DumpCoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
            write(edition, syntax, &mut encoder)?;
            encoder.finish().map_err(internal)?
        }
        DumpCoding::Zstd => {
            let mut encoder = zstd::Encoder::new(Vec::new(), ZSTD_LEVEL).map_err(internal)?;
            encoder.include_checksum(true).map_err(internal)?;
            write(edition, syntax, &mut encoder)?;
            encoder.finish().map_err(internal)?
        }
    };
    Ok(bytes.into())
}

/// Writes the parts of the feed one after the other, so that its length does not matter.
fn write(
    edition: &Edition,
    (format, profile): (Format, Profile),
    out: &mut impl Write,
) -> Result<(), Problem> {
    let mut writer = PartWriter::new(&WriteOptions {
        format,
        prefixes: PREFIXES,
        charset: Charset::Ascii,
    });
    let internal = |error: io::Error| Problem::new(ProblemKind::Internal).because(error);
    out.write_all(writer.head().as_bytes()).map_err(internal)?;
    edition
        .parts(PART, profile, |graph| {
            let part = writer.part(&graph).map_err(cannot_write)?;
            out.write_all(part.as_bytes()).map_err(internal)?;
            Ok::<_, PartFailed>(())
        })
        .map_err(|failed| failed.0)?;
    out.write_all(writer.tail().as_bytes()).map_err(internal)
}

/// A part cannot be made or written.
struct PartFailed(Problem);

impl From<FeedError> for PartFailed {
    fn from(error: FeedError) -> Self {
        Self(refusal(error))
    }
}

impl From<Problem> for PartFailed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}
