//! Opening a data directory whose public graphs lie in a remote store.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::endpoint::{Credentials, Endpoint};
use super::error::RemoteError;
use super::forms::{KnownForms, TRIAL, TRIAL_PREDICATE};
use super::outgoing::Outgoing;
use super::past::{Copies, Era};
use super::protocol::Protocol;
use super::{Attached, Remote};
use crate::durable;
use crate::engine::Engine;
use crate::error::{EngineError, OpenError};

/// The file in the data directory that says where the public graphs lie.
const FILE: &str = "remote";

/// What the file says; never a password.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Address {
    query: String,
    update: String,
    graphs: Option<String>,
    user: Option<String>,
}

impl Endpoint {
    /// The remote store that a data directory belongs to, without the password; `None` for one with a store of its own.
    ///
    /// # Errors
    /// When the file `remote` in the directory cannot be read or understood.
    pub fn of_directory(directory: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(directory.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let address: Address = serde_json::from_str(&text)?;
        Ok(Some(Self {
            query: address.query,
            update: address.update,
            graphs: address.graphs,
            credentials: address.user.map(|user| Credentials {
                user,
                password: String::new(),
            }),
            timeout: Self::TIMEOUT,
        }))
    }
}

impl From<&Endpoint> for Address {
    fn from(endpoint: &Endpoint) -> Self {
        Self {
            query: endpoint.query.clone(),
            update: endpoint.update.clone(),
            graphs: endpoint.graphs.clone(),
            user: endpoint.credentials.as_ref().map(|known| known.user.clone()),
        }
    }
}

/// Lets an engine find the public graphs where the directory has them. A change that a crash has left half made is undone.
pub(crate) fn attach(
    engine: Engine,
    directory: &Path,
    endpoint: Option<&Endpoint>,
) -> Result<Engine, OpenError> {
    let known =
        Endpoint::of_directory(directory).map_err(|error| OpenError::io(&directory.join(FILE), error))?;
    let Some(endpoint) = endpoint else {
        return match known {
            None => Ok(engine),
            Some(known) => Err(OpenError::Elsewhere {
                directory: directory.to_owned(),
                address: Some(known.query),
            }),
        };
    };
    let damaged = |error: EngineError| OpenError::Damaged {
        directory: directory.to_owned(),
        reason: error.to_string(),
    };
    let generation = engine
        .snapshot()
        .and_then(|snapshot| snapshot.generation())
        .map_err(damaged)?;
    if known.is_none() && generation > 0 {
        return Err(OpenError::Elsewhere {
            directory: directory.to_owned(),
            address: None,
        });
    }
    let remote = Remote {
        protocol: Protocol::new(endpoint),
        forms: KnownForms::default(),
        in_doubt: Mutex::default(),
    };
    let unusable = |source: EngineError| match source {
        EngineError::Remote(source) => OpenError::Remote(source),
        other => damaged(other),
    };
    remote.check().map_err(OpenError::Remote)?;
    remember(directory, endpoint)?;
    for (made, copies) in Copies::left_in(directory).map_err(damaged)? {
        // A change of a generation that the engine has committed was made to the end.
        if made > generation {
            remote.put_back(&copies).map_err(unusable)?;
        }
        copies.forget().map_err(|error| OpenError::io(directory, error))?;
    }
    let attached = Attached {
        remote: Arc::new(remote),
        era: Arc::<Era>::default(),
    };
    Ok(engine.with_remote(attached))
}

fn remember(directory: &Path, endpoint: &Endpoint) -> Result<(), OpenError> {
    let path = directory.join(FILE);
    let address = Address::from(endpoint);
    let known = fs::read_to_string(&path).ok();
    if known.and_then(|text| serde_json::from_str(&text).ok()).as_ref() == Some(&address) {
        return Ok(());
    }
    serde_json::to_string_pretty(&address)
        .map_err(io::Error::from)
        .and_then(|json| durable::replace(&path, &format!("{json}\n")))
        .map_err(|error| OpenError::io(&path, error))
}

impl Remote {
    /// Whether the store can be written, and read as the union of its named graphs.
    fn check(&self) -> Result<(), RemoteError> {
        let mut trial = Outgoing::default();
        trial.push(&format!("<{TRIAL}>"), &format!("<{TRIAL_PREDICATE}>"), "\"1\"");
        self.protocol.replace(TRIAL, &trial)?;
        let is_union = self.protocol.default_graph_says(TRIAL, TRIAL_PREDICATE);
        let removed = self.protocol.remove(TRIAL);
        let is_union = is_union?;
        removed?;
        if is_union {
            return Ok(());
        }
        Err(RemoteError::NoUnion {
            address: self.protocol.query_address().to_owned(),
        })
    }
}
