//! The search that CKAN comes with, rebuilt: what German portals have when nobody changes anything.
//!
//! From CKAN's own files: `ckan/config/solr/schema.xml` (field type `text`: words cut at blanks, signs and changes of
//! case, small letters, English stems, then letters without marks; `name`, `tags` and `groups` whole) and
//! `ckan/lib/search/query.py` (dismax over `name^4 title^4 tags^2 groups^2 text`, `tie` 0.1, `mm` `2<-1 5<80%`).

use frostem::{Algorithm, Stemmer};
use kolophon_search::Dataset;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{DEPTH, Engine};

/// CKAN's search over the same datasets.
#[derive(Debug)]
pub struct Baseline {
    searcher: Searcher,
    fields: Fields,
}

#[derive(Debug)]
struct Fields {
    iri: Field,
    name: Field,
    title: Field,
    tags: Field,
    groups: Field,
    text: Field,
}

impl Baseline {
    /// Indexes the datasets.
    ///
    /// # Errors
    /// The engine fails.
    pub fn new(datasets: &[Dataset]) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        let fields = Fields {
            iri: schema.add_text_field("iri", STORED),
            name: schema.add_text_field("name", STRING),
            title: schema.add_text_field("title", text.clone()),
            tags: schema.add_text_field("tags", STRING),
            groups: schema.add_text_field("groups", STRING),
            text: schema.add_text_field("text", text),
        };
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000)?;
        for dataset in datasets {
            writer.add_document(fields.document(dataset))?;
        }
        writer.commit()?;
        Ok(Self {
            searcher: index.reader()?.searcher(),
            fields,
        })
    }

    /// The best of the fields for one word of the question.
    fn word(&self, typed: &str, stems: &[String]) -> Box<dyn Query> {
        let mut fields: Vec<Box<dyn Query>> = Vec::new();
        let term = |field, text: &str| {
            TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs)
        };
        for (field, boost) in [
            (self.fields.name, 4.0),
            (self.fields.tags, 2.0),
            (self.fields.groups, 2.0),
        ] {
            fields.push(Box::new(BoostQuery::new(Box::new(term(field, typed)), boost)));
        }
        for (field, boost) in [(self.fields.title, 4.0), (self.fields.text, 1.0)] {
            // A word that is cut into several means all of them.
            let mut all: Vec<Box<dyn Query>> = Vec::new();
            for stem in stems {
                all.push(Box::new(term(field, stem)));
            }
            let all = BooleanQuery::intersection(all);
            fields.push(Box::new(BoostQuery::new(Box::new(all), boost)));
        }
        Box::new(DisjunctionMaxQuery::with_tie_breaker(fields, 0.1))
    }
}

impl Engine for Baseline {
    fn find(&self, question: &str) -> Vec<String> {
        let words: Vec<(Occur, Box<dyn Query>)> = question
            .split_whitespace()
            .map(|word| (word, stems(word, Cut::Question)))
            .filter(|(_, stems)| !stems.is_empty())
            .map(|(word, stems)| (Occur::Should, self.word(word, &stems)))
            .collect();
        // 2<-1 5<80%
        let needed = match words.len() {
            number @ 0..=2 => number,
            number @ 3..=5 => number - 1,
            number => number * 8 / 10,
        };
        let query = BooleanQuery::with_minimum_required_clauses(words, needed);
        let collector = TopDocs::with_limit(DEPTH).order_by_score();
        let found = self
            .searcher
            .search(&query, &collector)
            .expect("the index in memory can be read");
        found
            .into_iter()
            .map(|(_, address)| {
                let document: TantivyDocument = self
                    .searcher
                    .doc(address)
                    .expect("the index in memory can be read");
                let iri = document
                    .get_first(self.fields.iri)
                    .and_then(|value| value.as_str());
                iri.unwrap_or_default().to_owned()
            })
            .collect()
    }
}

impl Fields {
    fn document(&self, dataset: &Dataset) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.iri, &dataset.iri);
        document.add_text(self.name, &dataset.id);
        dataset
            .keywords
            .iter()
            .for_each(|keyword| document.add_text(self.tags, keyword));
        let group = |key: &str| key.rsplit('/').next().unwrap_or_default().to_lowercase();
        dataset
            .themes
            .iter()
            .for_each(|theme| document.add_text(self.groups, group(&theme.key)));
        document.add_pre_tokenized_text(self.title, tokens(&dataset.title));
        // The catch-all has everything: name, title, licence, notes, tags, groups, organization, resources, extras.
        let mut all = vec![
            dataset.id.clone(),
            dataset.title.clone(),
            dataset.description.clone(),
        ];
        all.extend(dataset.keywords.iter().cloned());
        all.extend(dataset.publisher.iter().cloned());
        all.extend(dataset.themes.iter().map(|theme| group(&theme.key)));
        all.extend(dataset.licences.iter().map(|licence| licence.label.clone()));
        all.extend(dataset.places.iter().cloned());
        all.extend(dataset.others.iter().cloned());
        all.extend([dataset.city.label.clone(), dataset.city.key.clone()]);
        for text in &all {
            document.add_pre_tokenized_text(self.text, tokens(text));
        }
        document
    }
}

/// Solr joins the parts of a word in the index, but not in the question (`catenateWords`).
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Index,
    Question,
}

fn tokens(text: &str) -> PreTokenizedString {
    let stems = text.split_whitespace().flat_map(|word| stems(word, Cut::Index));
    PreTokenizedString {
        text: String::new(),
        tokens: stems
            .enumerate()
            .map(|(position, text)| Token {
                position,
                text,
                ..Token::default()
            })
            .collect(),
    }
}

/// `WordDelimiterFilter`, `LowerCaseFilter`, `SnowballPorterFilter` for English, `ASCIIFoldingFilter`.
fn stems(word: &str, cut: Cut) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut before: Option<char> = None;
    for character in word.chars() {
        let is_border = before.is_some_and(|before| {
            before.is_lowercase() && character.is_uppercase() || before.is_numeric() != character.is_numeric()
        });
        if (!character.is_alphanumeric() || is_border) && parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(String::new());
        }
        before = character.is_alphanumeric().then_some(character);
        if let Some(part) = parts.last_mut() {
            part.extend(before);
        }
    }
    parts.retain(|part| !part.is_empty());
    if cut == Cut::Index && parts.len() > 1 {
        parts.push(parts.concat());
    }
    let stemmer = Stemmer::new(Algorithm::English);
    parts
        .iter()
        .map(|part| without_marks(&stemmer.stem(&part.to_lowercase())))
        .collect()
}

fn without_marks(word: &str) -> String {
    word.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect::<String>()
        .replace('ß', "ss")
}
