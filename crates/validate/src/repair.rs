//! Repairs: what can be mended in the files themselves, and what becomes of them.
//!
//! A repair is planned from a triple (what its subject is, the property, the value), whatever profile finds fault with
//! it. It replaces the characters that spell the triple and nothing else. A new value comes from the triple or from a
//! table; nothing is invented. Each rewritten text is read again: unless its triples are the old ones with exactly the
//! planned ones exchanged, it is not handed out.
//!
//! ```
//! use kolophon_dcat::Document;
//! use kolophon_validate::repair::{Safety, Scope, repair};
//!
//! let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n<https://daten.example/a> a dcat:Distribution ;\n    \
//!             dcat:accessURL \"https://daten.example/a.csv\" . # die Datei\n";
//! let repaired = repair(&[Document::new("a.ttl", text.into())], Scope::All, Safety::Safe);
//! assert_eq!(repaired.files[0].after, text.replace('"', "").replace("https://daten.example/a.csv", "<https://daten.example/a.csv>"));
//! assert_eq!(repaired.done.len(), 1);
//! ```

mod address;
mod byte_size;
pub(crate) mod change;
mod characters;
mod datatype;
mod date;
mod encoding;
mod geocoding;
mod geometry;
mod identifier;
mod kind;
mod language_tag;
mod listed_value;
mod plan;
mod property;
mod punctuation;
mod same_graph;
mod subject;

use std::sync::Arc;

use kolophon_dcat::{Content, Document, ReadError};
use kolophon_diagnostic::{Edit, Fix, Place, Text};
use kolophon_graph::{Graph, SourceId, Triple};

use self::change::Change;
pub use self::change::Safety;
pub use self::kind::Kind;
use self::plan::Plan;
pub(crate) use self::subject::Classes;
use self::subject::Statement;
use crate::edit::File;

/// Which repairs to plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// Those that DCAT-AP.de 3.0 asks for where 2.0 did not.
    Upgrade,
}

/// A value that is, or can be, mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What it is about.
    pub kind: Kind,
    /// Whether a person has to look at it first.
    pub safety: Safety,
    /// Where the value stands, in the text it was planned for.
    pub place: Place,
    /// What changes, as one sentence.
    pub message: Text,
    /// Why a person has to look at it; why it cannot be done.
    pub reason: Option<Text>,
    /// The property and the value as they were, for people.
    pub old: String,
    /// The property and the value as they become.
    pub new: String,
    /// What else could be meant.
    pub candidates: Vec<String>,
}

/// A file, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairedFile {
    /// The path as the user gave it.
    pub name: String,
    /// The decoded text as it was.
    pub before: Arc<str>,
    /// The decoded text as it becomes.
    pub after: String,
    /// The same in the file's own encoding.
    pub bytes: Vec<u8>,
    /// Whether the characters are stored in another way than before.
    pub encoding: EncodingChange,
}

/// Whether a file's characters are stored in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingChange {
    /// As before.
    None,
    /// It was Windows-1252 without saying so, and becomes UTF-8.
    ToUtf8,
}

impl RepairedFile {
    /// Whether anything changes.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        *self.before != *self.after || self.encoding != EncodingChange::None
    }
}

/// What repairing documents came to.
#[derive(Debug)]
pub struct Repaired {
    /// All files that could be read.
    pub files: Vec<RepairedFile>,
    /// The repairs that were made.
    pub done: Vec<Repair>,
    /// Those that were not, each with its reason.
    pub open: Vec<Repair>,
    /// The documents that could not be read.
    pub unreadable: Vec<ReadError>,
    /// The documents as they are now, for another check.
    pub documents: Vec<Document>,
}

/// One repair may make way for the next, but no further.
const MOST_ROUNDS: usize = 6;

/// Makes all repairs up to a safety, again and again until none is left.
#[must_use]
pub fn repair(documents: &[Document], scope: Scope, level: Safety) -> Repaired {
    let mut plan = Plan::new(documents, scope);
    let (numbers, files): (Vec<usize>, Vec<RepairedFile>) = plan.untouched().into_iter().unzip();
    let mut repaired = Repaired {
        files,
        done: Vec::new(),
        open: Vec::new(),
        unreadable: Vec::new(),
        documents: documents.to_vec(),
    };
    repaired.mend_punctuation();
    if !repaired.done.is_empty() {
        plan = Plan::new(&repaired.documents, scope);
        repaired.open = plan.repairs().to_vec();
    }
    for _ in 0..MOST_ROUNDS {
        let applied = plan.apply(level);
        if applied.done.is_empty() {
            repaired.open = applied.open;
            break;
        }
        repaired.done.extend(applied.done);
        for (document, bytes, text) in applied.rewritten {
            let known = numbers.iter().position(|number| *number == document);
            repaired.rewrite(known, document, text, bytes);
        }
        plan = Plan::new(&repaired.documents, scope);
        repaired.open = plan.repairs().to_vec();
    }
    repaired.unreadable = plan.into_unreadable();
    repaired
}

impl Repaired {
    /// Mends what keeps the texts themselves from being read as they are meant, before anything is asked of triples.
    fn mend_punctuation(&mut self) {
        for number in 0..self.documents.len() {
            let Some(mended) = punctuation::mend(&self.documents[number]) else {
                continue;
            };
            let name = &self.documents[number].name;
            let known = self.files.iter().position(|file| file.name == *name);
            if let Some(file) = known.and_then(|at| self.files.get_mut(at)) {
                file.encoding = mended.encoding;
            }
            self.done.extend(mended.repairs);
            self.rewrite(known, number, mended.text, mended.bytes);
        }
    }

    /// Puts the new text of a document in place of the old one.
    fn rewrite(&mut self, file: Option<usize>, document: usize, text: String, bytes: Vec<u8>) {
        if let Some(file) = file.and_then(|at| self.files.get_mut(at)) {
            file.after = text;
            file.bytes.clone_from(&bytes);
        }
        if let Some(document) = self.documents.get_mut(document) {
            document.content = Content::Bytes(bytes);
        }
    }
}

/// A proposal for a triple of a report, whatever its safety; `None` when nothing can be said.
pub(crate) fn proposal(
    graph: &Graph,
    file: (&File<'_>, SourceId),
    triples: &[Triple],
    classes: &mut Classes,
) -> Option<Fix> {
    plan::proposal(graph, file, triples, classes)
}

/// What takes the place of a triple; `None` when it stays.
fn change(graph: &Graph, triple: Triple, classes: &mut Classes) -> Option<Change> {
    let statement = Statement::new(graph, triple, classes)?;
    property::change(&statement).or_else(|| value_change(&statement))
}

/// What takes the place of a value. The first that knows it decides.
fn value_change(statement: &Statement<'_>) -> Option<Change> {
    let kinds = [
        listed_value::change,
        geocoding::change,
        geometry::change,
        identifier::change,
        byte_size::change,
        date::change,
        datatype::change,
        address::change,
        characters::change,
        language_tag::change,
    ];
    kinds.iter().find_map(|kind| kind(statement))
}

/// The edits as people see them.
fn shown(edits: &[Edit]) -> String {
    let replacements: Vec<&str> = edits
        .iter()
        .map(|edit| edit.replacement.trim())
        .filter(|text| !text.is_empty())
        .collect();
    replacements.join(" … ")
}
