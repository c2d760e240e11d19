//! Encoding, full stops, semicolons and declarations of prefixes: what has to be right before a text says what is meant.

use kolophon_dcat::{Content, Document, Reading, SyntaxIssueKind, read};
use kolophon_diagnostic::{Edit, Fix, Language, Text};
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use super::change::Safety;
use super::kind::Kind;
use super::{EncodingChange, Repair, same_graph};
use crate::syntax::{fix, usual_namespace};
use crate::{edit, place};

/// A text with its marks mended.
pub(super) struct Mended {
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
    pub(super) repairs: Vec<Repair>,
    pub(super) encoding: EncodingChange,
}

/// The text with its marks mended; `None` when there is nothing to mend, or when the new text would not be read as the
/// old one was understood.
pub(super) fn mend(document: &Document) -> Option<Mended> {
    let document = document.clone().loaded();
    let (reading, graph) = graph_of(&document)?;
    let (mut edits, mut repairs) = (Vec::<Edit>::new(), Vec::new());
    let mut encoding = EncodingChange::None;
    for issue in &reading.issues {
        if issue.kind == SyntaxIssueKind::NotUtf8 {
            encoding = EncodingChange::ToUtf8;
            repairs.push(saved_as_utf8(place::of_span(&graph, issue.source, issue.span)?));
        }
        let Some(kind) = kind(&issue.kind) else { continue };
        let Some(fix) = fix(&graph, issue) else { continue };
        // A prefix is declared once, however often it is used.
        if !fix.edits.iter().all(|edit| edits.contains(edit)) {
            let place = place::of_span(&graph, issue.source, issue.span)?;
            let old = place_text(&graph, issue);
            repairs.push(repair(kind, place, old, &fix));
            edits.extend(fix.edits);
        }
    }
    if edits.is_empty() && encoding == EncodingChange::None {
        return None;
    }
    let source = graph.source(reading.source)?;
    let text = edit::apply(source.text(), &edits);
    let bytes = super::encoding::of(document.in_memory()?)?.encode(&text)?;
    let rewritten = Document {
        content: Content::Bytes(bytes.clone()),
        format: Some(reading.format),
        ..document
    };
    let (again, found) = graph_of(&rewritten)?;
    let is_meant =
        again.issues.len() < reading.issues.len() && same_graph::same(&found, &declared(&graph, &reading));
    is_meant.then_some(Mended {
        text,
        bytes,
        repairs,
        encoding,
    })
}

/// What a repair of the issue is about; `None` for what is mended triple by triple, or by a person.
fn kind(issue: &SyntaxIssueKind) -> Option<Kind> {
    match issue {
        SyntaxIssueKind::MissingFullStop | SyntaxIssueKind::UnexpectedFullStop => Some(Kind::Punctuation),
        SyntaxIssueKind::UndefinedPrefix { .. } => Some(Kind::Prefix),
        _ => None,
    }
}

fn graph_of(document: &Document) -> Option<(Reading, Graph)> {
    let mut builder = GraphBuilder::new();
    let reading = read(document, &mut builder).ok()?;
    Some((reading, builder.finish()))
}

fn place_text(graph: &Graph, issue: &kolophon_dcat::SyntaxIssue) -> String {
    match &issue.kind {
        SyntaxIssueKind::UndefinedPrefix { prefix } => format!("{prefix}:"),
        _ => graph
            .source(issue.source)
            .and_then(|source| source.text().get(issue.span.range()))
            .unwrap_or_default()
            .to_owned(),
    }
}

fn repair(kind: Kind, place: kolophon_diagnostic::Place, old: String, fix: &Fix) -> Repair {
    let new = fix.proposal.trim().to_owned();
    let (name, effect) = (kind.name(), kind.effect());
    let sentence = |language: Language| {
        let (name, effect) = (name.in_language(language), effect.in_language(language));
        match language {
            Language::German => format!("{name}: „{old}“ {effect}: {new}"),
            Language::English => format!("{name}: “{old}” {effect}: {new}"),
        }
    };
    Repair {
        kind,
        safety: Safety::Safe,
        place,
        message: Text::new(sentence(Language::German), sentence(Language::English)),
        reason: None,
        old,
        new,
        candidates: Vec::new(),
    }
}

fn saved_as_utf8(place: kolophon_diagnostic::Place) -> Repair {
    Repair {
        kind: Kind::Encoding,
        safety: Safety::Safe,
        place,
        message: Text::new(
            "Zeichenkodierung: Die Datei wird von Windows-1252 nach UTF-8 umgestellt; die Umlaute bleiben.",
            "Character encoding: the file moves from Windows-1252 to UTF-8; all characters stay.",
        ),
        reason: None,
        old: "Windows-1252".to_owned(),
        new: "UTF-8".to_owned(),
        candidates: Vec::new(),
    }
}

/// The graph as it is meant: names whose prefix nobody declared stand for what they stand for by custom.
fn declared(graph: &Graph, reading: &Reading) -> Graph {
    let prefixes: Vec<(&str, &str)> = reading
        .issues
        .iter()
        .filter_map(|issue| match &issue.kind {
            SyntaxIssueKind::UndefinedPrefix { prefix } => Some((prefix.as_str(), usual_namespace(prefix)?)),
            _ => None,
        })
        .collect();
    let mut builder = GraphBuilder::new();
    for triple in graph.triples() {
        let mut meant = |term: TermId| match graph.term(term) {
            Term::Iri(iri) => {
                let expanded = prefixes.iter().find_map(|(prefix, namespace)| {
                    let name = iri.strip_prefix(prefix)?.strip_prefix(':')?;
                    Some(format!("{namespace}{name}"))
                });
                builder.iri(expanded.as_deref().unwrap_or(iri))
            }
            other => builder.term(other),
        };
        let triple = Triple::new(
            meant(triple.subject),
            meant(triple.predicate),
            meant(triple.object),
        );
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}
