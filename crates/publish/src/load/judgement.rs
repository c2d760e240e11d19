//! What stands against publishing a dataset.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_diagnostic::{Report, Severity};
use kolophon_graph::{Graph, SourceId};
use kolophon_store::{City, Resource, State};
use oxiri::Iri;

use crate::choice::Errors;
use crate::partition::Part;
use crate::refusal::Reason;

/// An address belongs to the city that published it first, also when nothing is published there any more.
pub(super) fn owned_by_another(state: &State, iri: &str, city: &City) -> Option<Reason> {
    let owner = state.owner(iri)?;
    (owner != city.slug).then(|| Reason::OwnedBy(owner.to_owned()))
}

/// Which findings stand against which resource.
pub(super) struct Judgement {
    errors_mode: Errors,
    blocked: BTreeSet<String>,
    errors: BTreeMap<String, u32>,
    /// Files with something unreadable that belongs to no resource we know: none of their resources is safe.
    blocked_files: BTreeSet<SourceId>,
}

impl Judgement {
    pub(super) fn new(graph: &Graph, report: &Report, errors_mode: Errors) -> Self {
        let mut judgement = Self {
            errors_mode,
            blocked: BTreeSet::new(),
            errors: BTreeMap::new(),
            blocked_files: BTreeSet::new(),
        };
        for finding in report
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
        {
            match &finding.dataset {
                Some(dataset) if finding.blocking => {
                    judgement.blocked.insert(dataset.clone());
                }
                Some(dataset) => *judgement.errors.entry(dataset.clone()).or_default() += 1,
                None if finding.blocking => {
                    let file = finding.place.as_ref().map(|place| place.file.as_str());
                    let sources = (0..).zip(graph.sources());
                    let of_file = sources.filter(|(_, source)| Some(source.name()) == file);
                    judgement
                        .blocked_files
                        .extend(of_file.map(|(number, _)| SourceId(number)));
                }
                None => {}
            }
        }
        judgement
    }

    pub(super) fn errors(&self, iri: &str) -> u32 {
        self.errors.get(iri).copied().unwrap_or(0)
    }

    pub(super) fn refusal(&self, graph: &Graph, part: &Part) -> Option<Reason> {
        let iri = graph.term(part.node).value();
        // Whoever the finding about its address is told of, it is this resource that cannot have one.
        let is_readable = graph
            .term(part.node)
            .as_iri()
            .is_none_or(|iri| Iri::parse(iri).is_ok());
        let in_blocked_file = part
            .triples
            .iter()
            .any(|index| self.blocked_files.contains(&graph.position(*index).source));
        if !is_readable || self.blocked.contains(iri) || in_blocked_file {
            return Some(Reason::Blocking);
        }
        (self.errors_mode == Errors::Refuse && self.errors(iri) > 0).then_some(Reason::Errors)
    }
}

/// Which identifiers are taken, as harvesters compare them across all cities.
pub(crate) struct Identifiers {
    taken: BTreeMap<String, String>,
}

impl Identifiers {
    pub(crate) fn new(state: &State) -> Self {
        let resources = state.resources.values();
        let taken = resources.filter_map(|resource| {
            let identifier = resource.identifier.as_deref()?;
            Some((
                kolophon_validate::normalised_identifier(identifier),
                resource.iri.clone(),
            ))
        });
        Self {
            taken: taken.collect(),
        }
    }

    /// Lets a dataset that gets a new address take its identifier along.
    pub(crate) fn hand_over(&mut self, from: &str, to: &str) {
        for iri in self.taken.values_mut().filter(|iri| *iri == from) {
            to.clone_into(iri);
        }
    }

    /// Lets the identifier of a dataset that goes be taken.
    pub(crate) fn release(&mut self, iri: &str) {
        self.taken.retain(|_, by| by != iri);
    }

    /// Why a dataset may not have its identifier; `before` is the record it takes the place of.
    pub(crate) fn refusal(&mut self, resource: &Resource, before: Option<&Resource>) -> Option<Reason> {
        let identifier = resource.identifier.as_deref()?;
        let published = before.and_then(|before| before.identifier.as_deref());
        if let Some(published) = published.filter(|published| *published != identifier) {
            return Some(Reason::IdentifierChanged {
                published: published.to_owned(),
            });
        }
        let normalised = kolophon_validate::normalised_identifier(identifier);
        let by = self
            .taken
            .entry(normalised)
            .or_insert_with(|| resource.iri.clone());
        (*by != resource.iri).then(|| Reason::IdentifierTaken { by: by.clone() })
    }
}
