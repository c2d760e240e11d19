//! Publishing: what is added, changed, removed or refused, and then doing it as one generation of one city.
//!
//! [`prepare`] only looks; [`Prepared::commit`] writes. Between the two a person can be asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kolophon_dcat::vocab::dcat;
use kolophon_dcat::{Document, ReadError};
use kolophon_diagnostic::{Report, Severity};
use kolophon_graph::{Graph, SourceId};
use kolophon_store::{City, CityChange, Resource, ResourceKind, State, Store, WriteError};
use kolophon_validate::{Checked, LocalFile, Profile, check, local_files};
use thiserror::Error;

use crate::catalog;
use crate::partition::{Part, Partition, partition};
use crate::record::{Record, ServedFile, record};

/// What the caller wants of a load.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions<'a> {
    /// The rules to check against.
    pub profile: &'a Profile,
    /// Whether the documents are all there is.
    pub extent: Extent,
    /// What to do with datasets that have errors.
    pub errors: Errors,
    /// The time of publication.
    pub now: Timestamp,
}

/// Whether what is not in the documents stays published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The documents add and change; nothing is removed.
    Partial,
    /// The documents are the city's whole list; what is not in them is removed.
    Complete,
}

/// What to do with datasets that have errors. Blocking findings are refused whatever this says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// Refuse them; their last published version stays.
    Refuse,
    /// Publish them all the same.
    Allow,
}

/// A person's word on removals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nobody was asked.
    None,
    /// Somebody read the titles and said yes.
    Yes,
    /// Somebody named the number of removals.
    Number(usize),
}

/// A load that has been looked at, but not done.
#[derive(Debug)]
pub struct Prepared {
    /// What the check found.
    pub report: Report,
    /// Files that could not be read.
    pub unreadable: Vec<ReadError>,
    /// Datasets that will appear for the first time.
    pub added: Vec<Title>,
    /// Datasets whose content differs from what is published.
    pub changed: Vec<Title>,
    /// Datasets that are published just so.
    pub unchanged: usize,
    /// Datasets that will disappear.
    pub removed: Vec<Title>,
    /// Datasets that are not published as they are.
    pub refused: Vec<Refused>,
    /// How many datasets the city has published.
    pub published: usize,
    change: CityChange,
}

/// A dataset by address and title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Title {
    /// The address.
    pub iri: String,
    /// The title, or the address when there is none.
    pub title: String,
}

/// A dataset that is not published, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The dataset.
    pub dataset: Title,
    /// Why.
    pub reason: Reason,
}

/// Why a dataset is not published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A harvester would void its run, drop, merge or delete.
    Blocking,
    /// It has errors.
    Errors,
    /// Another city published that address first.
    OwnedBy(String),
    /// Its identifier is not what it was published with.
    IdentifierChanged {
        /// The identifier that is published.
        published: String,
    },
    /// Another dataset of the installation has the same identifier, as harvesters compare them.
    IdentifierTaken {
        /// The other dataset.
        by: String,
    },
}

/// What a load did.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The city's new generation; the old one when nothing changed.
    pub generation: u64,
}

