//! The sample catalogue is without fault, and every mandatory property is missed where it is missing.

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_dcat::{Content, Document};
use kolophon_graph::{Graph, TermId, TripleIndex};
use kolophon_validate::{Checked, Profile, check};

pub(crate) const CITIES: [&str; 4] = ["mainz", "halle-saale", "wiesbaden", "reutlingen"];

/// The 24 mandatory rows of the specification: class and property.
const MANDATORY: [(&str, &str); 24] = [
    (
        "http://www.w3.org/ns/dcat#Catalog",
        "http://purl.org/dc/terms/title",
    ),
    (
        "http://www.w3.org/ns/dcat#Catalog",
        "http://purl.org/dc/terms/description",
    ),
    (
        "http://www.w3.org/ns/dcat#Catalog",
        "http://purl.org/dc/terms/publisher",
    ),
    (
        "http://www.w3.org/ns/dcat#Dataset",
        "http://purl.org/dc/terms/title",
    ),
    (
        "http://www.w3.org/ns/dcat#Dataset",
        "http://purl.org/dc/terms/description",
    ),
    (
        "http://www.w3.org/ns/dcat#Dataset",
        "http://purl.org/dc/terms/publisher",
    ),
    (
        "http://www.w3.org/ns/dcat#DataService",
        "http://www.w3.org/ns/dcat#endpointURL",
    ),
    (
        "http://www.w3.org/ns/dcat#DataService",
        "http://purl.org/dc/terms/title",
    ),
    (
        "http://www.w3.org/ns/dcat#DataService",
        "http://purl.org/dc/terms/publisher",
    ),
    (
        "http://www.w3.org/ns/dcat#DatasetSeries",
        "http://purl.org/dc/terms/title",
    ),
    (
        "http://www.w3.org/ns/dcat#DatasetSeries",
        "http://purl.org/dc/terms/description",
    ),
    (
        "http://www.w3.org/ns/dcat#DatasetSeries",
        "http://purl.org/dc/terms/publisher",
    ),
    (
        "http://www.w3.org/ns/dcat#Distribution",
        "http://www.w3.org/ns/dcat#accessURL",
    ),
    (
        "http://www.w3.org/ns/dcat#Distribution",
        "http://purl.org/dc/terms/license",
    ),
    (
        "http://xmlns.com/foaf/0.1/Agent",
        "http://xmlns.com/foaf/0.1/name",
    ),
    (
        "http://www.w3.org/ns/adms#Identifier",
        "http://www.w3.org/2004/02/skos/core#notation",
    ),
    (
        "http://spdx.org/rdf/terms#Checksum",
        "http://spdx.org/rdf/terms#algorithm",
    ),
    (
        "http://spdx.org/rdf/terms#Checksum",
        "http://spdx.org/rdf/terms#checksumValue",
    ),
    (
        "http://www.w3.org/ns/dcat#CatalogRecord",
        "http://purl.org/dc/terms/modified",
    ),
    (
        "http://www.w3.org/ns/dcat#CatalogRecord",
        "http://xmlns.com/foaf/0.1/primaryTopic",
    ),
    (
        "http://www.w3.org/ns/dcat#Relationship",
        "http://www.w3.org/ns/dcat#hadRole",
    ),
    (
        "http://www.w3.org/ns/dcat#Relationship",
        "http://purl.org/dc/terms/relation",
    ),
    (
        "http://www.w3.org/ns/prov#Attribution",
        "http://www.w3.org/ns/dcat#hadRole",
    ),
    (
        "http://www.w3.org/ns/prov#Attribution",
        "http://www.w3.org/ns/prov#agent",
    ),
];

pub(crate) fn documents(city: &str) -> Vec<Document> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../catalog")
        .join(city);
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ttl"));
    files.sort();
    files
        .iter()
        .map(|path| Document::new(path.to_str().unwrap(), fs::read(path).unwrap()))
        .collect()
}

fn check_city(documents: &[Document]) -> Checked {
    let checked = check(documents, Profile::dcat_ap_de());
    assert!(checked.unreadable.is_empty());
    checked
}

#[test]
fn the_sample_catalogue_is_without_fault() {
    for city in CITIES {
        let checked = check_city(&documents(city));
        assert_eq!(checked.report.findings, [], "{city}");
        assert!(checked.report.datasets >= 5, "{city}");
    }
}

