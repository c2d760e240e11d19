//! Whether a data directory is what it was written as: every graph against its recorded hash, the union, the journal, and
//! the checksum of every data file.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::fs::File;
use std::io;

use oxigraph::model::{GraphNameRef, NamedNodeRef};
use serde::Serialize;

use crate::digest::{self, Colour};
use crate::engine::Fingerprint;
use crate::erase;
use crate::error::EngineError;
use crate::files::pour;
use crate::holdings::{Holdings, Inventory};
use crate::lexical::StoredGraph;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Damage {
    /// What kind of thing it is, and what is wrong.
    pub kind: DamageKind,
    /// Which: an address, the name of a file, or a city.
    pub place: String,
    /// More about it, for those who mend it.
    pub detail: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DamageKind {
    /// A graph cannot be read.
    GraphUnreadable,
    /// A graph is not the one that was published.
    GraphDiffers,
    /// The union of all graphs holds too little or too much.
    UnionDiffers,
    /// An entry of the journal is missing between two others.
    JournalMissing,
    /// An entry of the journal cannot be read.
    JournalUnreadable,
    /// A file is missing.
    FileMissing,
    /// A file is not the one that was kept.
    FileDiffers,
    /// A file cannot be read.
    FileUnreadable,
}

impl Damage {
    pub(crate) fn of(kind: DamageKind, place: &str, detail: &dyn fmt::Display) -> Self {
        Self {
            kind,
            place: place.to_owned(),
            detail: detail.to_string(),
        }
    }
}

/// What was looked at, and what of it is damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Graphs whose hash was computed anew.
    pub graphs: usize,
    /// Entries of the journal that were read, with the graphs in them.
    pub entries: usize,
    /// Data files whose checksum was computed anew.
    pub files: usize,
    /// What is damaged.
    pub damages: Vec<Damage>,
}

impl Holdings {
    /// Reads everything and compares it with what was recorded when it was written.
    ///
    /// # Errors
    /// When not even the list of what is published can be read. What is damaged is no error, but in the list.
    pub fn verify(&self) -> Result<Verified, EngineError> {
        self.read(|inventory| {
            let mut verified = Verified::default();
            graphs(inventory, &mut verified);
            // Oxigraph's `Store::validate`, which reads the other indexes too, never ends on a damaged table.
            let named = journal(inventory, &mut verified)?;
            files(inventory, &named, &mut verified);
            Ok(verified)
        })
    }
}

fn graphs(inventory: &Inventory<'_>, verified: &mut Verified) {
    // Half a hash per triple is little, and enough to tell them apart.
    let mut union: HashSet<Colour> = HashSet::new();
    let mut is_whole = true;
    for (iri, recorded) in inventory.fingerprints {
        verified.graphs += 1;
        let title = inventory
            .state
            .resources
            .get(iri)
            .map_or("", |resource| &resource.title);
        match fingerprint(inventory, iri, &mut union) {
            Ok(found) if found == *recorded => {}
            Ok(_) => verified
                .damages
                .push(Damage::of(DamageKind::GraphDiffers, iri, &title)),
            Err(error) => {
                is_whole = false;
                verified
                    .damages
                    .push(Damage::of(DamageKind::GraphUnreadable, iri, &error));
            }
        }
    }
    if is_whole {
        let quads = inventory
            .snapshot
            .quads(None, None, None, Some(GraphNameRef::DefaultGraph));
        let mut found = 0_usize;
        for quad in quads {
            match quad {
                Ok(quad) => {
                    found += 1;
                    let triple = oxigraph::model::Triple::from(quad).to_string();
                    if !union.contains(&digest::colour([triple.as_bytes()])) {
                        verified
                            .damages
                            .push(Damage::of(DamageKind::UnionDiffers, &triple, &""));
                        return;
                    }
                }
                Err(error) => {
                    verified
                        .damages
                        .push(Damage::of(DamageKind::UnionDiffers, "", &error));
                    return;
                }
            }
        }
        if found != union.len() {
            let detail = format!("{found} / {}", union.len());
            verified
                .damages
                .push(Damage::of(DamageKind::UnionDiffers, "", &detail));
        }
    }
}

fn fingerprint(
    inventory: &Inventory<'_>,
    iri: &str,
    union: &mut HashSet<Colour>,
) -> Result<Fingerprint, EngineError> {
    let name = NamedNodeRef::new_unchecked(iri);
    let stored = StoredGraph {
        triples: inventory.snapshot.triples(name)?,
        lexical: inventory.snapshot.lexical(name)?,
    };
    for triple in &stored.triples {
        union.insert(digest::colour([triple.to_string().as_bytes()]));
    }
    Ok(stored.fingerprint())
}

/// Reads the journal; returns the data files that it names, with where.
fn journal(
    inventory: &Inventory<'_>,
    verified: &mut Verified,
) -> Result<BTreeMap<String, String>, EngineError> {
    let mut named = BTreeMap::new();
    for city in inventory.state.cities.values() {
        let numbers: BTreeSet<u64> = inventory.journal.numbers(&city.slug)?.into_iter().collect();
        let Some(first) = numbers.first() else {
            continue;
        };
        for generation in *first..=city.generation {
            let place = format!("{} {generation}", city.slug);
            if !numbers.contains(&generation) {
                verified
                    .damages
                    .push(Damage::of(DamageKind::JournalMissing, &place, &""));
                continue;
            }
            verified.entries += 1;
            let read = inventory.journal.entry(&city.slug, generation).and_then(|entry| {
                inventory.journal.images(&city.slug, generation)?;
                Ok(entry)
            });
            match read {
                Ok(entry) => {
                    for sha256 in entry.iter().flat_map(erase::files_of) {
                        named.insert(sha256, place.clone());
                    }
                }
                Err(error) => {
                    verified
                        .damages
                        .push(Damage::of(DamageKind::JournalUnreadable, &place, &error));
                }
            }
        }
    }
    Ok(named)
}

fn files(inventory: &Inventory<'_>, named: &BTreeMap<String, String>, verified: &mut Verified) {
    let mut wanted = named.clone();
    for resource in inventory.state.resources.values() {
        for file in &resource.files {
            wanted.insert(
                file.sha256.clone(),
                format!("{}/datei/{}", resource.iri, file.name),
            );
        }
    }
    for (sha256, place) in wanted {
        verified.files += 1;
        let path = inventory.files.path(&sha256);
        let damage = match File::open(&path).and_then(|mut file| pour(&mut file, &mut io::sink())) {
            Ok((found, _)) if found == sha256 => continue,
            Ok(_) => Damage::of(DamageKind::FileDiffers, &place, &path.display()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Damage::of(DamageKind::FileMissing, &place, &path.display())
            }
            Err(error) => Damage::of(DamageKind::FileUnreadable, &place, &error),
        };
        verified.damages.push(damage);
    }
}
