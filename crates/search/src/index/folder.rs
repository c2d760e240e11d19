//! Folders of an index within its place, and the file `CURRENT` that names the one in use.
//!
//! A new folder is filled first and named last, by a rename; so a kill at any moment leaves the old index or the new one.
//! What is not named is a leftover.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const CURRENT: &str = "CURRENT";
const NEXT_CURRENT: &str = "CURRENT.new";
/// The names of folders begin so.
const PREFIX: &str = "index-";

/// A folder that holds an index, or will.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    place: PathBuf,
    name: String,
}

impl Folder {
    /// A new, empty folder.
    pub(super) fn create(place: &Path, generation: u64) -> io::Result<Self> {
        let mut number = 0_u64;
        loop {
            let folder = Self {
                place: place.to_owned(),
                name: format!("{PREFIX}{generation}-{number}"),
            };
            match fs::create_dir(folder.path()) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                result => return result.map(|()| folder),
            }
        }
    }

    /// The folder that `CURRENT` names; `None` when there is no such file.
    pub(super) fn current(place: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(place.join(CURRENT)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let name = text.trim();
        let is_name =
            name.starts_with(PREFIX) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_name {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "CURRENT names no index",
            ));
        }
        Ok(Some(Self {
            place: place.to_owned(),
            name: name.to_owned(),
        }))
    }

    pub(super) fn path(&self) -> PathBuf {
        self.place.join(&self.name)
    }

    /// Makes it the folder in use, at once and for good.
    pub(super) fn make_current(&self) -> io::Result<()> {
        let next = self.place.join(NEXT_CURRENT);
        let mut file = File::create(&next)?;
        writeln!(file, "{}", self.name)?;
        file.sync_all()?;
        fs::rename(&next, self.place.join(CURRENT))?;
        sync_folder(&self.place);
        Ok(())
    }

    /// Removes it. What cannot be removed is swept away when the index is opened.
    pub(super) fn remove(&self) {
        drop(fs::remove_dir_all(self.path()));
    }
}

/// Removes every folder that is not in use. Windows keeps files that are still mapped; they go the next time.
pub(super) fn sweep(place: &Path) {
    let Ok(current) = Folder::current(place) else {
        // Without knowing which one is in use, none is removed.
        return;
    };
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_in_use = current.as_ref().is_some_and(|current| current.name == name);
        if name == NEXT_CURRENT {
            drop(fs::remove_file(entry.path()));
        } else if name.starts_with(PREFIX) && !is_in_use {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

/// Writes the names in a folder to disk, where the system can.
fn sync_folder(place: &Path) {
    if let Ok(folder) = File::open(place) {
        drop(folder.sync_all());
    }
}
