//! From what was typed to documents: files, folders, standard input.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use kolophon_authoring::{Form, is_authored};
use kolophon_dcat::{Document, Format, ReadError};
use kolophon_diagnostic::{Text, Unreadable};
use kolophon_validate::reason_in_words;

use crate::failure::file_trouble;

/// What standard input is called in findings.
const STANDARD_INPUT: &str = "stdin";

/// From this size on a file is read when its turn comes.
const LARGE: u64 = 1 << 20;

/// The documents behind some paths, and the files that could not be opened.
#[derive(Debug, Default)]
pub(crate) struct Input {
    /// In the order of the paths; those of a folder in the order of their names.
    pub(crate) documents: Vec<Document>,
    /// What could not be opened.
    pub(crate) unreadable: Vec<Unreadable>,
}

impl Input {
    /// Reads every file; of folders, those that hold RDF.
    pub(crate) fn read(paths: &[PathBuf]) -> Self {
        let mut input = Self::default();
        for path in paths {
            if path.as_os_str() == "-" {
                let mut bytes = Vec::new();
                let result = io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
                input.add(STANDARD_INPUT.to_owned(), Path::new(STANDARD_INPUT), result);
            } else if path.is_dir() {
                input.add_folder(path);
            } else {
                input.add_file(path);
            }
        }
        input
    }

    /// The same, with files that hold nothing among those that could not be read: an export that failed leaves such a
    /// file, and what it should have held is not known.
    #[must_use]
    pub(crate) fn refuse_empty(self) -> Self {
        let is_empty = |document: &Document| {
            let bytes = document.in_memory();
            bytes.is_some_and(|bytes| {
                let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                text.iter().all(u8::is_ascii_whitespace)
            })
        };
        let (empty, documents) = self.documents.into_iter().partition(is_empty);
        let empty: Vec<Document> = empty;
        let mut unreadable = self.unreadable;
        unreadable.extend(empty.into_iter().map(|document| Unreadable {
            file: document.name,
            line_column: None,
            message: Text::new("Die Datei ist leer.", "The file is empty."),
        }));
        Self {
            documents,
            unreadable,
        }
    }

    /// The names of all files that were looked at.
    pub(crate) fn names(&self) -> Vec<&str> {
        let documents = self.documents.iter().map(|document| document.name.as_str());
        let unreadable = self.unreadable.iter().map(|file| file.file.as_str());
        documents.chain(unreadable).collect()
    }

    /// A large file is left where it is until somebody reads it, perhaps in parts.
    fn add_file(&mut self, path: &Path) {
        let is_large = fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() >= LARGE);
        match is_large.then(|| File::open(path)) {
            Some(Ok(_)) => {
                let base = file_iri(path);
                self.documents
                    .push(Document::file(name(path), path).with_base(base));
            }
            Some(Err(error)) => self.add(name(path), path, Err(error)),
            None => self.add(name(path), path, fs::read(path)),
        }
    }

    fn add(&mut self, name: String, path: &Path, bytes: io::Result<Vec<u8>>) {
        match bytes {
            Ok(bytes) => {
                let base = file_iri(path);
                self.documents.push(Document::new(name, bytes).with_base(base));
            }
            Err(error) => self.unreadable.push(Unreadable {
                file: name,
                line_column: None,
                message: file_trouble(&error),
            }),
        }
    }

    /// A pipe or device in a folder would keep the check waiting for ever.
    fn add_special(&mut self, path: &Path) {
        if Format::of_file_name(&path.to_string_lossy()).is_some() {
            self.unreadable.push(Unreadable {
                file: name(path),
                line_column: None,
                message: Text::new(
                    "Das ist keine gewöhnliche Datei. Nennen Sie sie einzeln, wenn sie gelesen werden soll.",
                    "This is no ordinary file. Name it by itself if it shall be read.",
                ),
            });
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let mut entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable.push(Unreadable {
                    file: name(folder),
                    line_column: None,
                    message: file_trouble(&error),
                });
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if is_passed_over(&entry.file_name().to_string_lossy()) {
                continue;
            }
            // A link to a folder is not followed: it could lead back up and never end.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                self.add_folder(&path);
            } else if is_special(&path) {
                self.add_special(&path);
            } else if !path.is_dir() && (holds_rdf(&path) || is_officers_file(&path)) {
                self.add_file(&path);
            }
        }
    }
}

/// Whether a name in a folder is that of a hidden file, or of one that Windows and Excel leave beside others.
fn is_passed_over(name: &str) -> bool {
    let left_by_windows = ["Thumbs.db", "desktop.ini"];
    name.starts_with('.')
        || name.starts_with("~$")
        || left_by_windows.iter().any(|left| name.eq_ignore_ascii_case(left))
}

