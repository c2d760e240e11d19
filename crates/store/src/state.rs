//! What is published, beside the triples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{digest, erase};

/// An immutable picture of what is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The cities by short name.
    pub cities: BTreeMap<String, City>,
    /// The resources by the IRI of their graph.
    pub resources: BTreeMap<String, Resource>,
    /// What was published once and is no longer, by its IRI.
    pub tombstones: BTreeMap<String, Tombstone>,
    /// Addresses under which something was published before it got another one, by the old IRI.
    pub aliases: BTreeMap<String, Alias>,
    /// Grows by one with every change of any city.
    pub generation: u64,
}

impl State {
    /// The short name of the city that an IRI belongs to: the one that published it first.
    #[must_use]
    pub fn owner(&self, iri: &str) -> Option<&str> {
        let resource = self.resources.get(iri).map(|resource| resource.city.as_str());
        let tombstone = || self.tombstones.get(iri).map(|tombstone| tombstone.city.as_str());
        let alias = || self.aliases.get(iri).map(|alias| alias.city.as_str());
        resource.or_else(tombstone).or_else(alias)
    }
}

/// A tenant: whose catalogue it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct City {
    /// The short name in addresses.
    pub slug: String,
    /// The name for people.
    pub name: String,
    /// What the city's own IRIs begin with, without a slash at the end.
    pub base: String,
    /// The IRI of the city's `dcat:Catalog`.
    pub catalog: String,
    /// GovData's `contributorID`.
    pub contributor_id: Option<String>,
    /// The regional key (Amtlicher Regionalschlüssel).
    pub ars: Option<String>,
    /// The municipality key (Amtlicher Gemeindeschlüssel).
    pub ags: Option<String>,
    /// The licence of data that names none.
    pub licence: Option<String>,
    /// The contact point of data that names none.
    pub contact: Option<String>,
    /// The profile that the city's metadata are checked against.
    pub profile: String,
    /// The city's own host name, without scheme.
    pub host: Option<String>,
    /// Whether this is a demonstration that may use addresses which do not last.
    pub demo: bool,
    /// The short names of datasets that nothing but a withdrawal with that intent removes.
    #[serde(default)]
    pub protected: Vec<String>,
    /// How much the city may publish; `None`: as much as there is room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// How often the city has published; 0 is never.
    pub generation: u64,
    /// When it last did, as an `xsd:dateTime`.
    pub published_at: Option<String>,
}

/// How much a city may publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// How many datasets.
    pub datasets: Option<u64>,
    /// How many megabytes its data files may have together.
    pub megabytes: Option<u64>,
    /// From how many percent of that on it is said that room runs out.
    pub warn_at: u8,
}

impl City {
    /// A city of that short name that has published nothing.
    #[must_use]
    pub fn new(slug: &str, base: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            base: base.to_owned(),
            catalog: format!("{base}/{slug}/catalog"),
            profile: "dcat-ap-de".to_owned(),
            ..Self::default()
        }
    }
}

/// A resource with a graph of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// The IRI of the resource and of its graph.
    pub iri: String,
    /// The short name of the city that published it.
    pub city: String,
    /// What it is.
    pub kind: ResourceKind,
    /// The short name in local addresses.
    pub slug: String,
    /// The title for people.
    pub title: String,
    /// The hash of the triples that were loaded, see [`content_hash`](crate::content_hash).
    pub content_hash: String,
    /// `dct:identifier`.
    pub identifier: Option<String>,
    /// `dct:issued`.
    pub issued: Option<String>,
    /// `dct:modified`.
    pub modified: Option<String>,
    /// The city's generation in which it last changed.
    pub generation: u64,
    /// The number of errors it was published with.
    pub errors: u32,
    /// Whether its own description says that it must not be removed.
    #[serde(default)]
    pub protected: bool,
    /// The data files that Kolophon serves for it.
    pub files: Vec<FileEntry>,
}

impl Resource {
    /// A resource of that IRI; everything else is still empty.
    #[must_use]
    pub fn new(iri: &str, kind: ResourceKind) -> Self {
        Self {
            iri: iri.to_owned(),
            city: String::new(),
            kind,
            slug: String::new(),
            title: String::new(),
            content_hash: String::new(),
            identifier: None,
            issued: None,
            modified: None,
            generation: 0,
            errors: 0,
            protected: false,
            files: Vec::new(),
        }
    }
}

/// What remains of something that was published once: enough to answer 410 for ever.
///
/// It says nothing that an erasure would have to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The IRI.
    pub iri: String,
    /// The short name of the city that published it, and to which the IRI belongs for ever.
    pub city: String,
    /// The short name in local addresses; of a distribution, that of its dataset.
    pub slug: String,
    /// The IRI of the dataset whose distribution it was; `None` for what had a graph of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// The title; `None` when it was erased.
    #[serde(default)]
    pub title: Option<String>,
    /// When it went, as an `xsd:dateTime`; empty when nobody said.
    pub date: String,
    /// The city's generation since which it is gone.
    pub generation: u64,
    /// Why it was withdrawn; `None` when it was merely no longer in the city's list.
    #[serde(default)]
    pub reason: Option<String>,
    /// SHA-256 of the names of the data files that went with it.
    #[serde(default)]
    pub files: Vec<String>,
}

impl Tombstone {
    /// Whether a data file of that name went with it.
    #[must_use]
    pub fn had_file(&self, name: &str) -> bool {
        self.files.contains(&digest::of_text(name))
    }
}

/// An address that leads to another one since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The old IRI.
    pub from: String,
    /// The IRI that took its place.
    pub to: String,
    /// The short name of the city.
    pub city: String,
    /// The short name in local addresses that went with the old IRI.
    pub slug: String,
}

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ResourceKind {
    /// `dcat:Dataset`
    Dataset,
    /// `dcat:DataService`
    DataService,
    /// `dcat:DatasetSeries`
    DatasetSeries,
    /// `dcat:CatalogRecord`
    CatalogRecord,
    /// `dcat:Catalog`
    Catalog,
}

/// A data file that Kolophon serves, found by its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEntry {
    /// The name in the address.
    pub name: String,
    /// SHA-256 of the content in lower-case hexadecimal digits.
    pub sha256: String,
    /// The size, measured.
    pub byte_size: u64,
    /// The media type, such as `text/csv`.
    pub media_type: String,
}

impl FileEntry {
    /// SHA-256 of the name, by which a [`Tombstone`] knows it.
    #[must_use]
    pub fn name_hash(&self) -> String {
        digest::of_text(&self.name)
    }

    /// Whether an IRI is the address that the file is served at.
    #[must_use]
    pub fn is_served_at(&self, iri: &str) -> bool {
        erase::names_file(iri, self)
    }
}
