//! Why a file could not be read at all.

use std::io;

use kolophon_dcat::ReadError;
use kolophon_diagnostic::Text;
use kolophon_graph::LineColumn;
use kolophon_tabular::TableError;
use thiserror::Error;

/// Why a file could not be read. The builder then holds no triple of it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuthoringError {
    /// The text cannot be understood from a certain place on.
    #[error("{name}:{}:{}: {}", .at.line, .at.column, .reason.en)]
    Syntax {
        /// The file.
        name: String,
        /// Where reading stopped.
        at: LineColumn,
        /// What is wrong there, and the way out.
        reason: Text,
    },
    /// The bytes are no text, or cannot be had.
    #[error("the file cannot be read as text")]
    Unreadable(#[source] ReadError),
    /// The file cannot be opened, or not read to its end.
    #[error("{name}: the file cannot be read")]
    Io {
        /// The file.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// The file is no table that can be read.
    #[error("{name}: the table cannot be read")]
    Table {
        /// The file.
        name: String,
        /// What the reader of tables says.
        source: TableError,
    },
    /// The list cannot be written: a text is longer than a cell may be.
    #[error("the list cannot be written")]
    NotWritable(#[source] TableError),
    /// Nothing in the name or the content tells a form of metadata file.
    #[error("{name}: no form of metadata file recognised")]
    UnknownForm {
        /// The file.
        name: String,
    },
    /// More than anybody writes by hand.
    #[error("{name}: larger than {limit} bytes")]
    TooLarge {
        /// The file.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file holds no description.
    #[error("{name}: the file is empty")]
    Empty {
        /// The file.
        name: String,
    },
}

impl AuthoringError {
    /// What is wrong and what to do, for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Syntax { reason, .. } => reason.clone(),
            Self::Unreadable(_) => Text::new(
                "Die Datei ist kein lesbarer Text. Öffnen Sie sie in einem Texteditor, und speichern Sie sie als UTF-8.",
                "The file is no readable text. Open it in a text editor and save it as UTF-8.",
            ),
            Self::Table { source, .. } => source.text(),
            Self::NotWritable(source) => {
                let Text { de, en } = source.text();
                Text::new(
                    format!("{de} Als YAML gibt es diese Grenze nicht."),
                    format!("{en} YAML knows no such limit."),
                )
            }
            Self::Io { .. } => Text::new(
                "Die Datei lässt sich nicht öffnen oder nicht zu Ende lesen. Ist sie noch da, und dürfen Sie sie lesen?",
                "The file cannot be opened, or not read to its end. Is it still there, and may you read it?",
            ),
            Self::UnknownForm { .. } => Text::new(
                "Das ist keine Datei mit Beschreibungen. Lesbar sind YAML, JSON und TOML sowie Listen als XLSX, ODS und CSV mit den Spalten aus docs/authoring.md.",
                "This is no file of descriptions. YAML, JSON and TOML can be read, and lists as XLSX, ODS and CSV with the columns of docs/authoring.md.",
            ),
            Self::TooLarge { limit, .. } => Text::new(
                format!(
                    "Die Datei ist größer als {} MB. Eine Beschreibung ist viel kleiner: Ist es die richtige Datei?",
                    limit >> 20
                ),
                format!(
                    "The file is larger than {} MB. A description is much smaller: is it the right file?",
                    limit >> 20
                ),
            ),
            Self::Empty { .. } => Text::new(
                "Die Datei ist leer. Schreiben Sie mindestens einen Titel hinein: „Titel: …“.",
                "The file is empty. Write at least a title into it: “title: …”.",
            ),
        }
    }
}
