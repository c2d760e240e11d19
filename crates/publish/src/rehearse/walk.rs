//! From page to page, as each harvester goes.

use std::collections::BTreeSet;
use std::time::Duration;

use kolophon_dcat::Format;
use kolophon_graph::Graph;
use sha2::{Digest as _, Sha256};

use super::Harvester;
use super::fetch::{End, Fetch, FetchError, Method, Redirects, Request, Response};
use super::hydra::{self, Next};
use super::media_type;
use super::parser::{Parsed, Parser};
use super::record::Record;
use super::report::PageVisit;
use super::run_reason::RunReason;

/// ckanext-dcat reads no more of a page (`ckanext/dcat/harvesters/base.py`, `DEFAULT_MAX_FILE_SIZE_MB`).
const CKAN_MOST_BYTES: u64 = 50 << 20;
/// piveau waits no longer (piveau-consus-importing-rdf, `DownloadSource.kt`, `request.timeout(120000)`).
const PIVEAU_TIMEOUT: Duration = Duration::from_mins(2);
/// The others wait as long as it takes; a rehearsal does not.
const OWN_TIMEOUT: Duration = Duration::from_mins(10);
/// The others read whatever comes; a rehearsal does not.
const OWN_MOST_BYTES: u64 = 256 << 20;
/// The most pages of a rehearsal.
const MOST_PAGES: usize = 10_000;
/// The most bytes of all pages of a rehearsal.
const MOST_BYTES: usize = 2 << 30;
/// How long all pages may take.
const MOST_TIME: Duration = Duration::from_hours(2);

/// A page that was read.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) graph: Graph,
    /// Datasets that the parser passed over.
    pub(super) lost: Vec<Record>,
    /// Whether letters beyond ASCII come out wrong.
    pub(super) is_garbled: bool,
}

/// All that a walk brought.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) pages: Vec<Page>,
    pub(super) visits: Vec<PageVisit>,
    /// Why the harvest is given up.
    pub(super) void: Vec<RunReason>,
    /// Why it ends too early without noticing.
    pub(super) cut_short: Vec<RunReason>,
    /// What else is worth knowing.
    pub(super) remarks: Vec<RunReason>,
    /// The most datasets that a page promised.
    pub(super) promised: Option<usize>,
}

/// Walks from the first page to where the harvester stops.
pub(super) fn walk(harvester: Harvester, source: &str, fetch: &mut dyn Fetch) -> Result<Walked, FetchError> {
    let mut walker = Walker {
        harvester,
        source,
        fetch,
        format: None,
        first_hash: None,
        bytes: 0,
        walked: Walked::default(),
    };
    match walker.run()? {
        Ok(()) => {}
        Err(reason) => walker.walked.void.push(reason),
    }
    Ok(walker.walked)
}

struct Walker<'a> {
    harvester: Harvester,
    source: &'a str,
    fetch: &'a mut dyn Fetch,
    /// The syntax that the first page decided for all.
    format: Option<Format>,
    first_hash: Option<[u8; 32]>,
    bytes: usize,
    walked: Walked,
}

/// What becomes of a step: an error of the rehearsal, else an end of the harvest, else a value.
type Step<T> = Result<Result<T, RunReason>, FetchError>;

/// Takes the value out of a step, and gives its end to the step around it.
macro_rules! go {
    ($step:expr) => {
        match $step {
            Ok(value) => value,
            Err(reason) => return Ok(Err(reason)),
        }
    };
}

