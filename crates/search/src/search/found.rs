//! Which dataset has which parts of the question.

use std::ops::BitOr;

use tantivy::TantivyError;
use tantivy::query::EnableScoring;

use super::plan::Plan;
use crate::query::MOST_CLAUSES;
use crate::request::{Matching, Role};
use crate::snapshot::Snapshot;

/// One bit per part of the question.
type Parts = u32;
const _: () = assert!(
    MOST_CLAUSES <= Parts::BITS as usize,
    "each part of a question has a bit"
);

/// When none has all, a dataset with one part more comes before all with fewer, whatever their scores.
const WORTH_OF_A_PART: f32 = 1024.0;

/// By row: which parts it has, and how well they fit.
#[derive(Debug)]
pub(super) struct Found {
    parts: Vec<Parts>,
    scores: Vec<f32>,
    wanted: Parts,
    excluded: Parts,
}

impl Found {
    pub(super) fn look_up(snapshot: &Snapshot, plan: &Plan) -> Result<Self, TantivyError> {
        let bits = |role| {
            let of_role = plan
                .parts
                .iter()
                .enumerate()
                .filter(|(_, part)| part.role == role);
            of_role.map(|(number, _)| 1 << number).fold(0, BitOr::bitor)
        };
        let rows = snapshot.columns.rows.len();
        let mut found = Self {
            parts: vec![0; rows],
            scores: vec![0.0; rows],
            wanted: bits(Role::Wanted),
            excluded: bits(Role::Excluded),
        };
        for (number, part) in plan.parts.iter().enumerate() {
            let Some(query) = &part.query else { continue };
            let weight = query.weight(EnableScoring::enabled_from_searcher(&snapshot.searcher))?;
            for (segment, reader) in snapshot.searcher.segment_readers().iter().enumerate() {
                weight.for_each(reader, &mut |document, score| {
                    if let Some(row) = snapshot.columns.row(segment, document) {
                        found.parts[row as usize] |= 1 << number;
                        found.scores[row as usize] += score;
                    }
                })?;
            }
        }
        Ok(found)
    }

    /// Whether some dataset has all that is wanted.
    pub(super) fn matching(&self, admits: impl Fn(u32) -> bool) -> Matching {
        let has_all = self.rows(Matching::All).any(&admits);
        if has_all || !self.rows(Matching::Some).any(admits) {
            Matching::All
        } else {
            Matching::Some
        }
    }

    /// The rows that have all that is wanted, or some of it.
    pub(super) fn rows(&self, matching: Matching) -> impl Iterator<Item = u32> {
        (0..).zip(&self.parts).filter_map(move |(row, parts)| {
            let has = parts & self.wanted;
            let fits = match matching {
                Matching::All => has == self.wanted,
                Matching::Some => has != 0,
            };
            (fits && parts & self.excluded == 0).then_some(row)
        })
    }

    /// How well a dataset fits.
    pub(super) fn score(&self, row: u32, matching: Matching) -> f32 {
        let score = self.scores[row as usize];
        match matching {
            Matching::All => score,
            Matching::Some => {
                let has = (self.parts[row as usize] & self.wanted).count_ones();
                let has = f32::from(u16::try_from(has).unwrap_or(u16::MAX));
                has * WORTH_OF_A_PART + score.min(WORTH_OF_A_PART - 1.0)
            }
        }
    }

    /// What is wanted and the dataset does not have, as it was typed.
    pub(super) fn missing(&self, row: u32, plan: &Plan) -> Vec<String> {
        let has = self.parts[row as usize];
        let is_missing = |number: usize| self.wanted & !has & 1 << number != 0;
        plan.parts
            .iter()
            .enumerate()
            .filter(|(number, _)| is_missing(*number))
            .map(|(_, part)| part.given.clone())
            .collect()
    }
}
