//! A package of CKAN as a table of texts: its own keys, and the additional ones under `extras`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Fields that say how the portal came to the package, not what it is about.
const OF_THE_HARVESTER: &str = "harvest_";
/// What CKAN itself notes about a package.
const TECHNICAL: [&str; 19] = [
    "creator_user_id",
    "display_name",
    "extras",
    "isopen",
    "license_id",
    "license_title",
    "license_url",
    "metadata_created",
    "metadata_harvested_at",
    "metadata_modified",
    "num_resources",
    "num_tags",
    "owner_org",
    "private",
    "relationships_as_object",
    "relationships_as_subject",
    "revision_id",
    "state",
    "tracking_summary",
];

/// A package.
pub(super) struct Package<'v> {
    fields: &'v Map<String, Value>,
    extras: BTreeMap<String, String>,
    /// The additional fields that somebody asked for.
    asked: RefCell<BTreeSet<String>>,
}

impl<'v> Package<'v> {
    pub(super) fn new(fields: &'v Map<String, Value>) -> Self {
        let extras = fields.get("extras").and_then(Value::as_array);
        let extras = extras.into_iter().flatten().filter_map(|extra| {
            let key = extra.get("key")?.as_str()?;
            Some((key.to_owned(), text_of(extra.get("value")?)?))
        });
        Self {
            fields,
            extras: extras.collect(),
            asked: RefCell::default(),
        }
    }

    /// The first of these keys that says something, among its own and then among the additional ones.
    pub(super) fn text(&self, keys: &[&str]) -> Option<String> {
        self.asked
            .borrow_mut()
            .extend(keys.iter().map(|key| (*key).to_owned()));
        keys.iter().find_map(|key| {
            let own = self.fields.get(*key).and_then(text_of);
            own.or_else(|| self.extras.get(*key).cloned())
        })
    }

    /// All values of the first of these keys that has any. Lists are written as JSON, or with commas.
    pub(super) fn list(&self, keys: &[&str]) -> Vec<String> {
        for key in keys {
            self.ask(key);
        }
        if let Some(Value::Array(values)) = keys.iter().find_map(|key| self.fields.get(*key)) {
            return values.iter().filter_map(text_of).collect();
        }
        let Some(text) = self.text(keys) else {
            return Vec::new();
        };
        if let Ok(Value::Array(values)) = serde_json::from_str(&text) {
            return values.iter().filter_map(text_of).collect();
        }
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// The objects in a list of its own.
    pub(super) fn objects(&self, key: &str) -> Vec<&'v Map<String, Value>> {
        self.ask(key);
        let values = self.fields.get(key).and_then(Value::as_array);
        values
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .collect()
    }

    pub(super) fn object(&self, key: &str) -> Option<&'v Map<String, Value>> {
        self.ask(key);
        self.fields.get(key).and_then(Value::as_object)
    }

    fn ask(&self, key: &str) {
        self.asked.borrow_mut().insert(key.to_owned());
    }

    pub(super) fn id(&self) -> Option<String> {
        self.text(&["id", "name"])
    }

    /// What people call it.
    pub(super) fn name(&self) -> String {
        self.text(&["title", "name", "id"])
            .unwrap_or_else(|| "(ohne Namen)".to_owned())
    }

    /// Why it is no published dataset, in German and English.
    pub(super) fn obstacle(&self) -> Option<(String, String)> {
        let kind = self.text(&["type"]).unwrap_or_else(|| "dataset".to_owned());
        let state = self.text(&["state"]).unwrap_or_else(|| "active".to_owned());
        if kind != "dataset" {
            return Some((
                format!("Der Eintrag ist kein Datensatz, sondern „{kind}“."),
                format!("The entry is no dataset but “{kind}”."),
            ));
        }
        if state != "active" {
            return Some((
                format!("Der Eintrag ist im Portal nicht aktiv („{state}“)."),
                format!("The entry is not active in the portal (“{state}”)."),
            ));
        }
        if self.text(&["private"]).is_some_and(|private| private == "true") {
            return Some((
                "Der Eintrag ist im Portal nicht öffentlich.".to_owned(),
                "The entry is not public in the portal.".to_owned(),
            ));
        }
        None
    }

    /// The fields that say something, and that nobody asked for.
    pub(super) fn unknown(&self) -> Vec<String> {
        let asked = self.asked.borrow();
        let own = self.fields.iter().filter(|(_, value)| text_of(value).is_some());
        let keys = own.map(|(key, _)| key).chain(self.extras.keys());
        let keys: BTreeSet<&String> = keys
            .filter(|key| {
                !asked.contains(*key)
                    && !key.starts_with(OF_THE_HARVESTER)
                    && !TECHNICAL.contains(&key.as_str())
            })
            .collect();
        keys.into_iter().cloned().collect()
    }
}

/// What an object says under a key.
pub(super) fn said(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(text_of)
}

/// A value as a text; nothing for what is empty. Groups and lists are kept as JSON.
fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        Value::Array(values) if values.is_empty() => return None,
        Value::Object(fields) if fields.is_empty() => return None,
        other => other.to_string(),
    };
    // A mistake of Python programs, which ckanext-dcat passes over too.
    (!text.is_empty() && text != "None").then_some(text)
}
