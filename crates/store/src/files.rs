//! Data files, found by their content: `files/ab/abcdef…`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};

use crate::digest;
use crate::durable::sync_directory;
use crate::state::FileEntry;

/// The folder in the data directory.
pub(crate) const FOLDER: &str = "files";

/// What the name of a file begins with until it is whole.
pub(crate) const TEMPORARY_PREFIX: &str = "tmp-";

/// The directory of data files.
pub(crate) struct Files {
    directory: PathBuf,
    is_temporary: bool,
    copies: AtomicU64,
}

impl Files {
    /// The files of a data directory.
    pub(crate) fn in_directory(directory: &Path) -> Self {
        Self {
            directory: directory.join(FOLDER),
            is_temporary: false,
            copies: AtomicU64::new(0),
        }
    }

    /// Files that are gone when the store is.
    pub(crate) fn temporary(parent: &Path) -> io::Result<Self> {
        static STORES: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = STORES.fetch_add(1, Ordering::Relaxed);
            let directory = parent.join(format!("kolophon-{}-{number}", process::id()));
            match fs::create_dir(&directory) {
                Ok(()) => {
                    return Ok(Self {
                        directory,
                        is_temporary: true,
                        copies: AtomicU64::new(0),
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Where they lie.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where the file of that hash lies.
    pub(crate) fn path(&self, sha256: &str) -> PathBuf {
        // What is no hash, such as a path with dots, names a file that cannot exist.
        if sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let sha256 = sha256.to_ascii_lowercase();
            self.directory.join(&sha256[..2]).join(&sha256)
        } else {
            self.directory.join("none").join("none")
        }
    }

    /// Copies a file and measures it.
    pub(crate) fn put(&self, from: &Path) -> io::Result<FileEntry> {
        self.put_bytes(&mut File::open(from)?, from)
    }

    /// Keeps what is read; the path is only its name.
    pub(crate) fn put_bytes(&self, source: &mut dyn io::Read, from: &Path) -> io::Result<FileEntry> {
        fs::create_dir_all(&self.directory)?;
        let temporary = self.temporary_path();
        let copied = copy(source, &temporary).and_then(|(sha256, byte_size)| {
            self.keep(&temporary, &sha256)?;
            Ok(entry(from, sha256, byte_size))
        });
        if copied.is_err() {
            // The first error is the one worth reporting.
            drop(fs::remove_file(&temporary));
        }
        copied
    }

    /// A file that is going to arrive piece by piece.
    pub(crate) fn incoming(&self) -> io::Result<Incoming> {
        fs::create_dir_all(&self.directory)?;
        let path = self.temporary_path();
        Ok(Incoming {
            file: File::create(&path)?,
            path,
            hasher: Sha256::new(),
            byte_size: 0,
        })
    }

    fn temporary_path(&self) -> PathBuf {
        let number = self.copies.fetch_add(1, Ordering::Relaxed);
        self.directory
            .join(format!("{TEMPORARY_PREFIX}{}-{number}", process::id()))
    }

    fn keep(&self, temporary: &Path, sha256: &str) -> io::Result<()> {
        let path = self.path(sha256);
        if path.exists() {
            return fs::remove_file(temporary);
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
            fs::rename(temporary, &path)?;
            sync_directory(parent)?;
        }
        sync_directory(&self.directory)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if self.is_temporary
            && let Err(error) = fs::remove_dir_all(&self.directory)
        {
            tracing::warn!(path = %self.directory.display(), %error, "temporary files stay behind");
        }
    }
}

/// A data file that arrives piece by piece. It is gone when this is dropped, unless it was
/// [put](crate::Store::put_file) into the store before.
pub struct Incoming {
    file: File,
    path: PathBuf,
    hasher: Sha256,
    byte_size: u64,
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming")
            .field("path", &self.path)
            .field("byte_size", &self.byte_size)
            .finish_non_exhaustive()
    }
}

impl Incoming {
    /// Adds a piece.
    ///
    /// # Errors
    /// When it cannot be written, such as to a full disk.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.hasher.update(piece);
        self.byte_size += piece.len() as u64;
        io::Write::write_all(&mut self.file, piece)
    }

    /// Where it lies for now.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 and size of what has arrived so far.
    #[must_use]
    pub fn measured(&self) -> (String, u64) {
        (
            digest::hexadecimal(&self.hasher.clone().finalize()),
            self.byte_size,
        )
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What stays is swept away when the store is opened the next time.
        drop(fs::remove_file(&self.path));
    }
}

/// The hashes of all data files of a data directory.
pub(crate) fn hashes_in(directory: &Path) -> io::Result<BTreeSet<String>> {
    let mut hashes = BTreeSet::new();
    for folder in entries(&directory.join(FOLDER))? {
        for file in entries(&folder)? {
            hashes.extend(file.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    Ok(hashes)
}

/// The paths in a folder; none when there is no such folder, or when it is a file.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// Hash, size and name of a file as it is now. The media type stays empty.
///
/// # Errors
/// When the file cannot be read.
pub fn measure(path: &Path) -> io::Result<FileEntry> {
    let (sha256, byte_size) = pour(&mut File::open(path)?, &mut io::sink())?;
    Ok(entry(path, sha256, byte_size))
}

fn entry(path: &Path, sha256: String, byte_size: u64) -> FileEntry {
    FileEntry {
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        sha256,
        byte_size,
        media_type: String::new(),
    }
}

/// Copies and syncs; returns hash and size of what was copied.
fn copy(source: &mut dyn io::Read, to: &Path) -> io::Result<(String, u64)> {
    let mut target = File::create(to)?;
    let measured = pour(source, &mut target)?;
    target.sync_all()?;
    Ok(measured)
}

/// Copies; returns hash and size of what was copied.
pub(crate) fn pour(source: &mut dyn io::Read, target: &mut dyn io::Write) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut byte_size = 0_u64;
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let length = source.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hasher.update(&buffer[..length]);
        target.write_all(&buffer[..length])?;
        byte_size += length as u64;
    }
    Ok((digest::hexadecimal(&hasher.finalize()), byte_size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_hash() {
        let directory = tempfile::tempdir().unwrap();
        let from = directory.path().join("haushalt.csv");
        fs::write(&from, "abc").unwrap();
        let files = Files::in_directory(directory.path());
        let entry = files.put(&from).unwrap();
        assert_eq!(entry, files.put(&from).unwrap());
        assert_eq!(entry.name, "haushalt.csv");
        assert_eq!(entry.byte_size, 3);
        assert_eq!(
            entry.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let kept = files.path(&entry.sha256);
        assert!(kept.ends_with(format!("files/ba/{}", entry.sha256)));
        assert_eq!(fs::read(kept).unwrap(), b"abc");
        assert_eq!(fs::read_dir(directory.path().join("files")).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_arrives_in_pieces_is_gone_unless_it_was_put() {
        let directory = tempfile::tempdir().unwrap();
        let files = Files::in_directory(directory.path());
        let mut incoming = files.incoming().unwrap();
        incoming.write(b"a").unwrap();
        incoming.write(b"bc").unwrap();
        let (sha256, byte_size) = incoming.measured();
        let entry = files.put(incoming.path()).unwrap();
        assert_eq!(
            (entry.sha256.as_str(), entry.byte_size),
            (sha256.as_str(), byte_size)
        );
        drop(incoming);
        assert_eq!(fs::read(files.path(&sha256)).unwrap(), b"abc");
        let other = files.incoming().unwrap();
        assert_eq!(fs::read_dir(directory.path().join("files")).unwrap().count(), 2);
        drop(other);
        assert_eq!(fs::read_dir(directory.path().join("files")).unwrap().count(), 1);
    }

    #[test]
    fn no_hash_leads_out_of_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let files = Files::in_directory(directory.path());
        for name in ["", "../../../etc/passwd", "ä", &"../".repeat(22)[..64]] {
            assert!(files.path(name).starts_with(directory.path().join("files/none")));
        }
    }

    #[test]
    fn temporary_files_go_with_the_store() {
        let parent = tempfile::tempdir().unwrap();
        let from = parent.path().join("a.txt");
        fs::write(&from, "abc").unwrap();
        let files = Files::temporary(parent.path()).unwrap();
        let path = files.path(&files.put(&from).unwrap().sha256);
        assert!(path.exists());
        drop(files);
        assert!(!path.exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}
