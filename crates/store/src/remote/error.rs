//! What can go wrong with somebody else's engine.

use std::io;

use thiserror::Error;

/// Why a remote store did not do what it was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// Nobody answers there, or the connection broke.
    #[error("{address} cannot be reached")]
    Unreachable {
        /// The address.
        address: String,
        /// The cause.
        source: io::Error,
    },
    /// No answer in time.
    #[error("{address} did not answer in time")]
    Timeout {
        /// The address.
        address: String,
    },
    /// The store does not know us, or does not let us do this.
    #[error("{address} does not allow it (status {status})")]
    NotAllowed {
        /// The address.
        address: String,
        /// 401 or 403.
        status: u16,
    },
    /// The store, or what stands in front of it, is not available at present.
    #[error("{address} is not available at present (status {status})")]
    Unavailable {
        /// The address.
        address: String,
        /// 429, 502, 503 or 504.
        status: u16,
    },
    /// The store does not take what it was sent.
    #[error("{address} refuses (status {status}): {message}")]
    Refused {
        /// The address.
        address: String,
        /// The status.
        status: u16,
        /// The beginning of what it says.
        message: String,
    },
    /// The answer is something else, such as a web page.
    #[error("{address} answers {media_type:?}, which is no answer of a SPARQL store")]
    NotSparql {
        /// The address.
        address: String,
        /// What the answer says it is.
        media_type: String,
    },
    /// The answer is broken off or makes no sense.
    #[error("the answer of {address} cannot be read: {reason}")]
    Broken {
        /// The address.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// The answer is larger than anything that could be meant.
    #[error("the answer of {address} is larger than {limit} bytes")]
    TooLarge {
        /// The address.
        address: String,
        /// The limit.
        limit: u64,
    },
    /// The default graph is not the union of the named ones.
    #[error("the default graph of {address} is not the union of the named graphs")]
    NoUnion {
        /// The address for queries.
        address: String,
    },
    /// A change could be neither made nor undone. It will be undone before anything else is written.
    #[error("a change of {address} has still to be undone")]
    InDoubt {
        /// The address for queries.
        address: String,
    },
    /// The store gives back a graph that is not the one that was written: cut off, changed, or gone.
    #[error("the store does not give back <{graph}> as it was written: {found} of {expected} triples")]
    Altered {
        /// The name of the graph.
        graph: String,
        /// How many triples there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
}

impl RemoteError {
    /// Whether asking again in a moment may help. An engine that gives up a deadlock says so with status 500.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Unavailable { .. } | Self::Broken { .. } => true,
            Self::Refused { status, message, .. } => {
                *status == 500 && message.to_lowercase().contains("deadlock")
            }
            _ => false,
        }
    }

    /// Whether the store answered that it does not want this, and asking again would not help.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}
