//! Asking for documents, as a rehearsal needs it: who asks decides what is followed, and how much is read.

use std::time::Duration;

use thiserror::Error;

/// Whoever gets documents.
pub trait Fetch {
    /// Sends one request.
    ///
    /// # Errors
    /// When there is no answer at all. An answer of any status, also one that breaks off, is a [`Response`].
    fn fetch(&mut self, request: &Request<'_>) -> Result<Response, FetchError>;

    /// How long all of it has taken by now. What lies at hand takes no time.
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// One request. None of the harvesters says what it accepts, so no request does.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub address: &'a str,
    /// Whether redirects are followed.
    pub redirects: Redirects,
    /// The largest body that is read.
    pub most_bytes: u64,
    /// How long the whole answer may take.
    pub timeout: Duration,
}

/// The methods that harvesters use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `HEAD`.
    Head,
    /// `GET`.
    Get,
}

/// What becomes of an answer that names another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// The other address is asked.
    Follow,
    /// It is the answer.
    Stay,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The address that answered in the end.
    pub address: String,
    /// `Content-Type`, as it was sent.
    pub content_type: Option<String>,
    /// `Content-Length`.
    pub content_length: Option<u64>,
    /// `Location`.
    pub location: Option<String>,
    /// The body, as far as it came.
    pub body: Vec<u8>,
    /// How the body ended.
    pub end: End,
}

/// How a body ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// All of it came.
    #[default]
    Whole,
    /// It is larger than was wanted.
    TooLarge,
    /// The connection ended before.
    BrokenOff,
    /// It took too long.
    TimedOut,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum FetchError {
    /// It is no address of the web.
    #[error("{address} is no http or https address")]
    Address {
        /// What was to be asked.
        address: String,
    },
    /// The address does not exist, or may not be asked.
    #[error("{address} is not in the public network")]
    NotPublic {
        /// What was to be asked.
        address: String,
    },
    /// Nobody answers.
    #[error("{address} does not answer")]
    Unreachable {
        /// What was to be asked.
        address: String,
        /// What the connection says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The pages take longer, or are larger, than a rehearsal may be.
    #[error("the pages of {address} do not end")]
    Budget {
        /// Where it began.
        address: String,
    },
}
