//! Facets: which datasets a choice admits, and how many each other choice would.
//!
//! Values of one facet are alternatives, so the numbers beside them must not heed the choice in their own facet, only
//! those in the others. A dataset that fails in one facet alone therefore still counts there, and nowhere else.

use crate::dataset::{Concept, Moment};
use crate::request::{FacetCounts, FacetName, FacetValue, MOST_CHOSEN, Request, Updated};
use crate::snapshot::{Facet, Snapshot};

/// The choices of a request, ready to be compared with datasets.
pub(super) struct Selection<'a> {
    snapshot: &'a Snapshot,
    request: &'a Request,
    facets: [Choice<'a>; 6],
    /// By [`Updated::ALL`]: whether it is chosen; `None` when nothing is.
    updated: Option<[bool; Updated::ALL.len()]>,
}

/// The choice in one facet.
struct Choice<'a> {
    name: FacetName,
    facet: &'a Facet,
    /// By value: whether it is chosen; `None` when nothing is.
    chosen: Option<Vec<bool>>,
    /// Chosen values that no dataset has.
    unknown: Vec<String>,
}

/// In which facets a dataset fails.
enum Failure {
    None,
    /// In this one alone, by its number.
    One(usize),
    More,
}

/// The number of the facet [`FacetName::Updated`], which has no column.
const UPDATED: usize = 6;

impl<'a> Selection<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, request: &'a Request) -> Self {
        let columns = &snapshot.columns.facets;
        let filters = &request.filters;
        let high_value: Vec<String> = filters.high_value.iter().map(bool::to_string).collect();
        let updated =
            (!filters.updated.is_empty()).then(|| Updated::ALL.map(|one| filters.updated.contains(&one)));
        Self {
            snapshot,
            request,
            facets: [
                Choice::new(FacetName::City, &columns.city, &filters.cities),
                Choice::new(FacetName::Theme, &columns.theme, &filters.themes),
                Choice::new(FacetName::Format, &columns.format, &filters.formats),
                Choice::new(FacetName::Licence, &columns.licence, &filters.licences),
                Choice::new(FacetName::Publisher, &columns.publisher, &filters.publishers),
                Choice::new(FacetName::HighValue, &columns.high_value, &high_value),
            ],
            updated,
        }
    }

    /// Whether the dataset of a row fits all choices.
    pub(super) fn admits(&self, row: u32) -> bool {
        self.fits_area_and_time(row) && matches!(self.failure(row), Failure::None)
    }

    /// The rows that fit all choices, and the numbers of all facets.
    pub(super) fn count(&self, rows: impl Iterator<Item = u32>) -> (Vec<u32>, Vec<FacetCounts>) {
        let mut admitted = Vec::new();
        let mut counts: Vec<Vec<u64>> = self
            .facets
            .iter()
            .map(|choice| vec![0; choice.facet.values.len()])
            .collect();
        counts.push(vec![0; Updated::ALL.len()]);
        for row in rows.filter(|row| self.fits_area_and_time(*row)) {
            match self.failure(row) {
                Failure::None => {
                    admitted.push(row);
                    for (facet, counts) in counts.iter_mut().enumerate() {
                        self.count_in(facet, row, counts);
                    }
                }
                Failure::One(facet) => self.count_in(facet, row, &mut counts[facet]),
                Failure::More => {}
            }
        }
        let updated = counts.pop().unwrap_or_default();
        let mut facets: Vec<FacetCounts> = self
            .facets
            .iter()
            .zip(counts)
            .map(|(choice, counts)| choice.listed(&counts, self.request.facet_values))
            .collect();
        facets.push(self.listed_updated(&updated));
        (admitted, facets)
    }

    fn count_in(&self, facet: usize, row: u32, counts: &mut [u64]) {
        if facet == UPDATED {
            counts[self.updated(row) as usize] += 1;
        } else {
            for value in self.facets[facet].facet.of(row) {
                counts[*value as usize] += 1;
            }
        }
    }

    fn failure(&self, row: u32) -> Failure {
        let mut failed = None;
        for (number, choice) in self.facets.iter().enumerate() {
            if !choice.admits(row) {
                if failed.is_some() {
                    return Failure::More;
                }
                failed = Some(number);
            }
        }
        let fits = self
            .updated
            .is_none_or(|chosen| chosen[self.updated(row) as usize]);
        match failed {
            None if fits => Failure::None,
            None => Failure::One(UPDATED),
            Some(number) if fits => Failure::One(number),
            Some(_) => Failure::More,
        }
    }

    fn fits_area_and_time(&self, row: u32) -> bool {
        let filters = &self.request.filters;
        if filters.area.is_none() && filters.period.is_none() {
            return true;
        }
        let row = &self.snapshot.columns.rows[row as usize];
        filters
            .area
            .is_none_or(|area| row.boxes.iter().any(|own| own.meets(area)))
            && filters
                .period
                .is_none_or(|period| row.periods.iter().any(|own| own.meets(period)))
    }

    fn updated(&self, row: u32) -> Updated {
        let modified = self.snapshot.columns.rows[row as usize].modified;
        Updated::of(modified.map(Moment), self.request.today)
    }

    fn listed_updated(&self, counts: &[u64]) -> FacetCounts {
        let values = Updated::ALL
            .into_iter()
            .zip(counts)
            .map(|(one, count)| FacetValue {
                value: Concept::named(one.key()),
                count: *count,
                is_chosen: self.updated.is_some_and(|chosen| chosen[one as usize]),
            })
            .filter(|value| value.count > 0 || value.is_chosen)
            .collect();
        FacetCounts {
            facet: FacetName::Updated,
            values,
            others: 0,
        }
    }
}

