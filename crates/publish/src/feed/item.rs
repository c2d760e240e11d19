//! What an edition knows of each address that is or was a dataset's, with when that changed here: what those need who keep a
//! copy and ask only for the changes.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::feed::departed::Departed;
use crate::feed::edition::{Edition, Slot};
use crate::feed::fragment::Fragment;
use crate::feed::iri::percent_encode;

/// A dataset of an edition, or what is left of one.
#[derive(Clone, Copy, Debug)]
pub struct Item<'e> {
    /// The time by which it is selected: whatever happens to it during a walk, its place stays.
    place: Timestamp,
    /// What there is.
    pub fate: Fate<'e>,
}

/// What became of a dataset.
#[derive(Clone, Copy, Debug)]
pub enum Fate<'e> {
    /// It is published.
    Published(&'e Fragment),
    /// It is not, any more.
    Departed(&'e Departed),
}

/// From when to when, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The earliest moment.
    pub from: Option<Timestamp>,
    /// The latest moment.
    pub until: Option<Timestamp>,
}

impl Period {
    fn contains(self, time: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= time) && self.until.is_none_or(|until| time <= until)
    }
}

impl<'e> Item<'e> {
    /// The IRI of the dataset, as the feed writes it.
    #[must_use]
    pub fn iri(&self) -> String {
        percent_encode(self.plain_iri())
    }

    /// The short name of its city.
    #[must_use]
    pub fn city(&self) -> &'e str {
        match self.fate {
            Fate::Published(fragment) => &fragment.city,
            Fate::Departed(departed) => &departed.city,
        }
    }

    /// When its record changed here, in a whole second; the beginning of time when nobody said.
    #[must_use]
    pub fn changed(&self) -> Timestamp {
        match self.fate {
            Fate::Published(fragment) => whole_second(fragment.published),
            Fate::Departed(departed) => whole_second(departed.published),
        }
    }

    fn plain_iri(&self) -> &'e str {
        match self.fate {
            Fate::Published(fragment) => &fragment.iri,
            Fate::Departed(departed) => &departed.iri,
        }
    }

    fn of_slot(slot: &'e Slot) -> Self {
        let fate = match &slot.withdrawn {
            Some(departed) => Fate::Departed(departed),
            None => Fate::Published(&slot.fragment),
        };
        Self {
            place: whole_second(slot.fragment.published),
            fate,
        }
    }

    fn of_departed(departed: &'e Departed) -> Self {
        Self {
            place: whole_second(departed.published),
            fate: Fate::Departed(departed),
        }
    }
}

impl Edition {
    /// Everything whose record changed within a period, in the order of the IRIs.
    #[must_use]
    pub fn items(&self, period: Period) -> Vec<Item<'_>> {
        let published = self.slots.iter().map(Item::of_slot);
        let departed = self.departed.iter().map(|departed| Item::of_departed(departed));
        let mut items: Vec<Item<'_>> = published
            .chain(departed)
            .filter(|item| period.contains(item.place))
            .collect();
        // Two sorted runs: next to nothing to do.
        items.sort_by_key(Item::plain_iri);
        items
    }

    /// Everything, what changed last first. What is withdrawn during a walk keeps its place.
    #[must_use]
    pub fn latest(&self) -> Vec<Item<'_>> {
        let mut items = self.items(Period::default());
        items.sort_by_key(|item| (Reverse(item.place), item.plain_iri()));
        items
    }

    /// What there is at an IRI, in the spelling of the feed or the record's own.
    #[must_use]
    pub fn item(&self, iri: &str) -> Option<Item<'_>> {
        let published = |iri: &str| {
            let at = self
                .slots
                .binary_search_by(|slot| slot.fragment.iri().cmp(iri))
                .ok()?;
            self.slots.get(at).map(Item::of_slot)
        };
        let departed = |iri: &str| {
            let at = self
                .departed
                .binary_search_by(|departed| departed.iri().cmp(iri))
                .ok()?;
            self.departed.get(at).map(|departed| Item::of_departed(departed))
        };
        if let Some(item) = published(iri).or_else(|| departed(iri)) {
            return Some(item);
        }
        // Only an IRI with other characters than a URI's has two spellings.
        if !iri.contains('%') {
            return None;
        }
        let items = self.items(Period::default());
        items.into_iter().find(|item| item.iri() == iri)
    }

    /// A time before which nothing changed.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        let items = self.items(Period::default());
        let times = items.iter().map(|item| item.place.min(item.changed()));
        times.min().unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

fn whole_second(time: Option<Timestamp>) -> Timestamp {
    let second = time.and_then(|time| Timestamp::from_second(time.as_second()).ok());
    second.unwrap_or(Timestamp::UNIX_EPOCH)
}
