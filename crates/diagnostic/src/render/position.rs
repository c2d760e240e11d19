//! From byte offsets to lines and columns, for formats that name the end of a place or the place of an edit.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::finding::Place;
use crate::report::Report;

/// The bytes of a block. Within one, characters are counted; a catalogue of many megabytes may be a single line.
const BLOCK: usize = 4096;

/// A range of characters. Lines and columns start at 1; the end is behind the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) start: (u32, u32),
    pub(super) end: (u32, u32),
}

/// The texts of a report, by name.
pub(super) struct Positions<'a> {
    texts: BTreeMap<&'a str, Lines<'a>>,
}

impl<'a> Positions<'a> {
    /// Nothing is counted before it is asked for.
    pub(super) fn of(report: &'a Report) -> Self {
        let named = |source: &'a crate::report::SourceText| {
            let lines = Lines {
                text: &source.text,
                marks: OnceCell::new(),
            };
            (source.name.as_str(), lines)
        };
        Self {
            texts: report.sources.iter().map(named).collect(),
        }
    }

    /// The lines and columns of a range of bytes; `None` when the text is unknown or shorter.
    pub(super) fn region(&self, file: &str, (start, end): (usize, usize)) -> Option<Region> {
        let lines = self.texts.get(file)?;
        let start_at = lines.line_column(start)?;
        Some(Region {
            start: start_at,
            end: lines.line_column(end.max(start))?,
        })
    }

    /// The lines and columns of a place; where its end is unknown, it ends where it starts.
    pub(super) fn of_place(&self, place: &Place) -> Region {
        let start = (place.line.max(1), place.column.max(1));
        let end = self
            .region(&place.file, place.bytes)
            .filter(|_| place.is_in_text())
            .map(|region| region.end);
        Region {
            start,
            end: end.unwrap_or(start).max(start),
        }
    }
}

/// A text, and line and column at the start of each of its blocks.
struct Lines<'a> {
    text: &'a str,
    marks: OnceCell<Vec<(u32, u32)>>,
}

impl Lines<'_> {
    fn line_column(&self, offset: usize) -> Option<(u32, u32)> {
        if offset > self.text.len() {
            return None;
        }
        let offset = self.text.floor_char_boundary(offset);
        let marks = self.marks.get_or_init(|| marks(self.text));
        let block = offset / BLOCK;
        let from = self.text.floor_char_boundary(block * BLOCK);
        Some(advance(*marks.get(block)?, &self.text[from..offset]))
    }
}

fn marks(text: &str) -> Vec<(u32, u32)> {
    let mut marks = vec![(1, 1)];
    let (mut at, mut start) = ((1, 1), 0);
    while marks.len() * BLOCK <= text.len() {
        let end = text.floor_char_boundary(marks.len() * BLOCK);
        at = advance(at, &text[start..end]);
        marks.push(at);
        start = end;
    }
    marks
}

/// Line and column behind a text that begins at `at`. A byte order mark is seen by nobody and has no column.
fn advance((mut line, mut column): (u32, u32), text: &str) -> (u32, u32) {
    for character in text.chars() {
        match character {
            '\n' => (line, column) = (line.saturating_add(1), 1),
            '\u{feff}' => {}
            _ => column = column.saturating_add(1),
        }
    }
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, expected: Option<(u32, u32)>) {
        let lines = Lines {
            text,
            marks: OnceCell::new(),
        };
        assert_eq!(lines.line_column(offset), expected);
    }

    #[test]
    fn offsets_are_counted_in_characters() {
        check("", 0, Some((1, 1)));
        check("\u{feff}äb\ncd", 5, Some((1, 2)));
        check("äb\ncd", 4, Some((2, 1)));
        check("äb\ncd", 6, Some((2, 3)));
        check("äb\ncd", 7, None);
    }

    #[test]
    fn blocks_change_nothing() {
        for filler in ["a", "ä", "\n", "😀"] {
            let text = format!("{}ende", filler.repeat(5 * BLOCK));
            for offset in [0, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 2, text.len()] {
                let until = text.floor_char_boundary(offset);
                check(&text, offset, Some(advance((1, 1), &text[..until])));
            }
        }
    }
}
