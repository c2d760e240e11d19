//! The notes of a sheet: their texts in one part, the boxes that show them in another (VML, as Excel wants it).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::escape::partial_escape;

use crate::error::TableError;
use crate::review::package_parts::{Growing, MAIN};
use crate::splice::Splices;
use crate::xlsx::{Address, encoded_string};
use crate::xml_edit::{Place, Tree};

const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const VML_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
const AUTHOR: &str = "Kolophon";

/// The texts of notes by their cells.
pub(super) type Notes = BTreeMap<Address, String>;

/// Adds notes to a sheet. Returns the relation of the drawing with their boxes if the sheet does not have one yet, and
/// the cells that had a note already.
pub(super) fn add(
    growing: &mut Growing<'_, '_>,
    sheet: &str,
    drawing: Option<&str>,
    notes: &Notes,
) -> Result<(Option<String>, Vec<Address>), TableError> {
    let known = add_texts(growing, sheet, notes)?;
    let new: Vec<Address> = notes
        .keys()
        .filter(|cell| !known.contains(cell))
        .copied()
        .collect();
    let relation = add_boxes(growing, sheet, drawing, &new)?;
    Ok((relation, known))
}

/// Adds the texts of notes; returns the cells that had one already.
fn add_texts(growing: &mut Growing<'_, '_>, sheet: &str, notes: &Notes) -> Result<Vec<Address>, TableError> {
    if let Some(part) = growing.related(sheet, |kind, _| kind == "comments")? {
        let xml = growing.part(&part)?;
        let (grown, known) = extended(&part, &xml, notes)?;
        growing.set(&part, grown);
        return Ok(known);
    }
    let part = growing.free_part("xl/comments", ".xml");
    let body = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author>{AUTHOR}</author></authors><commentList>{}</commentList></comments>",
        elements("", notes, 0)
    );
    growing.add(&part, COMMENTS_TYPE, &body)?;
    growing.relate(sheet, "comments", &part)?;
    Ok(Vec::new())
}

/// Adds the boxes of notes; returns the relation of a drawing that the sheet did not have.
fn add_boxes(
    growing: &mut Growing<'_, '_>,
    sheet: &str,
    drawing: Option<&str>,
    cells: &[Address],
) -> Result<Option<String>, TableError> {
    let Some(id) = drawing else {
        let part = growing.free_part("xl/drawings/vmlDrawingKolophon", ".vml");
        growing.add_by_ending(&part, "vml", VML_TYPE, with_boxes(EMPTY_DRAWING, cells))?;
        return growing.relate(sheet, "vmlDrawing", &part).map(Some);
    };
    let part = growing.related(sheet, |_, known| known == id)?;
    let part = part.ok_or_else(|| TableError::Damaged {
        part: sheet.to_owned(),
        reason: format!("the relation {id} is missing"),
    })?;
    let vml = growing.part(&part)?;
    let grown = with_boxes(&String::from_utf8_lossy(&vml), cells);
    growing.set(&part, grown);
    Ok(None)
}

/// The notes as elements.
fn elements(prefix: &str, notes: &Notes, author: usize) -> String {
    let mut elements = String::new();
    for (cell, text) in notes {
        // Writing to a string does not fail.
        let _ = write!(
            elements,
            "<{prefix}comment ref=\"{cell}\" authorId=\"{author}\"><{prefix}text>{}</{prefix}text></{prefix}comment>",
            run(prefix, text)
        );
    }
    elements
}

fn run(prefix: &str, text: &str) -> String {
    let text = encoded_string(text);
    let text = partial_escape(text.as_str());
    format!("<{prefix}r><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}r>")
}

/// A comments part with more notes, and the cells that had one: there the new text follows the old one.
fn extended(part: &str, xml: &[u8], notes: &Notes) -> Result<(Vec<u8>, Vec<Address>), TableError> {
    let tree = Tree::of(part, xml, 4)?;
    let damaged = |name: &str| TableError::Damaged {
        part: part.to_owned(),
        reason: format!("{name} is missing"),
    };
    let (authors_at, authors) = tree.find("authors").ok_or_else(|| damaged("authors"))?;
    let (list_at, list) = tree.find("commentList").ok_or_else(|| damaged("commentList"))?;
    let prefix = list.prefix.as_str();
    let mut splices = Splices::default();
    let mut known = Vec::new();
    for (at, comment) in tree.children(list_at) {
        let Some(cell) = cell_of(comment, xml) else {
            continue;
        };
        let Some(text) = notes.get(&cell) else { continue };
        if let Some((_, element)) = tree.children(at).find(|(_, child)| child.name == "text") {
            element.append(xml, &run(prefix, &format!("\n{AUTHOR}: {text}")), &mut splices);
            known.push(cell);
        }
    }
    let mut new = notes.clone();
    new.retain(|cell, _| !known.contains(cell));
    if !new.is_empty() {
        let is_ours = |author: &Place| author.text(xml).contains(&format!(">{AUTHOR}</"));
        let known = tree.children(authors_at).position(|(_, author)| is_ours(author));
        let author = known.unwrap_or_else(|| {
            let element = format!("<{prefix}author>{AUTHOR}</{prefix}author>");
            authors.append(xml, &element, &mut splices);
            tree.children(authors_at).count()
        });
        list.append(xml, &elements(prefix, &new, author), &mut splices);
    }
    Ok((splices.apply(xml), known))
}

fn cell_of(comment: &Place, xml: &[u8]) -> Option<Address> {
    let tag = comment.tag_text(xml);
    let (_, rest) = tag.split_once(" ref=")?;
    let quote = rest.chars().next()?;
    Address::parse(rest[1..].split(quote).next()?)
}

const EMPTY_DRAWING: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"></xml>";

const BOX_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// A VML drawing with boxes for more notes. Drawings are not always well-formed XML, so it is taken as text.
fn with_boxes(drawing: &str, cells: &[Address]) -> String {
    let mut boxes = String::new();
    if !drawing.contains("\"_x0000_t202\"") {
        boxes.push_str(BOX_TYPE);
    }
    let first = drawing.matches("<v:shape ").count();
    for (number, cell) in (first..).zip(cells) {
        let (row, column) = (cell.row - 1, cell.column - 1);
        // Writing to a string does not fail.
        let _ = write!(
            boxes,
            "<v:shape id=\"_x0000_k{number}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:90pt;z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, 15, {row}, 2, {}, 15, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
            number + 1,
            column + 1,
            column + 5,
            row + 6,
        );
    }
    match drawing.rfind("</xml>") {
        Some(end) => format!("{}{boxes}{}", &drawing[..end], &drawing[end..]),
        // Not a drawing that could be added to; the notes are there all the same.
        None => drawing.to_owned(),
    }
}
