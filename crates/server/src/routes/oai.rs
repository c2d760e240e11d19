//! [OAI-PMH 2.0](https://www.openarchives.org/OAI/openarchivesprotocol.html) at `/oai`, by `GET` and by `POST` with a form.
//!
//! What the protocol has a name for is answered with 200 and that name; what keeps the server from answering is a 5xx with
//! `Retry-After`, as [§3.1.2.2](https://www.openarchives.org/OAI/openarchivesprotocol.html#StatusCodes) asks.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use kolophon_publish::feed::{Edition, Fate};
use kolophon_publish::oai::{self, Code, Listing, Part, Refusal, Repository, ResponseError};

use crate::app::App;
use crate::feeds::{Delivered, Feed, Packed, Packing, Purpose, Visitor};
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;
use crate::routes::catalog::{self, refusal};

/// What these walks are called in the log of harvests, beside the suffixes of the other feeds.
const NAME: &str = "oai";

type Arguments = Vec<(String, String)>;

/// A request of the protocol.
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    request: catalog::Request,
    arguments: Result<Form<Arguments>, FormRejection>,
) -> Result<Response, Problem> {
    let arguments = match arguments {
        Ok(Form(arguments)) => arguments,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Ok(rejection.into_response());
        }
        // A body of another kind has no arguments, and says so by the protocol's own name.
        Err(_) => Vec::new(),
    };
    let is_read = request.method != Method::HEAD;
    let call = Call {
        visitor: request.visitor(&app)?,
        language: request.client.language,
        arguments,
        now: Timestamp::now(),
    };
    let packing = Packing::of(&request.client.headers);
    let representation = app
        .blocking(move |app| {
            let (text, delivered) = call.answer(app)?;
            if let Some(delivered) = delivered.filter(|_| is_read) {
                app.feeds.walks.delivered(call.visitor, delivered);
            }
            let packed = Packed::new(text.as_bytes());
            let packed = packed.map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
            Representation::packed("text/xml", &packed, packing)
        })
        .await?;
    Ok(representation.respond(&request.client.headers))
}

/// What is asked, by whom and when.
struct Call {
    visitor: Visitor,
    language: kolophon_diagnostic::Language,
    arguments: Arguments,
    now: Timestamp,
}

/// The text of a response, and what of a feed is handed over with it.
type Answer = (String, Option<Delivered>);

impl Call {
    fn answer(&self, app: &App) -> Result<Answer, Problem> {
        let repository = repository(app);
        let response = oai::Response {
            repository: &repository,
            now: self.now,
            arguments: &self.arguments,
            language: self.language,
        };
        let request = match oai::Request::of(&self.arguments) {
            Ok(request) => request,
            Err(refusals) => return Ok((response.refuse(&refusals), None)),
        };
        let text = match request {
            oai::Request::Identify => response.identify(earliest(app)?),
            oai::Request::ListMetadataFormats { identifier: None } => response.list_metadata_formats(),
            oai::Request::ListMetadataFormats {
                identifier: Some(identifier),
            } => match whole(app)?.item(&identifier).map(|item| item.fate) {
                Some(Fate::Published(_)) => response.list_metadata_formats(),
                Some(Fate::Departed(_)) => response.refuse(&[deleted()]),
                None => response.refuse(&[Refusal::no_such_item()]),
            },
            oai::Request::ListSets => {
                let fragments = app.feeds.editions.fragments(&app.store).map_err(refusal)?;
                let cities = fragments.state().cities.values();
                let published: Vec<_> = cities.filter(|city| city.generation > 0).collect();
                if published.is_empty() {
                    return Err(Problem::new(ProblemKind::NotPublished));
                }
                response.list_sets(published)
            }
            oai::Request::GetRecord { identifier, format } => match whole(app)?.item(&identifier) {
                Some(item) => response.get_record(&item, format).map_err(cannot_write)?,
                None => response.refuse(&[Refusal::no_such_item()]),
            },
            oai::Request::List(listing) => return list(app, &response, &listing),
        };
        Ok((text, None))
    }
}

