//! What is published, beside the triples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An immutable picture of what is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The cities by short name.
    pub cities: BTreeMap<String, City>,
    /// The resources by the IRI of their graph.
    pub resources: BTreeMap<String, Resource>,
    /// Grows by one with every change of any city.
    pub generation: u64,
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
    /// How often the city has published; 0 is never.
    pub generation: u64,
    /// When it last did, as an `xsd:dateTime`.
    pub published_at: Option<String>,
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
            files: Vec::new(),
        }
    }
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
