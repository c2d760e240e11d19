//! The ZIP archive that an XLSX or ODS file is, unpacked within limits.

mod repack;

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{Limit, TableError};
use crate::limits::Limits;

pub(crate) use crate::package::repack::Changes;

/// An opened package. Every part that is read counts towards the limits.
#[derive(Debug)]
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    limits: &'a Limits,
    /// The bytes unpacked so far, of all parts.
    unpacked: Rc<Cell<u64>>,
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub(crate) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, TableError> {
        Limits::check(Limit::Bytes, Limits::size(bytes.len()), limits.most_bytes())?;
        Limits::check(Limit::Parts, declared_parts(bytes), limits.parts)?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged("ZIP", error))?;
        Limits::check(Limit::Parts, Limits::size(archive.len()), limits.parts)?;
        let names = archive.file_names().collect::<Result<Vec<_>, _>>();
        let names = names.map_err(|error| damaged("ZIP", error))?;
        let names = names.into_iter().map(Cow::into_owned).collect();
        Ok(Self {
            archive,
            names,
            limits,
            unpacked: Rc::default(),
        })
    }

    /// The names of all parts.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The archive itself, to copy its parts as they are.
    pub(crate) fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }

    /// The name of a part as the archive spells it; part names are the same in upper and lower case (ISO/IEC 29500-2,
    /// 6.2.2.3), and some programs write `\` for `/`.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        let is_same = |known: &str| {
            let known = known.strip_prefix('/').unwrap_or(known);
            known.len() == name.len()
                && known
                    .bytes()
                    .zip(name.bytes())
                    .all(|(a, b)| a.eq_ignore_ascii_case(&b) || a == b'\\' && b == b'/')
        };
        let exact = self.names.iter().find(|known| *known == name);
        let found = exact.or_else(|| self.names.iter().find(|known| is_same(known)));
        found.map(String::as_str)
    }

    /// The bytes of a part as they are unpacked.
    pub(crate) fn stream(&mut self, name: &str) -> Result<BufReader<impl Read + use<'_, 'a>>, TableError> {
        let missing = || TableError::Damaged {
            part: name.to_owned(),
            reason: "the part is missing".to_owned(),
        };
        let known = self.find(name).ok_or_else(missing)?.to_owned();
        let file = self
            .archive
            .by_name(&known)
            .map_err(|error| damaged(name, error))?;
        if !matches!(
            file.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(TableError::Damaged {
                part: name.to_owned(),
                reason: "unknown compression".to_owned(),
            });
        }
        Ok(BufReader::new(Capped {
            packed: file.compressed_size(),
            part: 0,
            inner: file,
            unpacked: Rc::clone(&self.unpacked),
            limits: self.limits,
        }))
    }

    /// A whole part.
    pub(crate) fn read(&mut self, name: &str) -> Result<Vec<u8>, TableError> {
        let mut bytes = Vec::new();
        let read = self.stream(name)?.read_to_end(&mut bytes);
        read.map_err(|error| of_io(name, &error))?;
        Ok(bytes)
    }
}

/// A part while it is unpacked; it ends in an error at a limit.
struct Capped<'l, R> {
    inner: R,
    /// The bytes of the part in the archive.
    packed: u64,
    /// The bytes of the part so far.
    part: u64,
    unpacked: Rc<Cell<u64>>,
    limits: &'l Limits,
}

impl<R: Read> Read for Capped<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.part = self.part.saturating_add(Limits::size(count));
        let all = self.unpacked.get().saturating_add(Limits::size(count));
        self.unpacked.set(all);
        Limits::check(Limit::UnpackedBytes, all, self.limits.unpacked_bytes).map_err(io::Error::other)?;
        let most = self
            .packed
            .saturating_mul(self.limits.ratio)
            .max(Limits::RATIO_COUNTS_FROM);
        if self.part > most {
            return Err(io::Error::other(TableError::TooLarge {
                limit: Limit::Ratio,
                most: self.limits.ratio,
            }));
        }
        Ok(count)
    }
}

/// The limit that ended the reading of a part, else the damage.
pub(crate) fn of_io(part: &str, error: &io::Error) -> TableError {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<TableError>());
    inner.cloned().unwrap_or_else(|| TableError::Damaged {
        part: part.to_owned(),
        reason: error.to_string(),
    })
}

pub(crate) fn damaged(part: &str, error: ZipError) -> TableError {
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            TableError::Encrypted
        }
        ZipError::Io(error) => of_io(part, &error),
        other => TableError::Damaged {
            part: part.to_owned(),
            reason: other.to_string(),
        },
    }
}

/// The number of parts that the end of the archive declares (APPNOTE 4.3.16), so that no directory of millions of parts
/// is read. 65535 stands for a number in the ZIP64 record, which no spreadsheet needs.
fn declared_parts(bytes: &[u8]) -> u64 {
    const END: &[u8] = b"PK\x05\x06";
    let found = memchr::memmem::rfind(bytes, END);
    let count = found.and_then(|at| Some([*bytes.get(at + 10)?, *bytes.get(at + 11)?]));
    count.map_or(0, |count| u64::from(u16::from_le_bytes(count)))
}
