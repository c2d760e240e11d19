//! An edition of a feed: everything a harvester gets of one generation, from its first page to its last.
//!
//! An edition never changes, whatever is published meanwhile. Only what is withdrawn is taken out at once: its place
//! stays empty, so that no page shifts.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use kolophon_store::{State, Tombstone};

use crate::feed::departed::Departed;
use crate::feed::extent::Extent;
use crate::feed::fragment::Fragment;

/// What a feed covers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The city of that short name.
    City(String),
    /// All cities of an installation.
    All {
        /// The IRI of the catalogue that stands above the cities'.
        catalog: String,
        /// The installation's title.
        title: String,
    },
}

/// A feed of one generation.
#[derive(Clone, Debug)]
pub struct Edition {
    pub(super) whose: Whose,
    generation: u64,
    revision: u32,
    published: Option<Timestamp>,
    pub(super) slots: Vec<Slot>,
    pub(super) catalogs: Vec<Arc<Fragment>>,
    /// What was a dataset before, by IRI.
    pub(super) departed: Vec<Arc<Departed>>,
    /// How much it says, once that was counted.
    pub(super) extent: OnceLock<Extent>,
}

/// The place of a dataset.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) fragment: Arc<Fragment>,
    /// It was withdrawn since.
    pub(super) withdrawn: Option<Arc<Departed>>,
}

impl Edition {
    pub(super) fn new(
        whose: Whose,
        generation: u64,
        published: Option<Timestamp>,
        (datasets, departed): (Vec<Arc<Fragment>>, Vec<Arc<Departed>>),
        catalogs: Vec<Arc<Fragment>>,
    ) -> Self {
        let slot = |fragment| Slot {
            fragment,
            withdrawn: None,
        };
        Self {
            whose,
            generation,
            revision: 0,
            published,
            slots: datasets.into_iter().map(slot).collect(),
            catalogs,
            departed,
            extent: OnceLock::new(),
        }
    }

    /// The generation: of the city, or of the store for the feed of all.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What names the edition in links: the generation, and a number behind it when a city's feed changed without
    /// a generation of its own, because another city published something it refers to.
    #[must_use]
    pub fn name(&self) -> String {
        match self.revision {
            0 => self.generation.to_string(),
            revision => format!("{}.{revision}", self.generation),
        }
    }

    /// When it was published; `None` when nobody said.
    #[must_use]
    pub fn published(&self) -> Option<Timestamp> {
        self.published
    }

    /// The number of datasets that the pages count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The IRIs of the datasets, in the order of the feed.
    pub fn iris(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| slot.fragment.iri())
    }

    /// How many bytes its fragments take.
    #[must_use]
    pub fn size(&self) -> usize {
        self.slots.iter().map(|slot| slot.fragment.size()).sum()
    }

    /// Whether every page of the two is the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let pairs = self.slots.iter().zip(&other.slots);
        let catalogs = self.catalogs.iter().zip(&other.catalogs);
        self.generation == other.generation
            && self.whose == other.whose
            && self.slots.len() == other.slots.len()
            && self.catalogs.len() == other.catalogs.len()
            && pairs
                .map(|(one, other)| (&one.fragment, &other.fragment))
                .all(|(one, other)| Arc::ptr_eq(one, other))
            && catalogs.into_iter().all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// The edition as the next one after `before`: of the same generation it gets a name of its own.
    #[must_use]
    pub fn after(self, before: &Self) -> Self {
        let revision = if before.generation == self.generation {
            before.revision + 1
        } else {
            0
        };
        Self { revision, ..self }
    }

    /// The edition without what was withdrawn since; `None` when there is nothing to take out.
    ///
    /// Merely not listed any more is not withdrawn: such a dataset stays to the end of the walk.
    #[must_use]
    pub fn without_withdrawn(&self, state: &State) -> Option<Self> {
        let withdrawn = |slot: &Slot| {
            if slot.withdrawn.is_some() || state.resources.contains_key(slot.fragment.iri()) {
                return None;
            }
            let tombstone = state.tombstones.get(slot.fragment.iri())?;
            is_deliberate(tombstone).then(|| Arc::new(Departed::of(tombstone)))
        };
        if self.slots.iter().all(|slot| withdrawn(slot).is_none()) {
            return None;
        }
        let mut without = self.clone();
        without.extent = OnceLock::new();
        for slot in &mut without.slots {
            let departed = withdrawn(slot);
            slot.withdrawn = slot.withdrawn.take().or(departed);
        }
        Some(without)
    }

    /// How many datasets were withdrawn since.
    #[must_use]
    pub fn withdrawn(&self) -> usize {
        self.slots.iter().filter(|slot| slot.withdrawn.is_some()).count()
    }

    /// The places of the datasets that changed at `since` or later, or that nobody knows when they changed.
    pub(super) fn selected(&self, since: Option<Timestamp>) -> Vec<&Slot> {
        let is_selected = |slot: &&Slot| match (since, slot.fragment.changed()) {
            (Some(since), Some(changed)) => changed >= since,
            (None, _) | (_, None) => true,
        };
        self.slots.iter().filter(is_selected).collect()
    }

    /// How many datasets changed at `since` or later.
    #[must_use]
    pub fn count(&self, since: Option<Timestamp>) -> usize {
        match since {
            None => self.len(),
            Some(_) => self.selected(since).len(),
        }
    }
}

/// Somebody withdrew or erased it, which gives a reason or takes the title.
fn is_deliberate(tombstone: &Tombstone) -> bool {
    tombstone.reason.is_some() || tombstone.title.is_none()
}
