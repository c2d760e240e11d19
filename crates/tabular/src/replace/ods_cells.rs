//! Replacing cells in an ODS file, within the XML of its content.

use std::collections::BTreeMap;

use crate::error::TableError;
use crate::limits::Limits;
use crate::ods::editor::{SheetChanges, edit};
use crate::ods::index::{ContentIndex, index};
use crate::ods::{CONTENT, MOST, open};
use crate::package::Changes;
use crate::replace::CellEdit;
use crate::splice::Splices;
use crate::xml_edit::with_declarations;

/// Replaces cells; see [`replace_cells`](super::replace_cells).
pub(super) fn replace(bytes: &[u8], edits: &[CellEdit]) -> Result<Vec<u8>, TableError> {
    let limits = Limits::default();
    let mut package = open(bytes, &limits)?;
    let xml = package.read(CONTENT)?;
    let index = index(&xml)?;
    let mut by_sheet: BTreeMap<usize, SheetChanges> = BTreeMap::new();
    for wanted in edits {
        let sheet = sheet_at(&index, wanted.sheet.as_deref(), wanted.row, wanted.column)?;
        let is_there = index.sheets[sheet]
            .row(wanted.row)
            .is_some_and(|row| row.cell(wanted.column).is_some());
        // What is empty anyway need not be written.
        if !is_there && wanted.text.is_empty() {
            continue;
        }
        let cells = by_sheet.entry(sheet).or_default().entry(wanted.row).or_default();
        cells.entry(wanted.column).or_default().text = Some(wanted.text.clone());
    }
    let mut splices = Splices::default();
    with_declarations(&xml, &index.root, &index.names.missing, &mut splices);
    for (sheet, changes) in &by_sheet {
        edit(&xml, &index, &index.sheets[*sheet], changes, &mut splices)?;
    }
    let mut changes = Changes::default();
    let name = package.find(CONTENT).unwrap_or(CONTENT).to_owned();
    changes.set(&name, splices.apply(&xml));
    changes.apply(&mut package)
}

/// Which sheet is meant, if it can have such a cell.
pub(crate) fn sheet_at(
    index: &ContentIndex,
    sheet: Option<&str>,
    row: u32,
    column: u32,
) -> Result<usize, TableError> {
    let found = match sheet {
        Some(name) => index.sheets.iter().position(|sheet| sheet.name == name),
        None => (!index.sheets.is_empty()).then_some(0),
    };
    let is_cell = (1..=MOST).contains(&row) && (1..=MOST).contains(&column);
    found.filter(|_| is_cell).ok_or_else(|| TableError::NoSuchCell {
        address: format!("{}!R{row}C{column}", sheet.unwrap_or_default()),
    })
}
