//! Triples written as they come, for what is too much to be held as a graph.
//!
//! Nothing is arranged: blank nodes keep their labels, and triples their order.

use std::fmt::Write as _;

use kolophon_graph::{RDF_LANG_STRING, Term, XSD_STRING};

use super::Charset;
use super::n_triples::{write_character, write_iri};
use super::turtle::{is_local_name, is_prefix};
use crate::vocab::rdf;

/// The syntaxes that can be written without knowing what is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFormat {
    /// [N-Triples](https://www.w3.org/TR/n-triples/)
    NTriples,
    /// [Turtle](https://www.w3.org/TR/turtle/), in which consecutive triples of a subject make one statement.
    Turtle,
}

/// A run of triples as text. Several runs, one behind the other and behind the [`header`](Self::header), make a
/// document; they may be written side by side.
///
/// ```
/// use kolophon_dcat::{StreamFormat, TripleStream};
/// use kolophon_graph::Term;
///
/// let mut stream = TripleStream::new(StreamFormat::Turtle, &[("dct", "http://purl.org/dc/terms/")]);
/// stream.push(Term::BlankNode("a"), "http://purl.org/dc/terms/relation", Term::Iri("urn:b"));
/// let document = stream.header() + &stream.finish();
/// assert_eq!(document, "@prefix dct: <http://purl.org/dc/terms/> .\n\n_:a dct:relation <urn:b> .\n");
/// ```
#[derive(Debug)]
pub struct TripleStream<'p> {
    format: StreamFormat,
    prefixes: &'p [(&'p str, &'p str)],
    output: String,
    /// The subject that is written, as it is written.
    subject: String,
    next_subject: String,
    /// Where in the output the predicate that is written stands.
    predicate: (usize, usize),
}

impl<'p> TripleStream<'p> {
    /// An empty run. Prefixes count in Turtle alone.
    #[must_use]
    pub fn new(format: StreamFormat, prefixes: &'p [(&'p str, &'p str)]) -> Self {
        Self {
            format,
            prefixes,
            output: String::new(),
            subject: String::new(),
            next_subject: String::new(),
            predicate: (0, 0),
        }
    }

    /// What stands before the first run.
    #[must_use]
    pub fn header(&self) -> String {
        let mut header = String::new();
        if self.format == StreamFormat::Turtle {
            for (prefix, namespace) in self.prefixes.iter().filter(|(prefix, _)| is_prefix(prefix)) {
                header.extend(["@prefix ", prefix, ": "]);
                write_iri(namespace, Charset::Utf8, &mut header);
                header.push_str(" .\n");
            }
            header.push('\n');
        }
        header
    }

    /// Adds a triple.
    pub fn push(&mut self, subject: Term<'_>, predicate: &str, object: Term<'_>) {
        let mut text = std::mem::take(&mut self.next_subject);
        text.clear();
        self.term(subject, &mut text);
        let goes_on = self.format == StreamFormat::Turtle && text == self.subject;
        let mut output = std::mem::take(&mut self.output);
        if goes_on {
            output.push_str(" ;\n    ");
        } else {
            if !self.subject.is_empty() {
                output.push_str(" .\n");
            }
            output.push_str(&text);
            output.push(' ');
        }
        let start = output.len();
        if self.format == StreamFormat::Turtle && predicate == rdf::TYPE {
            output.push('a');
        } else {
            self.iri(predicate, &mut output);
        }
        let (from, to) = self.predicate;
        if goes_on && output[from..to] == output[start..] {
            // The same property again: one more value.
            output.truncate(start - " ;\n    ".len());
            output.push(',');
        } else {
            self.predicate = (start, output.len());
        }
        output.push(' ');
        self.term(object, &mut output);
        self.output = output;
        self.next_subject = std::mem::replace(&mut self.subject, text);
    }

    /// The length of what was written so far, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.output.len()
    }

    /// Whether there is no triple.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.output.is_empty()
    }

    /// The run as text, its last statement ended.
    #[must_use]
    pub fn finish(mut self) -> String {
        if !self.output.is_empty() {
            self.output.push_str(" .\n");
        }
        self.output
    }

    fn term(&self, term: Term<'_>, output: &mut String) {
        match term {
            Term::Iri(iri) => self.iri(iri, output),
            Term::BlankNode(label) => write_label(label, output),
            Term::Literal {
                value,
                datatype,
                language,
            } => {
                output.push('"');
                write_string(value, output);
                output.push('"');
                match language {
                    Some(language) => output.extend(["@", language]),
                    None if datatype == XSD_STRING || datatype == RDF_LANG_STRING => {}
                    None => {
                        output.push_str("^^");
                        self.iri(datatype, output);
                    }
                }
            }
        }
    }

    fn iri(&self, iri: &str, output: &mut String) {
        if self.format == StreamFormat::Turtle {
            let compact = self.prefixes.iter().find_map(|(prefix, namespace)| {
                let local = iri.strip_prefix(namespace)?;
                (is_prefix(prefix) && is_local_name(local, Charset::Utf8)).then_some((prefix, local))
            });
            if let Some((prefix, local)) = compact {
                output.extend([prefix, ":", local]);
                return;
            }
        }
        write_iri(iri, Charset::Utf8, output);
    }
}

