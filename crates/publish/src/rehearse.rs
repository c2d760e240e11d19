//! The dress rehearsal of a harvest: what a portal would take over, drop, merge or delete, told before the night.
//!
//! A [`Harvester`] is walked through as its published source code does it: its requests, its way from page to page, the
//! strictness of its parser, what it takes for a dataset and how it names it. Every behaviour cites the file of the
//! program it was read in, or what that program's parser did when it was tried (rdflib 7.6.0, Apache Jena 4.5.0).
//!
//! [`rehearse`] asks for documents through [`Fetch`] and does nothing else; what comes out is a [`Rehearsal`]. Given the
//! one of an earlier harvest it also tells what would be deleted, for deleting is what happens between two harvests.

mod against;
mod ckan;
mod dataset_reason;
#[cfg(feature = "store")]
mod feed;
mod fetch;
mod govdata;
mod hydra;
mod judgement;
mod media_type;
mod moment;
mod parser;
mod piveau;
mod previous;
mod record;
mod report;
mod run_reason;
mod static_page;
mod udata;
mod walk;

use schemars::generate::SchemaSettings;

pub use self::against::{AgainstError, Overlaps, Portal, overlaps, portal};
pub use self::dataset_reason::DatasetReason;
#[cfg(feature = "store")]
pub use self::feed::{FeedPagesError, add_feed};
pub use self::fetch::{End, Fetch, FetchError, Method, Redirects, Request, Response};
use self::judgement::Judgement;
pub use self::report::{
    Cause, Counts, DatasetOutcome, Fate, Held, Outcome, Overlap, PageVisit, Rehearsal, Run, SCHEMA_VERSION,
    Wording,
};
pub use self::run_reason::RunReason;
pub use self::static_page::StaticPage;
use self::walk::walk;

/// The programs that portals harvest with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Harvester {
    /// ckanext-dcat's harvester for RDF: the state portals.
    Ckan,
    /// ckanext-dcatde on top of it: `GovData`.
    Govdata,
    /// piveau's importer for RDF: data.europa.eu.
    Piveau,
    /// udata's harvester for DCAT: data.gouv.fr, data.public.lu.
    Udata,
}

impl Harvester {
    /// Every harvester.
    pub const ALL: [Self; 4] = [Self::Ckan, Self::Govdata, Self::Piveau, Self::Udata];

    /// The name people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ckan => "CKAN",
            Self::Govdata => "GovData",
            Self::Piveau => "data.europa.eu",
            Self::Udata => "udata",
        }
    }
}

/// Rehearses a harvest of `source`, an absolute address of the web.
///
/// `previous` is the rehearsal of an earlier harvest by the same program; without it the portal counts as empty, and
/// nothing can be deleted.
///
/// # Errors
/// When the source cannot be asked at all. A page that the harvester would fail on is no error, but what is told.
pub fn rehearse(
    harvester: Harvester,
    source: &str,
    fetch: &mut dyn Fetch,
    previous: Option<&Rehearsal>,
) -> Result<Rehearsal, FetchError> {
    let walked = walk(harvester, source, fetch)?;
    let judgements: Vec<Judgement> = match harvester {
        Harvester::Ckan => ckan::judge(&walked),
        Harvester::Govdata => govdata::judge(&walked),
        Harvester::Piveau => piveau::judge(&walked),
        Harvester::Udata => udata::judge(&walked),
    };
    Ok(previous::settle(harvester, source, walked, judgements, previous))
}

/// The JSON Schema of a [`Rehearsal`].
#[must_use]
pub fn json_schema() -> String {
    let schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Rehearsal>();
    // A schema is made of strings, numbers and lists of them: there is nothing that could fail to be written.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
