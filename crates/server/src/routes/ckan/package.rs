//! A dataset as CKAN's package.

use std::cell::OnceCell;
use std::sync::Arc;

use jiff::Timestamp;
use kolophon_dcat::json::{DatasetJson, DistributionJson, last_segment};
use kolophon_publish::feed::{self, Fragments};
use kolophon_store::{City, EngineError, Resource, State, View};
use kolophon_validate::codelist;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::{App, required};
use crate::index::Index;
use crate::problem::{Problem, ProblemKind};
use crate::routes::catalog::refusal;

/// The longest name CKAN allows.
const LONGEST_NAME: usize = 100;

/// Everything that is published, in one generation.
pub(super) struct Packages<'a> {
    pub(super) app: &'a App,
    view: &'a View<'a>,
    index: &'a Index,
    fragments: &'a Fragments,
}

/// A dataset; what costs a look into the store is looked up when it is asked for.
pub(super) struct Package<'a> {
    app: &'a App,
    view: &'a View<'a>,
    pub(super) resource: &'a Resource,
    pub(super) city: Option<&'a City>,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) modified: Timestamp,
    json: OnceCell<Arc<DatasetJson>>,
}

/// Lets `act` see everything that is published in one generation, whatever is published meanwhile.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn of_one_generation<T>(app: &App, act: impl Fn(&Packages<'_>) -> T) -> Result<T, Problem> {
    loop {
        let index = app.index();
        let fragments = app.feeds.editions.fragments(&app.store).map_err(refusal)?;
        let generation = index.state().generation;
        let done = app.store.read(|view| {
            let packages = Packages {
                app,
                view,
                index: &index,
                fragments: &fragments,
            };
            let is_one = [view.state().generation, fragments.state().generation] == [generation; 2];
            Ok::<_, EngineError>(is_one.then(|| act(&packages)))
        });
        // Otherwise something was published between the looks.
        match done {
            Ok(Some(done)) => return Ok(done),
            Ok(None) => {}
            Err(error) => return Err(Problem::new(ProblemKind::StoreUnavailable).because(error)),
        }
    }
}

impl Packages<'_> {
    pub(super) fn state(&self) -> &State {
        self.index.state()
    }

    /// All packages by name.
    pub(super) fn all(&self) -> impl Iterator<Item = Package<'_>> {
        self.index
            .by_slug_after(None)
            .map(|resource| self.package(resource))
    }

    /// The package of that identifier or name.
    pub(super) fn find(&self, wanted: &str) -> Option<Package<'_>> {
        let (city, slug) = wanted.split_once('_').unwrap_or_default();
        let direct = self
            .index
            .dataset(city, slug)
            .map(|resource| self.package(resource));
        direct.filter(|package| package.name == wanted).or_else(|| {
            self.all()
                .find(|package| package.id == wanted || package.name == wanted)
        })
    }

    fn package<'p>(&'p self, resource: &'p Resource) -> Package<'p> {
        let city = self.state().cities.get(&resource.city);
        let published = city.and_then(|city| feed::since(city.published_at.as_deref()?));
        let modified = self.fragments.changed(&resource.iri).or(published);
        Package {
            app: self.app,
            view: self.view,
            resource,
            city,
            id: uuid(&resource.iri),
            name: name(&resource.city, &resource.slug),
            modified: modified.unwrap_or(Timestamp::UNIX_EPOCH),
            json: OnceCell::new(),
        }
    }
}