/// Writes what stands between quotation marks; mostly nothing in it has to be escaped.
fn write_string(value: &str, output: &mut String) {
    let plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f | 0x7f);
    if value.as_bytes().iter().all(plain) {
        output.push_str(value);
        return;
    }
    for character in value.chars() {
        write_character(character, Charset::Utf8, output);
    }
}

/// `_:label`. Labels may hold any character, and what a label of Turtle cannot hold is written as its code.
fn write_label(label: &str, output: &mut String) {
    output.push_str(if label.is_empty() { "_:_" } else { "_:" });
    let last = label.chars().count().saturating_sub(1);
    for (at, character) in label.chars().enumerate() {
        let stays = match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => true,
            '-' => at > 0,
            '.' => at > 0 && at < last,
            _ => false,
        };
        if stays {
            output.push(character);
        } else {
            // Writing into a String cannot fail.
            write!(output, "_{:x}_", u32::from(character)).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use kolophon_graph::GraphBuilder;
    use proptest::prelude::*;

    use super::*;
    use crate::{Document, Format, read};

    const PREFIXES: [(&str, &str); 3] = [("e", "urn:e:"), ("", "urn:"), ("no.", "urn:no")];

    fn written(format: StreamFormat, triples: &[(Term<'_>, &str, Term<'_>)]) -> String {
        let mut stream = TripleStream::new(format, &PREFIXES);
        for (subject, predicate, object) in triples {
            stream.push(*subject, predicate, *object);
        }
        stream.header() + &stream.finish()
    }

    #[test]
    fn turtle_says_a_subject_and_a_property_once() {
        let (a, b) = (Term::Iri("urn:e:a"), Term::BlankNode("b"));
        let text = written(
            StreamFormat::Turtle,
            &[
                (a, rdf::TYPE, b),
                (a, "urn:e:p", a),
                (a, "urn:e:p", b),
                (b, "urn:e:p", a),
                (b, "urn:q", a),
                (a, "urn:q", a),
            ],
        );
        let (_, body) = text.split_once("\n\n").unwrap();
        assert_eq!(
            body,
            "e:a a _:b ;\n    e:p e:a, _:b .\n_:b e:p e:a ;\n    :q e:a .\ne:a :q e:a .\n"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            triples in prop::collection::vec(("\\PC{0,6}", 0..3_usize, "\\PC{0,6}", 0..5_usize), 0..20)
        ) {
            let triples: Vec<(String, &str, String, usize)> = triples
                .into_iter()
                .map(|(subject, predicate, object, kind)| {
                    (subject, ["urn:e:p", "urn:q", rdf::TYPE][predicate], object, kind)
                })
                .collect();
            let object = |text, kind| match kind {
                0 => Term::BlankNode(text),
                1 => Term::Iri("urn:e:o"),
                2 => Term::Literal { value: text, datatype: XSD_STRING, language: None },
                3 => Term::Literal { value: text, datatype: "urn:e:d", language: None },
                _ => Term::Literal { value: text, datatype: RDF_LANG_STRING, language: Some("de") },
            };
            let terms: Vec<_> = triples
                .iter()
                .map(|(s, p, o, kind)| (Term::BlankNode(s), *p, object(o, *kind)))
                .collect();
            for (format, as_format) in [(StreamFormat::Turtle, Format::Turtle), (StreamFormat::NTriples, Format::NTriples)] {
                let text = written(format, &terms);
                let document = Document::new("t", text.clone().into_bytes()).with_format(as_format);
                let mut builder = GraphBuilder::new();
                let reading = read(&document, &mut builder).unwrap();
                prop_assert_eq!(&reading.issues, &[], "{}", text);
                let mut labels = std::collections::BTreeSet::new();
                for (subject, _, object) in &terms {
                    labels.insert(subject.value());
                    if let Term::BlankNode(label) = object {
                        labels.insert(label);
                    }
                }
                let graph = builder.finish();
                let nodes = graph.dictionary().ids().filter(|id| id.is_blank_node()).count();
                prop_assert_eq!(nodes, labels.len(), "{}", text);
                let distinct: std::collections::BTreeSet<_> = terms.iter().map(|t| format!("{t:?}")).collect();
                prop_assert_eq!(graph.len(), distinct.len(), "{}", text);
            }
        }
    }
}
