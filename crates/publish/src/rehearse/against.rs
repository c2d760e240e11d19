//! What another portal has already of what a source would bring: a second way there merges or deletes.

mod ckan;
mod rdf;

use std::collections::BTreeMap;
use std::time::Duration;

use kolophon_diagnostic::Text;
use thiserror::Error;

use super::Harvester;
use super::fetch::{End, Fetch, FetchError, Method, Redirects, Request, Response};
use super::piveau::normalized;
use super::report::{Cause, Held, Overlap};

/// How long one answer of a portal may take.
const TIMEOUT: Duration = Duration::from_mins(2);
/// The largest answer of a portal.
const MOST_BYTES: u64 = 256 << 20;

/// What a portal has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portal {
    /// Its datasets, at least those that may be ours.
    pub(super) datasets: Vec<Theirs>,
}

/// A dataset of a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Theirs {
    pub(super) title: String,
    /// Where a person finds it.
    pub(super) address: String,
    pub(super) iri: Option<String>,
    pub(super) identifier: Option<String>,
}

/// Why it is not known what a portal has.
#[derive(Debug, Error)]
pub enum AgainstError {
    /// It cannot be asked.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It answers with something else.
    #[error("{address} answers with status {status} and neither a catalogue nor the search of CKAN")]
    NoPortal {
        /// What was asked.
        address: String,
        /// The status.
        status: u16,
    },
}

/// Asks a portal for datasets that may be `ours`: its catalogue in RDF, all pages of it, else CKAN's search.
///
/// # Errors
/// See [`AgainstError`].
pub fn portal(ours: &[Held], address: &str, fetch: &mut dyn Fetch) -> Result<Portal, AgainstError> {
    if let Some(site) = ckan::site_of_search(address) {
        return ckan::search(ours, site, fetch);
    }
    let first = get(address, fetch)?;
    if first.status == 200 && rdf::is_rdf(&first) {
        return rdf::read(address, first, fetch);
    }
    ckan::search(ours, address, fetch)
}

/// Which of `ours` the portal has, and what a second source would do there.
#[must_use]
pub fn overlaps(harvester: Harvester, ours: &[Held], portal: &Portal) -> Overlaps {
    let mut by_iri: BTreeMap<&str, &Theirs> = BTreeMap::new();
    let mut by_identifier: BTreeMap<String, &Theirs> = BTreeMap::new();
    for theirs in &portal.datasets {
        if let Some(iri) = &theirs.iri {
            by_iri.entry(iri).or_insert(theirs);
        }
        if let Some(identifier) = &theirs.identifier {
            by_identifier.entry(key(harvester, identifier)).or_insert(theirs);
        }
    }
    let mut found = Vec::new();
    for held in ours {
        let same_iri = held.iri.as_deref().and_then(|iri| by_iri.get(iri));
        let names = [held.identifier.as_deref(), held.iri.as_deref()];
        let same_identifier = names
            .into_iter()
            .flatten()
            .find_map(|name| by_identifier.get(&key(harvester, name)));
        let (theirs, cause) = match (same_iri, same_identifier) {
            (Some(theirs), _) => (theirs, same_address(harvester)),
            (None, Some(theirs)) => (theirs, same_name(harvester)),
            (None, None) => continue,
        };
        found.push(Overlap {
            title: held.title.clone(),
            iri: held.iri.clone(),
            their_title: theirs.title.clone(),
            their_address: theirs.address.clone(),
            cause,
        });
    }
    found
}

/// The datasets that a portal has already.
pub type Overlaps = Vec<Overlap>;

/// What counts as the same identifier.
fn key(harvester: Harvester, identifier: &str) -> String {
    match harvester {
        Harvester::Piveau => normalized(identifier),
        Harvester::Ckan | Harvester::Govdata | Harvester::Udata => identifier.to_owned(),
    }
}

fn same_address(harvester: Harvester) -> Cause {
    let who = harvester.name();
    let reason = match harvester {
        // `_get_existing_dataset` looks for the address among the datasets of all sources
        // (ckanext-dcat, `ckanext/dcat/harvesters/base.py`).
        Harvester::Ckan | Harvester::Govdata => Text::new(
            format!(
                "Das Portal hat den Datensatz schon unter derselben Adresse. Kommt er auf einem zweiten Weg, überschreiben sich beide Wege bei {who}; wer ihn zuerst nicht mehr liefert, löscht ihn für beide."
            ),
            format!(
                "The portal has the dataset under the same address already. When it comes on a second way, both ways overwrite each other at {who}; whoever stops delivering it first deletes it for both."
            ),
        ),
        // Each catalogue has names of its own.
        Harvester::Piveau => Text::new(
            format!("Das Portal hat den Datensatz schon. Auf einem zweiten Weg steht er bei {who} doppelt."),
            format!("The portal has the dataset already. On a second way it is at {who} twice."),
        ),
        // `ensure_unique_ownership` (udata, `udata/harvest/backends/base.py`).
        Harvester::Udata => Text::new(
            format!(
                "Das Portal hat den Datensatz schon. Gehört er dort einer anderen Organisation, weist {who} den zweiten Weg ab."
            ),
            format!(
                "The portal has the dataset already. If it belongs to another organisation there, {who} rejects the second way."
            ),
        ),
    };
    Cause::new("same-address-there", reason, one_way())
}

fn same_name(harvester: Harvester) -> Cause {
    let who = harvester.name();
    let reason = match harvester {
        // `handle_duplicates` (ckanext-dcatde, `ckanext/dcatde/harvesters/harvest_utils.py`).
        Harvester::Govdata => Text::new(
            format!(
                "Das Portal hat einen Datensatz mit derselben Kennung unter anderer Adresse. {who} behält nur den mit dem späteren Änderungsdatum und löscht den anderen."
            ),
            format!(
                "The portal has a dataset with the same identifier under another address. {who} keeps only the one with the later date of change and deletes the other."
            ),
        ),
        Harvester::Ckan => Text::new(
            format!(
                "Das Portal hat einen Datensatz mit derselben Kennung unter anderer Adresse. Bei {who} stehen dann beide; GovData löscht später einen davon."
            ),
            format!(
                "The portal has a dataset with the same identifier under another address. {who} then has both; GovData deletes one of them later."
            ),
        ),
        Harvester::Piveau => Text::new(
            format!(
                "Das Portal hat einen Datensatz mit derselben Kennung. Bei {who} überschreiben sie sich im selben Katalog; sonst stehen sie doppelt."
            ),
            format!(
                "The portal has a dataset with the same identifier. At {who} they overwrite each other in the same catalogue; else they are there twice."
            ),
        ),
        Harvester::Udata => Text::new(
            format!("Das Portal hat einen Datensatz mit derselben Kennung. {who} hält beide für denselben."),
            format!("The portal has a dataset with the same identifier. {who} takes both for the same."),
        ),
    };
    Cause::new("same-identifier-there", reason, one_way())
}

fn one_way() -> Text {
    Text::new(
        "Liefern Sie jeden Datensatz nur auf einem Weg: selbst oder über das Landesportal, nicht beides.",
        "Deliver each dataset on one way only: yourself or through the state portal, not both.",
    )
}

fn get(address: &str, fetch: &mut dyn Fetch) -> Result<Response, FetchError> {
    let response = fetch.fetch(&Request {
        method: Method::Get,
        address,
        redirects: Redirects::Follow,
        most_bytes: MOST_BYTES,
        timeout: TIMEOUT,
    })?;
    if response.end == End::Whole {
        return Ok(response);
    }
    Err(FetchError::Unreachable {
        address: address.to_owned(),
        source: "the answer breaks off".into(),
    })
}
