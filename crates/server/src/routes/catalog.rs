//! The feeds portals harvest: `/catalog.{ttl,rdf,xml,jsonld,nt,n3}` of all cities and of each, page by page; and whole, as a
//! file: `/catalog.ttl.gz`, `/catalog.ttl.zst`.
//!
//! A page is written completely before its status line; what goes wrong is a 5xx with `Retry-After`, because a page
//! that is short, or a feed that is empty, makes harvesters delete datasets.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::response::Response;
use jiff::Timestamp;
use kolophon_dcat::{Charset, Format, PREFIXES, WriteError, WriteOptions};
use kolophon_diagnostic::Text;
use kolophon_graph::Graph;
use kolophon_publish::feed::{self, Edition, FeedError, PageRequest, Profile};
use serde_json::json;

use crate::addresses::segment;
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::feeds::{Delivered, Feed, Kept, Packed, Packing, PageKey, Purpose, Visitor};
use crate::middleware::ClientAddress;
use crate::negotiate::{Form, RDF_FORMATS, rdf_of_suffix};
use crate::problem::{Problem, ProblemKind};
use crate::representation::{Representation, not_acceptable, rdf_media_type};
use crate::routes::dataset;
use crate::routes::dump::{self, DumpCoding};
use crate::routes::pages::see_other;

/// What stands behind `catalog` in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// Nothing: the `Accept` header decides.
    None,
    /// An RDF syntax, by the suffix as it was written; links to other pages keep it.
    Rdf(Format, &'static str),
    /// The whole feed as a packed file.
    Dump(Format, &'static str, DumpCoding),
}

/// The suffix of [Notation3](https://w3c.github.io/N3/spec/), which portals have configured since CKAN offered it: Turtle under the
/// media type that they expect there.
const N3: &str = "n3";

/// The suffix of a path segment that names a feed; `None` for any other segment.
pub(crate) fn suffix(segment: &str) -> Option<Suffix> {
    let rest = segment.strip_prefix("catalog")?;
    let Some(rest) = rest.strip_prefix('.') else {
        return rest.is_empty().then_some(Suffix::None);
    };
    let (extension, coding) = match rest.split_once('.') {
        Some((extension, coding)) => (extension, Some(DumpCoding::of_suffix(coding)?)),
        None => (rest, None),
    };
    if rest == N3 {
        return Some(Suffix::Rdf(Format::Turtle, N3));
    }
    let written = ["ttl", "rdf", "xml", "jsonld", "nt"]
        .into_iter()
        .find(|known| *known == extension)?;
    let format = rdf_of_suffix(written)?;
    Some(match coding {
        Some(coding) => Suffix::Dump(format, written, coding),
        None => Suffix::Rdf(format, written),
    })
}

/// A request as it concerns a feed.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    address: Option<IpAddr>,
    pub(crate) parameters: Parameters,
    pub(crate) client: Client,
}

impl<S: Sync> FromRequestParts<S> for Request {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let address = parts.extensions.get::<ClientAddress>();
        Ok(Self {
            method: parts.method.clone(),
            address: address.map(|address| address.0.ip()),
            parameters: Parameters::from_request_parts(parts, state).await?,
            client: Client::of(&parts.headers),
        })
    }
}

impl Request {
    /// Who asks.
    pub(crate) fn visitor(&self, app: &App) -> Result<Visitor, Problem> {
        let key = self.parameters.get("harvester")?;
        let walks = &app.feeds.walks;
        Ok(walks.visitor(&self.client.headers, self.address, key))
    }
}

/// The feed of a city.
pub(crate) async fn of_city(
    State(app): State<Arc<App>>,
    Path((city, name)): Path<(String, String)>,
    uri: Uri,
    request: Request,
) -> Result<Response, Problem> {
    let known = app.index().state().cities.contains_key(&city);
    match suffix(&name) {
        Some(suffix) if known => respond(app, Feed::City(city), suffix, request).await,
        _ => dataset::by_path(State(app), uri, request.parameters, request.client).await,
    }
}

/// The feed of all cities.
pub(crate) async fn joint(app: Arc<App>, suffix: Suffix, request: Request) -> Result<Response, Problem> {
    respond(app, Feed::All, suffix, request).await
}

