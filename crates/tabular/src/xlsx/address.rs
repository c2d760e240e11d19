//! The address of a cell, as `F17`.

use std::fmt;

use kolophon_graph::{Cell, Span};

use crate::xlsx::{MOST_COLUMNS, MOST_ROWS};

/// Row and column of a cell, both from 1, within what a worksheet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Address {
    pub(crate) row: u32,
    pub(crate) column: u32,
}

impl Address {
    /// Reads `F17` or `$F$17`; `None` for what no worksheet has.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('$').unwrap_or(text);
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters == 0 || letters > 3 {
            return None;
        }
        let (letters, digits) = text.split_at(letters);
        let digits = digits.strip_prefix('$').unwrap_or(digits);
        if digits.is_empty() || digits.len() > 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let column = letters.bytes().fold(0, |column, letter| {
            column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
        });
        Self::new(digits.parse().ok()?, column)
    }

    /// The address of a row and a column, if a worksheet has them.
    pub(crate) fn new(row: u32, column: u32) -> Option<Self> {
        ((1..=MOST_ROWS).contains(&row) && (1..=MOST_COLUMNS).contains(&column))
            .then_some(Self { row, column })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = Cell {
            span: Span::new(0, 0),
            sheet: None,
            row: self.row,
            column: self.column,
        };
        formatter.write_str(&cell.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for (text, row, column) in [
            ("A1", 1, 1),
            ("F17", 17, 6),
            ("AB1", 1, 28),
            ("XFD1048576", MOST_ROWS, MOST_COLUMNS),
        ] {
            let address = Address { row, column };
            assert_eq!(Address::parse(text), Some(address));
            assert_eq!(address.to_string(), text);
        }
        assert_eq!(Address::parse("$F$17"), Address::new(17, 6));
    }

    #[test]
    fn what_no_worksheet_has_is_no_address() {
        for text in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "ZZZZZZZZ1",
            "A99999999999",
            "A1B",
            "Ä1",
            "A-1",
            "A1:B2",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
