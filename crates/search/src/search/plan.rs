//! From a question to what is looked up, part by part.

use tantivy::TantivyError;
use tantivy::query::Query as EngineQuery;

use super::want::{MOST_COMPOUNDS, Terms, Translator, Want, best};
use crate::fields::Group;
use crate::language::{LANGUAGE, Synonym, Weight};
use crate::lexicon::Occurrence;
use crate::query::{Choice, Clause, Field, MOST_WORDS_OF_A_PHRASE, Query, What};
use crate::request::{Reading, Role};
use crate::snapshot::Snapshot;
use crate::word::{Stemmer, Unit, fold, key, units};

/// So many words that begin alike are looked for, the most frequent first.
const MOST_BEGINNINGS: usize = 256;

/// So many letters an ending has that is no part of the word.
const LONGEST_ENDING: usize = 2;

/// What is looked up.
#[derive(Debug)]
pub(super) struct Plan {
    /// At most [`crate::query::MOST_CLAUSES`].
    pub(super) parts: Vec<Part>,
    pub(super) readings: Vec<Reading>,
    /// What is marked as found.
    pub(super) terms: Terms,
}

/// A part of the question.
#[derive(Debug)]
pub(super) struct Part {
    /// As it was typed.
    pub(super) given: String,
    pub(super) role: Role,
    /// `None` when no dataset has it.
    pub(super) query: Option<Box<dyn EngineQuery>>,
}

/// Where words without a field are looked for.
const ANYWHERE: [Group; 10] = [
    Group::Title,
    Group::Keyword,
    Group::Place,
    Group::Year,
    Group::Theme,
    Group::Publisher,
    Group::Format,
    Group::Description,
    Group::Other,
    Group::Content,
];

impl Plan {
    pub(super) fn new(snapshot: &Snapshot, query: &Query) -> Result<Self, TantivyError> {
        let mut planner = Planner {
            snapshot,
            stemmer: Stemmer::new(),
            plan: Self {
                parts: Vec::new(),
                readings: Vec::new(),
                terms: Terms::default(),
            },
        };
        planner.wanted(&query.wanted)?;
        for clause in &query.excluded {
            planner.excluded(clause)?;
        }
        Ok(planner.plan)
    }
}

/// A word that stands in no field and has no alternative.
struct Plain<'a> {
    text: &'a str,
    stem: String,
    weight: Weight,
}

struct Planner<'a> {
    snapshot: &'a Snapshot,
    stemmer: Stemmer,
    plan: Plan,
}

