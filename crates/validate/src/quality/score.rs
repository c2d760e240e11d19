//! Measurements and what they add up to.

use kolophon_diagnostic::{Place, RuleId, Text};

use super::address::Answer;
use super::govdata::DashboardMeasurement;
use super::metric::{Dimension, METRICS, Metric, Subject};

/// Whether a metric is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// It is.
    Met,
    /// It is not.
    Unmet,
    /// Nobody knows: the network was not asked.
    Unmeasured,
}

/// Where points are lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The rule that is broken there.
    pub rule: RuleId,
    /// The place in the file.
    pub place: Option<Place>,
}

/// One metric, measured on one thing.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The metric.
    pub metric: &'static Metric,
    /// Whether it is met.
    pub value: Value,
    /// What the address answered, if it was asked.
    pub answer: Option<Answer>,
    /// Why and where points are lost; empty unless the metric is not met.
    pub losses: Vec<Loss>,
}

impl Measurement {
    /// The points that it brings.
    #[must_use]
    pub fn points(&self) -> i32 {
        match self.value {
            Value::Met => self.metric.points,
            Value::Unmet => self.metric.otherwise,
            Value::Unmeasured => 0,
        }
    }

    /// The points that it brings if everything unknown turns out well.
    #[must_use]
    pub fn points_at_best(&self) -> i32 {
        match self.value {
            Value::Unmeasured => self.metric.points,
            Value::Met | Value::Unmet => self.points(),
        }
    }
}

/// A distribution, measured.
#[derive(Clone, Debug)]
pub struct DistributionQuality {
    /// Its address, or `_:label`.
    pub node: String,
    /// One measurement for every metric that looks at distributions.
    pub measurements: Vec<Measurement>,
}

impl DistributionQuality {
    pub(super) fn points(&self) -> i32 {
        self.measurements.iter().map(Measurement::points).sum()
    }

    fn points_at_best(&self) -> i32 {
        self.measurements.iter().map(Measurement::points_at_best).sum()
    }
}

/// A dataset, measured.
#[derive(Clone, Debug)]
pub struct DatasetQuality {
    /// Its address, or `_:label`.
    pub node: String,
    /// Its title, the German one first.
    pub title: Option<String>,
    /// One measurement for every metric that looks at datasets.
    pub measurements: Vec<Measurement>,
    /// Its distributions.
    pub distributions: Vec<DistributionQuality>,
    /// Why and where the points of distributions are lost if there is none.
    pub without_distribution: Vec<Loss>,
}

/// A metric as it counts for a dataset.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The metric.
    pub metric: &'static Metric,
    /// The dataset or distribution it was measured on.
    pub node: &'a str,
    /// Whether it is met; a dataset without distribution does not meet the metrics of distributions.
    pub value: Value,
    /// What the address answered, if it was asked.
    pub answer: Option<Answer>,
    /// The points.
    pub points: i32,
    /// Why and where points are lost.
    pub losses: &'a [Loss],
}

