//! Reading a backup, whatever form it has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use kolophon_graph::{Graph, GraphBuilder};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};

use super::{
    CITIES, CITY, CityFile, GRAPHS, JOURNAL, MANIFEST, Manifest, RESOURCES, ReadBackupError, ResourceLine,
    SUMS, TOKENS, file_name,
};
use crate::erase::{self, LIST};
use crate::journal::{folder_name, push};
use crate::state::{Alias, City, Resource, Tombstone};
use crate::store::Store;

/// A backup that can be read.
#[derive(Debug)]
pub struct Backup {
    path: PathBuf,
    place: Place,
    manifest: Manifest,
    pub(super) sums: BTreeMap<String, String>,
}

#[derive(Debug)]
enum Place {
    Directory,
    /// Where each file lies in the archive: its first byte and its length.
    Archive(BTreeMap<String, (u64, u64)>),
}

/// What a backup holds of one city.
#[derive(Debug)]
pub struct CityBackup {
    /// The city as it was.
    pub city: City,
    /// What it had withdrawn.
    pub tombstones: Vec<Tombstone>,
    /// Its old addresses.
    pub aliases: Vec<Alias>,
    /// Its resources, each with its graph.
    pub resources: Vec<(Resource, Graph)>,
}

/// One graph as it is read, and what the backup says it is.
pub(super) struct ReadGraph {
    pub(super) resource: Resource,
    pub(super) hash: String,
    pub(super) triples: usize,
    pub(super) graph: Graph,
}

impl Backup {
    /// Opens the directory or the archive. Nothing of it is checked yet but that it is a backup: see
    /// [`check`](Self::check).
    ///
    /// # Errors
    /// See [`ReadBackupError`].
    pub fn open(path: &Path) -> Result<Self, ReadBackupError> {
        let io_error = |source| ReadBackupError::Io {
            path: path.to_owned(),
            source,
        };
        let is_directory = std::fs::metadata(path).map_err(io_error)?.is_dir();
        let place = if is_directory {
            Place::Directory
        } else {
            Place::Archive(index(path).map_err(|error| match error.kind() {
                io::ErrorKind::PermissionDenied => io_error(error),
                _ => ReadBackupError::NotABackup {
                    path: path.to_owned(),
                },
            })?)
        };
        let mut this = Self {
            path: path.to_owned(),
            place,
            manifest: Manifest {
                version: 0,
                program: String::new(),
                time: String::new(),
                scope: super::Scope::Installation,
                cities: Vec::new(),
                files: 0,
            },
            sums: BTreeMap::new(),
        };
        let Ok(json) = this.bytes(MANIFEST) else {
            return Err(ReadBackupError::NotABackup {
                path: path.to_owned(),
            });
        };
        let version = serde_json::from_slice::<Version>(&json)
            .map_err(|error| damaged(MANIFEST, &error))?
            .version;
        if version > Manifest::VERSION {
            return Err(ReadBackupError::Newer {
                found: version,
                supported: Manifest::VERSION,
            });
        }
        this.manifest = serde_json::from_slice(&json).map_err(|error| damaged(MANIFEST, &error))?;
        this.sums = this.read_sums()?;
        Ok(this)
    }

    /// What it is a backup of.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds of a city.
    ///
    /// # Errors
    /// See [`ReadBackupError`]; also when a graph is not the one whose hash was recorded.
    pub fn city(&self, slug: &str) -> Result<CityBackup, ReadBackupError> {
        let file = self.marks(slug)?;
        let mut resources = Vec::new();
        self.graphs(slug, |read| {
            if crate::content_hash(&read.graph) != read.hash {
                return Err(damaged(&read.resource.iri, &"its graph is another one"));
            }
            resources.push((read.resource, read.graph));
            Ok(())
        })?;
        Ok(CityBackup {
            city: file.city,
            tombstones: file.tombstones,
            aliases: file.aliases,
            resources,
        })
    }

    /// The hashes of what was erased.
    ///
    /// # Errors
    /// See [`ReadBackupError`].
    pub fn erased(&self) -> Result<BTreeSet<String>, ReadBackupError> {
        let text = String::from_utf8(self.bytes(LIST)?).map_err(|error| damaged(LIST, &error))?;
        erase::parse(&text).ok_or_else(|| damaged(LIST, &"a line is no SHA-256"))
    }

