//! A document written in parts, for what is too much to be held as one graph.
//!
//! Each part is a graph of its own; together they say what a document of all of them would. A subject may come in
//! several parts. Blank nodes would be mixed up, so a graph with them is refused.

use kolophon_graph::{Graph, TermId};

use super::{Charset, WriteError, WriteOptions, json_ld, rdf_xml, write};
use crate::format::Format;

/// Writes a document part by part: [`head`](Self::head), each [`part`](Self::part), [`tail`](Self::tail).
#[derive(Debug)]
pub struct PartWriter<'p> {
    format: Format,
    prefixes: &'p [(&'p str, &'p str)],
    charset: Charset,
    is_first: bool,
}

impl<'p> PartWriter<'p> {
    /// A writer that has written nothing yet. JSON-LD is written without prefixes: one could change the meaning of an IRI in
    /// a later part.
    #[must_use]
    pub fn new(options: &WriteOptions<'p>) -> Self {
        Self {
            format: options.format,
            prefixes: options.prefixes,
            charset: options.charset,
            is_first: true,
        }
    }

    /// What stands before the first part.
    #[must_use]
    pub fn head(&self) -> String {
        match self.format {
            Format::RdfXml => rdf_xml::head(self.prefixes),
            Format::JsonLd => "{\n  \"@context\": {},\n  \"@graph\": [".to_owned(),
            Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads => String::new(),
        }
    }

    /// The next part.
    ///
    /// # Errors
    /// When the syntax cannot hold the graph, or it has blank nodes; see [`WriteError`].
    pub fn part(&mut self, graph: &Graph) -> Result<String, WriteError> {
        if graph.dictionary().ids().any(TermId::is_blank_node) {
            return Err(WriteError::BlankNode);
        }
        let options = WriteOptions {
            format: self.format,
            prefixes: self.prefixes,
            charset: self.charset,
        };
        let part = match self.format {
            Format::RdfXml => rdf_xml::part(graph, &options)?,
            Format::JsonLd => json_ld::part(graph, self.charset, self.is_first)?,
            Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads => write(graph, &options)?,
        };
        self.is_first &= part.is_empty();
        Ok(part)
    }

    /// What stands behind the last part.
    #[must_use]
    pub fn tail(&self) -> String {
        match self.format {
            Format::RdfXml => "</rdf:RDF>\n".to_owned(),
            Format::JsonLd if self.is_first => "]\n}\n".to_owned(),
            Format::JsonLd => "\n  ]\n}\n".to_owned(),
            Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use kolophon_graph::{GraphBuilder, Position, Triple};

    use super::*;
    use crate::vocab::rdf;
    use crate::{Document, PREFIXES, SyntaxIssue, SyntaxIssueKind, read};

    fn graph(triples: &[(&str, &str, &str)]) -> Graph {
        let mut builder = GraphBuilder::new();
        for (subject, predicate, object) in triples {
            let triple = Triple::new(builder.iri(subject), builder.iri(predicate), builder.iri(object));
            builder.push(triple, Position::UNKNOWN);
        }
        builder.finish()
    }

    fn lines(graph: &Graph) -> Vec<String> {
        let mut lines: Vec<String> = graph.to_oxrdf().iter().map(|triple| triple.to_string()).collect();
        lines.sort();
        lines
    }

    #[test]
    fn the_parts_say_what_the_whole_says() {
        // Namespaces without a prefix, different ones in each part, and an address that looks like a prefixed name.
        let parts = [
            vec![
                ("https://a.example/1", "https://x.example/ns#p", "dct:title"),
                (
                    "https://a.example/1",
                    "http://purl.org/dc/terms/relation",
                    "https://a.example/2",
                ),
                ("https://a.example/1", rdf::TYPE, "https://z.example/C"),
            ],
            vec![],
            vec![
                (
                    "https://a.example/1",
                    "https://y.example/ns#p",
                    "https://a.example/1",
                ),
                (
                    "https://a.example/2",
                    "https://y.example/ns#q",
                    "https://a.example/1",
                ),
            ],
        ];
        for format in [Format::Turtle, Format::RdfXml, Format::JsonLd, Format::NTriples] {
            for take in 0..=parts.len() {
                let expected = lines(&graph(&parts[..take].concat()));
                let options = WriteOptions {
                    format,
                    prefixes: PREFIXES,
                    charset: Charset::Ascii,
                };
                let mut writer = PartWriter::new(&options);
                let mut text = writer.head();
                for part in &parts[..take] {
                    text.push_str(&writer.part(&graph(part)).unwrap());
                }
                text.push_str(&writer.tail());
                let mut builder = GraphBuilder::new();
                let document = Document::new("parts", text.clone().into_bytes()).with_format(format);
                let reading = read(&document, &mut builder).unwrap();
                // The reader tells of what looks like a prefix that is not declared, and keeps it as it is.
                let of_prefix =
                    |issue: &SyntaxIssue| matches!(issue.kind, SyntaxIssueKind::UndefinedPrefix { .. });
                assert!(reading.issues.iter().all(of_prefix), "{text}");
                assert_eq!(lines(&builder.finish()), expected, "{text}");
            }
        }
    }

    #[test]
    fn blank_nodes_are_refused() {
        let mut builder = GraphBuilder::new();
        let (node, predicate) = (builder.fresh_blank_node(), builder.iri("urn:p"));
        builder.push(Triple::new(node, predicate, node), Position::UNKNOWN);
        let options = WriteOptions {
            format: Format::NTriples,
            prefixes: &[],
            charset: Charset::Ascii,
        };
        let written = PartWriter::new(&options).part(&builder.finish());
        assert_eq!(written, Err(WriteError::BlankNode));
    }
}
