//! The city's own catalogue node: which it is, what belongs to it, and which resources it lists.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::{dcat, dcterms, foaf, rdf};
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple, TripleIndex};
use kolophon_store::{City, CityChange, EngineError, Resource, ResourceKind, State, Store, content_hash};

use crate::load::Extent;
use crate::partition::{Part, Partition, subgraph};
use crate::record::title;

/// The catalogue of a city that publishes for the first time: the one in its files that no other catalogue holds.
pub(crate) fn adopted(graph: &Graph, partition: &Partition) -> Option<String> {
    let is_part_of_another = |node: TermId| {
        [dcat::CATALOG_PROPERTY, dcterms::HAS_PART]
            .iter()
            .filter_map(|property| graph.iri(property))
            .any(|property| graph.subjects(property, node).len() > 0)
    };
    let catalogs = partition
        .parts
        .iter()
        .filter(|part| part.kind == ResourceKind::Catalog);
    let top = catalogs
        .map(|part| part.node)
        .find(|node| !is_part_of_another(*node))?;
    Some(graph.term(top).value().to_owned())
}

/// What the files say about the catalogue.
pub(crate) struct Found<'a> {
    /// The catalogue's own triples; `None` when the files hold none that may be published.
    pub(crate) own: Option<&'a Part>,
    /// What no resource reaches.
    pub(crate) leftovers: &'a [TripleIndex],
    /// Whether the files are all there is.
    pub(crate) extent: Extent,
}

/// Adds the catalogue's new graph to the change, if it differs from what is published.
///
/// The graph holds the catalogue's own description, what no other resource reaches, and a link to every resource
/// that is published after the change.
pub(crate) fn put(
    store: &Store,
    state: &State,
    graph: &Graph,
    found: &Found<'_>,
    change: &mut CityChange,
) -> Result<(), EngineError> {
    let Found {
        own,
        leftovers,
        extent,
    } = *found;
    let iri = change.city.catalog.clone();
    let mut triples = leftovers.to_vec();
    triples.extend(own.iter().flat_map(|part| &part.triples));
    let is_published = state.resources.contains_key(&iri);
    if triples.is_empty() && is_published && change.put.is_empty() && change.remove.is_empty() {
        // Nothing is said of it, and its list stays.
        return Ok(());
    }
    let published = store.graph(&iri)?;
    let mut builder = subgraph(graph, &triples);
    if let Some(published) = &published
        && !(extent == Extent::Complete && own.is_some())
    {
        keep(&mut builder, published, &iri, own.is_some());
    }
    if own.is_none() && published.is_none() {
        describe(&mut builder, &change.city);
    }
    put_graph(builder, state, change);
    Ok(())
}

/// Lets the catalogue list what is published after the change, and adds nothing else.
pub(crate) fn relist(store: &Store, state: &State, change: &mut CityChange) -> Result<(), EngineError> {
    let nothing = GraphBuilder::new().finish();
    let found = Found {
        own: None,
        leftovers: &[],
        extent: Extent::Partial,
    };
    put(store, state, &nothing, &found, change)
}

/// Makes the catalogue what it was, but for its list, which is that of what is published after the change.
pub(crate) fn restore(catalog: &Graph, state: &State, change: &mut CityChange) {
    let mut builder = GraphBuilder::new();
    builder.extend_from(catalog);
    put_graph(builder, state, change);
}

/// Adds the graph to the change, with its list made right, if it differs from what is published.
fn put_graph(mut builder: GraphBuilder, state: &State, change: &mut CityChange) {
    let iri = change.city.catalog.clone();
    relink(&mut builder, state, change);
    let new = builder.finish();
    let hash = content_hash(&new);
    let before = state.resources.get(&iri);
    if before.is_some_and(|before| before.content_hash == hash) || (before.is_none() && change.put.is_empty())
    {
        return;
    }
    let node = new.iri(&iri);
    let resource = Resource {
        city: change.city.slug.clone(),
        kind: ResourceKind::Catalog,
        slug: "catalog".to_owned(),
        title: node
            .and_then(|node| title(&new, node))
            .unwrap_or_else(|| change.city.name.clone()),
        content_hash: hash,
        identifier: None,
        issued: None,
        modified: None,
        generation: 0,
        errors: 0,
        protected: false,
        files: Vec::new(),
        iri,
    };
    change.put.push((resource, new));
}

