//! Drawing the plan of a prepared change.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::Document;
use kolophon_graph::Graph;
use kolophon_store::{City, EngineError, Resource, ResourceKind, State, Store, content_hash};

use super::compare::{Side, compare};
use super::input::Ingredients;
use super::{Action, Change, FileChange, FileState, Input, Label, Plan, PropertyChange, refusal_reason};
use crate::api::CitySettings;
use crate::load::{Errors, Extent, LoadOptions};
use crate::prepared::Prepared;
use crate::refusal::Title;

/// The hash of all that a load depends on beside what is published.
#[must_use]
pub fn input_hash(city: &City, documents: &[Document], options: &LoadOptions<'_>) -> String {
    let facts = options.facts;
    let aliases = facts.aliases.iter().flat_map(|(from, to)| [from, to]);
    Ingredients {
        settings: &CitySettings::from(city),
        profile: options.profile.name(),
        complete: options.extent == Extent::Complete,
        allow_errors: options.errors == Errors::Allow,
        facts: facts
            .protected
            .iter()
            .chain(aliases)
            .map(String::as_str)
            .collect(),
        documents,
    }
    .hash()
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
            let kind = if refused.dataset.iri == self.change.city.catalog {
                ResourceKind::Catalog
            } else {
                ResourceKind::Dataset
            };
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
            counts: self.counts(),
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
