//! A question to the catalogue, and its answer.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dataset::{BoundingBox, Concept, Moment, Period};

/// So many datasets of an answer at most.
pub const MOST_HITS: usize = 1000;
/// So many chosen values of a facet are heeded.
pub const MOST_CHOSEN: usize = 100;

/// A question: words, choices in facets, an order, a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// What somebody typed; see [`crate::query`].
    pub query: String,
    /// What somebody chose.
    pub filters: Filters,
    /// The order.
    pub sort: Sort,
    /// So many datasets, at most [`MOST_HITS`].
    #[serde(skip)]
    pub limit: usize,
    /// Where the page before ended.
    #[serde(skip)]
    pub after: Option<Cursor>,
    /// So many values of each facet, the most frequent first; those chosen come in any case.
    #[serde(skip)]
    pub facet_values: usize,
    /// Now, by which "last week" is told; the index has no clock.
    #[serde(skip)]
    pub today: Moment,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: Filters::default(),
            sort: Sort::default(),
            limit: 20,
            after: None,
            facet_values: 20,
            today: Moment(0),
        }
    }
}

/// What somebody chose. Values of one facet are alternatives; facets, area and time must all fit.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Filters {
    /// Short names of cities.
    pub cities: Vec<String>,
    /// Themes, by their keys.
    pub themes: Vec<String>,
    /// Formats, by their names.
    pub formats: Vec<String>,
    /// Licences, by their keys.
    pub licences: Vec<String>,
    /// Publishers, by their names.
    pub publishers: Vec<String>,
    /// Whether it is a high-value dataset: `true`, `false`, or both.
    pub high_value: Vec<bool>,
    /// When it was last changed.
    pub updated: Vec<Updated>,
    /// The area it is about has a point in common with this one.
    pub area: Option<BoundingBox>,
    /// The time it is about has a moment in common with this one.
    pub period: Option<Period>,
}

/// An order of datasets. Those that are alike follow the newest first, then their titles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// What fits best first.
    #[default]
    Relevance,
    /// The last changed first.
    Modified,
    /// From A to Z.
    Title,
}

/// When a dataset was last changed. Each dataset is in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Updated {
    /// Within seven days.
    Week,
    /// Within 31 days, but not seven.
    Month,
    /// Within 366 days, but not 31.
    Year,
    /// Longer ago.
    Older,
    /// It does not say.
    Unknown,
}

impl Updated {
    /// All, the newest first.
    pub const ALL: [Self; 5] = [Self::Week, Self::Month, Self::Year, Self::Older, Self::Unknown];

    /// The name in requests and answers.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Older => "older",
            Self::Unknown => "unknown",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }

    /// Where a dataset belongs that was last changed then. What lies ahead counts as this week's.
    #[must_use]
    pub fn of(modified: Option<Moment>, today: Moment) -> Self {
        match modified {
            None => Self::Unknown,
            Some(moment) if moment >= today.days_before(7) => Self::Week,
            Some(moment) if moment >= today.days_before(31) => Self::Month,
            Some(moment) if moment >= today.days_before(366) => Self::Year,
            Some(_) => Self::Older,
        }
    }
}

/// The place between two pages of an answer. It holds for one question in one generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(pub(crate) String);

impl Cursor {
    /// The cursor that an earlier answer gave, as it stands in an address.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Its text: digits, letters from a to f, and full stops.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An answer. It holds for [`Answer::generation`] and no other.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The generation of the store that was searched.
    pub generation: u64,
    /// So many datasets fit.
    pub total: u64,
    /// The datasets of this page.
    pub hits: Vec<Hit>,
    /// How many datasets each choice would leave.
    pub facets: Vec<FacetCounts>,
    /// Whether the datasets have all that was asked for.
    pub matching: Matching,
    /// How the question was read, word by word.
    pub readings: Vec<Reading>,
    /// Whether only the beginning of the question was read.
    pub is_cut: bool,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

/// Whether the datasets have all that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// Each has every word.
    All,
    /// None has every word. These have some; those with more come first, and each names what it lacks
    /// ([`Hit::missing`]). People have to be told.
    Some,
}

/// A dataset that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The permanent address.
    pub iri: String,
    /// The short name.
    pub id: String,
    /// The city that publishes it.
    pub city: Concept,
    /// The title, with what was found.
    pub title: Marked,
    /// A piece of the description, with what was found.
    pub excerpt: Marked,
    /// When it was last changed.
    pub modified: Option<Moment>,
    /// How well it fits, compared with others of the same answer; 0 when no word was asked for.
    pub score: f32,
    /// What was asked for and is not in it, as it was typed.
    pub missing: Vec<String>,
}

/// A text, and where in it something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// The ranges of bytes, in order, none within another.
    pub marks: Vec<Range<usize>>,
}

/// The values of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: FacetName,
    /// The values, the most frequent first, then by label; those of [`FacetName::Updated`] in the order of time.
    pub values: Vec<FacetValue>,
    /// So many values more are not listed.
    pub others: usize,
}

/// A facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FacetName {
    /// [`Filters::cities`]
    City,
    /// [`Filters::themes`]
    Theme,
    /// [`Filters::formats`]
    Format,
    /// [`Filters::licences`]
    Licence,
    /// [`Filters::publishers`]
    Publisher,
    /// [`Filters::high_value`]
    HighValue,
    /// [`Filters::updated`]
    Updated,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// What it is, and what people read. The label of yes and no and of times is the key: their words are the page's.
    pub value: Concept,
    /// How many datasets have it, given everything else that was asked for and chosen in the other facets.
    pub count: u64,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// How a part of the question was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What was typed.
    pub given: String,
    /// What was looked for in its place, because no dataset has what was typed.
    pub corrected: Vec<String>,
    /// What was looked for beside it, because offices call it so.
    pub synonyms: Vec<String>,
    /// What became of it.
    pub role: Role,
}

/// What became of a part of the question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It was looked for.
    #[default]
    Wanted,
    /// It says little; it may be missing from what was found.
    Optional,
    /// It says nothing and was not looked for.
    Ignored,
    /// It was looked for in order to leave it out.
    Excluded,
    /// No dataset of the whole catalogue has it, or anything like it.
    Unknown,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The cursor is not one that an answer gave, or it belongs to another question.
    #[error("the cursor does not belong to this question")]
    ForeignCursor,
    /// Something was published since: the order may be another one, and the walk has to begin again.
    #[error("the cursor is of generation {of}, and generation {current} is searched now")]
    OutdatedCursor {
        /// The generation of the cursor.
        of: u64,
        /// The generation that is searched.
        current: u64,
    },
    /// The engine failed.
    #[error("the search index cannot be read")]
    Engine(#[from] tantivy::TantivyError),
    /// A document is not what was written.
    #[error("a document of the search index is damaged")]
    Document(#[from] serde_json::Error),
}
