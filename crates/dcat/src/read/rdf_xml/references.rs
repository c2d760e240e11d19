//! Characters, references and entities to text.
//!
//! What [XML 1.0 section 2.11](https://www.w3.org/TR/xml/#sec-line-ends) (line ends),
//! [3.3.3](https://www.w3.org/TR/xml/#AVNormalize) (attribute values) and
//! [4](https://www.w3.org/TR/xml/#sec-physical-struct) (references) demand. Entities are those of the document's own
//! internal subset; nothing outside the document is ever opened.

use std::borrow::Cow;

use kolophon_graph::Span;
use memchr::memchr;
use rustc_hash::FxHashMap;

use super::super::{Stop, SyntaxIssueKind};
use super::lexer::{name_length, stop};

/// What all entity references of a document may grow to together, besides the length of the document itself. A
/// document can so at most double, plus this.
const LARGEST_EXPANSION: usize = 1 << 20;

/// Above this length a namespace or base IRI is suspicious.
const LONGEST_ORDINARY_IRI: usize = 1000;

/// How deep entities may refer to each other.
const DEEPEST_NESTING: usize = 32;

/// What takes the place of a reference that stands for no character.
const REPLACEMENT: char = '\u{fffd}';

/// Where a text stands: white space counts differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags: `\r\n` and `\r` become `\n`.
    Content,
    /// Between an attribute's quotes: every white space character becomes a space.
    Attribute,
}

/// An entity of the internal subset.
#[derive(Clone, Debug)]
pub(super) enum Entity<'t> {
    /// Its replacement text.
    Internal(Cow<'t, str>),
    /// It stands in another file, which is not opened.
    External,
}

/// The entities of a document and what is left of the room for them.
#[derive(Debug)]
pub(super) struct References<'t> {
    entities: FxHashMap<&'t str, Entity<'t>>,
    room: usize,
}

/// Something wrong in a text, with its place.
pub(super) type Fault = (SyntaxIssueKind, Span);

impl<'t> References<'t> {
    /// No entities but the five of XML, for a document of that length.
    pub(super) fn new(document_length: usize) -> Self {
        Self {
            entities: FxHashMap::default(),
            room: LARGEST_EXPANSION + document_length,
        }
    }

    /// Adds an entity; of two with one name [the first counts](https://www.w3.org/TR/xml/#sec-entity-decl).
    pub(super) fn declare(&mut self, name: &'t str, entity: Entity<'t>) {
        self.entities.entry(name).or_insert(entity);
    }

    /// Counts characters that the reader writes on behalf of the shorter text at `span`.
    ///
    /// # Errors
    /// When there is no room left.
    pub(super) fn charge(&mut self, length: usize, span: Span) -> Result<(), Stop> {
        match self.room.checked_sub(length) {
            Some(room) => {
                self.room = room;
                Ok(())
            }
            None => Err(stop(
                span.start as usize,
                "the data grow beyond measure here; this is how an attack looks",
            )),
        }
    }

    /// The same for a namespace or base that is put before a name; only a very long one counts.
    pub(super) fn charge_iri(&mut self, iri: &str, span: Span) -> Result<(), Stop> {
        self.charge(iri.len().saturating_sub(LONGEST_ORDINARY_IRI), span)
    }

    /// The characters that the text at `span` stands for.
    ///
    /// # Errors
    /// When entities refer to themselves or grow beyond measure.
    pub(super) fn expand(
        &mut self,
        text: &'t str,
        span: Span,
        place: Place,
        faults: &mut Vec<Fault>,
    ) -> Result<Cow<'t, str>, Stop> {
        let raw = &text[span.range()];
        if !needs_work(raw, place) {
            return Ok(Cow::Borrowed(raw));
        }
        let mut expansion = Expansion {
            entities: &self.entities,
            room: self.room,
            place,
            base: span.start as usize,
            written: String::with_capacity(raw.len()),
            faults,
        };
        expansion.run(raw, Origin::Document)?;
        let written = expansion.written;
        self.room = expansion.room;
        Ok(Cow::Owned(written))
    }
}

fn needs_work(raw: &str, place: Place) -> bool {
    match place {
        Place::Content => memchr::memchr3(b'&', b'\r', b']', raw.as_bytes()).is_some(),
        Place::Attribute => raw.bytes().any(|byte| byte == b'&' || byte < b' '),
    }
}

/// Where the characters come from that are just read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The document: offsets are exact.
    Document,
    /// An entity, so and so deep, referred to at this span of the document.
    Entity(usize, Span),
}

struct Expansion<'e, 't> {
    entities: &'e FxHashMap<&'t str, Entity<'t>>,
    room: usize,
    place: Place,
    base: usize,
    written: String,
    faults: &'e mut Vec<Fault>,
}

