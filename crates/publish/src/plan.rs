//! The plan: what a change would do to a city, dataset by dataset and property by property, before it is done.
//!
//! A plan names the generation it was made for and the hash of what it was made from. [`Plan::is_same_as`] tells
//! whether the same preparation would still do exactly that.

mod compare;
mod label;

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::Document;
use kolophon_graph::Graph;
use kolophon_store::{Act, City, EngineError, FileEntry, Resource, ResourceKind, State, Store, content_hash};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use self::compare::{Part, PartState, PropertyChange, Value};
pub(crate) use self::compare::{Side, compare};
pub use self::label::Label;
use crate::identity::hex;
use crate::load::{Errors, Extent, LoadOptions};
use crate::prepared::{Prepared, Reason, Title};

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

impl Change {
    /// Whether it changes what is published.
    #[must_use]
    pub fn is_real(&self) -> bool {
        !matches!(self.action, Action::Refused | Action::Protected)
    }
}

/// The hash of all that a load depends on beside what is published.
#[must_use]
pub fn input_hash(city: &City, documents: &[Document], options: &LoadOptions<'_>) -> String {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    let city = City {
        generation: 0,
        published_at: None,
        ..city.clone()
    };
    part(serde_json::to_string(&city).unwrap_or_default().as_bytes());
    part(options.profile.name().as_bytes());
    part(&[
        u8::from(options.extent == Extent::Complete),
        u8::from(options.errors == Errors::Allow),
    ]);
    for protected in &options.facts.protected {
        part(protected.as_bytes());
    }
    for (from, to) in &options.facts.aliases {
        part(from.as_bytes());
        part(to.as_bytes());
    }
    for document in documents {
        part(document.name.as_bytes());
        // What cannot be read is told by the check.
        part(&document.bytes().unwrap_or_default());
    }
    hex(&hasher.finalize())
}

impl Prepared {
    /// Draws the plan. `input` is what it was made from, if that were files.
    ///
    /// # Errors
    /// When what is published cannot be read.
    pub fn plan(&self, store: &Store, input: Option<Input>) -> Result<Plan, EngineError> {
        let state = store.state();
        let mut changes = Vec::new();
        let moved_from: BTreeMap<&str, &str> = self
            .moved
            .iter()
            .map(|moved| (moved.to.iri.as_str(), moved.from.as_str()))
            .collect();
        for (resource, graph) in &self.change.put {
            let from = moved_from.get(resource.iri.as_str()).copied();
            let before = state.resources.get(from.unwrap_or(&resource.iri));
            let old = match before {
                Some(before) => store.graph(&before.iri)?,
                None => None,
            };
            let before = before.zip(old.as_ref());
            changes.push(change_of(before, Some((resource, graph)), from));
        }
        let moved: BTreeSet<&str> = self.moved.iter().map(|moved| moved.from.as_str()).collect();
        for iri in self
            .change
            .remove
            .iter()
            .filter(|iri| !moved.contains(iri.as_str()))
        {
            if let Some(resource) = state.resources.get(iri) {
                changes.push(bare(Action::Removed, resource.kind, &Title::of(resource)));
            }
        }
        changes.extend(self.aliased(&moved, &state));
        for title in &self.protected {
            let kind = state
                .resources
                .get(&title.iri)
                .map_or(ResourceKind::Dataset, |resource| resource.kind);
            changes.push(bare(Action::Protected, kind, title));
        }
        for refused in &self.refused {
            let reason = Some(refusal_reason(&refused.reason));
            let kind = ResourceKind::Dataset;
            changes.push(Change {
                reason,
                ..bare(Action::Refused, kind, &refused.dataset)
            });
        }
        changes.sort_by(|a, b| (a.action, &a.title, &a.iri).cmp(&(b.action, &b.title, &b.iri)));
        let city = &self.change.city;
        Ok(Plan {
            city: city.slug.clone(),
            city_name: city.name.clone(),
            act: self.change.note.act.into(),
            generation: self.generation(),
            input,
            counts: PlanCounts {
                added: self.added.len(),
                changed: self.changed.len(),
                moved: self.moved.len(),
                removed: self.removed.len(),
                protected: self.protected.len(),
                refused: self.refused.len(),
                unchanged: self.unchanged,
                published: self.published,
            },
            changes,
        })
    }

