//! [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/): one document with its context inside.

use std::fmt::Write as _;

use kolophon_graph::{Graph, RDF_LANG_STRING, Term, TermId, XSD_STRING};

use super::arrangement::{Appearance, Arrangement};
use super::compaction::Compaction;
use super::{Charset, WriteError, WriteOptions};

/// The whole document.
pub(super) fn write(graph: &Graph, options: &WriteOptions<'_>) -> Result<String, WriteError> {
    let schemes = schemes(graph);
    let mut writer = Writer {
        graph,
        arrangement: Arrangement::new(graph),
        compaction: Compaction::new(options.prefixes, |prefix, namespace| {
            is_term(prefix) && namespace.contains(':') && schemes.binary_search(&prefix).is_err()
        }),
        charset: options.charset,
        output: String::new(),
    };
    let mut separator = "\n";
    while let Some(subject) = writer.arrangement.next_subject() {
        writer.output.push_str(separator);
        separator = ",\n";
        writer.indent(2);
        writer.node(subject, 2)?;
    }
    let body = std::mem::take(&mut writer.output);
    writer.context();
    writer.output.push_str("  \"@graph\": [");
    writer.output.push_str(&body);
    writer
        .output
        .push_str(if body.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    Ok(writer.output)
}

/// The node objects of one part, all names in full. They continue a list, unless they begin it.
pub(super) fn part(graph: &Graph, charset: Charset, is_first: bool) -> Result<String, WriteError> {
    let mut writer = Writer {
        graph,
        arrangement: Arrangement::new(graph),
        compaction: Compaction::new(&[], |_, _| false),
        charset,
        output: String::new(),
    };
    let mut separator = if is_first { "\n" } else { ",\n" };
    while let Some(subject) = writer.arrangement.next_subject() {
        writer.output.push_str(separator);
        separator = ",\n";
        writer.indent(2);
        writer.node(subject, 2)?;
    }
    Ok(writer.output)
}

/// What stands before the first colon of each IRI, sorted: a prefix of that name would change the IRI.
fn schemes(graph: &Graph) -> Vec<&str> {
    let dictionary = graph.dictionary();
    let mut schemes: Vec<&str> = Vec::new();
    for id in dictionary.ids() {
        let iri = match dictionary.term(id) {
            Term::Iri(iri) => iri,
            Term::Literal { datatype, .. } => datatype,
            Term::BlankNode(_) => continue,
        };
        if let Some((scheme, _)) = iri.split_once(':')
            && schemes.last() != Some(&scheme)
        {
            schemes.push(scheme);
        }
    }
    schemes.sort_unstable();
    schemes.dedup();
    schemes
}

struct Writer<'g, 'a> {
    graph: &'g Graph,
    arrangement: Arrangement<'g>,
    compaction: Compaction<'a>,
    charset: Charset,
    output: String,
}

impl Writer<'_, '_> {
    fn context(&mut self) {
        self.output.push_str("{\n  \"@context\": {");
        let used = self.compaction.used();
        for (at, (prefix, namespace)) in used.iter().enumerate() {
            self.output.push_str(if at > 0 { ",\n" } else { "\n" });
            self.indent(2);
            self.string(prefix);
            self.output.push_str(": ");
            if namespace.ends_with([':', '/', '?', '#', '[', ']', '@']) {
                self.string(namespace);
            } else {
                // A namespace that ends in a letter is a prefix only if the context says so.
                self.output.push_str("{ \"@id\": ");
                self.string(namespace);
                self.output.push_str(", \"@prefix\": true }");
            }
        }
        self.output
            .push_str(if used.is_empty() { "},\n" } else { "\n  },\n" });
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.output.push_str("  ");
        }
    }

    /// A node object, `depth` steps from the margin.
    fn node(&mut self, node: TermId, depth: usize) -> Result<(), WriteError> {
        let mut separator = "\n";
        self.output.push('{');
        if let Some(id) = self.identifier(node) {
            self.key(&mut separator, depth, "@id");
            self.string(&id);
        }
        for (predicate, objects) in self.arrangement.properties(node) {
            if self.arrangement.is_type(predicate) && !objects.iter().any(|object| object.is_literal()) {
                self.key(&mut separator, depth, "@type");
                self.values(&objects, depth + 1, Self::class)?;
                continue;
            }
            let iri = self.graph.term(predicate).value();
            if !iri.contains(':') {
                return Err(WriteError::RelativePredicate { iri: iri.to_owned() });
            }
            let name = self.name(iri);
            self.key(&mut separator, depth, &name);
            self.values(&objects, depth + 1, Self::value)?;
        }
        if separator == "\n" {
            self.output.push('}');
        } else {
            self.output.push('\n');
            self.indent(depth);
            self.output.push('}');
        }
        Ok(())
    }

    fn key(&mut self, separator: &mut &'static str, depth: usize, key: &str) {
        self.output.push_str(separator);
        *separator = ",\n";
        self.indent(depth + 1);
        self.string(key);
        self.output.push_str(": ");
    }

    /// One value bare, several in brackets, a line each.
    fn values(
        &mut self,
        values: &[TermId],
        depth: usize,
        write: fn(&mut Self, TermId, usize) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        if let [value] = values {
            return write(self, *value, depth);
        }
        self.output.push('[');
        for (at, value) in values.iter().enumerate() {
            self.output.push_str(if at > 0 { ",\n" } else { "\n" });
            self.indent(depth + 1);
            write(self, *value, depth + 1)?;
        }
        if !values.is_empty() {
            self.output.push('\n');
            self.indent(depth);
        }
        self.output.push(']');
        Ok(())
    }

    /// A value of `@type`, which is never an object.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "it is used where values are written that may fail"
    )]
    fn class(&mut self, class: TermId, _depth: usize) -> Result<(), WriteError> {
        let name = match self.graph.term(class) {
            Term::BlankNode(_) => self.reference(class),
            term => self.name(term.value()),
        };
        self.string(&name);
        Ok(())
    }

    fn value(&mut self, id: TermId, depth: usize) -> Result<(), WriteError> {
        match self.graph.term(id) {
            Term::Iri(iri) => {
                let name = self.name(iri);
                self.output.push_str("{ \"@id\": ");
                self.string(&name);
                self.output.push_str(" }");
            }
            Term::BlankNode(_) => return self.blank_node(id, depth),
            Term::Literal {
                value,
                datatype,
                language,
            } => self.literal(value, datatype, language),
        }
        Ok(())
    }

    fn blank_node(&mut self, node: TermId, depth: usize) -> Result<(), WriteError> {
        if let Some(elements) = self.arrangement.collection(node, depth) {
            self.output.push_str("{ \"@list\": ");
            self.list(&elements, depth)?;
            self.output.push_str(" }");
            return Ok(());
        }
        match self.arrangement.appearance(node, depth) {
            Appearance::Nested => self.node(node, depth),
            Appearance::Labelled(label) => {
                self.output.push_str("{ \"@id\": ");
                self.string(&format!("_:b{label}"));
                self.output.push_str(" }");
                Ok(())
            }
        }
    }

    fn list(&mut self, elements: &[TermId], depth: usize) -> Result<(), WriteError> {
        self.output.push('[');
        for (at, element) in elements.iter().enumerate() {
            self.output.push_str(if at > 0 { ",\n" } else { "\n" });
            self.indent(depth + 1);
            self.value(*element, depth + 1)?;
        }
        self.output.push('\n');
        self.indent(depth);
        self.output.push(']');
        Ok(())
    }

    fn literal(&mut self, value: &str, datatype: &str, language: Option<&str>) {
        let is_string = datatype == XSD_STRING || datatype == RDF_LANG_STRING;
        if language.is_none() && is_string {
            self.string(value);
            return;
        }
        self.output.push_str("{ \"@value\": ");
        self.string(value);
        if let Some(language) = language {
            self.output.push_str(", \"@language\": ");
            self.string(language);
        } else {
            let name = self.name(datatype);
            self.output.push_str(", \"@type\": ");
            self.string(&name);
        }
        self.output.push_str(" }");
    }

    /// The `@id` of a node object; none for a blank node nobody names.
    fn identifier(&self, node: TermId) -> Option<String> {
        match self.graph.term(node) {
            Term::Iri(iri) => Some(self.name(iri)),
            _ => self
                .arrangement
                .known_label(node)
                .map(|label| format!("_:b{label}")),
        }
    }

    fn reference(&mut self, node: TermId) -> String {
        // Where only a name may stand nothing is nested.
        match self.arrangement.appearance(node, usize::MAX) {
            Appearance::Labelled(label) => format!("_:b{label}"),
            Appearance::Nested => format!("_:b{}", self.arrangement.label(node)),
        }
    }

    /// The IRI, compact where a prefix fits.
    fn name(&self, iri: &str) -> String {
        match self.compaction.compact(iri, |local| !local.starts_with("//")) {
            Some((prefix, local)) => format!("{prefix}:{local}"),
            None => iri.to_owned(),
        }
    }

    fn string(&mut self, value: &str) {
        self.output.push('"');
        for character in value.chars() {
            match character {
                '"' => self.output.push_str("\\\""),
                '\\' => self.output.push_str("\\\\"),
                '\n' => self.output.push_str("\\n"),
                '\r' => self.output.push_str("\\r"),
                '\t' => self.output.push_str("\\t"),
                '\0'..='\u{1f}' | '\u{7f}' => self.escape(character),
                '\u{80}'.. if self.charset == Charset::Ascii => self.escape(character),
                _ => self.output.push(character),
            }
        }
        self.output.push('"');
    }

    fn escape(&mut self, character: char) {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let result = write!(self.output, "\\u{unit:04X}");
            debug_assert!(result.is_ok(), "a string takes every character");
        }
    }
}

/// Whether a prefix can be a term of a context and part of a compact IRI.
fn is_term(prefix: &str) -> bool {
    prefix.starts_with(|first: char| first.is_alphabetic()) && !prefix.contains(':')
}
