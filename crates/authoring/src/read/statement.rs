//! Statements: triples that no field can say.

use super::naming::names;
use super::{Reader, Subject};
use crate::field::Class;
use crate::issue::IssueKind;
use crate::scalar::is_absolute;
use crate::term::{Term, expanded};
use crate::tree::{At, Content, Entry, Node};

impl Reader<'_> {
    /// The statements of a file. One without a subject is about `root`.
    pub(super) fn statements(&mut self, node: &Node, root: Option<&Term>) {
        for value in node.values() {
            let Content::Map(entries) = &value.content else {
                self.unreadable(value);
                continue;
            };
            self.statement(value, entries, root);
        }
    }

    fn statement(&mut self, node: &Node, entries: &[Entry], root: Option<&Term>) {
        let find = |key: &str| {
            let entry = entries.iter().find(|entry| names(Class::Statement, entry, key))?;
            (!entry.value.is_empty()).then_some(&entry.value)
        };
        let subject = match find("subject") {
            Some(subject) => term_of(subject, root).map(|term| (term, subject.at)),
            None => root.cloned().map(|term| (term, node.at)),
        };
        let predicate = find("predicate").and_then(|predicate| {
            let Some(Term::Iri(iri)) = term_of(predicate, root) else {
                return None;
            };
            Some((iri, predicate.at))
        });
        let (Some((subject, subject_at)), Some((predicate, predicate_at)), Some(objects)) =
            (subject, predicate, find("object"))
        else {
            self.unreadable(node);
            return;
        };
        if matches!(subject, Term::Literal { .. }) {
            self.unreadable(node);
            return;
        }
        let subject: Subject = self.subject(subject, subject_at);
        for object in objects.values() {
            let Some(term) = term_of(object, root) else {
                self.unreadable(object);
                continue;
            };
            let id = self.intern(&term);
            self.push(&subject, (&predicate, predicate_at), (id, object.at));
        }
    }

    fn unreadable(&mut self, node: &Node) {
        let text = match &node.content {
            Content::Text(text) => text.clone(),
            _ => String::new(),
        };
        let At { source, span } = node.at;
        let written = self
            .builder
            .source(source)
            .and_then(|source| source.text().get(span.range()));
        let text = if text.is_empty() {
            written.unwrap_or_default().to_owned()
        } else {
            text
        };
        let text = text.chars().take(LONGEST_QUOTE).collect();
        self.report(IssueKind::NotAStatement { text }, node.at);
    }
}

/// More of an unreadable statement is not repeated.
const LONGEST_QUOTE: usize = 80;

/// A term in exact writing, a prefixed name, an absolute IRI, or `#name`.
fn term_of(node: &Node, root: Option<&Term>) -> Option<Term> {
    let Content::Text(text) = &node.content else {
        return None;
    };
    let text = text.trim();
    if let Some(term) = Term::exact(text) {
        return Some(term);
    }
    if text.starts_with('#') {
        return root?.as_iri().map(|root| Term::iri(format!("{root}{text}")));
    }
    if let Some(iri) = expanded(text) {
        return Some(Term::Iri(iri));
    }
    is_absolute(text).then(|| Term::iri(text))
}
