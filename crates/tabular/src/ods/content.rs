//! The sheets in the content part.

use std::collections::HashSet;
use std::io::BufRead;
use std::sync::Arc;

use jiff::SignedDuration;
use kolophon_graph::Span;

use crate::error::TableError;
use crate::limits::Budget;
use crate::ods::MOST;
use crate::ods::paragraphs::Paragraphs;
use crate::remark::{Remark, RemarkKind};
use crate::workbook::{Row, Sheet, TableCell, Value, Visibility};
use crate::write::CHOICES_SHEET;
use crate::xlsx::date::{clock, iso};
use crate::xml::{Node, Tag, Xml};

/// Reads the sheets of a content part.
#[derive(Debug)]
pub(super) struct Content<'b, 'l> {
    budget: &'b mut Budget<'l>,
    /// What was read.
    pub(super) sheets: Vec<Sheet>,
    /// What is odd about it.
    pub(super) remarks: Vec<Remark>,
    /// The names of table styles that hide their sheet.
    hiding: HashSet<String>,
    style: String,
    /// How deep in something that is no table content the reader is: a note, a drawing, a table within a cell.
    aside: usize,
    is_in_table: bool,
    row: RowDraft,
    cell: Option<CellDraft>,
}

/// The row that is read.
#[derive(Debug, Default)]
struct RowDraft {
    number: u32,
    repeated: u32,
    column: u32,
    cells: Vec<TableCell>,
}

/// The cell that is read.
#[derive(Debug)]
struct CellDraft {
    repeated: u32,
    kind: String,
    raw: Option<String>,
    formula: Option<Arc<str>>,
    text: Paragraphs,
}

impl<'b, 'l> Content<'b, 'l> {
    pub(super) fn new(budget: &'b mut Budget<'l>) -> Self {
        Self {
            budget,
            sheets: Vec::new(),
            remarks: Vec::new(),
            hiding: HashSet::new(),
            style: String::new(),
            aside: 0,
            is_in_table: false,
            row: RowDraft::default(),
            cell: None,
        }
    }

