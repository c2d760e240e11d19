//! What piveau's importer and the hub behind it do with the datasets of the pages.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::{dcat, dcterms, foaf};
use kolophon_graph::{Graph, TermId, Triple};
use unicode_normalization::UnicodeNormalization as _;

use super::ckan;
use super::dataset_reason::DatasetReason;
use super::judgement::Judgement;
use super::record::{Record, instances, is_a, objects, reach};
use super::report::Fate;
use super::walk::Walked;

/// Every node typed `dcat:Dataset`, page by page (piveau-consus-importing-rdf, `DownloadSource.kt`, `datasetsFlow`).
pub(super) fn judge(walked: &Walked) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    for (number, page) in walked.pages.iter().enumerate() {
        judgements.extend(ckan::lost(page));
        for node in instances(&page.graph, dcat::DATASET_CLASS) {
            let record = Record::of(&page.graph, node, number);
            judgements.push(judge_one(&page.graph, record));
        }
    }
    merge(&mut judgements);
    judgements
}

fn judge_one(graph: &Graph, record: Record) -> Judgement {
    let node = record.node;
    let identity = identify(graph, &record).map(|id| normalized(&id));
    let identifiers: BTreeSet<&String> = record.identifiers.iter().collect();
    let is_chance = identifiers.len() > 1;
    let has_title = record.title.is_some();
    let mut judgement = Judgement::new(record, identity);
    if judgement.identity.is_none() {
        judgement.befall(Fate::Dropped, DatasetReason::NoIdentity);
        return judgement;
    }
    if is_chance {
        judgement.remarks.push(DatasetReason::SeveralIdentifiers);
    }
    if !has_title {
        judgement.remarks.push(DatasetReason::NoTitle);
    }
    subtract_catalogues(graph, node, &mut judgement);
    judgement
}

/// `dct:identifier`, a text or an address, before the address of the dataset
/// (piveau-utils, `RdfExtensions.kt`, `identify`, whose `uriRefPrecedence` the importer leaves at `false`).
fn identify(graph: &Graph, record: &Record) -> Option<String> {
    let identifier = objects(graph, record.node, dcterms::IDENTIFIER).find(|id| !id.is_blank_node());
    let identifier = identifier.map(|id| graph.term(id).value().to_owned());
    identifier
        .or_else(|| record.iri.clone())
        .filter(|id| !id.trim().is_empty())
}

/// The name under which the hub keeps a dataset (piveau-utils, `RdfExtensions.kt`, `asNormalized`): Java's `\W` is
/// everything but ASCII letters, digits and `_`.
pub(super) fn normalized(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for c in id.nfkd().filter(|c| *c != '%') {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name
}

/// Takes away what belongs to catalogues that the description leads to (`DownloadSource.kt`, “More idiosyncrasies”).
/// When nothing is left, the dataset is not sent, and not in the list of those that stay.
fn subtract_catalogues(graph: &Graph, node: TermId, judgement: &mut Judgement) {
    // `ModelExtract`: the statement at which it stops is still part of it.
    let goes_on = |property: &str, _: TermId| property != foaf::PRIMARY_TOPIC;
    let reached = reach(graph, node, goes_on);
    let catalogues: Vec<TermId> = reached
        .iter()
        .copied()
        .filter(|node| is_a(graph, *node, dcat::CATALOG))
        .collect();
    let Some(first) = catalogues.first() else {
        return;
    };
    let triples = |nodes: &BTreeSet<TermId>| -> BTreeSet<Triple> {
        let places = nodes.iter().flat_map(|node| graph.outgoing(*node));
        places.map(|at| graph.triple(at)).collect()
    };
    let mut rest = triples(&reached);
    for catalogue in &catalogues {
        let gone = triples(&reach(graph, *catalogue, goes_on));
        rest.retain(|triple| !gone.contains(triple));
    }
    let catalogue = graph.term(*first).value().to_owned();
    // A dataset of which only links are left is sent, but says nothing about itself.
    if rest.is_empty() {
        judgement.counts_as_seen = false;
        judgement.befall(Fate::Dropped, DatasetReason::LeadsToCatalogue { catalogue });
    } else {
        judgement.befall(Fate::Changed, DatasetReason::LosesToCatalogue { catalogue });
    }
}

/// Datasets of one name are one dataset in the hub.
fn merge(judgements: &mut [Judgement]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for judgement in judgements
        .iter_mut()
        .filter(|judgement| judgement.fate < Fate::Merged)
    {
        let Some(identity) = judgement.identity.clone() else {
            continue;
        };
        if let Some(other) = first.get(&identity) {
            judgement.befall(
                Fate::Merged,
                DatasetReason::SameIdentity {
                    identity,
                    other: other.clone(),
                },
            );
        } else {
            first.insert(identity, judgement.record.name().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_ascii_letters() {
        assert_eq!(
            normalized("https://daten.example/a/Bäume%20Nord"),
            "https-daten-example-a-ba-ume20nord"
        );
        assert_eq!(normalized("Haushalt_2024"), "haushalt_2024");
        assert_eq!(normalized("a--b"), "a-b");
    }
}
