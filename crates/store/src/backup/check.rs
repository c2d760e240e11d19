//! Whether a backup is whole.

use std::io;

use super::reading::{Backup, damaged, has_ending};
use super::{MANIFEST, ReadBackupError};
use crate::files::pour;
use crate::journal::{Entry, read_images};
use crate::verify::{Damage, DamageKind};
use crate::{content_hash, digest};

impl Backup {
    /// Reads all of the backup and compares it with the checksums and the canonical hashes that it was made with.
    ///
    /// # Errors
    /// When the operating system does not let it be read. What is damaged is no error, but in the list.
    pub fn check(&self) -> Result<Vec<Damage>, ReadBackupError> {
        let mut damages = Vec::new();
        for (name, sha256) in &self.sums {
            let mut reader = match self.reader(name) {
                Ok(reader) => reader,
                Err(ReadBackupError::Damaged { name, reason }) => {
                    damages.push(Damage::of(DamageKind::FileMissing, &name, &reason));
                    continue;
                }
                Err(error) => return Err(error),
            };
            match pour(&mut reader, &mut io::sink()) {
                Ok((found, _)) if found == *sha256 => {}
                Ok((found, _)) => damages.push(Damage::of(DamageKind::FileDiffers, name, &found)),
                Err(error) => damages.push(Damage::of(DamageKind::FileUnreadable, name, &error)),
            }
        }
        // The manifest is one of the files that have a checksum.
        let listed = self.sums.keys().filter(|name| *name != MANIFEST).count();
        if listed != self.manifest().files {
            let reason = format!("{listed} of {} files", self.manifest().files);
            damages.push(Damage::of(DamageKind::FileMissing, "SHA256SUMS", &reason));
        }
        for city in &self.manifest().cities {
            let mut hashes = Vec::new();
            let read = self.graphs(&city.slug, |read| {
                if read.graph.len() != read.triples || content_hash(&read.graph) != read.hash {
                    let title = read.resource.title.clone();
                    damages.push(Damage::of(DamageKind::GraphDiffers, &read.resource.iri, &title));
                }
                hashes.push(read.hash);
                Ok(())
            });
            let found = digest::of_lines(hashes.iter().map(String::as_str));
            let read = read.and_then(|()| {
                if hashes.len() == city.graphs && found == city.hash {
                    return Ok(());
                }
                let reason = format!("{} of {} graphs", hashes.len(), city.graphs);
                Err(damaged(&city.slug, &reason))
            });
            collect(read, DamageKind::GraphUnreadable, &mut damages)?;
            collect(
                self.marks(&city.slug).map(drop),
                DamageKind::FileDiffers,
                &mut damages,
            )?;
            for name in self.journal_names(&city.slug) {
                collect(
                    self.check_journal(&name),
                    DamageKind::JournalUnreadable,
                    &mut damages,
                )?;
            }
        }
        collect(self.erased().map(drop), DamageKind::FileDiffers, &mut damages)?;
        Ok(damages)
    }

    fn check_journal(&self, name: &str) -> Result<(), ReadBackupError> {
        let bytes = self.bytes(name)?;
        if has_ending(name, "json") {
            let parsed = serde_json::from_slice::<Entry>(&bytes);
            parsed.map(drop).map_err(|error| damaged(name, &error))
        } else {
            let read = read_images(bytes.as_slice(), std::path::Path::new(name));
            read.map(drop).map_err(|error| damaged(name, &error))
        }
    }
}

/// What is damaged is told; what cannot be read at all ends the check.
fn collect(
    checked: Result<(), ReadBackupError>,
    kind: DamageKind,
    damages: &mut Vec<Damage>,
) -> Result<(), ReadBackupError> {
    match checked {
        Err(ReadBackupError::Damaged { name, reason }) => {
            let known = damages.iter().any(|damage| damage.place == name);
            if !known {
                damages.push(Damage::of(kind, &name, &reason));
            }
            Ok(())
        }
        other => other,
    }
}
