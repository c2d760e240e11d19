//! Finding datasets: German full text with facets, over every catalogue of an installation.
//!
//! An [`Index`] is built from plain [`Dataset`]s and lies beside the store. It shows exactly one generation of it and is
//! brought up to date city by city, or built anew while searches go on. Each search runs in a [`Snapshot`], which never
//! changes.
//!
//! How words are found: [`query`] says what can be typed. A word finds its inflected forms, umlauts in every spelling, the
//! compounds that hold it and the parts it is made of (both told from the catalogue's own words), and what offices call
//! it (`schemas/search/synonyms.txt`). Only a word that no dataset has is taken for a misspelling. All words have to be
//! found; when no dataset has them all, the answer says so and shows those with most ([`Matching::Some`]).

mod dataset;
mod fields;
mod index;
mod language;
mod lexicon;
pub mod query;
mod request;
mod search;
mod snapshot;
mod suggest;
#[cfg(test)]
mod testing;
mod word;

pub use crate::dataset::{BoundingBox, Concept, Dataset, Moment, Period};
pub use crate::index::{Delivery, Index, Opened, Reason, SourceError, WriteError};
pub use crate::request::{
    Answer, Cursor, FacetCounts, FacetName, FacetValue, Filters, Hit, MOST_CHOSEN, MOST_HITS, Marked,
    Matching, Reading, Request, Role, SearchError, Sort, Updated,
};
pub use crate::snapshot::{LoadError, Snapshot};
pub use crate::suggest::{MOST_SUGGESTIONS, Suggestion};
