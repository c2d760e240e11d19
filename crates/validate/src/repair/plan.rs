//! Planning: which triples change, where they stand, and the texts that come of it.

use std::sync::Arc;

use kolophon_dcat::{Content, Document, ReadError, Reading, read};
use kolophon_diagnostic::{Certainty, Fix, Language, Place, Text};
use kolophon_graph::{Graph, GraphBuilder, Position, SourceId, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

use super::change::{Change, Object, Safety};
use super::subject::Classes;
use super::{EncodingChange, Repair, RepairedFile, Scope, encoding, same_graph, shown};
use crate::codelist;
use crate::edit::{Changes, File, Occurrence, apply};
use crate::place;

/// The repairs of some documents.
#[derive(Debug)]
pub(super) struct Plan {
    documents: Vec<Document>,
    graph: Graph,
    /// The readable documents: their number and what the reader said.
    readings: Vec<(usize, Reading)>,
    occurrences: FxHashMap<SourceId, Vec<Occurrence>>,
    /// In the order of files and places; every triple once.
    planned: Vec<(Triple, Change)>,
    repairs: Vec<Repair>,
    unreadable: Vec<ReadError>,
}

/// What applying came to.
#[derive(Debug, Default)]
pub(super) struct Applied {
    pub(super) done: Vec<Repair>,
    pub(super) open: Vec<Repair>,
    /// The number of the document, its new bytes and its new text.
    pub(super) rewritten: Vec<(usize, Vec<u8>, String)>,
}

/// The bytes of a document that was loaded.
fn bytes_of(document: &Document) -> &[u8] {
    document.in_memory().unwrap_or_default()
}

impl Plan {
    pub(super) fn new(documents: &[Document], scope: Scope) -> Self {
        let documents: Vec<Document> = documents.iter().cloned().map(Document::loaded).collect();
        let mut builder = GraphBuilder::new();
        let (mut readings, mut unreadable) = (Vec::new(), Vec::new());
        for (number, document) in documents.iter().enumerate() {
            match read(document, &mut builder) {
                Ok(reading) => readings.push((number, reading)),
                Err(error) => unreadable.push(error),
            }
        }
        let mut occurrences: FxHashMap<SourceId, Vec<Occurrence>> = FxHashMap::default();
        let mut pushed: Vec<Occurrence> = builder.pushed().collect();
        pushed.sort_by_key(|(_, position)| (position.source, position.object.start));
        for (triple, position) in pushed {
            occurrences
                .entry(position.source)
                .or_default()
                .push((triple, position));
        }
        let graph = builder.finish();
        let planned = planned(&graph, scope);
        let repairs = planned
            .iter()
            .map(|(triple, change)| repair(&graph, *triple, change))
            .collect();
        Self {
            documents,
            graph,
            readings,
            occurrences,
            planned,
            repairs,
            unreadable,
        }
    }

    pub(super) fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    pub(super) fn into_unreadable(self) -> Vec<ReadError> {
        self.unreadable
    }

    /// The files as they are, each with the number of its document.
    pub(super) fn untouched(&self) -> Vec<(usize, RepairedFile)> {
        let files = self.readings.iter().filter_map(|(number, reading)| {
            let source = self.graph.source(reading.source)?;
            let file = RepairedFile {
                name: source.name().to_owned(),
                before: source.shared_text(),
                after: source.text().to_owned(),
                bytes: bytes_of(self.documents.get(*number)?).to_vec(),
                encoding: EncodingChange::None,
            };
            Some((*number, file))
        });
        files.collect()
    }

    /// The texts with all repairs up to a safety that can be written.
    pub(super) fn apply(&self, level: Safety) -> Applied {
        let mut applied = Applied::default();
        // A triple that stands in two files changes in both or in none.
        let mut refused: FxHashSet<Triple> = FxHashSet::default();
        let mut texts = self.texts(level, &mut refused);
        loop {
            let before = refused.len();
            if before == 0 {
                break;
            }
            texts = self.texts(level, &mut refused);
            if refused.len() == before {
                break;
            }
        }
        for ((triple, change), repair) in self.planned.iter().zip(&self.repairs) {
            if change.safety > level {
                applied.open.push(repair.clone());
            } else if refused.contains(triple) {
                applied.open.push(Repair {
                    reason: Some(self.obstacle(*triple)),
                    ..repair.clone()
                });
            } else if texts.iter().any(|text| text.triples.contains(triple)) {
                applied.done.push(repair.clone());
            }
        }
        let rewritten = texts.into_iter().filter(|text| !text.triples.is_empty());
        applied.rewritten = rewritten
            .map(|text| (text.document, text.bytes, text.text))
            .collect();
        applied
    }

    /// Why a triple cannot be rewritten.
    fn obstacle(&self, triple: Triple) -> Text {
        let source = self
            .graph
            .find(triple)
            .map(|index| self.graph.position(index).source);
        let reading = self
            .readings
            .iter()
            .find(|(_, reading)| Some(reading.source) == source);
        let document = reading.and_then(|(number, _)| self.documents.get(*number));
        let is_packed = document.is_some_and(|document| encoding::of(bytes_of(document)).is_none());
        if is_packed {
            return Text::new(
                "Die Datei ist gepackt. Bitte entpacken Sie sie zuerst.",
                "The file is packed. Please unpack it first.",
            );
        }
        Text::new(
            "In der Schreibweise dieser Stelle lässt sich das nicht an Ort und Stelle ändern.",
            "The way this place is written does not allow to change it where it stands.",
        )
    }

    fn texts(&self, level: Safety, refused: &mut FxHashSet<Triple>) -> Vec<NewText> {
        let mut texts = Vec::new();
        for (number, reading) in &self.readings {
            let occurrences = self
                .occurrences
                .get(&reading.source)
                .map_or(&[][..], Vec::as_slice);
            let stands_here: FxHashSet<Triple> = occurrences.iter().map(|(triple, _)| *triple).collect();
            let wanted = self.planned.iter().filter(|(triple, change)| {
                change.safety <= level && stands_here.contains(triple) && !refused.contains(triple)
            });
            let wanted: Vec<&(Triple, Change)> = wanted.collect();
            let Some(writer) = Writer::new(self, *number, reading, occurrences) else {
                refused.extend(wanted.iter().map(|(triple, _)| *triple));
                continue;
            };
            texts.push(writer.write(&wanted, refused));
        }
        texts
    }
}

/// The triples that change, in the order of files and places.
fn planned(graph: &Graph, scope: Scope) -> Vec<(Triple, Change)> {
    let mut planned: Vec<(Position, Triple, Change)> = Vec::new();
    let mut classes = Classes::default();
    for (triple, position) in graph.triples_with_positions() {
        if !position.is_known() {
            continue;
        }
        if let Some(change) = super::change(graph, triple, &mut classes)
            && (scope == Scope::All || change.kind.is_upgrade())
        {
            planned.push((position, triple, change));
        }
    }
    planned
        .sort_by_key(|(position, triple, _)| (position.source, position.object, position.predicate, *triple));
    planned
        .into_iter()
        .map(|(_, triple, change)| (triple, change))
        .collect()
}

/// A file's new text.
struct NewText {
    document: usize,
    text: String,
    bytes: Vec<u8>,
    /// The triples that were exchanged.
    triples: FxHashSet<Triple>,
}

/// Writes the new text of one file and makes sure that it says what was planned.
struct Writer<'a> {
    plan: &'a Plan,
    number: usize,
    document: &'a Document,
    reading: &'a Reading,
    occurrences: &'a [Occurrence],
    file: File<'a>,
    text: Arc<str>,
    encoding: encoding::Encoding,
}

