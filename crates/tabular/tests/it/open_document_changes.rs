//! OpenDocument spreadsheets written anew, changed in place and reviewed; what was not meant stays byte for byte.

use std::io::{Cursor, Read as _};

use calamine::{Data, Ods, Reader as _};
use jiff::civil::{date, datetime};
use kolophon_tabular::{
    CellEdit, CellNote, CellOut, ColumnOut, Limits, Loss, Mark, SheetOut, TableError, TableFormat, Value,
    Workbook, read, replace_cells, review_copy, write_ods,
};

use crate::package::zip;

const MEDIA_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &[u8] =
    b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\"";

fn content(styles: &str, spreadsheet: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {NAMESPACES}>{styles}<office:body><office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document-content>"
    )
}

fn package(content: &str) -> Vec<u8> {
    zip(&[
        ("mimetype", MEDIA_TYPE),
        ("content.xml", content.as_bytes()),
        ("styles.xml", b"<x/>"),
        ("META-INF/manifest.xml", MANIFEST),
    ])
}

fn open(bytes: &[u8]) -> Workbook {
    read("liste.ods", bytes, &Limits::default()).unwrap()
}

/// Every cell that holds something, of all sheets.
fn cells(workbook: &Workbook) -> Vec<(String, u32, u32, String)> {
    let mut cells = Vec::new();
    for sheet in &workbook.sheets {
        for row in &sheet.rows {
            for cell in &row.cells {
                let name = sheet.name.as_deref().unwrap_or_default().to_owned();
                cells.push((name, row.number, cell.column, cell.text().into_owned()));
            }
        }
    }
    cells
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn spreadsheet_of(bytes: &[u8]) -> String {
    let text = part(bytes, "content.xml");
    let (_, rest) = text.split_once("<office:spreadsheet>").unwrap();
    rest.split_once("</office:spreadsheet>").unwrap().0.to_owned()
}

fn edit(row: u32, column: u32, text: &str) -> CellEdit {
    CellEdit {
        sheet: None,
        row,
        column,
        text: text.to_owned(),
    }
}

fn replaced(spreadsheet: &str, edits: &[CellEdit]) -> String {
    let old = package(&content("", spreadsheet));
    spreadsheet_of(&replace_cells(&old, TableFormat::Ods, edits).unwrap())
}

fn note(row: u32, column: u32, text: &str, mark: Mark) -> CellNote {
    CellNote {
        sheet: None,
        row,
        column,
        text: text.to_owned(),
        mark,
    }
}

fn todo() -> SheetOut {
    SheetOut {
        name: "Zu tun".to_owned(),
        columns: vec![ColumnOut::new("Stelle")],
        rows: vec![vec![CellOut::text("B2 & C3").with_mark(Mark::Error)]],
    }
}

fn list() -> SheetOut {
    SheetOut {
        name: "Daten'sätze".to_owned(),
        columns: vec![
            ColumnOut {
                choices: vec!["frei \"so\"".to_owned(), "unfrei".to_owned()],
                note: Some("Bitte\nwählen".to_owned()),
                ..ColumnOut::new("Lizenz & mehr")
            },
            ColumnOut::new("Stand"),
        ],
        rows: vec![
            vec![
                CellOut::text("  zwei  Leerzeichen\tund\nneue Zeile "),
                CellOut::value(Value::Date(date(2025, 12, 31))),
            ],
            vec![
                CellOut::text("05100000"),
                CellOut::value(Value::DateTime(datetime(2025, 1, 31, 8, 5, 0, 0))),
            ],
            vec![],
            vec![
                CellOut::text("=1+1")
                    .with_note("Vorsicht")
                    .with_mark(Mark::Warning),
                CellOut::value(Value::Number(-0.25)),
            ],
            vec![CellOut::default(), CellOut::value(Value::Boolean(true))],
        ],
    }
}

#[test]
fn what_is_written_is_read_again_by_this_reader_and_another() {
    let bytes = write_ods(&[list(), todo()]).unwrap();
    let workbook = open(&bytes);
    let texts = cells(&workbook);
    let of = |row: u32, column: u32| {
        texts
            .iter()
            .find(|cell| cell.0 == "Daten'sätze" && (cell.1, cell.2) == (row, column))
            .map(|cell| cell.3.as_str())
    };
    assert_eq!(of(1, 1), Some("Lizenz & mehr"));
    assert_eq!(of(2, 1), Some("  zwei  Leerzeichen\tund\nneue Zeile "));
    assert_eq!((of(2, 2), of(3, 1)), (Some("2025-12-31"), Some("05100000")));
    assert_eq!(
        (of(3, 2), of(5, 1), of(5, 2), of(6, 2)),
        (
            Some("2025-01-31T08:05:00"),
            Some("=1+1"),
            Some("-0.25"),
            Some("true")
        )
    );

    let mut other: Ods<_> = Ods::new(Cursor::new(bytes)).unwrap();
    assert_eq!(other.sheet_names(), ["Daten'sätze", "Zu tun"]);
    let range = other.worksheet_range("Daten'sätze").unwrap();
    let at = |row, column| range.get_value((row, column)).cloned();
    assert_eq!(at(0, 0), Some(Data::String("Lizenz & mehr".to_owned())));
    assert_eq!(at(2, 0), Some(Data::String("05100000".to_owned())));
    assert_eq!(at(1, 1), Some(Data::DateTimeIso("2025-12-31".to_owned())));
    assert_eq!(at(4, 1), Some(Data::Float(-0.25)));
    assert_eq!(at(5, 1), Some(Data::Bool(true)));
    let range = other.worksheet_range("Zu tun").unwrap();
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("B2 & C3".to_owned())));
}

