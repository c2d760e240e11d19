//! Where in a content part the sheets, rows and cells stand, so that they can be changed and the rest stays byte for byte.
//!
//! A row or a cell that is repeated has one place that stands for several.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::TableError;
use crate::ods::CONTENT;
use crate::ods::names::Names;
use crate::xml_edit::{attribute, position};

/// The places in a content part.
#[derive(Debug, Default)]
pub(crate) struct ContentIndex {
    pub(crate) names: Names,
    /// The start tag of the root.
    pub(crate) root: Range<usize>,
    /// The element of the styles that belong to this document's cells.
    pub(crate) styles: Option<Element>,
    /// The styles in it.
    pub(crate) named_styles: Vec<(String, Range<usize>)>,
    /// The element of the body.
    pub(crate) body: Element,
    /// The element of all sheets.
    pub(crate) spreadsheet: Element,
    /// Where another sheet goes: behind the last one.
    pub(crate) behind_sheets: Option<usize>,
    /// The sheets, without those that LibreOffice keeps of other files.
    pub(crate) sheets: Vec<SheetPlace>,
}

/// An element: its start tag, and the place of its end tag unless it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) tag: Range<usize>,
    /// Where the end tag begins; `None` for `<row/>`.
    pub(crate) close: Option<usize>,
    pub(crate) end: usize,
}

/// A sheet.
#[derive(Debug, Default)]
pub(crate) struct SheetPlace {
    pub(crate) name: String,
    pub(crate) element: Element,
    /// The columns: how many one element stands for, and the style of their cells.
    pub(crate) columns: Vec<(u32, Option<String>)>,
    pub(crate) rows: Vec<RowPlace>,
}

/// A row, or several that are alike.
#[derive(Clone, Debug)]
pub(crate) struct RowPlace {
    /// The number of the first.
    pub(crate) number: u32,
    pub(crate) repeated: u32,
    pub(crate) element: Element,
    /// The style of cells that have none.
    pub(crate) style: Option<String>,
    pub(crate) cells: Vec<CellPlace>,
}

/// A cell, or several that are alike.
#[derive(Clone, Debug)]
pub(crate) struct CellPlace {
    /// The column of the first.
    pub(crate) column: u32,
    pub(crate) repeated: u32,
    pub(crate) element: Element,
    pub(crate) style: Option<String>,
    /// Whether the formula of this cell fills others, too.
    pub(crate) is_matrix: bool,
    /// The elements directly in it: name without prefix, and place.
    pub(crate) children: Vec<(String, Element)>,
}

impl SheetPlace {
    /// The row of a number.
    pub(crate) fn row(&self, number: u32) -> Option<&RowPlace> {
        let behind = self.rows.partition_point(|row| row.number <= number);
        let row = self.rows.get(behind.checked_sub(1)?)?;
        (number - row.number < row.repeated).then_some(row)
    }

    /// The number behind the last row.
    pub(crate) fn next_row(&self) -> u32 {
        self.rows
            .last()
            .map_or(1, |row| row.number.saturating_add(row.repeated))
    }

    /// The style of a cell: its own, else that of its row, else that of its column.
    pub(crate) fn style(&self, row: u32, column: u32) -> Option<&str> {
        let place = self.row(row);
        let cell = place.and_then(|place| place.cell(column));
        let own = cell.and_then(|cell| cell.style.as_deref());
        let of_row = || place.and_then(|place| place.style.as_deref());
        own.or_else(of_row).or_else(|| self.style_of_column(column))
    }

    fn style_of_column(&self, column: u32) -> Option<&str> {
        let mut last = 0_u32;
        self.columns.iter().find_map(|(repeated, style)| {
            last = last.saturating_add(*repeated);
            (column <= last).then_some(style.as_deref())
        })?
    }
}

impl RowPlace {
    /// The cell of a column.
    pub(crate) fn cell(&self, column: u32) -> Option<&CellPlace> {
        let behind = self.cells.partition_point(|cell| cell.column <= column);
        let cell = self.cells.get(behind.checked_sub(1)?)?;
        (column - cell.column < cell.repeated).then_some(cell)
    }
}

/// Finds the places.
pub(crate) fn index(bytes: &[u8]) -> Result<ContentIndex, TableError> {
    let damaged = |reason: String| TableError::Damaged {
        part: CONTENT.to_owned(),
        reason,
    };
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = str::from_utf8(&bytes[mark..]).map_err(|error| damaged(error.to_string()))?;
    let mut reader = Reader::from_str(text);
    let mut scan = Scan::default();
    loop {
        let start = mark + position(&reader);
        let event = reader.read_event().map_err(|error| damaged(error.to_string()))?;
        let range = start..mark + position(&reader);
        match event {
            Event::Start(tag) => scan.start(&tag, range),
            Event::Empty(tag) => {
                scan.start(&tag, range.clone());
                scan.end(range.end, None);
            }
            Event::End(_) => scan.end(range.end, Some(range.start)),
            Event::Eof => break,
            _ => {}
        }
    }
    if scan.open.is_empty() && !scan.index.spreadsheet.tag.is_empty() {
        Ok(scan.index)
    } else {
        Err(damaged("the part breaks off".to_owned()))
    }
}

/// What an open element is to the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Root,
    Styles,
    Style,
    Body,
    Spreadsheet,
    Sheet,
    Row,
    Cell,
    /// Directly in a cell.
    Child,
    /// What groups rows or columns.
    Group,
    /// Nothing that is looked into.
    Aside,
}

#[derive(Debug, Default)]
struct Scan {
    index: ContentIndex,
    open: Vec<Kind>,
}

