//! The values of one field.

use kolophon_dcat::vocab::rdf;

use super::Reader;
use super::describe::{Given, Placed};
use crate::field::{Field, Kind};
use crate::issue::{Expected, IssueKind, names};
use crate::scalar::{Fault, Scalars, is_valid_iri};
use crate::scope::Scope;
use crate::term::Term;
use crate::tree::{At, Content};

impl Reader<'_> {
    /// The objects that are written under one key.
    pub(super) fn values(
        &mut self,
        field: &'static Field,
        given: &Given<'_>,
        scope: &mut Scope<'_>,
    ) -> Vec<Placed> {
        let language = given.language.clone().unwrap_or_else(|| scope.language.clone());
        let mut objects = Vec::new();
        for value in given.value.values() {
            match (&value.content, field.kind) {
                (Content::Empty, _) => {}
                (_, Kind::Nested(class, fragment)) => {
                    objects.extend(self.nested(field, class, fragment, value, scope));
                }
                (Content::Text(text), _) if text.is_empty() => {}
                (Content::Text(text), kind) => {
                    let term = self.scalar(field, text, &language, value.at, scope);
                    if let Kind::TypedAddress(class) = kind
                        && term.as_iri().is_some()
                    {
                        let node = self.subject(term.clone(), value.at);
                        let class = self.builder.iri(class);
                        self.push(&node, (rdf::TYPE, given.key_at), (class, value.at));
                    }
                    objects.push((term, value.at));
                }
                (Content::Map(entries), Kind::Text) => {
                    for entry in entries {
                        let tag = self.language_tag(field, &entry.key, entry.key_at);
                        for text in entry.value.values() {
                            match &text.content {
                                Content::Text(value) if !value.is_empty() => {
                                    objects.push((Term::text(value.as_str(), &tag), text.at));
                                }
                                Content::Text(_) | Content::Empty => {}
                                _ => self.report(IssueKind::WrongShape { field: names(field) }, text.at),
                            }
                        }
                    }
                }
                _ => self.report(IssueKind::WrongShape { field: names(field) }, value.at),
            }
        }
        objects
    }

    /// The term of one text. What is not of the right form is reported, and kept as a text.
    pub(super) fn scalar(
        &mut self,
        field: &Field,
        text: &str,
        language: &str,
        at: At,
        scope: &Scope<'_>,
    ) -> Term {
        let scalars = Scalars {
            lists: self.lists,
            defaults: self.defaults,
            root: &scope.root,
            language,
        };
        match scalars.read(field.kind, text) {
            Ok(term) => {
                if let Some(iri) = term.as_iri()
                    && !is_valid_iri(iri)
                {
                    self.report(
                        IssueKind::InvalidAddress {
                            text: text.to_owned(),
                        },
                        at,
                    );
                }
                term
            }
            Err(fault) => {
                self.report(issue(field, text, fault), at);
                Term::string(text.trim())
            }
        }
    }

    fn language_tag(&mut self, field: &Field, key: &str, at: At) -> String {
        let key = key.trim();
        let tag = match key.to_lowercase().as_str() {
            "none" | "ohne" | "" => "none".to_owned(),
            "deutsch" => "de".to_owned(),
            "englisch" | "english" => "en".to_owned(),
            tag => tag.to_owned(),
        };
        let is_tag = tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if tag != "none" && !is_tag {
            let kind = IssueKind::WrongForm {
                field: names(field),
                text: key.to_owned(),
                form: Expected::Language,
            };
            self.report(kind, at);
            return "none".to_owned();
        }
        tag
    }
}

fn issue(field: &Field, text: &str, fault: Fault) -> IssueKind {
    let form = match fault {
        Fault::Entry { candidates, .. } => {
            return IssueKind::UnknownEntry {
                field: names(field),
                text: text.to_owned(),
                candidates,
            };
        }
        Fault::Date => Expected::Date,
        Fault::Number => Expected::Number,
        Fault::Address => Expected::Address,
        Fault::Email => Expected::Email,
        Fault::Telephone => Expected::Telephone,
        Fault::Duration => Expected::Duration,
        Fault::Geometry => Expected::Geometry,
        Fault::RegionalKey => Expected::RegionalKey,
        Fault::Hex => Expected::Hex,
        Fault::MediaType => Expected::MediaType,
    };
    IssueKind::WrongForm {
        field: names(field),
        text: text.to_owned(),
        form,
    }
}
