//! What is looked for in place of a word: the word in any form, compounds that hold it, what it is made of, and what
//! offices call it.
//!
//! Everything here is bounded: a word has at most [`MOST_COMPOUNDS`] compounds, the parts of [`Lexicon::split`], and the
//! synonyms of one line of the table; only a word that does not occur is guessed at.

use rustc_hash::FxHashSet;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, PhraseQuery, Query, TermQuery,
    TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, TantivyError, Term};

use crate::fields::{Fields, Group};
use crate::language::Synonym;
use crate::lexicon::{Lexicon, StemId};

/// The most frequent compounds of a word that are looked for.
pub(super) const MOST_COMPOUNDS: usize = 256;

/// What counts beside the best place where a word stands: this much of each other place.
const TIE: f32 = 0.2;
/// A compound says less than the word alone.
const IN_COMPOUND: f32 = 0.5;
/// The parts of a compound, found apart, say less than the compound.
const IN_PARTS: f32 = 0.7;
/// What offices call it.
const AS_SYNONYM: f32 = 0.7;

/// Something to look for.
#[derive(Clone, Debug)]
pub(super) enum Want {
    /// Words of any of these stems.
    Stems(Vec<String>),
    /// Words of any of these stems, all worth the same.
    Compounds(Vec<StemId>),
    /// Folded words, all worth the same.
    Words(Vec<String>),
    /// Folded words in a row.
    Phrase(Vec<String>),
    /// All of these.
    All(Vec<Self>),
    /// Any of these, each with what it is worth.
    Any(Vec<(f32, Self)>),
}

/// The words that a question may have found, in the forms in which they are marked.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) stems: FxHashSet<String>,
    pub(super) words: FxHashSet<String>,
}

impl Want {
    /// The stem, and the compounds that hold it.
    pub(super) fn stem(lexicon: &Lexicon, stem: &str) -> Self {
        let known = lexicon.stems_of(stem);
        let mut stems = vec![stem.to_owned()];
        let mut compounds: Vec<StemId> = Vec::new();
        for id in known {
            if lexicon.stem(id) != stem {
                stems.push(lexicon.stem(id).to_owned());
            }
            compounds.extend(
                lexicon
                    .compounds(id)
                    .iter()
                    .take(MOST_COMPOUNDS - compounds.len()),
            );
        }
        let own = Self::Stems(stems);
        if compounds.is_empty() {
            own
        } else {
            Self::Any(vec![(1.0, own), (IN_COMPOUND, Self::Compounds(compounds))])
        }
    }

    /// A word beside its parts.
    pub(super) fn or_parts(self, parts: Vec<Self>) -> Self {
        if parts.is_empty() {
            return self;
        }
        Self::Any(vec![(1.0, self), (IN_PARTS, Self::All(parts))])
    }

    /// A word beside its synonyms.
    pub(super) fn or_synonyms(self, lexicon: &Lexicon, synonyms: &[Synonym]) -> Self {
        if synonyms.is_empty() {
            return self;
        }
        let others = synonyms
            .iter()
            .map(|synonym| (AS_SYNONYM, Self::synonym(lexicon, synonym)));
        Self::Any([(1.0, self)].into_iter().chain(others).collect())
    }

    pub(super) fn synonym(lexicon: &Lexicon, synonym: &Synonym) -> Self {
        let mut words: Vec<Self> = synonym
            .stems
            .iter()
            .map(|stem| Self::stem(lexicon, stem))
            .collect();
        match words.len() {
            1 => words.remove(0),
            _ => Self::All(words),
        }
    }

    /// Notes the words that it may find.
    pub(super) fn note(&self, lexicon: &Lexicon, terms: &mut Terms) {
        match self {
            Self::Stems(stems) => terms.stems.extend(stems.iter().cloned()),
            Self::Compounds(stems) => {
                terms
                    .stems
                    .extend(stems.iter().map(|stem| lexicon.stem(*stem).to_owned()));
            }
            Self::Words(words) | Self::Phrase(words) => terms.words.extend(words.iter().cloned()),
            Self::All(wants) => wants.iter().for_each(|want| want.note(lexicon, terms)),
            Self::Any(wants) => wants.iter().for_each(|(_, want)| want.note(lexicon, terms)),
        }
    }
}

/// Turns wants into queries of the engine.
#[derive(Clone, Copy)]
pub(super) struct Translator<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
    pub(super) lexicon: &'a Lexicon,
    /// Where it is looked for.
    pub(super) groups: &'a [Group],
}

type Translated = Result<Option<Box<dyn Query>>, TantivyError>;

