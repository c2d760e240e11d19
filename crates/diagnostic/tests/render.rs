//! What people and programs get to see of a report.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use kolophon_diagnostic::{
    Colour, Consequence, Edit, Finding, Fix, Format, Language, Length, Place, RenderOptions, Report, RuleId,
    Severity, ShaclResult, SourceText, Text, Unreadable, json_schema, render,
};

const CATALOGUE: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n\
    @prefix dct: <http://purl.org/dc/terms/> .\n\n\
    <https://daten.example/dataset/baeume> a dcat:Dataset ;\n\
    \tdct:license \"dl-de/by-2-0\" ;\n\
    \tdct:description \"Alle Straßenbäume der Stadt.\"@de .\n";

/// The place of the first occurrence of `token`.
fn place(text: &str, token: &str) -> Place {
    let start = text.find(token).unwrap();
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Place {
        file: "katalog.ttl".to_owned(),
        line: u32::try_from(before.matches('\n').count() + 1).unwrap(),
        column: u32::try_from(before[line_start..].chars().count() + 1).unwrap(),
        bytes: (start, start + token.len()),
    }
}

fn finding(rule: &str, severity: Severity, message: Text) -> Finding {
    Finding {
        rule: RuleId::new(rule),
        severity,
        message,
        why: None,
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
    }
}

fn title_missing() -> Finding {
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

fn licence_text() -> Finding {
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

fn report() -> Report {
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

fn human(language: Language) -> RenderOptions {
    RenderOptions {
        language,
        next_command: Some("kolophon validate katalog.ttl".to_owned()),
        ..RenderOptions::default()
    }
}

fn json(language: Language) -> RenderOptions {
    RenderOptions {
        format: Format::Json,
        language,
        ..RenderOptions::default()
    }
}

#[test]
fn people_read_german() {
    insta::assert_snapshot!(render(&report(), &human(Language::German)));
}

#[test]
fn people_read_english() {
    insta::assert_snapshot!(render(&report(), &human(Language::English)));
}

#[test]
fn people_who_want_all_see_every_place() {
    let options = RenderOptions {
        length: Length::All,
        ..human(Language::German)
    };
    insta::assert_snapshot!(render(&report(), &options));
}

#[test]
fn programs_read_json() {
    let german = render(&report(), &json(Language::German));
    insta::assert_snapshot!(german);
    let value: serde_json::Value = serde_json::from_str(&german).unwrap();
    assert_eq!(
        value["findings"].as_array().unwrap().len(),
        6,
        "one entry per occurrence"
    );
    let english: serde_json::Value =
        serde_json::from_str(&render(&report(), &json(Language::English))).unwrap();
    assert_eq!(english["findings"][0]["rule"], value["findings"][0]["rule"]);
    assert_ne!(english["findings"][0]["message"], value["findings"][0]["message"]);
}

#[test]
fn programs_know_the_json() {
    insta::assert_snapshot!(json_schema());
}

#[test]
fn a_clean_report_says_what_was_checked() {
    let report = Report {
        findings: Vec::new(),
        ..report()
    };
    assert_eq!(
        render(&report, &RenderOptions::default()),
        "Alles in Ordnung: 2 Datensätze in 1 Datei geprüft (Regelwerk dcat-ap-de).\n"
    );
    assert_eq!(
        render(&report, &human(Language::English)),
        "All is well: 2 datasets in 1 file checked (profile dcat-ap-de).\n\nNext:\nkolophon validate katalog.ttl\n"
    );
}

#[test]
fn a_report_with_unreadable_files_is_never_called_clean() {
    let report = Report {
        findings: Vec::new(),
        unreadable: vec![Unreadable {
            file: "b.rdf".to_owned(),
            line_column: Some((7, 3)),
            message: Text::new("Das Element endet nicht.", "the element does not end"),
        }],
        ..report()
    };
    insta::assert_snapshot!(render(&report, &human(Language::German)), @r"
    1 Datei war nicht lesbar und ist nicht geprüft:
      b.rdf:7:3: Das Element endet nicht.

    In den lesbaren Dateien stimmt alles: 2 Datensätze geprüft (Regelwerk
    dcat-ap-de).

    Als Nächstes:
    kolophon validate katalog.ttl
    ");
    let json: serde_json::Value = serde_json::from_str(&render(&report, &json(Language::German))).unwrap();
    assert_eq!(json["unreadable"][0]["line"], 7);
}

#[test]
fn a_short_report_has_at_most_sixty_lines_and_says_what_it_leaves_out() {
    let mut report = report();
    for number in 0..200 {
        let mut one = title_missing();
        one.rule = RuleId::new(format!("rule-{number:03}"));
        one.why = Some(Text::new("Weil das so ist. ".repeat(60), "Because. ".repeat(60)));
        if let Some(fix) = &mut one.fix {
            fix.proposal = "Zeile\n".repeat(number);
        }
        report.findings.push(one);
        report.unreadable.push(Unreadable {
            file: format!("{number}.ttl"),
            line_column: None,
            message: Text::new("Die Datei fehlt.", "the file is missing"),
        });
    }
    let short = render(&report, &human(Language::German));
    let lines = short.lines().count();
    assert!(lines <= 60, "{lines} lines: {short}");
    let one_line = short.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line.contains("Alles zeigt die Option --all."), "{short}");
    assert_eq!(short.lines().last(), Some("kolophon validate katalog.ttl"));

    let all = render(
        &report,
        &RenderOptions {
            length: Length::All,
            ..human(Language::German)
        },
    );
    assert!(!all.contains("--all"), "{all}");
    for number in 0..200 {
        assert!(all.contains(&format!("Regel rule-{number:03}")));
    }
}

#[test]
fn one_line_of_a_megabyte_gives_a_short_excerpt() {
    let line = format!("{}\"dl-de/by-2-0\"{}", "ä ".repeat(300_000), " z".repeat(300_000));
    let one = Finding {
        place: Some(place(&line, "\"dl-de/by-2-0\"")),
        ..licence_text()
    };
    let report = Report {
        findings: vec![one],
        sources: vec![SourceText {
            name: "katalog.ttl".to_owned(),
            text: line.into(),
        }],
        ..report()
    };
    let shown = render(&report, &human(Language::German));
    insta::assert_snapshot!(shown);
    assert!(shown.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn colour_changes_no_word() {
    let coloured = render(
        &report(),
        &RenderOptions {
            colour: Colour::Always,
            ..human(Language::German)
        },
    );
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let trimmed =
        |text: &str| -> Vec<String> { text.lines().map(|line| line.trim_end().to_owned()).collect() };
    assert_eq!(
        trimmed(&plain),
        trimmed(&render(&report(), &human(Language::German)))
    );
}
