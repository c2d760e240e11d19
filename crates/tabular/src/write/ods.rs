//! Writing an OpenDocument spreadsheet (ISO/IEC 26300) with the comfort of a spreadsheet: header, filter, choices, notes,
//! colours.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::error::TableError;
use crate::ods::names::Names;
use crate::ods::words::{allowed, paragraphs};
use crate::workbook::Value;
use crate::write::{CellOut, ColumnOut, Mark, SheetOut};

const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const MANIFEST: &str = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";

/// How days, moments and texts are shown.
const DATA_STYLES: &str = "<number:date-style style:name=\"tag\"><number:day number:style=\"long\"/><number:text>.</number:text><number:month number:style=\"long\"/><number:text>.</number:text><number:year number:style=\"long\"/></number:date-style><number:date-style style:name=\"zeitpunkt\"><number:day number:style=\"long\"/><number:text>.</number:text><number:month number:style=\"long\"/><number:text>.</number:text><number:year number:style=\"long\"/><number:text> </number:text><number:hours number:style=\"long\"/><number:text>:</number:text><number:minutes number:style=\"long\"/><number:text>:</number:text><number:seconds number:style=\"long\"/></number:date-style><number:text-style style:name=\"text\"><number:text-content/></number:text-style>";

/// The widths of columns that are made to fit, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 10..=60;

/// Rows to come are offered the choices too.
const MORE_ROWS: usize = 1000;

/// Where the styles of a sheet go.
pub(crate) trait OdsStyles {
    /// The name of a style of a family (`table-cell`, `table-column`) with these properties, as XML.
    fn style(&mut self, family: &str, properties: &str) -> String;
}

/// Writes sheets as an ODS file.
///
/// The header is bold and has a filter. Texts stay texts, whatever they look like: `05100000` keeps its zero, `=1+1` is
/// not computed. The bytes depend on nothing but the sheets.
///
/// # Errors
/// [`TableError::NotWritable`] when the package cannot be made.
pub fn write_ods(sheets: &[SheetOut]) -> Result<Vec<u8>, TableError> {
    let names = Names::usual();
    let mut styles = NewStyles::default();
    let tables: String = sheets
        .iter()
        .map(|sheet| table(sheet, &names, &mut styles, Comfort::Full))
        .collect();
    let content = format!(
        "{DECLARATION}<office:document-content{} xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" xmlns:of=\"urn:oasis:names:tc:opendocument:xmlns:of:1.2\" office:version=\"1.3\"><office:automatic-styles>{DATA_STYLES}{}</office:automatic-styles><office:body><office:spreadsheet>{}{tables}{}</office:spreadsheet></office:body></office:document-content>",
        names.missing,
        styles.xml,
        validations(sheets),
        filters(sheets),
    );
    let failed = |error: zip::result::ZipError| TableError::NotWritable {
        reason: error.to_string(),
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    // The media type comes first and plain, so that programs know the file by its first bytes (ISO/IEC 26300-3, 3.3).
    for (name, text, options) in [
        ("mimetype", MEDIA_TYPE.to_owned(), stored),
        ("content.xml", content, packed),
        (
            "META-INF/manifest.xml",
            format!("{DECLARATION}{MANIFEST}"),
            packed,
        ),
    ] {
        writer.start_file(name, options).map_err(failed)?;
        writer
            .write_all(text.as_bytes())
            .map_err(|error| failed(error.into()))?;
    }
    Ok(writer.finish().map_err(failed)?.into_inner())
}

/// A sheet as an element, for a workbook that exists.
pub(crate) fn ods_sheet(sheet: &SheetOut, names: &Names, styles: &mut dyn OdsStyles) -> String {
    table(sheet, names, styles, Comfort::Plain)
}

/// What a sheet is given beside its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comfort {
    /// Choices, and formats of days: they need more than the sheet itself.
    Full,
    /// Nothing.
    Plain,
}

/// The styles of a document that is written anew.
#[derive(Debug, Default)]
struct NewStyles {
    xml: String,
    known: BTreeMap<String, String>,
}

impl OdsStyles for NewStyles {
    fn style(&mut self, family: &str, properties: &str) -> String {
        let key = format!("{family} {properties}");
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let name = format!("k{}", self.known.len() + 1);
        // A format of days and texts is an attribute of the style, and handed over as if it were a property.
        let (data_style, properties) = match properties.split_once('|') {
            Some((data_style, properties)) => {
                (format!(" style:data-style-name=\"{data_style}\""), properties)
            }
            None => (String::new(), properties),
        };
        // Writing to a string does not fail.
        let _ = write!(
            self.xml,
            "<style:style style:name=\"{name}\" style:family=\"{family}\"{data_style}>{properties}</style:style>"
        );
        self.known.insert(key, name.clone());
        name
    }
}

