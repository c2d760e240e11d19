//! The list for Excel: one row per dataset and metric that costs points, semicolons, byte order mark, CRLF.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use kolophon_diagnostic::{Language, spreadsheet_cell};

use super::Quality;
use super::score::{CatalogueQuality, Counted, DatasetQuality, Value};

/// Writes the list: a row per dataset with its points, then a row per metric that is not met.
///
/// # Errors
/// When `out` does not take it.
pub fn write_csv(quality: &Quality, language: Language, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(out);
    table.write_record(columns(language))?;
    for catalogue in &quality.catalogues {
        for dataset in &catalogue.datasets {
            table.write_record(sum(catalogue, dataset, language).map(|text| spreadsheet_cell(&text)))?;
            let lost = dataset.counted().filter(|counted| counted.value == Value::Unmet);
            for counted in lost {
                let row = row(catalogue, dataset, &counted, language);
                table.write_record(row.map(|text| spreadsheet_cell(&text)))?;
            }
        }
    }
    table.flush()
}

fn columns(language: Language) -> [&'static str; 10] {
    match language {
        Language::German => [
            "Katalog",
            "Datensatz",
            "Titel",
            "Messgröße",
            "Punkte",
            "möglich",
            "Regel",
            "Datei",
            "Zeile",
            "Spalte",
        ],
        Language::English => [
            "catalogue",
            "dataset",
            "title",
            "metric",
            "points",
            "possible",
            "rule",
            "file",
            "line",
            "column",
        ],
    }
}

fn sum(catalogue: &CatalogueQuality, dataset: &DatasetQuality, language: Language) -> [String; 10] {
    let name = match language {
        Language::German => "Summe",
        Language::English => "sum",
    };
    let [catalogue, node, title] = head(catalogue, dataset);
    let empty = String::new;
    [
        catalogue,
        node,
        title,
        name.to_owned(),
        dataset.points().to_string(),
        dataset.points_at_best().to_string(),
        empty(),
        empty(),
        empty(),
        empty(),
    ]
}

fn row(
    catalogue: &CatalogueQuality,
    dataset: &DatasetQuality,
    counted: &Counted<'_>,
    language: Language,
) -> [String; 10] {
    let [catalogue, node, title] = head(catalogue, dataset);
    let loss = counted.losses.first();
    let place = loss.and_then(|loss| loss.place.as_ref());
    [
        catalogue,
        node,
        title,
        counted.metric.name().in_language(language).to_owned(),
        counted.points.to_string(),
        counted.metric.points.to_string(),
        loss.map(|loss| loss.rule.to_string()).unwrap_or_default(),
        place.map(|place| place.file.clone()).unwrap_or_default(),
        place.map(|place| place.line.to_string()).unwrap_or_default(),
        place.map(|place| place.column.to_string()).unwrap_or_default(),
    ]
}

fn head(catalogue: &CatalogueQuality, dataset: &DatasetQuality) -> [String; 3] {
    [
        catalogue.node.clone().unwrap_or_default(),
        dataset.node.clone(),
        dataset.title.clone().unwrap_or_default(),
    ]
}
