//! How things are named: by an address, a short name, or what their title makes of it.

use super::Reader;
use crate::field::{Class, Field, Kind, Own, resolve};
use crate::issue::IssueKind;
use crate::name::{is_slug, slug_of};
use crate::term::Term;
use crate::tree::{At, Content, Entry};

/// How something is named.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) term: Option<Term>,
    pub(super) at: Option<At>,
    pub(super) issues: Vec<IssueKind>,
}

impl Reader<'_> {
    /// How the entries name the thing they describe.
    pub(super) fn subject_of(&self, class: Class, entries: &[Entry], stem: Option<&str>) -> Named {
        let value = |key: &str| {
            let entry = entries
                .iter()
                .find(|entry| names(class, entry, key) && !entry.value.is_empty())?;
            match &entry.value.content {
                Content::Text(text) => Some((text.trim(), entry.value.at)),
                _ => None,
            }
        };
        if let Some((text, at)) = value("iri") {
            let term = Term::exact(text).unwrap_or_else(|| Term::iri(self.full_iri(text)));
            return Named {
                term: Some(term),
                at: Some(at),
                issues: Vec::new(),
            };
        }
        if class == Class::Catalog {
            let term = Some(Term::iri(self.defaults.catalogue_iri()));
            return Named {
                term,
                at: None,
                issues: Vec::new(),
            };
        }
        let title = if class == Class::Agent { "name" } else { "title" };
        let (text, at, is_title) = match (value("slug"), stem) {
            (Some((text, at)), _) => (text, Some(at), false),
            (None, Some(stem)) => (stem, None, false),
            (None, None) => match value(title) {
                Some((text, at)) => (text, Some(at), true),
                None => return Named::default(),
            },
        };
        let slug = if is_slug(text) && !is_title {
            text.to_owned()
        } else {
            slug_of(text)
        };
        if slug.is_empty() {
            return Named::default();
        }
        let mut issues = Vec::new();
        if is_title && class != Class::Agent {
            issues.push(IssueKind::SlugFromTitle { slug: slug.clone() });
        } else if !is_title && slug != text {
            issues.push(IssueKind::InvalidSlug {
                text: text.to_owned(),
                slug: slug.clone(),
            });
        }
        let iri = match class {
            Class::DatasetSeries => self.defaults.series(&slug),
            Class::DataService => self.defaults.service(&slug),
            Class::Agent => self.defaults.agent(&slug),
            _ => self.defaults.dataset(&slug),
        };
        let at = if is_title { None } else { at };
        Named {
            term: Some(Term::Iri(iri)),
            at,
            issues,
        }
    }

    /// `#name` belongs to the city, everything else is an address already.
    fn full_iri(&self, text: &str) -> String {
        match text.strip_prefix('#') {
            Some(name) => self.defaults.agent(name),
            None => text.to_owned(),
        }
    }
}

/// The field of the outermost level with that name.
pub(super) fn file_field(key: &str) -> Option<&'static Field> {
    let path = resolve(Class::File, key)?;
    match path.steps.as_slice() {
        [step] if step.number.is_none() => Some(step.field),
        _ => None,
    }
}

pub(super) fn described(key: &str) -> Option<Class> {
    match file_field(key)?.kind {
        Kind::Own(Own::Described(class)) => Some(class),
        _ => None,
    }
}

pub(super) fn is_text_language(entry: &Entry) -> bool {
    file_field(&entry.key).is_some_and(|field| field.key == "text_language")
}

pub(super) fn has_language(entries: &[Entry]) -> bool {
    entries.iter().any(is_text_language)
}

/// Whether an entry is the field of that key and nothing nested.
pub(crate) fn names(class: Class, entry: &Entry, key: &str) -> bool {
    let path = resolve(class, &entry.key);
    path.is_some_and(|path| path.steps.len() == 1 && path.steps[0].field.key == key)
}

/// The place that stands for a group: its first key, when that lies within it; a row of a list stands for itself.
pub(crate) fn place_of(at: At, entries: &[Entry]) -> At {
    match entries.first() {
        Some(first)
            if first.key_at.source == at.source
                && at.span.range().contains(&(first.key_at.span.start as usize)) =>
        {
            first.key_at
        }
        _ => at,
    }
}
