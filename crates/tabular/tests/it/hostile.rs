//! Files that want to do harm, and files that only want to be read.

use kolophon_tabular::{Limit, Limits, RemarkKind, TableError, Value, read};

use crate::package::{Book, zip};

fn xlsx(bytes: &[u8]) -> Result<kolophon_tabular::Workbook, TableError> {
    read("t.xlsx", bytes, &Limits::default())
}

fn assert_damaged(book: &Book) {
    let error = xlsx(&book.bytes()).unwrap_err();
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
}

fn assert_too_large(result: Result<kolophon_tabular::Workbook, TableError>, expected: Limit) {
    match result {
        Err(TableError::TooLarge { limit, .. }) => assert_eq!(limit, expected),
        other => panic!("{:?}", other.map(|workbook| workbook.sheets.len())),
    }
}

#[test]
fn a_declared_number_of_texts_is_not_believed() {
    for count in ["9000000000000000000", "90000000000000", "-1", "x"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>eins</t></si></sst>");
        let book =
            Book::of("<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>").with_strings(strings);
        let workbook = xlsx(&book.bytes()).unwrap();
        assert_eq!(workbook.sheets[0].rows[0].cells[0].text(), "eins");
    }
}

#[test]
fn a_number_of_a_shared_formula_takes_no_memory() {
    let book = Book::of(
        "<sheetData><row><c r=\"A1\"><f t=\"shared\" si=\"4000000000\" ref=\"A1:A2\">1+1</f><v>2</v></c></row></sheetData>",
    );
    let workbook = xlsx(&book.bytes()).unwrap();
    assert_eq!(
        workbook.sheets[0].rows[0].cells[0].formula.as_deref(),
        Some("1+1")
    );
}

#[test]
fn addresses_that_do_not_exist_are_damage() {
    for address in ["ZZZZZZZZZZ1", "A99999999999", "A0", "XFE1", "A1048577", "", "1"] {
        assert_damaged(&Book::of(format!(
            "<sheetData><row><c r=\"{address}\"><v>0</v></c></row></sheetData>"
        )));
    }
    assert_damaged(&Book::of("<sheetData><row r=\"0\"/></sheetData>"));
    assert_damaged(&Book::of(
        "<sheetData><row><c r=\"A1\"><v>0</v></c><c r=\"A1\"><v>1</v></c></row></sheetData>",
    ));
    assert_damaged(&Book::of(
        "<sheetData><row><c r=\"A1\" t=\"s\"><v>7</v></c></row></sheetData>",
    ));
}

#[test]
fn attributes_that_cannot_be_read_are_damage() {
    for attributes in ["r=A1", "r=\"A1\" r=\"B1\"", "r=\"&x;1\"", "r"] {
        assert_damaged(&Book::of(format!(
            "<sheetData><row><c {attributes}><v>0</v></c></row></sheetData>"
        )));
    }
}

#[test]
fn dimensions_are_not_believed() {
    let book =
        Book::of("<dimension ref=\"B2:A1\"/><sheetData><row><c r=\"A1\"><v>0</v></c></row></sheetData>");
    assert_eq!(xlsx(&book.bytes()).unwrap().sheets[0].rows.len(), 1);
}

#[test]
fn an_empty_shared_text_keeps_its_number() {
    let strings = "<sst><si/><si><t>zwei</t></si><si><t/></si><si><r><t>vi</t></r><rPh><t>gesprochen</t></rPh><r><t>er</t></r></si></sst>";
    let book = Book::of("<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row></sheetData>")
        .with_strings(strings);
    let workbook = xlsx(&book.bytes()).unwrap();
    let cells = &workbook.sheets[0].rows[0].cells;
    let read: Vec<_> = cells.iter().map(|cell| (cell.column, cell.text())).collect();
    assert_eq!(read, [(2, "zwei".into()), (4, "vier".into())]);
}

#[test]
fn a_cell_in_the_last_corner_takes_no_memory() {
    let book = Book::of("<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>");
    let workbook = xlsx(&book.bytes()).unwrap();
    let cell = &workbook.sheets[0].rows[0].cells[0];
    assert_eq!(
        workbook.source.cell(cell.span.start).unwrap().address(),
        "XFD1048576"
    );
    assert!(workbook.source.text().len() < 10);
}