fn table(sheet: &SheetOut, names: &Names, styles: &mut dyn OdsStyles, comfort: Comfort) -> String {
    let Names { table, style, fo, .. } = names;
    let mut xml = format!("<{table}table {table}name=\"{}\">", attribute(&sheet.name));
    for column in 0..sheet.width().max(1) {
        let width = width(sheet, column);
        let properties = format!(
            "<{style}table-column-properties {style}column-width=\"{}\"/>",
            centimetres(width)
        );
        let style = styles.style("table-column", &properties);
        let _ = write!(xml, "<{table}table-column {table}style-name=\"{style}\"/>");
    }
    if !sheet.columns.is_empty() {
        let properties = format!(
            "<{style}table-cell-properties {fo}background-color=\"#e7e6e6\" {fo}wrap-option=\"wrap\" {style}vertical-align=\"top\"/><{style}text-properties {fo}font-weight=\"bold\"/>"
        );
        let header = styles.style("table-cell", &properties);
        let _ = write!(xml, "<{table}table-header-rows><{table}table-row>");
        for column in &sheet.columns {
            let cell = CellOut {
                note: column.note.clone(),
                ..CellOut::text(&column.header)
            };
            xml.push_str(&cell_xml(&cell, &header, "", names));
        }
        let _ = write!(xml, "</{table}table-row></{table}table-header-rows>");
    }
    for cells in &sheet.rows {
        let _ = write!(xml, "<{table}table-row>");
        for (column, cell) in cells.iter().enumerate() {
            let style = styles.style("table-cell", &cell_properties(cell, names, comfort));
            xml.push_str(&cell_xml(
                cell,
                &style,
                &validation_of(sheet, column, names, comfort),
                names,
            ));
        }
        if cells.is_empty() {
            let _ = write!(xml, "<{table}table-cell/>");
        }
        let _ = write!(xml, "</{table}table-row>");
    }
    if comfort == Comfort::Full && sheet.columns.iter().any(|column| !column.choices.is_empty()) {
        let _ = write!(
            xml,
            "<{table}table-row {table}number-rows-repeated=\"{MORE_ROWS}\">"
        );
        for column in 0..sheet.columns.len() {
            let validation = validation_of(sheet, column, names, comfort);
            let _ = write!(xml, "<{table}table-cell{validation}/>");
        }
        let _ = write!(xml, "</{table}table-row>");
    } else if sheet.rows.is_empty() && sheet.columns.is_empty() {
        // A sheet has a row at least (ISO/IEC 26300-1, 9.1.2).
        let _ = write!(xml, "<{table}table-row><{table}table-cell/></{table}table-row>");
    }
    let _ = write!(xml, "</{table}table>");
    xml
}

fn cell_properties(cell: &CellOut, names: &Names, comfort: Comfort) -> String {
    let Names { style, fo, .. } = names;
    let colour = cell.mark.map_or_else(String::new, |mark: Mark| {
        format!(" {fo}background-color=\"#{:06x}\"", mark.colour())
    });
    let format = match &cell.value {
        _ if comfort == Comfort::Plain => "",
        Some(Value::Date(_)) => "tag|",
        Some(Value::DateTime(_)) => "zeitpunkt|",
        // What looks like a number keeps its zeros when somebody edits it.
        Some(Value::Text(text)) if text.starts_with(|first: char| first.is_ascii_digit()) => "text|",
        _ => "",
    };
    format!(
        "{format}<{style}table-cell-properties{colour} {fo}wrap-option=\"wrap\" {style}vertical-align=\"top\"/>"
    )
}

fn cell_xml(cell: &CellOut, style: &str, validation: &str, names: &Names) -> String {
    let Names {
        table, office, dc, ..
    } = names;
    let (attributes, text) = match &cell.value {
        Some(Value::Number(number)) if number.is_finite() => (
            format!(" {office}value-type=\"float\" {office}value=\"{number}\""),
            Value::Number(*number).text().into_owned(),
        ),
        Some(Value::Date(date)) => (
            format!(" {office}value-type=\"date\" {office}date-value=\"{date}\""),
            date.strftime("%d.%m.%Y").to_string(),
        ),
        Some(Value::DateTime(moment)) => (
            format!(" {office}value-type=\"date\" {office}date-value=\"{moment}\""),
            moment.strftime("%d.%m.%Y %H:%M:%S").to_string(),
        ),
        Some(Value::Boolean(value)) => (
            format!(" {office}value-type=\"boolean\" {office}boolean-value=\"{value}\""),
            value.to_string(),
        ),
        Some(value) if !value.text().is_empty() => (
            format!(" {office}value-type=\"string\""),
            value.text().into_owned(),
        ),
        _ => (String::new(), String::new()),
    };
    let note = cell.note.as_ref().map_or_else(String::new, |note| {
        format!(
            "<{office}annotation><{dc}creator>Kolophon</{dc}creator>{}</{office}annotation>",
            paragraphs(note, names)
        )
    });
    let text = if text.is_empty() {
        String::new()
    } else {
        paragraphs(&text, names)
    };
    format!(
        "<{table}table-cell {table}style-name=\"{style}\"{validation}{attributes}>{note}{text}</{table}table-cell>"
    )
}

