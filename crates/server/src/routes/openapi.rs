//! The interface described: for programs as OpenAPI, for people as a page with examples to copy.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::html::ApiPage;
use crate::openapi;
use crate::problem::Problem;
use crate::representation::Representation;

/// The document. What it calls the server is the delivery base.
pub(crate) async fn document(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    let document = app
        .openapi
        .get_or_init(|| openapi::document(&app.title, app.addresses.base()));
    Ok(Representation::json(document)?.respond(&client.headers))
}

/// The page.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    let page = ApiPage::new(&app, client.language);
    Ok(Representation::html(&page)?
        .in_language()
        .respond(&client.headers))
}
