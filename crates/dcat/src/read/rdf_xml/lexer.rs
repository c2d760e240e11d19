//! XML text to tokens with byte offsets.
//!
//! A pull lexer for [XML 1.0](https://www.w3.org/TR/xml/) that never allocates: a token is a span of the text, and what
//! the text means (references, namespaces) is decided by the callers.

use kolophon_graph::Span;
use memchr::{memchr, memmem};

use super::super::Stop;

/// A piece of markup or the text between two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `<name attribute="value">` or, closed at once, `<name/>`.
    Start(StartTag),
    /// `</name>`.
    End(EndTag),
    /// Characters and references.
    Text(Span),
    /// The content of `<![CDATA[…]]>`.
    CData(Span),
    /// The content of `<!--…-->`.
    Comment(Span),
    /// The content of `<?…?>`.
    Instruction(Span),
    /// The place behind `<!DOCTYPE`; [`Lexer::resume`] says where the declaration ends.
    Doctype(usize),
    /// Nothing is left.
    EndOfText,
}

/// A start tag; its attributes lie in the vector given to [`Lexer::next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StartTag {
    /// The element's name.
    pub(super) name: Span,
    /// Offset behind the `>`.
    pub(super) end: usize,
    /// Whether the tag is the whole element.
    pub(super) extent: Extent,
}

/// Whether an element has an end tag of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// `<name>`: content and an end tag follow.
    Open,
    /// `<name/>`.
    Closed,
}

/// An end tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EndTag {
    /// Offset of the `<`.
    pub(super) start: usize,
    /// The element's name.
    pub(super) name: Span,
}

/// An attribute as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawAttribute {
    /// Its name.
    pub(super) name: Span,
    /// The characters between the quotes.
    pub(super) value: Span,
}

