//! Rewriting triples where they stand, in the syntax of their file.
//!
//! Only the characters that spell a changed triple are replaced; layout and comments stay.

mod json_ld;
mod rdf_xml;
mod turtle;
mod xml;

use std::cell::{OnceCell, RefCell};

use kolophon_dcat::{Format, PREFIXES, Reading};
use kolophon_diagnostic::Edit;
use kolophon_graph::{Graph, Position, Source, Span, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::edit::xml::Elements;
use crate::repair::change::Change;

/// A file whose triples are rewritten.
#[derive(Debug)]
pub(crate) struct File<'a> {
    graph: &'a Graph,
    source: &'a Source,
    reading: &'a Reading,
    elements: OnceCell<Option<Elements>>,
    /// Prefixes that nothing in the text uses, one for each namespace that has none.
    new_prefixes: RefCell<FxHashMap<&'static str, String>>,
    /// What no label of a node in the text begins with.
    new_label: OnceCell<String>,
}

/// A triple and where it is written.
pub(crate) type Occurrence = (Triple, Position);

/// What takes the place of each triple that changes.
pub(crate) type Changes<'a> = FxHashMap<Triple, &'a Change>;

/// The edits of a file.
#[derive(Debug, Default)]
pub(crate) struct Rewriting {
    /// In the order of the file.
    pub(crate) edits: Vec<Edit>,
    /// The triples whose place has no form for what they become. Nothing else may be written without leaving them out.
    pub(crate) impossible: FxHashSet<Triple>,
    /// The triples whose edits would touch those of others. They can be rewritten after these.
    pub(crate) later: FxHashSet<Triple>,
}

impl<'a> File<'a> {
    /// The file that a document was read from.
    pub(crate) fn new(graph: &'a Graph, reading: &'a Reading) -> Option<Self> {
        Some(Self {
            graph,
            source: graph.source(reading.source)?,
            reading,
            elements: OnceCell::new(),
            new_prefixes: RefCell::default(),
            new_label: OnceCell::new(),
        })
    }

    /// The edits that rewrite the changed triples wherever they stand in the file.
    ///
    /// `occurrences` are all places of all triples of the file: what shares a verb with a changed triple matters, too.
    pub(crate) fn rewrite(&self, occurrences: &[Occurrence], changes: &Changes<'_>) -> Rewriting {
        let mut rewriting = Rewriting::default();
        let mut taken: Vec<Edit> = Vec::new();
        for group in groups(occurrences, changes) {
            let changed = group
                .iter()
                .map(|(triple, _)| *triple)
                .filter(|triple| changes.contains_key(triple));
            match self.group(&group, changes) {
                None => rewriting.impossible.extend(changed),
                Some(edits)
                    if edits
                        .iter()
                        .any(|edit| taken.iter().rev().take(64).any(|other| overlap(edit, other))) =>
                {
                    rewriting.later.extend(changed);
                }
                Some(edits) => taken.extend(edits),
            }
        }
        taken.sort_by(|a, b| (a.bytes, &a.replacement).cmp(&(b.bytes, &b.replacement)));
        taken.dedup();
        rewriting.edits = taken;
        rewriting
    }

    /// The edits of the triples that share one verb or key.
    fn group(&self, group: &[Occurrence], changes: &Changes<'_>) -> Option<Vec<Edit>> {
        let members: Vec<Member<'_>> = group
            .iter()
            .map(|(triple, position)| Member {
                object: self.graph.term(triple.object),
                position: *position,
                change: changes.get(triple).copied(),
            })
            .collect();
        match self.reading.format {
            Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads => {
                turtle::rewrite(self, &members)
            }
            Format::RdfXml => rdf_xml::rewrite(self, &members),
            Format::JsonLd => json_ld::rewrite(self, &members),
        }
    }

