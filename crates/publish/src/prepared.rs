//! A change of a city that has been looked at, but not made: what a plan is drawn from, and what a person agrees to.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::Timestamp;
use kolophon_dcat::ReadError;
use kolophon_diagnostic::Report;
use kolophon_store::{City, CityChange, Note, Resource, ResourceKind, State, Store, WriteError};
use thiserror::Error;

use crate::choice::Consent;
use crate::outlook::{Outlook, many_disappear};
use crate::plan::PlanCounts;
use crate::quota::{Excess, Usage};
use crate::refusal::{Reason, Refused, Title};

/// What a person has to agree to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The removal of datasets: many of them by their number.
    Removals,
    /// The change as a whole: it removes what was named.
    Named,
}

/// A change that has been looked at, but not made.
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
    /// Datasets that get another address.
    pub moved: Vec<Moved>,
    /// Datasets that are published just so.
    pub unchanged: usize,
    /// Datasets that will disappear.
    pub removed: Vec<Title>,
    /// Datasets that would disappear, if they were not protected.
    pub protected: Vec<Title>,
    /// Datasets that are not published as they are.
    pub refused: Vec<Refused>,
    /// The short names of the datasets that the documents describe, in their order.
    pub slugs: Vec<String>,
    /// How many datasets the city has published.
    pub published: usize,
    pub(crate) guard: Guard,
    pub(crate) settings: Settings,
    pub(crate) files: Vec<FileToCopy>,
    pub(crate) change: CityChange,
}

/// Whether the city's own settings become different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settings {
    Same,
    Different,
}

/// A data file that is to be copied into the store when the change is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileToCopy {
    pub(crate) path: PathBuf,
    pub(crate) sha256: String,
}

/// A dataset that gets another address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The old address, which leads to the new one from now on.
    pub from: String,
    /// The dataset under its new address.
    pub to: Title,
}

