//! Publishing over HTTP: who may, on what condition, and what is refused.

use axum::http::{Method, StatusCode, header};
use kolophon_publish::token::{NewToken, Scope, Tokens};
use kolophon_store::{Store, Tombstone};

use super::{Reply, TestServer, sample};

const RIGHT: &str = include_str!("../../../../tests/officers/00-richtig.ttl");
const BASE: &str = "https://daten.musterstadt.example/dataset/baumkataster";

/// A server of the sample cities, and tokens.
pub(super) struct Writing {
    pub(super) server: TestServer,
    tokens: Tokens,
    _directory: tempfile::TempDir,
}

/// A faultless dataset of a city.
pub(super) fn dataset(city: &str, name: &str) -> String {
    RIGHT.replace(BASE, &format!("https://daten.example/{city}/dataset/{name}"))
}

impl Writing {
    pub(super) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let tokens = Tokens::in_directory(directory.path());
        let server = TestServer::with(sample::store(), |options| options.tokens = Some(tokens.clone()));
        Self {
            server,
            tokens,
            _directory: directory,
        }
    }

    pub(super) fn token(&self, city: &str, scope: Scope) -> String {
        let wish = NewToken {
            city: city.to_owned(),
            scope,
            name: format!("Fachverfahren {city}"),
            expires: None,
        };
        let now = jiff::Timestamp::now();
        let (_, secret) = self.tokens.create(wish, now).unwrap();
        format!("Bearer {}", secret.reveal())
    }

    pub(super) fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        more: &[(&'static str, &str)],
        body: &str,
    ) -> Reply {
        let mut headers = vec![("content-type", "text/turtle")];
        if !token.is_empty() {
            headers.push(("authorization", token));
        }
        for (name, value) in more {
            headers.retain(|(known, _)| known != name);
            headers.push((name, value));
        }
        self.server.request(method, path, &headers, body)
    }

    fn load(&self, token: &str, body: &str) -> Reply {
        self.send(Method::POST, "/api/v1/cities/mainz/load", token, &[], body)
    }

    pub(super) fn store(&self) -> &Store {
        &self.server.store
    }
}

fn calls(city: &str) -> [(Method, String, String); 4] {
    let base = format!("/api/v1/cities/{city}");
    [
        (Method::POST, format!("{base}/plan"), dataset(city, "neu")),
        (Method::POST, format!("{base}/load"), dataset(city, "neu")),
        (Method::PUT, format!("{base}/datasets/neu"), dataset(city, "neu")),
        (
            Method::DELETE,
            format!("{base}/datasets/neu?reason=falsch"),
            String::new(),
        ),
    ]
}

#[test]
fn a_token_of_one_city_can_do_nothing_to_another() {
    let writing = Writing::new();
    for holder in ["mainz", "halle", "nirgends"] {
        let token = writing.token(holder, Scope::Write);
        for city in ["mainz", "halle", "nirgends"] {
            for (method, path, body) in calls(city) {
                let before = writing.store().state();
                let reply = writing.send(method.clone(), &path, &token, &[], &body);
                if holder != city {
                    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{holder}: {method} {path}");
                    assert_eq!(reply.problem(), "not-permitted");
                    assert_eq!(writing.store().state(), before);
                } else if city == "nirgends" {
                    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{method} {path}");
                } else {
                    assert!(
                        reply.status.is_success(),
                        "{holder}: {method} {path}: {}",
                        reply.text()
                    );
                }
            }
        }
    }
    // Both had it, and both withdrew it again: with their own names in the journal.
    for city in ["mainz", "halle"] {
        let iri = format!("https://daten.example/{city}/dataset/neu");
        let tombstone: &Tombstone = &writing.store().state().tombstones[&iri];
        assert_eq!(
            (tombstone.city.as_str(), tombstone.reason.as_deref()),
            (city, Some("falsch"))
        );
        for entry in writing.store().journal(city).unwrap().iter().take(2) {
            assert_eq!(
                entry.author.as_deref(),
                Some(format!("Fachverfahren {city}").as_str())
            );
            assert_eq!(entry.source.as_deref(), Some("HTTP"));
        }
    }
}

