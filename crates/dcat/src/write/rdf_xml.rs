//! [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/): typed node elements, nested where a node is used once.

use std::fmt::Write as _;

use kolophon_graph::{Graph, RDF_LANG_STRING, Term, TermId, XSD_STRING};

use super::arrangement::{Appearance, Arrangement};
use super::compaction::Compaction;
use super::{Charset, WriteError, WriteOptions};
use crate::names::{is_name_character, is_name_start};
use crate::vocab::rdf;

/// Namespaces that XML keeps for itself.
const RESERVED: [&str; 2] = [
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
];

/// Names of RDF that are syntax and no properties.
const SYNTAX_TERMS: [&str; 12] = [
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "Description",
    "li",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
];

/// The whole document.
pub(super) fn write(graph: &Graph, options: &WriteOptions<'_>) -> Result<String, WriteError> {
    let mut writer = Writer::new(graph, options);
    while let Some(subject) = writer.arrangement.next_subject() {
        writer.node_element(subject, 1)?;
    }
    writer.document()
}

/// What stands before the parts of a document: all prefixes, whether they are used or not.
pub(super) fn head(prefixes: &[(&str, &str)]) -> String {
    let mut head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF".to_owned();
    let declarable = prefixes
        .iter()
        .filter(|(prefix, namespace)| is_declarable(prefix, namespace));
    let mut all: Vec<(&str, &str)> = declarable.copied().collect();
    all.push(("rdf", rdf::NAMESPACE));
    all.sort_unstable();
    for (prefix, namespace) in all {
        head.extend(["\n    xmlns:", prefix, "=\"", namespace, "\""]);
    }
    head.push_str(">\n");
    head
}

/// The elements of one part. Each declares itself what the head does not.
pub(super) fn part(graph: &Graph, options: &WriteOptions<'_>) -> Result<String, WriteError> {
    let mut writer = Writer::new(graph, options);
    while let Some(subject) = writer.arrangement.next_subject() {
        let start = writer.output.len();
        writer.node_element(subject, 1)?;
        let element = writer.output.split_off(start);
        // The declarations stand behind the element's name, which follows the indent.
        let name = element.trim_start().find([' ', '/', '>']).unwrap_or_default();
        let (name, rest) = element.split_at(element.len() - element.trim_start().len() + name);
        writer.output.push_str(name);
        for (prefix, namespace) in std::mem::take(&mut writer.generated) {
            writer.attribute(&format!("xmlns:{prefix}"), namespace)?;
        }
        writer.output.push_str(rest);
    }
    Ok(writer.output)
}

struct Writer<'g, 'a> {
    graph: &'g Graph,
    arrangement: Arrangement<'g>,
    compaction: Compaction<'a>,
    prefixes: &'a [(&'a str, &'a str)],
    /// Namespaces without a prefix of the options, in the order of their use.
    generated: Vec<(String, &'g str)>,
    charset: Charset,
    output: String,
}

impl<'g, 'a> Writer<'g, 'a> {
    fn new(graph: &'g Graph, options: &WriteOptions<'a>) -> Self {
        Self {
            graph,
            arrangement: Arrangement::new(graph),
            compaction: Compaction::new(options.prefixes, is_declarable),
            prefixes: options.prefixes,
            generated: Vec::new(),
            charset: options.charset,
            output: String::new(),
        }
    }

    fn document(mut self) -> Result<String, WriteError> {
        let body = std::mem::take(&mut self.output);
        // ASCII is UTF-8 too, and some parsers know no other name.
        self.output
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
        let mut namespaces: Vec<(String, &str)> = std::mem::take(&mut self.generated);
        let used = self.compaction.used();
        namespaces.extend(
            used.into_iter()
                .map(|(prefix, namespace)| (prefix.to_owned(), namespace)),
        );
        namespaces.push(("rdf".to_owned(), rdf::NAMESPACE));
        namespaces.sort_unstable();
        namespaces.dedup();
        for (prefix, namespace) in namespaces {
            self.output.push_str("\n    xmlns:");
            self.output.push_str(&prefix);
            self.attribute_value(namespace)?;
        }
        self.output.push_str(">\n");
        self.output.push_str(&body);
        self.output.push_str("</rdf:RDF>\n");
        Ok(self.output)
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.output.push_str("  ");
        }
    }

