//! The data directory: `LOCK`, `CURRENT`, `format`, `store-000001/`, `checkpoints/`, `loans/`, `files/`, `journal/`,
//! `erased`.
//!
//! `CURRENT` names the engine's directory. It is replaced by a rename, so that a crash leaves the old name or the new
//! one; whatever it does not name is left over and swept away when the store is opened.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::engine::Engine;
use crate::error::OpenError;
use crate::files;
use crate::lend;
use crate::lock::Lock;
use crate::store::OpenMode;

pub(crate) const CURRENT: &str = "CURRENT";
pub(crate) const FORMAT: &str = "format";
const STORE_PREFIX: &str = "store-";
pub(crate) const CHECKPOINTS: &str = "checkpoints";
/// The layout of the directory and of the state graph.
///
/// 2 added the journal, tombstones and aliases, and the erase list, which a program that knows only 1 would lose.
/// 3 added what the journal says of a restored backup, which a program that knows only 2 could not read.
pub(crate) const SUPPORTED_FORMAT: u64 = 3;

/// Opens the directory for this process alone.
pub(crate) fn open(directory: &Path, mode: OpenMode) -> Result<(Lock, Engine), OpenError> {
    if !cfg!(feature = "rocksdb") {
        return Err(OpenError::NotBuiltIn);
    }
    let missing = || OpenError::Missing {
        directory: directory.to_owned(),
    };
    if mode == OpenMode::Create {
        fs::create_dir_all(directory).map_err(|error| OpenError::io(directory, error))?;
    }
    let has_store = exists(&directory.join(CURRENT))? || exists(&directory.join(FORMAT))?;
    if !has_store && mode == OpenMode::Existing {
        return Err(missing());
    }
    let lock = Lock::take(directory)?;
    match format_of(directory)? {
        Some(found) if found < SUPPORTED_FORMAT => {
            return Err(OpenError::OlderFormat {
                directory: directory.to_owned(),
                found,
                supported: SUPPORTED_FORMAT,
            });
        }
        _ => {}
    }
    let current = if exists(&directory.join(CURRENT))? || exists(&directory.join(FORMAT))? {
        current(directory)?
    } else {
        create(directory)?
    };
    write_atomically(&directory.join(FORMAT), &format!("{SUPPORTED_FORMAT}\n"))?;
    sweep(directory, &current)?;
    let engine = open_engine(directory, &current)?;
    Ok((lock, engine))
}

/// The format of a directory; `None` when it was left while it was being made.
pub(crate) fn format_of(directory: &Path) -> Result<Option<u64>, OpenError> {
    let Some(text) = read_small(&directory.join(FORMAT))? else {
        return Ok(None);
    };
    match text.trim().parse::<u64>() {
        Ok(found) if found > SUPPORTED_FORMAT => Err(OpenError::NewerFormat {
            directory: directory.to_owned(),
            found,
            supported: SUPPORTED_FORMAT,
        }),
        Ok(found @ 1..) => Ok(Some(found)),
        Ok(0) | Err(_) => Err(damaged(directory, "the file format holds no number")),
    }
}

/// The engine's directory that `CURRENT` names.
pub(crate) fn current(directory: &Path) -> Result<PathBuf, OpenError> {
    match read_small(&directory.join(CURRENT))? {
        Some(name) => existing(directory, name.trim()),
        None => Err(damaged(directory, "the file CURRENT is missing")),
    }
}

fn existing(directory: &Path, name: &str) -> Result<PathBuf, OpenError> {
    if number_of(name).is_none() {
        return Err(damaged(directory, "the file CURRENT names no store"));
    }
    let path = directory.join(name);
    // The engine would make an empty store where there is none: data lost without a word.
    if !exists(&path.join("CURRENT"))? {
        return Err(damaged(directory, &format!("{name} is missing or incomplete")));
    }
    Ok(path)
}

