//! What a harvest does to what the portal holds, and the whole rehearsal in the end.

use std::collections::{BTreeMap, BTreeSet};

use super::dataset_reason::DatasetReason;
use super::judgement::Judgement;
use super::report::{Counts, DatasetOutcome, Fate, Held, Outcome, Rehearsal, Run, SCHEMA_VERSION};
use super::run_reason::RunReason;
use super::walk::Walked;
use super::{Harvester, govdata};

/// Brings together what was found out.
pub(super) fn settle(
    harvester: Harvester,
    source: &str,
    mut walked: Walked,
    mut judgements: Vec<Judgement>,
    previous: Option<&Rehearsal>,
) -> Rehearsal {
    look_at_all(harvester, &mut walked, &judgements);
    if harvester == Harvester::Govdata {
        walked.remarks.extend(govdata::shared_nodes(&walked.pages));
    }
    let outcome = if !walked.void.is_empty() {
        Outcome::Void
    } else if !walked.cut_short.is_empty() {
        Outcome::Incomplete
    } else {
        Outcome::Complete
    };
    if outcome == Outcome::Void {
        // Nothing arrives, and what was decided about single datasets is never done.
        for judgement in &mut judgements {
            judgement.fate = Fate::Dropped;
        }
    }
    count_datasets(&mut walked, &judgements);
    let held_before = previous.map_or(&[][..], |previous| &previous.held);
    let mut datasets: Vec<DatasetOutcome> = judgements
        .iter()
        .map(|judgement| judgement.outcome(harvester))
        .collect();
    let held = if outcome == Outcome::Void {
        held_before.to_vec()
    } else {
        datasets.extend(deleted(harvester, &judgements, held_before));
        held_afterwards(&judgements, held_before)
    };
    let words = |reasons: &[RunReason]| reasons.iter().map(|reason| reason.cause(harvester)).collect();
    let causes = [walked.void, walked.cut_short].concat();
    Rehearsal {
        schema_version: SCHEMA_VERSION,
        harvester,
        source: source.to_owned(),
        run: Run {
            outcome,
            causes: words(&causes),
            remarks: words(&walked.remarks),
        },
        counts: Counts::of(&datasets),
        pages: walked.visits,
        datasets,
        held,
        against: None,
    }
}

/// What only all datasets together show.
fn look_at_all(harvester: Harvester, walked: &mut Walked, judgements: &[Judgement]) {
    let untitled = judgements
        .iter()
        .filter(|judgement| judgement.causes.contains(&DatasetReason::NoTitle));
    let count = untitled.count();
    if count > 0 && matches!(harvester, Harvester::Ckan | Harvester::Govdata) {
        walked.void.push(RunReason::UntitledDatasets { count });
    }
    if !walked.void.is_empty() {
        return;
    }
    let came = judgements.len();
    if came == 0 {
        walked.cut_short.push(RunReason::NoDataset);
    } else if let Some(promised) = walked.promised.filter(|promised| *promised > came)
        && walked.cut_short.is_empty()
    {
        walked
            .cut_short
            .push(RunReason::FewerThanPromised { promised, came });
    }
}

fn count_datasets(walked: &mut Walked, judgements: &[Judgement]) {
    for (number, visit) in walked.visits.iter_mut().enumerate() {
        visit.datasets = judgements
            .iter()
            .filter(|judgement| judgement.record.page == number)
            .count();
    }
}

/// What the portal holds and the harvest did not see.
fn deleted(harvester: Harvester, judgements: &[Judgement], held: &[Held]) -> Vec<DatasetOutcome> {
    let seen = seen(judgements);
    let mut by_address: BTreeMap<&str, &str> = BTreeMap::new();
    for judgement in judgements.iter().filter(|judgement| judgement.counts_as_seen) {
        if let (Some(iri), Some(identity)) = (&judgement.record.iri, &judgement.identity) {
            by_address.insert(iri, identity);
        }
        if let (Some(identifier), Some(identity)) =
            (judgement.record.identifiers.first(), &judgement.identity)
        {
            by_address.insert(identifier, identity);
        }
    }
    let gone = held.iter().filter(|held| !seen.contains(held.identity.as_str()));
    gone.map(|held| {
        let names = [held.iri.as_deref(), held.identifier.as_deref()];
        let now = names.into_iter().flatten().find_map(|name| by_address.get(name));
        let reason = match now {
            Some(now) => DatasetReason::OtherIdentity {
                now: (*now).to_owned(),
            },
            None => DatasetReason::Missing,
        };
        DatasetOutcome {
            title: held.title.clone(),
            iri: held.iri.clone(),
            identity: Some(held.identity.clone()),
            page: 0,
            fate: Fate::Deleted,
            causes: vec![reason.cause(harvester)],
            remarks: Vec::new(),
        }
    })
    .collect()
}

/// What counts as still there.
fn seen(judgements: &[Judgement]) -> BTreeSet<&str> {
    let seen = judgements.iter().filter(|judgement| judgement.counts_as_seen);
    seen.filter_map(|judgement| judgement.identity.as_deref())
        .collect()
}

/// What arrived, and what did not arrive but was there and stays.
fn held_afterwards(judgements: &[Judgement], before: &[Held]) -> Vec<Held> {
    let arrived = judgements
        .iter()
        .filter(|judgement| judgement.fate <= Fate::Merged);
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for one in arrived.filter_map(Judgement::held) {
        held.entry(one.identity.clone()).or_insert(one);
    }
    let seen = seen(judgements);
    for one in before.iter().filter(|held| seen.contains(held.identity.as_str())) {
        held.entry(one.identity.clone()).or_insert_with(|| one.clone());
    }
    held.into_values().collect()
}
