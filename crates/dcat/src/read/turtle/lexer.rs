//! From text to tokens: where each begins and ends, and what sort it is. Nothing is copied.

use kolophon_graph::Span;
use memchr::{memchr, memchr2, memchr3};

use crate::names::{is_name_base, is_name_character, is_name_start};

/// A token by its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// `<…>`
    Iri {
        escaped: bool,
    },
    /// `prefix:local`, with the offset of the colon
    PrefixedName {
        colon: usize,
        escaped: bool,
    },
    /// `_:label`
    BlankNode,
    /// A string in one or three quotation marks
    String {
        quotes: usize,
        escaped: bool,
    },
    /// `@` and a tag, `@prefix` and `@base` included
    At,
    Integer,
    Decimal,
    Double,
    /// A name without a colon: `a`, `true`, `PREFIX` …
    Word,
    /// One of `. ; , [ ] ( ) { }`
    Punctuation(u8),
    /// `^^`
    Carets,
    End,
    /// Something that is no token, and what would be one.
    Broken {
        expected: &'static str,
    },
}

/// What an unterminated string is reported with.
pub(super) const UNTERMINATED_STRING: &str = "a closing quotation mark";

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Blanks that Unicode knows and Turtle does not, passed over.
    pub(super) foreign_blanks: Vec<Span>,
    /// Whether the end of a string of several lines was looked for up to the end of the text.
    pub(super) ran_into_the_end: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            foreign_blanks: Vec::new(),
            ran_into_the_end: false,
        }
    }

    /// Goes on reading at another place.
    pub(super) fn move_to(&mut self, offset: usize) {
        self.at = offset;
    }

    pub(super) fn next(&mut self) -> Token {
        self.skip_blanks();
        let bytes = self.text.as_bytes();
        let start = self.at;
        let Some(&first) = bytes.get(start) else {
            return self.token(TokenKind::End, start);
        };
        match first {
            b'<' => self.iri(),
            b'"' | b'\'' => self.string(first),
            b'@' => self.at_word(),
            b'_' if bytes.get(start + 1) == Some(&b':') => self.blank_node(),
            b'.' if !matches!(bytes.get(start + 1), Some(b'0'..=b'9')) => self.punctuation(first),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            b';' | b',' | b'[' | b']' | b'(' | b')' | b'{' | b'}' => self.punctuation(first),
            b'^' if bytes.get(start + 1) == Some(&b'^') => {
                self.at += 2;
                self.token(TokenKind::Carets, start)
            }
            _ => self.name(),
        }
    }

    fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token {
            kind,
            start,
            end: self.at,
        }
    }

    fn broken(&self, expected: &'static str, start: usize) -> Token {
        self.token(TokenKind::Broken { expected }, start)
    }

    fn punctuation(&mut self, byte: u8) -> Token {
        let start = self.at;
        self.at += 1;
        self.token(TokenKind::Punctuation(byte), start)
    }

    fn skip_blanks(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' => {
                    self.at = memchr2(b'\n', b'\r', &bytes[self.at..])
                        .map_or(bytes.len(), |offset| self.at + offset);
                }
                0x80.. | 0x0b | 0x0c => {
                    let Some(blank) = self.character().filter(|c| c.is_whitespace() || *c == '\u{feff}')
                    else {
                        return;
                    };
                    let start = self.at;
                    self.at += blank.len_utf8();
                    self.foreign_blanks.push(Span::new(start, self.at));
                }
                _ => return,
            }
        }
    }

    fn character(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// `IRIREF`, also with characters that no IRI may hold, as long as the line and nothing else ends it.
    fn iri(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        let start = self.at;
        // Nearly all are well-formed: one look for the end, one for what must not stand before it.
        let inside = start + 1;
        if let Some(length) = memchr3(b'>', b'<', b'\n', &bytes[inside..])
            && bytes[inside + length] == b'>'
            && !bytes[inside..inside + length]
                .iter()
                .copied()
                .any(is_special_in_an_iri)
        {
            self.at = inside + length + 1;
            return self.token(TokenKind::Iri { escaped: false }, start);
        }
        self.unusual_iri()
    }

    fn unusual_iri(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut escaped = false;
        let mut first_blank = None;
        let mut at = start + 1;
        loop {
            match bytes.get(at) {
                Some(b'>') => {
                    self.at = at + 1;
                    return self.token(TokenKind::Iri { escaped }, start);
                }
                Some(b'\\') => escaped = true,
                Some(b' ' | b'\t') if first_blank.is_none() => first_blank = Some(at),
                Some(b'"') if first_blank.is_none() => {}
                None | Some(b'\n' | b'\r' | b'<' | b'"') => break,
                Some(_) => {}
            }
            at += 1;
        }
        self.at = first_blank.unwrap_or(at).max(start + 1);
        self.broken("an IRI that ends with `>`", start)
    }

    fn string(&mut self, quote: u8) -> Token {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let long = bytes.get(start + 1) == Some(&quote) && bytes.get(start + 2) == Some(&quote);
        let quotes = if long { 3 } else { 1 };
        let mut escaped = false;
        let mut at = start + quotes;
        if long {
            while let Some(offset) = bytes.get(at..).and_then(|rest| memchr2(quote, b'\\', rest)) {
                at += offset;
                if bytes[at] == b'\\' {
                    escaped = true;
                    at += 2;
                } else if bytes[at..].starts_with(&[quote; 3]) {
                    self.at = at + 3;
                    return self.token(TokenKind::String { quotes, escaped }, start);
                } else {
                    at += 1;
                }
            }
            self.ran_into_the_end = true;
        } else {
            while let Some(offset) = bytes.get(at..).and_then(|rest| end_of_run(quote, rest)) {
                at += offset;
                let byte = bytes[at];
                if byte == quote {
                    self.at = at + 1;
                    return self.token(TokenKind::String { quotes, escaped }, start);
                }
                match byte {
                    b'\n' | b'\r' => break,
                    b'\\' if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => {
                        escaped = true;
                        at += 2;
                    }
                    _ => at += 1,
                }
            }
        }
        let line = &bytes[start..];
        self.at = start + memchr2(b'\n', b'\r', line).unwrap_or(line.len());
        self.broken(UNTERMINATED_STRING, start)
    }

    /// `LANGTAG`, `@prefix`, `@base`; an underscore belongs to the tag, so that `@de_DE` is one wrong tag.
    fn at_word(&mut self) -> Token {
        let start = self.at;
        let rest = &self.text.as_bytes()[start + 1..];
        let length = rest
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))
            .unwrap_or(rest.len());
        self.at += 1 + length;
        self.token(TokenKind::At, start)
    }

    fn blank_node(&mut self) -> Token {
        let start = self.at;
        self.at += 2;
        let label = self.at;
        if self
            .character()
            .is_some_and(|c| is_name_start(c) || c.is_ascii_digit())
        {
            self.skip_name();
        }
        if self.at == label {
            return self.broken("a label after `_:`", start);
        }
        self.token(TokenKind::BlankNode, start)
    }

    /// `INTEGER`, `DECIMAL` or `DOUBLE`
    fn number(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let whole_start = start + usize::from(matches!(bytes[start], b'+' | b'-'));
        let whole = digits(whole_start);
        let mut end = whole_start + whole;
        let mut kind = TokenKind::Integer;
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            if fraction > 0 {
                kind = TokenKind::Decimal;
                end += 1 + fraction;
            } else if whole > 0 && exponent(bytes, end + 1).is_some() {
                end += 1;
            }
        }
        if end > whole_start
            && let Some(exponent_end) = exponent(bytes, end)
        {
            kind = TokenKind::Double;
            end = exponent_end;
        }
        if end == whole_start {
            self.at = end;
            return self.broken("a number", start);
        }
        self.at = end;
        self.token(kind, start)
    }

    /// `PNAME_NS`, `PNAME_LN` or a bare word
    fn name(&mut self) -> Token {
        let start = self.at;
        let Some(first) = self.character() else {
            return self.token(TokenKind::End, start);
        };
        if first != ':' {
            if !is_name_base(first) {
                self.at += first.len_utf8();
                return self.broken("a term", start);
            }
            self.skip_name();
        }
        if self.text.as_bytes().get(self.at) != Some(&b':') {
            return self.token(TokenKind::Word, start);
        }
        let colon = self.at;
        self.at += 1;
        let escaped = self.skip_local_name();
        self.token(TokenKind::PrefixedName { colon, escaped }, start)
    }

    /// `PN_CHARS` and dots, of which none is the last.
    fn skip_name(&mut self) {
        let bytes = self.text.as_bytes();
        let mut end = self.at;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => self.at += 1,
                b'.' => {
                    self.at += 1;
                    continue;
                }
                0x80.. => match self.character().filter(|c| is_name_character(*c)) {
                    Some(character) => self.at += character.len_utf8(),
                    None => break,
                },
                _ => break,
            }
            end = self.at;
        }
        self.at = end;
    }

    /// `PN_LOCAL`; says whether it holds a backslash. A stray `%` or backslash is left for the parser to report.
    fn skip_local_name(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut escaped = false;
        let mut end = start;
        while let Some(&byte) = bytes.get(self.at) {
            let is_first = self.at == start;
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b':' | b'%' => self.at += 1,
                b'-' if !is_first => self.at += 1,
                b'.' if !is_first => {
                    self.at += 1;
                    continue;
                }
                b'\\' => {
                    let next = self.text.get(self.at + 1..).and_then(|rest| rest.chars().next());
                    let next = next.filter(|character| !character.is_whitespace());
                    self.at += 1 + next.map_or(0, char::len_utf8);
                    escaped = true;
                }
                0x80.. => {
                    let belongs = if is_first {
                        is_name_start
                    } else {
                        is_name_character
                    };
                    match self.character().filter(|character| belongs(*character)) {
                        Some(character) => self.at += character.len_utf8(),
                        None => break,
                    }
                }
                _ => break,
            }
            end = self.at;
        }
        self.at = end;
        escaped
    }
}

fn is_special_in_an_iri(byte: u8) -> bool {
    matches!(byte, b'\\' | b'"' | b'\r' | b' ' | b'\t')
}

/// The first quotation mark, backslash or end of a line.
fn end_of_run(quote: u8, bytes: &[u8]) -> Option<usize> {
    let end = memchr3(quote, b'\\', b'\n', bytes)?;
    // A carriage return alone ends a line, too, and is rare.
    Some(memchr(b'\r', &bytes[..end]).unwrap_or(end))
}

/// Where the exponent that begins at `at` ends.
fn exponent(bytes: &[u8], at: usize) -> Option<usize> {
    if !matches!(bytes.get(at), Some(b'e' | b'E')) {
        return None;
    }
    let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
    let start = at + 1 + usize::from(signed);
    let rest = bytes.get(start..)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then_some(start + digits)
}
