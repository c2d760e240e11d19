//! The sample catalogue is without fault, and every mandatory property is missed where it is missing.

use std::path::{Path, PathBuf};
use std::{fs, mem};

use kolophon_authoring::Defaults;
use kolophon_dcat::{Charset, Content, Document, Format, PREFIXES, WriteOptions, write};
use kolophon_graph::{Graph, TermId, TripleIndex};
use kolophon_publish::{defaults, reading};
use kolophon_validate::installation::Installation;
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

/// The folder of the sample.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog")
}

/// The files of a city as they are, in whatever form.
fn files(city: &str) -> Vec<Document> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join(city))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| Document::new(path.to_str().unwrap(), fs::read(path).unwrap()))
        .collect()
}

/// What a city's settings add to files that leave it open.
fn settings(city: &str) -> Defaults {
    let installation = Installation::read(&folder().join("kolophon.toml")).unwrap();
    defaults(&installation.cities[city])
}

/// The files of a city as one document in Turtle, so that texts can be cut out of it.
pub(crate) fn documents(city: &str) -> Vec<Document> {
    let mut reading = reading::read(&files(city), &settings(city));
    assert!(reading.unreadable.is_empty(), "{:?}", reading.unreadable);
    let graph = mem::take(reading.material.builder()).finish();
    let options = WriteOptions {
        format: Format::Turtle,
        prefixes: PREFIXES,
        charset: Charset::Utf8,
    };
    let text = write(&graph, &options).unwrap();
    let name = folder().join(city).join("stadt.ttl");
    vec![Document::new(name.to_str().unwrap(), text.into_bytes())]
}

fn check_city(documents: &[Document]) -> Checked {
    let checked = check(documents, Profile::dcat_ap_de());
    assert!(checked.unreadable.is_empty());
    checked
}

#[test]
fn the_sample_catalogue_is_without_fault() {
    for city in CITIES {
        let (checked, unreadable) = reading::read(&files(city), &settings(city)).check(Profile::dcat_ap_de());
        assert!(unreadable.is_empty() && checked.unreadable.is_empty(), "{city}");
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

/// A list consists of several files; every other file stands by itself.
#[test]
fn every_file_of_the_sample_is_without_fault_on_its_own() {
    let mut alone = 0;
    for city in CITIES {
        let is_list = |document: &Document| {
            let ending = Path::new(&document.name).extension();
            ending.is_some_and(|ending| ending == "csv")
        };
        for document in files(city).into_iter().filter(|document| !is_list(document)) {
            let name = document.name.clone();
            let (checked, unreadable) =
                reading::read(&[document], &settings(city)).check(Profile::dcat_ap_de());
            assert!(unreadable.is_empty(), "{name}: {unreadable:?}");
            let mut findings = checked.report.findings;
            // A series has a file of its own.
            findings.retain(|finding| finding.rule.as_str() != "dataset-in-series-not-described");
            assert_eq!(findings, [], "{name}");
            alone += 1;
        }
    }
    assert!(alone > 15, "{alone}");
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