/// What the files do not say anew stays: everything about subjects they do not describe.
fn keep(builder: &mut GraphBuilder, published: &Graph, catalog: &str, catalog_is_new: bool) {
    let new = builder.clone().finish();
    let described: BTreeSet<&str> = new
        .all_subjects()
        .filter_map(|node| new.term(node).as_iri())
        .collect();
    let stays = |node: TermId| match published.term(node) {
        Term::Iri(iri) if iri == catalog => !catalog_is_new,
        Term::Iri(iri) => !described.contains(iri),
        Term::BlankNode(_) | Term::Literal { .. } => false,
    };
    let mut waiting: Vec<TermId> = published.all_subjects().filter(|node| stays(*node)).collect();
    let mut seen: BTreeSet<TermId> = waiting.iter().copied().collect();
    // The same label names another node here.
    let mut blank_nodes: BTreeMap<TermId, TermId> = BTreeMap::new();
    while let Some(node) = waiting.pop() {
        for index in published.outgoing(node) {
            let triple = published.triple(index);
            let mut copy = |id: TermId| match published.term(id) {
                Term::BlankNode(_) => *blank_nodes
                    .entry(id)
                    .or_insert_with(|| builder.fresh_blank_node()),
                term => builder.term(term),
            };
            let copied = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(copied, Position::UNKNOWN);
            if triple.object.is_blank_node() && seen.insert(triple.object) {
                waiting.push(triple.object);
            }
        }
    }
}

/// The least a catalogue says, for a city whose files hold none.
fn describe(builder: &mut GraphBuilder, city: &City) {
    let catalog = builder.iri(&city.catalog);
    let publisher = builder.iri(&format!("{}/{}#herausgeber", city.base, city.slug));
    let title = builder.language_literal(&format!("Offene Daten: {}", city.name), "de");
    let description =
        builder.language_literal(&format!("Katalog der offenen Daten von {}.", city.name), "de");
    let name = builder.language_literal(&city.name, "de");
    let (class, agent) = (builder.iri(dcat::CATALOG), builder.iri(foaf::AGENT));
    for (subject, predicate, object) in [
        (catalog, rdf::TYPE, class),
        (catalog, dcterms::TITLE, title),
        (catalog, dcterms::DESCRIPTION, description),
        (catalog, dcterms::PUBLISHER, publisher),
        (publisher, rdf::TYPE, agent),
        (publisher, foaf::NAME, name),
    ] {
        let predicate = builder.iri(predicate);
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
}

/// Lists exactly what is published after the change. Links to resources of others are kept.
fn relink(builder: &mut GraphBuilder, state: &State, change: &CityChange) {
    let removed: BTreeSet<&str> = change.remove.iter().map(String::as_str).collect();
    let stays = state
        .resources
        .values()
        .filter(|resource| resource.city == change.city.slug && !removed.contains(resource.iri.as_str()));
    let listed: Vec<(String, ResourceKind)> = stays
        .chain(change.put.iter().map(|(resource, _)| resource))
        .map(|r| (r.iri.clone(), r.kind))
        .collect();
    let names: BTreeSet<&str> = listed.iter().map(|(iri, _)| iri.as_str()).collect();
    let is_gone = |iri: &str| {
        removed.contains(iri) || (state.owner(iri) == Some(change.city.slug.as_str()) && !names.contains(iri))
    };
    let old = std::mem::take(builder).finish();
    for triple in old.triples() {
        if is_membership(old.term(triple.predicate).value()) && is_gone(old.term(triple.object).value()) {
            continue;
        }
        let mut copy = |id: TermId| builder.term(old.term(id));
        let copied = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
        builder.push(copied, Position::UNKNOWN);
    }
    let catalog = builder.iri(&change.city.catalog);
    for (iri, kind) in listed {
        let property = match kind {
            ResourceKind::Dataset => dcat::DATASET,
            ResourceKind::DataService => dcat::SERVICE,
            ResourceKind::CatalogRecord => dcat::RECORD,
            // GovData's check takes a series in the list for a dataset that is described badly.
            ResourceKind::Catalog | ResourceKind::DatasetSeries => continue,
        };
        let (property, resource) = (builder.iri(property), builder.iri(&iri));
        builder.push(Triple::new(catalog, property, resource), Position::UNKNOWN);
    }
}

fn is_membership(property: &str) -> bool {
    [dcat::DATASET, dcat::SERVICE, dcat::RECORD].contains(&property)
}
