//! Withdrawing a dataset or a distribution: it is gone from pages, feeds and queries, and its address says so for ever.
//! Erasing it takes it out of every earlier generation, too.

use kolophon_dcat::vocab::{dcat, dcterms, foaf, xsd};
use kolophon_graph::{Graph, GraphBuilder, Position, Triple};
use kolophon_store::{
    Act, City, EngineError, FileEntry, Note, Resource, ResourceKind, State, Store, Tombstone, content_hash,
    without,
};
use thiserror::Error;

use crate::catalog;
use crate::prepared::{Guard, Prepared, is_protected};
use crate::refusal::Title;

/// What the caller wants of a withdrawal.
#[derive(Clone, Debug)]
pub struct WithdrawOptions {
    /// Whether earlier generations keep it.
    pub traces: Traces,
    /// Whether a protected dataset may go.
    pub protection: Protection,
    /// Who, when and, above all, why.
    pub note: Note,
}

/// Whether earlier generations keep what is withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traces {
    /// They do: it can be brought back.
    Keep,
    /// They do not, and it can never be published again under its address.
    Erase,
}

/// Whether a protected dataset may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It stays.
    Respect,
    /// It may go.
    Lift,
}

/// Why something cannot be withdrawn.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WithdrawError {
    /// There is no such city.
    #[error("there is no city {city}")]
    UnknownCity {
        /// The short name.
        city: String,
        /// The cities there are.
        known: Vec<String>,
    },
    /// The city has published nothing of that name.
    #[error("{city} has published nothing called {wanted}")]
    NotFound {
        /// The short name of the city.
        city: String,
        /// What was looked for.
        wanted: String,
        /// Datasets with a title like that.
        near: Vec<Title>,
    },
    /// Several have that title.
    #[error("{} datasets are called {wanted}", .found.len())]
    Ambiguous {
        /// What was looked for.
        wanted: String,
        /// Those that have it.
        found: Vec<Title>,
    },
    /// The address belongs to another city.
    #[error("{iri} belongs to {owner}")]
    OwnedBy {
        /// The address.
        iri: String,
        /// The short name of the city it belongs to.
        owner: String,
    },
    /// It is protected.
    #[error("{} is protected", .dataset.iri)]
    Protected {
        /// The dataset.
        dataset: Title,
    },
    /// It is gone already, and nothing of it is left to erase.
    #[error("{iri} is withdrawn already")]
    AlreadyGone {
        /// The address.
        iri: String,
    },
    /// What is published cannot be read.
    #[error("the published catalogue cannot be read")]
    Read(#[from] EngineError),
}

/// What was found under a name.
#[derive(Debug)]
enum Target {
    /// A dataset, data service or series.
    Resource(Resource),
    /// A distribution of a dataset.
    Distribution { iri: String, dataset: Resource },
    /// Something that is withdrawn already.
    Gone(Tombstone),
}

/// Says what withdrawing `wanted` would do: a dataset by address, short name or title, or a distribution by its address.
///
/// # Errors
/// See [`WithdrawError`].
pub fn prepare(
    store: &Store,
    city: &str,
    wanted: &str,
    options: &WithdrawOptions,
) -> Result<Prepared, WithdrawError> {
    let state = store.state();
    let Some(known) = state.cities.get(city) else {
        return Err(WithdrawError::UnknownCity {
            city: city.to_owned(),
            known: state.cities.keys().cloned().collect(),
        });
    };
    let target = find(store, &state, known, wanted)?;
    let act = match options.traces {
        Traces::Keep => Act::Withdraw,
        Traces::Erase => Act::Erase,
    };
    let note = Note {
        act,
        ..options.note.clone()
    };
    let mut prepared = Prepared::new(known.clone(), &state, note);
    prepared.guard = Guard::Named;
    match target {
        Target::Resource(resource) => {
            require_unprotected(&resource, known, options)?;
            withdraw_resource(store, &state, &resource, &mut prepared)?;
        }
        Target::Distribution { iri, dataset } => {
            require_unprotected(&dataset, known, options)?;
            withdraw_distribution(store, &iri, dataset, &mut prepared)?;
        }
        Target::Gone(tombstone) => {
            let is_left = tombstone.title.is_some() && options.traces == Traces::Erase;
            if !is_left {
                return Err(WithdrawError::AlreadyGone { iri: tombstone.iri });
            }
            let title = tombstone.title.clone().unwrap_or_default();
            prepared.removed.push(Title {
                iri: tombstone.iri.clone(),
                title,
            });
            prepared.change.erase.push(tombstone.iri);
        }
    }
    if options.traces == Traces::Erase {
        add_earlier_addresses(&state, &mut prepared);
    } else {
        prepared.change.erase.clear();
    }
    let datasets = prepared.removed.len() + prepared.changed.len();
    prepared.unchanged = prepared.published.saturating_sub(datasets);
    Ok(prepared)
}