/// Makes an empty store. It counts from the moment `CURRENT` is there.
fn create(directory: &Path) -> Result<PathBuf, OpenError> {
    let path = directory.join(store_name(1));
    if exists(&path)? {
        // A crash while the store was made leaves an empty engine. Anything else is somebody's data.
        if open_engine(directory, &path)?.store().is_empty().ok() != Some(true) {
            return Err(damaged(
                directory,
                "there is a store, but the file CURRENT is missing",
            ));
        }
    } else {
        let engine = open_engine(directory, &path)?;
        engine
            .flush()
            .map_err(|error| OpenError::io(&path, io::Error::other(error)))?;
    }
    sync_directory(directory).map_err(|error| OpenError::io(directory, error))?;
    write_atomically(&directory.join(CURRENT), &format!("{}\n", store_name(1)))?;
    Ok(path)
}

#[cfg(feature = "rocksdb")]
fn open_engine(directory: &Path, path: &Path) -> Result<Engine, OpenError> {
    use crate::error::EngineError;

    Engine::open(path).map_err(|error| match error {
        EngineError::Io(error) | EngineError::Full(error) => match error.kind() {
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::StorageFull => OpenError::io(path, error),
            _ => damaged(directory, &error.to_string()),
        },
        error => damaged(directory, &error.to_string()),
    })
}

#[cfg(not(feature = "rocksdb"))]
fn open_engine(_directory: &Path, _path: &Path) -> Result<Engine, OpenError> {
    Err(OpenError::NotBuiltIn)
}

/// Removes what a crash has left behind.
fn sweep(directory: &Path, current: &Path) -> Result<(), OpenError> {
    for entry in entries(directory)? {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left_over = (number_of(&name).is_some() && entry.path() != current)
            || name == CHECKPOINTS
            || name == lend::FOLDER
            || name.ends_with(".tmp");
        if is_left_over {
            remove(&entry.path())?;
        }
    }
    // The bulk loader's files, which count only after they have been moved.
    for entry in entries(current)? {
        if entry.file_name().to_string_lossy().starts_with("bulk-") {
            remove(&entry.path())?;
        }
    }
    let data_files = directory.join(files::FOLDER);
    if exists(&data_files)? {
        for entry in entries(&data_files)? {
            if entry
                .file_name()
                .to_string_lossy()
                .starts_with(files::TEMPORARY_PREFIX)
            {
                remove(&entry.path())?;
            }
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<fs::DirEntry>, OpenError> {
    fs::read_dir(directory)
        .and_then(Iterator::collect)
        .map_err(|error| OpenError::io(directory, error))
}

fn remove(path: &Path) -> Result<(), OpenError> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    removed.map_err(|error| OpenError::io(path, error))
}

fn exists(path: &Path) -> Result<bool, OpenError> {
    path.try_exists().map_err(|error| OpenError::io(path, error))
}

fn read_small(path: &Path) -> Result<Option<String>, OpenError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // Not even text: the callers report what they cannot read as damage.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(error) => Err(OpenError::io(path, error)),
    }
}

fn damaged(directory: &Path, reason: &str) -> OpenError {
    OpenError::Damaged {
        directory: directory.to_owned(),
        reason: reason.to_owned(),
    }
}

pub(crate) fn write_atomically(path: &Path, text: &str) -> Result<(), OpenError> {
    replace(path, text).map_err(|error| OpenError::io(path, error))
}

/// Replaces a small file so that a crash leaves the old text or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, path)?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Makes sure that the names in a directory survive a power failure.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(directory)?.sync_all()
    } else {
        // Other systems do not let directories be opened and write their names by themselves.
        Ok(())
    }
}

/// The engine's directory that comes after `current`.
pub(crate) fn next_store(directory: &Path, current: &Path) -> PathBuf {
    let number = current
        .file_name()
        .and_then(|name| number_of(&name.to_string_lossy()))
        .unwrap_or(0);
    directory.join(store_name(number + 1))
}

/// Lets `CURRENT` name another engine's directory.
pub(crate) fn switch(directory: &Path, to: &Path) -> io::Result<()> {
    sync_directory(directory)?;
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    replace(&directory.join(CURRENT), &format!("{name}\n"))
}

fn store_name(number: u64) -> String {
    format!("{STORE_PREFIX}{number:06}")
}

fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(STORE_PREFIX)?;
    if digits.len() < 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Whether `CURRENT` names that directory.
pub(crate) fn is_current(directory: &Path, store: &Path) -> bool {
    fs::read_to_string(directory.join(CURRENT)).is_ok_and(|name| store == directory.join(name.trim()))
}

