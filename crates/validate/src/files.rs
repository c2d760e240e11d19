//! What is odd about the files themselves: a dataset that two of them describe, a prefix that means something else than
//! everywhere.

use std::collections::BTreeMap;

use kolophon_dcat::Reading;
use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_diagnostic::{Consequence, Finding, RuleId, Severity, Text};
use kolophon_graph::{Graph, GraphBuilder, Position, SourceId, Span, TermId};

use crate::page::Page;
use crate::place;
use crate::result::node_text;
use crate::syntax::usual_namespace;

const DESCRIBED_TWICE: &str = "dataset-described-twice";
const UNUSUAL_PREFIX: &str = "prefix-unusual";

/// Prefixes that mean one thing wherever DCAT-AP.de is spoken. Others, such as `geo` or `schema`, are used for several.
const SETTLED: [&str; 11] = [
    "adms", "dcat", "dcatap", "dcatde", "dct", "dcterms", "foaf", "locn", "skos", "spdx", "vcard",
];

/// A dataset, and where the first two files say that it is one.
pub(crate) struct DescribedTwice {
    dataset: TermId,
    first: Position,
    second: Position,
}

/// The datasets that more than one file describes. It has to be asked before the graph is finished, which keeps the first
/// place of a triple only.
pub(crate) fn described_twice(builder: &mut GraphBuilder) -> Vec<DescribedTwice> {
    if builder.source(SourceId(1)).is_none() {
        return Vec::new();
    }
    let (rdf_type, class) = (builder.iri(rdf::TYPE), builder.iri(dcat::DATASET_CLASS));
    let mut places: BTreeMap<TermId, Vec<Position>> = BTreeMap::new();
    for (triple, position) in builder.pushed_with(rdf_type) {
        if triple.object == class && position.is_known() && !triple.subject.is_blank_node() {
            places.entry(triple.subject).or_default().push(position);
        }
    }
    let twice = places.into_iter().filter_map(|(dataset, mut positions)| {
        positions.sort_unstable_by_key(|position| (position.source, position.subject));
        let first = *positions.first()?;
        let second = *positions.iter().find(|other| other.source != first.source)?;
        Some(DescribedTwice {
            dataset,
            first,
            second,
        })
    });
    twice.collect()
}

impl DescribedTwice {
    /// The finding, at the second file.
    pub(crate) fn finding(&self, graph: &Graph) -> Option<Finding> {
        let first = place::of_span(graph, self.first.source, self.first.subject)?;
        let iri = node_text(graph.term(self.dataset));
        let message = Text::new(
            format!(
                "Dieser Datensatz steht schon in einer anderen Datei ({first}). Ist eine davon eine Sicherung?"
            ),
            format!("Another file describes this dataset already ({first}). Is one of them a backup?"),
        );
        Some(Finding {
            place: place::of_span(graph, self.second.source, self.second.subject),
            dataset: Some(iri.clone()),
            focus: Some(iri),
            ..warning(DESCRIBED_TWICE, message)
        })
    }
}

/// Declarations of prefixes that stand for something else than everywhere.
pub(crate) fn unusual_prefixes(graph: &Graph, reading: &Reading) -> Vec<Finding> {
    let unusual = reading.prefixes.iter().filter_map(|(prefix, namespace)| {
        let usual = usual_namespace(prefix).filter(|_| SETTLED.contains(&prefix.as_str()))?;
        if namespace == usual {
            return None;
        }
        let place = declaration(graph, reading.source, prefix, namespace)?;
        let message = Text::new(
            format!(
                "Das Kürzel „{prefix}:“ ist mit einer anderen Adresse erklärt als üblich; was damit beginnt, versteht kein Portal. Üblich ist: {usual}"
            ),
            format!(
                "The prefix “{prefix}:” is declared with an unusual address; no portal understands what begins with it. Usual is: {usual}"
            ),
        );
        Some(Finding {
            place: place::of_span(graph, reading.source, place),
            value: Some(namespace.clone()),
            ..warning(UNUSUAL_PREFIX, message)
        })
    });
    unusual.collect()
}

