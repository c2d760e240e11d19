//! A portal that runs CKAN, asked page by page with `package_search`.

use std::fmt::Write as _;

use kolophon_publish::import::ckan::{Packages, Page, PageError, page};

use super::pages::{Budget, LARGEST};
use super::{Found, unreachable};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::link::Fetcher;

/// How many packages a page has. CKAN allows up to 1000; a page of 100 stays small.
const ROWS: usize = 100;
/// What of a typed search is kept; the rest is about pages and order.
const FILTERS: [&str; 3] = ["q", "fq", "fq_list"];

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Search {
    /// The address of the portal, without a slash at the end.
    site: String,
    /// `fq=organization:stadt`; empty for everything.
    filters: Vec<String>,
}

impl Search {
    /// The search that an address of CKAN's interface means; `None` for other addresses.
    pub(super) fn of_address(address: &str) -> Option<Self> {
        let bare = address.split('#').next().unwrap_or(address);
        let (path, query) = bare.split_once('?').unwrap_or((bare, ""));
        let (site, _) = path
            .split_once("/api/3/action")
            .or_else(|| path.split_once("/api/action"))?;
        let filters = query.split('&').filter(|pair| {
            let key = pair.split('=').next().unwrap_or_default();
            FILTERS.contains(&key)
        });
        Some(Self {
            site: site.to_owned(),
            filters: filters.map(str::to_owned).collect(),
        })
    }

    /// Everything of the portal with that address.
    pub(super) fn at(address: &str) -> Self {
        let site = address.split(['?', '#']).next().unwrap_or(address);
        let site = site.split_once("/api/3").map_or(site, |(site, _)| site);
        Self {
            site: site.trim_end_matches('/').to_owned(),
            filters: Vec::new(),
        }
    }

    fn address(&self, start: usize) -> String {
        let mut address = format!("{}/api/3/action/package_search?", self.site);
        for filter in &self.filters {
            address.push_str(filter);
            address.push('&');
        }
        // Writing into a String cannot fail.
        let _ = write!(address, "sort=id+asc&rows={ROWS}&start={start}");
        address
    }
}

/// Whether a portal answers like CKAN.
pub(super) fn answers(search: &Search, fetcher: &Fetcher) -> bool {
    let answer = fetcher.get(&search.address(0), "application/json", LARGEST);
    answer.is_ok_and(|answer| !matches!(page(&answer.bytes), Err(PageError::Form(_))))
}

/// Asks for all packages.
pub(super) fn read(search: &Search, fetcher: &Fetcher, language: &str) -> Result<Found, Failure> {
    let mut packages = Packages::new(&search.site, language);
    let mut budget = Budget::new();
    let mut start = 0;
    loop {
        let address = search.address(start);
        let answer = fetcher
            .get(&address, "application/json", LARGEST)
            .map_err(|error| unreachable(&address, &error))?;
        budget.spend(answer.bytes.len())?;
        let Page {
            count,
            packages: found,
        } = page(&answer.bytes).map_err(|error| no_answer(&address, &error))?;
        for package in &found {
            packages.add(package);
        }
        start += found.len();
        if u64::try_from(start).is_ok_and(|start| start >= count) {
            break;
        }
        if found.is_empty() {
            return Err(incomplete(&address, start, count));
        }
    }
    let parts = budget.pages();
    let mapped = packages.finish();
    Ok(Found {
        graph: mapped.builder.finish(),
        doubts: mapped.doubts,
        left: mapped.left,
        unknown: mapped.unknown,
        parts,
    })
}

fn no_answer(address: &str, error: &PageError) -> Failure {
    Failure::new(
        Exit::Unreadable,
        format!("{address} antwortet nicht wie ein Portal mit CKAN. Es wurde nichts geschrieben."),
        format!("{address} does not answer like a portal that runs CKAN. Nothing was written."),
    )
    .with_cause(error)
}

fn incomplete(address: &str, came: usize, count: u64) -> Failure {
    Failure::new(
        Exit::Network,
        format!(
            "Das Portal kündigt {count} Einträge an und liefert nur {came} ({address}). Es wurde nichts geschrieben."
        ),
        format!(
            "The portal announces {count} entries and delivers only {came} ({address}). Nothing was written."
        ),
    )
}
