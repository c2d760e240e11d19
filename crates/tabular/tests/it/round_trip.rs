//! What is written is read as the same.

use jiff::civil::{date, datetime};
use kolophon_tabular::{
    CellOut, ColumnOut, CsvStyle, Limits, Mark, SheetOut, Value, Visibility, Workbook, read, write_csv,
    write_xlsx,
};
use proptest::prelude::*;

/// The texts of a sheet, empty cells too.
fn texts(workbook: &Workbook, rows: usize, columns: usize) -> Vec<Vec<String>> {
    let mut texts = vec![vec![String::new(); columns]; rows];
    for row in &workbook.sheets[0].rows {
        for cell in &row.cells {
            texts[row.number as usize - 1][cell.column as usize - 1] = cell.text().into_owned();
        }
    }
    texts
}

/// Texts that programs like to spoil.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "\\PC{0,20}",
        2 => "[a-zA-ZäöüÄÖÜß\"'\n\r\t;,|^\\\\ =+@-]{0,12}",
        1 => "0[0-9]{7}",
        1 => "[0-9]{20}",
        1 => "[=+@-][A-Z0-9()]{0,6}",
        1 => "(_x[0-9A-F]{4}_){0,2}",
        1 => Just("sep=;".to_owned()),
        1 => Just("<html>".to_owned()),
        1 => Just("{\"a\":1}".to_owned()),
        1 => Just("https://example.org/?a=1&b=2".to_owned()),
        1 => Just(" Leerzeichen ".to_owned()),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..5).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(text(), width), 1..6))
}

fn sheet(table: &[Vec<String>]) -> SheetOut {
    let (header, rows) = table.split_first().unwrap();
    SheetOut {
        name: "Datensätze".to_owned(),
        columns: header.iter().map(ColumnOut::new).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(CellOut::text).collect())
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_texts_through_xlsx(table in table()) {
        let bytes = write_xlsx(&[sheet(&table)]).unwrap();
        let workbook = read("t.xlsx", &bytes, &Limits::default()).unwrap();
        prop_assert_eq!(texts(&workbook, table.len(), table[0].len()), table);
    }

    #[test]
    fn any_texts_through_german_csv(table in table()) {
        let bytes = write_csv(&sheet(&table), CsvStyle::GermanExcel).unwrap();
        let workbook = read("t.csv", &bytes, &Limits::default()).unwrap();
        prop_assert_eq!(texts(&workbook, table.len(), table[0].len()), table);
    }

    #[test]
    fn any_texts_through_plain_csv(table in table()) {
        let bytes = write_csv(&sheet(&table), CsvStyle::Plain).unwrap();
        let workbook = read("t.csv", &bytes, &Limits::default()).unwrap();
        prop_assert_eq!(texts(&workbook, table.len(), table[0].len()), table);
    }
}

fn values() -> Vec<Value> {
    vec![
        Value::Text("05100000".to_owned()),
        Value::Number(2208.0),
        Value::Number(-0.5),
        Value::Date(date(2025, 12, 31)),
        Value::DateTime(datetime(2025, 12, 31, 8, 5, 30, 0)),
        Value::Boolean(true),
    ]
}

fn sheet_of_values() -> SheetOut {
    SheetOut {
        name: "Werte".to_owned(),
        columns: vec![ColumnOut::new("Wert"), ColumnOut::new("Bemerkung")],
        rows: values()
            .into_iter()
            .map(|value| vec![CellOut::value(value), CellOut::text("x")])
            .collect(),
    }
}

#[test]
fn values_keep_their_kind_in_xlsx() {
    let bytes = write_xlsx(&[sheet_of_values()]).unwrap();
    let workbook = read("t.xlsx", &bytes, &Limits::default()).unwrap();
    let rows = &workbook.sheets[0].rows[1..];
    let read: Vec<Value> = rows.iter().map(|row| row.cells[0].value.clone()).collect();
    assert_eq!(read, values());
}

#[test]
fn values_are_spelled_as_the_reader_of_a_csv_file_expects() {
    let spelled = |style| {
        let bytes = write_csv(&sheet_of_values(), style).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    assert_eq!(
        spelled(CsvStyle::GermanExcel),
        "\u{feff}Wert;Bemerkung\r\n05100000;x\r\n2208;x\r\n-0,5;x\r\n31.12.2025;x\r\n31.12.2025 08:05:30;x\r\ntrue;x\r\n"
    );
    assert_eq!(
        spelled(CsvStyle::Plain),
        "Wert,Bemerkung\n05100000,x\n2208,x\n-0.5,x\n2025-12-31,x\n2025-12-31T08:05:30,x\ntrue,x\n"
    );
}

#[test]
fn formulas_are_texts_in_csv() {
    let table = vec![vec!["=1+1".to_owned(), "-5".to_owned()]];
    let bytes = write_csv(&sheet(&table), CsvStyle::Plain).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), "\"'=1+1\",\"-5\"\n");
}

#[test]
fn the_comforts_of_a_spreadsheet_do_not_disturb_the_reader() {
    let choices: Vec<String> = (0..50)
        .map(|number| format!("Kategorie {number}, lang"))
        .collect();
    let column = ColumnOut {
        choices,
        note: Some("Bitte auswählen".to_owned()),
        ..ColumnOut::new("Kategorie")
    };
    let cell = CellOut::text("Kategorie 1")
        .with_note("Gibt es nicht.")
        .with_mark(Mark::Error);
    let sheet = SheetOut {
        name: "Datensätze".to_owned(),
        columns: vec![column],
        rows: vec![vec![cell], vec![CellOut::default().with_mark(Mark::Warning)]],
    };
    let bytes = write_xlsx(&[sheet]).unwrap();
    let workbook = read("t.xlsx", &bytes, &Limits::default()).unwrap();
    assert_eq!(texts(&workbook, 2, 1), [["Kategorie"], ["Kategorie 1"]]);
    let hidden = &workbook.sheets[1];
    assert_eq!(hidden.name.as_deref(), Some(kolophon_tabular::CHOICES_SHEET));
    assert_eq!(hidden.visibility, Visibility::VeryHidden);
    assert_eq!(hidden.rows.len(), 50);
    assert_eq!(workbook.remarks, []);
}

#[test]
fn the_same_sheets_are_the_same_bytes() {
    let bytes = || write_xlsx(&[sheet_of_values()]).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn what_the_format_does_not_allow_is_said() {
    let sheet = |name: &str, text: String| SheetOut {
        name: name.to_owned(),
        columns: Vec::new(),
        rows: vec![vec![CellOut::text(text)]],
    };
    for sheet in [
        sheet("a/b", "x".to_owned()),
        sheet(&"lang".repeat(10), "x".to_owned()),
        sheet("gut", "x".repeat(40_000)),
    ] {
        let error = write_xlsx(&[sheet]).unwrap_err();
        assert!(
            matches!(error, kolophon_tabular::TableError::NotWritable { .. }),
            "{error}"
        );
    }
}