/// Where a text gives a prefix its namespace.
fn declaration(graph: &Graph, source: SourceId, prefix: &str, namespace: &str) -> Option<Span> {
    let text = graph.source(source)?.text();
    let names = [
        format!("{prefix}:"),
        format!("xmlns:{prefix}="),
        format!("\"{prefix}\""),
    ];
    let mut found = text.match_indices(namespace).filter(|(at, _)| {
        let before = text[..*at].trim_end_matches(['<', '"', '\'', ' ', '\t', ':']);
        let line = before.rsplit('\n').next().unwrap_or_default();
        names.iter().any(|name| {
            let name = name.trim_end_matches([':', '"']);
            line.ends_with(name) || line.ends_with(name.trim_end_matches('='))
        })
    });
    let (start, found) = found.next()?;
    Some(Span::new(start, start + found.len()))
}

fn warning(rule: &str, message: Text) -> Finding {
    let page = Page::of(rule);
    Finding {
        rule: RuleId::new(rule),
        severity: Severity::Warning,
        message,
        why: page.map(Page::why),
        clause: page.and_then(|page| page.clause),
        mend: page.map(Page::mend),
        consequence: Consequence::Changes,
        blocking: false,
        place: None,
        dataset: None,
        focus: None,
        path: None,
        value: None,
        result: None,
        fix: None,
        insertion: None,
    }
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::Document;
    use kolophon_diagnostic::Report;

    use crate::{Profile, check};

    fn report(files: &[(&str, &str)]) -> Report {
        let documents: Vec<Document> = files
            .iter()
            .map(|(name, text)| {
                Document::new(*name, text.as_bytes().to_vec()).with_base("https://daten.example/")
            })
            .collect();
        check(&documents, Profile::dcat_ap_de()).report
    }

    /// The places of the findings of one rule.
    fn places(report: &Report, rule: &str) -> Vec<String> {
        let findings = report
            .findings
            .iter()
            .filter(|finding| finding.rule.as_str() == rule);
        findings
            .map(|finding| finding.place.as_ref().unwrap().to_string())
            .collect()
    }

    #[test]
    fn a_backup_beside_the_file_is_noticed() {
        let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n<a> a dcat:Dataset .\n";
        let twice = report(&[("liste.ttl", text), ("sicherung.ttl", text)]);
        assert_eq!(places(&twice, super::DESCRIBED_TWICE), ["sicherung.ttl:2:1"]);
        let message = &twice
            .findings
            .iter()
            .find(|finding| finding.rule.as_str() == super::DESCRIBED_TWICE)
            .unwrap()
            .message;
        assert!(message.de.contains("(liste.ttl:2:1)"), "{message:?}");
        let other = text.replace("<a>", "<b>");
        assert!(
            places(
                &report(&[("a.ttl", text), ("b.ttl", &other)]),
                super::DESCRIBED_TWICE
            )
            .is_empty()
        );
        assert!(places(&report(&[("a.ttl", text)]), super::DESCRIBED_TWICE).is_empty());
    }

    #[test]
    fn a_prefix_with_another_meaning_is_noticed_where_it_is_declared() {
        let turtle = "@prefix dct: <http://purl.org/dc/terms/> .\n@prefix dcatde: <https://www.dcat-ap.de/def/> .\n\
                      <a> dct:title \"A\" .\n";
        assert_eq!(
            places(&report(&[("a.ttl", turtle)]), super::UNUSUAL_PREFIX),
            ["a.ttl:2:18"]
        );
        let xml = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"\n \
                   xmlns:dcat=\"http://www.w3.org/dcat#\"><dcat:Dataset/></rdf:RDF>";
        assert_eq!(
            places(&report(&[("a.rdf", xml)]), super::UNUSUAL_PREFIX),
            ["a.rdf:2:14"]
        );
        let usual = "@prefix schema: <https://schema.org/> .\n@prefix dct: <http://purl.org/dc/terms/> .\n<a> dct:title \"A\" .\n";
        assert!(places(&report(&[("a.ttl", usual)]), super::UNUSUAL_PREFIX).is_empty());
    }
}
