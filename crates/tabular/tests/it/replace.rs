//! Replacing cells changes these cells and nothing else.

use kolophon_tabular::{CellEdit, Limits, TableError, TableFormat, Workbook, read, replace_cells};
use proptest::prelude::*;

use crate::package::Book;

fn edit(row: u32, column: u32, text: &str) -> CellEdit {
    CellEdit {
        sheet: None,
        row,
        column,
        text: text.to_owned(),
    }
}

fn csv(old: &[u8], edits: &[CellEdit], new: &[u8]) {
    let replaced = replace_cells(old, TableFormat::Csv, edits).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&replaced),
        String::from_utf8_lossy(new),
        "{edits:?}"
    );
    assert_eq!(replaced, new);
}

#[test]
fn the_rest_of_a_csv_file_keeps_its_bytes() {
    csv(b"a;b\r\n1;2\n", &[edit(2, 2, "x")], b"a;b\r\n1;x\n");
    csv(
        b"\xef\xbb\xbfa;b\n1;2\n",
        &[edit(1, 1, "\u{e4}")],
        b"\xef\xbb\xbf\xc3\xa4;b\n1;2\n",
    );
    csv(
        b"Stra\xdfe;b\n1;2\n",
        &[edit(2, 1, "\u{d6}l")],
        b"Stra\xdfe;b\n\xd6l;2\n",
    );
    csv(b"a;\"b\"\n1;\"2\"\n", &[edit(2, 2, "x")], b"a;\"b\"\n1;\"x\"\n");
    csv(
        b"a;b\n1;2\n",
        &[edit(2, 2, "x;y \"z\"")],
        b"a;b\n1;\"x;y \"\"z\"\"\"\n",
    );
    csv(b"a;b\n1;2\n", &[edit(2, 1, ""), edit(2, 2, "=1")], b"a;b\n;'=1\n");
    csv(b"sep=;\na;b\n1;2\n", &[edit(1, 2, "x")], b"sep=;\na;x\n1;2\n");
    csv(b"a;b\n\n1;2\n", &[edit(3, 1, "x")], b"a;b\n\nx;2\n");
}

#[test]
fn utf_16_stays_utf_16() {
    let encode = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
    };
    csv(
        &encode("Straße\tb\r\n1\t2\r\n"),
        &[edit(2, 1, "🙂")],
        &encode("Straße\tb\r\n🙂\t2\r\n"),
    );
}

#[test]
fn foreign_bytes_between_stay() {
    let old = [
        "Bäume;Köln;Höhe\n".as_bytes(),
        b"\xdf;\xe4;1\n",
        "ü;2;3\n".as_bytes(),
    ]
    .concat();
    let new = [
        "Bäume;Köln;Höhe\n".as_bytes(),
        b"\xdf;\xe4;neu\n",
        "ü;2;auch\n".as_bytes(),
    ]
    .concat();
    csv(&old, &[edit(2, 3, "neu"), edit(3, 3, "auch")], &new);
}

#[test]
fn rows_that_are_too_short_are_filled() {
    csv(
        b"a;b;c;d\n1\n1;2;3;4\n",
        &[edit(2, 3, "x"), edit(2, 4, "y")],
        b"a;b;c;d\n1;;x;y\n1;2;3;4\n",
    );
}

#[test]
fn what_does_not_exist_is_said() {
    let replace = |edit: CellEdit| replace_cells(b"a;b\n1;2\n", TableFormat::Csv, &[edit]).unwrap_err();
    for (row, column) in [(3, 1), (0, 1), (1, 0), (u32::MAX, 1), (1, u32::MAX)] {
        let error = replace(edit(row, column, "x"));
        assert!(matches!(error, TableError::NoSuchCell { .. }), "{error}");
    }
    let error = replace_cells(b"Stra\xdfe;b\n1;2\n", TableFormat::Csv, &[edit(2, 1, "≥")]).unwrap_err();
    assert!(
        matches!(error, TableError::NotEncodable { character: '≥', .. }),
        "{error}"
    );
}

#[test]
fn a_quotation_mark_that_would_close_another_is_not_written() {
    let old = b"a;b\n\"offen;1\n2;3\n";
    csv(old, &[edit(3, 2, "x")], b"a;b\n\"offen;1\n2;x\n");
    let error = replace_cells(old, TableFormat::Csv, &[edit(3, 2, ";y")]).unwrap_err();
    assert!(matches!(error, TableError::NotWritable { .. }), "{error}");
}

fn texts(workbook: &Workbook) -> Vec<(u32, u32, String)> {
    crate::csv_oracle::cells(workbook)
}

fn cell(row: u32, column: u32, text: &str) -> (u32, u32, String) {
    (row, column, text.to_owned())
}

