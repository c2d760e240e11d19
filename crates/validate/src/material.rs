//! What is to be checked: everything that was read into one graph, and what was noticed while reading.

use kolophon_dcat::{Document, ReadError, Reading, read};
use kolophon_diagnostic::{Consequence, Finding, RuleId, Severity, Text};
use kolophon_graph::{Graph, GraphBuilder, SourceId, Span};

use crate::check::{Checked, check_material};
use crate::page::Page;
use crate::place;
use crate::profile::Profile;

/// Whether data files that metadata name may be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataFiles {
    /// They lie beside the metadata, on this machine.
    #[default]
    Beside,
    /// The metadata come from somebody else's machine. Whatever path they name, no file of this one is opened.
    OutOfReach,
}

/// What was read so far. RDF is read by [`read`](Self::read); readers of other forms push into
/// [`builder`](Self::builder) and [`note`](Self::note) what they stumble over.
#[derive(Debug, Default)]
pub struct Material {
    pub(crate) builder: GraphBuilder,
    pub(crate) readings: Vec<Reading>,
    pub(crate) unreadable: Vec<ReadError>,
    pub(crate) notes: Vec<Note>,
    pub(crate) data_files: DataFiles,
}

/// What the reader of a form other than RDF stumbled over.
#[derive(Clone, Debug)]
pub struct Note {
    /// The rule it breaks.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What `GovData` does with the dataset.
    pub consequence: Consequence,
    /// What is wrong, as one sentence.
    pub message: Text,
    /// How to mend it, as one sentence.
    pub mend: Text,
    /// The text it stands in.
    pub source: SourceId,
    /// The offending characters.
    pub span: Span,
}

impl Material {
    /// What RDF documents say.
    #[must_use]
    pub fn of(documents: &[Document]) -> Self {
        let mut material = Self::default();
        for document in documents {
            material.read(document);
        }
        material
    }

    /// Reads RDF. What cannot be read is kept as such.
    pub fn read(&mut self, document: &Document) {
        match read(document, &mut self.builder) {
            Ok(reading) => self.readings.push(reading),
            Err(error) => self.unreadable.push(error),
        }
    }

    /// Where readers of other forms push their triples.
    pub fn builder(&mut self) -> &mut GraphBuilder {
        &mut self.builder
    }

    /// The RDF that could not be read so far.
    #[must_use]
    pub fn unreadable(&self) -> &[ReadError] {
        &self.unreadable
    }

    /// Keeps what another reader stumbled over.
    pub fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// The same, with another reach.
    #[must_use]
    pub fn with_data_files(self, data_files: DataFiles) -> Self {
        Self { data_files, ..self }
    }

    /// Checks all of it against a profile, together with the data files that lie beside it.
    #[must_use]
    pub fn check(self, profile: &Profile) -> Checked {
        check_material(self, profile)
    }
}

impl Note {
    pub(crate) fn finding(self, graph: &Graph) -> Finding {
        let page = Page::of(self.rule);
        let source = graph.source(self.source);
        let value = source.and_then(|source| source.text().get(self.span.range()));
        let value = value.filter(|value| !value.is_empty());
        Finding {
            rule: RuleId::new(self.rule),
            severity: self.severity,
            message: self.message,
            why: page.map(Page::why),
            clause: page.and_then(|page| page.clause),
            mend: Some(self.mend),
            consequence: self.consequence,
            blocking: false,
            place: place::of_span(graph, self.source, self.span),
            dataset: None,
            focus: None,
            path: None,
            value: value.map(|value| value.chars().take(200).collect()),
            result: None,
            fix: None,
            insertion: None,
        }
    }
}
