//! The assessment for programs: keys, metrics and rules the same in every language.

use std::io::{self, Write};

use kolophon_dcat::ReadError;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::Quality;
use super::address::Answer;
use super::gain::Gain;
use super::govdata::DashboardMeasurement;
use super::metric::{Dimension, MOST_POINTS};
use super::score::{CatalogueQuality, Counted, DatasetQuality, Loss, Rating, Value};

/// The version of the format; it grows when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// Writes the assessment as JSON.
///
/// # Errors
/// When `out` does not take it.
pub fn write_json(quality: &Quality, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &JsonQuality::new(quality))?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`write_json`] writes.
#[must_use]
pub fn json_schema() -> String {
    let schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<JsonQuality<'_>>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The result of `kolophon quality --format json`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Quality")]
struct JsonQuality<'a> {
    /// The version of this format.
    schema_version: u32,
    /// The points that data.europa.eu gives at most.
    most_points: i32,
    /// The points that can be had in this assessment: without the metrics that were not measured.
    most_points_measured: i32,
    /// Whether the addresses were asked.
    addresses_asked: bool,
    /// The catalogues by address; last what belongs to none.
    catalogues: Vec<JsonCatalogue<'a>>,
    /// What gains most, over all catalogues.
    gains: Vec<JsonGain<'a>>,
    /// The points that the repairs of `kolophon fix --write` gain, over all datasets.
    gained_safely: i64,
    /// The files that could not be read and are therefore not counted. When there are any, the exit code is 3.
    unreadable: Vec<String>,
}

impl<'a> JsonQuality<'a> {
    fn new(quality: &'a Quality) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            most_points: MOST_POINTS,
            most_points_measured: quality.most_points(),
            addresses_asked: quality.addresses_asked,
            catalogues: quality.catalogues.iter().map(JsonCatalogue::new).collect(),
            gains: quality.gains.iter().map(JsonGain::new).collect(),
            gained_safely: quality.gained_safely,
            unreadable: quality.unreadable.iter().map(ReadError::to_string).collect(),
        }
    }
}

/// A catalogue.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Catalogue")]
struct JsonCatalogue<'a> {
    /// Its IRI; `null` for datasets that no catalogue lists.
    iri: Option<&'a str>,
    /// Its title.
    title: Option<&'a str>,
    /// The mean of the datasets' points.
    points: f64,
    /// The mean if every address that was not asked answers.
    points_at_best: f64,
    /// What the portal calls that many points: `bad`, `sufficient`, `good` or `excellent`.
    rating: &'static str,
    /// The same if every address that was not asked answers.
    rating_at_best: &'static str,
    /// The mean by dimension.
    dimensions: Vec<JsonDimension>,
    /// What `GovData`'s dashboard counts.
    govdata: Vec<JsonDashboard<'a>>,
    /// The datasets, by address.
    datasets: Vec<JsonDataset<'a>>,
}

impl<'a> JsonCatalogue<'a> {
    fn new(catalogue: &'a CatalogueQuality) -> Self {
        let dimension = |dimension: Dimension| JsonDimension {
            dimension: dimension.id(),
            points: rounded(catalogue.points_in(dimension)),
            most_points: dimension.points(),
        };
        Self {
            iri: catalogue.node.as_deref(),
            title: catalogue.title.as_deref(),
            points: rounded(catalogue.points()),
            points_at_best: rounded(catalogue.points_at_best()),
            rating: Rating::of(catalogue.points()).id(),
            rating_at_best: Rating::of(catalogue.points_at_best()).id(),
            dimensions: Dimension::ALL.into_iter().map(dimension).collect(),
            govdata: catalogue.dashboard.iter().map(JsonDashboard::new).collect(),
            datasets: catalogue.datasets.iter().map(JsonDataset::new).collect(),
        }
    }
}

/// The points of a dimension.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Dimension")]
struct JsonDimension {
    /// Its name in the methodology.
    dimension: &'static str,
    /// The points.
    points: f64,
    /// The points that can be had.
    most_points: i32,
}

