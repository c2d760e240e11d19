//! The data directory: `LOCK`, `CURRENT`, `format`, `store-000001/`, `checkpoints/`, `files/`, `journal/`, `erased`.
//!
//! `CURRENT` names the engine's directory. It is replaced by a rename, so that a crash leaves the old name or the new
//! one; whatever it does not name is left over and swept away when the store is opened.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::engine::Engine;
use crate::error::OpenError;
use crate::files;
use crate::lock::Lock;
use crate::store::OpenMode;

const CURRENT: &str = "CURRENT";
const FORMAT: &str = "format";
const STORE_PREFIX: &str = "store-";
pub(crate) const CHECKPOINTS: &str = "checkpoints";
/// The layout of the directory and of the state graph.
///
/// 2 added the journal, tombstones and aliases, and the erase list, which a program that knows only 1 would lose.
const SUPPORTED_FORMAT: u64 = 2;

/// Opens the directory for this process alone.
pub(crate) fn open(directory: &Path, mode: OpenMode) -> Result<(Lock, Engine), OpenError> {
    if !cfg!(feature = "rocksdb") {
        return Err(OpenError::NotBuiltIn);
    }
    let missing = || OpenError::Missing {
        directory: directory.to_owned(),
    };
    if mode == OpenMode::Create {
        fs::create_dir_all(directory).map_err(|error| OpenError::io(directory, error))?;
    }
    let has_store = exists(&directory.join(CURRENT))? || exists(&directory.join(FORMAT))?;
    if !has_store && mode == OpenMode::Existing {
        return Err(missing());
    }
    let lock = Lock::take(directory)?;
    check_format(directory)?;
    let current = match read_small(&directory.join(CURRENT))? {
        Some(name) => existing(directory, name.trim())?,
        None if exists(&directory.join(FORMAT))? => {
            return Err(damaged(directory, "the file CURRENT is missing"));
        }
        None => create(directory)?,
    };
    write_atomically(&directory.join(FORMAT), &format!("{SUPPORTED_FORMAT}\n"))?;
    sweep(directory, &current)?;
    let engine = open_engine(directory, &current)?;
    Ok((lock, engine))
}

fn check_format(directory: &Path) -> Result<(), OpenError> {
    let Some(text) = read_small(&directory.join(FORMAT))? else {
        return Ok(());
    };
    match text.trim().parse::<u64>() {
        Ok(found) if found > SUPPORTED_FORMAT => Err(OpenError::NewerFormat {
            directory: directory.to_owned(),
            found,
            supported: SUPPORTED_FORMAT,
        }),
        Ok(1..) => Ok(()),
        Ok(0) | Err(_) => Err(damaged(directory, "the file format holds no number")),
    }
}

/// The engine's directory that `CURRENT` names.
fn existing(directory: &Path, name: &str) -> Result<PathBuf, OpenError> {
    if number_of(name).is_none() {
        return Err(damaged(directory, "the file CURRENT names no store"));
    }
    let path = directory.join(name);
    // The engine would make an empty store where there is none: data lost without a word.
    if !exists(&path.join("CURRENT"))? {
        return Err(damaged(directory, &format!("{name} is missing or incomplete")));
    }
    Ok(path)
}

/// Makes an empty store. It counts from the moment `CURRENT` is there.
fn create(directory: &Path) -> Result<PathBuf, OpenError> {
    let path = directory.join(store_name(1));
    if exists(&path)? {
        // A crash while the store was made leaves an empty engine. Anything else is somebody's data.
        if open_engine(directory, &path)?.store().is_empty().ok() != Some(true) {
            return Err(damaged(
                directory,
                "there is a store, but the file CURRENT is missing",
            ));
        }
    } else {
        let engine = open_engine(directory, &path)?;
        engine
            .flush()
            .map_err(|error| OpenError::io(&path, io::Error::other(error)))?;
    }
    sync_directory(directory).map_err(|error| OpenError::io(directory, error))?;
    write_atomically(&directory.join(CURRENT), &format!("{}\n", store_name(1)))?;
    Ok(path)
}

