//! The feeds as they are served: editions that walks go on in, pages that were written once, and who walks.
//!
//! A walk is bound to the edition it began with, and gets every page from it, whatever is published meanwhile. The
//! editions of the last walks are remembered; what two editions have in common is kept once.

mod cache;
mod edition;
mod guard;
mod packed;
mod walks;

use std::sync::{Arc, Mutex, PoisonError};

use self::cache::Cache;
pub(crate) use self::edition::{Editions, Feed, Kept, Purpose};
pub(crate) use self::guard::Guard;
pub(crate) use self::packed::{Packed, Packing};
pub(crate) use self::walks::{Delivered, Visitor, Walks};

use crate::problem::Problem;
use crate::routes::dump::Dump;

/// What one written page is of: everything that its bytes depend on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    pub(crate) feed: Feed,
    pub(crate) edition: String,
    /// How many datasets were withdrawn from the edition since.
    pub(crate) withdrawn: usize,
    /// The page; 0 is the whole feed.
    pub(crate) number: usize,
    /// The suffix of the address.
    pub(crate) extension: String,
    /// What else is asked for: the parameters that all links carry.
    pub(crate) parameters: String,
}

/// All that serving feeds needs to remember.
#[derive(Debug)]
pub(crate) struct Feeds {
    pub(crate) editions: Editions,
    pub(crate) pages: Cache<PageKey, Packed>,
    pub(crate) guard: Guard,
    pub(crate) walks: Walks,
    /// Whole feeds.
    dumps: Cache<PageKey, Dump>,
    /// Held while a whole feed is written: the same work is not done twice.
    dumping: Mutex<()>,
}

impl Feeds {
    /// Feeds of which at most `cache` bytes of pages are kept, and as many of whole feeds.
    pub(crate) fn new(editions: Editions, cache: usize, guard: Guard, walks: Walks) -> Self {
        Self {
            editions,
            pages: Cache::new(cache),
            guard,
            walks,
            dumps: Cache::new(cache),
            dumping: Mutex::default(),
        }
    }

    /// A whole feed, written now if it was not before.
    pub(crate) fn dump(
        &self,
        key: PageKey,
        write: impl FnOnce() -> Result<Dump, Problem>,
    ) -> Result<Arc<Dump>, Problem> {
        if let Some(dump) = self.dumps.get(&key) {
            return Ok(dump);
        }
        let _alone = self.dumping.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(dump) = self.dumps.get(&key) {
            return Ok(dump);
        }
        let dump = Arc::new(write()?);
        self.dumps.put(key, Arc::clone(&dump), dump.size());
        Ok(dump)
    }
}
