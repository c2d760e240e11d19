//! From files to triples.

mod describe;
mod naming;
mod nested;
mod statement;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kolophon_dcat::vocab::dcat;
use kolophon_dcat::{Content, Document, decode};
use kolophon_graph::{GraphBuilder, Position, Source, SourceId, Span, TermId, Triple};

use self::naming::{described, file_field, has_language, is_text_language, place_of};
use crate::codelists::CodeLists;
use crate::defaults::Defaults;
use crate::error::AuthoringError;
use crate::field::{Class, Kind, Own, nearest, resolve};
use crate::form::Form;
use crate::issue::{Issue, IssueKind};
use crate::list;
use crate::name::{folded, is_slug, slug_of};
use crate::scope::Scope;
use crate::term::Term;
use crate::tree::{self, At, Content as Said, Entry, Node, Stop, Tree};

/// What a reading brought besides triples.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The numbers of the texts in the graph: one, or several for a list of CSV files.
    pub sources: Vec<SourceId>,
    /// The form it was read as.
    pub form: Form,
    /// What is wrong, in the order of the text.
    pub issues: Vec<Issue>,
    /// The IRIs of datasets that are protected from removal.
    pub protected: Vec<String>,
    /// Earlier short names, each with the IRI of its dataset.
    pub aliases: Vec<(String, String)>,
    /// The datasets described, each with the place that stands for it.
    pub datasets: Vec<(String, Span)>,
}

/// Reads a metadata file into `builder`.
///
/// What its name and content are not recognised as is refused; ask [`is_authored`](crate::is_authored) first.
///
/// # Errors
/// When the bytes are no text or cannot be understood from a certain place on. The builder then holds no triple of the
/// file.
pub fn read(
    document: &Document,
    defaults: &Defaults,
    lists: &dyn CodeLists,
    builder: &mut GraphBuilder,
) -> Result<Reading, AuthoringError> {
    let form = Form::of_file_name(&document.name).ok_or_else(|| AuthoringError::UnknownForm {
        name: document.name.clone(),
    })?;
    check_size(
        document,
        if form.is_list() {
            LARGEST_LIST
        } else {
            LARGEST_TEXT
        },
    )?;
    if form.is_list() {
        return list::read(document, &[], defaults, lists, builder);
    }
    let decoded = decode(document).map_err(AuthoringError::Unreadable)?;
    let text = decoded.text.into_owned();
    if text.len() as u64 > LARGEST_TEXT {
        return Err(too_large(document, LARGEST_TEXT));
    }
    let source = builder.add_source(Source::new(&document.name, text.as_str()));
    let tree = parse(form, &text, source).map_err(|stop| AuthoringError::Syntax {
        name: document.name.clone(),
        at: Source::new("", text.as_str()).line_column(Span::new(stop.offset, stop.offset).start),
        reason: stop.reason,
    })?;
    if tree.documents.iter().all(Node::is_empty) {
        return Err(AuthoringError::Empty {
            name: document.name.clone(),
        });
    }
    let mut reader = Reader::new(defaults, lists, builder, source);
    if let Some(start) = decoded.guessed_from {
        let length = text[start..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(start, start + length);
        reader.report(IssueKind::NotUtf8, At { source, span });
    }
    for (key, at) in tree.repeated {
        reader.report(IssueKind::RepeatedKey { key }, at);
    }
    reader.collect_names(&tree.documents);
    let stem = file_stem(&document.name);
    for (at, node) in tree.documents.iter().enumerate() {
        reader.document(node, stem.filter(|_| at == 0));
    }
    Ok(reader.finish(form, vec![source]))
}

/// Reads a list of CSV files: `datensaetze.csv` together with the [companions](crate::COMPANIONS) that lie beside it.
///
/// # Errors
/// As [`read`], for any of the files.
pub fn read_list(
    document: &Document,
    companions: &[&Document],
    defaults: &Defaults,
    lists: &dyn CodeLists,
    builder: &mut GraphBuilder,
) -> Result<Reading, AuthoringError> {
    for document in companions.iter().copied().chain([document]) {
        check_size(document, LARGEST_LIST)?;
    }
    list::read(document, companions, defaults, lists, builder)
}

/// The most bytes of YAML, JSON or TOML: thousands of datasets.
const LARGEST_TEXT: u64 = 32 << 20;

/// The most bytes of a list.
const LARGEST_LIST: u64 = 128 << 20;

/// Refuses a file that is too large before it is read into memory. What cannot be asked is said when it is opened.
fn check_size(document: &Document, limit: u64) -> Result<(), AuthoringError> {
    let size = match &document.content {
        Content::Bytes(bytes) => bytes.len() as u64,
        Content::File(path) => fs::metadata(path).map_or(0, |metadata| metadata.len()),
    };
    if size > limit {
        Err(too_large(document, limit))
    } else {
        Ok(())
    }
}

fn too_large(document: &Document, limit: u64) -> AuthoringError {
    AuthoringError::TooLarge {
        name: document.name.clone(),
        limit,
    }
}

fn parse(form: Form, text: &str, source: SourceId) -> Result<Tree, Stop> {
    match form {
        Form::Json => tree::json::read(text, source),
        Form::Toml => tree::toml::read(text, source),
        _ => tree::yaml::read(text, source),
    }
}

/// `catalog/mainz/kita-plaetze.yaml` → `kita-plaetze`.
fn file_stem(name: &str) -> Option<&str> {
    let file = name.rsplit(['/', '\\']).next()?;
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    (!stem.is_empty()).then_some(stem)
}

/// Turns trees into triples.
pub(crate) struct Reader<'a> {
    pub(crate) defaults: &'a Defaults,
    pub(crate) lists: &'a dyn CodeLists,
    pub(crate) builder: &'a mut GraphBuilder,
    /// The text whose name labels of blank nodes belong to.
    pub(crate) source: SourceId,
    pub(crate) issues: Vec<Issue>,
    /// Short names and names of agents that are described, folded.
    pub(crate) agents: BTreeMap<String, Term>,
    protected: Vec<String>,
    aliases: Vec<(String, String)>,
    datasets: Vec<(String, Span)>,
    seen: BTreeSet<String>,
    unlabelled: BTreeMap<String, TermId>,
    /// The unknown keys so far.
    unknown: usize,
}

