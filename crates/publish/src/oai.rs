//! [OAI-PMH 2.0](https://www.openarchives.org/OAI/openarchivesprotocol.html): what portals ask by its six verbs, and the
//! answers.
//!
//! An item is a dataset, its identifier is the dataset's IRI, and each city is a set. A record changes when something that
//! harvesters get of it was published here, whatever date it bears itself; what is gone stays known as deleted. A list is of one
//! [`Edition`](crate::feed::Edition), and its resumption tokens name that edition: a list goes on as it began.

mod dublin_core;
mod format;
mod request;
mod response;
mod time;
mod token;

use kolophon_diagnostic::Text;

pub use self::format::MetadataFormat;
pub use self::request::{Listing, Part, Request};
pub use self::response::{Repository, Response, ResponseError};

/// A condition that the protocol has a name for
/// ([§3.6](https://www.openarchives.org/OAI/openarchivesprotocol.html#ErrorConditions)). `noSetHierarchy` is not among them: there
/// are always sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its name.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Text,
}

/// The name of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An argument is missing, unknown, given twice, or cannot be read.
    BadArgument,
    /// The resumption token is none of ours, or the list it is of is not kept any more.
    BadResumptionToken,
    /// The verb is missing, unknown, or given twice.
    BadVerb,
    /// There is no metadata format of that prefix.
    CannotDisseminateFormat,
    /// There is no item of that identifier.
    IdDoesNotExist,
    /// The list would be empty.
    NoRecordsMatch,
    /// The item has no metadata: it is deleted.
    NoMetadataFormats,
}

impl Code {
    /// The name as the protocol spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::BadVerb => "badVerb",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
            Self::NoMetadataFormats => "noMetadataFormats",
        }
    }
}

impl Refusal {
    /// A condition with what to say about it.
    #[must_use]
    pub fn new(code: Code, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            message: Text::new(de, en),
        }
    }

    /// Nothing is known under an identifier.
    #[must_use]
    pub fn no_such_item() -> Self {
        Self::new(
            Code::IdDoesNotExist,
            "Unter dieser Adresse wurde hier nie ein Datensatz veröffentlicht.",
            "No dataset was ever published here under this identifier.",
        )
    }

    /// Nothing is in the list.
    #[must_use]
    pub fn nothing_matches() -> Self {
        Self::new(
            Code::NoRecordsMatch,
            "Für diese Angaben gibt es keinen Datensatz.",
            "There is no record for these arguments.",
        )
    }

    /// A list cannot be gone on with.
    #[must_use]
    pub fn bad_token() -> Self {
        Self::new(
            Code::BadResumptionToken,
            "Diese Abholung kann nicht fortgesetzt werden; bitte von vorn beginnen.",
            "This list cannot be resumed; please begin again.",
        )
    }
}
