//! Replacing cells in an XLSX file, within the XML of its sheets.

use std::collections::BTreeMap;

use quick_xml::escape::{escape, partial_escape};

use crate::error::TableError;
use crate::limits::Limits;
use crate::package::{Changes, Package};
use crate::replace::CellEdit;
use crate::splice::Splices;
use crate::xlsx::index::{self, CellPlace, FormulaPlace, SheetIndex};
use crate::xlsx::{Address, Parts, SheetKind, SheetPart, encoded_string, relations, relations_of};
use crate::xml_edit::{opened, with_attribute};

/// Replaces cells; see [`replace_cells`](super::replace_cells).
pub(super) fn replace(bytes: &[u8], edits: &[CellEdit]) -> Result<Vec<u8>, TableError> {
    let limits = Limits::default();
    let mut package = Package::open(bytes, &limits)?;
    let parts = Parts::read(&mut package)?;
    let mut by_sheet: BTreeMap<&str, BTreeMap<Address, &str>> = BTreeMap::new();
    for edit in edits {
        let (sheet, address) = part_of_sheet(&parts, edit.sheet.as_deref(), edit.row, edit.column)?;
        by_sheet
            .entry(sheet.path.as_str())
            .or_default()
            .insert(address, edit.text.as_str());
    }
    let mut changes = Changes::default();
    let mut is_formula_lost = false;
    for (path, edits) in by_sheet {
        let xml = package.read(path)?;
        let mut editor = SheetEditor::new(path, &xml)?;
        for (address, text) in edits {
            is_formula_lost |= editor.set_text(address, text)?;
        }
        let name = package.find(path).unwrap_or(path).to_owned();
        changes.set(&name, editor.finish());
    }
    if is_formula_lost {
        without_calculation_chain(&mut package, &parts, &mut changes)?;
    }
    changes.apply(&mut package)
}

/// The sheet that is meant, and the address if a worksheet has such a cell.
pub(crate) fn part_of_sheet<'p>(
    parts: &'p Parts,
    sheet: Option<&str>,
    row: u32,
    column: u32,
) -> Result<(&'p SheetPart, Address), TableError> {
    let mut sheets = parts.sheets.iter().filter(|part| part.kind == SheetKind::Cells);
    let found = match sheet {
        Some(name) => sheets.find(|part| part.name == name),
        None => sheets.next(),
    };
    found
        .zip(Address::new(row, column))
        .ok_or_else(|| TableError::NoSuchCell {
            address: format!("{}!R{row}C{column}", sheet.unwrap_or_default()),
        })
}

/// Takes the order of calculation out of a workbook. It is a hint, and one that names a cell without a formula makes
/// Excel call the file damaged.
fn without_calculation_chain(
    package: &mut Package<'_>,
    parts: &Parts,
    changes: &mut Changes,
) -> Result<(), TableError> {
    let relations_part = relations_of(&parts.workbook);
    let relations = relations(package, &relations_part, &parts.workbook)?;
    let Some(chain) = relations.iter().find(|relation| relation.kind == "calcChain") else {
        return Ok(());
    };
    let id = |tag: &str| tag.contains(&format!("Id=\"{}\"", escape(chain.id.as_str())));
    let of_chain = |tag: &str| tag.contains(&format!("PartName=\"/{}\"", escape(chain.target.as_str())));
    without_element(package, changes, &relations_part, "Relationship", &id)?;
    without_element(package, changes, "[Content_Types].xml", "Override", &of_chain)?;
    if let Some(name) = package.find(&chain.target) {
        changes.remove(name);
    }
    Ok(())
}

/// Takes the first empty element of a name whose tag is meant out of a part.
fn without_element(
    package: &mut Package<'_>,
    changes: &mut Changes,
    part: &str,
    element: &str,
    is_meant: &dyn Fn(&str) -> bool,
) -> Result<(), TableError> {
    let Some(bytes) = changes.get(package, part)? else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let open = format!("<{element} ");
    let mut found = text.match_indices(&open).filter_map(|(start, _)| {
        let end = start + text[start..].find('>')? + 1;
        Some(start..end)
    });
    if let Some(range) = found.find(|range| is_meant(&text[range.clone()])) {
        let mut splices = Splices::default();
        splices.replace(range, "");
        let name = package.find(part).unwrap_or(part).to_owned();
        changes.set(&name, splices.apply(text.as_bytes()));
    }
    Ok(())
}

/// Changes to the cells of one sheet.
#[derive(Debug)]
pub(crate) struct SheetEditor<'x> {
    xml: &'x [u8],
    pub(crate) index: SheetIndex,
    pub(crate) splices: Splices,
    /// Cells that the sheet does not have yet, with their XML.
    new_cells: BTreeMap<Address, String>,
}