#[test]
fn the_media_type_comes_first_and_plain() {
    let bytes = write_ods(&[list()]).unwrap();
    // ISO/IEC 26300-3, 3.3: at byte 30 the name, at byte 38 the type.
    assert_eq!(&bytes[30..38], b"mimetype");
    assert_eq!(&bytes[38..38 + MEDIA_TYPE.len()], MEDIA_TYPE);
    let manifest = part(&bytes, "META-INF/manifest.xml");
    assert!(
        manifest.contains("manifest:full-path=\"content.xml\""),
        "{manifest}"
    );
    assert_eq!(
        write_ods(&[list()]).unwrap(),
        bytes,
        "nothing depends on the clock"
    );
    let changed = replace_cells(&bytes, TableFormat::Ods, &[edit(2, 1, "neu")]).unwrap();
    assert_eq!(changed[..38 + MEDIA_TYPE.len()], bytes[..38 + MEDIA_TYPE.len()]);
}

const RUNS: &str = "<table:table table:name=\"A\"><table:table-column table:number-columns-repeated=\"9\"/>\
    <table:table-header-rows><table:table-row><table:table-cell office:value-type=\"string\"><text:p>Kopf</text:p></table:table-cell></table:table-row></table:table-header-rows>\
    <table:table-row table:number-rows-repeated=\"3\"><table:table-cell/><table:table-cell table:number-columns-repeated=\"3\" table:style-name=\"ce1\" office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"4\"/></table:table-row>\
    <table:table-row/>\
    <table:table-row table:number-rows-repeated=\"2\"><table:covered-table-cell/><table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>\
    </table:table><table:named-expressions/>";

/// Whatever one cell becomes, all others are what they were.
#[test]
fn runs_are_taken_apart_where_one_of_them_changes() {
    let old = package(&content("", RUNS));
    let before = cells(&open(&old));
    for row in 1..=9 {
        for column in 1..=10 {
            for text in ["neu", ""] {
                let new = replace_cells(&old, TableFormat::Ods, &[edit(row, column, text)]).unwrap();
                let mut expected = before.clone();
                expected.retain(|cell| (cell.1, cell.2) != (row, column));
                if !text.is_empty() {
                    expected.push(("A".to_owned(), row, column, text.to_owned()));
                    expected.sort_by_key(|cell| (cell.1, cell.2));
                }
                assert_eq!(
                    cells(&open(&new)),
                    expected,
                    "{row} {column} {text:?}: {}",
                    spreadsheet_of(&new)
                );
                let range = Ods::new(Cursor::new(new)).unwrap().worksheet_range("A").unwrap();
                let found = range
                    .get_value((row - 1, column - 1))
                    .cloned()
                    .unwrap_or(Data::Empty);
                let wanted = if text.is_empty() {
                    Data::Empty
                } else {
                    Data::String(text.to_owned())
                };
                assert_eq!(found, wanted, "{row} {column}");
            }
        }
    }
}

#[test]
fn several_changes_at_once_are_made_where_they_belong() {
    let old = package(&content("", RUNS));
    let edits = [
        edit(2, 3, "a"),
        edit(4, 2, "b"),
        edit(4, 9, "c"),
        edit(12, 2, "d"),
        edit(2, 3, "zuletzt"),
    ];
    let new = replace_cells(&old, TableFormat::Ods, &edits).unwrap();
    let texts: Vec<(u32, u32, String)> = cells(&open(&new))
        .into_iter()
        .filter(|cell| cell.3.len() == 1 && cell.3 != "7" && cell.3 != "x" || cell.3 == "zuletzt")
        .map(|(_, row, column, text)| (row, column, text))
        .collect();
    assert_eq!(
        texts,
        [
            (2, 3, "zuletzt".to_owned()),
            (4, 2, "b".to_owned()),
            (4, 9, "c".to_owned()),
            (12, 2, "d".to_owned())
        ]
    );
    assert!(spreadsheet_of(&new).ends_with("</table:table><table:named-expressions/>"));
}

