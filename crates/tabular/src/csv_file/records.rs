//! Cutting a text into records and cells, each with its place.
//!
//! On well-formed text (RFC 4180) this agrees with the `csv` crate, which a test holds. On the rest it loses less: a
//! quotation mark that is never closed does not swallow the file, and one inside a cell stays in its text.

use std::borrow::Cow;
use std::ops::Range;

use crate::dialect::{Cut, Escape, LineEnd};

const QUOTE: u8 = b'"';

/// A cell as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawCell {
    /// Its content, without the quotes around it.
    pub(crate) content: Range<usize>,
    /// All of it, with quotes and what stands between them and the separators.
    pub(crate) whole: Range<usize>,
    /// Whether it is quoted.
    pub(crate) quoting: Quoting,
    /// What is wrong with its quotes.
    pub(crate) flaw: Option<Flaw>,
}

/// Whether a cell stands in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    Bare,
    Quoted,
    /// Quoted, with text behind the closing mark that is no separator.
    Half {
        /// Where the closing mark stands.
        closed_at: usize,
    },
}

/// What is wrong with the quotes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A quotation mark opens it and none closes it.
    Unclosed,
    /// A quotation mark inside of it is not escaped.
    Stray,
}

/// A record: a row of the table, or a blank line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// All of it without its line end.
    pub(crate) range: Range<usize>,
    /// How it ends; the last one may end with the text.
    pub(crate) end: Option<LineEnd>,
}

impl RawCell {
    /// What the cell says.
    pub(crate) fn text<'a>(&self, text: &'a str, escape: Escape) -> Cow<'a, str> {
        let content = &text[self.content.clone()];
        match self.quoting {
            Quoting::Bare => Cow::Borrowed(content),
            Quoting::Quoted => unescaped(content, escape),
            Quoting::Half { closed_at } => {
                let inside = unescaped(&text[self.content.start..closed_at], escape);
                Cow::Owned(format!("{inside}{}", &text[closed_at + 1..self.content.end]))
            }
        }
    }
}

/// The content of a quoted cell without its escapes.
fn unescaped(content: &str, escape: Escape) -> Cow<'_, str> {
    let has_escapes = content.contains("\"\"") || escape == Escape::Backslash && content.contains('\\');
    if !has_escapes {
        return Cow::Borrowed(content);
    }
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let is_escape = match (character, next) {
            ('"', Some('"')) => true,
            ('\\', Some('"' | '\\')) => escape == Escape::Backslash,
            _ => false,
        };
        text.push(if is_escape {
            characters.next().unwrap_or(character)
        } else {
            character
        });
    }
    Cow::Owned(text)
}

/// The records of a text, one after the other.
#[derive(Debug)]
pub(crate) struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    cut: Cut,
}