impl Expansion<'_, '_> {
    fn run(&mut self, raw: &str, origin: Origin) -> Result<(), Stop> {
        let bytes = raw.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let plain = bytes[at..]
                .iter()
                .position(|byte| matches!(byte, b'&' | b'\r' | b'\n' | b'\t' | b']' | b'<'))
                .map_or(bytes.len(), |length| at + length);
            self.written.push_str(&raw[at..plain]);
            at = plain;
            match bytes.get(at) {
                None => break,
                Some(b'&') => at += self.reference(&raw[at..], at, origin)?,
                Some(b'\r') => {
                    at += if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                    self.written.push(self.white_space('\n'));
                }
                Some(b']') => {
                    if self.place == Place::Content && raw[at..].starts_with("]]>") {
                        let kind = SyntaxIssueKind::UnexpectedToken {
                            found: "]]>".to_owned(),
                            expected: "`]]&gt;`, for outside of CDATA `]]>` may not stand in a text",
                        };
                        self.faults.push((kind, self.span(at, 3, origin)));
                    }
                    self.written.push(']');
                    at += 1;
                }
                Some(byte) => {
                    self.written.push(self.white_space(char::from(*byte)));
                    at += 1;
                }
            }
        }
        Ok(())
    }

    fn white_space(&self, character: char) -> char {
        match self.place {
            Place::Attribute if matches!(character, '\n' | '\t') => ' ',
            _ => character,
        }
    }

    fn span(&self, at: usize, length: usize, origin: Origin) -> Span {
        match origin {
            Origin::Document => Span::new(self.base + at, self.base + at + length),
            Origin::Entity(_, span) => span,
        }
    }

    /// Reads the reference that `rest` starts with and returns its length.
    fn reference(&mut self, rest: &str, at: usize, origin: Origin) -> Result<usize, Stop> {
        let Some(length) = reference_length(rest) else {
            let span = self.span(at, 1, origin);
            self.faults.push((SyntaxIssueKind::UnescapedAmpersand, span));
            self.written.push('&');
            return Ok(1);
        };
        let span = self.span(at, length, origin);
        let name = &rest[1..length - 1];
        if let Some(number) = name.strip_prefix('#') {
            let character =
                character_reference(number).unwrap_or_else(|| self.no_character(rest, length, span));
            self.written.push(character);
        } else if let Some(character) = predefined(name) {
            self.written.push(character);
        } else {
            self.entity(rest, length, span, origin)?;
        }
        Ok(length)
    }

    fn no_character(&mut self, rest: &str, length: usize, span: Span) -> char {
        let sequence = rest[..length].to_owned();
        self.faults
            .push((SyntaxIssueKind::InvalidEscape { sequence }, span));
        REPLACEMENT
    }

    fn entity(&mut self, rest: &str, length: usize, span: Span, origin: Origin) -> Result<(), Stop> {
        let name = &rest[1..length - 1];
        let entities = self.entities;
        let value = match entities.get(name) {
            // A replacement with elements in it would have to be read as markup.
            Some(Entity::Internal(value)) if memchr(b'<', value.as_bytes()).is_none() => value,
            _ => {
                let character = self.no_character(rest, length, span);
                self.written.push(character);
                return Ok(());
            }
        };
        let depth = match origin {
            Origin::Document => 1,
            Origin::Entity(depth, _) => depth + 1,
        };
        let place = span.start as usize;
        if depth > DEEPEST_NESTING {
            return Err(stop(
                place,
                &format!("the entity &{name}; refers to itself, or entities are nested too deep"),
            ));
        }
        let Some(room) = self.room.checked_sub(value.len().max(1)) else {
            return Err(stop(
                place,
                &format!("the entities grow beyond measure at &{name}; this is how an attack looks"),
            ));
        };
        self.room = room;
        self.run(value, Origin::Entity(depth, span))
    }
}

/// The length of the reference that the text starts with, from `&` to `;`.
fn reference_length(text: &str) -> Option<usize> {
    let body = &text[1..];
    let length = match body.strip_prefix('#') {
        Some(number) => {
            let digits = number.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if digits == 0 { 0 } else { 1 + digits }
        }
        None => name_length(body),
    };
    (length > 0 && body.as_bytes().get(length) == Some(&b';')).then_some(length + 2)
}

/// The character of `&#number;`, if [XML allows it](https://www.w3.org/TR/xml/#NT-Char).
fn character_reference(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|character| is_xml_character(*character))
}