fn validation_of(sheet: &SheetOut, column: usize, names: &Names, comfort: Comfort) -> String {
    let has_choices = sheet
        .columns
        .get(column)
        .is_some_and(|column| !column.choices.is_empty());
    if comfort == Comfort::Full && has_choices {
        let name = validation_name(sheet, column);
        format!(" {}content-validation-name=\"{name}\"", names.table)
    } else {
        String::new()
    }
}

fn validation_name(sheet: &SheetOut, column: usize) -> String {
    attribute(&format!("{} {}", sheet.name, column + 1))
}

/// The choices of all columns: other texts may still be typed.
fn validations(sheets: &[SheetOut]) -> String {
    let mut xml = String::new();
    for sheet in sheets {
        for (number, column) in sheet.columns.iter().enumerate() {
            if !column.choices.is_empty() {
                let _ = write!(
                    xml,
                    "<table:content-validation table:name=\"{}\" table:condition=\"{}\" table:allow-empty-cell=\"true\" table:display-list=\"unsorted\" table:base-cell-address=\"{}\"><table:error-message table:display=\"false\"/></table:content-validation>",
                    validation_name(sheet, number),
                    attribute(&condition(column)),
                    attribute(&format!("{}.A1", quoted(&sheet.name))),
                );
            }
        }
    }
    if xml.is_empty() {
        xml
    } else {
        format!("<table:content-validations>{xml}</table:content-validations>")
    }
}

/// `of:cell-content-is-in-list("a";"b")` (ISO/IEC 26300-1, 19.594).
fn condition(column: &ColumnOut) -> String {
    let choices = column
        .choices
        .iter()
        .map(|choice| format!("\"{}\"", choice.replace('"', "\"\"")));
    let choices: Vec<String> = choices.collect();
    format!("of:cell-content-is-in-list({})", choices.join(";"))
}

/// The filters at the headers.
fn filters(sheets: &[SheetOut]) -> String {
    let mut xml = String::new();
    for (number, sheet) in sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| !sheet.columns.is_empty())
    {
        let last = kolophon_graph::Cell {
            span: kolophon_graph::Span::default(),
            sheet: None,
            row: u32::try_from(sheet.rows.len() + 1).unwrap_or(u32::MAX),
            column: u32::try_from(sheet.columns.len()).unwrap_or(u32::MAX),
        }
        .address();
        let name = quoted(&sheet.name);
        let range = attribute(&format!("{name}.A1:{name}.{last}"));
        let _ = write!(
            xml,
            "<table:database-range table:name=\"__Anonymous_Sheet_DB__{number}\" table:target-range-address=\"{range}\" table:display-filter-buttons=\"true\"/>"
        );
    }
    if xml.is_empty() {
        xml
    } else {
        format!("<table:database-ranges>{xml}</table:database-ranges>")
    }
}

/// The name of a sheet in an address.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// A text as the value of an attribute.
fn attribute(text: &str) -> String {
    let text: String = text.chars().map(allowed).collect();
    let escaped = escape(text.as_str()).into_owned();
    escaped
        .replace('\n', "&#10;")
        .replace('\r', "&#13;")
        .replace('\t', "&#9;")
}

/// A width that shows the longest line, within reason.
fn width(sheet: &SheetOut, column: usize) -> usize {
    let out = sheet.columns.get(column);
    if let Some(width) = out.and_then(|out| out.width) {
        return usize::from(width.clamp(1, 255));
    }
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let header = out.map_or(0, |out| longest(&out.header) + 3);
    let cells = sheet
        .rows
        .iter()
        .filter_map(|row| row.get(column)?.value.as_ref());
    let cells = cells.map(|value| longest(&value.text()) + 1).max().unwrap_or(0);
    header.max(cells).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// So many characters of the usual font.
fn centimetres(characters: usize) -> String {
    let millimetres = characters * 2 + 4;
    format!("{}.{}cm", millimetres / 10, millimetres % 10)
}
