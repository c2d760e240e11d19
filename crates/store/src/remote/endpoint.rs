//! Where a remote store is, and who we are there.

use std::fmt;
use std::time::Duration;

/// The addresses of a remote store.
///
/// ```
/// use kolophon_store::Endpoint;
///
/// let endpoint = Endpoint::new("https://daten.example/sparql");
/// assert_eq!(endpoint.update, endpoint.query);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Where queries go ([SPARQL 1.1 Protocol, 2.1](https://www.w3.org/TR/sparql11-protocol/#query-operation)).
    pub query: String,
    /// Where updates go ([SPARQL 1.1 Protocol, 2.2](https://www.w3.org/TR/sparql11-protocol/#update-operation)).
    pub update: String,
    /// The [graph store](https://www.w3.org/TR/sparql11-http-rdf-update/#indirect-graph-identification), to which
    /// `?graph=` is added. Without one, graphs are written by updates, which some engines take in small pieces only.
    pub graphs: Option<String>,
    /// Who we are, when the store asks for it.
    pub credentials: Option<Credentials>,
    /// How long reading or writing one graph may take.
    pub timeout: Duration,
}

/// A user and a password, for Digest or Basic authentication.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// The usual [`timeout`](Self::timeout).
    pub const TIMEOUT: Duration = Duration::from_mins(2);

    /// A store that takes queries and updates at one address.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self {
            query: address.to_owned(),
            update: address.to_owned(),
            graphs: None,
            credentials: None,
            timeout: Self::TIMEOUT,
        }
    }
}
