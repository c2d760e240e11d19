//! The feeds portals harvest: `/catalog.{ttl,rdf,xml,jsonld,nt}` of all cities and of each.
//!
//! A page is written completely before its status line; what goes wrong is a 5xx with `Retry-After`, because a page
//! that is short, or a feed that is empty, makes harvesters delete datasets.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use kolophon_dcat::{Charset, Format};
use kolophon_publish::feed::{self, FeedError, PageRequest, Scope};
use kolophon_store::{EngineError, View};
use serde_json::json;

use crate::addresses::segment;
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::index::{Index, Order};
use crate::negotiate::{Form, RDF_FORMATS};
use crate::problem::{Problem, ProblemKind};
use crate::representation::{Representation, not_acceptable};
use crate::routes::dataset;
use crate::routes::pages::see_other;

/// What stands behind `catalog` in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// Nothing: the `Accept` header decides.
    None,
    /// An RDF syntax, by the suffix as it was written; links to other pages keep it.
    Rdf(Format, &'static str),
}

/// The suffix of a path segment that names a feed; `None` for any other segment.
pub(crate) fn suffix(segment: &str) -> Option<Suffix> {
    match segment {
        "catalog" => Some(Suffix::None),
        "catalog.ttl" => Some(Suffix::Rdf(Format::Turtle, "ttl")),
        "catalog.rdf" => Some(Suffix::Rdf(Format::RdfXml, "rdf")),
        "catalog.xml" => Some(Suffix::Rdf(Format::RdfXml, "xml")),
        "catalog.jsonld" => Some(Suffix::Rdf(Format::JsonLd, "jsonld")),
        "catalog.nt" => Some(Suffix::Rdf(Format::NTriples, "nt")),
        _ => None,
    }
}

/// The feed of a city.
pub(crate) async fn of_city(
    State(app): State<Arc<App>>,
    Path((city, name)): Path<(String, String)>,
    uri: Uri,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let known = app.index().state().cities.contains_key(&city);
    match suffix(&name) {
        Some(suffix) if known => {
            let feed = Feed {
                path: format!("/{}/catalog", segment(&city)),
                city: Some(city),
            };
            feed.respond(app, suffix, parameters, client).await
        }
        _ => dataset::by_path(State(app), uri, parameters, client).await,
    }
}

/// The feed of all cities.
pub(crate) async fn joint(
    app: Arc<App>,
    suffix: Suffix,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let feed = Feed {
        path: "/catalog".to_owned(),
        city: None,
    };
    feed.respond(app, suffix, parameters, client).await
}

/// A feed: its path without suffix, and the city it is of.
#[derive(Clone, Debug)]
struct Feed {
    path: String,
    city: Option<String>,
}

/// A page as it was asked for.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    number: usize,
    generation: Option<u64>,
    charset: Charset,
    format: Format,
    extension: &'static str,
}

impl Feed {
    async fn respond(
        self,
        app: Arc<App>,
        suffix: Suffix,
        parameters: Parameters,
        client: Client,
    ) -> Result<Response, Problem> {
        let (format, extension) = match suffix {
            Suffix::Rdf(format, extension) => (format, extension),
            Suffix::None => {
                let mut offers = vec![Form::Html];
                offers.extend(RDF_FORMATS.map(Form::Rdf));
                match client.accept.best(&offers, Form::media_type) {
                    Some(Form::Rdf(format)) => (format, format.extension()),
                    Some(Form::Html) => return Ok(self.page_for_people(&app)),
                    Some(Form::Json) | None => return Err(not_acceptable(&offers)),
                }
            }
        };
        // Harvesters have parameters of other products configured; what is not known here is passed over.
        let number = parameters.number("page", 1)?.unwrap_or(1);
        let wanted = Wanted {
            number: usize::try_from(number).unwrap_or(usize::MAX),
            generation: parameters.number("gen", 0)?,
            charset: if parameters.has("pretty") {
                Charset::Utf8
            } else {
                Charset::Ascii
            },
            format,
            extension,
        };
        let mut representation = app.blocking(move |app| self.page(app, wanted)).await?;
        if suffix == Suffix::None {
            representation = representation.negotiated();
        }
        Ok(representation.respond(&client.headers))
    }

    fn page_for_people(&self, app: &App) -> Response {
        let path = self
            .city
            .as_deref()
            .map_or_else(|| "/".to_owned(), |city| format!("/{}", segment(city)));
        see_other(&app.addresses.path(&path))
    }

