//! A CSV file as a workbook of one sheet.

pub(crate) mod records;
mod tally;

use kolophon_graph::{Cell, Source, Span};

use crate::csv_file::records::{RawCell, Records};
use crate::csv_file::tally::Tally;
use crate::dialect::{Cut, Dialect, SeparatorHint, sniff};
use crate::encoding::{self, Decoded};
use crate::error::{Limit, TableError};
use crate::format::{TableFormat, ending};
use crate::guard::unguarded;
use crate::limits::Limits;
use crate::outline;
use crate::remark::{Remark, RemarkKind};
use crate::workbook::{Row, Sheet, TableCell, Value, Visibility, Workbook};

/// Reads a CSV file.
pub(crate) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, TableError> {
    let decoded = encoding::decode(bytes)?;
    let sniffed = sniff(&decoded.text, &ending(name));
    let mut table = Table::default();
    let tally = table.fill(&decoded.text, sniffed.start, sniffed.cut, limits)?;

    let mut remarks = encoding_remarks(&decoded);
    if sniffed.hint == SeparatorHint::Present {
        let separator = char::from(sniffed.cut.separator);
        let span = Span::new(0, sniffed.start);
        remarks.push(Remark::at(RemarkKind::SeparatorLine { separator }, span));
    }
    if sniffed.width == 1 && table.width <= 1 && !table.rows.is_empty() {
        remarks.push(Remark::of_file(RemarkKind::OneColumn));
    }
    let dialect = Dialect {
        separator: sniffed.cut.separator,
        escape: sniffed.cut.escape,
        line_end: tally.line_end(),
        encoding: decoded.encoding,
        mark: decoded.mark,
        hint: sniffed.hint,
    };
    let outline = outline::of(&table.rows);
    remarks.extend(tally.into_remarks(outline));
    remarks.extend(outline.into_remarks(&table.rows));

    Ok(Workbook {
        name: name.to_owned(),
        format: TableFormat::Csv,
        sheets: vec![Sheet {
            name: None,
            visibility: Visibility::Visible,
            rows: table.rows,
        }],
        source: Source::table(name, decoded.text, table.places),
        remarks,
        dialect: Some(dialect),
    })
}

fn encoding_remarks(decoded: &Decoded) -> Vec<Remark> {
    let character = |at: usize| {
        let length = decoded.text[at..].chars().next().map_or(0, char::len_utf8);
        Span::new(at, at + length)
    };
    let mut remarks = Vec::new();
    if let Some((at, certainty)) = decoded.guessed {
        let kind = RemarkKind::EncodingGuessed {
            encoding: decoded.encoding,
            certainty,
        };
        remarks.push(Remark::at(kind, character(at)));
    }
    if let Some((at, count)) = decoded.mixed {
        remarks.push(Remark {
            count,
            ..Remark::at(RemarkKind::MixedEncoding, character(at))
        });
    }
    remarks.extend(encoding::oddities(&decoded.text));
    remarks
}

/// The rows of a text, and the place of every cell, empty ones too.
#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    places: Vec<Cell>,
    /// The cells of the widest row.
    width: usize,
}

impl Table {
    fn fill(&mut self, text: &str, start: usize, cut: Cut, limits: &Limits) -> Result<Tally, TableError> {
        let mut records = Records::new(text, start, cut);
        let mut tally = Tally::default();
        let mut cells = Vec::new();
        let mut number = 0;
        while let Some(record) = records.next_into(&mut cells) {
            number += 1;
            let count = self.places.len().saturating_add(cells.len());
            Limits::check(Limit::Cells, Limits::size(count), limits.cells)?;
            self.width = self.width.max(cells.len());
            let row = self.row(text, number, &cells, cut, limits)?;
            tally.add(
                number,
                &record,
                &cells,
                row.cells.last().map_or(0, |cell| cell.column),
            );
            if !row.cells.is_empty() {
                self.rows.push(row);
            }
        }
        Ok(tally)
    }

    fn row(
        &mut self,
        text: &str,
        number: u32,
        cells: &[RawCell],
        cut: Cut,
        limits: &Limits,
    ) -> Result<Row, TableError> {
        let mut row = Row {
            number,
            cells: Vec::new(),
        };
        for (column, raw) in (1..).zip(cells) {
            Limits::check(Limit::CellText, Limits::size(raw.content.len()), limits.cell_text)?;
            let span = Span::new(raw.content.start, raw.content.end);
            self.places.push(Cell {
                span,
                sheet: None,
                row: number,
                column,
            });
            let content = raw.text(text, cut.escape);
            if !content.is_empty() {
                row.cells.push(TableCell {
                    column,
                    span,
                    value: Value::Text(unguarded(&content).to_owned()),
                    formula: None,
                });
            }
        }
        Ok(row)
    }
}
