//! What a city wants to be published.

use std::collections::BTreeSet;

use kolophon_graph::Graph;

use crate::engine;
use crate::error::WriteError;
use crate::state::{City, Resource, State};

/// One generation of one city: published whole or not at all.
#[derive(Debug)]
pub struct CityChange {
    /// The city's settings. The store sets [`City::generation`].
    pub city: City,
    /// Graphs to be added or replaced. The store sets [`Resource::city`] and [`Resource::generation`].
    pub put: Vec<(Resource, Graph)>,
    /// The IRIs of graphs to be removed; one that does not exist is no error.
    pub remove: Vec<String>,
}

impl CityChange {
    /// Whether the change may be made in `state`.
    pub(crate) fn check(&self, state: &State) -> Result<(), WriteError> {
        let mut seen = BTreeSet::new();
        let put = self.put.iter().map(|(resource, _)| resource.iri.as_str());
        for iri in put.chain(self.remove.iter().map(String::as_str)) {
            if !engine::is_public_graph_name(iri) {
                return Err(WriteError::InvalidIri { iri: iri.to_owned() });
            }
            if !seen.insert(iri) {
                return Err(WriteError::Twice { iri: iri.to_owned() });
            }
            if let Some(known) = state.resources.get(iri)
                && known.city != self.city.slug
            {
                return Err(WriteError::OwnedBy {
                    iri: iri.to_owned(),
                    city: known.city.clone(),
                });
            }
        }
        Ok(())
    }
}