    fn text(&self, span: Span) -> Option<&'a str> {
        self.source.text().get(span.range())
    }

    fn edit(&self, start: usize, end: usize, replacement: impl Into<String>) -> Edit {
        Edit {
            file: self.source.name().to_owned(),
            bytes: (start, end),
            replacement: replacement.into(),
        }
    }

    fn replace(&self, span: Span, replacement: impl Into<String>) -> Edit {
        self.edit(span.start as usize, span.end as usize, replacement)
    }

    /// `prefix:local` when the file declares a fitting prefix and the rest is a plain name.
    fn prefixed(&self, iri: &str) -> Option<String> {
        self.reading.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            (is_plain_name(local) && !namespace.is_empty()).then(|| format!("{prefix}:{local}"))
        })
    }

    /// A prefix for a namespace that has none here; looking for one goes through the whole text, so once is enough.
    fn new_prefix(&self, namespace: &str) -> Option<String> {
        let (usual, namespace) = PREFIXES.iter().find(|(_, known)| *known == namespace)?;
        let free = || {
            let mut candidates = (1_u32..).map(|number| match number {
                1 => (*usual).to_owned(),
                _ => format!("{usual}{number}"),
            });
            let is_taken = |prefix: &String| self.source.text().contains(&format!("xmlns:{prefix}"));
            candidates.find(|prefix| !is_taken(prefix)).unwrap_or_default()
        };
        let mut known = self.new_prefixes.borrow_mut();
        let prefix = known.entry(*namespace).or_insert_with(free);
        (!prefix.is_empty()).then(|| prefix.clone())
    }

    /// The beginning of labels for new nodes.
    fn new_label(&self) -> &str {
        self.new_label.get_or_init(|| {
            let mut label = "_:k".to_owned();
            while self.source.text().contains(&label) {
                label.push('k');
            }
            label
        })
    }

    fn elements(&self) -> Option<&Elements> {
        let scan = || Elements::scan(self.source.text());
        self.elements.get_or_init(scan).as_ref()
    }
}

/// A triple of a group.
#[derive(Debug)]
struct Member<'a> {
    object: Term<'a>,
    position: Position,
    change: Option<&'a Change>,
}

impl Member<'_> {
    /// The property it gets, if it gets another one.
    fn predicate(&self) -> Option<&'static str> {
        self.change?.predicate
    }
}

/// The occurrences that share a verb or key with a changed triple, in the order of the file.
fn groups(occurrences: &[Occurrence], changes: &Changes<'_>) -> Vec<Vec<Occurrence>> {
    let verb = |(triple, position): &Occurrence| (position.predicate, triple.subject, triple.predicate);
    let is_changed = |occurrence: &&Occurrence| changes.contains_key(&occurrence.0);
    let verbs: FxHashSet<_> = occurrences.iter().filter(is_changed).map(verb).collect();
    let mut concerned: Vec<Occurrence> = occurrences
        .iter()
        .filter(|occurrence| verbs.contains(&verb(occurrence)))
        .copied()
        .collect();
    concerned.sort_by_key(|(triple, position)| {
        (
            position.predicate,
            triple.subject,
            triple.predicate,
            position.object,
        )
    });
    concerned
        .chunk_by(|a, b| verb(a) == verb(b))
        .map(<[Occurrence]>::to_vec)
        .collect()
}

/// Whether two edits touch the same characters. The same edit twice is one; insertions at one place follow each other.
fn overlap(a: &Edit, b: &Edit) -> bool {
    if a == b {
        return false;
    }
    let ((a_start, a_end), (b_start, b_end)) = (a.bytes, b.bytes);
    if a_start == a_end && b_start == b_end {
        return false;
    }
    a_start < b_end && b_start < a_end || (a_start, a_end) == (b_start, b_end)
}

/// The text with the edits made.
pub(crate) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = edit.bytes;
        written.push_str(text.get(at..start).unwrap_or_default());
        written.push_str(&edit.replacement);
        at = end.max(at);
    }
    written.push_str(text.get(at..).unwrap_or_default());
    written
}

/// A name that needs no escapes anywhere.
fn is_plain_name(local: &str) -> bool {
    local.starts_with(|c: char| c.is_ascii_alphabetic())
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}
