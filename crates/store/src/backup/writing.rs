//! Making a backup.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use kolophon_graph::{Graph, GraphBuilder};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::NamedNodeRef;

use super::sink::Sink;
use super::{
    BackupError, CITIES, CITY, CityFile, CityManifest, GRAPHS, JOURNAL, MANIFEST, Manifest, RESOURCES,
    ResourceLine, Scope, TOKENS, file_name,
};
use crate::erase::{self, LIST};
use crate::error::EngineError;
use crate::holdings::{Holdings, Inventory};
use crate::journal::{FOLDER as JOURNALS, folder_name};
use crate::state::{City, Resource, ResourceKind};
use crate::{content_hash, digest, lexical};

/// What is to be backed up, and where to.
#[derive(Clone, Debug)]
pub struct BackupOrder<'a> {
    /// The directory or, when it is called `.tar`, the archive that is to be made.
    pub target: &'a Path,
    /// The short name of a city; `None` for the whole installation.
    pub city: Option<&'a str>,
    /// The time, as an `xsd:dateTime`.
    pub time: &'a str,
    /// The program, for the manifest.
    pub program: &'a str,
}

/// Makes a backup of one generation, whatever is published meanwhile. It has its name only when it is whole.
///
/// # Errors
/// See [`BackupError`]; then there is no backup.
pub fn back_up(holdings: &Holdings, order: &BackupOrder<'_>) -> Result<Manifest, BackupError> {
    if order.target.exists() {
        return Err(BackupError::Exists {
            path: order.target.to_owned(),
        });
    }
    let erased = holdings.erased()?;
    let manifest = holdings.read(|inventory| {
        refuse_inside(order.target, inventory.directory)?;
        let cities = chosen(inventory, order.city)?;
        let sink = Sink::create(order.target).map_err(|source| write_error(order, source))?;
        let writing = Writing {
            inventory,
            order,
            sink,
            named: BTreeSet::new(),
        };
        writing.all(&cities, &erased.hashes(), || {
            // What is read beside the engine is not of one moment: an erasure in between counts.
            if holdings.erased()?.hashes() == erased.hashes() {
                Ok(())
            } else {
                Err(BackupError::Erased)
            }
        })
    })?;
    Ok(manifest)
}

fn refuse_inside(target: &Path, directory: &Path) -> Result<(), BackupError> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let resolved = |path: &Path| {
        let path = absolute(path);
        let existing = path.ancestors().find_map(|path| fs::canonicalize(path).ok());
        existing.unwrap_or(path)
    };
    if resolved(target).starts_with(resolved(directory)) {
        return Err(BackupError::Inside {
            path: target.to_owned(),
        });
    }
    Ok(())
}

fn chosen<'a>(inventory: &Inventory<'a>, city: Option<&str>) -> Result<Vec<&'a City>, BackupError> {
    let cities = &inventory.state.cities;
    match city {
        None => Ok(cities.values().collect()),
        Some(slug) => match cities.get(slug) {
            Some(city) => Ok(vec![city]),
            None => Err(BackupError::UnknownCity {
                city: slug.to_owned(),
                known: cities.keys().cloned().collect(),
            }),
        },
    }
}

fn write_error(order: &BackupOrder<'_>, source: io::Error) -> BackupError {
    BackupError::Write {
        path: order.target.to_owned(),
        source,
    }
}

/// A backup that is being made.
struct Writing<'a> {
    inventory: &'a Inventory<'a>,
    order: &'a BackupOrder<'a>,
    sink: Sink,
    /// The data files that are needed, by hash.
    named: BTreeSet<String>,
}