#[cfg(feature = "rocksdb")]
fn open_engine(directory: &Path, path: &Path) -> Result<Engine, OpenError> {
    use crate::error::EngineError;

    Engine::open(path).map_err(|error| match error {
        EngineError::Io(error) | EngineError::Full(error) => match error.kind() {
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::StorageFull => OpenError::io(path, error),
            _ => damaged(directory, &error.to_string()),
        },
        error => damaged(directory, &error.to_string()),
    })
}

#[cfg(not(feature = "rocksdb"))]
fn open_engine(_directory: &Path, _path: &Path) -> Result<Engine, OpenError> {
    Err(OpenError::NotBuiltIn)
}

/// Removes what a crash has left behind.
fn sweep(directory: &Path, current: &Path) -> Result<(), OpenError> {
    for entry in entries(directory)? {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left_over = (number_of(&name).is_some() && entry.path() != current)
            || name == CHECKPOINTS
            || name.ends_with(".tmp");
        if is_left_over {
            remove(&entry.path())?;
        }
    }
    // The bulk loader's files, which count only after they have been moved.
    for entry in entries(current)? {
        if entry.file_name().to_string_lossy().starts_with("bulk-") {
            remove(&entry.path())?;
        }
    }
    let data_files = directory.join("files");
    if exists(&data_files)? {
        for entry in entries(&data_files)? {
            if entry
                .file_name()
                .to_string_lossy()
                .starts_with(files::TEMPORARY_PREFIX)
            {
                remove(&entry.path())?;
            }
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<fs::DirEntry>, OpenError> {
    fs::read_dir(directory)
        .and_then(Iterator::collect)
        .map_err(|error| OpenError::io(directory, error))
}

fn remove(path: &Path) -> Result<(), OpenError> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    removed.map_err(|error| OpenError::io(path, error))
}

fn exists(path: &Path) -> Result<bool, OpenError> {
    path.try_exists().map_err(|error| OpenError::io(path, error))
}

fn read_small(path: &Path) -> Result<Option<String>, OpenError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // Not even text: the callers report what they cannot read as damage.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(error) => Err(OpenError::io(path, error)),
    }
}

fn damaged(directory: &Path, reason: &str) -> OpenError {
    OpenError::Damaged {
        directory: directory.to_owned(),
        reason: reason.to_owned(),
    }
}

fn write_atomically(path: &Path, text: &str) -> Result<(), OpenError> {
    replace(path, text).map_err(|error| OpenError::io(path, error))
}

/// Replaces a small file so that a crash leaves the old text or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, path)?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Makes sure that the names in a directory survive a power failure.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(directory)?.sync_all()
    } else {
        // Other systems do not let directories be opened and write their names by themselves.
        Ok(())
    }
}

/// The engine's directory that comes after `current`.
pub(crate) fn next_store(directory: &Path, current: &Path) -> PathBuf {
    let number = current
        .file_name()
        .and_then(|name| number_of(&name.to_string_lossy()))
        .unwrap_or(0);
    directory.join(store_name(number + 1))
}

/// Lets `CURRENT` name another engine's directory.
pub(crate) fn switch(directory: &Path, to: &Path) -> io::Result<()> {
    sync_directory(directory)?;
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    replace(&directory.join(CURRENT), &format!("{name}\n"))
}

fn store_name(number: u64) -> String {
    format!("{STORE_PREFIX}{number:06}")
}

fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(STORE_PREFIX)?;
    if digits.len() < 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Whether `CURRENT` names that directory.
pub(crate) fn is_current(directory: &Path, store: &Path) -> bool {
    fs::read_to_string(directory.join(CURRENT)).is_ok_and(|name| store == directory.join(name.trim()))
}
