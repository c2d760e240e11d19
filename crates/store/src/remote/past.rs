//! Graphs as they were before a change touched them.
//!
//! Copies serve two ends. On disk, in `undo/` of the data directory, they are what a change is undone from. In memory,
//! they let a reader who has begun with a generation read all of it, whatever is replaced meanwhile: each generation is
//! an [`Era`], which knows the copies of the change that ended it, and the era after it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use kolophon_graph::{Graph, GraphBuilder};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use serde::{Deserialize, Serialize};

use crate::durable::sync_directory;
use crate::error::EngineError;
use crate::journal::push;

/// The folder in the data directory.
const FOLDER: &str = "undo";
const ENDING: &str = "jsonl";

/// The time from one change to the next.
#[derive(Default)]
pub(super) struct Era {
    next: OnceLock<Step>,
}

struct Step {
    copies: Arc<Copies>,
    after: Arc<Era>,
}

impl Era {
    /// Ends this era: from now on a graph of those that are copied may be another one. `None` when it has ended already.
    pub(super) fn end(&self, copies: Arc<Copies>) -> Option<Arc<Self>> {
        let after = Arc::new(Self::default());
        let step = Step {
            copies,
            after: Arc::clone(&after),
        };
        self.next.set(step).ok()?;
        Some(after)
    }

    /// The copies in which the graph stands as it was in this era; `None` when nobody has touched it since.
    pub(super) fn copies_of(&self, name: &str) -> Option<&Copies> {
        let mut era = self;
        while let Some(step) = era.next.get() {
            if step.copies.places.contains_key(name) {
                return Some(&step.copies);
            }
            era = &step.after;
        }
        None
    }

    /// The names of the graphs that somebody may have touched since.
    pub(super) fn touched(&self) -> Vec<&str> {
        let mut names = Vec::new();
        let mut era = self;
        while let Some(step) = era.next.get() {
            names.extend(step.copies.places.keys().map(String::as_str));
            era = &step.after;
        }
        names
    }
}

/// The graphs that a change touches, as they were before it.
pub(super) struct Copies {
    path: PathBuf,
    /// Kept open: readers need it a while longer than it has a name.
    file: Mutex<File>,
    /// Where the line of each graph lies; `None` when there was none.
    places: BTreeMap<String, Option<Place>>,
}

#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: usize,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    /// The number of the store's generation that the change makes.
    generation: u64,
}

const VERSION: u32 = 1;

/// Every other line.
#[derive(Serialize, Deserialize)]
struct Line {
    graph: String,
    /// N-Triples; `None` when there was no such graph.
    triples: Option<String>,
}

impl Copies {
    /// Copies graphs; they are on disk when this returns. `graphs` gives some at a time.
    pub(super) fn write(
        directory: &Path,
        generation: u64,
        graphs: impl Iterator<Item = Result<Vec<(String, Option<Graph>)>, EngineError>>,
    ) -> Result<Self, EngineError> {
        let folder = directory.join(FOLDER);
        fs::create_dir_all(&folder)?;
        sync_directory(directory)?;
        let path = folder.join(format!("{generation:06}.{ENDING}"));
        let temporary = path.with_extension("tmp");
        let written = write_lines(&temporary, generation, graphs);
        let places = match written {
            Ok(places) => places,
            Err(error) => {
                // The first error is the one worth reporting.
                drop(fs::remove_file(&temporary));
                return Err(error);
            }
        };
        fs::rename(&temporary, &path)?;
        sync_directory(&folder)?;
        Ok(Self {
            file: Mutex::new(File::open(&path)?),
            path,
            places,
        })
    }

