//! Replacing cells in a CSV file, byte by byte.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::csv_file::records::{Quoting, RawCell, Records};
use crate::dialect::{Cut, Escape, SEPARATORS, sniff};
use crate::encoding::{Decoded, decode};
use crate::error::{Limit, TableError};
use crate::guard::{guarded, unguarded};
use crate::limits::Limits;
use crate::replace::CellEdit;
use crate::splice::Splices;
use crate::xlsx::Address;

/// The new texts by row and column.
type Edits<'e> = BTreeMap<(u32, u32), &'e str>;

/// A range of the text and what stands there from now on.
type Change = (Range<usize>, String);

/// When a new text gets quotes that it does not need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    /// When the cell had some.
    AsBefore,
    /// Always.
    Always,
}

/// Replaces cells; see [`replace_cells`](super::replace_cells).
pub(super) fn replace(bytes: &[u8], edits: &[CellEdit]) -> Result<Vec<u8>, TableError> {
    let limits = Limits::default();
    Limits::check(Limit::Bytes, Limits::size(bytes.len()), limits.most_bytes())?;
    let decoded = decode(bytes)?;
    let sniffed = sniff(&decoded.text, "");
    let edits: Edits<'_> = edits
        .iter()
        .map(|edit| ((edit.row, edit.column), edit.text.as_str()))
        .collect();

    for quotes in [Quotes::AsBefore, Quotes::Always] {
        let changes = changes(&decoded.text, sniffed.start, sniffed.cut, &edits, quotes)?;
        let mut text = Splices::default();
        for (range, new) in &changes {
            text.replace(range.clone(), new.as_bytes());
        }
        let Ok(text) = String::from_utf8(text.apply(decoded.text.as_bytes())) else {
            continue;
        };
        // A new text must not make the file look as if another character separated its cells.
        if sniff(&text, "").cut == sniffed.cut
            && reads_as_meant(&decoded.text, &text, sniffed.start, sniffed.cut, &edits)
        {
            let new = splice(bytes, &decoded, changes)?;
            // The characters that told the encoding may be those that were replaced.
            if decode(&new).is_ok_and(|again| again.text == text) {
                return Ok(new);
            }
        }
    }
    Err(TableError::NotWritable {
        reason: "with these texts the rest of the file would be read differently".to_owned(),
    })
}

/// Whether the new text has the new cells, and all others as before. In a file whose quotes are not in order, a quotation
/// mark of a new text might close what another one opened.
fn reads_as_meant(old: &str, new: &str, start: usize, cut: Cut, edits: &Edits<'_>) -> bool {
    let (mut before, mut after) = (Records::new(old, start, cut), Records::new(new, start, cut));
    let (mut old_cells, mut new_cells) = (Vec::new(), Vec::new());
    let mut row = 0;
    loop {
        row += 1;
        match (before.next_into(&mut old_cells), after.next_into(&mut new_cells)) {
            (Some(_), Some(_)) => {}
            (None, None) => return true,
            _ => return false,
        }
        let width = old_cells.len().max(new_cells.len());
        for (index, column) in (0..width).zip(1_u32..) {
            let text = |cells: &[RawCell], text| {
                let cell = cells.get(index).map(|cell: &RawCell| cell.text(text, cut.escape));
                cell.map(Cow::into_owned).unwrap_or_default()
            };
            let found = text(&new_cells, new);
            let is_meant = match edits.get(&(row, column)) {
                Some(edit) => unguarded(&found) == *edit,
                None => found == text(&old_cells, old),
            };
            if !is_meant {
                return false;
            }
        }
    }
}