    /// Reads the part.
    pub(super) fn read(&mut self, mut xml: Xml<impl BufRead>) -> Result<(), TableError> {
        let mut has_ended = false;
        loop {
            match xml.next()? {
                Node::Start(tag) => self.start(&tag)?,
                Node::Text(text) => {
                    if let Some(cell) = self.cell.as_mut().filter(|_| self.aside == 0) {
                        cell.text.push(&text);
                    }
                }
                Node::End(name) => {
                    has_ended |= name == b"document-content";
                    self.end(&name)?;
                }
                Node::Eof if has_ended => return Ok(()),
                Node::Eof => return Err(xml.damaged("the part breaks off")),
                Node::Other => {}
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), TableError> {
        if self.aside > 0 {
            self.aside += 1;
            return Ok(());
        }
        if let Some(cell) = &mut self.cell {
            match tag.name() {
                b"annotation" | b"table" | b"frame" | b"custom-shape" | b"g" | b"control" => self.aside = 1,
                _ => cell.text.start(tag),
            }
            return Ok(());
        }
        match tag.name() {
            b"style" => self.style = tag.attribute(b"name").unwrap_or_default(),
            b"table-properties" if tag.attribute(b"display").as_deref() == Some("false") => {
                self.hiding.insert(self.style.clone());
            }
            // Drawings, and cells of other times and files.
            b"shapes" | b"tracked-changes" | b"dde-link" => self.aside = 1,
            b"table" if self.is_in_table => self.aside = 1,
            b"table" => self.begin_sheet(tag)?,
            b"table-row" => {
                self.row = RowDraft {
                    number: self.row.number.saturating_add(self.row.repeated),
                    repeated: repetitions(tag, b"number-rows-repeated"),
                    ..RowDraft::default()
                };
            }
            b"table-cell" | b"covered-table-cell" => self.begin_cell(tag),
            _ => {}
        }
        Ok(())
    }

    fn begin_sheet(&mut self, tag: &Tag<'_>) -> Result<(), TableError> {
        let name: Arc<str> = tag.attribute(b"name").unwrap_or_default().into();
        // LibreOffice keeps what it read of another file as a hidden sheet.
        if name.starts_with("'file:") {
            self.aside = 1;
            self.external();
            return Ok(());
        }
        let style = tag.attribute(b"style-name").unwrap_or_default();
        let visibility = if self.hiding.contains(&style) {
            Visibility::Hidden
        } else {
            Visibility::Visible
        };
        if visibility == Visibility::Hidden && *name != *CHOICES_SHEET {
            self.remark(RemarkKind::HiddenSheet, &name);
        }
        if tag.is_set(b"protected") {
            self.remark(RemarkKind::ProtectedSheet, &name);
        }
        self.sheets.push(Sheet {
            name: Some(name),
            visibility,
            rows: Vec::new(),
        });
        self.budget.sheets(self.sheets.len())?;
        self.is_in_table = true;
        // The next row is the first.
        self.row = RowDraft {
            number: 1,
            ..RowDraft::default()
        };
        Ok(())
    }

    fn external(&mut self) {
        if !self
            .remarks
            .iter()
            .any(|remark| remark.kind == RemarkKind::ExternalLinks)
        {
            self.remarks.push(Remark::of_file(RemarkKind::ExternalLinks));
        }
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) {
        let values: [&[u8]; 5] = [
            b"value",
            b"date-value",
            b"time-value",
            b"boolean-value",
            b"string-value",
        ];
        let kind = match tag.attribute(b"value-type") {
            // LibreOffice tells errors by an attribute of its own that overrides the standard's.
            _ if tag.attributes_named(b"value-type").any(|kind| kind == "error") => "error".to_owned(),
            kind => kind.unwrap_or_default(),
        };
        self.note_merged(tag);
        self.cell = Some(CellDraft {
            repeated: repetitions(tag, b"number-columns-repeated"),
            kind,
            raw: values.iter().find_map(|name| tag.attribute(name)),
            formula: tag
                .attribute(b"formula")
                .map(|formula| without_namespace(&formula).into()),
            text: Paragraphs::default(),
        });
    }

    fn note_merged(&mut self, tag: &Tag<'_>) {
        let spans = |name| tag.number::<u32>(name).unwrap_or(1);
        if spans(b"number-columns-spanned") <= 1 && spans(b"number-rows-spanned") <= 1 {
            return;
        }
        let sheet = self.sheets.last().and_then(|sheet| sheet.name.clone());
        let known = self
            .remarks
            .iter_mut()
            .find(|remark| matches!(remark.kind, RemarkKind::MergedCells { .. }) && remark.sheet == sheet);
        if let Some(known) = known {
            known.count = known.count.saturating_add(1);
            return;
        }
        let (row, column) = (self.row.number, self.row.column + 1);
        let address = |row: u32, column: u32| {
            kolophon_graph::Cell {
                span: Span::default(),
                sheet: None,
                row,
                column,
            }
            .address()
        };
        let last_row = row.saturating_add(spans(b"number-rows-spanned").max(1) - 1);
        let last_column = column.saturating_add(spans(b"number-columns-spanned").max(1) - 1);
        let range = format!("{}:{}", address(row, column), address(last_row, last_column));
        self.remarks.push(Remark {
            sheet,
            ..Remark::of_file(RemarkKind::MergedCells { range })
        });
    }

    fn end(&mut self, name: &[u8]) -> Result<(), TableError> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(());
        }
        match name {
            b"table-cell" | b"covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.end_cell(cell)?;
                }
            }
            b"table-row" => self.end_row()?,
            b"table" => self.is_in_table = false,
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.text.end();
                }
            }
        }
        Ok(())
    }

    fn end_cell(&mut self, cell: CellDraft) -> Result<(), TableError> {
        let first = self.row.column.saturating_add(1);
        let last = self.row.column.saturating_add(cell.repeated);
        self.row.column = last;
        let formula = cell.formula.clone();
        let value = match cell.value() {
            Some(value) => value,
            None if formula.is_some() => Value::Text(String::new()),
            None => return Ok(()),
        };
        if last > MOST {
            return Err(damaged("there are too many columns"));
        }
        let length = match &value {
            Value::Text(text) => text.len(),
            _ => 0,
        };
        let length = length.max(formula.as_ref().map_or(0, |formula| formula.len()));
        self.budget.spend(u64::from(last - first + 1), length)?;
        for column in first..=last {
            self.row.cells.push(TableCell {
                column,
                span: Span::default(),
                value: value.clone(),
                formula: formula.clone(),
            });
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), TableError> {
        let cells = std::mem::take(&mut self.row.cells);
        let Some(sheet) = self.sheets.last_mut().filter(|_| !cells.is_empty()) else {
            return Ok(());
        };
        let last = self
            .row
            .number
            .saturating_add(self.row.repeated.saturating_sub(1));
        if last > MOST {
            return Err(damaged("there are too many rows"));
        }
        for cell in &cells {
            let length = match &cell.value {
                Value::Text(text) => text.len(),
                _ => 0,
            };
            // The first row is counted already.
            self.budget
                .spend(u64::from(self.row.repeated.saturating_sub(1)), length)?;
        }
        for number in self.row.number..last {
            sheet.rows.push(Row {
                number,
                cells: cells.clone(),
            });
        }
        sheet.rows.push(Row { number: last, cells });
        Ok(())
    }

    fn remark(&mut self, kind: RemarkKind, sheet: &Arc<str>) {
        self.remarks.push(Remark {
            sheet: Some(Arc::clone(sheet)),
            ..Remark::of_file(kind)
        });
    }
}

/// How often a row or a cell stands there; nobody repeats it zero times.
fn repetitions(tag: &Tag<'_>, name: &[u8]) -> u32 {
    tag.number(name).unwrap_or(1).clamp(1, MOST)
}

/// `of:=SUM([.A1])` without what tells the kind of formula, and without `=`.
fn without_namespace(formula: &str) -> &str {
    let rest = match formula.split_once(':') {
        Some((prefix, rest)) if prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) => rest,
        _ => formula,
    };
    rest.strip_prefix('=').unwrap_or(rest)
}

fn damaged(reason: &str) -> TableError {
    TableError::Damaged {
        part: super::CONTENT.to_owned(),
        reason: reason.to_owned(),
    }
}

impl CellDraft {
    /// What the cell holds, by its type (ISO/IEC 26300-1, 19.385).
    fn value(self) -> Option<Value> {
        let text = self.text.into_text();
        let of_text = |text: String| (!text.is_empty()).then_some(Value::Text(text));
        let Some(raw) = self.raw.filter(|_| self.kind != "error") else {
            return match self.kind.as_str() {
                "error" => Some(Value::Error(text)),
                _ => of_text(text),
            };
        };
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match raw.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Some(Value::Number(number)),
                _ => of_text(raw),
            },
            "date" => Some(iso(&raw)),
            "time" => of_text(time(&raw).unwrap_or(raw)),
            "boolean" => match raw.as_str() {
                "true" => Some(Value::Boolean(true)),
                "false" => Some(Value::Boolean(false)),
                _ => of_text(raw),
            },
            _ => of_text(raw),
        }
    }
}

/// `PT08H30M00S` as `08:30:00`.
fn time(raw: &str) -> Option<String> {
    let duration: SignedDuration = raw.trim().parse().ok()?;
    let seconds = duration.as_secs();
    (seconds >= 0).then(|| clock(seconds))
}
