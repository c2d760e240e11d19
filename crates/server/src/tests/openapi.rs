//! What the interface says about itself is so.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode, header};
use serde_json::Value;

use super::TestServer;
use crate::router::paths;

fn document(server: &TestServer) -> Value {
    let reply = server.get("/api/openapi.json");
    assert_eq!(reply.status, StatusCode::OK);
    reply.json()
}

/// An address of the path that leads to something that is published.
fn sample(path: &str) -> String {
    path.replace("{dataset}", "kita-plaetze")
        .replace("{distribution}", "csv")
        .replace("{city}", "mainz")
        .replace("{part}", "1.xml")
        .replace("{slug}", "not-found")
        .replace("action/{name}", "action/package_list")
        .replace("datei/{name}", "datei/kitas%20m%C3%A4rz.csv")
        .replace("{name}", "catalog.ttl")
}

#[test]
fn every_address_is_described_and_every_description_has_an_address() {
    let server = TestServer::new();
    let described: BTreeSet<String> = document(&server)["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let served: BTreeSet<String> = paths().into_iter().map(str::to_owned).collect();
    assert_eq!(served, described);
}

#[test]
fn every_method_is_described_and_every_description_has_a_method() {
    let server = TestServer::new();
    let document = document(&server);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let described: BTreeSet<String> = methods
            .as_object()
            .unwrap()
            .keys()
            .map(|method| method.to_uppercase())
            .collect();
        // Nobody serves this method, so the answer lists those that are.
        let method = Method::from_bytes(b"QUATSCH").unwrap();
        let reply = server.request(method, &sample(path), &[], "");
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let served: BTreeSet<String> = reply
            .header(header::ALLOW)
            .split(',')
            .map(|method| method.trim().to_owned())
            .filter(|method| method != "HEAD")
            .collect();
        assert_eq!(served, described, "{path}");
    }
}

#[test]
fn operations_have_names_of_their_own_and_references_lead_somewhere() {
    let server = TestServer::new();
    let document = document(&server);
    let mut names = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert_eq!(names.insert(id.clone(), path), None, "{id}");
        }
    }
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                references.push(reference.clone());
            }
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

/// A validator of what is described at a place of the document.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole = schema.clone();
    let members = whole.as_object_mut().unwrap();
    members.insert("components".to_owned(), document["components"].clone());
    members.insert(
        "$schema".to_owned(),
        "https://json-schema.org/draft/2020-12/schema".into(),
    );
    jsonschema::validator_for(&whole).unwrap()
}

#[test]
fn every_answer_in_json_is_as_described() {
    let server = TestServer::new();
    let document = document(&server);
    let mut checked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let described = &methods["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        if described.is_null() {
            continue;
        }
        let reply = server.get_as(&sample(path), "application/json");
        if methods["get"]["security"].is_array() {
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
            continue;
        }
        if path == "/sparql" {
            continue;
        }
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        let validator = validator(&document, described);
        let json = reply.json();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:?}\n{json:#}");
        checked += 1;
    }
    assert!(checked >= 15, "{checked}");
}

#[test]
fn every_answer_has_a_form_that_is_described() {
    let server = TestServer::new();
    let document = document(&server);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let responses = &methods["get"]["responses"];
        let Some(forms) = responses["200"]["content"].as_object() else {
            continue;
        };
        for accept in ["*/*", "text/html", "text/turtle", "application/json"] {
            let reply = server.get_as(&sample(path), accept);
            if reply.status != StatusCode::OK {
                continue;
            }
            let form = reply.header(header::CONTENT_TYPE).split(';').next().unwrap();
            assert!(
                forms.contains_key(form) || forms.contains_key("*/*"),
                "{path} as {accept}: {form}"
            );
        }
    }
}

#[test]
fn a_problem_is_as_described() {
    let server = TestServer::new();
    let document = document(&server);
    let schema = serde_json::json!({ "$ref": "#/components/schemas/Problem" });
    let validator = validator(&document, &schema);
    for path in [
        "/api/v1/search?x=1",
        "/gibt/es/nicht",
        "/api/v1/datasets/mainz/nichts",
        "/api/v1/cities/mainz",
    ] {
        let reply = server.get(path);
        assert!(reply.status.is_client_error(), "{path}");
        let json = reply.json();
        assert!(validator.is_valid(&json), "{path}: {json:#}");
    }
}

#[test]
fn parameters_that_are_described_are_accepted_and_no_others() {
    let server = TestServer::new();
    let document = document(&server);
    for (path, methods) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/api/v1/") || methods["get"].is_null() || methods["get"]["security"].is_array()
        {
            continue;
        }
        for parameter in methods["get"]["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "query" {
                // An empty text is none, as forms send it; an empty number is a mistake.
                let reply = server.get(&format!("{}?{name}=", sample(path)));
                let expected = if parameter["schema"]["type"] == "integer" {
                    StatusCode::BAD_REQUEST
                } else {
                    StatusCode::OK
                };
                assert_eq!(reply.status, expected, "{path} {name}");
            }
        }
        let reply = server.get(&format!("{}?quatsch=1", sample(path)));
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(reply.json()["parameter"], "quatsch", "{path}");
    }
}

#[test]
fn the_page_lists_every_operation_in_both_languages() {
    let server = TestServer::new();
    for (language, heading) in [("de", "Beispiele zum Kopieren"), ("en", "Examples to copy")] {
        let reply = server.request(Method::GET, "/api/docs", &[("accept-language", language)], "");
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.text().contains(heading), "{language}");
        for path in paths() {
            assert!(reply.text().contains(path), "{language}: {path}");
        }
        for word in ["curl", "Python", "QGIS", "fromJSON"] {
            assert!(reply.text().contains(word), "{word}");
        }
    }
}
