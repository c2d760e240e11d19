//! The door that a running server keeps open for commands that are typed on its own data directory.
//!
//! Only one program can hold the directory, so a command that finds it taken hands its work to the server that has it. The
//! server listens for that at a port of this computer alone, and writes port and a random secret into the file `serving`
//! of the data directory, which only its owner can read: whoever reads it could write the directory itself. The
//! same works on every system.
//!
//! A server that was killed leaves the file behind. It names the process, and the lock of the directory names the
//! process that holds it; where the two differ, nobody is at the door. The secret is worth nothing then, and the next
//! program that gets the directory sweeps the file away.

use std::fmt;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::identity::hex;
use crate::private_file::replace;

/// The name of the file.
const FILE_NAME: &str = "serving";
/// Random bytes in the secret.
const SECRET_BYTES: usize = 32;
/// The version of the file; it grows when a program that knows only an earlier one would misunderstand it.
const VERSION: u32 = 1;

/// A door that is open until this is dropped.
pub struct Door {
    path: PathBuf,
    lock: Lock,
}

/// What tells the right secret from all others.
#[derive(Clone, Copy)]
pub struct Lock([u8; 32]);

/// Where to knock, and what to say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    version: u32,
    /// The process of the server.
    pid: u32,
    /// Where it listens.
    pub address: SocketAddr,
    /// What it wants to hear.
    pub secret: String,
}

/// Logs do not learn the secret.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("pid", &self.pid)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock(…)")
    }
}

impl Door {
    /// Opens the door of a data directory that this process holds; `address` is where it listens.
    ///
    /// # Errors
    /// When there is no randomness, or the file cannot be written.
    pub fn open(directory: &Path, address: SocketAddr) -> io::Result<Self> {
        let mut random = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
        let key = Key {
            version: VERSION,
            pid: process::id(),
            address,
            secret: hex(&random),
        };
        let path = directory.join(FILE_NAME);
        let mut text = serde_json::to_vec_pretty(&key)?;
        text.push(b'\n');
        replace(&path, &text)?;
        Ok(Self {
            path,
            lock: Lock::of(&key.secret),
        })
    }

    /// What tells the right secret.
    #[must_use]
    pub fn lock(&self) -> Lock {
        self.lock
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // What stays is swept away by the next program that gets the directory.
        drop(fs::remove_file(&self.path));
    }
}

impl Lock {
    fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Whether it is the right secret. How long that takes does not tell how much of it is.
    #[must_use]
    pub fn opens_to(&self, secret: &str) -> bool {
        Self::of(secret).0.ct_eq(&self.0).into()
    }
}

impl Key {
    /// The key to the server that holds a data directory; `holder` is the process that has its lock, where that is
    /// known. `None` when nobody is at the door.
    #[must_use]
    pub fn find(directory: &Path, holder: Option<u32>) -> Option<Self> {
        let text = fs::read(directory.join(FILE_NAME)).ok()?;
        let key: Self = serde_json::from_slice(&text).ok()?;
        let is_holder = holder.is_none_or(|holder| holder == key.pid);
        let is_usable = key.version == VERSION && key.address.ip().is_loopback();
        (is_holder && is_usable).then_some(key)
    }
}

/// Sweeps away what a server has left that was killed. To be called by who holds the directory.
pub fn sweep(directory: &Path) {
    // It does no harm but to look like a secret.
    drop(fs::remove_file(directory.join(FILE_NAME)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "127.0.0.1:4711";

    #[test]
    fn the_key_opens_the_door_it_was_made_for_and_goes_with_it() {
        let directory = tempfile::tempdir().unwrap();
        let door = Door::open(directory.path(), ADDRESS.parse().unwrap()).unwrap();
        let key = Key::find(directory.path(), Some(process::id())).unwrap();
        assert_eq!(key.address.to_string(), ADDRESS);
        assert!(door.lock().opens_to(&key.secret));
        for wrong in ["", "x", &key.secret[1..], &key.secret.to_uppercase()] {
            assert!(!door.lock().opens_to(wrong), "{wrong}");
        }
        assert!(!format!("{key:?} {door:?}").contains(&key.secret));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(directory.path().join(FILE_NAME))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        drop(door);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn nobody_is_at_the_door_of_a_server_that_was_killed() {
        let directory = tempfile::tempdir().unwrap();
        let door = Door::open(directory.path(), ADDRESS.parse().unwrap()).unwrap();
        assert_eq!(Key::find(directory.path(), Some(process::id() + 1)), None);
        assert!(Key::find(directory.path(), None).is_some());
        std::mem::forget(door);
        sweep(directory.path());
        assert_eq!(Key::find(directory.path(), None), None);
    }

    #[test]
    fn what_is_no_key_of_this_computer_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(FILE_NAME);
        for text in [
            "",
            "{}",
            r#"{"version":1,"pid":1,"address":"192.0.2.1:80","secret":"x"}"#,
            r#"{"version":2,"pid":1,"address":"127.0.0.1:80","secret":"x"}"#,
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(Key::find(directory.path(), None), None, "{text}");
        }
    }
}
