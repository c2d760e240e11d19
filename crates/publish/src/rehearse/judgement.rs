//! What is found out about one dataset on the way to its fate.

use super::Harvester;
use super::dataset_reason::DatasetReason;
use super::record::Record;
use super::report::{DatasetOutcome, Fate, Held};

/// A dataset, and what a harvester does with it.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    pub(super) record: Record,
    /// Under which name the portal remembers it.
    pub(super) identity: Option<String>,
    pub(super) fate: Fate,
    pub(super) causes: Vec<DatasetReason>,
    pub(super) remarks: Vec<DatasetReason>,
    /// Whether the harvester counts it as still there, so that an earlier version stays.
    pub(super) counts_as_seen: bool,
}

impl Judgement {
    /// A dataset that arrives as it is, as far as is known yet.
    pub(super) fn new(record: Record, identity: Option<String>) -> Self {
        Self {
            counts_as_seen: identity.is_some(),
            record,
            identity,
            fate: Fate::Imported,
            causes: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Gives it a fate, unless a worse one is known.
    pub(super) fn befall(&mut self, fate: Fate, reason: DatasetReason) {
        if fate > self.fate {
            self.fate = fate;
            self.causes.insert(0, reason);
        } else {
            self.causes.push(reason);
        }
    }

    pub(super) fn outcome(&self, harvester: Harvester) -> DatasetOutcome {
        let words =
            |reasons: &[DatasetReason]| reasons.iter().map(|reason| reason.cause(harvester)).collect();
        DatasetOutcome {
            title: self.record.name().to_owned(),
            iri: self.record.iri.clone(),
            identity: self.identity.clone(),
            page: self.record.page + 1,
            fate: self.fate,
            causes: words(&self.causes),
            remarks: words(&self.remarks),
        }
    }

    pub(super) fn held(&self) -> Option<Held> {
        Some(Held {
            identity: self.identity.clone()?,
            title: self.record.name().to_owned(),
            iri: self.record.iri.clone(),
            identifier: self.record.identifiers.first().cloned(),
            modified: self.record.modified.first().cloned(),
        })
    }
}