/// What a change did.
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
    /// The documents say something about what belongs to another city.
    #[error("{iri} belongs to {city}")]
    Trespass {
        /// What they speak of.
        iri: String,
        /// The short name of the other city.
        city: String,
    },
    /// The city would publish more than it may.
    #[error("{city} may publish {excess}")]
    OverQuota {
        /// The short name of the city.
        city: String,
        /// Of what it would be too much, and how much.
        excess: Excess,
    },
    /// A data file could not be read or copied.
    #[error("{path} cannot be copied")]
    File {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// A data file is another one than it was when the change was looked at.
    #[error("{path} was changed meanwhile")]
    FileChanged {
        /// The file.
        path: String,
    },
    /// The store did not take it.
    #[error("the store did not take the change")]
    Write(#[from] WriteError),
    /// What is published could not be read.
    #[error("the published catalogue cannot be read")]
    Read(#[from] kolophon_store::EngineError),
}

impl Prepared {
    /// A change of that city that changes nothing yet.
    pub(crate) fn new(city: City, state: &State, note: Note) -> Self {
        let known = state.cities.get(&city.slug);
        let settings = match known {
            Some(known) if *known != city => Settings::Different,
            _ => Settings::Same,
        };
        Self {
            report: Report::default(),
            unreadable: Vec::new(),
            added: Vec::new(),
            changed: Vec::new(),
            moved: Vec::new(),
            unchanged: 0,
            removed: Vec::new(),
            protected: Vec::new(),
            refused: Vec::new(),
            slugs: Vec::new(),
            published: datasets_of(state, &city.slug).count(),
            guard: Guard::Removals,
            settings,
            files: Vec::new(),
            change: CityChange {
                expected: Some(known.map_or(0, |known| known.generation)),
                note,
                ..CityChange::new(city)
            },
        }
    }

    /// Whether publishing would change anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let change = &self.change;
        let is_same = change.put.is_empty() && change.remove.is_empty() && change.gone.is_empty();
        is_same && change.aliases.is_empty() && change.erase.is_empty() && self.settings == Settings::Same
    }

    /// Whether only naming the number will do: more than 10 datasets, or more than a fifth of the city's, disappear.
    #[must_use]
    pub fn removals_need_number(&self) -> bool {
        self.guard == Guard::Removals && many_disappear(self.removed.len(), self.published)
    }

    /// How many datasets it concerns.
    #[must_use]
    pub fn counts(&self) -> PlanCounts {
        PlanCounts {
            added: self.added.len(),
            changed: self.changed.len(),
            moved: self.moved.len(),
            removed: self.removed.len(),
            protected: self.protected.len(),
            refused: self.refused.len(),
            unchanged: self.unchanged,
            published: self.published,
        }
    }

    /// What a person is told about it.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        Outlook {
            city: self.change.city.slug.clone(),
            city_name: self.change.city.name.clone(),
            generation: self.generation(),
            counts: self.counts(),
            removed: self.removed.clone(),
            protected: self.protected.clone(),
            refused: self.refused.clone(),
            needs_number: self.removals_need_number(),
        }
    }

    /// The generation that the city has now.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.change.expected.unwrap_or(0)
    }

    /// Refuses a change by which the city would come to publish more than it may.
    ///
    /// # Errors
    /// [`LoadError::OverQuota`].
    pub fn require_quota(&self, state: &State) -> Result<(), LoadError> {
        let city = &self.change.city;
        let Some(quota) = &city.quota else {
            return Ok(());
        };
        let (before, after) = (Usage::of(state, &city.slug), Usage::after(state, &self.change));
        match Excess::of(quota, before, after) {
            None => Ok(()),
            Some(excess) => Err(LoadError::OverQuota {
                city: city.slug.clone(),
                excess,
            }),
        }
    }

    /// The same, done at that time. What was looked at long ago is published only now, and who asks for what changed since the
    /// last visit asks by this time.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.change.note.time = Some(now.to_string());
        self
    }

    /// Publishes: all changes become visible together, or none.
    ///
    /// # Errors
    /// When datasets would disappear without [`Consent`], the city would publish more than it may, a data file is another one than it was, the city was changed
    /// meanwhile, or the store does not take the change.
    pub fn commit(self, store: &Store, consent: Consent) -> Result<Loaded, LoadError> {
        if !self.is_agreed(consent) {
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
        self.require_quota(&store.state())?;
        for file in &self.files {
            file.copy(store)?;
        }
        let slug = self.change.city.slug.clone();
        let generation = store.apply_blocking(self.change)?;
        warn_of_quota(&store.state(), &slug);
        Ok(Loaded { generation })
    }

    fn is_agreed(&self, consent: Consent) -> bool {
        match (self.guard, consent) {
            (Guard::Removals, _) if self.removed.is_empty() => true,
            (_, Consent::None) => false,
            (_, Consent::Yes) => !self.removals_need_number(),
            (_, Consent::Number(number)) => number == self.removed.len(),
        }
    }

    pub(crate) fn refuse(&mut self, resource: &Resource, reason: Reason) {
        self.refused.push(Refused {
            dataset: Title::of(resource),
            reason,
        });
    }

    /// Removes a resource, unless it is protected.
    pub(crate) fn remove(&mut self, resource: &Resource) {
        if is_protected(resource, &self.change.city) {
            self.protected.push(Title::of(resource));
            return;
        }
        self.remove_even_protected(resource);
    }

    /// Removes a resource.
    pub(crate) fn remove_even_protected(&mut self, resource: &Resource) {
        if resource.kind == ResourceKind::Dataset {
            self.removed.push(Title::of(resource));
        }
        self.change.remove.push(resource.iri.clone());
    }

    /// Brings the lists into an order that depends on nothing but their content.
    pub(crate) fn sort(&mut self) {
        self.added.sort();
        self.changed.sort();
        self.moved.sort();
        self.removed.sort();
        self.protected.sort();
        self.refused.sort();
    }
}

/// Whether a resource is to stay whatever is missing from the city's list.
#[must_use]
pub fn is_protected(resource: &Resource, city: &City) -> bool {
    let names: BTreeSet<&str> = city.protected.iter().map(String::as_str).collect();
    resource.protected || names.contains(resource.slug.as_str()) || names.contains(resource.iri.as_str())
}

/// The operator's log says when a city has nearly as much as it may have.
fn warn_of_quota(state: &State, slug: &str) {
    let quota = state.cities.get(slug).and_then(|city| city.quota.as_ref());
    let usage = Usage::of(state, slug);
    if let Some(quota) = quota.filter(|quota| usage.is_near(quota)) {
        let (percent, Usage { datasets, bytes }) = (usage.percent_of(quota), usage);
        tracing::warn!(
            city = slug,
            percent,
            datasets,
            bytes,
            "a city has nearly used up its quota"
        );
    }
}

impl FileToCopy {
    fn copy(&self, store: &Store) -> Result<(), LoadError> {
        if store.file(&self.sha256).is_file() {
            return Ok(());
        }
        let path = self.path.display().to_string();
        match store.put_file(&self.path) {
            Ok(entry) if entry.sha256 == self.sha256 => Ok(()),
            Ok(_) => Err(LoadError::FileChanged { path }),
            Err(source) => Err(LoadError::File { path, source }),
        }
    }
}

impl Title {
    pub(crate) fn of(resource: &Resource) -> Self {
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
