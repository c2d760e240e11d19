//! RDF/XML: a tolerant reader of [RDF/XML 1.1](https://www.w3.org/TR/rdf-syntax-grammar/) with the place of every name
//! and value.
//!
//! # Positions
//!
//! Every triple is known by three spans of the text (see [`Position`]). Names are spans of the qualified name in a
//! start tag; values are what lies between the quotes, or between the tags.
//!
//! | triple | subject | predicate | object |
//! |---|---|---|---|
//! | type of `<ex:Node>` | `ex:Node` | `ex:Node` | `ex:Node` |
//! | `<ex:p rdf:resource="o"/>`, `rdf:nodeID` | node element | `ex:p` | `o` |
//! | `<ex:p>text</ex:p>`, with datatype or language | node element | `ex:p` | the whole content, blanks included |
//! | `<ex:p/>` or `<ex:p></ex:p>` | node element | `ex:p` | empty, behind the start tag |
//! | `<ex:p><ex:Node/></ex:p>` | node element | `ex:p` | `ex:Node` |
//! | `<ex:p rdf:parseType="Literal">` | node element | `ex:p` | the whole content |
//! | `<ex:p rdf:parseType="Resource">` | node element | `ex:p` | `ex:p` |
//! | … and the properties in it | `ex:p` | as everywhere | as everywhere |
//! | `<ex:p rdf:parseType="Collection">`, first cell | node element | `ex:p` | first member's name; `ex:p` if empty |
//! | … `rdf:first` of a cell | `ex:p` | `ex:p` | the member's name |
//! | … `rdf:rest` of a cell | `ex:p` | `ex:p` | the next member's name; `ex:p` for `rdf:nil` |
//! | attribute `ex:q="v"` of a node element | node element | `ex:q` | `v` |
//! | `<ex:p ex:q="v"/>`, the property itself | node element | `ex:p` | `o` of `rdf:resource="o"`, else `ex:p` |
//! | … and its attribute | `ex:p` | `ex:q` | `v` |
//! | reification by `rdf:ID="s"` | `s` | `rdf:ID` | `rdf:ID` (type), or the span of that part of the statement |
//!
//! # Tolerance
//!
//! The reading stops only where the XML is not well-formed, at a web page, and at XML that is no RDF (no RDF namespace,
//! and not striped into nodes and properties). Beyond what [`SyntaxIssueKind`] says:
//!
//! - `&name;` without a declaration, and entities that stand in other files or contain elements, are replaced by
//!   U+FFFD. A bare `&`, as in unescaped web addresses, is kept.
//! - Of two attributes with one name the first counts; so does the first of `rdf:about`, `rdf:ID` and `rdf:nodeID`, or
//!   of `rdf:resource` and `rdf:nodeID` (in this order, not that of the text).
//! - A second node in a property element and a node directly in a node are reported and not linked to anything; what
//!   they say about themselves is read. An element behind text in a property element is passed over with its content.
//! - An `rdf:ID` or `rdf:nodeID` that is no XML name keeps its identity.
//! - Property attributes at a property element with content are passed over; the content is the value.
//! - `rdf:` without a declaration is reported once and then means the RDF namespace.
//! - `about`, `ID`, `resource`, `parseType` and `type` may stand without prefix, as
//!   [section 6.1.4](https://www.w3.org/TR/rdf-syntax-grammar/#section-attribute-node) demands; other attributes without
//!   a prefix are invalid names.
//! - What a document makes of entities, and of very long namespaces and bases, may be as long as the document and one
//!   MiB more; beyond that the reading stops. No other file is ever opened.
//! - A relative `xml:base` is resolved against the one around it.

mod attributes;
mod doctype;
mod elements;
mod lexer;
mod names;
mod references;
mod scope;
#[cfg(test)]
mod tests;
mod xml_literal;

use std::borrow::Cow;

use kolophon_graph::{Position, Span, TermId, Triple};
use rustc_hash::FxHashSet;

use self::attributes::Attributes;
use self::elements::{Element, State};
use self::lexer::{EndTag, Lexer, RawAttribute, StartTag, Token, is_blank, stop};
use self::names::Names;
use self::references::{Fault, Place, References, is_xml_character};
use self::scope::{RDF_NAMESPACE, Scope};
use super::{Input, Stop, SyntaxIssueKind};

/// The characters of what was found that an issue repeats.
const LONGEST_EXCERPT: usize = 40;

/// Reads RDF/XML.
///
/// # Errors
/// When the XML is not well-formed, or is no RDF at all.
pub(super) fn read(input: &mut Input<'_>) -> Result<(), Stop> {
    let text = input.text;
    let mut reader = Reader {
        lexer: Lexer::new(text),
        references: References::new(text.len()),
        scope: Scope::new(input.base),
        names: Names::default(),
        open: Vec::new(),
        raw_attributes: Vec::new(),
        attributes: Attributes::default(),
        literal: Cow::Borrowed(""),
        datatype: String::new(),
        iri: String::new(),
        ids: FxHashSet::default(),
        declared: FxHashSet::default(),
        faults: Vec::new(),
        root: None,
        kind: DocumentKind::Unknown,
        text,
        input,
    };
    reader.report_forbidden_characters();
    reader.read_document()
}

