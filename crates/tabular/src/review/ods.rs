//! The copy of an ODS file: the same package, with colours, notes and a sheet added.

use std::collections::BTreeMap;

use crate::error::TableError;
use crate::limits::Limits;
use crate::ods::editor::{CellChange, SheetChanges, edit};
use crate::ods::index::{ContentIndex, index};
use crate::ods::{CONTENT, of_package, open};
use crate::package::Changes;
use crate::remark::RemarkKind;
use crate::replace::sheet_at;
use crate::review::ods_styles::Styles;
use crate::review::{CellNote, Loss, free_name};
use crate::splice::Splices;
use crate::write::{Mark, SheetOut, ods_sheet};
use crate::xml_edit::{opened, with_declarations};

/// Rows and columns of notes beyond the end of a sheet; a file that names others is not the one that was checked.
const MOST_EMPTY: u32 = 1000;

/// Makes the copy; see [`review_copy`](super::review_copy).
pub(super) fn review(
    bytes: &[u8],
    notes: &[CellNote],
    todo: &SheetOut,
) -> Result<(Vec<u8>, Vec<Loss>), TableError> {
    let limits = Limits::default();
    let mut package = open(bytes, &limits)?;
    let is_signed = of_package(&package)
        .iter()
        .any(|remark| remark.kind == RemarkKind::Signature);
    let xml = package.read(CONTENT)?;
    let index = index(&xml)?;
    let mut styles = Styles::of(&xml, &index);
    let mut splices = Splices::default();
    with_declarations(&xml, &index.root, &index.names.missing, &mut splices);
    for (sheet, changes) in changes(&index, notes, &mut styles)? {
        edit(&xml, &index, &index.sheets[sheet], &changes, &mut splices)?;
    }
    let name = free_name(&todo.name, |name| {
        index.sheets.iter().any(|sheet| sheet.name.to_lowercase() == name)
    });
    let todo = SheetOut { name, ..todo.clone() };
    let sheet = ods_sheet(&todo, &index.names, &mut styles);
    add_sheet(&xml, &index, &sheet, &mut splices);
    styles.add_to(&xml, &index, &mut splices);
    let mut changes = Changes::default();
    let part = package.find(CONTENT).unwrap_or(CONTENT).to_owned();
    changes.set(&part, splices.apply(&xml));
    let losses = if is_signed {
        vec![Loss::Signature]
    } else {
        Vec::new()
    };
    Ok((changes.apply(&mut package)?, losses))
}

/// What becomes of each cell that has a note; several notes of one cell are one, with the gravest mark.
fn changes(
    index: &ContentIndex,
    notes: &[CellNote],
    styles: &mut Styles,
) -> Result<BTreeMap<usize, SheetChanges>, TableError> {
    let mut by_cell: BTreeMap<(usize, u32, u32), (Vec<&str>, Mark)> = BTreeMap::new();
    for note in notes {
        let sheet = sheet_at(index, note.sheet.as_deref(), note.row, note.column)?;
        if note.row > index.sheets[sheet].next_row().saturating_add(MOST_EMPTY) {
            return Err(TableError::NoSuchCell {
                address: format!("{}!R{}C{}", index.sheets[sheet].name, note.row, note.column),
            });
        }
        let key = (sheet, note.row, note.column);
        let (texts, mark) = by_cell.entry(key).or_insert_with(|| (Vec::new(), note.mark));
        if !note.text.is_empty() {
            texts.push(&note.text);
        }
        *mark = note.mark.max(*mark);
    }
    let mut changes: BTreeMap<usize, SheetChanges> = BTreeMap::new();
    for ((sheet, row, column), (texts, mark)) in by_cell {
        let old = index.sheets[sheet].style(row, column);
        let change = CellChange {
            text: None,
            style: Some(styles.marked(old, mark)),
            note: (!texts.is_empty()).then(|| texts.join("\n\n")),
        };
        changes
            .entry(sheet)
            .or_default()
            .entry(row)
            .or_default()
            .insert(column, change);
    }
    Ok(changes)
}

/// Adds a sheet behind the last one.
fn add_sheet(xml: &[u8], index: &ContentIndex, sheet: &str, splices: &mut Splices) {
    let all = &index.spreadsheet;
    match (index.behind_sheets, all.close) {
        (Some(at), _) => splices.insert(at, sheet),
        (None, Some(_)) => splices.insert(all.tag.end, sheet),
        (None, None) => {
            let tag = str::from_utf8(xml.get(all.tag.clone()).unwrap_or_default()).unwrap_or_default();
            let close = format!("</{}spreadsheet>", index.names.office);
            splices.replace(all.tag.clone(), format!("{}{sheet}{close}", opened(tag)));
        }
    }
}
