//! What udata's harvester for DCAT does with the datasets of the pages.

use std::collections::BTreeMap;

use kolophon_dcat::vocab::{dcat, dcterms};
use kolophon_graph::{Graph, TermId};

use super::ckan;
use super::dataset_reason::DatasetReason;
use super::judgement::Judgement;
use super::record::{Record, instances};
use super::report::Fate;
use super::walk::Walked;

/// Every node typed `dcat:Dataset`, page by page (udata, `udata/harvest/backends/dcat.py`, `process_one_datasets_page`).
pub(super) fn judge(walked: &Walked) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for (number, page) in walked.pages.iter().enumerate() {
        judgements.extend(ckan::lost(page));
        for node in instances(&page.graph, dcat::DATASET_CLASS) {
            let record = Record::of(&page.graph, node, number);
            let mut judgement = judge_one(&page.graph, record, &mut taken);
            if page.is_garbled {
                judgement.befall(Fate::Changed, DatasetReason::GarbledLetters);
            }
            judgements.push(judgement);
        }
    }
    judgements
}

fn judge_one(graph: &Graph, record: Record, taken: &mut BTreeMap<String, String>) -> Judgement {
    let identifier = record
        .identifiers
        .first()
        .filter(|identifier| !identifier.is_empty());
    let is_chance = record.identifiers.len() > 1;
    let has_title = record.title.is_some();
    let name = record.name().to_owned();
    let node = record.node;
    let identity = identifier.cloned();
    let mut judgement = Judgement::new(record, identity.clone());
    if !has_title && is_mere_link(graph, node) {
        judgement.counts_as_seen = false;
        judgement.befall(Fate::Dropped, DatasetReason::MereLink);
        return judgement;
    }
    // `base.py`, `process_dataset`: “missing identifier”.
    let Some(identity) = identity else {
        judgement.befall(Fate::Dropped, DatasetReason::NoIdentifier);
        return judgement;
    };
    // `udata/core/dataset/rdf.py`, `dataset_from_rdf`: “missing title on dataset”.
    if !has_title {
        judgement.befall(Fate::Dropped, DatasetReason::NoTitle);
        return judgement;
    }
    if is_chance {
        judgement.remarks.push(DatasetReason::SeveralIdentifiers);
    }
    // `base.py`, `ensure_unique_remote_id`.
    if let Some(other) = taken.get(&identity) {
        judgement.befall(
            Fate::Dropped,
            DatasetReason::SameIdentity {
                identity,
                other: other.clone(),
            },
        );
    } else {
        taken.insert(identity, name);
    }
    judgement
}

/// Only one link leads to it, from a service or a whole (`dcat.py`, `is_dataset_external_to_this_page`).
fn is_mere_link(graph: &Graph, node: TermId) -> bool {
    let mut links = graph
        .incoming(node)
        .map(|at| graph.term(graph.triple(at).predicate).value());
    let (first, more) = (links.next(), links.next());
    more.is_none() && matches!(first, Some(dcat::SERVES_DATASET | dcterms::HAS_PART))
}