#[test]
fn what_belongs_to_another_city_cannot_be_spoken_of() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let neu = dataset("mainz", "neu");
    let before = writing.store().state();
    for body in [
        // published there
        format!("{neu}\n<https://portal.halle.example/ds/haushalt> a <http://www.w3.org/ns/dcat#Dataset> ."),
        format!("{neu}\n<https://portal.halle.example/ds/haushalt> <http://purl.org/dc/terms/title> \"x\" ."),
        // not published there yet
        dataset("halle", "noch-nicht"),
        format!("{neu}\n<https://daten.example/halle/catalog> <http://purl.org/dc/terms/title> \"x\" ."),
    ] {
        for method in [Method::POST, Method::PUT] {
            let path = if method == Method::PUT {
                "/api/v1/cities/mainz/datasets/neu"
            } else {
                "/api/v1/cities/mainz/load"
            };
            let reply = writing.send(method, path, &token, &[], &body);
            assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.text());
            assert_eq!(reply.problem(), "conflict");
        }
    }
    assert_eq!(writing.store().state(), before);
}

#[test]
fn only_a_valid_token_of_the_right_scope_opens() {
    let writing = Writing::new();
    let good = writing.token("mainz", Scope::Write);
    let looking = writing.token("mainz", Scope::Plan);
    let past = NewToken {
        city: "mainz".to_owned(),
        scope: Scope::Write,
        name: "alt".to_owned(),
        expires: Some("2020-01-01T00:00:00Z".parse().unwrap()),
    };
    let (_, expired) = writing.tokens.create(past, jiff::Timestamp::now()).unwrap();
    let expired = format!("Bearer {}", expired.reveal());
    let revoked = writing.token("mainz", Scope::Write);
    let id = writing.tokens.list().unwrap().last().unwrap().id.clone();
    writing.tokens.revoke(&id).unwrap();
    let basic = good.replace("Bearer", "Basic");
    let cut = &good[..good.len() - 1];

    let before = writing.store().state();
    for (method, path, body) in calls("mainz") {
        for bad in ["", "Bearer", "Bearer ", &basic, cut, &expired, &revoked] {
            let reply = writing.send(method.clone(), &path, bad, &[], &body);
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{bad}: {method} {path}");
            assert_eq!(reply.problem(), "token-required");
            assert!(reply.header(header::WWW_AUTHENTICATE).starts_with("Bearer "));
        }
        let reply = writing.send(method.clone(), &path, &looking, &[], &body);
        let expected = if path.ends_with("/plan") {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(reply.status, expected, "{method} {path}");
    }
    assert_eq!(writing.store().state(), before);
    // The scheme's name is written in any case.
    assert_eq!(
        writing
            .load(&good.replace("Bearer", "bEARER"), &dataset("mainz", "neu"))
            .status,
        StatusCode::OK
    );
}

#[test]
fn a_server_without_tokens_lets_nobody_write() {
    let server = TestServer::new();
    let headers = [("authorization", "Bearer klp_"), ("content-type", "text/turtle")];
    let body = dataset("mainz", "neu");
    let reply = server.request(Method::POST, "/api/v1/cities/mainz/load", &headers, &body);
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_plan_writes_nothing_and_a_load_does_what_it_says() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let body = dataset("mainz", "neu");
    let plan = writing.send(Method::POST, "/api/v1/cities/mainz/plan", &token, &[], &body);
    assert_eq!(plan.status, StatusCode::OK, "{}", plan.text());
    assert_eq!(plan.header(header::ETAG), "\"g1\"");
    assert_eq!(plan.json()["plans"][0]["counts"]["added"], 1);
    assert_eq!(
        writing.server.get("/mainz/dataset/neu").status,
        StatusCode::NOT_FOUND
    );

    let load = writing.load(&token, &body);
    assert_eq!(load.status, StatusCode::OK, "{}", load.text());
    assert_eq!(load.header(header::ETAG), "\"g2\"");
    assert_eq!(load.json()["generation"], 2);
    assert_eq!(load.json()["counts"]["added"], 1);
    assert_eq!(writing.server.get("/mainz/dataset/neu").status, StatusCode::OK);
    let again = writing.load(&token, &body);
    assert_eq!(again.json()["counts"]["unchanged"], 1, "{}", again.text());
    assert_eq!(again.header(header::ETAG), "\"g2\"");
}

#[test]
fn of_two_writers_who_saw_the_same_only_one_succeeds() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let statuses: Vec<StatusCode> = std::thread::scope(|scope| {
        let writing = &writing;
        let threads = ["eins", "zwei"].map(|name| {
            let token = &token;
            scope.spawn(move || {
                writing
                    .send(
                        Method::POST,
                        "/api/v1/cities/mainz/load",
                        token,
                        &[("if-match", "\"g1\"")],
                        &dataset("mainz", name),
                    )
                    .status
            })
        });
        threads.map(|thread| thread.join().unwrap()).to_vec()
    });
    let count = |wanted: StatusCode| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(
        (count(StatusCode::OK), count(StatusCode::PRECONDITION_FAILED)),
        (1, 1),
        "{statuses:?}"
    );
    assert_eq!(writing.store().state().cities["mainz"].generation, 2);
    for (method, path, body) in calls("mainz") {
        let reply = writing.send(method.clone(), &path, &token, &[("if-match", "\"g1\"")], &body);
        // Nothing of that name is there to be withdrawn.
        let expected = if method == Method::DELETE {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::PRECONDITION_FAILED
        };
        assert_eq!(reply.status, expected, "{method} {path}");
    }
}

