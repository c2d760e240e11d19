//! Writing a CSV file that is read as it was meant, by people's spreadsheets and by [`read`](crate::read).

use csv::{QuoteStyle, Terminator, WriterBuilder};
use jiff::civil::{Date, DateTime};

use crate::dialect::{SEPARATORS, is_number};
use crate::error::TableError;
use crate::guard::guarded;
use crate::workbook::Value;
use crate::write::{CellOut, CsvStyle, SheetOut};

/// Writes a sheet as a CSV file (RFC 4180).
///
/// A text that a spreadsheet would take for a formula gets an apostrophe before it, which [`read`](crate::read) takes away
/// again. Everything is quoted when a text might mislead a reader that has to find the separator by itself. In
/// [`CsvStyle::GermanExcel`] numbers have a comma and days are `31.12.2025`.
///
/// # Errors
/// [`TableError::NotWritable`] when the writer of the `csv` crate refuses a record.
pub fn write_csv(sheet: &SheetOut, style: CsvStyle) -> Result<Vec<u8>, TableError> {
    let rows = rows(sheet, style);
    let quotes = if is_misleading(&rows, style.separator()) {
        QuoteStyle::Always
    } else {
        QuoteStyle::Necessary
    };
    let mut bytes = style.mark().to_vec();
    let mut writer = WriterBuilder::new()
        .delimiter(style.separator())
        .terminator(style.terminator())
        .quote_style(quotes)
        .from_writer(&mut bytes);
    for row in &rows {
        writer
            .write_record(row)
            .map_err(|error| TableError::NotWritable {
                reason: error.to_string(),
            })?;
    }
    writer.flush().map_err(|error| TableError::NotWritable {
        reason: error.to_string(),
    })?;
    drop(writer);
    Ok(bytes)
}

impl CsvStyle {
    fn separator(self) -> u8 {
        match self {
            Self::GermanExcel => b';',
            Self::Plain => b',',
        }
    }

    fn terminator(self) -> Terminator {
        match self {
            Self::GermanExcel => Terminator::CRLF,
            Self::Plain => Terminator::Any(b'\n'),
        }
    }

    fn mark(self) -> &'static [u8] {
        match self {
            Self::GermanExcel => b"\xef\xbb\xbf",
            Self::Plain => b"",
        }
    }
}

/// All rows, of the same width.
fn rows(sheet: &SheetOut, style: CsvStyle) -> Vec<Vec<String>> {
    let width = sheet.width();
    let header = sheet
        .columns
        .iter()
        .map(|column| guarded(&column.header).into_owned());
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(sheet.rows.len() + 1);
    if !sheet.columns.is_empty() {
        rows.push(header.collect());
    }
    for row in &sheet.rows {
        rows.push(row.iter().map(|cell| spelled(cell, style)).collect());
    }
    for row in &mut rows {
        row.resize(width.max(1), String::new());
    }
    rows
}

fn spelled(cell: &CellOut, style: CsvStyle) -> String {
    match (&cell.value, style) {
        (None, _) => String::new(),
        (Some(Value::Text(text)), _) => guarded(text).into_owned(),
        (Some(value @ Value::Number(_)), CsvStyle::GermanExcel) => value.text().replace('.', ","),
        (Some(Value::Date(date)), CsvStyle::GermanExcel) => german_date(*date),
        (Some(Value::DateTime(moment)), CsvStyle::GermanExcel) => german_moment(*moment),
        (Some(value), _) => value.text().into_owned(),
    }
}

fn german_date(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

fn german_moment(moment: DateTime) -> String {
    let time = moment.time();
    format!(
        "{} {:02}:{:02}:{:02}",
        german_date(moment.date()),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// Whether a reader that looks for the separator, or for what kind of file this is, might be misled.
fn is_misleading(rows: &[Vec<String>], separator: u8) -> bool {
    let first = rows.first().and_then(|row| row.first()).map(String::as_str);
    let begins_oddly = first.is_some_and(|first| {
        let looks_like_another_file = ["sep=", "gif8", "ii*", "pk"]
            .iter()
            .any(|magic| first.to_ascii_lowercase().starts_with(magic));
        looks_like_another_file || !first.starts_with(char::is_alphanumeric)
    });
    // In a table of several columns nobody takes the comma of a number for a separator.
    let holds_another_separator = |cell: &String| {
        let is_other = |byte: u8| byte != separator && SEPARATORS.contains(&byte);
        cell.bytes().any(is_other) && !is_number(cell)
    };
    begins_oddly
        || rows.iter().any(|row| row.len() == 1)
        || rows.iter().flatten().any(holds_another_separator)
}
