//! Cursors: generation, question and place, in one text.

use sha2::{Digest as _, Sha256};

use crate::request::{Cursor, Request, SearchError};

/// The cursor behind the dataset with that place in the order.
pub(super) fn write(generation: u64, request: &Request, key: u64) -> Cursor {
    Cursor(format!("{generation:x}.{:016x}.{key:016x}", fingerprint(request)))
}

/// The place in the order that a cursor means.
pub(super) fn read(cursor: &Cursor, generation: u64, request: &Request) -> Result<u64, SearchError> {
    let mut numbers = cursor.0.split('.').map(|part| u64::from_str_radix(part, 16));
    let mut next = || {
        numbers
            .next()
            .and_then(Result::ok)
            .ok_or(SearchError::ForeignCursor)
    };
    let (of, question, key) = (next()?, next()?, next()?);
    if numbers.next().is_some() || question != fingerprint(request) {
        return Err(SearchError::ForeignCursor);
    }
    if of != generation {
        return Err(SearchError::OutdatedCursor {
            of,
            current: generation,
        });
    }
    Ok(key)
}

/// What tells one question from another: words, choices and order, but not the length of a page.
fn fingerprint(request: &Request) -> u64 {
    let question = serde_json::to_string(request).unwrap_or_default();
    let digest = Sha256::digest(question);
    digest[..8]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
