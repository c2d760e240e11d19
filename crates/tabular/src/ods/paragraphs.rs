//! The text of a cell: paragraphs, with their spaces as ISO/IEC 26300-1, 6.1, has them.

use crate::xml::Tag;

/// Spaces that one element stands for; nobody types more.
const MOST_SPACES: usize = 1000;

/// The text of a cell while its paragraphs are read.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    text: String,
    /// How many paragraphs were begun.
    count: usize,
    /// How deep in a paragraph the reader is; 0 is outside.
    depth: usize,
    /// Whether the paragraph ends in a space that a following one would join.
    ends_in_space: bool,
}

impl Paragraphs {
    /// An element begins inside of the cell.
    pub(super) fn start(&mut self, tag: &Tag<'_>) {
        if self.depth > 0 {
            self.depth += 1;
        }
        match tag.name() {
            b"p" | b"h" if self.depth == 0 => {
                if self.count > 0 {
                    self.text.push('\n');
                }
                self.count += 1;
                self.depth = 1;
                self.ends_in_space = true;
            }
            b"s" if self.depth > 0 => {
                let spaces = tag.number::<usize>(b"c").unwrap_or(1).min(MOST_SPACES);
                self.text.extend(std::iter::repeat_n(' ', spaces));
                self.ends_in_space = false;
            }
            b"tab" if self.depth > 0 => {
                self.text.push('\t');
                self.ends_in_space = false;
            }
            b"line-break" if self.depth > 0 => {
                self.text.push('\n');
                self.ends_in_space = true;
            }
            _ => {}
        }
    }

    /// An element ends inside of the cell.
    pub(super) fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Characters come. Spaces, tabs and line ends in a row count as one space, at the start of a paragraph as none.
    pub(super) fn push(&mut self, text: &str) {
        if self.depth == 0 {
            return;
        }
        for character in text.chars() {
            match character {
                ' ' | '\t' | '\n' | '\r' if self.ends_in_space => {}
                ' ' | '\t' | '\n' | '\r' => {
                    self.text.push(' ');
                    self.ends_in_space = true;
                }
                character => {
                    self.text.push(character);
                    self.ends_in_space = false;
                }
            }
        }
    }

    /// The text.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}
