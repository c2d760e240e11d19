//! What gains most: the points that mending one thing wins over all catalogues.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kolophon_diagnostic::{Place, RuleId, Text};

use super::address::Answers;
use super::metric::{METRICS, Metric, Subject};
use super::score::{CatalogueQuality, DatasetQuality, DistributionQuality, Loss, Measurement, Value};

/// What is mended.
#[derive(Clone, Copy, Debug)]
pub enum Mending {
    /// A metric is met everywhere.
    Metric(&'static Metric),
    /// Every dataset gets a distribution with all that counts.
    Distribution,
}

impl Mending {
    /// The name for programs: the metric's, or `distribution`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Metric(metric) => metric.id,
            Self::Distribution => "distribution",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Metric(metric) => metric.name(),
            Self::Distribution => Text::new("Datei oder Zugang", "Distribution"),
        }
    }
}

/// What mending one thing everywhere wins.
#[derive(Clone, Debug)]
pub struct Gain {
    /// What is mended.
    pub mending: Mending,
    /// The points, summed over all datasets.
    pub points: i64,
    /// The datasets that win.
    pub datasets: usize,
    /// The datasets or distributions to mend.
    pub places: usize,
    /// How many of the places `kolophon fix --write` mends.
    pub safe_places: usize,
    /// The rules broken there, with how often, the most frequent first.
    pub rules: Vec<(RuleId, usize)>,
    /// The first place.
    pub first: Option<Place>,
}

/// All gains, the largest first; of what only the network can tell, those that it was asked for.
pub(super) fn gains(catalogues: &[CatalogueQuality], answers: &Answers) -> Vec<Gain> {
    let metrics = METRICS
        .iter()
        .filter(|metric| answers.were_asked() || !metric.needs_network());
    let metrics = metrics.map(Mending::Metric);
    let mut gains: Vec<Gain> = metrics
        .chain([Mending::Distribution])
        .map(|mending| {
            let mut count = Count::default();
            for dataset in catalogues.iter().flat_map(|catalogue| &catalogue.datasets) {
                count.add(dataset, mending);
            }
            count.gain(mending)
        })
        .filter(|gain| gain.points > 0)
        .collect();
    gains.sort_by_key(|gain| (Reverse(gain.points), gain.datasets, gain.mending.id()));
    gains
}

/// Notes how many places were mended between two counts.
pub(super) fn count_safe(before: &mut [Gain], after: &[Gain]) {
    for gain in before {
        let left = after.iter().find(|other| other.mending.id() == gain.mending.id());
        gain.safe_places = gain.places.saturating_sub(left.map_or(0, |left| left.places));
    }
}

#[derive(Default)]
struct Count<'a> {
    points: i64,
    datasets: usize,
    places: usize,
    losses: Vec<&'a Loss>,
}

impl<'a> Count<'a> {
    fn add(&mut self, dataset: &'a DatasetQuality, mending: Mending) {
        let (points, places) = match mending {
            Mending::Metric(metric) => match metric.subject {
                Subject::Dataset => of_dataset(dataset, metric),
                Subject::Distribution => of_distributions(dataset, metric),
            },
            Mending::Distribution => {
                if dataset.distributions.is_empty() {
                    self.losses.extend(&dataset.without_distribution);
                    self.datasets += 1;
                    self.places += 1;
                    self.points += i64::from(points_of_a_distribution());
                }
                return;
            }
        };
        if points > 0 {
            self.points += i64::from(points);
            self.datasets += 1;
            self.places += places.len();
            self.losses.extend(places.iter().flat_map(|place| &place.losses));
        }
    }

    fn gain(self, mending: Mending) -> Gain {
        let mut rules: BTreeMap<&RuleId, usize> = BTreeMap::new();
        for loss in &self.losses {
            *rules.entry(&loss.rule).or_default() += 1;
        }
        let mut rules: Vec<(RuleId, usize)> = rules
            .into_iter()
            .map(|(rule, times)| (rule.clone(), times))
            .collect();
        rules.sort_by_key(|(_, times)| Reverse(*times));
        Gain {
            mending,
            points: self.points,
            datasets: self.datasets,
            places: self.places,
            safe_places: 0,
            rules,
            first: self.losses.iter().filter_map(|loss| loss.place.clone()).min(),
        }
    }
}

fn of_dataset<'a>(dataset: &'a DatasetQuality, metric: &Metric) -> (i32, Vec<&'a Measurement>) {
    let unmet: Vec<&Measurement> = unmet(&dataset.measurements, metric).collect();
    let points = if unmet.is_empty() {
        0
    } else {
        metric.points - metric.otherwise
    };
    (points, unmet)
}

/// What the best distribution has more when all of them meet the metric.
fn of_distributions<'a>(dataset: &'a DatasetQuality, metric: &Metric) -> (i32, Vec<&'a Measurement>) {
    let best = dataset.best().map_or(0, DistributionQuality::points);
    let mended = dataset.distributions.iter().map(|distribution| {
        let lost: i32 = unmet(&distribution.measurements, metric)
            .map(|measurement| metric.points - measurement.points())
            .sum();
        distribution.points() + lost
    });
    let points = mended.max().map_or(0, |mended| mended - best);
    let distributions = dataset.distributions.iter();
    let places = distributions.flat_map(|distribution| unmet(&distribution.measurements, metric));
    (points, places.collect())
}

fn unmet<'a>(measurements: &'a [Measurement], metric: &Metric) -> impl Iterator<Item = &'a Measurement> {
    let id = metric.id;
    let of_it = measurements
        .iter()
        .filter(move |measurement| measurement.metric.id == id);
    of_it.filter(|measurement| measurement.value == Value::Unmet)
}

/// What a distribution can have without asking the network.
fn points_of_a_distribution() -> i32 {
    let metrics = METRICS
        .iter()
        .filter(|metric| metric.subject == Subject::Distribution);
    let metrics = metrics.filter(|metric| !metric.needs_network());
    metrics.map(|metric| metric.points).sum()
}
