//! Reading Office Open XML workbooks (ISO/IEC 29500, `SpreadsheetML`), cell by cell.
//!
//! The sheets are streamed: what a sheet takes is what its cells hold, wherever they stand. `docs/decisions.md` tells why
//! this reader is our own, and a test holds it against calamine.

mod address;
pub(crate) mod date;
pub(crate) mod index;
mod number_format;
mod parts;
mod shared_strings;
mod sheet;
mod string;

use crate::assembly;
use crate::error::TableError;
use crate::format::TableFormat;
use crate::limits::{Budget, Limits};
use crate::package::Package;
use crate::remark::{Remark, RemarkKind};
use crate::workbook::{Sheet, Visibility, Workbook};
use crate::write::CHOICES_SHEET;
use crate::xlsx::number_format::NumberFormats;
use crate::xlsx::shared_strings::SharedStrings;
use crate::xlsx::sheet::SheetReader;

pub(crate) use crate::xlsx::address::Address;
pub(crate) use crate::xlsx::parts::{Parts, SheetKind, SheetPart, relations, relations_of};
pub(crate) use crate::xlsx::string::encoded as encoded_string;

/// The rows and columns that a worksheet has.
pub(crate) const MOST_ROWS: u32 = 1_048_576;
pub(crate) const MOST_COLUMNS: u32 = 16_384;

/// Reads a workbook.
pub(crate) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, TableError> {
    let mut package = Package::open(bytes, limits)?;
    let parts = Parts::read(&mut package)?;
    let strings = SharedStrings::read(&mut package, parts.shared_strings.as_deref())?;
    let formats = NumberFormats::read(&mut package, parts.styles.as_deref())?;

    let mut budget = Budget::new(limits);
    budget.sheets(parts.sheets.len())?;
    let mut remarks = parts.remarks();
    let mut sheets = Vec::new();
    for part in &parts.sheets {
        let mut sheet = Sheet {
            name: Some(part.name.as_str().into()),
            visibility: part.visibility,
            rows: Vec::new(),
        };
        let remark = |kind| Remark {
            sheet: sheet.name.clone(),
            ..Remark::of_file(kind)
        };
        if part.kind == SheetKind::Other {
            remarks.push(remark(RemarkKind::NoCells));
            sheets.push(sheet);
            continue;
        }
        if part.visibility != Visibility::Visible && part.name != CHOICES_SHEET {
            remarks.push(remark(RemarkKind::HiddenSheet));
        }
        let mut reader = SheetReader::new(&part.path, &strings, &formats, parts.epoch, &mut budget);
        reader.read(&mut package)?;
        if reader.is_protected {
            remarks.push(remark(RemarkKind::ProtectedSheet));
        }
        if let Some((range, count)) = reader.merged.take() {
            remarks.push(Remark {
                count,
                ..remark(RemarkKind::MergedCells { range })
            });
        }
        sheet.rows = reader.into_rows()?;
        sheets.push(sheet);
    }
    Ok(assembly::workbook(
        name,
        TableFormat::Xlsx,
        sheets,
        remarks,
        &budget,
    ))
}