#[test]
fn a_file_of_the_server_is_never_published() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let mut secret = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut secret, b"geheim").unwrap();
    let path = secret.path().to_str().unwrap();
    let own = "https://daten.example/mainz/dataset/neu/datei/Cargo.toml";
    for address in [format!("file://{path}"), own.to_owned()] {
        let body = format!(
            "{}\n<https://daten.example/mainz/dataset/neu> <http://www.w3.org/ns/dcat#distribution> <#d> .\n\
             <#d> a <http://www.w3.org/ns/dcat#Distribution> ; <http://www.w3.org/ns/dcat#accessURL> <{address}> ;\n\
             <http://purl.org/dc/terms/license> <http://dcat-ap.de/def/licenses/cc-zero> ;\n\
             <http://www.w3.org/ns/dcat#downloadURL> <{address}> .",
            dataset("mainz", "neu")
        );
        for query in ["", "?allow_errors=true"] {
            let path = format!("/api/v1/cities/mainz/load{query}");
            let reply = writing.send(Method::POST, &path, &token, &[], &body);
            assert_eq!(
                reply.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{address}: {}",
                reply.text()
            );
            assert!(!reply.text().contains("geheim"));
        }
    }
    assert!(
        !writing
            .store()
            .state()
            .resources
            .contains_key("https://daten.example/mainz/dataset/neu")
    );
}

#[test]
fn a_data_file_stays_when_its_dataset_is_put_again() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let iri = "https://daten.example/mainz/dataset/kita-plaetze";
    let before = writing.store().state().resources[iri].files.clone();
    assert_eq!(before.len(), 1);
    let path = "/api/v1/cities/mainz/datasets/kita-plaetze?allow_errors=true";
    let body = sample::KITAS.replace("Kita-Plätze nach Stadtteil", "Kita-Plätze");
    let reply = writing.send(Method::PUT, path, &token, &[], &body);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let after = &writing.store().state().resources[iri].files;
    assert_eq!(
        (after.len(), &after[0].sha256, &after[0].name),
        (1, &before[0].sha256, &before[0].name)
    );
}

#[test]
fn removing_needs_the_number() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let body = dataset("mainz", "neu");
    let load = |query: &str| {
        let path = format!("/api/v1/cities/mainz/load?{query}");
        writing.send(Method::POST, &path, &token, &[], &body)
    };
    for query in [
        "complete=true",
        "complete=true&removals=1",
        "complete=true&removals=3",
    ] {
        let reply = load(query);
        assert_eq!(reply.status, StatusCode::CONFLICT, "{query}: {}", reply.text());
        assert_eq!(reply.problem(), "removals-not-allowed");
        assert_eq!(reply.json()["removed"].as_array().unwrap().len(), 2);
    }
    assert_eq!(load("complete=ja").status, StatusCode::BAD_REQUEST);
    assert_eq!(load("vollstaendig=true").status, StatusCode::BAD_REQUEST);
    let reply = load("complete=true&removals=2");
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json()["counts"]["removed"], 2);
    assert_eq!(
        writing.server.get("/mainz/dataset/baeume").status,
        StatusCode::GONE
    );
}

