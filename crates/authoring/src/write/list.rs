//! Lists: a sheet for each class, a row for each thing, a column for each field.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use kolophon_diagnostic::Language;
use kolophon_tabular::{CellOut, ColumnOut, CsvStyle, SheetOut, Value, write_csv, write_ods, write_xlsx};

use super::OutFile;
use super::out::{File, Key, Out, USUAL};
use crate::codelists::CodeLists;
use crate::error::AuthoringError;
use crate::field::{Class, Field, Kind};
use crate::form::Form;
use crate::list::cell::{NONE, has_several, joined, protected};

/// The sheets in their order, with the name of the CSV file for each.
const SHEETS: [(Class, &str, &str, &str); 7] = [
    (Class::Dataset, "Datensätze", "Datasets", "datensaetze"),
    (Class::Distribution, "Dateien", "Distributions", "dateien"),
    (Class::DataService, "Dienste", "Data services", "dienste"),
    (Class::DatasetSeries, "Serien", "Dataset series", "serien"),
    (Class::Agent, "Stellen", "Agents", "stellen"),
    (Class::Catalog, "Katalog", "Catalogue", "katalog"),
    (
        Class::Statement,
        "Weitere Angaben",
        "Statements",
        "weitere-angaben",
    ),
];

/// The list as a workbook, or as one CSV file for each sheet.
pub(super) fn write(
    file: &File,
    form: Form,
    lists: &dyn CodeLists,
    language: Language,
) -> Result<Vec<OutFile>, AuthoringError> {
    let mut by_class: BTreeMap<Class, Table> = BTreeMap::new();
    for (class, parts) in &file.parts {
        for part in parts {
            let mut row = Vec::new();
            for (key, value) in part.entries() {
                match key {
                    Key::Field(field) if *class == Class::Dataset && field.key == "distribution" => {
                        let rest = files(part, value, &mut by_class);
                        if !rest.is_empty() {
                            row.push((key.clone(), Out::of(rest)));
                        }
                    }
                    _ => row.push((key.clone(), value.clone())),
                }
            }
            by_class.entry(*class).or_default().add(*class, &row);
        }
    }
    let mut sheets = Vec::new();
    for (class, de, en, stem) in SHEETS {
        let Some(table) = by_class.remove(&class) else {
            continue;
        };
        let name = if language == Language::German { de } else { en };
        sheets.push((stem, table.sheet(name, lists, language)));
    }
    if form != Form::Csv {
        let sheets: Vec<SheetOut> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
        let (written, ending) = match form {
            Form::Ods => (write_ods(&sheets), "ods"),
            _ => (write_xlsx(&sheets), "xlsx"),
        };
        let bytes = written.map_err(AuthoringError::NotWritable)?;
        let name = format!("{}.{ending}", file.stem);
        return Ok(vec![OutFile { name, bytes }]);
    }
    sheets
        .into_iter()
        .map(|(stem, sheet)| {
            Ok(OutFile {
                name: format!("{stem}.csv"),
                bytes: write_csv(&sheet, CsvStyle::GermanExcel).map_err(AuthoringError::NotWritable)?,
            })
        })
        .collect()
}

