//! Changing a few places of a file and nothing else.

use std::ops::Range;

/// New bytes for ranges of old ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Splices(Vec<(Range<usize>, Vec<u8>)>);

impl Splices {
    /// Puts bytes in the place of a range; an empty range inserts them. What is inserted at one place keeps the order of
    /// the calls.
    pub(crate) fn replace(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.0.push((range, bytes.into()));
    }

    /// Inserts bytes before an offset.
    pub(crate) fn insert(&mut self, at: usize, bytes: impl Into<Vec<u8>>) {
        self.replace(at..at, bytes);
    }

    /// The changed bytes. Ranges do not overlap.
    pub(crate) fn apply(mut self, old: &[u8]) -> Vec<u8> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let grown: usize = self.0.iter().map(|(_, bytes)| bytes.len()).sum();
        let mut new = Vec::with_capacity(old.len() + grown);
        let mut at = 0;
        for (range, bytes) in self.0 {
            debug_assert!(at <= range.start, "two changes overlap");
            new.extend_from_slice(old.get(at..range.start).unwrap_or_default());
            new.extend_from_slice(&bytes);
            at = range.end.max(at);
        }
        new.extend_from_slice(old.get(at..).unwrap_or_default());
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_stays() {
        let mut splices = Splices::default();
        splices.replace(4..6, "EF");
        splices.insert(2, "1");
        splices.insert(2, "2");
        splices.replace(0..1, "");
        assert_eq!(splices.apply(b"abcdefg"), b"b12cdEFg");
    }
}
