//! `package_search`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use kolophon_publish::feed;
use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use super::package::{Package, Packages, group_name, last_segments, naive};
use super::query::{Condition, Facts};
use super::{ActionError, Outcome, Refusal};
use crate::problem::Problem;

/// The most packages of an answer, as in CKAN.
const MOST_ROWS: i64 = 1000;

/// Searches, filters, sorts, counts.
pub(super) fn package_search(packages: &Packages<'_>, arguments: &Arguments) -> Outcome {
    let number = |name: &'static str, default| {
        let number = arguments.number(name, default).ok().filter(|number| *number >= 0);
        number.ok_or_else(|| Refusal::Invalid {
            field: name,
            message: "Invalid integer".to_owned(),
        })
    };
    let rows = number("rows", 10)?.min(MOST_ROWS);
    let start = number("start", 0)?;
    let parse = |text: &str| Condition::parse(text).map_err(Refusal::Query);
    let mut conditions = vec![parse(&arguments.text("q").unwrap_or_default())?];
    let filters = arguments.text("fq").into_iter().chain(arguments.list("fq_list"));
    for filter in filters {
        conditions.push(parse(&filter)?);
    }
    let condition = Condition::All(conditions);
    let mut found = Vec::new();
    for package in packages.all() {
        if condition.holds(&package)? {
            found.push(package);
        }
    }
    sort(&mut found, arguments.text("sort").as_deref())?;
    let (facets, search_facets) = facets(&found, arguments)?;
    let page = found
        .iter()
        .skip(usize::try_from(start).unwrap_or(usize::MAX))
        .take(usize::try_from(rows).unwrap_or_default());
    let results = page
        .map(Package::to_json)
        .collect::<Result<Vec<Value>, Problem>>()?;
    Ok(json!({
        "count": found.len(),
        "sort": arguments.text("sort").unwrap_or_else(|| "score desc, metadata_modified desc".to_owned()),
        "facets": facets,
        "search_facets": search_facets,
        "results": results,
    }))
}

