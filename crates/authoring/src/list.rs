//! Lists: one row per dataset, one per file. Sheets become the same tree that YAML becomes.

pub(crate) mod cell;
mod sheet;

use std::collections::BTreeMap;

use kolophon_dcat::Document;
use kolophon_graph::{GraphBuilder, SourceId, Span};
use kolophon_tabular::{CHOICES_SHEET, Limits, Remark, RemarkKind, TableFormat, Workbook};

use self::sheet::Table;
use crate::codelists::CodeLists;
use crate::defaults::Defaults;
use crate::error::AuthoringError;
use crate::field::{Class, Field};
use crate::form::{Form, is_companion};
use crate::issue::IssueKind;
use crate::name::{folded, slug_of};
use crate::read::{Reader, Reading};
use crate::tree::{At, Content, Entry, Node};

/// Reads a list. `companions` are the CSV files beside `datensaetze.csv` that belong to it.
pub(crate) fn read(
    document: &Document,
    companions: &[&Document],
    defaults: &Defaults,
    lists: &dyn CodeLists,
    builder: &mut GraphBuilder,
) -> Result<Reading, AuthoringError> {
    let mut workbooks = vec![open(document)?];
    for companion in companions {
        workbooks.push(open(companion)?);
    }
    let form = match workbooks[0].format {
        TableFormat::Csv => Form::Csv,
        TableFormat::Xlsx => Form::Xlsx,
        TableFormat::Ods => Form::Ods,
    };
    let sources: Vec<SourceId> = workbooks
        .iter()
        .map(|workbook| builder.add_source(workbook.source.clone()))
        .collect();
    let mut reader = Reader::new(defaults, lists, builder, sources[0]);
    let mut list = List::default();
    for (workbook, source) in workbooks.iter().zip(&sources) {
        list.add(workbook, *source, &mut reader);
    }
    if list.is_empty() {
        return Err(AuthoringError::Empty {
            name: document.name.clone(),
        });
    }
    let is_whole = form != Form::Csv || !is_companion(&document.name);
    list.read(is_whole, &mut reader);
    Ok(reader.finish(form, sources))
}

fn open(document: &Document) -> Result<Workbook, AuthoringError> {
    let bytes = document.bytes().map_err(|source| AuthoringError::Io {
        name: document.name.clone(),
        source,
    })?;
    kolophon_tabular::read(&document.name, &bytes, &Limits::default()).map_err(|source| {
        AuthoringError::Table {
            name: document.name.clone(),
            source,
        }
    })
}

/// All rows of a list, class by class.
#[derive(Default)]
struct List {
    rows: Vec<(Class, Row)>,
}

/// A row as a group of keys.
struct Row {
    at: At,
    entries: Vec<Entry>,
}

impl List {
    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn add(&mut self, workbook: &Workbook, source: SourceId, reader: &mut Reader<'_>) {
        for remark in &workbook.remarks {
            if is_about_content(&remark.kind) {
                report(remark, source, reader);
            }
        }
        let stem = workbook.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        for sheet in &workbook.sheets {
            let name = sheet.name.as_deref();
            if name == Some(CHOICES_SHEET) || sheet.rows.is_empty() {
                continue;
            }
            if let Some(table) = Table::of(name, stem, sheet, source, &workbook.source) {
                let class = table.class;
                for (at, entries) in table.rows(reader) {
                    self.rows.push((class, Row { at, entries }));
                }
            } else {
                let first = sheet.rows[0].cells.first();
                let span = first.map_or(Span::default(), |cell| cell.span);
                let name = name.unwrap_or(stem).to_owned();
                reader.report(IssueKind::UnknownSheet { name }, At { source, span });
            }
        }
    }