    /// The sums of tokens, as the file `tokens` held them; `None` when there were none.
    ///
    /// # Errors
    /// See [`ReadBackupError`].
    pub fn tokens(&self) -> Result<Option<Vec<u8>>, ReadBackupError> {
        if self.sums.contains_key(TOKENS) {
            self.bytes(TOKENS).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Whether it holds a data file.
    #[must_use]
    pub fn has_file(&self, sha256: &str) -> bool {
        self.sums.contains_key(&file_name(sha256))
    }

    /// How many entries of journals it holds.
    #[must_use]
    pub fn entries(&self) -> usize {
        let cities = self.manifest.cities.iter();
        let names = cities.flat_map(|city| self.journal_names(&city.slug));
        names.filter(|name| has_ending(name, "json")).count()
    }

    /// The data files, by hash, that a city's journal names and the backup holds.
    ///
    /// # Errors
    /// See [`ReadBackupError`].
    pub fn journal_files(&self, city: &str) -> Result<BTreeSet<String>, ReadBackupError> {
        let mut files = BTreeSet::new();
        for name in self
            .journal_names(city)
            .iter()
            .filter(|name| has_ending(name, "json"))
        {
            let entry = serde_json::from_slice(&self.bytes(name)?).map_err(|error| damaged(name, &error))?;
            files.extend(erase::files_of(&entry));
        }
        files.retain(|sha256| self.has_file(sha256));
        Ok(files)
    }

    /// Puts a data file of the backup into a store, unless it is there.
    ///
    /// # Errors
    /// See [`ReadBackupError`]; also when it is not the file whose hash was recorded.
    pub fn put_file(&self, store: &Store, sha256: &str) -> Result<(), ReadBackupError> {
        if store.file(sha256).is_file() {
            return Ok(());
        }
        let name = file_name(sha256);
        let mut reader = self.reader(&name)?;
        let entry = store
            .put_bytes(&mut reader, Path::new(sha256))
            .map_err(|source| self.io(&name, source))?;
        if entry.sha256 == sha256 {
            Ok(())
        } else {
            Err(damaged(&name, &"it is another file"))
        }
    }

    /// Puts a city's journal into a store that does not know the city yet.
    ///
    /// # Errors
    /// See [`ReadBackupError`].
    pub fn put_journal(&self, store: &Store, city: &str) -> Result<(), ReadBackupError> {
        for name in self.journal_names(city) {
            let bytes = self.bytes(&name)?;
            let file = name.rsplit('/').next().unwrap_or_default();
            store
                .put_journal_file(city, file, &bytes)
                .map_err(|source| self.io(&name, source))?;
        }
        Ok(())
    }

    /// The names of a city's journal in the backup: what a graph was before first, as when it was written.
    pub(super) fn journal_names(&self, city: &str) -> Vec<String> {
        let folder = format!("{}/{JOURNAL}/", city_folder(city));
        let mut names: Vec<String> = self
            .sums
            .keys()
            .filter(|name| name.starts_with(&folder))
            .cloned()
            .collect();
        names.sort_by_key(|name| (!has_ending(name, "gz"), name.clone()));
        names
    }

    pub(super) fn marks(&self, slug: &str) -> Result<CityFile, ReadBackupError> {
        if !self.manifest.cities.iter().any(|city| city.slug == slug) {
            return Err(ReadBackupError::UnknownCity {
                city: slug.to_owned(),
                known: self
                    .manifest
                    .cities
                    .iter()
                    .map(|city| city.slug.clone())
                    .collect(),
            });
        }
        let name = format!("{}/{CITY}", city_folder(slug));
        serde_json::from_slice(&self.bytes(&name)?).map_err(|error| damaged(&name, &error))
    }

    /// Reads the graphs of a city, one after the other.
    pub(super) fn graphs(
        &self,
        slug: &str,
        mut take: impl FnMut(ReadGraph) -> Result<(), ReadBackupError>,
    ) -> Result<(), ReadBackupError> {
        let folder = city_folder(slug);
        let (records, graphs) = (format!("{folder}/{RESOURCES}"), format!("{folder}/{GRAPHS}"));
        let lines = BufReader::new(GzDecoder::new(self.reader(&records)?)).lines();
        let reader = BufReader::new(GzDecoder::new(self.reader(&graphs)?));
        let mut quads = RdfParser::from_format(RdfFormat::NQuads)
            .for_reader(reader)
            .peekable();
        for line in lines {
            let line = line.map_err(|error| damaged(&records, &error))?;
            let ResourceLine {
                resource,
                hash,
                triples,
            } = serde_json::from_str(&line).map_err(|error| damaged(&records, &error))?;
            let mut builder = GraphBuilder::new();
            let is_of_it = |quad: &Quad| matches!(&quad.graph_name, GraphName::NamedNode(name) if *name.as_str() == *resource.iri);
            while let Some(quad) = quads.next_if(|quad| quad.as_ref().is_ok_and(is_of_it)) {
                push(&mut builder, &quad.map_err(|error| damaged(&graphs, &error))?);
            }
            take(ReadGraph {
                resource,
                hash,
                triples,
                graph: builder.finish(),
            })?;
        }
        match quads.next() {
            None => Ok(()),
            Some(Ok(quad)) => Err(damaged(
                &graphs,
                &format!("{} belongs to no record", quad.graph_name),
            )),
            Some(Err(error)) => Err(damaged(&graphs, &error)),
        }
    }

    /// A file of the backup.
    pub(super) fn reader(&self, name: &str) -> Result<Box<dyn Read>, ReadBackupError> {
        let open = || -> io::Result<Box<dyn Read>> {
            match &self.place {
                Place::Directory => Ok(Box::new(File::open(self.path.join(name))?)),
                Place::Archive(index) => {
                    let (start, length) = index.get(name).ok_or(io::ErrorKind::NotFound)?;
                    let mut file = File::open(&self.path)?;
                    file.seek(SeekFrom::Start(*start))?;
                    Ok(Box::new(file.take(*length)))
                }
            }
        };
        open().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => damaged(name, &"it is missing"),
            _ => self.io(name, error),
        })
    }

    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, ReadBackupError> {
        let mut bytes = Vec::new();
        let read = self.reader(name)?.read_to_end(&mut bytes);
        read.map_err(|error| self.io(name, error))?;
        Ok(bytes)
    }

