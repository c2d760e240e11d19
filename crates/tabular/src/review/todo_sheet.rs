//! The sheet of what is to be done, as a part of a workbook that exists.

use std::fmt::Write as _;

use quick_xml::escape::partial_escape;

use crate::review::package_parts::MAIN;
use crate::review::styles::Styles;
use crate::workbook::Value;
use crate::write::{CellOut, SheetOut};
use crate::xlsx::{Address, encoded_string};

/// The XML of the sheet; its texts stand in its cells, so that the shared texts stay as they are.
pub(super) fn xml(sheet: &SheetOut, styles: &mut Styles) -> String {
    let (header, text) = (styles.header(), styles.text());
    let mut rows = String::new();
    let mut number = 1;
    if !sheet.columns.is_empty() {
        let cells = sheet.columns.iter().map(|column| CellOut::text(&column.header));
        row(&mut rows, number, cells, |_| header);
        number += 1;
    }
    for cells in &sheet.rows {
        row(&mut rows, number, cells.iter().cloned(), |cell: &CellOut| {
            cell.mark.map_or(text, |mark| styles.marked(text, mark))
        });
        number += 1;
    }
    let view = "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>";
    let view = if sheet.columns.is_empty() { "" } else { view };
    format!(
        "<worksheet xmlns=\"{MAIN}\">{view}{}<sheetData>{rows}</sheetData></worksheet>",
        columns(sheet)
    )
}

fn columns(sheet: &SheetOut) -> String {
    let mut columns = String::new();
    for (number, column) in (1_u32..).zip(&sheet.columns) {
        let width = column.width.unwrap_or(30).clamp(1, 255);
        // Writing to a string does not fail.
        let _ = write!(
            columns,
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        );
    }
    if columns.is_empty() {
        columns
    } else {
        format!("<cols>{columns}</cols>")
    }
}

fn row(
    rows: &mut String,
    number: u32,
    cells: impl Iterator<Item = CellOut>,
    mut style: impl FnMut(&CellOut) -> usize,
) {
    // Writing to a string does not fail.
    let _ = write!(rows, "<row r=\"{number}\">");
    for (column, cell) in (1..).zip(cells) {
        let Some(address) = Address::new(number, column) else {
            break;
        };
        let style = style(&cell);
        let _ = match &cell.value {
            None => write!(rows, "<c r=\"{address}\" s=\"{style}\"/>"),
            Some(Value::Number(value)) if value.is_finite() => {
                write!(rows, "<c r=\"{address}\" s=\"{style}\"><v>{value}</v></c>")
            }
            Some(value) => {
                let text = encoded_string(&value.text());
                write!(
                    rows,
                    "<c r=\"{address}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    partial_escape(text.as_str())
                )
            }
        };
    }
    rows.push_str("</row>");
}