    /// Brings files to their datasets, and reads it all.
    fn read(self, is_whole: bool, reader: &mut Reader<'_>) {
        let mut by_class: BTreeMap<Class, Vec<Row>> = BTreeMap::new();
        for (class, row) in self.rows {
            by_class.entry(class).or_default().push(row);
        }
        let files = by_class.remove(&Class::Distribution).unwrap_or_default();
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let datasets = by_class.entry(Class::Dataset).or_default();
        for key in ["slug", "iri", "title"] {
            for (at, row) in datasets.iter().enumerate() {
                if let Some(name) = value_of(Class::Dataset, &row.entries, key) {
                    names.entry(dataset_name(name)).or_insert(at);
                    if key == "title" {
                        names.entry(slug_of(name)).or_insert(at);
                    }
                }
            }
        }
        let mut loose = Vec::new();
        for mut row in files {
            let of_dataset = row
                .entries
                .iter()
                .position(|entry| is_field(Class::Distribution, &entry.key, "of_dataset"));
            let named = of_dataset.map(|at| row.entries.remove(at));
            let dataset = named
                .as_ref()
                .and_then(|entry| names.get(&dataset_name(text(&entry.value)?)).copied());
            match (dataset, named) {
                (Some(dataset), Some(named)) => add_file(&mut datasets[dataset], &named, row),
                (_, named) => loose.push((named, row)),
            }
        }
        let mut entries = Vec::new();
        for (class, rows) in by_class {
            if let Some(field) = described_by(class) {
                entries.extend(wrapped(field, rows));
            }
        }
        if let Some(first) = entries.first() {
            let node = Node {
                at: first.key_at,
                content: Content::Map(entries),
            };
            reader.collect_names(std::slice::from_ref(&node));
            reader.document(&node, None);
        }
        for (named, row) in loose {
            reader.loose_file(named.as_ref(), row.at, &row.entries, is_whole);
        }
    }
}

/// Puts the row of a file under its dataset.
fn add_file(dataset: &mut Row, named: &Entry, row: Row) {
    let Some(field) = Class::Dataset.field("distribution") else {
        return;
    };
    let file = Node {
        at: row.at,
        content: Content::Map(row.entries),
    };
    dataset.entries.push(Entry {
        key: field.key.to_owned(),
        key_at: named.key_at,
        value: file,
    });
}

/// All rows of a class under the key of the outermost level that names it.
fn wrapped(field: &Field, rows: Vec<Row>) -> Option<Entry> {
    let at = rows.first()?.at;
    let values = rows.into_iter().map(|row| Node {
        at: row.at,
        content: Content::Map(row.entries),
    });
    Some(Entry {
        key: field.key.to_owned(),
        key_at: at,
        value: Node {
            at,
            content: Content::List(values.collect()),
        },
    })
}

/// The key of the outermost level for a class.
pub(crate) fn described_by(class: Class) -> Option<&'static Field> {
    Class::File
        .fields()
        .iter()
        .find(|field| field.nested() == Some(class))
}

fn is_field(class: Class, key: &str, field: &str) -> bool {
    let path = crate::field::resolve(class, key);
    path.is_some_and(|path| path.steps.len() == 1 && path.steps[0].field.key == field)
}

fn value_of<'e>(class: Class, entries: &'e [Entry], key: &str) -> Option<&'e str> {
    let entry = entries.iter().find(|entry| is_field(class, &entry.key, key))?;
    text(&entry.value)
}

fn text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// The name of a dataset for comparison: addresses as they are, names without case.
fn dataset_name(text: &str) -> String {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    if text.contains(':') {
        text.to_owned()
    } else {
        folded(text)
    }
}

/// Whether a remark is about what the cells say, and not about habits of spreadsheets.
fn is_about_content(kind: &RemarkKind) -> bool {
    matches!(
        kind,
        RemarkKind::EncodingGuessed { .. }
            | RemarkKind::MixedEncoding
            | RemarkKind::BrokenCharacters
            | RemarkKind::ControlCharacters
            | RemarkKind::NulCharacters
            | RemarkKind::DoublyEncoded { .. }
            | RemarkKind::OneColumn
            | RemarkKind::UnclosedQuote
            | RemarkKind::StrayQuote
            | RemarkKind::FormulasWithoutValue
            | RemarkKind::ErrorValues
            | RemarkKind::MergedCells { .. }
    )
}

fn report(remark: &Remark, source: SourceId, reader: &mut Reader<'_>) {
    let span = remark.span.unwrap_or_default();
    let kind = IssueKind::Table {
        message: remark.message(),
        mend: remark.mend(),
    };
    reader.report(kind, At { source, span });
}