    fn io(&self, name: &str, source: io::Error) -> ReadBackupError {
        ReadBackupError::Io {
            path: self.path.join(name),
            source,
        }
    }

    fn read_sums(&self) -> Result<BTreeMap<String, String>, ReadBackupError> {
        let text = String::from_utf8(self.bytes(SUMS)?).map_err(|error| damaged(SUMS, &error))?;
        text.lines()
            .map(|line| match line.split_once("  ") {
                Some((sha256, name)) if sha256.len() == 64 && is_inside(name) => {
                    Ok((name.to_owned(), sha256.to_owned()))
                }
                _ => Err(damaged(SUMS, &"a line is no checksum of a file of the backup")),
            })
            .collect()
    }
}

#[derive(serde::Deserialize)]
struct Version {
    version: u32,
}

pub(super) fn damaged(name: &str, reason: &dyn Display) -> ReadBackupError {
    ReadBackupError::Damaged {
        name: name.to_owned(),
        reason: reason.to_string(),
    }
}

/// Whether a file of the backup has that ending.
pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}

fn city_folder(city: &str) -> String {
    format!("{CITIES}/{}", folder_name(city))
}

/// Whether a name leads nowhere but into the backup.
fn is_inside(name: &str) -> bool {
    let mut components = Path::new(name).components();
    !name.is_empty() && components.all(|component| matches!(component, Component::Normal(_)))
}

/// Where the files of an archive lie.
fn index(path: &Path) -> io::Result<BTreeMap<String, (u64, u64)>> {
    let mut archive = tar::Archive::new(File::open(path)?);
    let mut index = BTreeMap::new();
    for entry in archive.entries_with_seek()? {
        let entry = entry?;
        if entry.header().entry_type().is_file() {
            let name = entry.path()?.to_string_lossy().into_owned();
            index.insert(name, (entry.raw_file_position(), entry.size()));
        }
    }
    Ok(index)
}