    /// A node with its properties.
    fn node_element(&mut self, node: TermId, depth: usize) -> Result<(), WriteError> {
        let mut properties = self.arrangement.properties(node);
        let name = self.take_type(&mut properties);
        self.indent(depth);
        self.output.push('<');
        self.output.push_str(&name);
        match self.graph.term(node) {
            Term::Iri(iri) => self.attribute("rdf:about", iri)?,
            _ => {
                if let Some(label) = self.arrangement.known_label(node) {
                    self.attribute("rdf:nodeID", &format!("b{label}"))?;
                }
            }
        }
        if properties.iter().all(|(_, objects)| objects.is_empty()) {
            self.output.push_str("/>\n");
            return Ok(());
        }
        self.output.push_str(">\n");
        for (predicate, objects) in properties {
            if objects.is_empty() {
                continue;
            }
            let iri = self.graph.term(predicate).value();
            let Some(name) = self.element_name(iri) else {
                return Err(WriteError::UnsplittablePredicate { iri: iri.to_owned() });
            };
            for object in objects {
                self.property_element(&name, object, depth + 1)?;
            }
        }
        self.indent(depth);
        self.close(&name);
        Ok(())
    }

    /// The first class that can be an element's name, which it then is; `rdf:Description` when there is none.
    fn take_type(&mut self, properties: &mut [(TermId, Vec<TermId>)]) -> String {
        if let Some((predicate, classes)) = properties.first_mut()
            && self.arrangement.is_type(*predicate)
        {
            for at in 0..classes.len() {
                let Some(class) = self.graph.term(classes[at]).as_iri() else {
                    continue;
                };
                if let Some(name) = self.element_name(class) {
                    classes.remove(at);
                    return name;
                }
            }
        }
        "rdf:Description".to_owned()
    }