/// Says what withdrawing all that a city has published would do. Its catalogue stays, and lists nothing; many datasets
/// need their number, and what is protected stays unless the protection is lifted.
///
/// # Errors
/// [`WithdrawError::UnknownCity`] and [`WithdrawError::Read`].
pub fn prepare_all(store: &Store, city: &str, options: &WithdrawOptions) -> Result<Prepared, WithdrawError> {
    let state = store.state();
    let Some(known) = state.cities.get(city) else {
        return Err(WithdrawError::UnknownCity {
            city: city.to_owned(),
            known: state.cities.keys().cloned().collect(),
        });
    };
    let act = match options.traces {
        Traces::Keep => Act::Withdraw,
        Traces::Erase => Act::Erase,
    };
    let note = Note {
        act,
        ..options.note.clone()
    };
    let mut prepared = Prepared::new(known.clone(), &state, note);
    let resources = state.resources.values();
    for resource in
        resources.filter(|resource| resource.city == city && resource.kind != ResourceKind::Catalog)
    {
        match options.protection {
            Protection::Respect => prepared.remove(resource),
            Protection::Lift => prepared.remove_even_protected(resource),
        }
    }
    if options.traces == Traces::Erase {
        let mut erase = prepared.change.remove.clone();
        let gone = state.tombstones.values();
        erase.extend(
            gone.filter(|gone| gone.city == city && gone.title.is_some())
                .map(|gone| gone.iri.clone()),
        );
        prepared.change.erase = erase;
        add_earlier_addresses(&state, &mut prepared);
    }
    catalog::relist(store, &state, &mut prepared.change)?;
    prepared.unchanged = prepared.published.saturating_sub(prepared.removed.len());
    prepared.sort();
    Ok(prepared)
}

fn require_unprotected(
    resource: &Resource,
    city: &City,
    options: &WithdrawOptions,
) -> Result<(), WithdrawError> {
    if options.protection == Protection::Respect && is_protected(resource, city) {
        return Err(WithdrawError::Protected {
            dataset: Title::of(resource),
        });
    }
    Ok(())
}

fn find(store: &Store, state: &State, city: &City, wanted: &str) -> Result<Target, WithdrawError> {
    let wanted = wanted.trim();
    if let Some(resource) = state.resources.get(wanted)
        && resource.kind != ResourceKind::Catalog
    {
        return owned(state, city, wanted).map(|()| Target::Resource(resource.clone()));
    }
    let own = || {
        let resources = state.resources.values();
        resources.filter(|resource| resource.city == city.slug && resource.kind != ResourceKind::Catalog)
    };
    let is_title = |title: &str| title.to_lowercase() == wanted.to_lowercase();
    let by_slug: Vec<&Resource> = own().filter(|resource| resource.slug == wanted).collect();
    let found = if by_slug.is_empty() {
        own().filter(|resource| is_title(&resource.title)).collect()
    } else {
        by_slug
    };
    match found[..] {
        [] => {}
        [resource] => return Ok(Target::Resource(resource.clone())),
        _ => {
            return Err(WithdrawError::Ambiguous {
                wanted: wanted.to_owned(),
                found: found.into_iter().map(Title::of).collect(),
            });
        }
    }
    if let Some(dataset) = dataset_of(store, wanted)? {
        owned(state, city, &dataset.iri)?;
        return Ok(Target::Distribution {
            iri: wanted.to_owned(),
            dataset,
        });
    }
    let mut gone = state.tombstones.values().filter(|tombstone| {
        let is_named = tombstone.slug == wanted && tombstone.dataset.is_none();
        let is_titled = tombstone.title.as_deref().is_some_and(is_title);
        tombstone.city == city.slug && (tombstone.iri == wanted || is_named || is_titled)
    });
    if let Some(tombstone) = gone.next() {
        return Ok(Target::Gone(tombstone.clone()));
    }
    let near = own().filter(|resource| {
        !wanted.is_empty() && resource.title.to_lowercase().contains(&wanted.to_lowercase())
    });
    Err(WithdrawError::NotFound {
        city: city.slug.clone(),
        wanted: wanted.to_owned(),
        near: near.map(Title::of).collect(),
    })
}

