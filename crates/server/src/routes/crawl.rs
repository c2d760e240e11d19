//! What robots read first: `robots.txt`, the site map, and the description of the whole as a
//! [VoID](https://www.w3.org/TR/void/#well-known) data set.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use kolophon_dcat::vocab::{dcat, dcterms, foaf, rdf, xsd};
use kolophon_dcat::{Charset, Format};
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};

use crate::addresses::segment;
use crate::app::App;
use crate::extract::Client;
use crate::feeds::{Feed, Purpose};
use crate::index::Index;
use crate::negotiate::{Form, RDF_FORMATS};
use crate::problem::{Problem, ProblemKind};
use crate::representation::{Representation, not_acceptable};
use crate::routes::catalog::refusal;

/// Addresses in one part of the site map; [the protocol](https://www.sitemaps.org/protocol.html) allows no more.
const PART: usize = 50_000;

const VOID: &str = "http://rdfs.org/ns/void#";

/// Robots may read everything but the pages that each cost a query, and other forms of what they have read.
pub(crate) async fn robots(State(app): State<Arc<App>>, client: Client) -> Response {
    let prefix = app.addresses.prefix();
    let sitemap = app.addresses.absolute("/sitemap.xml");
    let text = format!(
        "User-agent: *\nDisallow: {prefix}/sparql?\nDisallow: {prefix}/suche?\nDisallow: {prefix}/search?\nDisallow: {prefix}/api/\nDisallow: {prefix}/*/catalog.\nDisallow: {prefix}/catalog.\nDisallow: {prefix}/oai\n\nSitemap: {sitemap}\n"
    );
    Representation::new("text/plain; charset=utf-8", text).respond(&client.headers)
}

/// The list of the parts of the site map.
pub(crate) async fn sitemap(State(app): State<Arc<App>>, client: Client) -> Response {
    let parts = addresses(&app, &app.index()).len().div_ceil(PART).max(1);
    let mut text = head("sitemapindex");
    for part in 1..=parts {
        entry(
            "sitemap",
            &app.addresses.absolute(&format!("/sitemap/{part}.xml")),
            None,
            &mut text,
        );
    }
    text.push_str("</sitemapindex>\n");
    Representation::new("application/xml", text).respond(&client.headers)
}

/// A part of the site map.
pub(crate) async fn sitemap_part(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    client: Client,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(ProblemKind::NotFound);
    let number = name
        .strip_suffix(".xml")
        .and_then(|number| number.parse::<usize>().ok());
    let all = addresses(&app, &app.index());
    let parts = all.len().div_ceil(PART).max(1);
    let number = number
        .filter(|number| (1..=parts).contains(number))
        .ok_or_else(not_found)?;
    let mut text = head("urlset");
    for (address, changed) in all.iter().skip((number - 1) * PART).take(PART) {
        entry("url", address, changed.as_deref(), &mut text);
    }
    text.push_str("</urlset>\n");
    Ok(Representation::new("application/xml", text).respond(&client.headers))
}

/// Every page for people: the start page, the cities, the datasets; with the day of the last change where it is known.
fn addresses(app: &App, index: &Index) -> Vec<(String, Option<String>)> {
    let mut all = vec![(app.addresses.absolute("/"), None)];
    let cities = index.state().cities.keys();
    all.extend(cities.map(|city| (app.addresses.absolute(&format!("/{}", segment(city))), None)));
    all.extend(index.by_slug_after(None).map(|dataset| {
        let path = crate::addresses::dataset_path(&dataset.city, &dataset.slug);
        let day = dataset
            .modified
            .as_deref()
            .and_then(|modified| modified.get(..10));
        (app.addresses.absolute(&path), day.map(str::to_owned))
    }));
    all
}

fn head(element: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    )
}

fn entry(element: &str, address: &str, changed: Option<&str>, text: &mut String) {
    // Addresses of ours are escaped but for what separates parameters, which they do not have.
    let address = address.replace('&', "&amp;").replace('\'', "&apos;");
    let changed = changed.map_or_else(String::new, |day| format!("<lastmod>{day}</lastmod>"));
    // Writing to a string cannot fail.
    writeln!(text, "<{element}><loc>{address}</loc>{changed}</{element}>").ok();
}

