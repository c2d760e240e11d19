//! The index of a catalogue: built from the store, kept beside it, rebuilt whenever it is not what it should be.
//!
//! An index is derived data: it holds nothing that the store does not have, so whatever is wrong with one ends in
//! [`Opened::Rebuild`], never in a wrong answer. Each commit carries the store's generation that it shows; the caller
//! compares it with the store's own and brings the index up to date.

mod delivery;
mod folder;
mod stamp;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{IndexWriter, TantivyError, Term};
use thiserror::Error;

pub use self::delivery::{Delivery, SourceError};
use self::folder::Folder;
use self::stamp::Stamp;
use crate::fields::{Documents, Fields};
use crate::snapshot::{LoadError, Snapshot};

/// The memory in which documents are collected before they are written.
const WRITER_MEMORY: usize = 64 * 1024 * 1024;

/// An index that is searched and brought up to date. Searches never wait: they go on in the [`Snapshot`] they began in.
///
/// One process writes to a folder at a time; that is for the caller to see to, as with the store beside it.
pub struct Index {
    place: Option<PathBuf>,
    /// Held while something is written.
    engine: Mutex<Engine>,
    current: ArcSwap<Snapshot>,
}

/// The index of the engine that is written to.
struct Engine {
    index: tantivy::Index,
    fields: Arc<Fields>,
}

/// What was found where an index should lie.
#[derive(Debug)]
pub enum Opened {
    /// The index, whole, of the generation it says.
    Ready(Box<Index>),
    /// None that can be used; [`Index::build`] makes one.
    Rebuild(Reason),
}

/// Why an index has to be built anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is none.
    Missing,
    /// Another version of this program wrote it.
    OtherVersion,
    /// It is damaged: what was noticed first.
    Damaged(String),
}