    fn property_element(&mut self, name: &str, object: TermId, depth: usize) -> Result<(), WriteError> {
        self.indent(depth);
        self.output.push('<');
        self.output.push_str(name);
        match self.graph.term(object) {
            Term::Iri(iri) => {
                self.attribute("rdf:resource", iri)?;
                self.output.push_str("/>\n");
            }
            Term::BlankNode(_) => match self.arrangement.appearance(object, depth / 2) {
                Appearance::Labelled(label) => {
                    self.attribute("rdf:nodeID", &format!("b{label}"))?;
                    self.output.push_str("/>\n");
                }
                Appearance::Nested => {
                    self.output.push_str(">\n");
                    self.node_element(object, depth + 1)?;
                    self.indent(depth);
                    self.close(name);
                }
            },
            Term::Literal {
                value,
                datatype,
                language,
            } => {
                match language {
                    Some(language) => self.attribute("xml:lang", language)?,
                    None if datatype == XSD_STRING || datatype == RDF_LANG_STRING => {}
                    None => self.attribute("rdf:datatype", datatype)?,
                }
                self.output.push('>');
                self.characters(value, Place::Element)?;
                self.close(name);
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.output.push_str("</");
        self.output.push_str(name);
        self.output.push_str(">\n");
    }

    fn attribute(&mut self, name: &str, value: &str) -> Result<(), WriteError> {
        self.output.push(' ');
        self.output.push_str(name);
        self.attribute_value(value)
    }

    fn attribute_value(&mut self, value: &str) -> Result<(), WriteError> {
        self.output.push_str("=\"");
        self.characters(value, Place::Attribute)?;
        self.output.push('"');
        Ok(())
    }

    /// Text with everything escaped that XML would read as something else
    /// ([line ends](https://www.w3.org/TR/xml/#sec-line-ends) included).
    fn characters(&mut self, value: &str, place: Place) -> Result<(), WriteError> {
        for character in value.chars() {
            match character {
                '&' => self.output.push_str("&amp;"),
                '<' => self.output.push_str("&lt;"),
                '>' => self.output.push_str("&gt;"),
                '"' if place == Place::Attribute => self.output.push_str("&quot;"),
                '\t' | '\n' if place == Place::Attribute => self.reference(character),
                '\r' => self.reference(character),
                '\t' | '\n' => self.output.push(character),
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    return Err(WriteError::IllegalCharacter {
                        character,
                        value: value.to_owned(),
                    });
                }
                '\u{80}'.. if self.charset == Charset::Ascii => self.reference(character),
                _ => self.output.push(character),
            }
        }
        Ok(())
    }

    fn reference(&mut self, character: char) {
        let result = write!(self.output, "&#x{:X};", u32::from(character));
        debug_assert!(result.is_ok(), "a string takes every character");
    }

    /// The IRI as a qualified name; `None` when it has none.
    fn element_name(&mut self, iri: &'g str) -> Option<String> {
        if let Some(local) = iri.strip_prefix(rdf::NAMESPACE) {
            if SYNTAX_TERMS.contains(&local) {
                return None;
            }
            if self.is_local_name(local) {
                return Some(format!("rdf:{local}"));
            }
        }
        if let Some((prefix, local)) = self.compaction.compact(iri, |local| self.is_local_name(local)) {
            return Some(format!("{prefix}:{local}"));
        }
        let (namespace, local) = self.split(iri)?;
        if RESERVED.contains(&namespace) {
            return None;
        }
        let known = self.generated.iter().find(|(_, known)| *known == namespace);
        let prefix = if let Some((prefix, _)) = known {
            prefix.clone()
        } else {
            let prefix = self.new_prefix();
            self.generated.push((prefix.clone(), namespace));
            prefix
        };
        Some(format!("{prefix}:{local}"))
    }

    fn new_prefix(&self) -> String {
        let is_taken = |name: &str| {
            self.prefixes.iter().any(|(prefix, _)| *prefix == name)
                || self.generated.iter().any(|(prefix, _)| prefix == name)
        };
        let mut number = self.generated.len() + 1;
        while is_taken(&format!("ns{number}")) {
            number += 1;
        }
        format!("ns{number}")
    }

    /// Namespace and the longest name at the end of an IRI.
    fn split(&self, iri: &'g str) -> Option<(&'g str, &'g str)> {
        let before = iri
            .char_indices()
            .rev()
            .find(|(_, character)| !self.is_in_name(*character));
        let earliest = match before {
            // `%` and two digits are one character, which is not split.
            Some((at, '%')) => at + 3,
            Some((at, character)) => at + character.len_utf8(),
            None => 0,
        };
        let start = earliest + iri.get(earliest..)?.find(is_name_start)?;
        (start > 0).then(|| iri.split_at(start))
    }

    fn is_local_name(&self, local: &str) -> bool {
        local.starts_with(is_name_start) && local.chars().all(|character| self.is_in_name(character))
    }

    /// A name cannot be escaped, so an ASCII output holds ASCII names alone.
    fn is_in_name(&self, character: char) -> bool {
        (is_name_character(character) || character == '.')
            && (self.charset == Charset::Utf8 || character.is_ascii())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Attribute,
    Element,
}

/// Whether a prefix can be declared in XML, and leaves `rdf` as it is.
fn is_declarable(prefix: &str, namespace: &str) -> bool {
    let is_name = prefix.starts_with(|first: char| first.is_ascii_alphabetic())
        && prefix
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let starts_like_xml = prefix
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("xml"));
    is_name
        && !starts_like_xml
        && prefix != "rdf"
        && namespace != rdf::NAMESPACE
        && !RESERVED.contains(&namespace)
}