impl Walker<'_> {
    fn run(&mut self) -> Step<()> {
        let mut visited: BTreeSet<String> = BTreeSet::from([self.source.to_owned()]);
        if self.harvester == Harvester::Udata {
            go!(self.guess_format()?);
        }
        let mut address = self.source.to_owned();
        loop {
            let response = go!(self.download(&address)?);
            self.spend(&response)?;
            if self.repeats_first(&response) {
                self.walked.cut_short.push(RunReason::SameAsFirst { address });
                return Ok(Ok(()));
            }
            go!(self.take(&address, &response));
            let Some(next) = go!(self.next(&address)) else {
                self.look_for_more(&address);
                return Ok(Ok(()));
            };
            if visited.insert(next.clone()) {
                address = next;
                continue;
            }
            // Of all pages, ckanext-dcat knows only the first again.
            if self.watches_first() && next == self.source {
                return self.back_to_first(address, next);
            }
            return Ok(Err(RunReason::Endless { address, next }));
        }
    }

    /// udata trusts the end of the address, and only then the server.
    fn guess_format(&mut self) -> Step<()> {
        self.format = media_type::of_udata(self.source);
        if self.format.is_some() {
            return Ok(Ok(()));
        }
        let address = self.source.to_owned();
        let head = self.send(Method::Head, &address, Redirects::Stay)?;
        go!(self.whole(&address, &head));
        go!(refuse_redirect(&address, &head));
        if head.status >= 400 {
            let status = head.status;
            return Ok(Err(RunReason::HeadRefused { address, status }));
        }
        let content_type = head.content_type.as_deref();
        let name = content_type.map(|name| name.split(';').next().unwrap_or_default());
        self.format = name.and_then(media_type::of_udata);
        Ok(if self.format.is_none() {
            Err(RunReason::UnknownContentType {
                address,
                content_type: head.content_type,
            })
        } else {
            Ok(())
        })
    }

    fn download(&mut self, address: &str) -> Step<Response> {
        let response = match self.harvester {
            Harvester::Ckan | Harvester::Govdata => go!(self.download_as_ckan(address)?),
            Harvester::Piveau => {
                let response = self.send(Method::Get, address, Redirects::Follow)?;
                go!(self.whole(address, &response));
                if !(200..300).contains(&response.status) {
                    return Ok(Err(refused(address, &response)));
                }
                response
            }
            Harvester::Udata => {
                let response = self.send(Method::Get, address, Redirects::Stay)?;
                go!(self.whole(address, &response));
                go!(refuse_redirect(address, &response));
                if response.status >= 400 {
                    return Ok(Err(refused(address, &response)));
                }
                response
            }
        };
        if response.address != address && !response.address.is_empty() {
            self.walked.remarks.push(RunReason::RedirectFollowed {
                address: address.to_owned(),
                to: response.address.clone(),
            });
        }
        Ok(Ok(response))
    }

    /// `HEAD` first, whose redirect is as good as an answer; `GET` instead where the server does not know it
    /// (ckanext-dcat, `ckanext/dcat/harvesters/base.py`, `_get_content_and_type`).
    fn download_as_ckan(&mut self, address: &str) -> Step<Response> {
        let head = self.send(Method::Head, address, Redirects::Stay)?;
        go!(self.whole(address, &head));
        let status = head.status;
        let address_of_page = || address.to_owned();
        if status >= 400 && !matches!(status, 400 | 405) {
            let address = address_of_page();
            return Ok(Err(RunReason::HeadRefused { address, status }));
        }
        if status < 400 && head.content_length.is_some_and(|length| length > CKAN_MOST_BYTES) {
            return Ok(Err(RunReason::TooLarge {
                address: address_of_page(),
                most: CKAN_MOST_BYTES,
            }));
        }
        let response = self.send(Method::Get, address, Redirects::Follow)?;
        go!(self.whole(address, &response));
        // Its status is looked at only where it stands in for the probe; but the page of an error is no RDF.
        if response.status >= 400 || is_redirect(response.status) {
            return Ok(Err(refused(address, &response)));
        }
        if response.body.is_empty() {
            return Ok(Err(RunReason::Empty {
                address: address_of_page(),
            }));
        }
        Ok(Ok(response))
    }

    fn send(&mut self, method: Method, address: &str, redirects: Redirects) -> Result<Response, FetchError> {
        self.fetch.fetch(&Request {
            method,
            address,
            redirects,
            most_bytes: self.most_bytes(),
            timeout: self.timeout(),
        })
    }

    fn most_bytes(&self) -> u64 {
        match self.harvester {
            // One more than is refused: `length >= MAX_FILE_SIZE`.
            Harvester::Ckan | Harvester::Govdata => CKAN_MOST_BYTES - 1,
            Harvester::Piveau | Harvester::Udata => OWN_MOST_BYTES,
        }
    }

    fn timeout(&self) -> Duration {
        match self.harvester {
            Harvester::Piveau => PIVEAU_TIMEOUT,
            Harvester::Ckan | Harvester::Govdata | Harvester::Udata => OWN_TIMEOUT,
        }
    }

    fn whole(&self, address: &str, response: &Response) -> Result<(), RunReason> {
        let address = address.to_owned();
        match response.end {
            End::Whole => Ok(()),
            End::TooLarge => Err(RunReason::TooLarge {
                address,
                most: self.most_bytes() + 1,
            }),
            End::BrokenOff => Err(RunReason::BrokenOff { address }),
            End::TimedOut => Err(RunReason::TimedOut {
                address,
                seconds: self.timeout().as_secs(),
            }),
        }
    }

    /// Counts what a rehearsal costs.
    fn spend(&mut self, response: &Response) -> Result<(), FetchError> {
        self.bytes = self.bytes.saturating_add(response.body.len());
        if self.walked.pages.len() < MOST_PAGES
            && self.bytes <= MOST_BYTES
            && self.fetch.elapsed() <= MOST_TIME
        {
            return Ok(());
        }
        Err(FetchError::Budget {
            address: self.source.to_owned(),
        })
    }

    fn watches_first(&self) -> bool {
        matches!(self.harvester, Harvester::Ckan | Harvester::Govdata)
    }

    /// ckanext-dcat compares every page with the first, and with no other
    /// (`ckanext/dcat/harvesters/rdf.py`, `gather_stage`, `last_content_hash`).
    fn repeats_first(&mut self, response: &Response) -> bool {
        if !self.watches_first() {
            return false;
        }
        let hash: [u8; 32] = Sha256::digest(&response.body).into();
        let first = *self.first_hash.get_or_insert(hash);
        first == hash && !self.walked.visits.is_empty()
    }

    /// The last page leads back to the first: ckanext-dcat stops if that is still the same.
    fn back_to_first(&mut self, address: String, next: String) -> Step<()> {
        let response = go!(self.download(&next)?);
        Ok(if self.repeats_first(&response) {
            self.walked
                .cut_short
                .push(RunReason::SameAsFirst { address: next });
            Ok(())
        } else {
            Err(RunReason::Endless { address, next })
        })
    }

    /// Parses a page.
    fn take(&mut self, address: &str, response: &Response) -> Result<(), RunReason> {
        let content_type = response.content_type.as_deref();
        self.walked.visits.push(PageVisit {
            address: address.to_owned(),
            status: response.status,
            content_type: response.content_type.clone(),
            bytes: response.body.len(),
            datasets: 0,
        });
        let format = self.format_of(address, content_type)?;
        let is_garbled = self.decode(address, content_type, &response.body)?;
        let parser = match self.harvester {
            Harvester::Piveau => Parser::Jena,
            Harvester::Ckan | Harvester::Govdata | Harvester::Udata => Parser::Rdflib,
        };
        let number = self.walked.pages.len();
        let parsed = parser.parse(address, &response.body, format, self.source, number)?;
        let Parsed {
            graph,
            lost,
            contexts,
        } = parsed;
        for context in contexts {
            self.walked.remarks.push(RunReason::RemoteContext {
                address: address.to_owned(),
                context,
            });
        }
        self.walked.promised = self.walked.promised.max(hydra::total(&graph));
        self.walked.pages.push(Page {
            graph,
            lost,
            is_garbled,
        });
        Ok(())
    }

    /// The first page decides for all, save at piveau, which looks at each.
    fn format_of(&mut self, address: &str, content_type: Option<&str>) -> Result<Format, RunReason> {
        let unknown = || RunReason::UnknownContentType {
            address: address.to_owned(),
            content_type: content_type.map(str::to_owned),
        };
        match self.harvester {
            Harvester::Piveau => {
                if self.walked.pages.is_empty()
                    && let Some(content_type) = content_type
                    && media_type::has_parameters(Some(content_type))
                {
                    self.walked.remarks.push(RunReason::ContentTypeParameters {
                        content_type: content_type.to_owned(),
                    });
                }
                media_type::of_piveau(content_type).ok_or_else(unknown)
            }
            Harvester::Udata => self.format.ok_or_else(unknown),
            Harvester::Ckan | Harvester::Govdata => {
                let format = self
                    .format
                    .or_else(|| media_type::of_rdflib(content_type))
                    .ok_or_else(unknown)?;
                self.format = Some(format);
                Ok(format)
            }
        }
    }

    /// Whether letters come out wrong. ckanext-dcat reads UTF-8 and nothing else (`base.py`, `content.decode('utf-8')`);
    /// udata reads what `requests` makes of it (`dcat.py`, `response.text`).
    fn decode(&mut self, address: &str, content_type: Option<&str>, body: &[u8]) -> Result<bool, RunReason> {
        match self.harvester {
            Harvester::Ckan | Harvester::Govdata if std::str::from_utf8(body).is_err() => {
                Err(RunReason::NotUtf8 {
                    address: address.to_owned(),
                })
            }
            Harvester::Udata if !body.is_ascii() && media_type::has_no_charset(content_type) => {
                if content_type.is_some_and(|content_type| content_type.starts_with("text/")) {
                    return Ok(true);
                }
                self.walked.remarks.push(RunReason::GuessedCharset {
                    address: address.to_owned(),
                });
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    fn next(&mut self, address: &str) -> Result<Option<String>, RunReason> {
        let Some(page) = self.walked.pages.last() else {
            return Ok(None);
        };
        let next: Next = match self.harvester {
            Harvester::Ckan | Harvester::Govdata => hydra::of_ckan(&page.graph),
            Harvester::Piveau => hydra::of_piveau(&page.graph, address)?,
            Harvester::Udata => hydra::of_udata(&page.graph),
        };
        if next.is_chance {
            self.walked.remarks.push(RunReason::SeveralNext {
                address: address.to_owned(),
            });
        }
        next.address
            .map(|next| hydra::askable(address, &next))
            .transpose()
    }

    /// The harvester sees no further page. Does the page name one all the same?
    fn look_for_more(&mut self, address: &str) {
        let more = self.walked.pages.last().and_then(|page| hydra::any(&page.graph));
        if let Some(next) = more {
            self.walked.cut_short.push(RunReason::NextNotSeen {
                address: address.to_owned(),
                next,
            });
        }
    }
}

fn refused(address: &str, response: &Response) -> RunReason {
    RunReason::GetRefused {
        address: address.to_owned(),
        status: response.status,
    }
}

/// Newer versions of udata go nowhere else (udata, `udata/harvest/backends/base.py`, `allow_redirects`).
fn refuse_redirect(address: &str, response: &Response) -> Result<(), RunReason> {
    match &response.location {
        Some(to) if is_redirect(response.status) => Err(RunReason::RedirectRefused {
            address: address.to_owned(),
            to: to.clone(),
        }),
        _ => Ok(()),
    }
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
