//! How much a city may publish, and how much of that it does.

use std::collections::BTreeMap;
use std::fmt;

use kolophon_store::{CityChange, Quota, Resource, ResourceKind, State};

/// What a city has published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// How many datasets.
    pub datasets: u64,
    /// How many bytes its data files have together; a file that several datasets offer counts once.
    pub bytes: u64,
}

/// Too much of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// More datasets than the city may publish.
    Datasets {
        /// How many it may publish.
        limit: u64,
        /// How many it would publish.
        wanted: u64,
    },
    /// Larger data files than the city may publish.
    Megabytes {
        /// How many megabytes it may publish.
        limit: u64,
        /// How many it would publish, rounded up.
        wanted: u64,
    },
}

const MEGABYTE: u64 = 1_000_000;

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Datasets { limit, wanted } => write!(f, "{limit} datasets, not {wanted}"),
            Self::Megabytes { limit, wanted } => write!(f, "{limit} MB of data files, not {wanted} MB"),
        }
    }
}

impl Usage {
    /// What a city has published now.
    #[must_use]
    pub fn of(state: &State, city: &str) -> Self {
        Self::sum(state.resources.values().filter(|resource| resource.city == city))
    }

    /// What a city will have published after a change.
    #[must_use]
    pub fn after(state: &State, change: &CityChange) -> Self {
        let mut resources: BTreeMap<&str, &Resource> = state
            .resources
            .values()
            .filter(|resource| resource.city == change.city.slug)
            .map(|resource| (resource.iri.as_str(), resource))
            .collect();
        for iri in &change.remove {
            resources.remove(iri.as_str());
        }
        resources.extend(
            change
                .put
                .iter()
                .map(|(resource, _)| (resource.iri.as_str(), resource)),
        );
        Self::sum(resources.into_values())
    }

    fn sum<'a>(resources: impl Iterator<Item = &'a Resource>) -> Self {
        let mut datasets = 0;
        let mut files = BTreeMap::new();
        for resource in resources {
            datasets += u64::from(resource.kind == ResourceKind::Dataset);
            files.extend(resource.files.iter().map(|file| (&file.sha256, file.byte_size)));
        }
        Self {
            datasets,
            bytes: files.values().sum(),
        }
    }

    /// How many megabytes that are, rounded up.
    #[must_use]
    pub fn megabytes(self) -> u64 {
        self.bytes.div_ceil(MEGABYTE)
    }

    /// How many percent of a quota that are, of what there is least left of.
    #[must_use]
    pub fn percent_of(self, quota: &Quota) -> u64 {
        let percent = |used: u64, limit: Option<u64>, unit: u64| match limit {
            None => 0,
            Some(limit) => match limit.saturating_mul(unit) {
                0 => u64::from(used > 0) * 100,
                limit => u64::try_from(u128::from(used) * 100 / u128::from(limit)).unwrap_or(u64::MAX),
            },
        };
        let datasets = percent(self.datasets, quota.datasets, 1);
        datasets.max(percent(self.bytes, quota.megabytes, MEGABYTE))
    }

    /// Whether so much of a quota is used that somebody should know.
    #[must_use]
    pub fn is_near(self, quota: &Quota) -> bool {
        self.percent_of(quota) >= u64::from(quota.warn_at)
    }
}

impl Excess {
    /// What a change would be too much of. A city that has too much already may change, as long as it gets no more.
    #[must_use]
    pub fn of(quota: &Quota, before: Usage, after: Usage) -> Option<Self> {
        if let Some(limit) = quota.datasets
            && after.datasets > limit.max(before.datasets)
        {
            let wanted = after.datasets;
            return Some(Self::Datasets { limit, wanted });
        }
        if let Some(limit) = quota.megabytes
            && after.bytes > limit.saturating_mul(MEGABYTE).max(before.bytes)
        {
            let wanted = after.megabytes();
            return Some(Self::Megabytes { limit, wanted });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(datasets: u64, megabytes: u64) -> Usage {
        Usage {
            datasets,
            bytes: megabytes * MEGABYTE,
        }
    }

    const QUOTA: Quota = Quota {
        datasets: Some(10),
        megabytes: Some(100),
        warn_at: 80,
    };

    #[test]
    fn growth_ends_at_the_quota() {
        let excess = |before, after| Excess::of(&QUOTA, before, after);
        assert_eq!(excess(usage(9, 1), usage(10, 100)), None);
        let (limit, wanted) = (10, 11);
        assert_eq!(
            excess(usage(9, 1), usage(11, 1)),
            Some(Excess::Datasets { limit, wanted })
        );
        let (limit, wanted) = (100, 101);
        assert_eq!(
            excess(usage(9, 1), usage(9, 101)),
            Some(Excess::Megabytes { limit, wanted })
        );
        // A quota that was lowered stops growth, and nothing else.
        assert_eq!(excess(usage(20, 200), usage(20, 200)), None);
        assert_eq!(excess(usage(20, 200), usage(19, 150)), None);
        assert!(excess(usage(20, 200), usage(21, 200)).is_some());
    }

    #[test]
    fn the_scarcest_counts() {
        assert_eq!(usage(2, 90).percent_of(&QUOTA), 90);
        assert_eq!(usage(10, 0).percent_of(&QUOTA), 100);
        assert!(usage(8, 0).is_near(&QUOTA) && !usage(7, 79).is_near(&QUOTA));
        let none = Quota {
            datasets: Some(0),
            megabytes: None,
            warn_at: 80,
        };
        assert_eq!(
            [usage(0, 5).percent_of(&none), usage(1, 0).percent_of(&none)],
            [0, 100]
        );
    }

    #[test]
    fn a_file_of_two_datasets_counts_once() {
        let file = |sha256: &str, byte_size| kolophon_store::FileEntry {
            name: "a.csv".to_owned(),
            sha256: sha256.to_owned(),
            byte_size,
            media_type: String::new(),
        };
        let dataset = |iri: &str, files: &[(&str, u64)]| {
            let mut resource = Resource::new(iri, ResourceKind::Dataset);
            resource.city = "mainz".to_owned();
            resource.files = files.iter().map(|(sha256, size)| file(sha256, *size)).collect();
            resource
        };
        let mut state = State::default();
        for resource in [
            dataset("urn:a", &[("1", 5)]),
            dataset("urn:b", &[("1", 5), ("2", 7)]),
        ] {
            state.resources.insert(resource.iri.clone(), resource);
        }
        let used = Usage::of(&state, "mainz");
        assert_eq!((used.datasets, used.bytes), (2, 12));
        let change = CityChange {
            remove: vec!["urn:b".to_owned()],
            put: vec![(dataset("urn:c", &[("3", 1)]), kolophon_graph::Graph::default())],
            ..CityChange::new(kolophon_store::City::new("mainz", "https://daten.example"))
        };
        let used = Usage::after(&state, &change);
        assert_eq!((used.datasets, used.bytes), (2, 6));
    }
}
