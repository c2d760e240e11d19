//! The copy of an XLSX file: the same package, with colours, notes and a sheet added.

use std::collections::BTreeMap;

use quick_xml::escape::escape;

use crate::error::TableError;
use crate::limits::Limits;
use crate::package::{Changes, Package};
use crate::remark::RemarkKind;
use crate::replace::{SheetEditor, part_of_sheet};
use crate::review::comments::{self, Notes};
use crate::review::package_parts::{Growing, MAIN, OFFICE_RELATIONS};
use crate::review::styles::{self, Styles};
use crate::review::{CellNote, Loss, free_name, todo_sheet};
use crate::splice::Splices;
use crate::write::{Mark, SheetOut};
use crate::xlsx::{Address, Parts, SheetPart};
use crate::xml_edit::Tree;

const WORKSHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const STYLES_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// What a worksheet holds behind the drawing with the boxes of its notes (ISO/IEC 29500-1, 18.3.1.99).
const BEHIND_DRAWING: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    // What wraps controls and objects.
    "AlternateContent",
];

/// The longest text of a cell or a note, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

/// A note's text and the mark of its cell; the gravest of several.
type Noted<'n> = BTreeMap<Address, (Vec<&'n str>, Mark)>;

/// Makes the copy; see [`review_copy`](super::review_copy).
pub(super) fn review(
    bytes: &[u8],
    notes: &[CellNote],
    todo: &SheetOut,
) -> Result<(Vec<u8>, Vec<Loss>), TableError> {
    let limits = Limits::default();
    let mut package = Package::open(bytes, &limits)?;
    let parts = Parts::read(&mut package)?;
    let mut by_sheet: BTreeMap<&str, (&SheetPart, Noted<'_>)> = BTreeMap::new();
    for note in notes {
        let (sheet, address) = part_of_sheet(&parts, note.sheet.as_deref(), note.row, note.column)?;
        let (_, noted) = by_sheet
            .entry(sheet.path.as_str())
            .or_insert_with(|| (sheet, Noted::new()));
        let (texts, mark) = noted.entry(address).or_insert_with(|| (Vec::new(), note.mark));
        texts.push(&note.text);
        *mark = note.mark.max(*mark);
    }
    let mut losses = Vec::new();
    if parts
        .remarks()
        .iter()
        .any(|remark| remark.kind == RemarkKind::Signature)
    {
        losses.push(Loss::Signature);
    }
    let mut growing = Growing {
        package: &mut package,
        changes: Changes::default(),
    };
    let styles_part = styles_part(&mut growing, &parts)?;
    let mut styles = Styles::of(&styles_part, growing.part(&styles_part)?)?;
    for (sheet, noted) in by_sheet.values() {
        annotate(&mut growing, sheet, noted, &mut styles, &mut losses)?;
    }
    add_sheet(&mut growing, &parts, todo, &mut styles)?;
    growing.set(&styles_part, styles.finish());
    let Growing { package, changes } = growing;
    Ok((changes.apply(package)?, losses))
}

/// The styles part; a workbook without one gets it.
fn styles_part(growing: &mut Growing<'_, '_>, parts: &Parts) -> Result<String, TableError> {
    let known = parts.styles.as_deref();
    if let Some(known) = known.filter(|part| growing.package.find(part).is_some()) {
        return Ok(known.to_owned());
    }
    let part = known.map_or_else(|| growing.free_part("xl/styles", ".xml"), str::to_owned);
    growing.add(&part, STYLES_TYPE, &styles::empty(MAIN))?;
    if known.is_none() {
        growing.relate(&parts.workbook, "styles", &part)?;
    }
    Ok(part)
}

/// Gives cells of a sheet their colours and notes.
fn annotate(
    growing: &mut Growing<'_, '_>,
    sheet: &SheetPart,
    noted: &Noted<'_>,
    styles: &mut Styles,
    losses: &mut Vec<Loss>,
) -> Result<(), TableError> {
    let xml = growing.part(&sheet.path)?;
    let mut editor = SheetEditor::new(&sheet.path, &xml)?;
    let mut notes = Notes::new();
    for (address, (texts, mark)) in noted {
        let old = editor.index.cell(*address).map_or(0, |cell| cell.style);
        editor.set_style(*address, styles.marked(old, *mark));
        let text = texts.join("\n\n");
        check_length(&text, *address)?;
        if !text.is_empty() {
            notes.insert(*address, text);
        }
    }
    if notes.is_empty() {
        growing.set(&sheet.path, editor.finish());
        return Ok(());
    }
    let drawing = editor.index.legacy_drawing.clone();
    let (relation, known) = comments::add(growing, &sheet.path, drawing.as_deref(), &notes)?;
    if let Some(id) = relation {
        let prefix = &editor.index.prefix;
        let element = format!("<{prefix}legacyDrawing xmlns:r=\"{OFFICE_RELATIONS}\" r:id=\"{id}\"/>");
        let mut children = editor.index.children.iter();
        let behind = children.find(|(name, _)| BEHIND_DRAWING.contains(&name.as_str()));
        let at = behind.map_or(editor.index.end, |(_, range)| range.start);
        editor.splices.insert(at, element);
    }
    growing.set(&sheet.path, editor.finish());
    let has_discussions = growing
        .related(&sheet.path, |kind, _| kind == "threadedComment")?
        .is_some();
    if has_discussions {
        losses.extend(known.into_iter().map(|cell| Loss::HiddenNote {
            cell: format!("{}!{cell}", sheet.name),
        }));
    }
    Ok(())
}

fn check_length(text: &str, address: Address) -> Result<(), TableError> {
    if text.encode_utf16().count() > LONGEST_TEXT {
        return Err(TableError::NotWritable {
            reason: format!("the note at {address} is longer than {LONGEST_TEXT} characters"),
        });
    }
    Ok(())
}

/// Adds the sheet of what is to be done as the last one, so that the numbers of the others stay.
fn add_sheet(
    growing: &mut Growing<'_, '_>,
    parts: &Parts,
    todo: &SheetOut,
    styles: &mut Styles,
) -> Result<(), TableError> {
    let part = growing.free_part("xl/worksheets/sheetKolophon", ".xml");
    let sheet = todo_sheet::xml(todo, styles);
    growing.add(&part, WORKSHEET_TYPE, &sheet)?;
    let id = growing.relate(&parts.workbook, "worksheet", &part)?;
    let name = free_name(&todo.name, |name| {
        parts.sheets.iter().any(|sheet| sheet.name.to_lowercase() == name)
    });

    let xml = growing.part(&parts.workbook)?;
    let tree = Tree::of(&parts.workbook, &xml, 3)?;
    let Some((at, sheets)) = tree.find("sheets") else {
        return Err(TableError::Damaged {
            part: parts.workbook.clone(),
            reason: "it has no sheets".to_owned(),
        });
    };
    let number = tree
        .children(at)
        .filter_map(|(_, sheet)| sheet_id(sheet.tag_text(&xml)))
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    let element = format!(
        "<{}sheet xmlns:r=\"{OFFICE_RELATIONS}\" name=\"{}\" sheetId=\"{number}\" r:id=\"{id}\"/>",
        sheets.prefix,
        escape(name.as_str())
    );
    let mut splices = Splices::default();
    sheets.append(&xml, &element, &mut splices);
    let grown = splices.apply(&xml);
    growing.set(&parts.workbook, grown);
    Ok(())
}

fn sheet_id(tag: &str) -> Option<u32> {
    let (_, rest) = tag.split_once("sheetId=")?;
    let digits = rest.trim_start_matches(['"', '\'']);
    let end = digits.find(|character: char| !character.is_ascii_digit())?;
    digits[..end].parse().ok()
}
