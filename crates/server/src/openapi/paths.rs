//! The table of operations. A test compares it with the router, in both directions.

use serde_json::{Value, json};

use super::operation::{Group, Operation};
use super::schemas::Foreign;
use crate::routes::api::DatasetList;
use crate::routes::api::changes::ChangeList;
use crate::routes::api::cities::CityList;
use crate::routes::api::record::DistributionList;
use crate::routes::harvests::HarvestList;
use crate::routes::health::{Health, Readiness};
use crate::routes::search::{FacetList, SearchResult, SuggestionList};
use kolophon_dcat::json::DatasetJson;

/// Every operation.
pub(super) fn all() -> Vec<Operation> {
    let mut all = datasets();
    all.extend(catalogues());
    all.extend(query());
    all.extend(publishing());
    all.extend(ckan());
    all.extend(pages());
    all.extend(operation());
    all
}

fn datasets() -> Vec<Operation> {
    let get = |path, de, en| Operation::new("get", path, Group::Datasets, de, en);
    vec![
        filtered(get("/api/v1/search", "Datensätze suchen", "Search datasets"))
            .with(
                "sort",
                "The order.",
                json!({ "enum": ["relevance", "modified", "title"] }),
            )
            .with("limit", "Datasets on a page.", number(1, 100))
            .with(
                "cursor",
                "Where the page begins; from `next`.",
                json!({ "type": "string" }),
            )
            .json::<SearchResult>(),
        filtered(get("/api/v1/facets", "Filter mit Anzahl", "Facets with counts"))
            .with("values", "Values of each facet.", number(1, 1000))
            .json::<FacetList>(),
        get(
            "/api/v1/suggest",
            "Vorschläge beim Tippen",
            "Suggestions while typing",
        )
        .with("q", "What was typed so far.", text(4096))
        .with("limit", "How many.", number(1, 20))
        .json::<SuggestionList>(),
        listed(get("/api/v1/datasets", "Alle Datensätze", "All datasets")).json::<DatasetList>(),
        listed(get(
            "/api/v1/datasets.csv",
            "Alle Datensätze als Tabelle",
            "All datasets as a table",
        ))
        .text("text/csv"),
        get(
            "/api/v1/datasets/{city}/{dataset}",
            "Ein Datensatz",
            "One dataset",
        )
        .json::<DatasetJson>(),
        get(
            "/api/v1/datasets/{city}/{dataset}/distributions",
            "Dateien und Zugänge eines Datensatzes",
            "The distributions of a dataset",
        )
        .json::<DistributionList>(),
        get(
            "/api/v1/datasets/{city}/{dataset}/quality",
            "Qualität der Beschreibung eines Datensatzes",
            "The quality of a dataset's description",
        )
        .foreign(Foreign::Quality),
        get(
            "/api/v1/datasets/{city}/{dataset}/findings",
            "Hinweise zur Beschreibung eines Datensatzes",
            "The findings about a dataset's description",
        )
        .foreign(Foreign::Report),
        get("/api/v1/cities", "Alle Kommunen", "All cities").json::<CityList>(),
        get("/api/v1/changes", "Was sich geändert hat", "What changed")
            .with("city", "Only of this city.", text(256))
            .with(
                "since",
                "Only since this moment.",
                json!({ "type": "string", "examples": ["2026-11-27T10:00:00Z"] }),
            )
            .with("limit", "Changes on a page.", number(1, 1000))
            .with(
                "cursor",
                "Where the page begins; from `next`.",
                json!({ "type": "string" }),
            )
            .json::<ChangeList>(),
        get(
            "/api/v1/harvests",
            "Abholungen durch Portale",
            "Harvests by portals",
        )
        .with("city", "Only of this city.", text(256))
        .with("limit", "How many.", number(1, 1000))
        .json::<HarvestList>(),
    ]
}