/// Cuts a text into tokens.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    /// A lexer at the start of the text.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Goes on at another place.
    pub(super) fn resume(&mut self, at: usize) {
        self.at = at;
    }

    /// Whether nothing but blanks, comments and instructions stands between here and the next end tag.
    pub(super) fn at_empty_content(&self) -> bool {
        let mut rest = &self.text[self.at..];
        loop {
            rest = rest.trim_start_matches(is_blank);
            let end = if rest.starts_with("<!--") {
                rest.find("-->").map(|end| end + 3)
            } else if rest.starts_with("<?") {
                rest.find("?>").map(|end| end + 2)
            } else {
                return rest.starts_with("</");
            };
            match end {
                Some(end) => rest = &rest[end..],
                None => return false,
            }
        }
    }

    /// Whether the next piece of markup is a start tag: the element has element content.
    pub(super) fn at_element(&self) -> bool {
        let rest = self.text[self.at..].trim_start_matches(is_blank);
        rest.starts_with('<') && !rest.starts_with("</") && !rest.starts_with("<!") && !rest.starts_with("<?")
    }

    /// The next token. The attributes of a start tag replace what `attributes` holds.
    pub(super) fn next(&mut self, attributes: &mut Vec<RawAttribute>) -> Result<Token, Stop> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        match bytes.get(start) {
            None => return Ok(Token::EndOfText),
            Some(b'<') => {}
            Some(_) => {
                let end = memchr(b'<', &bytes[start..]).map_or(bytes.len(), |length| start + length);
                self.at = end;
                return Ok(Token::Text(Span::new(start, end)));
            }
        }
        match bytes.get(start + 1) {
            Some(b'/') => self.end_tag(start),
            Some(b'!') => self.declaration(start),
            Some(b'?') => {
                let content = self.enclosed(
                    start,
                    2,
                    "?>",
                    "the processing instruction `<?` is not closed by `?>`",
                )?;
                Ok(Token::Instruction(content))
            }
            _ => self.start_tag(start, attributes),
        }
    }

    fn declaration(&mut self, start: usize) -> Result<Token, Stop> {
        let rest = &self.text[start..];
        if rest.starts_with("<!--") {
            let content = self.enclosed(start, 4, "-->", "the comment `<!--` is not closed by `-->`")?;
            return Ok(Token::Comment(content));
        }
        if rest.starts_with("<![CDATA[") {
            let content = self.enclosed(start, 9, "]]>", "the section `<![CDATA[` is not closed by `]]>`")?;
            return Ok(Token::CData(content));
        }
        let keyword = rest.get(..9).unwrap_or_default();
        if keyword.eq_ignore_ascii_case("<!DOCTYPE") {
            return Ok(Token::Doctype(start + 9));
        }
        Err(stop(
            start,
            "`<!` begins neither a comment, a CDATA section nor a document type",
        ))
    }

    /// The span between an opening of `width` bytes at `start` and `close`.
    fn enclosed(&mut self, start: usize, width: usize, close: &str, open: &str) -> Result<Span, Stop> {
        let from = start + width;
        let Some(length) = memmem::find(&self.text.as_bytes()[from..], close.as_bytes()) else {
            return Err(stop(start, open));
        };
        self.at = from + length + close.len();
        Ok(Span::new(from, from + length))
    }

    fn end_tag(&mut self, start: usize) -> Result<Token, Stop> {
        self.at = start + 2;
        let name = self.name("`</` must be followed by the name of the element it closes")?;
        self.skip_blanks();
        if self.text.as_bytes().get(self.at) != Some(&b'>') {
            return Err(stop(
                self.at,
                &format!("the end tag </{}> is not closed by `>`", &self.text[name.range()]),
            ));
        }
        self.at += 1;
        Ok(Token::End(EndTag { start, name }))
    }

    fn start_tag(&mut self, start: usize, attributes: &mut Vec<RawAttribute>) -> Result<Token, Stop> {
        attributes.clear();
        self.at = start + 1;
        let name = self.name("`<` begins no element here; as a character it is written `&lt;`")?;
        let bytes = self.text.as_bytes();
        loop {
            let before = self.at;
            self.skip_blanks();
            let extent = match bytes.get(self.at) {
                Some(b'>') => Extent::Open,
                Some(b'/') if bytes.get(self.at + 1) == Some(&b'>') => {
                    self.at += 1;
                    Extent::Closed
                }
                None | Some(b'<' | b'/') => {
                    let name = &self.text[name.range()];
                    return Err(stop(
                        self.at,
                        &format!("the start tag <{name} is not closed by `>`"),
                    ));
                }
                Some(_) if self.at == before => {
                    return Err(stop(self.at, "a blank is missing before the attribute"));
                }
                Some(_) => {
                    attributes.push(self.attribute()?);
                    continue;
                }
            };
            self.at += 1;
            return Ok(Token::Start(StartTag {
                name,
                end: self.at,
                extent,
            }));
        }
    }

    fn attribute(&mut self) -> Result<RawAttribute, Stop> {
        let bytes = self.text.as_bytes();
        let name = self.name("here stands neither an attribute's name nor the end of the tag")?;
        let spelled = &self.text[name.range()];
        self.skip_blanks();
        if bytes.get(self.at) != Some(&b'=') {
            return Err(stop(
                self.at,
                &format!("the attribute {spelled} has no `=` and value"),
            ));
        }
        self.at += 1;
        self.skip_blanks();
        let quote = match bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => {
                return Err(stop(
                    self.at,
                    &format!("the value of the attribute {spelled} stands in no quotes"),
                ));
            }
        };
        let from = self.at + 1;
        let Some(length) = memchr(quote, &bytes[from..]) else {
            return Err(stop(
                self.at,
                &format!("the closing quote of the attribute {spelled} is missing"),
            ));
        };
        if let Some(less) = memchr(b'<', &bytes[from..from + length]) {
            return Err(stop(
                from + less,
                &format!(
                    "`<` in the value of the attribute {spelled}: the closing quote is missing, or `&lt;` is meant"
                ),
            ));
        }
        self.at = from + length + 1;
        Ok(RawAttribute {
            name,
            value: Span::new(from, from + length),
        })
    }

    /// An [XML name](https://www.w3.org/TR/xml/#NT-Name); `otherwise` is the reason to stop when there is none.
    fn name(&mut self, otherwise: &str) -> Result<Span, Stop> {
        let start = self.at;
        let length = name_length(&self.text[start..]);
        if length == 0 {
            return Err(stop(start, otherwise));
        }
        self.at += length;
        Ok(Span::new(start, self.at))
    }

    fn skip_blanks(&mut self) {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}

