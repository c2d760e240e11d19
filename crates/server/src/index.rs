//! What is published, sorted the ways requests ask for it. Made once per published generation, from the store's state
//! alone, so that no page needs a query.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kolophon_dcat::json::last_segment;
use kolophon_store::{Resource, ResourceKind, State, Store, Tombstone};

use crate::addresses::{dataset_path, decoded, path_of_iri};

/// The IRIs of a feed's datasets in the order of the walk.
pub(crate) type Order = Arc<[Arc<str>]>;

/// Path → what was published there once.
type ByPath = BTreeMap<String, Left>;

/// City and short name of a dataset → IRIs of distributions that are gone.
type Parts = BTreeMap<(String, String), Vec<String>>;

/// What is published at one moment.
#[derive(Debug)]
pub(crate) struct Index {
    state: Arc<State>,
    all: Order,
    by_city: BTreeMap<String, Order>,
    /// City and short name → dataset.
    by_slug: BTreeMap<(String, String), String>,
    /// Path of the IRI → record of any kind.
    by_path: BTreeMap<String, String>,
    /// Path of the IRI, or of the page → what was published there once.
    departed: ByPath,
    /// City and short name of a dataset → distributions that went without it, or with it.
    gone_parts: Parts,
}

/// What was published at an address once, by its IRI.
#[derive(Clone, Debug)]
enum Left {
    Gone(String),
    Moved(String),
}

/// What became of something that is published at an address no longer.
#[derive(Clone, Debug)]
pub(crate) enum Departed<'a> {
    /// It is withdrawn.
    Gone(&'a Tombstone),
    /// It has another address.
    Moved {
        /// The path of the new page.
        path: String,
        /// What followed the old dataset's path, such as `/distribution/csv`.
        rest: String,
    },
}

impl Index {
    pub(crate) fn new(state: Arc<State>) -> Self {
        let mut all = Vec::new();
        let mut by_city: BTreeMap<String, Vec<Arc<str>>> = BTreeMap::new();
        let mut by_slug = BTreeMap::new();
        let mut by_path = BTreeMap::new();
        for (iri, resource) in &state.resources {
            if let Some(path) = path_of_iri(iri) {
                by_path.entry(decoded(path)).or_insert_with(|| iri.clone());
            }
            if resource.kind == ResourceKind::Dataset {
                let shared: Arc<str> = iri.as_str().into();
                by_city
                    .entry(resource.city.clone())
                    .or_default()
                    .push(Arc::clone(&shared));
                all.push(shared);
                by_slug
                    .entry((resource.city.clone(), resource.slug.clone()))
                    .or_insert_with(|| iri.clone());
            }
        }
        let by_city = by_city
            .into_iter()
            .map(|(city, order)| (city, order.into()))
            .collect();
        let (departed, gone_parts) = departed(&state);
        Self {
            state,
            all: all.into(),
            by_city,
            by_slug,
            by_path,
            departed,
            gone_parts,
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// All datasets by IRI.
    pub(crate) fn all(&self) -> &Order {
        &self.all
    }

    /// The datasets of a city by IRI.
    pub(crate) fn of_city(&self, city: &str) -> Order {
        self.by_city.get(city).cloned().unwrap_or_else(|| Arc::new([]))
    }

    /// The dataset of that short name.
    pub(crate) fn dataset(&self, city: &str, slug: &str) -> Option<&Resource> {
        let iri = self.by_slug.get(&(city.to_owned(), slug.to_owned()))?;
        self.state.resources.get(iri)
    }

    /// The record whose IRI has that path.
    pub(crate) fn by_path(&self, path: &str) -> Option<&Resource> {
        let iri = self.by_path.get(&decoded(path.trim_end_matches('/')))?;
        self.state.resources.get(iri)
    }

    /// What was published once under a decoded path: a record, a part of a dataset, or one of its files.
    pub(crate) fn departed(&self, path: &str) -> Option<Departed<'_>> {
        let path = path.trim_end_matches('/');
        if let Some(left) = self.departed.get(path) {
            return self.resolve(left, "");
        }
        if let Some(gone) = self.departed_part(path) {
            return Some(gone);
        }
        // A part of a dataset that went or moved as a whole.
        ["/distribution/", "/datei/"].iter().find_map(|parts| {
            let at = path.rfind(parts)?;
            let left = self.departed.get(&path[..at])?;
            self.resolve(left, &path[at..])
        })
    }

    /// What became of the dataset of that short name.
    pub(crate) fn departed_dataset(&self, city: &str, slug: &str) -> Option<Departed<'_>> {
        self.departed(&format!("/{city}/dataset/{slug}"))
    }

