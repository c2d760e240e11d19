//! Erasing: what was erased is nowhere in the data directory, and never comes back.
//!
//! The erase list, the file `erased` in the data directory, holds the SHA-256 of each erased IRI. It lies outside the
//! engine, so that it can be laid beside a restored backup; the engine remembers which list it has been cleared of, and
//! a store that is opened with another list is cleared again.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use kolophon_graph::Graph;

use crate::error::{EngineError, OpenError};
use crate::journal::{Entry, ResourceChange};
use crate::state::{FileEntry, Resource, ResourceKind};
use crate::store::Shared;
use crate::without::{without, without_links};
use crate::{content_hash, digest, durable, migrate};

pub(crate) const LIST: &str = "erased";
const HEADING: &str = "# SHA-256 of each erased address. Keep this file with every backup.";

/// The erase list.
pub(crate) struct Erased {
    path: Option<PathBuf>,
    hashes: Mutex<BTreeSet<String>>,
}

impl Erased {
    /// The list of a store in memory.
    pub(crate) fn in_memory() -> Self {
        Self {
            path: None,
            hashes: Mutex::default(),
        }
    }

    /// The list of a data directory.
    pub(crate) fn in_directory(directory: &Path) -> Result<Self, OpenError> {
        let path = directory.join(LIST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(OpenError::io(&path, error)),
        };
        // A list that is read wrongly would let come back what was erased.
        let hashes = parse(&text).ok_or_else(|| OpenError::Damaged {
            directory: directory.to_owned(),
            reason: format!("the file {LIST} holds a line that is no SHA-256"),
        })?;
        Ok(Self {
            path: Some(path),
            hashes: Mutex::new(hashes),
        })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing was ever erased.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Whether an IRI was erased.
    pub(crate) fn contains(&self, iri: &str) -> bool {
        let hashes = self.lock();
        !hashes.is_empty() && hashes.contains(&digest::of_text(iri))
    }

    /// The first erased IRI that a graph is named by or says something about.
    pub(crate) fn found_in(&self, name: &str, graph: &Graph) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let subjects = graph.all_subjects().filter_map(|id| graph.term(id).as_iri());
        std::iter::once(name)
            .chain(subjects)
            .find(|iri| self.contains(iri))
            .map(str::to_owned)
    }

    /// Adds IRIs; they are on disk when this returns.
    pub(crate) fn add(&self, iris: &[String]) -> io::Result<()> {
        let mut hashes = self.lock();
        let mut longer = hashes.clone();
        longer.extend(iris.iter().map(|iri| digest::of_text(iri)));
        self.write(&longer)?;
        *hashes = longer;
        Ok(())
    }

    /// The hashes.
    pub(crate) fn hashes(&self) -> BTreeSet<String> {
        self.lock().clone()
    }

    /// Adds hashes of another list, and says whether one of them is new; they are on disk when this returns.
    pub(crate) fn add_hashes(&self, more: &BTreeSet<String>) -> io::Result<bool> {
        let mut hashes = self.lock();
        if more.is_subset(&hashes) {
            return Ok(false);
        }
        let longer = hashes.union(more).cloned().collect();
        self.write(&longer)?;
        *hashes = longer;
        Ok(true)
    }

    fn write(&self, hashes: &BTreeSet<String>) -> io::Result<()> {
        match &self.path {
            Some(path) => durable::replace(path, &text_of(hashes)),
            None => Ok(()),
        }
    }

    /// The hash of the whole list; `None` when it is empty.
    pub(crate) fn digest(&self) -> Option<String> {
        let hashes = self.lock();
        (!hashes.is_empty()).then(|| digest::of_lines(hashes.iter().map(String::as_str)))
    }
}

/// The hashes of a list; `None` when a line is none.
pub(crate) fn parse(text: &str) -> Option<BTreeSet<String>> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let is_hash = line.len() == 64 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hash.then(|| line.to_ascii_lowercase())
        })
        .collect()
}

