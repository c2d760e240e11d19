//! The copy of a CSV file: an XLSX file written from its cells.

use std::collections::BTreeSet;

use crate::csv_file;
use crate::error::TableError;
use crate::limits::Limits;
use crate::review::{CellNote, Loss, free_name};
use crate::workbook::{Sheet, Workbook};
use crate::write::{CellOut, SheetOut, write_xlsx};

/// The name of a CSV file's only sheet.
const ONLY_SHEET: &str = "Tabelle";
/// Rows of notes beyond the end of a table; a file that names others is not the one that was checked.
const MOST_EMPTY: u32 = 1000;

/// Makes the copy; see [`review_copy`](super::review_copy).
pub(super) fn review(
    bytes: &[u8],
    notes: &[CellNote],
    todo: &SheetOut,
) -> Result<(Vec<u8>, Vec<Loss>), TableError> {
    let limits = Limits::default();
    let workbook = csv_file::read("", bytes, &limits)?;
    let names: Vec<String> = names(&workbook);
    let mut sheets: Vec<SheetOut> = workbook
        .sheets
        .iter()
        .zip(&names)
        .map(|(sheet, name)| out(sheet, name))
        .collect();
    for note in notes {
        let index = match &note.sheet {
            None => 0,
            Some(name) => workbook
                .sheets
                .iter()
                .position(|sheet| sheet.name.as_deref() == Some(name))
                .ok_or_else(|| no_such_cell(note))?,
        };
        let sheet = sheets.get_mut(index).ok_or_else(|| no_such_cell(note))?;
        annotate(sheet, note)?;
    }
    let taken: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    sheets.push(SheetOut {
        name: free_name(&todo.name, |name| taken.contains(name)),
        ..todo.clone()
    });
    Ok((write_xlsx(&sheets)?, Vec::new()))
}

/// Names that a workbook allows.
fn names(workbook: &Workbook) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let sheets = workbook.sheets.iter();
    sheets
        .map(|sheet| {
            let name = sheet.name.as_deref().unwrap_or(ONLY_SHEET);
            let allowed: String = name
                .chars()
                .map(|character| match character {
                    '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
                    character => character,
                })
                .take(31)
                .collect();
            let allowed = allowed.trim_matches('\'');
            let allowed = if allowed.is_empty() { ONLY_SHEET } else { allowed };
            let name = free_name(allowed, |name| taken.contains(name));
            taken.insert(name.to_lowercase());
            name
        })
        .collect()
}

/// The cells at the places where they were.
fn out(sheet: &Sheet, name: &str) -> SheetOut {
    let mut rows: Vec<Vec<CellOut>> = Vec::new();
    for row in &sheet.rows {
        let index = usize::try_from(row.number - 1).unwrap_or(usize::MAX);
        rows.resize(index, Vec::new());
        let mut cells = Vec::new();
        for cell in &row.cells {
            cells.resize(
                usize::try_from(cell.column - 1).unwrap_or(usize::MAX),
                CellOut::default(),
            );
            cells.push(CellOut::value(cell.value.clone()));
        }
        rows.push(cells);
    }
    SheetOut {
        name: name.to_owned(),
        columns: Vec::new(),
        rows,
    }
}

fn annotate(sheet: &mut SheetOut, note: &CellNote) -> Result<(), TableError> {
    let length = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    let is_near = note.row <= length.saturating_add(MOST_EMPTY) && note.column <= crate::xlsx::MOST_COLUMNS;
    if note.row == 0 || note.column == 0 || !is_near {
        return Err(no_such_cell(note));
    }
    let (row, column) = (
        usize::try_from(note.row - 1).unwrap_or(usize::MAX),
        usize::try_from(note.column - 1).unwrap_or(usize::MAX),
    );
    if sheet.rows.len() <= row {
        sheet.rows.resize(row + 1, Vec::new());
    }
    let cells = &mut sheet.rows[row];
    if cells.len() <= column {
        cells.resize(column + 1, CellOut::default());
    }
    let cell = &mut cells[column];
    cell.mark = cell.mark.max(Some(note.mark));
    if !note.text.is_empty() {
        cell.note = Some(match cell.note.take() {
            Some(before) => format!("{before}\n\n{}", note.text),
            None => note.text.clone(),
        });
    }
    Ok(())
}

fn no_such_cell(note: &CellNote) -> TableError {
    TableError::NoSuchCell {
        address: format!(
            "{}!R{}C{}",
            note.sheet.as_deref().unwrap_or_default(),
            note.row,
            note.column
        ),
    }
}
