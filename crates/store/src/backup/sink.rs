//! Where a backup is written to: a directory, or an archive. It gets its name when it is whole.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use super::{MANIFEST, SUMS};
use crate::durable::sync_directory;
use crate::files::pour;

/// A backup that is being written.
pub(super) struct Sink {
    target: PathBuf,
    part: PathBuf,
    form: Form,
    sums: BTreeMap<String, String>,
    is_whole: bool,
}

enum Form {
    Directory,
    Archive(Box<tar::Builder<BufWriter<File>>>),
}

impl Sink {
    /// Begins a backup: an archive when the target is called `.tar`, else a directory.
    pub(super) fn create(target: &Path) -> io::Result<Self> {
        let part = with_suffix(target, ".part");
        remove(&part)?;
        if let Some(parent) = target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent)?;
        }
        let form = if target
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("tar"))
        {
            Form::Archive(Box::new(tar::Builder::new(BufWriter::new(create_private(
                &part,
            )?))))
        } else {
            create_private_directory(&part)?;
            Form::Directory
        };
        Ok(Self {
            target: target.to_owned(),
            part,
            form,
            sums: BTreeMap::new(),
            is_whole: false,
        })
    }

    /// A place for a file whose size is not known before it is written.
    pub(super) fn scratch(&self) -> PathBuf {
        with_suffix(&self.target, ".graphs.part")
    }

    /// How many files have been written.
    pub(super) fn files(&self) -> usize {
        self.sums.len()
    }

    /// Adds a file of which the content is at hand.
    pub(super) fn put_bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.put(name, &mut &*bytes, bytes.len() as u64)
    }

    /// Adds a copy of a file.
    pub(super) fn put_file(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        self.put(name, &mut file, size)
    }

    fn put(&mut self, name: &str, from: &mut dyn Read, size: u64) -> io::Result<()> {
        let (sha256, written) = match &mut self.form {
            Form::Directory => {
                let path = self.part.join(name);
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent)?;
                }
                let mut file = create_private(&path)?;
                let poured = pour(from, &mut file)?;
                file.sync_all()?;
                poured
            }
            Form::Archive(builder) => {
                let mut header = tar::Header::new_gnu();
                header.set_size(size);
                header.set_mode(0o600);
                let mut hashing = Hashing::new(from.take(size));
                builder.append_data(&mut header, name, &mut hashing)?;
                hashing.finish()
            }
        };
        if written != size {
            return Err(io::Error::other(format!("{name} has changed while it was read")));
        }
        self.sums.insert(name.to_owned(), sha256);
        Ok(())
    }

    /// Ends the backup: from now on it has its name.
    pub(super) fn finish(mut self, manifest: &[u8]) -> io::Result<()> {
        self.put_bytes(MANIFEST, manifest)?;
        let mut sums = String::new();
        for (name, sha256) in &self.sums {
            sums.push_str(&[sha256, "  ", name, "\n"].concat());
        }
        self.put_bytes(SUMS, sums.as_bytes())?;
        match &mut self.form {
            Form::Directory => sync_tree(&self.part)?,
            Form::Archive(builder) => {
                builder.finish()?;
                let file = builder.get_mut();
                file.flush()?;
                file.get_ref().sync_all()?;
            }
        }
        fs::rename(&self.part, &self.target)?;
        self.is_whole = true;
        let parent = self
            .target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        sync_directory(parent.unwrap_or(Path::new(".")))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if !self.is_whole {
            // Half a backup is none; the reason for it is reported already.
            drop(remove(&self.part));
        }
        drop(fs::remove_file(self.scratch()));
    }
}

/// Counts and hashes what is read.
struct Hashing<R> {
    inner: R,
    hasher: sha2::Sha256,
    length: u64,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: sha2::Digest::new(),
            length: 0,
        }
    }

    fn finish(self) -> (String, u64) {
        let sum = sha2::Digest::finalize(self.hasher);
        (crate::digest::hexadecimal(&sum), self.length)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        sha2::Digest::update(&mut self.hasher, &buffer[..length]);
        self.length += length as u64;
        Ok(length)
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn sync_tree(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_directory(directory)
}

/// A backup is nobody's but the operator's: it holds what was withdrawn, and sums of tokens.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

fn create_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}