/// A list as it is written.
pub(crate) fn text_of(hashes: &BTreeSet<String>) -> String {
    let mut text = format!("{HEADING}\n");
    for hash in hashes {
        text.push_str(hash);
        text.push('\n');
    }
    text
}

/// A resource as it may go on being kept.
pub(crate) enum Cleared {
    /// Nothing of it was erased.
    Unchanged,
    /// All of it was.
    Gone,
    /// A part of it was: this is left.
    Part(Box<(Resource, Graph)>),
}

/// What may be kept of a resource and its graph.
pub(crate) fn clear(erased: &Erased, resource: &Resource, graph: &Graph) -> Cleared {
    if erased.contains(&resource.iri) {
        return Cleared::Gone;
    }
    let is_erased = |iri: &str| erased.contains(iri);
    let mut files = resource.files.clone();
    let mut left = None;
    if let Some(found) = without(graph, &resource.iri, is_erased) {
        files.retain(|file| !found.led_to.iter().any(|iri| names_file(iri, file)));
        left = Some(found.graph);
    }
    if resource.kind == ResourceKind::Catalog
        && let Some(unlinked) = without_links(left.as_ref().unwrap_or(graph), is_erased)
    {
        left = Some(unlinked);
    }
    match left {
        None => Cleared::Unchanged,
        Some(graph) => {
            let resource = Resource {
                files,
                content_hash: content_hash(&graph),
                ..resource.clone()
            };
            Cleared::Part(Box::new((resource, graph)))
        }
    }
}

/// Whether an IRI is the address that a data file is served at.
pub(crate) fn names_file(iri: &str, file: &FileEntry) -> bool {
    iri.rsplit_once("/datei/")
        .is_some_and(|(_, name)| percent_decoded(name) == file.name.as_bytes())
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|_| *first == b'%') {
            bytes.push(byte);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    bytes
}

/// Removes what the erase list names from the journals of these cities, from checkpoints, plans and data files, and
/// notes in the engine that it is cleared. `candidates` are data files, by hash, that may be used by nobody any more.
pub(crate) fn finish(
    shared: &Shared,
    cities: &[String],
    mut candidates: BTreeSet<String>,
) -> Result<(), EngineError> {
    let erased = &shared.erased;
    for city in cities {
        for generation in shared.journal.numbers(city)? {
            candidates.extend(clear_entry(shared, city, generation)?);
        }
    }
    remove_unused_files(shared, candidates)?;
    shared.forget_copies();
    if let Some(directory) = &shared.directory {
        remove_plans(directory, erased)?;
        migrate::remove_kept(directory)?;
    }
    let published = shared.published.load_full();
    match erased.digest() {
        Some(digest) => published.engine.note_erased(&digest),
        None => Ok(()),
    }
}

/// Clears one entry and returns the data files that it no longer needs.
fn clear_entry(shared: &Shared, city: &str, generation: u64) -> Result<BTreeSet<String>, EngineError> {
    let Some(mut entry) = shared.journal.entry(city, generation)? else {
        return Ok(BTreeSet::new());
    };
    let mut images = shared.journal.images(city, generation)?;
    let files_before = files_of(&entry);
    let mut is_changed = false;
    for change in &mut entry.changes {
        if shared.erased.contains(&change.iri) {
            images.remove(&change.iri);
            is_changed |= blank(change);
            continue;
        }
        let (Some(before), Some(graph)) = (&change.before, images.get(&change.iri)) else {
            continue;
        };
        if let Cleared::Part(part) = clear(&shared.erased, before, graph) {
            let (resource, graph) = *part;
            images.insert(change.iri.clone(), graph);
            change.before = Some(resource);
            is_changed = true;
        }
    }
    if !is_changed {
        return Ok(BTreeSet::new());
    }
    shared.journal.write(&entry, |name| Ok(images.remove(name)))?;
    let files_after = files_of(&entry);
    Ok(files_before.difference(&files_after).cloned().collect())
}

