//! The words of the catalogue itself: which there are, which are compounds of others, and which one somebody meant.
//!
//! It is made anew for each published generation from the index's own list of words, so it knows exactly the words that
//! can be found, and forgets those that went.

mod compound;
mod similar;

use std::cmp::Reverse;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use crate::language::LANGUAGE;
use crate::word::{Stemmer, fold, key};

/// A shorter word that no dataset has is not looked for within others.
const SHORTEST_HELD: usize = 5;

/// The number of a stem.
pub(crate) type StemId = u32;

/// The words of all datasets.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// The folded words, sorted.
    words: Vec<Word>,
    by_folded: FxHashMap<Box<str>, u32>,
    stems: Vec<Stem>,
    by_stem: FxHashMap<Box<str>, StemId>,
    /// Stems whose umlauts are written in several ways, by what the spellings share.
    by_key: FxHashMap<Box<str>, Vec<StemId>>,
}

/// A folded word.
#[derive(Debug)]
struct Word {
    folded: Box<str>,
    /// As most datasets write it.
    display: Box<str>,
    /// How many datasets have it.
    documents: u32,
    /// Which letters it has, one bit each.
    letters: u32,
    stem: StemId,
}

/// What the inflected forms of a word share.
#[derive(Debug)]
struct Stem {
    text: Box<str>,
    /// At most so many datasets have it: those with several forms count several times.
    documents: u32,
    /// The compounds that it is a part of, the most frequent first.
    compounds: Vec<StemId>,
}

impl Lexicon {
    /// The lexicon of these words, each as it is written and with the number of datasets that have it.
    pub(crate) fn learn(written: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut lexicon = Self::default();
        lexicon.collect_words(written);
        lexicon.collect_stems();
        lexicon.collect_compounds();
        lexicon
    }

    /// The stems that the folded word stands for: its own, and those that differ in the spelling of umlauts only.
    pub(crate) fn stems_of(&self, stem: &str) -> Vec<StemId> {
        match self.by_key.get(key(stem).as_ref()) {
            Some(stems) => stems.clone(),
            None => Vec::new(),
        }
    }

    /// The text of a stem.
    pub(crate) fn stem(&self, stem: StemId) -> &str {
        &self.stems[stem as usize].text
    }

    /// How many datasets have the stem, at most.
    pub(crate) fn documents(&self, stem: StemId) -> u32 {
        self.stems[stem as usize].documents
    }

    /// The compounds that have the stem as a part, the most frequent first.
    pub(crate) fn compounds(&self, stem: StemId) -> &[StemId] {
        &self.stems[stem as usize].compounds
    }

