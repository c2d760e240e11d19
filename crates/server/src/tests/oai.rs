//! OAI-PMH through the router, held against the text of the protocol and the structure of its schema.

mod records;

use axum::http::{Method, StatusCode, header};
use kolophon_store::{CityChange, Note, ResourceKind, Store};

use super::xml::Element;
use super::{TestServer, sample};

const DAY: &str = "2026-11-24T08:00:00Z";

pub(super) const KITAS: &str = "https://daten.example/mainz/dataset/kita-plaetze";
const BAEUME: &str = "https://daten.example/mainz/dataset/baeume";

fn time(text: &str) -> Note {
    Note {
        time: Some(text.to_owned()),
        ..Note::default()
    }
}

/// Datasets `d0` … of two cities: Mainz publishes three on the 24th, Halle two on the 25th.
pub(super) fn cities() -> Store {
    let store = Store::in_memory().unwrap();
    publish(&store, "mainz", &["d0", "d1", "d2"], DAY);
    publish(&store, "halle", &["d0", "d1"], "2026-11-25T08:00:00.7Z");
    store
}

pub(super) fn iri(city: &str, slug: &str) -> String {
    format!("https://daten.example/{city}/dataset/{slug}")
}

fn publish(store: &Store, city: &str, slugs: &[&str], at: &str) {
    let put = slugs.iter().map(|slug| {
        let text = format!(
            "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
             @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
             <{}> a dcat:Dataset ; dct:title \"{slug} am {at}\"@de ; dct:modified \"2020-01-01\"^^xsd:date .\n",
            iri(city, slug)
        );
        sample::change_of(slug, ResourceKind::Dataset, &text)
    });
    let change = CityChange {
        put: put.collect(),
        note: time(at),
        ..CityChange::new(sample::city(city, city))
    };
    store.apply_blocking(change).unwrap();
}

pub(super) fn withdraw(store: &Store, iri: &str, at: &str) {
    let state = store.state();
    let city = state.cities[&state.resources[iri].city].clone();
    let change = CityChange {
        remove: vec![iri.to_owned()],
        note: Note {
            reason: Some("Die Zahlen waren falsch.".to_owned()),
            ..time(at)
        },
        ..CityChange::new(city)
    };
    store.apply_blocking(change).unwrap();
}

fn server(page_size: usize) -> TestServer {
    TestServer::with(cities(), |options| options.page_size = page_size)
}

