//! Which word somebody meant who wrote one that does not occur.

use std::mem;

use super::{Lexicon, Occurrence, Word};
use crate::word::LONGEST_WORD;

/// Words that are all as near count, the most frequent first; so many at most.
const MOST_CANDIDATES: usize = 4;

impl Lexicon {
    /// The words that differ from the folded one in the fewest letters: one in words of five letters and more, up to two
    /// from nine on; shorter words have too many neighbours. Letters that changed places are one difference. What has digits is never guessed at: 2024 is
    /// no misspelt 2025.
    pub(crate) fn similar(&self, folded: &str) -> Vec<Occurrence<'_>> {
        let wanted: Vec<char> = folded.chars().collect();
        let allowed = match wanted.len() {
            5..=8 => 1,
            9..=LONGEST_WORD => 2,
            _ => return Vec::new(),
        };
        if folded.bytes().any(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        let set = letters(folded);
        let mut best = allowed;
        let mut found: Vec<(usize, &Word)> = Vec::new();
        let mut rows = Rows::default();
        for word in &self.words {
            let difference = word.folded.len().abs_diff(folded.len());
            let unlike = (word.letters ^ set).count_ones() as usize;
            // Each difference changes at most two members of the set of letters. Bytes are not letters, but nearly.
            if difference > 3 * best
                || unlike > 2 * best
                || word.folded.bytes().any(|byte| byte.is_ascii_digit())
            {
                continue;
            }
            if let Some(distance) = rows.distance(&wanted, &word.folded, best) {
                if distance < best {
                    best = distance;
                    found.clear();
                }
                found.push((distance, word));
            }
        }
        found.retain(|(distance, _)| *distance == best);
        found.sort_by(|(_, a), (_, b)| (b.documents, &a.folded).cmp(&(a.documents, &b.folded)));
        found
            .into_iter()
            .take(MOST_CANDIDATES)
            .map(|(_, word)| Occurrence::of(word))
            .collect()
    }
}

/// The set of letters of a word: one bit for each of a to z, the others share what is left.
pub(super) fn letters(word: &str) -> u32 {
    word.chars().fold(0, |set, character| {
        let bit = match character {
            'a'..='z' => u32::from(character) - u32::from('a'),
            _ => 26 + u32::from(character) % 6,
        };
        set | 1 << bit
    })
}

/// Three rows of the table of distances, kept from word to word.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    current: Vec<usize>,
    other: Vec<char>,
}

impl Rows {
    /// The number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment), when it
    /// is at most `limit`.
    fn distance(&mut self, wanted: &[char], word: &str, limit: usize) -> Option<usize> {
        self.other.clear();
        self.other.extend(word.chars());
        let other = &self.other;
        if wanted.len().abs_diff(other.len()) > limit {
            return None;
        }
        let width = other.len() + 1;
        self.last.clear();
        self.last.extend(0..width);
        self.before.clear();
        self.before.resize(width, 0);
        for (row, letter) in wanted.iter().enumerate() {
            self.current.clear();
            self.current.push(row + 1);
            for (column, against) in other.iter().enumerate() {
                let replaced = self.last[column] + usize::from(letter != against);
                let mut least = replaced
                    .min(self.last[column + 1] + 1)
                    .min(self.current[column] + 1);
                let is_swapped =
                    row > 0 && column > 0 && letter == &other[column - 1] && &wanted[row - 1] == against;
                if is_swapped {
                    least = least.min(self.before[column - 1] + 1);
                }
                self.current.push(least);
            }
            if self.current.iter().min().is_some_and(|least| *least > limit) {
                return None;
            }
            mem::swap(&mut self.before, &mut self.last);
            mem::swap(&mut self.last, &mut self.current);
        }
        self.last.last().copied().filter(|distance| *distance <= limit)
    }
}
