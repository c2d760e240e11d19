//! The cells of one sheet, streamed.

use std::collections::HashMap;
use std::sync::Arc;

use kolophon_graph::Span;

use crate::error::TableError;
use crate::limits::Budget;
use crate::package::Package;
use crate::workbook::{Row, TableCell, Value};
use crate::xlsx::date::{self, Epoch};
use crate::xlsx::number_format::NumberFormats;
use crate::xlsx::shared_strings::{RichText, SharedStrings};
use crate::xlsx::string::decoded;
use crate::xlsx::{Address, MOST_ROWS};
use crate::xml::{Node, Tag, Xml};

/// Reads the cells of a sheet, and what is odd about it.
#[derive(Debug)]
pub(super) struct SheetReader<'w, 'l> {
    part: &'w str,
    strings: &'w SharedStrings,
    formats: &'w NumberFormats,
    epoch: Epoch,
    budget: &'w mut Budget<'l>,
    cells: Vec<(Address, TableCell)>,
    /// The formulas that other cells share, by their number.
    shared: HashMap<u32, Arc<str>>,
    /// The row and the column that were read last.
    row: u32,
    column: u32,
    draft: Option<Draft>,
    within: Within,
    has_ended: bool,
    /// The first range of merged cells, and how many there are.
    pub(super) merged: Option<(String, u32)>,
    /// Whether the sheet is protected against changes.
    pub(super) is_protected: bool,
}

/// A cell while its element is read.
#[derive(Debug)]
struct Draft {
    address: Address,
    kind: String,
    style: usize,
    value: Option<String>,
    inline: Option<RichText>,
    formula: Option<Formula>,
}

/// A formula while its element is read.
#[derive(Debug)]
struct Formula {
    text: String,
    shared: Option<u32>,
}

/// The element whose text comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Nothing,
    Value,
    Formula,
    Inline,
}

impl<'w, 'l> SheetReader<'w, 'l> {
    /// A reader of the part of that name.
    pub(super) fn new(
        part: &'w str,
        strings: &'w SharedStrings,
        formats: &'w NumberFormats,
        epoch: Epoch,
        budget: &'w mut Budget<'l>,
    ) -> Self {
        Self {
            part,
            strings,
            formats,
            epoch,
            budget,
            cells: Vec::new(),
            shared: HashMap::new(),
            row: 0,
            column: 0,
            draft: None,
            within: Within::Nothing,
            has_ended: false,
            merged: None,
            is_protected: false,
        }
    }

