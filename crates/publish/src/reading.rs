//! Files of every form into one graph: RDF, and the files that officers write.

use std::fs::File;
use std::io::Read as _;

use kolophon_authoring::{AuthoringError, Defaults, Issue, IssueKind, is_authored, is_companion, read_list};
use kolophon_dcat::vocab::{dcterms, foaf, rdf};
use kolophon_dcat::{Content, Document, ReadError};
use kolophon_diagnostic::{Consequence, Severity, Text, Unreadable};
use kolophon_graph::{Position, Triple};
use kolophon_validate::{Checked, Material, Note, Profile};

use crate::code_lists::EmbeddedLists;

/// So much of a file that is not in memory tells its form.
const HEAD: u64 = 64 * 1024;

/// Where short names get their addresses while no installation says it: for checks only, nothing is published there.
const NOWHERE: &str = "https://daten.kommune.example";

/// What was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// The triples, and what was noticed.
    pub material: Material,
    /// What the reader stumbled over in the files of officers.
    pub issues: Vec<Issue>,
    /// The files of officers that could not be read; those of RDF are in the [`Checked`].
    pub unreadable: Vec<Unreadable>,
    /// The IRIs of datasets that are protected from removal.
    pub protected: Vec<String>,
    /// Earlier short names, each with the IRI of its dataset.
    pub aliases: Vec<(String, String)>,
}

/// Reads documents of every form. `defaults` fill what the files of officers leave open.
#[must_use]
pub fn read(documents: &[Document], defaults: &Defaults) -> Reading {
    let mut reading = Reading::default();
    reading.add(documents, defaults);
    reading
}

/// Defaults for files that belong to no installation.
#[must_use]
pub fn nobodys_defaults() -> Defaults {
    Defaults {
        base: NOWHERE.to_owned(),
        city: "kommune".to_owned(),
        language: "de".to_owned(),
        ..Defaults::default()
    }
}

/// Whether a document is in a form that officers write, and no RDF.
#[must_use]
pub fn is_officers_file(document: &Document) -> bool {
    if document.format.is_some() {
        return false;
    }
    let mut head = Vec::new();
    let bytes = match &document.content {
        Content::Bytes(bytes) => bytes,
        Content::File(path) => {
            let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
            // What cannot be opened is reported by who reads it.
            if read.is_err() {
                return false;
            }
            &head
        }
    };
    is_authored(&document.name, bytes).is_some()
}

impl Reading {
    /// Reads the documents of another city.
    pub fn add(&mut self, documents: &[Document], defaults: &Defaults) {
        for document in documents {
            if !is_officers_file(document) {
                self.material.read(document);
            } else if !is_companion(&document.name) || !has_list_beside(document, documents) {
                self.read_officers_file(document, documents, defaults);
            }
        }
        self.describe_publisher(defaults);
    }

    /// The city's usual publisher is known from its settings, so that a file which only names it is complete.
    fn describe_publisher(&mut self, defaults: &Defaults) {
        let Some(publisher) = &defaults.publisher else {
            return;
        };
        let builder = self.material.builder();
        let [node, publisher_of, name] =
            [publisher.iri.as_str(), dcterms::PUBLISHER, foaf::NAME].map(|iri| builder.iri(iri));
        let is_described = builder
            .pushed_with(name)
            .any(|(triple, _)| triple.subject == node);
        let mention = builder
            .pushed_with(publisher_of)
            .find(|(triple, position)| triple.object == node && position.is_known());
        let (Some((_, position)), false) = (mention, is_described) else {
            return;
        };
        let position = Position {
            subject: position.object,
            ..position
        };
        let class = builder.iri(foaf::AGENT);
        let text = builder.language_literal(&publisher.name, &defaults.language);
        let [rdf_type, kind] = [rdf::TYPE, dcterms::TYPE].map(|iri| builder.iri(iri));
        builder.push(Triple::new(node, rdf_type, class), position);
        builder.push(Triple::new(node, name, text), position);
        if let Some(of_kind) = &publisher.kind {
            let of_kind = builder.iri(of_kind);
            builder.push(Triple::new(node, kind, of_kind), position);
        }
    }