/// Why nothing was published.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Datasets would disappear, and nobody agreed.
    #[error("{} datasets would be removed", .removed.len())]
    RemovalsNeedConsent {
        /// The datasets.
        removed: Vec<Title>,
        /// Whether only the number will do, because there are many.
        needs_number: bool,
    },
    /// A data file could not be copied.
    #[error("{path} cannot be copied")]
    File {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The store did not take it.
    #[error("the store did not take the change")]
    Write(#[from] WriteError),
    /// What is published could not be read.
    #[error("the published catalogue cannot be read")]
    Read(#[from] kolophon_store::EngineError),
}

/// Looks at the documents and says what publishing them for `city` would do.
///
/// Data files that lie beside the metadata are copied into the store already here: they are found by their content,
/// so that copying is not visible until [`Prepared::commit`].
///
/// # Errors
/// When a data file cannot be copied or the published catalogue cannot be read.
pub fn prepare(
    store: &Store,
    city: &City,
    documents: &[Document],
    options: &LoadOptions<'_>,
) -> Result<Prepared, LoadError> {
    let Checked {
        graph,
        report,
        unreadable,
        readings: _,
    } = check(documents, options.profile);
    let partition = partition(&graph);
    let state = store.state();
    let mut city = state.cities.get(&city.slug).map_or_else(
        || city.clone(),
        |known| City {
            generation: known.generation,
            published_at: known.published_at.clone(),
            catalog: known.catalog.clone(),
            ..city.clone()
        },
    );
    if city.generation == 0 {
        city.catalog = catalog::adopted(&graph, &partition).unwrap_or(city.catalog);
    }
    let judgement = Judgement::new(&graph, &report, options.errors);
    let files = local_files(&graph);
    let now = options.now.to_string();

    let mut prepared = Prepared {
        unreadable,
        added: Vec::new(),
        changed: Vec::new(),
        unchanged: 0,
        removed: Vec::new(),
        refused: refused_without_address(&graph, &partition),
        published: datasets_of(&state, &city.slug).count(),
        change: CityChange {
            city: city.clone(),
            put: Vec::new(),
            remove: Vec::new(),
        },
        report: Report::default(),
    };
    let mut identifiers = Identifiers::new(&state);
    for part in partition
        .parts
        .iter()
        .filter(|part| graph.term(part.node).value() != city.catalog)
    {
        let iri = graph.term(part.node).value();
        let before = state.resources.get(iri);
        let served = copied_files(store, &graph, part, &files)?;
        let record = record(&graph, part, &city, &served);
        let reason = judgement
            .refusal(&graph, part)
            .or_else(|| owned_by_another(before, &city))
            .or_else(|| identifiers.refusal(&record.resource, before));
        match reason {
            Some(reason) => prepared.refuse(&record.resource, reason),
            None => prepared.admit(record, before, judgement.errors(iri), &now),
        }
    }
    if options.extent == Extent::Complete && prepared.unreadable.is_empty() {
        let present: BTreeSet<&str> = partition
            .parts
            .iter()
            .map(|part| graph.term(part.node).value())
            .collect();
        prepared.remove_absent(&state, &present);
    }
    let own = partition
        .parts
        .iter()
        .find(|part| graph.term(part.node).value() == city.catalog);
    let refusal = own.and_then(|own| Some((own, judgement.refusal(&graph, own)?)));
    if let Some((own, reason)) = &refusal {
        let title = crate::record::title(&graph, own.node).unwrap_or_else(|| city.catalog.clone());
        let dataset = Title {
            iri: city.catalog.clone(),
            title,
        };
        prepared.refused.push(Refused {
            dataset,
            reason: reason.clone(),
        });
    }
    let own = own.filter(|_| refusal.is_none());
    let found = catalog::Found {
        own,
        leftovers: &partition.leftovers,
        extent: options.extent,
    };
    catalog::put(store, &state, &graph, &found, &mut prepared.change)?;
    prepared.added.sort();
    prepared.changed.sort();
    prepared.refused.sort();
    prepared.report = report;
    Ok(prepared)
}

impl Prepared {
    /// Whether publishing would change anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.change.put.is_empty() && self.change.remove.is_empty()
    }

    /// Whether only naming the number will do: more than 10 datasets, or more than a fifth of the city's, disappear.
    #[must_use]
    pub fn removals_need_number(&self) -> bool {
        let removed = self.removed.len();
        removed > 10 || removed * 5 > self.published
    }

    /// Publishes: all changes become visible together, or none.
    ///
    /// # Errors
    /// When datasets would disappear without [`Consent`], or the store does not take the change.
    pub fn commit(self, store: &Store, consent: Consent) -> Result<Loaded, LoadError> {
        let agreed = match consent {
            _ if self.removed.is_empty() => true,
            Consent::None => false,
            Consent::Yes => !self.removals_need_number(),
            Consent::Number(number) => number == self.removed.len(),
        };
        if !agreed {
            let needs_number = self.removals_need_number();
            return Err(LoadError::RemovalsNeedConsent {
                removed: self.removed,
                needs_number,
            });
        }
        if self.is_empty() {
            return Ok(Loaded {
                generation: self.change.city.generation,
            });
        }
        Ok(Loaded {
            generation: store.apply_blocking(self.change)?,
        })
    }

    fn refuse(&mut self, resource: &Resource, reason: Reason) {
        self.refused.push(Refused {
            dataset: Title::of(resource),
            reason,
        });
    }

    fn admit(&mut self, record: Record, before: Option<&Resource>, errors: u32, now: &str) {
        let is_dataset = record.resource.kind == ResourceKind::Dataset;
        let same = before.is_some_and(|before| before.content_hash == record.resource.content_hash);
        if same {
            self.unchanged += usize::from(is_dataset);
            return;
        }
        let list = if before.is_some() {
            &mut self.changed
        } else {
            &mut self.added
        };
        if is_dataset {
            list.push(Title::of(&record.resource));
        }
        let (mut resource, graph) = record.dated(before, now);
        resource.errors = errors;
        self.change.put.push((resource, graph));
    }

    fn remove_absent(&mut self, state: &State, present: &BTreeSet<&str>) {
        let city = &self.change.city;
        let absent = state.resources.values().filter(|resource| {
            resource.city == city.slug
                && resource.iri != city.catalog
                && !present.contains(resource.iri.as_str())
        });
        for resource in absent {
            if resource.kind == ResourceKind::Dataset {
                self.removed.push(Title::of(resource));
            }
            self.change.remove.push(resource.iri.clone());
        }
        self.removed.sort();
    }
}

impl Title {
    fn of(resource: &Resource) -> Self {
        Self {
            iri: resource.iri.clone(),
            title: resource.title.clone(),
        }
    }
}

/// The datasets a city has published.
pub fn datasets_of<'a>(state: &'a State, city: &str) -> impl Iterator<Item = &'a Resource> {
    let of_city = state
        .resources
        .values()
        .filter(move |resource| resource.city == city);
    of_city.filter(|resource| resource.kind == ResourceKind::Dataset)
}

