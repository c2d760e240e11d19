//! One process at a time: the file `LOCK` in the data directory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process;

use crate::error::OpenError;

/// The directory is ours until this is dropped; the operating system takes care of it when the process is killed.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the directory, or says who has it.
    pub(crate) fn take(directory: &Path) -> Result<Self, OpenError> {
        let path = directory.join("LOCK");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| OpenError::io(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(locked(directory, &path)),
            Err(TryLockError::Error(error)) => return Err(OpenError::io(&path, error)),
        }
        let holder = format!("{}\n{}\n", process::id(), host().unwrap_or_default());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()))
            .map_err(|error| OpenError::io(&path, error))?;
        Ok(Self { _file: file })
    }
}

fn locked(directory: &Path, path: &Path) -> OpenError {
    // Some systems do not let a locked file be read: then the holder stays unknown.
    let holder = fs::read_to_string(path).unwrap_or_default();
    let mut lines = holder.lines();
    OpenError::Locked {
        directory: directory.to_owned(),
        pid: lines.next().and_then(|line| line.parse().ok()),
        host: lines.next().filter(|line| !line.is_empty()).map(str::to_owned),
    }
}

/// The name of this machine, where a file tells it.
fn host() -> Option<String> {
    ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .iter()
        .find_map(|path| fs::read_to_string(path).ok())
        .map(|name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_learns_who_the_first_is() {
        let directory = tempfile::tempdir().unwrap();
        let first = Lock::take(directory.path()).unwrap();
        match Lock::take(directory.path()) {
            Err(OpenError::Locked { pid, .. }) if cfg!(unix) => assert_eq!(pid, Some(process::id())),
            Err(OpenError::Locked { .. }) => {}
            _ => panic!("two took the same directory"),
        }
        drop(first);
        Lock::take(directory.path()).unwrap();
    }
}
