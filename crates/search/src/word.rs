//! The words of a text: where they stand, and the forms under which they are found again.
//!
//! A word has three forms. *Folded* it has neither capitals nor marks (`Kita-Plätze` → `kita`, `platze`). Its *stem* lacks
//! the ending (`platz`). Its *key* makes one of all spellings of an umlaut: `platz` and `plaetz` have the same.

mod form;
mod plain;

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

pub(crate) use self::form::{Stemmer, fold, key};
pub(crate) use self::plain::plain;

/// A longer run of letters is no word, but a checksum or a line of drawing.
pub(crate) const LONGEST_WORD: usize = 64;

/// What stands between two blanks or punctuation marks, such as `Kita-Plätze`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Where it stands.
    pub(crate) range: Range<usize>,
    /// Its words: two for `Kita-Plätze` and `Haushalt2025`, else one.
    pub(crate) parts: Vec<Range<usize>>,
}

impl Unit {
    /// Its words without what joins them: `KitaPlätze`; `None` when it is a single one.
    pub(crate) fn joined(&self, text: &str) -> Option<String> {
        let is_short = self.range.len() <= LONGEST_WORD;
        (self.parts.len() > 1 && is_short)
            .then(|| self.parts.iter().map(|part| &text[part.clone()]).collect())
    }
}

/// The units of a text, in order.
pub(crate) fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut rest = 0;
    while let Some(word) = next_word(text, rest) {
        rest = word.end;
        let parts = parts(text, word.clone());
        match units.last_mut() {
            Some(unit) if is_joint(&text[unit.range.end..word.start]) => {
                unit.range.end = word.end;
                unit.parts.extend(parts);
            }
            _ => units.push(Unit { range: word, parts }),
        }
    }
    units
}

fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(char::is_alphanumeric)?;
    let is_inside = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == SOFT_HYPHEN;
    let length = text[start..]
        .find(|c: char| !is_inside(c))
        .unwrap_or(text.len() - start);
    Some(start..start + length)
}

/// Shows only where a line breaks, and is no end of the word.
const SOFT_HYPHEN: char = '\u{ad}';

/// Whether it joins words to one unit: a hyphen without blanks.
fn is_joint(between: &str) -> bool {
    matches!(between, "-" | "\u{2010}" | "\u{2011}")
}

/// Letters with a year or a number behind are two words: `Haushalt2025`. Short names such as `B9` and `PM10` stay whole.
fn parts(text: &str, word: Range<usize>) -> Vec<Range<usize>> {
    const LETTERS: usize = 4;
    const DIGITS: usize = 2;
    let own = &text[word.clone()];
    if let Some(digits) = own.find(|c: char| c.is_ascii_digit()) {
        let is_name_and_number = own[digits..].bytes().all(|byte| byte.is_ascii_digit())
            && own[..digits].chars().count() >= LETTERS
            && own.len() - digits >= DIGITS;
        if is_name_and_number {
            let border = word.start + digits;
            return vec![word.start..border, border..word.end];
        }
    }
    vec![word]
}

#[cfg(test)]
mod tests;