async fn respond(app: Arc<App>, feed: Feed, suffix: Suffix, request: Request) -> Result<Response, Problem> {
    let (format, extension) = match suffix {
        Suffix::Rdf(format, extension) => (format, extension),
        Suffix::Dump(format, extension, coding) => {
            return dump::respond(app, feed, (format, extension, coding), request).await;
        }
        Suffix::None => {
            let mut offers = vec![Form::Html];
            offers.extend(RDF_FORMATS.map(Form::Rdf));
            match request.client.accept.best(&offers, Form::media_type) {
                Some(Form::Rdf(format)) => (format, format.extension()),
                Some(Form::Html) => return Ok(page_for_people(&app, &feed)),
                Some(Form::Json) | None => return Err(not_acceptable(&offers)),
            }
        }
    };
    let wanted = Wanted::of(&app, &request, format, extension)?;
    let packing = Packing::of(&request.client.headers);
    let is_read = request.method != Method::HEAD;
    let mut representation = app
        .blocking(move |app| wanted.page(app, &feed, packing, is_read))
        .await?;
    if suffix == Suffix::None {
        representation = representation.negotiated();
    }
    Ok(representation.respond(&request.client.headers))
}

fn page_for_people(app: &App, feed: &Feed) -> Response {
    let path = match feed {
        Feed::All => "/".to_owned(),
        Feed::City(city) => format!("/{}", segment(city)),
    };
    see_other(&app.addresses.path(&path))
}

/// A page as it was asked for.
#[derive(Clone, Debug)]
struct Wanted {
    number: usize,
    edition: Option<String>,
    charset: Charset,
    format: Format,
    extension: &'static str,
    profile: Profile,
    since: Option<(Timestamp, String)>,
    visitor: Visitor,
}

impl Wanted {
    /// Harvesters have parameters of other products configured; what is not known here is passed over.
    fn of(app: &App, request: &Request, format: Format, extension: &'static str) -> Result<Self, Problem> {
        let parameters = &request.parameters;
        let number = parameters.number("page", 1)?.unwrap_or(1);
        Ok(Self {
            number: usize::try_from(number).unwrap_or(usize::MAX),
            edition: parameters.get("gen")?.map(str::to_owned),
            charset: charset(parameters),
            format,
            extension,
            profile: profile(parameters)?,
            since: since(parameters)?,
            visitor: request.visitor(app)?,
        })
    }

    fn page(
        &self,
        app: &App,
        feed: &Feed,
        packing: Packing,
        is_read: bool,
    ) -> Result<Representation, Problem> {
        let kept = edition(
            app,
            feed,
            (self.edition.as_deref(), Purpose::Walk),
            self.extension,
        )?;
        let edition = &kept.edition;
        let parameters = self.parameters(&edition.name());
        let address = app
            .addresses
            .absolute(&format!("{}.{}", feed.path(), self.extension));
        let since = self.since.as_ref().map(|(since, _)| *since);
        let request = PageRequest {
            number: self.number,
            size: app.page_size,
            since,
            profile: self.profile,
            address: &address,
            parameters: &parameters,
        };
        let last = edition.last_page(app.page_size, since);
        if self.number > last {
            return Err(refusal(FeedError::NoSuchPage { last }));
        }
        let packed = self.written(app, feed, edition, &request)?;
        let media_type = self.media_type();
        let mut page = Representation::packed(media_type, &packed, packing)?.modified(kept.modified);
        page = with_links(app, page, feed, &request, last);
        if is_read {
            app.feeds.walks.delivered(
                self.visitor.clone(),
                Delivered {
                    city: feed.city().to_owned(),
                    format: self.extension.to_owned(),
                    profile: self.profile.name(),
                    since: self.since.as_ref().map(|(_, text)| text.clone()),
                    edition: edition.name(),
                    number: self.number,
                    of: last,
                    datasets: edition.count(since),
                },
            );
        }
        Ok(page)
    }

