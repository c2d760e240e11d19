//! What a program needs that publishes from elsewhere: settings, journal, several documents with their data files, going
//! back; and the door of the data directory.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use kolophon_publish::api::{CityAnswer, Log, WithdrawTrouble};
use kolophon_publish::door::{Door, Key};
use kolophon_publish::plan::PlanFile;
use kolophon_publish::token::Scope;
use serde_json::{Value, json};

use super::writing::{Writing, dataset};
use super::{Reply, TestServer, sample};
use crate::extract::Entrance;

const TABLE: &str = "baum;art\n1;Linde\n";
const TABLE_SHA256: &str = "d1dd5fb4d9bb65dc54ddf65e2fb1c1bb3b6cb6e0c4f4e0b9f0c5d0c6e2c4a7b1";

/// A body of parts: name, file name, media type, content.
fn multipart(parts: &[(&str, &str, &str, &str)]) -> String {
    let mut body = String::new();
    for (name, file_name, media_type, content) in parts {
        let file_name = match *file_name {
            "" => String::new(),
            file_name => format!("; filename=\"{file_name}\""),
        };
        let media_type = match *media_type {
            "" => String::new(),
            media_type => format!("\r\nContent-Type: {media_type}"),
        };
        let head = format!("Content-Disposition: form-data; name=\"{name}\"{file_name}{media_type}");
        for piece in ["--grenze\r\n", &head, "\r\n\r\n", content, "\r\n"] {
            body.push_str(piece);
        }
    }
    body + "--grenze--\r\n"
}

const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=grenze");

/// A dataset with a data file beside it.
fn with_file(address: &str) -> String {
    format!(
        "{}\n<https://daten.example/mainz/dataset/neu> <http://www.w3.org/ns/dcat#distribution> <https://daten.example/mainz/dataset/neu/distribution/d> .\n\
         <https://daten.example/mainz/dataset/neu/distribution/d> a <http://www.w3.org/ns/dcat#Distribution> ; <http://www.w3.org/ns/dcat#accessURL> <{address}> ;\n\
         <http://purl.org/dc/terms/license> <http://dcat-ap.de/def/licenses/cc-zero> ;\n\
         <http://www.w3.org/ns/dcat#downloadURL> <{address}> .",
        dataset("mainz", "neu")
    )
}

fn load(writing: &Writing, token: &str, parts: &[(&str, &str, &str, &str)]) -> Reply {
    writing.send(
        Method::POST,
        "/api/v1/cities/mainz/load",
        token,
        &[MULTIPART],
        &multipart(parts),
    )
}

#[test]
fn several_documents_and_their_data_files_are_published_together() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let turtle = with_file("https://daten.example/mainz/dataset/neu/datei/baeume.csv");
    let reply = load(
        &writing,
        &token,
        &[
            ("file", "baeume.csv", "text/csv", TABLE),
            ("document", "neu.ttl", "text/turtle", &turtle),
            (
                "document",
                "zweites.ttl",
                "text/turtle",
                &dataset("mainz", "zweites"),
            ),
        ],
    );
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json()["counts"]["added"], 2, "{}", reply.text());
    let file = writing.server.get("/mainz/dataset/neu/datei/baeume.csv");
    assert_eq!((file.status, file.text()), (StatusCode::OK, TABLE));
    let rdf = writing.server.get("/mainz/dataset/neu.ttl");
    assert!(rdf.text().contains(&TABLE.len().to_string()), "{}", rdf.text());
    // Sent again without it, it keeps its file.
    let again = load(
        &writing,
        &token,
        &[("document", "neu.ttl", "text/turtle", &turtle)],
    );
    assert_eq!(again.json()["counts"]["unchanged"], 1, "{}", again.text());
}

