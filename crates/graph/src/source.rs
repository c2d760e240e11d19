//! A text that was read, its lines, and its cells when it is a table.

use std::sync::{Arc, OnceLock};

use crate::position::Span;

/// The decoded text of one file, kept for excerpts and for turning offsets into lines.
///
/// The text of a workbook is that of its cells, one after the other; [`Source::cell`] tells which cell an offset lies in.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    cells: Arc<[Cell]>,
    line_starts: OnceLock<Arc<[u32]>>,
    /// The characters before every block of the text; built when the first long line is asked about.
    characters_before: OnceLock<Arc<[u32]>>,
}

/// A cell of a table, as people count it: `F17` is column 6 of row 17.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Where its text stands in the source.
    pub span: Span,
    /// The sheet; a CSV file has none.
    pub sheet: Option<Arc<str>>,
    /// The row, from 1.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
}

impl Cell {
    /// The address within the sheet, as spreadsheets write it.
    ///
    /// ```
    /// use kolophon_graph::{Cell, Span};
    /// let cell = |row, column| Cell { span: Span::new(0, 0), sheet: None, row, column };
    /// assert_eq!(cell(17, 6).address(), "F17");
    /// assert_eq!(cell(1, 28).address(), "AB1");
    /// ```
    #[must_use]
    pub fn address(&self) -> String {
        let (mut letters, mut rest) = (Vec::new(), self.column);
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
            rest /= 26;
        }
        let column: String = letters.into_iter().rev().collect();
        format!("{column}{}", self.row)
    }
}

/// The bytes of a block. Within one, characters are counted; a catalogue of many megabytes may be a single line.
const BLOCK: usize = 4096;

/// A place as people count it: lines and columns start at 1, a column is one Unicode character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Source {
    /// A source called `name` (the path as the user gave it) with its whole text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            cells: Arc::default(),
            line_starts: OnceLock::new(),
            characters_before: OnceLock::new(),
        }
    }

    /// A table: its text, and where each cell stands in it, in the order of the text.
    #[must_use]
    pub fn table(name: impl Into<String>, text: impl Into<Arc<str>>, cells: Vec<Cell>) -> Self {
        debug_assert!(
            cells.is_sorted_by_key(|cell| cell.span.start),
            "cells come in the order of the text"
        );
        Self {
            cells: cells.into(),
            ..Self::new(name, text)
        }
    }

    /// The cell that holds a byte offset, or ends there; `None` between cells, and in a text that is no table.
    ///
    /// Two cells may meet at an offset; the one that begins there is meant.
    #[must_use]
    pub fn cell(&self, offset: u32) -> Option<&Cell> {
        let behind = self.cells.partition_point(|cell| cell.span.start <= offset);
        let cell = self.cells.get(behind.checked_sub(1)?)?;
        (offset <= cell.span.end).then_some(cell)
    }

    /// The path as the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text as a shared handle.
    #[must_use]
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// Line and column of a byte offset; an offset behind the end counts as the end.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = starts.get(line).copied().unwrap_or(0) as usize;
        let end = self.text.floor_char_boundary(offset as usize);
        let column = if end.saturating_sub(start) <= BLOCK {
            characters(self.text.get(start..end).unwrap_or_default())
        } else {
            self.characters_until(end) - self.characters_until(start)
        } + 1;
        LineColumn {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// The text of a line (counted from 1) without its line end; empty behind the last line.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let index = line.saturating_sub(1) as usize;
        let Some(start) = starts.get(index) else { return "" };
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |next| *next as usize);
        self.text
            .get(*start as usize..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r'])
    }

    /// The characters before a byte offset that lies between two characters.
    fn characters_until(&self, offset: usize) -> usize {
        let before = self.characters_before.get_or_init(|| {
            let (mut counts, mut count, mut start) = (Vec::new(), 0, 0);
            while start < self.text.len() {
                counts.push(u32::try_from(count).unwrap_or(u32::MAX));
                let end = self.text.floor_char_boundary(counts.len() * BLOCK);
                count += characters(&self.text[start..end]);
                start = end;
            }
            counts.into()
        });
        let block = (offset / BLOCK).min(before.len().saturating_sub(1));
        let start = self.text.floor_char_boundary(block * BLOCK);
        let count = before.get(block).copied().unwrap_or_default() as usize;
        count + characters(self.text.get(start..offset).unwrap_or_default())
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0)
                .chain(newlines.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)))
                .collect()
        })
    }
}