impl Planner<'_> {
    fn wanted(&mut self, choices: &[Choice]) -> Result<(), TantivyError> {
        let plain: Vec<Option<Plain<'_>>> = choices.iter().map(|choice| self.plain(choice)).collect();
        // A question of small words alone is about these.
        let weights = || {
            plain
                .iter()
                .map(|plain| plain.as_ref().map_or(Weight::Full, |plain| plain.weight))
        };
        let has_full = weights().any(|weight| weight == Weight::Full);
        let has_weak = weights().any(|weight| weight == Weight::Weak);
        let role = |weight| match weight {
            Weight::Weak if has_full => Role::Optional,
            Weight::None if has_full || has_weak => Role::Ignored,
            Weight::Full | Weight::Weak | Weight::None => Role::Wanted,
        };
        let mut at = 0;
        while at < choices.len() {
            let Some(word) = &plain[at] else {
                self.choice(&choices[at])?;
                at += 1;
                continue;
            };
            let row: Vec<&str> = plain[at..]
                .iter()
                .map_while(|plain| plain.as_ref().map(|plain| plain.stem.as_str()))
                .collect();
            let synonyms = LANGUAGE.synonyms(&row).filter(|_| word.weight != Weight::None);
            let (number, synonyms) = synonyms.unwrap_or((1, &[]));
            if number > 1 {
                let words: Vec<&str> = plain[at..at + number]
                    .iter()
                    .flatten()
                    .map(|word| word.text)
                    .collect();
                self.words_in_a_row(&words, synonyms)?;
            } else {
                self.word(word.text, synonyms, role(word.weight))?;
            }
            at += number;
        }
        Ok(())
    }

    fn plain<'q>(&self, choice: &'q Choice) -> Option<Plain<'q>> {
        match choice.any_of.as_slice() {
            [
                Clause {
                    field: None,
                    what: What::Word(text),
                },
            ] => {
                let folded = fold(&joined(text));
                let stem = self.stemmer.stem(&folded);
                Some(Plain {
                    text,
                    weight: LANGUAGE.weight(&folded, &stem),
                    stem,
                })
            }
            _ => None,
        }
    }

    /// A single word.
    fn word(&mut self, text: &str, synonyms: &[Synonym], role: Role) -> Result<(), TantivyError> {
        let mut reading = Reading {
            given: text.to_owned(),
            role,
            ..Reading::default()
        };
        if role == Role::Ignored {
            self.plan.readings.push(reading);
            return Ok(());
        }
        let translator = self.translator(&ANYWHERE);
        let want = self.of_word(text).or_synonyms(translator.lexicon, synonyms);
        reading.synonyms = self.known(synonyms)?;
        let (want, query) = match translator.query(&want)? {
            Some(query) => (want, Some(query)),
            None => self.corrected(text, &ANYWHERE, &mut reading)?,
        };
        self.add(&want, query, reading);
        Ok(())
    }

    /// Words in a row that mean one thing, such as "öffentlicher Nahverkehr".
    fn words_in_a_row(&mut self, words: &[&str], synonyms: &[Synonym]) -> Result<(), TantivyError> {
        let translator = self.translator(&ANYWHERE);
        let own = Want::All(words.iter().map(|word| self.of_word(word)).collect());
        let want = own.or_synonyms(translator.lexicon, synonyms);
        let reading = Reading {
            given: words.join(" "),
            synonyms: self.known(synonyms)?,
            ..Reading::default()
        };
        let query = translator.query(&want)?;
        self.add(&want, query, reading);
        Ok(())
    }

    /// Anything that is not a single word without a field.
    fn choice(&mut self, choice: &Choice) -> Result<(), TantivyError> {
        let mut reading = Reading::default();
        let mut wants = Vec::new();
        let mut queries = Vec::new();
        for clause in &choice.any_of {
            let groups = groups(clause.field);
            let want = self.of_clause(clause);
            let mut own = Reading::default();
            let (want, query) = match (self.translator(&groups).query(&want)?, &clause.what) {
                (None, What::Word(text)) => self.corrected(text, &groups, &mut own)?,
                (query, _) => (want, query),
            };
            reading.corrected.extend(own.corrected);
            wants.push((1.0, want));
            queries.extend(query);
        }
        reading.given = choice.any_of.iter().map(given).collect::<Vec<_>>().join(" ODER ");
        self.add(&Want::Any(wants), best(queries), reading);
        Ok(())
    }

    /// What must not be found: the word itself in any form, but no compound and nothing else that it may mean.
    fn excluded(&mut self, clause: &Clause) -> Result<(), TantivyError> {
        let groups = groups(clause.field);
        let want = match &clause.what {
            What::Word(text) => {
                let stem = self.stemmer.stem(&fold(&joined(text)));
                let lexicon = &self.snapshot.lexicon;
                let mut stems: Vec<String> = lexicon
                    .stems_of(&stem)
                    .into_iter()
                    .map(|id| lexicon.stem(id).to_owned())
                    .collect();
                stems.push(stem);
                Want::Stems(stems)
            }
            What::Beginning(_) | What::Phrase(_) => self.of_clause(clause),
        };
        let query = self.translator(&groups).query(&want)?;
        self.plan.readings.push(Reading {
            given: given(clause),
            role: Role::Excluded,
            ..Reading::default()
        });
        self.plan.parts.push(Part {
            given: given(clause),
            role: Role::Excluded,
            query,
        });
        Ok(())
    }

    fn add(&mut self, want: &Want, query: Option<Box<dyn EngineQuery>>, mut reading: Reading) {
        let part = Part {
            given: reading.given.clone(),
            role: reading.role,
            query,
        };
        if part.query.is_some() {
            want.note(&self.snapshot.lexicon, &mut self.plan.terms);
        } else {
            reading.role = Role::Unknown;
        }
        // What may be missing is not missed.
        if part.role == Role::Wanted || part.query.is_some() {
            self.plan.parts.push(part);
        }
        self.plan.readings.push(reading);
    }

    fn of_clause(&self, clause: &Clause) -> Want {
        match &clause.what {
            What::Word(text) => {
                let stem = self.stemmer.stem(&fold(&joined(text)));
                let synonyms = LANGUAGE
                    .synonyms(&[&stem])
                    .map_or(&[][..], |(_, synonyms)| synonyms);
                self.of_word(text).or_synonyms(&self.snapshot.lexicon, synonyms)
            }
            What::Beginning(text) => {
                let beginning = fold(text);
                let lexicon = &self.snapshot.lexicon;
                let mut words = lexicon.beginning_with(&beginning, MOST_BEGINNINGS);
                if words.is_empty() {
                    words = lexicon.beginning_with(&key(&beginning), MOST_BEGINNINGS);
                }
                Want::Words(words.into_iter().map(|word| word.folded.to_owned()).collect())
            }
            What::Phrase(text) => phrase(text),
        }
    }

    /// A word in any form, in compounds, and in its parts.
    fn of_word(&self, text: &str) -> Want {
        let lexicon = &self.snapshot.lexicon;
        let folded = fold(&joined(text));
        let own = Want::stem(lexicon, &self.stemmer.stem(&folded));
        let parts: Vec<&str> = match units(text).as_slice() {
            [Unit { parts, .. }] if parts.len() > 1 => parts.iter().map(|part| &text[part.clone()]).collect(),
            _ => Vec::new(),
        };
        let parts: Vec<Want> = if parts.is_empty() {
            let stems = lexicon.split(&folded).unwrap_or_default();
            stems
                .into_iter()
                .map(|stem| self.of_part(lexicon.stem(stem)))
                .collect()
        } else {
            parts
                .into_iter()
                .map(|part| self.of_part(&self.stemmer.stem(&fold(part))))
                .collect()
        };
        own.or_parts(parts)
    }

    /// A part of a compound, or what it may be called.
    fn of_part(&self, stem: &str) -> Want {
        let lexicon = &self.snapshot.lexicon;
        let synonyms = LANGUAGE
            .synonyms(&[stem])
            .map_or(&[][..], |(_, synonyms)| synonyms);
        Want::stem(lexicon, stem).or_synonyms(lexicon, synonyms)
    }

    /// What was meant by a word that does not occur: it stands within longer ones, or it is misspelt.
    fn corrected(
        &self,
        text: &str,
        groups: &[Group],
        reading: &mut Reading,
    ) -> Result<(Want, Option<Box<dyn EngineQuery>>), TantivyError> {
        let lexicon = &self.snapshot.lexicon;
        let folded = fold(&joined(text));
        let stem = self.stemmer.stem(&folded);
        // Of a misspelt word the stem may be hardly anything.
        let is_stem = stem.len() + LONGEST_ENDING >= folded.len();
        let held = if is_stem { &stem } else { &folded };
        let within = Want::Compounds(lexicon.holding(held, MOST_COMPOUNDS));
        if let Some(query) = self.translator(groups).query(&within)? {
            return Ok((within, Some(query)));
        }
        let candidates: Vec<Occurrence<'_>> = lexicon.similar(&folded);
        let wants = candidates
            .iter()
            .map(|candidate| (1.0, self.of_part(lexicon.stem(candidate.stem))))
            .collect();
        let want = Want::Any(wants);
        let query = self.translator(groups).query(&want)?;
        if query.is_some() {
            reading.corrected = candidates
                .iter()
                .map(|candidate| candidate.display.to_owned())
                .collect();
        }
        Ok((want, query))
    }

    /// The synonyms that occur.
    fn known(&self, synonyms: &[Synonym]) -> Result<Vec<String>, TantivyError> {
        let translator = self.translator(&ANYWHERE);
        let mut known = Vec::new();
        for synonym in synonyms {
            let want = Want::synonym(translator.lexicon, synonym);
            if translator.query(&want)?.is_some() {
                known.push(synonym.text.clone());
            }
        }
        Ok(known)
    }

    fn translator<'t>(&'t self, groups: &'t [Group]) -> Translator<'t> {
        Translator {
            searcher: &self.snapshot.searcher,
            fields: &self.snapshot.fields,
            lexicon: &self.snapshot.lexicon,
            groups,
        }
    }
}

