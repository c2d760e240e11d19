//! Answers a question from one generation of the catalogue.
//!
//! Each part of the question is looked up by itself, and every dataset remembers which parts it has. So one pass tells
//! whether any dataset has them all, and if none does, which have most.

mod cursor;
mod excerpt;
mod facets;
mod found;
mod plan;
mod want;

use tantivy::TantivyDocument;
use tantivy::schema::Value as _;

use self::excerpt::Marker;
use self::facets::Selection;
use self::found::Found;
use self::plan::Plan;
use crate::dataset::{Concept, Dataset, Moment};
use crate::query::Query;
use crate::request::{Answer, Hit, MOST_HITS, Request, SearchError, Sort};
use crate::snapshot::{Row, Snapshot};

impl Snapshot {
    /// Answers a question.
    ///
    /// # Errors
    /// When the cursor is of another generation or another question, or the engine fails. No query is an error.
    pub fn search(&self, request: &Request) -> Result<Answer, SearchError> {
        let begin = match &request.after {
            Some(cursor) => cursor::read(cursor, self.generation(), request)?.checked_add(1),
            None => Some(0),
        };
        let query = Query::parse(&request.query);
        let plan = Plan::new(self, &query)?;
        let found = Found::look_up(self, &plan)?;
        let selection = Selection::new(self, request);
        let matching = found.matching(|row| selection.admits(row));
        let (rows, facets) = selection.count(found.rows(matching));
        let total = rows.len() as u64;

        let mut keyed: Vec<(u64, u32)> = rows
            .into_iter()
            .map(|row| {
                let score = found.score(row, matching);
                (key(request.sort, score, &self.columns.rows[row as usize]), row)
            })
            .filter(|(key, _)| begin.is_some_and(|begin| *key >= begin))
            .collect();
        let limit = request.limit.min(MOST_HITS);
        let has_more = keyed.len() > limit;
        if has_more {
            keyed.select_nth_unstable(limit);
            keyed.truncate(limit);
        }
        keyed.sort_unstable();
        let next = keyed
            .last()
            .filter(|_| has_more)
            .map(|(key, _)| cursor::write(self.generation(), request, *key));
        let marker = Marker::new(&plan.terms);
        let hits = keyed
            .iter()
            .map(|(_, row)| {
                let mut hit = self.hit(*row, &marker)?;
                hit.score = found.score(*row, matching);
                hit.missing = found.missing(*row, &plan);
                Ok(hit)
            })
            .collect::<Result<_, SearchError>>()?;
        Ok(Answer {
            generation: self.generation(),
            total,
            hits,
            facets,
            matching,
            readings: plan.readings,
            is_cut: query.is_cut,
            next,
        })
    }

    /// A dataset as answers show it, but for how it fits.
    fn hit(&self, row: u32, marker: &Marker<'_>) -> Result<Hit, SearchError> {
        let facts = &self.columns.rows[row as usize];
        let document: TantivyDocument = self.searcher.doc(facts.address)?;
        let json = document
            .get_first(self.fields.document)
            .and_then(|value| value.as_str())
            .unwrap_or_default();
        let dataset: Dataset = serde_json::from_str(json)?;
        Ok(Hit {
            iri: facts.iri.to_string(),
            id: facts.id.to_string(),
            city: Concept::new(dataset.city.key, dataset.city.label),
            title: marker.whole(&facts.title),
            excerpt: marker.excerpt(&dataset.description),
            modified: facts.modified.map(Moment),
            score: 0.0,
            missing: Vec::new(),
        })
    }
}

/// The place of a dataset in the order; smaller is earlier, and no two datasets have the same.
fn key(sort: Sort, score: f32, row: &Row) -> u64 {
    match sort {
        // The bits of floats that are not negative have the order of the floats.
        Sort::Relevance => u64::from(u32::MAX - score.max(0.0).to_bits()) << 32 | u64::from(row.by_modified),
        Sort::Modified => u64::from(row.by_modified),
        Sort::Title => u64::from(row.by_title),
    }
}

#[cfg(test)]
mod tests;
