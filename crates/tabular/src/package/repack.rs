//! Writing a package anew with some parts changed; all others are copied as they are, packed bytes and all.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::error::TableError;
use crate::package::{Package, damaged};

/// Parts that are changed, added or taken away.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    parts: BTreeMap<String, Option<Vec<u8>>>,
}

impl Changes {
    /// A part has these bytes from now on.
    pub(crate) fn set(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.parts.insert(name.to_owned(), Some(bytes.into()));
    }

    /// A part is no longer there.
    pub(crate) fn remove(&mut self, name: &str) {
        self.parts.insert(name.to_owned(), None);
    }

    /// The bytes of a part after the changes so far; `None` when there is no such part.
    pub(crate) fn get(&self, package: &mut Package<'_>, name: &str) -> Result<Option<Vec<u8>>, TableError> {
        let known = package.find(name).unwrap_or(name).to_owned();
        match self.parts.get(&known) {
            Some(bytes) => Ok(bytes.clone()),
            None if package.find(&known).is_some() => package.read(&known).map(Some),
            None => Ok(None),
        }
    }

    /// Whether a part of that name exists after the changes so far.
    pub(crate) fn has(&self, package: &Package<'_>, name: &str) -> bool {
        self.parts
            .get(name)
            .map_or_else(|| package.find(name).is_some(), Option::is_some)
    }

    /// The package with the changes, in the order of the old one, new parts last.
    pub(crate) fn apply(mut self, package: &mut Package<'_>) -> Result<Vec<u8>, TableError> {
        let failed = |error: ZipError| damaged("ZIP", error);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let names = package.names().to_vec();
        let archive = package.archive();
        for (index, name) in names.iter().enumerate() {
            let file = archive.by_index_raw(index).map_err(failed)?;
            match self.parts.remove(name) {
                None => writer.raw_copy_file(file).map_err(failed)?,
                Some(None) => {}
                Some(Some(bytes)) => {
                    let options = SimpleFileOptions::default()
                        .compression_method(CompressionMethod::Deflated)
                        .last_modified_time(file.last_modified().unwrap_or_default());
                    drop(file);
                    write(&mut writer, name, &bytes, options)?;
                }
            }
        }
        for (name, bytes) in self.parts {
            if let Some(bytes) = bytes {
                let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
                write(&mut writer, &name, &bytes, options)?;
            }
        }
        Ok(writer.finish().map_err(failed)?.into_inner())
    }
}

fn write(
    writer: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    options: SimpleFileOptions,
) -> Result<(), TableError> {
    writer
        .start_file(name, options)
        .map_err(|error| damaged(name, error))?;
    writer
        .write_all(bytes)
        .map_err(|error| damaged(name, ZipError::Io(error)))
}
