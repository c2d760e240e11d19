//! What holds for every file of tables.

use std::io::{Cursor, Write as _};

use kolophon_graph::Span;
use kolophon_tabular::{
    CellEdit, CellNote, CellOut, ColumnOut, CsvStyle, Limits, Mark, SheetOut, TableFormat, Value, Workbook,
    read, replace_cells, review_copy, write_csv,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Small enough that a run takes no time.
fn limits() -> Limits {
    Limits {
        bytes: 1 << 20,
        unpacked_bytes: 4 << 20,
        cells: 50_000,
        text: 1 << 20,
        ..Limits::default()
    }
}

/// Any bytes are read as tables or refused, within limits; all places lie in the text between characters, and cells are
/// in order. What a CSV file says is read again after it was written. A cell that is replaced is read with its new text,
/// and all others as before; a review copy has the cells of its original.
///
/// The first byte chooses what the rest is: a file, or a part of a package.
///
/// # Panics
/// When it is not so.
pub fn tables(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let (name, bytes) = match choice % 7 {
        0 => ("t.csv", rest.to_vec()),
        1 => ("t.xlsx", rest.to_vec()),
        2 => ("t.ods", rest.to_vec()),
        3 => ("t.ods", open_document(rest)),
        4 => ("t.xlsx", office_open("xl/worksheets/sheet1.xml", rest)),
        5 => ("t.xlsx", office_open("xl/sharedStrings.xml", rest)),
        _ => ("t.xlsx", office_open("xl/workbook.xml", rest)),
    };
    let Ok(workbook) = read(name, &bytes, &limits()) else {
        return;
    };
    assert_in_order(&workbook);
    if workbook.format == TableFormat::Csv {
        assert_written_alike(&workbook);
    }
    assert_replaced(name, &bytes, &workbook);
    assert_reviewed(&bytes, &workbook);
}

fn assert_in_order(workbook: &Workbook) {
    let text = workbook.source.text();
    let inside = |span: Span| {
        text.get(span.range())
            .unwrap_or_else(|| panic!("{span:?} is no place of the text"))
    };
    let mut count = 0;
    for sheet in &workbook.sheets {
        assert!(sheet.rows.is_sorted_by(|a, b| a.number < b.number));
        for row in &sheet.rows {
            assert!(row.number > 0 && !row.cells.is_empty());
            assert!(row.cells.is_sorted_by(|a, b| a.column < b.column));
            for cell in &row.cells {
                count += 1;
                let written = inside(cell.span);
                let place = workbook.source.cell(cell.span.start).unwrap();
                assert_eq!(
                    (&place.sheet, place.row, place.column),
                    (&sheet.name, row.number, cell.column)
                );
                if workbook.format != TableFormat::Csv {
                    assert_eq!(written, cell.text());
                }
            }
        }
    }
    assert!(count <= limits().cells);
    for remark in &workbook.remarks {
        assert!(remark.count > 0, "{remark:?}");
        assert!(!remark.message().de.is_empty() && !remark.mend().de.is_empty());
        if let Some(span) = remark.span {
            inside(span);
        }
    }
}

type Cells = Vec<(usize, u32, u32, Value)>;

/// All cells: sheet, row, column, value.
fn cells(workbook: &Workbook) -> Cells {
    let mut cells = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        for row in &sheet.rows {
            for cell in &row.cells {
                cells.push((index, row.number, cell.column, cell.value.clone()));
            }
        }
    }
    cells
}

fn assert_written_alike(workbook: &Workbook) {
    let mut rows: Vec<Vec<CellOut>> = Vec::new();
    for row in &workbook.sheets[0].rows {
        rows.resize(row.number as usize - 1, Vec::new());
        let mut out = Vec::new();
        for cell in &row.cells {
            out.resize(cell.column as usize - 1, CellOut::default());
            out.push(CellOut::value(cell.value.clone()));
        }
        rows.push(out);
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.is_empty() || rows.len() * width > 100_000 {
        return;
    }
    let sheet = SheetOut {
        rows,
        ..SheetOut::default()
    };
    let bytes = write_csv(&sheet, CsvStyle::GermanExcel).unwrap();
    let again = read("t.csv", &bytes, &Limits::default()).unwrap();
    assert_eq!(
        cells(&again),
        cells(workbook),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}

fn assert_replaced(name: &str, bytes: &[u8], workbook: &Workbook) {
    // Names of sheets may occur twice in a file that no spreadsheet wrote.
    let Some(row) = workbook.sheets.first().and_then(|sheet| sheet.rows.last()) else {
        return;
    };
    let column = row.cells[0].column;
    let edit = CellEdit {
        sheet: None,
        row: row.number,
        column,
        text: "neu; \"ja\"\n<&>".to_owned(),
    };
    let Ok(replaced) = replace_cells(bytes, workbook.format, std::slice::from_ref(&edit)) else {
        return;
    };
    let again = read(name, &replaced, &Limits::default()).unwrap();
    let mut expected = cells(workbook);
    for (sheet, row, of_cell, value) in &mut expected {
        if (*sheet, *row, *of_cell) == (0, edit.row, column) {
            *value = Value::Text(edit.text.clone());
        }
    }
    assert_eq!(cells(&again), expected, "{}", String::from_utf8_lossy(&replaced));
}

fn assert_reviewed(bytes: &[u8], workbook: &Workbook) {
    let Some(row) = workbook.sheets.first().and_then(|sheet| sheet.rows.first()) else {
        return;
    };
    let note = CellNote {
        sheet: None,
        row: row.number,
        column: row.cells[0].column,
        text: "Bitte prüfen <&>.".to_owned(),
        mark: Mark::Error,
    };
    let todo = SheetOut {
        name: "Zu tun".to_owned(),
        columns: vec![ColumnOut::new("Stelle")],
        ..SheetOut::default()
    };
    let Ok((copy, _)) = review_copy(bytes, workbook.format, &[note], &todo) else {
        return;
    };
    let again = read("t.xlsx", &copy, &Limits::default()).unwrap();
    assert_eq!(again.sheets.len(), workbook.sheets.len() + 1);
    if workbook.format == TableFormat::Xlsx {
        let mut of_copy = cells(&again);
        of_copy.retain(|(sheet, ..)| *sheet < workbook.sheets.len());
        assert_eq!(of_copy, cells(workbook));
    }
}

/// A package whose parts are not packed, so that a changed byte is a changed character.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open_document(content: &[u8]) -> Vec<u8> {
    package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ])
}

/// A workbook in which one part is foreign.
fn office_open(part: &str, content: &[u8]) -> Vec<u8> {
    let mut parts: [(&str, &[u8]); 7] = [
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            b"<Relationships><Relationship Id=\"r1\" Type=\"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name=\"A\" sheetId=\"1\" id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"/styles\" Target=\"styles.xml\"/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row></sheetData></worksheet>",
        ),
        ("xl/sharedStrings.xml", b"<sst><si><t>a</t></si><si><t>b</t></si></sst>"),
        (
            "xl/styles.xml",
            b"<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>",
        ),
    ];
    for known in &mut parts {
        if known.0 == part {
            known.1 = content;
        }
    }
    package(&parts)
}