impl Package<'_> {
    /// What the record says.
    pub(super) fn dataset(&self) -> Result<&DatasetJson, Problem> {
        if let Some(json) = self.json.get() {
            return Ok(json);
        }
        let iri = &self.resource.iri;
        let read = || required(iri, self.view.graph(iri));
        let json = self.app.dataset_json_from(self.resource, read)?;
        Ok(self.json.get_or_init(|| json))
    }

    pub(super) fn to_json(&self) -> Result<Value, Problem> {
        let dataset = self.dataset()?;
        let resources: Vec<Value> = dataset
            .distributions
            .iter()
            .enumerate()
            .map(|(position, distribution)| self.resource(position, distribution))
            .collect();
        let tags: Vec<Value> = dataset.keywords.iter().map(|keyword| tag(keyword)).collect();
        let groups: Vec<Value> = dataset
            .themes
            .iter()
            .map(|theme| group(&theme.iri, &theme.label))
            .collect();
        let licence = dataset.licence.as_ref();
        let organization = self.city.map(organization);
        let page = crate::addresses::dataset_path(&self.resource.city, &self.resource.slug);
        let created = dataset
            .issued
            .as_deref()
            .and_then(feed::since)
            .unwrap_or(self.modified);
        Ok(json!({
            "id": self.id,
            "name": self.name,
            "title": dataset.title,
            "notes": dataset.description,
            "url": self.app.addresses.absolute(&page),
            "type": "dataset",
            "state": "active",
            "private": false,
            "isopen": licence.is_some_and(|licence| is_open(&licence.iri)),
            "metadata_created": naive(created.min(self.modified)),
            "metadata_modified": naive(self.modified),
            "license_id": licence.map(|licence| last_segments(&licence.iri)),
            "license_title": licence.map(|licence| &licence.label),
            "license_url": licence.map(|licence| &licence.iri),
            "author": dataset.publisher,
            "author_email": null,
            "maintainer": null,
            "maintainer_email": null,
            "version": null,
            "owner_org": organization.as_ref().map(|organization| organization["id"].clone()),
            "organization": organization,
            "groups": groups,
            "tags": tags,
            "extras": [
                { "key": "uri", "value": self.resource.iri },
                { "key": "identifier", "value": self.resource.identifier.as_deref().unwrap_or(&self.resource.iri) },
                { "key": "issued", "value": dataset.issued.as_deref().unwrap_or_default() },
                { "key": "modified", "value": dataset.modified.as_deref().unwrap_or_default() },
                { "key": "publisher_name", "value": dataset.publisher.as_deref().unwrap_or_default() },
            ],
            "num_resources": resources.len(),
            "num_tags": tags.len(),
            "resources": resources,
            "relationships_as_subject": [],
            "relationships_as_object": [],
        }))
    }

    /// A distribution as CKAN's resource.
    fn resource(&self, position: usize, distribution: &DistributionJson) -> Value {
        let url = distribution
            .download_url
            .as_ref()
            .or(distribution.access_url.as_ref());
        json!({
            "id": self.resource_id(position, distribution),
            "package_id": self.id,
            "position": position,
            "url": url,
            "name": distribution.title,
            "description": "",
            "format": distribution.format.as_deref().unwrap_or_default(),
            "mimetype": distribution.media_type,
            "size": distribution.byte_size,
            "hash": "",
            "state": "active",
            "created": naive(self.modified),
            "last_modified": naive(self.modified),
            "license": distribution.licence.as_ref().map(|licence| &licence.iri),
            "uri": distribution.iri,
        })
    }

    /// The stable identifier of a distribution.
    pub(super) fn resource_id(&self, position: usize, distribution: &DistributionJson) -> String {
        match &distribution.iri {
            Some(iri) => uuid(iri),
            None => uuid(&format!("{}#{position}", self.resource.iri)),
        }
    }

    /// The distribution of that identifier.
    pub(super) fn find_resource(&self, id: &str) -> Result<Option<Value>, Problem> {
        let distributions = self.dataset()?.distributions.iter().enumerate();
        let mut found = distributions.filter(|(position, one)| self.resource_id(*position, one) == id);
        Ok(found.next().map(|(position, one)| self.resource(position, one)))
    }
}

/// A city as CKAN's organization.
pub(super) fn organization(city: &City) -> Value {
    json!({
        "id": uuid(&city.catalog),
        "name": city.slug,
        "title": city.name,
        "type": "organization",
        "description": "",
        "image_url": "",
        "is_organization": true,
        "approval_status": "approved",
        "state": "active",
    })
}

/// A theme as CKAN's group.
pub(super) fn group(iri: &str, label: &str) -> Value {
    let name = group_name(iri, label);
    json!({ "id": name, "name": name, "title": label, "display_name": label, "description": "" })
}

/// `educ` for the theme `…/data-theme/EDUC`.
pub(super) fn group_name(iri: &str, label: &str) -> String {
    let text = if iri.is_empty() { label } else { last_segment(iri) };
    text.to_lowercase()
}

fn is_open(licence: &str) -> bool {
    let known = codelist::list("licenses").and_then(|list| list.find(licence));
    known.is_some_and(|licence| licence.status == "open")
}

fn tag(keyword: &str) -> Value {
    json!({ "id": uuid(keyword), "name": keyword, "display_name": keyword, "state": "active", "vocabulary_id": null })
}

/// `dl-by-de/2.0` for `http://dcat-ap.de/def/licenses/dl-by-de/2.0`.
pub(super) fn last_segments(licence: &str) -> &str {
    licence
        .split_once("/licenses/")
        .map_or_else(|| last_segment(licence), |(_, rest)| rest)
}

/// A time as CKAN writes it: UTC, without saying so.
pub(super) fn naive(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6f").to_string()
}

/// A name that is unique among all cities: no short name of a city has an underscore.
fn name(city: &str, slug: &str) -> String {
    let plain = |c: char| {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_') {
            c
        } else {
            '-'
        }
    };
    let name = format!("{city}_{}", slug.chars().map(plain).collect::<String>());
    if name.len() <= LONGEST_NAME && name == format!("{city}_{slug}") {
        return name;
    }
    let digits: String = uuid(&format!("{city}/{slug}")).chars().take(8).collect();
    let kept: String = name.chars().take(LONGEST_NAME - 9).collect();
    format!("{kept}-{digits}")
}

/// An identifier in the form of a UUID that depends on the address alone: RFC 9562 §5.8.
pub(super) fn uuid(address: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(address)[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_as_ckan_allows_them() {
        assert_eq!(name("mainz", "baeume"), "mainz_baeume");
        let long = name("mainz", &"x".repeat(150));
        assert!(long.len() == 100 && long != name("mainz", &"x".repeat(151)));
        let odd = name("mainz", "B\u{e4}ume");
        assert!(
            odd.bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_".contains(&c)),
            "{odd}"
        );
        assert_ne!(odd, name("mainz", "b-ume"));
        assert_eq!(uuid("https://a.example/1"), uuid("https://a.example/1"));
    }

    #[test]
    fn times_are_utc_and_do_not_say_so() {
        let time = "2026-03-01T08:00:00+01:00".parse().unwrap();
        assert_eq!(naive(time), "2026-03-01T07:00:00.000000");
    }
}
