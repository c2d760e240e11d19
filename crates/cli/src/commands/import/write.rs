//! The files of what was taken over: all of them or none, and never in the place of others.

use std::fs;
use std::io;
use std::path::Path;

use kolophon_authoring::{Defaults, Form, write as write_files};
use kolophon_graph::Graph;
use kolophon_publish::EmbeddedLists;
use tempfile::{Builder, TempDir};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// The file that keeps the report.
pub(super) const REPORT: &str = "uebernahme.txt";

/// A folder that holds something is not written to.
pub(super) fn refuse_existing(folder: &Path) -> Result<(), Failure> {
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if is_free {
        return Ok(());
    }
    let name = folder.display();
    Err(Failure::new(
        Exit::Conflict,
        format!("{name} gibt es schon. Übernommen wird nur einmal; es wurde nichts geschrieben."),
        format!("{name} is there already. Things are taken over once; nothing was written."),
    )
    .with_hint(
        "Nennen Sie mit --output einen neuen Ordner.",
        "Name a new folder with --output.",
    ))
}

/// Writes the files and the report into a new folder.
pub(super) fn write(
    graph: &Graph,
    form: Form,
    defaults: &Defaults,
    folder: &Path,
    report: &[String],
    ui: &Ui,
) -> Result<(), Failure> {
    let files = write_files(graph, form, defaults, &EmbeddedLists, ui.language()).map_err(|error| {
        let text = error.text();
        Failure::new(Exit::Unreadable, text.de, text.en).with_hint(
            "In YAML darf ein Text beliebig lang sein: --format yaml",
            "In YAML a text may be of any length: --format yaml",
        )
    })?;
    let report = format!("{}\n", report.join("\n"));
    let files = files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()));
    put(folder, files.chain([(REPORT, report.as_bytes())])).map_err(|error| failure(folder, &error))
}

/// Writes into a new folder beside the place, which then takes its name.
fn put<'f>(folder: &Path, files: impl Iterator<Item = (&'f str, &'f [u8])>) -> io::Result<()> {
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    let unfinished = beside(parent)?;
    for (name, bytes) in files {
        fs::write(unfinished.path().join(name), bytes)?;
    }
    // An empty folder makes way; one that was filled meanwhile does not.
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::rename(unfinished.path(), folder)?;
    // It has another name now, so there is nothing to clear away.
    let _moved = unfinished.keep();
    Ok(())
}

/// A new folder with the rights that any new folder gets.
fn beside(parent: &Path) -> io::Result<TempDir> {
    let mut builder = Builder::new();
    builder.prefix(".kolophon-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

fn failure(folder: &Path, error: &io::Error) -> Failure {
    let name = folder.display();
    Failure::new(
        Exit::Unreadable,
        format!("{name} lässt sich nicht schreiben. Es wurde nichts geschrieben."),
        format!("{name} cannot be written. Nothing was written."),
    )
    .with_cause(error)
}