    fn resolve(&self, left: &Left, rest: &str) -> Option<Departed<'_>> {
        match left {
            Left::Gone(iri) => self.state.tombstones.get(iri).map(Departed::Gone),
            Left::Moved(to) => {
                let resource = self.state.resources.get(to).map(|to| (&to.city, &to.slug));
                let (city, slug) =
                    resource.or_else(|| self.state.tombstones.get(to).map(|to| (&to.city, &to.slug)))?;
                Some(Departed::Moved {
                    path: dataset_path(city, slug),
                    rest: rest.to_owned(),
                })
            }
        }
    }

    /// A distribution or a data file that went without its dataset.
    fn departed_part(&self, path: &str) -> Option<Departed<'_>> {
        let mut segments = path.strip_prefix('/')?.split('/');
        let (city, kind, slug) = (segments.next()?, segments.next()?, segments.next()?);
        let (part, name) = (segments.next()?, segments.next()?);
        if kind != "dataset" || segments.next().is_some() {
            return None;
        }
        let parts = self.gone_parts.get(&(city.to_owned(), slug.to_owned()))?;
        let mut tombstones = parts.iter().filter_map(|iri| self.state.tombstones.get(iri));
        let found = tombstones.find(|tombstone| match part {
            "distribution" => decoded(last_segment(&tombstone.iri)) == name,
            "datei" => tombstone.had_file(name),
            _ => false,
        });
        found.map(Departed::Gone)
    }

    /// All datasets by city and short name, behind the position `after`.
    pub(crate) fn by_slug_after(&self, after: Option<(String, String)>) -> impl Iterator<Item = &Resource> {
        use std::ops::Bound;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.by_slug
            .range((start, Bound::Unbounded))
            .filter_map(|(_, iri)| self.state.resources.get(iri))
    }
}

/// What was published once, by the paths of its IRI and of its page, and the parts that went without their dataset.
fn departed(state: &State) -> (ByPath, Parts) {
    let mut by_path = ByPath::new();
    let mut parts = Parts::new();
    let mut add = |iri: &str, page: Option<(&str, &str)>, left: Left| {
        let own = path_of_iri(iri).map(decoded);
        let page = page.filter(|(_, slug)| !slug.is_empty());
        let page = page.map(|(city, slug)| format!("/{city}/dataset/{slug}"));
        for path in [own, page].into_iter().flatten() {
            by_path.entry(path).or_insert_with(|| left.clone());
        }
    };
    for tombstone in state.tombstones.values() {
        let left = Left::Gone(tombstone.iri.clone());
        if tombstone.dataset.is_some() {
            let place = (tombstone.city.clone(), tombstone.slug.clone());
            parts.entry(place).or_default().push(tombstone.iri.clone());
            add(&tombstone.iri, None, left);
        } else {
            add(&tombstone.iri, Some((&tombstone.city, &tombstone.slug)), left);
        }
    }
    for alias in state.aliases.values() {
        let left = Left::Moved(alias.to.clone());
        add(&alias.from, Some((&alias.city, &alias.slug)), left);
    }
    (by_path, parts)
}

/// The index of what the store publishes now.
#[derive(Debug, Default)]
pub(crate) struct CurrentIndex {
    index: Mutex<Option<Arc<Index>>>,
}

impl CurrentIndex {
    /// The index, made anew when something was published since.
    pub(crate) fn get(&self, store: &Store) -> Arc<Index> {
        let state = store.state();
        let mut current = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        match current.as_ref() {
            Some(index) if Arc::ptr_eq(&index.state, &state) => Arc::clone(index),
            _ => {
                let index = Arc::new(Index::new(state));
                *current = Some(Arc::clone(&index));
                index
            }
        }
    }
}
