//! Changing cells of one sheet in the XML of the content part. Where one of several that are alike changes, they are taken
//! apart: those before it, it, those behind it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::error::TableError;
use crate::ods::index::{CellPlace, ContentIndex, RowPlace, SheetPlace};
use crate::ods::names::Names;
use crate::ods::words::paragraphs;
use crate::splice::Splices;
use crate::xml_edit::{opened, with_attribute, without_attribute};

/// Who the notes are by.
const AUTHOR: &str = "Kolophon";

/// What says what a cell holds; prefixes do not count.
const VALUE_ATTRIBUTES: [&str; 9] = [
    "value-type",
    "value",
    "date-value",
    "time-value",
    "boolean-value",
    "string-value",
    "currency",
    "formula",
    "number-columns-repeated",
];

/// What becomes of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellChange {
    /// Its new text; an empty one empties it.
    pub(crate) text: Option<String>,
    /// Its new style.
    pub(crate) style: Option<String>,
    /// A note at it.
    pub(crate) note: Option<String>,
}

/// The changes of a row, by column.
pub(crate) type RowChanges = BTreeMap<u32, CellChange>;

/// The changes of a sheet, by row.
pub(crate) type SheetChanges = BTreeMap<u32, RowChanges>;

/// Rows that change, by their numbers.
type ChangedRows<'c> = Vec<(u32, &'c RowChanges)>;

/// Writes the changes of one sheet into `splices`.
pub(crate) fn edit(
    xml: &[u8],
    index: &ContentIndex,
    sheet: &SheetPlace,
    changes: &SheetChanges,
    splices: &mut Splices,
) -> Result<(), TableError> {
    let editor = Editor {
        xml,
        names: &index.names,
    };
    let mut by_place: BTreeMap<usize, ChangedRows<'_>> = BTreeMap::new();
    let mut behind = Vec::new();
    for (number, cells) in changes {
        let at = sheet
            .rows
            .iter()
            .position(|row| row.number <= *number && number - row.number < row.repeated);
        match at {
            Some(at) => by_place.entry(at).or_default().push((*number, cells)),
            None => behind.push((*number, cells)),
        }
    }
    for (at, changes) in by_place {
        let row = &sheet.rows[at];
        splices.replace(
            row.element.tag.start..row.element.end,
            editor.rows(row, &changes)?,
        );
    }
    if !behind.is_empty() {
        editor.append_rows(sheet, &behind, splices)?;
    }
    Ok(())
}

struct Editor<'x> {
    xml: &'x [u8],
    names: &'x Names,
}