/// The length in bytes of the [XML name](https://www.w3.org/TR/xml/#NT-Name) the text starts with; 0 if with none.
pub(super) fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes
        .first()
        .is_some_and(|byte| matches!(byte, b'-' | b'.' | b'0'..=b'9'))
    {
        return 0;
    }
    let ascii = bytes
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')))
        .unwrap_or(bytes.len());
    if bytes.get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    let mut length = ascii;
    for character in text[ascii..].chars() {
        let fits = if length == 0 {
            is_name_start(character)
        } else {
            is_name_character(character)
        };
        if !fits {
            break;
        }
        length += character.len_utf8();
    }
    length
}

/// Whether the whole text is an [XML name without a colon](https://www.w3.org/TR/xml-names/#NT-NCName).
pub(super) fn is_nc_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len() && !text.contains(':')
}

fn is_name_start(character: char) -> bool {
    matches!(character,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether it is one of the four characters of [white space](https://www.w3.org/TR/xml/#NT-S).
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Why a reader cannot go on from `offset`.
pub(super) fn stop(offset: usize, reason: &str) -> Stop {
    Stop {
        offset,
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let mut attributes = Vec::new();
        let mut found = Vec::new();
        loop {
            match lexer.next(&mut attributes).unwrap() {
                Token::EndOfText => return found,
                Token::Start(tag) => {
                    let values: Vec<String> = attributes
                        .iter()
                        .map(|a| format!("{}={}", &text[a.name.range()], &text[a.value.range()]))
                        .collect();
                    found.push(format!("{:?} {} {values:?}", tag.extent, &text[tag.name.range()]));
                }
                Token::End(tag) => found.push(format!("end {}", &text[tag.name.range()])),
                Token::Text(span) => found.push(format!("text {}", &text[span.range()])),
                Token::CData(span) => found.push(format!("cdata {}", &text[span.range()])),
                Token::Comment(span) => found.push(format!("comment {}", &text[span.range()])),
                Token::Instruction(span) => found.push(format!("pi {}", &text[span.range()])),
                Token::Doctype(at) => return [found, vec![format!("doctype {at}")]].concat(),
            }
        }
    }

    #[test]
    fn markup_becomes_tokens() {
        assert_eq!(
            tokens("<a  b = 'c>' d=\"\"><!-- - --><größe/>x<![CDATA[<y>]]></a ><?p q?>"),
            [
                "Open a [\"b=c>\", \"d=\"]",
                "comment  - ",
                "Closed größe []",
                "text x",
                "cdata <y>",
                "end a",
                "pi p q",
            ]
        );
    }

    #[test]
    fn what_is_no_markup_stops_at_its_place() {
        for (text, offset) in [
            ("<a", 2),
            ("<a b", 4),
            ("<a b=c>", 5),
            ("<a b='c>", 5),
            ("<a b='<c>'>", 6),
            ("<a b=''c=''>", 7),
            ("</a", 3),
            ("<!-- ", 0),
            ("<![CDATA[ ]]", 0),
            ("<!ENTITY>", 0),
            ("<? ", 0),
            ("< a>", 1),
            ("<1>", 1),
        ] {
            let error = Lexer::new(text).next(&mut Vec::new()).unwrap_err();
            assert_eq!(error.offset, offset, "{text}: {}", error.reason);
        }
    }
}