fn list(app: &App, response: &oai::Response<'_>, listing: &Listing) -> Result<Answer, Problem> {
    let nothing = if listing.edition.is_some() {
        Refusal::bad_token()
    } else {
        Refusal::nothing_matches()
    };
    let feed = match &listing.set {
        None => Feed::All,
        Some(set) if app.store.state().cities.contains_key(set) => Feed::City(set.clone()),
        Some(_) => return Ok((response.refuse(&[nothing]), None)),
    };
    let name = (listing.edition.as_deref(), Purpose::Walk);
    let edition = match catalog::edition(app, &feed, name, NAME) {
        Ok(kept) => kept.edition,
        Err(problem) if problem.kind() == ProblemKind::FeedChanged => {
            return Ok((response.refuse(&[nothing]), None));
        }
        Err(problem) => return Err(problem),
    };
    let (text, total) = response.list(listing, &edition).map_err(cannot_write)?;
    let is_delivered = listing.part == Part::Records && total > 0;
    let delivered = is_delivered.then(|| Delivered {
        city: feed.city().to_owned(),
        format: NAME.to_owned(),
        profile: listing.format.prefix(),
        since: listing.period.from.map(|from| from.to_string()),
        edition: edition.name(),
        number: listing.cursor / app.page_size + 1,
        of: total.div_ceil(app.page_size),
        datasets: total,
    });
    Ok((text, delivered))
}

/// Everything that is published now.
fn whole(app: &App) -> Result<Arc<Edition>, Problem> {
    let kept = catalog::edition(app, &Feed::All, (None, Purpose::Preparation), NAME)?;
    Ok(kept.edition)
}

/// A time before which nothing changed; as long as nothing is published, the beginning of time.
fn earliest(app: &App) -> Result<Timestamp, Problem> {
    match whole(app) {
        Ok(edition) => Ok(edition.earliest()),
        Err(problem) if problem.kind() == ProblemKind::NotPublished => Ok(Timestamp::UNIX_EPOCH),
        Err(problem) => Err(problem),
    }
}

fn repository(app: &App) -> Repository {
    Repository {
        name: app.title.clone(),
        base_url: app.addresses.absolute("/oai"),
        admin_email: admin_email(app),
        page_size: app.page_size,
    }
}

/// Whom to write to: the contact of the first city that has one, else whoever keeps the mail of this host, whom every host has
/// ([RFC 5321 §4.5.1](https://www.rfc-editor.org/rfc/rfc5321#section-4.5.1)).
fn admin_email(app: &App) -> String {
    let state = app.store.state();
    let contacts = state.cities.values().filter_map(|city| city.contact.as_deref());
    let addresses = contacts.map(|contact| contact.trim_start_matches("mailto:"));
    if let Some(address) = addresses.into_iter().find(|address| is_address(address)) {
        return address.to_owned();
    }
    let host = app.addresses.host();
    if host.contains('.') {
        format!("postmaster@{host}")
    } else {
        // The protocol wants a full stop; this name leads nowhere (RFC 6761).
        format!("postmaster@{host}.invalid")
    }
}

/// Whether the schema of the protocol takes it for a mail address.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    !name.is_empty()
        && host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty())
        && !text.contains(char::is_whitespace)
}

fn deleted() -> Refusal {
    Refusal::new(
        Code::NoMetadataFormats,
        "Dieser Datensatz ist nicht mehr veröffentlicht.",
        "This record is deleted.",
    )
}

fn cannot_write(error: ResponseError) -> Problem {
    Problem::new(ProblemKind::StoreUnavailable).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_decides_what_a_mail_address_is() {
        for (text, is) in [
            ("daten@mainz.example", true),
            ("a@b", false),
            ("Amt für Daten", false),
            ("daten@ mainz.example", false),
            ("@mainz.example", false),
            ("daten@mainz.", false),
        ] {
            assert_eq!(is_address(text), is, "{text}");
        }
    }
}