impl Editor<'_> {
    fn slice(&self, range: std::ops::Range<usize>) -> &str {
        str::from_utf8(self.xml.get(range).unwrap_or_default()).unwrap_or_default()
    }

    /// The rows that one place stands for, with some of them changed.
    fn rows(&self, row: &RowPlace, changes: &[(u32, &RowChanges)]) -> Result<String, TableError> {
        let mut xml = String::new();
        let mut next = row.number;
        for (number, cells) in changes {
            xml.push_str(&self.alike(row, number - next));
            xml.push_str(&self.row(row, cells)?);
            next = number + 1;
        }
        xml.push_str(&self.alike(row, row.number.saturating_add(row.repeated) - next));
        Ok(xml)
    }

    /// So many unchanged rows.
    fn alike(&self, row: &RowPlace, count: u32) -> String {
        if count == 0 {
            return String::new();
        }
        let tag = self.repeated(self.slice(row.element.tag.clone()), "number-rows-repeated", count);
        format!("{tag}{}", self.slice(row.element.tag.end..row.element.end))
    }

    /// A start tag that stands for so many.
    fn repeated(&self, tag: &str, name: &str, count: u32) -> String {
        // Read is whatever has that name, with which prefix ever; so that goes.
        let single = without_local_attribute(tag, name);
        if count == 1 {
            return single;
        }
        with_attribute(
            &single,
            &format!("{}{name}", self.names.table),
            &count.to_string(),
        )
    }

    /// One row with changed cells.
    fn row(&self, row: &RowPlace, changes: &RowChanges) -> Result<String, TableError> {
        let tag = self.repeated(self.slice(row.element.tag.clone()), "number-rows-repeated", 1);
        let mut xml = opened(&tag);
        let mut at = row.element.tag.end;
        let mut last = 0;
        for cell in &row.cells {
            last = cell.column.saturating_add(cell.repeated) - 1;
            let mine: Vec<_> = changes.range(cell.column..=last).collect();
            if mine.is_empty() {
                continue;
            }
            xml.push_str(self.slice(at..cell.element.tag.start));
            let mut next = cell.column;
            for (column, change) in mine {
                xml.push_str(&self.alike_cells(cell, column - next));
                xml.push_str(&self.cell(cell, change, *column)?);
                next = column + 1;
            }
            xml.push_str(&self.alike_cells(cell, last + 1 - next));
            at = cell.element.end;
        }
        let close = row.element.close.unwrap_or(row.element.end);
        let end_of_cells = row
            .cells
            .last()
            .map_or(row.element.tag.end, |cell| cell.element.end);
        xml.push_str(self.slice(at..end_of_cells.max(at)));
        for (column, change) in changes.range(last + 1..) {
            xml.push_str(&self.empty_cells(column - last - 1));
            xml.push_str(&self.new_cell(change));
            last = *column;
        }
        xml.push_str(self.slice(end_of_cells.max(at)..close.max(end_of_cells).max(at)));
        let name = tag[1..]
            .split([' ', '>', '/', '\t', '\n', '\r'])
            .next()
            .unwrap_or_default();
        // Writing to a string does not fail.
        let _ = write!(xml, "</{name}>");
        Ok(xml)
    }

    /// So many unchanged cells.
    fn alike_cells(&self, cell: &CellPlace, count: u32) -> String {
        if count == 0 {
            return String::new();
        }
        let tag = self.repeated(
            self.slice(cell.element.tag.clone()),
            "number-columns-repeated",
            count,
        );
        format!("{tag}{}", self.slice(cell.element.tag.end..cell.element.end))
    }

    fn empty_cells(&self, count: u32) -> String {
        let prefix = &self.names.table;
        match count {
            0 => String::new(),
            1 => format!("<{prefix}table-cell/>"),
            count => format!("<{prefix}table-cell {prefix}number-columns-repeated=\"{count}\"/>"),
        }
    }

    fn new_cell(&self, change: &CellChange) -> String {
        let prefix = &self.names.table;
        self.written(&format!("<{prefix}table-cell>"), change, &[], None)
    }

    /// One changed cell.
    fn cell(&self, cell: &CellPlace, change: &CellChange, column: u32) -> Result<String, TableError> {
        if change.text.is_some() && cell.is_matrix {
            return Err(TableError::NotWritable {
                reason: format!("other cells share the formula of the cell in column {column}"),
            });
        }
        let tag = self.slice(cell.element.tag.clone());
        let children: Vec<(&str, &str)> = cell
            .children
            .iter()
            .map(|(name, element)| (name.as_str(), self.slice(element.tag.start..element.end)))
            .collect();
        let close = cell.element.close.unwrap_or(cell.element.tag.end);
        let content = self.slice(cell.element.tag.end..close);
        Ok(self.written(tag, change, &children, Some(content)))
    }

    /// A cell with its change: `children` are the elements in it, `content` all that is in it.
    fn written(
        &self,
        tag: &str,
        change: &CellChange,
        children: &[(&str, &str)],
        content: Option<&str>,
    ) -> String {
        let Names { office, table, .. } = self.names;
        let mut tag = self.repeated(tag, "number-columns-repeated", 1);
        if let Some(style) = &change.style {
            tag = with_attribute(&tag, &format!("{table}style-name"), style);
        }
        let mut inside = match &change.text {
            Some(text) => {
                for name in VALUE_ATTRIBUTES {
                    tag = without_local_attribute(&tag, name);
                }
                let of_text = ["p", "h", "list"];
                let mut before = String::new();
                let mut behind = String::new();
                for (name, xml) in children {
                    match *name {
                        "annotation" | "detective" => before.push_str(xml),
                        name if of_text.contains(&name) => {}
                        _ => behind.push_str(xml),
                    }
                }
                if !text.is_empty() {
                    tag = with_attribute(&tag, &format!("{office}value-type"), "string");
                    before.push_str(&paragraphs(text, self.names));
                }
                before + &behind
            }
            None => content.unwrap_or_default().to_owned(),
        };
        if let Some(note) = &change.note {
            inside = self.noted(
                &inside,
                note,
                children.iter().find(|(name, _)| *name == "annotation"),
            );
        }
        let name = tag[1..]
            .split([' ', '>', '/', '\t', '\n', '\r'])
            .next()
            .unwrap_or_default();
        format!("{}{inside}</{name}>", opened(&tag))
    }

    /// The content of a cell with a note: a new one at its start, or behind the text of the one that it has.
    fn noted(&self, inside: &str, note: &str, known: Option<&(&str, &str)>) -> String {
        let Names { office, dc, .. } = self.names;
        if let Some((_, known)) = known {
            let text = paragraphs(&format!("{AUTHOR}: {note}"), self.names);
            let grown = match known.rfind("</") {
                Some(end) => format!("{}{text}{}", &known[..end], &known[end..]),
                None => format!("{}{text}</{office}annotation>", opened(known)),
            };
            return inside.replacen(known, &grown, 1);
        }
        let text = paragraphs(note, self.names);
        format!("<{office}annotation><{dc}creator>{AUTHOR}</{dc}creator>{text}</{office}annotation>{inside}")
    }

    /// Adds rows behind the last one.
    fn append_rows(
        &self,
        sheet: &SheetPlace,
        rows: &[(u32, &RowChanges)],
        splices: &mut Splices,
    ) -> Result<(), TableError> {
        let prefix = &self.names.table;
        let mut xml = String::new();
        let mut next = sheet.next_row();
        for (number, cells) in rows {
            let gap = number.checked_sub(next).ok_or_else(|| TableError::Damaged {
                part: super::CONTENT.to_owned(),
                reason: "a row stands where none can be".to_owned(),
            })?;
            if gap > 0 {
                let _ = write!(
                    xml,
                    "<{prefix}table-row {prefix}number-rows-repeated=\"{gap}\"><{prefix}table-cell/></{prefix}table-row>"
                );
            }
            let _ = write!(xml, "<{prefix}table-row>");
            let mut last = 0;
            for (column, change) in *cells {
                xml.push_str(&self.empty_cells(column - last - 1));
                xml.push_str(&self.new_cell(change));
                last = *column;
            }
            let _ = write!(xml, "</{prefix}table-row>");
            next = number + 1;
        }
        match (sheet.rows.last(), sheet.element.close) {
            (Some(last), _) => splices.insert(last.element.end, xml),
            (None, Some(close)) => splices.insert(close, xml),
            (None, None) => {
                let tag = self.slice(sheet.element.tag.clone());
                splices.replace(
                    sheet.element.tag.clone(),
                    format!("{}{xml}</{prefix}table>", opened(tag)),
                );
            }
        }
        Ok(())
    }
}

/// A start tag without the attributes of a local name, whatever their prefixes.
fn without_local_attribute(tag: &str, local: &str) -> String {
    let mut tag = tag.to_owned();
    while let Some(name) = full_name(&tag, local) {
        tag = without_attribute(&tag, &name);
    }
    tag
}

/// The full name of the first attribute with a local name.
fn full_name(tag: &str, local: &str) -> Option<String> {
    let content = tag
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim_end_matches('/');
    let length = content
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(content.len());
    let start = quick_xml::events::BytesStart::from_content(content, length);
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    let mut attributes = attributes.flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == local.as_bytes())?;
    Some(String::from_utf8_lossy(found.key.as_ref()).into_owned())
}
