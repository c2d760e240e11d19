//! The public graphs in somebody else's engine, over
//! [SPARQL 1.1 Query](https://www.w3.org/TR/sparql11-query/), [Update](https://www.w3.org/TR/sparql11-update/) and the
//! [Graph Store Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/), and nothing else.
//!
//! The data directory keeps what is not public: the [`State`](crate::State), the journal, the erase list, data files.
//! The engine beside it holds the reserved graph only, in the form it has in an embedded store, so that everything that
//! depends on it works alike.
//!
//! Such an engine has no transaction over many requests. Before the first graph of a change is touched, each graph that
//! will be is copied into the data directory, as it is ([`past`]). Readers of the old generation read the copy; when
//! something goes wrong, or the process is killed, the copy is put back. A generation counts when the engine beside it
//! says so, in one transaction, after every graph has been read back as it was written.
//!
//! An engine may change literals ([`forms`]), and name blank nodes as it likes; what comes back is what was written
//! all the same.

pub(crate) mod change;
mod client;
mod describe;
mod digest_auth;
mod endpoint;
mod error;
mod forms;
mod open;
mod outgoing;
mod past;
mod protocol;
mod public;
mod read;

use std::sync::{Arc, Mutex};

pub use self::endpoint::{Credentials, Endpoint};
pub use self::error::RemoteError;
use self::forms::KnownForms;
pub(crate) use self::open::attach;
use self::past::{Copies, Era};
use self::protocol::Protocol;
pub(crate) use self::public::{Question, answer};

/// A remote store and what is known about it.
pub(crate) struct Remote {
    protocol: Protocol,
    forms: KnownForms,
    /// The copies of a change that could be neither finished nor undone: nothing is written before it is.
    in_doubt: Mutex<Option<(Arc<Copies>, Arc<Era>)>>,
}

/// A remote store as one generation sees it.
#[derive(Clone)]
pub(crate) struct Attached {
    remote: Arc<Remote>,
    /// What has been replaced since, if anything.
    era: Arc<Era>,
}