#[test]
fn the_sample_catalogue_is_without_fault_in_the_other_profiles() {
    // Its datasets are not high-value ones, and speak version 3.0. Beside their best distribution, which is all that
    // counts for the score, they have services.
    let others = ["hvd", "dcat-ap-de-2.0", "mqa"];
    for name in Profile::NAMES.into_iter().filter(|name| !others.contains(name)) {
        let profile = Profile::by_name(name).unwrap();
        for city in CITIES {
            let checked = check(&documents(city), profile);
            assert_eq!(checked.report.findings, [], "{name}: {city}");
        }
    }
}

#[test]
fn every_file_of_the_sample_is_without_fault_on_its_own() {
    for document in CITIES.iter().flat_map(|city| documents(city)) {
        let name = document.name.clone();
        assert_eq!(check_city(&[document]).report.findings, [], "{name}");
    }
}

#[test]
fn deleting_a_mandatory_property_gives_one_finding_at_the_node() {
    let mut instances = [0; MANDATORY.len()];
    for city in CITIES {
        let documents = documents(city);
        let Checked { graph, .. } = check_city(&documents);
        for (row, (class, property)) in MANDATORY.iter().enumerate() {
            for node in instances_of(&graph, class) {
                let triples = written(&graph, node, property);
                if triples.is_empty() {
                    continue;
                }
                instances[row] += 1;
                let mutated = without(&documents, &graph, &triples);
                assert_one_finding_at(&graph, node, &check_city(&mutated), class, property);
            }
        }
    }
    for ((class, property), count) in MANDATORY.iter().zip(instances) {
        assert!(count > 0, "the sample has no {class} with {property}");
    }
}

pub(crate) fn instances_of(graph: &Graph, class: &str) -> Vec<TermId> {
    let rdf_type = graph
        .iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        .unwrap();
    // An organisation is an agent.
    let classes = if class.ends_with("Agent") {
        vec![class, "http://xmlns.com/foaf/0.1/Organization"]
    } else {
        vec![class]
    };
    let mut nodes: Vec<TermId> = classes
        .iter()
        .filter_map(|class| graph.iri(class))
        .flat_map(|class| graph.subjects(rdf_type, class))
        .collect();
    nodes.sort();
    nodes.dedup();
    nodes
}

pub(crate) fn written(graph: &Graph, node: TermId, property: &str) -> Vec<TripleIndex> {
    let Some(property) = graph.iri(property) else {
        return Vec::new();
    };
    graph
        .property(node, property)
        .filter(|index| graph.position(*index).is_known())
        .collect()
}

/// The documents with the property of the triples renamed to one that nobody knows, everywhere in the files: the
/// line of every other triple stays what it was.
pub(crate) fn without(documents: &[Document], graph: &Graph, triples: &[TripleIndex]) -> Vec<Document> {
    let mut mutated = documents.to_vec();
    let triples: Vec<_> = triples.iter().map(|index| graph.triple(*index)).collect();
    for document in &mut mutated {
        // Shared nodes are repeated in several files; every repetition loses the property.
        let mut own = kolophon_graph::GraphBuilder::new();
        kolophon_dcat::read(document, &mut own).unwrap();
        let own = own.finish();
        let mut spans: Vec<_> = own
            .triples_with_positions()
            .filter(|(triple, _)| {
                triples.iter().any(|gone| {
                    own.term(triple.subject) == graph.term(gone.subject)
                        && own.term(triple.predicate) == graph.term(gone.predicate)
                })
            })
            .map(|(_, position)| position.predicate)
            .collect();
        spans.sort();
        spans.dedup();
        let bytes = match &document.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::File(path) => fs::read(path).unwrap(),
        };
        let mut text = String::from_utf8(bytes).unwrap();
        for span in spans.iter().rev() {
            text.replace_range(span.range(), "<urn:kolophon:deleted>");
        }
        document.content = Content::Bytes(text.into_bytes());
    }
    mutated
}

fn assert_one_finding_at(graph: &Graph, node: TermId, mutated: &Checked, class: &str, property: &str) {
    let name = graph.term(node).value();
    let findings = &mutated.report.findings;
    assert_eq!(
        findings.len(),
        1,
        "{name} ({class}) without {property}: {findings:#?}"
    );
    let place = findings[0].place.as_ref().unwrap();
    let lines: Vec<(String, u32)> = graph
        .outgoing(node)
        .map(|index| graph.position(index))
        .filter(kolophon_graph::Position::is_known)
        .map(|position| {
            let source = graph.source(position.source).unwrap();
            (
                source.name().to_owned(),
                source.line_column(position.subject.start).line,
            )
        })
        .collect();
    assert!(
        lines.contains(&(place.file.clone(), place.line)),
        "{name} without {property}: {place:?}, not one of {lines:?}"
    );
}