fn refused_without_address(graph: &Graph, partition: &Partition) -> Vec<Refused> {
    let refused = partition.without_address.iter().map(|part| {
        let iri = format!("_:{}", graph.term(part.node).value());
        let title = crate::record::title(graph, part.node).unwrap_or_else(|| iri.clone());
        Refused {
            dataset: Title { iri, title },
            reason: Reason::Blocking,
        }
    });
    refused.collect()
}

fn owned_by_another(before: Option<&Resource>, city: &City) -> Option<Reason> {
    let owner = &before?.city;
    (*owner != city.slug).then(|| Reason::OwnedBy(owner.clone()))
}

/// Which findings stand against which resource.
struct Judgement {
    errors_mode: Errors,
    blocked: BTreeSet<String>,
    errors: BTreeMap<String, u32>,
    /// Files with something unreadable that belongs to no resource we know: none of their resources is safe.
    blocked_files: BTreeSet<SourceId>,
}

impl Judgement {
    fn new(graph: &Graph, report: &Report, errors_mode: Errors) -> Self {
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

    fn errors(&self, iri: &str) -> u32 {
        self.errors.get(iri).copied().unwrap_or(0)
    }

    fn refusal(&self, graph: &Graph, part: &Part) -> Option<Reason> {
        let iri = graph.term(part.node).value();
        let in_blocked_file = part
            .triples
            .iter()
            .any(|index| self.blocked_files.contains(&graph.position(*index).source));
        if self.blocked.contains(iri) || in_blocked_file {
            return Some(Reason::Blocking);
        }
        (self.errors_mode == Errors::Refuse && self.errors(iri) > 0).then_some(Reason::Errors)
    }
}

/// Which identifiers are taken, as harvesters compare them across all cities.
struct Identifiers {
    taken: BTreeMap<String, String>,
}

impl Identifiers {
    fn new(state: &State) -> Self {
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

    fn refusal(&mut self, resource: &Resource, before: Option<&Resource>) -> Option<Reason> {
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

fn copied_files(
    store: &Store,
    graph: &Graph,
    part: &Part,
    files: &[LocalFile],
) -> Result<Vec<ServedFile>, LoadError> {
    let own = files
        .iter()
        .filter(|file| part.triples.contains(&file.triple) && file.path.is_file());
    own.map(|file| {
        let mut entry = store.put_file(&file.path).map_err(|source| LoadError::File {
            path: file.path.display().to_string(),
            source,
        })?;
        entry.name.clone_from(&file.name);
        entry.media_type = media_type(graph, file).unwrap_or(entry.media_type);
        Ok(ServedFile {
            distribution: file.distribution,
            download_url: graph.triple(file.triple).object,
            entry,
        })
    })
    .collect()
}

/// The media type the distribution states, which the file is served with.
fn media_type(graph: &Graph, file: &LocalFile) -> Option<String> {
    let property = graph.iri(dcat::MEDIA_TYPE)?;
    let stated = graph
        .objects(file.distribution, property)
        .find_map(|object| graph.term(object).as_iri())?;
    let (_, name) = stated.split_once("/media-types/")?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests;
