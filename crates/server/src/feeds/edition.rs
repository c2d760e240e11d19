//! Which edition a request gets: the current one, or the one that its walk began with.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use kolophon_publish::feed::{Edition, FeedError, Fragments, Whose};
use kolophon_store::Store;

use crate::addresses::segment;

/// Superseded editions that are remembered for the walks that began in them.
const REMEMBERED: usize = 16;

/// A feed there is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Feed {
    /// All cities.
    All,
    /// The city of that short name.
    City(String),
}

impl Feed {
    /// The path without a suffix.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::All => "/catalog".to_owned(),
            Self::City(city) => format!("/{}/catalog", segment(city)),
        }
    }

    /// The short name of its city; empty for all.
    pub(crate) fn city(&self) -> &str {
        match self {
            Self::All => "",
            Self::City(city) => city,
        }
    }
}

/// What an edition is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A harvester gets a page, and may come for the next.
    Walk,
    /// Pages are made before anybody asks.
    Preparation,
}

/// The editions of all feeds.
#[derive(Debug)]
pub(crate) struct Editions {
    /// The IRI of the catalogue above those of the cities.
    joint_catalog: String,
    title: String,
    /// Held while fragments are made: one builds, the others wait for it.
    fragments: Mutex<Option<Arc<Fragments>>>,
    shelves: Mutex<BTreeMap<Feed, Shelf>>,
}

/// The editions of one feed.
#[derive(Debug)]
struct Shelf {
    /// The fragments that the current edition was last compared with.
    seen: Arc<Fragments>,
    current: Kept,
    /// Superseded ones that somebody walks, the last used at the end.
    older: Vec<Kept>,
}

/// An edition with when it counts as changed.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) edition: Arc<Edition>,
    /// When it counts as changed, in a whole second.
    pub(crate) modified: Option<Timestamp>,
    /// Somebody has got a page of it.
    walked: bool,
}

impl Editions {
    pub(crate) fn new(joint_catalog: String, title: String) -> Self {
        Self {
            joint_catalog,
            title,
            fragments: Mutex::default(),
            shelves: Mutex::default(),
        }
    }

    /// The fragments of what is published now, made anew where something changed.
    pub(crate) fn fragments(&self, store: &Store) -> Result<Arc<Fragments>, FeedError> {
        let mut kept = self.fragments.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fragments) = kept.as_ref()
            && Arc::ptr_eq(fragments.state(), &store.state())
        {
            return Ok(Arc::clone(fragments));
        }
        let fragments = Arc::new(Fragments::of(store, kept.as_deref())?);
        *kept = Some(Arc::clone(&fragments));
        Ok(fragments)
    }

    /// The edition of that name, or the current one when no name is given. `Ok(None)`: it is not known any more, or
    /// nothing was ever published.
    pub(crate) fn get(
        &self,
        store: &Store,
        feed: &Feed,
        name: Option<&str>,
        purpose: Purpose,
    ) -> Result<Option<Kept>, FeedError> {
        let fragments = self.fragments(store)?;
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = shelves.get_mut(feed) {
            // Of two requests that began together, the later one may have seen more.
            let is_newer = fragments.state().generation >= shelf.seen.state().generation;
            if !Arc::ptr_eq(&shelf.seen, &fragments) && is_newer && !self.renew(shelf, feed, fragments) {
                shelves.remove(feed);
                return Ok(None);
            }
        } else {
            let Some(edition) = fragments.edition(&self.whose(feed)) else {
                return Ok(None);
            };
            let current = Kept {
                modified: edition.published().map(whole_second),
                edition: Arc::new(edition),
                walked: false,
            };
            let shelf = Shelf {
                seen: fragments,
                current,
                older: Vec::new(),
            };
            shelves.insert(feed.clone(), shelf);
        }
        let Some(shelf) = shelves.get_mut(feed) else {
            return Ok(None);
        };
        match name {
            Some(name) if name != shelf.current.edition.name() => Ok(shelf.older(name)),
            _ => {
                shelf.current.walked |= purpose == Purpose::Walk;
                Ok(Some(shelf.current.clone()))
            }
        }
    }

    /// Brings a shelf up to date; false when the feed is gone.
    fn renew(&self, shelf: &mut Shelf, feed: &Feed, fragments: Arc<Fragments>) -> bool {
        let Some(edition) = fragments.edition(&self.whose(feed)) else {
            return false;
        };
        if !edition.is_same(&shelf.current.edition) {
            let edition = edition.after(&shelf.current.edition);
            let before = shelf.current.modified;
            // Two editions of one second must not look the same.
            let modified = match (edition.published().map(whole_second), before) {
                (Some(now), Some(before)) => Some(now.max(next_second(before))),
                (published, _) => published,
            };
            let current = Kept {
                edition: Arc::new(edition),
                modified,
                walked: false,
            };
            let old = std::mem::replace(&mut shelf.current, current);
            if old.walked {
                shelf.older.push(old);
            }
        }
        let state = fragments.state();
        for kept in &mut shelf.older {
            if let Some(without) = kept.edition.without_withdrawn(state) {
                kept.edition = Arc::new(without);
            }
        }
        let surplus = shelf.older.len().saturating_sub(REMEMBERED);
        shelf.older.drain(..surplus);
        shelf.seen = fragments;
        true
    }

    /// What a feed covers.
    pub(crate) fn whose(&self, feed: &Feed) -> Whose {
        match feed {
            Feed::City(city) => Whose::City(city.clone()),
            Feed::All => Whose::All {
                catalog: self.joint_catalog.clone(),
                title: self.title.clone(),
            },
        }
    }
}

/// The whole second that is not before `time`: dates in headers have no others.
fn whole_second(time: Timestamp) -> Timestamp {
    if time.subsec_nanosecond() > 0 {
        next_second(time)
    } else {
        time
    }
}

fn next_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second() + 1).unwrap_or(time)
}

impl Shelf {
    /// A superseded edition, which is put to the end because it is in use.
    fn older(&mut self, name: &str) -> Option<Kept> {
        let at = self.older.iter().position(|kept| kept.edition.name() == name)?;
        let kept = self.older.remove(at);
        self.older.push(kept.clone());
        Some(kept)
    }
}
