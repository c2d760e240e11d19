//! What files looked like at one moment.
//!
//! Files are looked at again and again rather than announced by the operating system: that works on network drives too,
//! where most town halls keep their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::config;

/// How long to wait before the files are looked at again.
const PAUSE: Duration = Duration::from_millis(300);

/// When each file was changed, and how large it is.
#[derive(PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

impl Snapshot {
    /// The files at and below some paths, and the `kolophon.toml` above each.
    pub(crate) fn of<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        let mut snapshot = Self(BTreeMap::new());
        for path in paths {
            snapshot.add(path);
            let configuration = std::path::absolute(path).ok();
            if let Some(file) = configuration.and_then(|path| config::find_upwards(&path)) {
                snapshot.add(&file);
            }
        }
        snapshot
    }

    /// The same without one file.
    #[must_use]
    pub(crate) fn without(mut self, file: &Path) -> Self {
        if let Ok(file) = fs::canonicalize(file) {
            self.0
                .retain(|path, _| fs::canonicalize(path).is_ok_and(|path| path != file));
        }
        self
    }

    fn add(&mut self, path: &Path) {
        let Ok(metadata) = fs::metadata(path) else { return };
        if metadata.is_file() {
            let state = (metadata.modified().ok(), metadata.len());
            self.0.insert(path.to_owned(), state);
        } else if let Ok(entries) = fs::read_dir(path) {
            for entry in entries.flatten() {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                // What Excel and we ourselves leave beside a list is no change of it.
                let is_passed_over =
                    name.starts_with('.') || name.starts_with("~$") || name.contains(".geprueft.");
                // A link to a folder could lead back up and never end.
                let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                if !is_passed_over && (!is_link || entry.path().is_file()) {
                    self.add(&entry.path());
                }
            }
        }
    }
}

/// Waits until files look different, and then until they look the same twice: an editor writes in several steps. `None`
/// when the waiting was stopped.
pub(crate) fn changed(
    seen: &Snapshot,
    take: impl Fn() -> Snapshot,
    is_stopped: impl Fn() -> bool,
) -> Option<Snapshot> {
    let mut last = take();
    while !is_stopped() {
        sleep(PAUSE);
        let now = take();
        if now == last && now != *seen {
            return Some(now);
        }
        last = now;
    }
    None
}
