//! The feed of changes, held against RFC 4287, RFC 5005 and RFC 6721.

use axum::http::{Method, StatusCode, header};
use kolophon_store::Store;

use super::oai::{cities, iri, withdraw};
use super::xml::Element;
use super::{TestServer, sample};

fn fetch(server: &TestServer, path: &str) -> Element {
    let reply = server.get(path);
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/atom+xml");
    assert!(reply.body.is_ascii());
    let feed = Element::parse(reply.text());
    assert_eq!(feed.name, "feed");
    assert_eq!(feed.attribute("xmlns"), Some("http://www.w3.org/2005/Atom"));
    assert_eq!(
        feed.attribute("xmlns:at"),
        Some("http://purl.org/atompub/tombstones/1.0")
    );
    for name in ["id", "title", "updated", "author"] {
        feed.one(name);
    }
    for entry in feed.all("entry") {
        for name in ["id", "title", "updated"] {
            assert!(!entry.one(name).text.is_empty());
        }
        assert!(entry.one("updated").text.parse::<jiff::Timestamp>().is_ok());
    }
    feed
}

/// The address of a link of the feed, below the server's.
fn link(feed: &Element, relation: &str) -> Option<String> {
    let mut links = feed
        .all("link")
        .filter(|link| link.attribute("rel") == Some(relation));
    let link = links.next()?;
    assert!(links.next().is_none(), "one {relation}");
    let address = link.attribute("href").unwrap();
    Some(address.strip_prefix("https://daten.example").unwrap().to_owned())
}

/// What changed, in order, over all pages: the IRI, when, and whether it is there.
fn walk(server: &TestServer, path: &str) -> Vec<(String, String, bool)> {
    let mut all = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let feed = fetch(server, &path);
        for child in &feed.children {
            match child.name.as_str() {
                "entry" => all.push((
                    child.one("id").text.clone(),
                    child.one("updated").text.clone(),
                    true,
                )),
                "at:deleted-entry" => all.push((
                    child.attribute("ref").unwrap().to_owned(),
                    child.attribute("when").unwrap().to_owned(),
                    false,
                )),
                _ => {}
            }
        }
        next = link(&feed, "next");
    }
    all
}

#[test]
fn the_latest_change_comes_first_and_what_is_gone_is_told() {
    for size in [1, 2, 100] {
        let server = TestServer::with(cities(), |options| options.page_size = size);
        withdraw(&server.store, &iri("mainz", "d1"), "2026-11-27T10:00:00Z");
        let changes = walk(&server, "/changes.atom");
        let expected = [
            (iri("mainz", "d1"), "2026-11-27T10:00:00Z", false),
            (iri("halle", "d0"), "2026-11-25T08:00:00Z", true),
            (iri("halle", "d1"), "2026-11-25T08:00:00Z", true),
            (iri("mainz", "d0"), "2026-11-24T08:00:00Z", true),
            (iri("mainz", "d2"), "2026-11-24T08:00:00Z", true),
        ]
        .map(|(iri, when, is_there)| (iri, when.to_owned(), is_there));
        assert_eq!(changes, expected, "{size} on a page");
        assert_eq!(walk(&server, "/mainz/changes.atom").len(), 3);
    }
    let server = TestServer::with(cities(), |_| {});
    withdraw(&server.store, &iri("mainz", "d1"), "2026-11-27T10:00:00Z");
    let feed = fetch(&server, "/mainz/changes.atom");
    assert_eq!(feed.one("updated").text, "2026-11-27T10:00:00Z");
    let deleted = feed.one("at:deleted-entry");
    assert_eq!(deleted.one("at:comment").text, "Die Zahlen waren falsch.");
}

#[test]
fn an_entry_names_the_dataset_and_leads_to_every_form_of_it() {
    let server = TestServer::new();
    let feed = fetch(&server, "/mainz/changes.atom");
    assert_eq!(feed.one("id").text, "https://daten.example/mainz/changes.atom");
    assert_eq!(feed.one("title").text, "Änderungen: Mainz");
    assert_eq!(feed.one("author").one("name").text, "Mainz");
    assert_eq!(link(&feed, "self").as_deref(), Some("/mainz/changes.atom"));
    assert_eq!(link(&feed, "alternate").as_deref(), Some("/mainz"));
    let entries: Vec<&Element> = feed.all("entry").collect();
    assert_eq!(entries.len(), 2, "datasets only");
    let kitas = entries
        .iter()
        .find(|entry| entry.one("id").text == super::oai::KITAS)
        .unwrap();
    assert_eq!(kitas.one("title").text, "Kita-Plätze nach Stadtteil", "in German");
    assert_eq!(kitas.one("author").one("name").text, "Stadt Mainz");
    let links: Vec<&Element> = kitas.all("link").collect();
    assert_eq!(links.len(), 6);
    for link in links {
        assert_eq!(link.attribute("rel"), Some("alternate"));
        let (address, media_type) = (link.attribute("href").unwrap(), link.attribute("type").unwrap());
        let path = address.strip_prefix("https://daten.example").unwrap();
        let reply = server.get_as(path, media_type);
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert!(
            reply.header(header::CONTENT_TYPE).starts_with(media_type),
            "{path}"
        );
    }
}

#[test]
fn a_page_that_did_not_change_is_not_sent_again() {
    let server = TestServer::with(cities(), |_| {});
    let first = server.get("/changes.atom");
    let tag = first.header(header::ETAG).to_owned();
    assert_eq!(
        first.header(header::LAST_MODIFIED),
        "Wed, 25 Nov 2026 08:00:01 GMT"
    );
    let condition = [("if-none-match", tag.as_str())];
    let again = server.request(Method::GET, "/changes.atom", &condition, "");
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let since = [("if-modified-since", "Wed, 25 Nov 2026 08:00:01 GMT")];
    assert_eq!(
        server.request(Method::GET, "/changes.atom", &since, "").status,
        StatusCode::NOT_MODIFIED
    );
    let head = server.request(Method::HEAD, "/changes.atom", &[], "");
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header(header::ETAG), tag);
    withdraw(&server.store, &iri("mainz", "d1"), "2026-11-27T10:00:00Z");
    assert_eq!(
        server
            .request(Method::GET, "/changes.atom", &condition, "")
            .status,
        StatusCode::OK
    );
}

#[test]
fn pages_lead_to_the_feed_and_wrong_addresses_are_named() {
    let server = TestServer::new();
    for (page, feed) in [("/", "/changes.atom"), ("/mainz", "/mainz/changes.atom")] {
        let link = format!("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{feed}\"");
        assert!(server.browse(page).text().contains(&link), "{page}");
    }
    assert_eq!(server.get("/nirgends/changes.atom").problem(), "not-found");
    assert_eq!(server.get("/changes.atom?page=9").problem(), "no-such-page");
    assert_eq!(
        server.get("/changes.atom?seite=2").status,
        StatusCode::BAD_REQUEST
    );
    let gone = server.get("/changes.atom?page=2&gen=77");
    assert_eq!(gone.problem(), "feed-changed");
    assert_eq!(gone.json()["first"], "https://daten.example/changes.atom");
    let empty = TestServer::with(Store::in_memory().unwrap(), |_| {});
    assert_eq!(empty.get("/changes.atom").status, StatusCode::SERVICE_UNAVAILABLE);
    let moved = TestServer::with(sample::store(), |options| {
        options.base_url = "https://stadt.example/daten".to_owned();
    });
    assert!(
        moved
            .get("/changes.atom")
            .text()
            .contains("https://stadt.example/daten/mainz/dataset/kita-plaetze.ttl")
    );
}
