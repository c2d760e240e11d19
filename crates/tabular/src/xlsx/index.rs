//! Where in the XML of a sheet its rows and cells stand, so that they can be changed and the rest stays byte for byte.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::TableError;
use crate::xlsx::Address;
use crate::xml_edit::{attribute, position};

/// The places in a worksheet part.
#[derive(Debug, Default)]
pub(crate) struct SheetIndex {
    /// The prefix of the part's elements with its colon, mostly empty.
    pub(crate) prefix: String,
    /// The rows, in the order of the part.
    pub(crate) rows: Vec<RowPlace>,
    /// Where in `rows` the row of a number is.
    by_number: HashMap<u32, usize>,
    /// The element of all rows.
    pub(crate) data: Element,
    /// The direct children of the worksheet, by local name, in their order.
    pub(crate) children: Vec<(String, Range<usize>)>,
    /// The end tag of the worksheet.
    pub(crate) end: usize,
    /// The relation of the drawing that holds notes, if there is one.
    pub(crate) legacy_drawing: Option<String>,
}

/// An element: its start tag, and the place of its end tag unless it is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) tag: Range<usize>,
    /// Where the end tag begins; `None` for `<row/>`.
    pub(crate) close: Option<usize>,
    pub(crate) end: usize,
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct RowPlace {
    pub(crate) number: u32,
    pub(crate) element: Element,
    pub(crate) cells: Vec<CellPlace>,
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) struct CellPlace {
    pub(crate) column: u32,
    pub(crate) element: Element,
    pub(crate) style: usize,
    pub(crate) formula: FormulaPlace,
}

/// Whether a cell is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormulaPlace {
    /// It is not.
    None,
    /// It is, for itself or after the model of another.
    Own,
    /// Other cells are computed by its formula too.
    Model,
}

/// Finds the places.
pub(crate) fn index(part: &str, bytes: &[u8]) -> Result<SheetIndex, TableError> {
    let damaged = |reason: String| TableError::Damaged {
        part: part.to_owned(),
        reason,
    };
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = str::from_utf8(&bytes[mark..]).map_err(|error| damaged(error.to_string()))?;
    let mut reader = Reader::from_str(text);
    let mut scan = Scan::default();
    loop {
        let start = position(&reader) + mark;
        let event = reader.read_event().map_err(|error| damaged(error.to_string()))?;
        let range = start..position(&reader) + mark;
        let is_understood = match event {
            Event::Start(tag) => scan.start(&tag, range),
            Event::Empty(tag) => scan
                .start(&tag, range.clone())
                .and_then(|()| scan.end(range.end, None)),
            Event::End(_) => scan.end(range.end, Some(range.start)),
            Event::Eof => break,
            _ => Some(()),
        };
        is_understood.ok_or_else(|| damaged(format!("byte {start} cannot be understood")))?;
    }
    if scan.index.end == 0 {
        return Err(damaged("the part breaks off".to_owned()));
    }
    Ok(scan.index)
}

/// The state of the search.
#[derive(Default)]
struct Scan {
    index: SheetIndex,
    /// The elements that are open: local name and start tag.
    open: Vec<(String, Range<usize>)>,
    row: u32,
    column: u32,
}

impl Scan {
    fn start(&mut self, tag: &BytesStart<'_>, range: Range<usize>) -> Option<()> {
        let name = String::from_utf8_lossy(tag.local_name().into_inner()).into_owned();
        match (self.open.len(), name.as_str()) {
            (0, _) => {
                let full = String::from_utf8_lossy(tag.name().into_inner()).into_owned();
                let prefix = full.strip_suffix(&name).unwrap_or_default();
                prefix.clone_into(&mut self.index.prefix);
            }
            (1, "legacyDrawing") => self.index.legacy_drawing = attribute(tag, b"id"),
            (2, "row") if self.is_in("sheetData") => {
                self.row = number(tag, b"r").unwrap_or(self.row.saturating_add(1));
                self.column = 0;
                // A row that occurs twice cannot be changed in one place.
                let is_new = self
                    .index
                    .by_number
                    .insert(self.row, self.index.rows.len())
                    .is_none();
                is_new.then_some(())?;
                self.index.rows.push(RowPlace {
                    number: self.row,
                    element: Element::default(),
                    cells: Vec::new(),
                });
            }
            (3, "c") if self.is_in("row") => {
                let address = match attribute(tag, b"r") {
                    Some(reference) => Address::parse(&reference)?,
                    None => Address::new(self.row, self.column + 1)?,
                };
                // A cell that stands in the row of another number cannot be changed in one place either.
                (address.row == self.row).then_some(())?;
                self.column = address.column;
                self.index.rows.last_mut()?.cells.push(CellPlace {
                    column: address.column,
                    element: Element::default(),
                    style: number(tag, b"s").unwrap_or(0),
                    formula: FormulaPlace::None,
                });
            }
            (4, "f") if self.is_in("c") => {
                let cell = self.index.rows.last_mut()?.cells.last_mut()?;
                cell.formula = if attribute(tag, b"ref").is_some() {
                    FormulaPlace::Model
                } else {
                    FormulaPlace::Own
                };
            }
            _ => {}
        }
        self.open.push((name, range));
        Some(())
    }

    /// Whether the element that is open is of that name.
    fn is_in(&self, name: &str) -> bool {
        self.open.last().is_some_and(|(open, _)| open == name)
    }

    fn end(&mut self, end: usize, close: Option<usize>) -> Option<()> {
        let (name, tag) = self.open.pop()?;
        let element = Element { tag, close, end };
        match (self.open.len(), name.as_str()) {
            (0, _) => self.index.end = close?,
            (1, name) => {
                self.index
                    .children
                    .push((name.to_owned(), element.tag.start..end));
                if name == "sheetData" {
                    self.index.data = element;
                }
            }
            (2, "row") if self.is_in("sheetData") => self.index.rows.last_mut()?.element = element,
            (3, "c") if self.is_in("row") => self.index.rows.last_mut()?.cells.last_mut()?.element = element,
            _ => {}
        }
        Some(())
    }
}

impl SheetIndex {
    /// The row of a number.
    pub(crate) fn row(&self, number: u32) -> Option<&RowPlace> {
        self.rows.get(*self.by_number.get(&number)?)
    }

    /// The cell of an address.
    pub(crate) fn cell(&self, address: Address) -> Option<&CellPlace> {
        let cells = &self.row(address.row)?.cells;
        cells.iter().find(|cell| cell.column == address.column)
    }
}

fn number<N: std::str::FromStr>(tag: &BytesStart<'_>, name: &[u8]) -> Option<N> {
    attribute(tag, name)?.trim().parse().ok()
}
