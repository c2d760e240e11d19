//! What people get to see of a report, and the JSON.
use kolophon_diagnostic::{
    Colour, Finding, Format, Language, Length, RenderOptions, Report, RuleId, SourceText, Text, Unreadable,
    json_schema,
};

use unicode_width::UnicodeWidthStr as _;

use crate::sample::{licence_text, place, render, report, title_missing};

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

/// The column, on a terminal, of the first character that `is` accepts.
fn column(line: &str, is: impl Fn(char) -> bool) -> usize {
    line[..line.find(is).unwrap()].width()
}

#[test]
fn the_mark_stands_under_the_place() {
    for before in [
        "",
        "\t",
        "\tab\t",
        "東京 ",
        "e\u{301}u\u{308} ",
        "😀👍🏽 ",
        "\u{feff}a",
        "\u{1b}[31m",
        "a\u{200d}b\u{fe0f}",
        "ｱｲｳ",
        "\u{202e}abc\u{202c}",
    ] {
        let line = format!("{before}§XYZ§ rest");
        let start = before.len();
        let mut one = licence_text();
        let place = one.place.as_mut().unwrap();
        (place.line, place.bytes) = (1, (start, start + "§XYZ§".len()));
        let report = Report {
            findings: vec![one],
            sources: vec![SourceText {
                name: "katalog.ttl".to_owned(),
                text: line.into(),
            }],
            ..report()
        };
        for width in [40, 80, 120] {
            let options = RenderOptions {
                width,
                ..human(Language::German)
            };
            let shown = render(&report, &options);
            let lines: Vec<&str> = shown.lines().collect();
            let marked = lines.iter().position(|line| line.contains("§XYZ§")).unwrap();
            assert_eq!(
                column(lines[marked], |c| c == '§'),
                column(lines[marked + 1], |c| c == '^'),
                "{before:?}: {shown}"
            );
            assert!(lines[marked + 1].ends_with("| ") || lines[marked + 1].trim_end().ends_with("^^^^^"));
        }
    }
}

#[test]
fn the_text_fits_the_terminal() {
    let line = format!(
        "{} \"dl-de/by-2-0\" {}",
        "東ä\t".repeat(100_000),
        "z ".repeat(100_000)
    );
    let mut one = licence_text();
    one.place = Some(place(&line, "\"dl-de/by-2-0\""));
    let mut report = report();
    report.findings.push(one);
    report.sources[0].text = line.into();
    for width in [40, 80, 120] {
        let options = RenderOptions {
            width,
            length: Length::All,
            ..human(Language::German)
        };
        let shown = render(&report, &options);
        insta::assert_snapshot!(format!("terminal_of_{width}_columns"), shown);
        for line in shown.lines() {
            // What is to be copied is kept whole.
            let is_kept = ["Regel ", "Vorschlag:", "kolophon ", "Hier:", "katalog.ttl:"]
                .iter()
                .any(|kept| line.contains(kept));
            assert!(is_kept || line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn a_short_report_is_short_on_a_narrow_terminal_too() {
    let mut report = report();
    for number in 0..100 {
        let mut one = title_missing();
        one.rule = RuleId::new(format!("rule-{number:03}"));
        report.findings.push(one);
    }
    for width in [40, 80, 120] {
        let options = RenderOptions {
            width,
            ..human(Language::German)
        };
        let shown = render(&report, &options);
        assert!(shown.lines().count() <= 60, "{width}: {shown}");
        assert!(shown.contains("rule-000"), "{shown}");
    }
}
