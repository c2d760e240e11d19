//! Tokens: who may look at a city, or write to it, over HTTP.
//!
//! They lie in the file `tokens` of the data directory, outside the RDF store, so that they can be made and revoked
//! while a server holds the store; it reads the file anew for each request. Of the secret only its SHA-256 is kept.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use thiserror::Error;

use crate::private_file::{private, replace};

/// What every secret begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "klp_";
/// Random bytes in a secret.
const SECRET_BYTES: usize = 32;
/// Characters of an identifier: the beginning of the hash.
const ID_LENGTH: usize = 12;
/// The version of the file; it grows when a program that knows only an earlier one would misunderstand it.
const VERSION: u32 = 1;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Seeing what publishing would do.
    Plan,
    /// Publishing and withdrawing, and seeing it before.
    Write,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Plan, Self::Write];

    /// The name on the command line and in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Write => "write",
        }
    }

    /// Whether a token of this scope may do what `wanted` asks for.
    #[must_use]
    pub fn allows(self, wanted: Self) -> bool {
        self >= wanted
    }
}

/// There is no scope of that name.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("there is no such scope")]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(name: &str) -> Result<Self, UnknownScope> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.name() == name)
            .ok_or(UnknownScope)
    }
}

/// A token as it is kept: all but its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What it is revoked by.
    pub id: String,
    /// The short name of the only city it is for.
    pub city: String,
    /// What it allows.
    pub scope: Scope,
    /// The name that the journal gives as the author.
    pub name: String,
    /// When it was made, as an `xsd:dateTime`.
    pub created: String,
    /// From when on it is worth nothing, as an `xsd:dateTime`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// SHA-256 of the secret, in hexadecimal digits.
    sha256: String,
}

impl Token {
    /// Whether it is past its time. A time that cannot be read is past.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires
            .as_deref()
            .is_some_and(|expires| expires.parse::<Timestamp>().map_or(true, |end| end <= now))
    }
}

/// What a new token is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// The short name of the city.
    pub city: String,
    /// What it allows.
    pub scope: Scope,
    /// The name for the journal.
    pub name: String,
    /// From when on it is worth nothing.
    pub expires: Option<Timestamp>,
}

/// The secret of a token. It is shown once and kept nowhere.
pub struct Secret(String);

impl Secret {
    /// The text to hand over.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Logs do not learn it.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why tokens cannot be read, made or revoked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The data directory does not exist.
    #[error("there is no directory {}", .directory.display())]
    NoDirectory {
        /// The directory.
        directory: PathBuf,
    },
    /// The operating system refused.
    #[error("{} cannot be read or written", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is not one of ours. It is left alone.
    #[error("{} is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The cause, if it is no JSON.
        source: Option<serde_json::Error>,
    },
    /// The operating system has no random numbers.
    #[error("there are no random numbers")]
    NoRandomness(#[source] getrandom::Error),
    /// There is no such token.
    #[error("there is no token {id}")]
    Unknown {
        /// What was asked for.
        id: String,
    },
}

/// Why a secret opens nothing.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Denied {
    /// There is no token with that secret; it may have been revoked.
    #[error("there is no token with that secret")]
    Unknown,
    /// It is past its time.
    #[error("the token {id} has expired")]
    Expired {
        /// The token.
        id: String,
    },
    /// The tokens cannot be read: then nobody may do anything.
    #[error("the tokens cannot be read")]
    Unreadable(#[from] TokenError),
}

/// The tokens of a data directory.
#[derive(Clone, Debug)]
pub struct Tokens {
    directory: PathBuf,
}

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenFile {
    version: u32,
    tokens: Vec<Token>,
}

impl Tokens {
    /// The tokens of a data directory. Nothing is read or written yet.
    #[must_use]
    pub fn in_directory(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
        }
    }

    /// All tokens, in the order they were made.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn list(&self) -> Result<Vec<Token>, TokenError> {
        let path = self.path();
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(TokenError::Io { path, source }),
        };
        match serde_json::from_slice::<TokenFile>(&text) {
            Ok(file) if file.version == VERSION => Ok(file.tokens),
            Ok(_) => Err(TokenError::Damaged { path, source: None }),
            Err(error) => Err(TokenError::Damaged {
                path,
                source: Some(error),
            }),
        }
    }

    /// Makes a token. Its secret is returned and kept nowhere.
    ///
    /// # Errors
    /// When there is no such directory, no randomness, or the file cannot be read or written.
    pub fn create(&self, wish: NewToken, now: Timestamp) -> Result<(Token, Secret), TokenError> {
        let mut random = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut random).map_err(TokenError::NoRandomness)?;
        let secret = Secret(format!("{PREFIX}{}", hexadecimal(&random)));
        let sha256 = hexadecimal(&Sha256::digest(secret.reveal()));
        let token = Token {
            id: sha256[..ID_LENGTH].to_owned(),
            city: wish.city,
            scope: wish.scope,
            name: wish.name,
            created: now.to_string(),
            expires: wish.expires.map(|time| time.to_string()),
            sha256,
        };
        self.change(|tokens| {
            tokens.push(token.clone());
            Ok(())
        })?;
        Ok((token, secret))
    }

    /// Takes a token back: from the next request on it opens nothing.
    ///
    /// # Errors
    /// When there is no such token, or the file cannot be read or written.
    pub fn revoke(&self, id: &str) -> Result<Token, TokenError> {
        self.change(|tokens| {
            let at = tokens.iter().position(|token| token.id == id);
            at.map(|at| tokens.remove(at))
                .ok_or_else(|| TokenError::Unknown { id: id.to_owned() })
        })
    }

    /// The token that a secret belongs to. How long it takes does not tell how much of a secret is right.
    ///
    /// # Errors
    /// When there is none, it is past its time, or the tokens cannot be read.
    pub fn of_secret(&self, secret: &str, now: Timestamp) -> Result<Token, Denied> {
        let presented = hexadecimal(&Sha256::digest(secret));
        let mut found = None;
        // Every token is compared, whether the right one was there already or not.
        for token in self.list()? {
            if bool::from(token.sha256.as_bytes().ct_eq(presented.as_bytes())) {
                found = Some(token);
            }
        }
        match found {
            Some(token) if token.is_expired(now) => Err(Denied::Expired { id: token.id }),
            Some(token) => Ok(token),
            None => Err(Denied::Unknown),
        }
    }

    fn path(&self) -> PathBuf {
        self.directory.join("tokens")
    }

    /// Changes the file: whole, or not at all, and one program after the other.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Token>) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        if !self.directory.is_dir() {
            return Err(TokenError::NoDirectory {
                directory: self.directory.clone(),
            });
        }
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| TokenError::Io { path, source }
        };
        let lock_path = self.directory.join("tokens.lock");
        // The lock is given back when the file is closed.
        let lock = private(&lock_path).map_err(at(&lock_path))?;
        lock.lock().map_err(at(&lock_path))?;
        let mut tokens = self.list()?;
        let result = change(&mut tokens)?;
        let path = self.path();
        let file = TokenFile {
            version: VERSION,
            tokens,
        };
        let text = serde_json::to_vec_pretty(&file).map_err(|error| TokenError::Damaged {
            path: path.clone(),
            source: Some(error),
        })?;
        replace(&path, &text).map_err(at(&path))?;
        Ok(result)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write as _;

    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a text cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests;
