//! Reading OpenDocument spreadsheets (ISO/IEC 26300-1), cell by cell.
//!
//! Rows and cells that are repeated a million times, as empty ones are up to the edge of every sheet, are counted and
//! not written out.

mod content;
pub(crate) mod editor;
pub(crate) mod index;
pub(crate) mod names;
mod paragraphs;
pub(crate) mod words;

use crate::assembly;
use crate::error::TableError;
use crate::format::TableFormat;
use crate::limits::{Budget, Limits};
use crate::ods::content::Content;
use crate::package::Package;
use crate::remark::{Remark, RemarkKind};
use crate::workbook::Workbook;
use crate::xml::{Node, Xml};

/// The part that holds the sheets.
pub(crate) const CONTENT: &str = "content.xml";

/// LibreOffice has 16 384 columns and 1 048 576 rows; what goes beyond is damage or malice.
pub(crate) const MOST: u32 = 1 << 24;

const MANIFEST: &str = "META-INF/manifest.xml";

/// Reads a workbook.
pub(crate) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, TableError> {
    let mut package = open(bytes, limits)?;
    let mut remarks = of_package(&package);
    let mut budget = Budget::new(limits);
    let sheets = {
        let mut content = Content::new(&mut budget);
        content.read(Xml::new(CONTENT, package.stream(CONTENT)?))?;
        remarks.append(&mut content.remarks);
        content.sheets
    };
    Ok(assembly::workbook(
        name,
        TableFormat::Ods,
        sheets,
        remarks,
        &budget,
    ))
}

/// Opens a package that can be read.
pub(crate) fn open<'a>(bytes: &'a [u8], limits: &'a Limits) -> Result<Package<'a>, TableError> {
    let mut package = Package::open(bytes, limits)?;
    if is_encrypted(&mut package)? {
        return Err(TableError::Encrypted);
    }
    Ok(package)
}

/// Whether the manifest says that parts are encrypted (ISO/IEC 26300-3, 4.8).
fn is_encrypted(package: &mut Package<'_>) -> Result<bool, TableError> {
    if package.find(MANIFEST).is_none() {
        return Ok(false);
    }
    let mut xml = Xml::new(MANIFEST, package.stream(MANIFEST)?);
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == b"encryption-data" => return Ok(true),
            Node::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// What is odd about the package as a whole.
pub(crate) fn of_package(package: &Package<'_>) -> Vec<Remark> {
    let has = |is_meant: &dyn Fn(&str) -> bool| package.names().iter().any(|name| is_meant(name));
    let mut remarks = Vec::new();
    // Every document has an empty library; a module in it is a macro.
    if has(&|name| {
        name.starts_with("Scripts/") && !name.ends_with('/')
            || name.starts_with("Basic/")
                && name.ends_with("xml")
                && !name.ends_with("-lc.xml")
                && !name.ends_with("-lb.xml")
    }) {
        remarks.push(Remark::of_file(RemarkKind::Macros));
    }
    if has(&|name| name == "META-INF/documentsignatures.xml") {
        remarks.push(Remark::of_file(RemarkKind::Signature));
    }
    remarks
}
