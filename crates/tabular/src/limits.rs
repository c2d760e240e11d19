//! How much a file may hold, so that no file takes the machine's memory.

use crate::error::{Limit, TableError};

/// The most that is read of a file. What goes beyond ends in [`TableError::TooLarge`]; nothing is cut off silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of the file. Never more than 1 GiB, because spans are 32 bits wide and decoding can triple a text.
    pub bytes: u64,
    /// The bytes of all parts of an XLSX or ODS file once unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger a part may be unpacked than packed; counts from [`Limits::RATIO_COUNTS_FROM`] on.
    pub ratio: u64,
    /// The cells with content and the empty ones between them, of all sheets.
    pub cells: u64,
    /// The parts of an XLSX or ODS file: sheets, pictures, styles.
    pub parts: u64,
    /// The sheets.
    pub sheets: u64,
    /// The bytes of one cell's text. A spreadsheet holds 32 767 characters; a CSV file may hold a map in a cell.
    pub cell_text: u64,
    /// The bytes of all cells' texts of an XLSX or ODS file. Every cell may refer to the same long text.
    pub text: u64,
}

impl Limits {
    /// The size of an unpacked part from which [`Limits::ratio`] counts: small parts compress as they like.
    pub const RATIO_COUNTS_FROM: u64 = 4 << 20;

    /// Spans are 32 bits wide, and a byte of a file becomes three in its text at most.
    pub(crate) const LARGEST_FILE: u64 = 1 << 30;

    /// Refuses a size above the most that is allowed.
    pub(crate) fn check(limit: Limit, size: u64, most: u64) -> Result<(), TableError> {
        if size > most {
            Err(TableError::TooLarge { limit, most })
        } else {
            Ok(())
        }
    }

    /// A length as a limit counts it.
    pub(crate) fn size(length: usize) -> u64 {
        u64::try_from(length).unwrap_or(u64::MAX)
    }

    /// The most bytes of a file that are read in any case.
    pub(crate) fn most_bytes(&self) -> u64 {
        self.bytes.min(Self::LARGEST_FILE)
    }
}

impl Default for Limits {
    /// Ample for a city's list of datasets, and for most data files.
    fn default() -> Self {
        Self {
            bytes: 128 << 20,
            unpacked_bytes: 256 << 20,
            ratio: 400,
            cells: 3_000_000,
            parts: 20_000,
            sheets: 500,
            cell_text: 8 << 20,
            text: 128 << 20,
        }
    }
}

/// What was read of a workbook's limits so far.
#[derive(Debug)]
pub(crate) struct Budget<'l> {
    limits: &'l Limits,
    cells: u64,
    text: u64,
}

impl<'l> Budget<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            cells: 0,
            text: 0,
        }
    }

    /// Counts cells that hold a text of so many bytes each.
    pub(crate) fn spend(&mut self, cells: u64, length: usize) -> Result<(), TableError> {
        let length = Limits::size(length);
        Limits::check(Limit::CellText, length, self.limits.cell_text)?;
        self.cells = self.cells.saturating_add(cells);
        Limits::check(Limit::Cells, self.cells, self.limits.cells)?;
        self.text = self.text.saturating_add(cells.saturating_mul(length));
        Limits::check(Limit::Text, self.text, self.limits.text)
    }

    /// Counts the sheets.
    pub(crate) fn sheets(&self, count: usize) -> Result<(), TableError> {
        Limits::check(Limit::Sheets, Limits::size(count), self.limits.sheets)
    }

    /// The cells that may still be counted.
    pub(crate) fn cells_left(&self) -> u64 {
        self.limits.cells.saturating_sub(self.cells)
    }
}
