//! Moving in: what another portal publishes becomes the files of a city, once.
//!
//! Addresses and identifiers stay what they are. Nothing is guessed: what cannot be taken over to the letter is told
//! with its reason, dataset by dataset.

pub mod ckan;
mod paging;
mod settle;

use kolophon_diagnostic::Text;

pub use self::paging::{AmbiguousPage, next_page};
pub use self::settle::{Settled, settle};

/// Something people have to look at, or that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The title of the dataset, else its address or short name.
    pub dataset: String,
    /// Why.
    pub reason: Text,
}

impl Remark {
    /// A remark about a dataset, in German and English.
    #[must_use]
    pub fn new(dataset: &str, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            dataset: dataset.to_owned(),
            reason: Text::new(de, en),
        }
    }
}