impl Translator<'_> {
    /// The query; `None` when nothing in the whole index can fit it.
    pub(super) fn query(&self, want: &Want) -> Translated {
        match want {
            Want::Stems(stems) => self.stems(stems),
            Want::Compounds(stems) => Ok(self.compounds(stems)),
            Want::Words(words) => Ok(self.words(words)),
            Want::Phrase(words) => self.phrase(words),
            Want::All(wants) => self.all(wants),
            Want::Any(wants) => self.any(wants),
        }
    }

    fn stems(&self, stems: &[String]) -> Translated {
        let mut queries = Vec::new();
        for group in self.groups {
            for stem in stems {
                let term = Term::from_field_text(self.fields.stems(*group), stem);
                if self.searcher.doc_freq(&term)? > 0 {
                    let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                    queries.push(boosted(Box::new(query), self.boost(*group)));
                }
            }
        }
        Ok(best(queries))
    }

    fn compounds(&self, stems: &[StemId]) -> Option<Box<dyn Query>> {
        let documents = stems.iter().map(|stem| self.lexicon.documents(*stem)).sum();
        let terms: Vec<&str> = stems.iter().map(|stem| self.lexicon.stem(*stem)).collect();
        self.set(&terms, documents, |group| self.fields.stems(group))
    }

    fn words(&self, words: &[String]) -> Option<Box<dyn Query>> {
        let terms: Vec<&str> = words.iter().map(String::as_str).collect();
        // How many datasets have one of them is not known exactly; what begins alike is rarely rare.
        let documents = u32::try_from(words.len()).unwrap_or(u32::MAX);
        self.set(&terms, documents, |group| self.fields.exact(group))
    }

    /// Any of many terms, worth what a term is worth that as many datasets have.
    fn set(
        &self,
        terms: &[&str],
        documents: u32,
        field: impl Fn(Group) -> tantivy::schema::Field,
    ) -> Option<Box<dyn Query>> {
        if terms.is_empty() {
            return None;
        }
        let rarity = rarity(self.searcher.num_docs(), documents);
        let queries = self
            .groups
            .iter()
            .map(|group| {
                let terms = terms
                    .iter()
                    .map(|term| Term::from_field_text(field(*group), term));
                let set = ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), rarity);
                boosted(Box::new(set), self.boost(*group))
            })
            .collect();
        best(queries)
    }

    fn phrase(&self, words: &[String]) -> Translated {
        let mut queries = Vec::new();
        for group in self.groups {
            let terms: Vec<Term> = words
                .iter()
                .map(|word| Term::from_field_text(self.fields.exact(*group), word))
                .collect();
            let mut occurs = !terms.is_empty();
            for term in &terms {
                occurs = occurs && self.searcher.doc_freq(term)? > 0;
            }
            if !occurs {
                continue;
            }
            let query: Box<dyn Query> = match terms.as_slice() {
                [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new(terms)),
            };
            queries.push(boosted(query, self.boost(*group)));
        }
        Ok(best(queries))
    }

    fn all(&self, wants: &[Want]) -> Translated {
        let mut queries = Vec::new();
        for want in wants {
            match self.query(want)? {
                Some(query) => queries.push(query),
                None => return Ok(None),
            }
        }
        match queries.len() {
            0 => Ok(None),
            1 => Ok(queries.pop()),
            number => {
                // Together they are worth as much as one word.
                let share = 1.0 / f32::from(u16::try_from(number).unwrap_or(u16::MAX));
                Ok(Some(boosted(
                    Box::new(BooleanQuery::intersection(queries)),
                    share,
                )))
            }
        }
    }

    fn any(&self, wants: &[(f32, Want)]) -> Translated {
        let mut queries = Vec::new();
        for (worth, want) in wants {
            if let Some(query) = self.query(want)? {
                queries.push(boosted(query, *worth));
            }
        }
        Ok(best(queries))
    }

    fn boost(&self, group: Group) -> f32 {
        match self.groups {
            [_] => 1.0,
            _ => group.boost(),
        }
    }
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    if (boost - 1.0).abs() < f32::EPSILON {
        query
    } else {
        Box::new(BoostQuery::new(query, boost))
    }
}

/// Any of the queries, worth what the best of them is, and a little of the others.
pub(super) fn best(mut queries: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE))),
    }
}

/// The inverse document frequency as the engine's BM25 has it.
#[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
fn rarity(datasets: u64, documents: u32) -> f32 {
    let datasets = datasets as f32;
    let documents = (documents as f32).min(datasets);
    (1.0 + (datasets - documents + 0.5) / (documents + 0.5)).ln()
}