impl Scan {
    fn start(&mut self, tag: &BytesStart<'_>, range: Range<usize>) {
        let local = tag.local_name();
        let name = local.as_ref();
        let element = Element {
            tag: range.clone(),
            close: None,
            end: range.end,
        };
        let kind = match (self.open.last(), name) {
            (None, _) => {
                self.index.names = Names::of(tag);
                self.index.root = range;
                Kind::Root
            }
            (Some(Kind::Root), b"automatic-styles") => {
                self.index.styles = Some(element);
                Kind::Styles
            }
            (Some(Kind::Styles), b"style") => {
                let name = attribute(tag, b"name").unwrap_or_default();
                self.index.named_styles.push((name, range));
                Kind::Style
            }
            (Some(Kind::Root), b"body") => {
                self.index.body = element;
                Kind::Body
            }
            (Some(Kind::Body), b"spreadsheet") => {
                self.index.spreadsheet = element;
                Kind::Spreadsheet
            }
            (Some(Kind::Spreadsheet), b"table") => {
                let name = attribute(tag, b"name").unwrap_or_default();
                self.index.sheets.push(SheetPlace {
                    name,
                    element,
                    ..SheetPlace::default()
                });
                Kind::Sheet
            }
            (
                Some(Kind::Sheet | Kind::Group),
                b"table-row-group"
                | b"table-rows"
                | b"table-header-rows"
                | b"table-column-group"
                | b"table-columns"
                | b"table-header-columns",
            ) => Kind::Group,
            (Some(Kind::Sheet | Kind::Group), b"table-column") => {
                self.column(tag);
                Kind::Aside
            }
            (Some(Kind::Sheet | Kind::Group), b"table-row") => {
                self.row(tag, element);
                Kind::Row
            }
            (Some(Kind::Row), b"table-cell" | b"covered-table-cell") => {
                self.cell(tag, element);
                Kind::Cell
            }
            (Some(Kind::Cell), _) => {
                if let Some(cell) = self.last_cell() {
                    cell.children
                        .push((String::from_utf8_lossy(name).into_owned(), element));
                }
                Kind::Child
            }
            _ => Kind::Aside,
        };
        self.open.push(kind);
    }

    fn column(&mut self, tag: &BytesStart<'_>) {
        if let Some(sheet) = self.index.sheets.last_mut() {
            let style = attribute(tag, b"default-cell-style-name");
            sheet
                .columns
                .push((number(tag, b"number-columns-repeated"), style));
        }
    }

    fn row(&mut self, tag: &BytesStart<'_>, element: Element) {
        if let Some(sheet) = self.index.sheets.last_mut() {
            let row = RowPlace {
                number: sheet.next_row(),
                repeated: number(tag, b"number-rows-repeated"),
                element,
                style: attribute(tag, b"default-cell-style-name"),
                cells: Vec::new(),
            };
            sheet.rows.push(row);
        }
    }

    fn cell(&mut self, tag: &BytesStart<'_>, element: Element) {
        let row = self
            .index
            .sheets
            .last_mut()
            .and_then(|sheet| sheet.rows.last_mut());
        if let Some(row) = row {
            let column = row
                .cells
                .last()
                .map_or(1, |last| last.column.saturating_add(last.repeated));
            row.cells.push(CellPlace {
                column,
                repeated: number(tag, b"number-columns-repeated"),
                element,
                style: attribute(tag, b"style-name"),
                is_matrix: attribute(tag, b"number-matrix-columns-spanned").is_some(),
                children: Vec::new(),
            });
        }
    }

    fn last_cell(&mut self) -> Option<&mut CellPlace> {
        self.index.sheets.last_mut()?.rows.last_mut()?.cells.last_mut()
    }

    fn end(&mut self, end: usize, close: Option<usize>) {
        let ended = |element: &mut Element| (element.close, element.end) = (close, end);
        match self.open.pop() {
            Some(Kind::Styles) => self.index.styles.iter_mut().for_each(ended),
            Some(Kind::Style) => {
                if let Some((_, range)) = self.index.named_styles.last_mut() {
                    range.end = end;
                }
            }
            Some(Kind::Body) => ended(&mut self.index.body),
            Some(Kind::Spreadsheet) => ended(&mut self.index.spreadsheet),
            Some(Kind::Sheet) => {
                self.index
                    .sheets
                    .last_mut()
                    .map(|sheet| &mut sheet.element)
                    .into_iter()
                    .for_each(ended);
                self.index.behind_sheets = Some(end);
                // LibreOffice keeps what it read of another file as a sheet that nobody sees.
                if self
                    .index
                    .sheets
                    .last()
                    .is_some_and(|sheet| sheet.name.starts_with("'file:"))
                {
                    self.index.sheets.pop();
                }
            }
            Some(Kind::Row) => {
                let row = self
                    .index
                    .sheets
                    .last_mut()
                    .and_then(|sheet| sheet.rows.last_mut());
                row.map(|row| &mut row.element).into_iter().for_each(ended);
            }
            Some(Kind::Cell) => self
                .last_cell()
                .map(|cell| &mut cell.element)
                .into_iter()
                .for_each(ended),
            Some(Kind::Child) => {
                let child = self.last_cell().and_then(|cell| cell.children.last_mut());
                child.map(|(_, element)| element).into_iter().for_each(ended);
            }
            _ => {}
        }
    }
}

/// How often a row or a cell stands there.
fn number(tag: &BytesStart<'_>, name: &[u8]) -> u32 {
    let number = attribute(tag, name).and_then(|text| text.trim().parse().ok());
    number.unwrap_or(1).clamp(1, super::MOST)
}