    /// Checks all of it against a profile.
    #[must_use]
    pub fn check(self, profile: &Profile) -> (Checked, Vec<Unreadable>) {
        (self.material.check(profile), self.unreadable)
    }

    fn read_officers_file(&mut self, document: &Document, all: &[Document], defaults: &Defaults) {
        let companions: Vec<&Document> = all
            .iter()
            .filter(|other| is_companion(&other.name) && folder(&other.name) == folder(&document.name))
            .filter(|other| other.name != document.name)
            .collect();
        let builder = self.material.builder();
        let result = if is_csv(&document.name) {
            read_list(document, &companions, defaults, &EmbeddedLists, builder)
        } else {
            kolophon_authoring::read(document, defaults, &EmbeddedLists, builder)
        };
        match result {
            Ok(read) => {
                for issue in &read.issues {
                    if let Some(note) = note(issue) {
                        self.material.note(note);
                    }
                }
                self.issues.extend(read.issues);
                self.protected.extend(read.protected);
                self.aliases.extend(read.aliases);
            }
            Err(error) => self.unreadable.push(unreadable(document, &error)),
        }
    }
}

/// Whether `datensaetze.csv` or another list of datasets lies in the same folder.
fn has_list_beside(document: &Document, all: &[Document]) -> bool {
    all.iter().any(|other| {
        is_csv(&other.name)
            && !is_companion(&other.name)
            && folder(&other.name) == folder(&document.name)
            && is_officers_file(other)
    })
}

fn is_csv(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("csv" | "tsv"))
}

fn folder(name: &str) -> &str {
    name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
}

/// What the reader stumbled over, as a note; `None` for what the shapes say too.
fn note(issue: &Issue) -> Option<Note> {
    let (severity, consequence) = match &issue.kind {
        IssueKind::MissingTitle => return None,
        IssueKind::SlugFromTitle { .. } | IssueKind::UnknownSheet { .. } => {
            (Severity::Warning, Consequence::Nothing)
        }
        IssueKind::UnknownKey { .. } | IssueKind::Table { .. } => (Severity::Warning, Consequence::Changes),
        IssueKind::NotUtf8 => (Severity::Info, Consequence::Nothing),
        IssueKind::Nameless => (Severity::Error, Consequence::Drops),
        _ => (Severity::Error, Consequence::Changes),
    };
    let (message, mend) = match &issue.kind {
        // Several entries of one list are shown together, but each has candidates of its own.
        IssueKind::UnknownEntry { candidates, .. } if !candidates.is_empty() => {
            let (message, meant) = (issue.message(), issue.mend());
            let message = Text::new(
                format!("{} {}", message.de, meant.de),
                format!("{} {}", message.en, meant.en),
            );
            let mend = Text::new(
                "Schreiben Sie den Eintrag so, wie er in der Liste steht; alle zeigt `kolophon codelist`.",
                "Write the entry as the list has it; `kolophon codelist` shows all of them.",
            );
            (message, mend)
        }
        _ => (issue.message(), issue.mend()),
    };
    Some(Note {
        rule: issue.rule(),
        severity,
        consequence,
        message,
        mend,
        source: issue.source,
        span: issue.span,
    })
}

fn unreadable(document: &Document, error: &AuthoringError) -> Unreadable {
    let (file, line_column) = match error {
        AuthoringError::Syntax { name, at, .. } => (name.clone(), Some((at.line, at.column))),
        AuthoringError::Table { name, .. } | AuthoringError::Io { name, .. } => (name.clone(), None),
        _ => (document.name.clone(), None),
    };
    let message = match error {
        AuthoringError::Unreadable(ReadError::Encoding { offset, .. }) => Text::new(
            format!("Das ist keine Textdatei: Byte {offset} passt zu keiner bekannten Zeichenkodierung."),
            format!("This is no text file: byte {offset} fits no known encoding."),
        ),
        other => other.text(),
    };
    Unreadable {
        file,
        line_column,
        message,
    }
}
