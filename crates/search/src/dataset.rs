//! What is known of a dataset here: a plain document that anything can fill.

mod extent;
mod from_graph;
mod moment;

use serde::{Deserialize, Serialize};

pub use self::extent::BoundingBox;
pub use self::moment::{Moment, Period};

/// A dataset as it is searched. Everything shown beyond title and excerpt comes from the store.
///
/// ```
/// use kolophon_search::{Concept, Dataset, Index, Request};
///
/// let kitas = Dataset {
///     iri: "https://daten.example/mainz/dataset/kita-plaetze".to_owned(),
///     id: "kita-plaetze".to_owned(),
///     city: Concept::new("mainz", "Landeshauptstadt Mainz"),
///     title: "Kita-Plätze nach Einrichtung".to_owned(),
///     ..Dataset::default()
/// };
/// let index = Index::in_memory(1, [kitas])?;
/// let answer = index.snapshot().search(&Request { query: "Kitaplaetze Mainz".to_owned(), ..Request::default() })?;
/// assert_eq!(answer.hits[0].id, "kita-plaetze");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dataset {
    /// The permanent address; one dataset of an index has it.
    pub iri: String,
    /// The short name, unique within its city.
    pub id: String,
    /// The city that publishes it: its short name, and its name for people.
    pub city: Concept,
    /// The title.
    pub title: String,
    /// The description; simple HTML in it is skipped.
    pub description: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The themes (`dcat:theme`).
    pub themes: Vec<Concept>,
    /// The licences of its distributions, and its own.
    pub licences: Vec<Concept>,
    /// The formats of its distributions, by name, such as `CSV`.
    pub formats: Vec<String>,
    /// Whether it is a high-value dataset by
    /// [Regulation (EU) 2023/138](http://data.europa.eu/eli/reg_impl/2023/138/oj).
    pub high_value: bool,
    /// When it was last changed.
    pub modified: Option<Moment>,
    /// The times it is about (`dct:temporal`).
    pub periods: Vec<Period>,
    /// The areas it is about (`dct:spatial`).
    pub boxes: Vec<BoundingBox>,
    /// The names of places it is about.
    pub places: Vec<String>,
    /// Texts that help to find it and weigh little: titles of distributions, texts in other languages, categories.
    pub others: Vec<String>,
    /// Words of the data itself: names of columns, and values that recur, such as districts. Who looks for a district finds
    /// the table that has it, though no description names it. Whoever serves the files fills this in.
    pub contents: Vec<String>,
}

/// A value that people choose: its key in addresses and requests, and what they read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Concept {
    /// The key: an IRI, a short name, or the label itself where there is no other.
    pub key: String,
    /// The label.
    pub label: String,
}

impl Concept {
    /// A concept of that key and label.
    #[must_use]
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
        }
    }

    /// A concept that has nothing but its label.
    #[must_use]
    pub fn named(label: impl Into<String>) -> Self {
        let label = label.into();
        Self {
            key: label.clone(),
            label,
        }
    }
}

#[cfg(test)]
mod tests;