#[test]
fn what_is_not_meant_stays_byte_for_byte() {
    let cell = "<table:table-cell table:style-name=\"ce1\" table:content-validation-name=\"val1\" office:value-type=\"float\" office:value=\"7\" calcext:value-type=\"float\" table:formula=\"of:=[.A1]\"><office:annotation><dc:creator>Erika</dc:creator><text:p>so?</text:p></office:annotation><text:p>7</text:p><draw:x xmlns:draw=\"d\"/></table:table-cell>";
    let sheet = |cell: &str| {
        format!(
            "<table:table table:name=\"A\"><table:table-row  table:style-name=\"ro1\" ><table:table-cell   office:value-type='float' office:value='1' /><!-- bleibt -->{cell}<table:table-cell/></table:table-row ></table:table>"
        )
    };
    let expected = "<table:table-cell table:style-name=\"ce1\" table:content-validation-name=\"val1\" office:value-type=\"string\"><office:annotation><dc:creator>Erika</dc:creator><text:p>so?</text:p></office:annotation><text:p>acht &amp; neun</text:p><text:p>zehn</text:p><draw:x xmlns:draw=\"d\"/></table:table-cell>";
    let new = replaced(&sheet(cell), &[edit(1, 2, "acht & neun\nzehn")]);
    // Of what surrounds the cell only the spaces at the end of a tag may go.
    let normal = |text: &str| {
        text.replace("\"ro1\" >", "\"ro1\">")
            .replace("</table:table-row >", "</table:table-row>")
    };
    assert_eq!(normal(&new), normal(&sheet(expected)));

    let old = package(&content("", &sheet(cell)));
    let changed = replace_cells(&old, TableFormat::Ods, &[edit(1, 2, "x")]).unwrap();
    for name in ["styles.xml", "mimetype"] {
        assert_eq!(part(&changed, name), part(&old, name));
    }
    assert_eq!(
        replace_cells(&old, TableFormat::Ods, &[])
            .map(|new| part(&new, "content.xml"))
            .unwrap(),
        part(&old, "content.xml")
    );
}

#[test]
fn prefixes_of_the_documents_own_are_used_and_missing_ones_declared() {
    let foreign = content(
        "",
        "<table:table table:name=\"A\"><table:table-row><table:table-cell/></table:table-row></table:table>",
    )
    .replace("<table:", "<t:")
    .replace("</table:", "</t:")
    .replace(" table:", " t:")
    .replace(
        " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"",
        "",
    )
    .replace(" xmlns:table=", " xmlns:t=");
    let old = package(&foreign);
    let new = replace_cells(&old, TableFormat::Ods, &[edit(1, 1, "x")]).unwrap();
    assert_eq!(cells(&open(&new)), [("A".to_owned(), 1, 1, "x".to_owned())]);
    let (copy, _) = review_copy(&old, TableFormat::Ods, &[note(1, 1, "n", Mark::Tip)], &todo()).unwrap();
    assert_eq!(open(&copy).sheets.len(), 2);
    assert!(part(&copy, "content.xml").contains("<t:table t:name=\"Zu tun\">"));
}

const STYLES: &str = "<office:automatic-styles><style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N2\"><style:table-cell-properties fo:background-color=\"#ffffff\" style:cell-protect=\"none\"/></style:style><style:style style:name=\"kolophon1\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\"/></style:style></office:automatic-styles>";

