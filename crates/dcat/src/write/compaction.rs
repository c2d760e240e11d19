//! From IRIs to prefixed names.

use std::cell::RefCell;

/// The prefixes a syntax can hold, and which of them were used.
pub(super) struct Compaction<'a> {
    /// Longest namespace first, so that the nearest prefix wins.
    prefixes: Vec<(&'a str, &'a str)>,
    used: RefCell<Vec<bool>>,
}

impl<'a> Compaction<'a> {
    /// The prefixes that `admits` lets pass; of two with the same name or namespace the first counts.
    pub(super) fn new(prefixes: &[(&'a str, &'a str)], admits: impl Fn(&str, &str) -> bool) -> Self {
        let mut kept: Vec<(&str, &str)> = Vec::new();
        for (prefix, namespace) in prefixes {
            let repeated = kept.iter().any(|(name, iri)| name == prefix || iri == namespace);
            if !repeated && !namespace.is_empty() && admits(prefix, namespace) {
                kept.push((prefix, namespace));
            }
        }
        kept.sort_by_key(|(prefix, namespace)| (usize::MAX - namespace.len(), *prefix));
        let used = RefCell::new(vec![false; kept.len()]);
        Self { prefixes: kept, used }
    }

    /// Prefix and rest of an IRI, if a prefix fits and `admits` the rest.
    pub(super) fn compact<'i>(
        &self,
        iri: &'i str,
        admits: impl Fn(&str) -> bool,
    ) -> Option<(&'a str, &'i str)> {
        for (at, (prefix, namespace)) in self.prefixes.iter().enumerate() {
            if let Some(local) = iri.strip_prefix(namespace)
                && admits(local)
            {
                if let Some(used) = self.used.borrow_mut().get_mut(at) {
                    *used = true;
                }
                return Some((prefix, local));
            }
        }
        None
    }

    /// The prefixes used so far, by name.
    pub(super) fn used(&self) -> Vec<(&'a str, &'a str)> {
        let used = self.used.borrow();
        let mut prefixes: Vec<(&str, &str)> = self
            .prefixes
            .iter()
            .zip(used.iter())
            .filter_map(|(prefix, used)| used.then_some(*prefix))
            .collect();
        prefixes.sort_unstable();
        prefixes
    }
}