impl<'x> SheetEditor<'x> {
    pub(crate) fn new(part: &str, xml: &'x [u8]) -> Result<Self, TableError> {
        Ok(Self {
            xml,
            index: index::index(part, xml)?,
            splices: Splices::default(),
            new_cells: BTreeMap::new(),
        })
    }

    /// Gives a cell another text; tells whether that took a formula away.
    pub(crate) fn set_text(&mut self, address: Address, text: &str) -> Result<bool, TableError> {
        let known = self.index.cell(address);
        if known.is_some_and(|cell| cell.formula == FormulaPlace::Model) {
            return Err(TableError::NotWritable {
                reason: format!("other cells share the formula of {address}"),
            });
        }
        let new = self.text_cell(address, known.map(|cell| cell.style), text);
        let Some(cell) = known else {
            if !text.is_empty() {
                self.new_cells.insert(address, new);
            }
            return Ok(false);
        };
        let is_formula_lost = cell.formula != FormulaPlace::None;
        let whole = cell.element.tag.start..cell.element.end;
        self.splices.replace(whole, new);
        Ok(is_formula_lost)
    }

    /// Gives a cell another style, and the sheet the cell when there is none.
    pub(crate) fn set_style(&mut self, address: Address, style: usize) {
        if let Some(cell) = self.index.cell(address) {
            let tag = self.xml.get(cell.element.tag.clone()).unwrap_or_default();
            let new = with_attribute(&String::from_utf8_lossy(tag), "s", &style.to_string());
            self.splices.replace(cell.element.tag.clone(), new);
        } else {
            let cell = format!("<{}c r=\"{address}\" s=\"{style}\"/>", self.index.prefix);
            self.new_cells.insert(address, cell);
        }
    }

    fn text_cell(&self, address: Address, style: Option<usize>, text: &str) -> String {
        let prefix = &self.index.prefix;
        let style = style.filter(|style| *style > 0);
        let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
        if text.is_empty() {
            return format!("<{prefix}c r=\"{address}\"{style}/>");
        }
        let text = encoded_string(text);
        let text = partial_escape(text.as_str());
        format!(
            "<{prefix}c r=\"{address}\"{style} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}is></{prefix}c>"
        )
    }

    /// The changed XML.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut rows: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
        for (address, cell) in std::mem::take(&mut self.new_cells) {
            rows.entry(address.row).or_default().push((address.column, cell));
        }
        let mut new_rows = Vec::new();
        for (number, cells) in rows {
            if self.index.row(number).is_some() {
                self.extend_row(number, cells);
            } else {
                new_rows.push((number, cells));
            }
        }
        self.insert_rows(new_rows);
        self.splices.apply(self.xml)
    }

    /// Adds cells to a row that exists.
    fn extend_row(&mut self, number: u32, cells: Vec<(u32, String)>) {
        let Some(row) = self.index.row(number).cloned() else {
            return;
        };
        let Some(close) = row.element.close else {
            let tag = self.xml.get(row.element.tag.clone()).unwrap_or_default();
            let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
            let opened = opened(&String::from_utf8_lossy(tag));
            let row_element = format!("{opened}{cells}</{}row>", self.index.prefix);
            self.splices.replace(row.element.tag, row_element);
            return;
        };
        for (column, cell) in cells {
            let next = row.cells.iter().find(|known: &&CellPlace| known.column > column);
            let at = next.map_or(close, |next| next.element.tag.start);
            self.splices.insert(at, cell);
        }
    }

    /// Adds rows that do not exist.
    fn insert_rows(&mut self, rows: Vec<(u32, Vec<(u32, String)>)>) {
        if rows.is_empty() {
            return;
        }
        let prefix = self.index.prefix.clone();
        let mut at_end = String::new();
        for (number, cells) in rows {
            let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
            let row = format!("<{prefix}row r=\"{number}\">{cells}</{prefix}row>");
            let next = self.index.rows.iter().find(|known| known.number > number);
            match next {
                Some(next) => self.splices.insert(next.element.tag.start, row),
                None => at_end.push_str(&row),
            }
        }
        let data = self.index.data.clone();
        if let Some(close) = data.close {
            self.splices.insert(close, at_end);
        } else {
            let tag = self.xml.get(data.tag.clone()).unwrap_or_default();
            let opened = opened(&String::from_utf8_lossy(tag));
            let element = format!("{opened}{at_end}</{prefix}sheetData>");
            self.splices.replace(data.tag, element);
        }
    }
}