    /// Reads the part.
    pub(super) fn read(&mut self, package: &mut Package<'_>) -> Result<(), TableError> {
        let mut xml = Xml::new(self.part, package.stream(self.part)?);
        loop {
            match xml.next()? {
                Node::Start(tag) => self.start(&tag)?,
                Node::Text(text) => self.text(&text),
                Node::End(name) => self.end(&name)?,
                Node::Eof if self.has_ended => return Ok(()),
                Node::Eof => return Err(self.damaged("the part breaks off")),
                Node::Other => {}
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), TableError> {
        if let Some(draft) = &mut self.draft {
            self.within = draft.start(tag, self.within);
            return Ok(());
        }
        match tag.name() {
            b"row" => {
                self.row = tag.number(b"r").unwrap_or(self.row.saturating_add(1));
                self.column = 0;
                if !(1..=MOST_ROWS).contains(&self.row) {
                    return Err(self.damaged(format!("there is no row {}", self.row)));
                }
            }
            b"c" => {
                let reference = tag.attribute(b"r");
                let address = match &reference {
                    Some(reference) => Address::parse(reference),
                    None => Address::new(self.row, self.column.saturating_add(1)),
                };
                let Some(address) = address else {
                    return Err(self.damaged(format!("there is no cell {}", reference.unwrap_or_default())));
                };
                self.column = address.column;
                self.draft = Some(Draft::new(address, tag));
            }
            b"mergeCell" => {
                let first = || (tag.attribute(b"ref").unwrap_or_default(), 0);
                let (_, count) = self.merged.get_or_insert_with(first);
                *count = count.saturating_add(1);
            }
            b"sheetProtection" => self.is_protected = tag.is_set(b"sheet"),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(draft) = &mut self.draft {
            draft.push(text, self.within);
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), TableError> {
        match (name, &mut self.draft) {
            (b"c", draft) => {
                self.within = Within::Nothing;
                if let Some(draft) = draft.take() {
                    self.finish(draft)?;
                }
            }
            (b"v" | b"f" | b"is", Some(_)) => self.within = Within::Nothing,
            (name, Some(draft)) => {
                if let Some(inline) = &mut draft.inline {
                    inline.end(name);
                }
            }
            (b"worksheet", None) => self.has_ended = true,
            _ => {}
        }
        Ok(())
    }

    /// Keeps a cell that holds something.
    fn finish(&mut self, mut draft: Draft) -> Result<(), TableError> {
        let formula = draft.formula.take().map(|formula| self.formula(formula));
        let value = match self.value(&draft)? {
            Some(value) => value,
            None if formula.is_some() => Value::Text(String::new()),
            None => return Ok(()),
        };
        let length = match &value {
            Value::Text(text) => text.len(),
            _ => 0,
        };
        self.budget
            .spend(1, length.max(formula.as_ref().map_or(0, |formula| formula.len())))?;
        let cell = TableCell {
            column: draft.address.column,
            span: Span::default(),
            value,
            formula,
        };
        self.cells.push((draft.address, cell));
        Ok(())
    }

    fn formula(&mut self, formula: Formula) -> Arc<str> {
        let known = formula.shared.and_then(|number| self.shared.get(&number));
        match (known, formula.shared) {
            (Some(known), _) if formula.text.is_empty() => Arc::clone(known),
            (_, number) => {
                let text: Arc<str> = formula.text.into();
                if let Some(number) = number {
                    self.shared.insert(number, Arc::clone(&text));
                }
                text
            }
        }
    }

    /// What a cell holds, by its type (ISO/IEC 29500-1, 18.18.11).
    fn value(&self, draft: &Draft) -> Result<Option<Value>, TableError> {
        if let Some(inline) = &draft.inline {
            return Ok(text_value(&inline.text));
        }
        let Some(raw) = draft.value.as_deref().filter(|raw| !raw.is_empty()) else {
            return Ok(None);
        };
        let trimmed = raw.trim();
        Ok(match draft.kind.as_str() {
            "s" => {
                let text = trimmed
                    .parse()
                    .ok()
                    .and_then(|index| self.strings.get(index))
                    .ok_or_else(|| {
                        self.damaged(format!("{} refers to a text that is missing", draft.address))
                    })?;
                (!text.is_empty()).then(|| Value::Text(text.to_owned()))
            }
            "b" => Some(match trimmed {
                "1" | "true" => Value::Boolean(true),
                "0" | "false" => Value::Boolean(false),
                _ => return Err(self.damaged(format!("{} is no truth value", draft.address))),
            }),
            "e" => Some(Value::Error(trimmed.to_owned())),
            "d" => Some(date::iso(trimmed)),
            "str" | "inlineStr" => text_value(raw),
            _ => Some(match trimmed.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    date::value(number, self.formats.kind(draft.style), self.epoch)
                }
                _ => Value::Text(raw.to_owned()),
            }),
        })
    }

    /// The rows, ascending.
    pub(super) fn into_rows(self) -> Result<Vec<Row>, TableError> {
        let mut cells = self.cells;
        if !cells.is_sorted_by_key(|(address, _)| *address) {
            cells.sort_by_key(|(address, _)| *address);
        }
        let mut rows: Vec<Row> = Vec::new();
        for (address, cell) in cells {
            match rows.last_mut().filter(|row| row.number == address.row) {
                Some(row) if row.cells.last().is_some_and(|last| last.column == address.column) => {
                    return Err(TableError::Damaged {
                        part: self.part.to_owned(),
                        reason: format!("{address} occurs twice"),
                    });
                }
                Some(row) => row.cells.push(cell),
                None => rows.push(Row {
                    number: address.row,
                    cells: vec![cell],
                }),
            }
        }
        Ok(rows)
    }

    fn damaged(&self, reason: impl Into<String>) -> TableError {
        TableError::Damaged {
            part: self.part.to_owned(),
            reason: reason.into(),
        }
    }
}

fn text_value(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(decoded(text).into_owned()))
}

impl Draft {
    fn new(address: Address, tag: &Tag<'_>) -> Self {
        Self {
            address,
            kind: tag.attribute(b"t").unwrap_or_default(),
            style: tag.number(b"s").unwrap_or(0),
            value: None,
            inline: None,
            formula: None,
        }
    }

    /// An element begins inside of the cell; returns what its text is.
    fn start(&mut self, tag: &Tag<'_>, within: Within) -> Within {
        match tag.name() {
            b"v" => {
                self.value = Some(String::new());
                Within::Value
            }
            b"f" => {
                let is_shared = tag.attribute(b"t").as_deref() == Some("shared");
                self.formula = Some(Formula {
                    text: String::new(),
                    shared: tag.number(b"si").filter(|_| is_shared),
                });
                Within::Formula
            }
            b"is" => {
                self.inline = Some(RichText::default());
                Within::Inline
            }
            name => {
                if let Some(inline) = &mut self.inline {
                    inline.start(name);
                }
                within
            }
        }
    }

    fn push(&mut self, text: &str, within: Within) {
        match within {
            Within::Value => self.value.get_or_insert_default().push_str(text),
            Within::Formula => {
                if let Some(formula) = &mut self.formula {
                    formula.text.push_str(text);
                }
            }
            Within::Inline => {
                if let Some(inline) = &mut self.inline {
                    inline.push(text);
                }
            }
            Within::Nothing => {}
        }
    }
}
