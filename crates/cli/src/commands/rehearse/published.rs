//! What is published, and what Kolophon would publish: the feed before any server runs.

use std::path::{Path, PathBuf};

use kolophon_dcat::Format;
use kolophon_diagnostic::Text;
use kolophon_publish::feed::{Fragments, PAGE_SIZE, Whose};
use kolophon_publish::load::Consent;
use kolophon_publish::rehearse::{Harvester, Rehearsal, StaticPage, add_feed, rehearse};
use kolophon_store::{City, Note, Store};

use super::wording::unreachable;
use crate::Context;
use crate::args::{ChoiceArguments, RehearseArguments};
use crate::commands::load::{job, wording};
use crate::commands::store;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::link::Exchange;

/// A dataset that is not published, and why.
struct Unpublished {
    title: String,
    iri: Option<String>,
    reason: Text,
}

/// Rehearses a folder with a `kolophon.toml`, the files of a city that was named, or without either what is published.
/// `None` when the source is none of these.
pub(super) fn rehearsed(
    arguments: &RehearseArguments,
    harvester: Harvester,
    previous: Option<&Rehearsal>,
    context: &Context<'_>,
) -> Result<Option<Rehearsal>, Failure> {
    let (store, unpublished) = match &arguments.source {
        None => (
            store::open(arguments.data_dir.data_dir.as_deref(), context)?,
            Vec::new(),
        ),
        Some(path) if arguments.city.is_some() || path.join(config::FILE_NAME).is_file() => {
            loaded(path, arguments, context)?
        }
        Some(_) => return Ok(None),
    };
    let state = store.state();
    let mut cities = state.cities.values();
    let city: Option<&City> = match &arguments.city {
        Some(slug) => {
            let known: Vec<String> = state.cities.keys().cloned().collect();
            Some(
                state
                    .cities
                    .get(slug)
                    .ok_or_else(|| wording::unknown_city(slug, &known))?,
            )
        }
        None if state.cities.len() == 1 => cities.next(),
        None => None,
    };
    let base = city
        .or_else(|| state.cities.values().next())
        .map(|city| city.base.as_str());
    let base = base.unwrap_or_default();
    let (whose, address) = match city {
        Some(city) => (
            Whose::City(city.slug.clone()),
            format!("{base}/{}/catalog.rdf", city.slug),
        ),
        None => (
            Whose::All {
                catalog: format!("{base}/catalog"),
                title: "Offene Daten".to_owned(),
            },
            format!("{base}/catalog.rdf"),
        ),
    };
    let fragments = Fragments::of(&store, None).map_err(|error| no_feed().with_cause(&error))?;
    let edition = fragments.edition(&whose).ok_or_else(no_feed)?;
    let mut exchange = Exchange::reaching(&address);
    let mut pages = StaticPage::new(&mut exchange);
    add_feed(&mut pages, &edition, &address, Format::RdfXml, PAGE_SIZE)
        .map_err(|error| no_feed().with_cause(&error))?;
    let mut rehearsal =
        rehearse(harvester, &address, &mut pages, previous).map_err(|error| unreachable(&error))?;
    if let Some(path) = &arguments.source {
        rehearsal.source = path.display().to_string();
    }
    for dataset in unpublished {
        rehearsal.add_unpublished(&dataset.title, dataset.iri.as_deref(), &dataset.reason);
    }
    Ok(Some(rehearsal))
}

fn no_feed() -> Failure {
    Failure::new(
        Exit::Unreadable,
        "Der Katalog für die Abholung lässt sich nicht zusammenstellen.",
        "The catalogue for the harvest cannot be put together.",
    )
}

/// The files published into a store that nobody sees.
fn loaded(
    path: &Path,
    arguments: &RehearseArguments,
    context: &Context<'_>,
) -> Result<(Store, Vec<Unpublished>), Failure> {
    let store = Store::in_memory().map_err(|error| store::explain(&error))?;
    let choice = ChoiceArguments {
        city: arguments.city.clone(),
        complete: false,
        allow_errors: false,
    };
    let mut unpublished = Vec::new();
    let paths: [PathBuf; 1] = [path.to_owned()];
    for job in job::jobs(&paths, &choice, context)? {
        let look = job.look(&store, Note::default(), jiff::Timestamp::now())?;
        for refused in &look.prepared.refused {
            unpublished.push(Unpublished {
                title: refused.dataset.title.clone(),
                iri: Some(refused.dataset.iri.clone()),
                reason: wording::explain(&refused.reason),
            });
        }
        look.prepared
            .commit(&store, Consent::None)
            .map_err(|error| wording::failed(&error))?;
    }
    Ok((store, unpublished))
}
