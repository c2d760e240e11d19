//! What `GovData`'s quality dashboard counts: how many datasets and distributions meet each of six metrics.
//!
//! The metrics are those of the dashboard's
//! [shapes](https://github.com/GovDataOfficial/DCAT-AP.de-SHACL-Validation), restated in the profile `govdata-mqa`.

use kolophon_diagnostic::{Finding, Text};
use rustc_hash::FxHashMap;

use super::metric::Subject;
use super::score::{CatalogueQuality, Loss};
use crate::check::Checked;

/// A metric of the dashboard.
#[derive(Debug)]
pub struct DashboardMetric {
    /// Its name for programs.
    pub id: &'static str,
    /// What it counts.
    pub subject: Subject,
    /// The rules of the profile `govdata-mqa`; it is met where none of them is broken.
    pub rules: &'static [&'static str],
    name: (&'static str, &'static str),
}

impl DashboardMetric {
    /// The name for people.
    #[must_use]
    pub fn name(&self) -> Text {
        let (de, en) = self.name;
        Text::new(de, en)
    }
}

/// All metrics of the dashboard.
static DASHBOARD: [DashboardMetric; 6] = [
    DashboardMetric {
        id: "keyword",
        subject: Subject::Dataset,
        rules: &["dataset-keyword-missing"],
        name: ("Schlagwort", "Keyword"),
    },
    DashboardMetric {
        id: "contributorID",
        subject: Subject::Dataset,
        rules: &[
            "dataset-contributor-id-missing",
            "dataset-contributor-id-repeated",
        ],
        name: ("Datenlieferanten-Kennung", "Contributor ID"),
    },
    DashboardMetric {
        id: "publisher",
        subject: Subject::Dataset,
        rules: &[
            "dataset-publisher-missing",
            "dataset-publisher-repeated",
            "dataset-publisher-without-name",
        ],
        name: ("Herausgeber mit Namen", "Publisher with name"),
    },
    DashboardMetric {
        id: "license",
        subject: Subject::Distribution,
        rules: &["distribution-license-missing", "distribution-license-repeated"],
        name: ("genau eine Lizenz", "Exactly one licence"),
    },
    DashboardMetric {
        id: "licenseFromList",
        subject: Subject::Distribution,
        rules: &["distribution-license-missing", "distribution-license-not-listed"],
        name: ("Lizenz aus der Liste", "Licence from the list"),
    },
    DashboardMetric {
        id: "openLicense",
        subject: Subject::Distribution,
        rules: &["distribution-license-missing", "distribution-license-not-open"],
        name: ("offene Lizenz", "Open licence"),
    },
];

/// A metric of the dashboard, counted in a catalogue.
#[derive(Clone, Debug)]
pub struct DashboardMeasurement {
    /// The metric.
    pub metric: &'static DashboardMetric,
    /// How many datasets or distributions meet it.
    pub met: usize,
    /// How many there are.
    pub of: usize,
    /// Why and where the others do not.
    pub losses: Vec<Loss>,
}

/// Adds to each catalogue what the dashboard counts in it.
pub(super) fn measure(checked: &Checked, catalogues: &mut [CatalogueQuality]) {
    let mut broken: FxHashMap<&str, Vec<&Finding>> = FxHashMap::default();
    for finding in &checked.report.findings {
        if let Some(focus) = &finding.focus {
            broken.entry(focus).or_default().push(finding);
        }
    }
    for catalogue in catalogues {
        catalogue.dashboard = DASHBOARD
            .iter()
            .map(|metric| measurement(metric, &nodes(catalogue, metric.subject), &broken))
            .collect();
    }
}

fn nodes(catalogue: &CatalogueQuality, subject: Subject) -> Vec<&str> {
    let datasets = catalogue.datasets.iter();
    let mut nodes: Vec<&str> = match subject {
        Subject::Dataset => datasets.map(|dataset| dataset.node.as_str()).collect(),
        Subject::Distribution => {
            let distributions = datasets.flat_map(|dataset| &dataset.distributions);
            distributions
                .map(|distribution| distribution.node.as_str())
                .collect()
        }
    };
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

fn measurement(
    metric: &'static DashboardMetric,
    nodes: &[&str],
    broken: &FxHashMap<&str, Vec<&Finding>>,
) -> DashboardMeasurement {
    let mut losses = Vec::new();
    let mut met = 0;
    for node in nodes {
        let findings = broken.get(node).into_iter().flatten();
        let own = findings.filter(|finding| metric.rules.contains(&finding.rule.as_str()));
        let before = losses.len();
        losses.extend(own.map(|finding| Loss {
            rule: finding.rule.clone(),
            place: finding.place.clone(),
        }));
        met += usize::from(losses.len() == before);
    }
    losses.sort();
    losses.dedup();
    DashboardMeasurement {
        metric,
        met,
        of: nodes.len(),
        losses,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_explained_by_rules_of_its_profile() {
        let rules = crate::Profile::govdata_mqa().rules();
        for metric in &DASHBOARD {
            for rule in metric.rules {
                assert!(
                    rules.iter().any(|known| known.id.as_str() == *rule),
                    "{}: {rule}",
                    metric.id
                );
            }
        }
    }
}
