//! A copy of an officer's table with the bad cells highlighted, a note at each, and a sheet of what is to be done.

mod comments;
mod fresh;
mod in_place;
mod ods;
mod ods_styles;
mod package_parts;
mod styles;
mod todo_sheet;

use kolophon_diagnostic::Text;

use crate::error::TableError;
use crate::format::TableFormat;
use crate::write::{Mark, SheetOut};

/// A note at a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellNote {
    /// The sheet; `None` means the first, and the only one of a CSV file.
    pub sheet: Option<String>,
    /// The row as [`Row::number`](crate::Row) counts it.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
    /// What the note says.
    pub text: String,
    /// How the cell is highlighted.
    pub mark: Mark,
}

/// Something of the original that the copy does not keep.
///
/// Exhaustive on purpose: whoever words the kinds does not compile until a new one has its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// The digital signature: it is about the bytes, and these have changed.
    Signature,
    /// A note at a cell with a discussion, which Excel shows instead of it.
    HiddenNote {
        /// The cell, as `Datensätze!F17`.
        cell: String,
    },
}

impl Loss {
    /// What to tell the officer.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Signature => Text::new(
                "Die digitale Signatur gilt für die Kopie nicht.",
                "The digital signature does not hold for the copy.",
            ),
            Self::HiddenNote { cell } => Text::new(
                format!("An der Zelle {cell} zeigt Excel die Diskussion statt unserer Notiz."),
                format!("At the cell {cell}, Excel shows the discussion instead of our note."),
            ),
        }
    }
}

/// Makes the copy and names what it does not keep.
///
/// Of an XLSX or ODS file all is kept: the copy is the same package, in which the cells have got a colour and a note, and
/// a sheet is added at the end. Formulas, macros, other sheets and their numbers stay. A CSV file, which has no notes, is
/// written anew from its cells as an XLSX file. The file is read within the [`Limits`](crate::Limits) that are the default.
///
/// # Errors
/// [`TableError::NoSuchCell`] when a sheet does not exist; [`TableError::NotWritable`] when a text breaks the limits of
/// the format; and what [`read`](crate::read) refuses.
pub fn review_copy(
    bytes: &[u8],
    format: TableFormat,
    notes: &[CellNote],
    todo: &SheetOut,
) -> Result<(Vec<u8>, Vec<Loss>), TableError> {
    match format {
        TableFormat::Xlsx => in_place::review(bytes, notes, todo),
        TableFormat::Ods => ods::review(bytes, notes, todo),
        TableFormat::Csv => fresh::review(bytes, notes, todo),
    }
}

/// A name that no sheet has yet; spreadsheets do not tell upper from lower case.
fn free_name(wanted: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&wanted.to_lowercase()) {
        return wanted.to_owned();
    }
    let short: String = wanted.chars().take(24).collect();
    let mut numbers = 2_u32..;
    let name = numbers.find_map(|number| {
        let name = format!("{short} ({number})");
        (!is_taken(&name.to_lowercase())).then_some(name)
    });
    name.unwrap_or_else(|| wanted.to_owned())
}
