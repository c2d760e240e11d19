//! Writing tables: what goes into a sheet, and the bytes that come out.

mod csv;
mod ods;
mod xlsx;

use crate::workbook::Value;

pub use crate::write::csv::write_csv;
pub use crate::write::ods::write_ods;
pub(crate) use crate::write::ods::{OdsStyles, ods_sheet};
pub use crate::write::xlsx::write_xlsx;

/// The hidden sheet for lists of choices that are too long for a rule.
pub const CHOICES_SHEET: &str = "Auswahllisten";

/// A sheet to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetOut {
    /// What its tab says: 31 characters at most, none of `[]:*?/\`. A CSV file does not show it.
    pub name: String,
    /// The columns. Their headers are the first row; without columns there is no header.
    pub columns: Vec<ColumnOut>,
    /// The rows below the header. Cells beyond the end of a row are empty.
    pub rows: Vec<Vec<CellOut>>,
}

/// A column to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnOut {
    /// Its header.
    pub header: String,
    /// Its width in characters; else it is made to fit its texts.
    pub width: Option<u16>,
    /// The texts that the spreadsheet offers for its cells. Others may still be typed.
    pub choices: Vec<String>,
    /// A note at its header.
    pub note: Option<String>,
}

/// A cell to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellOut {
    /// What it holds; `None` leaves it empty.
    pub value: Option<Value>,
    /// A note at the cell.
    pub note: Option<String>,
    /// How it is highlighted.
    pub mark: Option<Mark>,
}

/// How a cell is highlighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A tip: light blue.
    Tip,
    /// A warning: light yellow.
    Warning,
    /// An error: light red.
    Error,
}

impl SheetOut {
    /// The number of columns: those of the header, or of the longest row.
    pub(crate) fn width(&self) -> usize {
        let widest = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        widest.max(self.columns.len())
    }
}

impl Mark {
    /// Its colour as RGB.
    pub(crate) fn colour(self) -> u32 {
        match self {
            Self::Tip => 0x00DD_EBF7,
            Self::Warning => 0x00FF_F2CC,
            Self::Error => 0x00F8_CBAD,
        }
    }
}

impl ColumnOut {
    /// A column with a header and nothing else.
    #[must_use]
    pub fn new(header: impl Into<String>) -> Self {
        Self {
            header: header.into(),
            ..Self::default()
        }
    }
}

impl CellOut {
    /// A cell with a text; an empty text leaves it empty.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            value: (!text.is_empty()).then_some(Value::Text(text)),
            ..Self::default()
        }
    }

    /// A cell with a value.
    #[must_use]
    pub fn value(value: Value) -> Self {
        Self {
            value: Some(value),
            ..Self::default()
        }
    }

    /// The same cell with a note.
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..self
        }
    }

    /// The same cell, highlighted.
    #[must_use]
    pub fn with_mark(self, mark: Mark) -> Self {
        Self {
            mark: Some(mark),
            ..self
        }
    }
}

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CsvStyle {
    /// As German Excel opens it by a double click: `;`, CR LF, UTF-8 with byte order mark.
    GermanExcel,
    /// As programs want it (RFC 4180 but for LF): `,`, LF, UTF-8.
    Plain,
}