    fn media_type(&self) -> &'static str {
        match (self.extension, self.charset) {
            (N3, Charset::Ascii) => "text/n3",
            (N3, Charset::Utf8) => "text/n3; charset=utf-8",
            _ => rdf_media_type(self.format, self.charset),
        }
    }

    /// The page as it is kept, written now if it was not before.
    fn written(
        &self,
        app: &App,
        feed: &Feed,
        edition: &Edition,
        request: &PageRequest<'_>,
    ) -> Result<Arc<Packed>, Problem> {
        let key = PageKey {
            feed: feed.clone(),
            edition: edition.name(),
            withdrawn: edition.withdrawn(),
            number: self.number,
            extension: self.extension.to_owned(),
            parameters: request.parameters.to_owned(),
        };
        if let Some(packed) = app.feeds.pages.get(&key) {
            return Ok(packed);
        }
        let graph = edition.page(request).map_err(refusal)?;
        let packed = Arc::new(write(&graph, self.format, self.charset)?);
        app.feeds.pages.put(key, Arc::clone(&packed), packed.size());
        Ok(packed)
    }

    /// What all links of the walk carry.
    fn parameters(&self, edition: &str) -> String {
        let mut parameters = format!("gen={edition}");
        let mut add = |name: &str, value: &str| {
            parameters.extend(["&", name, "=", &segment(value)]);
        };
        if let Some((_, since)) = &self.since {
            add("modified_since", since);
        }
        if self.profile != Profile::default() {
            add("profiles", self.profile.name());
        }
        if self.charset == Charset::Utf8 {
            add("pretty", "1");
        }
        if let Some(key) = &self.visitor.key {
            add("harvester", key);
        }
        parameters
    }
}

/// Makes what is published now ready for portals: the fragments of all feeds, and the pages of those feeds and formats that
/// portals have fetched before.
///
/// # Errors
/// As a portal would get them; the next request tries again.
pub(crate) fn make_ready(app: &App) -> Result<(), Problem> {
    let fragments = app.feeds.editions.fragments(&app.store).map_err(refusal)?;
    for (city, extension) in app.feeds.walks.fetched() {
        let feed = match city.as_str() {
            "" => Feed::All,
            _ => Feed::City(city),
        };
        let Some(Suffix::Rdf(format, extension)) = suffix(&format!("catalog.{extension}")) else {
            continue;
        };
        let mut number = 1;
        let mut last = 1;
        while number <= last {
            let wanted = Wanted {
                number,
                edition: None,
                charset: Charset::Ascii,
                format,
                extension,
                profile: Profile::default(),
                since: None,
                visitor: Visitor::default(),
            };
            let kept = edition(app, &feed, (None, Purpose::Preparation), extension)?;
            // What is superseded already is not worth the work.
            if !Arc::ptr_eq(fragments.state(), &app.store.state()) {
                return Ok(());
            }
            last = kept.edition.last_page(app.page_size, None);
            let address = app.addresses.absolute(&format!("{}.{extension}", feed.path()));
            let parameters = wanted.parameters(&kept.edition.name());
            let request = PageRequest {
                number,
                size: app.page_size,
                since: None,
                profile: wanted.profile,
                address: &address,
                parameters: &parameters,
            };
            wanted.written(app, &feed, &kept.edition, &request)?;
            number += 1;
        }
    }
    Ok(())
}

/// Readable UTF-8 on demand.
fn charset(parameters: &Parameters) -> Charset {
    if parameters.has("pretty") {
        Charset::Utf8
    } else {
        Charset::Ascii
    }
}

/// The profile that `profiles` or `profile` asks for.
pub(crate) fn profile(parameters: &Parameters) -> Result<Profile, Problem> {
    let names = parameters.get("profiles")?.or(parameters.get("profile")?);
    Ok(names.map_or_else(Profile::default, Profile::of_parameter))
}

/// From when on changes are asked for, with the text as it was written.
fn since(parameters: &Parameters) -> Result<Option<(Timestamp, String)>, Problem> {
    let Some(text) = parameters.get("modified_since")? else {
        return Ok(None);
    };
    // A plus that was not escaped arrives as a space.
    let text = match text.rsplit_once(' ') {
        Some((time, zone)) if time.contains('T') => format!("{time}+{zone}"),
        _ => text.to_owned(),
    };
    let Some(since) = feed::since(&text) else {
        return Err(Problem::parameter(
            "modified_since",
            Text::new(
                format!("„{text}“ ist kein Zeitpunkt. Möglich sind 2026-03-01 und 2026-03-01T08:00:00Z."),
                format!("“{text}” is no time. Possible are 2026-03-01 and 2026-03-01T08:00:00Z."),
            ),
        ));
    };
    Ok(Some((since, text)))
}

