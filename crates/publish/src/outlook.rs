//! What a change would do to a city, as a person is told it before agreeing: the same of a change that was prepared
//! here and of a plan that a server has made.

use crate::plan::{Action, Change, Kind, Plan, PlanCounts, PlannedAct, RefusalReason};
use crate::refusal::{Reason, Refused, Title};

/// What a change would do to a city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The short name of the city.
    pub city: String,
    /// Its name for people.
    pub city_name: String,
    /// The city's generation before the change; 0 when nothing was published yet.
    pub generation: u64,
    /// How many datasets it concerns.
    pub counts: PlanCounts,
    /// Datasets that would disappear.
    pub removed: Vec<Title>,
    /// Datasets that would disappear, if they were not protected.
    pub protected: Vec<Title>,
    /// Datasets that would not be published.
    pub refused: Vec<Refused>,
    /// Whether only naming the number of removals will do.
    pub needs_number: bool,
}

/// Whether so many of the city's datasets disappear that only naming their number will do: more than 10, or more than
/// a fifth.
pub(crate) fn many_disappear(removed: usize, published: usize) -> bool {
    removed > 10 || removed * 5 > published
}

impl From<&Plan> for Outlook {
    fn from(plan: &Plan) -> Self {
        let of = |action| plan.changes.iter().filter(move |change| change.action == action);
        let title = |change: &Change| Title {
            iri: change.iri.clone(),
            title: change.title.clone(),
        };
        let removed = of(Action::Removed).filter(|change| change.kind == Kind::Dataset);
        let refused = of(Action::Refused).map(|change| {
            let reason = change.reason.as_ref();
            Refused {
                dataset: title(change),
                // A reason of a later version is at least one to look at the findings.
                reason: reason.and_then(RefusalReason::reason).unwrap_or(Reason::Blocking),
            }
        });
        let mut outlook = Self {
            city: plan.city.clone(),
            city_name: plan.city_name.clone(),
            generation: plan.generation,
            counts: plan.counts,
            removed: removed.map(title).collect(),
            protected: of(Action::Protected).map(title).collect(),
            refused: refused.collect(),
            needs_number: matches!(plan.act, PlannedAct::Load | PlannedAct::Rollback)
                && many_disappear(plan.counts.removed, plan.counts.published),
        };
        // By address, as they are told of a change that was prepared here.
        outlook.removed.sort();
        outlook.protected.sort();
        outlook.refused.sort();
        outlook
    }
}

#[cfg(test)]
#[cfg(feature = "store")]
mod tests {
    use std::collections::BTreeSet;

    use kolophon_store::Store;

    use super::*;
    use crate::load::{Consent, Extent, Facts};
    use crate::testing::{edited_file, file, iri, prepared};

    #[test]
    fn a_plan_tells_what_the_prepared_change_tells() {
        let store = Store::in_memory().unwrap();
        let names = ["eins", "zwei", "drei", "vier", "fuenf", "sechs"];
        let all: Vec<_> = names.iter().map(|name| file(name)).collect();
        let loaded = prepared(&store, &all, Extent::Complete, &Facts::default());
        assert_eq!(loaded.outlook().generation, 0);
        loaded.commit(&store, Consent::None).unwrap();

        let faulty = edited_file("eins", "dct:publisher", "dct:creator");
        let changed = edited_file("zwei", "Baumkataster", "Bäume");
        let facts = Facts {
            protected: BTreeSet::from([iri("drei")]),
            ..Facts::default()
        };
        for documents in [vec![faulty, changed.clone()], vec![changed], vec![file("sieben")]] {
            let prepared = prepared(&store, &documents, Extent::Complete, &facts);
            let plan = prepared.plan(&store, None).unwrap();
            assert_eq!(Outlook::from(&plan), prepared.outlook());
            assert!(!prepared.removed.is_empty());
        }
    }
}
