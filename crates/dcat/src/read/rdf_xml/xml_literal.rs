//! XML literals: the content of a property element with `rdf:parseType="Literal"`, in canonical form.
//!
//! The lexical form is the content by [Exclusive XML Canonicalization](https://www.w3.org/TR/xml-exc-c14n/) with
//! comments, as [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/#parseTypeLiteralPropertyElt) recommends: namespaces
//! stand where they are used, attributes are sorted, empty elements have two tags, CDATA sections are plain text.

use std::borrow::Cow;

use kolophon_graph::Span;
use rustc_hash::FxHashMap;

use super::super::{Stop, SyntaxIssueKind};
use super::lexer::{Extent, RawAttribute, StartTag, Token, stop};
use super::references::Place;
use super::scope::{Mark, Meaning};
use super::{Characters, Reader};

/// The text of a literal so far.
#[derive(Default)]
struct Canonical<'t> {
    text: String,
    open: Vec<OpenElement>,
    /// The namespaces that the open tags written so far declare.
    rendered: Vec<Rendered<'t>>,
    /// Which of them is in force for a prefix.
    newest: FxHashMap<&'t str, usize>,
}

/// A written `xmlns`; the empty namespace for `xmlns=""`.
struct Rendered<'t> {
    prefix: &'t str,
    namespace: String,
    shadowed: Option<usize>,
}

struct OpenElement {
    name: Span,
    mark: Mark,
    rendered: usize,
}

impl<'t> Reader<'_, 't> {
    /// Reads the content of the property element that `tag` begins, up to and with its end tag.
    ///
    /// Returns the canonical text and the span of the content.
    pub(super) fn xml_literal(&mut self, tag: StartTag) -> Result<(String, Span), Stop> {
        if tag.extent == Extent::Closed {
            return Ok((String::new(), Span::new(tag.end, tag.end)));
        }
        let mut canonical = Canonical::default();
        let mut raw_attributes = std::mem::take(&mut self.raw_attributes);
        loop {
            match self.lexer.next(&mut raw_attributes)? {
                Token::Start(start) => self.literal_start(&mut canonical, start, &mut raw_attributes)?,
                Token::End(end) => {
                    let expected = canonical.open.last().map_or(tag.name, |element| element.name);
                    let name = &self.text[end.name.range()];
                    if self.text[expected.range()] != *name {
                        return Err(self.mismatch(expected, end));
                    }
                    let Some(element) = canonical.open.pop() else {
                        self.raw_attributes = raw_attributes;
                        return Ok((canonical.text, Span::new(tag.end, end.start)));
                    };
                    canonical.end(name, element.rendered);
                    self.scope.leave(element.mark);
                }
                Token::Text(span) => canonical.characters(&self.decode(span, Characters::Parsed)?),
                Token::CData(span) => canonical.characters(&self.decode(span, Characters::Literal)?),
                Token::Comment(span) => {
                    let comment = self.decode(span, Characters::Literal)?;
                    canonical.text.push_str("<!--");
                    canonical.text.push_str(&comment);
                    canonical.text.push_str("-->");
                }
                Token::Instruction(span) => {
                    let instruction = self.decode(span, Characters::Literal)?;
                    canonical.instruction(&instruction);
                }
                Token::Doctype(at) => {
                    return Err(stop(
                        at,
                        "the document type declaration must stand before the first element",
                    ));
                }
                Token::EndOfText => {
                    let innermost = canonical.open.last().map_or(tag.name, |element| element.name);
                    return Err(self.unclosed(innermost));
                }
            }
        }
    }

    fn literal_start(
        &mut self,
        canonical: &mut Canonical<'t>,
        tag: StartTag,
        attributes: &mut Vec<RawAttribute>,
    ) -> Result<(), Stop> {
        let mark = self.scope.mark();
        std::mem::swap(attributes, &mut self.raw_attributes);
        let begun = self.begin_literal_element(canonical, tag);
        std::mem::swap(attributes, &mut self.raw_attributes);
        let rendered = begun?;
        let name = &self.text[tag.name.range()];
        match tag.extent {
            Extent::Open => canonical.open.push(OpenElement {
                name: tag.name,
                mark,
                rendered,
            }),
            Extent::Closed => {
                canonical.end(name, rendered);
                self.scope.leave(mark);
            }
        }
        Ok(())
    }

    /// Writes the start tag and returns how many namespaces were rendered before it.
    fn begin_literal_element(&mut self, canonical: &mut Canonical<'t>, tag: StartTag) -> Result<usize, Stop> {
        self.drop_repeated_attributes()?;
        let raw_attributes = self.raw_attributes.clone();
        let mut attributes: Vec<(String, &'t str, Cow<'t, str>)> = Vec::new();
        let name = &self.text[tag.name.range()];
        let mut used: Vec<&'t str> = vec![prefix_of(name)];
        let is_declaration = |name: &str| name == "xmlns" || name.starts_with("xmlns:");
        for attribute in &raw_attributes {
            if is_declaration(&self.text[attribute.name.range()]) {
                self.declare(*attribute)?;
            }
        }
        for attribute in &raw_attributes {
            let name = &self.text[attribute.name.range()];
            if !is_declaration(name) {
                let prefix = prefix_of(name);
                let namespace = match prefix {
                    "" => String::new(),
                    prefix => self.literal_namespace(prefix, attribute.name),
                };
                if !matches!(prefix, "" | "xml") {
                    used.push(prefix);
                }
                attributes.push((namespace, name, self.expand(attribute.value, Place::Attribute)?));
            }
        }
        used.sort_unstable();
        used.dedup();
        attributes.sort_by(|(one, a, _), (other, b, _)| (one, local_name(a)).cmp(&(other, local_name(b))));

        let before = canonical.rendered.len();
        canonical.text.push('<');
        canonical.text.push_str(name);
        for prefix in used.into_iter().filter(|prefix| *prefix != "xml") {
            let namespace = self.literal_namespace(prefix, tag.name);
            if canonical.needs(prefix, &namespace) {
                self.references.charge(namespace.len(), tag.name)?;
                canonical.declare(prefix, namespace);
            }
        }
        for (_, name, value) in attributes {
            canonical.attribute(name, &value);
        }
        canonical.text.push('>');
        Ok(before)
    }

    /// The namespace of a prefix inside a literal; an undeclared one is reported.
    fn literal_namespace(&mut self, prefix: &str, name: Span) -> String {
        match self.scope.lookup(prefix) {
            Meaning::Namespace(namespace) => self.scope.namespace_iri(namespace).to_owned(),
            Meaning::NoNamespace => String::new(),
            Meaning::Undeclared => {
                if !prefix.is_empty() {
                    let kind = SyntaxIssueKind::UndefinedPrefix {
                        prefix: prefix.to_owned(),
                    };
                    self.note(kind, name);
                }
                String::new()
            }
        }
    }
}