/// Whether the document is RDF/XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DocumentKind {
    /// Nothing spoke for or against it yet.
    Unknown,
    /// The RDF namespace is in it.
    Rdf,
}

/// The state of one reading.
struct Reader<'i, 't> {
    input: &'i mut Input<'t>,
    text: &'t str,
    lexer: Lexer<'t>,
    references: References<'t>,
    scope: Scope<'t>,
    names: Names<'t>,
    /// The elements around the place that is read, the innermost last.
    open: Vec<Element>,
    raw_attributes: Vec<RawAttribute>,
    attributes: Attributes,
    /// The text of the innermost property element so far.
    literal: Cow<'t, str>,
    /// The datatype of the innermost property element; empty for none.
    datatype: String,
    /// A buffer for the IRI that is just resolved.
    iri: String,
    /// The statements and nodes that an `rdf:ID` named.
    ids: FxHashSet<TermId>,
    /// The prefixes in `input.prefixes`.
    declared: FxHashSet<&'t str>,
    faults: Vec<Fault>,
    /// The root element's name.
    root: Option<Span>,
    kind: DocumentKind,
}

impl<'t> Reader<'_, 't> {
    fn read_document(&mut self) -> Result<(), Stop> {
        let start = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        self.lexer.resume(start);
        let mut raw_attributes = std::mem::take(&mut self.raw_attributes);
        loop {
            let token = self.lexer.next(&mut raw_attributes)?;
            std::mem::swap(&mut self.raw_attributes, &mut raw_attributes);
            match token {
                Token::Start(tag) => self.start_tag(tag)?,
                Token::End(tag) => self.end_tag(tag)?,
                Token::Text(span) => self.characters(span, Characters::Parsed)?,
                Token::CData(span) => self.characters(span, Characters::Literal)?,
                Token::Instruction(span) => self.instruction(span, start),
                Token::Comment(_) => {}
                Token::Doctype(at) => self.doctype(at)?,
                Token::EndOfText => break,
            }
            std::mem::swap(&mut self.raw_attributes, &mut raw_attributes);
        }
        if let Some(element) = self.open.last() {
            return Err(self.unclosed(element.name));
        }
        if self.root.is_none() {
            return Err(stop(self.text.len(), "the file contains no XML element"));
        }
        Ok(())
    }

    fn start_tag(&mut self, tag: StartTag) -> Result<(), Stop> {
        if self.open.is_empty() {
            if self.root.is_some() {
                return Err(stop(
                    tag.name.start as usize - 1,
                    "a second element follows the end of the document; everything must stand inside one element",
                ));
            }
            self.root = Some(tag.name);
        }
        let mark = self.scope.mark();
        self.start_element(tag, mark)
    }

    fn end_tag(&mut self, tag: EndTag) -> Result<(), Stop> {
        let Some(element) = self.open.pop() else {
            let name = &self.text[tag.name.range()];
            return Err(stop(tag.start, &format!("</{name}> closes nothing")));
        };
        if self.text[element.name.range()] != self.text[tag.name.range()] {
            return Err(self.mismatch(element.name, tag));
        }
        self.end_element(element, tag.start);
        Ok(())
    }

    fn mismatch(&self, opened: Span, tag: EndTag) -> Stop {
        let line = self.line_of(opened.start as usize);
        stop(
            tag.start,
            &format!(
                "</{}> does not close <{}> of line {line}",
                &self.text[tag.name.range()],
                &self.text[opened.range()],
            ),
        )
    }

    fn unclosed(&self, opened: Span) -> Stop {
        let line = self.line_of(opened.start as usize);
        let name = &self.text[opened.range()];
        stop(
            self.text.len(),
            &format!(
                "the file ends although <{name}> of line {line} is not closed; it may have been cut off"
            ),
        )
    }

    fn line_of(&self, offset: usize) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..offset]).count()
    }

    fn instruction(&mut self, content: Span, document_start: usize) {
        let is_declaration = self.text[content.range()]
            .strip_prefix("xml")
            .is_some_and(|rest| rest.starts_with(is_blank));
        if is_declaration && content.start as usize != document_start + 2 {
            let span = Span::new(content.start as usize - 2, content.end as usize + 2);
            self.note(
                SyntaxIssueKind::UnexpectedToken {
                    found: "<?xml".to_owned(),
                    expected: "the XML declaration at the very start of the file, without blanks before it",
                },
                span,
            );
        }
    }

    fn doctype(&mut self, at: usize) -> Result<(), Stop> {
        if self.root.is_some() {
            return Err(stop(
                at,
                "the document type declaration must stand before the first element",
            ));
        }
        let end = doctype::read(self.text, at, &mut self.references)?;
        self.lexer.resume(end);
        Ok(())
    }

    /// Text between tags.
    fn characters(&mut self, span: Span, characters: Characters) -> Result<(), Stop> {
        let Some(element) = self.open.last() else {
            return self.characters_outside(span);
        };
        match element.state {
            State::Property(ref property) if !property.has_object => {
                let more = self.decode(span, characters)?;
                if self.literal.is_empty() {
                    self.literal = more;
                } else {
                    self.literal.to_mut().push_str(&more);
                }
                Ok(())
            }
            State::Skipped => Ok(()),
            State::Rdf => self.unexpected_characters(span, "an element that describes a resource"),
            State::Node { .. } => self.unexpected_characters(span, "an element that names a property"),
            State::Property(_) | State::Collection(_) => {
                self.unexpected_characters(span, "no text, for the value is given already")
            }
        }
    }

    fn characters_outside(&mut self, span: Span) -> Result<(), Stop> {
        let raw = &self.text[span.range()];
        let blanks = raw.len() - raw.trim_start_matches(is_blank).len();
        if blanks == raw.len() {
            return Ok(());
        }
        let reason = if self.root.is_some() {
            "text follows the end of the document"
        } else {
            "the file does not begin with an XML element"
        };
        Err(stop(span.start as usize + blanks, reason))
    }

    fn unexpected_characters(&mut self, span: Span, expected: &'static str) -> Result<(), Stop> {
        let raw = &self.text[span.range()];
        let found = raw.trim_matches(is_blank);
        if found.is_empty() {
            return Ok(());
        }
        let blanks = raw.len() - raw.trim_start_matches(is_blank).len();
        let start = span.start as usize + blanks;
        self.unexpected(Span::new(start, start + found.len()), expected)
    }

    /// The characters that a text between tags stands for.
    fn decode(&mut self, span: Span, characters: Characters) -> Result<Cow<'t, str>, Stop> {
        match characters {
            Characters::Parsed => self.expand(span, Place::Content),
            Characters::Literal => {
                let raw = &self.text[span.range()];
                Ok(if raw.contains('\r') {
                    Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n"))
                } else {
                    Cow::Borrowed(raw)
                })
            }
        }
    }

    /// The characters that the text at `span` stands for; what is wrong in it is reported.
    fn expand(&mut self, span: Span, place: Place) -> Result<Cow<'t, str>, Stop> {
        let expanded = self.references.expand(self.text, span, place, &mut self.faults)?;
        for (kind, span) in self.faults.drain(..) {
            self.input.report(kind, span);
        }
        Ok(expanded)
    }

    fn push(&mut self, triple: Triple, subject: Span, predicate: Span, object: Span) {
        let position = Position {
            source: self.input.source,
            subject,
            predicate,
            object,
        };
        self.input.builder.push(triple, position);
    }

    /// Reports something wrong that says nothing against the document being RDF.
    fn note(&mut self, kind: SyntaxIssueKind, span: Span) {
        self.input.report(kind, span);
    }

    /// Reports a breach of the grammar.
    ///
    /// # Errors
    /// When the document is no RDF: then its breaches are of no interest.
    fn breach(&mut self, kind: SyntaxIssueKind, span: Span) -> Result<(), Stop> {
        if self.kind == DocumentKind::Unknown {
            if !self.text.contains(RDF_NAMESPACE) {
                return Err(self.not_rdf());
            }
            self.kind = DocumentKind::Rdf;
        }
        self.note(kind, span);
        Ok(())
    }

    fn not_rdf(&self) -> Stop {
        let root = self.root.unwrap_or_default();
        let name = &self.text[root.range()];
        let offset = (root.start as usize).saturating_sub(1);
        if name.eq_ignore_ascii_case("html") {
            return stop(offset, "this is a web page (HTML), not RDF/XML");
        }
        stop(
            offset,
            &format!(
                "this is XML but not RDF/XML: the first element is <{name}>, and the RDF namespace is not declared"
            ),
        )
    }

    fn unexpected(&mut self, span: Span, expected: &'static str) -> Result<(), Stop> {
        let found = self.text[span.range()].chars().take(LONGEST_EXCERPT).collect();
        self.breach(SyntaxIssueKind::UnexpectedToken { found, expected }, span)
    }

    fn invalid_name(&mut self, span: Span) -> Result<(), Stop> {
        let name = self.text[span.range()].to_owned();
        self.breach(SyntaxIssueKind::InvalidName { name }, span)
    }

    /// Characters that [no XML document may hold](https://www.w3.org/TR/xml/#charsets), not even as references.
    fn report_forbidden_characters(&mut self) {
        let suspicious =
            |byte: &u8| (*byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || *byte == 0xef;
        if !self.text.as_bytes().iter().any(suspicious) {
            return;
        }
        for (at, character) in self.text.char_indices() {
            if !is_xml_character(character) {
                let kind = SyntaxIssueKind::UnexpectedToken {
                    found: character.escape_unicode().to_string(),
                    expected: "no control character, for XML allows none",
                };
                self.note(kind, Span::new(at, at + character.len_utf8()));
            }
        }
    }
}

/// Whether references in a text count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Characters {
    /// They stand for other characters.
    Parsed,
    /// They are plain characters, as in a CDATA section.
    Literal,
}