impl Writing<'_> {
    fn all(
        mut self,
        cities: &[&City],
        erased: &BTreeSet<String>,
        recheck: impl FnOnce() -> Result<(), BackupError>,
    ) -> Result<Manifest, BackupError> {
        let mut manifests = Vec::new();
        for city in cities {
            manifests.push(self.city(city)?);
        }
        for sha256 in std::mem::take(&mut self.named) {
            let path = self.inventory.files.path(&sha256);
            self.copy(&file_name(&sha256), &path)?;
        }
        self.bytes(LIST, erase::text_of(erased).as_bytes())?;
        let scope = if self.order.city.is_some() {
            Scope::City
        } else {
            Scope::Installation
        };
        let tokens = self.inventory.directory.join(TOKENS);
        if scope == Scope::Installation && tokens.is_file() {
            self.copy(TOKENS, &tokens)?;
        }
        recheck()?;
        let manifest = Manifest {
            version: Manifest::VERSION,
            program: self.order.program.to_owned(),
            time: self.order.time.to_owned(),
            scope,
            cities: manifests,
            files: self.sink.files(),
        };
        let json = to_json(&manifest)?;
        let order = self.order;
        self.sink
            .finish(&json)
            .map_err(|source| write_error(order, source))?;
        Ok(manifest)
    }

    fn city(&mut self, city: &City) -> Result<CityManifest, BackupError> {
        let state = self.inventory.state;
        let folder = format!("{CITIES}/{}", folder_name(&city.slug));
        let of_city = |slug: &str| slug == city.slug;
        let marks = CityFile {
            city: city.clone(),
            tombstones: state
                .tombstones
                .values()
                .filter(|mark| of_city(&mark.city))
                .cloned()
                .collect(),
            aliases: state
                .aliases
                .values()
                .filter(|mark| of_city(&mark.city))
                .cloned()
                .collect(),
        };
        self.bytes(&format!("{folder}/{CITY}"), &to_json(&marks)?)?;
        let resources: Vec<&Resource> = state
            .resources
            .values()
            .filter(|resource| of_city(&resource.city))
            .collect();
        let hash = self.graphs(&folder, &resources)?;
        self.journal(city, &folder)?;
        for file in resources.iter().flat_map(|resource| &resource.files) {
            self.named.insert(file.sha256.clone());
        }
        Ok(CityManifest {
            slug: city.slug.clone(),
            name: city.name.clone(),
            generation: city.generation,
            datasets: resources
                .iter()
                .filter(|resource| resource.kind == ResourceKind::Dataset)
                .count(),
            graphs: resources.len(),
            hash,
        })
    }

    /// Writes the graphs and their records; returns the hash of their hashes.
    fn graphs(&mut self, folder: &str, resources: &[&Resource]) -> Result<String, BackupError> {
        let scratch = self.sink.scratch();
        let order = self.order;
        let failed = |source: io::Error| write_error(order, source);
        let file = BufWriter::new(File::create(&scratch).map_err(failed)?);
        let encoder = GzEncoder::new(file, Compression::default());
        let mut serializer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(encoder);
        let mut lines = GzEncoder::new(Vec::new(), Compression::default());
        let mut hashes = Vec::with_capacity(resources.len());
        for resource in resources {
            let graph = self.graph(&resource.iri)?;
            let name = NamedNodeRef::new_unchecked(&resource.iri);
            for triple in graph.triples() {
                if let Some(triple) = graph.to_oxrdf_triple(*triple) {
                    serializer
                        .serialize_quad(triple.as_ref().in_graph(name))
                        .map_err(failed)?;
                }
            }
            let line = ResourceLine {
                resource: (*resource).clone(),
                hash: content_hash(&graph),
                triples: graph.len(),
            };
            let json = serde_json::to_vec(&line).map_err(|error| failed(error.into()))?;
            lines.write_all(&json).map_err(failed)?;
            lines.write_all(b"\n").map_err(failed)?;
            hashes.push(line.hash);
        }
        let encoder = serializer.finish().map_err(failed)?;
        encoder
            .finish()
            .and_then(|mut file| file.flush())
            .map_err(failed)?;
        let lines = lines.finish().map_err(failed)?;
        self.bytes(&format!("{folder}/{RESOURCES}"), &lines)?;
        self.sink
            .put_file(&format!("{folder}/{GRAPHS}"), &scratch)
            .map_err(failed)?;
        Ok(digest::of_lines(hashes.iter().map(String::as_str)))
    }

    fn graph(&self, name: &str) -> Result<Graph, EngineError> {
        let mut builder = GraphBuilder::new();
        lexical::push_graph(self.inventory.snapshot, name, &mut builder)?;
        Ok(builder.finish())
    }

    fn journal(&mut self, city: &City, folder: &str) -> Result<(), BackupError> {
        let numbers = self.inventory.journal.numbers(&city.slug)?;
        // The journal is written a moment before its generation is one.
        for generation in numbers.into_iter().filter(|number| *number <= city.generation) {
            let Some(entry) = self.inventory.journal.entry(&city.slug, generation)? else {
                continue;
            };
            self.named
                .extend(erase::files_of(&entry).into_iter().filter(|sha256| {
                    // What an earlier generation has lost for good does not stop a backup.
                    self.inventory.files.path(sha256).is_file()
                }));
            for ending in ["json", "nq.gz"] {
                let name = format!("{generation:06}.{ending}");
                let path = self.journal_path(&city.slug, &name);
                self.copy(&format!("{folder}/{JOURNAL}/{name}"), &path)?;
            }
        }
        Ok(())
    }

    fn journal_path(&self, city: &str, name: &str) -> PathBuf {
        let folder = self.inventory.directory.join(JOURNALS);
        folder.join(folder_name(city)).join(name)
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        debug_assert_ne!(name, MANIFEST);
        let written = self.sink.put_bytes(name, bytes);
        written.map_err(|source| write_error(self.order, source))
    }

    fn copy(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        if let Err(source) = File::open(path) {
            let path = path.to_owned();
            return Err(BackupError::File { path, source });
        }
        let written = self.sink.put_file(name, path);
        written.map_err(|source| write_error(self.order, source))
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<Vec<u8>, EngineError> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| EngineError::Io(error.into()))?;
    json.push(b'\n');
    Ok(json)
}