/// Whether there is something that is neither file nor folder.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Whether a file found in a folder is one that officers write: a list, or a file of keys.
fn is_officers_file(path: &Path) -> bool {
    let name = path.to_string_lossy();
    if Form::of_file_name(&name).is_none() {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64 * 1024).read_to_end(&mut beginning));
    read.is_ok() && is_authored(&name, &beginning).is_some()
}

/// Whether a file found in a folder is metadata. `.xml` and `.json` may be anything, so their beginning decides.
fn holds_rdf(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let Some(format) = Format::of_file_name(&name) else {
        return false;
    };
    let ends_in = |extension| {
        path.extension()
            .is_some_and(|found| found.eq_ignore_ascii_case(extension))
    };
    let signs: &[&str] = match format {
        Format::RdfXml if ends_in("xml") => &["http://www.w3.org/1999/02/22-rdf-syntax-ns#"],
        Format::JsonLd if ends_in("json") => &["\"@context\"", "\"@graph\"", "\"@id\""],
        _ => return true,
    };
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64 * 1024).read_to_end(&mut beginning));
    // What cannot be opened is reported as such, when it is read.
    read.is_err() || {
        let beginning = String::from_utf8_lossy(&beginning);
        signs.iter().any(|sign| beginning.contains(sign))
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The `file://` IRI of a path, seen from the root.
fn file_iri(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Document::new(absolute.to_string_lossy(), Vec::new()).base
}

/// A file that could be opened, but not read as RDF.
pub(crate) fn unreadable(error: &ReadError) -> Unreadable {
    let (file, line_column, message) = match error {
        ReadError::Syntax { name, at, reason } => {
            let reason = reason_in_words(reason);
            let text = Text::new(
                format!("Ab hier ist die Datei nicht mehr zu verstehen: {}.", reason.de),
                format!("From here on the file cannot be understood: {}.", reason.en),
            );
            (name, Some((at.line, at.column)), text)
        }
        ReadError::Encoding { name, offset } => (
            name,
            None,
            Text::new(
                format!("Das ist keine Textdatei: Byte {offset} passt zu keiner bekannten Zeichenkodierung."),
                format!("This is no text file: byte {offset} fits no known encoding."),
            ),
        ),
        ReadError::Gzip { name, source } => (
            name,
            None,
            Text::new(
                format!("Die gepackte Datei lässt sich nicht entpacken ({source})."),
                format!("The compressed file cannot be unpacked ({source})."),
            ),
        ),
        ReadError::UnknownFormat { name } => (
            name,
            None,
            Text::new(
                "Das ist kein Format für Metadaten, das Kolophon kennt: Turtle, RDF/XML, JSON-LD, N-Triples, TriG, N-Quads.",
                "This is no metadata format that Kolophon knows: Turtle, RDF/XML, JSON-LD, N-Triples, TriG, N-Quads.",
            ),
        ),
        ReadError::Io { name, source } => (name, None, file_trouble(source)),
        ReadError::TooLarge { name, limit } => (
            name,
            None,
            Text::new(
                format!("Die Datei ist größer als {limit} Bytes."),
                format!("The file is larger than {limit} bytes."),
            ),
        ),
        other => {
            return Unreadable {
                file: String::new(),
                line_column: None,
                message: Text::new(
                    format!("Eine Datei ist nicht lesbar ({other})."),
                    format!("A file cannot be read ({other})."),
                ),
            };
        }
    };
    Unreadable {
        file: file.clone(),
        line_column,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_folder_only_metadata_is_read_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put("b.ttl", "");
        put("a/c.rdf", "");
        put("a/geo.json", "{\"type\": \"FeatureCollection\"}");
        put("a/ld.json", "{\"@context\": {}}");
        put("a/haushalt.xml", "<haushalt/>");
        put(
            "a/rdf.xml",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        );
        put("a/baeume.csv", "a;b\n");
        put(".git/d.ttl", "");
        put("~$b.ttl", "");
        put("Thumbs.db", "");
        put("Desktop.ini", "");
        let input = Input::read(&[folder.path().to_owned()]);
        let names: Vec<String> = input
            .names()
            .iter()
            .map(|name| {
                Path::new(name)
                    .strip_prefix(folder.path())
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/")
            })
            .collect();
        assert_eq!(names, ["a/c.rdf", "a/ld.json", "a/rdf.xml", "b.ttl"]);
    }

    #[test]
    fn a_missing_file_is_named_and_the_others_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("da.ttl");
        fs::write(&there, "").unwrap();
        let input = Input::read(&[folder.path().join("weg.ttl"), there]);
        assert_eq!(input.documents.len(), 1);
        assert!(input.unreadable[0].file.ends_with("weg.ttl"));
    }

    #[test]
    fn the_base_is_the_whole_path() {
        let iri = file_iri(Path::new("katalog.ttl"));
        assert!(
            iri.starts_with("file:///") && iri.ends_with("/katalog.ttl") && iri.len() > 20,
            "{iri}"
        );
    }
}
