//! The texts that cells refer to by number.

use std::ops::Range;

use crate::error::TableError;
use crate::package::Package;
use crate::xlsx::string::decoded;
use crate::xml::{Node, Xml};

/// The texts, one behind the other: most are short, and there may be millions.
#[derive(Debug, Default)]
pub(crate) struct SharedStrings {
    text: String,
    ranges: Vec<Range<usize>>,
}

impl SharedStrings {
    /// Reads the part; a workbook without one has no such texts.
    ///
    /// The number of texts that the part declares is not believed.
    pub(crate) fn read(package: &mut Package<'_>, part: Option<&str>) -> Result<Self, TableError> {
        let Some(part) = part.filter(|part| package.find(part).is_some()) else {
            return Ok(Self::default());
        };
        let mut xml = Xml::new(part, package.stream(part)?);
        let mut strings = Self::default();
        let mut rich = RichText::default();
        loop {
            match xml.next()? {
                Node::Start(tag) if tag.name() == b"si" => rich = RichText::default(),
                Node::Start(tag) => rich.start(tag.name()),
                Node::Text(text) => rich.push(&text),
                Node::End(name) if name == b"si" => strings.push(&decoded(&rich.text)),
                Node::End(name) => rich.end(&name),
                Node::Eof => return Ok(strings),
                Node::Other => {}
            }
        }
    }

    fn push(&mut self, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.ranges.push(start..self.text.len());
    }

    /// The text of a number.
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        self.text.get(self.ranges.get(index)?.clone())
    }
}

/// A text in pieces of different fonts (`CT_Rst`); the pieces that say how Japanese is spoken are no part of it.
#[derive(Debug, Default)]
pub(crate) struct RichText {
    /// The text so far.
    pub(crate) text: String,
    is_in_piece: bool,
    is_spoken: bool,
}

impl RichText {
    /// An element begins inside of the text.
    pub(crate) fn start(&mut self, name: &[u8]) {
        match name {
            b"t" => self.is_in_piece = true,
            b"rPh" => self.is_spoken = true,
            _ => {}
        }
    }

    /// An element ends inside of the text.
    pub(crate) fn end(&mut self, name: &[u8]) {
        match name {
            b"t" => self.is_in_piece = false,
            b"rPh" => self.is_spoken = false,
            _ => {}
        }
    }

    /// Characters come.
    pub(crate) fn push(&mut self, text: &str) {
        if self.is_in_piece && !self.is_spoken {
            self.text.push_str(text);
        }
    }
}
