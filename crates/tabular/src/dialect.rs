//! How a text is cut into cells: the separator, the quotes, the line ends.

mod plausible;
mod sniff;

use crate::encoding::{ByteOrderMark, Encoding};

pub(crate) use crate::dialect::plausible::is_number;
pub(crate) use crate::dialect::sniff::SEPARATORS;
pub use crate::dialect::sniff::{Sniffed, sniff};

/// The dialect of a CSV file, with the encoding of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The ASCII character between two cells.
    pub separator: u8,
    /// How a quotation mark is written inside of quotation marks.
    pub escape: Escape,
    /// How lines end, or most of them.
    pub line_end: LineEnd,
    /// The encoding of the text.
    pub encoding: Encoding,
    /// Whether the file begins with a byte order mark.
    pub mark: ByteOrderMark,
    /// Whether the first line is `sep=;`, which Excel understands and nobody else.
    pub hint: SeparatorHint,
}

/// How a quotation mark is written inside of quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Escape {
    /// Twice: `""` (RFC 4180, 2.7).
    #[default]
    Doubled,
    /// After a backslash: `\"`. A backslash may be written as `\\`.
    Backslash,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// CR LF, as RFC 4180 and Windows have it.
    CrLf,
    /// LF.
    #[default]
    Lf,
    /// CR, as old Macs had it.
    Cr,
}

impl LineEnd {
    /// The characters.
    #[must_use]
    pub fn characters(self) -> &'static str {
        match self {
            Self::CrLf => "\r\n",
            Self::Lf => "\n",
            Self::Cr => "\r",
        }
    }
}

/// Whether the first line tells the separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeparatorHint {
    /// `sep=;` is the first line.
    Present,
    /// The first line is a row.
    Absent,
}

/// What cuts a text into cells: the part of a dialect that has to be guessed from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The ASCII character between two cells.
    pub separator: u8,
    /// How a quotation mark is written inside of quotation marks.
    pub escape: Escape,
}