    /// The page, from index and store of one generation.
    fn page(&self, app: &App, wanted: Wanted) -> Result<Representation, Problem> {
        loop {
            let index = app.index();
            let read = app.store.read(|view| -> Result<_, Failure> {
                if view.state().generation == index.state().generation {
                    self.page_of(app, &index, view, wanted).map(Some)
                } else {
                    Ok(None)
                }
            });
            match read {
                Ok(Some(page)) => return Ok(page),
                // Something was published between the two looks.
                Ok(None) => {}
                Err(Failure(problem)) => return Err(*problem),
            }
        }
    }

    fn page_of(
        &self,
        app: &App,
        index: &Index,
        view: &View<'_>,
        wanted: Wanted,
    ) -> Result<Representation, Failure> {
        let joint_catalog = app.addresses.absolute("/catalog");
        let (scope, current) = self.scope(app, index, &joint_catalog)?;
        if current.0 == 0 {
            return Err(Problem::new(ProblemKind::NotPublished).into());
        }
        let (generation, order) = app
            .current()
            .order(&self.path, (current.0, &current.1), wanted.generation)
            .ok_or_else(|| self.changed(app, wanted.extension))?;
        let mut cursor = format!("gen={generation}");
        if wanted.charset == Charset::Utf8 {
            cursor.push_str("&pretty=1");
        }
        let address = self.address(app, wanted.extension);
        let request = PageRequest {
            scope,
            order: &order,
            number: wanted.number,
            size: app.page_size,
            address: &address,
            cursor: &cursor,
        };
        let graph = feed::page(view, &request).map_err(refusal)?;
        // A harvester takes whatever is not a success for a failed run and deletes nothing.
        let page =
            Representation::rdf(&graph, wanted.format, wanted.charset).map_err(|problem| {
                match problem.kind() {
                    ProblemKind::NotAcceptable => problem.with_kind(ProblemKind::StoreUnavailable),
                    _ => problem,
                }
            })?;
        Ok(self.with_links(app, page, &request))
    }

    /// What the feed covers, the generation it is in, and its order.
    fn scope<'a>(
        &self,
        app: &'a App,
        index: &'a Index,
        joint_catalog: &'a str,
    ) -> Result<(Scope<'a>, (u64, Order)), Problem> {
        let state = index.state();
        if let Some(slug) = &self.city {
            let city = state.cities.get(slug);
            let city = city.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
            return Ok((Scope::City(city), (city.generation, index.of_city(slug))));
        }
        let published = state.cities.values().any(|city| city.generation > 0);
        let scope = Scope::Joint {
            catalog: joint_catalog,
            title: &app.title,
        };
        let generation = if published { state.generation } else { 0 };
        Ok((scope, (generation, Arc::clone(index.all()))))
    }

    fn address(&self, app: &App, extension: &str) -> String {
        app.addresses.absolute(&format!("{}.{extension}", self.path))
    }

    /// The walk has to begin again, and where.
    fn changed(&self, app: &App, extension: &str) -> Problem {
        Problem::new(ProblemKind::FeedChanged).with("first", json!(self.address(app, extension)))
    }

    fn with_links(&self, app: &App, page: Representation, request: &PageRequest<'_>) -> Representation {
        let mut page = page.with_link(&request.link(1), "rel=\"first\"");
        if request.number > 1 {
            page = page.with_link(&request.link(request.number - 1), "rel=\"prev\"");
        }
        if request.number < request.last_page() {
            page = page.with_link(&request.link(request.number + 1), "rel=\"next\"");
        }
        for format in RDF_FORMATS {
            let address = self.address(app, format.extension());
            let kind = format!("rel=\"alternate\"; type=\"{}\"", format.media_type());
            page = page.with_link(&address, &kind);
        }
        page
    }
}

/// A problem, or a store that cannot be read, which is one.
#[derive(Debug)]
struct Failure(Box<Problem>);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Problem::new(ProblemKind::StoreUnavailable).because(error).into()
    }
}

fn refusal(error: FeedError) -> Problem {
    match error {
        FeedError::NoSuchPage { last } => Problem::new(ProblemKind::NoSuchPage).with("last", json!(last)),
        error => Problem::new(ProblemKind::StoreUnavailable).because(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::negotiate::rdf_of_suffix;

    #[test]
    fn suffixes_are_those_of_the_negotiation() {
        for extension in ["ttl", "rdf", "xml", "jsonld", "nt"] {
            let Some(Suffix::Rdf(format, written)) = suffix(&format!("catalog.{extension}")) else {
                panic!("{extension}");
            };
            assert_eq!(written, extension);
            assert_eq!(rdf_of_suffix(extension), Some(format));
        }
        assert_eq!(suffix("catalog"), Some(Suffix::None));
        assert_eq!(suffix("catalog.json"), None);
        assert_eq!(suffix("katalog.ttl"), None);
    }
}
