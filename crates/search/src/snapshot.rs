//! The catalogue as it is searched at one generation: the engine's index, its words, and what facets and orders need.

mod columns;

use std::fmt;
use std::sync::Arc;

use tantivy::{ReloadPolicy, Searcher, TantivyError};
use thiserror::Error;

pub(crate) use self::columns::{Columns, Facet, Row};
use crate::fields::Fields;
use crate::lexicon::Lexicon;

/// One generation of the catalogue. It never changes.
pub struct Snapshot {
    generation: u64,
    pub(crate) searcher: Searcher,
    pub(crate) fields: Arc<Fields>,
    pub(crate) lexicon: Lexicon,
    pub(crate) columns: Columns,
}

/// Why an index cannot be read.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The engine failed.
    #[error("the search index cannot be read")]
    Engine(#[from] TantivyError),
    /// The engine's files failed.
    #[error("the search index cannot be read")]
    Io(#[from] std::io::Error),
    /// A document is not what was written.
    #[error("a document of the search index is damaged")]
    Document(#[from] serde_json::Error),
    /// The commit does not say what it is.
    #[error("the search index does not say which generation it shows")]
    NoStamp,
    /// There are more or fewer datasets than there should be.
    #[error("the search index has {found} datasets instead of {expected}")]
    Number {
        /// As many as were written.
        expected: u64,
        /// As many as there are.
        found: u64,
    },
}

impl Snapshot {
    pub(crate) fn load(
        index: &tantivy::Index,
        fields: &Arc<Fields>,
        generation: u64,
        expected: u64,
    ) -> Result<Self, LoadError> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let searcher = reader.searcher();
        let columns = Columns::load(&searcher, fields)?;
        let found = columns.rows.len() as u64;
        if found != expected {
            return Err(LoadError::Number { expected, found });
        }
        Ok(Self {
            generation,
            lexicon: Lexicon::learn(words(&searcher, fields)?),
            searcher,
            fields: Arc::clone(fields),
            columns,
        })
    }

    /// The generation of the store that it shows.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How many datasets there are.
    pub fn number(&self) -> u64 {
        self.columns.rows.len() as u64
    }

    /// How many datasets the city of that short name has.
    pub fn number_of_city(&self, city: &str) -> u64 {
        self.columns.number_of_city(city)
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("generation", &self.generation)
            .field("number", &self.number())
            .finish_non_exhaustive()
    }
}

/// Every word of the index, with how many datasets have it.
fn words(searcher: &Searcher, fields: &Fields) -> Result<Vec<(String, u32)>, LoadError> {
    let mut words = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.words)?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            if let Ok(word) = str::from_utf8(terms.key()) {
                words.push((word.to_owned(), terms.value().doc_freq));
            }
        }
    }
    Ok(words)
}