    /// The copies that a crash has left in a data directory, with the generation that each change would have made. What
    /// had not been written to the end had not touched anything, and is removed.
    pub(super) fn left_in(directory: &Path) -> Result<Vec<(u64, Self)>, EngineError> {
        let mut left = Vec::new();
        let entries = match fs::read_dir(directory.join(FOLDER)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(left),
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                left.push(open(path)?);
            } else {
                fs::remove_file(&path)?;
            }
        }
        left.sort_by_key(|(generation, _)| *generation);
        Ok(left)
    }

    /// The names of the graphs.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// A graph as it was; `None` when there was none.
    pub(super) fn graph(&self, name: &str) -> Result<Option<Graph>, EngineError> {
        let Some(Some(place)) = self.places.get(name) else {
            return Ok(None);
        };
        let mut bytes = vec![0; place.length];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(place.start))?;
            file.read_exact(&mut bytes)?;
        }
        let line: Line = serde_json::from_slice(&bytes).map_err(|error| self.damaged(&error.to_string()))?;
        line.triples.map(|triples| self.parse(&triples)).transpose()
    }

    fn parse(&self, triples: &str) -> Result<Graph, EngineError> {
        let mut builder = GraphBuilder::new();
        for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(triples) {
            push(
                &mut builder,
                &quad.map_err(|error| self.damaged(&error.to_string()))?,
            );
        }
        Ok(builder.finish())
    }

    /// Lets them be forgotten with their last reader: nothing has to be undone any more.
    pub(super) fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => self.path.parent().map_or(Ok(()), sync_directory),
        }
    }

    fn damaged(&self, reason: &str) -> EngineError {
        EngineError::Damaged(format!("{}: {reason}", self.path.display()))
    }
}

fn write_lines(
    path: &Path,
    generation: u64,
    graphs: impl Iterator<Item = Result<Vec<(String, Option<Graph>)>, EngineError>>,
) -> Result<BTreeMap<String, Option<Place>>, EngineError> {
    let mut file = BufWriter::new(File::create(path)?);
    let head = Head {
        version: VERSION,
        generation,
    };
    let mut start = write_line(&mut file, &head)? as u64;
    let mut places = BTreeMap::new();
    for some in graphs {
        for (name, graph) in some? {
            let triples = graph.as_ref().map(n_triples).transpose()?;
            let line = Line { graph: name, triples };
            let length = write_line(&mut file, &line)?;
            let place = line.triples.is_some().then_some(Place { start, length });
            places.insert(line.graph, place);
            start += length as u64;
        }
    }
    file.flush()?;
    file.get_ref().sync_all()?;
    Ok(places)
}

/// Writes one line and returns its length.
fn write_line(file: &mut impl io::Write, line: &impl Serialize) -> io::Result<usize> {
    let mut json = serde_json::to_vec(line)?;
    json.push(b'\n');
    file.write_all(&json)?;
    Ok(json.len())
}

fn open(path: PathBuf) -> Result<(u64, Copies), EngineError> {
    let file = File::open(&path)?;
    let mut reader = BufReader::new(file.try_clone()?);
    let mut copies = Copies {
        path,
        file: Mutex::new(file),
        places: BTreeMap::new(),
    };
    let mut text = String::new();
    let mut start = reader.read_line(&mut text)?;
    let head: Head = serde_json::from_str(&text).map_err(|error| copies.damaged(&error.to_string()))?;
    if head.version > VERSION {
        return Err(copies.damaged("a newer Kolophon has written it"));
    }
    loop {
        text.clear();
        let length = reader.read_line(&mut text)?;
        if length == 0 {
            return Ok((head.generation, copies));
        }
        let line: Line = serde_json::from_str(&text).map_err(|error| copies.damaged(&error.to_string()))?;
        let place = line.triples.is_some().then_some(Place {
            start: start as u64,
            length,
        });
        copies.places.insert(line.graph, place);
        start += length;
    }
}

fn n_triples(graph: &Graph) -> io::Result<String> {
    let mut serializer = RdfSerializer::from_format(RdfFormat::NTriples).for_writer(Vec::new());
    for triple in graph.triples() {
        if let Some(triple) = graph.to_oxrdf_triple(*triple) {
            serializer.serialize_triple(&triple)?;
        }
    }
    String::from_utf8(serializer.finish()?).map_err(io::Error::other)
}
