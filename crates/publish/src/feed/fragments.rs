//! The fragments of everything that is published, renewed from one generation to the next: only what a change concerns
//! is read and projected again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use kolophon_dcat::vocab::{dcat, dcterms, foaf, rdf};
use kolophon_graph::{Graph, GraphBuilder, TermId};
use kolophon_store::{City, Resource, ResourceKind, State, Store, View};

use crate::feed::departed::{self, Departed};
use crate::feed::edition::{Edition, Whose};
use crate::feed::fragment::Fragment;
use crate::feed::iri::percent_encode;
use crate::feed::page::push;
use crate::feed::project::{Role, project};
use crate::feed::{FeedError, date};

/// What harvesters get of everything that is published in one generation of the store.
#[derive(Debug, Default)]
pub struct Fragments {
    state: Arc<State>,
    datasets: BTreeMap<Arc<str>, Arc<Fragment>>,
    /// City → its catalogue, without the datasets.
    catalogs: BTreeMap<String, Arc<Fragment>>,
    departed: BTreeMap<Arc<str>, Arc<Departed>>,
}

impl Fragments {
    /// The fragments of what the store publishes now; those that nothing concerns are taken over from `before`.
    ///
    /// # Errors
    /// When the store cannot be read, or something published has no graph.
    pub fn of(store: &Store, before: Option<&Self>) -> Result<Self, FeedError> {
        loop {
            let state = store.state();
            let renewed = store.read(|view| {
                if view.state().generation == state.generation {
                    Self::renewed(store, view, Arc::clone(&state), before).map(Some)
                } else {
                    Ok::<_, FeedError>(None)
                }
            })?;
            // Otherwise something was published between the two looks.
            if let Some(fragments) = renewed {
                return Ok(fragments);
            }
        }
    }

    /// What they are of.
    #[must_use]
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// When a dataset last changed; `None` when nobody knows, or nothing of that IRI is published.
    #[must_use]
    pub fn changed(&self, iri: &str) -> Option<Timestamp> {
        self.datasets.get(iri)?.changed
    }

    /// The feed of a city or of all; `None` when nothing was ever published in it.
    #[must_use]
    pub fn edition(&self, whose: &Whose) -> Option<Edition> {
        let (generation, published) = match whose {
            Whose::City(slug) => {
                let city = self.state.cities.get(slug)?;
                (city.generation, instant(city.published_at.as_deref()))
            }
            Whose::All { .. } => {
                let cities = self.state.cities.values().filter(|city| city.generation > 0);
                let published = cities.clone().map(|city| instant(city.published_at.as_deref()));
                let any = cities.clone().next().is_some();
                let generation = if any { self.state.generation } else { 0 };
                (generation, published.max().flatten())
            }
        };
        if generation == 0 {
            return None;
        }
        let belongs = |city: &str| match whose {
            Whose::City(slug) => slug == city,
            Whose::All { .. } => true,
        };
        let datasets = self.datasets.values();
        let departed = self.departed.values();
        Some(Edition::new(
            whose.clone(),
            generation,
            published,
            (
                datasets
                    .filter(|fragment| belongs(&fragment.city))
                    .map(Arc::clone)
                    .collect(),
                departed
                    .filter(|departed| belongs(&departed.city))
                    .map(Arc::clone)
                    .collect(),
            ),
            self.catalogs
                .iter()
                .filter(|(city, _)| belongs(city))
                .map(|(_, catalog)| Arc::clone(catalog))
                .collect(),
        ))
    }

    fn renewed(
        store: &Store,
        view: &View<'_>,
        state: Arc<State>,
        before: Option<&Self>,
    ) -> Result<Self, FeedError> {
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
        let concerned = concerned(view, &before.state, before)?;
        let mut times = Times {
            store,
            known: BTreeMap::new(),
        };
        let mut datasets = BTreeMap::new();
        for (iri, resource) in &state.resources {
            if resource.kind != ResourceKind::Dataset {
                continue;
            }
            let known = before.datasets.get(iri.as_str());
            let fragment = match known {
                Some(known) if !concerned.contains(iri) => Arc::clone(known),
                _ => {
                    let mut fragment = dataset_fragment(view, resource)?;
                    fragment.changed = fragment.changed.max(times.of(resource)?);
                    fragment.published = times.of_record(&state, resource, &fragment)?;
                    fragment.published = since_known(fragment.published, &fragment, known, &state);
                    Arc::new(fragment)
                }
            };
            datasets.insert(Arc::clone(&fragment.iri), fragment);
        }
        let mut catalogs = BTreeMap::new();
        for (slug, city) in &state.cities {
            let kept = before.catalogs.get(slug).filter(|_| {
                before.state.cities.get(slug) == Some(city) && !concerned.contains(&city.catalog)
            });
            let catalog = match kept {
                Some(catalog) => Arc::clone(catalog),
                None => Arc::new(catalog_fragment(view, city)?),
            };
            catalogs.insert(slug.clone(), catalog);
        }
        let departed = departed::all(store, &state, &datasets, (&before.state, &before.departed))?;
        Ok(Self {
            state,
            datasets,
            catalogs,
            departed,
        })
    }
}

