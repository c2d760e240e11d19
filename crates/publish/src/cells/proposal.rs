//! What could be written into which cell instead, from what the reader stumbled over.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::mem;

use kolophon_authoring::field::resolve;
use kolophon_authoring::{Defaults, Expected, Issue, IssueKind};
use kolophon_dcat::Document;
use kolophon_diagnostic::Text;
use kolophon_graph::{Cell, Graph};
use kolophon_tabular::{Limits, Row, TableCell, TableFormat, Workbook, read as read_table};
use kolophon_validate::place_of;
use kolophon_validate::repair::{Kind, Repair, Safety};

use super::CellChange;
use crate::reading;

/// A part of a cell that could be written otherwise.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    pub(super) repair: Repair,
    /// The document, by its number.
    pub(super) document: usize,
    pub(super) format: TableFormat,
    pub(super) cell: Cell,
    /// All of the cell's text as it is.
    pub(super) text: String,
    /// The part of it that changes.
    pub(super) part: std::ops::Range<usize>,
    /// Whether a spreadsheet computes the cell.
    pub(super) is_formula: bool,
}

impl Proposal {
    pub(super) fn change(&self) -> CellChange {
        CellChange {
            place: self.repair.place.to_string(),
            old: self.repair.old.clone(),
            new: self.repair.new.clone(),
        }
    }

    /// The repair with the reason why it was not made.
    pub(super) fn left_open(self, level: Safety) -> Repair {
        let is_only_a_guess = self.repair.safety > level;
        let reason = if self.is_formula {
            Text::new(
                "In der Zelle steht eine Formel; ändern Sie die Stelle, aus der sie den Wert nimmt.",
                "The cell holds a formula; change the place that it takes its value from.",
            )
        } else if is_only_a_guess {
            Text::new(
                "Gemeint sein könnte auch etwas anderes.",
                "Something else could be meant.",
            )
        } else {
            Text::new(
                "Damit ändert sich auch anderes in der Liste, etwa die dauerhafte Adresse einer Datei.",
                "Other things in the list change with it, such as the permanent address of a file.",
            )
        };
        // What is certain by itself, but changes something else, is left to people.
        let safety = if self.is_formula {
            self.repair.safety
        } else {
            Safety::Unsafe
        };
        Repair {
            reason: Some(reason),
            safety,
            ..self.repair
        }
    }
}

/// All proposals for the cells of some documents.
pub(super) fn proposals(documents: &[Document], defaults: &Defaults) -> Vec<Proposal> {
    let mut reading = reading::read(documents, defaults);
    let graph = mem::take(reading.material.builder()).finish();
    let mut tables = Tables::new(documents);
    let found = reading
        .issues
        .iter()
        .filter_map(|issue| proposal(issue, &graph, &mut tables));
    found.collect()
}

/// The tables of documents, each read when its first cell is asked for.
struct Tables<'d> {
    documents: &'d [Document],
    read: BTreeMap<usize, Option<Workbook>>,
}

impl<'d> Tables<'d> {
    fn new(documents: &'d [Document]) -> Self {
        Self {
            documents,
            read: BTreeMap::new(),
        }
    }

    fn cell(&mut self, name: &str, cell: &Cell) -> Option<(usize, TableFormat, InRow<'_>)> {
        let at = self.documents.iter().position(|document| document.name == name)?;
        let document = self.documents.get(at)?;
        let table = self.read.entry(at).or_insert_with(|| {
            let bytes = document.in_memory()?;
            read_table(&document.name, bytes, &Limits::default()).ok()
        });
        let table = table.as_ref()?;
        let sheet = table.sheets.iter().find(|sheet| sheet.name == cell.sheet)?;
        let row = sheet.rows.iter().find(|row| row.number == cell.row)?;
        let cell = row.cell(cell.column)?;
        Some((at, table.format, InRow { row, cell }))
    }
}

/// A cell and those beside it.
struct InRow<'t> {
    row: &'t Row,
    cell: &'t TableCell,
}

