//! What ckanext-dcatde does beyond ckanext-dcat: licences, duplicates, and a second store for SPARQL.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kolophon_dcat::vocab::{dcat, dcterms};
use kolophon_graph::{Graph, GraphBuilder, Term, TermId};
use rustc_hash::FxHashMap;

use super::ckan;
use super::dataset_reason::DatasetReason;
use super::judgement::Judgement;
use super::moment::moment;
use super::parser::REFUSED;
use super::record::{distributions, instances, is_a, objects, reach, text};
use super::report::Fate;
use super::run_reason::RunReason;
use super::walk::{Page, Walked};

/// The datasets, in the order in which they are imported.
pub(super) fn judge(walked: &Walked) -> Vec<Judgement> {
    let mut judgements = ckan::judge(walked);
    for judgement in &mut judgements {
        let Some(page) = walked.pages.get(judgement.record.page) else {
            continue;
        };
        // GovData cleans keywords by itself (ckanext-dcatde, `profiles.py`, `_parse_dataset_dcatapde`).
        judgement
            .remarks
            .retain(|remark| !matches!(remark, DatasetReason::Keyword { .. }));
        judge_one(&page.graph, judgement);
    }
    deduplicate(&mut judgements);
    empty_by_links(walked, &mut judgements);
    judgements
}

fn judge_one(graph: &Graph, judgement: &mut Judgement) {
    if judgement.fate == Fate::Dropped {
        return;
    }
    let node = judgement.record.node;
    let distributions = distributions(graph, node);
    // `dcatde_rdf.py`, `_skip_datasets_without_resource`, where the source is configured so.
    if distributions.is_empty() {
        judgement.remarks.push(DatasetReason::NoDistribution);
    }
    // `dcatde_rdf.py`, `_amend_package`, `_get_fallback_license`.
    let has_licence = |node: &TermId| text(graph, *node, dcterms::LICENSE).is_some();
    if !distributions.iter().all(has_licence) {
        judgement.befall(Fate::Changed, DatasetReason::NoLicence);
    }
    // `dcatde_rdf.py`, `after_parsing`: the description is written as Turtle, and rdflib refuses to write such addresses.
    let closure = reach(graph, node, |_, _| true);
    let mut terms = closure
        .iter()
        .flat_map(|node| graph.outgoing(*node))
        .flat_map(|at| {
            let triple = graph.triple(at);
            [triple.subject, triple.predicate, triple.object]
        });
    let is_refused = |id: &TermId| graph.term(*id).as_iri().is_some_and(|iri| iri.contains(REFUSED));
    if let Some(refused) = terms.find(is_refused) {
        judgement.befall(
            Fate::Changed,
            DatasetReason::NotInLinkedData {
                address: graph.term(refused).value().to_owned(),
            },
        );
    }
}

/// One identifier, one dataset, in all of Germany (ckanext-dcatde, `ckanext/dcatde/harvesters/harvest_utils.py`,
/// `handle_duplicates`): what comes is imported only if it is later than all that are there, and then those go.
fn deduplicate(judgements: &mut [Judgement]) {
    // Those that are there, by identifier: places in the list.
    let mut there: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in 0..judgements.len() {
        let Some(Judgement { record, fate, .. }) = judgements.get(at) else {
            continue;
        };
        let Some(identifier) = record
            .identifiers
            .iter()
            .find(|identifier| !identifier.is_empty())
            .cloned()
        else {
            continue;
        };
        if *fate >= Fate::Merged {
            continue;
        }
        let others = there.remove(&identifier).unwrap_or_default();
        let kept = compete(judgements, at, others, &identifier);
        there.insert(identifier, kept);
    }
}

/// Lets the dataset `at` compete with the others; returns who is there afterwards.
fn compete(judgements: &mut [Judgement], at: usize, others: Vec<usize>, identifier: &str) -> Vec<usize> {
    let dates = others
        .iter()
        .filter_map(|other| modified(judgements.get(*other)?));
    let latest = dates.max();
    let first = others.first().and_then(|other| judgements.get(*other));
    let Some(other) = first.map(|other| other.record.name().to_owned()) else {
        return vec![at];
    };
    let identifier = identifier.to_owned();
    let Some(judgement) = judgements.get_mut(at) else {
        return others;
    };
    let name = judgement.record.name().to_owned();
    match (modified(judgement), latest) {
        (None, _) => {
            judgement.befall(
                Fate::Dropped,
                DatasetReason::NoDateToCompare { identifier, other },
            );
            others
        }
        (Some(mine), Some(latest)) if mine <= latest => {
            judgement.befall(Fate::Dropped, DatasetReason::OtherIsNewer { identifier, other });
            others
        }
        (Some(_), _) => {
            judgement.remarks.push(DatasetReason::ReplacesOther {
                identifier: identifier.clone(),
                other,
            });
            for other in others {
                if let Some(other) = judgements.get_mut(other) {
                    other.befall(
                        Fate::Deleted,
                        DatasetReason::ReplacedByOther {
                            identifier: identifier.clone(),
                            other: name.clone(),
                        },
                    );
                }
            }
            vec![at]
        }
    }
}

