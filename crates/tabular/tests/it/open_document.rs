//! Spreadsheets as LibreOffice writes them.

use jiff::civil::{date, datetime};
use kolophon_tabular::{
    Limit, Limits, RemarkKind, TableError, TableFormat, Value, Visibility, Workbook, read,
};

use crate::package::zip;

const MIME_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

fn bytes(spreadsheet: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\"><office:automatic-styles><style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style><style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", MIME_TYPE), ("content.xml", content.as_bytes())])
}

fn open(spreadsheet: &str) -> Workbook {
    read("liste.ods", &bytes(spreadsheet), &Limits::default()).unwrap()
}

fn cells(workbook: &Workbook) -> Vec<(u32, u32, Value)> {
    let rows = workbook.sheets[0].rows.iter();
    rows.flat_map(|row| {
        row.cells
            .iter()
            .map(|cell| (row.number, cell.column, cell.value.clone()))
    })
    .collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn every_kind_of_cell() {
    let workbook = open(
        "<table:table table:name=\"Datensätze\"><table:table-row>\
        <table:table-cell office:value-type=\"string\" calcext:value-type=\"string\"><text:p>Zwei  \n Wörter<text:s text:c=\"2\"/>und</text:p><text:p>ein <text:span>Ab</text:span>satz<text:line-break/>neu<text:tab/>.</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"2208\"><text:p>2.208,00</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"percentage\" office:value=\"0.5\"><text:p>50 %</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2025-01-31\"><text:p>31.01.25</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2025-01-31T08:00:00\"/>\
        <table:table-cell office:value-type=\"time\" office:time-value=\"PT08H30M00S\"/>\
        <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>\
        <table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>\
        <table:table-cell table:formula=\"of:=SUM([.B1:.C1])\" office:value-type=\"float\" office:value=\"3\"/>\
        </table:table-row></table:table>",
    );
    let values: Vec<Value> = cells(&workbook).into_iter().map(|(.., value)| value).collect();
    assert_eq!(
        values,
        [
            text("Zwei Wörter  und\nein Absatz\nneu\t."),
            Value::Number(2208.0),
            Value::Number(0.5),
            Value::Date(date(2025, 1, 31)),
            Value::DateTime(datetime(2025, 1, 31, 8, 0, 0, 0)),
            text("08:30:00"),
            Value::Boolean(true),
            Value::Error("#DIV/0!".to_owned()),
            Value::Number(3.0),
        ]
    );
    let formula = workbook.sheets[0].rows[0].cells[8].formula.as_deref();
    assert_eq!(formula, Some("SUM([.B1:.C1])"));
    assert_eq!(workbook.format, TableFormat::Ods);
}

#[test]
fn repeated_emptiness_is_not_written_out() {
    let workbook = open(
        "<table:table table:name=\"A\">\
        <table:table-row><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16382\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>\
        </table:table>",
    );
    assert_eq!(
        cells(&workbook),
        [
            (1, 1, text("x")),
            (1, 2, text("x")),
            (1_048_576, 2, Value::Number(1.0)),
            (1_048_577, 2, Value::Number(1.0)),
        ]
    );
    assert!(workbook.source.text().len() < 20);
}

#[test]
fn repeated_content_counts() {
    let spreadsheet = "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    let error = read("a.ods", &bytes(spreadsheet), &Limits::default()).unwrap_err();
    assert!(
        matches!(
            error,
            TableError::TooLarge {
                limit: Limit::Cells,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn notes_drawings_and_other_files_are_no_cells() {
    let workbook = open(
        "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell/></table:previous></table:cell-content-change></table:tracked-changes>\
        <table:table table:name=\"A\" table:style-name=\"ta1\"><table:shapes><draw:frame><draw:text-box><text:p>Bild</text:p></draw:text-box></draw:frame></table:shapes>\
        <table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned=\"3\" office:value-type=\"string\"><office:annotation><text:p>Notiz</text:p></office:annotation><text:p>Titel</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"string\"><text:p>D</text:p></table:table-cell></table:table-row></table:table-header-rows></table:table>\
        <table:table table:name=\"B\" table:style-name=\"ta2\" table:protected=\"true\"/>\
        <table:table table:name=\"'file:///tmp/x.ods'#$A\" table:style-name=\"ta2\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>",
    );
    assert_eq!(cells(&workbook), [(1, 1, text("Titel")), (1, 4, text("D"))]);
    let sheets: Vec<_> = workbook
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_deref().unwrap(), sheet.visibility))
        .collect();
    assert_eq!(sheets, [("A", Visibility::Visible), ("B", Visibility::Hidden)]);
    let kinds: Vec<_> = workbook
        .remarks
        .iter()
        .map(|remark| remark.kind.clone())
        .collect();
    let merged = RemarkKind::MergedCells {
        range: "A1:C1".to_owned(),
    };
    assert_eq!(
        kinds,
        [
            merged,
            RemarkKind::HiddenSheet,
            RemarkKind::ProtectedSheet,
            RemarkKind::ExternalLinks
        ]
    );
}

#[test]
fn a_password_is_said() {
    let manifest = b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let bytes = zip(&[
        ("mimetype", MIME_TYPE),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", b"\x01\x02"),
    ]);
    assert_eq!(
        read("a.ods", &bytes, &Limits::default()).unwrap_err(),
        TableError::Encrypted
    );
}

#[test]
fn content_that_breaks_off_is_damaged() {
    let bytes = zip(&[
        ("mimetype", MIME_TYPE),
        ("content.xml", b"<document-content><body>"),
    ]);
    let error = read("a.ods", &bytes, &Limits::default()).unwrap_err();
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
}