/// With what search and facets are narrowed by.
fn filtered(operation: Operation) -> Operation {
    operation
        .with("q", "What to look for; see the manual of the search.", text(4096))
        .with_many("city", "Short names of cities.", text(256))
        .with_many(
            "theme",
            "Themes: keys of the EU's list, such as `ENVI`, or addresses.",
            text(256),
        )
        .with_many("format", "Formats, such as `CSV`.", text(256))
        .with_many(
            "licence",
            "Licences: what stands behind `http://dcat-ap.de/def/licenses/`, or addresses.",
            text(256),
        )
        .with_many("publisher", "Names of publishers.", text(256))
        .with_many(
            "hvd",
            "Whether it is a high-value dataset.",
            json!({ "type": "boolean" }),
        )
        .with_many(
            "updated",
            "When it was last changed.",
            json!({ "enum": ["week", "month", "year", "older", "unknown"] }),
        )
        .with(
            "bbox",
            "An area it has to meet: west, south, east, north in degrees.",
            json!({ "type": "string", "examples": ["8.1,49.9,8.4,50.1"] }),
        )
        .with(
            "time",
            "A time it has to meet: `start/end`, each a year, month or day, or nothing.",
            json!({ "type": "string", "examples": ["2024/2025"] }),
        )
}

/// With what the list of datasets is narrowed by.
fn listed(operation: Operation) -> Operation {
    operation
        .with("city", "Only of this city.", text(256))
        .with("theme", "Only with this theme: its key or address.", text(256))
        .with("format", "Only with this format or media type.", text(256))
        .with("limit", "Datasets on a page.", number(1, 1000))
        .with(
            "cursor",
            "Where the page begins; from `next`.",
            json!({ "type": "string" }),
        )
}

fn catalogues() -> Vec<Operation> {
    let get = |path, de, en| Operation::new("get", path, Group::Catalogues, de, en);
    vec![
        get(
            "/{city}",
            "Eine Kommune; /catalog.rdf, .ttl, .jsonld, .nt, .n3: der gemeinsame Katalog",
            "A city; /catalog.rdf, .ttl, .jsonld, .nt, .n3: the joint catalogue",
        )
        .page()
        .rdf(),
        get(
            "/{city}/{name}",
            "Der Katalog einer Kommune: catalog.rdf, .ttl, .jsonld, .nt, .n3",
            "The catalogue of a city: catalog.rdf, .ttl, .jsonld, .nt, .n3",
        )
        .page()
        .rdf(),
        get(
            "/{city}/dataset/{dataset}",
            "Ein Datensatz als Seite oder RDF",
            "A dataset as a page or RDF",
        )
        .page()
        .rdf()
        .object(),
        get(
            "/{city}/dataset/{dataset}/distribution/{distribution}",
            "Eine Datei oder ein Zugang als Seite oder RDF",
            "A distribution as a page or RDF",
        )
        .page()
        .rdf(),
        get(
            "/{city}/dataset/{dataset}/datei/{name}",
            "Eine Datei",
            "A data file",
        )
        .bytes("*/*"),
        changes(get(
            "/changes.atom",
            "Was sich geändert hat, als Atom",
            "What changed, as Atom",
        )),
        changes(get(
            "/{city}/changes.atom",
            "Was sich in einer Kommune geändert hat, als Atom",
            "What changed in a city, as Atom",
        )),
        harvested(get(
            "/oai",
            "Abholung mit OAI-PMH 2.0",
            "Harvesting by OAI-PMH 2.0",
        )),
        harvested(Operation::new(
            "post",
            "/oai",
            Group::Catalogues,
            "Abholung mit OAI-PMH 2.0",
            "Harvesting by OAI-PMH 2.0",
        ))
        .takes("application/x-www-form-urlencoded"),
        get(
            "/.well-known/void",
            "Der ganze Bestand in Kürze",
            "The whole in short",
        )
        .rdf(),
    ]
}

/// A feed of changes.
fn changes(operation: Operation) -> Operation {
    operation
        .with("page", "The page, from 1.", number(1, 1_000_000))
        .with("gen", "The generation; from `next`.", json!({ "type": "string" }))
        .text("application/atom+xml")
}

