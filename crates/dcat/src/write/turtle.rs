//! [Turtle](https://www.w3.org/TR/turtle/) for people: prefixes, `a`, nested nodes, one property a line.

use kolophon_graph::{Graph, RDF_LANG_STRING, Term, TermId, XSD_STRING};

use super::arrangement::{Appearance, Arrangement};
use super::compaction::Compaction;
use super::n_triples::{write_character, write_iri, write_label};
use super::{Charset, WriteOptions};
use crate::vocab::xsd;

/// The whole document.
pub(super) fn write(graph: &Graph, options: &WriteOptions<'_>) -> String {
    let mut writer = Writer {
        graph,
        arrangement: Arrangement::new(graph),
        compaction: Compaction::new(options.prefixes, |prefix, _| is_prefix(prefix)),
        charset: options.charset,
        output: String::new(),
    };
    while let Some(subject) = writer.arrangement.next_subject() {
        writer.statement(subject);
    }
    let mut document = String::new();
    for (prefix, namespace) in writer.compaction.used() {
        document.push_str("@prefix ");
        document.push_str(prefix);
        document.push_str(": ");
        write_iri(namespace, options.charset, &mut document);
        document.push_str(" .\n");
    }
    document.push_str(if document.is_empty() {
        writer.output.trim_start_matches('\n')
    } else {
        &writer.output
    });
    document
}

struct Writer<'g, 'a> {
    graph: &'g Graph,
    arrangement: Arrangement<'g>,
    compaction: Compaction<'a>,
    charset: Charset,
    output: String,
}

impl Writer<'_, '_> {
    fn statement(&mut self, subject: TermId) {
        self.output.push('\n');
        match self.graph.term(subject) {
            Term::Iri(iri) => self.iri(iri),
            _ => match self.arrangement.known_label(subject) {
                Some(label) => write_label(label, &mut self.output),
                None => self.output.push_str("[]"),
            },
        }
        self.output.push(' ');
        self.properties(subject, 1);
        self.output.push_str(" .\n");
    }

    /// The properties of a node; those behind the first stand on lines of their own, `depth` steps from the margin.
    fn properties(&mut self, subject: TermId, depth: usize) {
        for (at, (predicate, objects)) in self.arrangement.properties(subject).into_iter().enumerate() {
            if at > 0 {
                self.output.push_str(" ;");
                self.new_line(depth);
            }
            if self.arrangement.is_type(predicate) {
                self.output.push('a');
            } else {
                self.iri(self.graph.term(predicate).value());
            }
            for (at, object) in objects.into_iter().enumerate() {
                self.output.push_str(if at > 0 { ", " } else { " " });
                self.value(object, depth);
            }
        }
    }

    fn new_line(&mut self, depth: usize) {
        self.output.push('\n');
        for _ in 0..depth {
            self.output.push_str("  ");
        }
    }

    fn value(&mut self, id: TermId, depth: usize) {
        match self.graph.term(id) {
            Term::Iri(iri) => self.iri(iri),
            Term::BlankNode(_) => self.blank_node(id, depth),
            Term::Literal {
                value,
                datatype,
                language,
            } => self.literal(value, datatype, language),
        }
    }

    fn blank_node(&mut self, node: TermId, depth: usize) {
        if let Some(elements) = self.arrangement.collection(node, depth) {
            self.output.push('(');
            for element in elements {
                self.output.push(' ');
                self.value(element, depth + 1);
            }
            self.output.push_str(" )");
            return;
        }
        match self.arrangement.appearance(node, depth) {
            Appearance::Labelled(label) => write_label(label, &mut self.output),
            Appearance::Nested if self.graph.outgoing(node).len() == 0 => self.output.push_str("[]"),
            Appearance::Nested => {
                self.output.push('[');
                self.new_line(depth + 1);
                self.properties(node, depth + 1);
                self.new_line(depth);
                self.output.push(']');
            }
        }
    }

    fn iri(&mut self, iri: &str) {
        let charset = self.charset;
        match self
            .compaction
            .compact(iri, |local| is_local_name(local, charset))
        {
            Some((prefix, local)) => {
                self.output.push_str(prefix);
                self.output.push(':');
                self.output.push_str(local);
            }
            None => write_iri(iri, self.charset, &mut self.output),
        }
    }

    fn literal(&mut self, value: &str, datatype: &str, language: Option<&str>) {
        if language.is_none() && has_short_form(value, datatype) {
            self.output.push_str(value);
            return;
        }
        self.string(value);
        match language {
            Some(language) => {
                self.output.push('@');
                self.output.push_str(language);
            }
            None if datatype == XSD_STRING || datatype == RDF_LANG_STRING => {}
            None => {
                self.output.push_str("^^");
                self.iri(datatype);
            }
        }
    }

    fn string(&mut self, value: &str) {
        let is_long = value.contains('\n');
        let marks = if is_long { "\"\"\"" } else { "\"" };
        self.output.push_str(marks);
        let mut characters = value.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\n' if is_long => self.output.push('\n'),
                // A quotation mark is free in a long string unless it might close it.
                '"' if is_long && !matches!(characters.peek(), None | Some('"')) => self.output.push('"'),
                _ => write_character(character, self.charset, &mut self.output),
            }
        }
        self.output.push_str(marks);
    }
}

/// Whether a literal can be written as a bare number or truth value
/// ([Turtle §2.5.2](https://www.w3.org/TR/turtle/#abbrev)).
fn has_short_form(value: &str, datatype: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = value.strip_prefix(['+', '-']).unwrap_or(value);
    let is_decimal = |text: &str| {
        text.split_once('.')
            .is_some_and(|(whole, fraction)| is_digits(whole) && is_digits(fraction) && !fraction.is_empty())
    };
    match datatype {
        xsd::BOOLEAN => matches!(value, "true" | "false"),
        xsd::INTEGER => is_digits(unsigned) && !unsigned.is_empty(),
        xsd::DECIMAL => is_decimal(unsigned),
        xsd::DOUBLE => unsigned
            .split_once(['e', 'E'])
            .is_some_and(|(mantissa, exponent)| {
                let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
                let is_whole = is_digits(mantissa) && !mantissa.is_empty();
                (is_whole || is_decimal(mantissa)) && is_digits(exponent) && !exponent.is_empty()
            }),
        _ => false,
    }
}

/// Whether a prefix may be declared: a part of `PN_PREFIX`, or nothing.
pub(super) fn is_prefix(prefix: &str) -> bool {
    prefix.is_empty()
        || prefix.starts_with(|first: char| first.is_ascii_alphabetic())
            && !prefix.ends_with('.')
            && prefix
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether the rest of an IRI can stand behind a prefix without escapes: a part of `PN_LOCAL`.
pub(super) fn is_local_name(local: &str, charset: Charset) -> bool {
    local.starts_with(|first: char| first.is_alphanumeric() || first == '_')
        && !local.ends_with('.')
        && local.chars().all(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '.' => true,
            'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü' | 'ß' => charset == Charset::Utf8,
            _ => false,
        })
}