/// When resources changed, by the journal.
struct Times<'a> {
    store: &'a Store,
    known: BTreeMap<(String, u64), Option<Timestamp>>,
}

impl Times<'_> {
    fn of(&mut self, resource: &Resource) -> Result<Option<Timestamp>, FeedError> {
        let key = (resource.city.clone(), resource.generation);
        if let Some(time) = self.known.get(&key) {
            return Ok(*time);
        }
        let entry = self.store.entry(&resource.city, resource.generation)?;
        let time = entry.and_then(|entry| instant(entry.time.as_deref()));
        self.known.insert(key, time);
        Ok(time)
    }

    /// When the record of a dataset changed: itself, or one of the services in it.
    fn of_record(
        &mut self,
        state: &State,
        dataset: &Resource,
        fragment: &Fragment,
    ) -> Result<Option<Timestamp>, FeedError> {
        let mut time = self.of(dataset)?;
        for service in &fragment.services {
            if let Some(service) = state.resources.get(service) {
                time = time.max(self.of(service)?);
            }
        }
        Ok(time)
    }
}

/// When a record changed that was known before. Where it says something else although nothing of its own changed, because
/// an address it refers to came or went, that was with what was published last.
fn since_known(
    published: Option<Timestamp>,
    fragment: &Fragment,
    known: Option<&Arc<Fragment>>,
    state: &State,
) -> Option<Timestamp> {
    match known {
        Some(known) if published <= known.published => {
            if fragment.says_the_same(known) {
                return known.published;
            }
            let cities = state.cities.values();
            let last = cities
                .filter_map(|city| instant(city.published_at.as_deref()))
                .max();
            published.max(last)
        }
        _ => published,
    }
}

fn instant(text: Option<&str>) -> Option<Timestamp> {
    text.and_then(date::instant)
}

/// The records that have to be projected again since `old`: what changed itself, what gives access through a service
/// that changed, and what mentions an address that has become a record of its own, or is one no longer.
fn concerned(view: &View<'_>, old: &State, before: &Fragments) -> Result<BTreeSet<String>, FeedError> {
    let new = view.state();
    let mut concerned = BTreeSet::new();
    let mut services = BTreeSet::new();
    let all = old.resources.keys().chain(new.resources.keys());
    for iri in all.collect::<BTreeSet<_>>() {
        let (was, is) = (old.resources.get(iri), new.resources.get(iri));
        if was == is {
            continue;
        }
        let kind = is.or(was).map(|resource| resource.kind);
        if kind == Some(ResourceKind::DataService) {
            services.insert(iri.as_str());
        }
        concerned.insert(iri.clone());
    }
    // At the first time everything is concerned anyway.
    if old.resources.is_empty() {
        return Ok(concerned);
    }
    for iri in changed_records(old, new) {
        for name in view.graphs_mentioning(&iri)? {
            match new.resources.get(&name).map(|resource| resource.kind) {
                Some(ResourceKind::DataService) => {
                    let service = new.resources.get_key_value(&name);
                    services.extend(service.map(|(iri, _)| iri.as_str()));
                }
                _ => {
                    concerned.insert(name);
                }
            }
        }
    }
    if !services.is_empty() {
        let users = before.datasets.values().filter(|fragment| {
            fragment
                .services
                .iter()
                .any(|service| services.contains(service.as_str()))
        });
        concerned.extend(users.map(|fragment| fragment.iri.to_string()));
    }
    Ok(concerned)
}

/// The addresses that are a record in one of the states and not in the other.
fn changed_records(old: &State, new: &State) -> BTreeSet<String> {
    let catalogs = |state: &State| -> BTreeSet<String> {
        let cities = state.cities.values();
        cities.map(|city| city.catalog.clone()).collect()
    };
    let mut changed: BTreeSet<String> = catalogs(old)
        .symmetric_difference(&catalogs(new))
        .cloned()
        .collect();
    let one_sided = |one: &State, other: &State| -> Vec<String> {
        let records = one.resources.keys();
        records
            .filter(|iri| is_record(one, iri) != is_record(other, iri))
            .cloned()
            .collect()
    };
    changed.extend(one_sided(old, new));
    changed.extend(one_sided(new, old));
    changed
}

