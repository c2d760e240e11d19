//! Where in a sheet the table begins and ends: titles above the header, sources below, blank rows between.

use kolophon_graph::Span;

use crate::remark::{Remark, RemarkKind};
use crate::workbook::Row;

/// A header is looked for in so many rows.
const SEARCHED: usize = 20;

/// The parts of a sheet, by row numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// The header; 0 in an empty sheet.
    pub(crate) header: u32,
    /// The first row behind the table.
    pub(crate) end: u32,
}

/// Finds header and end among the rows that hold something.
///
/// The header is the first row that fills more than half of the columns that most rows reach to. Rows at the end with
/// nothing but their first cell are no part of the table, if the table has two columns or more.
pub(crate) fn of(rows: &[Row]) -> Outline {
    let width = usual_width(rows);
    let is_header = |row: &&Row| row.cells.len() * 2 > width;
    let header = rows
        .iter()
        .take(SEARCHED)
        .find(is_header)
        .or(rows.first())
        .map_or(0, |row| row.number);
    let is_below = |row: &&Row| width >= 2 && row.number > header && has_only_its_first_cell(row);
    let below = rows.iter().rev().take(SEARCHED).take_while(is_below).count();
    let below = below.min(rows.len());
    let end = match rows.get(rows.len() - below) {
        // A row that follows without a gap may be a record of which only the key is known.
        Some(first) if stands_apart(rows, rows.len() - below) => first.number,
        _ => u32::MAX,
    };
    Outline { header, end }
}

/// The last column that most rows reach to.
fn usual_width(rows: &[Row]) -> usize {
    let mut widths: Vec<u32> = rows
        .iter()
        .take(1000)
        .filter_map(|row| Some(row.cells.last()?.column))
        .collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    let most = runs.map(|run| (run.len(), run[0])).max();
    most.map_or(0, |(_, width)| usize::try_from(width).unwrap_or(usize::MAX))
}

fn has_only_its_first_cell(row: &Row) -> bool {
    matches!(row.cells.as_slice(), [cell] if cell.column == 1)
}

/// Whether a blank row precedes, or the text says that it is a source or a note.
fn stands_apart(rows: &[Row], index: usize) -> bool {
    const BEGINNINGS: [&str; 9] = [
        "quelle",
        "source",
        "stand",
        "hinweis",
        "anmerkung",
        "fußnote",
        "herausgeber",
        "*",
        "1)",
    ];
    let (Some(row), Some(before)) = (
        rows.get(index),
        index.checked_sub(1).and_then(|index| rows.get(index)),
    ) else {
        return false;
    };
    let text = row
        .cells
        .first()
        .map(|cell| cell.text().to_lowercase())
        .unwrap_or_default();
    row.number > before.number + 1 || BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

impl Outline {
    /// The remarks about rows above, below and missing between.
    pub(crate) fn into_remarks(self, rows: &[Row]) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if let Some(first) = rows.first().filter(|row| row.number < self.header) {
            let kind = RemarkKind::RowsAboveHeader {
                first: first.number,
                header: self.header,
            };
            remarks.push(Remark {
                count: count(rows, |row| row.number < self.header),
                ..Remark::at(kind, span(first))
            });
        }
        remarks.extend(self.blank_rows(rows));
        if let Some(first) = rows.iter().find(|row| row.number >= self.end) {
            let kind = RemarkKind::RowsBelowTable { first: first.number };
            remarks.push(Remark {
                count: count(rows, |row| row.number >= self.end),
                ..Remark::at(kind, span(first))
            });
        }
        remarks
    }

    /// The rows between header and end that hold nothing.
    fn blank_rows(self, rows: &[Row]) -> Option<Remark> {
        let inside = |row: &&Row| (self.header..self.end).contains(&row.number);
        let (mut first, mut blank) = (None, 0_u32);
        let mut before: Option<&Row> = None;
        for row in rows.iter().filter(inside) {
            if let Some(before) = before {
                let gap = row.number - before.number - 1;
                if gap > 0 {
                    first.get_or_insert((before.number + 1, span(row)));
                }
                blank = blank.saturating_add(gap);
            }
            before = Some(row);
        }
        let (first, span) = first?;
        Some(Remark {
            count: blank,
            ..Remark::at(RemarkKind::BlankRows { first }, span)
        })
    }
}

fn count(rows: &[Row], is_meant: impl Fn(&Row) -> bool) -> u32 {
    let count = rows.iter().filter(|row| is_meant(row)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// From the first cell of a row to its last.
fn span(row: &Row) -> Span {
    let start = row.cells.first().map(|cell| cell.span.start);
    let end = row.cells.last().map(|cell| cell.span.end);
    Span {
        start: start.unwrap_or_default(),
        end: end.unwrap_or_default(),
    }
}
