//! The plan: what a change would do to a city, dataset by dataset and property by property, before it is done.
//!
//! A plan names the generation it was made for and the hash of what it was made from. [`Plan::is_same_as`] tells
//! whether the same preparation would still do exactly that.

#[cfg(feature = "store")]
mod compare;
#[cfg(feature = "store")]
mod draw;
mod input;
mod label;
mod property;

#[cfg(feature = "store")]
use kolophon_store::{Act, FileEntry, ResourceKind};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

#[cfg(feature = "store")]
pub(crate) use self::draw::change_of;
#[cfg(feature = "store")]
pub use self::draw::input_hash;
pub use self::input::Ingredients;
pub use self::label::Label;
pub use self::property::{Part, PartState, PropertyChange, Value};
use crate::refusal::Reason;

/// The version of the format; it grows when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// What `kolophon plan` writes: one plan per city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The plans, by city.
    pub plans: Vec<Plan>,
}

/// What a change would do to one city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The short name of the city.
    pub city: String,
    /// Its name for people.
    pub city_name: String,
    /// What would be done.
    pub act: PlannedAct,
    /// The city's generation that the plan was made for; 0 when nothing was published yet.
    pub generation: u64,
    /// What it was made from; absent for what needs no files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Input>,
    /// How many datasets it concerns.
    pub counts: PlanCounts,
    /// Everything that would change, would not be published, or is protected.
    pub changes: Vec<Change>,
}

/// What would be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlannedAct {
    /// Files are published.
    Load,
    /// A dataset or a distribution is withdrawn.
    Withdraw,
    /// It is withdrawn and erased.
    Erase,
    /// The city is made as it was before.
    Rollback,
    /// The city is made as a backup holds it.
    Restore,
}

/// What a plan was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The paths as they were typed.
    pub paths: Vec<String>,
    /// SHA-256 over all documents, the city's settings and the options.
    pub sha256: String,
    /// Whether the paths are the city's whole list.
    pub complete: bool,
    /// Whether datasets with errors are published.
    pub allow_errors: bool,
    /// The time that missing dates are set to.
    pub now: String,
}

/// How many datasets a plan concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanCounts {
    /// Datasets that would appear.
    pub added: usize,
    /// Datasets that would become different.
    pub changed: usize,
    /// Datasets that would get another address.
    pub moved: usize,
    /// Datasets that would disappear.
    pub removed: usize,
    /// Datasets that stay because they are protected.
    pub protected: usize,
    /// Datasets that would not be published.
    pub refused: usize,
    /// Datasets that are published just so.
    pub unchanged: usize,
    /// Datasets that the city has published before the change.
    pub published: usize,
}

/// What would become of one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What would happen to it.
    pub action: Action,
    /// Its address.
    pub iri: String,
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The address it had before, if that would change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Why it would not be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefusalReason>,
    /// Its properties that would change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<PropertyChange>,
    /// Its data files that would change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileChange>,
    /// The hash of its triples after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// What would happen to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It would disappear.
    Removed,
    /// It would not be published.
    Refused,
    /// It would get another address.
    Moved,
    /// An old address would lead to it.
    Aliased,
    /// It would become different.
    Changed,
    /// It would appear.
    Added,
    /// It stays because it is protected.
    Protected,
}

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
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

/// Why a dataset would not be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalReason {
    /// The stable name of the reason.
    pub name: String,
    /// What it concerns: the other city, dataset, identifier, address or file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// What would become of a data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileChange {
    /// Its name.
    pub name: String,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<FileState>,
    /// What it would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<FileState>,
}

/// What a data file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileState {
    /// Its size.
    pub byte_size: u64,
    /// SHA-256 of its content.
    pub sha256: String,
}

impl PlanFile {
    /// The plans of several cities as one document.
    #[must_use]
    pub fn new(plans: Vec<Plan>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            plans,
        }
    }

    /// Whether this version can read it.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.schema_version == SCHEMA_VERSION
    }

    /// Whether any plan would change anything.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.plans.iter().any(Plan::has_changes)
    }
}

/// The JSON Schema of [`PlanFile`].
#[must_use]
pub fn json_schema() -> String {
    let schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<PlanFile>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

impl Plan {
    /// Whether anything would change.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(Change::is_real)
    }

    /// Whether this plan, made anew, would do exactly what `other` says: with the same input, for the same generation.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self == other
    }
}

/// The name of a reason, for programs, and what it concerns.
#[must_use]
pub fn refusal_reason(reason: &Reason) -> RefusalReason {
    let (name, about) = match reason {
        Reason::Blocking => ("blocking", None),
        Reason::Errors => ("errors", None),
        Reason::OwnedBy(city) => ("owned-by-another-city", Some(city)),
        Reason::IdentifierChanged { published } => ("identifier-changed", Some(published)),
        Reason::IdentifierTaken { by } => ("identifier-taken", Some(by)),
        Reason::Erased { iri } => ("erased", Some(iri)),
        Reason::FileMissing { name } => ("file-missing", Some(name)),
    };
    RefusalReason {
        name: name.to_owned(),
        about: about.cloned(),
    }
}

impl RefusalReason {
    /// The reason of that name; `None` for one that only another version knows.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        let about = || self.about.clone().unwrap_or_default();
        Some(match self.name.as_str() {
            "blocking" => Reason::Blocking,
            "errors" => Reason::Errors,
            "owned-by-another-city" => Reason::OwnedBy(about()),
            "identifier-changed" => Reason::IdentifierChanged { published: about() },
            "identifier-taken" => Reason::IdentifierTaken { by: about() },
            "erased" => Reason::Erased { iri: about() },
            "file-missing" => Reason::FileMissing { name: about() },
            _ => return None,
        })
    }
}

impl Change {
    /// Whether it changes what is published.
    #[must_use]
    pub fn is_real(&self) -> bool {
        !matches!(self.action, Action::Refused | Action::Protected)
    }
}

#[cfg(feature = "store")]
impl From<&FileEntry> for FileState {
    fn from(file: &FileEntry) -> Self {
        Self {
            byte_size: file.byte_size,
            sha256: file.sha256.clone(),
        }
    }
}

#[cfg(feature = "store")]
impl From<Act> for PlannedAct {
    fn from(act: Act) -> Self {
        match act {
            Act::Load => Self::Load,
            Act::Withdraw => Self::Withdraw,
            Act::Erase => Self::Erase,
            Act::Rollback => Self::Rollback,
            Act::Restore => Self::Restore,
        }
    }
}

#[cfg(feature = "store")]
impl From<ResourceKind> for Kind {
    fn from(kind: ResourceKind) -> Self {
        match kind {
            ResourceKind::Dataset => Self::Dataset,
            ResourceKind::DataService => Self::DataService,
            ResourceKind::DatasetSeries => Self::DatasetSeries,
            ResourceKind::CatalogRecord => Self::CatalogRecord,
            ResourceKind::Catalog => Self::Catalog,
        }
    }
}

#[cfg(test)]
#[cfg(feature = "store")]
mod tests;