/// A metric of `GovData`'s dashboard.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DashboardMetric")]
struct JsonDashboard<'a> {
    /// Its name.
    metric: &'static str,
    /// How many datasets or distributions meet it.
    met: usize,
    /// How many there are.
    of: usize,
    /// Why and where the others do not.
    lost: Vec<JsonLoss<'a>>,
}

impl<'a> JsonDashboard<'a> {
    fn new(measurement: &'a DashboardMeasurement) -> Self {
        Self {
            metric: measurement.metric.id,
            met: measurement.met,
            of: measurement.of,
            lost: measurement.losses.iter().map(JsonLoss::new).collect(),
        }
    }
}

/// A dataset.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Dataset")]
struct JsonDataset<'a> {
    /// Its IRI, or `_:label`.
    iri: &'a str,
    /// Its title.
    title: Option<&'a str>,
    /// Its points.
    points: i32,
    /// Its points if every address that was not asked answers.
    points_at_best: i32,
    /// The metrics, in the order of the methodology.
    metrics: Vec<JsonMetric<'a>>,
}

impl<'a> JsonDataset<'a> {
    fn new(dataset: &'a DatasetQuality) -> Self {
        Self {
            iri: &dataset.node,
            title: dataset.title.as_deref(),
            points: dataset.points(),
            points_at_best: dataset.points_at_best(),
            metrics: dataset
                .counted()
                .map(|counted| JsonMetric::new(&counted))
                .collect(),
        }
    }
}

/// A metric as it counts for a dataset.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Metric")]
struct JsonMetric<'a> {
    /// Its name; behind `https://piveau.eu/ns/voc#` it is the metric's IRI.
    metric: &'static str,
    /// The dataset, or the distribution that counts.
    computed_on: &'a str,
    /// Whether it is met; `null` when it was not measured.
    value: Option<bool>,
    /// The HTTP status, when the address was asked and answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// The points.
    points: i32,
    /// The points that can be had.
    most_points: i32,
    /// Why and where points are lost.
    lost: Vec<JsonLoss<'a>>,
}

impl<'a> JsonMetric<'a> {
    fn new(counted: &Counted<'a>) -> Self {
        Self {
            metric: counted.metric.id,
            computed_on: counted.node,
            value: match counted.value {
                Value::Met => Some(true),
                Value::Unmet => Some(false),
                Value::Unmeasured => None,
            },
            status: match counted.answer {
                Some(Answer::Status(status)) => Some(status),
                Some(Answer::Nothing) | None => None,
            },
            points: counted.points,
            most_points: counted.metric.points,
            lost: counted.losses.iter().map(JsonLoss::new).collect(),
        }
    }
}

/// Where points are lost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Loss")]
struct JsonLoss<'a> {
    /// The rule that is broken there.
    rule: &'a str,
    /// The file.
    file: Option<&'a str>,
    /// The line, from 1.
    line: Option<u32>,
    /// The column in characters, from 1.
    column: Option<u32>,
    /// The cell, when the file is a table: `F17`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
}

impl<'a> JsonLoss<'a> {
    fn new(loss: &'a Loss) -> Self {
        let place = loss.place.as_ref();
        Self {
            rule: loss.rule.as_str(),
            file: place.map(|place| place.file.as_str()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            cell: place
                .and_then(|place| place.cell.as_ref())
                .map(|cell| cell.address.as_str()),
        }
    }
}

/// What mending one thing everywhere wins.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gain")]
struct JsonGain<'a> {
    /// The metric, or `distribution` for datasets that have none.
    mend: &'static str,
    /// The points, summed over all datasets.
    points: i64,
    /// The datasets that win.
    datasets: usize,
    /// The datasets or distributions to mend.
    places: usize,
    /// How many of the places `kolophon fix --write` mends.
    safe_places: usize,
    /// The rules broken there, the most frequent first.
    rules: Vec<&'a str>,
}

impl<'a> JsonGain<'a> {
    fn new(gain: &'a Gain) -> Self {
        Self {
            mend: gain.mending.id(),
            points: gain.points,
            datasets: gain.datasets,
            places: gain.places,
            safe_places: gain.safe_places,
            rules: gain.rules.iter().map(|(rule, _)| rule.as_str()).collect(),
        }
    }
}

/// Two decimals.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
