//! The interface as [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html): every address of the router, with the
//! schemas of the very types that are answered.

mod operation;
mod paths;
mod schemas;

use serde_json::{Map, Value, json};

pub(crate) use self::operation::{Group, Operation};
use self::schemas::Schemas;

/// The whole document. `base` is the delivery base.
pub(crate) fn document(title: &str, base: &str) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for operation in operations() {
        let described = operation.to_json(&mut schemas);
        let entry = paths.entry(operation.path()).or_insert_with(|| json!({}));
        if let Some(entry) = entry.as_object_mut() {
            entry.insert(operation.method().to_owned(), described);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": "Open-data catalogues of German cities (DCAT-AP.de). Reading needs no registration. \
                            Unknown parameters are refused and named; every failure is a problem (RFC 9457).",
        },
        "servers": [{ "url": base }],
        "tags": Group::ALL.map(|group| json!({ "name": group.id(), "description": group.name().en })),
        "paths": paths,
        "components": {
            "schemas": schemas.into_components(),
            "responses": {
                "Problem": {
                    "description": "What went wrong, and what to do about it.",
                    "content": {
                        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
                        "text/html": { "schema": { "type": "string" } },
                    },
                },
                "CkanFailure": {
                    "description": "What went wrong, as CKAN says it, or as a problem.",
                    "content": {
                        "application/json": { "schema": { "type": ["object", "string"] } },
                        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
                        "text/html": { "schema": { "type": "string" } },
                    },
                },
                "NotModified": { "description": "The client has it already." },
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of the city, made with `kolophon token create`.",
                },
            },
        },
    })
}

/// Every operation, in the order in which people read of them.
pub(crate) fn operations() -> Vec<Operation> {
    paths::all()
}
