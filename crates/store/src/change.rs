//! What a city wants to be published.

use std::collections::BTreeSet;

use kolophon_graph::Graph;

use crate::engine;
use crate::erase::Erased;
use crate::error::WriteError;
use crate::journal::Note;
use crate::state::{Alias, City, Resource, State, Tombstone};

/// One generation of one city: published whole or not at all.
#[derive(Debug)]
pub struct CityChange {
    /// The city's settings. The store sets [`City::generation`] and, when the note has a time, [`City::published_at`].
    pub city: City,
    /// Graphs to be added or replaced. The store sets [`Resource::city`] and [`Resource::generation`].
    pub put: Vec<(Resource, Graph)>,
    /// The IRIs of graphs to be removed; one that does not exist is no error. Each leaves a tombstone, save for
    /// catalogues and what has an alias.
    pub remove: Vec<String>,
    /// Old IRIs, with the IRI that takes the place of each.
    pub aliases: Vec<(String, String)>,
    /// Distributions that go without their dataset.
    pub gone: Vec<Tombstone>,
    /// The IRIs of graphs and distributions of which nothing may remain, neither here nor in the journal, and which
    /// can never be published again.
    pub erase: Vec<String>,
    /// What the journal says about it.
    pub note: Note,
    /// The city's generation that the change was made for; another one refuses the change.
    pub expected: Option<u64>,
    /// What a city was that comes from a backup, whole, into a store that does not know it.
    pub adopted: Option<Adoption>,
}

/// What a city was, beside its resources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adoption {
    /// Its generation; that of the change is the next.
    pub generation: u64,
    /// What it had withdrawn.
    pub tombstones: Vec<Tombstone>,
    /// Its old addresses.
    pub aliases: Vec<Alias>,
}

impl CityChange {
    /// A change that changes nothing but, perhaps, the city's settings.
    #[must_use]
    pub fn new(city: City) -> Self {
        Self {
            city,
            put: Vec::new(),
            remove: Vec::new(),
            aliases: Vec::new(),
            gone: Vec::new(),
            erase: Vec::new(),
            note: Note::default(),
            expected: None,
            adopted: None,
        }
    }

    /// Whether the change may be made in `state`.
    pub(crate) fn check(&self, state: &State, erased: &Erased) -> Result<(), WriteError> {
        self.check_generation(state)?;
        if let Some(adopted) = &self.adopted {
            self.check_adoption(adopted, state)?;
        }
        let mut seen = BTreeSet::new();
        let put = self.put.iter().map(|(resource, _)| resource.iri.as_str());
        for iri in put.chain(self.remove.iter().map(String::as_str)) {
            if !engine::is_public_graph_name(iri) {
                return Err(WriteError::InvalidIri { iri: iri.to_owned() });
            }
            if !seen.insert(iri) {
                return Err(WriteError::Twice { iri: iri.to_owned() });
            }
            self.check_owner(state, iri)?;
        }
        for (from, to) in &self.aliases {
            for iri in [from, to] {
                if !engine::is_public_graph_name(iri) {
                    return Err(WriteError::InvalidIri { iri: iri.clone() });
                }
                self.check_owner(state, iri)?;
            }
        }
        for tombstone in &self.gone {
            if !engine::is_public_graph_name(&tombstone.iri) {
                return Err(WriteError::InvalidIri {
                    iri: tombstone.iri.clone(),
                });
            }
        }
        for (resource, graph) in &self.put {
            if let Some(iri) = erased.found_in(&resource.iri, graph) {
                return Err(WriteError::Erased { iri });
            }
        }
        Ok(())
    }

    fn check_generation(&self, state: &State) -> Result<(), WriteError> {
        let found = state
            .cities
            .get(&self.city.slug)
            .map_or(0, |city| city.generation);
        match self.expected {
            Some(expected) if expected != found => Err(WriteError::Changed {
                city: self.city.slug.clone(),
                expected,
                found,
            }),
            _ => Ok(()),
        }
    }

    /// Only a city that nothing is known of can come with a past.
    fn check_adoption(&self, adopted: &Adoption, state: &State) -> Result<(), WriteError> {
        let found = state
            .cities
            .get(&self.city.slug)
            .map_or(0, |city| city.generation);
        if found > 0 {
            return Err(WriteError::Changed {
                city: self.city.slug.clone(),
                expected: 0,
                found,
            });
        }
        let marks = adopted.tombstones.iter().map(|tombstone| &tombstone.iri);
        for iri in marks.chain(adopted.aliases.iter().map(|alias| &alias.from)) {
            if !engine::is_public_graph_name(iri) {
                return Err(WriteError::InvalidIri { iri: iri.clone() });
            }
            self.check_owner(state, iri)?;
        }
        Ok(())
    }

    /// An IRI belongs to the city that published it first, also when nothing is published there any more.
    fn check_owner(&self, state: &State, iri: &str) -> Result<(), WriteError> {
        match state.owner(iri) {
            Some(owner) if owner != self.city.slug => Err(WriteError::OwnedBy {
                iri: iri.to_owned(),
                city: owner.to_owned(),
            }),
            _ => Ok(()),
        }
    }
}
