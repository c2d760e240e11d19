//! Replacing the texts of cells in a file and nothing else.

mod csv_cells;
mod ods_cells;
mod xlsx_cells;

use crate::error::TableError;
use crate::format::TableFormat;

pub(crate) use crate::replace::ods_cells::sheet_at;
pub(crate) use crate::replace::xlsx_cells::{SheetEditor, part_of_sheet};

/// A cell that gets another text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellEdit {
    /// The sheet; `None` means the first, and the only one of a CSV file.
    pub sheet: Option<String>,
    /// The row as [`Row::number`](crate::Row) counts it.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
    /// The new text; an empty one empties the cell.
    pub text: String,
}

/// Replaces the texts of cells; of several edits of one cell the last counts. The file is read within the
/// [`Limits`](crate::Limits) that are the default.
///
/// In a CSV file only the bytes of these cells change: encoding, byte order mark, quotes and line ends of the rest stay.
/// In an XLSX or ODS file only the sheets' cells change, with their formats and notes kept; all other parts are copied
/// packed. A cell of a formula becomes a text, and the spreadsheet computes the others anew: Excel when it opens the file,
/// LibreOffice when it is asked to.
///
/// # Errors
/// [`TableError::NoSuchCell`] when a row or sheet does not exist, [`TableError::NotEncodable`] when the file's encoding
/// lacks a character, [`TableError::NotWritable`] when other cells share the
/// formula of a cell, or when a CSV file would be read differently in another place; and what [`read`](crate::read)
/// refuses.
pub fn replace_cells(bytes: &[u8], format: TableFormat, edits: &[CellEdit]) -> Result<Vec<u8>, TableError> {
    match format {
        TableFormat::Csv => csv_cells::replace(bytes, edits),
        TableFormat::Xlsx => xlsx_cells::replace(bytes, edits),
        TableFormat::Ods => ods_cells::replace(bytes, edits),
    }
}
