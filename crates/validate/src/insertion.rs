//! What to paste where a property is missing: the right example of the rule's page, with the prefixes of the file.

use std::fmt::Write as _;
use std::sync::Arc;

use kolophon_dcat::vocab::rdf;
use kolophon_dcat::{Document, Format, Reading, read};
use kolophon_graph::{Graph, GraphBuilder, SourceId, Term, TermId};
use rustc_hash::FxHashMap;

use crate::page::{PREFIXES, Page};

/// An example that nests deeper is none that anybody pastes.
const DEEPEST: usize = 3;

/// The insertions for the findings of one report. Each is written once.
#[derive(Debug)]
pub(crate) struct Insertions<'a> {
    readings: &'a [Reading],
    written: FxHashMap<(String, SourceId), Option<Arc<str>>>,
}

impl<'a> Insertions<'a> {
    /// Insertions for the documents that were read.
    pub(crate) fn new(readings: &'a [Reading]) -> Self {
        Self {
            readings,
            written: FxHashMap::default(),
        }
    }

    /// The line that gives a node of a file the property that a rule misses: Turtle for Turtle, `Titel: …` for the files
    /// that officers write; `None` for other rules and other RDF.
    pub(crate) fn of(&mut self, rule: &str, property: &str, source: SourceId) -> Option<Arc<str>> {
        if !rule.ends_with("-missing") && !rule.ends_with("-recommended") {
            return None;
        }
        let reading = self.readings.iter().find(|reading| reading.source == source);
        self.written
            .entry((rule.to_owned(), source))
            .or_insert_with(|| match reading {
                Some(reading) => written(rule, property, reading),
                None => listed(rule),
            })
            .clone()
    }
}

/// What an officer writes into a list or a file of keys.
fn listed(rule: &str) -> Option<Arc<str>> {
    let line = Page::of(rule)?.right.listed;
    (!line.is_empty()).then(|| line.into())
}

fn written(rule: &str, property: &str, reading: &Reading) -> Option<Arc<str>> {
    if !matches!(reading.format, Format::Turtle | Format::TriG) {
        return None;
    }
    let example = Page::of(rule)?.right.files.first()?;
    let text = format!("{PREFIXES}\n{}", example.text);
    let document = Document::new("example.ttl", text.into_bytes()).with_format(Format::Turtle);
    let mut builder = GraphBuilder::new();
    read(&document, &mut builder).ok()?;
    let graph = builder.finish();
    let predicate = graph.iri(property)?;
    let writer = Writer {
        graph: &graph,
        prefixes: &reading.prefixes,
    };
    let triples = graph.column(predicate);
    let first = triples.iter().min_by_key(|triple| triple.subject)?;
    let mut line = writer.name(property);
    line.push(' ');
    writer.value(&mut line, first.object, DEEPEST)?;
    line.push_str(" ;");
    Some(line.into())
}

/// Writes terms of an example with the prefixes of another file.
struct Writer<'a> {
    graph: &'a Graph,
    prefixes: &'a [(String, String)],
}

impl Writer<'_> {
    fn value(&self, line: &mut String, term: TermId, depth: usize) -> Option<()> {
        let written = self.graph.term(term);
        if self.graph.outgoing(term).next().is_some() {
            return self.node(line, term, depth);
        }
        match written {
            Term::Iri(iri) => line.push_str(&self.name(iri)),
            Term::BlankNode(_) => line.push_str("[]"),
            Term::Literal {
                value,
                datatype,
                language,
            } => {
                let escaped = value
                    .replace('\\', "\\\\")
                    .replace('"', "\\\"")
                    .replace('\n', "\\n");
                // Writing into a String cannot fail.
                let _ = write!(line, "\"{escaped}\"");
                if let Some(language) = language {
                    let _ = write!(line, "@{language}");
                } else if datatype != kolophon_graph::XSD_STRING {
                    let _ = write!(line, "^^{}", self.name(datatype));
                }
            }
        }
        Some(())
    }

    /// A node that the example describes, in brackets: whoever pastes it need not think of a name for it.
    fn node(&self, line: &mut String, node: TermId, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        line.push('[');
        let mut triples: Vec<_> = self
            .graph
            .outgoing(node)
            .map(|index| self.graph.triple(index))
            .collect();
        let is_type = |predicate| self.graph.term(predicate).value() == rdf::TYPE;
        triples.sort_by_key(|triple| (!is_type(triple.predicate), triple.predicate, triple.object));
        for (number, triple) in triples.iter().enumerate() {
            let predicate = self.graph.term(triple.predicate).value();
            let name = if predicate == rdf::TYPE {
                "a".to_owned()
            } else {
                self.name(predicate)
            };
            let separator = if number == 0 { " " } else { " ; " };
            let _ = write!(line, "{separator}{name} ");
            self.value(line, triple.object, depth)?;
        }
        line.push_str(" ]");
        Some(())
    }

    /// The IRI with a prefix that the file declares, else whole.
    fn name(&self, iri: &str) -> String {
        let names = self.prefixes.iter().filter_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            let is_plain = local
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
            let starts_well = local.starts_with(|first: char| first.is_ascii_alphanumeric());
            (!namespace.is_empty() && is_plain && starts_well).then(|| format!("{prefix}:{local}"))
        });
        names
            .min_by_key(String::len)
            .unwrap_or_else(|| format!("<{iri}>"))
    }
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::Document;

    use crate::{Profile, check};

    /// The insertion of the finding of a rule on a text.
    fn insertion(text: &str, rule: &str) -> Option<String> {
        let document = Document::new("a.ttl", text.as_bytes().to_vec()).with_base("https://daten.example/");
        let report = check(&[document], Profile::dcat_ap_de()).report;
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.rule.as_str() == rule);
        finding.unwrap().insertion.as_deref().map(str::to_owned)
    }

    #[test]
    fn a_missing_property_is_shown_with_the_prefixes_of_the_file() {
        let rule = "dataset-title-missing";
        let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix t: <http://purl.org/dc/terms/> .\n<a> a dcat:Dataset .\n";
        assert_eq!(insertion(text, rule).unwrap(), "t:title \"Baumkataster\"@de ;");
        let without = "<a> a <http://www.w3.org/ns/dcat#Dataset> .\n";
        assert_eq!(
            insertion(without, rule).unwrap(),
            "<http://purl.org/dc/terms/title> \"Baumkataster\"@de ;"
        );
    }

    #[test]
    fn a_missing_node_is_shown_whole() {
        let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n<a> a dcat:Dataset .\n";
        let found = insertion(text, "dataset-contact-point-recommended").unwrap();
        assert!(found.starts_with("dcat:contactPoint [ a vcard:"), "{found}");
        assert!(
            found.contains("vcard:hasEmail <mailto:") && found.ends_with(" ] ;"),
            "{found}"
        );
    }
}