/// What every response has ([§3.2](https://www.openarchives.org/OAI/openarchivesprotocol.html#XMLResponse)).
pub(super) fn ask(server: &TestServer, query: &str) -> Element {
    let reply = server.get(&format!("/oai?{query}"));
    assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.text());
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/xml");
    assert!(reply.body.is_ascii(), "no encoding to be guessed");
    let root = Element::parse(reply.text());
    assert_eq!(root.name, "OAI-PMH");
    assert_eq!(
        root.attribute("xmlns"),
        Some("http://www.openarchives.org/OAI/2.0/")
    );
    assert_eq!(
        root.attribute("xsi:schemaLocation"),
        Some("http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    );
    let order = root.order();
    assert_eq!(order[..2], ["responseDate", "request"], "{query}");
    assert_eq!(order.len(), 3, "{query}");
    assert_eq!(root.one("request").text, "https://daten.example/oai");
    assert!(is_utc(&root.one("responseDate").text));
    root
}

fn is_utc(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
}

/// The codes of the errors, and how many arguments are repeated.
fn refusal(server: &TestServer, query: &str) -> (Vec<String>, usize) {
    let root = ask(server, query);
    let errors: Vec<&Element> = root.all("error").collect();
    assert!(
        !errors.is_empty() && errors.iter().all(|error| !error.text.is_empty()),
        "{query}"
    );
    let codes = errors
        .iter()
        .map(|error| error.attribute("code").unwrap().to_owned());
    (codes.collect(), root.one("request").attributes.len())
}

/// What a header says: the identifier, whether the record is deleted, the datestamp and the set.
type Header = (String, bool, String, String);

/// A header, with the metadata where there are some.
pub(super) type Record = (Header, Option<Element>);

/// What a header says, held against its type.
fn header_of(header: &Element) -> Header {
    assert_eq!(header.order(), ["identifier", "datestamp", "setSpec"]);
    let datestamp = header.one("datestamp").text.clone();
    assert!(is_utc(&datestamp), "{datestamp}");
    let is_deleted = match header.attribute("status") {
        None => false,
        Some(status) => {
            assert_eq!(status, "deleted");
            true
        }
    };
    (
        header.one("identifier").text.clone(),
        is_deleted,
        datestamp,
        header.one("setSpec").text.clone(),
    )
}

/// All records of a list, followed to its end: their headers, and each with its metadata.
pub(super) fn walk(server: &TestServer, verb: &str, arguments: &str) -> Vec<Record> {
    let mut all = Vec::new();
    let mut query = format!("verb={verb}&{arguments}");
    loop {
        let root = ask(server, &query);
        let list = root.one(verb);
        let before = all.len();
        for child in &list.children {
            match child.name.as_str() {
                "header" => all.push((header_of(child), None)),
                "record" => {
                    let header = header_of(child.one("header"));
                    let metadata = child.all("metadata").next().cloned();
                    assert_eq!(metadata.is_none(), header.1, "a deleted record has no metadata");
                    assert!(
                        metadata
                            .as_ref()
                            .is_none_or(|metadata| metadata.children.len() == 1)
                    );
                    all.push((header, metadata));
                }
                name => assert_eq!(name, "resumptionToken"),
            }
        }
        let token = list.all("resumptionToken").next();
        assert!(all.len() > before, "no page is empty");
        let Some(token) = token else {
            assert_eq!(before, 0, "a list in pieces ends with an empty token");
            return all;
        };
        assert_eq!(token.attribute("cursor"), Some(before.to_string().as_str()));
        if token.text.is_empty() {
            assert!(before > 0);
            assert_eq!(
                token.attribute("completeListSize"),
                Some(all.len().to_string().as_str())
            );
            return all;
        }
        query = format!("verb={verb}&resumptionToken={}", token.text);
    }
}

fn identifiers(server: &TestServer, arguments: &str) -> Vec<String> {
    let records = walk(
        server,
        "ListIdentifiers",
        &format!("metadataPrefix=oai_dc&{arguments}"),
    );
    records
        .into_iter()
        .map(|((identifier, ..), _)| identifier)
        .collect()
}

#[test]
fn it_says_what_it_is() {
    let server = server(100);
    let root = ask(&server, "verb=Identify");
    let identify = root.one("Identify");
    assert_eq!(
        identify.order(),
        [
            "repositoryName",
            "baseURL",
            "protocolVersion",
            "adminEmail",
            "earliestDatestamp",
            "deletedRecord",
            "granularity",
            "compression"
        ]
    );
    for (name, text) in [
        ("repositoryName", "Offene Daten"),
        ("baseURL", "https://daten.example/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", "postmaster@daten.example"),
        ("earliestDatestamp", DAY),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ] {
        assert_eq!(identify.one(name).text, text);
    }
    let request = root.one("request");
    assert_eq!(request.attributes, [("verb".to_owned(), "Identify".to_owned())]);
}

#[test]
fn the_contact_of_a_city_is_whom_to_write_to() {
    let store = cities();
    let mainz = kolophon_store::City {
        contact: Some("mailto:daten@mainz.example".to_owned()),
        ..sample::city("mainz", "Mainz")
    };
    store.apply_blocking(CityChange::new(mainz)).unwrap();
    let server = TestServer::with(store, |_| {});
    let root = ask(&server, "verb=Identify");
    assert_eq!(root.one("Identify").one("adminEmail").text, "daten@mainz.example");
}

#[test]
fn there_are_three_formats_and_a_set_for_each_city() {
    let server = server(100);
    for query in [
        "verb=ListMetadataFormats".to_owned(),
        format!("verb=ListMetadataFormats&identifier={}", iri("mainz", "d1")),
    ] {
        let root = ask(&server, &query);
        let formats: Vec<&Element> = root.one("ListMetadataFormats").all("metadataFormat").collect();
        let prefixes: Vec<&str> = formats
            .iter()
            .map(|format| format.one("metadataPrefix").text.as_str())
            .collect();
        assert_eq!(prefixes, ["oai_dc", "dcat_ap", "dcat_ap_de"]);
        for format in formats {
            assert_eq!(format.order(), ["metadataPrefix", "schema", "metadataNamespace"]);
        }
    }
    let root = ask(&server, "verb=ListSets");
    let sets: Vec<(&str, &str)> = root
        .one("ListSets")
        .all("set")
        .map(|set| (set.one("setSpec").text.as_str(), set.one("setName").text.as_str()))
        .collect();
    assert_eq!(sets, [("halle", "halle"), ("mainz", "mainz")]);
}

#[test]
fn every_format_and_page_size_gives_every_record_once() {
    let store = sample::store();
    for page_size in [1, 2, 100] {
        let server = TestServer::with(store.clone(), |options| options.page_size = page_size);
        for prefix in ["oai_dc", "dcat_ap", "dcat_ap_de"] {
            let records = walk(&server, "ListRecords", &format!("metadataPrefix={prefix}"));
            let identifiers: Vec<&str> = records
                .iter()
                .map(|((identifier, ..), _)| identifier.as_str())
                .collect();
            let mut sorted = identifiers.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted, identifiers, "each once");
            let published = store
                .state()
                .resources
                .values()
                .filter(|one| one.kind == ResourceKind::Dataset)
                .count();
            assert_eq!(identifiers.len(), published, "{prefix}, {page_size} on a page");
        }
    }
}