/// How many bytes are read again at most to find the changes that spoil a text.
const MOST_READ_AGAIN: usize = 256 << 20;

impl<'a> Writer<'a> {
    fn new(
        plan: &'a Plan,
        number: usize,
        reading: &'a Reading,
        occurrences: &'a [Occurrence],
    ) -> Option<Self> {
        let document = plan.documents.get(number)?;
        Some(Self {
            plan,
            number,
            document,
            reading,
            occurrences,
            file: File::new(&plan.graph, reading)?,
            text: plan.graph.source(reading.source)?.shared_text(),
            encoding: encoding::of(bytes_of(document))?,
        })
    }

    fn write(&self, wanted: &[&(Triple, Change)], refused: &mut FxHashSet<Triple>) -> NewText {
        let (all, later) = self.possible(changes(wanted));
        if let Some(text) = self.attempt(&all) {
            return self.written(text, wanted, (all, later), refused);
        }
        let mut attempts = (MOST_READ_AGAIN / self.text.len().max(1)).clamp(8, 200);
        let kept = self.writable(&[], wanted, &mut attempts);
        let (kept, later) = self.possible(changes(&kept));
        match self.attempt(&kept) {
            Some(text) => self.written(text, wanted, (kept, later), refused),
            // Without any change the text is what it was.
            None => self.written(
                (self.text.to_string(), bytes_of(self.document).to_vec()),
                wanted,
                (Changes::default(), FxHashSet::default()),
                refused,
            ),
        }
    }

