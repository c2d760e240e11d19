//! Suggestions while somebody types: titles that fit, and words that go on from what was typed.

use crate::dataset::Concept;
use crate::query::LONGEST;
use crate::snapshot::Snapshot;
use crate::word::{fold, key, units};

/// So many suggestions at most.
pub const MOST_SUGGESTIONS: usize = 20;
/// So many words of what was typed are compared.
const MOST_WORDS: usize = 8;

/// Something to choose while typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// A dataset whose title has a word for each that was typed, the last one maybe only begun.
    Dataset {
        /// The permanent address.
        iri: String,
        /// The short name.
        id: String,
        /// The city that publishes it.
        city: Concept,
        /// The title.
        title: String,
    },
    /// What was typed, its last word completed.
    Words {
        /// The text to search for.
        text: String,
        /// So many datasets have the completed word.
        datasets: u32,
    },
}

impl Snapshot {
    /// Suggestions for what was typed so far: at most `limit`, one half of them words when there are as many.
    ///
    /// Nothing is suggested before the second letter.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let typed = &typed[..typed.floor_char_boundary(LONGEST)];
        let limit = limit.min(MOST_SUGGESTIONS);
        let words: Vec<&str> = units(typed)
            .into_iter()
            .flat_map(|unit| unit.parts)
            .map(|part| &typed[part])
            .take(MOST_WORDS)
            .collect();
        let Some((last, before)) = words.split_last() else {
            return Vec::new();
        };
        if words.iter().map(|word| word.chars().count()).sum::<usize>() < 2 {
            return Vec::new();
        }
        let mut completed = self.completed(typed, last, before.len(), limit);
        let mut titles = self.titles(&words, limit);
        let half = limit / 2;
        completed.truncate(limit - titles.len().min(limit - half));
        titles.truncate(limit - completed.len());
        completed.extend(titles);
        completed
    }

    /// What was typed with its last word completed, the most frequent first.
    fn completed(&self, typed: &str, last: &str, before: usize, limit: usize) -> Vec<Suggestion> {
        // After a blank the last word is finished.
        if typed.ends_with(char::is_whitespace) || last.chars().count() < 2 && before == 0 {
            return Vec::new();
        }
        let Some(at) = typed.rfind(last) else {
            return Vec::new();
        };
        let folded = fold(last);
        let mut words = self.lexicon.beginning_with(&folded, limit);
        if words.is_empty() {
            words = self.lexicon.beginning_with(&key(&folded), limit);
        }
        words
            .into_iter()
            .map(|word| Suggestion::Words {
                text: format!("{}{}", typed[..at].trim_start(), word.display),
                datasets: word.documents,
            })
            .collect()
    }

    /// Titles that have a beginning of a word for each that was typed; first those that begin so.
    fn titles(&self, words: &[&str], limit: usize) -> Vec<Suggestion> {
        let wanted: Vec<[String; 2]> = words
            .iter()
            .map(|word| {
                let folded = fold(word);
                [format!(" {}", key(&folded)), format!(" {folded}")]
            })
            .collect();
        let mut found: Vec<(usize, usize, u32, usize)> = Vec::new();
        for (row, title) in self.columns.folded_titles.iter().enumerate() {
            let mut places = wanted
                .iter()
                .map(|[key, folded]| title.find(key.as_str()).or_else(|| title.find(folded.as_str())));
            let first = places.next().flatten();
            let Some(first) = first.filter(|_| places.all(|place| place.is_some())) else {
                continue;
            };
            found.push((first, title.len(), self.columns.rows[row].by_modified, row));
        }
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        found.into_iter().map(|(.., row)| self.suggested(row)).collect()
    }

    fn suggested(&self, row: usize) -> Suggestion {
        let facts = &self.columns.rows[row];
        let city = &self.columns.facets.city;
        let of_row = u32::try_from(row).ok().and_then(|row| city.of(row).first());
        Suggestion::Dataset {
            iri: facts.iri.to_string(),
            id: facts.id.to_string(),
            city: of_row
                .map(|number| city.values[*number as usize].clone())
                .unwrap_or_default(),
            title: facts.title.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
