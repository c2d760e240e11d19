//! The whole HTTP surface.

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, Request, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, post};
use tower::ServiceBuilder;
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;

use crate::app::App;
use crate::middleware::{limit_time, name_bare_errors, observe, panicked};
use crate::routes::{
    api, catalog, changes, city, ckan, crawl, dataset, distribution, file, harvests, health, oai, openapi,
    pages, problems, rollback, search, sparql, withdrawal, writing,
};
use crate::upload;

/// The largest body of a request that writes nothing: a SPARQL query.
const BODY_LIMIT: usize = 256 * 1024;

/// Addresses with their handlers, and the addresses alone: what is served can be compared with what is described.
pub(crate) struct Routes {
    router: Router<Arc<App>>,
    paths: Vec<&'static str>,
}

impl Routes {
    fn new() -> Self {
        Self {
            router: Router::new(),
            paths: Vec::new(),
        }
    }

    fn route(mut self, path: &'static str, methods: MethodRouter<Arc<App>>) -> Self {
        self.paths.push(path);
        Self {
            router: self.router.route(path, methods),
            paths: self.paths,
        }
    }
}

/// What is open to everybody.
fn reading() -> Routes {
    Routes::new()
        // people
        .route("/", get(pages::start))
        .route("/style.css", get(pages::style))
        .route("/search.js", get(pages::script))
        .route("/icon.svg", get(pages::icon))
        .route("/suche", get(search::page))
        .route("/search", get(search::english_page))
        .route("/harvests", get(harvests::page))
        // robots
        .route("/robots.txt", get(crawl::robots))
        .route("/sitemap.xml", get(crawl::sitemap))
        .route("/sitemap/{part}", get(crawl::sitemap_part))
        .route("/.well-known/void", get(crawl::void))
        .route("/{city}", get(pages::city))
        .route("/problems", get(problems::list))
        .route("/problems/{slug}", get(problems::page))
        // records: pages, RDF and JSON by Accept or suffix
        .route("/{city}/dataset/{dataset}", get(dataset::show))
        .route(
            "/{city}/dataset/{dataset}/distribution/{distribution}",
            get(distribution::show),
        )
        .route("/{city}/dataset/{dataset}/datei/{name}", get(file::download))
        // portals: /catalog.{ttl,rdf,xml,jsonld,nt,n3} of all and of each city, whole with .gz and .zst
        .route("/{city}/", get(pages::trailing_slash))
        .route("/{city}/{name}", get(catalog::of_city))
        .route("/changes.atom", get(changes::joint))
        .route("/{city}/changes.atom", get(changes::of_city))
        .route("/oai", get(oai::answer).post(oai::answer))
        // developers
        .route("/sparql", get(sparql::get).post(sparql::post))
        .route("/rdf-graph-store", get(sparql::graph_store::get))
        .route("/api/v1/datasets", get(api::datasets))
        .route("/api/v1/datasets.csv", get(api::datasets_csv))
        .route("/api/v1/datasets/{city}/{dataset}", get(api::dataset))
        .route(
            "/api/v1/datasets/{city}/{dataset}/distributions",
            get(api::record::distributions),
        )
        .route(
            "/api/v1/datasets/{city}/{dataset}/quality",
            get(api::record::quality),
        )
        .route(
            "/api/v1/datasets/{city}/{dataset}/findings",
            get(api::record::findings),
        )
        .route("/api/v1/changes", get(api::changes::list))
        .route("/api/v1/search", get(search::answer))
        .route("/api/v1/facets", get(search::facets))
        .route("/api/v1/suggest", get(search::suggest))
        .route("/api/v1/harvests", get(harvests::list))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/docs", get(openapi::page))
        // programs that speak to CKAN
        .route("/api", get(ckan::version))
        .route("/api/3", get(ckan::version))
        .route("/api/action/{name}", get(ckan::action).post(ckan::action))
        .route("/api/3/action/{name}", get(ckan::action).post(ckan::action))
        // operators
        .route("/healthz", get(health::health))
        .route("/readyz", get(health::ready))
}

/// What needs a token of the city, or the secret of the data directory.
fn writing() -> Routes {
    Routes::new()
        .route("/api/v1/cities", get(api::cities::list))
        .route("/api/v1/cities/{city}", get(city::show))
        .route("/api/v1/cities/{city}/log", get(city::log))
        .route("/api/v1/cities/{city}/plan", post(writing::plan))
        .route("/api/v1/cities/{city}/load", post(writing::load))
        .route(
            "/api/v1/cities/{city}/datasets/{dataset}",
            delete(withdrawal::delete).put(writing::put),
        )
        .route("/api/v1/cities/{city}/withdraw", post(withdrawal::post))
        .route("/api/v1/cities/{city}/rollback", post(rollback::post))
}

/// Every address there is.
#[cfg(test)]
pub(crate) fn paths() -> Vec<&'static str> {
    let mut paths = reading().paths;
    paths.extend(writing().paths);
    paths
}

/// The server's answer to any request.
pub fn router(app: Arc<App>) -> Router {
    let reading = reading()
        .router
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(from_fn(limit_time));
    // An upload has limits of its own, and a write that has begun is not cut off.
    let writing = writing()
        .router
        .layer(RequestBodyLimitLayer::new(upload::BODY_LIMIT));
    let routes = reading
        .merge(writing)
        .fallback(dataset::by_path)
        .with_state(Arc::clone(&app));

    // From the outside in. Reads are open to every origin; pages of other origins cannot send a token.
    let prefix = app.addresses.prefix().to_owned();
    let layers = ServiceBuilder::new()
        .layer(MapRequestLayer::new(move |request: Request<axum::body::Body>| {
            without_prefix(request, &prefix)
        }))
        .layer(from_fn_with_state(app, observe))
        .layer(cross_origin())
        .layer(from_fn(name_bare_errors))
        .layer(CatchPanicLayer::custom(panicked));
    Router::new().fallback_service(layers.service(routes))
}

fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::OPTIONS])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            header::RANGE,
            header::IF_MODIFIED_SINCE,
            header::IF_NONE_MATCH,
        ])
        .expose_headers([
            header::LINK,
            header::ETAG,
            header::LAST_MODIFIED,
            header::CONTENT_RANGE,
            header::CONTENT_DISPOSITION,
            header::RETRY_AFTER,
        ])
}

/// Takes off the path of the delivery base, for proxies that pass it on.
fn without_prefix(mut request: Request<axum::body::Body>, prefix: &str) -> Request<axum::body::Body> {
    if prefix.is_empty() {
        return request;
    }
    let Some(rest) = request
        .uri()
        .path_and_query()
        .and_then(|path| path.as_str().strip_prefix(prefix))
    else {
        return request;
    };
    let path = match rest {
        "" => Some("/".to_owned()),
        rest if rest.starts_with('/') => Some(rest.to_owned()),
        rest if rest.starts_with('?') => Some(format!("/{rest}")),
        _ => None,
    };
    if let Some(uri) = path.and_then(|path| path.parse::<Uri>().ok()) {
        *request.uri_mut() = uri;
    }
    request
}