#[test]
fn a_list_goes_on_in_the_edition_it_began_with() {
    let server = server(2);
    let first = ask(&server, "verb=ListRecords&metadataPrefix=dcat_ap&set=mainz");
    let token = first.one("ListRecords").one("resumptionToken");
    assert_eq!(token.attribute("completeListSize"), Some("3"));
    let token = token.text.clone();
    publish(
        &server.store,
        "mainz",
        &["d0", "d00", "d2", "d3"],
        "2026-11-26T08:00:00Z",
    );
    let next = format!("verb=ListRecords&resumptionToken={token}");
    for _ in 0..2 {
        let root = ask(&server, &next);
        let list = root.one("ListRecords");
        let records: Vec<&Element> = list.all("record").collect();
        assert_eq!(records.len(), 1);
        let (identifier, _, stamp, _) = header_of(records[0].one("header"));
        assert_eq!(
            (identifier, stamp.as_str()),
            (iri("mainz", "d2"), DAY),
            "as it was"
        );
        assert_eq!(list.one("resumptionToken").text, "");
    }
    // What was withdrawn leaves at once, and is told.
    withdraw(&server.store, &iri("mainz", "d2"), "2026-11-27T08:00:00Z");
    let root = ask(&server, &next);
    let (identifier, is_deleted, ..) = header_of(root.one("ListRecords").one("record").one("header"));
    assert_eq!((identifier, is_deleted), (iri("mainz", "d2"), true));
    // Another list does not take the token, nor does a server that has forgotten the edition.
    let other = format!("verb=ListIdentifiers&resumptionToken={token}");
    assert_eq!(
        refusal(&server, &other),
        (vec!["badResumptionToken".to_owned()], 2)
    );
    let restarted = TestServer::with(server.store, |options| options.page_size = 2);
    assert_eq!(refusal(&restarted, &next).0, ["badResumptionToken"]);
}

#[test]
fn every_mistake_has_the_name_that_the_protocol_gives_it() {
    let server = server(2);
    for (query, code, arguments) in [
        ("", "badVerb", 0),
        ("verb=Nothing", "badVerb", 0),
        ("verb=Identify&verb=Identify", "badVerb", 0),
        ("verb=Identify&x=1", "badArgument", 0),
        ("verb=ListRecords", "badArgument", 0),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc",
            "badArgument",
            0,
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-24&until=2026-11-24T09:00:00Z",
            "badArgument",
            0,
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=gestern",
            "badArgument",
            0,
        ),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=%01%EF%BF%BE",
            "badArgument",
            0,
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&harvester=rlp",
            "badArgument",
            0,
        ),
        (
            "verb=ListRecords&resumptionToken=%00%3Cx%22",
            "badResumptionToken",
            2,
        ),
        (
            "verb=ListRecords&resumptionToken=ListRecords~oai_dc~99~0~~~",
            "badResumptionToken",
            2,
        ),
        (
            "verb=ListRecords&resumptionToken=ListRecords~oai_dc~2~5~~~",
            "badResumptionToken",
            2,
        ),
        (
            "verb=ListRecords&resumptionToken=ListRecords~oai_dc~2~1~~~nirgends",
            "badResumptionToken",
            2,
        ),
        ("verb=ListSets&resumptionToken=1", "badResumptionToken", 2),
        (
            "verb=ListRecords&metadataPrefix=marc21",
            "cannotDisseminateFormat",
            2,
        ),
        (
            "verb=GetRecord&metadataPrefix=marc21&identifier=urn:x",
            "cannotDisseminateFormat",
            3,
        ),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=urn:x",
            "idDoesNotExist",
            3,
        ),
        ("verb=ListMetadataFormats&identifier=urn:x", "idDoesNotExist", 2),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01",
            "noRecordsMatch",
            3,
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&until=2000-01-01",
            "noRecordsMatch",
            3,
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&set=nirgends",
            "noRecordsMatch",
            3,
        ),
        (
            "verb=ListIdentifiers&metadataPrefix=oai_dc&set=mainz:kitas",
            "noRecordsMatch",
            3,
        ),
    ] {
        assert_eq!(
            refusal(&server, query),
            (vec![code.to_owned()], arguments),
            "{query}"
        );
    }
    let german = ask(&server, "verb=Nothing");
    assert_eq!(german.one("error").text, "Dieses Verb gibt es nicht.");
    let english = server.request(Method::GET, "/oai?verb=Nothing", &[("accept-language", "en")], "");
    assert!(english.text().contains("There is no such verb."));
}

