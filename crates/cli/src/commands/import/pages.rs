//! A catalogue in RDF at an address, page by page.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use kolophon_dcat::{Document, Format, Reading, SyntaxIssue, SyntaxIssueKind, read as read_rdf};
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_publish::import::{AmbiguousPage, Remark, next_page};

use super::file::nothing_written;
use super::{Found, unreachable};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::unreadable;
use crate::link::{Fetched, Fetcher};

/// The syntaxes that are read, the liked ones first.
pub(super) const ACCEPT: &str = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, \
                                 application/n-triples;q=0.8, application/trig;q=0.7, application/n-quads;q=0.7, \
                                 */*;q=0.1";
/// The largest page, in bytes.
pub(super) const LARGEST: u64 = 256 << 20;
/// The most pages.
const MOST_PAGES: usize = 10_000;
/// The most bytes of all pages.
const MOST_BYTES: usize = 2 << 30;
/// How long all pages may take.
const TIMEOUT: Duration = Duration::from_hours(2);
/// The most places that are named of one page.
const MOST_PLACES: usize = 3;

/// What reading pages may cost.
#[derive(Debug)]
pub(super) struct Budget {
    began: Instant,
    pages: usize,
    bytes: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            pages: 0,
            bytes: 0,
        }
    }

    /// Counts a page.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Failure> {
        self.pages += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        if self.pages <= MOST_PAGES && self.bytes <= MOST_BYTES && self.began.elapsed() <= TIMEOUT {
            return Ok(());
        }
        Err(Failure::new(
            Exit::Network,
            format!(
                "Der Katalog nimmt kein Ende: mehr als {MOST_PAGES} Seiten, 2 GiB oder 2 Stunden. Es wurde nichts geschrieben."
            ),
            format!(
                "The catalogue does not end: more than {MOST_PAGES} pages, 2 GiB or 2 hours. Nothing was written."
            ),
        ))
    }

    pub(super) fn pages(&self) -> usize {
        self.pages
    }
}

/// Whether a document is RDF: by what the server calls it, else by how it begins.
pub(super) fn is_rdf(page: &Fetched) -> bool {
    if format(page).is_some() {
        return true;
    }
    let beginning = &page.bytes[..page.bytes.len().min(64 * 1024)];
    let beginning = String::from_utf8_lossy(beginning);
    match Format::of_content(&beginning) {
        Some(Format::RdfXml) => beginning.contains("http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        Some(Format::JsonLd) => ["\"@context\"", "\"@graph\"", "\"@id\""]
            .iter()
            .any(|sign| beginning.contains(sign)),
        other => other.is_some(),
    }
}

/// The syntax that the server names, unless the name stands for other things as well.
fn format(page: &Fetched) -> Option<Format> {
    match page.media_type.as_deref()? {
        "text/plain" | "text/xml" | "application/xml" | "application/json" => None,
        other => Format::of_media_type(other),
    }
}

/// Reads the page that came and all that follow. `address` is where the first was asked for.
pub(super) fn read(address: &str, first: Fetched, fetcher: &Fetcher) -> Result<Found, Failure> {
    let mut builder = GraphBuilder::without_positions();
    let mut doubts = Vec::new();
    let mut visited = BTreeSet::from([address.to_owned()]);
    let mut budget = Budget::new();
    let (mut address, mut page) = (address.to_owned(), first);
    loop {
        budget.spend(page.bytes.len())?;
        let graph = graph(&address, page, &mut doubts)?;
        builder.extend_from(&graph);
        let next = next_page(&graph, &address).map_err(|error| ambiguous(&address, &error))?;
        let Some(next) = next else { break };
        if !visited.insert(next.clone()) {
            return Err(circle(&address, &next));
        }
        page = fetcher
            .get(&next, ACCEPT, LARGEST)
            .map_err(|error| unreachable(&next, &error))?;
        address = next;
    }
    Ok(Found {
        graph: builder.finish(),
        doubts,
        left: Vec::new(),
        unknown: BTreeMap::new(),
        parts: budget.pages(),
    })
}

fn graph(address: &str, page: Fetched, doubts: &mut Vec<Remark>) -> Result<Graph, Failure> {
    let format = format(&page);
    // The name without its query, so that its ending is found.
    let name = address.split(['?', '#']).next().unwrap_or(address);
    let document = Document::new(name, page.bytes).with_base(page.address);
    let document = match format {
        Some(format) => document.with_format(format),
        None => document,
    };
    let mut builder = GraphBuilder::new();
    let reading = read_rdf(&document, &mut builder).map_err(|error| nothing_written(&unreadable(&error)))?;
    doubts.extend(faults(address, &reading, &builder)?);
    Ok(builder.finish())
}

/// What was no correct RDF, as one remark with the first lines.
///
/// # Errors
/// When the text breaks off: nobody knows what came behind.
pub(super) fn faults(
    name: &str,
    reading: &Reading,
    builder: &GraphBuilder,
) -> Result<Option<Remark>, Failure> {
    let Some(source) = builder.source(reading.source) else {
        return Ok(None);
    };
    let line = |issue: &SyntaxIssue| source.line_column(issue.span.start).line;
    let end = reading
        .issues
        .iter()
        .find(|issue| breaks_off(issue, source.text()));
    if let Some(end) = end {
        let line = line(end);
        return Err(Failure::new(
            Exit::Unreadable,
            format!(
                "{name}:{line}: Hier bricht der Text mitten in einer Angabe ab. Es wurde nichts geschrieben."
            ),
            format!("{name}:{line}: The text breaks off in the middle here. Nothing was written."),
        ));
    }
    let count = reading.issues.len();
    let lines = reading.issues.iter().take(MOST_PLACES);
    let lines: Vec<String> = lines.map(|issue| line(issue).to_string()).collect();
    let lines = lines.join(", ");
    Ok((count > 0).then(|| {
        Remark::new(
            name,
            format!(
                "Kein korrektes RDF an {count} Stellen, die angepasst oder ausgelassen wurden (Zeile {lines})."
            ),
            format!("No correct RDF in {count} places, which were adapted or left out (line {lines})."),
        )
    }))
}

/// Whether the text is only half of one: what stands in its last line cannot be understood.
fn breaks_off(issue: &SyntaxIssue, text: &str) -> bool {
    let rest = text.get(issue.span.start as usize..).unwrap_or_default();
    matches!(issue.kind, SyntaxIssueKind::UnexpectedToken { .. }) && !rest.trim_end().contains('\n')
}

fn circle(address: &str, next: &str) -> Failure {
    Failure::new(
        Exit::Network,
        format!(
            "Die Seiten drehen sich im Kreis: {address} verweist zurück auf {next}. Es wurde nichts geschrieben."
        ),
        format!("The pages go round in a circle: {address} leads back to {next}. Nothing was written."),
    )
}

fn ambiguous(address: &str, error: &AmbiguousPage) -> Failure {
    Failure::new(
        Exit::Unreadable,
        format!("{address} nennt mehrere Seiten als nächste. Es wurde nichts geschrieben."),
        format!("{address} names several pages as the next. Nothing was written."),
    )
    .with_cause(error)
}
