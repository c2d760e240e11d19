//! A file of tables as it was read: sheets, rows and cells, each cell with its place.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use kolophon_graph::{Source, Span};

use crate::dialect::Dialect;
use crate::format::TableFormat;
use crate::remark::Remark;

/// A file of tables with every cell and its place.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The path as the user gave it.
    pub name: String,
    /// What kind of file it is.
    pub format: TableFormat,
    /// The sheets in the order of the file, hidden ones too. A CSV file is one sheet without a name.
    pub sheets: Vec<Sheet>,
    /// The text that all spans refer to, with the place of every cell.
    ///
    /// For CSV it is the decoded text of the file without its byte order mark. For XLSX and ODS it is made of the cells'
    /// texts, one after the other, each on a line of its own.
    pub source: Source,
    /// What is odd about the file: first what concerns all of it, then sheet by sheet.
    pub remarks: Vec<Remark>,
    /// How the text is encoded and cut into cells; only CSV has one.
    pub dialect: Option<Dialect>,
}

/// One table of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What its tab says; a CSV file has none.
    pub name: Option<Arc<str>>,
    /// Whether people see it.
    pub visibility: Visibility,
    /// The rows that hold something, ascending.
    pub rows: Vec<Row>,
}

/// Whether a sheet is shown when the file is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// It is shown.
    #[default]
    Visible,
    /// Somebody hid it; the menu shows it again.
    Hidden,
    /// A program hid it so that no menu shows it again (`veryHidden` in XLSX).
    VeryHidden,
}

/// A row that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The number that a spreadsheet shows beside it, from 1. In a CSV file blank lines count, a `sep=` line does not,
    /// and a quoted cell of several lines is one row: as if the file were opened in a spreadsheet.
    pub number: u32,
    /// The cells that hold something, ascending by column.
    pub cells: Vec<TableCell>,
}

impl Row {
    /// The cell of a column, counted from 1; `None` when it is empty.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&TableCell> {
        let index = self.cells.binary_search_by_key(&column, |cell| cell.column);
        self.cells.get(index.ok()?)
    }
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCell {
    /// The column, from 1.
    pub column: u32,
    /// Where its content stands in the text of the source; without its quotes when it is quoted.
    pub span: Span,
    /// What it holds. For a formula, the value that the spreadsheet computed last.
    pub value: Value,
    /// The formula, without its `=`, when the value is computed. Cells that share one have that of the first of them. A
    /// formula whose value the file does not hold has an empty text as its value.
    pub formula: Option<Arc<str>>,
}

impl TableCell {
    /// What a person reads in the cell.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.value.text()
    }
}

/// What a cell holds. Cells of a CSV file are always [`Value::Text`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A day with a time.
    DateTime(DateTime),
    /// A truth value.
    Boolean(bool),
    /// The error a formula ended in, as the file spells it: `#DIV/0!`, `#N/A` (which German Excel shows as `#NV`).
    Error(String),
}

impl Value {
    /// What a person reads: `2208` and not `2208.0`, a day as `2025-12-31`, `true` or `false`.
    ///
    /// ```
    /// use kolophon_tabular::Value;
    /// assert_eq!(Value::Number(2208.0).text(), "2208");
    /// assert_eq!(Value::Number(0.5).text(), "0.5");
    /// ```
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::DateTime(moment) => Cow::Owned(moment.to_string()),
            Self::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        }
    }
}

/// The shortest spelling; a spreadsheet keeps 15 digits, and what lies beyond them is noise of binary arithmetic.
fn number_text(number: f64) -> String {
    let exact = number.to_string();
    let digits = exact.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 || number.fract() == 0.0 {
        return exact;
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let short = rounded.to_string();
    if short.len() < exact.len() { short } else { exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_read_them() {
        for (value, text) in [
            (Value::Number(2208.0), "2208"),
            (Value::Number(-0.25), "-0.25"),
            (Value::Number(0.1 + 0.2), "0.3"),
            (Value::Number(1e21), "1000000000000000000000"),
            (Value::Number(1.0 / 3.0), "0.333333333333333"),
            (Value::Date(Date::constant(2025, 1, 31)), "2025-01-31"),
            (
                Value::DateTime(DateTime::constant(2025, 1, 31, 8, 5, 0, 0)),
                "2025-01-31T08:05:00",
            ),
            (Value::Boolean(true), "true"),
            (Value::Error("#DIV/0!".to_owned()), "#DIV/0!"),
        ] {
            assert_eq!(value.text(), text);
        }
    }

    #[test]
    fn cells_are_found_by_column() {
        let cell = |column| TableCell {
            column,
            span: Span::new(0, 0),
            value: Value::Boolean(true),
            formula: None,
        };
        let row = Row {
            number: 1,
            cells: vec![cell(2), cell(5)],
        };
        assert_eq!(row.cell(5).map(|cell| cell.column), Some(5));
        assert_eq!(row.cell(3), None);
    }
}