/// Moves the distributions of a dataset to their own sheet; what only refers to one stays.
fn files(dataset: &Out, value: &Out, by_class: &mut BTreeMap<Class, Table>) -> Vec<Out> {
    let name = dataset
        .entries()
        .iter()
        .find_map(|(key, value)| match (key, value) {
            (Key::Field(field), Out::Text(text)) if matches!(field.key, "slug" | "iri") => Some(text.clone()),
            _ => None,
        });
    let values = match value {
        Out::List(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut rest = Vec::new();
    for value in values {
        match (value, &name, Class::Distribution.field("of_dataset")) {
            (Out::Map(entries), Some(name), Some(of_dataset)) => {
                let mut row = vec![(Key::Field(of_dataset), Out::Text(name.clone()))];
                row.extend(entries.iter().cloned());
                by_class
                    .entry(Class::Distribution)
                    .or_default()
                    .add(Class::Distribution, &row);
            }
            _ => rest.push(value.clone()),
        }
    }
    rest
}

/// Rows whose cells are found by what their column means.
#[derive(Default)]
struct Table {
    columns: BTreeMap<Column, &'static Field>,
    rows: Vec<BTreeMap<Column, Content>>,
}

/// What a column means: the fields that lead to it, each with its place in its class and its number, and a language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    steps: Vec<(usize, usize, &'static str, &'static str)>,
    language: Option<String>,
}

/// What stands in a cell.
enum Content {
    Single(String),
    Several(String),
}

impl Table {
    fn add(&mut self, class: Class, entries: &[(Key, Out)]) {
        let mut row = BTreeMap::new();
        self.flatten(class, entries, &[], &mut row);
        self.rows.push(row);
    }

    /// Cells for all that entries say, groups taken apart.
    fn flatten(
        &mut self,
        class: Class,
        entries: &[(Key, Out)],
        before: &[(usize, usize, &'static str, &'static str)],
        row: &mut BTreeMap<Column, Content>,
    ) {
        for (key, value) in entries {
            let Key::Field(field) = key else { continue };
            let at = class
                .fields()
                .iter()
                .position(|known| known.key == field.key)
                .unwrap_or_default();
            let step = |number: usize| {
                let mut steps = before.to_vec();
                steps.push((at, number, field.de, field.en));
                steps
            };
            let values = match value {
                Out::List(values) => values.as_slice(),
                one => std::slice::from_ref(one),
            };
            let is_flat = values.iter().all(|value| matches!(value, Out::Text(_)));
            if is_flat {
                self.cell(field, step(0), None, value, row);
                continue;
            }
            for (index, value) in values.iter().enumerate() {
                let steps = step(if values.len() > 1 { index + 1 } else { 0 });
                match value {
                    Out::Map(entries) if matches!(entries.first(), Some((Key::Language(_), _))) => {
                        self.languages(field, &steps, entries, row);
                    }
                    Out::Map(entries) => {
                        let class = field.nested().unwrap_or(class);
                        self.flatten(class, entries, &steps, row);
                    }
                    _ => self.cell(field, steps, None, value, row),
                }
            }
        }
    }

    fn languages(
        &mut self,
        field: &'static Field,
        steps: &[(usize, usize, &'static str, &'static str)],
        entries: &[(Key, Out)],
        row: &mut BTreeMap<Column, Content>,
    ) {
        for (key, value) in entries {
            if let Key::Language(tag) = key {
                let language = (tag != USUAL).then(|| tag.clone());
                self.cell(field, steps.to_vec(), language, value, row);
            }
        }
    }

    fn cell(
        &mut self,
        field: &'static Field,
        steps: Vec<(usize, usize, &'static str, &'static str)>,
        language: Option<String>,
        value: &Out,
        row: &mut BTreeMap<Column, Content>,
    ) {
        let column = Column { steps, language };
        let texts: Vec<&str> = match value {
            Out::Text(text) => vec![text],
            Out::List(values) => values
                .iter()
                .filter_map(|value| match value {
                    Out::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect(),
            Out::Map(_) => Vec::new(),
        };
        let content = match texts.as_slice() {
            [] => Content::Several(NONE.to_owned()),
            [text] if !has_several(field) => Content::Single(protected(text)),
            texts => Content::Several(joined(texts)),
        };
        self.columns.insert(column.clone(), field);
        row.insert(column, content);
    }

    fn sheet(&self, name: &str, lists: &dyn CodeLists, language: Language) -> SheetOut {
        let columns = self.columns.iter().map(|(column, field)| ColumnOut {
            header: column.header(language),
            choices: choices(field, lists, language),
            ..ColumnOut::default()
        });
        let rows = self.rows.iter().map(|row| {
            let cells = self.columns.iter().map(|(column, field)| match row.get(column) {
                Some(Content::Single(text)) => CellOut::value(typed(field, text)),
                Some(Content::Several(text)) => CellOut::text(text.as_str()),
                None => CellOut::default(),
            });
            cells.collect()
        });
        SheetOut {
            name: name.to_owned(),
            columns: columns.collect(),
            rows: rows.collect(),
        }
    }
}

impl Column {
    /// `Datei 2: Titel (en)`
    fn header(&self, language: Language) -> String {
        let mut header = String::new();
        for (_, number, de, en) in &self.steps {
            if !header.is_empty() {
                header.push_str(": ");
            }
            header.push_str(if language == Language::German { de } else { en });
            if *number > 0 {
                // Writing to a string cannot fail.
                let _done = write!(header, " {number}");
            }
        }
        match self.language.as_deref() {
            None => {}
            Some("" | "none") => header.push_str(if language == Language::German {
                " (ohne)"
            } else {
                " (none)"
            }),
            Some(tag) => {
                let _done = write!(header, " ({tag})");
            }
        }
        header
    }
}

/// Lists that nobody would scroll through are not offered.
const MOST_CHOICES: usize = 300;

fn choices(field: &Field, lists: &dyn CodeLists, language: Language) -> Vec<String> {
    // Of several values in one cell a spreadsheet cannot offer the next.
    let Kind::Listed(list) = field.kind else {
        return Vec::new();
    };
    if has_several(field) {
        return Vec::new();
    }
    let choices = lists.choices(list, language);
    if choices.len() > MOST_CHOICES {
        Vec::new()
    } else {
        choices
    }
}

/// Days as days and whole numbers as numbers, where reading gives the same text again.
fn typed(field: &Field, text: &str) -> Value {
    match field.kind {
        Kind::Date if text.len() == 10 => match text.parse::<Date>() {
            Ok(day) if day.year() >= 1901 => Value::Date(day),
            _ => Value::Text(text.to_owned()),
        },
        Kind::Integer if text.len() <= 12 => match text.parse::<u32>() {
            Ok(number) if number.to_string() == text => Value::Number(f64::from(number)),
            _ => Value::Text(text.to_owned()),
        },
        _ => Value::Text(text.to_owned()),
    }
}