    fn written(
        &self,
        (text, bytes): (String, Vec<u8>),
        wanted: &[&(Triple, Change)],
        (made, later): (Changes<'_>, FxHashSet<Triple>),
        refused: &mut FxHashSet<Triple>,
    ) -> NewText {
        let is_left = |triple: &Triple| !made.contains_key(triple) && !later.contains(triple);
        refused.extend(wanted.iter().map(|(triple, _)| *triple).filter(is_left));
        NewText {
            document: self.number,
            text,
            bytes,
            triples: made.into_keys().collect(),
        }
    }

    /// The part of the wanted changes that can be written beside those that are sure. Halves are tried until every
    /// change that spoils the text is found.
    fn writable<'c>(
        &self,
        sure: &[&'c (Triple, Change)],
        wanted: &[&'c (Triple, Change)],
        attempts: &mut usize,
    ) -> Vec<&'c (Triple, Change)> {
        if wanted.is_empty() || *attempts == 0 {
            return Vec::new();
        }
        *attempts -= 1;
        let all: Vec<&(Triple, Change)> = sure.iter().chain(wanted).copied().collect();
        let (possible, _) = self.possible(changes(&all));
        if self.attempt(&possible).is_some() {
            return wanted.to_vec();
        }
        if wanted.len() == 1 {
            return Vec::new();
        }
        let (first, second) = wanted.split_at(wanted.len() / 2);
        let mut found = self.writable(sure, first, attempts);
        let surer: Vec<&'c (Triple, Change)> = sure.iter().chain(&found).copied().collect();
        found.extend(self.writable(&surer, second, attempts));
        found
    }

    /// The changes whose places have a form for them, and those that have to wait for the others.
    fn possible<'c>(&self, mut changes: Changes<'c>) -> (Changes<'c>, FxHashSet<Triple>) {
        let mut later = FxHashSet::default();
        loop {
            let rewriting = self.file.rewrite(self.occurrences, &changes);
            if rewriting.impossible.is_empty() && rewriting.later.is_empty() {
                return (changes, later);
            }
            changes.retain(|triple, _| {
                !rewriting.impossible.contains(triple) && !rewriting.later.contains(triple)
            });
            later.extend(rewriting.later);
        }
    }

    /// The text with the changes, if reading it again brings exactly the triples that were meant.
    fn attempt(&self, changes: &Changes<'_>) -> Option<(String, Vec<u8>)> {
        if changes.is_empty() {
            return Some((self.text.to_string(), bytes_of(self.document).to_vec()));
        }
        let edits = self.file.rewrite(self.occurrences, changes).edits;
        let text = apply(&self.text, &edits);
        let bytes = self.encoding.encode(&text)?;
        let document = Document {
            content: Content::Bytes(bytes.clone()),
            format: Some(self.reading.format),
            ..self.document.clone()
        };
        let mut builder = GraphBuilder::new();
        let reading = read(&document, &mut builder).ok()?;
        let says_what_was_meant = reading.issues.len() <= self.reading.issues.len()
            && same_graph::same(&builder.finish(), &self.expected(changes));
        says_what_was_meant.then_some((text, bytes))
    }

    /// The triples of the file with the changed ones exchanged.
    fn expected(&self, changes: &Changes<'_>) -> Graph {
        let graph = &self.plan.graph;
        let mut builder = GraphBuilder::new();
        for (triple, _) in self.occurrences {
            // All old nodes have their labels before new ones get theirs.
            let [subject, predicate, object] =
                [triple.subject, triple.predicate, triple.object].map(|term| builder.term(graph.term(term)));
            if !changes.contains_key(triple) {
                builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
            }
        }
        for (triple, _) in self.occurrences {
            // Written twice, it is one triple; but a new node comes with each place.
            if let Some(change) = changes.get(triple) {
                push_changed(&mut builder, graph, *triple, change);
            }
        }
        builder.finish()
    }
}

fn changes<'c>(planned: &[&'c (Triple, Change)]) -> Changes<'c> {
    planned.iter().map(|(triple, change)| (*triple, change)).collect()
}