impl<'t> Canonical<'t> {
    /// Whether the namespace is not yet in force in what is written.
    fn needs(&self, prefix: &str, namespace: &str) -> bool {
        let in_force = self.newest.get(prefix).map(|index| &self.rendered[*index]);
        in_force.map_or("", |rendered| rendered.namespace.as_str()) != namespace
    }

    /// Writes `xmlns`.
    fn declare(&mut self, prefix: &'t str, namespace: String) {
        let name = match prefix {
            "" => "xmlns".to_owned(),
            prefix => format!("xmlns:{prefix}"),
        };
        self.attribute(&name, &namespace);
        let shadowed = self.newest.insert(prefix, self.rendered.len());
        self.rendered.push(Rendered {
            prefix,
            namespace,
            shadowed,
        });
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("=\"");
        for character in value.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '"' => self.text.push_str("&quot;"),
                '\t' => self.text.push_str("&#x9;"),
                '\n' => self.text.push_str("&#xA;"),
                '\r' => self.text.push_str("&#xD;"),
                other => self.text.push(other),
            }
        }
        self.text.push('"');
    }

    fn characters(&mut self, characters: &str) {
        for character in characters.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '\r' => self.text.push_str("&#xD;"),
                other => self.text.push(other),
            }
        }
    }

    /// `<?target data?>` with one space between.
    fn instruction(&mut self, content: &str) {
        let (target, data) = content
            .split_once([' ', '\t', '\n'])
            .map_or((content, ""), |(target, data)| (target, data.trim_start()));
        self.text.push_str("<?");
        self.text.push_str(target);
        if !data.is_empty() {
            self.text.push(' ');
            self.text.push_str(data);
        }
        self.text.push_str("?>");
    }

    fn end(&mut self, name: &str, rendered: usize) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        while self.rendered.len() > rendered {
            let Some(ended) = self.rendered.pop() else { break };
            match ended.shadowed {
                Some(index) => self.newest.insert(ended.prefix, index),
                None => self.newest.remove(ended.prefix),
            };
        }
    }
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}
