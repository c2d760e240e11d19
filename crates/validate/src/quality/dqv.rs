//! The measurements as RDF, in the [Data Quality Vocabulary](https://www.w3.org/TR/vocab-dqv/), a graph per dataset.

use kolophon_dcat::vocab::{rdf, xsd};
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use super::Quality;
use super::address::Answer;
use super::metric::NAMESPACE;
use super::score::{DatasetQuality, Measurement, Value};

const DQV: &str = "http://www.w3.org/ns/dqv#";

/// The metric that holds the sum of all points.
const SCORING: &str = "scoring";

/// The measurements of one dataset.
#[derive(Debug)]
pub struct NamedGraph {
    /// The name of the graph: the dataset's IRI with a fragment of its own.
    pub name: String,
    /// The measurements.
    pub graph: Graph,
}

/// One graph per dataset that has an address; what was not measured is not in it.
pub fn graphs(quality: &Quality) -> impl Iterator<Item = NamedGraph> {
    let datasets = quality
        .catalogues
        .iter()
        .flat_map(|catalogue| &catalogue.datasets);
    datasets
        .filter(|dataset| !dataset.node.starts_with("_:"))
        .map(|dataset| {
            let mut writer = Writer(GraphBuilder::new());
            writer.dataset(dataset);
            NamedGraph {
                name: fragment(&dataset.node, "qualitaet"),
                graph: writer.0.finish(),
            }
        })
}

/// The same as one graph.
#[must_use]
pub fn all_graphs(quality: &Quality) -> Graph {
    let datasets = quality
        .catalogues
        .iter()
        .flat_map(|catalogue| &catalogue.datasets);
    let mut writer = Writer(GraphBuilder::new());
    for dataset in datasets.filter(|dataset| !dataset.node.starts_with("_:")) {
        writer.dataset(dataset);
    }
    writer.0.finish()
}

/// The IRI with a fragment; a fragment that is there already becomes a part of it.
fn fragment(iri: &str, name: &str) -> String {
    let separator = if iri.contains('#') { '-' } else { '#' };
    format!("{iri}{separator}{name}")
}

struct Writer(GraphBuilder);

impl Writer {
    fn dataset(&mut self, dataset: &DatasetQuality) {
        self.measurements(&dataset.node, &dataset.measurements);
        for distribution in &dataset.distributions {
            self.measurements(&distribution.node, &distribution.measurements);
        }
        let points = self.0.typed_literal(&dataset.points().to_string(), xsd::INTEGER);
        self.measurement(&dataset.node, SCORING, points);
    }

    fn measurements(&mut self, node: &str, measurements: &[Measurement]) {
        for measurement in measurements {
            if let Some(value) = self.value(measurement) {
                self.measurement(node, measurement.metric.id, value);
            }
        }
    }

    /// A status code, or whether the metric is met; `None` when nobody knows.
    fn value(&mut self, measurement: &Measurement) -> Option<TermId> {
        match (measurement.value, measurement.answer) {
            (Value::Unmeasured, _) => None,
            (_, Some(Answer::Status(status))) => {
                Some(self.0.typed_literal(&status.to_string(), xsd::INTEGER))
            }
            (value, _) => {
                let met = if value == Value::Met { "true" } else { "false" };
                Some(self.0.typed_literal(met, xsd::BOOLEAN))
            }
        }
    }

    fn measurement(&mut self, node: &str, metric: &str, value: TermId) {
        let (measurement, subject) = match node.strip_prefix("_:") {
            Some(label) => (self.0.fresh_blank_node(), self.0.term(Term::BlankNode(label))),
            None => (
                self.0.iri(&fragment(node, &format!("qualitaet-{metric}"))),
                self.0.iri(node),
            ),
        };
        let class = self.0.iri(&format!("{DQV}QualityMeasurement"));
        let metric = self.0.iri(&format!("{NAMESPACE}{metric}"));
        self.push(measurement, rdf::TYPE, class);
        self.push(measurement, &format!("{DQV}isMeasurementOf"), metric);
        self.push(measurement, &format!("{DQV}computedOn"), subject);
        self.push(measurement, &format!("{DQV}value"), value);
        if !node.starts_with("_:") {
            self.push(subject, &format!("{DQV}hasQualityMeasurement"), measurement);
        }
    }

    fn push(&mut self, subject: TermId, predicate: &str, object: TermId) {
        let predicate = self.0.iri(predicate);
        self.0
            .push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
}
