//! `kolophon codelist`: the code lists, and what stands in one.

use std::fmt::Write as _;

use kolophon_diagnostic::{Language, Text};
use kolophon_validate::codelist::{self, CodeList, Found, Value};
use serde::Serialize;

use crate::args::{CodelistArguments, TableFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &CodelistArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let Some(name) = &arguments.list else {
        ui.data(lists(arguments.format, ui.language())?)?;
        return Ok(Exit::Clean);
    };
    let list = codelist::by_name(name).ok_or_else(|| unknown(name))?;
    let text = arguments.text.as_deref().unwrap_or_default();
    match codelist::search(list, text) {
        Found::Matches(values) => {
            ui.data(values_of(list, &values, arguments.format, ui.language())?)?;
            Ok(Exit::Clean)
        }
        Found::Near(near) => Err(nothing(list, text, &near)),
    }
}

fn unknown(name: &str) -> Failure {
    let failure = Failure::new(
        Exit::Usage,
        format!("Die Liste {name} gibt es nicht."),
        format!("There is no list {name}."),
    );
    match codelist::near_names(name).first() {
        Some(near) => failure.with_hint(
            format!("Meinten Sie {near}? Alle Listen zeigt kolophon codelist."),
            format!("Did you mean {near}? kolophon codelist shows all lists."),
        ),
        None => failure.with_hint(
            "Alle Listen zeigt kolophon codelist.",
            "kolophon codelist shows all lists.",
        ),
    }
}

fn nothing(list: &CodeList, text: &str, near: &[Value]) -> Failure {
    let failure = Failure::new(
        Exit::Findings,
        format!("In der Liste {} steht nichts zu „{text}“.", list.name),
        format!("There is nothing about “{text}” in the list {}.", list.name),
    );
    if near.is_empty() {
        return failure;
    }
    let lines = |language| {
        let lines = near
            .iter()
            .map(|value| format!("\n  {}  {}", value.iri, label(value, language)));
        lines.collect::<String>()
    };
    failure.with_hint(
        format!("Am ähnlichsten sind:{}", lines(Language::German)),
        format!("Most alike are:{}", lines(Language::English)),
    )
}

/// A list, for programs.
#[derive(Serialize)]
struct ListEntry {
    name: &'static str,
    entries: usize,
    date: &'static str,
    version: &'static str,
    source: &'static str,
    scheme: &'static str,
}

/// A value, for programs.
#[derive(Serialize)]
struct ValueEntry {
    iri: &'static str,
    de: &'static str,
    en: &'static str,
    status: &'static str,
}

fn lists(format: TableFormat, language: Language) -> Result<String, Failure> {
    let entries = codelist::all().iter().map(|list| ListEntry {
        name: list.name,
        entries: list.values().count(),
        date: list.date,
        version: list.version,
        source: list.source,
        scheme: list.scheme,
    });
    let entries: Vec<ListEntry> = entries.collect();
    let heads = match language {
        Language::German => ["Liste", "Einträge", "Stand", "Version", "Quelle"],
        Language::English => ["List", "Entries", "Date", "Version", "Source"],
    };
    let rows = entries.iter().map(|list| {
        let number = list.entries.to_string();
        [list.name, &number, list.date, list.version, list.source].map(str::to_owned)
    });
    written(format, heads, &rows.collect::<Vec<_>>(), &entries)
}

fn values_of(
    list: &CodeList,
    values: &[Value],
    format: TableFormat,
    language: Language,
) -> Result<String, Failure> {
    let entries = values.iter().map(|value| ValueEntry {
        iri: value.iri,
        de: value.de,
        en: value.en,
        status: value.status,
    });
    let entries: Vec<ValueEntry> = entries.collect();
    match format {
        TableFormat::Table => {
            let heads = match language {
                Language::German => ["Dauerhafte Adresse", "Bezeichnung", "Status"],
                Language::English => ["IRI", "Label", "Status"],
            };
            let rows = values.iter().map(|value| {
                let status = if value.status == "current" {
                    ""
                } else {
                    value.status
                };
                [value.iri, label(value, language), status].map(str::to_owned)
            });
            let mut table = aligned(heads, &rows.collect::<Vec<_>>());
            let Text { de, en } = origin(list, values.len());
            // Writing into a String cannot fail.
            let _ = match language {
                Language::German => writeln!(table, "\n{de}"),
                Language::English => writeln!(table, "\n{en}"),
            };
            Ok(table)
        }
        TableFormat::Csv => {
            let rows = entries
                .iter()
                .map(|value| [value.iri, value.de, value.en, value.status]);
            csv(["iri", "de", "en", "status"], rows)
        }
        TableFormat::Json => json(&entries),
    }
}

/// How many of how many, of when and where from.
fn origin(list: &CodeList, shown: usize) -> Text {
    let CodeList {
        name, date, source, ..
    } = list;
    let all = list.values().count();
    Text::new(
        format!("{shown} von {all} Einträgen der Liste {name}, Stand {date}, Quelle: {source}"),
        format!("{shown} of {all} entries of the list {name} of {date}, source: {source}"),
    )
}

fn label(value: &Value, language: Language) -> &'static str {
    let (first, second) = match language {
        Language::German => (value.de, value.en),
        Language::English => (value.en, value.de),
    };
    if first.is_empty() { second } else { first }
}

fn written<const N: usize, T: Serialize>(
    format: TableFormat,
    heads: [&str; N],
    rows: &[[String; N]],
    entries: &[T],
) -> Result<String, Failure> {
    match format {
        TableFormat::Table => Ok(aligned(heads, rows)),
        TableFormat::Csv => csv(heads, rows.iter().map(|row| row.each_ref().map(String::as_str))),
        TableFormat::Json => json(entries),
    }
}

/// Columns as wide as their widest cell; the last one ends where it ends.
fn aligned<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells
            .chain([heads[column].chars().count()])
            .max()
            .unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: [&str; N]| {
        let padded = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        let line = padded.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    let rows = rows.iter().map(|row| line(row.each_ref().map(String::as_str)));
    std::iter::once(line(heads)).chain(rows).collect()
}

fn csv<'a, const N: usize>(
    heads: [&str; N],
    rows: impl Iterator<Item = [&'a str; N]>,
) -> Result<String, Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let fill = |table: &mut csv::Writer<Vec<u8>>| -> Result<(), csv::Error> {
        table.write_record(heads)?;
        rows.into_iter().try_for_each(|row| table.write_record(row))
    };
    fill(&mut table).map_err(std::io::Error::from)?;
    let bytes = table
        .into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json<T: Serialize>(entries: &[T]) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(entries).map_err(std::io::Error::from)?;
    text.push('\n');
    Ok(text)
}
