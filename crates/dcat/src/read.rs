//! Bytes in, triples with positions out: the one reader for every RDF syntax.
//!
//! Reading is tolerant. What is wrong in one place is reported as a [`SyntaxIssue`] and the rest of the text is still
//! read; only a text that cannot be understood from some point on (XML that is not well-formed, JSON that is not JSON,
//! a file without one readable statement) ends in a [`ReadError`] that names the place.

mod decode;
mod json_ld;
mod rdf_xml;
mod turtle;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kolophon_graph::{GraphBuilder, LineColumn, Mark, Source, SourceId, Span};
use thiserror::Error;

pub use self::decode::{Decoded, decode};
use crate::format::Format;

/// A file as it came: its name, its bytes, and what is known about it from outside.
#[derive(Clone, Debug)]
pub struct Document {
    /// The path as the user gave it; findings name it.
    pub name: String,
    /// The bytes, possibly gzipped.
    pub content: Content,
    /// The IRI that relative IRIs are resolved against.
    pub base: String,
    /// The format, when the sender named it; else name and content decide.
    pub format: Option<Format>,
}

/// Where the bytes of a document are.
#[derive(Clone, Debug)]
pub enum Content {
    /// Here.
    Bytes(Vec<u8>),
    /// In a file, which is opened when the document is read. Of a large file no more may be held at a time than a part.
    File(PathBuf),
}

impl Document {
    /// A file of that name; relative IRIs resolve against `file:///` and the name.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::with_content(name.into(), Content::Bytes(bytes))
    }

    /// A file that is still to be opened.
    #[must_use]
    pub fn file(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self::with_content(name.into(), Content::File(path.into()))
    }

    fn with_content(name: String, content: Content) -> Self {
        let base = file_iri(&name);
        Self {
            name,
            content,
            base,
            format: None,
        }
    }

    /// The bytes, read from the file if they are still there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Content::File(path) => fs::read(path).map(Cow::Owned),
        }
    }

    /// The same file with its bytes in memory, so that all who look at it see the same. One that cannot be read stays as
    /// it is: [`read`] says so.
    #[must_use]
    pub fn loaded(self) -> Self {
        match self.bytes().map(Cow::into_owned) {
            Ok(bytes) => Self {
                content: Content::Bytes(bytes),
                ..self
            },
            Err(_) => self,
        }
    }

    /// The bytes, if they are in memory.
    #[must_use]
    pub fn in_memory(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::File(_) => None,
        }
    }

    /// The same file with another base IRI.
    #[must_use]
    pub fn with_base(self, base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            ..self
        }
    }

    /// The same file, read as `format` whatever its name and content say.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self {
            format: Some(format),
            ..self
        }
    }
}

/// What a reading brought besides triples.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The number of the text in the graph.
    pub source: SourceId,
    /// The syntax it was read as.
    pub format: Format,
    /// The prefixes the text declares, in order: `("dct", "http://purl.org/dc/terms/")`.
    pub prefixes: Vec<(String, String)>,
    /// What is wrong in it, in the order of the text.
    pub issues: Vec<SyntaxIssue>,
}

/// Something in a text that is not correct RDF, but did not stop the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxIssue {
    /// What it is.
    pub kind: SyntaxIssueKind,
    /// The text it stands in.
    pub source: SourceId,
    /// The offending characters.
    pub span: Span,
}

