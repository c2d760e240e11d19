//! What ckanext-dcat does with the datasets of the pages.

use std::collections::BTreeMap;

use kolophon_dcat::vocab::dcat;
use kolophon_graph::Graph;

use super::dataset_reason::DatasetReason;
use super::judgement::Judgement;
use super::parser::{NOWHERE, written};
use super::record::{Record, distributions, instances, objects};
use super::report::Fate;
use super::walk::{Page, Walked};

/// Every node typed `dcat:Dataset`, page by page (ckanext-dcat, `ckanext/dcat/processors.py`, `_datasets`).
pub(super) fn judge(walked: &Walked) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    for (number, page) in walked.pages.iter().enumerate() {
        judgements.extend(lost(page));
        for node in instances(&page.graph, dcat::DATASET_CLASS) {
            let record = Record::of(&page.graph, node, number);
            judgements.push(judge_one(&page.graph, record));
        }
    }
    merge(&mut judgements);
    judgements
}

/// The datasets of a page that the parser passed over.
pub(super) fn lost(page: &Page) -> impl Iterator<Item = Judgement> + '_ {
    page.lost.iter().map(|record| {
        let mut judgement = Judgement::new(record.clone(), None);
        judgement.befall(Fate::Dropped, DatasetReason::LostAddress);
        judgement
    })
}

fn judge_one(graph: &Graph, record: Record) -> Judgement {
    let node = record.node;
    let guid = guid(&record);
    let has_title = record.title.is_some();
    let has_no_name = guid.is_none();
    let identity = guid.map(|guid| written(&guid).to_owned());
    let mut judgement = Judgement::new(record, identity);
    if !has_title {
        // `dataset['title']` raises, and the job returns no dataset at all (`ckanext/dcat/harvesters/rdf.py`).
        judgement.befall(Fate::Dropped, DatasetReason::NoTitle);
    } else if has_no_name {
        // The address of the source and a name made of the title: there is a name, but it changes with the title.
        let title = judgement.record.name().to_owned();
        judgement.identity = Some(title);
        judgement.counts_as_seen = true;
        judgement.befall(Fate::Changed, DatasetReason::NoIdentity);
    }
    if let Some(iri) = judgement
        .record
        .iri
        .clone()
        .filter(|iri| iri.starts_with(NOWHERE))
    {
        let written = written(&iri).to_owned();
        judgement.befall(Fate::Changed, DatasetReason::RelativeAddress { written });
    }
    let distributions = distributions(graph, node);
    if distributions.iter().any(|node| node.is_blank_node()) {
        judgement.remarks.push(DatasetReason::DistributionWithoutAddress);
    }
    let keywords = objects(graph, node, dcat::KEYWORD).map(|id| graph.term(id).value());
    if let Some(keyword) = keywords
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .find(|keyword| is_refused(keyword))
    {
        judgement.remarks.push(DatasetReason::Keyword {
            keyword: keyword.to_owned(),
        });
    }
    judgement
}

/// The address of the dataset, else its identifier (`ckanext/dcat/harvesters/rdf.py`, `_get_guid`).
pub(super) fn guid(record: &Record) -> Option<String> {
    let identifier = record
        .identifiers
        .iter()
        .find(|identifier| !identifier.is_empty());
    record.iri.clone().or_else(|| identifier.cloned())
}

/// CKAN's own rule for keywords (CKAN, `ckan/logic/validators.py`, `tag_length_validator` and `tag_name_validator`).
fn is_refused(keyword: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-' | '.');
    !keyword.is_empty() && (!(2..=100).contains(&keyword.chars().count()) || !keyword.chars().all(allowed))
}

/// Datasets of one name are one package: the later overwrites the earlier (`rdf.py`, `import_stage`).
fn merge(judgements: &mut [Judgement]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for judgement in judgements
        .iter_mut()
        .filter(|judgement| judgement.fate < Fate::Merged)
    {
        let Some(identity) = judgement.identity.clone() else {
            continue;
        };
        let name = judgement.record.name().to_owned();
        if let Some(other) = first.get(&identity) {
            judgement.befall(
                Fate::Merged,
                DatasetReason::SameIdentity {
                    identity,
                    other: other.clone(),
                },
            );
        } else {
            first.insert(identity, name);
        }
    }
}
