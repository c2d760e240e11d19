//! What was a dataset here and is one no longer: who keeps a copy has to hear of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use kolophon_store::{EngineError, ResourceKind, State, Store, Tombstone};

use crate::feed::date;
use crate::feed::fragment::Fragment;

/// A dataset that is gone, or that has another address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    pub(super) iri: Arc<str>,
    pub(super) city: Arc<str>,
    pub(super) published: Option<Timestamp>,
    title: Option<String>,
    reason: Option<String>,
    moved_to: Option<String>,
}

impl Departed {
    /// The IRI of the dataset.
    #[must_use]
    pub fn iri(&self) -> &str {
        &self.iri
    }

    /// The title; `None` when it was erased.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Why it was withdrawn, in the words that its address answers with.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The IRI that took its place.
    #[must_use]
    pub fn moved_to(&self) -> Option<&str> {
        self.moved_to.as_deref()
    }

    /// What a note of a removal says.
    pub(super) fn of(tombstone: &Tombstone) -> Self {
        let published = date::instant(&tombstone.date);
        Self {
            iri: tombstone.iri.as_str().into(),
            city: tombstone.city.as_str().into(),
            published,
            title: tombstone.title.clone(),
            reason: tombstone.reason.clone(),
            moved_to: None,
        }
    }
}

/// Every dataset that has departed by IRI; those that nothing happened to since `old` are taken over from `before`.
pub(super) fn all(
    store: &Store,
    state: &State,
    datasets: &BTreeMap<Arc<str>, Arc<Fragment>>,
    (old, before): (&State, &BTreeMap<Arc<str>, Arc<Departed>>),
) -> Result<BTreeMap<Arc<str>, Arc<Departed>>, EngineError> {
    let mut kinds = Kinds {
        store,
        others: BTreeMap::new(),
    };
    let mut all = BTreeMap::new();
    let graphs = state
        .tombstones
        .values()
        .filter(|tombstone| tombstone.dataset.is_none());
    for tombstone in graphs {
        let departed = if old.tombstones.get(&tombstone.iri) == Some(tombstone) {
            before.get(tombstone.iri.as_str()).cloned()
        } else if kinds.is_dataset(tombstone)? {
            Some(Arc::new(Departed::of(tombstone)))
        } else {
            None
        };
        all.extend(departed.map(|departed| (Arc::clone(&departed.iri), departed)));
    }
    let moved: Vec<Departed> = state
        .aliases
        .values()
        .filter_map(|alias| {
            let published = Some(arrival(state, &alias.to, datasets, &all)?);
            Some(Departed {
                iri: alias.from.as_str().into(),
                city: alias.city.as_str().into(),
                published,
                title: None,
                reason: None,
                moved_to: Some(alias.to.clone()),
            })
        })
        .collect();
    for departed in moved {
        all.entry(Arc::clone(&departed.iri))
            .or_insert_with(|| Arc::new(departed));
    }
    Ok(all)
}

/// When what now stands at the end of a chain of addresses last changed, which is not before the move; `None` when that was
/// never a dataset.
fn arrival(
    state: &State,
    to: &str,
    datasets: &BTreeMap<Arc<str>, Arc<Fragment>>,
    gone: &BTreeMap<Arc<str>, Arc<Departed>>,
) -> Option<Timestamp> {
    let mut to = to;
    // An address leads on at most once through each.
    for _ in 0..=state.aliases.len() {
        if let Some(fragment) = datasets.get(to) {
            return fragment.published.or(Some(Timestamp::UNIX_EPOCH));
        }
        if let Some(departed) = gone.get(to) {
            return departed.published.or(Some(Timestamp::UNIX_EPOCH));
        }
        to = &state.aliases.get(to)?.to;
    }
    None
}

/// What was removed, by the journal: the note of a removal does not say what it was.
struct Kinds<'s> {
    store: &'s Store,
    /// City and generation → what else than datasets it removed.
    others: BTreeMap<(String, u64), BTreeSet<String>>,
}

impl Kinds<'_> {
    /// Whether it was a dataset. What the journal has forgotten counts as one: to hear of something that one never had does
    /// no harm.
    fn is_dataset(&mut self, tombstone: &Tombstone) -> Result<bool, EngineError> {
        let key = (tombstone.city.clone(), tombstone.generation);
        if !self.others.contains_key(&key) {
            let entry = self.store.entry(&tombstone.city, tombstone.generation)?;
            let changes = entry.into_iter().flat_map(|entry| entry.changes);
            let others = changes.filter(|change| change.kind != ResourceKind::Dataset);
            let others = others.map(|change| change.iri).collect();
            self.others.insert(key.clone(), others);
        }
        Ok(!self
            .others
            .get(&key)
            .is_some_and(|others| others.contains(&tombstone.iri)))
    }
}