    /// Old addresses that lead to a dataset which is not moved now.
    fn aliased(&self, moved: &BTreeSet<&str>, state: &State) -> Vec<Change> {
        let aliases = self.change.aliases.iter();
        aliases
            .filter(|(from, _)| !moved.contains(from.as_str()))
            .map(|(from, to)| {
                let published = state.resources.get(to);
                let put = || {
                    let mut put = self.change.put.iter().map(|(resource, _)| resource);
                    put.find(|resource| resource.iri == *to)
                };
                let title = published
                    .or_else(put)
                    .map_or_else(|| to.clone(), |to| to.title.clone());
                let title = Title {
                    iri: to.clone(),
                    title,
                };
                Change {
                    from: Some(from.clone()),
                    ..bare(Action::Aliased, ResourceKind::Dataset, &title)
                }
            })
            .collect()
    }
}

/// What becomes of a resource, property by property.
pub(crate) fn change_of(
    before: Option<(&Resource, &Graph)>,
    after: Option<(&Resource, &Graph)>,
    from: Option<&str>,
) -> Change {
    let side = |(resource, graph)| side(resource, graph);
    let resource = after.or(before).map(|(resource, _)| resource);
    let title = resource.map_or_else(
        || Title {
            iri: String::new(),
            title: String::new(),
        },
        Title::of,
    );
    let action = match (before, after, from) {
        (_, Some(_), Some(_)) => Action::Moved,
        (Some(_), Some(_), None) => Action::Changed,
        (None, _, _) => Action::Added,
        (_, None, _) => Action::Removed,
    };
    let kind = resource.map_or(ResourceKind::Dataset, |resource| resource.kind);
    let is_compared = before.is_some() && after.is_some();
    let mut properties = Vec::new();
    if is_compared {
        properties = compare(before.map(side), after.map(side));
        properties.extend(protection_change(before, after));
    }
    Change {
        from: from.map(str::to_owned),
        properties,
        files: file_changes(
            before.map(|(resource, _)| resource),
            after.map(|(resource, _)| resource),
        ),
        content: after.map(|(_, graph)| content_hash(graph)),
        ..bare(action, kind, &title)
    }
}

fn side<'a>(resource: &'a Resource, graph: &'a Graph) -> Side<'a> {
    Side {
        graph,
        root: &resource.iri,
    }
}

/// Whether a dataset is protected stands in no triple.
fn protection_change(
    before: Option<(&Resource, &Graph)>,
    after: Option<(&Resource, &Graph)>,
) -> Option<PropertyChange> {
    let is_protected =
        |side: Option<(&Resource, &Graph)>| side.is_some_and(|(resource, _)| resource.protected);
    let (was, is) = (is_protected(before), is_protected(after));
    (was != is).then(|| PropertyChange {
        part: Vec::new(),
        property: "urn:kolophon:protected".to_owned(),
        label: Label::new("Löschschutz", "Protection"),
        removed: vec![was.into()],
        added: vec![is.into()],
    })
}

fn file_changes(before: Option<&Resource>, after: Option<&Resource>) -> Vec<FileChange> {
    let by_name = |resource: Option<&Resource>| -> BTreeMap<String, FileState> {
        let files = resource.map_or(&[][..], |resource| &resource.files);
        files
            .iter()
            .map(|file| (file.name.clone(), file.into()))
            .collect()
    };
    let (before, after) = (by_name(before), by_name(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changes = names.into_iter().map(|name| FileChange {
        name: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
    });
    changes.filter(|change| change.before != change.after).collect()
}

impl From<&FileEntry> for FileState {
    fn from(file: &FileEntry) -> Self {
        Self {
            byte_size: file.byte_size,
            sha256: file.sha256.clone(),
        }
    }
}

fn bare(action: Action, kind: ResourceKind, title: &Title) -> Change {
    Change {
        action,
        iri: title.iri.clone(),
        kind: kind.into(),
        title: title.title.clone(),
        from: None,
        reason: None,
        properties: Vec::new(),
        files: Vec::new(),
        content: None,
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

impl From<Act> for PlannedAct {
    fn from(act: Act) -> Self {
        match act {
            Act::Load => Self::Load,
            Act::Withdraw => Self::Withdraw,
            Act::Erase => Self::Erase,
            Act::Rollback => Self::Rollback,
        }
    }
}

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
mod tests;
