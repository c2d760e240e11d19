//! What is searched, kept up with what is published, and how a question is asked in an address.

mod parameters;

use std::sync::Arc;
use std::time::{Duration, Instant};

use kolophon_diagnostic::{Language, Text};
use kolophon_publish::search::Followed;
use kolophon_search::{Answer, Request, SearchError, Snapshot};

pub(crate) use self::parameters::{LONGEST_QUERY, Question, licence_name, theme_name};
use crate::app::App;
use crate::problem::{Problem, ProblemKind};

/// How long it takes at most until a publication begins to be searched.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// After a failure so much time passes before the same state is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// Keeps the index at what is published, for ever.
pub(crate) async fn follow(app: Arc<App>) {
    let mut followed = None;
    let mut failed: Option<Instant> = None;
    loop {
        let state = app.store.state();
        let is_new = followed.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &state));
        let is_due = failed.is_some_and(|at| at.elapsed() >= TRY_AGAIN);
        if is_new || is_due || app.search.is_distrusted() {
            let failure = Arc::clone(&app).blocking(bring_up_to_date).await.err();
            failed = failure.map(|problem| {
                let cause = problem.cause_chain().unwrap_or_default();
                tracing::error!(cause, "the search does not show what is published");
                Instant::now()
            });
            followed = Some(state);
            if failed.is_some() && app.search.is_distrusted() {
                tokio::time::sleep(TRY_AGAIN).await;
            }
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Brings the index to what is published.
pub(crate) fn bring_up_to_date(app: &App) -> Result<(), Problem> {
    let started = Instant::now();
    let label = |iri: &str| app.label(iri, Language::German);
    let followed = app
        .search
        .follow(&app.store, &label)
        .map_err(|error| Problem::new(ProblemKind::SearchNotReady).because(error))?;
    if followed != Followed::Current {
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(?followed, milliseconds, "search");
    }
    Ok(())
}

/// What is searched now.
///
/// # Errors
/// 503 until the first index is there.
pub(crate) fn snapshot(app: &App) -> Result<Arc<Snapshot>, Problem> {
    let snapshot = app.search.snapshot();
    snapshot.ok_or_else(|| Problem::new(ProblemKind::SearchNotReady))
}

/// Answers a question. What was withdrawn a moment ago, and is still in the index, is left out.
///
/// # Errors
/// When the cursor does not belong to the question or its time is over, and when the index cannot be read, which is
/// then built anew.
pub(crate) fn answer(app: &App, request: &Request) -> Result<Answer, Problem> {
    let snapshot = snapshot(app)?;
    let mut answer = snapshot.search(request).map_err(|error| match error {
        SearchError::ForeignCursor => Problem::parameter(
            "cursor",
            Text::new(
                "Die Angabe „cursor“ gehört nicht zu dieser Suche.",
                "The parameter “cursor” does not belong to this search.",
            ),
        ),
        SearchError::OutdatedCursor { .. } => Problem::new(ProblemKind::ListChanged),
        error => {
            app.search.distrust();
            Problem::new(ProblemKind::SearchNotReady).because(error)
        }
    })?;
    let index = app.index();
    answer
        .hits
        .retain(|hit| index.state().resources.contains_key(&hit.iri));
    Ok(answer)
}
