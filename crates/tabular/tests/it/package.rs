//! Packages made by hand, part by part.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A package of these parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let method = if *name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook with one sheet.
pub(crate) struct Book {
    /// The attributes of `workbookPr`.
    pub(crate) properties: &'static str,
    /// What stands in the worksheet element.
    pub(crate) sheet: String,
    /// The content of `sst` with its tag.
    pub(crate) strings: Option<String>,
    /// The content of `styleSheet`.
    pub(crate) styles: Option<String>,
}

impl Book {
    pub(crate) fn of(sheet: impl Into<String>) -> Self {
        Self {
            properties: "",
            sheet: sheet.into(),
            strings: None,
            styles: None,
        }
    }

    pub(crate) fn with_strings(self, strings: impl Into<String>) -> Self {
        Self {
            strings: Some(strings.into()),
            ..self
        }
    }

    pub(crate) fn with_styles(self, styles: impl Into<String>) -> Self {
        Self {
            styles: Some(styles.into()),
            ..self
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        };
        let relations =
            |inside: String| format!("<Relationships xmlns=\"{RELATIONS}\">{inside}</Relationships>");
        let root = relations(relation("r1", "officeDocument", "xl/workbook.xml"));
        let of_workbook = relations(
            relation("r1", "worksheet", "worksheets/sheet1.xml")
                + &relation("r2", "sharedStrings", "sharedStrings.xml")
                + &relation("r3", "styles", "styles.xml"),
        );
        let workbook = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><workbookPr {}/><sheets><sheet name=\"Blatt\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            self.properties
        );
        let sheet = format!("<worksheet xmlns=\"{MAIN}\">{}</worksheet>", self.sheet);
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("[Content_Types].xml", types.as_bytes()),
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", of_workbook.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ];
        let styles = self
            .styles
            .as_ref()
            .map(|styles| format!("<styleSheet xmlns=\"{MAIN}\">{styles}</styleSheet>"));
        if let Some(strings) = &self.strings {
            parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
        }
        if let Some(styles) = &styles {
            parts.push(("xl/styles.xml", styles.as_bytes()));
        }
        zip(&parts)
    }
}
