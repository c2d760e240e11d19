//! Replacing a file: wholly or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use kolophon_diagnostic::Text;
use tempfile::Builder;

use crate::failure::write_trouble;
use crate::interrupt;

/// Puts new bytes in the place of a file's old ones.
///
/// They are written beside the file and made durable before they take its name, so that neither Ctrl-C nor a full disk
/// leaves half a file. Permissions are kept; what a link points to is replaced, not the link.
///
/// # Errors
/// What to tell people: the file is open elsewhere or protected, has changed meanwhile, or the disk is full.
pub(super) fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), Text> {
    let trouble = |error: io::Error| write_trouble(&error);
    let path = fs::canonicalize(path).map_err(trouble)?;
    let permissions = fs::metadata(&path).map_err(trouble)?.permissions();
    if permissions.readonly() {
        return Err(Text::new(
            "Die Datei ist schreibgeschützt; sie wurde nicht geändert.",
            "The file is write-protected; it was not changed.",
        ));
    }
    if fs::read(&path).map_err(trouble)? != before {
        return Err(Text::new(
            "Die Datei hat sich inzwischen geändert; sie wurde nicht angerührt. Bitte noch einmal aufrufen.",
            "The file has changed meanwhile; it was not touched. Please run the command again.",
        ));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // Names that begin with a dot are passed over when a folder is read.
    let beside = || Builder::new().prefix(".kolophon-").tempfile_in(folder);
    let (_unfinished, mut file) = interrupt::unfinished(beside).map_err(trouble)?;
    file.write_all(after).map_err(trouble)?;
    fs::set_permissions(file.path(), permissions).map_err(trouble)?;
    file.as_file().sync_all().map_err(trouble)?;
    file.persist(&path).map_err(|error| write_trouble(&error.error))?;
    sync_folder(folder).map_err(trouble)
}

/// Makes the new name durable, where folders can be told to.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ttl");
        fs::write(&path, "alt").unwrap();
        replace(&path, b"alt", b"neu").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"neu");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_changed_meanwhile_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ttl");
        fs::write(&path, "von anderen").unwrap();
        assert!(
            replace(&path, b"alt", b"neu")
                .unwrap_err()
                .de
                .contains("inzwischen")
        );
        assert_eq!(fs::read(&path).unwrap(), b"von anderen");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_are_kept() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.ttl"), folder.path().join("link.ttl"));
        fs::write(&path, "alt").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, b"alt", b"neu").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"neu");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(
            replace(&path, b"neu", b"neuer")
                .unwrap_err()
                .de
                .contains("schreibgeschützt")
        );
        assert_eq!(fs::read(&path).unwrap(), b"neu");
    }
}
