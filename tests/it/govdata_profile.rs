//! Our own shapes say what GovData's validator says: the same results for every file of the corpus.

use std::path::Path;

use kolophon_dcat::Document;
use kolophon_diagnostic::{Finding, Severity, ShaclResult};
use kolophon_tests::expected::{BASE, Expected, ExpectedResult};
use kolophon_tests::govdata_oracle::Oracle;
use kolophon_tests::rdf::Reader;
use kolophon_tests::report::difference;
use kolophon_tests::{corpus, every_constraint, rdf};
use kolophon_validate::{Profile, check};

/// A file whose results are known to differ.
struct Difference {
    file: &'static str,
    /// The number of results that only GovData has.
    missing: usize,
    /// The number of results that only we have.
    surplus: usize,
    since: &'static str,
    reason: &'static str,
}

const EXPECTED_DIFFERENCES: &[Difference] = &[Difference {
    file: "testcases/ckanext-dcat/dcat/catalog_pod.jsonld",
    missing: 3,
    surplus: 0,
    since: "2026-11-26",
    reason: "No context maps the key `subOrganizationOf`, so by step 13.3 of the expansion algorithm \
             (https://www.w3.org/TR/json-ld11-api/#expansion-algorithm) the three organisations below it are none of \
             the document's nodes. The parser behind the expected results keeps their types and misses their names.",
}];

/// The official shapes and ours find the same in a file that breaks every constraint there is.
#[test]
fn every_constraint_is_checked_as_by_the_official_shapes() {
    let Some(corpus) = corpus::folder() else { return };
    let text = every_constraint::document(&corpus).unwrap();
    let oracle = Oracle::new(&corpus, Reader::Strict).unwrap();
    let mut builder = oracle.background();
    rdf::read_text(&mut builder, &text, Path::new("all.ttl"), BASE).unwrap();
    let without_shape = |line: &String| line.rsplit_once(" | ").unwrap().0.to_owned();
    let expected: Vec<String> = oracle
        .found(&builder.finish())
        .unwrap()
        .iter()
        .map(without_shape)
        .collect();
    assert!(expected.len() > 10_000, "{}", expected.len());
    let (missing, surplus) = difference(&expected, &found("all.ttl", text.into_bytes()));
    assert_eq!((missing, surplus), (Vec::new(), Vec::new()));
}

/// The results of a check, as lines that can be compared.
fn found(file: &str, bytes: Vec<u8>) -> Vec<String> {
    let document = Document::new(file, bytes).with_base(BASE);
    let checked = check(&[document], Profile::govdata());
    checked.report.findings.iter().filter_map(line).collect()
}

fn expected_line(result: &ExpectedResult) -> String {
    [
        &*result.severity,
        &result.focus,
        &result.path,
        &result.component,
        &result.value,
    ]
    .join(" | ")
}

fn line(finding: &Finding) -> Option<String> {
    let result: &ShaclResult = finding.result.as_ref()?;
    let severity = match finding.severity {
        Severity::Error => "Violation",
        Severity::Warning => "Warning",
        Severity::Info => "Info",
    };
    let alike = |term: &str| {
        if term.starts_with("_:") {
            "_:b".to_owned()
        } else {
            term.to_owned()
        }
    };
    // A path that is no property is a blank node in a report.
    let path = |path: &str| {
        if path.contains('|') {
            "_:b".to_owned()
        } else {
            format!("<{path}>")
        }
    };
    let component = result.component.rsplit('#').next().unwrap_or_default();
    Some(
        [
            severity.to_owned(),
            alike(&result.focus_node),
            result.result_path.as_deref().map(path).unwrap_or_default(),
            component.to_owned(),
            result.value.as_deref().map(alike).unwrap_or_default(),
        ]
        .join(" | "),
    )
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are worth seeing with --nocapture"
)]
#[test]
fn every_file_of_the_corpus_has_the_results_that_govdata_reports() {
    let Some(corpus) = corpus::folder() else { return };
    let expected = Expected::new(&corpus);
    let files = expected.files().unwrap();
    let (mut equal, mut results, mut problems) = (0, 0, Vec::new());
    for file in &files {
        let lines: Vec<String> = expected
            .results(file)
            .unwrap()
            .iter()
            .map(expected_line)
            .collect();
        let found = found(file, std::fs::read(corpus.join(file)).unwrap());
        let (missing, surplus) = difference(&lines, &found);
        let known = EXPECTED_DIFFERENCES.iter().find(|known| known.file == file);
        match known {
            None if missing.is_empty() && surplus.is_empty() => {
                equal += 1;
                results += found.len();
            }
            Some(known) if (missing.len(), surplus.len()) == (known.missing, known.surplus) => {}
            Some(known) if missing.is_empty() && surplus.is_empty() => problems.push(format!(
                "{file} is equal, although it is listed since {}: {}",
                known.since, known.reason
            )),
            _ => problems.push(format!(
                "{file}: {} results missing, {} not expected\n  - {}\n  + {}",
                missing.len(),
                surplus.len(),
                missing[..missing.len().min(4)].join("\n  - "),
                surplus[..surplus.len().min(4)].join("\n  + ")
            )),
        }
    }
    println!("{equal} of {} files equal, {results} results", files.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
