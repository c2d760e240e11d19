//! `--output FILE`: the whole file or none. Whoever reads it never sees half a report.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;

/// Writes a file with what `write` writes: into a new file beside it, which takes its place when all is written.
///
/// A device or pipe has no place to take; it is written as it is.
///
/// # Errors
/// When the file cannot be written. What stood there before is then still there.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    written(path, write).map_err(|error| failure(path, &error))
}

fn written(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let target = target(path)?;
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        let mut device = File::options().write(true).open(&target)?;
        return write(&mut device);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (_unfinished, mut file) = interrupt::unfinished(|| beside(folder))?;
    write(file.as_file_mut())?;
    file.as_file().sync_all()?;
    if let Ok(metadata) = fs::metadata(&target) {
        if metadata.permissions().readonly() || metadata.is_dir() {
            // Renaming would pass over the protection of the file.
            File::options().write(true).open(&target)?;
        }
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Where the file really lies: a link stays a link.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(target) => Ok(target),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
    }
}

/// A new file with the rights that any new file gets.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".kolophon-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    let failure = Failure::new(
        Exit::Unreadable,
        format!("Es kann nichts in die Datei {name} geschrieben werden."),
        format!("Nothing can be written to the file {name}."),
    );
    let failure = match error.kind() {
        io::ErrorKind::NotFound => failure.with_hint(
            "Diesen Ordner gibt es nicht. Bitte legen Sie ihn zuerst an.",
            "There is no such folder. Please create it first.",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => failure.with_hint(
            "Ihnen fehlen dort die Schreibrechte, oder die Datei ist noch in einem anderen Programm geöffnet.",
            "You may not write there, or the file is still open in another program.",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => failure.with_hint(
            "Dort ist kein Platz mehr. Was vorher in der Datei stand, ist unverändert.",
            "There is no room left. What stood in the file before is unchanged.",
        ),
        io::ErrorKind::IsADirectory => failure.with_hint(
            "Das ist ein Ordner. Bitte nennen Sie eine Datei.",
            "That is a folder. Please name a file.",
        ),
        _ => failure,
    };
    failure.with_cause(error)
}
