//! Things within things: distributions, contact points, places …

use kolophon_dcat::vocab::spdx;

use super::describe::Placed;
use super::naming::{names, place_of};
use super::{Reader, Subject};
use crate::field::{Class, Field};
use crate::issue::{Expected, IssueKind, names as names_of};
use crate::name::{folded, is_slug, slug_of};
use crate::reference;
use crate::scalar::{Scalars, period};
use crate::scope::Scope;
use crate::term::Term;
use crate::tree::{At, Content, Entry, Node};

impl Reader<'_> {
    /// A nested thing, or a reference to one that is described elsewhere.
    pub(super) fn nested(
        &mut self,
        field: &'static Field,
        class: Class,
        fragment: &'static str,
        node: &Node,
        scope: &mut Scope<'_>,
    ) -> Option<Placed> {
        match &node.content {
            Content::Map(entries) => {
                let subject = self.nested_subject(class, fragment, node.at, entries, scope);
                self.describe_nested(class, &subject, entries, scope);
                Some((subject.term, subject.at))
            }
            Content::Text(text) if !text.trim().is_empty() => {
                Some(self.short_form(field, (class, fragment), node, text.trim(), scope))
            }
            Content::Text(_) | Content::Empty => None,
            Content::List(_) => {
                self.report(
                    IssueKind::WrongShape {
                        field: names_of(field),
                    },
                    node.at,
                );
                None
            }
        }
    }

    fn describe_nested(&mut self, class: Class, subject: &Subject, entries: &[Entry], scope: &mut Scope<'_>) {
        if class == Class::Distribution {
            scope.begin_distribution(&subject.term);
            self.describe(class, subject, entries, scope);
            scope.end_distribution();
        } else if class == Class::DatasetSeries {
            // A series has parts of its own.
            let mut own = Scope::new(self.defaults, class, subject.term.clone(), &scope.language);
            self.describe(class, subject, entries, &mut own);
        } else {
            self.describe(class, subject, entries, scope);
        }
    }

    /// What a text alone means: a reference, or the main field of something new.
    fn short_form(
        &mut self,
        field: &'static Field,
        (class, fragment): (Class, &'static str),
        node: &Node,
        text: &str,
        scope: &mut Scope<'_>,
    ) -> Placed {
        if class == Class::Agent
            && let Some(term) = self.agents.get(&folded(text))
        {
            return (term.clone(), node.at);
        }
        let scalars = Scalars {
            lists: self.lists,
            defaults: self.defaults,
            root: &scope.root,
            language: &scope.language,
        };
        if let Some(term) = reference::read(class, text, &scalars) {
            return (term, node.at);
        }
        let entry = |key: &str, text: &str| Entry {
            key: key.to_owned(),
            key_at: node.at,
            value: Node::text(node.at, text),
        };
        let entries = match class {
            Class::Agent if slug_of(text).is_empty() => Vec::new(),
            Class::Contact if text.contains('@') => vec![entry("email", text)],
            Class::Contact if text.starts_with("http") => vec![entry("url", text)],
            Class::Agent | Class::Contact => vec![entry("name", text)],
            Class::Place if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                vec![entry("regional_key", text)]
            }
            Class::Distribution if text.starts_with("http") => vec![entry("access_url", text)],
            Class::Distribution => vec![entry("download_url", text)],
            Class::Period => match period(text) {
                Some((start, end)) => {
                    let start = start.iter().map(|start| entry("start", start));
                    start.chain(end.iter().map(|end| entry("end", end))).collect()
                }
                None => Vec::new(),
            },
            _ => match class.main_field() {
                Some(main) => vec![entry(main.key, text)],
                None => Vec::new(),
            },
        };
        if entries.is_empty() {
            let form = if class == Class::Period {
                Expected::Period
            } else {
                Expected::Address
            };
            let kind = IssueKind::WrongForm {
                field: names_of(field),
                text: text.to_owned(),
                form,
            };
            self.report(kind, node.at);
            return (Term::string(text), node.at);
        }
        let subject = self.nested_subject(class, fragment, node.at, &entries, scope);
        if class == Class::Checksum {
            self.algorithm(&subject, text);
        }
        self.describe_nested(class, &subject, &entries, scope);
        (subject.term, subject.at)
    }

    /// The algorithm that a checksum given alone was made with, told by its length.
    fn algorithm(&mut self, subject: &Subject, text: &str) {
        let name = match text.len() {
            32 => "md5",
            40 => "sha1",
            64 => "sha256",
            128 => "sha512",
            _ => return,
        };
        let algorithm = self
            .builder
            .iri(&format!("{}checksumAlgorithm_{name}", spdx::NAMESPACE));
        self.push(subject, (spdx::ALGORITHM, subject.at), (algorithm, subject.at));
    }

    /// How a nested thing is named: by what it says itself, else as a part of the thing around it.
    fn nested_subject(
        &mut self,
        class: Class,
        fragment: &str,
        at: At,
        entries: &[Entry],
        scope: &mut Scope<'_>,
    ) -> Subject {
        let place = place_of(at, entries);
        let value = |key: &str| {
            let entry = entries
                .iter()
                .find(|entry| names(class, entry, key) && !entry.value.is_empty())?;
            match &entry.value.content {
                Content::Text(text) => Some((text.trim().to_owned(), entry.value.at)),
                _ => None,
            }
        };
        if let Some((text, at)) = value("iri") {
            let term = Term::exact(&text).unwrap_or_else(|| match text.strip_prefix('#') {
                Some(name) => Term::iri(format!("{}#{name}", scope.root)),
                None => Term::iri(text),
            });
            return self.subject(term, at);
        }
        if let Some((text, at)) = value("slug") {
            let slug = if is_slug(&text) {
                text.clone()
            } else {
                slug_of(&text)
            };
            if slug != text {
                self.report(
                    IssueKind::InvalidSlug {
                        text,
                        slug: slug.clone(),
                    },
                    at,
                );
            }
            let iri = match class {
                Class::Distribution => scope.distribution(&slug),
                Class::DatasetSeries => self.defaults.series(&slug),
                Class::Agent => self.defaults.agent(&slug),
                _ => format!("{}#{fragment}-{slug}", scope.root),
            };
            return self.subject(Term::Iri(iri), at);
        }
        let title =
            value(if class == Class::Agent { "name" } else { "title" }).map(|(text, _)| slug_of(&text));
        let title = title.filter(|slug| !slug.is_empty());
        let iri = match (class, title) {
            (Class::Distribution, _) => {
                let slug = value("format")
                    .or_else(|| value("download_url").map(|(file, at)| (extension(&file).to_owned(), at)))
                    .map(|(text, _)| slug_of(text.rsplit(['/', '#']).next().unwrap_or_default()));
                let slug = slug.filter(|slug| !slug.is_empty());
                scope.next_distribution(slug.as_deref().unwrap_or("datei"))
            }
            (Class::DatasetSeries, Some(slug)) => self.defaults.series(&slug),
            (Class::Agent, Some(slug)) => self.defaults.agent(&slug),
            _ => scope.mint(fragment),
        };
        self.subject(Term::Iri(iri), place)
    }
}

fn extension(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
