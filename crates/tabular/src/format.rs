//! Which kind of table a file is, by content first, then by the ending of its name.

use memchr::memmem;

use crate::error::{Foreign, TableError};

/// A kind of file that holds tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableFormat {
    /// Text whose cells are separated by a character (RFC 4180 and its relatives, tabs too).
    Csv,
    /// Office Open XML (ISO/IEC 29500), as Excel writes it since 2007; with macros too.
    Xlsx,
    /// OpenDocument (ISO/IEC 26300), as LibreOffice writes it.
    Ods,
}

const ZIP: &[u8] = b"PK\x03\x04";
const ODS_MEDIA_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
/// The header of OLE compound files: old Excel, and new Excel with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The name of the stream that holds an encrypted workbook, in UTF-16 as the directory of a compound file has it.
const ENCRYPTED_PACKAGE: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

impl TableFormat {
    /// The kind of a file, or `None` when it is no table that can be read.
    ///
    /// The content decides: a workbook that somebody called `liste.csv` is a workbook. What is plain text is a CSV file
    /// when the name says so (`.csv`, `.tsv`, `.tab`, `.txt`).
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        Self::recognise(name, bytes).ok()
    }

    /// The kind of a file, or what it is instead.
    pub(crate) fn recognise(name: &str, bytes: &[u8]) -> Result<Self, TableError> {
        if bytes.is_empty() {
            return Err(TableError::Empty);
        }
        if bytes.starts_with(COMPOUND) {
            return Err(if memmem::find(bytes, ENCRYPTED_PACKAGE).is_some() {
                TableError::Encrypted
            } else {
                TableError::OldExcel
            });
        }
        let ending = ending(name);
        if bytes.starts_with(ZIP) {
            return of_archive(&ending, bytes);
        }
        if let Some(foreign) = foreign(bytes) {
            return Err(TableError::NotATable(foreign));
        }
        match ending.as_str() {
            "csv" | "tsv" | "tab" | "txt" => Ok(Self::Csv),
            "xlsx" | "xlsm" | "xltx" | "xltm" | "ods" | "ots" => Err(TableError::Damaged {
                part: "ZIP".to_owned(),
                reason: "the file does not begin like a ZIP archive".to_owned(),
            }),
            "xls" | "xlsb" => Err(TableError::OldExcel),
            _ => Err(TableError::NotATable(Foreign::Unknown)),
        }
    }
}

/// The ending of a file name in lower case, without its dot.
pub(crate) fn ending(name: &str) -> String {
    name.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

/// Names of parts stand readable in the archive, so the kind is known even when the archive is damaged.
fn of_archive(ending: &str, bytes: &[u8]) -> Result<TableFormat, TableError> {
    let head = &bytes[..bytes.len().min(512)];
    let holds = |name: &[u8]| memmem::find(bytes, name).is_some();
    if memmem::find(head, ODS_MEDIA_TYPE).is_some() {
        Ok(TableFormat::Ods)
    } else if holds(b"xl/workbook.xml") {
        Ok(TableFormat::Xlsx)
    } else if holds(b"xl/workbook.bin") {
        Err(TableError::OldExcel)
    } else {
        match ending {
            "xlsx" | "xlsm" | "xltx" | "xltm" => Ok(TableFormat::Xlsx),
            "ods" | "ots" => Ok(TableFormat::Ods),
            _ => Err(TableError::NotATable(Foreign::Archive)),
        }
    }
}

/// What a file is that only bears the name of a table.
fn foreign(bytes: &[u8]) -> Option<Foreign> {
    let pictures: [&[u8]; 4] = [b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0"];
    if bytes.starts_with(b"%PDF-") {
        return Some(Foreign::Pdf);
    }
    if pictures.iter().any(|magic| bytes.starts_with(magic)) {
        return Some(Foreign::Picture);
    }
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = head.trim_ascii_start();
    let head = head[..head.len().min(256)].to_ascii_lowercase();
    if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") || head.starts_with(b"<table") {
        Some(Foreign::WebPage)
    } else if head.starts_with(b"<?xml") {
        Some(Foreign::Xml)
    } else if head.starts_with(b"{\"") || head.starts_with(b"{\n") || head.starts_with(b"{\r\n") {
        Some(Foreign::Json)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_name() {
        let zip = |inside: &[u8]| [ZIP, &[0; 26], inside].concat();
        for (name, bytes, format) in [
            ("liste.CSV", b"a;b\n".to_vec(), Some(TableFormat::Csv)),
            ("liste.tsv", b"a\tb\n".to_vec(), Some(TableFormat::Csv)),
            ("liste.csv", zip(b"xl/workbook.xml"), Some(TableFormat::Xlsx)),
            (
                "x",
                zip(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
                Some(TableFormat::Ods),
            ),
            ("bild.csv", b"\x89PNG\r\n\x1a\n".to_vec(), None),
            ("liste.md", b"a;b\n".to_vec(), None),
            ("liste.zip", zip(b"a.csv"), None),
            ("liste.csv", Vec::new(), None),
        ] {
            assert_eq!(TableFormat::of(name, &bytes), format, "{name}");
        }
    }

    #[test]
    fn what_is_no_table_is_named() {
        let encrypted = [COMPOUND, &[0; 600], ENCRYPTED_PACKAGE].concat();
        for (name, bytes, error) in [
            ("a.xlsx", encrypted, TableError::Encrypted),
            ("a.xls", COMPOUND.to_vec(), TableError::OldExcel),
            (
                "a.xls",
                b"<html><table>".to_vec(),
                TableError::NotATable(Foreign::WebPage),
            ),
            ("a.csv", b"%PDF-1.7".to_vec(), TableError::NotATable(Foreign::Pdf)),
            (
                "a.csv",
                b"{\"a\": 1}".to_vec(),
                TableError::NotATable(Foreign::Json),
            ),
        ] {
            assert_eq!(TableFormat::recognise(name, &bytes), Err(error), "{name}");
        }
    }
}