#[test]
fn a_review_copy_is_the_same_file_with_colours_notes_and_a_sheet() {
    let spreadsheet = "<table:table table:name=\"Zu tun\"><table:table-column table:number-columns-repeated=\"5\" table:default-cell-style-name=\"kolophon1\"/>\
        <table:table-row><table:table-cell table:number-columns-repeated=\"3\" table:style-name=\"ce1\" office:value-type=\"float\" office:value=\"7\" table:formula=\"of:=3+4\"><text:p>7</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell table:style-name=\"Good\"><office:annotation><text:p>alt</text:p></office:annotation></table:table-cell></table:table-row>\
        </table:table><table:named-expressions/>";
    let old = package(&content(STYLES, spreadsheet));
    let notes = [
        note(1, 2, "Eins", Mark::Tip),
        note(1, 2, "Zwei", Mark::Error),
        note(2, 1, "Drei", Mark::Warning),
        note(4, 3, "Vier", Mark::Tip),
    ];
    let (copy, losses) = review_copy(&old, TableFormat::Ods, &notes, &todo()).unwrap();
    assert!(losses.is_empty(), "{losses:?}");
    let before = cells(&open(&old));
    let after = cells(&open(&copy));
    let own: Vec<_> = after.iter().filter(|cell| cell.0 == "Zu tun").cloned().collect();
    assert_eq!(own, before, "every cell says what it said, and formulas stay");
    let formulas = open(&copy).sheets[0].rows[0]
        .cells
        .iter()
        .filter(|cell| cell.formula.is_some())
        .count();
    assert_eq!(formulas, 3);
    let added: Vec<_> = after
        .iter()
        .filter(|cell| cell.0 != "Zu tun")
        .map(|cell| (cell.0.as_str(), cell.3.as_str()))
        .collect();
    assert_eq!(added, [("Zu tun (2)", "Stelle"), ("Zu tun (2)", "B2 & C3")]);

    let text = part(&copy, "content.xml");
    for piece in [
        // the number format and protection of the cell stay, its colour is another
        "style:family=\"table-cell\" style:data-style-name=\"N2\"><style:table-cell-properties fo:background-color=\"#f8cbad\" style:cell-protect=\"none\"/>",
        "<office:annotation><dc:creator>Kolophon</dc:creator><text:p>Eins</text:p><text:p></text:p><text:p>Zwei</text:p></office:annotation>",
        "style:parent-style-name=\"Good\"><style:table-cell-properties fo:background-color=\"#fff2cc\"/>",
        "<office:annotation><text:p>alt</text:p><text:p>Kolophon: Drei</text:p></office:annotation>",
        // a cell beyond the last one takes after its column
        "<style:table-cell-properties fo:background-color=\"#ddebf7\"/><style:text-properties fo:font-weight=\"bold\"/>",
    ] {
        assert!(text.contains(piece), "{piece}\nin\n{text}");
    }
    assert_eq!(text.matches("<office:annotation>").count(), 3, "{text}");
    for name in ["styles.xml", "mimetype"] {
        assert_eq!(part(&copy, name), part(&old, name));
    }
    let mut other: Ods<_> = Ods::new(Cursor::new(copy)).unwrap();
    assert_eq!(other.sheet_names(), ["Zu tun", "Zu tun (2)"]);
    assert_eq!(
        other.worksheet_range("Zu tun").unwrap().get_value((0, 2)),
        Some(&Data::Float(7.0))
    );
}

#[test]
fn what_does_not_fit_is_said() {
    let old = package(&content("", RUNS));
    for (sheet, row, column) in [(Some("B"), 1, 1), (None, 0, 1), (None, 1, 0), (None, u32::MAX, 1)] {
        let wanted = CellEdit {
            sheet: sheet.map(str::to_owned),
            ..edit(row, column, "x")
        };
        let error = replace_cells(&old, TableFormat::Ods, &[wanted]).unwrap_err();
        assert!(matches!(error, TableError::NoSuchCell { .. }), "{error}");
    }
    let far = review_copy(
        &old,
        TableFormat::Ods,
        &[note(100_000, 1, "x", Mark::Tip)],
        &todo(),
    )
    .unwrap_err();
    assert!(matches!(far, TableError::NoSuchCell { .. }), "{far}");
    let matrix = "<table:table table:name=\"A\"><table:table-row><table:table-cell table:number-matrix-columns-spanned=\"2\" table:number-matrix-rows-spanned=\"1\" table:formula=\"of:=[.A1:.B1]\" office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    let error = replace_cells(
        &package(&content("", matrix)),
        TableFormat::Ods,
        &[edit(1, 1, "x")],
    )
    .unwrap_err();
    assert!(matches!(error, TableError::NotWritable { .. }), "{error}");
    for broken in ["", "<office:document-content", "<a><b></a>", "<a/>"] {
        let error = replace_cells(&package(broken), TableFormat::Ods, &[edit(1, 1, "x")]).unwrap_err();
        assert!(matches!(error, TableError::Damaged { .. }), "{broken}: {error}");
    }
    let signed = zip(&[
        ("mimetype", MEDIA_TYPE),
        ("content.xml", content("", RUNS).as_bytes()),
        ("META-INF/documentsignatures.xml", b"<x/>"),
    ]);
    let (_, losses) = review_copy(&signed, TableFormat::Ods, &[], &todo()).unwrap();
    assert_eq!(losses, [Loss::Signature]);
}
