//! The tables an officer keeps (CSV, XLSX, ODS) as cells with positions, and writing them back.
//!
//! Reading is tolerant: what is odd in a file becomes a [`Remark`] with its place, and the rest is still read. Only a
//! file that cannot be understood at all ends in a [`TableError`], which says what the file is instead and what to do.
//!
//! ```
//! use kolophon_tabular::{Limits, read};
//!
//! let bytes = "Titel;Kosten\r\nBäume;0,5\r\n".as_bytes();
//! let workbook = read("liste.csv", bytes, &Limits::default())?;
//! let cell = &workbook.sheets[0].rows[1].cells[0];
//! assert_eq!(cell.text(), "Bäume");
//! assert_eq!(workbook.source.cell(cell.span.start).unwrap().address(), "A2");
//! # Ok::<(), kolophon_tabular::TableError>(())
//! ```

mod assembly;
mod csv_file;
pub mod dialect;
pub mod encoding;
mod error;
mod format;
mod guard;
mod limits;
mod ods;
mod outline;
mod package;
mod read;
mod remark;
mod replace;
mod review;
mod splice;
mod workbook;
mod write;
mod xlsx;
mod xml;
mod xml_edit;

pub use crate::dialect::{Dialect, Escape, LineEnd, SeparatorHint};
pub use crate::encoding::{ByteOrderMark, Encoding};
pub use crate::error::{Foreign, Limit, TableError};
pub use crate::format::TableFormat;
pub use crate::limits::Limits;
pub use crate::read::read;
pub use crate::remark::{Certainty, Remark, RemarkKind};
pub use crate::replace::{CellEdit, replace_cells};
pub use crate::review::{CellNote, Loss, review_copy};
pub use crate::workbook::{Row, Sheet, TableCell, Value, Visibility, Workbook};
pub use crate::write::{
    CHOICES_SHEET, CellOut, ColumnOut, CsvStyle, Mark, SheetOut, write_csv, write_ods, write_xlsx,
};