fn replaced(book: &Book, edits: &[CellEdit]) -> Vec<(u32, u32, String)> {
    let bytes = replace_cells(&book.bytes(), TableFormat::Xlsx, edits).unwrap();
    texts(&read("t.xlsx", &bytes, &Limits::default()).unwrap())
}

#[test]
fn cells_of_a_workbook_are_replaced_and_added() {
    let sheet = "<sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"><v>1</v></c><c r=\"D2\"><v>2</v></c></row><row r=\"4\"/></sheetData>";
    let edits = [
        edit(2, 2, "neu & <gut>"),
        edit(2, 3, "C"),
        edit(2, 5, "E"),
        edit(2, 4, ""),
        edit(1, 1, "oben"),
        edit(3, 1, "dazwischen"),
        edit(4, 2, "voll"),
        edit(9, 1, "unten\r\n_x000D_"),
    ];
    assert_eq!(
        replaced(&Book::of(sheet), &edits),
        [
            cell(1, 1, "oben"),
            cell(2, 2, "neu & <gut>"),
            cell(2, 3, "C"),
            cell(2, 5, "E"),
            cell(3, 1, "dazwischen"),
            cell(4, 2, "voll"),
            cell(9, 1, "unten\r\n_x000D_"),
        ]
    );
    assert_eq!(
        replaced(&Book::of("<sheetData/>"), &[edit(1, 1, "x")]),
        [cell(1, 1, "x")]
    );
}

#[test]
fn cells_without_addresses_keep_their_places() {
    let sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>";
    assert_eq!(
        replaced(&Book::of(sheet), &[edit(1, 2, "x"), edit(2, 2, "y")]),
        [cell(1, 1, "1"), cell(1, 2, "x"), cell(2, 1, "3"), cell(2, 2, "y")]
    );
}

#[test]
fn a_formula_that_others_share_is_not_taken_away() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"0\">1+1</f><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row></sheetData>";
    let book = Book::of(sheet);
    let error = replace_cells(&book.bytes(), TableFormat::Xlsx, &[edit(1, 1, "x")]).unwrap_err();
    assert!(matches!(error, TableError::NotWritable { .. }), "{error}");
    assert_eq!(
        replaced(&book, &[edit(2, 1, "x")]),
        [cell(1, 1, "2"), cell(2, 1, "x")]
    );
}

#[test]
fn the_style_of_a_cell_stays() {
    let book = Book::of("<sheetData><row r=\"1\"><c r=\"A1\" s=\"7\"><v>1</v></c></row></sheetData>");
    let bytes = replace_cells(&book.bytes(), TableFormat::Xlsx, &[edit(1, 1, "x")]).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
    assert!(xml.contains("<c r=\"A1\" s=\"7\" t=\"inlineStr\">"), "{xml}");
}

#[test]
fn sheets_are_found_by_name() {
    let book = Book::of("<sheetData/>");
    let of_sheet = |sheet: &str| CellEdit {
        sheet: Some(sheet.to_owned()),
        ..edit(1, 1, "x")
    };
    assert!(replace_cells(&book.bytes(), TableFormat::Xlsx, &[of_sheet("Blatt")]).is_ok());
    let error = replace_cells(&book.bytes(), TableFormat::Xlsx, &[of_sheet("Anderes")]).unwrap_err();
    assert!(matches!(error, TableError::NoSuchCell { .. }), "{error}");
}

proptest! {
    /// After an edit the reader sees the new text there, and everything else as before.
    #[test]
    fn an_edit_is_read_and_the_rest_stays(
        table in prop::collection::vec(prop::collection::vec("[a-z0-9 äöü,\"\n]{0,6}", 3), 2..6),
        text in "[a-zäöü0-9;,\"'=\n -]{0,8}",
        row in 0_usize..6,
        column in 0_usize..3,
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .quote_style(csv::QuoteStyle::NonNumeric)
            .from_writer(Vec::new());
        for record in &table {
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let row = row % table.len();
        let (number, place) = (u32::try_from(row + 1).unwrap(), u32::try_from(column + 1).unwrap());
        prop_assume!(read("t.csv", &bytes, &Limits::default()).unwrap().dialect.unwrap().separator == b';');
        let Ok(replaced) = replace_cells(&bytes, TableFormat::Csv, &[edit(number, place, &text)]) else {
            return Ok(());
        };
        let mut expected = texts(&read("t.csv", &bytes, &Limits::default()).unwrap());
        expected.retain(|(row, column, _)| (*row, *column) != (number, place));
        if !text.is_empty() {
            expected.push((number, place, text));
        }
        expected.sort();
        prop_assert_eq!(texts(&read("t.csv", &replaced, &Limits::default()).unwrap()), expected);
    }
}
