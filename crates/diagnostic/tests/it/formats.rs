//! What programs, spreadsheets and browsers get to see of a report, and that foreign text never breaks it.
use jsonschema::Validator;
use kolophon_diagnostic::{
    Format, Language, RenderOptions, Report, Severity, code_quality_schema, json_line_schema, json_schema,
};
use serde_json::Value;

use crate::sample::{hostile, render, report_with_unreadable as report};

const FORMATS: [(&str, Format); 8] = [
    ("jsonl", Format::Jsonl),
    ("sarif", Format::Sarif),
    ("gitlab", Format::Gitlab),
    ("github", Format::Github),
    ("junit", Format::Junit),
    ("csv", Format::Csv),
    ("html", Format::Html),
    ("turtle", Format::Turtle),
];

fn in_format(report: &Report, format: Format, language: Language) -> String {
    let options = RenderOptions {
        format,
        language,
        next_command: Some("kolophon validate katalog.ttl".to_owned()),
        ..RenderOptions::default()
    };
    render(report, &options)
}

fn german(report: &Report, format: Format) -> String {
    in_format(report, format, Language::German)
}

#[test]
fn every_format_in_german_and_english() {
    for (name, format) in FORMATS {
        for language in [Language::German, Language::English] {
            let text = in_format(&report(), format, language);
            assert!(text.ends_with('\n'), "{name}");
            let text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
            // The style sheet is the same everywhere.
            let text = match (text.find("<style>"), text.find("</style>")) {
                (Some(start), Some(end)) => format!("{}{}", &text[..start], &text[end..]),
                _ => text,
            };
            insta::assert_snapshot!(format!("{name}_{}", language.tag()), text);
        }
    }
}

fn valid(schema: &str, instance: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator: Validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn invalid(schema: &str, instance: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(!jsonschema::is_valid(&schema, instance), "{instance}");
}

#[test]
fn json_and_its_lines_fit_their_schemas() {
    for report in [report(), hostile("\u{0}\u{1b}\"<&\r\n%,:"), Report::default()] {
        valid(
            &json_schema(),
            &serde_json::from_str(&german(&report, Format::Json)).unwrap(),
        );
        let lines = german(&report, Format::Jsonl);
        assert_eq!(
            lines.lines().count(),
            report.findings.len() + report.unreadable.len() + 1
        );
        for line in lines.lines() {
            valid(&json_line_schema(), &serde_json::from_str(line).unwrap());
        }
    }
    invalid(&json_line_schema(), &serde_json::json!({"type": "finding"}));
}

#[test]
fn code_quality_fits_the_fields_that_gitlab_documents() {
    let report = report();
    let issues: Value = serde_json::from_str(&german(&report, Format::Gitlab)).unwrap();
    valid(&code_quality_schema(), &issues);
    let issues = issues.as_array().unwrap();
    assert_eq!(issues.len(), report.findings.len() + report.unreadable.len());
    let mut fingerprints: Vec<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len(), "fingerprints are unique");

    let mut without_line = issues[0].clone();
    without_line["location"]["lines"] = serde_json::json!({"begin": 0});
    invalid(&code_quality_schema(), &serde_json::json!([without_line]));
}

#[test]
fn fingerprints_do_not_move_with_the_lines() {
    let fingerprints = |report: &Report| -> Vec<String> {
        let issues: Value = serde_json::from_str(&german(report, Format::Gitlab)).unwrap();
        let sarif: Value = serde_json::from_str(&german(report, Format::Sarif)).unwrap();
        let of_issues = issues
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| &issue["fingerprint"]);
        let of_results = sarif["runs"][0]["results"].as_array().unwrap().iter();
        let of_results = of_results.map(|result| &result["partialFingerprints"]["kolophonFinding/v1"]);
        of_issues.chain(of_results).map(ToString::to_string).collect()
    };
    let before = report();
    let mut after = before.clone();
    for finding in &mut after.findings {
        if let Some(place) = &mut finding.place {
            place.line += 7;
            place.column += 3;
        }
        finding.message.de.push('!');
    }
    assert_eq!(fingerprints(&before), fingerprints(&after));
    after.findings[0].value = Some("anders".to_owned());
    assert_ne!(fingerprints(&before), fingerprints(&after));
}

