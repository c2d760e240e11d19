//! Fetching one document: within limits of size and time, and from the public network only.

use std::time::Duration;

use thiserror::Error;
use ureq::{Agent, ResponseExt as _};

use super::{Reach, agent};

/// How long one document may take.
const TIMEOUT: Duration = Duration::from_mins(2);

/// Fetches documents.
#[derive(Debug)]
pub(crate) struct Fetcher {
    agent: Agent,
}

/// A document as it came.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
    /// What the server calls it, without parameters.
    pub(crate) media_type: Option<String>,
    /// Where it was found in the end, redirects followed.
    pub(crate) address: String,
}

/// Why nothing came.
#[derive(Debug, Error)]
pub(crate) enum FetchError {
    /// It is no address of the web.
    #[error("no http or https address")]
    Address,
    /// The server has no such document, or does not hand it out.
    #[error("status {0}")]
    Status(u16),
    /// The document is larger than this many bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// No answer, or half of one.
    #[error(transparent)]
    Unreachable(ureq::Error),
}

impl Fetcher {
    /// Fetches from public addresses.
    pub(crate) fn public() -> Self {
        Self {
            agent: agent(Reach::Public, TIMEOUT),
        }
    }

    /// Fetches from this computer, where a test has its server.
    #[cfg(test)]
    pub(crate) fn loopback() -> Self {
        Self {
            agent: agent(Reach::Loopback, TIMEOUT),
        }
    }

    /// Fetches a document of at most `most` bytes.
    pub(crate) fn get(&self, address: &str, accept: &str, most: u64) -> Result<Fetched, FetchError> {
        if !is_web_address(address) {
            return Err(FetchError::Address);
        }
        let request = self.agent.get(address).header("Accept", accept);
        let mut response = request.call().map_err(FetchError::Unreachable)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(FetchError::Status(status));
        }
        let address = response.get_uri().to_string();
        let body = response.body_mut();
        let media_type = body.mime_type().map(str::to_ascii_lowercase);
        let bytes = body.with_config().limit(most).read_to_vec();
        let bytes = bytes.map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge(most),
            other => FetchError::Unreachable(other),
        })?;
        Ok(Fetched {
            bytes,
            media_type,
            address,
        })
    }
}

/// Whether this is an address of the web, and no name of a file.
pub(crate) fn is_web_address(text: &str) -> bool {
    let start = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    start.starts_with("http://") || start == "https://"
}

impl FetchError {
    /// Whether it was refused because the address is not public.
    pub(crate) fn is_not_public(&self) -> bool {
        matches!(self, Self::Unreachable(ureq::Error::HostNotFound))
    }
}
