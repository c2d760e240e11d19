//! Written pages, as many as the memory for them holds; those that nobody asked for longest go first.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Values by key, within a number of bytes.
pub(crate) struct Cache<K, V> {
    limit: usize,
    kept: Mutex<Kept<K, V>>,
}

struct Kept<K, V> {
    values: HashMap<K, (u64, usize, Arc<V>)>,
    /// When it was last asked for → key.
    by_use: BTreeMap<u64, K>,
    uses: u64,
    bytes: usize,
}

impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl<K: Clone + Eq + Hash, V> Cache<K, V> {
    /// A cache of at most that many bytes.
    pub(crate) fn new(limit: usize) -> Self {
        let kept = Kept {
            values: HashMap::new(),
            by_use: BTreeMap::new(),
            uses: 0,
            bytes: 0,
        };
        Self {
            limit,
            kept: Mutex::new(kept),
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = &mut *kept;
        let (used, _, value) = kept.values.get_mut(key)?;
        kept.by_use.remove(used);
        kept.uses += 1;
        *used = kept.uses;
        kept.by_use.insert(kept.uses, key.clone());
        Some(Arc::clone(value))
    }

    /// Keeps a value of that many bytes. One that is larger than half the cache is not kept: it would displace all others.
    pub(crate) fn put(&self, key: K, value: Arc<V>, bytes: usize) {
        if bytes > self.limit / 2 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let used = kept.uses;
        if let Some((old, size, _)) = kept.values.insert(key.clone(), (used, bytes, value)) {
            kept.by_use.remove(&old);
            kept.bytes -= size;
        }
        kept.by_use.insert(used, key);
        kept.bytes += bytes;
        while kept.bytes > self.limit {
            let Some((_, oldest)) = kept.by_use.pop_first() else {
                break;
            };
            if let Some((_, size, _)) = kept.values.remove(&oldest) {
                kept.bytes -= size;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let cache = Cache::new(100);
        for key in ["a", "b", "c"] {
            cache.put(key, Arc::new(key.to_owned()), 30);
        }
        assert!(cache.get(&"a").is_some());
        cache.put("d", Arc::new("d".to_owned()), 30);
        assert!(cache.get(&"b").is_none(), "the oldest");
        assert!(["a", "c", "d"].iter().all(|key| cache.get(key).is_some()));
        cache.put("a", Arc::new("A".to_owned()), 31);
        assert_eq!(cache.get(&"a").unwrap().as_str(), "A");
        cache.put("big", Arc::new(String::new()), 51);
        assert!(cache.get(&"big").is_none() && cache.get(&"c").is_some());
    }
}
