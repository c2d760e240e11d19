//! How a dataset lies in the index: which text goes into which field, in which forms.

use std::mem;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};

use crate::dataset::{Dataset, Moment, Period};
use crate::query;
use crate::word::{LONGEST_WORD, Stemmer, fold, plain, units};

/// Raised when the same datasets give another index: other fields, forms or stems. An index of another version is built
/// anew when it is opened.
pub(crate) const VERSION: u32 = 1;

/// So many words of one text are indexed. No description is longer; a file pasted into one is.
const MOST_UNITS: usize = 20_000;
/// So many years of a long time can be looked for by number; a longer time is found by its first and last year.
const MOST_YEARS: i16 = 200;

/// A part of a dataset's description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    Title,
    Keyword,
    Place,
    Year,
    Theme,
    Publisher,
    Format,
    Description,
    Other,
    Content,
    Licence,
}

impl Group {
    pub(crate) const ALL: [Self; 11] = [
        Self::Title,
        Self::Keyword,
        Self::Place,
        Self::Year,
        Self::Theme,
        Self::Publisher,
        Self::Format,
        Self::Description,
        Self::Other,
        Self::Content,
        Self::Licence,
    ];

    /// What a word in it is worth. In [`Group::Licence`] only those find who name it.
    pub(crate) const fn boost(self) -> f32 {
        match self {
            Self::Title => 4.0,
            Self::Keyword => 3.0,
            Self::Place | Self::Year => 2.0,
            Self::Theme | Self::Publisher | Self::Format => 1.5,
            Self::Description => 1.0,
            Self::Other => 0.8,
            Self::Content => 0.5,
            Self::Licence => 0.0,
        }
    }

    pub(crate) const fn of(field: query::Field) -> Self {
        match field {
            query::Field::Title => Self::Title,
            query::Field::Keyword => Self::Keyword,
            query::Field::Description => Self::Description,
            query::Field::Publisher => Self::Publisher,
            query::Field::Theme => Self::Theme,
            query::Field::Format => Self::Format,
            query::Field::Licence => Self::Licence,
            query::Field::Place => Self::Place,
            query::Field::Year => Self::Year,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Keyword => "keyword",
            Self::Place => "place",
            Self::Year => "year",
            Self::Theme => "theme",
            Self::Publisher => "publisher",
            Self::Format => "format",
            Self::Description => "description",
            Self::Other => "other",
            Self::Content => "content",
            Self::Licence => "licence",
        }
    }
}

/// The fields of the index.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// By group: stems, with how often they stand there.
    stems: [Field; Group::ALL.len()],
    /// By group: folded words, with where they stand.
    exact: [Field; Group::ALL.len()],
    /// Every word of every group as it is written, for the lexicon.
    pub(crate) words: Field,
    /// The short name of the city, by which its datasets are replaced.
    pub(crate) city: Field,
    /// The whole document.
    pub(crate) document: Field,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut schema = Schema::builder();
        let text = |record| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_index_option(record),
            )
        };
        let stems = Group::ALL.map(|group| {
            schema.add_text_field(
                &format!("{}_stem", group.name()),
                text(IndexRecordOption::WithFreqs),
            )
        });
        let exact = Group::ALL.map(|group| {
            schema.add_text_field(
                &format!("{}_exact", group.name()),
                text(IndexRecordOption::WithFreqsAndPositions),
            )
        });
        Self {
            stems,
            exact,
            words: schema.add_text_field("words", text(IndexRecordOption::Basic)),
            city: schema.add_text_field("city", STRING),
            document: schema.add_text_field("document", STORED),
            schema: schema.build(),
        }
    }

    pub(crate) fn stems(&self, group: Group) -> Field {
        self.stems[group as usize]
    }

    pub(crate) fn exact(&self, group: Group) -> Field {
        self.exact[group as usize]
    }
}

/// The texts of a dataset, by the group they belong to. What is looked for, and what is marked as found.
pub(crate) fn texts(dataset: &Dataset) -> Vec<(Group, String)> {
    let mut texts = vec![
        (Group::Title, dataset.title.clone()),
        (Group::Description, plain(&dataset.description).into_owned()),
    ];
    let mut add = |group: Group, text: &str| texts.push((group, text.to_owned()));
    dataset
        .keywords
        .iter()
        .for_each(|keyword| add(Group::Keyword, keyword));
    dataset
        .publisher
        .iter()
        .for_each(|name| add(Group::Publisher, name));
    for theme in &dataset.themes {
        add(Group::Theme, &theme.label);
    }
    for licence in &dataset.licences {
        add(Group::Licence, &licence.label);
        // Developers know `dl-by-de` rather than its long name.
        if let Some((_, name)) = licence.key.rsplit_once("/licenses/") {
            add(Group::Licence, name);
        }
    }
    dataset
        .formats
        .iter()
        .for_each(|format| add(Group::Format, format));
    for city in [&dataset.city.key, &dataset.city.label] {
        add(Group::Place, city);
    }
    dataset.places.iter().for_each(|place| add(Group::Place, place));
    for year in years(&dataset.periods) {
        add(Group::Year, &year.to_string());
    }
    dataset
        .others
        .iter()
        .for_each(|other| add(Group::Other, &plain(other)));
    dataset
        .contents
        .iter()
        .for_each(|value| add(Group::Content, value));
    // The last part of a foreign address is often the only place that has the short name.
    add(Group::Other, &dataset.id);
    texts
}

