//! Small reports that never change.

use kolophon_diagnostic::{
    Certainty, Consequence, Edit, Finding, Fix, Place, RenderOptions, Report, RuleId, Severity, ShaclResult,
    SourceText, Text, Unreadable,
};

const CATALOGUE: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n\
    @prefix dct: <http://purl.org/dc/terms/> .\n\n\
    <https://daten.example/dataset/baeume> a dcat:Dataset ;\n\
    \tdct:license \"dl-de/by-2-0\" ;\n\
    \tdct:description \"Alle Straßenbäume der Stadt.\"@de .\n";

pub(crate) fn render(report: &Report, options: &RenderOptions) -> String {
    let mut out = Vec::new();
    kolophon_diagnostic::render(report, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The place of the first occurrence of `token`.
pub(crate) fn place(text: &str, token: &str) -> Place {
    let start = text.find(token).unwrap();
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Place {
        file: "katalog.ttl".to_owned(),
        line: u32::try_from(before.matches('\n').count() + 1).unwrap(),
        column: u32::try_from(before[line_start..].chars().count() + 1).unwrap(),
        bytes: (start, start + token.len()),
        cell: None,
    }
}

fn finding(rule: &str, severity: Severity, message: Text) -> Finding {
    Finding {
        rule: RuleId::new(rule),
        severity,
        message,
        why: None,
        clause: None,
        mend: None,
        consequence: Consequence::Warns,
        blocking: false,
        place: None,
        dataset: Some("https://daten.example/dataset/baeume".to_owned()),
        focus: Some("https://daten.example/dataset/baeume".to_owned()),
        path: None,
        value: None,
        result: None,
        fix: None,
        insertion: None,
    }
}

pub(crate) fn title_missing() -> Finding {
    let place = place(CATALOGUE, "<https://daten.example/dataset/baeume>");
    let insert_at = place.bytes.1;
    Finding {
        why: Some(Text::new(
            "Ohne Titel können Portale den Datensatz weder anzeigen noch finden lassen.",
            "Without a title no portal can show the dataset, and nobody can find it.",
        )),
        mend: Some(Text::new(
            "Geben Sie dem Datensatz einen kurzen Titel in deutscher Sprache.",
            "Give the dataset a short title in German.",
        )),
        consequence: Consequence::Drops,
        blocking: true,
        place: Some(place),
        path: Some("http://purl.org/dc/terms/title".to_owned()),
        result: Some(ShaclResult {
            focus_node: "<https://daten.example/dataset/baeume>".to_owned(),
            result_path: Some("http://purl.org/dc/terms/title".to_owned()),
            value: None,
            source_shape: "_:s1".to_owned(),
            component: "http://www.w3.org/ns/shacl#MinCountConstraintComponent".to_owned(),
        }),
        fix: Some(Fix {
            certainty: Certainty::Certain,
            proposal: "dct:title \"Bäume\"@de ;".to_owned(),
            edits: vec![Edit {
                file: "katalog.ttl".to_owned(),
                bytes: (insert_at, insert_at),
                replacement: " dct:title \"Bäume\"@de ;".to_owned(),
            }],
        }),
        ..finding(
            "dataset-title-missing",
            Severity::Error,
            Text::new("Dem Datensatz fehlt der Titel.", "The dataset has no title."),
        )
    }
}

pub(crate) fn licence_text() -> Finding {
    Finding {
        consequence: Consequence::Changes,
        place: Some(place(CATALOGUE, "\"dl-de/by-2-0\"")),
        path: Some("http://purl.org/dc/terms/license".to_owned()),
        value: Some("dl-de/by-2-0".to_owned()),
        ..finding(
            "licence-not-an-address",
            Severity::Error,
            Text::new(
                "Die Lizenz steht hier als Text; erwartet wird ihre dauerhafte Adresse.",
                "The licence is given as text; its permanent address is expected.",
            ),
        )
    }
}

pub(crate) fn report() -> Report {
    let theme = finding(
        "dataset-theme-missing",
        Severity::Warning,
        Text::new("Dem Datensatz fehlt eine Kategorie.", "The dataset has no theme."),
    );
    let tip = finding(
        "dataset-keyword-missing",
        Severity::Info,
        Text::new("Schlagwörter fehlen.", "There are no keywords."),
    );
    let mut licences = vec![licence_text(), licence_text(), licence_text()];
    licences[1].dataset = Some("https://daten.example/dataset/parken".to_owned());
    licences[2].message = Text::new("Die Lizenz ist leer.", "The licence is empty.");
    let mut findings = vec![tip, theme, title_missing()];
    findings.extend(licences);
    let mut report = Report {
        profile: "dcat-ap-de".to_owned(),
        datasets: 2,
        findings,
        sources: vec![SourceText {
            name: "katalog.ttl".to_owned(),
            text: CATALOGUE.into(),
        }],
        ..Report::default()
    };
    report.sort();
    report
}

/// The same report, and a file that could not be read.
pub(crate) fn report_with_unreadable() -> Report {
    Report {
        unreadable: vec![Unreadable {
            file: "ordner/liste 2.rdf".to_owned(),
            line_column: Some((7, 3)),
            message: Text::new("Das Element endet nicht.", "the element does not end"),
        }],
        ..report()
    }
}

/// A report that says the same foreign text everywhere.
pub(crate) fn hostile(text: &str) -> Report {
    let both = || Text::new(text, text);
    let place = Place {
        file: text.to_owned(),
        line: 1,
        column: 1,
        bytes: (0, text.len()),
        cell: None,
    };
    let some = || Some(text.to_owned());
    let found = Finding {
        rule: RuleId::new(text),
        severity: Severity::Error,
        message: both(),
        why: Some(both()),
        clause: Some("https://daten.example/regel"),
        mend: Some(both()),
        consequence: Consequence::Drops,
        blocking: true,
        place: Some(place),
        dataset: some(),
        focus: some(),
        path: some(),
        value: some(),
        result: None,
        fix: Some(Fix {
            certainty: Certainty::Certain,
            proposal: text.to_owned(),
            edits: vec![Edit {
                file: text.to_owned(),
                bytes: (0, text.len()),
                replacement: text.to_owned(),
            }],
        }),
        insertion: Some(text.into()),
    };
    let from_shacl = Finding {
        result: Some(ShaclResult {
            focus_node: text.to_owned(),
            result_path: some(),
            value: some(),
            source_shape: text.to_owned(),
            component: text.to_owned(),
        }),
        ..found.clone()
    };
    let nowhere = Finding {
        place: None,
        severity: Severity::Info,
        ..found.clone()
    };
    Report {
        profile: text.to_owned(),
        datasets: 1,
        findings: vec![found, from_shacl, nowhere],
        sources: vec![SourceText {
            name: text.to_owned(),
            text: text.into(),
        }],
        unreadable: vec![Unreadable {
            file: text.to_owned(),
            line_column: None,
            message: both(),
        }],
        ..Report::default()
    }
}