fn groups(field: Option<Field>) -> Vec<Group> {
    match field {
        Some(field) => vec![Group::of(field)],
        None => ANYWHERE.to_vec(),
    }
}

/// Words in a row as they were typed, and with their umlauts as most texts have them.
fn phrase(text: &str) -> Want {
    let words: Vec<String> = units(text)
        .into_iter()
        .flat_map(|unit| unit.parts)
        .take(MOST_WORDS_OF_A_PHRASE)
        .map(|part| fold(&text[part]))
        .collect();
    let keys: Vec<String> = words.iter().map(|word| key(word).into_owned()).collect();
    if keys == words {
        Want::Phrase(words)
    } else {
        Want::Any(vec![(1.0, Want::Phrase(words)), (1.0, Want::Phrase(keys))])
    }
}

/// A word without its hyphens.
fn joined(text: &str) -> String {
    match units(text).as_slice() {
        [unit] => unit.joined(text).unwrap_or_else(|| text.to_owned()),
        _ => text.to_owned(),
    }
}

/// A clause as it was typed, but for the name of its field.
fn given(clause: &Clause) -> String {
    match &clause.what {
        What::Word(text) => text.clone(),
        What::Beginning(text) => format!("{text}*"),
        What::Phrase(text) => format!("„{text}“"),
    }
}