impl<'a> Records<'a> {
    /// The records from an offset on.
    pub(crate) fn new(text: &'a str, start: usize, cut: Cut) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: start,
            cut,
        }
    }

    /// The next record; its cells replace those in `cells`. A blank line has none.
    pub(crate) fn next_into(&mut self, cells: &mut Vec<RawCell>) -> Option<Record> {
        cells.clear();
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        if self.line_end(start).is_none() {
            loop {
                let cell = self.cell(self.at);
                self.at = cell.whole.end;
                cells.push(cell);
                if self.bytes.get(self.at) != Some(&self.cut.separator) {
                    break;
                }
                self.at += 1;
            }
        }
        let range = start..self.at;
        let end = self.line_end(self.at);
        self.at += end.map_or(0, |end| end.characters().len());
        Some(Record { range, end })
    }

    /// The line end at an offset.
    fn line_end(&self, at: usize) -> Option<LineEnd> {
        match self.bytes.get(at..)? {
            [b'\r', b'\n', ..] => Some(LineEnd::CrLf),
            [b'\n', ..] => Some(LineEnd::Lf),
            [b'\r', ..] => Some(LineEnd::Cr),
            _ => None,
        }
    }

    fn cell(&self, start: usize) -> RawCell {
        if self.bytes.get(start) == Some(&QUOTE) {
            self.quoted(start)
        } else {
            self.bare(start, None)
        }
    }

    /// A cell up to the next separator, whatever it holds.
    fn bare(&self, start: usize, flaw: Option<Flaw>) -> RawCell {
        let end = self.next_separator(start);
        RawCell {
            content: start..end,
            whole: start..end,
            quoting: Quoting::Bare,
            flaw,
        }
    }

    /// A cell that a quotation mark opens.
    fn quoted(&self, start: usize) -> RawCell {
        let inside = start + 1;
        let Some(close) = self.closing_quote(inside) else {
            return self.bare(start, Some(Flaw::Unclosed));
        };
        let end = self.next_separator(close + 1);
        let behind = self.bytes[close + 1..end].trim_ascii();
        if behind.is_empty() {
            return RawCell {
                content: inside..close,
                whole: start..end,
                quoting: Quoting::Quoted,
                flaw: None,
            };
        }
        let tail = self.bytes[close + 1..end].trim_ascii_end();
        if tail.ends_with(&[QUOTE]) {
            return RawCell {
                content: inside..close + tail.len(),
                whole: start..end,
                quoting: Quoting::Quoted,
                flaw: Some(Flaw::Stray),
            };
        }
        // The next quotation mark of the text stands in another cell and opens that.
        let spans_lines = memchr::memchr2(b'\n', b'\r', &self.bytes[inside..close]).is_some();
        if spans_lines {
            return self.bare(start, Some(Flaw::Unclosed));
        }
        RawCell {
            content: inside..end,
            whole: start..end,
            quoting: Quoting::Half { closed_at: close },
            flaw: Some(Flaw::Stray),
        }
    }

    /// The first quotation mark from an offset on that is not escaped.
    fn closing_quote(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = &self.bytes[at..];
            let found = at
                + match self.cut.escape {
                    Escape::Doubled => memchr::memchr(QUOTE, rest)?,
                    Escape::Backslash => memchr::memchr2(QUOTE, b'\\', rest)?,
                };
            let next = self.bytes.get(found + 1).copied();
            let is_escape = match (self.bytes[found], next) {
                (QUOTE, next) => next == Some(QUOTE),
                (_, Some(QUOTE | b'\\')) => true,
                _ => {
                    at = found + 1;
                    continue;
                }
            };
            if !is_escape {
                return Some(found);
            }
            at = found + 2;
        }
    }

    /// The next separator or line end from an offset on, else the end of the text.
    fn next_separator(&self, from: usize) -> usize {
        let rest = &self.bytes[from..];
        memchr::memchr3(self.cut.separator, b'\n', b'\r', rest).map_or(self.bytes.len(), |found| from + found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, escape: Escape) -> Vec<Vec<String>> {
        let cut = Cut {
            separator: b';',
            escape,
        };
        let mut records = Records::new(text, 0, cut);
        let (mut cells, mut rows) = (Vec::new(), Vec::new());
        while records.next_into(&mut cells).is_some() {
            rows.push(
                cells
                    .iter()
                    .map(|cell| cell.text(text, escape).into_owned())
                    .collect(),
            );
        }
        rows
    }

    fn check(text: &str, rows: &[&[&str]]) {
        assert_eq!(read(text, Escape::Doubled), rows, "{text:?}");
    }

    #[test]
    fn well_formed_text() {
        check("a;b\r\n1;\r\n", &[&["a", "b"], &["1", ""]]);
        check("a\n\nb\rc", &[&["a"], &[], &["b"], &["c"]]);
        check("\"a;b\n\";\"\"\"c\"\"\"", &[&["a;b\n", "\"c\""]]);
        check("\"\";x", &[&["", "x"]]);
        check("a;", &[&["a", ""]]);
        check("", &[]);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_file() {
        check("\"a;b\nc;d\n", &[&["\"a", "b"], &["c", "d"]]);
        check(
            "1;\"a\n2;\"b\"x\n3;c\n",
            &[&["1", "\"a"], &["2", "bx"], &["3", "c"]],
        );
    }

    #[test]
    fn a_stray_quote_stays_in_the_text() {
        check("\"er sagte \"ja\" dazu\";2", &[&["er sagte \"ja\" dazu", "2"]]);
        check("\"a\" b;2", &[&["a b", "2"]]);
        check("\"a\" ;2", &[&["a", "2"]]);
        check("5\" Rohr;2", &[&["5\" Rohr", "2"]]);
    }

    #[test]
    fn backslashes_escape() {
        let rows = read("\"a\\\"b\\\\\";\"C:\\neu\"\n", Escape::Backslash);
        assert_eq!(rows, [["a\"b\\", "C:\\neu"]]);
    }
}
