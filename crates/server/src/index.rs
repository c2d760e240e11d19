//! What is published, sorted the ways requests ask for it. Made once per published generation, from the store's state
//! alone, so that no page needs a query.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kolophon_store::{Resource, ResourceKind, State, Store};

use crate::addresses::{decoded, path_of_iri};

/// Orders of a feed that are remembered for walks that began before the last load.
const REMEMBERED_ORDERS: usize = 8;

/// The IRIs of a feed's datasets in the order of the walk.
pub(crate) type Order = Arc<[Arc<str>]>;

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
        Self {
            state,
            all: all.into(),
            by_city,
            by_slug,
            by_path,
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

    /// All datasets by city and short name, behind the position `after`.
    pub(crate) fn by_slug_after(&self, after: Option<(String, String)>) -> impl Iterator<Item = &Resource> {
        use std::ops::Bound;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.by_slug
            .range((start, Bound::Unbounded))
            .filter_map(|(_, iri)| self.state.resources.get(iri))
    }
}

/// The index of what the store publishes now.
#[derive(Debug, Default)]
pub(crate) struct CurrentIndex {
    index: Mutex<Option<Arc<Index>>>,
    orders: Mutex<BTreeMap<String, BTreeMap<u64, Order>>>,
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

    /// The order a walk that began in `generation` goes on in, or the current one for a walk that begins now.
    ///
    /// `None` when the order of that generation is no longer known: the walk has to start again.
    pub(crate) fn order(
        &self,
        feed: &str,
        current: (u64, &Order),
        generation: Option<u64>,
    ) -> Option<(u64, Order)> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let known = orders.entry(feed.to_owned()).or_default();
        known.entry(current.0).or_insert_with(|| Arc::clone(current.1));
        while known.len() > REMEMBERED_ORDERS {
            known.pop_first();
        }
        let wanted = generation.unwrap_or(current.0);
        known.get(&wanted).map(|order| (wanted, Arc::clone(order)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_keeps_its_order_while_it_is_remembered() {
        let current = CurrentIndex::default();
        let order = |names: &[&str]| -> Order { names.iter().map(|name| Arc::from(*name)).collect() };
        let first = order(&["a", "b"]);
        let started = current.order("/mainz", (1, &first), None).unwrap();
        assert_eq!(started.0, 1);
        for generation in 2..=8 {
            let later = order(&["b"]);
            assert_eq!(
                current
                    .order("/mainz", (generation, &later), Some(1))
                    .unwrap()
                    .1
                    .len(),
                2
            );
        }
        assert!(
            current.order("/mainz", (9, &order(&[])), Some(1)).is_none(),
            "forgotten"
        );
        assert!(
            current.order("/mainz", (9, &order(&[])), Some(99)).is_none(),
            "never seen"
        );
        assert!(
            current.order("/halle", (1, &order(&[])), Some(2)).is_none(),
            "other feed"
        );
    }
}
