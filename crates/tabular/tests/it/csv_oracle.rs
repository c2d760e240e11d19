//! Our reader of CSV against the `csv` crate.

use csv::{QuoteStyle, ReaderBuilder, Terminator, WriterBuilder};
use kolophon_tabular::{Limits, Workbook, read};
use proptest::prelude::*;

/// The cells of a workbook's first sheet, empty ones left out: row, column, text.
pub(crate) fn cells(workbook: &Workbook) -> Vec<(u32, u32, String)> {
    let rows = workbook.sheets[0].rows.iter();
    rows.flat_map(|row| {
        let cells = row.cells.iter();
        cells.map(|cell| (row.number, cell.column, cell.text().into_owned()))
    })
    .collect()
}

/// What the `csv` crate reads, with the line breaks of blank lines counted as rows.
fn expected(records: &[Vec<String>]) -> Vec<(u32, u32, String)> {
    let rows = (1..).zip(records);
    rows.flat_map(|(row, record)| {
        let cells = (1..).zip(record).filter(|(_, text)| !text.is_empty());
        cells.map(move |(column, text)| (row, column, text.clone()))
    })
    .collect()
}

pub(crate) fn by_csv_crate(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let records = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect());
    records.collect()
}

fn text() -> impl Strategy<Value = String> {
    "[a-zäöüß0-9 .:;,\"\n-]{0,12}"
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..6).prop_flat_map(|width| {
        // A word in the first column, as keys are, so that no row is blank.
        let row = ("[a-z]{1,8}", prop::collection::vec(text(), width - 1));
        let row = row.prop_map(|(key, mut rest)| {
            rest.insert(0, key);
            rest
        });
        prop::collection::vec(row, 1..8)
    })
}

proptest! {
    /// The dialect is what we find out; with it, the `csv` crate must read the same, and what was written.
    #[test]
    fn well_formed_text_is_read_alike(
        table in table(),
        separator in prop::sample::select(b";,\t|^".to_vec()),
        crlf in any::<bool>(),
    ) {
        let mut writer = WriterBuilder::new()
            .delimiter(separator)
            .quote_style(QuoteStyle::Always)
            .terminator(if crlf { Terminator::CRLF } else { Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let workbook = read("t.csv", &bytes, &Limits::default()).unwrap();
        let dialect = workbook.dialect.unwrap();
        prop_assert_eq!(dialect.separator, separator);
        prop_assert_eq!(cells(&workbook), expected(&table));
        let text = str::from_utf8(&bytes).unwrap();
        prop_assert_eq!(by_csv_crate(text, separator), table);
    }

    /// Whatever the text is: as long as its quotes are in order, the `csv` crate reads the same with our dialect.
    #[test]
    fn text_without_quotes_is_read_alike(text in "[a-z0-9;,\t.\n\r ]{0,80}") {
        let workbook = read("t.csv", format!("x{text}").as_bytes(), &Limits::default()).unwrap();
        let dialect = workbook.dialect.unwrap();
        let ours: Vec<Vec<(u32, String)>> = workbook.sheets[0]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| (cell.column, cell.text().into_owned())).collect())
            .collect();
        let theirs: Vec<Vec<(u32, String)>> = by_csv_crate(workbook.source.text(), dialect.separator)
            .into_iter()
            .map(|record| (1..).zip(record).filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>())
            .filter(|row| !row.is_empty())
            .collect();
        prop_assert_eq!(ours, theirs);
    }

    /// Every cell, empty or not, has its place, and its text stands there.
    #[test]
    fn every_cell_has_its_place(table in table()) {
        let mut writer = WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let workbook = read("t.csv", &bytes, &Limits::default()).unwrap();
        prop_assume!(workbook.dialect.unwrap().separator == b';');
        for row in &workbook.sheets[0].rows {
            for cell in &row.cells {
                let place = workbook.source.cell(cell.span.start).unwrap();
                prop_assert_eq!((place.row, place.column), (row.number, cell.column));
                let written = &workbook.source.text()[cell.span.range()];
                prop_assert_eq!(written.replace("\"\"", "\""), cell.text());
            }
        }
    }
}
