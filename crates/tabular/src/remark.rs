//! What is odd about a file of tables, although it could be read.

mod wording;

use std::sync::Arc;

use kolophon_graph::Span;

use crate::encoding::Encoding;

/// Something odd about a file. What the reader did about it stands at the [`RemarkKind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is.
    pub kind: RemarkKind,
    /// The first place, when there is one in the text of the source.
    pub span: Option<Span>,
    /// The sheet, in files of several sheets.
    pub sheet: Option<Arc<str>>,
    /// How many places this remark stands for: itself and those behind it that got no remark of their own.
    pub count: u32,
}

impl Remark {
    /// A remark about one place.
    pub(crate) fn at(kind: RemarkKind, span: Span) -> Self {
        Self {
            kind,
            span: Some(span),
            sheet: None,
            count: 1,
        }
    }

    /// A remark about the whole file.
    pub(crate) fn of_file(kind: RemarkKind) -> Self {
        Self {
            kind,
            span: None,
            sheet: None,
            count: 1,
        }
    }
}

/// How sure the reader is of an encoding that nothing in the file declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The letters make German words.
    Likely,
    /// Another encoding would do as well.
    Unsure,
}

/// The kinds of [`Remark`]. Each says what the reader did.
///
/// Exhaustive on purpose: whoever words the kinds does not compile until a new one has its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RemarkKind {
    /// The text is no UTF-8 and was read in the encoding that makes German text of it.
    EncodingGuessed {
        /// The encoding.
        encoding: Encoding,
        /// How sure that is.
        certainty: Certainty,
    },
    /// Most of the text is UTF-8, some bytes are not. These were read as Windows-1252.
    MixedEncoding,
    /// Characters that were lost before: `U+FFFD`, or half a character of UTF-16. They are kept as `U+FFFD`.
    BrokenCharacters,
    /// Control characters `U+0080` to `U+009F`, which is what remains of quotes and dashes read in the wrong encoding.
    /// They are kept.
    ControlCharacters,
    /// NUL characters. They are kept.
    NulCharacters,
    /// UTF-8 that was taken for Windows-1252 and encoded again, as `Ã¼` for `ü`. It is kept.
    DoublyEncoded {
        /// What the text says.
        found: String,
        /// What is meant.
        meant: String,
    },
    /// The first line, `sep=;`, tells Excel the separator. It is no row.
    SeparatorLine {
        /// The separator.
        separator: char,
    },
    /// No character separates columns; every line was read as one cell.
    OneColumn,
    /// Lines end in different ways. All were read as line ends.
    MixedLineEnds {
        /// Lines that end in CR LF.
        crlf: u32,
        /// Lines that end in LF alone.
        lf: u32,
        /// Lines that end in CR alone.
        cr: u32,
    },
    /// A quotation mark opens a cell and nothing closes it. It was taken as part of the text, and the cell ends at the
    /// next separator.
    UnclosedQuote,
    /// A quotation mark stands in the middle of a quoted cell without being doubled. It was taken as part of the text
    /// when the cell is closed by another one; otherwise it closed the quoted part.
    StrayQuote,
    /// Rows above the header. They are kept.
    RowsAboveHeader {
        /// The number of the first.
        first: u32,
        /// The row that was taken for the header.
        header: u32,
    },
    /// Rows below the table with a single cell, as a source or a footnote. They are kept.
    RowsBelowTable {
        /// The number of the first.
        first: u32,
    },
    /// Empty rows between others.
    BlankRows {
        /// The number of the first.
        first: u32,
    },
    /// A row has more or fewer cells than the header. All are kept.
    RaggedRow {
        /// The number of the row.
        row: u32,
        /// Its cells.
        found: u32,
        /// The header's cells.
        expected: u32,
    },
    /// Rows end in more separators than the header, with nothing between them.
    SurplusSeparators,
    /// The sheet is hidden. It was read. The one that [`write_xlsx`](crate::write_xlsx) hides is meant to be.
    HiddenSheet,
    /// The tab holds a chart or a dialogue instead of cells. It was passed over.
    NoCells,
    /// Cells are computed. The values that the spreadsheet computed last were taken.
    Formulas,
    /// Cells are computed, but the file holds no value. They count as empty.
    FormulasWithoutValue,
    /// Cells hold an error value such as `#DIV/0!`. They are kept as [`Value::Error`](crate::Value::Error).
    ErrorValues,
    /// Cells are merged. The value stands in the first, the others are empty.
    MergedCells {
        /// The first merged range, as `A1:C1`.
        range: String,
    },
    /// The sheet is protected against changes. It was read.
    ProtectedSheet,
    /// The file contains macros. They were not looked at.
    Macros,
    /// Formulas refer to other files. Their last values were taken.
    ExternalLinks,
    /// The file bears a digital signature, which any change breaks. It was not checked.
    Signature,
}