/// What harvesters get of a dataset, with the services it gives access through.
fn dataset_fragment(view: &View<'_>, resource: &Resource) -> Result<Fragment, FeedError> {
    let iri = resource.iri.as_str();
    let graph = view
        .graph(iri)?
        .ok_or_else(|| FeedError::MissingGraph { iri: iri.to_owned() })?;
    let is_other_record = |other: &str| other != iri && is_record(view.state(), other);
    let mut out = GraphBuilder::without_positions();
    let services = project(&graph, iri, Role::Dataset, &is_other_record, &mut out);
    for service in &services {
        if !view.state().resources.contains_key(service) {
            continue;
        }
        if let Some(graph) = view.graph(service)? {
            let role = Role::Service { dataset: iri };
            project(&graph, service, role, &is_other_record, &mut out);
        }
    }
    let projected = out.finish();
    let modified = value(&projected, &percent_encode(iri), dcterms::MODIFIED);
    let mut fragment = Fragment::new(iri, &resource.city, &projected)?;
    fragment.changed = modified.and_then(date::end);
    fragment.services = services.into();
    fragment.slug = resource.slug.as_str().into();
    Ok(fragment)
}

fn value<'g>(graph: &'g Graph, subject: &str, property: &str) -> Option<&'g str> {
    let object = graph.objects(graph.iri(subject)?, graph.iri(property)?).next()?;
    Some(graph.term(object).value())
}

/// What harvesters get of a city's catalogue, without what it lists.
fn catalog_fragment(view: &View<'_>, city: &City) -> Result<Fragment, FeedError> {
    let mut out = GraphBuilder::without_positions();
    let catalog = out.iri(&percent_encode(&city.catalog));
    let class = out.iri(dcat::CATALOG);
    push(&mut out, catalog, rdf::TYPE, class);
    let graph = view.graph(&city.catalog)?.unwrap_or_default();
    let is_other_record = |other: &str| other != city.catalog && is_record(view.state(), other);
    project(&graph, &city.catalog, Role::Catalog, &is_other_record, &mut out);
    let has = |property: &str| value(&graph, &city.catalog, property).is_some();
    if !has(dcterms::TITLE) {
        let title = out.language_literal(&format!("Offene Daten: {}", city.name), "de");
        push(&mut out, catalog, dcterms::TITLE, title);
    }
    if !has(dcterms::DESCRIPTION) {
        let description = out.language_literal(
            &format!("Die veröffentlichten Datensätze von {}.", city.name),
            "de",
        );
        push(&mut out, catalog, dcterms::DESCRIPTION, description);
    }
    if !has(dcterms::PUBLISHER) {
        push_publisher(catalog, &city.catalog, &city.name, &mut out);
    }
    Ok(Fragment::new(&city.catalog, &city.slug, &out.finish())?)
}

/// A publisher for a catalogue whose record names none: a catalogue must have one.
pub(super) fn push_publisher(catalog: TermId, iri: &str, name: &str, out: &mut GraphBuilder) {
    let publisher = out.iri(&percent_encode(&format!("{iri}#herausgeber")));
    let class = out.iri(foaf::AGENT);
    let name = out.language_literal(name, "de");
    push(out, catalog, dcterms::PUBLISHER, publisher);
    push(out, publisher, rdf::TYPE, class);
    push(out, publisher, foaf::NAME, name);
}