/// [OAI-PMH](http://www.openarchives.org/OAI/openarchivesprotocol.html), which names its errors in the body.
fn harvested(operation: Operation) -> Operation {
    let string = || json!({ "type": "string" });
    operation
        .with("verb", "What is asked.", string())
        .with("identifier", "A record.", string())
        .with("metadataPrefix", "The format.", string())
        .with("set", "The short name of a city.", string())
        .with("from", "Changed since.", string())
        .with("until", "Changed until.", string())
        .with("resumptionToken", "Where the list goes on.", string())
        .text("text/xml")
}

fn query() -> Vec<Operation> {
    let about = ("Mit SPARQL abfragen", "Query with SPARQL");
    let results = |operation: Operation| {
        operation
            .page()
            .object()
            .bytes("application/sparql-results+json")
            .bytes("application/sparql-results+xml")
            .text("text/csv")
            .text("text/tab-separated-values")
            .rdf()
    };
    vec![
        results(Operation::new("get", "/sparql", Group::Query, about.0, about.1)).with(
            "query",
            "The query.",
            text(2000),
        ),
        results(Operation::new("post", "/sparql", Group::Query, about.0, about.1))
            .takes("application/sparql-query")
            .takes("application/x-www-form-urlencoded"),
        Operation::new(
            "get",
            "/rdf-graph-store",
            Group::Query,
            "Einen Graphen lesen",
            "Read one graph",
        )
        .with("graph", "The address of the graph.", text(2000))
        .with(
            "default",
            "The union of all graphs; without a value.",
            json!({ "type": "string", "maxLength": 0 }),
        )
        .rdf(),
    ]
}

fn publishing() -> Vec<Operation> {
    let new = |method, path, de, en| Operation::new(method, path, Group::Publishing, de, en).needs_token();
    let flag = || json!({ "type": "boolean" });
    vec![
        new(
            "get",
            "/api/v1/cities/{city}",
            "Einstellungen der Kommune",
            "Settings of the city",
        )
        .object(),
        new(
            "get",
            "/api/v1/cities/{city}/log",
            "Was wann veröffentlicht wurde",
            "What was published when",
        )
        .with(
            "generation",
            "Only this one, with its changes.",
            json!({ "type": "integer", "minimum": 1 }),
        )
        .object(),
        new(
            "post",
            "/api/v1/cities/{city}/plan",
            "Vorschau",
            "See what loading would do",
        )
        .with("complete", "These are all datasets of the city.", flag())
        .with("allow_errors", "Datasets with errors are published, too.", flag())
        .takes("text/turtle")
        .takes("multipart/form-data")
        .object(),
        new("post", "/api/v1/cities/{city}/load", "Veröffentlichen", "Publish")
            .with("complete", "These are all datasets of the city.", flag())
            .with("allow_errors", "Datasets with errors are published, too.", flag())
            .with(
                "removals",
                "How many datasets may disappear.",
                json!({ "type": "integer", "minimum": 0 }),
            )
            .takes("text/turtle")
            .takes("multipart/form-data")
            .object(),
        new(
            "put",
            "/api/v1/cities/{city}/datasets/{dataset}",
            "Einen Datensatz veröffentlichen",
            "Publish one dataset",
        )
        .with("allow_errors", "It is published in spite of errors.", flag())
        .takes("text/turtle")
        .object(),
        new(
            "delete",
            "/api/v1/cities/{city}/datasets/{dataset}",
            "Einen Datensatz zurückziehen",
            "Withdraw one dataset",
        )
        .with_required("reason", "Why; it is shown to everybody.", text(1000))
        .object(),
        new(
            "post",
            "/api/v1/cities/{city}/withdraw",
            "Zurückziehen",
            "Withdraw",
        )
        .with_required("wanted", "Title, short name or address.", text(1000))
        .with_required("reason", "Why; it is shown to everybody.", text(1000))
        .with("erase", "No trace is kept.", flag())
        .with("unprotect", "In spite of its protection.", flag())
        .with("dry_run", "Only look.", flag())
        .with("author", "Who does it.", text(200))
        .foreign(Foreign::Plan),
        new(
            "post",
            "/api/v1/cities/{city}/rollback",
            "Zum früheren Stand zurück",
            "Go back to an earlier generation",
        )
        .with_required(
            "generation",
            "The generation.",
            json!({ "type": "integer", "minimum": 1 }),
        )
        .with("reason", "Why.", text(1000))
        .with(
            "removals",
            "How many datasets may disappear.",
            json!({ "type": "integer", "minimum": 0 }),
        )
        .with("dry_run", "Only look.", flag())
        .with("author", "Who does it.", text(200))
        .foreign(Foreign::Plan),
    ]
}