impl<'a> Choice<'a> {
    fn new(name: FacetName, facet: &'a Facet, keys: &[String]) -> Self {
        let mut chosen = vec![false; facet.values.len()];
        let mut unknown: Vec<String> = Vec::new();
        let keys = &keys[..keys.len().min(MOST_CHOSEN)];
        for key in keys {
            match facet.find(key) {
                Some(value) => chosen[value as usize] = true,
                None if unknown.contains(key) => {}
                None => unknown.push(key.clone()),
            }
        }
        Self {
            name,
            facet,
            chosen: (!keys.is_empty()).then_some(chosen),
            unknown,
        }
    }

    fn admits(&self, row: u32) -> bool {
        match &self.chosen {
            None => true,
            Some(chosen) => self.facet.of(row).iter().any(|value| chosen[*value as usize]),
        }
    }

    /// The values with their numbers, the most frequent first.
    fn listed(&self, counts: &[u64], limit: usize) -> FacetCounts {
        let is_chosen = |value: usize| self.chosen.as_ref().is_some_and(|chosen| chosen[value]);
        let mut values: Vec<usize> = (0..counts.len())
            .filter(|value| counts[*value] > 0 || is_chosen(*value))
            .collect();
        values.sort_by(|a, b| {
            let label = |value: &usize| &self.facet.values[*value];
            (counts[*b], &label(a).label, &label(a).key).cmp(&(counts[*a], &label(b).label, &label(b).key))
        });
        let mut others = 0;
        let mut listed = Vec::new();
        for (place, value) in values.into_iter().enumerate() {
            if place < limit || is_chosen(value) {
                listed.push(FacetValue {
                    value: self.facet.values[value].clone(),
                    count: counts[value],
                    is_chosen: is_chosen(value),
                });
            } else {
                others += 1;
            }
        }
        listed.extend(self.unknown.iter().map(|key| FacetValue {
            value: Concept::named(key),
            count: 0,
            is_chosen: true,
        }));
        FacetCounts {
            facet: self.name,
            values: listed,
            others,
        }
    }
}