/// The number of characters, byte order marks aside, which nobody sees.
fn characters(text: &str) -> usize {
    let marks = memchr::memmem::find_iter(text.as_bytes(), "\u{feff}").count();
    text.chars().count() - marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: u32, line: u32, column: u32) {
        assert_eq!(
            Source::new("t", text).line_column(offset),
            LineColumn { line, column },
            "{text:?} at {offset}"
        );
    }

    #[test]
    fn offsets_become_lines_and_columns() {
        check("", 0, 1, 1);
        check("ab\ncd", 3, 2, 1);
        check("ab\ncd", 4, 2, 2);
        check("äb", 2, 1, 2);
        check("ab\n", 99, 2, 1);
        check("\u{feff}a", 3, 1, 1);
    }

    #[test]
    fn columns_of_long_lines_are_counted_like_those_of_short_ones() {
        let mut text = String::from("\u{feff}kurz\n");
        for number in 0..3_000 {
            text.push_str(["ä", "x", "€", "\u{feff}", "🙂"][number % 5]);
            text.push_str(&"y".repeat(number % 7));
        }
        text.push_str("\nEnde");
        let source = Source::new("t", text.as_str());
        let (mut line, mut column) = (1, 1);
        for (at, character) in text.char_indices() {
            let expected = LineColumn { line, column };
            assert_eq!(
                source.line_column(u32::try_from(at).unwrap()),
                expected,
                "at {at}"
            );
            match character {
                '\n' => (line, column) = (line + 1, 1),
                '\u{feff}' => {}
                _ => column += 1,
            }
        }
        assert_eq!(source.line_column(u32::MAX), LineColumn { line, column });
        assert_eq!(line, 3);
    }

    /// Counting from the line's start every time would look at a hundred billion characters, and nobody would wait.
    #[test]
    fn every_column_of_a_very_long_line_is_found() {
        let text = "ä".repeat(1_000_000);
        let source = Source::new("t", text.as_str());
        for column in (1..1_000_000).step_by(5) {
            assert_eq!(source.line_column(2 * (column - 1)).column, column);
        }
    }

    #[test]
    fn short_lines_need_no_index_of_columns() {
        let source = Source::new("t", "kurz\n".repeat(10_000));
        assert_eq!(
            source.line_column(40_001),
            LineColumn {
                line: 8_001,
                column: 2
            }
        );
        assert!(source.characters_before.get().is_none());
    }

    #[test]
    fn cells_are_found_by_what_they_hold() {
        let cell = |start, end, column| Cell {
            span: Span::new(start, end),
            sheet: None,
            row: 1,
            column,
        };
        let source = Source::table(
            "t.csv",
            "ab;;c",
            vec![cell(0, 2, 1), cell(3, 3, 2), cell(4, 5, 3)],
        );
        let column = |offset| source.cell(offset).map(|cell| cell.column);
        let columns: Vec<_> = (0..=6).map(column).collect();
        assert_eq!(
            columns,
            [Some(1), Some(1), Some(1), Some(2), Some(3), Some(3), None]
        );
        assert_eq!(Source::new("t", "ab").cell(0), None);
    }

    #[test]
    fn lines_come_without_their_end() {
        let source = Source::new("t", "eins\r\nzwei\n");
        assert_eq!(source.line(1), "eins");
        assert_eq!(source.line(2), "zwei");
        assert_eq!(source.line(3), "");
        assert_eq!(source.line(9), "");
    }
}