/// The kinds of [`SyntaxIssue`]. Each says what the reader did instead.
///
/// Exhaustive on purpose: whoever words the kinds does not compile until a new one has its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SyntaxIssueKind {
    /// The text is no UTF-8. It was read as Windows-1252; the first character that was is named.
    NotUtf8,
    /// The IRI is not valid by [RFC 3987](https://www.rfc-editor.org/rfc/rfc3987). The term is kept as it is written.
    InvalidIri {
        /// The IRI after resolution.
        iri: String,
    },
    /// The language tag is not well-formed by BCP 47. The literal is kept with it.
    InvalidLanguageTag {
        /// The tag as written.
        tag: String,
    },
    /// A prefix that is declared nowhere. `prefix:name` is kept as if it were an IRI.
    UndefinedPrefix {
        /// The prefix without its colon.
        prefix: String,
    },
    /// Something that cannot be understood. It is passed over up to the next `;` of the same node, else up to the
    /// statement's end.
    UnexpectedToken {
        /// The characters found, shortened; empty at the end of the text.
        found: String,
        /// What the grammar wants there, in plain English.
        expected: &'static str,
    },
    /// A statement begins where the one before has not ended: the `;` there should be a `.`, or where the span is empty
    /// one is missing. Both statements are read.
    MissingFullStop,
    /// A `.` behind which the properties of the same node go on: it should be a `;`. They are read as those of that node.
    UnexpectedFullStop,
    /// An escape sequence that stands for no character. U+FFFD takes its place.
    InvalidEscape {
        /// The sequence.
        sequence: String,
    },
    /// An `&` that begins no reference. It is read as the character itself.
    UnescapedAmpersand,
    /// An `rdf:ID` or `rdf:nodeID` that is no XML name. It is used as it is written.
    InvalidId {
        /// The identifier.
        id: String,
    },
    /// A name in an RDF/XML document that may not stand there. The attribute or element is passed over.
    InvalidName {
        /// The name as written.
        name: String,
    },
    /// An `rdf:ID` that was used before under the same base IRI. Both nodes are the same.
    RepeatedId {
        /// The identifier.
        id: String,
    },
    /// A JSON-LD context that would have to be fetched. It is passed over; only embedded contexts count.
    RemoteContext {
        /// The context's address.
        iri: String,
    },
    /// A key in a JSON-LD document that no context maps to an IRI, or a keyword that says nothing of the object it
    /// stands in. It is passed over with its value, as JSON-LD wants it. Each such key is reported once.
    UnmappedTerm {
        /// The key.
        term: String,
    },
    /// A JSON-LD value that may not stand there. It is passed over.
    InvalidJsonLd {
        /// The error code of the [JSON-LD API](https://www.w3.org/TR/json-ld11-api/#jsonlderrorcode), or one of the
        /// reader's own: "no node object", "free-floating value", "repeated key", "blank node as property".
        code: &'static str,
    },
}

/// Why a file could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text cannot be understood from a certain place on.
    #[error("{name}:{}:{}: {reason}", .at.line, .at.column)]
    Syntax {
        /// The file.
        name: String,
        /// Where reading stopped.
        at: LineColumn,
        /// What was wrong, in plain English.
        reason: String,
    },
    /// The bytes are no text in a known encoding.
    #[error("{name}: not a text file: byte {offset} fits no known encoding")]
    Encoding {
        /// The file.
        name: String,
        /// The first byte that fits no encoding.
        offset: usize,
    },
    /// The gzip stream is damaged or grows beyond measure.
    #[error("{name}: the compressed file cannot be unpacked")]
    Gzip {
        /// The file.
        name: String,
        /// What the decoder says.
        source: io::Error,
    },
    /// Neither name nor content tell an RDF syntax.
    #[error("{name}: no RDF format recognised")]
    UnknownFormat {
        /// The file.
        name: String,
    },
    /// The file cannot be opened, or not read to its end.
    #[error("{name}: the file cannot be read")]
    Io {
        /// The file.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// More than positions can count.
    #[error("{name}: larger than {limit} bytes")]
    TooLarge {
        /// The file.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
}

/// Reads a document into `builder`.
///
/// Named graphs of `TriG`, N-Quads and JSON-LD are joined: a catalogue is what all its graphs say together.
///
/// # Errors
/// When the bytes are no text, or the text cannot be understood from a certain place on. The builder then holds no
/// triple of the document.
pub fn read(document: &Document, builder: &mut GraphBuilder) -> Result<Reading, ReadError> {
    if let Content::File(path) = &document.content
        && !builder.keeps_positions()
        && let Some((file, format)) = open_in_parts(document, path)?
    {
        let source = builder.add_source(Source::new(&document.name, ""));
        let mut input = Input::new(document, source, "", builder);
        let result = turtle::read_file(&mut input, format, file);
        return input.finish(document, format, result);
    }
    let Decoded {
        text: decoded,
        guessed_from,
    } = decode(document)?;
    let (kept, decoded) = if builder.keeps_positions() {
        (Arc::from(decoded), None)
    } else {
        (Arc::from(""), Some(decoded))
    };
    let text: &str = decoded.as_deref().unwrap_or(&kept);
    let format = document
        .format
        .or_else(|| recognise(&document.name, text))
        .ok_or_else(|| ReadError::UnknownFormat {
            name: document.name.clone(),
        })?;
    let source = builder.add_source(Source::new(&document.name, Arc::clone(&kept)));
    let mut input = Input::new(document, source, text, builder);
    if let Some(start) = guessed_from {
        let length = text[start..].chars().next().map_or(0, char::len_utf8);
        input.report(SyntaxIssueKind::NotUtf8, Span::new(start, start + length));
    }
    let result = match format {
        Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads => turtle::read(&mut input, format),
        Format::RdfXml => rdf_xml::read(&mut input).map_err(Interruption::from),
        Format::JsonLd => json_ld::read(&mut input).map_err(Interruption::from),
    };
    input.finish(document, format, result)
}

/// The file and its format, if it is large and of a syntax that is read in parts.
fn open_in_parts(document: &Document, path: &Path) -> Result<Option<(File, Format)>, ReadError> {
    let head = decode::head(path).map_err(|source| ReadError::Io {
        name: document.name.clone(),
        source,
    })?;
    let Some((file, head)) = head else { return Ok(None) };
    let format = document.format.or_else(|| recognise(&document.name, &head));
    Ok(match format {
        Some(format @ (Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads)) => {
            Some((file, format))
        }
        _ => None,
    })
}

/// What a reader of one syntax works on.
struct Input<'a> {
    text: &'a str,
    base: &'a str,
    source: SourceId,
    /// Where in the document the text begins.
    offset: usize,
    builder: &'a mut GraphBuilder,
    issues: Vec<SyntaxIssue>,
    prefixes: Vec<(String, String)>,
    before: Option<Mark>,
}

