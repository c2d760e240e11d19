//! What a city decides, and what becomes of findings.

use kolophon_diagnostic::{Consequence, RuleId, Text};

use super::*;
use crate::installation::Installation;

const HEAD: &str = "[installation]\nbase = \"https://daten.mainz.de\"\n[cities.mainz]\nname = \"Mainz\"\n";

fn policy(toml: &str) -> Result<Policy, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kolophon.toml");
    std::fs::write(&path, format!("{HEAD}{toml}")).unwrap();
    let mut cities = Installation::read(&path)?.cities;
    Ok(cities.remove("mainz").unwrap().policy)
}

fn finding(rule: &str, dataset: &str) -> Finding {
    Finding {
        rule: RuleId::new(rule),
        severity: Severity::Error,
        message: Text::new("a", "b"),
        why: None,
        clause: None,
        mend: None,
        consequence: Consequence::Warns,
        blocking: rule == "dataset-title-missing",
        place: None,
        dataset: Some(dataset.to_owned()),
        focus: None,
        path: None,
        value: None,
        result: None,
        fix: None,
        insertion: None,
    }
}

fn judged(toml: &str, findings: Vec<Finding>, extent: Extent) -> (Vec<(String, Severity)>, usize) {
    let mut report = Report {
        findings,
        ..Report::default()
    };
    policy(toml).unwrap().apply(&mut report, "2027-01-01", extent);
    let findings = report.findings.iter();
    let shown = findings.map(|finding| (finding.rule.as_str().to_owned(), finding.severity));
    (shown.collect(), report.left_out.by_configuration)
}

#[test]
fn the_most_exact_line_decides_how_bad_a_rule_is() {
    let toml = "[cities.mainz.rules]\n\"dataset-*\" = \"off\"\n\"dataset-keyword*\" = \"tipp\"\ndataset-keyword-missing = \"warning\"\n";
    let findings = vec![
        finding("dataset-keyword-missing", "a"),
        finding("dataset-publisher-missing", "a"),
        finding("distribution-license-missing", "a"),
    ];
    let (shown, left_out) = judged(toml, findings, Extent::Whole);
    assert_eq!(
        shown,
        [
            ("dataset-keyword-missing".to_owned(), Severity::Warning),
            ("distribution-license-missing".to_owned(), Severity::Error)
        ]
    );
    assert_eq!(left_out, 1);
}

#[test]
fn an_exception_holds_for_its_dataset_until_its_day() {
    let toml = |until: &str| {
        format!(
            "[[cities.mainz.suppress]]\nrule = \"distribution-license-missing\"\ndataset = \"https://e/a*\"\nreason = \"wird nachgetragen\"\n{until}\n"
        )
    };
    let findings = || {
        vec![
            finding("distribution-license-missing", "https://e/a1"),
            finding("distribution-license-missing", "https://e/b"),
        ]
    };
    for until in ["", "until = 2027-01-01"] {
        let (shown, left_out) = judged(&toml(until), findings(), Extent::Whole);
        assert_eq!((shown.len(), left_out), (1, 1), "{until}: {shown:?}");
    }
    let (shown, left_out) = judged(&toml("until = 2026-12-31"), findings(), Extent::Part);
    assert_eq!((shown.len(), left_out), (3, 0));
    assert!(shown.contains(&("suppression-expired".to_owned(), Severity::Info)));
}

#[test]
fn an_exception_that_meets_nothing_is_named_when_all_was_checked() {
    let toml = "[[cities.mainz.suppress]]\nrule = \"distribution-license-missing\"\nreason = \"x\"\n";
    assert_eq!(judged(toml, Vec::new(), Extent::Part).0, []);
    let (shown, _) = judged(toml, Vec::new(), Extent::Whole);
    assert_eq!(shown, [("suppression-unused".to_owned(), Severity::Info)]);
}

#[test]
fn what_blocks_is_neither_softened_nor_excepted() {
    for toml in [
        "[cities.mainz.rules]\ndataset-title-missing = \"off\"\n",
        "[cities.mainz.rules]\ndataset-title-missing = \"info\"\n",
        "[[cities.mainz.suppress]]\nrule = \"dataset-title-missing\"\nreason = \"x\"\n",
    ] {
        let (shown, left_out) = judged(toml, vec![finding("dataset-title-missing", "a")], Extent::Whole);
        assert_eq!(left_out, 0);
        assert!(
            shown.contains(&("dataset-title-missing".to_owned(), Severity::Error)),
            "{toml}"
        );
        assert!(
            shown.contains(&("blocking-not-accepted".to_owned(), Severity::Info)),
            "{toml}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_meant_is_refused_with_its_line() {
    let exception = "[[cities.mainz.suppress]]\nrule = \"distribution-license-missing\"\n";
    for reason in ["", "reason = \" \"\n"] {
        let error = policy(&format!("{exception}{reason}")).unwrap_err();
        assert!(
            matches!(
                error,
                ConfigError::NoReason {
                    line_column: (6, 8),
                    ..
                }
            ),
            "{error:?}"
        );
    }
    let error = policy("[cities.mainz.rules]\ndataset-titel-missing = \"off\"\n").unwrap_err();
    let ConfigError::UnknownRule {
        line_column, near, ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(
        (line_column, near.as_deref()),
        ((6, 1), Some("dataset-title-missing"))
    );
    for wrong in [
        format!("{exception}reason = \"x\"\nuntil = 10:00:00\n"),
        format!("{exception}reason = \"x\"\nuntil = \"bald\"\n"),
        "[cities.mainz.rules]\ndistribution-license-missing = \"egal\"\n".to_owned(),
    ] {
        assert!(
            matches!(policy(&wrong), Err(ConfigError::Parse { .. })),
            "{wrong}"
        );
    }
}
