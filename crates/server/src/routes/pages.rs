//! The start page, the pages of cities, and what pages need.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::extract::Client;
use crate::html::{CityPage, ICON, SCRIPT, STYLE, StartPage};
use crate::negotiate::{Form, RDF_FORMATS};
use crate::problem::{Problem, ProblemKind};
use crate::representation::{Representation, not_acceptable};
use crate::routes::{catalog, dataset};

/// The start page. RDF is asked for at `/catalog`, where its pages have addresses of their own.
pub(crate) async fn start(State(app): State<Arc<App>>, client: Client) -> Result<Response, Problem> {
    let mut offers = vec![Form::Html];
    offers.extend(RDF_FORMATS.map(Form::Rdf));
    match client.accept.best(&offers, Form::media_type) {
        Some(Form::Html) => {
            let page = StartPage::new(&app, &app.index());
            Ok(Representation::html(&page)?
                .with_search_field()
                .negotiated()
                .respond(&client.headers))
        }
        Some(Form::Rdf(format)) => Ok(see_other(
            &app.addresses.path(&format!("/catalog.{}", format.extension())),
        )),
        Some(Form::Json) | None => Err(not_acceptable(&offers)),
    }
}

/// The page of a city; or the joint feed, whose address has one segment, too.
pub(crate) async fn city(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    uri: Uri,
    request: catalog::Request,
) -> Result<Response, Problem> {
    if let Some(suffix) = catalog::suffix(&name) {
        return catalog::joint(app, suffix, request).await;
    }
    let catalog::Request {
        parameters, client, ..
    } = request;
    let index = app.index();
    let Some(city) = index.state().cities.get(&name) else {
        return dataset::by_path(State(app), uri, parameters, client).await;
    };
    let mut offers = vec![Form::Html];
    offers.extend(RDF_FORMATS.map(Form::Rdf));
    match client.accept.best(&offers, Form::media_type) {
        Some(Form::Html) => {
            let number = parameters.only(&["page"])?.number("page", 1)?.unwrap_or(1);
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            let page = CityPage::new(&app, &index, city, number)
                .ok_or_else(|| Problem::new(ProblemKind::NoSuchPage))?;
            Ok(Representation::html(&page)?
                .with_search_field()
                .negotiated()
                .respond(&client.headers))
        }
        Some(Form::Rdf(format)) => Ok(see_other(&app.addresses.path(&format!(
            "/{}/catalog.{}",
            crate::addresses::segment(&city.slug),
            format.extension()
        )))),
        Some(Form::Json) | None => Err(not_acceptable(&offers)),
    }
}

/// The address without its slash at the end.
pub(crate) async fn trailing_slash(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let target = app
        .addresses
        .path(&format!("/{}", crate::addresses::segment(&name)));
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response()
}

/// The style sheet. Pages ask for it with the hash of its content, so it may be kept for ever.
pub(crate) async fn style(client: Client) -> Response {
    kept(Representation::new("text/css; charset=utf-8", STYLE), &client)
}

/// The script of pages with a search field. Pages ask for it as for the style sheet.
pub(crate) async fn script(client: Client) -> Response {
    kept(
        Representation::new("text/javascript; charset=utf-8", SCRIPT),
        &client,
    )
}

/// The icon.
pub(crate) async fn icon(client: Client) -> Response {
    kept(Representation::new("image/svg+xml", ICON), &client)
}

/// A redirect to another form's own address.
pub(crate) fn see_other(target: &str) -> Response {
    let location = HeaderValue::from_str(target).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (
        StatusCode::SEE_OTHER,
        [
            (header::LOCATION, location),
            (header::VARY, HeaderValue::from_static("accept")),
        ],
    )
        .into_response()
}

fn kept(representation: Representation, client: &Client) -> Response {
    representation
        .with_header(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        )
        .respond(&client.headers)
}
