//! What is odd about the records of a text, counted while they are read.

use kolophon_graph::Span;

use crate::csv_file::records::{Flaw, RawCell, Record};
use crate::dialect::LineEnd;
use crate::outline::Outline;
use crate::remark::{Remark, RemarkKind};

/// So many rows that do not fit get a remark of their own; the last stands for the rest.
const MOST_RAGGED: usize = 100;

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: Vec<Shape>,
    line_ends: LineEnds,
    flaws: Vec<Remark>,
}

/// The first line end of another kind than the first, and the counts of each.
#[derive(Debug, Default)]
struct LineEnds {
    crlf: u32,
    lf: u32,
    cr: u32,
    first: Option<LineEnd>,
    change: Option<Span>,
}

/// The shape of a row.
#[derive(Clone, Copy, Debug)]
struct Shape {
    number: u32,
    span: Span,
    /// Its cells, empty ones too.
    width: u32,
    /// Its last column that holds something.
    filled: u32,
}

impl Tally {
    /// Counts a record. `filled` is its last column that holds something.
    pub(super) fn add(&mut self, number: u32, record: &Record, cells: &[RawCell], filled: u32) {
        let span = Span::new(record.range.start, record.range.end);
        self.rows.push(Shape {
            number,
            span,
            width: u32::try_from(cells.len()).unwrap_or(u32::MAX),
            filled,
        });
        if let Some(end) = record.end {
            self.line_ends.add(end, record.range.end);
        }
        for cell in cells {
            if let Some(flaw) = cell.flaw {
                self.add_flaw(flaw, Span::new(cell.content.start, cell.content.end));
            }
        }
    }

    fn add_flaw(&mut self, flaw: Flaw, span: Span) {
        let kind = match flaw {
            Flaw::Unclosed => RemarkKind::UnclosedQuote,
            Flaw::Stray => RemarkKind::StrayQuote,
        };
        match self.flaws.iter_mut().find(|remark| remark.kind == kind) {
            Some(remark) => remark.count = remark.count.saturating_add(1),
            None => self.flaws.push(Remark::at(kind, span)),
        }
    }

    /// How most lines end.
    pub(super) fn line_end(&self) -> LineEnd {
        let LineEnds { crlf, lf, cr, .. } = self.line_ends;
        if crlf >= lf && crlf >= cr && crlf > 0 {
            LineEnd::CrLf
        } else if cr > lf {
            LineEnd::Cr
        } else {
            LineEnd::Lf
        }
    }

    /// The remarks, once it is known which row is the header.
    pub(super) fn into_remarks(self, outline: Outline) -> Vec<Remark> {
        let mut remarks = self.flaws;
        remarks.extend(self.line_ends.remark());
        let Some(header) = self.rows.iter().find(|row| row.number == outline.header) else {
            return remarks;
        };
        let body = self
            .rows
            .iter()
            .filter(|row| row.filled > 0 && (outline.header..outline.end).contains(&row.number));
        let (mut ragged, mut surplus) = (Vec::<Remark>::new(), None::<Remark>);
        for row in body {
            if row.filled > header.width || row.width < header.width {
                push_ragged(&mut ragged, row, header.width);
            } else if row.width > header.width {
                match &mut surplus {
                    Some(remark) => remark.count = remark.count.saturating_add(1),
                    None => surplus = Some(Remark::at(RemarkKind::SurplusSeparators, row.span)),
                }
            }
        }
        remarks.extend(ragged);
        remarks.extend(surplus);
        remarks
    }
}

fn push_ragged(ragged: &mut Vec<Remark>, row: &Shape, expected: u32) {
    let is_full = ragged.len() >= MOST_RAGGED;
    match ragged.last_mut().filter(|_| is_full) {
        Some(last) => last.count = last.count.saturating_add(1),
        None => ragged.push(Remark::at(
            RemarkKind::RaggedRow {
                row: row.number,
                found: row.width,
                expected,
            },
            row.span,
        )),
    }
}

impl LineEnds {
    fn add(&mut self, end: LineEnd, at: usize) {
        let count = match end {
            LineEnd::CrLf => &mut self.crlf,
            LineEnd::Lf => &mut self.lf,
            LineEnd::Cr => &mut self.cr,
        };
        *count = count.saturating_add(1);
        if *self.first.get_or_insert(end) != end {
            self.change
                .get_or_insert(Span::new(at, at + end.characters().len()));
        }
    }

    fn remark(&self) -> Option<Remark> {
        let kind = RemarkKind::MixedLineEnds {
            crlf: self.crlf,
            lf: self.lf,
            cr: self.cr,
        };
        self.change.map(|span| Remark::at(kind, span))
    }
}
