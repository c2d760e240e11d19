//! Directories of older formats: a copy is kept, and the directory is brought to the format of today.
//!
//! The copy, `before-format-3/`, is a whole data directory of the old format: the program of before opens it. It takes
//! hardly any room, for what never changes is linked and not copied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::durable::{self, CURRENT, FORMAT, SUPPORTED_FORMAT};
use crate::error::OpenError;
use crate::lock::Lock;
use crate::{erase, files, journal};

const KEPT_PREFIX: &str = "before-format-";

/// Brings a directory of an older format to that of today, and returns where it is kept as it was.
///
/// # Errors
/// See [`OpenError`]. Until the very last step the directory is one of the old format.
pub(crate) fn migrate(directory: &Path) -> Result<PathBuf, OpenError> {
    let _lock = Lock::take(directory)?;
    let found = durable::format_of(directory)?;
    let kept = directory.join(format!("{KEPT_PREFIX}{SUPPORTED_FORMAT}"));
    if found == Some(SUPPORTED_FORMAT) {
        return Ok(kept);
    }
    let current = durable::current(directory)?;
    keep(directory, &current, &kept).map_err(|error| OpenError::io(&kept, error))?;
    // What 2 and 3 have more than the format before needs nothing but room: it comes with the first change.
    durable::write_atomically(&directory.join(FORMAT), &format!("{SUPPORTED_FORMAT}\n"))?;
    Ok(kept)
}

/// Copies the directory as it is; half a copy is never taken for a whole one.
fn keep(directory: &Path, current: &Path, kept: &Path) -> io::Result<()> {
    let part = kept.with_extension("tmp");
    for left_over in [&part, kept] {
        match fs::remove_dir_all(left_over) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::create_dir(&part)?;
    let engine = current.file_name().unwrap_or_default();
    copy_folder(current, &part.join(engine))?;
    for folder in [journal::FOLDER, files::FOLDER] {
        if directory.join(folder).is_dir() {
            copy_folder(&directory.join(folder), &part.join(folder))?;
        }
    }
    for file in [CURRENT, FORMAT, erase::LIST] {
        if directory.join(file).is_file() {
            copy_file(&directory.join(file), &part.join(file))?;
        }
    }
    durable::sync_directory(&part)?;
    fs::rename(&part, kept)?;
    durable::sync_directory(directory)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&path, &target)?;
        } else if !(never_changes(&path) && fs::hard_link(&path, &target).is_ok()) {
            copy_file(&path, &target)?;
        }
    }
    durable::sync_directory(to)
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    fs::File::options().write(true).open(to)?.sync_all()
}

/// Tables of the engine, entries of the journal and data files are replaced or removed, but never written into.
fn never_changes(path: &Path) -> bool {
    let has_ending = |ending: &str| path.extension().is_some_and(|found| found == ending);
    let is_data_file = path
        .file_name()
        .is_some_and(|name| name.len() == 64 && path.extension().is_none());
    has_ending("sst") || has_ending("gz") || has_ending("json") || is_data_file
}

/// The copies that are kept.
fn kept(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(KEPT_PREFIX) {
            kept.push(entry.path());
        }
    }
    Ok(kept)
}

/// Removes the copies: they hold what was erased.
pub(crate) fn remove_kept(directory: &Path) -> io::Result<()> {
    for path in kept(directory)? {
        fs::remove_dir_all(path)?;
    }
    Ok(())
}

/// Removes the copies that were made before a moment, and counts them.
pub(crate) fn remove_kept_before(directory: &Path, moment: SystemTime) -> io::Result<usize> {
    let mut removed = 0;
    for path in kept(directory)? {
        if fs::metadata(&path)?.modified()? < moment {
            fs::remove_dir_all(path)?;
            removed += 1;
        }
    }
    Ok(removed)
}