/// The years that the times touch.
fn years(periods: &[Period]) -> Vec<i16> {
    let mut years = Vec::new();
    for period in periods {
        let start = period.start.and_then(Moment::year);
        let end = period.end.and_then(Moment::year);
        match (start, end) {
            (Some(start), Some(end)) if (0..MOST_YEARS).contains(&(end.saturating_sub(start))) => {
                years.extend(start..=end);
            }
            // Of a time without an end only the beginning is sure.
            _ => years.extend([start, end].into_iter().flatten()),
        }
    }
    years.sort_unstable();
    years.dedup();
    years
}

/// Turns datasets into documents of the index.
pub(crate) struct Documents<'a> {
    fields: &'a Fields,
    stemmer: Stemmer,
    stems: FxHashMap<String, String>,
}

/// Stems that are remembered; words that occur once fill the memory of a large catalogue for nothing.
const REMEMBERED_STEMS: usize = 50_000;

impl<'a> Documents<'a> {
    pub(crate) fn new(fields: &'a Fields) -> Self {
        Self {
            fields,
            stemmer: Stemmer::new(),
            stems: FxHashMap::default(),
        }
    }

    pub(crate) fn document(&mut self, dataset: &Dataset) -> Result<TantivyDocument, serde_json::Error> {
        let mut document = TantivyDocument::default();
        let mut words = FxHashSet::default();
        let mut tokens: [(Vec<Token>, Vec<Token>); Group::ALL.len()] = Default::default();
        let mut positions = [0; Group::ALL.len()];
        for (group, text) in texts(dataset) {
            let (stems, exact) = &mut tokens[group as usize];
            self.tokens(&text, &mut positions[group as usize], stems, exact, &mut words);
        }
        for group in Group::ALL {
            let (stems, exact) = mem::take(&mut tokens[group as usize]);
            if !exact.is_empty() {
                document.add_pre_tokenized_text(self.fields.stems(group), pre_tokenized(stems));
                document.add_pre_tokenized_text(self.fields.exact(group), pre_tokenized(exact));
            }
        }
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort_unstable();
        let words = words
            .into_iter()
            .enumerate()
            .map(|(at, word)| token(word, at))
            .collect();
        document.add_pre_tokenized_text(self.fields.words, pre_tokenized(words));
        document.add_text(self.fields.city, &dataset.city.key);
        document.add_text(self.fields.document, serde_json::to_string(dataset)?);
        Ok(document)
    }

    /// The forms of the words of a text. Two texts of a group are apart, so that no phrase reaches from one to the other.
    fn tokens(
        &mut self,
        text: &str,
        position: &mut usize,
        stems: &mut Vec<Token>,
        exact: &mut Vec<Token>,
        words: &mut FxHashSet<String>,
    ) {
        for unit in units(text).into_iter().take(MOST_UNITS) {
            for part in &unit.parts {
                let word = &text[part.clone()];
                if word.len() > LONGEST_WORD {
                    continue;
                }
                let folded = fold(word);
                if !words.contains(word) {
                    words.insert(word.to_owned());
                }
                stems.push(token(self.stem(&folded), *position));
                exact.push(token(folded, *position));
                *position += 1;
            }
            if let Some(joined) = unit.joined(text) {
                stems.push(token(self.stem(&fold(&joined)), *position));
            }
        }
        *position += 2;
    }

    fn stem(&mut self, folded: &str) -> String {
        if let Some(stem) = self.stems.get(folded) {
            return stem.clone();
        }
        if self.stems.len() >= REMEMBERED_STEMS {
            self.stems.clear();
        }
        let stem = self.stemmer.stem(folded);
        self.stems.insert(folded.to_owned(), stem.clone());
        stem
    }
}

fn token(text: String, position: usize) -> Token {
    Token {
        position,
        text,
        ..Token::default()
    }
}

fn pre_tokenized(tokens: Vec<Token>) -> PreTokenizedString {
    PreTokenizedString {
        text: String::new(),
        tokens,
    }
}

#[cfg(test)]
mod tests;
