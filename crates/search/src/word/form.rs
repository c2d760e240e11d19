//! The forms of a word: folded, stem, key.

use std::borrow::Cow;

use frostem::Algorithm;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The word in small letters without marks: `Straße` → `strasse`, `PLÄTZE` → `platze`, `Café` → `cafe`.
pub(crate) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for character in word.nfkd() {
        match character {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' => folded.push('d'),
            '\u{ad}' => {}
            _ if is_combining_mark(character) => {}
            _ => folded.extend(character.to_lowercase()),
        }
    }
    folded
}

/// The spelling that all ways to write an umlaut share: `plaetze` → `platze`.
///
/// Words that have an `ae` of other origin change too, which does no harm: keys are only compared with keys. `ue` behind
/// `a`, `e` and `q` is never an umlaut (`Frauen`, `neue`, `Quelle`).
pub(crate) fn key(word: &str) -> Cow<'_, str> {
    let bytes = word.as_bytes();
    let is_umlaut = |at: usize| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        bytes.get(at + 1) == Some(&b'e')
            && match bytes[at] {
                b'a' | b'o' => true,
                b'u' => !matches!(before, Some(b'a' | b'e' | b'q')),
                _ => false,
            }
    };
    if !(0..bytes.len()).any(is_umlaut) {
        return Cow::Borrowed(word);
    }
    let mut key = String::with_capacity(word.len());
    let mut skip = false;
    for (at, character) in word.char_indices() {
        if skip {
            skip = false;
            continue;
        }
        key.push(character);
        skip = is_umlaut(at);
    }
    Cow::Owned(key)
}

/// Takes endings off German words.
#[derive(Clone, Copy)]
pub(crate) struct Stemmer(frostem::Stemmer);

impl Stemmer {
    pub(crate) fn new() -> Self {
        Self(frostem::Stemmer::new(Algorithm::German))
    }

    /// The stem of a folded word. What has digits keeps its form.
    pub(crate) fn stem(self, folded: &str) -> String {
        if folded.len() < 4 || folded.bytes().any(|byte| byte.is_ascii_digit()) {
            return folded.to_owned();
        }
        let stem = self.0.stem(folded);
        without_foreign_plural(&stem).to_owned()
    }
}

/// The algorithm leaves the plural of words that end in a vowel: `Kitas`, `Autos`. It is taken off from every stem
/// that ends so, whatever the word, so that `Kreis` and `Kreise` still meet.
fn without_foreign_plural(stem: &str) -> &str {
    match stem.as_bytes() {
        [.., vowel, b's'] if stem.len() >= 5 && b"aeiouy".contains(vowel) => &stem[..stem.len() - 1],
        _ => stem,
    }
}
