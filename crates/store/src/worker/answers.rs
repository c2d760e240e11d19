//! Answers that were given before: what is asked again of the same generation is not evaluated again.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::worker::{Output, Request};

/// All answers that are kept, with their queries.
const MOST: usize = 32 << 20;
/// One answer that is kept.
const MOST_OF_ONE: usize = 2 << 20;

/// Answers of one generation.
#[derive(Default)]
pub(super) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    generation: u64,
    by_request: HashMap<Key, Arc<Output>>,
    /// The oldest first.
    order: VecDeque<Key>,
    bytes: usize,
}

/// All of a request that its answer depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key(Arc<str>);

impl Key {
    fn of(request: &Request) -> Option<Self> {
        // These have another answer each time. Elsewhere the words do no harm but that the answer is not kept.
        const CHANGING: [&str; 3] = ["NOW", "RAND", "UUID"];
        let query = request.query.to_ascii_uppercase();
        if CHANGING.iter().any(|word| query.contains(word)) {
            return None;
        }
        let parts = (
            &request.query,
            &request.base,
            &request.default_graphs,
            &request.named_graphs,
            &request.formats,
        );
        serde_json::to_string(&parts).ok().map(|text| Self(text.into()))
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl Answers {
    /// The answer that this generation has given to the same request.
    pub(super) fn get(&self, generation: u64, request: &Request) -> Option<Arc<Output>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation != generation {
            return None;
        }
        kept.by_request.get(&Key::of(request)?).cloned()
    }

    /// Keeps an answer of this generation; those of an older one, and the oldest if there are too many, go.
    pub(super) fn keep(&self, generation: u64, request: &Request, output: &Arc<Output>) {
        let Some(key) = Key::of(request).filter(|_| output.body.len() <= MOST_OF_ONE) else {
            return;
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation > generation {
            return;
        }
        if kept.generation < generation {
            *kept = Kept {
                generation,
                ..Kept::default()
            };
        }
        if kept.by_request.insert(key.clone(), Arc::clone(output)).is_none() {
            kept.bytes += size(&key, output);
            kept.order.push_back(key);
        }
        while kept.bytes > MOST
            && let Some(oldest) = kept.order.pop_front()
        {
            if let Some(output) = kept.by_request.remove(&oldest) {
                kept.bytes -= size(&oldest, &output);
            }
        }
    }
}

fn size(key: &Key, output: &Output) -> usize {
    key.0.len() + output.body.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::ResultsFormat;

    fn request(query: &str) -> Request {
        Request {
            query: query.to_owned(),
            ..Request::default()
        }
    }

    fn output(length: usize) -> Arc<Output> {
        Arc::new(Output {
            format: ResultsFormat::Csv,
            body: vec![b' '; length],
        })
    }

    #[test]
    fn an_answer_belongs_to_its_generation_and_to_all_of_its_request() {
        let (answers, ask) = (Answers::default(), request("ASK {}"));
        answers.keep(3, &ask, &output(1));
        assert_eq!(answers.get(3, &ask), Some(output(1)));
        assert_eq!(answers.get(4, &ask), None);
        let other = Request {
            formats: vec![ResultsFormat::Json],
            ..ask.clone()
        };
        assert_eq!(answers.get(3, &other), None);
        answers.keep(4, &other, &output(1));
        assert_eq!(answers.get(3, &ask), None);
        answers.keep(3, &ask, &output(1));
        assert_eq!(
            answers.get(3, &ask),
            None,
            "an old answer that comes late is not kept"
        );
    }

    #[test]
    fn what_changes_each_time_is_not_kept() {
        let answers = Answers::default();
        for query in [
            "SELECT (now() AS ?n) {}",
            "SELECT (Rand() AS ?r) {}",
            "SELECT (STRUUID() AS ?u) {}",
        ] {
            answers.keep(1, &request(query), &output(1));
            assert_eq!(answers.get(1, &request(query)), None, "{query}");
        }
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let answers = Answers::default();
        for number in 0..40 {
            answers.keep(1, &request(&number.to_string()), &output(1 << 20));
        }
        assert_eq!(answers.get(1, &request("0")), None);
        assert_eq!(answers.get(1, &request("39")), Some(output(1 << 20)));
        assert!(answers.0.lock().unwrap().bytes <= MOST);
        answers.keep(1, &request("big"), &output(MOST_OF_ONE + 1));
        assert_eq!(answers.get(1, &request("big")), None);
    }
}
