//! What facets, filters and orders need of each dataset, in memory and side by side.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::schema::Value as _;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::LoadError;
use crate::dataset::{BoundingBox, Concept, Dataset, Period};
use crate::fields::Fields;
use crate::word::fold;

/// The datasets, one row each.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) rows: Vec<Row>,
    pub(crate) facets: Facets,
    /// The titles, folded, each word with a blank before it; for suggestions.
    pub(crate) folded_titles: Vec<Box<str>>,
    /// By segment and document: the row, or [`Columns::DELETED`].
    by_document: Vec<Vec<u32>>,
}

/// What is known of a dataset without opening its document.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) iri: Box<str>,
    pub(crate) id: Box<str>,
    pub(crate) title: Box<str>,
    pub(crate) address: DocAddress,
    pub(crate) modified: Option<i64>,
    pub(crate) periods: Box<[Period]>,
    pub(crate) boxes: Box<[BoundingBox]>,
    /// Its place among all titles from A to Z.
    pub(crate) by_title: u32,
    /// Its place among all dates of change, the newest first.
    pub(crate) by_modified: u32,
}

/// The facets whose values lie in the data.
#[derive(Debug, Default)]
pub(crate) struct Facets {
    pub(crate) city: Facet,
    pub(crate) theme: Facet,
    pub(crate) format: Facet,
    pub(crate) licence: Facet,
    pub(crate) publisher: Facet,
    pub(crate) high_value: Facet,
}

/// The values of a facet, and which dataset has which.
#[derive(Debug, Default)]
pub(crate) struct Facet {
    /// Sorted by key.
    pub(crate) values: Vec<Concept>,
    /// By row: where its values begin among `numbers`; one more at the end.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Facet {
    /// The numbers of the values of a row.
    pub(crate) fn of(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.numbers[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The number of the value with that key.
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        let at = self
            .values
            .binary_search_by(|value| value.key.as_str().cmp(key))
            .ok()?;
        u32::try_from(at).ok()
    }

    /// The facet of these values, row by row.
    fn new(rows: &[Vec<Concept>]) -> Self {
        // Of several labels for one key the first in the order of letters counts.
        let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
        for value in rows.iter().flatten() {
            let label = labels.entry(&value.key).or_insert(&value.label);
            *label = (*label).min(&value.label);
        }
        let mut facet = Self {
            values: labels
                .into_iter()
                .map(|(key, label)| Concept::new(key, label))
                .collect(),
            starts: vec![0],
            numbers: Vec::new(),
        };
        for row in rows {
            let mut numbers: Vec<u32> = row.iter().filter_map(|value| facet.find(&value.key)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            facet.numbers.extend(numbers);
            facet.starts.push(number(facet.numbers.len()));
        }
        facet
    }
}

impl Columns {
    /// Stands for a document that is no more.
    const DELETED: u32 = u32::MAX;

    pub(crate) fn load(searcher: &Searcher, fields: &Fields) -> Result<Self, LoadError> {
        let mut columns = Self::default();
        let mut values = Values::default();
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let mut by_document = vec![Self::DELETED; reader.max_doc() as usize];
            let store = reader.get_store_reader(1)?;
            let documents = store.iter::<TantivyDocument>(reader.alive_bitset());
            for (document, content) in reader.doc_ids_alive().zip(documents) {
                let content = content?;
                let json = content
                    .get_first(fields.document)
                    .and_then(|value| value.as_str());
                let dataset: Dataset = serde_json::from_str(json.unwrap_or_default())?;
                by_document[document as usize] = number(columns.rows.len());
                values.push(&dataset);
                columns.push(dataset, DocAddress::new(segment, document));
            }
            columns.by_document.push(by_document);
        }
        columns.facets = values.into_facets();
        columns.rank();
        Ok(columns)
    }

    /// The row of a document; `None` when it is deleted.
    pub(crate) fn row(&self, segment: usize, document: u32) -> Option<u32> {
        Some(self.by_document[segment][document as usize]).filter(|row| *row != Self::DELETED)
    }

    pub(crate) fn number_of_city(&self, city: &str) -> u64 {
        let Some(city) = self.facets.city.find(city) else {
            return 0;
        };
        let rows = 0..number(self.rows.len());
        rows.filter(|row| self.facets.city.of(*row).contains(&city))
            .count() as u64
    }

    fn push(&mut self, dataset: Dataset, address: DocAddress) {
        let words = crate::word::units(&dataset.title);
        let mut folded = String::with_capacity(dataset.title.len() + 1);
        for part in words.iter().flat_map(|unit| &unit.parts) {
            folded.push(' ');
            folded.push_str(&fold(&dataset.title[part.clone()]));
        }
        self.folded_titles.push(folded.into());
        self.rows.push(Row {
            iri: dataset.iri.into(),
            id: dataset.id.into(),
            title: dataset.title.into(),
            address,
            modified: dataset.modified.map(|moment| moment.0),
            periods: dataset.periods.into(),
            boxes: dataset.boxes.into(),
            by_title: 0,
            by_modified: 0,
        });
    }

    /// Sets the places in both orders. They depend on the datasets alone, not on how these lie in the index.
    fn rank(&mut self) {
        let title = |row: &usize| {
            (
                &self.folded_titles[*row],
                &self.rows[*row].title,
                &self.rows[*row].iri,
            )
        };
        let mut by_title: Vec<usize> = (0..self.rows.len()).collect();
        by_title.sort_by(|a, b| title(a).cmp(&title(b)));
        for (rank, row) in (0..).zip(&by_title) {
            self.rows[*row].by_title = rank;
        }
        let mut by_modified = by_title;
        by_modified.sort_by_key(|row| Reverse(self.rows[*row].modified));
        for (rank, row) in (0..).zip(by_modified) {
            self.rows[row].by_modified = rank;
        }
    }
}

/// The values of the facets, row by row, while they are read.
#[derive(Default)]
struct Values {
    city: Vec<Vec<Concept>>,
    theme: Vec<Vec<Concept>>,
    format: Vec<Vec<Concept>>,
    licence: Vec<Vec<Concept>>,
    publisher: Vec<Vec<Concept>>,
    high_value: Vec<Vec<Concept>>,
}

impl Values {
    fn push(&mut self, dataset: &Dataset) {
        self.city.push(vec![dataset.city.clone()]);
        self.theme.push(dataset.themes.clone());
        self.format
            .push(dataset.formats.iter().map(Concept::named).collect());
        self.licence.push(dataset.licences.clone());
        self.publisher
            .push(dataset.publisher.iter().map(Concept::named).collect());
        self.high_value
            .push(vec![Concept::named(dataset.high_value.to_string())]);
    }

    fn into_facets(self) -> Facets {
        Facets {
            city: Facet::new(&self.city),
            theme: Facet::new(&self.theme),
            format: Facet::new(&self.format),
            licence: Facet::new(&self.licence),
            publisher: Facet::new(&self.publisher),
            high_value: Facet::new(&self.high_value),
        }
    }
}

/// An index holds fewer than 2³² datasets: the engine counts them so.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