/// So many unknown keys are compared with those that are known.
const MOST_GUESSES: usize = 200;

/// A thing that is described, and where.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) term: Term,
    pub(crate) id: TermId,
    pub(crate) at: At,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        defaults: &'a Defaults,
        lists: &'a dyn CodeLists,
        builder: &'a mut GraphBuilder,
        source: SourceId,
    ) -> Self {
        Self {
            defaults,
            lists,
            builder,
            source,
            issues: Vec::new(),
            agents: BTreeMap::new(),
            protected: Vec::new(),
            aliases: Vec::new(),
            datasets: Vec::new(),
            seen: BTreeSet::new(),
            unlabelled: BTreeMap::new(),
            unknown: 0,
        }
    }

    pub(crate) fn finish(mut self, form: Form, sources: Vec<SourceId>) -> Reading {
        self.issues.sort_by_key(|issue| (issue.source, issue.span));
        Reading {
            sources,
            form,
            issues: self.issues,
            protected: self.protected,
            aliases: self.aliases,
            datasets: self.datasets,
        }
    }

    /// Reports a key that nobody knows. After many of them, what comes near would help nobody.
    pub(crate) fn report_unknown(&mut self, class: Class, key: &str, at: At) {
        self.unknown += 1;
        let nearest = if self.unknown <= MOST_GUESSES {
            nearest(class, key)
        } else {
            None
        };
        let key = key.to_owned();
        self.report(IssueKind::UnknownKey { key, class, nearest }, at);
    }

    pub(crate) fn report(&mut self, kind: IssueKind, at: At) {
        self.issues.push(Issue {
            kind,
            source: at.source,
            span: at.span,
        });
    }

    /// Notes the agents that are described somewhere, so that others can name them.
    pub(crate) fn collect_names(&mut self, documents: &[Node]) {
        for node in documents {
            let Said::Map(entries) = &node.content else {
                continue;
            };
            let agents = entries
                .iter()
                .filter(|entry| described(&entry.key) == Some(Class::Agent));
            for agent in agents.flat_map(|entry| entry.value.values()) {
                let Said::Map(entries) = &agent.content else {
                    continue;
                };
                let subject = self.subject_of(Class::Agent, entries, None);
                let Some(term) = subject.term else { continue };
                for entry in entries {
                    let path = resolve(Class::Agent, &entry.key);
                    let key = path.map_or("", |path| path.steps[0].field.key);
                    for text in entry.value.values() {
                        let Said::Text(text) = &text.content else {
                            continue;
                        };
                        // What looks like a short name is one, and no name.
                        if key == "slug" || key == "name" && !(is_slug(text) && slug_of(text) == *text) {
                            self.agents.entry(folded(text)).or_insert_with(|| term.clone());
                        }
                    }
                }
            }
        }
    }

    /// One document: a dataset, or things of several classes.
    pub(crate) fn document(&mut self, node: &Node, stem: Option<&str>) {
        let Said::Map(entries) = &node.content else {
            if !node.is_empty() {
                self.report(
                    IssueKind::WrongShape {
                        field: ("Datei", "file"),
                    },
                    node.at,
                );
            }
            return;
        };
        let (mut own, mut rest) = (Vec::new(), Vec::new());
        for entry in entries {
            match file_field(&entry.key) {
                Some(field) if field.key != "text_language" => own.push((field, entry)),
                _ => rest.push(entry.clone()),
            }
        }
        let language = self.text_language(&rest);
        let only_language = rest.iter().all(|entry| file_field(&entry.key).is_some());
        let dataset = (!only_language || own.is_empty()).then(|| {
            let described = self.root(Class::Dataset, node.at, &rest, stem, &language);
            described.map(|subject| subject.term)
        });
        for (field, entry) in own {
            match field.kind {
                Kind::Own(Own::Statements) => {
                    let root = dataset.clone().flatten();
                    self.statements(&entry.value, root.as_ref());
                }
                Kind::Own(Own::Described(class)) => {
                    for value in entry.value.values() {
                        let Said::Map(entries) = &value.content else {
                            self.report(
                                IssueKind::WrongShape {
                                    field: (field.de, field.en),
                                },
                                value.at,
                            );
                            continue;
                        };
                        self.root(class, value.at, entries, None, &language);
                    }
                }
                _ => {}
            }
        }
    }

    /// Describes a thing with an address of its own; `None` when it has neither name nor title.
    fn root(
        &mut self,
        class: Class,
        at: At,
        entries: &[Entry],
        stem: Option<&str>,
        language: &str,
    ) -> Option<Subject> {
        let place = place_of(at, entries);
        let named = self.subject_of(class, entries, stem);
        for kind in named.issues {
            self.report(kind, named.at.unwrap_or(place));
        }
        let Some(term) = named.term else {
            self.report(IssueKind::Nameless, place);
            return None;
        };
        let subject = self.subject(term, named.at.unwrap_or(place));
        let own_language = self.text_language(entries);
        let language = if has_language(entries) {
            &own_language
        } else {
            language
        };
        let mut scope = Scope::new(self.defaults, class, subject.term.clone(), language);
        if class == Class::Dataset {
            self.note_dataset(&subject, entries);
        }
        self.describe(class, &subject, entries, &mut scope);
        Some(subject)
    }

    /// A file whose dataset is described elsewhere, or nowhere.
    pub(crate) fn loose_file(&mut self, dataset: Option<&Entry>, at: At, entries: &[Entry], is_whole: bool) {
        let named = dataset.and_then(|entry| match &entry.value.content {
            Said::Text(text) => Some((text.trim(), entry)),
            _ => None,
        });
        let Some((text, entry)) = named else {
            self.report(IssueKind::Nameless, at);
            return;
        };
        if is_whole {
            self.report(
                IssueKind::UnknownDataset {
                    text: text.to_owned(),
                },
                entry.value.at,
            );
        }
        let term = Term::exact(text).unwrap_or_else(|| {
            Term::Iri(match text.contains(':') {
                true => text.to_owned(),
                false if is_slug(text) => self.defaults.dataset(text),
                false => self.defaults.dataset(&slug_of(text)),
            })
        });
        let dataset = self.subject(term, entry.value.at);
        let mut scope = Scope::new(
            self.defaults,
            Class::Dataset,
            dataset.term.clone(),
            &self.defaults.language,
        );
        let node = Node {
            at,
            content: Said::Map(entries.to_vec()),
        };
        let field = Class::Dataset.field("distribution");
        let file = field
            .and_then(|field| self.nested(field, Class::Distribution, "distribution", &node, &mut scope));
        if let Some((term, at)) = file {
            let object = self.intern(&term);
            self.push(&dataset, (dcat::DISTRIBUTION, entry.key_at), (object, at));
        }
    }

    fn note_dataset(&mut self, subject: &Subject, entries: &[Entry]) {
        let iri = match &subject.term {
            Term::Iri(iri) => iri.clone(),
            other => other.written(),
        };
        if !self.seen.insert(iri.clone()) {
            let slug = iri.rsplit('/').next().unwrap_or(&iri).to_owned();
            self.report(IssueKind::RepeatedSlug { slug }, subject.at);
        }
        let has_title = entries.iter().any(|entry| {
            let path = resolve(Class::Dataset, &entry.key);
            path.is_some_and(|path| path.steps[0].field.key == "title") && !entry.value.is_empty()
        });
        if !has_title {
            self.report(IssueKind::MissingTitle, subject.at);
        }
        self.datasets.push((iri, subject.at.span));
    }

    pub(crate) fn subject(&mut self, term: Term, at: At) -> Subject {
        let term = match term {
            // A node without a label gets one that nobody can write, so that it can be spoken of.
            Term::Blank(label) if label.is_empty() => {
                let label = format!("?{}", self.unlabelled.len());
                let id = self.builder.fresh_blank_node();
                self.unlabelled.insert(label.clone(), id);
                Term::Blank(label)
            }
            _ => term,
        };
        let id = self.intern(&term);
        Subject { term, id, at }
    }

    pub(crate) fn intern(&mut self, term: &Term) -> TermId {
        match term {
            Term::Blank(label) => match self.unlabelled.get(label) {
                Some(id) => *id,
                None => term.intern(self.builder, self.source),
            },
            _ => term.intern(self.builder, self.source),
        }
    }

    /// Adds a triple that is written at these places. All parts of a position lie in one text: that of the value.
    pub(crate) fn push(&mut self, subject: &Subject, predicate: (&str, At), object: (TermId, At)) {
        let triple = Triple::new(subject.id, self.builder.iri(predicate.0), object.0);
        self.builder
            .push(triple, position(subject.at, predicate.1, object.1));
    }

    pub(crate) fn protect(&mut self, subject: &Subject) {
        self.protected.extend(subject.term.as_iri().map(str::to_owned));
    }

    pub(crate) fn alias(&mut self, alias: &str, subject: &Subject) {
        let iri = subject.term.as_iri().unwrap_or_default();
        self.aliases.push((alias.to_owned(), iri.to_owned()));
    }

    /// The language that the entries name for texts without one, else the city's.
    fn text_language(&self, entries: &[Entry]) -> String {
        let named = entries.iter().find(|entry| is_text_language(entry));
        match named.map(|entry| &entry.value.content) {
            Some(Said::Text(text)) => text.trim().to_lowercase(),
            _ => self.defaults.language.clone(),
        }
    }
}

fn position(subject: At, predicate: At, object: At) -> Position {
    let here = |at: At| {
        if at.source == object.source {
            at.span
        } else {
            object.span
        }
    };
    Position {
        source: object.source,
        subject: here(subject),
        predicate: here(predicate),
        object: object.span,
    }
}