#[cfg(test)]
#[cfg(feature = "rocksdb")]
mod tests {
    use oxigraph::model::{GraphName, Literal, NamedNode, Quad};

    use super::*;
    use crate::store::Store;

    /// The state as version 0.1 wrote it before there was a journal: to the letter.
    const STATE: [(&str, &str, &str); 3] = [
        ("urn:kolophon:state", "generation", "7"),
        (
            "urn:kolophon:state/city/mainz",
            "city",
            r#"{"slug":"mainz","name":"Mainz","base":"https://daten.example","catalog":"https://daten.example/mainz/catalog","contributor_id":null,"ars":null,"ags":null,"licence":null,"contact":null,"profile":"dcat-ap-de","host":null,"demo":true,"generation":7,"published_at":null}"#,
        ),
        (
            "https://daten.example/a",
            "resource",
            r#"{"iri":"https://daten.example/a","city":"mainz","kind":"Dataset","slug":"a","title":"A","content_hash":"x","identifier":"https://daten.example/a","issued":null,"modified":null,"generation":3,"errors":0,"files":[],"stored_hash":"y","stored_triples":1}"#,
        ),
    ];

    fn old_directory(path: &Path) {
        let engine = open_engine(path, &path.join(store_name(1))).unwrap();
        let node = NamedNode::new_unchecked;
        for (subject, predicate, value) in STATE {
            let predicate = node(format!("urn:kolophon:state#{predicate}"));
            let value = Literal::new_simple_literal(value);
            let quad = Quad::new(
                node(subject.to_owned()),
                predicate,
                value,
                node("urn:kolophon:state".to_owned()),
            );
            engine.store().insert(&quad).unwrap();
        }
        let dataset = node("https://daten.example/a".to_owned());
        let title = node("http://purl.org/dc/terms/title".to_owned());
        for graph in [GraphName::DefaultGraph, dataset.clone().into()] {
            let quad = Quad::new(
                dataset.clone(),
                title.clone(),
                Literal::new_simple_literal("A"),
                graph,
            );
            engine.store().insert(&quad).unwrap();
        }
        engine.flush().unwrap();
        drop(engine);
        fs::write(path.join(CURRENT), format!("{}\n", store_name(1))).unwrap();
        fs::write(path.join(FORMAT), "1\n").unwrap();
    }

    #[test]
    fn a_directory_of_format_1_is_kept_and_opens_as_it_did() {
        let directory = tempfile::tempdir().unwrap();
        old_directory(directory.path());
        match Store::open(directory.path(), OpenMode::Existing) {
            Err(OpenError::OlderFormat {
                found: 1, supported, ..
            }) => assert_eq!(supported, SUPPORTED_FORMAT),
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read_to_string(directory.path().join(FORMAT)).unwrap(), "1\n");
        let kept = Store::migrate(directory.path()).unwrap();
        let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
        let state = store.state();
        assert_eq!((state.generation, state.cities["mainz"].generation), (7, 7));
        assert_eq!(state.resources["https://daten.example/a"].title, "A");
        assert!(state.tombstones.is_empty() && state.aliases.is_empty());
        assert!(state.cities["mainz"].protected.is_empty());
        assert_eq!(store.graph("https://daten.example/a").unwrap().unwrap().len(), 1);
        assert!(store.journal("mainz").unwrap().is_empty());
        // The first change is generation 8, with what was there before.
        let city = state.cities["mainz"].clone();
        let change = crate::CityChange {
            remove: vec!["https://daten.example/a".to_owned()],
            ..crate::CityChange::new(city)
        };
        assert_eq!(store.apply_blocking(change).unwrap(), 8);
        assert_eq!(store.graphs_before("mainz", 8).unwrap().len(), 1);
        // A program that knows neither journal nor erase list must not open it any more.
        assert_eq!(fs::read_to_string(directory.path().join(FORMAT)).unwrap(), "3\n");
        drop(store);
        // What is kept is as it was: whoever goes back has the state of before.
        assert_eq!(fs::read_to_string(kept.join(FORMAT)).unwrap(), "1\n");
        let engine = open_engine(&kept, &current(&kept).unwrap()).unwrap();
        assert_eq!(engine.snapshot().unwrap().generation().unwrap(), 7);
    }
}
