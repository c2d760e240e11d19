//! The actions that show one thing or list all.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_validate::codelist::{self, CodeList};
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::package::{Packages, group, group_name, last_segments, organization, uuid};
use super::{Outcome, Refusal};
use crate::app::App;
use crate::problem::Problem;

/// The most things of an answer.
const MOST: i64 = 1000;

pub(super) fn package_show(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let id = wanted(arguments)?;
    let package = packages.find(&id).ok_or(Refusal::NotFound)?;
    Ok(package.to_json()?)
}

pub(super) fn package_list(packages: &Packages<'_>, arguments: &Arguments) -> Value {
    let (offset, limit) = window(arguments, i64::MAX);
    let names = packages.all().map(|package| package.name);
    json!(names.skip(offset).take(limit).collect::<Vec<_>>())
}

pub(super) fn current_packages(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let (offset, limit) = window(arguments, MOST);
    let page = packages.all().skip(offset).take(limit);
    let all = page
        .map(|package| package.to_json())
        .collect::<Result<Vec<Value>, Problem>>()?;
    Ok(json!(all))
}

pub(super) fn package_autocomplete(packages: &Packages<'_>, arguments: &Arguments) -> Value {
    let start = arguments.text("q").unwrap_or_default().to_lowercase();
    let limit = usize::try_from(arguments.number("limit", 10).unwrap_or(10)).unwrap_or(10);
    let fits = |title: &str, name: &str| title.to_lowercase().contains(&start) || name.contains(&start);
    let found = packages
        .all()
        .filter(|package| fits(&package.resource.title, &package.name))
        .take(limit.min(100))
        .map(|package| {
            json!({
                "name": package.name,
                "title": package.resource.title,
                "match_field": "title",
                "match_displayed": package.resource.title,
            })
        });
    json!(found.collect::<Vec<_>>())
}

pub(super) fn resource_show(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let id = wanted(arguments)?;
    for package in packages.all() {
        if let Some(resource) = package.find_resource(&id)? {
            return Ok(resource);
        }
    }
    Err(Refusal::NotFound.into())
}

pub(super) fn organization_list(packages: &Packages<'_>, arguments: &Arguments) -> Value {
    let (offset, limit) = window(arguments, MOST);
    let cities = packages.state().cities.values().skip(offset).take(limit);
    if !arguments.truth("all_fields") {
        return json!(cities.map(|city| &city.slug).collect::<Vec<_>>());
    }
    let all = cities.map(|city| with_count(organization(city), count(packages, &city.slug)));
    json!(all.collect::<Vec<_>>())
}

pub(super) fn organization_show(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let id = wanted(arguments)?;
    let cities = packages.state().cities.values();
    let city = cities
        .into_iter()
        .find(|city| city.slug == id || uuid(&city.catalog) == id);
    let city = city.ok_or(Refusal::NotFound)?;
    Ok(with_count(organization(city), count(packages, &city.slug)))
}

pub(super) fn group_list(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let groups = groups(packages)?;
    if !arguments.truth("all_fields") {
        return Ok(json!(groups.keys().collect::<Vec<_>>()));
    }
    let all = groups
        .into_values()
        .map(|(group, count)| with_count(group, count));
    Ok(json!(all.collect::<Vec<_>>()))
}

pub(super) fn group_show(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let id = wanted(arguments)?;
    let (group, count) = groups(packages)?.remove(&id).ok_or(Refusal::NotFound)?;
    Ok(with_count(group, count))
}

pub(super) fn tag_list(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let wanted = arguments.text("query").unwrap_or_default().to_lowercase();
    let mut tags = BTreeSet::new();
    for package in packages.all() {
        tags.extend(package.dataset()?.keywords.iter().cloned());
    }
    let found = tags
        .into_iter()
        .filter(|tag| tag.to_lowercase().contains(&wanted));
    Ok(json!(found.collect::<Vec<_>>()))
}

pub(super) fn license_list() -> Value {
    let list = codelist::list("licenses");
    let all = list.into_iter().flat_map(CodeList::values).map(|licence| {
        json!({
            "id": last_segments(licence.iri),
            "title": licence.de,
            "url": licence.iri,
            "status": "active",
        })
    });
    json!(all.collect::<Vec<_>>())
}

pub(super) fn status_show(app: &App) -> Value {
    json!({
        "site_title": app.title,
        "site_description": "",
        "site_url": app.addresses.base(),
        "ckan_version": "2.11",
        "error_emails_to": null,
        "locale_default": "de",
        "extensions": [],
    })
}

pub(super) fn help_show(arguments: &Arguments) -> Outcome {
    let name = arguments.text("name").ok_or_else(|| missing("name"))?;
    Ok(json!(format!("{name}: https://docs.ckan.org/en/2.11/api/")))
}

fn wanted(arguments: &Arguments) -> Result<String, Refusal> {
    arguments.text("id").ok_or_else(|| missing("id"))
}

fn missing(field: &'static str) -> Refusal {
    Refusal::Invalid {
        field,
        message: "Missing value".to_owned(),
    }
}

/// Where a list begins and how long it is. What is no number counts as nothing said.
fn window(arguments: &Arguments, most: i64) -> (usize, usize) {
    let offset = arguments.number("offset", 0).unwrap_or(0);
    let limit = arguments.number("limit", most).unwrap_or(most).min(most);
    (
        usize::try_from(offset).unwrap_or_default(),
        usize::try_from(limit).unwrap_or_default(),
    )
}

fn count(packages: &Packages<'_>, city: &str) -> usize {
    packages
        .all()
        .filter(|package| package.resource.city == city)
        .count()
}

fn with_count(mut thing: Value, count: usize) -> Value {
    thing["package_count"] = json!(count);
    thing
}

/// The themes in use, with how many datasets they have.
fn groups(packages: &Packages<'_>) -> Result<BTreeMap<String, (Value, usize)>, Problem> {
    let mut groups: BTreeMap<String, (Value, usize)> = BTreeMap::new();
    for package in packages.all() {
        for theme in &package.dataset()?.themes {
            let name = group_name(&theme.iri, &theme.label);
            let entry = groups
                .entry(name)
                .or_insert_with(|| (group(&theme.iri, &theme.label), 0));
            entry.1 += 1;
        }
    }
    Ok(groups)
}
