//! The search index of what is published: where it lies, what is in it, and how it follows the store.
//!
//! The index is derived. [`Search::follow`] compares it with the store and does what is needed: opens it, builds it,
//! brings single cities up to date, or builds it anew after an erasure, so that no erased text stays in a file. Until it
//! is done, searches see the generation before; before the first one there is nothing to search.

mod contents;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use kolophon_dcat::json::JsonContext;
use kolophon_search::{Dataset, Index, Opened, Snapshot, WriteError};
use kolophon_store::{City, EngineError, Resource, ResourceKind, Store, View};
use thiserror::Error;

/// The folder of the index within the data directory.
const FOLDER: &str = "search";

/// The file beside the index that says under which erase list it was made.
const ERASURES: &str = "erasures";

/// What that file says while an index is made anew.
const UNSETTLED: &str = "unsettled";

/// The language in which texts are preferred.
const LANGUAGE: &str = "de";

/// The label of a code list's IRI.
pub type Label<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What is searched. Searches and [`Search::follow`] may run at the same time.
#[derive(Debug, Default)]
pub struct Search {
    place: Option<PathBuf>,
    index: RwLock<Option<Arc<Index>>>,
    /// What the index shows; held while it is brought up to date.
    shown: Mutex<Shown>,
    is_distrusted: AtomicBool,
    is_stopped: AtomicBool,
}

/// What an index was made from.
#[derive(Debug, Default)]
struct Shown {
    cities: BTreeMap<String, City>,
    erasures: Option<String>,
}

/// Why a dataset could not be had for the index.
#[derive(Debug, Error)]
enum Undelivered {
    #[error("what is published cannot be read")]
    Store(#[from] EngineError),
    #[error("the program is ending")]
    Stopped,
}

/// What following came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The index shows what is published already.
    Current,
    /// The index of an earlier run shows it.
    Opened,
    /// These cities were brought up to date.
    Updated(Vec<String>),
    /// It was built as a whole.
    Built,
}

/// Why the index could not follow. What was searched before is searched still.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FollowError {
    /// What is published cannot be read.
    #[error("what is published cannot be read")]
    Store(#[from] EngineError),
    /// The index cannot be written.
    #[error("the search index cannot be brought up to date")]
    Write(#[from] WriteError),
    /// The folder of the index cannot be read or written.
    #[error("the folder {place} cannot be used")]
    Place {
        /// The folder.
        place: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl Search {
    /// The search of a data directory. Nothing is read before [`Search::follow`].
    #[must_use]
    pub fn in_directory(directory: &Path) -> Self {
        Self {
            place: Some(directory.join(FOLDER)),
            ..Self::default()
        }
    }

    /// A search that is built in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// What is searched now; `None` until the first index is there.
    #[must_use]
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.index().map(|index| index.snapshot())
    }

    /// The generation of the store that is searched now; `None` until the first index is there.
    #[must_use]
    pub fn generation(&self) -> Option<u64> {
        self.index().map(|index| index.generation())
    }

    /// A search failed: the next [`Search::follow`] builds the index anew.
    pub fn distrust(&self) {
        self.is_distrusted.store(true, Ordering::Relaxed);
    }

    /// Whether a search failed since the index was built.
    #[must_use]
    pub fn is_distrusted(&self) -> bool {
        self.is_distrusted.load(Ordering::Relaxed)
    }

    /// Ends a [`Search::follow`] that is under way, and all to come, at the next dataset: the program is ending.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Brings the index to what is published. It takes as long as it takes: not for an asynchronous thread.
    ///
    /// # Errors
    /// See [`FollowError`]; the next call tries again.
    pub fn follow(&self, store: &Store, label: Label<'_>) -> Result<Followed, FollowError> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let is_distrusted = self.is_distrusted();
        let erasures = store.erasures();
        store.read(|view| {
            let wanted = Wanted {
                view,
                store,
                label,
                is_stopped: &self.is_stopped,
            };
            let done = match self.index() {
                None => self.open_or_build(&wanted, erasures.as_deref())?,
                Some(index) if is_distrusted || shown.erasures != erasures => {
                    // Killed in between, the files of before are under no list that there is.
                    self.note(Some(UNSETTLED))?;
                    wanted.rebuild(&index)?;
                    self.note(erasures.as_deref())?;
                    Followed::Built
                }
                Some(index) => wanted.update(&index, &shown)?,
            };
            *shown = Shown {
                cities: view.state().cities.clone(),
                erasures,
            };
            if done == Followed::Built {
                self.is_distrusted.store(false, Ordering::Relaxed);
            }
            Ok(done)
        })
    }

    fn index(&self) -> Option<Arc<Index>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first index of this run: that of an earlier one when it shows just this, else a new one.
    fn open_or_build(&self, wanted: &Wanted<'_>, erasures: Option<&str>) -> Result<Followed, FollowError> {
        let generation = wanted.view.state().generation;
        let Some(place) = &self.place else {
            self.use_index(Index::in_memory(generation, wanted.all())?);
            return Ok(Followed::Built);
        };
        let failed = |source| FollowError::Place {
            place: place.clone(),
            source,
        };
        if noted(place).map_err(failed)?.as_deref() == erasures {
            match Index::open(place).map_err(failed)? {
                Opened::Ready(index) if index.generation() == generation => {
                    self.use_index(*index);
                    return Ok(Followed::Opened);
                }
                Opened::Ready(_) | Opened::Rebuild(_) => {}
            }
        }
        // The note comes first: an index without its note would be trusted after a kill.
        remove_at(place).map_err(failed)?;
        self.note(erasures)?;
        self.use_index(Index::build(place, generation, wanted.all())?);
        Ok(Followed::Built)
    }

    fn use_index(&self, index: Index) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(index));
    }

    /// Notes under which erase list the files were made from now on.
    fn note(&self, erasures: Option<&str>) -> Result<(), FollowError> {
        let Some(place) = &self.place else { return Ok(()) };
        let written = fs::create_dir_all(place).and_then(|()| match erasures {
            Some(digest) => fs::write(place.join(ERASURES), digest),
            None => remove_file(&place.join(ERASURES)),
        });
        written.map_err(|source| FollowError::Place {
            place: place.clone(),
            source,
        })
    }
}

