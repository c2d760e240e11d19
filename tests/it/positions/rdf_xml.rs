//! A place in RDF/XML: an attribute's value, an element's content, or an element's name.

use std::collections::HashMap;

use kolophon_graph::{Position, Span, Term, TermId, Triple};
use oxiri::Iri;

use super::{RDF, Reader, Verdict, bases, means};

pub(super) struct Checker<'a> {
    reader: &'a Reader<'a>,
    entities: HashMap<&'a str, &'a str>,
    /// Prefix and namespace, wherever declared.
    namespaces: Vec<(String, String)>,
    bases: Vec<Iri<String>>,
    labels: HashMap<String, TermId>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(reader: &'a Reader<'a>) -> Self {
        let text = reader.text;
        let mut entities = HashMap::new();
        for declaration in text.split("<!ENTITY").skip(1) {
            let Some((name, rest)) = declaration.trim_start().split_once(char::is_whitespace) else {
                continue;
            };
            if let Some(value) = quoted(rest.trim_start()) {
                entities.insert(name, value);
            }
        }
        let mut namespaces = Vec::new();
        for (at, mark) in text.match_indices("xmlns") {
            // The namespace of FOAF has `xmlns` in it, too.
            let Some((name, rest)) = text[at + mark.len()..].split_once('=') else {
                continue;
            };
            if let Some(value) = quoted(rest.trim_start()) {
                let prefix = name.trim().trim_start_matches(':').to_owned();
                namespaces.push((prefix, decoded(value, &entities)));
            }
        }
        let declared: Vec<String> = text
            .split("xml:base")
            .skip(1)
            .filter_map(|rest| quoted(rest.trim_start().strip_prefix('=')?.trim_start()))
            .map(|value| decoded(value, &entities))
            .collect();
        Self {
            reader,
            bases: bases(declared.iter().map(String::as_str)),
            entities,
            namespaces,
            labels: HashMap::new(),
        }
    }

    pub(super) fn check(&mut self, triple: Triple, position: Position) -> Verdict {
        let span = position.object;
        let before = self.reader.text[..span.range().start].chars().next_back();
        let same = match before {
            Some('<') => self.is_name(triple, span),
            Some('"' | '\'') => self.is_attribute(triple.object, span),
            _ => self.is_content(triple.object, span),
        };
        if same || self.reader.is_link_to_next_element(triple, position) {
            Verdict::Same
        } else if self.reader.is_reported(span) {
            Verdict::Excepted("reported as wrong")
        } else if self.is_xml_literal(triple.object) {
            Verdict::Excepted("XML literals are canonicalized")
        } else {
            Verdict::Wrong
        }
    }

    fn is_xml_literal(&self, object: TermId) -> bool {
        let term = self.reader.graph.term(object);
        matches!(term, Term::Literal { datatype, .. } if datatype == format!("{RDF}XMLLiteral"))
    }

    fn is_attribute(&mut self, object: TermId, span: Span) -> bool {
        let raw = self.reader.slice(span).unwrap_or_default();
        let value = decoded(&raw.replace(['\n', '\t'], " "), &self.entities);
        match self.reader.graph.term(object) {
            Term::Iri(iri) => self.means_attribute(&value, iri),
            Term::BlankNode(_) => *self.labels.entry(value.trim().to_owned()).or_insert(object) == object,
            Term::Literal { value: expected, .. } => value.replace("\r\n", "\n") == expected,
        }
    }

    /// `rdf:about`, `rdf:resource`, `rdf:type` or `rdf:ID`
    fn means_attribute(&self, value: &str, iri: &str) -> bool {
        let value = value.trim();
        means(value, &self.bases, iri) || means(&format!("#{value}"), &self.bases, iri)
    }

    fn is_content(&self, object: TermId, span: Span) -> bool {
        let raw = self.reader.slice(span).unwrap_or_default();
        match self.reader.graph.term(object) {
            Term::Literal { value, .. } => content(raw, &self.entities) == value || raw == value,
            Term::Iri(_) | Term::BlankNode(_) => false,
        }
    }

    /// The name of a node element, or of a property element that opens a node or a collection.
    fn is_name(&self, triple: Triple, span: Span) -> bool {
        let name = self.reader.slice(span).unwrap_or_default();
        let tag = start_tag(&self.reader.text[span.range().start..]);
        match self.reader.graph.term(triple.object) {
            Term::BlankNode(_) => true,
            Term::Literal { value, .. } => value.is_empty() && (tag.ends_with("/>") || tag.ends_with('>')),
            Term::Iri(iri) => {
                let is_nil = iri == format!("{RDF}nil") && tag.contains("Collection");
                is_nil || self.is_qualified_name(name, iri) || self.names_node(tag, iri)
            }
        }
    }

    fn is_qualified_name(&self, name: &str, iri: &str) -> bool {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        self.namespaces
            .iter()
            .any(|(known, namespace)| known == prefix && iri.strip_prefix(namespace.as_str()) == Some(local))
    }

    /// Whether the start tag's `rdf:about` or `rdf:ID` is the IRI.
    fn names_node(&self, tag: &str, iri: &str) -> bool {
        ["about", "ID"].iter().any(|attribute| {
            tag.split(attribute).skip(1).any(|rest| {
                let value = rest
                    .trim_start()
                    .strip_prefix('=')
                    .and_then(|rest| quoted(rest.trim_start()));
                value.is_some_and(|value| self.means_attribute(&decoded(value, &self.entities), iri))
            })
        })
    }
}