#[test]
fn an_announced_file_has_to_come_along_unless_it_is_the_citys_own() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let address = "file:///home/erika/baeume.csv";
    let turtle = with_file(address);
    // That of another city: whoever knows its SHA-256 does not have it.
    let foreign = writing
        .store()
        .state()
        .resources
        .values()
        .find_map(|it| it.files.first().cloned())
        .unwrap();
    let order = |sha256: &str, byte_size: usize| {
        json!({ "files": [{ "address": address, "name": "baeume.csv", "sha256": sha256, "byte_size": byte_size }] }).to_string()
    };
    let halle = writing.token("halle", Scope::Write);
    let before = writing.store().state();
    let of_halle = turtle.replace("/mainz/", "/halle/");
    let stolen = order(&foreign.sha256, usize::try_from(foreign.byte_size).unwrap());
    let parts = multipart(&[
        ("order", "", "", &stolen),
        ("document", "neu.ttl", "text/turtle", &of_halle),
    ]);
    let reply = writing.send(
        Method::POST,
        "/api/v1/cities/halle/load",
        &halle,
        &[MULTIPART],
        &parts,
    );
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    assert_eq!(reply.json()["file"], "baeume.csv");
    assert_eq!(writing.store().state(), before);

    // What comes is measured, whatever was announced.
    let wrong = order(TABLE_SHA256, TABLE.len());
    let reply = load(
        &writing,
        &token,
        &[
            ("order", "", "", &wrong),
            ("document", "neu.ttl", "text/turtle", &turtle),
            ("file", TABLE_SHA256, "", TABLE),
        ],
    );
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    assert_eq!(writing.store().state(), before);
}

#[test]
fn what_the_sender_holds_back_is_refused_for_its_reason() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let iri = "https://daten.example/mainz/dataset/neu";
    let order = json!({ "withheld": [{ "iri": iri, "reason": { "name": "errors" } }] }).to_string();
    let parts = [
        ("order", "", "", order.as_str()),
        ("document", "neu.ttl", "text/turtle", &dataset("mainz", "neu")),
        ("document", "zwei.ttl", "text/turtle", &dataset("mainz", "zwei")),
    ];
    let reply = load(&writing, &token, &parts);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let json = reply.json();
    assert_eq!(
        (&json["refusals"][0]["iri"], &json["refusals"][0]["reason"]),
        (&json!(iri), &json!("errors"))
    );
    assert!(!writing.store().state().resources.contains_key(iri));
}

#[test]
fn a_plan_that_is_sent_along_is_done_exactly_or_not_at_all() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let now = "2026-03-01T12:00:00Z";
    let body = dataset("mainz", "neu");
    let order = |plan: Option<&Value>| json!({ "now": now, "plan": plan }).to_string();
    let plan = |order: &str| {
        let parts = multipart(&[
            ("order", "", "", order),
            ("document", "neu.ttl", "text/turtle", &body),
        ]);
        writing.send(
            Method::POST,
            "/api/v1/cities/mainz/plan",
            &token,
            &[MULTIPART],
            &parts,
        )
    };
    let first = plan(&json!({ "now": now }).to_string());
    let file: PlanFile = serde_json::from_slice(&first.body).unwrap();
    let planned = json!(file.plans[0]);
    // Another text: another outcome.
    let changed = body.replace("Baumkataster", "Bäume");
    let stale = order(Some(&planned));
    let parts = [
        ("order", "", "", stale.as_str()),
        ("document", "neu.ttl", "text/turtle", changed.as_str()),
    ];
    let reply = load(&writing, &token, &parts);
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.text());
    assert_eq!(reply.json()["reason"], "plan-differs");
    let right = order(Some(&planned));
    let parts = [
        ("order", "", "", right.as_str()),
        ("document", "neu.ttl", "text/turtle", &body),
    ];
    let reply = load(&writing, &token, &parts);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let again = load(&writing, &token, &parts);
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED, "{}", again.text());
    assert_eq!(again.json()["generation"], 2);
}

