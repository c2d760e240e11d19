//! `--watch`: checks again whenever a file changes, until Ctrl-C.
//!
//! The files are looked at again and again rather than announced by the operating system: that works on network drives
//! too, where most town halls keep their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::args::ValidateArguments;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use crate::ui::Ui;

/// How long to wait before the files are looked at again.
const PAUSE: Duration = Duration::from_millis(300);

/// What stands between two checks.
const SEPARATOR: &str = "────────────────────────────────────────";

/// Checks until Ctrl-C; ends as the last check did.
pub(super) fn run(
    arguments: &ValidateArguments,
    ui: &mut Ui,
    check: fn(&ValidateArguments, &mut Ui) -> Result<Exit, Failure>,
) -> Exit {
    interrupt::watch();
    let mut seen = Snapshot::take(arguments);
    loop {
        let exit = check(arguments, ui).unwrap_or_else(|failure| {
            ui.fail(&failure);
            failure.exit
        });
        match changed(&seen, arguments) {
            Some(now) => seen = now,
            None => return exit,
        }
        ui.line(SEPARATOR);
    }
}

/// Waits for a change, and until no more follows at once; `None` when Ctrl-C came.
fn changed(seen: &Snapshot, arguments: &ValidateArguments) -> Option<Snapshot> {
    let mut last = Snapshot::take(arguments);
    while !interrupt::is_stopped() {
        sleep(PAUSE);
        let now = Snapshot::take(arguments);
        // An editor writes in several steps; the file is whole when two looks see the same.
        if now == last && now != *seen {
            return Some(now);
        }
        last = now;
    }
    None
}

/// When each file was changed, and how large it is.
#[derive(PartialEq, Eq)]
struct Snapshot(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

impl Snapshot {
    fn take(arguments: &ValidateArguments) -> Self {
        let mut snapshot = Self(BTreeMap::new());
        let more = [&arguments.scope.baseline].into_iter().flatten();
        for path in arguments.paths.iter().chain(&arguments.shapes).chain(more) {
            snapshot.add(path);
            let configuration = std::path::absolute(path).ok();
            if let Some(file) = configuration.and_then(|path| config::find_upwards(&path)) {
                snapshot.add(&file);
            }
        }
        // The report is no reason for another one.
        if let Some(output) = &arguments.output
            && let Ok(output) = fs::canonicalize(output)
        {
            snapshot
                .0
                .retain(|path, _| fs::canonicalize(path).is_ok_and(|path| path != output));
        }
        snapshot
    }

    fn add(&mut self, path: &Path) {
        let Ok(metadata) = fs::metadata(path) else { return };
        if metadata.is_file() {
            let state = (metadata.modified().ok(), metadata.len());
            self.0.insert(path.to_owned(), state);
        } else if let Ok(entries) = fs::read_dir(path) {
            for entry in entries.flatten() {
                let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
                // A link to a folder could lead back up and never end.
                let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                if !is_hidden && (!is_link || entry.path().is_file()) {
                    self.add(&entry.path());
                }
            }
        }
    }
}