/// What stands between the quotation marks the text begins with.
fn quoted(text: &str) -> Option<&str> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    text[1..].split(mark).next()
}

/// The rest of a start tag from its name to its `>`.
fn start_tag(text: &str) -> &str {
    let mut mark = None;
    for (at, character) in text.char_indices() {
        match (mark, character) {
            (None, '"' | '\'') => mark = Some(character),
            (None, '>') => return &text[..=at],
            (Some(open), _) if open == character => mark = None,
            _ => {}
        }
    }
    text
}

/// An element's content without comments and processing instructions, CDATA and references resolved.
fn content(raw: &str, entities: &HashMap<&str, &str>) -> String {
    let raw = raw.replace("\r\n", "\n").replace('\r', "\n");
    let mut output = String::new();
    let mut rest = raw.as_str();
    while let Some(at) = rest.find('<') {
        output.push_str(&decoded(&rest[..at], entities));
        rest = &rest[at..];
        let (end, keep) = if rest.starts_with("<![CDATA[") {
            ("]]>", 9)
        } else if rest.starts_with("<!--") {
            ("-->", usize::MAX)
        } else {
            (">", usize::MAX)
        };
        let Some(length) = rest.find(end) else {
            return output;
        };
        output.push_str(rest.get(keep..length).unwrap_or_default());
        rest = &rest[length + end.len()..];
    }
    output.push_str(&decoded(rest, entities));
    output
}

/// The text with its character and entity references resolved.
fn decoded(text: &str, entities: &HashMap<&str, &str>) -> String {
    let mut output = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        output.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';') else { break };
        let name = &rest[1..end];
        let code = match name.strip_prefix("#x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => name.strip_prefix('#').and_then(|decimal| decimal.parse().ok()),
        };
        match name {
            "lt" => output.push('<'),
            "gt" => output.push('>'),
            "amp" => output.push('&'),
            "quot" => output.push('"'),
            "apos" => output.push('\''),
            _ => match (code.and_then(char::from_u32), entities.get(name)) {
                (Some(character), _) => output.push(character),
                (None, Some(value)) => output.push_str(&decoded(value, entities)),
                (None, None) => output.push_str(&rest[..=end]),
            },
        }
        rest = &rest[end + 1..];
    }
    output.push_str(rest);
    output
}
