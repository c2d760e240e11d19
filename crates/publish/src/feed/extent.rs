//! How much an edition says, counted as a reader of the whole feed would count it: what several datasets say alike, once.

use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_graph::{Graph, Term, Triple};
use rustc_hash::FxHashSet;
use sha2::{Digest as _, Sha256};

use crate::feed::edition::Edition;
use crate::feed::{FeedError, Profile};

/// Datasets that are unpacked at once.
const PART: usize = 100;

/// The size of a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Its triples.
    pub triples: usize,
    /// What it describes: its subjects, all of which have an IRI.
    pub entities: usize,
    /// The datasets among them.
    pub datasets: usize,
}

impl Edition {
    /// How much the whole feed says in the usual profile. It is counted once.
    ///
    /// # Errors
    /// When what is kept of a dataset cannot be read.
    pub fn extent(&self) -> Result<Extent, FeedError> {
        if let Some(extent) = self.extent.get() {
            return Ok(*extent);
        }
        let extent = self.count_triples()?;
        Ok(*self.extent.get_or_init(|| extent))
    }

    fn count_triples(&self) -> Result<Extent, FeedError> {
        let mut triples = FxHashSet::default();
        let mut entities = FxHashSet::default();
        let mut datasets = 0;
        self.parts(PART, Profile::default(), |graph| {
            for triple in graph.triples() {
                if triples.insert(hash_of_triple(&graph, *triple)) {
                    entities.insert(hash_of_term(graph.term(triple.subject)));
                    datasets += usize::from(is_dataset(&graph, *triple));
                }
            }
            Ok::<_, FeedError>(())
        })?;
        Ok(Extent {
            triples: triples.len(),
            entities: entities.len(),
            datasets,
        })
    }
}

fn is_dataset(graph: &Graph, triple: Triple) -> bool {
    let is = |id, iri: &str| graph.term(id).as_iri() == Some(iri);
    is(triple.predicate, rdf::TYPE) && is(triple.object, dcat::DATASET_CLASS)
}

/// So many bits that two triples never share them.
fn hash_of_triple(graph: &Graph, triple: Triple) -> u128 {
    let mut hasher = Sha256::new();
    for id in [triple.subject, triple.predicate, triple.object] {
        hasher.update(hash_of_term(graph.term(id)).to_be_bytes());
    }
    half(&hasher.finalize())
}

fn hash_of_term(term: Term<'_>) -> u128 {
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    };
    add(term.value());
    if let Term::Literal {
        datatype, language, ..
    } = term
    {
        add(datatype);
        add(&language.unwrap_or_default().to_lowercase());
    }
    half(&hasher.finalize())
}

fn half(hash: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    u128::from_be_bytes(bytes)
}
