//! Words of the data itself: what the columns of the served tables are called, and what stands in their first rows.
//!
//! Only the beginning of a file is read, and only so many words are kept: they help to find a table, they do not copy it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use kolophon_store::{FileEntry, Store};
use kolophon_tabular::{Limits, Value, read};

/// So many files of a dataset are looked into.
const MOST_FILES: usize = 8;
/// So many bytes of a CSV file are read.
const BEGINNING: u64 = 64 * 1024;
/// A workbook has no beginning that could be read alone; a larger one is left out.
const LARGEST_WORKBOOK: u64 = 1024 * 1024;
/// So many texts are kept of all files of a dataset.
const MOST_TEXTS: usize = 400;
/// A longer text is prose and not a name; in characters.
const LONGEST_TEXT: usize = 80;

/// What stands in the tables among these files, each text once, in the order of the files. What cannot be read as a table
/// adds nothing: it was published with that, and is found by its description.
pub(super) fn of(store: &Store, files: &[FileEntry]) -> Vec<String> {
    let mut texts = Texts::default();
    for file in files.iter().take(MOST_FILES) {
        if let Some(kind) = Kind::of(file)
            && let Ok(bytes) = beginning(&store.file(&file.sha256), kind)
        {
            texts.take(&file.name, &bytes);
        }
    }
    texts.in_order
}

/// How much of a file is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Workbook,
}

impl Kind {
    fn of(file: &FileEntry) -> Option<Self> {
        let ending = file
            .name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv" | "tsv") => Some(Self::Csv),
            Some("xlsx" | "ods") if file.byte_size <= LARGEST_WORKBOOK => Some(Self::Workbook),
            _ if file.media_type.starts_with("text/csv") => Some(Self::Csv),
            _ => None,
        }
    }
}

/// What reading a file for its words may cost.
fn limits() -> Limits {
    Limits {
        bytes: LARGEST_WORKBOOK,
        unpacked_bytes: 16 * LARGEST_WORKBOOK,
        cells: 200_000,
        parts: 200,
        sheets: 20,
        cell_text: BEGINNING,
        text: 8 * LARGEST_WORKBOOK,
        ..Limits::default()
    }
}

fn beginning(path: &Path, kind: Kind) -> io::Result<Vec<u8>> {
    let most = match kind {
        Kind::Csv => BEGINNING,
        Kind::Workbook => LARGEST_WORKBOOK,
    };
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    if kind == Kind::Csv && bytes.len() as u64 == most {
        // The last line is cut off, maybe within a letter.
        let end = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        bytes.truncate(end);
    }
    Ok(bytes)
}

/// Texts in order, each once.
#[derive(Default)]
struct Texts {
    in_order: Vec<String>,
    known: BTreeSet<String>,
}

impl Texts {
    fn take(&mut self, name: &str, bytes: &[u8]) {
        let Ok(workbook) = read(name, bytes, &limits()) else {
            return;
        };
        let cells = workbook
            .sheets
            .iter()
            .flat_map(|sheet| &sheet.rows)
            .flat_map(|row| &row.cells);
        for cell in cells {
            if self.in_order.len() == MOST_TEXTS {
                return;
            }
            if let Value::Text(text) = &cell.value {
                self.add(text.trim());
            }
        }
    }

    /// Numbers and dates say nothing; what is long is no name.
    fn add(&mut self, text: &str) {
        let is_name = text.chars().any(char::is_alphabetic) && text.chars().count() <= LONGEST_TEXT;
        if is_name && self.known.insert(text.to_owned()) {
            self.in_order.push(text.to_owned());
        }
    }
}