#[test]
fn a_form_asks_the_same_as_an_address() {
    let server = server(2);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let without_time = |text: &str| {
        let at = text.find("<responseDate>").unwrap();
        text[..at].to_owned() + &text[at + 50..]
    };
    let query = "verb=ListRecords&metadataPrefix=dcat_ap&from=2026-11-24T08%3A00%3A00Z";
    let posted = server.request(Method::POST, "/oai", &form, query);
    assert_eq!(posted.status, StatusCode::OK);
    assert_eq!(
        without_time(posted.text()),
        without_time(server.get(&format!("/oai?{query}")).text())
    );
    for (media_type, body) in [
        ("application/json", "{\"verb\":\"Identify\"}"),
        ("application/x-www-form-urlencoded", ""),
    ] {
        let reply = server.request(Method::POST, "/oai", &[("content-type", media_type)], body);
        assert!(reply.text().contains("code=\"badVerb\""), "{}", reply.text());
    }
    let huge = server.request(
        Method::POST,
        "/oai",
        &form,
        &format!("verb={}", "a".repeat(300_000)),
    );
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let head = server.request(Method::HEAD, "/oai?verb=Identify", &[], "");
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header(header::CONTENT_TYPE), "text/xml");
    let packed = server.request(
        Method::GET,
        "/oai?verb=Identify",
        &[("accept-encoding", "gzip")],
        "",
    );
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    assert_eq!(
        server.request(Method::PUT, "/oai", &[], "").status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[test]
fn nothing_published_is_no_empty_list() {
    let server = TestServer::with(Store::in_memory().unwrap(), |_| {});
    for query in [
        "verb=ListRecords&metadataPrefix=oai_dc",
        "verb=ListSets",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=urn:x",
    ] {
        let reply = server.get(&format!("/oai?{query}"));
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{query}");
        assert!(!reply.header(header::RETRY_AFTER).is_empty());
    }
    assert_eq!(
        ask(&server, "verb=Identify")
            .one("Identify")
            .one("earliestDatestamp")
            .text,
        "1970-01-01T00:00:00Z"
    );
}

#[test]
fn a_harvest_is_noted_as_one_of_its_own() {
    let server = server(2);
    walk(&server, "ListIdentifiers", "metadataPrefix=oai_dc");
    server.request(
        Method::HEAD,
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        &[],
        "",
    );
    assert_eq!(
        server.get("/api/v1/harvests").json()["walks"],
        serde_json::json!([])
    );
    walk(
        &server,
        "ListRecords",
        "metadataPrefix=dcat_ap&set=mainz&from=2026-11-01",
    );
    let json = server.get("/api/v1/harvests").json();
    let walked = &json["walks"][0];
    assert_eq!(
        (&walked["format"], &walked["profile"]),
        (&"oai".into(), &"dcat_ap".into())
    );
    assert_eq!(
        (&walked["city"], &walked["generation"]),
        (&"mainz".into(), &"1".into())
    );
    assert_eq!(
        (&walked["pages"], &walked["of"], &walked["datasets"]),
        (&2.into(), &2.into(), &3.into())
    );
    assert_eq!(
        (&walked["outcome"], &walked["since"]),
        (&"complete".into(), &"2026-11-01T00:00:00Z".into())
    );
}