fn push_changed(builder: &mut GraphBuilder, graph: &Graph, triple: Triple, change: &Change) {
    use kolophon_dcat::vocab::rdf;
    let subject = builder.term(graph.term(triple.subject));
    let predicate = match change.predicate {
        Some(predicate) => builder.iri(predicate),
        None => builder.term(graph.term(triple.predicate)),
    };
    let object = match &change.object {
        Object::Unchanged => builder.term(graph.term(triple.object)),
        Object::Iri(iri) => builder.iri(iri),
        Object::Typed(value, datatype) => builder.typed_literal(value, datatype),
        Object::Tagged(value, language) => builder.language_literal(value, language),
        Object::Node(node) => {
            let new = builder.fresh_blank_node();
            let (rdf_type, class) = (builder.iri(rdf::TYPE), builder.iri(node.class));
            builder.push(Triple::new(new, rdf_type, class), Position::UNKNOWN);
            let (property, value) = (
                builder.iri(node.property),
                builder.typed_literal(&node.value, node.datatype),
            );
            builder.push(Triple::new(new, property, value), Position::UNKNOWN);
            new
        }
    };
    builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}

/// One proposal for triples of a report that have to be mended together.
pub(super) fn proposal(
    graph: &Graph,
    (file, source): (&File<'_>, SourceId),
    triples: &[Triple],
    classes: &mut Classes,
) -> Option<Fix> {
    let changes: Option<Vec<(Triple, Change)>> = triples
        .iter()
        .map(|triple| Some((*triple, super::change(graph, *triple, classes)?)))
        .collect();
    let changes = changes?;
    let occurrences: Vec<Occurrence> = triples
        .iter()
        .flat_map(|triple| graph.property(triple.subject, triple.predicate))
        .map(|index| (graph.triple(index), graph.position(index)))
        .filter(|(_, position)| position.source == source)
        .collect();
    let by_triple: Changes<'_> = changes.iter().map(|(triple, change)| (*triple, change)).collect();
    let rewriting = file.rewrite(&occurrences, &by_triple);
    let complete =
        rewriting.impossible.is_empty() && rewriting.later.is_empty() && !rewriting.edits.is_empty();
    let is_safe = changes.iter().all(|(_, change)| change.safety == Safety::Safe);
    complete.then(|| Fix {
        certainty: if is_safe {
            Certainty::Certain
        } else {
            Certainty::Guess
        },
        proposal: shown(&rewriting.edits),
        edits: rewriting.edits,
    })
}

fn repair(graph: &Graph, triple: Triple, change: &Change) -> Repair {
    let property = graph.term(triple.predicate).value();
    let object = graph.term(triple.object);
    let old = object_text(object);
    let new = match &change.object {
        Object::Unchanged => old.clone(),
        Object::Iri(iri) => iri.clone(),
        Object::Typed(value, _) => value.clone(),
        Object::Tagged(value, language) => format!("{value}@{language}"),
        Object::Node(node) => node.value.clone(),
    };
    let moved = change.predicate.unwrap_or(property);
    Repair {
        kind: change.kind,
        safety: change.safety,
        place: graph
            .find(triple)
            .and_then(|index| place::of_object(graph, index))
            .unwrap_or_else(|| Place {
                file: String::new(),
                line: 1,
                column: 1,
                bytes: (0, 0),
                cell: None,
            }),
        message: message(change, &old, &new, moved),
        reason: change.reason.clone(),
        old: format!("{property} {old}"),
        new: format!("{moved} {new}"),
        candidates: change.candidates.clone(),
    }
}

fn object_text(object: Term<'_>) -> String {
    match object {
        Term::Iri(value) => value.to_owned(),
        Term::BlankNode(label) => format!("_:{label}"),
        Term::Literal { value, language, .. } => match language {
            Some(language) => format!("{value}@{language}"),
            None => value.to_owned(),
        },
    }
}

fn message(change: &Change, old: &str, new: &str, property: &str) -> Text {
    let (name, effect) = (change.kind.name(), change.kind.effect());
    let sentence = |language| {
        let (name, effect) = (name.in_language(language), effect.in_language(language));
        let old = shortened(old);
        let old = match language {
            Language::German => format!("„{old}“"),
            Language::English => format!("“{old}”"),
        };
        let label = codelist::label(new, language);
        match (label, change.predicate) {
            (Some(label), _) => format!("{name}: {old} {effect}: {label} ({new})."),
            (None, Some(_)) => format!("{name}: {old} {effect}: {property}."),
            (None, None) => format!("{name}: {old} {effect}: {}", shortened(new)),
        }
    };
    Text::new(sentence(Language::German), sentence(Language::English))
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let beginning: String = line.chars().take(LONGEST - 1).collect();
    format!("{beginning}…")
}