/// The edition of that name, or the current one.
///
/// # Errors
/// 503 when nothing was published or too much is missing, 410 when the walk has to begin again.
pub(crate) fn edition(
    app: &App,
    feed: &Feed,
    (name, purpose): (Option<&str>, Purpose),
    extension: &str,
) -> Result<Kept, Problem> {
    let editions = &app.feeds.editions;
    let fragments = editions.fragments(&app.store).map_err(refusal)?;
    if let Feed::City(city) = feed
        && !fragments.state().cities.contains_key(city)
    {
        return Err(Problem::new(ProblemKind::NotFound));
    }
    app.feeds.guard.pass(fragments.state(), feed)?;
    match editions.get(&app.store, feed, name, purpose).map_err(refusal)? {
        Some(kept) => Ok(kept),
        None if fragments.edition(&editions.whose(feed)).is_none() => {
            Err(Problem::new(ProblemKind::NotPublished))
        }
        None => {
            let first = app.addresses.absolute(&format!("{}.{extension}", feed.path()));
            Err(Problem::new(ProblemKind::FeedChanged).with("first", json!(first)))
        }
    }
}

/// A harvester takes whatever is not a success for a failed run and deletes nothing.
pub(crate) fn cannot_write(error: WriteError) -> Problem {
    Problem::new(ProblemKind::StoreUnavailable).because(error)
}

fn write(graph: &Graph, format: Format, charset: Charset) -> Result<Packed, Problem> {
    let options = WriteOptions {
        format,
        prefixes: PREFIXES,
        charset,
    };
    let text = kolophon_dcat::write(graph, &options).map_err(cannot_write)?;
    Packed::new(text.as_bytes()).map_err(|error| Problem::new(ProblemKind::Internal).because(error))
}

fn with_links(
    app: &App,
    page: Representation,
    feed: &Feed,
    request: &PageRequest<'_>,
    last: usize,
) -> Representation {
    let mut page = page.with_link(&request.link(1), "rel=\"first\"");
    if request.number > 1 {
        page = page.with_link(&request.link(request.number - 1), "rel=\"prev\"");
    }
    if request.number < last {
        page = page.with_link(&request.link(request.number + 1), "rel=\"next\"");
    }
    for format in RDF_FORMATS {
        let address = app
            .addresses
            .absolute(&format!("{}.{}", feed.path(), format.extension()));
        let kind = format!("rel=\"alternate\"; type=\"{}\"", format.media_type());
        page = page.with_link(&address, &kind);
    }
    page
}

pub(crate) fn refusal(error: FeedError) -> Problem {
    match error {
        FeedError::NoSuchPage { last } => Problem::new(ProblemKind::NoSuchPage).with("last", json!(last)),
        error => Problem::new(ProblemKind::StoreUnavailable).because(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_the_negotiation() {
        for extension in ["ttl", "rdf", "xml", "jsonld", "nt"] {
            let Some(Suffix::Rdf(format, written)) = suffix(&format!("catalog.{extension}")) else {
                panic!("{extension}");
            };
            assert_eq!(written, extension);
            assert_eq!(rdf_of_suffix(extension), Some(format));
        }
        assert_eq!(
            suffix("catalog.nt.gz"),
            Some(Suffix::Dump(Format::NTriples, "nt", DumpCoding::Gzip))
        );
        for no_feed in [
            "catalogue",
            "catalog.",
            "catalog.gz",
            "catalog.nt.bz2",
            "catalog.nt.gz.gz",
            "catalog.n3.gz",
        ] {
            assert_eq!(suffix(no_feed), None, "{no_feed}");
        }
        assert_eq!(suffix("catalog"), Some(Suffix::None));
        assert_eq!(suffix("catalog.n3"), Some(Suffix::Rdf(Format::Turtle, "n3")));
        assert_eq!(suffix("catalog.json"), None);
        assert_eq!(suffix("katalog.ttl"), None);
    }
}
