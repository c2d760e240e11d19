//! The page of a city: its datasets, and the one address for portals.

use askama::Template;
use kolophon_store::City;

use crate::addresses::segment;
use crate::app::App;
use crate::html::text::{german_date, german_number};
use crate::html::{Layout, SearchField};
use crate::index::Index;

/// Datasets on one page of the list.
pub(crate) const LIST_SIZE: usize = 50;

/// The page of a city.
#[derive(Debug, Template)]
#[template(path = "city.html")]
pub(crate) struct CityPage {
    layout: Layout,
    field: SearchField,
    name: String,
    demo: bool,
    published: Option<String>,
    /// The one address to give to the state portal.
    feed: String,
    feeds: Vec<(&'static str, String)>,
    joint_feed: String,
    csv: String,
    api: String,
    harvests: String,
    count: String,
    one_dataset: bool,
    datasets: Vec<DatasetEntry>,
    pages: PageLinks,
}

/// A dataset in the list.
#[derive(Debug)]
struct DatasetEntry {
    title: String,
    href: String,
    modified: Option<String>,
}

/// Where in a list one is.
#[derive(Clone, Debug)]
pub(crate) struct PageLinks {
    /// The page, from 1.
    pub(crate) number: usize,
    /// The last page.
    pub(crate) last: usize,
    /// The page before.
    pub(crate) previous: Option<String>,
    /// The page behind.
    pub(crate) next: Option<String>,
}

impl PageLinks {
    /// The links of page `number` of a list of `count`; `None` when there is no such page.
    pub(crate) fn new(path: &str, number: usize, count: usize) -> Option<Self> {
        let last = count.div_ceil(LIST_SIZE).max(1);
        if number == 0 || number > last {
            return None;
        }
        let link = |number: usize| format!("{path}?page={number}");
        Some(Self {
            number,
            last,
            previous: (number > 1).then(|| link(number - 1)),
            next: (number < last).then(|| link(number + 1)),
        })
    }
}

impl CityPage {
    /// The page, or `None` when the list has no page of that number.
    pub(crate) fn new(app: &App, index: &Index, city: &City, number: usize) -> Option<Self> {
        let path = format!("/{}", segment(&city.slug));
        let mut resources: Vec<_> = index
            .of_city(&city.slug)
            .iter()
            .filter_map(|iri| index.state().resources.get(&**iri))
            .collect();
        resources.sort_by_key(|resource| (resource.title.to_lowercase(), &resource.iri));
        let pages = PageLinks::new(&app.addresses.path(&path), number, resources.len())?;
        let datasets = resources
            .iter()
            .skip((number - 1) * LIST_SIZE)
            .take(LIST_SIZE)
            .map(|resource| DatasetEntry {
                title: resource.title.clone(),
                href: app.addresses.dataset(&resource.city, &resource.slug),
                modified: resource.modified.as_deref().map(german_date),
            })
            .collect();
        let feed = |suffix: &str| app.addresses.absolute(&format!("{path}/catalog.{suffix}"));
        Some(Self {
            layout: Layout::new(app).with_changes(&app.addresses, Some(&city.slug)),
            field: SearchField::empty(app, Some(&city.slug)),
            name: city.name.clone(),
            demo: city.demo,
            published: city
                .published_at
                .as_deref()
                .filter(|_| city.generation > 0)
                .map(german_date),
            feed: feed("rdf"),
            feeds: vec![
                ("RDF/XML", feed("rdf")),
                ("Turtle", feed("ttl")),
                ("JSON-LD", feed("jsonld")),
                ("N-Triples", feed("nt")),
            ],
            joint_feed: app.addresses.absolute("/catalog.rdf"),
            csv: app
                .addresses
                .path(&format!("/api/v1/datasets.csv?city={}", segment(&city.slug))),
            api: app
                .addresses
                .path(&format!("/api/v1/datasets?city={}", segment(&city.slug))),
            harvests: app
                .addresses
                .path(&format!("/harvests?city={}", segment(&city.slug))),
            count: german_number(resources.len()),
            one_dataset: resources.len() == 1,
            datasets,
            pages,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_links_end_where_the_list_ends() {
        let links = |number, count| PageLinks::new("/mainz", number, count);
        assert!(links(0, 10).is_none());
        assert!(links(2, LIST_SIZE).is_none());
        let empty = links(1, 0).unwrap();
        assert!(empty.next.is_none() && empty.previous.is_none());
        let middle = links(2, LIST_SIZE * 3).unwrap();
        assert_eq!(middle.previous.as_deref(), Some("/mainz?page=1"));
        assert_eq!(middle.next.as_deref(), Some("/mainz?page=3"));
        assert!(links(3, LIST_SIZE * 3).unwrap().next.is_none());
    }
}
