//! Where the entries lie: in the data directory, or in memory with a store in memory.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use kolophon_graph::{Graph, GraphBuilder, Position, Term as GraphTerm, Triple};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use super::Entry;
use crate::digest;
use crate::durable::sync_directory;
use crate::error::EngineError;
use crate::state::State;

/// The folder in the data directory.
pub(crate) const FOLDER: &str = "journal";
const HEAD: &str = "json";
const BODY: &str = "nq.gz";

/// The graphs before a change, by name.
pub(crate) type Images = BTreeMap<String, Graph>;

/// The entries of all cities.
pub(crate) enum Shelf {
    Directory(PathBuf),
    Memory(Mutex<BTreeMap<(String, u64), (Entry, Images)>>),
}

impl Shelf {
    /// The journal of a data directory.
    pub(crate) fn in_directory(directory: &Path) -> Self {
        Self::Directory(directory.join(FOLDER))
    }

    /// A journal that is gone with its store.
    pub(crate) fn in_memory() -> Self {
        Self::Memory(Mutex::default())
    }

    /// Writes an entry with the graphs that `image` gives for what was there before. It replaces one of that number.
    pub(crate) fn write(
        &self,
        entry: &Entry,
        mut image: impl FnMut(&str) -> Result<Option<Graph>, EngineError>,
    ) -> Result<(), EngineError> {
        let names = entry
            .changes
            .iter()
            .filter(|change| change.before.is_some())
            .map(|change| change.iri.as_str());
        match self {
            Self::Memory(entries) => {
                let mut images = Images::new();
                for name in names {
                    if let Some(graph) = image(name)? {
                        images.insert(name.to_owned(), graph);
                    }
                }
                let key = (entry.city.clone(), entry.generation);
                let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                entries.insert(key, (entry.clone(), images));
                Ok(())
            }
            Self::Directory(folder) => {
                let folder = folder.join(folder_name(&entry.city));
                fs::create_dir_all(&folder)?;
                if let Some(parent) = folder.parent() {
                    sync_directory(parent)?;
                    parent.parent().map_or(Ok(()), sync_directory)?;
                }
                let stem = stem(entry.generation);
                replace(&folder.join(format!("{stem}.{BODY}")), |file| {
                    write_images(file, names, &mut image)
                })?;
                // The head comes last: where it is, the body is whole.
                replace(&folder.join(format!("{stem}.{HEAD}")), |file| {
                    let mut json = serde_json::to_vec_pretty(entry).map_err(io::Error::from)?;
                    json.push(b'\n');
                    file.write_all(&json)?;
                    Ok(())
                })?;
                Ok(sync_directory(&folder)?)
            }
        }
    }

