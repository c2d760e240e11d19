//! What a program and a server say to each other when one publishes into the other: the bodies of
//! `/api/v1/cities/…` beside [plans](crate::plan), findings and the files themselves.

mod data_file;
mod trouble;

#[cfg(feature = "store")]
use kolophon_store::City;
use kolophon_validate::installation::CityConfig;
use kolophon_validate::policy::Policy;
use serde::{Deserialize, Serialize};

pub use self::data_file::{DataFile, data_files};
pub use self::trouble::{RollbackTrouble, WithdrawTrouble};
use crate::plan::{Change, Plan, PlannedAct, RefusalReason};

/// The version of these bodies; it grows when a program that knows only an earlier one would misunderstand them.
pub const VERSION: u32 = 1;

/// The name of the part of a `multipart/form-data` body that is an [`Order`].
pub const ORDER_PART: &str = "order";
/// The name of each part that is a document.
pub const DOCUMENT_PART: &str = "document";
/// The name of each part that is the content of a data file. Its file name is that of the file, or its SHA-256.
pub const FILE_PART: &str = "file";

/// `GET /api/v1/cities/{city}`: how the server reads the city's files, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityAnswer {
    /// [`VERSION`].
    pub schema_version: u32,
    /// The settings.
    pub city: CitySettings,
}

/// The settings of a city.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitySettings {
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
    /// The short names or addresses of datasets that loading never removes.
    #[serde(default)]
    pub protected: Vec<String>,
    /// How often the city has published; 0 is never.
    pub generation: u64,
    /// When it last did, as an `xsd:dateTime`.
    pub published_at: Option<String>,
}

/// The part of a body that says how the documents are meant. Everything in it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Order {
    /// The documents, in the order of their parts.
    pub documents: Vec<DocumentName>,
    /// The data files that the documents name.
    pub files: Vec<DataFile>,
    /// Datasets that the sender holds back, because its own check of them and of their data files says so.
    pub withheld: Vec<Withheld>,
    /// The time that missing dates are set to, as an `xsd:dateTime`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Exactly what is to be done, else nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// What only who owns the data directory can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnersWord>,
}

/// What the journal and the city's settings become, when it is the owner of the data directory who publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OwnersWord {
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Where the files lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The `kolophon.toml` that has the city's settings: its path and its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installation: Option<(String, String)>,
}

/// What a document is called, and what its relative addresses are resolved against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentName {
    /// The name that findings call it by.
    pub name: String,
    /// The base IRI.
    pub base: String,
}

/// A dataset that the sender holds back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Its address.
    pub iri: String,
    /// Why.
    pub reason: RefusalReason,
}

/// What a write has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The city.
    pub city: String,
    /// Its generation from now on.
    pub generation: u64,
}

/// `GET /api/v1/cities/{city}/log`, and what `kolophon log --format json` writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// [`VERSION`].
    pub schema_version: u32,
    /// The generations, newest first.
    pub generations: Vec<LogEntry>,
}

/// One generation of one city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// The city.
    pub city: String,
    /// Its number.
    pub generation: u64,
    /// What was done.
    pub act: PlannedAct,
    /// Who did it.
    pub author: Option<String>,
    /// When, as an `xsd:dateTime`.
    pub time: Option<String>,
    /// Where the data came from.
    pub source: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// How many datasets it concerned.
    pub counts: GenerationCounts,
    /// Its changes, when one generation was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
}

/// How many datasets a generation concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerationCounts {
    /// Datasets that appeared.
    pub added: usize,
    /// Datasets that became different.
    pub changed: usize,
    /// Datasets that disappeared.
    pub removed: usize,
    /// Datasets that got another address.
    pub moved: usize,
}

impl CitySettings {
    /// The settings as a check uses them; whose files they are and what the city decides about rules is not among
    /// them.
    #[must_use]
    pub fn into_config(self) -> CityConfig {
        CityConfig {
            slug: self.slug,
            name: self.name,
            base: self.base,
            catalog: self.catalog,
            contributor_id: self.contributor_id,
            ars: self.ars,
            ags: self.ags,
            licence: self.licence,
            contact: self.contact,
            profile: self.profile,
            host: self.host,
            demo: self.demo,
            path: std::path::PathBuf::new(),
            complete: false,
            protected: self.protected,
            // What a city may publish is no business of a check.
            quota: None,
            policy: Policy::default(),
        }
    }
}

/// A city that has published nothing yet.
impl From<&CityConfig> for CitySettings {
    fn from(city: &CityConfig) -> Self {
        let city = city.clone();
        Self {
            slug: city.slug,
            name: city.name,
            base: city.base,
            catalog: city.catalog,
            contributor_id: city.contributor_id,
            ars: city.ars,
            ags: city.ags,
            licence: city.licence,
            contact: city.contact,
            profile: city.profile,
            host: city.host,
            demo: city.demo,
            protected: city.protected,
            generation: 0,
            published_at: None,
        }
    }
}

#[cfg(feature = "store")]
impl From<&City> for CitySettings {
    fn from(city: &City) -> Self {
        let city = city.clone();
        Self {
            slug: city.slug,
            name: city.name,
            base: city.base,
            catalog: city.catalog,
            contributor_id: city.contributor_id,
            ars: city.ars,
            ags: city.ags,
            licence: city.licence,
            contact: city.contact,
            profile: city.profile,
            host: city.host,
            demo: city.demo,
            protected: city.protected,
            generation: city.generation,
            published_at: city.published_at,
        }
    }
}

#[cfg(feature = "store")]
impl From<&kolophon_store::Entry> for LogEntry {
    fn from(entry: &kolophon_store::Entry) -> Self {
        Self {
            city: entry.city.clone(),
            generation: entry.generation,
            act: entry.act.into(),
            author: entry.author.clone(),
            time: entry.time.clone(),
            source: entry.source.clone(),
            reason: entry.reason.clone(),
            counts: GenerationCounts {
                added: entry.counts.added,
                changed: entry.counts.changed,
                removed: entry.counts.removed,
                moved: entry.counts.moved,
            },
            changes: None,
        }
    }
}
