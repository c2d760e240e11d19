//! What the bytes and headers of a feed are: H01 to H03, H16 to H20, H25 to H27.

use std::io::Read as _;

use axum::http::{Method, StatusCode, header};
use kolophon_dcat::vocab::dcat;

use super::super::isomorphic;
use super::{FORMATS, cities, dataset_pages, difficult, feeds, server, whole};
use crate::tests::TestServer;

/// H01. CKAN asks with `HEAD` first and refuses what is not 200; piveau compares the whole header `Content-Type` with a
/// list; udata guesses an encoding where none is named. So `HEAD` says what `GET` says, the media type is bare, and the
/// body is ASCII.
#[test]
fn h01_head_says_what_get_says_under_a_bare_media_type_in_ascii() {
    let server = server(7);
    let mut addresses: Vec<(String, &str)> = Vec::new();
    for (suffix, media_type) in FORMATS {
        let of_feeds = feeds(&server).into_iter().chain(dataset_pages(&server));
        addresses.extend(of_feeds.map(|stem| (format!("{stem}.{suffix}"), media_type)));
        addresses.push((format!("/catalog.{suffix}?page=2"), media_type));
    }
    for (address, media_type) in addresses {
        for coding in [&[][..], &[("accept-encoding", "gzip, deflate")]] {
            let get = server.request(Method::GET, &address, coding, "");
            let head = server.request(Method::HEAD, &address, coding, "");
            assert_eq!(
                (get.status, head.status),
                (StatusCode::OK, StatusCode::OK),
                "{address}"
            );
            assert_eq!(get.header(header::CONTENT_TYPE), media_type, "{address}");
            assert_eq!(head.header(header::CONTENT_TYPE), media_type, "{address}");
            assert_eq!(
                get.header(header::CONTENT_LENGTH),
                get.body.len().to_string(),
                "{address}"
            );
            assert_eq!(
                head.header(header::CONTENT_LENGTH),
                get.header(header::CONTENT_LENGTH)
            );
            assert!(head.body.is_empty());
            if get.header(header::CONTENT_ENCODING).is_empty() {
                assert!(get.body.is_ascii(), "{address}");
            }
        }
    }
}

/// H02. CKAN's `HEAD` does not follow redirects: the address that the city's page advertises answers itself.
#[test]
fn h02_the_advertised_address_needs_no_redirect() {
    let server = server(100);
    for city in cities().state().cities.keys() {
        let page = server.browse(&format!("/{city}"));
        let advertised = format!("https://daten.example/{city}/catalog.rdf");
        assert!(page.text().contains(&advertised), "{city}");
        assert_eq!(server.get(&format!("/{city}/catalog.rdf")).status, StatusCode::OK);
    }
}

