//! Searching, on the page and for programs.

use axum::http::{Method, StatusCode, header};
use kolophon_store::CityChange;

use super::{TestServer, sample};

fn titles(server: &TestServer, query: &str) -> Vec<String> {
    let reply = server.get(&format!("/api/v1/search?{query}"));
    assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.text());
    let json = reply.json();
    let datasets = json["datasets"].as_array().unwrap().iter();
    datasets
        .map(|dataset| dataset["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn words_filters_and_contents_find_datasets() {
    let server = TestServer::new();
    assert_eq!(titles(&server, "").len(), 3);
    assert_eq!(titles(&server, "q=kitaplaetze"), ["kita-plaetze"]);
    assert_eq!(
        titles(&server, "q=altstadt"),
        ["kita-plaetze"],
        "it stands in the table"
    );
    assert_eq!(titles(&server, "city=halle"), ["haushalt-0a1b2c3d"]);
    assert_eq!(titles(&server, "theme=educ"), ["kita-plaetze"]);
    assert_eq!(titles(&server, "city=halle&theme=EDUC"), [""; 0]);
    assert_eq!(titles(&server, "city=halle&city=mainz&sort=title").len(), 3);
}

#[test]
fn an_answer_is_walked_by_its_cursor() {
    let server = TestServer::new();
    let mut path = "/api/v1/search?limit=1&sort=title".to_owned();
    let mut seen = Vec::new();
    loop {
        let reply = server.get(&path);
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let json = reply.json();
        assert_eq!(json["total"], 3);
        seen.push(json["datasets"][0]["id"].as_str().unwrap().to_owned());
        let Some(next) = json["next"].as_str() else { break };
        let link = format!("<{next}>; rel=\"next\"");
        assert!(
            reply
                .headers
                .get_all(header::LINK)
                .iter()
                .any(|given| *given == link)
        );
        path = next.strip_prefix("https://daten.example").unwrap().to_owned();
        assert!(seen.len() < 9, "a cycle");
    }
    seen.sort();
    assert_eq!(seen, ["baeume", "haushalt-0a1b2c3d", "kita-plaetze"]);
}

#[test]
fn a_cursor_ends_with_the_next_publication() {
    let server = TestServer::new();
    let next = server.get("/api/v1/search?limit=1").json()["next"].clone();
    let path = next
        .as_str()
        .unwrap()
        .strip_prefix("https://daten.example")
        .unwrap()
        .to_owned();
    let foreign = server.get(&format!("{path}&q=kita"));
    assert_eq!(
        (foreign.status, foreign.problem()),
        (StatusCode::BAD_REQUEST, "invalid-parameter".to_owned())
    );
    server
        .store
        .apply_blocking(CityChange::new(sample::city("wiesbaden", "Wiesbaden")))
        .unwrap();
    server.catch_up();
    let outdated = server.get(&path);
    assert_eq!(
        (outdated.status, outdated.problem()),
        (StatusCode::GONE, "list-changed".to_owned())
    );
}

#[test]
fn what_is_withdrawn_is_gone_from_search_at_once() {
    let server = TestServer::new();
    let mainz = sample::city("mainz", "Mainz");
    server
        .store
        .apply_blocking(CityChange {
            remove: vec!["https://daten.example/mainz/dataset/kita-plaetze".to_owned()],
            ..CityChange::new(mainz)
        })
        .unwrap();
    // The index does not know it yet.
    assert_eq!(titles(&server, "q=kitaplätze"), [""; 0]);
    assert!(
        !server
            .get("/api/v1/suggest?q=kita")
            .text()
            .contains("kita-plaetze")
    );
    server.catch_up();
    assert_eq!(server.get("/api/v1/search?q=kitaplätze").json()["total"], 0);
}

#[test]
fn facets_say_what_each_choice_would_leave() {
    let server = TestServer::new();
    let json = server.get("/api/v1/facets?city=mainz").json();
    assert_eq!(json["total"], 2);
    let facets = json["facets"].as_array().unwrap();
    let facet = |name: &str| facets.iter().find(|facet| facet["parameter"] == name).unwrap();
    for value in facet("city")["values"].as_array().unwrap() {
        let city = value["value"].as_str().unwrap();
        assert_eq!(value["count"], titles(&server, &format!("city={city}")).len());
        assert_eq!(value["chosen"], city == "mainz");
    }
    for value in facet("theme")["values"].as_array().unwrap() {
        let theme = value["value"].as_str().unwrap();
        assert_eq!(
            value["count"],
            titles(&server, &format!("city=mainz&theme={theme}")).len(),
            "{theme}"
        );
    }
}

#[test]
fn suggestions_go_on_from_what_was_typed() {
    let server = TestServer::new();
    let json = server.get("/api/v1/suggest?q=kit").json();
    let suggestions = json["suggestions"].as_array().unwrap();
    assert!(
        suggestions.iter().any(|one| one["kind"] == "dataset"
            && one["page"] == "https://daten.example/mainz/dataset/kita-plaetze")
    );
    assert_eq!(
        server.get("/api/v1/suggest?q=").json()["suggestions"],
        serde_json::json!([])
    );
}

#[test]
fn what_is_unknown_or_impossible_is_refused_by_name() {
    let server = TestServer::new();
    for (path, name) in [
        ("/api/v1/search?query=kita", "query"),
        ("/api/v1/search?limit=0", "limit"),
        ("/api/v1/search?limit=101", "limit"),
        ("/api/v1/search?q=a&q=b", "q"),
        ("/api/v1/search?hvd=vielleicht", "hvd"),
        ("/api/v1/search?cursor=zufall", "cursor"),
        ("/api/v1/facets?cursor=1", "cursor"),
        ("/api/v1/facets?values=1001", "values"),
        ("/api/v1/suggest?limit=21", "limit"),
        ("/suche?farbe=rot", "farbe"),
        ("/search?updated=heute", "updated"),
    ] {
        let reply = server.get(path);
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(reply.problem(), "invalid-parameter", "{path}");
        assert_eq!(reply.json()["parameter"], name, "{path}");
    }
}

#[test]
fn whatever_is_typed_is_an_answer() {
    let server = TestServer::new();
    for query in [
        "%22",
        "titel%3A",
        "-",
        "%00",
        "%F0%9F%A6%80",
        "a+ODER+",
        "*",
        "%3Cscript%3E",
    ] {
        for path in [
            "/suche",
            "/search",
            "/api/v1/search",
            "/api/v1/suggest",
            "/api/v1/facets",
        ] {
            let reply = server.get(&format!("{path}?q={query}"));
            assert_eq!(reply.status, StatusCode::OK, "{path}?q={query}");
            assert!(!reply.text().contains("<script>"), "{path}?q={query}");
        }
    }
}

#[test]
fn answers_are_known_by_their_tag() {
    let server = TestServer::new();
    for path in [
        "/api/v1/search?q=kita",
        "/api/v1/facets",
        "/api/v1/suggest?q=ki",
        "/suche?q=kita",
    ] {
        let first = server.get(path);
        let tag = first.header(header::ETAG).to_owned();
        let again = server.request(Method::GET, path, &[("if-none-match", &tag)], "");
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert!(again.body.is_empty());
    }
}

#[test]
fn before_the_first_index_the_client_is_asked_to_come_back() {
    let server = TestServer::without_search();
    for path in ["/api/v1/search", "/api/v1/facets", "/api/v1/suggest?q=kita"] {
        let reply = server.get(path);
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(reply.problem(), "search-not-ready");
        assert_eq!(reply.header(header::RETRY_AFTER), "5");
    }
    // All else works, and so do the pages with a search field.
    assert_eq!(server.browse("/").status, StatusCode::OK);
    assert_eq!(server.browse("/mainz").status, StatusCode::OK);
}

#[test]
fn the_page_says_how_the_question_was_read() {
    let server = TestServer::new();
    let page = |path: &str| {
        let reply = server.browse(path);
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        reply.text().to_owned()
    };
    let found = page("/suche?q=kitaplätze");
    assert!(found.contains("<mark>"), "{found}");
    assert!(found.contains("href=\"/mainz/dataset/kita-plaetze\""));
    let mistyped = page("/suche?q=stadtteill");
    assert!(
        mistyped.contains("Gesucht wurde „Stadtteil“") || mistyped.contains("Gesucht wurde „stadtteil“"),
        "{mistyped}"
    );
    let some = page("/suche?q=kitaplätze+haushalt");
    assert!(some.contains("Kein Datensatz enthält alle Wörter."), "{some}");
    assert!(some.contains("fehlt: <s>haushalt</s>"), "{some}");
    let english = page("/search?q=kitaplätze");
    assert!(
        english.contains("<html lang=\"en\">") && english.contains(">1 dataset<"),
        "{english}"
    );
    assert!(
        english.contains("href=\"/suche?q=kitapl%C3%A4tze\" hreflang=\"de\""),
        "{english}"
    );
}

#[test]
fn filters_are_links_that_people_can_follow_and_take_back() {
    let server = TestServer::new();
    let page = server.browse("/suche?q=kita&city=mainz").text().to_owned();
    assert!(
        page.contains("<input type=\"hidden\" name=\"city\" value=\"mainz\">"),
        "{page}"
    );
    assert!(
        page.contains(
            "<a href=\"/suche?q=kita\" rel=\"nofollow\"><span class=\"hidden\">Filter aufheben: </span>Mainz"
        ),
        "{page}"
    );
    assert!(page.contains("<meta name=\"robots\" content=\"noindex, follow\">"));
    // Each link leads to an answer.
    for link in page.split("href=\"/suche?").skip(1) {
        let query = link
            .split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        assert_eq!(
            server.browse(&format!("/suche?{query}")).status,
            StatusCode::OK,
            "{query}"
        );
    }
}

#[test]
fn pages_with_a_search_field_may_load_its_script_and_no_other() {
    let server = TestServer::new();
    for (path, expected) in [
        ("/", true),
        ("/mainz", true),
        ("/suche", true),
        ("/search", true),
        ("/sparql", false),
        ("/mainz/dataset/kita-plaetze", false),
    ] {
        let reply = server.browse(path);
        let policy = reply.header(header::CONTENT_SECURITY_POLICY);
        assert_eq!(policy.contains("script-src 'self'"), expected, "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            reply.text().contains("<script src=\"/search.js?v="),
            expected,
            "{path}"
        );
    }
    assert!(server.get("/search.js").text().contains("data-suggest"));
}
