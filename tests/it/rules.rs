//! Every rule fires where it should, and alone: the sample catalogue with one fault per rule.
//!
//! The name of a rule says what is wrong (`…-missing`, `…-not-a-date`); the fault is made from it: the property is taken
//! from a node that has it, or a bad value is put in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kolophon_dcat::{Document, read};
use kolophon_graph::{Graph, GraphBuilder, TermId};
use kolophon_tests::corpus;
use kolophon_validate::{Checked, Profile, check};

use crate::catalog::{CITIES, documents, instances_of, without, written};

const RULES: &str = "https://kolophon.dev/regel/";
const SH: &str = "http://www.w3.org/ns/shacl#";

const PREFIXES: &str =
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
    @prefix time: <http://www.w3.org/2006/time#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

const TWO_MEDIA_TYPES: &str = "<https://www.iana.org/assignments/media-types/application/zip>, <https://www.iana.org/assignments/media-types/application/gzip>";

/// Rules that cannot fire alone in the sample, and what fires with them.
const NEVER_ALONE: &[(&str, &[&str])] = &[
    // Two catalogues above this one would be cities of their own.
    (
        "catalog-is-part-of-repeated",
        &["catalog-is-part-of-not-described"],
    ),
    // Two entries of other catalogues would be entries here.
    (
        "catalog-record-source-repeated",
        &["catalog-record-source-not-described"],
    ),
];

/// A rule with the class and the property it is about.
struct Rule {
    name: String,
    class: String,
    property: String,
}