/// H03. No harvester sends a useful `Accept`. With a suffix there is RDF whatever is accepted; without one a browser, and
/// who accepts anything, is sent to the page.
#[test]
fn h03_the_suffix_wins_over_accept_and_without_it_there_is_a_page() {
    let server = server(100);
    for (suffix, media_type) in FORMATS {
        for accept in ["*/*", "text/html", "application/json", "text/html,*/*;q=0.8"] {
            let reply = server.get_as(&format!("/catalog.{suffix}"), accept);
            assert_eq!(
                (reply.status, reply.header(header::CONTENT_TYPE)),
                (StatusCode::OK, media_type)
            );
        }
    }
    let page = server.get_as("/catalog", "*/*");
    assert_eq!(
        (page.status, page.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/")
    );
    let rdf = server.get_as("/catalog", "text/turtle");
    assert_eq!(rdf.header(header::CONTENT_TYPE), "text/turtle");
}

/// H16. CKAN decodes strictly as UTF-8: one wrong byte voids the run. A byte order mark is none of RDF's business.
#[test]
fn h16_bodies_are_utf8_without_a_byte_order_mark() {
    let server = difficult(1);
    for (suffix, _) in FORMATS {
        for readable in ["", "?pretty=1"] {
            let reply = server.get(&format!("/mainz/catalog.{suffix}{readable}"));
            let text = std::str::from_utf8(&reply.body).expect("UTF-8");
            assert!(!text.starts_with('\u{feff}'), "{suffix}");
            assert!(text.is_ascii() || !readable.is_empty(), "{suffix}");
        }
    }
}

/// H17. CKAN refuses pages above 50 MB, piveau waits 120 seconds; ours are to have 2 MB for 100 datasets.
#[test]
fn h17_a_page_of_a_hundred_datasets_is_small() {
    let server = server(100);
    for (suffix, _) in FORMATS {
        let reply = server.get(&format!("/catalog.{suffix}"));
        let datasets = super::members(&reply.rdf(), dcat::DATASET_CLASS).len();
        let of_hundred = reply.body.len() * 100 / datasets;
        assert!(
            of_hundred <= 2 * 1024 * 1024,
            "{suffix}: {of_hundred} bytes for 100 datasets"
        );
    }
}

/// H18. A context that has to be fetched stops every harvest when its server is away.
#[test]
fn h18_json_ld_carries_its_context() {
    let server = server(100);
    for address in [
        "/catalog.jsonld",
        "/catalog.jsonld?profiles=schemaorg",
        "/mainz/catalog.jsonld",
    ] {
        let json = server.get(address).json();
        let context = json["@context"].as_object().expect("a context inside");
        assert!(!context.contains_key("@import"), "{address}");
        // oxjsonld fetches nothing, so a context that is elsewhere would be an error.
        assert!(server.get(address).rdf().len() > 10);
    }
}

/// H19. `application/xml` is no RDF for piveau, and a property without an XML name cannot be written at all.
#[test]
fn h19_rdf_xml_has_its_own_media_type_and_names_for_all_properties() {
    let server = difficult(100);
    for suffix in ["rdf", "xml"] {
        let reply = server.get(&format!("/catalog.{suffix}"));
        assert_eq!(reply.header(header::CONTENT_TYPE), "application/rdf+xml");
        assert!(!reply.rdf().is_empty());
    }
    for triple in &whole(&server) {
        let end = triple.predicate.as_str().rsplit(['/', '#']).next().unwrap();
        let mut name = end.chars().skip_while(|c| !(c.is_alphabetic() || *c == '_'));
        assert!(
            name.next().is_some() && name.all(|c| c.is_alphanumeric() || "_-.".contains(c)),
            "{triple}"
        );
    }
}

/// H20. Who compares hashes of what is said finds the same in every format and at every call.
#[test]
fn h20_all_formats_and_all_calls_say_the_same() {
    for server in [server(7), difficult(1)] {
        for feed in feeds(&server) {
            let without_paging = |suffix: &str| {
                let graph = server.get(&format!("{feed}.{suffix}")).rdf();
                let mut rest = oxrdf::Graph::new();
                for triple in &graph {
                    if !triple.subject.to_string().contains("?page=") {
                        rest.insert(triple);
                    }
                }
                rest
            };
            let expected = without_paging("nt");
            for (suffix, _) in FORMATS {
                assert!(isomorphic(&expected, &without_paging(suffix)), "{feed}.{suffix}");
                let address = format!("{feed}.{suffix}");
                assert_eq!(server.get(&address).body, server.get(&address).body);
            }
        }
    }
    // Nor do they depend on the process that serves.
    let (one, other) = (
        server(7),
        TestServer::with(cities(), |options| options.page_size = 7),
    );
    assert_eq!(one.get("/catalog.rdf").body, other.get("/catalog.rdf").body);
}

/// H25. Who has the page asks with its tag or its date and gets 304.
#[test]
fn h25_pages_have_a_tag_and_a_date_and_answer_304() {
    let server = server(7);
    for (suffix, _) in FORMATS {
        let address = format!("/mainz/catalog.{suffix}");
        for coding in ["identity", "gzip"] {
            let get = |name: &str, value: &str| {
                let headers = [("accept-encoding", coding), (name, value)];
                server.request(Method::GET, &address, &headers, "")
            };
            let first = get("x-nothing", "");
            let (tag, date) = (first.header(header::ETAG), first.header(header::LAST_MODIFIED));
            assert!(tag.len() > 10 && date.ends_with(" GMT"), "{tag} {date}");
            for (name, value) in [("if-none-match", tag), ("if-modified-since", date)] {
                let again = get(name, value);
                assert_eq!(
                    (again.status, again.body.len()),
                    (StatusCode::NOT_MODIFIED, 0),
                    "{name}"
                );
                assert_eq!(again.header(header::ETAG), tag);
            }
            assert_eq!(get("if-none-match", "\"other\"").status, StatusCode::OK);
            let before = "Tue, 24 Nov 2020 07:00:00 GMT";
            assert_eq!(get("if-modified-since", before).status, StatusCode::OK);
        }
    }
}

/// H26. Pages come as gzip, whole feeds as files; unpacked they are what they are without.
#[test]
fn h26_pages_and_whole_feeds_can_be_had_packed() {
    let server = server(7);
    for (suffix, _) in FORMATS {
        let address = format!("/catalog.{suffix}?page=2");
        let plain = server.get(&address);
        let packed = server.request(Method::GET, &address, &[("accept-encoding", "gzip")], "");
        assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
        assert!(packed.header(header::VARY).contains("accept-encoding"));
        assert_ne!(packed.header(header::ETAG), plain.header(header::ETAG));
        assert_eq!(gunzip(&packed.body), plain.body, "{suffix}");

        let mut all = oxrdf::Graph::new();
        for page in super::super::feed::walk(&server, &format!("/catalog.{suffix}")) {
            for triple in page
                .iter()
                .filter(|triple| !triple.subject.to_string().contains("?page="))
            {
                all.insert(triple);
            }
        }
        let media_type = plain.header(header::CONTENT_TYPE).to_owned();
        for (coding, coded) in [("gz", "application/gzip"), ("zst", "application/zstd")] {
            let file = server.get(&format!("/catalog.{suffix}.{coding}"));
            assert_eq!(
                (file.status, file.header(header::CONTENT_TYPE)),
                (StatusCode::OK, coded)
            );
            assert_eq!(
                file.header(header::CONTENT_ENCODING),
                "",
                "the file itself is packed"
            );
            let text = match coding {
                "gz" => gunzip(&file.body),
                _ => zstd::decode_all(&*file.body).unwrap(),
            };
            assert!(text.is_ascii());
            let graph = super::super::parse(&text, &media_type);
            assert!(
                isomorphic(&graph, &all),
                "{suffix}.{coding} holds what the pages hold"
            );
        }
    }
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    // One member: readers that know no more would cut off the rest without a word.
    flate2::read::GzDecoder::new(bytes)
        .read_to_end(&mut text)
        .unwrap();
    text
}

/// H27. Pages in a browser may read feeds and records from anywhere.
#[test]
fn h27_reads_are_open_to_every_origin() {
    let server = server(100);
    let dataset = dataset_pages(&server).remove(0);
    let addresses = [
        "/catalog.rdf".to_owned(),
        "/catalog.nt.gz".to_owned(),
        format!("{dataset}.ttl"),
    ];
    for address in addresses {
        for method in [Method::GET, Method::HEAD] {
            let origin = [("origin", "https://elsewhere.example")];
            let reply = server.request(method, &address, &origin, "");
            assert_eq!(
                reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                "*",
                "{address}"
            );
        }
    }
}