/// The changes to the text, ascending.
fn changes(
    text: &str,
    start: usize,
    cut: Cut,
    edits: &Edits<'_>,
    quotes: Quotes,
) -> Result<Vec<Change>, TableError> {
    let mut records = Records::new(text, start, cut);
    let (mut cells, mut changes) = (Vec::new(), Vec::new());
    let (mut row, mut done) = (0, 0);
    while let Some(record) = records.next_into(&mut cells) {
        row += 1;
        let width = u32::try_from(cells.len()).unwrap_or(u32::MAX);
        let of_row: Vec<_> = edits.range((row, 0)..=(row, u32::MAX)).collect();
        for ((_, column), new) in &of_row {
            let index = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(cell) = cells.get(index).filter(|_| *column > 0) {
                changes.push((cell.whole.clone(), spelled(new, Some(cell), cut, quotes)));
                done += 1;
            }
        }
        // Cells that the row does not have yet are added at its end.
        let mut added = String::new();
        let mut column = width.max(1);
        for ((_, beyond), new) in of_row.iter().filter(|((_, beyond), _)| *beyond > width) {
            Address::new(1, *beyond).ok_or_else(|| no_such_cell(row, *beyond))?;
            while column < *beyond {
                added.push(char::from(cut.separator));
                column += 1;
            }
            added.push_str(&spelled(new, None, cut, quotes));
            done += 1;
        }
        if !added.is_empty() {
            changes.push((record.range.end..record.range.end, added));
        }
    }
    if done < edits.len() {
        let missing = edits
            .keys()
            .find(|(number, column)| *number > row || *number == 0 || *column == 0);
        let (row, column) = missing.copied().unwrap_or_default();
        return Err(no_such_cell(row, column));
    }
    Ok(changes)
}

fn no_such_cell(row: u32, column: u32) -> TableError {
    let address = Address::new(row, column);
    TableError::NoSuchCell {
        address: address.map_or_else(|| format!("R{row}C{column}"), |address| address.to_string()),
    }
}

/// A text as the dialect spells it in a cell.
fn spelled(text: &str, old: Option<&RawCell>, cut: Cut, quotes: Quotes) -> String {
    let text = guarded(text);
    let was_quoted = old.is_some_and(|cell| cell.quoting != Quoting::Bare);
    let is_special = |byte: u8| byte == cut.separator || matches!(byte, b'"' | b'\n' | b'\r');
    let is_misleading = |byte: u8| quotes == Quotes::Always && SEPARATORS.contains(&byte);
    let needs_quotes = text.bytes().any(|byte| is_special(byte) || is_misleading(byte));
    if !was_quoted && !needs_quotes && quotes == Quotes::AsBefore {
        return text.into_owned();
    }
    let escaped = match cut.escape {
        Escape::Doubled => text.replace('"', "\"\""),
        Escape::Backslash => text.replace('\\', "\\\\").replace('"', "\\\""),
    };
    format!("\"{escaped}\"")
}

/// The bytes of the file with the changes, in its encoding.
fn splice(bytes: &[u8], decoded: &Decoded, changes: Vec<Change>) -> Result<Vec<u8>, TableError> {
    let mut offsets = Offsets::new(bytes, decoded);
    let mut splices = Splices::default();
    for (range, new) in changes {
        let start = offsets.of(range.start);
        let end = offsets.of(range.end);
        splices.replace(start..end, decoded.encoding.encode(&new)?.into_owned());
    }
    Ok(splices.apply(bytes))
}

/// Turns ascending offsets of the text into those of the file.
struct Offsets<'d> {
    decoded: &'d Decoded,
    bytes: &'d [u8],
    text_at: usize,
    byte_at: usize,
}

impl<'d> Offsets<'d> {
    fn new(bytes: &'d [u8], decoded: &'d Decoded) -> Self {
        Self {
            decoded,
            bytes,
            text_at: 0,
            byte_at: decoded.mark_length(),
        }
    }

    fn of(&mut self, text_offset: usize) -> usize {
        let stretch = self
            .decoded
            .text
            .get(self.text_at..text_offset)
            .unwrap_or_default();
        for character in stretch.chars() {
            self.byte_at += self.width(character);
        }
        self.text_at = text_offset.max(self.text_at);
        self.byte_at.min(self.bytes.len())
    }

    /// The bytes of the character that stands at the offset that was reached.
    fn width(&self, character: char) -> usize {
        if self.decoded.mixed.is_some() {
            let mut buffer = [0; 4];
            let utf_8 = character.encode_utf8(&mut buffer).as_bytes();
            let is_utf_8 = self
                .bytes
                .get(self.byte_at..)
                .is_some_and(|rest| rest.starts_with(utf_8));
            return if is_utf_8 { utf_8.len() } else { 1 };
        }
        self.decoded.encoding.width(character)
    }
}