fn owned(state: &State, city: &City, iri: &str) -> Result<(), WithdrawError> {
    match state.owner(iri) {
        Some(owner) if owner != city.slug => Err(WithdrawError::OwnedBy {
            iri: iri.to_owned(),
            owner: owner.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// The dataset that has the distribution.
fn dataset_of(store: &Store, distribution: &str) -> Result<Option<Resource>, EngineError> {
    store.read(|view| {
        let names = view.graphs_with(dcat::DISTRIBUTION, distribution)?;
        let resources = &view.state().resources;
        let dataset = names.iter().find_map(|name| resources.get(name));
        Ok(dataset
            .filter(|dataset| dataset.kind == ResourceKind::Dataset)
            .cloned())
    })
}

fn withdraw_resource(
    store: &Store,
    state: &State,
    resource: &Resource,
    prepared: &mut Prepared,
) -> Result<(), EngineError> {
    prepared.removed.push(Title::of(resource));
    let change = &mut prepared.change;
    change.remove.push(resource.iri.clone());
    // A catalogue record without what it records would tell of it.
    let records = store.read(|view| view.graphs_with(foaf::PRIMARY_TOPIC, &resource.iri))?;
    for record in records {
        let is_own_record = state.resources.get(&record).is_some_and(|record| {
            record.kind == ResourceKind::CatalogRecord && record.city == change.city.slug
        });
        if is_own_record {
            change.remove.push(record);
        }
    }
    change.erase.clone_from(&change.remove);
    catalog::relist(store, state, change)
}

fn withdraw_distribution(
    store: &Store,
    iri: &str,
    dataset: Resource,
    prepared: &mut Prepared,
) -> Result<(), EngineError> {
    let Some(graph) = store.graph(&dataset.iri)? else {
        return Ok(());
    };
    let title = distribution_title(&graph, iri);
    let mut files = dataset.files.clone();
    let rest = match without(&graph, &dataset.iri, |node| node == iri) {
        Some(rest) => {
            files.retain(|file| !rest.led_to.iter().any(|iri| file.is_served_at(iri)));
            rest.graph
        }
        // Only its address was ever published.
        None => without_link(&graph, iri),
    };
    let gone: Vec<String> = dataset
        .files
        .iter()
        .filter(|file| !files.contains(file))
        .map(FileEntry::name_hash)
        .collect();
    let change = &mut prepared.change;
    let (rest, modified) = match (&dataset.modified, &change.note.time) {
        (Some(old), Some(now)) => (redated(&rest, &dataset.iri, old, now), Some(now.clone())),
        (modified, _) => (rest, modified.clone()),
    };
    change.gone.push(Tombstone {
        iri: iri.to_owned(),
        city: dataset.city.clone(),
        slug: dataset.slug.clone(),
        dataset: Some(dataset.iri.clone()),
        title: title.filter(|_| change.note.act != Act::Erase),
        date: change.note.time.clone().unwrap_or_default(),
        generation: 0,
        reason: change.note.reason.clone(),
        files: gone,
    });
    change.erase.push(iri.to_owned());
    let resource = Resource {
        content_hash: content_hash(&rest),
        files,
        modified,
        ..dataset
    };
    prepared.changed.push(Title::of(&resource));
    prepared.change.put.push((resource, rest));
    Ok(())
}

fn distribution_title(graph: &Graph, iri: &str) -> Option<String> {
    crate::record::title(graph, graph.iri(iri)?)
}

/// What becomes of a triple in a copy.
enum Fate<'a> {
    Dropped,
    Kept,
    /// It is kept with this date as its object.
    Dated(&'a str),
}

fn without_link(graph: &Graph, iri: &str) -> Graph {
    copied(graph, |triple| {
        if graph.term(triple.object).as_iri() == Some(iri) {
            Fate::Dropped
        } else {
            Fate::Kept
        }
    })
}

/// The graph with the date that Kolophon has set moved to now.
fn redated(graph: &Graph, dataset: &str, old: &str, now: &str) -> Graph {
    copied(graph, |triple| {
        let is_date = graph.term(triple.subject).as_iri() == Some(dataset)
            && graph.term(triple.predicate).value() == dcterms::MODIFIED
            && graph.term(triple.object).value() == old;
        if is_date { Fate::Dated(now) } else { Fate::Kept }
    })
}

fn copied<'a>(graph: &Graph, fate: impl Fn(&Triple) -> Fate<'a>) -> Graph {
    let mut builder = GraphBuilder::new();
    for triple in graph.triples() {
        let object = match fate(triple) {
            Fate::Dropped => continue,
            Fate::Kept => builder.term(graph.term(triple.object)),
            Fate::Dated(date) => builder.typed_literal(date, xsd::DATE_TIME),
        };
        let subject = builder.term(graph.term(triple.subject));
        let predicate = builder.term(graph.term(triple.predicate));
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    builder.finish()
}

/// What a dataset was called before is to be erased with it.
fn add_earlier_addresses(state: &State, prepared: &mut Prepared) {
    let erase = &mut prepared.change.erase;
    let mut next = 0;
    while let Some(iri) = erase.get(next).cloned() {
        let earlier = state.aliases.values().filter(|alias| alias.to == iri);
        for alias in earlier {
            if !erase.contains(&alias.from) {
                erase.push(alias.from.clone());
            }
        }
        next += 1;
    }
}

#[cfg(test)]
mod tests;