/// What there is as a whole: a data set of RDF with a part for each city.
pub(crate) async fn void(State(app): State<Arc<App>>, client: Client) -> Result<Response, Problem> {
    let offers = RDF_FORMATS.map(Form::Rdf);
    let format = match client.accept.best(&offers, Form::media_type) {
        Some(Form::Rdf(format)) => format,
        // A browser that asks for a page gets what can be read best.
        _ if client.accept.prefers_html() => Format::Turtle,
        _ => return Err(not_acceptable(&offers)),
    };
    let graph = app.blocking(describe_all).await?;
    Ok(Representation::rdf(&graph, format, Charset::Ascii)?
        .negotiated()
        .respond(&client.headers))
}

fn describe_all(app: &App) -> Result<Graph, Problem> {
    let index = app.index();
    let mut out = GraphBuilder::new();
    let root = describe(app, (&Feed::All, &app.title), &mut out)?;
    for city in index.state().cities.values().filter(|city| city.generation > 0) {
        let feed = Feed::City(city.slug.clone());
        let part = describe(app, (&feed, &city.name), &mut out)?;
        push(&mut out, root, &format!("{VOID}subset"), part);
    }
    let description = out.iri(&app.addresses.absolute("/.well-known/void"));
    let class = out.iri(&format!("{VOID}DatasetDescription"));
    push(&mut out, description, rdf::TYPE, class);
    push(&mut out, description, foaf::PRIMARY_TOPIC, root);
    Ok(out.finish())
}

/// A feed: its title, how much the whole of it says, its files, and where to ask.
fn describe(app: &App, (feed, title): (&Feed, &str), out: &mut GraphBuilder) -> Result<TermId, Problem> {
    let path = feed.path();
    let node = out.iri(&app.addresses.absolute(&format!("{path}#void")));
    let class = out.iri(&format!("{VOID}Dataset"));
    push(out, node, rdf::TYPE, class);
    let title = out.language_literal(title, "de");
    push(out, node, dcterms::TITLE, title);
    let editions = &app.feeds.editions;
    let kept = editions
        .get(&app.store, feed, None, Purpose::Preparation)
        .map_err(refusal)?;
    if let Some(kept) = kept {
        let extent = kept.edition.extent().map_err(refusal)?;
        push_count(node, "triples", extent.triples, out);
        push_count(node, "entities", extent.entities, out);
        let datasets = out.iri(&app.addresses.absolute(&format!("{path}#void-datasets")));
        push(out, node, &format!("{VOID}classPartition"), datasets);
        let class = out.iri(dcat::DATASET_CLASS);
        push(out, datasets, &format!("{VOID}class"), class);
        push_count(datasets, "entities", extent.datasets, out);
    }
    for format in RDF_FORMATS {
        for coding in ["gz", "zst"] {
            let dump = format!("{path}.{}.{coding}", format.extension());
            let dump = out.iri(&app.addresses.absolute(&dump));
            push(out, node, &format!("{VOID}dataDump"), dump);
        }
    }
    let endpoint = out.iri(&app.addresses.absolute("/sparql"));
    push(out, node, &format!("{VOID}sparqlEndpoint"), endpoint);
    let page = match feed {
        Feed::All => "/".to_owned(),
        Feed::City(city) => format!("/{}", segment(city)),
    };
    let page = out.iri(&app.addresses.absolute(&page));
    push(out, node, foaf::HOMEPAGE, page);
    Ok(node)
}

fn push_count(node: TermId, property: &str, count: usize, out: &mut GraphBuilder) {
    let count = out.typed_literal(&count.to_string(), xsd::INTEGER);
    push(out, node, &format!("{VOID}{property}"), count);
}

fn push(out: &mut GraphBuilder, subject: TermId, predicate: &str, object: TermId) {
    let predicate = out.iri(predicate);
    out.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}
