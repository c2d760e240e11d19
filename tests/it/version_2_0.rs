//! `dcat-ap-de-2.0` finds what the official shapes of version 2.0 with the conventions find, run by our engine over the
//! same graphs: at the same dataset and property, at least as bad.

use std::collections::BTreeMap;
use std::path::Path;

use kolophon_dcat::Document;
use kolophon_diagnostic::{Finding, Severity};
use kolophon_graph::GraphBuilder;
use kolophon_shacl::{Shapes, Terms, ValidationResult, validate};
use kolophon_tests::corpus;
use kolophon_tests::expected::{BASE, Expected};
use kolophon_tests::rdf::Reader;
use kolophon_validate::{Profile, check, codelist};

const OFFICIAL: [&str; 5] = [
    "dcat-ap-2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl",
    "govdata/2.0-konventionen/dcat-ap-spec-german-messages.ttl",
    "govdata/2.0-konventionen/dcat-ap-spec-german-additions.ttl",
    "govdata/2.0-konventionen/dcat-ap-de-deprecated.ttl",
    "govdata/2.0-konventionen/dcat-ap-konventionen.ttl",
];

/// Properties and constraints of the official shapes that ours leave out, and why, as of 2026-11-26.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "http://purl.org/dc/terms/accessRights",
        "NodeKindConstraintComponent",
        DESCRIBED,
    ),
    (
        "http://purl.org/dc/terms/conformsTo",
        "NodeKindConstraintComponent",
        DESCRIBED,
    ),
    (
        "http://purl.org/dc/terms/provenance",
        "NodeKindConstraintComponent",
        DESCRIBED,
    ),
    (
        "http://purl.org/dc/terms/rights",
        "NodeKindConstraintComponent",
        DESCRIBED,
    ),
    (
        "http://dcat-ap.de/def/dcatde/politicalGeocodingURI",
        "NodeConstraintComponent",
        KEYS,
    ),
    (
        "http://spdx.org/rdf/terms#algorithm",
        "HasValueConstraintComponent",
        SHA_1,
    ),
    (
        "http://www.w3.org/ns/dcat#dataset",
        "ClassConstraintComponent",
        SERIES,
    ),
];

const DESCRIBED: &str = "DCAT-AP.de 2.0 allows a described node here; DCAT-AP 2.1.1 warns of it";
const KEYS: &str =
    "the lists of keys have over ten thousand entries that change every year; ours checks their form";
const SHA_1: &str = "DCAT-AP.de 2.0, 5: the list has eight algorithms; DCAT-AP 2.1.1 knows SHA-1 only";
const SERIES: &str = "DCAT 3, 6.12: a series is a dataset; version 2.0 does not know series";

/// Code lists of version 2.0 that the program has no tables of.
const VOCABULARIES: [&str; 2] = ["adms-status", "dcatde-hashAlgorithms"];

fn official(corpus: &Path) -> Shapes {
    let mut builder = GraphBuilder::new();
    for file in OFFICIAL {
        Reader::Strict
            .read(&mut builder, &corpus.join("shapes").join(file), BASE)
            .unwrap();
    }
    Shapes::from_graph(&builder.finish())
        .unwrap()
        .with_membership(&codelist::membership())
}

/// The node and the property that a person would look at, and how bad it is.
fn place(shapes: &Shapes, terms: Terms<'_>, result: &ValidationResult) -> (String, String, Severity) {
    let outermost = result.parents().first();
    let focus = outermost.map_or(result.focus_node, |parent| parent.focus_node);
    let path = match outermost {
        Some(parent) => parent.path.map(|path| shapes.display_path(path).to_string()),
        None => result.path.map(|path| terms.path(path)),
    };
    let severity = match shapes.severity(result.severity).rsplit('#').next() {
        Some("Info") => Severity::Info,
        Some("Warning") => Severity::Warning,
        _ => Severity::Error,
    };
    let focus = node(&terms.node(focus).to_string());
    (focus, property(&path.unwrap_or_default()), severity)
}

/// A property, or that it is one of several.
fn property(path: &str) -> String {
    if path.contains('|') {
        "one of several".to_owned()
    } else {
        node(path)
    }
}

fn node(term: &str) -> String {
    term.trim_matches(['<', '>']).to_owned()
}

fn worst(findings: &[Finding]) -> BTreeMap<(String, String), Severity> {
    let mut worst = BTreeMap::new();
    for finding in findings {
        let focus = finding.focus.clone().unwrap_or_default();
        let path = finding
            .path
            .clone()
            .or_else(|| finding.result.as_ref()?.result_path.clone());
        let place = (focus, property(&path.unwrap_or_default()));
        let severity = worst.entry(place).or_insert(finding.severity);
        *severity = (*severity).min(finding.severity);
    }
    worst
}

#[test]
fn what_version_2_0_reports_our_profile_reports_too() {
    let Some(corpus) = corpus::folder() else { return };
    let official = official(&corpus);
    let profile = Profile::by_name("dcat-ap-de-2.0").unwrap();
    let read = |name: &str| {
        let path = corpus.join("vocabularies").join(name).with_extension("ttl");
        Document::new(name, std::fs::read(path).unwrap())
    };
    let vocabularies: Vec<Document> = VOCABULARIES.into_iter().map(read).collect();
    let (mut covered, mut uncovered) = (0, BTreeMap::<(String, String, Severity), Vec<String>>::new());
    for file in Expected::new(&corpus).files().unwrap() {
        let mut documents = vocabularies.clone();
        documents.push(Document::new(&*file, std::fs::read(corpus.join(&file)).unwrap()).with_base(BASE));
        let checked = check(&documents, profile);
        let ours = worst(&checked.report.findings);
        let report = validate(&official, &checked.graph).unwrap();
        let terms = report.terms(&official, &checked.graph);
        for result in &report.results {
            let (focus, path, severity) = place(&official, terms, result);
            if ours
                .get(&(focus.clone(), path.clone()))
                .is_some_and(|own| *own <= severity)
            {
                covered += 1;
            } else {
                uncovered
                    .entry((
                        path,
                        official.component_name(result.component).to_owned(),
                        severity,
                    ))
                    .or_default()
                    .push(format!(
                        "{file}: {focus} {:?}",
                        result.value.map(|value| terms.node(value).to_string())
                    ));
            }
        }
    }
    let is_known = |path: &str, component: &str| {
        EXCEPTIONS
            .iter()
            .any(|(known_path, known_component, _)| (*known_path, *known_component) == (path, component))
    };
    let lines: Vec<String> = uncovered
        .iter()
        .filter(|((path, component, _), _)| !is_known(path, component))
        .map(|((path, component, severity), examples)| {
            format!(
                "{path} {component} {severity:?}: {} times, for example\n    {}",
                examples.len(),
                examples[0]
            )
        })
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert!(covered > 5_000, "{covered}");
}