#[test]
fn every_bad_body_of_parts_changes_nothing() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let before = writing.store().state();
    let body = dataset("mainz", "neu");
    let document = ("document", "neu.ttl", "text/turtle", body.as_str());
    let future = json!({ "now": "2999-01-01T00:00:00Z" }).to_string();
    let names =
        json!({ "documents": [{ "name": "a", "base": "x:" }, { "name": "b", "base": "x:" }] }).to_string();
    let owner = json!({ "owner": { "author": "Erika" } }).to_string();
    for (parts, status) in [
        (vec![("order", "", "", "{}")], StatusCode::UNPROCESSABLE_ENTITY),
        (
            vec![("order", "", "", "{"), document],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![("order", "", "", "{\"neues\":1}"), document],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![("order", "", "", &future), document],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![("order", "", "", &names), document],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (vec![("order", "", "", &owner), document], StatusCode::FORBIDDEN),
        (
            vec![("was", "", "", "x"), document],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![("document", "leer.ttl", "", " ")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let reply = load(&writing, &token, &parts);
        assert_eq!(reply.status, status, "{parts:?}: {}", reply.text());
    }
    let cut = multipart(&[document]).replace("--grenze--", "");
    let reply = writing.send(
        Method::POST,
        "/api/v1/cities/mainz/load",
        &token,
        &[MULTIPART],
        &cut,
    );
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let huge = "#".repeat(crate::upload::UPLOAD_LIMIT);
    let reply = load(
        &writing,
        &token,
        &[document, ("document", "a.ttl", "text/turtle", &huge)],
    );
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", reply.text());
    assert_eq!(writing.store().state(), before);
}

fn calls(city: &str) -> [(Method, String, Scope); 6] {
    let base = format!("/api/v1/cities/{city}");
    [
        (Method::GET, base.clone(), Scope::Plan),
        (Method::GET, format!("{base}/log"), Scope::Plan),
        (
            Method::POST,
            format!("{base}/withdraw?wanted=baeume&reason=x&dry_run=true"),
            Scope::Plan,
        ),
        (
            Method::POST,
            format!("{base}/rollback?generation=1&dry_run=true"),
            Scope::Plan,
        ),
        (
            Method::POST,
            format!("{base}/withdraw?wanted=baeume&reason=x"),
            Scope::Write,
        ),
        (
            Method::POST,
            format!("{base}/rollback?generation=1"),
            Scope::Write,
        ),
    ]
}

#[test]
fn each_call_is_for_the_city_and_scope_of_its_token_alone() {
    let writing = Writing::new();
    let before = writing.store().state();
    for city in ["mainz", "halle", "nirgends"] {
        for (method, path, wanted) in calls(city) {
            let reply = writing.send(method.clone(), &path, "", &[], "");
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
            for holder in ["mainz", "halle", "nirgends"] {
                for scope in Scope::ALL {
                    if holder == city && scope.allows(wanted) {
                        continue;
                    }
                    let token = writing.token(holder, scope);
                    let reply = writing.send(method.clone(), &path, &token, &[], "");
                    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{holder} {scope:?}: {path}");
                }
            }
        }
    }
    assert_eq!(writing.store().state(), before);
    let token = writing.token("nirgends", Scope::Write);
    for (method, path, _) in calls("nirgends") {
        let reply = writing.send(method, &path, &token, &[], "");
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!reply.text().contains("mainz"), "{}", reply.text());
    }
}

#[test]
fn settings_and_journal_are_what_a_program_needs() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Plan);
    let city = writing.send(Method::GET, "/api/v1/cities/mainz", &token, &[], "");
    assert_eq!(city.header(header::ETAG), "\"g1\"");
    let answer: CityAnswer = serde_json::from_slice(&city.body).unwrap();
    assert_eq!((answer.city.slug.as_str(), answer.city.generation), ("mainz", 1));
    assert_eq!(answer.city.base, "https://daten.example");
    let log = writing.send(Method::GET, "/api/v1/cities/mainz/log", &token, &[], "");
    let log: Log = serde_json::from_slice(&log.body).unwrap();
    assert_eq!(log.generations.len(), 1);
    let one = writing.send(
        Method::GET,
        "/api/v1/cities/mainz/log?generation=1",
        &token,
        &[],
        "",
    );
    let one: Log = serde_json::from_slice(&one.body).unwrap();
    assert!(!one.generations[0].changes.as_ref().unwrap().is_empty());
    let none = writing.send(
        Method::GET,
        "/api/v1/cities/mainz/log?generation=7",
        &token,
        &[],
        "",
    );
    assert_eq!(
        (none.status, none.json()["reason"].clone()),
        (StatusCode::NOT_FOUND, json!("no-such-generation"))
    );
}