#[test]
fn every_bad_body_gets_its_problem_and_changes_nothing() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let before = writing.store().state();
    let faulty = dataset("mainz", "neu").replace("dct:publisher", "dct:creator");
    let deep = format!("<a:a> <a:b> {}", "(".repeat(200_000));
    for (content_type, body, status) in [
        ("application/pdf", "x", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("", "x", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("text/turtle", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("text/turtle", "  \n", StatusCode::UNPROCESSABLE_ENTITY),
        ("text/turtle", &faulty, StatusCode::UNPROCESSABLE_ENTITY),
        (
            "application/rdf+xml",
            "<rdf:RDF",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("application/yaml", "a: [", StatusCode::UNPROCESSABLE_ENTITY),
        ("application/json", "{}", StatusCode::UNPROCESSABLE_ENTITY),
        ("text/csv", "a;b\n1;2\n", StatusCode::UNPROCESSABLE_ENTITY),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "PK",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("text/turtle", &deep, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let headers = [("content-type", content_type)];
        let reply = writing.send(Method::POST, "/api/v1/cities/mainz/load", &token, &headers, body);
        assert_eq!(reply.status, status, "{content_type}: {}", reply.text());
        assert_eq!(reply.json()["status"], status.as_u16());
    }
    let findings = writing.load(&token, &faulty).json();
    assert!(!findings["findings"].as_array().unwrap().is_empty(), "{findings}");
    assert_eq!(findings["refusals"][0]["reason"], "errors");
    let other = writing.send(
        Method::PUT,
        "/api/v1/cities/mainz/datasets/anders",
        &token,
        &[],
        &dataset("mainz", "neu"),
    );
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.json()["datasets"][0], "neu");
    let huge = "#".repeat(crate::upload::UPLOAD_LIMIT + 1);
    let reply = writing.load(&token, &huge);
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(writing.store().state(), before);
}

#[test]
fn officers_files_are_taken_as_they_are() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let yaml = "Titel: Bänke\nBeschreibung: Alle Bänke der Stadt.\nKategorie: Umwelt\nLizenz: dl-by-de/2.0\n\
                Kontakt:\n  Name: Grünamt\n  E-Mail: gruen@mainz.example\nDateien:\n  - Adresse: https://example.org/b.csv\n    Format: CSV\n";
    let headers = [("content-type", "application/yaml; charset=utf-8")];
    let path = "/api/v1/cities/mainz/datasets/baenke?allow_errors=true";
    let reply = writing.send(Method::PUT, path, &token, &headers, yaml);
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let page = writing.server.browse("/mainz/dataset/baenke");
    assert!(page.text().contains("Bänke"));
}

#[test]
fn without_room_nothing_is_written_and_everything_is_read() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    writing.store().keep_free(u64::MAX);
    let before = writing.store().state();
    for (method, path, body) in calls("mainz") {
        let reply = writing.send(method.clone(), &path, &token, &[], &body);
        if path.ends_with("/plan") {
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
            continue;
        }
        assert_eq!(reply.status, StatusCode::INSUFFICIENT_STORAGE, "{method} {path}");
        assert_eq!(reply.problem(), "storage-full");
        assert!(!reply.header(header::RETRY_AFTER).is_empty());
    }
    assert_eq!(writing.store().state(), before);
    assert_eq!(writing.server.get("/mainz/catalog.ttl").status, StatusCode::OK);
    assert_eq!(writing.server.get("/healthz").json()["writable"], false);
    writing.store().keep_free(0);
    assert_eq!(
        writing.load(&token, &dataset("mainz", "neu")).status,
        StatusCode::OK
    );
    assert_eq!(writing.server.get("/healthz").json()["writable"], true);
}

#[test]
fn nobody_publishes_more_than_was_agreed() {
    let writing = Writing::new();
    let token = writing.token("mainz", Scope::Write);
    let mut city = sample::city("mainz", "Mainz");
    city.quota = Some(kolophon_store::Quota {
        datasets: Some(3),
        megabytes: None,
        warn_at: 80,
    });
    sample::publish(writing.store(), city, Vec::new());
    assert_eq!(
        writing.load(&token, &dataset("mainz", "drei")).status,
        StatusCode::OK
    );
    let before = writing.store().state();
    let reply = writing.load(&token, &dataset("mainz", "vier"));
    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{}", reply.text());
    assert_eq!(reply.problem(), "quota-exceeded");
    assert_eq!(reply.json()["reason"], "3 datasets, not 4");
    assert_eq!(writing.store().state(), before);
    // What is there may change and go.
    let path = "/api/v1/cities/mainz/datasets/drei?reason=falsch";
    let gone = writing.send(Method::DELETE, path, &token, &[], "");
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
    assert_eq!(
        writing.load(&token, &dataset("mainz", "vier")).status,
        StatusCode::OK
    );
}
