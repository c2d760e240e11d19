//! What a rehearsal tells: as values, and as the JSON of `kolophon rehearse --format json`.

use kolophon_diagnostic::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Harvester;

/// The version of the format; it grows when a key changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// What one harvest would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    /// The version of this format.
    pub schema_version: u32,
    /// Who harvests.
    pub harvester: Harvester,
    /// What is harvested: an address, or the name of files.
    pub source: String,
    /// What becomes of the harvest as a whole.
    pub run: Run,
    /// How many datasets meet which fate.
    pub counts: Counts,
    /// The pages that were walked through.
    pub pages: Vec<PageVisit>,
    /// The datasets, in the order of the pages; behind them those that would be deleted.
    pub datasets: Vec<DatasetOutcome>,
    /// What the portal holds of this source afterwards. The next rehearsal compares with it.
    pub held: Vec<Held>,
    /// What another portal has already, if it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Vec<Overlap>>,
}

/// What becomes of a harvest as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// How it ends.
    pub outcome: Outcome,
    /// Why it ends so.
    pub causes: Vec<Cause>,
    /// What else is worth knowing, though nothing is lost by it.
    pub remarks: Vec<Cause>,
}

/// How a harvest ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every page was read.
    Complete,
    /// It ends before the last page and does not notice: what it did not see is deleted.
    Incomplete,
    /// It is given up: nothing is imported and nothing deleted.
    Void,
}

/// How many datasets meet which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// As they are.
    pub imported: usize,
    /// Imported, but altered.
    pub changed: usize,
    /// Become one with another dataset.
    pub merged: usize,
    /// Not imported.
    pub dropped: usize,
    /// Deleted or archived at the portal.
    pub deleted: usize,
}

/// A page that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageVisit {
    /// Its address.
    pub address: String,
    /// The status of the answer.
    pub status: u16,
    /// What the server calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The size of the body.
    pub bytes: usize,
    /// The datasets on it, as the harvester counts them.
    pub datasets: usize,
}

/// What becomes of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatasetOutcome {
    /// Its title; its address where it has none.
    pub title: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iri: Option<String>,
    /// Under which name the portal remembers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// The page it is on, from 1; 0 when it is on none.
    pub page: usize,
    /// What becomes of it.
    pub fate: Fate,
    /// Why, the decisive cause first.
    pub causes: Vec<Cause>,
    /// What may become of it where the portal is set up in another way.
    pub remarks: Vec<Cause>,
}

/// What becomes of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It arrives as it is.
    Imported,
    /// It arrives, but altered.
    Changed,
    /// It becomes one with another dataset.
    Merged,
    /// It does not arrive.
    Dropped,
    /// It is at the portal, and goes.
    Deleted,
}

/// Why something happens, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// A name for programs, which never changes.
    pub code: String,
    /// What happens and why.
    pub reason: Wording,
    /// What to do about it.
    pub fix: Wording,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wording {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// A dataset that the portal holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    /// Under which name the portal remembers it.
    pub identity: String,
    /// Its title.
    pub title: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iri: Option<String>,
    /// Its `dct:identifier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Its `dct:modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

/// A dataset that another portal has already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Overlap {
    /// The title of our dataset.
    pub title: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iri: Option<String>,
    /// The title of the portal's.
    pub their_title: String,
    /// Where the portal's is.
    pub their_address: String,
    /// What a second source would do, and what to do about it.
    pub cause: Cause,
}

impl From<Text> for Wording {
    fn from(text: Text) -> Self {
        Self {
            de: text.de,
            en: text.en,
        }
    }
}

impl Wording {
    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: kolophon_diagnostic::Language) -> &str {
        match language {
            kolophon_diagnostic::Language::German => &self.de,
            kolophon_diagnostic::Language::English => &self.en,
        }
    }
}

impl Cause {
    pub(super) fn new(code: &str, reason: Text, fix: Text) -> Self {
        Self {
            code: code.to_owned(),
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

impl Counts {
    pub(super) fn of(datasets: &[DatasetOutcome]) -> Self {
        let count = |fate| datasets.iter().filter(|dataset| dataset.fate == fate).count();
        Self {
            imported: count(Fate::Imported),
            changed: count(Fate::Changed),
            merged: count(Fate::Merged),
            dropped: count(Fate::Dropped),
            deleted: count(Fate::Deleted),
        }
    }
}

impl Rehearsal {
    /// Whether every dataset arrives, and nothing that the portal holds goes.
    #[must_use]
    pub fn all_arrives(&self) -> bool {
        let Counts {
            merged,
            dropped,
            deleted,
            ..
        } = self.counts;
        self.run.outcome == Outcome::Complete
            && merged + dropped + deleted == 0
            && self.against.as_ref().is_none_or(Vec::is_empty)
    }

    /// Adds a dataset that is not published, and therefore not in the feed.
    pub fn add_unpublished(&mut self, title: &str, iri: Option<&str>, reason: &Text) {
        let cause = super::DatasetReason::NotPublished {
            reason: reason.clone(),
        };
        self.datasets.push(DatasetOutcome {
            title: title.to_owned(),
            iri: iri.map(str::to_owned),
            identity: None,
            page: 0,
            fate: Fate::Dropped,
            causes: vec![cause.cause(self.harvester)],
            remarks: Vec::new(),
        });
        self.counts = Counts::of(&self.datasets);
    }
}