#[test]
fn withdrawing_and_going_back_do_what_they_said_before() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let post = |path: &str, condition: &str| {
        let path = format!("/api/v1/cities/mainz/{path}");
        let more: &[(&str, &str)] = if condition.is_empty() {
            &[]
        } else {
            &[("if-match", condition)]
        };
        writing.send(Method::POST, &path, &token, more, "")
    };
    let seen = post("withdraw?wanted=%3DB%C3%A4ume&reason=falsch&dry_run=true", "");
    assert_eq!(seen.json()["plans"][0]["counts"]["removed"], 1, "{}", seen.text());
    assert_eq!(writing.server.get("/mainz/dataset/baeume").status, StatusCode::OK);
    let stale = post("withdraw?wanted=baeume&reason=falsch", "\"g7\"");
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    // What cannot be undone is not done with a token.
    let erase = post("withdraw?wanted=baeume&reason=falsch&erase=true", "");
    assert_eq!(erase.status, StatusCode::FORBIDDEN, "{}", erase.text());
    let done = post("withdraw?wanted=baeume&reason=falsch&author=Erika", "\"g1\"");
    assert_eq!(
        (done.status, done.json()["generation"].clone()),
        (StatusCode::OK, json!(2))
    );
    assert_eq!(
        writing.server.get("/mainz/dataset/baeume").status,
        StatusCode::GONE
    );
    let entry = writing.store().entry("mainz", 2).unwrap().unwrap();
    assert_eq!(entry.author.as_deref(), Some("Fachverfahren mainz"));
    let again = post("withdraw?wanted=nirgendwo&reason=falsch", "");
    let trouble: WithdrawTrouble = serde_json::from_value(again.json()["trouble"].clone()).unwrap();
    assert!(matches!(trouble, WithdrawTrouble::NotFound { .. }), "{trouble:?}");

    let seen = post("rollback?generation=1&dry_run=true", "");
    assert_eq!(seen.json()["plans"][0]["counts"]["added"], 1, "{}", seen.text());
    let back = post("rollback?generation=1", "\"g2\"");
    assert_eq!(back.json()["generation"], 3, "{}", back.text());
    assert_eq!(writing.server.get("/mainz/dataset/baeume").status, StatusCode::OK);
    let beyond = post("rollback?generation=9", "");
    assert_eq!(
        beyond.json()["trouble"],
        json!({ "kind": "no-such-generation", "city": "mainz", "newest": 3 })
    );
}

#[test]
fn only_the_secret_of_the_directory_opens_and_only_at_its_door() {
    let directory = tempfile::tempdir().unwrap();
    let door = Door::open(directory.path(), "127.0.0.1:1".parse().unwrap()).unwrap();
    let key = Key::find(directory.path(), None).unwrap();
    let server = TestServer::with(sample::store(), |options| options.lock = Some(door.lock()));
    let ask = |path: &str, secret: &str, entrance: Entrance| {
        let request = Request::builder()
            .uri(path)
            .header("authorization", format!("Bearer {secret}"))
            .extension(entrance);
        server.send(request.body(Body::empty()).unwrap()).status
    };
    for path in [
        "/api/v1/cities",
        "/api/v1/cities/mainz",
        "/api/v1/cities/halle/log",
    ] {
        assert_eq!(ask(path, &key.secret, Entrance::Door), StatusCode::OK, "{path}");
        assert_eq!(
            ask(path, "falsch", Entrance::Door),
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
        assert_eq!(
            ask(path, &key.secret, Entrance::Street),
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
}

#[test]
fn the_owner_names_author_source_and_settings_and_may_found_a_city() {
    let directory = tempfile::tempdir().unwrap();
    let door = Door::open(directory.path(), "127.0.0.1:1".parse().unwrap()).unwrap();
    let key = Key::find(directory.path(), None).unwrap();
    let server = TestServer::with(sample::store(), |options| options.lock = Some(door.lock()));
    let settings = "[installation]\nbase = \"https://daten.example\"\ndemo = true\n[cities.worms]\nname = \"Worms\"\nprofile = \"govdata\"\n";
    let order = json!({ "owner": { "author": "Erika", "source": "worms/", "installation": ["kolophon.toml", settings] } }).to_string();
    let body = multipart(&[
        ("order", "", "", &order),
        ("document", "neu.ttl", "text/turtle", &dataset("worms", "neu")),
    ]);
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/v1/cities/worms/load?allow_errors=true")
        .header("authorization", format!("Bearer {}", key.secret))
        .header(MULTIPART.0, MULTIPART.1)
        .extension(Entrance::Door);
    let reply = server.send(request.body(Body::from(body)).unwrap());
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let state = server.store.state();
    assert_eq!(
        (
            state.cities["worms"].name.as_str(),
            state.cities["worms"].profile.as_str()
        ),
        ("Worms", "govdata")
    );
    let entry = server.store.entry("worms", 1).unwrap().unwrap();
    assert_eq!(
        (entry.author.as_deref(), entry.source.as_deref()),
        (Some("Erika"), Some("worms/"))
    );
}
