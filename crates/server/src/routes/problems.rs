//! The pages that the `type` of a problem leads to.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::app::App;
use crate::extract::Client;
use crate::html::{ProblemDocPage, ProblemListPage};
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;

/// All problems.
pub(crate) async fn list(State(app): State<Arc<App>>, client: Client) -> Result<Response, Problem> {
    Ok(Representation::html(&ProblemListPage::new(&app))?.respond(&client.headers))
}

/// One problem.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
    client: Client,
) -> Result<Response, Problem> {
    let kind = ProblemKind::of_slug(&slug).ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    Ok(Representation::html(&ProblemDocPage::new(&app, kind))?.respond(&client.headers))
}
