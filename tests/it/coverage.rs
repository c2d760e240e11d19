//! Whoever is without fault by DCAT-AP.de is without fault at GovData: for every result of GovData's validator our own
//! default profile has a finding at the same dataset and property, at least as bad.

use std::collections::BTreeMap;

use kolophon_dcat::Document;
use kolophon_diagnostic::{Finding, Severity};
use kolophon_tests::expected::{BASE, Expected};
use kolophon_tests::{corpus, every_constraint};
use kolophon_validate::{Profile, check};

const B1: &str = "B1: GovData looks for the availability at http://data.europa.eu/r5r#availability; DCAT-AP.de 3.0 \
                  defines http://data.europa.eu/r5r/availability, which the default profile checks";
const B3: &str = "B3: DCAT 3, 6.5 and 6.12: every dataset, series, service and catalogue is a dcat:Resource, and a series \
                  is a dataset; GovData asks for the types themselves";
const B5: &str = "B5: GovData looks for a part of a word where DCAT-AP.de 3.0 deprecates a code list";
const B12: &str = "B12: DCAT-AP.de 3.0, table of dcat:Catalog: dcterms:creator 0..n";
const LICENSE_TYPE: &str =
    "DCAT-AP.de 3.0 has no table for dcterms:LicenseDocument; licences come from a list";

/// The exceptions, as of 2026-11-26.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("govdata-catalog-availability-not-listed", B1),
    ("govdata-catalog-availability-repeated", B1),
    ("govdata-data-service-availability-not-listed", B1),
    ("govdata-data-service-availability-repeated", B1),
    ("govdata-dataset-availability-not-listed", B1),
    ("govdata-dataset-availability-repeated", B1),
    ("govdata-distribution-availability-not-listed", B1),
    ("govdata-catalog-dataset-not-a-dataset", B3),
    ("govdata-catalog-record-primary-topic-not-a-resource", B3),
    ("govdata-checksum-algorithm-contains-dcat", B5),
    ("govdata-status-contains-purl", B5),
    ("govdata-catalog-creator-repeated", B12),
    ("license-document-type-is-text", LICENSE_TYPE),
];

const TWO_CREATORS: &str = "@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://e/k> a <http://www.w3.org/ns/dcat#Catalog> ; <http://purl.org/dc/terms/creator> <http://e/a>, <http://e/b> .
<http://e/a> a foaf:Agent ; foaf:name 'A' .
<http://e/b> a foaf:Agent ; foaf:name 'B' .";

/// What two findings have in common: the dataset, or the node where it belongs to none, and the property.
type Place<'a> = (Option<&'a str>, Option<&'a str>);

fn place(finding: &Finding) -> Place<'_> {
    let dataset = finding.dataset.as_deref();
    (dataset.or(finding.focus.as_deref()), finding.path.as_deref())
}

/// The worst finding at each place.
fn worst(findings: &[Finding]) -> BTreeMap<Place<'_>, Severity> {
    let mut worst = BTreeMap::new();
    for finding in findings {
        let severity = worst.entry(place(finding)).or_insert(finding.severity);
        *severity = (*severity).min(finding.severity);
    }
    worst
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are worth seeing with --nocapture"
)]
#[test]
fn what_govdata_reports_the_default_profile_reports_too() {
    let Some(corpus) = corpus::folder() else { return };
    let (mut covered, mut uncovered) = (0, BTreeMap::<String, Vec<String>>::new());
    let read = |file: String| {
        let bytes = std::fs::read(corpus.join(&file)).unwrap();
        (file, bytes)
    };
    let files = Expected::new(&corpus).files().unwrap();
    let synthetic = every_constraint::document(&corpus).unwrap();
    let synthetic = [
        ("every-constraint.ttl".to_owned(), synthetic.into_bytes()),
        ("two-creators.ttl".to_owned(), TWO_CREATORS.as_bytes().to_vec()),
    ];
    for (file, bytes) in files.into_iter().map(read).chain(synthetic) {
        let documents = [Document::new(&*file, bytes).with_base(BASE)];
        let govdata = check(&documents, Profile::govdata()).report.findings;
        let strict = check(&documents, Profile::dcat_ap_de()).report.findings;
        let worst = worst(&strict);
        for finding in govdata.iter().filter(|finding| finding.result.is_some()) {
            if worst
                .get(&place(finding))
                .is_some_and(|severity| *severity <= finding.severity)
            {
                covered += 1;
            } else {
                let example = format!("{file}: {:?} {:?}", place(finding), finding.value);
                uncovered
                    .entry(finding.rule.as_str().to_owned())
                    .or_default()
                    .push(example);
            }
        }
    }
    println!("{covered} results are covered");
    let lines = uncovered
        .iter()
        .filter(|(rule, _)| !EXCEPTIONS.iter().any(|(known, _)| known == rule))
        .map(|(rule, examples)| {
            format!(
                "{rule}: {} times, for example\n    {}",
                examples.len(),
                examples[0]
            )
        });
    let lines: Vec<String> = lines.collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    let unused: Vec<&str> = EXCEPTIONS
        .iter()
        .map(|(rule, _)| *rule)
        .filter(|rule| !uncovered.contains_key(*rule))
        .collect();
    assert!(unused.is_empty(), "no longer an exception: {unused:?}");
}
