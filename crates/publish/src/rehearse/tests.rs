//! Each harvester on small pages.

mod against;
mod ckan;
mod govdata;
mod paging;
mod parsers;
mod piveau;
mod previous;
mod udata;
mod words;

use std::collections::BTreeMap;

use super::*;

pub(super) const SITE: &str = "https://daten.example";
pub(super) const FIRST: &str = "https://daten.example/catalog.ttl";

const PREFIXES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
                        @prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
                        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

/// A server that answers what it was told, and notes what it is asked.
#[derive(Debug, Default)]
pub(super) struct Script {
    answers: BTreeMap<String, Response>,
    heads: BTreeMap<String, Response>,
    pub(super) asked: Vec<String>,
}

impl Fetch for Script {
    fn fetch(&mut self, request: &Request<'_>) -> Result<Response, FetchError> {
        let name = match request.method {
            Method::Head => "HEAD",
            Method::Get => "GET",
        };
        self.asked.push(format!("{name} {}", request.address));
        let not_found = || Response {
            status: 404,
            ..Response::default()
        };
        let mut answer = match request.method {
            Method::Head => self
                .heads
                .get(request.address)
                .or_else(|| self.answers.get(request.address)),
            Method::Get => self.answers.get(request.address),
        }
        .cloned()
        .unwrap_or_else(not_found);
        if let (Some(to), Redirects::Follow) = (answer.location.clone(), request.redirects) {
            answer = self.answers.get(&to).cloned().unwrap_or_else(not_found);
            answer.address = to;
        } else {
            request.address.clone_into(&mut answer.address);
        }
        if answer.body.len() as u64 > request.most_bytes {
            answer.end = End::TooLarge;
        }
        Ok(answer)
    }
}

impl Script {
    /// Pages of Turtle: the first, then `?page=2` and so on.
    pub(super) fn of(pages: &[&str]) -> Self {
        let mut script = Self::default();
        for (number, text) in pages.iter().enumerate() {
            script.answer(&address(number + 1), turtle(text));
        }
        script
    }

    pub(super) fn answer(&mut self, address: &str, response: Response) -> &mut Self {
        self.answers.insert(address.to_owned(), response);
        self
    }

    pub(super) fn head(&mut self, address: &str, response: Response) -> &mut Self {
        self.heads.insert(address.to_owned(), response);
        self
    }

    pub(super) fn rehearse(&mut self, harvester: Harvester) -> Rehearsal {
        rehearse(harvester, FIRST, self, None).unwrap()
    }
}

/// The address of a page.
pub(super) fn address(number: usize) -> String {
    if number == 1 {
        FIRST.to_owned()
    } else {
        format!("{FIRST}?page={number}")
    }
}

pub(super) fn turtle(text: &str) -> Response {
    response("text/turtle", format!("{PREFIXES}{text}"))
}

pub(super) fn response(content_type: &str, body: impl Into<Vec<u8>>) -> Response {
    Response {
        status: 200,
        content_type: Some(content_type.to_owned()),
        body: body.into(),
        ..Response::default()
    }
}

pub(super) fn status(status: u16) -> Response {
    Response {
        status,
        ..Response::default()
    }
}

/// A dataset without fault, save what `more` says of it.
pub(super) fn dataset(name: &str, more: &str) -> String {
    format!(
        "<{SITE}/{name}> a dcat:Dataset ; dct:title \"Satz {name}\"@de ; dct:identifier \"{SITE}/{name}\" ;\n\
         dct:modified \"2026-03-01\"^^xsd:date ; {more} dcat:distribution <{SITE}/{name}/csv> .\n\
         <{SITE}/{name}/csv> a dcat:Distribution ; dct:license <http://dcat-ap.de/def/licenses/cc-zero> .\n"
    )
}

/// Both kinds of node on one, as a feed should have it. `next` 0 is none.
pub(super) fn paging(here: usize, next: usize, total: usize) -> String {
    let links = if next == 0 {
        String::new()
    } else {
        let next = address(next);
        format!("hydra:next <{next}> ; hydra:nextPage \"{next}\" ; ")
    };
    let here = address(here);
    format!(
        "<{here}> a hydra:PagedCollection, hydra:PartialCollectionView ; {links}hydra:totalItems {total} .\n"
    )
}

/// The codes of why the harvest ends as it does.
pub(super) fn codes(causes: &[Cause]) -> Vec<&str> {
    causes.iter().map(|cause| cause.code.as_str()).collect()
}

/// Each dataset as `name fate code code`.
pub(super) fn fates(rehearsal: &Rehearsal) -> Vec<String> {
    let lines = rehearsal.datasets.iter().map(|dataset| {
        let name = dataset.title.strip_prefix("Satz ").unwrap_or(&dataset.title);
        let mut line = format!("{name} {:?}", dataset.fate);
        for code in codes(&dataset.causes) {
            line.push(' ');
            line.push_str(code);
        }
        line
    });
    lines.collect()
}

/// What becomes of one page of Turtle.
pub(super) fn one_page(harvester: Harvester, text: &str) -> Rehearsal {
    Script::of(&[text]).rehearse(harvester)
}
