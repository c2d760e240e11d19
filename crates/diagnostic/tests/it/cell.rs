//! Places in tables are named by sheet and cell, in every format.

use kolophon_diagnostic::{Cell, Finding, Format, Place, RenderOptions, Report, SourceText};
use serde_json::Value;

use crate::sample::{render, report, title_missing};

const FILE: &str = "liste.xlsx";

/// A finding on the cell F17 of a workbook, or of a CSV file.
fn in_cell(sheet: Option<&str>) -> Report {
    let text = "Kita-Plätze\n31.02.2026\nCSV\n";
    let start = text.find("31.").unwrap();
    let found = Finding {
        place: Some(Place {
            file: FILE.to_owned(),
            line: 17,
            column: 6,
            bytes: (start, start + 10),
            cell: Some(Cell {
                sheet: sheet.map(str::to_owned),
                address: "F17".to_owned(),
            }),
        }),
        fix: None,
        ..title_missing()
    };
    Report {
        findings: vec![found],
        sources: vec![SourceText {
            name: FILE.to_owned(),
            text: text.into(),
        }],
        ..report()
    }
}

fn in_format(report: &Report, format: Format) -> String {
    let options = RenderOptions {
        format,
        ..RenderOptions::default()
    };
    render(report, &options)
}

#[test]
fn people_read_sheet_and_cell() {
    let report = in_cell(Some("Datensätze"));
    for format in [Format::Human, Format::Html, Format::Github, Format::Junit] {
        let text = in_format(&report, format);
        assert!(text.contains("liste.xlsx!Datensätze:F17"), "{format:?}: {text}");
        assert!(!text.contains("xlsx:17"), "{format:?}: {text}");
    }
    let text = in_format(&report, Format::Human);
    assert!(text.contains("17 | 31.02.2026"), "{text}");
    assert!(in_format(&in_cell(None), Format::Human).contains("liste.xlsx!F17"));
}

#[test]
fn programs_get_sheet_and_cell_apart() {
    let report = in_cell(Some("Datensätze"));
    let json: Value = serde_json::from_str(&in_format(&report, Format::Json)).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(
        (&finding["sheet"], &finding["cell"]),
        (&"Datensätze".into(), &"F17".into())
    );
    assert!(in_format(&report, Format::Csv).contains(";17;6;Datensätze!F17;"));
}

/// The text of a workbook is its cells, one after the other: an end counted in it would lie in no file.
#[test]
fn a_region_in_a_workbook_ends_where_it_begins() {
    let sarif: Value = serde_json::from_str(&in_format(&in_cell(Some("Datensätze")), Format::Sarif)).unwrap();
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 17);
    assert_eq!(region["endLine"], 17);
    assert_eq!(region["endColumn"], region["startColumn"]);
}