#[test]
fn millions_of_empty_cells_with_a_format_are_passed_over() {
    use std::fmt::Write as _;
    let mut sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>".to_owned();
    for row in 2..100_002 {
        write!(sheet, "<row r=\"{row}\">").unwrap();
        sheet.push_str(&"<c s=\"1\"/>".repeat(10));
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData>");
    let workbook = xlsx(&Book::of(sheet).bytes()).unwrap();
    assert_eq!(workbook.sheets[0].rows.len(), 1);
}

#[test]
fn a_bomb_is_refused() {
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    sheet.resize(64 << 20, b' ');
    let bytes = zip(&[
        ("_rels/.rels", b"<Relationships/>"),
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name=\"A\" id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"s.xml\"/></Relationships>",
        ),
        ("xl/s.xml", &sheet),
    ]);
    assert_too_large(xlsx(&bytes), Limit::Ratio);
    let generous = Limits {
        ratio: u64::MAX,
        unpacked_bytes: 32 << 20,
        ..Limits::default()
    };
    assert_too_large(read("t.xlsx", &bytes, &generous), Limit::UnpackedBytes);
}

#[test]
fn a_long_text_that_many_cells_share_counts_for_each() {
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(1000);
    let book = Book::of(format!("<sheetData><row>{cells}</row></sheetData>"))
        .with_strings(format!("<sst><si><t>{}</t></si></sst>", "lang".repeat(100_000)));
    assert_too_large(xlsx(&book.bytes()), Limit::Text);
}

#[test]
fn every_limit_holds() {
    let with = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    let csv = |change| read("t.csv", b"a;b;c\n1;;3\n", &with(change));
    assert_too_large(csv(|limits| limits.bytes = 5), Limit::Bytes);
    assert_too_large(csv(|limits| limits.cells = 5), Limit::Cells);
    assert!(csv(|limits| limits.cells = 6).is_ok());
    assert_too_large(csv(|limits| limits.cell_text = 0), Limit::CellText);
    let book =
        Book::of("<sheetData><row><c t=\"str\"><v>lang</v></c><c><v>1</v></c></row></sheetData>").bytes();
    let xlsx = |change| read("t.xlsx", &book, &with(change));
    assert_too_large(xlsx(|limits| limits.cell_text = 3), Limit::CellText);
    assert_too_large(xlsx(|limits| limits.text = 3), Limit::Text);
    assert_too_large(xlsx(|limits| limits.cells = 1), Limit::Cells);
    assert_too_large(xlsx(|limits| limits.sheets = 0), Limit::Sheets);
    assert_too_large(xlsx(|limits| limits.parts = 4), Limit::Parts);
    assert!(xlsx(|limits| (limits.cells, limits.text, limits.sheets, limits.parts) = (2, 4, 1, 5)).is_ok());
}

#[test]
fn files_that_break_off_are_damaged() {
    let bytes = Book::of("<sheetData><row><c><v>1</v></c></row></sheetData>").bytes();
    for length in 1..bytes.len() {
        let result = xlsx(&bytes[..length]);
        assert!(result.is_err(), "{length} of {} bytes", bytes.len());
    }
}

#[test]
fn a_spoiled_byte_never_ends_in_a_panic() {
    let bytes = Book::of("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>")
        .with_strings("<sst><si><t>eins</t></si></sst>")
        .bytes();
    for at in 0..bytes.len() {
        for change in [1, 0x20, 0xff] {
            let mut spoiled = bytes.clone();
            spoiled[at] ^= change;
            drop(xlsx(&spoiled));
        }
    }
}

#[test]
fn missing_parts_are_named() {
    let bytes = zip(&[("xl/workbook.xml", b"<workbook/>")]);
    assert_eq!(xlsx(&bytes).unwrap().sheets.len(), 0);
    let bytes = zip(&[("xl/other.xml", b"")]);
    assert_eq!(
        xlsx(&bytes).unwrap_err().to_string(),
        "damaged in xl/workbook.xml: the part is missing"
    );
}

#[test]
fn numbers_beyond_all_bounds_stay_texts() {
    let book =
        Book::of("<sheetData><row><c><v>1e999</v></c><c><v>NaN</v></c><c><v>abc</v></c></row></sheetData>");
    let workbook = xlsx(&book.bytes()).unwrap();
    let values: Vec<_> = workbook.sheets[0].rows[0]
        .cells
        .iter()
        .map(|cell| &cell.value)
        .collect();
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(values, [&text("1e999"), &text("NaN"), &text("abc")]);
}

#[test]
fn an_unclosed_quote_in_a_large_file_costs_no_more_than_the_file() {
    let mut text = "a;b\n\"offen;1\n".to_owned();
    text.push_str(&"x;\"\"\n".repeat(200_000));
    let workbook = read("t.csv", text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(workbook.sheets[0].rows.len(), 200_002);
    let unclosed = workbook
        .remarks
        .iter()
        .find(|remark| remark.kind == RemarkKind::UnclosedQuote)
        .unwrap();
    assert_eq!(workbook.source.line_column(unclosed.span.unwrap().start).line, 2);
}