/// What is wrong with the values of the property.
enum Fault {
    /// None is left.
    Gone,
    /// This one stands in place of all.
    Instead(&'static str),
    /// These are added.
    Besides(&'static str),
}

/// The fault that a rule is about, by its name or the end of it, the first that fits. Values are written as Turtle.
const FAULTS: &[(&str, Fault)] = &[
    (
        "checksum-algorithm-old-list",
        Fault::Instead("<http://dcat-ap.de/def/hashAlgorithms/sha-256>"),
    ),
    (
        "distribution-status-old-list",
        Fault::Instead("<http://purl.org/adms/status/Completed>"),
    ),
    (
        "identifier-notation-without-scheme",
        Fault::Instead("\"10.5072/x\""),
    ),
    (
        "agent-type-repeated",
        Fault::Instead(concat!(
            "<http://purl.org/adms/publishertype/LocalAuthority>, ",
            "<http://purl.org/adms/publishertype/RegionalAuthority>"
        )),
    ),
    (
        "availability-repeated",
        Fault::Instead(concat!(
            "<http://publications.europa.eu/resource/authority/planned-availability/STABLE>, ",
            "<http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE>"
        )),
    ),
    (
        "access-rights-repeated",
        Fault::Instead(concat!(
            "<http://publications.europa.eu/resource/authority/access-right/PUBLIC>, ",
            "<http://publications.europa.eu/resource/authority/access-right/RESTRICTED>"
        )),
    ),
    (
        "status-repeated",
        Fault::Instead(concat!(
            "<http://publications.europa.eu/resource/authority/distribution-status/COMPLETED>, ",
            "<http://publications.europa.eu/resource/authority/distribution-status/DEVELOP>"
        )),
    ),
    (
        "checksum-algorithm-repeated",
        Fault::Instead(
            "<http://spdx.org/rdf/terms#checksumAlgorithm_sha256>, <http://spdx.org/rdf/terms#checksumAlgorithm_sha1>",
        ),
    ),
    (
        "publisher-repeated",
        Fault::Instead(
            "[ a foaf:Agent ; foaf:name \"Amt 1\"@de ], [ a foaf:Agent ; foaf:name \"Amt 2\"@de ]",
        ),
    ),
    (
        "catalog-is-part-of-repeated",
        Fault::Instead("<https://daten.example.org/k1>, <https://daten.example.org/k2>"),
    ),
    (
        "rights-repeated",
        Fault::Instead("<https://daten.example.org/r1>, <https://daten.example.org/r2>"),
    ),
    (
        "catalog-record-source-repeated",
        Fault::Instead("<https://daten.example.org/e1>, <https://daten.example.org/e2>"),
    ),
    (
        "has-policy-repeated",
        Fault::Instead("<https://daten.example.org/p1>, <https://daten.example.org/p2>"),
    ),
    ("compress-format-repeated", Fault::Instead(TWO_MEDIA_TYPES)),
    ("package-format-repeated", Fault::Instead(TWO_MEDIA_TYPES)),
    (
        "spatial-resolution-in-meters-repeated",
        Fault::Instead("10.0, 20.0"),
    ),
    (
        "temporal-resolution-repeated",
        Fault::Instead("\"P1D\"^^xsd:duration, \"P1M\"^^xsd:duration"),
    ),
    ("version-repeated", Fault::Instead("\"1\", \"2\"")),
    (
        "identifier-notation-repeated",
        Fault::Instead(
            "\"10.5072/x\"^^<http://purl.org/spar/datacite/doi>, \"10.5072/y\"^^<http://purl.org/spar/datacite/doi>",
        ),
    ),
    (
        "location-bbox-repeated",
        Fault::Instead(concat!(
            "\"POLYGON((8 50, 9 50, 9 51, 8 51, 8 50))\"^^geo:wktLiteral, ",
            "\"POLYGON((7 50, 9 50, 9 51, 7 51, 7 50))\"^^geo:wktLiteral"
        )),
    ),
    (
        "location-centroid-repeated",
        Fault::Instead(concat!(
            "\"POINT(8 50)\"^^geo:wktLiteral, ",
            "\"POINT(8 49)\"^^geo:wktLiteral"
        )),
    ),
    (
        "location-geometry-repeated",
        Fault::Instead(
            "[ a <http://www.w3.org/ns/locn#Geometry> ], [ a <http://www.w3.org/ns/locn#Geometry> ]",
        ),
    ),
    (
        "period-of-time-has-beginning-repeated",
        Fault::Instead("[ a time:Instant ], [ a time:Instant ]"),
    ),
    (
        "period-of-time-has-end-repeated",
        Fault::Instead("[ a time:Instant ], [ a time:Instant ]"),
    ),
    ("-missing", Fault::Gone),
    ("-recommended", Fault::Gone),
    (
        "-not-text",
        Fault::Instead("<https://daten.example.org/kein-text>"),
    ),
    ("-empty", Fault::Instead("\" \"@de")),
    (
        "-repeated-in-language",
        Fault::Besides("\"Erster Text\"@fr, \"Zweiter Text\"@fr"),
    ),
    ("-is-text", Fault::Instead("\"ein Text\"")),
    ("-not-an-address", Fault::Instead("\"ein Text\"")),
    (
        "-not-listed",
        Fault::Instead("<https://daten.example.org/nicht-gelistet>"),
    ),
    (
        "-not-described",
        Fault::Instead("<https://daten.example.org/unbekannt>"),
    ),
    ("-not-a-date", Fault::Instead("\"gestern\"")),
    ("-not-a-number", Fault::Instead("\"viele\"")),
    ("-not-a-whole-number", Fault::Instead("\"viele\"")),
    ("-not-a-duration", Fault::Instead("\"lange\"")),
    ("-not-eli", Fault::Instead("<https://daten.example.org/gesetz>")),
    ("-not-wkt", Fault::Instead("\"Mainz\"")),
    (
        "-not-a-web-page",
        Fault::Instead("<mailto:amt@daten.example.org>"),
    ),
    ("-not-tel", Fault::Instead("<https://daten.example.org/06131>")),
    ("-not-mailto", Fault::Instead("<https://daten.example.org/post>")),
    (
        "-not-hexadecimal",
        Fault::Instead("\"keine Prüfsumme\"^^<http://www.w3.org/2001/XMLSchema#hexBinary>"),
    ),
    ("-deprecated", Fault::Besides("\"alt\"")),
    ("-repeated", Fault::Besides("TWICE")),
];

/// The rules about several properties: the class, the properties that go, and what stands in their place.
const ABOUT_SEVERAL: &[(&str, &str, &[&str], &str)] = &[
    (
        "contact-way-missing",
        "http://www.w3.org/2006/vcard/ns#Organization",
        &[
            "http://www.w3.org/2006/vcard/ns#hasEmail",
            "http://www.w3.org/2006/vcard/ns#hasURL",
            "http://www.w3.org/2006/vcard/ns#hasTelephone",
        ],
        "",
    ),
    (
        "period-of-time-date-missing",
        "http://purl.org/dc/terms/PeriodOfTime",
        &[
            "http://www.w3.org/ns/dcat#startDate",
            "http://www.w3.org/ns/dcat#endDate",
        ],
        "",
    ),
    (
        "period-of-time-schema-org-dates",
        "http://purl.org/dc/terms/PeriodOfTime",
        &[
            "http://www.w3.org/ns/dcat#startDate",
            "http://www.w3.org/ns/dcat#endDate",
        ],
        "<https://schema.org/startDate> \"2024-01-01\"^^xsd:date",
    ),
    (
        "catalog-theme-taxonomy-incomplete",
        "http://www.w3.org/ns/dcat#Catalog",
        &["http://www.w3.org/ns/dcat#themeTaxonomy"],
        "<http://www.w3.org/ns/dcat#themeTaxonomy> <https://daten.example.org/themen>",
    ),
];

fn schemas() -> Graph {
    let mut builder = GraphBuilder::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/dcat-ap-de/3.0");
    for path in corpus::files(&folder).unwrap() {
        if path.extension().is_some_and(|ending| ending == "ttl") {
            let document = Document::new(path.to_str().unwrap(), fs::read(&path).unwrap());
            read(&document, &mut builder).unwrap();
        }
    }
    builder.finish()
}

/// The rules about one property of one class.
fn rules(graph: &Graph) -> Vec<Rule> {
    let term = |name: &str| graph.iri(&format!("{SH}{name}")).unwrap();
    let (path, target) = (term("path"), term("targetClass"));
    let mut found = Vec::new();
    for triple in graph.column(term("property")) {
        let class = graph.objects(triple.subject, target).next();
        found.extend(class.map(|class| (triple.object, graph.term(class).value())));
    }
    // Rules for deprecated properties are about whoever has them; here it is a dataset.
    for triple in graph.column(term("targetSubjectsOf")) {
        found.push((triple.subject, "http://www.w3.org/ns/dcat#Dataset"));
    }
    let mut rules = Vec::new();
    for (rule, class) in found {
        let name = graph.term(rule).value().strip_prefix(RULES);
        let property = graph
            .objects(rule, path)
            .find_map(|path| graph.term(path).as_iri());
        if let (Some(name), Some(property)) = (name, property) {
            rules.push(Rule {
                name: name.to_owned(),
                class: class.to_owned(),
                property: property.to_owned(),
            });
        }
    }
    rules
}

/// The cities' documents, read together once.
struct Sample {
    documents: Vec<Document>,
    graph: Graph,
}

fn sample() -> Vec<Sample> {
    let read = |city: &str| {
        let documents = documents(city);
        let Checked { graph, .. } = check(&documents, Profile::dcat_ap_de());
        Sample { documents, graph }
    };
    CITIES.into_iter().map(read).collect()
}

/// The rules that fire when the node has the fault; `None` when the fault cannot be made at it.
fn fired(sample: &Sample, node: TermId, rule: &Rule, fault: &Fault) -> Option<Vec<String>> {
    let subject = sample.graph.term(node).as_iri()?;
    let values = written(&sample.graph, node, &rule.property);
    let (mut documents, statement) = match fault {
        Fault::Gone if values.is_empty() => return None,
        Fault::Gone => (without(&sample.documents, &sample.graph, &values), None),
        Fault::Instead(value) => (
            without(&sample.documents, &sample.graph, &values),
            Some((*value).to_owned()),
        ),
        Fault::Besides("TWICE") => (sample.documents.clone(), Some(another_value(sample, node, rule)?)),
        Fault::Besides(value) => (sample.documents.clone(), Some((*value).to_owned())),
    };
    if let Some(value) = statement {
        let text = format!("{PREFIXES}<{subject}> <{}> {value} .\n", rule.property);
        documents.push(Document::new("fehler.ttl", text.into_bytes()));
    }
    let checked = check(&documents, Profile::dcat_ap_de());
    assert!(checked.unreadable.is_empty(), "{}", rule.name);
    let findings = checked.report.findings.iter();
    Some(findings.map(|finding| finding.rule.as_str().to_owned()).collect())
}

/// A value of the property that is right, but not the one the node has: one of another node.
fn another_value(sample: &Sample, node: TermId, rule: &Rule) -> Option<String> {
    let graph = &sample.graph;
    let property = graph.iri(&rule.property)?;
    let own: BTreeSet<TermId> = graph.objects(node, property).collect();
    if own.is_empty() {
        return None;
    }
    let others = graph.column(property).iter().map(|triple| triple.object);
    let other = others
        .into_iter()
        .find(|object| !own.contains(object) && !object.is_blank_node())?;
    Some(graph.term(other).to_string())
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are worth seeing with --nocapture"
)]
#[test]
fn every_rule_fires_alone() {
    let samples = sample();
    let rules = rules(&schemas());
    let (mut alone, mut problems) = (0, BTreeMap::new());
    for rule in &rules {
        let fault = FAULTS.iter().find(|(end, _)| rule.name.ends_with(end));
        let Some((_, fault)) = fault else {
            problems.insert(rule.name.as_str(), "no fault is known".to_owned());
            continue;
        };
        let mut outcome = "no node of the sample can have the fault".to_owned();
        'samples: for sample in &samples {
            for node in instances_of(&sample.graph, &rule.class) {
                let Some(found) = fired(sample, node, rule, fault) else {
                    continue;
                };
                outcome = format!("{found:?}");
                let company = NEVER_ALONE.iter().find(|(name, _)| *name == rule.name);
                let company = company.map_or(&[][..], |(_, company)| *company);
                let own = found.iter().filter(|name| **name == rule.name).count();
                let foreign: BTreeSet<&str> = found
                    .iter()
                    .map(String::as_str)
                    .filter(|name| *name != rule.name)
                    .collect();
                if own == 1 && foreign == company.iter().copied().collect::<BTreeSet<&str>>() {
                    outcome.clear();
                    break 'samples;
                }
            }
        }
        if outcome.is_empty() {
            alone += 1;
        } else {
            problems.insert(&rule.name, outcome);
        }
    }
    println!("{alone} of {} rules fire alone", rules.len());
    let lines: Vec<String> = problems
        .iter()
        .map(|(rule, problem)| format!("{rule}: {problem}"))
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn rules_about_several_properties_fire_alone() {
    let samples = sample();
    for (rule, class, properties, statement) in ABOUT_SEVERAL {
        let mut found = Vec::new();
        for sample in &samples {
            for node in instances_of(&sample.graph, class) {
                let Some(subject) = sample.graph.term(node).as_iri() else {
                    continue;
                };
                let values: Vec<_> = properties
                    .iter()
                    .flat_map(|property| written(&sample.graph, node, property))
                    .collect();
                let mut documents = without(&sample.documents, &sample.graph, &values);
                if !statement.is_empty() {
                    let text = format!("{PREFIXES}<{subject}> {statement} .\n");
                    documents.push(Document::new("fehler.ttl", text.into_bytes()));
                }
                let checked = check(&documents, Profile::dcat_ap_de());
                let findings = checked.report.findings.iter();
                found.push(
                    findings
                        .map(|finding| finding.rule.as_str().to_owned())
                        .collect::<Vec<_>>(),
                );
            }
        }
        assert!(found.iter().any(|found| found == &[*rule]), "{rule}: {found:?}");
    }
}

/// No rule is forgotten: each is either about one property, or in the table of those about several.
#[test]
fn every_rule_has_its_fault() {
    let graph = schemas();
    let message = graph.iri(&format!("{SH}message")).unwrap();
    let all: BTreeSet<&str> = graph
        .column(message)
        .iter()
        .filter_map(|triple| graph.term(triple.subject).value().strip_prefix(RULES))
        .collect();
    let rules = rules(&graph);
    let mut known: BTreeSet<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    known.extend(ABOUT_SEVERAL.iter().map(|(rule, ..)| *rule));
    assert_eq!(all, known);
}