/// Sorts by the fields of `sort`; whatever is equal stays in the order of the names.
fn sort(found: &mut [Package<'_>], order: Option<&str>) -> Result<(), ActionError> {
    let order = order.unwrap_or("score desc, metadata_modified desc");
    for part in order.rsplit(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (field, direction) = part.split_once(char::is_whitespace).unwrap_or((part, "asc"));
        let descending = match direction.trim() {
            "asc" => false,
            "desc" => true,
            _ => return Err(Refusal::Query(format!("keine Reihenfolge: {part}")).into()),
        };
        match field {
            "id" => found.sort_by(|a, b| a.id.cmp(&b.id)),
            "name" => found.sort_by(|a, b| a.name.cmp(&b.name)),
            "title" | "title_string" => {
                found.sort_by_cached_key(|package| package.resource.title.to_lowercase());
            }
            "metadata_modified" | "metadata_created" => found.sort_by_key(|package| package.modified),
            // Every dataset found fits equally well; unknown fields change nothing.
            _ => continue,
        }
        if descending {
            // Turned round twice, so that what is equal keeps its order.
            match field {
                "metadata_modified" | "metadata_created" => {
                    found.sort_by_key(|package| Reverse(package.modified));
                }
                _ => found.reverse(),
            }
        }
    }
    Ok(())
}

type Counts = BTreeMap<String, (String, usize)>;

fn facets(found: &[Package<'_>], arguments: &Arguments) -> Result<(Value, Value), ActionError> {
    let wanted = arguments.text("facet").is_none_or(|wish| wish != "false");
    let fields = arguments.list("facet.field");
    if !wanted || fields.is_empty() {
        return Ok((json!({}), json!({})));
    }
    let limit = arguments.number("facet.limit", 50).unwrap_or(50);
    let least = arguments.number("facet.mincount", 1).unwrap_or(1);
    let (mut plain, mut titled) = (Map::new(), Map::new());
    for field in &fields {
        let mut counts = Counts::new();
        for package in found {
            for (value, label) in values(package, field)? {
                counts.entry(value).or_insert_with(|| (label, 0)).1 += 1;
            }
        }
        let mut sorted: Vec<(String, (String, usize))> = counts.into_iter().collect();
        sorted.retain(|(_, (_, count))| i64::try_from(*count).unwrap_or(i64::MAX) >= least);
        sorted.sort_by(|a, b| (Reverse(a.1.1), &a.0).cmp(&(Reverse(b.1.1), &b.0)));
        // A limit below nothing is none.
        if let Ok(limit) = usize::try_from(limit) {
            sorted.truncate(limit);
        }
        let counts: Map<String, Value> = sorted
            .iter()
            .map(|(value, (_, count))| (value.clone(), json!(count)))
            .collect();
        let items: Vec<Value> = sorted
            .iter()
            .map(|(value, (label, count))| json!({ "name": value, "display_name": label, "count": count }))
            .collect();
        plain.insert(field.clone(), Value::Object(counts));
        titled.insert(field.clone(), json!({ "title": field, "items": items }));
    }
    Ok((Value::Object(plain), Value::Object(titled)))
}

/// The values of a field with their labels.
fn values(package: &Package<'_>, field: &str) -> Result<Vec<(String, String)>, Problem> {
    let alone = |text: &str| vec![(text.to_owned(), text.to_owned())];
    Ok(match field {
        "organization" | "owner_org" => {
            let name = package.city.map_or(&package.resource.city, |city| &city.name);
            vec![(package.resource.city.clone(), name.clone())]
        }
        "groups" => {
            let themes = &package.dataset()?.themes;
            themes
                .iter()
                .map(|theme| (group_name(&theme.iri, &theme.label), theme.label.clone()))
                .collect()
        }
        "tags" => package
            .dataset()?
            .keywords
            .iter()
            .flat_map(|keyword| alone(keyword))
            .collect(),
        "res_format" => {
            let distributions = &package.dataset()?.distributions;
            let mut formats: Vec<&str> = distributions
                .iter()
                .filter_map(|one| one.format.as_deref())
                .collect();
            formats.sort_unstable();
            formats.dedup();
            formats.into_iter().flat_map(alone).collect()
        }
        "license_id" => {
            let licence = package.dataset()?.licence.as_ref();
            licence
                .map(|licence| (last_segments(&licence.iri).to_owned(), licence.label.clone()))
                .into_iter()
                .collect()
        }
        "id" => alone(&package.id),
        "name" => alone(&package.name),
        "title" => alone(&package.dataset()?.title),
        "notes" => package
            .dataset()?
            .description
            .as_deref()
            .map(alone)
            .unwrap_or_default(),
        "author" => package
            .dataset()?
            .publisher
            .as_deref()
            .map(alone)
            .unwrap_or_default(),
        "type" | "dataset_type" => alone("dataset"),
        "state" => alone("active"),
        "capacity" => alone("public"),
        "private" => alone("false"),
        "metadata_modified" => alone(&naive(package.modified)),
        "extras_uri" | "uri" => alone(&package.resource.iri),
        // Nothing has a field that is not known.
        _ => Vec::new(),
    })
}

impl Facts for Package<'_> {
    type Error = Problem;

    fn has(&self, field: Option<&str>, word: &str) -> Result<bool, Problem> {
        let wanted = word.to_lowercase();
        match field {
            None | Some("text" | "title" | "notes") => {
                let fields: &[&str] = match field {
                    Some("title") => &["title"],
                    Some("notes") => &["notes"],
                    _ => &["title", "notes", "tags", "name", "author"],
                };
                for field in fields {
                    for (text, _) in values(self, field)? {
                        if text.to_lowercase().contains(wanted.trim_end_matches('*')) {
                            return Ok(true);
                        }
                    }
                }
                Ok(false)
            }
            Some(field) => {
                let matches = |value: &str| match wanted.strip_suffix('*') {
                    Some(start) => value.to_lowercase().starts_with(start),
                    None => value.to_lowercase() == wanted,
                };
                Ok(values(self, field)?.iter().any(|(value, _)| matches(value)))
            }
        }
    }

    fn between(&self, field: &str, from: &str, to: &str) -> Result<bool, Problem> {
        if !matches!(field, "metadata_modified" | "metadata_created") {
            return Ok(values(self, field)?.iter().any(|(value, _)| {
                (from == "*" || value.as_str() >= from) && (to == "*" || value.as_str() <= to)
            }));
        }
        let bound = |text: &str| -> Option<Timestamp> { feed::since(text) };
        // An end that is no date lets nothing through.
        let above = from == "*" || bound(from).is_some_and(|from| self.modified >= from);
        let below = to == "*" || to.starts_with("NOW") || bound(to).is_some_and(|to| self.modified <= to);
        Ok(above && below)
    }
}
