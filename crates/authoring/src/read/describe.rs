//! From a group of keys to what they say of one thing.

use std::borrow::Cow;
use std::fmt::Write as _;

use kolophon_dcat::vocab::rdf;

use super::{Reader, Subject};
use crate::field::{Class, Field, Kind, Own, Path, Property, resolve};
use crate::issue::{Expected, IssueKind, names};
use crate::scope::{Implied, Scope};
use crate::term::{Term, expanded};
use crate::tree::{At, Content, Entry, Node};

/// One value of a field, or several, as given under one key.
pub(super) struct Given<'n> {
    pub(super) key_at: At,
    pub(super) language: Option<String>,
    number: Option<u32>,
    pub(super) value: Cow<'n, Node>,
}

/// An object and where it stands.
pub(super) type Placed = (Term, At);

impl Reader<'_> {
    /// Pushes everything that the entries say of the subject, and what is meant where they say nothing.
    pub(super) fn describe(
        &mut self,
        class: Class,
        subject: &Subject,
        entries: &[Entry],
        scope: &mut Scope<'_>,
    ) {
        let groups = self.grouped(class, entries);
        let fields = class.fields();
        self.types(class, subject, fields, &groups);
        let mut access_url = None;
        for (field, given) in fields.iter().zip(&groups) {
            if matches!(field.kind, Kind::Own(_)) {
                self.own(field, subject, given);
            } else if class == Class::Distribution && field.key == "access_url" && !is_said(given) {
                // What is meant depends on the data service, which comes last.
                access_url = Some(field);
            } else {
                self.field(class, field, subject, given, scope);
            }
        }
        if let Some(field) = access_url {
            self.field(class, field, subject, &[], scope);
        }
    }

    /// The entries by field, in the order of the table of fields.
    fn grouped<'n>(&mut self, class: Class, entries: &'n [Entry]) -> Vec<Vec<Given<'n>>> {
        let fields = class.fields();
        let mut groups: Vec<Vec<Given<'n>>> = fields.iter().map(|_| Vec::new()).collect();
        for entry in entries {
            let Some(path) = resolve(class, &entry.key) else {
                self.report_unknown(class, &entry.key, entry.key_at);
                continue;
            };
            let at = fields
                .iter()
                .position(|field| field.key == path.steps[0].field.key);
            if let Some(group) = at.and_then(|at| groups.get_mut(at)) {
                add(group, &path, entry);
            }
        }
        groups
    }

    fn types(&mut self, class: Class, subject: &Subject, fields: &[Field], groups: &[Vec<Given<'_>>]) {
        let named = fields
            .iter()
            .zip(groups)
            .find(|(field, _)| field.kind == Kind::Own(Own::Class));
        let given = named.map_or(&[][..], |(_, given)| given);
        if !is_said(given) {
            for iri in class.types() {
                let object = self.builder.iri(iri);
                self.push(subject, (rdf::TYPE, subject.at), (object, subject.at));
            }
        }
        for given in given {
            for value in given.value.values() {
                let Content::Text(text) = &value.content else {
                    continue;
                };
                let term = expanded(text.trim()).map(Term::Iri).or_else(|| Term::exact(text));
                let Some(term) = term.filter(|term| term.as_iri().is_some()) else {
                    let kind = IssueKind::WrongForm {
                        field: ("Klasse", "Class"),
                        text: text.clone(),
                        form: Expected::Class,
                    };
                    self.report(kind, value.at);
                    continue;
                };
                let object = self.intern(&term);
                self.push(subject, (rdf::TYPE, given.key_at), (object, value.at));
            }
        }
    }

    /// One field: its values, or those that are meant.
    fn field(
        &mut self,
        class: Class,
        field: &'static Field,
        subject: &Subject,
        given: &[Given<'_>],
        scope: &mut Scope<'_>,
    ) {
        let mut values: Vec<Term> = Vec::new();
        for given in given {
            for (term, at) in self.values(field, given, scope) {
                let object = self.intern(&term);
                self.say(field, subject, given.key_at, (object, at));
                values.push(term);
            }
        }
        if !is_said(given) {
            for implied in scope.implied(class, field.key) {
                values.push(implied.object.clone());
                self.imply(field, subject, &implied);
            }
        }
        let is_told = is_said(given) || !matches!(field.property, Property::OfEachFile(_));
        if is_told {
            scope.remember(class, field.key, values);
        }
    }

    fn say(&mut self, field: &Field, subject: &Subject, key_at: At, object: (kolophon_graph::TermId, At)) {
        match field.property {
            Property::Of(predicate) => self.push(subject, (predicate, key_at), object),
            Property::Inverse(predicate) => {
                let owner = Subject {
                    term: subject.term.clone(),
                    id: object.0,
                    at: object.1,
                };
                self.push(&owner, (predicate, key_at), (subject.id, object.1));
            }
            Property::OfEachFile(_) | Property::None => {}
        }
    }

    /// What nobody wrote stands where its subject stands.
    fn imply(&mut self, field: &Field, subject: &Subject, implied: &Implied) {
        for (node, predicate, value) in &implied.triples {
            let node = Subject {
                term: node.clone(),
                id: self.intern(node),
                at: subject.at,
            };
            let value = self.intern(value);
            self.push(&node, (predicate, subject.at), (value, subject.at));
        }
        let object = self.intern(&implied.object);
        self.say(field, subject, subject.at, (object, subject.at));
    }

    /// What is no property.
    fn own(&mut self, field: &Field, subject: &Subject, given: &[Given<'_>]) {
        for given in given {
            for value in given.value.values() {
                match (field.kind, &value.content) {
                    (Kind::Own(Own::Protected), Content::Text(text)) => match yes_or_no(text) {
                        Some(true) => self.protect(subject),
                        Some(false) => {}
                        None => {
                            let kind = IssueKind::WrongForm {
                                field: names(field),
                                text: text.clone(),
                                form: Expected::YesOrNo,
                            };
                            self.report(kind, value.at);
                        }
                    },
                    (Kind::Own(Own::Alias), Content::Text(text)) => self.alias(text.trim(), subject),
                    (_, Content::Text(_) | Content::Empty) => {}
                    _ => self.report(IssueKind::WrongShape { field: names(field) }, value.at),
                }
            }
        }
    }
}

/// Whether something is said under a field: a value, or that there is none.
pub(super) fn is_said(given: &[Given<'_>]) -> bool {
    given.iter().any(|given| !given.value.is_empty())
}

/// Puts an entry into the group of its first field; what lies behind further fields is nested as if it had been written
/// so.
fn add<'n>(group: &mut Vec<Given<'n>>, path: &Path, entry: &'n Entry) {
    let first = path.steps[0];
    if path.steps.len() == 1 {
        group.push(Given {
            key_at: entry.key_at,
            language: path.language.clone(),
            number: first.number,
            value: Cow::Borrowed(&entry.value),
        });
        return;
    }
    if entry.value.is_empty() {
        return;
    }
    let inner = Entry {
        key: inner_key(path),
        key_at: entry.key_at,
        value: entry.value.clone(),
    };
    let same = group.iter_mut().find(|given| {
        given.number.unwrap_or(1) == first.number.unwrap_or(1)
            && matches!(given.value.content, Content::Map(_))
    });
    if let Some(given) = same {
        if let Content::Map(entries) = &mut given.value.to_mut().content {
            entries.push(inner);
        }
        return;
    }
    group.push(Given {
        key_at: entry.key_at,
        language: None,
        number: first.number,
        value: Cow::Owned(Node {
            at: entry.value.at,
            content: Content::Map(vec![inner]),
        }),
    });
}

/// The rest of a path as a key that means it. Writing to a string cannot fail.
fn inner_key(path: &Path) -> String {
    let mut key = String::new();
    for step in &path.steps[1..] {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(step.field.key);
        if let Some(number) = step.number {
            let _done = write!(key, " {number}");
        }
    }
    if let Some(language) = &path.language {
        let _done = write!(key, " ({language})");
    }
    key
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "ja" | "j" | "yes" | "true" | "wahr" | "x" | "1" => Some(true),
        "nein" | "n" | "no" | "false" | "falsch" | "0" => Some(false),
        _ => None,
    }
}