    /// Lays a file of a backup into the journal of a city that is not known yet: until it is, the file counts for nothing.
    pub(crate) fn lay(&self, city: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Self::Directory(folder) = self else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        if number_of(name, HEAD).or_else(|| number_of(name, BODY)).is_none() {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let folder = folder.join(folder_name(city));
        fs::create_dir_all(&folder)?;
        let mut file = File::create(folder.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        sync_directory(&folder)?;
        folder.parent().map_or(Ok(()), sync_directory)
    }

    /// Takes away an entry whose generation did not come to be.
    pub(crate) fn remove(&self, city: &str, generation: u64) -> Result<(), EngineError> {
        match self {
            Self::Memory(entries) => {
                let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                entries.remove(&(city.to_owned(), generation));
                Ok(())
            }
            Self::Directory(folder) => {
                let folder = folder.join(folder_name(city));
                for ending in [HEAD, BODY] {
                    match fs::remove_file(folder.join(format!("{}.{ending}", stem(generation)))) {
                        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                        _ => {}
                    }
                }
                Ok(())
            }
        }
    }

    /// The numbers of a city's entries, the oldest first.
    pub(crate) fn numbers(&self, city: &str) -> Result<Vec<u64>, EngineError> {
        match self {
            Self::Memory(entries) => {
                let entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                let of_city = entries.keys().filter(|(slug, _)| slug == city);
                Ok(of_city.map(|(_, number)| *number).collect())
            }
            Self::Directory(folder) => {
                let mut numbers: Vec<u64> = names_in(&folder.join(folder_name(city)))?
                    .iter()
                    .filter_map(|name| number_of(name, HEAD))
                    .collect();
                numbers.sort_unstable();
                Ok(numbers)
            }
        }
    }

    /// One entry; `None` when there is none of that number.
    pub(crate) fn entry(&self, city: &str, generation: u64) -> Result<Option<Entry>, EngineError> {
        match self {
            Self::Memory(entries) => {
                let entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                let found = entries.get(&(city.to_owned(), generation));
                Ok(found.map(|(entry, _)| entry.clone()))
            }
            Self::Directory(folder) => {
                let name = format!("{}.{HEAD}", stem(generation));
                let path = folder.join(folder_name(city)).join(name);
                let bytes = match fs::read(&path) {
                    Ok(bytes) => bytes,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                    Err(error) => return Err(error.into()),
                };
                let entry: Entry =
                    serde_json::from_slice(&bytes).map_err(|error| damaged(&path, &error.to_string()))?;
                if entry.version > Entry::VERSION {
                    return Err(damaged(&path, "a newer Kolophon has written it"));
                }
                Ok(Some(entry))
            }
        }
    }

    /// The graphs as they were before a generation, by name.
    pub(crate) fn images(&self, city: &str, generation: u64) -> Result<Images, EngineError> {
        match self {
            Self::Memory(entries) => {
                let entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                let found = entries.get(&(city.to_owned(), generation));
                let images = found.into_iter().flat_map(|(_, images)| images);
                Ok(images.map(|(name, graph)| (name.clone(), copy(graph))).collect())
            }
            Self::Directory(folder) => {
                let name = format!("{}.{BODY}", stem(generation));
                let path = folder.join(folder_name(city)).join(name);
                match File::open(&path) {
                    Ok(file) => read_images(file, &path),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        Err(damaged(&path, "it is missing"))
                    }
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    /// Removes what a crash has left: entries behind the newest generation of their city, and halves.
    pub(crate) fn sweep(&self, state: &State) -> Result<(), EngineError> {
        let Self::Directory(folder) = self else {
            return Ok(());
        };
        let newest: BTreeMap<String, u64> = state
            .cities
            .values()
            .map(|city| (folder_name(&city.slug), city.generation))
            .collect();
        for city in names_in(folder)? {
            let newest = newest.get(&city).copied().unwrap_or(0);
            let folder = folder.join(&city);
            if !folder.is_dir() {
                fs::remove_file(&folder)?;
                continue;
            }
            for name in names_in(&folder)? {
                let number = number_of(&name, HEAD).or_else(|| number_of(&name, BODY));
                if number.is_none_or(|number| number > newest) {
                    fs::remove_file(folder.join(&name))?;
                }
            }
        }
        Ok(())
    }
}

/// The folder of a city: its short name, unless that is none that may stand in an address.
pub(crate) fn folder_name(city: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !city.is_empty() && city.chars().all(plain) {
        city.to_owned()
    } else {
        format!("_{}", digest::of_text(city))
    }
}

fn stem(generation: u64) -> String {
    format!("{generation:06}")
}

fn number_of(name: &str, ending: &str) -> Option<u64> {
    let digits = name.strip_suffix(ending)?.strip_suffix('.')?;
    digits.parse().ok()
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let names: io::Result<Vec<String>> = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.map(|mut names| {
        names.sort();
        names
    })
}

/// Writes a file beside its place and moves it there, so that a crash leaves the old one or the new one.
fn replace(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let temporary = path.with_extension("tmp");
    let mut file = BufWriter::new(File::create(&temporary)?);
    let written = write(&mut file)
        .and_then(|()| Ok(file.flush()?))
        .and_then(|()| Ok(file.get_ref().sync_all()?));
    drop(file);
    if let Err(error) = written {
        // The first error is the one worth reporting.
        drop(fs::remove_file(&temporary));
        return Err(error);
    }
    Ok(fs::rename(&temporary, path)?)
}

fn write_images<'a>(
    file: &mut BufWriter<File>,
    names: impl Iterator<Item = &'a str>,
    image: &mut impl FnMut(&str) -> Result<Option<Graph>, EngineError>,
) -> Result<(), EngineError> {
    let encoder = GzEncoder::new(file, Compression::default());
    let mut serializer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(encoder);
    for name in names {
        let node = NamedNodeRef::new_unchecked(name);
        let Some(graph) = image(name)? else { continue };
        for triple in graph.triples() {
            if let Some(triple) = graph.to_oxrdf_triple(*triple) {
                serializer.serialize_quad(triple.as_ref().in_graph(node))?;
            }
        }
    }
    serializer.finish()?.finish()?;
    Ok(())
}

pub(crate) fn read_images(file: impl io::Read, path: &Path) -> Result<Images, EngineError> {
    let mut reader = BufReader::new(GzDecoder::new(BufReader::new(file)));
    let mut text = Vec::new();
    reader
        .read_to_end(&mut text)
        .map_err(|error| damaged(path, &error.to_string()))?;
    let mut builders: BTreeMap<String, GraphBuilder> = BTreeMap::new();
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(&text) {
        let quad = quad.map_err(|error| damaged(path, &error.to_string()))?;
        let GraphName::NamedNode(name) = &quad.graph_name else {
            return Err(damaged(path, "a statement belongs to no graph"));
        };
        let builder = builders.entry(name.as_str().to_owned()).or_default();
        push(builder, &quad);
    }
    let graphs = builders
        .into_iter()
        .map(|(name, builder)| (name, builder.finish()));
    Ok(graphs.collect())
}

fn copy(graph: &Graph) -> Graph {
    let mut builder = GraphBuilder::new();
    builder.extend_from(graph);
    builder.finish()
}

/// Adds a quad that an RDF parser or the engine has read to what is being built of its graph.
pub(crate) fn push(builder: &mut GraphBuilder, quad: &Quad) {
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => builder.iri(node.as_str()),
        NamedOrBlankNode::BlankNode(node) => builder.term(GraphTerm::BlankNode(node.as_str())),
    };
    let predicate = builder.iri(quad.predicate.as_str());
    let object = match &quad.object {
        Term::NamedNode(node) => builder.iri(node.as_str()),
        Term::BlankNode(node) => builder.term(GraphTerm::BlankNode(node.as_str())),
        Term::Literal(literal) => builder.term(GraphTerm::Literal {
            value: literal.value(),
            datatype: literal.datatype().as_str(),
            language: literal.language(),
        }),
    };
    builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}

fn damaged(path: &Path, reason: &str) -> EngineError {
    EngineError::Damaged(format!("{}: {reason}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Act, ChangeFate, Counts, ResourceChange};
    use crate::state::{City, Resource, ResourceKind};

    fn entry(generation: u64) -> Entry {
        let iri = "https://daten.example/a".to_owned();
        Entry {
            version: Entry::VERSION,
            city: "mainz".to_owned(),
            generation,
            act: Act::Load,
            author: Some("Änne".to_owned()),
            time: None,
            source: None,
            reason: None,
            counts: Counts::default(),
            changes: vec![ResourceChange {
                before: Some(Resource::new(&iri, ResourceKind::Dataset)),
                iri,
                kind: ResourceKind::Dataset,
                title: "A".to_owned(),
                fate: ChangeFate::Changed,
                moved_from: None,
                erased: false,
            }],
        }
    }

    /// A value that the engine would rewrite, a blank node, and a text that needs escapes.
    fn graph() -> Graph {
        let mut builder = GraphBuilder::new();
        let subject = builder.iri("https://daten.example/a");
        let predicate = builder.iri("https://daten.example/p");
        let number = builder.typed_literal("01", "http://www.w3.org/2001/XMLSchema#integer");
        let node = builder.fresh_blank_node();
        let text = builder.language_literal("Zeile 1\n\"Zeile\" 2\t\u{1F333}", "de");
        for (subject, object) in [(subject, number), (subject, node), (node, text)] {
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        }
        builder.finish()
    }

    fn state(generation: u64) -> State {
        let mut state = State::default();
        let mut city = City::new("mainz", "https://daten.example");
        city.generation = generation;
        state.cities.insert("mainz".to_owned(), city);
        state
    }

    #[test]
    fn an_entry_comes_back_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        for shelf in [Shelf::in_memory(), Shelf::in_directory(directory.path())] {
            shelf.write(&entry(3), |_| Ok(Some(graph()))).unwrap();
            shelf.write(&entry(12), |_| Ok(None)).unwrap();
            assert_eq!(shelf.numbers("mainz").unwrap(), [3, 12]);
            assert_eq!(shelf.entry("mainz", 3).unwrap(), Some(entry(3)));
            assert_eq!(shelf.entry("mainz", 4).unwrap(), None);
            assert!(shelf.numbers("halle").unwrap().is_empty());
            let images = shelf.images("mainz", 3).unwrap();
            let image = &images["https://daten.example/a"];
            assert_eq!(crate::content_hash(image), crate::content_hash(&graph()));
            assert!(shelf.images("mainz", 12).unwrap().is_empty());
        }
    }

    #[test]
    fn what_a_crash_leaves_is_swept() {
        let directory = tempfile::tempdir().unwrap();
        let shelf = Shelf::in_directory(directory.path());
        for generation in 1..=4 {
            shelf.write(&entry(generation), |_| Ok(None)).unwrap();
        }
        let folder = directory.path().join("journal/mainz");
        fs::write(folder.join("000003.nq.tmp"), "halb").unwrap();
        fs::create_dir_all(directory.path().join("journal/halle")).unwrap();
        fs::write(directory.path().join("journal/halle/000001.json"), "{}").unwrap();
        shelf.sweep(&state(3)).unwrap();
        assert_eq!(shelf.numbers("mainz").unwrap(), [1, 2, 3]);
        assert_eq!(names_in(&folder).unwrap().len(), 6);
        assert!(shelf.numbers("halle").unwrap().is_empty());
    }

    #[test]
    fn damage_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let shelf = Shelf::in_directory(directory.path());
        shelf.write(&entry(1), |_| Ok(Some(graph()))).unwrap();
        let folder = directory.path().join("journal/mainz");
        let body = fs::read(folder.join("000001.nq.gz")).unwrap();
        fs::write(folder.join("000001.nq.gz"), &body[..body.len() / 2]).unwrap();
        assert!(matches!(shelf.images("mainz", 1), Err(EngineError::Damaged(_))));
        fs::remove_file(folder.join("000001.nq.gz")).unwrap();
        assert!(matches!(shelf.images("mainz", 1), Err(EngineError::Damaged(_))));
        fs::write(folder.join("000001.json"), "{").unwrap();
        assert!(matches!(shelf.entry("mainz", 1), Err(EngineError::Damaged(_))));
        fs::write(folder.join("000001.json"), "{\"version\": 2}").unwrap();
        assert!(matches!(shelf.entry("mainz", 1), Err(EngineError::Damaged(_))));
    }

    #[test]
    fn no_short_name_leads_out_of_the_journal() {
        for name in ["", "..", "../mainz", "a/b", "CON", "m\u{e4}inz"] {
            let folder = folder_name(name);
            assert!(folder.starts_with('_') && folder.len() == 65, "{name}: {folder}");
        }
        assert_eq!(folder_name("halle-saale"), "halle-saale");
    }
}
