//! What the search knows of German before it has seen a catalogue: synonyms of offices, and words without meaning.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::word::{Stemmer, fold, units};

const SYNONYMS: &str = include_str!("../../../schemas/search/synonyms.txt");
const FUNCTION_WORDS: &str = include_str!("../../../schemas/search/function-words.txt");

/// Both tables, read once.
pub(crate) static LANGUAGE: LazyLock<Language> = LazyLock::new(Language::read);

/// How much a word says in a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// It has to be found.
    Full,
    /// It may be missing from what is found.
    Weak,
    /// It is not looked for.
    None,
}

/// The tables of the language.
#[derive(Debug)]
pub(crate) struct Language {
    /// Folded words.
    ignored: FxHashSet<String>,
    /// Stems.
    weak: FxHashSet<String>,
    /// What is no part of a compound.
    no_parts: FxHashSet<String>,
    /// By the stem of the first word: sequences of stems, and what they mean too.
    synonyms: BTreeMap<String, Vec<Meaning>>,
}

/// Words in a row, and other words for the same.
#[derive(Clone, Debug)]
struct Meaning {
    stems: Vec<String>,
    others: Vec<Synonym>,
}

/// Another word, or several in a row, for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Synonym {
    /// As the table writes it.
    pub(crate) text: String,
    /// The stems of its words.
    pub(crate) stems: Vec<String>,
}

impl Language {
    /// How much a word says, by its folded form and its stem.
    pub(crate) fn weight(&self, folded: &str, stem: &str) -> Weight {
        if self.ignored.contains(folded) {
            Weight::None
        } else if self.weak.contains(stem) {
            Weight::Weak
        } else {
            Weight::Full
        }
    }

    /// Whether the folded word may be a part of a compound.
    pub(crate) fn is_part(&self, folded: &str) -> bool {
        !self.no_parts.contains(folded)
    }

    /// The stems of the single words that the table of synonyms explains.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.synonyms
            .iter()
            .filter(|(_, meanings)| meanings.iter().any(|meaning| meaning.stems.len() == 1))
            .map(|(stem, _)| stem.as_str())
    }

    /// What the longest row of stems at the beginning of `stems` means too, and how many stems it has.
    pub(crate) fn synonyms(&self, stems: &[&str]) -> Option<(usize, &[Synonym])> {
        let meanings = self.synonyms.get(*stems.first()?)?;
        let fits = |meaning: &&Meaning| {
            meaning.stems.len() <= stems.len() && meaning.stems.iter().zip(stems).all(|(a, b)| a == b)
        };
        meanings
            .iter()
            .filter(fits)
            .max_by_key(|meaning| meaning.stems.len())
            .map(|meaning| (meaning.stems.len(), meaning.others.as_slice()))
    }

    fn read() -> Self {
        let mut language = Self {
            ignored: FxHashSet::default(),
            weak: FxHashSet::default(),
            no_parts: FxHashSet::default(),
            synonyms: BTreeMap::new(),
        };
        language.read_function_words(FUNCTION_WORDS);
        language.read_synonyms(SYNONYMS);
        language
    }

    fn read_function_words(&mut self, table: &str) {
        let stemmer = Stemmer::new();
        for (kind, words) in lines(table).filter_map(|line| line.split_once(':')) {
            let words = words.split_whitespace().map(fold);
            match kind {
                "ignored" => {
                    self.no_parts.extend(words.clone());
                    self.ignored.extend(words);
                }
                "weak" => self.weak.extend(words.map(|word| stemmer.stem(&word))),
                _ => self.no_parts.extend(words),
            }
        }
    }

    fn read_synonyms(&mut self, table: &str) {
        let terms = |text: &str| -> Vec<Synonym> { text.split('=').map(Synonym::of).collect() };
        for line in lines(table) {
            if let Some((from, to)) = line.split_once('>') {
                let others = terms(to);
                for asked in terms(from) {
                    self.add(asked.stems, others.iter());
                }
            } else {
                let all = terms(line);
                for asked in &all {
                    self.add(asked.stems.clone(), all.iter().filter(|other| *other != asked));
                }
            }
        }
    }

    fn add<'a>(&mut self, asked: Vec<String>, others: impl Iterator<Item = &'a Synonym>) {
        let Some(first) = asked.first().cloned() else {
            return;
        };
        let meanings = self.synonyms.entry(first).or_default();
        let at = meanings
            .iter()
            .position(|known| known.stems == asked)
            .unwrap_or_else(|| {
                meanings.push(Meaning {
                    stems: asked,
                    others: Vec::new(),
                });
                meanings.len() - 1
            });
        for other in others {
            // Two lines may say the same, and inflected forms of the word itself say nothing new.
            let known = &meanings[at];
            if other.stems != known.stems && !known.others.iter().any(|known| known.stems == other.stems) {
                meanings[at].others.push(other.clone());
            }
        }
    }
}

impl Synonym {
    fn of(text: &str) -> Self {
        let stemmer = Stemmer::new();
        let text = text.trim();
        let stems = units(text)
            .into_iter()
            .map(|unit| {
                stemmer.stem(&fold(
                    &unit
                        .joined(text)
                        .unwrap_or_else(|| text[unit.range.clone()].to_owned()),
                ))
            })
            .collect();
        Self {
            text: text.to_owned(),
            stems,
        }
    }
}

fn lines(table: &str) -> impl Iterator<Item = &str> {
    table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests;
