//! What is not published, and why.

use serde::{Deserialize, Serialize};

/// A dataset by address and title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Title {
    /// The address.
    pub iri: String,
    /// The title, or the address when there is none.
    pub title: String,
}

/// A dataset that is not published, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The dataset.
    pub dataset: Title,
    /// Why.
    pub reason: Reason,
}

/// Why a dataset is not published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A harvester would void its run, drop, merge or delete.
    Blocking,
    /// It has errors.
    Errors,
    /// Another city published that address first.
    OwnedBy(String),
    /// Its identifier is not what it was published with.
    IdentifierChanged {
        /// The identifier that is published.
        published: String,
    },
    /// Another dataset of the installation has the same identifier, as harvesters compare them.
    IdentifierTaken {
        /// The other dataset.
        by: String,
    },
    /// It, or a part of it, was erased.
    Erased {
        /// What was erased.
        iri: String,
    },
    /// A data file it was published with is no longer there, or it names one that is out of reach.
    FileMissing {
        /// The file's name.
        name: String,
    },
}