impl InRow<'_> {
    /// Whether the column that an unknown heading probably means stands there already.
    fn is_repeated(&self, issue: &IssueKind) -> bool {
        let IssueKind::UnknownKey {
            class,
            nearest: Some(nearest),
            ..
        } = issue
        else {
            return false;
        };
        let meaning = |heading: &str| {
            let path = resolve(*class, heading)?;
            let keys: Vec<&str> = path.steps.iter().map(|step| step.field.key).collect();
            Some(keys)
        };
        let meant = meaning(nearest);
        let mut others = self.row.cells.iter().filter(|cell| *cell != self.cell);
        others.any(|cell| meaning(&cell.text()) == meant)
    }
}

fn proposal(issue: &Issue, graph: &Graph, tables: &mut Tables<'_>) -> Option<Proposal> {
    let (kind, safety, old, new) = way_out(&issue.kind)?;
    let source = graph.source(issue.source)?;
    let cell = source.cell(issue.span.start)?.clone();
    let (document, format, found) = tables.cell(source.name(), &cell)?;
    // No column shall come to stand twice.
    if found.is_repeated(&issue.kind) {
        return None;
    }
    let found = found.cell;
    let text = found.text().into_owned();
    let start = (issue.span.start - cell.span.start) as usize;
    let is_verbatim = source.text().get(cell.span.range()) == Some(text.as_str());
    let part = if is_verbatim {
        let end = start + issue.span.range().len();
        start..end
    } else {
        0..text.len()
    };
    // Where a part is written otherwise than it is meant, only people can change it.
    let written = text.get(part.clone())?;
    if written.trim() != old.trim() || new.contains([';', '\\', '\n', '\r']) {
        return None;
    }
    let effect = kind.effect();
    let (name, changed) = (kind.name(), new.as_str());
    let place = place_of(graph, issue.source, issue.span)?;
    Some(Proposal {
        repair: Repair {
            kind,
            safety,
            place,
            message: Text::new(
                format!("{}: „{old}“ {}: „{changed}“.", name.de, effect.de),
                format!("{}: “{old}” {}: “{changed}”.", name.en, effect.en),
            ),
            reason: None,
            old,
            new,
            candidates: Vec::new(),
        },
        document,
        format,
        is_formula: found.formula.is_some(),
        cell,
        text,
        part,
    })
}

/// The one way out of what the reader stumbled over: its kind, how certain it is, what stands there, and what should.
fn way_out(issue: &IssueKind) -> Option<(Kind, Safety, String, String)> {
    match issue {
        IssueKind::InvalidSlug { text, slug } => {
            Some((Kind::ShortName, Safety::Safe, text.clone(), slug.clone()))
        }
        IssueKind::InvalidAddress { text } => {
            let valid = encoded(text.trim());
            Some((Kind::AddressCharacters, Safety::Safe, text.clone(), valid))
        }
        // Behind a blank may stand a second address, or a remark.
        IssueKind::WrongForm {
            text,
            form: Expected::Address,
            ..
        } if is_web_address(text) => {
            let valid = encoded(text.trim());
            Some((Kind::AddressCharacters, Safety::Unsafe, text.clone(), valid))
        }
        IssueKind::UnknownEntry { text, candidates, .. } => match candidates.as_slice() {
            [only] => Some((Kind::ListedValue, Safety::Unsafe, text.clone(), only.clone())),
            _ => None,
        },
        IssueKind::UnknownKey {
            key,
            nearest: Some(nearest),
            ..
        } => Some((Kind::Column, Safety::Unsafe, key.clone(), (*nearest).to_owned())),
        _ => None,
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|start| text.trim().strip_prefix(start));
    // A second address would become a part of the first.
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains("://"))
}

/// An address with the characters encoded that no address may have ([RFC 3987](https://www.rfc-editor.org/rfc/rfc3987)
/// §2.2).
fn encoded(address: &str) -> String {
    let mut valid = String::with_capacity(address.len());
    for character in address.chars() {
        if character.is_control() || " <>\"{}|\\^`".contains(character) {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                // Writing into a String cannot fail.
                let _ = write!(valid, "%{byte:02X}");
            }
        } else {
            valid.push(character);
        }
    }
    valid
}