/// Why an index could not be built or brought up to date. The one that is searched is still the one before.
#[derive(Debug, Error)]
pub enum WriteError {
    /// A file or folder could not be written.
    #[error("the search index in {place} could not be written")]
    Io {
        /// Where.
        place: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The engine failed.
    #[error("the search index could not be written")]
    Engine(#[from] TantivyError),
    /// The datasets could not be had from where they lie.
    #[error("the datasets of the search index could not be read")]
    Source(#[source] SourceError),
    /// A document has no JSON form.
    #[error("a dataset could not be written to the search index")]
    Document(#[from] serde_json::Error),
    /// What was written cannot be read.
    #[error("the search index cannot be read after it was written")]
    Load(#[from] LoadError),
}

impl Index {
    /// An index of `datasets` in memory.
    pub fn in_memory(
        generation: u64,
        datasets: impl IntoIterator<Item = impl Delivery>,
    ) -> Result<Self, WriteError> {
        let fields = Arc::new(Fields::new());
        let index = tantivy::Index::create_in_ram(fields.schema.clone());
        fill(&index, &fields, generation, datasets)?;
        Self::of_engine(None, Engine { index, fields })
    }

    /// Builds the index of `datasets` in the folder `place`, which is made if it is missing. Until it is complete, an
    /// index that lies there stays as it is.
    pub fn build(
        place: &Path,
        generation: u64,
        datasets: impl IntoIterator<Item = impl Delivery>,
    ) -> Result<Self, WriteError> {
        let engine = build_engine(place, generation, datasets)?;
        let index = Self::of_engine(Some(place.to_owned()), engine)?;
        folder::sweep(place);
        Ok(index)
    }

    /// Opens the index in the folder `place`, and removes what a process that was killed left there.
    ///
    /// Every byte is checked against its checksum: what comes back as [`Opened::Ready`] is what was written.
    ///
    /// # Errors
    /// When the folder exists and cannot be read, for want of rights for example. Then nothing can be built there either.
    pub fn open(place: &Path) -> io::Result<Opened> {
        let current = match Folder::current(place) {
            Ok(Some(current)) => current,
            Ok(None) => {
                folder::sweep(place);
                return Ok(Opened::Rebuild(Reason::Missing));
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(error),
            Err(error) => return Ok(Opened::Rebuild(Reason::Damaged(error.to_string()))),
        };
        folder::sweep(place);
        let opened = open_engine(&current).and_then(|engine| {
            Self::of_engine(Some(place.to_owned()), engine).map_err(|error| Reason::Damaged(causes(&error)))
        });
        Ok(match opened {
            Ok(index) => Opened::Ready(Box::new(index)),
            Err(reason) => Opened::Rebuild(reason),
        })
    }

    /// What is searched now. Whoever keeps it goes on seeing the same datasets in the same order.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The generation of the store that is searched now.
    pub fn generation(&self) -> u64 {
        self.current.load().generation()
    }

    /// Replaces the datasets of one city, all at once: searches see those before, or these.
    ///
    /// The old texts stay in the files of the engine until it merges them. After an erasure, [`Index::rebuild`].
    pub fn update_city(
        &self,
        generation: u64,
        city: &str,
        datasets: impl IntoIterator<Item = impl Delivery>,
    ) -> Result<(), WriteError> {
        let engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer: IndexWriter = engine.index.writer_with_num_threads(1, WRITER_MEMORY)?;
        // What was added is forgotten with the writer unless it is committed.
        writer.delete_term(Term::from_field_text(engine.fields.city, city));
        let added = add(&writer, &engine.fields, datasets)?;
        let before = self.current.load();
        let number = before.number() - before.number_of_city(city) + added;
        commit(&mut writer, generation, number)?;
        writer.wait_merging_threads()?;
        self.current.store(Arc::new(engine.snapshot()?));
        Ok(())
    }

    /// Builds the index anew, in a folder of its own. Searches go on in the one before until this one is complete; then
    /// the one before is removed, with every text that is published no longer.
    pub fn rebuild(
        &self,
        generation: u64,
        datasets: impl IntoIterator<Item = impl Delivery>,
    ) -> Result<(), WriteError> {
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        *engine = if let Some(place) = &self.place {
            build_engine(place, generation, datasets)?
        } else {
            let fields = Arc::clone(&engine.fields);
            let index = tantivy::Index::create_in_ram(fields.schema.clone());
            fill(&index, &fields, generation, datasets)?;
            Engine { index, fields }
        };
        self.current.store(Arc::new(engine.snapshot()?));
        if let Some(place) = &self.place {
            folder::sweep(place);
        }
        Ok(())
    }

    fn of_engine(place: Option<PathBuf>, engine: Engine) -> Result<Self, WriteError> {
        let snapshot = engine.snapshot()?;
        Ok(Self {
            place,
            engine: Mutex::new(engine),
            current: ArcSwap::from_pointee(snapshot),
        })
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("place", &self.place)
            .field("generation", &self.generation())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no search index"),
            Self::OtherVersion => f.write_str("the search index is of another version"),
            Self::Damaged(what) => write!(f, "the search index is damaged: {what}"),
        }
    }
}

impl Engine {
    fn snapshot(&self) -> Result<Snapshot, LoadError> {
        let stamp = Stamp::of(&self.index)?;
        Snapshot::load(&self.index, &self.fields, stamp.generation, stamp.datasets)
    }
}

/// Builds an index in a new folder within `place` and makes it the current one.
fn build_engine(
    place: &Path,
    generation: u64,
    datasets: impl IntoIterator<Item = impl Delivery>,
) -> Result<Engine, WriteError> {
    let failed = |source| WriteError::Io {
        place: place.to_owned(),
        source,
    };
    fs::create_dir_all(place).map_err(failed)?;
    let folder = Folder::create(place, generation).map_err(failed)?;
    let fields = Arc::new(Fields::new());
    let built = tantivy::Index::create_in_dir(folder.path(), fields.schema.clone())
        .map_err(WriteError::from)
        .and_then(|index| fill(&index, &fields, generation, datasets).map(|()| index));
    let index = match built {
        Ok(index) => index,
        Err(error) => {
            folder.remove();
            return Err(error);
        }
    };
    folder.make_current().map_err(failed)?;
    Ok(Engine { index, fields })
}

/// Opens an index and compares every byte with its checksum.
fn open_engine(folder: &Folder) -> Result<Engine, Reason> {
    let damaged = |error: TantivyError| Reason::Damaged(causes(&error));
    let fields = Arc::new(Fields::new());
    let index = tantivy::Index::open_in_dir(folder.path()).map_err(damaged)?;
    let stamp = Stamp::of(&index).map_err(|error| Reason::Damaged(causes(&error)))?;
    if !stamp.is_of_this_version() || index.schema() != fields.schema {
        return Err(Reason::OtherVersion);
    }
    let mut files: Vec<PathBuf> = index.validate_checksum().map_err(damaged)?.into_iter().collect();
    files.sort();
    if let Some(file) = files.first() {
        return Err(Reason::Damaged(format!("checksum of {}", file.display())));
    }
    sweep_segments(&index, folder).map_err(damaged)?;
    Ok(Engine { index, fields })
}

/// Removes the files of segments that a killed process had begun and not committed: the next one to be written may
/// have the name of such a file.
fn sweep_segments(index: &tantivy::Index, folder: &Folder) -> tantivy::Result<()> {
    let committed = index.load_metas()?.list_segment_files();
    for entry in fs::read_dir(folder.path())? {
        let name = PathBuf::from(entry?.file_name());
        // All names of files of segments begin with their number; those of the index itself do not.
        let is_of_segment = name
            .to_str()
            .and_then(|name| name.split_once('.'))
            .is_some_and(|(number, _)| number.len() == 32 && number.bytes().all(|b| b.is_ascii_hexdigit()));
        if is_of_segment && !committed.contains(&name) {
            fs::remove_file(folder.path().join(&name))?;
        }
    }
    Ok(())
}

/// Fills a new index and makes one segment of it, which is the quickest to search.
fn fill(
    index: &tantivy::Index,
    fields: &Fields,
    generation: u64,
    datasets: impl IntoIterator<Item = impl Delivery>,
) -> Result<(), WriteError> {
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let number = add(&writer, fields, datasets)?;
    commit(&mut writer, generation, number)?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// Adds documents and counts them.
fn add(
    writer: &IndexWriter,
    fields: &Fields,
    datasets: impl IntoIterator<Item = impl Delivery>,
) -> Result<u64, WriteError> {
    let mut documents = Documents::new(fields);
    let mut number = 0;
    for dataset in datasets {
        let dataset = dataset.dataset().map_err(WriteError::Source)?;
        writer.add_document(documents.document(&dataset)?)?;
        number += 1;
    }
    Ok(number)
}

/// Commits what was added and removed, with the stamp that says what it is.
fn commit(writer: &mut IndexWriter, generation: u64, number: u64) -> Result<(), WriteError> {
    let stamp = Stamp::new(generation, number).to_json()?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&stamp);
    prepared.commit()?;
    Ok(())
}

/// An error with what caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
