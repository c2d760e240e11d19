//! Compounds: `kitaplatze` is `kita` and `platze`, because the catalogue has both words by themselves.

use super::{Lexicon, StemId};
use crate::language::LANGUAGE;
use crate::word::{LONGEST_WORD, Stemmer, key};

/// A shorter word is no compound.
const SHORTEST_COMPOUND: usize = 7;
/// A part has at least so many letters, unless it is one of [`SHORT_PARTS`].
const SHORTEST_PART: usize = 4;
/// So many parts at most.
const MOST_PARTS: usize = 4;
/// Short words that are parts all the same.
const SHORT_PARTS: [&str; 20] = [
    "amt", "bad", "bau", "bus", "eis", "gas", "hof", "kfz", "lkw", "ort", "ost", "pkw", "rad", "rat", "see",
    "tor", "uhr", "weg", "zoo", "zug",
];
/// What may stand between two parts (Fugenelement), the usual ones first; the first is that nothing stands there.
const LINKS: [&str; 6] = ["", "s", "n", "en", "es", "er"];

impl Lexicon {
    /// The parts of a folded word, from left to right; `None` when it is no compound of words that occur.
    ///
    /// The fewest parts win, and among these the longest last one: the last part says what the thing is.
    pub(crate) fn split(&self, folded: &str) -> Option<Vec<StemId>> {
        let is_candidate = (SHORTEST_COMPOUND..=LONGEST_WORD).contains(&folded.len())
            && folded.bytes().all(|b| b.is_ascii_lowercase());
        if !is_candidate || !LANGUAGE.is_part(folded) {
            return None;
        }
        (2..=MOST_PARTS).find_map(|number| self.split_into(folded, number))
    }

    fn split_into(&self, folded: &str, number: usize) -> Option<Vec<StemId>> {
        if number == 1 {
            return self.modifier(folded).map(|part| vec![part]);
        }
        for border in 3..folded.len().saturating_sub(2) {
            let (left, right) = folded.split_at(border);
            let Some(last) = self.part(right) else { continue };
            if number == 2 {
                if let Some(first) = self.modifier(left) {
                    return Some(vec![first, last]);
                }
            } else if let Some(mut parts) = self.split_modifiers(left, number - 1) {
                parts.push(last);
                return Some(parts);
            }
        }
        None
    }

    /// Everything before the last part; each but the first may be followed by a link.
    fn split_modifiers(&self, left: &str, number: usize) -> Option<Vec<StemId>> {
        LINKS
            .iter()
            .filter_map(|link| left.strip_suffix(link))
            .find_map(|stripped| self.split_into(stripped, number))
    }

    /// A part with or without a link behind it.
    fn modifier(&self, text: &str) -> Option<StemId> {
        LINKS
            .iter()
            .filter_map(|link| text.strip_suffix(link))
            .find_map(|stripped| self.part(stripped))
    }

    /// A word that occurs by itself, or that offices have another word for, and is long enough to be a part.
    fn part(&self, text: &str) -> Option<StemId> {
        let is_long_enough = text.len() >= SHORTEST_PART || SHORT_PARTS.contains(&text);
        if !is_long_enough || !LANGUAGE.is_part(text) {
            return None;
        }
        if let Some(word) = self.by_folded.get(text) {
            return Some(self.words[*word as usize].stem);
        }
        // An inflected form of it occurs, it has its umlauts in another way, or the table of synonyms knows it.
        let stem = Stemmer::new().stem(text);
        // Endings that look like words once they are cut short are none: `ungen`, `lichen`.
        let is_ending = stem.len() < text.len() && stem.len() < SHORTEST_PART;
        if is_ending || !LANGUAGE.is_part(&stem) {
            return None;
        }
        self.by_stem
            .get(stem.as_str())
            .copied()
            .or_else(|| self.by_key.get(key(&stem).as_ref())?.first().copied())
    }
}
