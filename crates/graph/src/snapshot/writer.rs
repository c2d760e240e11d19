//! Writes the sections of a snapshot file one after the other.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;

use crate::snapshot::SnapshotError;
use crate::snapshot::format::{self, Entry, HEADER, SECTIONS, Section};

/// Bytes that are written at once.
const CHUNK: usize = 1 << 18;

/// A file in the making, which bears its name only when it is complete.
pub(super) struct SnapshotWriter {
    file: File,
    partial: Partial,
    entries: Vec<Entry>,
}

/// A file that is removed again unless it is completed.
struct Partial {
    path: PathBuf,
    is_complete: bool,
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_complete {
            // What remains of a snapshot that could not be written is no use to anybody; the first error is told.
            drop(fs::remove_file(&self.path));
        }
    }
}

impl SnapshotWriter {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let partial = Partial {
            path: name.into(),
            is_complete: false,
        };
        let mut file = File::create(&partial.path)?;
        file.write_all(&[0; HEADER])?;
        Ok(Self {
            file,
            partial,
            entries: Vec::with_capacity(SECTIONS),
        })
    }

    /// Writes the next section, which has to be this one.
    pub(super) fn numbers(
        &mut self,
        section: Section,
        numbers: impl IntoIterator<Item = u32>,
    ) -> io::Result<()> {
        self.section(section, numbers.into_iter().map(u32::to_le_bytes))
    }

    /// Writes the next section, which has to be this one.
    pub(super) fn wide_numbers(
        &mut self,
        section: Section,
        numbers: impl IntoIterator<Item = u64>,
    ) -> io::Result<()> {
        self.section(section, numbers.into_iter().map(u64::to_le_bytes))
    }

    /// Writes the next section, which has to be this one.
    pub(super) fn text<T: AsRef<[u8]>>(
        &mut self,
        section: Section,
        texts: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        self.section(section, texts)
    }

    fn section<T: AsRef<[u8]>>(
        &mut self,
        section: Section,
        pieces: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        debug_assert_eq!(
            section.index(),
            self.entries.len(),
            "sections are in the order of the table"
        );
        let (mut hasher, mut length) = (Hasher::new(), 0);
        let mut chunk = Vec::with_capacity(CHUNK);
        for piece in pieces {
            chunk.extend_from_slice(piece.as_ref());
            if chunk.len() >= CHUNK {
                hasher.update(&chunk);
                length += chunk.len() as u64;
                self.file.write_all(&chunk)?;
                chunk.clear();
            }
        }
        hasher.update(&chunk);
        length += chunk.len() as u64;
        self.file.write_all(&chunk)?;
        self.entries.push(Entry {
            length,
            checksum: hasher.finalize(),
        });
        Ok(())
    }

    /// Writes the table, makes sure that all is on disk, and gives the file its name.
    pub(super) fn finish(mut self, path: &Path) -> Result<(), SnapshotError> {
        let entries: &[Entry; SECTIONS] = self.entries.as_slice().try_into().map_err(io::Error::other)?;
        let header = format::header(entries);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)?;
        self.file.sync_all()?;
        fs::rename(&self.partial.path, path)?;
        self.partial.is_complete = true;
        Ok(())
    }
}