fn modified(judgement: &Judgement) -> Option<Timestamp> {
    judgement.record.modified.first().and_then(|date| moment(date))
}

/// Nodes that several datasets lead to, and that are deleted for all with one of them; only the publisher is spared
/// (ckanext-dcatde, `sparql_query_templates.py`). The most shared one is named.
pub(super) fn shared_nodes(pages: &[Page]) -> Option<RunReason> {
    let mut datasets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for page in pages {
        let graph = &page.graph;
        for dataset in instances(graph, dcat::DATASET_CLASS) {
            let publishers: BTreeSet<TermId> = objects(graph, dataset, dcterms::PUBLISHER).collect();
            let nodes = reach(graph, dataset, |_, object| {
                !publishers.contains(&object) && !is_a(graph, object, dcat::DATASET_CLASS)
            });
            for node in nodes
                .into_iter()
                .filter(|node| *node != dataset && graph.outgoing(*node).len() > 0)
            {
                if let (Some(iri), Some(dataset)) = (graph.term(node).as_iri(), graph.term(dataset).as_iri())
                {
                    datasets.entry(iri).or_default().insert(dataset);
                }
            }
        }
    }
    let shared = datasets.into_iter().filter(|(_, datasets)| datasets.len() > 1);
    let (node, datasets) = shared.max_by_key(|(_, datasets)| datasets.len())?;
    Some(RunReason::SharedNodes {
        node: node.to_owned(),
        datasets: datasets.len(),
    })
}

/// Before a dataset is written, everything that can be reached from it in the store is deleted, and then only what its
/// own page says is written (ckanext-dcatde, `sparql_query_templates.py`, `DELETE_DATASET_BY_URI_SPARQL_QUERY`). A dataset
/// of an earlier page that can be reached stays empty.
fn empty_by_links(walked: &Walked, judgements: &mut [Judgement]) {
    if walked.pages.len() < 2 {
        return;
    }
    let mut builder = GraphBuilder::new();
    for page in &walked.pages {
        builder.extend_from(&page.graph);
    }
    let store = builder.finish();
    let mut page_of: FxHashMap<TermId, usize> = FxHashMap::default();
    for judgement in judgements.iter() {
        if let Some(node) = judgement.record.iri.as_deref().and_then(|iri| store.iri(iri)) {
            page_of.entry(node).or_insert(judgement.record.page);
        }
    }
    // Who empties whom: the first that does it is named.
    let mut emptied: BTreeMap<TermId, String> = BTreeMap::new();
    let mut catalogues: BTreeSet<usize> = BTreeSet::new();
    for judgement in judgements.iter_mut() {
        let Some(node) = judgement.record.iri.as_deref().and_then(|iri| store.iri(iri)) else {
            continue;
        };
        // What lies behind a catalogue is all of it: that is counted once and not walked for every dataset.
        let reached = reach(&store, node, |_, object| !is_a(&store, object, dcat::CATALOG));
        let leads_to = store_catalogue(&store, &reached);
        if let Some(catalogue) = leads_to {
            judgement.befall(Fate::Changed, DatasetReason::LeadsToCatalogue { catalogue });
            catalogues.insert(judgement.record.page);
        }
        for other in reached {
            let is_earlier = page_of
                .get(&other)
                .is_some_and(|page| *page < judgement.record.page);
            if other != node && is_earlier {
                emptied
                    .entry(other)
                    .or_insert_with(|| judgement.record.name().to_owned());
            }
        }
    }
    for judgement in judgements.iter_mut() {
        let node = judgement.record.iri.as_deref().and_then(|iri| store.iri(iri));
        let from = node.and_then(|node| emptied.get(&node).cloned());
        let behind_catalogue = catalogues.iter().any(|page| *page > judgement.record.page);
        if let Some(from) = from.or_else(|| behind_catalogue.then(|| "–".to_owned())) {
            judgement.befall(Fate::Changed, DatasetReason::EmptiedByLink { from });
        }
    }
}

/// The catalogue that one of the nodes leads to.
fn store_catalogue(store: &Graph, nodes: &BTreeSet<TermId>) -> Option<String> {
    let mut objects = nodes
        .iter()
        .flat_map(|node| store.outgoing(*node))
        .map(|at| store.triple(at).object);
    let catalogue = objects.find(|object| !object.is_literal() && is_a(store, *object, dcat::CATALOG))?;
    match store.term(catalogue) {
        Term::Iri(iri) => Some(iri.to_owned()),
        _ => Some("–".to_owned()),
    }
}
