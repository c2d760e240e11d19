//! JSON text as a tree in which every value and key knows its place.
//!
//! Strict [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259), but for two things that have a readable meaning and are
//! reported instead of ending the reading: an escape that stands for half a surrogate pair, and a key that stands
//! twice in one object (both entries are kept).

use std::borrow::Cow;

use kolophon_graph::Span;
use rustc_hash::FxHashSet;

use super::super::{Stop, SyntaxIssueKind};
use super::code;

/// Deeper nesting ends the reading; it keeps the stack small for everything that walks the tree.
pub(super) const DEEPEST_NESTING: usize = 500;

/// A JSON value and where it stands.
#[derive(Debug)]
pub(super) struct Value<'a> {
    /// The whole value: a string with its quotes, an object or array with its brackets.
    pub(super) span: Span,
    pub(super) kind: Kind<'a>,
}

#[derive(Debug)]
pub(super) enum Kind<'a> {
    Null,
    Boolean(bool),
    /// As written.
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Vec<Entry<'a>>),
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Cow<'a, str>,
    /// The key with its quotes.
    pub(super) key_span: Span,
    pub(super) value: Value<'a>,
}

impl<'a> Value<'a> {
    /// The string, if it is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The entries, if it is an object.
    pub(super) fn as_object(&self) -> Option<&[Entry<'a>]> {
        match &self.kind {
            Kind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The elements of an array; any other value is one element, as JSON-LD has it nearly everywhere.
    pub(super) fn as_elements(&self) -> &[Self] {
        match &self.kind {
            Kind::Array(elements) => elements,
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether it is `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The token that stands for the value in a position: of objects and arrays the opening bracket alone.
    pub(super) fn token(&self) -> Span {
        match self.kind {
            Kind::Array(_) | Kind::Object(_) => Span {
                start: self.span.start,
                end: self.span.start + 1,
            },
            _ => self.span,
        }
    }
}

/// Parses a whole text. What is wrong but readable goes to `issues`.
///
/// # Errors
/// At the first character that no JSON text has there.
pub(super) fn parse<'a>(text: &'a str, issues: &mut Vec<(SyntaxIssueKind, Span)>) -> Result<Value<'a>, Stop> {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        depth: 0,
        values: Vec::new(),
        entries: Vec::new(),
        issues,
    };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    parser.skip_blanks();
    let value = parser.value()?;
    parser.skip_blanks();
    if parser.at < parser.bytes.len() {
        return Err(parser.stop("the JSON text ends here, but more characters follow"));
    }
    Ok(value)
}

struct Parser<'a, 'i> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// Elements of the arrays that are still open, the innermost last.
    values: Vec<Value<'a>>,
    /// Entries of the objects that are still open, the innermost last.
    entries: Vec<Entry<'a>>,
    issues: &'i mut Vec<(SyntaxIssueKind, Span)>,
}

impl<'a> Parser<'a, '_> {
    fn value(&mut self) -> Result<Value<'a>, Stop> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'"') => Kind::String(self.string()?),
            Some(b'{') => self.object()?,
            Some(b'[') => self.array()?,
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.word("true", Kind::Boolean(true))?,
            Some(b'f') => self.word("false", Kind::Boolean(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(b'\'') => return Err(self.stop("JSON wants double quotes around a string")),
            Some(b'}' | b']' | b',') => return Err(self.stop("a value is missing here")),
            Some(_) => return Err(self.stop("no JSON value starts with this character")),
            None => return Err(self.stop("the text ends where a value is expected")),
        };
        Ok(Value {
            span: Span::new(start, self.at),
            kind,
        })
    }

    fn object(&mut self) -> Result<Kind<'a>, Stop> {
        self.open()?;
        let first = self.entries.len();
        self.skip_blanks();
        if self.peek() == Some(b'}') {
            self.close();
            return Ok(Kind::Object(Vec::new()));
        }
        loop {
            let key_start = self.at;
            let key = match self.peek() {
                Some(b'"') => self.string()?,
                Some(b'}') => return Err(self.stop("a comma stands before this `}`, but no key follows it")),
                Some(b'\'') => return Err(self.stop("JSON wants double quotes around a key")),
                Some(_) => return Err(self.stop("a key in double quotes is expected here")),
                None => return Err(self.stop("the text ends inside an object")),
            };
            let key_span = Span::new(key_start, self.at);
            self.skip_blanks();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return Err(self.stop("a colon is expected after the key")),
                None => return Err(self.stop("the text ends inside an object")),
            }
            self.skip_blanks();
            let value = self.value()?;
            self.entries.push(Entry { key, key_span, value });
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                Some(_) => return Err(self.stop("a comma or `}` is expected here")),
                None => return Err(self.stop("the text ends inside an object")),
            }
            self.skip_blanks();
        }
        self.close();
        self.report_repeated_keys(first);
        Ok(Kind::Object(self.entries.drain(first..).collect()))
    }

    fn array(&mut self) -> Result<Kind<'a>, Stop> {
        self.open()?;
        let first = self.values.len();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.close();
            return Ok(Kind::Array(Vec::new()));
        }
        loop {
            if self.peek() == Some(b']') {
                return Err(self.stop("a comma stands before this `]`, but no value follows it"));
            }
            let value = self.value()?;
            self.values.push(value);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                Some(_) => return Err(self.stop("a comma or `]` is expected here")),
                None => return Err(self.stop("the text ends inside an array")),
            }
            self.skip_blanks();
        }
        self.close();
        Ok(Kind::Array(self.values.drain(first..).collect()))
    }

    fn open(&mut self) -> Result<(), Stop> {
        if self.depth == DEEPEST_NESTING {
            return Err(self.stop("objects and arrays are nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    fn report_repeated_keys(&mut self, first: usize) {
        const FEW: usize = 12;
        let entries = &self.entries[first..];
        let mut report = |entry: &Entry<'_>| {
            let kind = SyntaxIssueKind::InvalidJsonLd {
                code: code::REPEATED_KEY,
            };
            self.issues.push((kind, entry.key_span));
        };
        if entries.len() <= FEW {
            for (at, entry) in entries.iter().enumerate() {
                if entries[..at].iter().any(|earlier| earlier.key == entry.key) {
                    report(entry);
                }
            }
            return;
        }
        let mut seen = FxHashSet::default();
        for entry in entries {
            if !seen.insert(&*entry.key) {
                report(entry);
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Stop> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.peek() == Some(b'"') {
            let text = &self.text[start..self.at];
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        let mut decoded = String::from(&self.text[start..self.at]);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(decoded));
                }
                Some(b'\\') => decoded.push(self.escape()?),
                Some(b'\n' | b'\r') => {
                    return Err(self.stop("a line ends inside a string; JSON writes it as \\n"));
                }
                Some(_) => {
                    return Err(self.stop("a control character inside a string must be written as an escape"));
                }
                None => {
                    self.at = open;
                    return Err(self.stop("the string that starts here is never closed"));
                }
            }
            let start = self.at;
            self.skip_plain();
            decoded.push_str(&self.text[start..self.at]);
        }
    }

    /// Moves behind the characters of a string that stand for themselves.
    fn skip_plain(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|byte| ENDS_PLAIN[usize::from(*byte)])
            .unwrap_or(rest.len());
        self.at += length;
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let character = match self.bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.stop("JSON knows no such escape; a backslash itself is written \\\\")),
        };
        self.at += 2;
        Ok(character)
    }

    /// `\uXXXX`, or two of them that make a surrogate pair.
    fn unicode_escape(&mut self) -> Result<char, Stop> {
        let start = self.at;
        let first = self.code_unit()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        let behind_first = self.at;
        if (0xd800..0xdc00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u") {
            let second = self.code_unit()?;
            if (0xdc00..0xe000).contains(&second) {
                let character = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = behind_first;
        }
        let kind = SyntaxIssueKind::InvalidEscape {
            sequence: self.text[start..self.at].to_owned(),
        };
        self.issues.push((kind, Span::new(start, self.at)));
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn code_unit(&mut self) -> Result<u32, Stop> {
        let digits = self.bytes.get(self.at + 2..self.at + 6);
        let value = digits.and_then(|digits| {
            digits.iter().try_fold(0, |value, digit| {
                char::from(*digit).to_digit(16).map(|digit| value * 16 + digit)
            })
        });
        let Some(value) = value else {
            return Err(self.stop("\\u wants four hexadecimal digits"));
        };
        self.at += 6;
        Ok(value)
    }

    fn number(&mut self) -> Result<&'a str, Stop> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.stop("a JSON number has no leading zero"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Result<(), Stop> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.stop("a digit is expected here"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn word(&mut self, word: &str, kind: Kind<'a>) -> Result<Kind<'a>, Stop> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.stop("no JSON value is spelled like this; text stands in double quotes"));
        }
        self.at += word.len();
        Ok(kind)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn stop(&self, reason: &str) -> Stop {
        Stop {
            offset: self.at,
            reason: reason.to_owned(),
        }
    }
}

/// The bytes at which a run of characters that stand for themselves ends: quote, backslash, control characters.
const ENDS_PLAIN: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        ends[byte] = true;
        byte += 1;
    }
    ends[b'"' as usize] = true;
    ends[b'\\' as usize] = true;
    ends
};

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Value<'_>, Vec<(SyntaxIssueKind, Span)>) {
        let mut issues = Vec::new();
        let value = parse(text, &mut issues).unwrap();
        (value, issues)
    }

    fn check_stop(text: &str, offset: usize) {
        let stop = parse(text, &mut Vec::new()).unwrap_err();
        assert_eq!(stop.offset, offset, "{text:?}: {}", stop.reason);
    }

    #[test]
    fn values_and_keys_know_their_place() {
        let text = "\u{feff} {\"ä\" : [1.5e-3, \"x\\u00e4\\ud83d\\ude00\"]} ";
        let (value, issues) = parsed(text);
        assert!(issues.is_empty());
        let entry = &value.as_object().unwrap()[0];
        assert_eq!(&text[entry.key_span.range()], "\"ä\"");
        let elements = entry.value.as_elements();
        assert_eq!(&text[elements[0].span.range()], "1.5e-3");
        assert_eq!(elements[1].as_str(), Some("xä😀"));
        assert_eq!(&text[elements[1].span.range()], "\"x\\u00e4\\ud83d\\ude00\"");
        assert_eq!(&text[entry.value.token().range()], "[");
    }

    #[test]
    fn an_error_names_its_byte() {
        check_stop("", 0);
        check_stop("{\"a\": 1,}", 8);
        check_stop("[1, ]", 4);
        check_stop("[1 2]", 3);
        check_stop("{\"a\" 1}", 5);
        check_stop("{a: 1}", 1);
        check_stop("[01]", 2);
        check_stop("[1.]", 3);
        check_stop("[-]", 2);
        check_stop("[\"a\nb\"]", 3);
        check_stop("[\"a\\x\"]", 3);
        check_stop("[\"a\\u12g4\"]", 3);
        check_stop("  [\"a", 3);
        check_stop("[nul]", 1);
        check_stop("{} {}", 3);
        check_stop("[1", 2);
        check_stop("['a']", 1);
    }

    #[test]
    fn half_a_surrogate_pair_and_a_repeated_key_are_reported() {
        let (value, issues) = parsed(r#"{"a": "\ud83dx", "a": "\ude00\ud83d\u0041"}"#);
        let entries = value.as_object().unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].value.as_str(), Some("\u{fffd}x"));
        assert_eq!(entries[1].value.as_str(), Some("\u{fffd}\u{fffd}A"));
        let spans: Vec<_> = issues.iter().map(|(_, span)| (span.start, span.end)).collect();
        assert_eq!(spans, [(7, 13), (23, 29), (29, 35), (17, 20)]);
    }

    #[test]
    fn a_million_open_brackets_end_at_the_limit() {
        check_stop(&"[".repeat(1_000_000), DEEPEST_NESTING);
        check_stop(&"{\"a\":".repeat(1_000_000), 5 * DEEPEST_NESTING);
    }
}
