//! Bytes in, a workbook out: the one reader for every kind of table.

use crate::csv_file;
use crate::error::{Limit, TableError};
use crate::format::TableFormat;
use crate::limits::Limits;
use crate::ods;
use crate::workbook::Workbook;
use crate::xlsx;

/// Reads a file of tables. `name` is the path as the user gave it; its ending decides when the content does not.
///
/// # Errors
/// When the file is no table, has a password, is damaged, or goes beyond a limit. What is merely odd is a
/// [`Remark`](crate::Remark) of the workbook.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, TableError> {
    Limits::check(Limit::Bytes, Limits::size(bytes.len()), limits.most_bytes())?;
    match TableFormat::recognise(name, bytes)? {
        TableFormat::Csv => csv_file::read(name, bytes, limits),
        TableFormat::Xlsx => xlsx::read(name, bytes, limits),
        TableFormat::Ods => ods::read(name, bytes, limits),
    }
}
