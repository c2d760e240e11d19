//! What is to be forgotten: everything that only the past before a day needs.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use kolophon_store::{EngineError, Forget, Store};

/// What only the past before `moment` needs: a city can then be made as it was at any time since, but not before.
///
/// Entries of the journal that say no time belong to the one that follows them.
///
/// # Errors
/// When the journal cannot be read.
pub fn before(store: &Store, moment: Timestamp) -> Result<Forget, EngineError> {
    let is_past = |time: &str| time.parse::<Timestamp>().is_ok_and(|time| time < moment);
    let state = store.state();
    let mut forget = Forget {
        copies_before: system_time(moment),
        ..Forget::default()
    };
    for slug in state.cities.keys() {
        // Newest first.
        let entries = store.journal(slug)?;
        let last = entries
            .iter()
            .find(|entry| entry.time.as_deref().is_some_and(is_past));
        if let Some(entry) = last {
            forget.journal.insert(slug.clone(), entry.generation);
        }
    }
    for tombstone in state.tombstones.values() {
        if tombstone.title.is_some() && is_past(&tombstone.date) {
            forget.titles.insert(tombstone.iri.clone());
        }
    }
    Ok(forget)
}

/// Before 1970 there were no files.
fn system_time(moment: Timestamp) -> Option<SystemTime> {
    let seconds = u64::try_from(moment.as_second()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}