/// Whether XML [allows the character](https://www.w3.org/TR/xml/#NT-Char).
pub(super) fn is_xml_character(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The character of one of the [five entities](https://www.w3.org/TR/xml/#sec-predefined-ent) every document has.
fn predefined(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

/// The replacement text of an [entity's value](https://www.w3.org/TR/xml/#sec-entity-decl): character references are
/// resolved, references to other entities stay.
pub(super) fn entity_value(raw: &str) -> Cow<'_, str> {
    if !raw.contains("&#") && !raw.contains('\r') {
        return Cow::Borrowed(raw);
    }
    let raw = raw.replace("\r\n", "\n").replace('\r', "\n");
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw.as_str();
    while let Some(at) = rest.find("&#") {
        value.push_str(&rest[..at]);
        let reference = &rest[at..];
        let length = reference_length(reference).unwrap_or(1);
        match character_reference(reference[..length].trim_start_matches("&#").trim_end_matches(';')) {
            Some(character) => value.push(character),
            None => value.push_str(&reference[..length]),
        }
        rest = &reference[length..];
    }
    value.push_str(rest);
    Cow::Owned(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand<'t>(references: &mut References<'t>, text: &'t str, place: Place) -> (String, Vec<Fault>) {
        let mut faults = Vec::new();
        let expanded = references
            .expand(text, Span::new(0, text.len()), place, &mut faults)
            .unwrap();
        (expanded.into_owned(), faults)
    }

    fn check(text: &str, place: Place, expected: &str) {
        let (expanded, faults) = expand(&mut References::new(0), text, place);
        assert_eq!(expanded, expected, "{text:?}");
        assert!(faults.is_empty(), "{text:?}: {faults:?}");
    }

    #[test]
    fn references_and_line_ends_are_resolved() {
        check("a &lt;&gt;&amp;&apos;&quot; b", Place::Content, "a <>&'\" b");
        check("&#228;&#xE4;&#x1F600;", Place::Content, "ää😀");
        check("a\r\nb\rc\td", Place::Content, "a\nb\nc\td");
        check("a\r\nb\rc\td\n", Place::Attribute, "a b c d ");
        check("a&#10;b&#13;&#9;", Place::Attribute, "a\nb\r\t");
        check("a ] ]] >", Place::Content, "a ] ]] >");
    }

    #[test]
    fn what_is_no_reference_is_reported_where_it_stands() {
        let (expanded, faults) = expand(
            &mut References::new(0),
            "?a=1&b=2&nbsp;&#0;&#xD800;&",
            Place::Content,
        );
        assert_eq!(expanded, "?a=1&b=2\u{fffd}\u{fffd}\u{fffd}&");
        let spans: Vec<_> = faults.iter().map(|(_, span)| span.range()).collect();
        assert_eq!(spans, [4..5, 8..14, 14..18, 18..26, 26..27]);
    }

    #[test]
    fn entities_are_replaced_and_the_first_declaration_counts() {
        let mut references = References::new(0);
        references.declare("ex", Entity::Internal("http://example.org/&part;".into()));
        references.declare("part", Entity::Internal("a".into()));
        references.declare("part", Entity::Internal("b".into()));
        references.declare("file", Entity::External);
        assert_eq!(
            expand(&mut references, "&ex;#x", Place::Attribute).0,
            "http://example.org/a#x"
        );
        let (expanded, faults) = expand(&mut references, "&file;", Place::Content);
        assert_eq!((expanded.as_str(), faults.len()), ("\u{fffd}", 1));
    }

    #[test]
    fn entity_values_resolve_character_references_once() {
        assert_eq!(entity_value("&#38;#60;&#x41;&b;&#0;"), "&#60;A&b;&#0;");
        let mut references = References::new(0);
        references.declare("less", Entity::Internal(entity_value("&#38;#60;")));
        assert_eq!(expand(&mut references, "&less;", Place::Content).0, "<");
    }

    #[test]
    fn bombs_and_circles_stop() {
        let mut references = References::new(0);
        references.declare("a", Entity::Internal("x".repeat(1000).into()));
        references.declare("b", Entity::Internal("&a;".repeat(1000).into()));
        references.declare("c", Entity::Internal("&b;".repeat(1000).into()));
        references.declare("self", Entity::Internal("&self;".into()));
        references.declare("nothing", Entity::Internal("".into()));
        references.declare("many", Entity::Internal("&nothing;".repeat(3000).into()));
        references.declare("manymany", Entity::Internal("&many;".repeat(3000).into()));
        for text in ["&c;", "&self;", "&manymany;"] {
            let result = references.expand(text, Span::new(0, text.len()), Place::Content, &mut Vec::new());
            assert_eq!(result.unwrap_err().offset, 0, "{text}");
        }
    }
}