impl DatasetQuality {
    /// All metrics as they count, in the order of the methodology.
    pub fn counted(&self) -> impl Iterator<Item = Counted<'_>> {
        let best = self.best();
        METRICS.iter().map(move |metric| self.count(best, metric))
    }

    fn count<'a>(&'a self, best: Option<&'a DistributionQuality>, metric: &'static Metric) -> Counted<'a> {
        let (node, measurements) = match metric.subject {
            Subject::Dataset => (self.node.as_str(), self.measurements.as_slice()),
            Subject::Distribution => best.map_or((self.node.as_str(), [].as_slice()), |best| {
                (best.node.as_str(), best.measurements.as_slice())
            }),
        };
        let found = measurements
            .iter()
            .find(|measurement| measurement.metric.id == metric.id);
        Counted {
            metric,
            node,
            value: found.map_or(Value::Unmet, |measurement| measurement.value),
            answer: found.and_then(|measurement| measurement.answer),
            points: found.map_or(0, Measurement::points),
            losses: found.map_or(&self.without_distribution, |measurement| &measurement.losses),
        }
    }

    /// The distribution that counts: the one with the most points; among equals the one that may yet have more, then
    /// the first.
    #[must_use]
    pub fn best(&self) -> Option<&DistributionQuality> {
        let key = |distribution: &DistributionQuality| (distribution.points(), distribution.points_at_best());
        let mut best: Option<&DistributionQuality> = None;
        for distribution in &self.distributions {
            if best.is_none_or(|best| key(distribution) > key(best)) {
                best = Some(distribution);
            }
        }
        best
    }

    /// Its points.
    #[must_use]
    pub fn points(&self) -> i32 {
        self.own_points(Measurement::points) + self.best().map_or(0, DistributionQuality::points)
    }

    /// Its points if every address that was not asked answers.
    #[must_use]
    pub fn points_at_best(&self) -> i32 {
        let distributions = self.distributions.iter().map(DistributionQuality::points_at_best);
        self.own_points(Measurement::points_at_best) + distributions.max().unwrap_or_default()
    }

    /// Its points in one dimension.
    #[must_use]
    pub fn points_in(&self, dimension: Dimension) -> i32 {
        let of_it = self
            .counted()
            .filter(|counted| counted.metric.dimension == dimension);
        of_it.map(|counted| counted.points).sum()
    }

    fn own_points(&self, points: fn(&Measurement) -> i32) -> i32 {
        self.measurements.iter().map(points).sum()
    }
}

/// A catalogue, measured.
#[derive(Clone, Debug)]
pub struct CatalogueQuality {
    /// Its address; `None` for datasets that no catalogue lists.
    pub node: Option<String>,
    /// Its title, the German one first.
    pub title: Option<String>,
    /// Its datasets, by address.
    pub datasets: Vec<DatasetQuality>,
    /// What `GovData`'s dashboard counts.
    pub dashboard: Vec<DashboardMeasurement>,
}

impl CatalogueQuality {
    /// The mean of the datasets' points.
    #[must_use]
    pub fn points(&self) -> f64 {
        self.mean(DatasetQuality::points)
    }

    /// The mean if every address that was not asked answers.
    #[must_use]
    pub fn points_at_best(&self) -> f64 {
        self.mean(DatasetQuality::points_at_best)
    }

    /// The mean of one dimension.
    #[must_use]
    pub fn points_in(&self, dimension: Dimension) -> f64 {
        self.mean(|dataset| dataset.points_in(dimension))
    }

    fn mean(&self, points: impl Fn(&DatasetQuality) -> i32) -> f64 {
        let sum: i64 = self
            .datasets
            .iter()
            .map(|dataset| i64::from(points(dataset)))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let (sum, number) = (sum as f64, self.datasets.len() as f64);
        if self.datasets.is_empty() {
            0.0
        } else {
            sum / number
        }
    }
}

/// What the portal calls a number of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// Less than 120 points.
    Bad,
    /// 120 to 220 points.
    Sufficient,
    /// 221 to 350 points.
    Good,
    /// More than 350 points.
    Excellent,
}

impl Rating {
    /// The rating of a number of points, of which only the whole ones count.
    #[must_use]
    pub fn of(points: f64) -> Self {
        match points {
            points if points < 120.0 => Self::Bad,
            points if points < 221.0 => Self::Sufficient,
            points if points < 351.0 => Self::Good,
            _ => Self::Excellent,
        }
    }

    /// The name in the methodology.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Sufficient => "sufficient",
            Self::Good => "good",
            Self::Excellent => "excellent",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> Text {
        let (de, en) = match self {
            Self::Bad => ("schlecht", "bad"),
            Self::Sufficient => ("ausreichend", "sufficient"),
            Self::Good => ("gut", "good"),
            Self::Excellent => ("ausgezeichnet", "excellent"),
        };
        Text::new(de, en)
    }
}

#[cfg(test)]
mod tests {
    use super::Rating::{self, Bad, Excellent, Good, Sufficient};

    #[test]
    fn the_ratings_begin_where_the_portal_says() {
        let ratings = [-10.0, 119.9, 120.0, 220.9, 221.0, 350.9, 351.0, 405.0].map(Rating::of);
        assert_eq!(
            ratings,
            [Bad, Bad, Sufficient, Sufficient, Good, Good, Excellent, Excellent]
        );
    }
}
