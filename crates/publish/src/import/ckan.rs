//! CKAN's packages as DCAT-AP.de, mapped as [ckanext-dcat](https://docs.ckan.org/projects/ckanext-dcat/en/latest/mapping/)
//! maps them, with the additional fields of ckanext-dcatde.
//!
//! A value is taken when it is certain what it means. Any other is told as a doubt; a field that nobody maps is counted.

mod dataset;
mod distribution;
mod node;
mod package;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use kolophon_graph::GraphBuilder;
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

use self::package::Package;
use super::Remark;

/// One answer of `package_search`.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// How many packages there are in all.
    pub count: u64,
    /// Those of this page.
    pub packages: Vec<Map<String, Value>>,
}

/// An answer that is none of `package_search`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PageError {
    /// It is no JSON, or lacks what such an answer has.
    #[error("this is no answer of package_search")]
    Form(#[from] serde_json::Error),
    /// The portal says that it failed.
    #[error("the portal answers with an error: {0}")]
    Refused(String),
}

#[derive(Deserialize)]
struct Envelope {
    success: bool,
    #[serde(default)]
    error: Value,
    result: Option<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    count: u64,
    results: Vec<Map<String, Value>>,
}

/// Reads an answer of `package_search`.
///
/// # Errors
/// When it is another JSON text, or the portal says that it failed.
pub fn page(bytes: &[u8]) -> Result<Page, PageError> {
    let envelope: Envelope = serde_json::from_slice(bytes)?;
    if let (true, Some(answer)) = (envelope.success, envelope.result) {
        return Ok(Page {
            count: answer.count,
            packages: answer.results,
        });
    }
    let message = envelope.error.get("message").and_then(Value::as_str);
    Err(PageError::Refused(
        message.unwrap_or("success = false").to_owned(),
    ))
}

/// Packages, mapped one after the other.
#[derive(Debug)]
pub struct Packages {
    /// The address of the portal, without a slash at the end.
    site: String,
    /// The language of texts.
    language: String,
    builder: GraphBuilder,
    seen: BTreeSet<String>,
    doubts: Vec<Remark>,
    left: Vec<Remark>,
    unknown: BTreeMap<String, usize>,
}

/// What became of the packages.
#[derive(Debug)]
pub struct Mapped {
    /// Datasets and what belongs to them.
    pub builder: GraphBuilder,
    /// What people have to look at.
    pub doubts: Vec<Remark>,
    /// Packages and files that were not taken over.
    pub left: Vec<Remark>,
    /// Fields that nobody maps, and how many packages or files have them.
    pub unknown: BTreeMap<String, usize>,
}

impl Packages {
    /// Nothing yet. `site` is the address of the portal, from which CKAN makes those of its datasets.
    #[must_use]
    pub fn new(site: &str, language: &str) -> Self {
        Self {
            site: site.trim_end_matches('/').to_owned(),
            language: language.to_owned(),
            builder: GraphBuilder::new(),
            seen: BTreeSet::new(),
            doubts: Vec::new(),
            left: Vec::new(),
            unknown: BTreeMap::new(),
        }
    }

    /// Maps a package. One that came before is passed over: pages overlap when somebody publishes meanwhile.
    pub fn add(&mut self, package: &Map<String, Value>) {
        let package = Package::new(package);
        let Some(id) = package.id() else {
            self.leave(
                &package.name(),
                "Der Eintrag hat weder Kennung noch Kurznamen.",
                "The entry has neither id nor name.",
            );
            return;
        };
        if !self.seen.insert(id.clone()) {
            return;
        }
        if let Some((de, en)) = package.obstacle() {
            self.leave(&package.name(), de, en);
            return;
        }
        dataset::map(self, &package, &id);
        for key in package.unknown() {
            self.count_unknown(key);
        }
    }

    /// What became of them.
    #[must_use]
    pub fn finish(self) -> Mapped {
        Mapped {
            builder: self.builder,
            doubts: self.doubts,
            left: self.left,
            unknown: self.unknown,
        }
    }

    fn count_unknown(&mut self, key: String) {
        *self.unknown.entry(key).or_default() += 1;
    }

    fn doubt(&mut self, dataset: &str, de: impl Into<String>, en: impl Into<String>) {
        self.doubts.push(Remark::new(dataset, de, en));
    }

    fn leave(&mut self, dataset: &str, de: impl Into<String>, en: impl Into<String>) {
        self.left.push(Remark::new(dataset, de, en));
    }
}

#[cfg(test)]
mod tests;