/// Removes the index of a data directory with every text in it. The next server builds it anew. For commands that erase;
/// not beneath a running server, which does it by itself.
///
/// # Errors
/// When it cannot be removed.
pub fn remove(directory: &Path) -> io::Result<()> {
    remove_at(&directory.join(FOLDER))
}

fn remove_at(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Under which erase list the files of a folder were made.
fn noted(place: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(place.join(ERASURES)) {
        Ok(digest) => Ok(Some(digest)),
        // A note that is not even text is no note of ours: it equals none, and the index is built anew.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the index is to show.
struct Wanted<'a> {
    view: &'a View<'a>,
    store: &'a Store,
    label: Label<'a>,
    is_stopped: &'a AtomicBool,
}

impl Wanted<'_> {
    fn rebuild(&self, index: &Index) -> Result<(), WriteError> {
        index.rebuild(self.view.state().generation, self.all())
    }

    /// Brings the cities up to date that differ from what is shown.
    fn update(&self, index: &Index, shown: &Shown) -> Result<Followed, FollowError> {
        let state = self.view.state();
        if index.generation() == state.generation && shown.cities == state.cities {
            return Ok(Followed::Current);
        }
        let mut changed: Vec<String> = Vec::new();
        for slug in state.cities.keys().chain(shown.cities.keys()) {
            if state.cities.get(slug) != shown.cities.get(slug) && !changed.contains(slug) {
                changed.push(slug.clone());
            }
        }
        let Some((last, others)) = changed.split_last() else {
            self.rebuild(index)?;
            return Ok(Followed::Built);
        };
        // The index says the new generation when it shows all of it.
        for city in others {
            index.update_city(index.generation(), city, self.of_city(city))?;
        }
        index.update_city(state.generation, last, self.of_city(last))?;
        Ok(Followed::Updated(changed))
    }

    fn all(&self) -> impl Iterator<Item = Result<Dataset, Undelivered>> {
        self.datasets()
            .filter_map(|resource| self.dataset(resource).transpose())
    }

    fn of_city(&self, city: &str) -> impl Iterator<Item = Result<Dataset, Undelivered>> {
        self.datasets()
            .filter(move |resource| resource.city == city)
            .filter_map(|resource| self.dataset(resource).transpose())
    }

    fn datasets(&self) -> impl Iterator<Item = &Resource> {
        let resources = self.view.state().resources.values();
        resources.filter(|resource| resource.kind == ResourceKind::Dataset)
    }

    /// The document of a dataset; `None` when it has no graph, which `kolophon verify` reports.
    fn dataset(&self, resource: &Resource) -> Result<Option<Dataset>, Undelivered> {
        if self.is_stopped.load(Ordering::Relaxed) {
            return Err(Undelivered::Stopped);
        }
        let Some(graph) = self.view.graph(&resource.iri)? else {
            return Ok(None);
        };
        let city = self.view.state().cities.get(&resource.city);
        let name = city.map_or(resource.city.as_str(), |city| city.name.as_str());
        let context = JsonContext {
            id: &resource.slug,
            city: &resource.city,
            language: LANGUAGE,
            labels: self.label,
        };
        let mut dataset = Dataset::from_graph(&graph, &resource.iri, name, &context);
        dataset.contents = contents::of(self.store, &resource.files);
        Ok(Some(dataset))
    }
}

#[cfg(test)]
mod tests;
