//! Pages for people: what the templates show, in the words of the people who read them.

mod api;
mod city;
mod dataset;
mod harvests;
mod problem;
mod query;
mod record;
mod search;
mod start;
mod text;

use kolophon_diagnostic::Language;
use kolophon_store::ResourceKind;

use crate::addresses::{Addresses, path_of_iri};
use crate::app::App;
use crate::index::Index;
use crate::representation::hash_of;
use crate::routes::changes;

pub(crate) use crate::html::api::ApiPage;
pub(crate) use crate::html::city::CityPage;
pub(crate) use crate::html::dataset::{DatasetPage, anchor};
pub(crate) use crate::html::harvests::HarvestsPage;
pub(crate) use crate::html::problem::{ProblemDocPage, ProblemListPage, problem_page};
pub(crate) use crate::html::query::{Answer, QueryPage};
pub(crate) use crate::html::record::RecordPage;
pub(crate) use crate::html::search::{SearchField, SearchPage};
pub(crate) use crate::html::start::StartPage;
pub(crate) use crate::html::text::german_date;

/// The style sheet of all pages.
pub(crate) const STYLE: &str = include_str!("../static/style.css");

/// The script of pages with a search field.
pub(crate) const SCRIPT: &str = include_str!("../static/search.js");

/// The icon of all pages.
pub(crate) const ICON: &str = include_str!("../static/icon.svg");

/// What every page needs around its content.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The installation's title.
    pub(crate) site: String,
    /// The page's language.
    pub(crate) language: &'static str,
    /// The path of the delivery base.
    pub(crate) prefix: String,
    /// The style sheet, with its content's hash so that caches keep it for ever.
    pub(crate) style: String,
    /// Other forms of what the page shows.
    pub(crate) alternates: Vec<Alternate>,
    /// The permanent address of what the page shows.
    pub(crate) canonical: Option<String>,
    /// What search engines are told: JSON-LD in which no `<` stands.
    pub(crate) json_ld: Option<String>,
}

/// Another form of the same thing.
#[derive(Clone, Debug)]
pub(crate) struct Alternate {
    /// The name people know the format by.
    pub(crate) name: &'static str,
    /// The media type.
    pub(crate) media_type: &'static str,
    /// Where it is.
    pub(crate) href: String,
}

/// A text, with a link where there is one that is safe to follow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Linked {
    /// What is shown.
    pub(crate) text: String,
    /// Where it leads.
    pub(crate) href: Option<String>,
}

/// A row of a description: a name and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The name in German.
    pub(crate) label: &'static str,
    /// The values.
    pub(crate) values: Vec<Linked>,
}

impl Layout {
    /// The layout of a German page.
    pub(crate) fn new(app: &App) -> Self {
        Self::in_language(app, Language::German)
    }

    /// The layout of a page in a language.
    pub(crate) fn in_language(app: &App, language: Language) -> Self {
        Self {
            site: app.title.clone(),
            language: language.tag(),
            prefix: app.addresses.prefix().to_owned(),
            style: app.addresses.path(&format!("/style.css?v={}", style_version())),
            alternates: Vec::new(),
            canonical: None,
            json_ld: None,
        }
    }

    /// With the feed of changes.
    pub(crate) fn with_changes(mut self, addresses: &Addresses, city: Option<&str>) -> Self {
        self.alternates.push(Alternate {
            name: "Änderungen",
            media_type: "application/atom+xml",
            href: addresses.path(&changes::path(city)),
        });
        self
    }

    /// With the RDF forms of a record, and JSON where there is one.
    pub(crate) fn with_record_forms(mut self, addresses: &Addresses, path: &str, json: Option<&str>) -> Self {
        let forms = [
            ("Turtle", "text/turtle", "ttl"),
            ("RDF/XML", "application/rdf+xml", "rdf"),
            ("JSON-LD", "application/ld+json", "jsonld"),
            ("N-Triples", "application/n-triples", "nt"),
        ];
        for (name, media_type, suffix) in forms {
            self.alternates.push(Alternate {
                name,
                media_type,
                href: addresses.path(&format!("{path}.{suffix}")),
            });
        }
        if let Some(path) = json {
            self.alternates.push(Alternate {
                name: "JSON",
                media_type: "application/json",
                href: addresses.path(path),
            });
        }
        self
    }
}

impl Linked {
    /// A text without a link.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: None,
        }
    }

    /// A text that leads to `iri` if that is an address a browser may follow.
    pub(crate) fn to(text: impl Into<String>, iri: &str) -> Self {
        Self {
            text: text.into(),
            href: safe_link(iri),
        }
    }
}

/// The page of a record published here.
pub(crate) fn own_page(app: &App, index: &Index, iri: &str) -> Option<String> {
    let resource = index.state().resources.get(iri)?;
    match resource.kind {
        ResourceKind::Dataset => Some(app.addresses.dataset(&resource.city, &resource.slug)),
        ResourceKind::DataService
        | ResourceKind::DatasetSeries
        | ResourceKind::CatalogRecord
        | ResourceKind::Catalog => path_of_iri(iri).map(|path| app.addresses.path(path)),
    }
}

/// The address, if following it runs nothing: only the web, mail and telephone.
pub(crate) fn safe_link(iri: &str) -> Option<String> {
    let lower = iri.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
        .then(|| iri.to_owned())
}

/// The first digits of the style sheet's hash.
pub(crate) fn style_version() -> String {
    hash_of(STYLE.as_bytes()).chars().take(8).collect()
}

/// The first digits of the script's hash.
pub(crate) fn script_version() -> String {
    hash_of(SCRIPT.as_bytes()).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_become_links() {
        assert!(safe_link("https://daten.example/").is_some());
        assert!(safe_link("mailto:daten@stadt.example").is_some());
        assert!(safe_link("javascript:alert(1)").is_none());
        assert!(safe_link("JAVASCRIPT:alert(1)").is_none());
        assert!(safe_link("data:text/html,x").is_none());
    }
}
