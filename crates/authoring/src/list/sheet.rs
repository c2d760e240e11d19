//! One sheet: which class its rows describe, what its columns mean, and its rows as groups of keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use kolophon_graph::{Source, SourceId, Span};
use kolophon_tabular::{Row, Sheet, TableCell};

use super::cell;
use crate::field::{Class, Field, Kind, Own, Path, resolve};
use crate::form::are_list_headers;
use crate::issue::IssueKind;
use crate::name::folded;
use crate::read::Reader;
use crate::tree::{At, Entry};

/// The header is looked for in the first rows; above it may stand a title.
const FIRST_ROWS: usize = 20;

/// Names of sheets and CSV files besides those of the table of fields.
const NAMES: [(&str, Class); 14] = [
    ("metadaten", Class::Dataset),
    ("metadata", Class::Dataset),
    ("dateien und zugaenge", Class::Distribution),
    ("dateien", Class::Distribution),
    ("distributionen", Class::Distribution),
    ("distributions", Class::Distribution),
    ("files", Class::Distribution),
    ("ressourcen", Class::Distribution),
    ("herausgeber", Class::Agent),
    ("kontakte herausgeber", Class::Agent),
    ("agents", Class::Agent),
    ("data services", Class::DataService),
    ("services", Class::DataService),
    ("weitere angaben", Class::Statement),
];

/// A sheet whose rows describe things of one class.
pub(super) struct Table<'t> {
    pub(super) class: Class,
    rows: &'t [Row],
    columns: Vec<Column>,
    source: SourceId,
    text: Arc<str>,
}

struct Column {
    number: u32,
    header: String,
    at: At,
    path: Option<Path>,
}

impl<'t> Table<'t> {
    /// The table in a sheet; `None` when no row has the columns of a list.
    pub(super) fn of(
        name: Option<&str>,
        stem: &str,
        sheet: &'t Sheet,
        source: SourceId,
        text: &Source,
    ) -> Option<Self> {
        let named = class_of(name.unwrap_or(stem));
        let candidates: Vec<Class> = match named {
            Some(class) => vec![class],
            None => vec![Class::Dataset, Class::Distribution],
        };
        let mut best: Option<(usize, usize, Class)> = None;
        for class in candidates {
            for (at, row) in sheet.rows.iter().take(FIRST_ROWS).enumerate() {
                let headers: Vec<_> = row.cells.iter().map(TableCell::text).collect();
                let known = headers
                    .iter()
                    .filter(|header| resolve(class, header).is_some())
                    .count();
                let fits =
                    known > 0 && (named.is_some() && 2 * known >= headers.len() || is_list(class, &headers));
                if fits && best.is_none_or(|(most, ..)| known > most) {
                    best = Some((known, at, class));
                }
            }
        }
        let (_, header, class) = best?;
        let columns = sheet.rows[header].cells.iter().map(|cell| {
            let header = cell.text().into_owned();
            Column {
                number: cell.column,
                path: resolve(class, &header),
                header,
                at: At {
                    source,
                    span: cell.span,
                },
            }
        });
        Some(Self {
            class,
            columns: columns.collect(),
            rows: &sheet.rows[header + 1..],
            source,
            text: text.shared_text(),
        })
    }

    /// Its rows; columns that nobody knows are reported once.
    pub(super) fn rows(&self, reader: &mut Reader<'_>) -> Vec<(At, Vec<Entry>)> {
        for column in self.columns.iter().filter(|column| column.path.is_none()) {
            reader.report_unknown(self.class, &column.header, column.at);
        }
        let mut strays = BTreeSet::new();
        let mut rows = Vec::new();
        for row in self.rows {
            let filled = row.cells.iter().find(|cell| !cell.text().trim().is_empty());
            let Some(first) = filled else { continue };
            let mut entries = Vec::new();
            for cell in &row.cells {
                match self.column(cell.column) {
                    Some(column) => entries.extend(self.entry(column, cell)),
                    None if cell.text().trim().is_empty() || strays.contains(&cell.column) => {}
                    None => {
                        strays.insert(cell.column);
                        let kind = IssueKind::UnknownKey {
                            key: cell.text().into_owned(),
                            class: self.class,
                            nearest: None,
                        };
                        reader.report(kind, self.at(cell.span));
                    }
                }
            }
            if !entries.is_empty() {
                rows.push((self.at(first.span), entries));
            }
        }
        rows
    }

    /// The column of that number; they are sorted.
    fn column(&self, number: u32) -> Option<&Column> {
        let at = self.columns.binary_search_by_key(&number, |column| column.number);
        self.columns.get(at.ok()?)
    }

    fn entry(&self, column: &Column, cell: &TableCell) -> Option<Entry> {
        let field = column.path.as_ref()?.steps.last()?.field;
        let written = self.text.get(cell.span.range()).unwrap_or_default();
        let value = cell::read(field, cell, written, self.at(cell.span))?;
        Some(Entry {
            key: column.header.clone(),
            key_at: column.at,
            value,
        })
    }

    fn at(&self, span: Span) -> At {
        At {
            source: self.source,
            span,
        }
    }
}

/// Whether headers are those of a list of that class.
fn is_list(class: Class, headers: &[std::borrow::Cow<'_, str>]) -> bool {
    let names: Vec<&str> = headers.iter().map(AsRef::as_ref).collect();
    match class {
        Class::Distribution => {
            let has = |key: &str| names.iter().any(|name| super::is_field(class, name, key));
            has("of_dataset") && (has("download_url") || has("access_url"))
        }
        _ => are_list_headers(&names),
    }
}

/// The class that the name of a sheet or file stands for.
fn class_of(name: &str) -> Option<Class> {
    let words = folded(name);
    if let Some((_, class)) = NAMES.iter().find(|(known, _)| *known == words) {
        return Some(*class);
    }
    let is_named = |field: &&Field| {
        let names = [field.key, field.de, field.en];
        names
            .iter()
            .chain(field.synonyms)
            .any(|name| folded(name) == words)
    };
    let field = Class::File.fields().iter().find(is_named)?;
    match field.kind {
        Kind::Own(Own::Described(_) | Own::Statements) => field.nested(),
        _ => None,
    }
}
