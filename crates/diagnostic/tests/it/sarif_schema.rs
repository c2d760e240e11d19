//! SARIF against the schema of OASIS, which the test script fetches: `KOLOPHON_SARIF_SCHEMA` says where it lies.
use std::fs;
use std::path::PathBuf;

use kolophon_diagnostic::{Baseline, Format, Language, RenderOptions, Report, RuleId};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::sample::{hostile, render, report_with_unreadable as report};

/// The schema of SARIF 2.1.0 as it is looked at here.
const SHA256: &str = "af47e7b67f24efe74076621fd3a5fbe7398add9e84fe820c971219a385895cea";

/// The schema; `None`, said aloud, when nobody fetched it.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn schema() -> Option<Value> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test script says where the schema lies"
    )]
    let Ok(path) = std::env::var("KOLOPHON_SARIF_SCHEMA").map(PathBuf::from) else {
        eprintln!("SKIPPED: KOLOPHON_SARIF_SCHEMA is not set; scripts/test fetches the schema");
        return None;
    };
    let text = fs::read(&path).unwrap();
    let hash = Sha256::digest(&text)
        .iter()
        .fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
    assert_eq!(hash, SHA256, "{}", path.display());
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    // These two hold a bracket that closes nothing, which is no regular expression of ECMA-262.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    Some(schema)
}

/// The report compared with a list that knows its first finding, and one that is gone.
fn compared(mut report: Report) -> Report {
    let mut gone = report.findings[0].clone();
    gone.rule = RuleId::new("gone");
    let same = |name: &str| name.to_owned();
    let list = Baseline::of(&[report.findings[0].clone(), gone], &same);
    list.compare(&mut report, &same, |_| true);
    report
}

#[test]
fn a_list_of_known_findings_gives_every_result_a_state() {
    let options = RenderOptions {
        format: Format::Sarif,
        ..RenderOptions::default()
    };
    let sarif: Value = serde_json::from_str(&render(&compared(report()), &options)).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let states: Vec<&str> = results
        .iter()
        .map(|result| result["baselineState"].as_str().unwrap())
        .collect();
    assert_eq!((states[0], states[1]), ("unchanged", "new"));
    assert_eq!(states.last(), Some(&"absent"));
    let without: Value = serde_json::from_str(&render(&report(), &options)).unwrap();
    let fingerprints = |sarif: &Value| -> Vec<String> {
        let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
        results
            .map(|result| result["partialFingerprints"].to_string())
            .collect()
    };
    assert!(
        fingerprints(&without)
            .iter()
            .all(|known| fingerprints(&sarif).contains(known))
    );
    assert!(without["runs"][0]["results"][0].get("baselineState").is_none());
}

#[test]
fn every_report_is_valid_sarif() {
    let Some(schema) = schema() else { return };
    let validator = jsonschema::validator_for(&schema).unwrap();
    let reports = [
        Report::default(),
        report(),
        hostile("a\u{0}\u{1b}[2J\"<&>\r\n%{0}[x](y)\u{202e}"),
        hostile(""),
        compared(report()),
    ];
    for report in &reports {
        for language in [Language::German, Language::English] {
            let options = RenderOptions {
                format: Format::Sarif,
                language,
                ..RenderOptions::default()
            };
            let sarif: Value = serde_json::from_str(&render(report, &options)).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&sarif)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}", errors.join("\n"));
        }
    }
    let mut wrong: Value = serde_json::from_str(&render(
        &reports[1],
        &RenderOptions {
            format: Format::Sarif,
            ..RenderOptions::default()
        },
    ))
    .unwrap();
    wrong["runs"][0]["results"][0]["level"] = Value::from("terrible");
    assert!(!validator.is_valid(&wrong), "the schema sees a fault");
}
