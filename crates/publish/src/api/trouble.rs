//! Why something cannot be withdrawn, or a city not made as it was: the same here and over HTTP.

use serde::{Deserialize, Serialize};

use crate::refusal::Title;
#[cfg(feature = "store")]
use crate::rollback::RollbackError;
#[cfg(feature = "store")]
use crate::withdraw::WithdrawError;

/// Why something cannot be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum WithdrawTrouble {
    /// There is no such city.
    UnknownCity {
        /// The short name.
        city: String,
        /// The cities there are, as far as the sender may know.
        known: Vec<String>,
    },
    /// The city has published nothing of that name.
    NotFound {
        /// The short name of the city.
        city: String,
        /// What was looked for.
        wanted: String,
        /// Datasets with a title like that.
        near: Vec<Title>,
    },
    /// Several have that title.
    Ambiguous {
        /// What was looked for.
        wanted: String,
        /// Those that have it.
        found: Vec<Title>,
    },
    /// The address belongs to another city.
    OwnedBy {
        /// The address.
        iri: String,
        /// The short name of the city it belongs to.
        owner: String,
    },
    /// It is protected.
    Protected {
        /// The dataset.
        dataset: Title,
    },
    /// It is gone already.
    AlreadyGone {
        /// The address.
        iri: String,
    },
}

/// Why a city cannot be made as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum RollbackTrouble {
    /// There is no such city.
    UnknownCity {
        /// The short name.
        city: String,
        /// The cities there are, as far as the sender may know.
        known: Vec<String>,
    },
    /// The city has not published so often, or the generation is 0.
    NoSuchGeneration {
        /// The short name of the city.
        city: String,
        /// Its newest generation.
        newest: u64,
    },
    /// The journal does not go back so far.
    NoRecord {
        /// The short name of the city.
        city: String,
        /// The earliest generation that can be gone back to.
        oldest: u64,
    },
}

#[cfg(feature = "store")]
impl WithdrawTrouble {
    /// What a person can do something about; `None` when the store itself has failed.
    #[must_use]
    pub fn of(error: &WithdrawError) -> Option<Self> {
        match error {
            WithdrawError::UnknownCity { city, known } => Some(Self::UnknownCity {
                city: city.clone(),
                known: known.clone(),
            }),
            WithdrawError::NotFound { city, wanted, near } => Some(Self::NotFound {
                city: city.clone(),
                wanted: wanted.clone(),
                near: near.clone(),
            }),
            WithdrawError::Ambiguous { wanted, found } => Some(Self::Ambiguous {
                wanted: wanted.clone(),
                found: found.clone(),
            }),
            WithdrawError::OwnedBy { iri, owner } => Some(Self::OwnedBy {
                iri: iri.clone(),
                owner: owner.clone(),
            }),
            WithdrawError::Protected { dataset } => Some(Self::Protected {
                dataset: dataset.clone(),
            }),
            WithdrawError::AlreadyGone { iri } => Some(Self::AlreadyGone { iri: iri.clone() }),
            WithdrawError::Read(_) => None,
        }
    }
}

#[cfg(feature = "store")]
impl RollbackTrouble {
    /// What a person can do something about; `None` when the store itself has failed.
    #[must_use]
    pub fn of(error: &RollbackError) -> Option<Self> {
        match error {
            RollbackError::UnknownCity { city, known } => Some(Self::UnknownCity {
                city: city.clone(),
                known: known.clone(),
            }),
            RollbackError::NoSuchGeneration { city, newest } => Some(Self::NoSuchGeneration {
                city: city.clone(),
                newest: *newest,
            }),
            RollbackError::NoRecord { city, oldest } => Some(Self::NoRecord {
                city: city.clone(),
                oldest: *oldest,
            }),
            RollbackError::Read(_) => None,
        }
    }
}
