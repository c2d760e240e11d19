//! The feed of changes: what was published and what was taken out, the latest first, as
//! [Atom](https://www.rfc-editor.org/rfc/rfc4287) with [deleted entries](https://www.rfc-editor.org/rfc/rfc6721), in
//! [pages](https://www.rfc-editor.org/rfc/rfc5005#section-3).

use std::fmt;

use jiff::Timestamp;
use kolophon_dcat::vocab::{dcterms, foaf};
use kolophon_graph::{Graph, Term, TermId};

use crate::feed::{Departed, Edition, Fate, FeedError, Fragment, Item, Profile};
use crate::xml::{push_attribute, push_element, push_text};

const ROOT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
     <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xml:lang=\"de\">\n";

/// A page of the feed of changes.
pub struct ChangePage<'a> {
    /// What it is about: the installation, or a city.
    pub name: &'a str,
    /// The absolute address of the feed, which is its identifier.
    pub address: &'a str,
    /// The absolute address of the page for people.
    pub home: &'a str,
    /// The absolute address of a dataset's page, by the short names of its city and itself.
    pub dataset: &'a dyn Fn(&str, &str) -> String,
    /// The page, from 1.
    pub number: usize,
    /// Entries on a page, at least 1.
    pub size: usize,
}

impl fmt::Debug for ChangePage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangePage")
            .field("address", &self.address)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl ChangePage<'_> {
    /// The page of an edition.
    ///
    /// # Errors
    /// When there is no such page, or what is kept of a dataset cannot be read.
    pub fn write(&self, edition: &Edition) -> Result<String, FeedError> {
        let items = edition.latest();
        let size = self.size.max(1);
        let last = items.len().div_ceil(size).max(1);
        if self.number == 0 || self.number > last {
            return Err(FeedError::NoSuchPage { last });
        }
        let start = (self.number - 1) * size;
        let end = start.saturating_add(size).min(items.len());
        let mut out = ROOT.to_owned();
        self.push_head(edition, &items, last, &mut out);
        for item in items.get(start..end).unwrap_or_default() {
            match item.fate {
                Fate::Published(fragment) => self.push_entry(item, fragment, &mut out)?,
                Fate::Departed(departed) => push_deleted(item, departed, &mut out),
            }
        }
        out.push_str("</feed>\n");
        Ok(out)
    }

    fn push_head(&self, edition: &Edition, items: &[Item<'_>], last: usize, out: &mut String) {
        let latest = items.iter().map(Item::changed).max();
        push_element("id", self.address, out);
        push_element("title", &format!("Änderungen: {}", self.name), out);
        push_element("updated", &time(latest.unwrap_or_default()), out);
        push_author(self.name, out);
        push_link("alternate", "text/html", self.home, out);
        let page = |number: usize| match number {
            1 => format!("{}?gen={}", self.address, edition.name()),
            _ => format!("{}?page={number}&gen={}", self.address, edition.name()),
        };
        let own = if self.number == 1 {
            self.address.to_owned()
        } else {
            page(self.number)
        };
        push_link("self", MEDIA_TYPE, &own, out);
        push_link("first", MEDIA_TYPE, self.address, out);
        if self.number > 1 {
            push_link("previous", MEDIA_TYPE, &page(self.number - 1), out);
        }
        if self.number < last {
            push_link("next", MEDIA_TYPE, &page(self.number + 1), out);
        }
        push_link("last", MEDIA_TYPE, &page(last), out);
    }

    fn push_entry(&self, item: &Item<'_>, fragment: &Fragment, out: &mut String) -> Result<(), FeedError> {
        let graph = fragment.graph(Profile::default())?;
        let iri = item.iri();
        let dataset = graph.iri(&iri);
        let title = dataset.and_then(|dataset| text_of(&graph, dataset, dcterms::TITLE));
        out.push_str("<entry>\n");
        push_element("id", &iri, out);
        push_element("title", title.unwrap_or(fragment.slug()), out);
        push_element("updated", &time(item.changed()), out);
        if let Some(publisher) = dataset.and_then(|dataset| publisher_of(&graph, dataset)) {
            push_author(publisher, out);
        }
        let page = (self.dataset)(item.city(), fragment.slug());
        push_link("alternate", "text/html", &page, out);
        for (media_type, suffix) in FORMS {
            push_link("alternate", media_type, &format!("{page}.{suffix}"), out);
        }
        out.push_str("</entry>\n");
        Ok(())
    }
}

/// The media type of the feed.
pub const MEDIA_TYPE: &str = "application/atom+xml";

/// The other forms of a dataset's page.
const FORMS: [(&str, &str); 5] = [
    ("text/turtle", "ttl"),
    ("application/rdf+xml", "rdf"),
    ("application/ld+json", "jsonld"),
    ("application/n-triples", "nt"),
    ("application/json", "json"),
];

/// The reason is the one that the dataset's address answers with.
fn push_deleted(item: &Item<'_>, departed: &Departed, out: &mut String) {
    out.push_str("<at:deleted-entry");
    push_attribute("ref", &item.iri(), out);
    push_attribute("when", &time(item.changed()), out);
    out.push_str(">\n");
    if let Some(reason) = departed.reason() {
        push_element("at:comment", reason, out);
    }
    if let Some(target) = departed.moved_to() {
        push_element("at:comment", "Der Datensatz hat eine neue Adresse.", out);
        out.push_str("<link rel=\"related\"");
        push_attribute("href", target, out);
        out.push_str("/>\n");
    }
    out.push_str("</at:deleted-entry>\n");
}

fn push_author(name: &str, out: &mut String) {
    out.push_str("<author><name>");
    push_text(name, out);
    out.push_str("</name></author>\n");
}

fn push_link(relation: &str, media_type: &str, address: &str, out: &mut String) {
    out.push_str("<link");
    push_attribute("rel", relation, out);
    push_attribute("type", media_type, out);
    push_attribute("href", address, out);
    out.push_str("/>\n");
}

fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The German text of a property, else the first one.
fn text_of<'g>(graph: &'g Graph, node: TermId, property: &str) -> Option<&'g str> {
    let values = graph
        .objects(node, graph.iri(property)?)
        .map(|value| graph.term(value));
    let is_german = |value: &Term<'_>| matches!(value, Term::Literal { language: Some(language), .. } if language.starts_with("de"));
    let german = values.clone().find(is_german);
    german.or_else(|| values.clone().next()).map(Term::value)
}

fn publisher_of(graph: &Graph, dataset: TermId) -> Option<&str> {
    let mut publishers = graph.objects(dataset, graph.iri(dcterms::PUBLISHER)?);
    publishers.find_map(|publisher| text_of(graph, publisher, foaf::NAME))
}