    /// The folded words that begin with `prefix`, the most frequent first, at most `limit`: each as it is written, with
    /// the number of datasets that have it.
    pub(crate) fn beginning_with(&self, prefix: &str, limit: usize) -> Vec<Occurrence<'_>> {
        let start = self.words.partition_point(|word| *word.folded < *prefix);
        let mut found: Vec<&Word> = self.words[start..]
            .iter()
            .take_while(|word| word.folded.starts_with(prefix))
            .collect();
        found.sort_by(|a, b| (b.documents, &a.folded).cmp(&(a.documents, &b.folded)));
        found.into_iter().take(limit).map(Occurrence::of).collect()
    }

    /// The stems of words that hold `stem`, wherever the parts of these may end: `korruption` within
    /// `Antikorruptionsbeauftragte`. For words that no dataset has by themselves; short ones are in too many others.
    pub(crate) fn holding(&self, stem: &str, limit: usize) -> Vec<StemId> {
        if stem.chars().count() < SHORTEST_HELD {
            return Vec::new();
        }
        let finder = Finder::new(stem);
        let holds = |word: &&Word| finder.find(word.folded.as_bytes()).is_some();
        let mut stems: Vec<StemId> = self.words.iter().filter(holds).map(|word| word.stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.sort_by_key(|stem| Reverse(self.documents(*stem)));
        stems.truncate(limit);
        stems
    }

    fn collect_words(&mut self, written: impl IntoIterator<Item = (String, u32)>) {
        struct Forms {
            documents: u32,
            display: String,
            frequency: u32,
        }
        let mut by_folded: FxHashMap<String, Forms> = FxHashMap::default();
        for (form, documents) in written {
            let forms = by_folded.entry(fold(&form)).or_insert_with(|| Forms {
                documents: 0,
                display: String::new(),
                frequency: 0,
            });
            forms.documents = forms.documents.saturating_add(documents);
            // Of forms that are alike frequent the first in the order of letters, so that the order of input is no matter.
            if (documents, &forms.display) > (forms.frequency, &form) || forms.display.is_empty() {
                forms.display = form;
                forms.frequency = documents;
            }
        }
        let mut words: Vec<Word> = by_folded
            .into_iter()
            .map(|(folded, forms)| Word {
                letters: similar::letters(&folded),
                folded: folded.into(),
                display: forms.display.into(),
                documents: forms.documents,
                stem: 0,
            })
            .collect();
        words.sort_unstable_by(|a, b| a.folded.cmp(&b.folded));
        self.words = words;
    }

    fn collect_stems(&mut self) {
        let stemmer = Stemmer::new();
        for (number, word) in (0_u32..).zip(&mut self.words) {
            self.by_folded.insert(word.folded.clone(), number);
            let id = add(&mut self.stems, &mut self.by_stem, &stemmer.stem(&word.folded));
            word.stem = id;
            let stem = &mut self.stems[id as usize];
            stem.documents = stem.documents.saturating_add(word.documents);
        }
        // So that `Restmülltonne` is found by `Müll`, and `Müllabfuhr` finds what is called "Abfuhr von Abfall".
        for stem in LANGUAGE.words() {
            add(&mut self.stems, &mut self.by_stem, stem);
        }
        for (id, stem) in (0..).zip(&self.stems) {
            let key = key(&stem.text).into_owned().into_boxed_str();
            self.by_key.entry(key).or_default().push(id);
        }
    }

    /// Learns which stems are compounds, and what they are made of.
    fn collect_compounds(&mut self) {
        let mut parts: Vec<Vec<StemId>> = vec![Vec::new(); self.stems.len()];
        for word in &self.words {
            if parts[word.stem as usize].is_empty() {
                parts[word.stem as usize] = self.split(&word.folded).unwrap_or_default();
            }
        }
        let mut compounds: Vec<Vec<StemId>> = vec![Vec::new(); self.stems.len()];
        for whole in 0..self.stems.len() {
            let id = StemId::try_from(whole).unwrap_or(StemId::MAX);
            for part in closure(id, &parts) {
                compounds[part as usize].push(id);
            }
        }
        for (part, mut wholes) in compounds.into_iter().enumerate() {
            wholes.sort_unstable_by_key(|whole| {
                let whole = &self.stems[*whole as usize];
                (u32::MAX - whole.documents, whole.text.clone())
            });
            self.stems[part].compounds = wholes;
        }
    }
}

/// The number of a stem, which is added if it is new.
fn add(stems: &mut Vec<Stem>, by_stem: &mut FxHashMap<Box<str>, StemId>, text: &str) -> StemId {
    if let Some(id) = by_stem.get(text) {
        return *id;
    }
    let id = StemId::try_from(stems.len()).unwrap_or(StemId::MAX);
    stems.push(Stem {
        text: text.into(),
        documents: 0,
        compounds: Vec::new(),
    });
    by_stem.insert(text.into(), id);
    id
}

/// A word that occurs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence<'a> {
    /// As most datasets write it.
    pub(crate) display: &'a str,
    pub(crate) folded: &'a str,
    pub(crate) documents: u32,
    pub(crate) stem: StemId,
}

impl<'a> Occurrence<'a> {
    fn of(word: &'a Word) -> Self {
        Self {
            display: &word.display,
            folded: &word.folded,
            documents: word.documents,
            stem: word.stem,
        }
    }
}

/// The parts of a compound, and the parts of those that are compounds too.
fn closure(whole: StemId, parts: &[Vec<StemId>]) -> Vec<StemId> {
    let mut all = Vec::new();
    let mut open = parts[whole as usize].clone();
    while let Some(part) = open.pop() {
        if part != whole && !all.contains(&part) {
            all.push(part);
            open.extend_from_slice(&parts[part as usize]);
        }
    }
    all
}

#[cfg(test)]
mod tests;