fn ckan() -> Vec<Operation> {
    let about = (
        "Wie CKAN: package_search, package_show, package_list …",
        "As CKAN: package_search, package_show, package_list …",
    );
    let get = |path| {
        Operation::new("get", path, Group::Ckan, about.0, about.1)
            .fails_as_ckan()
            .object()
    };
    let post = |path| {
        Operation::new("post", path, Group::Ckan, about.0, about.1)
            .fails_as_ckan()
            .takes("application/json")
            .takes("application/x-www-form-urlencoded")
            .object()
    };
    let version = |path| Operation::new("get", path, Group::Ckan, "Die Version", "The version").object();
    vec![
        version("/api"),
        version("/api/3"),
        get("/api/3/action/{name}"),
        post("/api/3/action/{name}"),
        get("/api/action/{name}"),
        post("/api/action/{name}"),
    ]
}

fn pages() -> Vec<Operation> {
    let get = |path, de, en| Operation::new("get", path, Group::Pages, de, en);
    vec![
        get("/", "Die Startseite", "The start page").page().rdf(),
        filtered(get("/suche", "Die Suche", "The search in German"))
            .with(
                "sort",
                "The order.",
                json!({ "enum": ["relevance", "modified", "title"] }),
            )
            .with("cursor", "Where the page begins.", json!({ "type": "string" }))
            .page(),
        filtered(get("/search", "Die Suche auf Englisch", "The search"))
            .with(
                "sort",
                "The order.",
                json!({ "enum": ["relevance", "modified", "title"] }),
            )
            .with("cursor", "Where the page begins.", json!({ "type": "string" }))
            .page(),
        get("/harvests", "Das Abholprotokoll", "The log of harvests")
            .with("city", "Only of this city.", text(256))
            .page(),
        get("/api/docs", "Diese Schnittstelle", "This interface").page(),
        get("/problems", "Alle Fehler", "All problems").page(),
        get("/problems/{slug}", "Ein Fehler", "One problem").page(),
        Operation::new(
            "get",
            "/{city}/",
            Group::Pages,
            "Weiter zur Kommune",
            "On to the city",
        )
        .status("308"),
        get(
            "/style.css",
            "Die Gestaltung der Seiten",
            "The style of the pages",
        )
        .text("text/css"),
        get(
            "/search.js",
            "Vorschläge im Suchfeld",
            "Suggestions in the search field",
        )
        .text("text/javascript"),
        get("/icon.svg", "Das Zeichen", "The icon").text("image/svg+xml"),
        get("/robots.txt", "Für Suchmaschinen", "For search engines").text("text/plain"),
        get(
            "/sitemap.xml",
            "Alle Adressen in Teilen",
            "The parts of all addresses",
        )
        .text("application/xml"),
        get(
            "/sitemap/{part}",
            "Ein Teil aller Adressen",
            "A part of all addresses",
        )
        .text("application/xml"),
    ]
}

fn operation() -> Vec<Operation> {
    let get = |path, de, en| Operation::new("get", path, Group::Operation, de, en);
    vec![
        get("/healthz", "Läuft der Dienst?", "Is the server running?").json::<Health>(),
        get("/readyz", "Ist alles bereit?", "Is all ready?").json::<Readiness>(),
        get(
            "/api/openapi.json",
            "Dieses Verzeichnis für Programme",
            "This document",
        )
        .object(),
    ]
}

fn number(least: u64, most: u64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

fn text(longest: u64) -> Value {
    json!({ "type": "string", "maxLength": longest })
}