/// Whether an IRI is a record of its own that no other record may lead to.
fn is_record(state: &State, iri: &str) -> bool {
    let known = state
        .resources
        .get(iri)
        .is_some_and(|resource| match resource.kind {
            ResourceKind::Dataset
            | ResourceKind::DatasetSeries
            | ResourceKind::CatalogRecord
            | ResourceKind::Catalog => true,
            ResourceKind::DataService => false,
        });
    known || state.cities.values().any(|city| city.catalog == iri)
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::{Document, read};
    use kolophon_store::CityChange;

    use super::*;
    use crate::feed::{PageRequest, Profile};

    const MAINZ: &str = "https://d.example/mainz/dataset/";
    const HALLE: &str = "https://d.example/halle/dataset/haushalt";
    const SERVICE: &str = "https://d.example/mainz/service/wms";

    fn record(iri: &str, kind: ResourceKind, statements: &str) -> (Resource, Graph) {
        let text = format!(
            "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n<{iri}> {statements} .\n"
        );
        let mut builder = GraphBuilder::new();
        read(&Document::new("t.ttl", text.into_bytes()), &mut builder).unwrap();
        let graph = builder.finish();
        let mut resource = Resource::new(iri, kind);
        resource.content_hash = kolophon_store::content_hash(&graph);
        (resource, graph)
    }

    fn publish(store: &Store, city: &str, put: Vec<(Resource, Graph)>, remove: &[&str]) {
        let change = CityChange {
            put,
            remove: remove.iter().map(|iri| (*iri).to_owned()).collect(),
            ..CityChange::new(City::new(city, "https://d.example"))
        };
        store.apply_blocking(change).unwrap();
    }

    /// The first page of Mainz as N-Triples.
    fn page(fragments: &Fragments) -> String {
        let request = PageRequest {
            number: 1,
            size: 100,
            since: None,
            profile: Profile::default(),
            address: "https://d.example/mainz/catalog.nt",
            parameters: "",
        };
        let edition = fragments.edition(&Whose::City("mainz".to_owned())).unwrap();
        let graph = edition.page(&request).unwrap().to_oxrdf();
        let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
        lines.sort();
        lines.join("\n")
    }

    fn cities() -> Store {
        let store = Store::in_memory().unwrap();
        let related = format!("a dcat:Dataset ; dct:title \"Kitas\" ; dct:relation <{HALLE}>");
        let served = format!(
            "a dcat:Dataset ; dct:title \"Karten\" ; dcat:distribution <{MAINZ}b/1> . <{MAINZ}b/1> dcat:accessService <{SERVICE}>"
        );
        let put = vec![
            record(&format!("{MAINZ}a"), ResourceKind::Dataset, &related),
            record(&format!("{MAINZ}b"), ResourceKind::Dataset, &served),
            record(
                &format!("{MAINZ}c"),
                ResourceKind::Dataset,
                "a dcat:Dataset ; dct:title \"Ruhe\"",
            ),
            record(
                SERVICE,
                ResourceKind::DataService,
                "a dcat:DataService ; dct:title \"WMS alt\"",
            ),
        ];
        publish(&store, "mainz", put, &[]);
        store
    }

    #[test]
    fn only_what_a_change_concerns_is_projected_again() {
        let store = cities();
        let first = Fragments::of(&store, None).unwrap();
        assert!(page(&first).contains(HALLE));
        let same = |a: &Fragments, b: &Fragments, name: &str| {
            let iri = format!("{MAINZ}{name}");
            Arc::ptr_eq(&a.datasets[iri.as_str()], &b.datasets[iri.as_str()])
        };

        // Another city publishes what Mainz refers to: the link leaves Mainz's feed, and nothing else changes.
        let put = vec![record(
            HALLE,
            ResourceKind::Dataset,
            "a dcat:Dataset ; dct:title \"Haushalt\"",
        )];
        publish(&store, "halle", put, &[]);
        let second = Fragments::of(&store, Some(&first)).unwrap();
        assert!(!page(&second).contains(HALLE));
        assert!(!same(&first, &second, "a") && same(&first, &second, "b") && same(&first, &second, "c"));
        assert_eq!(
            page(&second),
            page(&Fragments::of(&store, None).unwrap()),
            "as if made anew"
        );

        // A service changes: what gives access through it changes with it.
        let put = vec![record(
            SERVICE,
            ResourceKind::DataService,
            "a dcat:DataService ; dct:title \"WMS neu\"",
        )];
        publish(&store, "mainz", put, &[]);
        let third = Fragments::of(&store, Some(&second)).unwrap();
        assert!(page(&third).contains("WMS neu") && !page(&third).contains("WMS alt"));
        assert!(same(&second, &third, "a") && !same(&second, &third, "b") && same(&second, &third, "c"));

        // The other city takes it out again.
        publish(&store, "halle", Vec::new(), &[HALLE]);
        let fourth = Fragments::of(&store, Some(&third)).unwrap();
        assert!(page(&fourth).contains(HALLE));
        assert_eq!(page(&fourth), page(&Fragments::of(&store, None).unwrap()));
    }

    #[test]
    fn an_edition_is_another_one_only_when_a_page_is() {
        let store = cities();
        let mainz = Whose::City("mainz".to_owned());
        let first = Fragments::of(&store, None).unwrap();
        let before = first.edition(&mainz).unwrap();
        let far = vec![record(
            "https://d.example/halle/x",
            ResourceKind::Dataset,
            "a dcat:Dataset",
        )];
        publish(&store, "halle", far, &[]);
        let second = Fragments::of(&store, Some(&first)).unwrap();
        assert!(
            second.edition(&mainz).unwrap().is_same(&before),
            "what is far away changes nothing"
        );
        let near = vec![record(HALLE, ResourceKind::Dataset, "a dcat:Dataset")];
        publish(&store, "halle", near, &[]);
        let third = Fragments::of(&store, Some(&second))
            .unwrap()
            .edition(&mainz)
            .unwrap();
        assert!(!third.is_same(&before));
        let third = third.after(&before);
        assert_eq!((before.name().as_str(), third.name().as_str()), ("1", "1.1"));
    }
}