/// Takes out all that tells more than the address; says whether there was something.
pub(crate) fn blank(change: &mut ResourceChange) -> bool {
    let said_something = change.before.is_some() || !change.title.is_empty();
    change.erased |= change.before.is_some();
    change.before = None;
    change.title = String::new();
    said_something
}

pub(crate) fn files_of(entry: &Entry) -> BTreeSet<String> {
    let before = entry.changes.iter().filter_map(|change| change.before.as_ref());
    before
        .flat_map(|resource| &resource.files)
        .map(|file| file.sha256.clone())
        .collect()
}

fn remove_unused_files(shared: &Shared, mut candidates: BTreeSet<String>) -> Result<(), EngineError> {
    if candidates.is_empty() {
        return Ok(());
    }
    let state = &shared.published.load_full().state;
    for file in state.resources.values().flat_map(|resource| &resource.files) {
        candidates.remove(&file.sha256);
    }
    // A generation of another dataset or another city may need the same content again.
    for city in state.cities.keys() {
        for generation in shared.journal.numbers(city)? {
            if let Some(entry) = shared.journal.entry(city, generation)? {
                for sha256 in files_of(&entry) {
                    candidates.remove(&sha256);
                }
            }
        }
    }
    for sha256 in candidates {
        match fs::remove_file(shared.files.path(&sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Plans in the data directory repeat what they would publish.
fn remove_plans(directory: &Path, erased: &Erased) -> Result<(), EngineError> {
    for path in plans(directory)? {
        if mentions_erased(&fs::read(&path)?, erased) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Removes the plans in the data directory that were written before a moment, and counts them.
pub(crate) fn remove_plans_before(directory: &Path, moment: SystemTime) -> Result<usize, EngineError> {
    let mut removed = 0;
    for path in plans(directory)? {
        if fs::metadata(&path)?.modified()? < moment {
            fs::remove_file(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn plans(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut plans = Vec::new();
    for folder in [directory.to_owned(), directory.join("plans")] {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            let is_json = path.extension().is_some_and(|ending| ending == "json");
            if is_json && path.is_file() {
                plans.push(path);
            }
        }
    }
    Ok(plans)
}

/// Whether a text of a JSON document is an erased IRI. What is no JSON is looked at by its quotes.
fn mentions_erased(bytes: &[u8], erased: &Erased) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.split('"')
        .any(|text| text.contains(':') && erased.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_hashes_and_outlives_the_process() {
        let directory = tempfile::tempdir().unwrap();
        let list = Erased::in_directory(directory.path()).unwrap();
        assert_eq!(list.digest(), None);
        list.add(&["https://a.example/geheim".to_owned()]).unwrap();
        let text = fs::read_to_string(directory.path().join(LIST)).unwrap();
        assert!(!text.contains("geheim"), "{text}");
        let again = Erased::in_directory(directory.path()).unwrap();
        assert!(again.contains("https://a.example/geheim") && !again.contains("https://a.example/"));
        assert_eq!(again.digest(), list.digest());
    }

    #[test]
    fn a_damaged_list_is_no_empty_one() {
        let directory = tempfile::tempdir().unwrap();
        for text in [&b"12ab\n"[..], b"zz", b"\xff\xfe"] {
            fs::write(directory.path().join(LIST), text).unwrap();
            assert!(Erased::in_directory(directory.path()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn files_are_known_by_their_address() {
        let file = |name: &str| FileEntry {
            name: name.to_owned(),
            sha256: String::new(),
            byte_size: 0,
            media_type: String::new(),
        };
        let iri = "https://d.example/mainz/dataset/kitas/datei/kitas%20m%C3%A4rz.csv";
        assert!(names_file(iri, &file("kitas m\u{e4}rz.csv")));
        assert!(!names_file(iri, &file("kitas.csv")));
        assert!(!names_file("https://d.example/kitas.csv", &file("kitas.csv")));
        assert!(names_file("https://d.example/datei/50%", &file("50%")));
    }
}
