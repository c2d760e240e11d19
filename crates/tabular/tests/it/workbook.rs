//! What officers' workbooks hold: values of every kind, formulas, hidden sheets, dates.

use jiff::civil::{date, datetime};
use kolophon_tabular::{Limits, RemarkKind, Value, Workbook, read};

use crate::package::Book;

fn open(book: &Book) -> Workbook {
    read("liste.xlsx", &book.bytes(), &Limits::default()).unwrap()
}

fn values(workbook: &Workbook) -> Vec<Value> {
    let rows = workbook.sheets[0].rows.iter();
    rows.flat_map(|row| row.cells.iter().map(|cell| cell.value.clone()))
        .collect()
}

const STYLES: &str = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\\ hh:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/><xf numFmtId=\"46\"/></cellXfs>";

#[test]
fn every_kind_of_cell() {
    let sheet = "<sheetData><row r=\"1\">\
        <c r=\"A1\" t=\"s\"><v>0</v></c>\
        <c r=\"B1\" t=\"inlineStr\"><is><r><t>Bäu</t></r><r><t xml:space=\"preserve\">me </t></r></is></c>\
        <c r=\"C1\" t=\"str\"><v>a_x000D_&#10;&amp;b</v></c>\
        <c r=\"D1\" t=\"b\"><v>1</v></c>\
        <c r=\"E1\" t=\"e\"><v>#DIV/0!</v></c>\
        <c r=\"F1\"><v>2208</v></c>\
        <c r=\"G1\" s=\"1\"><v>45658</v></c>\
        <c r=\"H1\" s=\"2\"><v>45658.5</v></c>\
        <c r=\"I1\" s=\"3\"><v>0.5</v></c>\
        <c r=\"J1\" s=\"4\"><v>1.5</v></c>\
        <c r=\"K1\" t=\"d\"><v>2025-01-31</v></c>\
        <c r=\"L1\" t=\"s\"><v>1</v></c>\
        <c r=\"M1\"/><c r=\"N1\" t=\"str\"><v></v></c>\
        </row></sheetData>";
    let book = Book::of(sheet)
        .with_strings("<sst><si><t>Titel</t></si><si><t></t></si></sst>")
        .with_styles(STYLES);
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(
        values(&open(&book)),
        [
            text("Titel"),
            text("Bäume "),
            text("a\r\n&b"),
            Value::Boolean(true),
            Value::Error("#DIV/0!".to_owned()),
            Value::Number(2208.0),
            Value::Date(date(2025, 1, 1)),
            Value::DateTime(datetime(2025, 1, 1, 12, 0, 0, 0)),
            text("12:00:00"),
            text("36:00:00"),
            Value::Date(date(2025, 1, 31)),
        ]
    );
}

#[test]
fn old_macs_count_from_1904() {
    let mut book =
        Book::of("<sheetData><row><c s=\"1\"><v>44196</v></c></row></sheetData>").with_styles(STYLES);
    book.properties = "date1904=\"1\"";
    assert_eq!(values(&open(&book)), [Value::Date(date(2025, 1, 1))]);
}

#[test]
fn formulas_are_kept_with_their_last_values() {
    let sheet = "<sheetData>\
        <row r=\"1\"><c r=\"A1\"><f>SUM(B1:B9)</f><v>3</v></c><c r=\"B1\"><f>TODAY()</f></c></row>\
        <row r=\"2\"><c r=\"A2\"><f t=\"shared\" ref=\"A2:A3\" si=\"0\">B2*2</f><v>4</v></c></row>\
        <row r=\"3\"><c r=\"A3\"><f t=\"shared\" si=\"0\"/><v>6</v></c></row></sheetData>";
    let workbook = open(&Book::of(sheet));
    let rows = workbook.sheets[0].rows.iter();
    let formulas: Vec<_> = rows
        .flat_map(|row| {
            row.cells
                .iter()
                .map(|cell| (cell.text(), cell.formula.as_deref()))
        })
        .collect();
    assert_eq!(
        formulas,
        [
            ("3".into(), Some("SUM(B1:B9)")),
            ("".into(), Some("TODAY()")),
            ("4".into(), Some("B2*2")),
            ("6".into(), Some("B2*2")),
        ]
    );
    let remarks: Vec<_> = workbook
        .remarks
        .iter()
        .map(|remark| (&remark.kind, remark.count, remark.sheet.as_deref()))
        .collect();
    assert_eq!(
        remarks,
        [
            (&RemarkKind::Formulas, 3, Some("Blatt")),
            (&RemarkKind::FormulasWithoutValue, 1, Some("Blatt")),
        ]
    );
}

#[test]
fn missing_values_below_the_header_have_a_place() {
    let sheet = "<sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"str\"><v>Titel</v></c><c r=\"B1\" t=\"str\"><v>Lizenz</v></c><c r=\"C1\" t=\"str\"><v>Stand</v></c></row>\
        <row r=\"4\"><c r=\"B4\" t=\"str\"><v>zwei\nZeilen</v></c></row></sheetData>";
    let workbook = open(&Book::of(sheet));
    assert_eq!(workbook.source.text(), "Titel\nLizenz\nStand\n\nzwei\nZeilen\n\n");
    let addresses: Vec<_> = [19, 20, 31]
        .into_iter()
        .map(|offset| workbook.source.cell(offset).unwrap())
        .map(|cell| (cell.address(), cell.sheet.as_deref() == Some("Blatt")))
        .collect();
    assert_eq!(
        addresses,
        [
            ("A4".to_owned(), true),
            ("B4".to_owned(), true),
            ("B4".to_owned(), true)
        ]
    );
    assert_eq!(workbook.source.cell(32).unwrap().address(), "C4");
}

#[test]
fn what_an_officer_should_know_is_remarked() {
    let sheet = "<sheetProtection sheet=\"1\"/><sheetData><row><c t=\"e\"><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:C2\"/></mergeCells>";
    let workbook = open(&Book::of(sheet));
    let remarks: Vec<_> = workbook
        .remarks
        .iter()
        .map(|remark| (&remark.kind, remark.count))
        .collect();
    let merged = RemarkKind::MergedCells {
        range: "A1:C1".to_owned(),
    };
    assert_eq!(
        remarks,
        [
            (&RemarkKind::ProtectedSheet, 1),
            (&merged, 2),
            (&RemarkKind::ErrorValues, 1)
        ]
    );
}

#[test]
fn cells_out_of_order_are_put_in_order() {
    let sheet = "<sheetData><row r=\"3\"><c r=\"B3\"><v>4</v></c><c r=\"A3\"><v>3</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>";
    let workbook = open(&Book::of(sheet));
    let rows: Vec<_> = workbook.sheets[0].rows.iter().map(|row| row.number).collect();
    assert_eq!(rows, [1, 3]);
    assert_eq!(
        values(&workbook),
        [Value::Number(1.0), Value::Number(3.0), Value::Number(4.0)]
    );
}
