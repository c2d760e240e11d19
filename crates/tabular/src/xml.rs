//! Reading the XML parts of a package, event by event.

use std::borrow::Cow;
use std::error::Error;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, BytesText, Event};

use crate::error::TableError;
use crate::package::of_io;

/// A part that is read event by event. Empty elements come as a start and an end.
#[derive(Debug)]
pub(crate) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    part: String,
}

/// What comes next in a part.
#[derive(Debug)]
pub(crate) enum Node<'b> {
    /// A start tag.
    Start(Tag<'b>),
    /// An end tag, with its name without prefix.
    End(Vec<u8>),
    /// Text, with its references resolved and its line ends as LF.
    Text(String),
    /// A comment, an instruction or the declaration.
    Other,
    /// The end of the part.
    Eof,
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Tag<'b>(BytesStart<'b>);

impl Tag<'_> {
    /// The name without prefix.
    pub(crate) fn name(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute with a name, whatever its prefix.
    pub(crate) fn attribute(&self, name: &[u8]) -> Option<String> {
        self.attributes_named(name).next()
    }

    /// The values of all attributes with a name, whatever their prefixes.
    pub(crate) fn attributes_named(&self, name: &[u8]) -> impl Iterator<Item = String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes
            .flatten()
            .filter(move |attribute| attribute.key.local_name().as_ref() == name)
            .map(|attribute| value(&attribute))
    }

    /// An attribute that holds a number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &[u8]) -> Option<N> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether an attribute says `1` or `true`.
    pub(crate) fn is_set(&self, name: &[u8]) -> bool {
        matches!(self.attribute(name).as_deref(), Some("1" | "true" | "on"))
    }
}

impl<R: BufRead> Xml<R> {
    /// A part of that name.
    pub(crate) fn new(part: &str, source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            part: part.to_owned(),
        }
    }

    /// The next tag or text.
    pub(crate) fn next(&mut self) -> Result<Node<'_>, TableError> {
        self.buffer.clear();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| of_xml(&self.part, &error))?;
        Ok(match event {
            Event::Start(tag) | Event::Empty(tag) => {
                if let Some(error) = tag.attributes().find_map(Result::err) {
                    return Err(damaged(&self.part, &error));
                }
                Node::Start(Tag(tag))
            }
            Event::End(tag) => Node::End(tag.local_name().as_ref().to_vec()),
            Event::Text(text) => Node::Text(resolved(&text, &self.part)?),
            Event::CData(text) => Node::Text(with_lf(&String::from_utf8_lossy(&text)).into_owned()),
            Event::Eof => Node::Eof,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => Node::Other,
        })
    }

    /// An error of this part.
    pub(crate) fn damaged(&self, reason: impl Into<String>) -> TableError {
        TableError::Damaged {
            part: self.part.clone(),
            reason: reason.into(),
        }
    }
}

/// The text with its references resolved.
fn resolved(text: &BytesText<'_>, part: &str) -> Result<String, TableError> {
    let raw = str::from_utf8(text).map_err(|error| damaged(part, &error))?;
    let raw = with_lf(raw);
    let resolved = unescape(&raw).map_err(|error| damaged(part, &error))?;
    Ok(resolved.into_owned())
}

/// The value of an attribute; one that cannot be resolved stays as it is written, and is then found wrong by its reader.
fn value(attribute: &Attribute<'_>) -> String {
    let resolved = attribute.unescape_value().map(Cow::into_owned);
    resolved.unwrap_or_else(|_| String::from_utf8_lossy(&attribute.value).into_owned())
}

fn damaged(part: &str, error: &dyn Error) -> TableError {
    TableError::Damaged {
        part: part.to_owned(),
        reason: error.to_string(),
    }
}

/// Line ends as XML reads them (XML 1.0, 2.11).
fn with_lf(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The limit that ended the reading of a part, else the damage.
fn of_xml(part: &str, error: &quick_xml::Error) -> TableError {
    match error {
        quick_xml::Error::Io(error) => of_io(part, error),
        other => damaged(part, other),
    }
}
