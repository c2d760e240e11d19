//! A response whose bytes are complete before its status line is sent.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use kolophon_dcat::{Charset, Format, WriteOptions};
use kolophon_graph::Graph;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::feeds::{Packed, Packing};
use crate::negotiate::{Form, RDF_FORMATS};
use crate::problem::{Problem, ProblemKind};

/// Pages with a search field also load its script, which asks this server for suggestions.
const SEARCHING_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The form of a resource that a client gets.
#[derive(Debug)]
pub(crate) struct Representation {
    content_type: HeaderValue,
    body: Bytes,
    links: Vec<String>,
    vary: Vec<&'static str>,
    tag: Option<String>,
    modified: Option<Timestamp>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Representation {
    /// Bytes of a media type.
    pub(crate) fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            content_type: HeaderValue::from_static(content_type),
            body: body.into(),
            links: Vec::new(),
            vary: Vec::new(),
            tag: None,
            modified: None,
            headers: Vec::new(),
        }
    }

    /// A page.
    pub(crate) fn html(page: &impl askama::Template) -> Result<Self, Problem> {
        let text = page
            .render()
            .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
        Ok(Self::new("text/html; charset=utf-8", text))
    }

    /// A page that has a search field.
    pub(crate) fn with_search_field(self) -> Self {
        self.with_header(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(SEARCHING_POLICY),
        )
    }

    /// JSON.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Problem> {
        let text =
            serde_json::to_vec(value).map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
        Ok(Self::new("application/json", text))
    }

    /// RDF. In [`Charset::Ascii`] the media type goes without a charset: some harvesters compare the whole header,
    /// others guess a charset when there is none, and ASCII satisfies both. Readable UTF-8 says what it is.
    pub(crate) fn rdf(graph: &Graph, format: Format, charset: Charset) -> Result<Self, Problem> {
        let options = WriteOptions {
            format,
            prefixes: kolophon_dcat::PREFIXES,
            charset,
        };
        let text = kolophon_dcat::write(graph, &options).map_err(|error| {
            let others: Vec<&str> = RDF_FORMATS.iter().map(|format| format.media_type()).collect();
            Problem::new(ProblemKind::NotAcceptable)
                .with("offers", serde_json::json!(others))
                .because(error)
        })?;
        Ok(Self::new(rdf_media_type(format, charset), text))
    }

    /// A body that was packed before.
    pub(crate) fn packed(
        content_type: &'static str,
        packed: &Packed,
        packing: Packing,
    ) -> Result<Self, Problem> {
        let body = packed
            .body(packing)
            .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
        let mut representation = Self::new(content_type, body);
        representation.vary.push("accept-encoding");
        // Two codings of one page are two representations.
        let mut tag = packed.tag().to_owned();
        if packing == Packing::Gzip {
            tag.push_str(GZIP_TAG);
            let gzip = HeaderValue::from_static("gzip");
            representation.headers.push((header::CONTENT_ENCODING, gzip));
        }
        representation.tag = Some(tag);
        Ok(representation)
    }

    /// With a tag that was worked out before.
    pub(crate) fn tagged(self, tag: &str) -> Self {
        Self {
            tag: Some(tag.to_owned()),
            ..self
        }
    }

    /// With the time it last changed, a whole second.
    pub(crate) fn modified(self, modified: Option<Timestamp>) -> Self {
        Self { modified, ..self }
    }

    /// The same resource was chosen by `Accept` among several forms.
    pub(crate) fn negotiated(mut self) -> Self {
        self.vary.insert(0, "accept");
        self
    }

    /// Its labels were chosen by `Accept-Language`.
    pub(crate) fn in_language(mut self) -> Self {
        self.vary.push("accept-language");
        self
    }

    /// With a [web link](https://www.rfc-editor.org/rfc/rfc8288#section-3); `parameters` such as `rel="next"`.
    pub(crate) fn with_link(mut self, target: &str, parameters: &str) -> Self {
        self.links.push(format!("<{target}>; {parameters}"));
        self
    }

    /// With another header.
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The response, or 304 when the client has these bytes already
    /// ([RFC 9110 §13.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2)).
    pub(crate) fn respond(self, request: &HeaderMap) -> Response {
        let tag = format!("\"{}\"", self.tag.unwrap_or_else(|| hash_of(&self.body)));
        // The time is asked only where no tag is sent: RFC 9110 §13.1.3.
        let unchanged = if request.contains_key(header::IF_NONE_MATCH) {
            matches_tag(request, &tag)
        } else {
            self.modified.is_some_and(|modified| is_since(request, modified))
        };
        let length = self.body.len();
        let mut response = if unchanged {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.body).into_response()
        };
        let headers = response.headers_mut();
        if !unchanged {
            headers.insert(header::CONTENT_TYPE, self.content_type);
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(modified) = self.modified.and_then(http_date) {
            headers.insert(header::LAST_MODIFIED, modified);
        }
        // A withdrawn dataset must be gone at once, so caches ask every time; the answer is mostly a 304.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(vary) = HeaderValue::from_str(&self.vary.join(", "))
            && !self.vary.is_empty()
        {
            headers.insert(header::VARY, vary);
        }
        for link in self.links {
            if let Ok(link) = HeaderValue::from_str(&link) {
                headers.append(header::LINK, link);
            }
        }
        for (name, value) in self.headers {
            if !unchanged || name != header::CONTENT_ENCODING {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// What the tag of a packed body ends in.
const GZIP_TAG: &str = "-gzip";

/// A time as [RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7) wants it.
fn http_date(time: Timestamp) -> Option<HeaderValue> {
    HeaderValue::from_str(&time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

/// Whether the client has what is there since `modified`. A date that cannot be read asks for everything.
fn is_since(request: &HeaderMap, modified: Timestamp) -> bool {
    let date = request
        .get(header::IF_MODIFIED_SINCE)
        .and_then(|date| date.to_str().ok());
    let known = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
    known.is_some_and(|known| known >= modified)
}

/// The media type of RDF. Of the readable forms only Turtle has to name its charset: the others are UTF-8 by definition, or
/// say so themselves.
pub(crate) fn rdf_media_type(format: Format, charset: Charset) -> &'static str {
    match (format, charset) {
        (Format::Turtle, Charset::Utf8) => "text/turtle; charset=utf-8",
        (_, Charset::Ascii | Charset::Utf8) => format.media_type(),
    }
}

/// A problem that names the forms there are.
pub(crate) fn not_acceptable(offers: &[Form]) -> Problem {
    let offers: Vec<&str> = offers.iter().map(|form| form.media_type()).collect();
    Problem::new(ProblemKind::NotAcceptable).with("offers", serde_json::json!(offers))
}

/// Whether `If-None-Match` names the tag.
pub(crate) fn matches_tag(request: &HeaderMap, tag: &str) -> bool {
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == "*" || unpacked(known) == unpacked(tag))
}

/// The tag without its coding: who has the page in one coding has it.
fn unpacked(tag: &str) -> &str {
    let tag = tag.trim_matches('"');
    tag.strip_suffix(GZIP_TAG).unwrap_or(tag)
}

/// The first half of the SHA-256 of some bytes, in hexadecimal digits.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(bytes)[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}
