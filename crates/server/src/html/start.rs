//! The start page: the cities of the installation.

use askama::Template;
use kolophon_store::City;

use crate::app::App;
use crate::html::text::{german_date, german_number};
use crate::html::{Layout, SearchField};
use crate::index::Index;

/// The start page.
#[derive(Debug, Template)]
#[template(path = "start.html")]
pub(crate) struct StartPage {
    layout: Layout,
    field: SearchField,
    cities: Vec<CityEntry>,
    datasets: String,
    one_dataset: bool,
    joint_feed: String,
}

/// A city in the list.
#[derive(Debug)]
struct CityEntry {
    name: String,
    href: String,
    datasets: String,
    one_dataset: bool,
    published: Option<String>,
}

impl StartPage {
    pub(crate) fn new(app: &App, index: &Index) -> Self {
        let cities = index
            .state()
            .cities
            .values()
            .map(|city| city_entry(app, index, city))
            .collect();
        Self {
            layout: Layout::new(app).with_changes(&app.addresses, None),
            field: SearchField::empty(app, None),
            cities,
            datasets: german_number(index.all().len()),
            one_dataset: index.all().len() == 1,
            joint_feed: app.addresses.absolute("/catalog.rdf"),
        }
    }
}

fn city_entry(app: &App, index: &Index, city: &City) -> CityEntry {
    let count = index.of_city(&city.slug).len();
    CityEntry {
        name: city.name.clone(),
        href: app
            .addresses
            .path(&format!("/{}", crate::addresses::segment(&city.slug))),
        datasets: german_number(count),
        one_dataset: count == 1,
        published: city
            .published_at
            .as_deref()
            .filter(|_| city.generation > 0)
            .map(german_date),
    }
}
