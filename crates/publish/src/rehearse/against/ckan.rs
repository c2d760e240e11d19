//! Asking CKAN's `package_search`, a few datasets at a time.

use serde_json::Value;

use super::{AgainstError, Portal, Theirs, get};
use crate::rehearse::fetch::Fetch;
use crate::rehearse::report::Held;

/// So many datasets are asked for in one address, which must not get too long.
const AT_A_TIME: usize = 8;
const PATH: &str = "/api/3/action/package_search";

/// The portal whose search the address is.
pub(super) fn site_of_search(address: &str) -> Option<&str> {
    let (site, rest) = address.split_once("/api/")?;
    rest.contains("action").then_some(site)
}

/// Looks for our addresses and identifiers. CKAN indexes the additional fields `uri` and `identifier` of what it harvested
/// (ckanext-dcat, `ckanext/dcat/profiles/euro_dcat_ap_base.py`; CKAN, `ckan/lib/search/index.py`).
pub(super) fn search(ours: &[Held], site: &str, fetch: &mut dyn Fetch) -> Result<Portal, AgainstError> {
    let site = site.trim_end_matches('/');
    let mut portal = Portal::default();
    for some in ours.chunks(AT_A_TIME) {
        let any = |names: Vec<&str>| {
            names
                .iter()
                .map(|name| quoted(name))
                .collect::<Vec<_>>()
                .join(" OR ")
        };
        let iris = any(some.iter().filter_map(|held| held.iri.as_deref()).collect());
        let identifiers = any(some
            .iter()
            .filter_map(|held| held.identifier.as_deref())
            .collect());
        let fields = [("uri", iris), ("identifier", identifiers)];
        let query = fields
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(field, values)| format!("{field}:({values})"))
            .collect::<Vec<_>>()
            .join(" OR ");
        if query.is_empty() {
            continue;
        }
        let address = format!("{site}{PATH}?rows=100&q={}", encoded(&query));
        let response = get(&address, fetch)?;
        let answer: Option<Value> = serde_json::from_slice(&response.body).ok();
        let results = answer
            .as_ref()
            .and_then(|answer| answer.pointer("/result/results")?.as_array());
        let Some(results) = results else {
            return Err(AgainstError::NoPortal {
                address: format!("{site}{PATH}"),
                status: response.status,
            });
        };
        portal
            .datasets
            .extend(results.iter().map(|package| theirs(site, package)));
    }
    Ok(portal)
}

fn theirs(site: &str, package: &Value) -> Theirs {
    let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
    let extras = package.get("extras").and_then(Value::as_array);
    let extra = |key: &str| {
        let mut found = extras
            .into_iter()
            .flatten()
            .filter(|extra| extra.get("key").and_then(Value::as_str) == Some(key));
        let value = found.next()?.get("value")?.as_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    };
    Theirs {
        title: text("title").to_owned(),
        address: format!("{site}/dataset/{}", text("name")),
        iri: extra("uri").or_else(|| extra("guid")),
        identifier: extra("identifier"),
    }
}

/// A phrase of Solr.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn encoded(value: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for nibble in [byte >> 4, byte & 15] {
                encoded.push(
                    char::from_digit(u32::from(nibble), 16)
                        .unwrap_or('0')
                        .to_ascii_uppercase(),
                );
            }
        }
    }
    encoded
}