#[test]
fn sarif_names_the_end_of_a_place_and_its_repair() {
    let sarif: Value = serde_json::from_str(&german(&report(), Format::Sarif)).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let title = results
        .iter()
        .find(|result| result["ruleId"] == "dataset-title-missing")
        .unwrap();
    let region = &title["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        *region,
        serde_json::json!({"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 39})
    );
    let replacement = &title["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["deletedRegion"]["startColumn"], 39);
    assert_eq!(
        replacement["insertedContent"]["text"],
        " dct:title \"Bäume\"@de ;"
    );
    let index = usize::try_from(title["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"],
        "dataset-title-missing"
    );
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn junit_fails_where_the_command_fails() {
    let failures = |fail_level| {
        let options = RenderOptions {
            format: Format::Junit,
            fail_level,
            ..RenderOptions::default()
        };
        render(&report(), &options).matches("<failure ").count()
    };
    assert_eq!(failures(Severity::Error), 2);
    assert_eq!(failures(Severity::Warning), 3);
    assert_eq!(failures(Severity::Info), 4);
}

#[test]
fn github_shows_ten_annotations_of_a_level_and_the_last_names_the_rest() {
    let mut report = report();
    let one = report.findings.pop().unwrap();
    for number in 0..30 {
        let mut one = one.clone();
        one.severity = Severity::Warning;
        one.rule = kolophon_diagnostic::RuleId::new(format!("rule-{number:02}"));
        report.findings.extend(vec![one; 2]);
    }
    let text = german(&report, Format::Github);
    let warnings: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("::warning "))
        .collect();
    assert_eq!(warnings.len(), 10);
    for number in 0..30 {
        assert!(text.contains(&format!("2 Hinweise in 1 Datensatz · Regel rule-{number:02}")));
    }
}

#[test]
fn no_cell_is_a_formula() {
    for start in ["=", "+", "-", "@", "\t", "\r", "＝"] {
        let csv = german(&hostile(&format!("{start}HYPERLINK(\"x\")")), Format::Csv);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']),
                    "{cell:?}"
                );
            }
        }
    }
}

#[test]
fn the_page_stands_alone() {
    for language in [Language::German, Language::English] {
        let page = in_format(&report(), Format::Html, language);
        for foreign in ["<script", "<link", "<img", "src=", "url(", "@import"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())));
    }
}

#[test]
fn many_places_of_a_rule_are_counted_exactly() {
    let mut report = report();
    let licence = report
        .findings
        .iter()
        .find(|finding| finding.place.is_some())
        .unwrap()
        .clone();
    report.findings = vec![licence; 5000];
    let page = german(&report, Format::Html);
    assert!(page.contains("5000 Hinweise in 1 Datensatz"), "{page}");
    assert!(page.contains("4799 weitere Stellen"), "{page}");
    assert_eq!(german(&report, Format::Jsonl).lines().count(), 5002);
}

/// The relative luminance of `#rrggbb` (<https://www.w3.org/TR/WCAG21/#dfn-relative-luminance>).
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn every_colour_of_the_page_can_be_read() {
    let page = german(&report(), Format::Html);
    let colour = |name: &str| {
        let start = page.find(&format!("--{name}: ")).unwrap() + name.len() + 4;
        page[start..start + 7].to_owned()
    };
    let mut pairs = vec![(colour("ink"), "#ffe49c".to_owned())];
    for ink in ["ink", "quiet", "error", "warning", "info"] {
        pairs.push((colour(ink), "#ffffff".to_owned()));
        pairs.push((colour(ink), colour("ground")));
    }
    for (ink, ground) in pairs {
        let (light, dark) = (luminance(&ground), luminance(&ink));
        let contrast = (light + 0.05) / (dark + 0.05);
        assert!(contrast >= 4.5, "{ink} on {ground}: {contrast}");
    }
}
