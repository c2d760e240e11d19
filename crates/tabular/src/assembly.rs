//! The text of a workbook that is no text file: its cells' texts, one after the other, each on a line of its own.

use std::ops::Range;
use std::sync::Arc;

use kolophon_graph::{Cell, Source, Span};

use crate::format::TableFormat;
use crate::limits::Budget;
use crate::outline;
use crate::remark::{Remark, RemarkKind};
use crate::workbook::{Row, Sheet, TableCell, Value, Workbook};

/// A workbook of sheets whose cells have no places yet.
pub(crate) fn workbook(
    name: &str,
    format: TableFormat,
    mut sheets: Vec<Sheet>,
    mut remarks: Vec<Remark>,
    budget: &Budget<'_>,
) -> Workbook {
    let mut layout = Layout {
        placeholders: budget.cells_left(),
        ..Layout::default()
    };
    for sheet in &mut sheets {
        layout.push_sheet(sheet);
        remarks.extend(of_cells(sheet));
        let outline = outline::of(&sheet.rows);
        remarks.extend(
            outline
                .into_remarks(&sheet.rows)
                .into_iter()
                .map(|remark| Remark {
                    sheet: sheet.name.clone(),
                    ..remark
                }),
        );
    }
    Workbook {
        name: name.to_owned(),
        format,
        sheets,
        source: Source::table(name, layout.text, layout.places),
        remarks,
        dialect: None,
    }
}

/// The text and the places of its cells.
#[derive(Debug, Default)]
struct Layout {
    text: String,
    places: Vec<Cell>,
    /// So many places of empty cells may still be kept.
    placeholders: u64,
}

impl Layout {
    fn push_sheet(&mut self, sheet: &mut Sheet) {
        let width = header_width(&sheet.rows);
        for row in &mut sheet.rows {
            let (number, mut column) = (row.number, 1);
            for cell in &mut row.cells {
                self.push_empty(sheet.name.as_ref(), number, column..cell.column.min(width + 1));
                cell.span = self.push(sheet.name.as_ref(), number, cell.column, &cell.text());
                column = cell.column + 1;
            }
            self.push_empty(sheet.name.as_ref(), number, column..width + 1);
        }
    }

    /// Places for empty cells, so that a finding about a missing value has one.
    fn push_empty(&mut self, sheet: Option<&Arc<str>>, row: u32, columns: Range<u32>) {
        for column in columns {
            if self.placeholders == 0 {
                return;
            }
            self.placeholders -= 1;
            self.push(sheet, row, column, "");
        }
    }

    fn push(&mut self, sheet: Option<&Arc<str>>, row: u32, column: u32, content: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(content);
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        self.places.push(Cell {
            span,
            sheet: sheet.cloned(),
            row,
            column,
        });
        span
    }
}

/// The last column of the header, if the header fills most of its columns. A single cell far to the right makes no wide
/// table.
fn header_width(rows: &[Row]) -> u32 {
    let header = outline::of(rows).header;
    let Some(row) = rows.iter().find(|row| row.number == header) else {
        return 0;
    };
    let last = row.cells.last().map_or(0, |cell| cell.column);
    let filled = u32::try_from(row.cells.len()).unwrap_or(u32::MAX);
    if filled.saturating_mul(2) > last { last } else { 0 }
}

/// Remarks about what the cells of a sheet hold.
fn of_cells(sheet: &Sheet) -> Vec<Remark> {
    let is_computed = |cell: &TableCell| cell.formula.is_some();
    let has_no_value = |cell: &TableCell| matches!(&cell.value, Value::Text(text) if text.is_empty());
    let count = |kind: RemarkKind, is_meant: &dyn Fn(&TableCell) -> bool| {
        let mut meant = sheet
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter(|cell| is_meant(cell));
        let first = meant.next()?;
        Some(Remark {
            sheet: sheet.name.clone(),
            count: u32::try_from(meant.count() + 1).unwrap_or(u32::MAX),
            ..Remark::at(kind, first.span)
        })
    };
    [
        count(RemarkKind::Formulas, &|cell| {
            is_computed(cell) && !has_no_value(cell)
        }),
        count(RemarkKind::FormulasWithoutValue, &|cell| {
            is_computed(cell) && has_no_value(cell)
        }),
        count(RemarkKind::ErrorValues, &|cell| {
            matches!(cell.value, Value::Error(_))
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