impl<'a> Input<'a> {
    fn new(document: &'a Document, source: SourceId, text: &'a str, builder: &'a mut GraphBuilder) -> Self {
        Self {
            text,
            base: &document.base,
            source,
            offset: 0,
            before: Some(builder.mark()),
            builder,
            issues: Vec::new(),
            prefixes: Vec::new(),
        }
    }

    fn report(&mut self, kind: SyntaxIssueKind, span: Span) {
        let place = span.range();
        self.issues.push(SyntaxIssue {
            kind,
            source: self.source,
            span: Span::new(self.offset + place.start, self.offset + place.end),
        });
    }

    /// A prefix that the text declares; of several declarations the last counts.
    fn declare_prefix(&mut self, prefix: &str, iri: &str) {
        match self.prefixes.iter_mut().find(|(known, _)| known == prefix) {
            Some((_, known)) => iri.clone_into(known),
            None => self.prefixes.push((prefix.to_owned(), iri.to_owned())),
        }
    }

    /// What the reading brought. After an interruption the builder holds no triple of the document.
    fn finish(
        self,
        document: &Document,
        format: Format,
        result: Result<(), Interruption>,
    ) -> Result<Reading, ReadError> {
        let Err(interruption) = result else {
            let mut issues = self.issues;
            issues.sort_by_key(|issue| issue.span);
            return Ok(Reading {
                source: self.source,
                format,
                prefixes: self.prefixes,
                issues,
            });
        };
        if let Some(before) = &self.before {
            self.builder.go_back(before);
        }
        let name = document.name.clone();
        Err(match interruption {
            Interruption::Syntax(stop) => ReadError::Syntax {
                name,
                at: Source::new("", self.text).line_column(Span::new(stop.offset, stop.offset).start),
                reason: stop.reason,
            },
            Interruption::Encoding { offset } => ReadError::Encoding { name, offset },
            Interruption::Io(source) => ReadError::Io { name, source },
        })
    }
}

/// Where and why a reader could not go on.
#[derive(Debug)]
struct Stop {
    offset: usize,
    reason: String,
}

/// Why the reading of a text ended before its end.
#[derive(Debug)]
enum Interruption {
    Syntax(Stop),
    /// The bytes from `offset` on are no UTF-8.
    Encoding {
        offset: usize,
    },
    Io(io::Error),
}

impl From<Stop> for Interruption {
    fn from(stop: Stop) -> Self {
        Self::Syntax(stop)
    }
}

/// The content decides, because endings lie; among the Turtle family, which looks alike, the ending does.
fn recognise(name: &str, text: &str) -> Option<Format> {
    let by_name = Format::of_file_name(name);
    match (Format::of_content(text), by_name) {
        (
            Some(Format::Turtle | Format::TriG),
            Some(family @ (Format::TriG | Format::NTriples | Format::NQuads)),
        ) => Some(family),
        (Some(content), _) => Some(content),
        (None, by_name) => by_name,
    }
}

/// The `file://` IRI of a path, with every byte that an IRI cannot hold percent-encoded.
fn file_iri(name: &str) -> String {
    let mut iri = String::from("file://");
    if !name.starts_with('/') {
        iri.push('/');
    }
    for byte in name.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(iri, "%{byte:02X}");
        }
    }
    iri
}
