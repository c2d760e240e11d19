//! CKAN's action API, as its clients call it.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{Reply, TestServer};

fn post(server: &TestServer, action: &str, body: &Value) -> Reply {
    let json = [("content-type", "application/json")];
    server.request(
        Method::POST,
        &format!("/api/action/{action}"),
        &json,
        &body.to_string(),
    )
}

fn result(reply: &Reply) -> Value {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let body = reply.json();
    assert_eq!(body["success"], true);
    assert!(
        body["help"]
            .as_str()
            .unwrap()
            .starts_with("https://daten.example/api/3/action/help_show?name=")
    );
    body["result"].clone()
}

#[test]
fn both_methods_at_both_addresses_give_the_same_and_none_redirects() {
    let server = TestServer::new();
    let search = result(&post(
        &server,
        "package_search",
        &json!({ "rows": 2, "sort": "name asc" }),
    ));
    assert_eq!(
        (
            search["count"].clone(),
            search["results"].as_array().unwrap().len()
        ),
        (json!(3), 2)
    );
    for prefix in ["/api/action", "/api/3/action"] {
        let get = server.get(&format!("{prefix}/package_search?rows=2&sort=name+asc"));
        assert_eq!(result(&get), search, "{prefix}");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let posted = server.request(
            Method::POST,
            &format!("{prefix}/package_search"),
            &form,
            "rows=2&sort=name%20asc",
        );
        assert_eq!(result(&posted), search, "{prefix}");
    }
    assert_eq!(server.get("/api/3").json(), json!({ "version": 3 }));
    assert_eq!(server.get("/api").json(), json!({ "version": 1 }));
}

#[test]
fn a_package_has_the_keys_that_clients_read() {
    let server = TestServer::new();
    let package = result(&server.get("/api/3/action/package_show?id=mainz_kita-plaetze"));
    let by_id = result(&post(&server, "package_show", &json!({ "id": package["id"] })));
    assert_eq!(by_id, package);
    for key in [
        "id",
        "name",
        "title",
        "notes",
        "url",
        "type",
        "state",
        "private",
        "metadata_created",
        "metadata_modified",
        "license_id",
        "license_title",
        "license_url",
        "isopen",
        "author",
        "maintainer",
        "maintainer_email",
        "organization",
        "owner_org",
        "groups",
        "tags",
        "extras",
        "num_resources",
        "num_tags",
        "resources",
    ] {
        assert!(package.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&package["type"], &package["state"], &package["private"]),
        (&json!("dataset"), &json!("active"), &json!(false))
    );
    assert_eq!(package["organization"]["name"], "mainz");
    let extras = package["extras"].as_array().unwrap();
    let uri = extras.iter().find(|extra| extra["key"] == "uri").unwrap();
    assert_eq!(uri["value"], "https://daten.example/mainz/dataset/kita-plaetze");
    assert!(extras.iter().all(|extra| extra["value"].is_string()));
    let modified = package["metadata_modified"].as_str().unwrap();
    assert!(modified.len() == 26 && !modified.ends_with('Z'), "{modified}");
    let resource = &package["resources"][0];
    let shown = result(&post(&server, "resource_show", &json!({ "id": resource["id"] })));
    assert_eq!(&shown, resource);
    assert_eq!(resource["package_id"], package["id"]);
}

#[test]
fn filters_and_facets_are_those_that_harvesters_use() {
    let server = TestServer::new();
    let names = |body: Value| -> Vec<String> {
        let found = result(&post(&server, "package_search", &body));
        let results = found["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|package| package["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let sorted = |fq: &str| names(json!({ "fq": fq, "sort": "name asc" }));
    assert_eq!(sorted("organization:halle"), ["halle_haushalt-0a1b2c3d"]);
    assert_eq!(sorted("organization:mainz").len(), 2);
    assert_eq!(sorted("organization:mainz OR organization:halle").len(), 3);
    assert_eq!(
        sorted("+dataset_type:dataset -organization:mainz"),
        ["halle_haushalt-0a1b2c3d"]
    );
    assert_eq!(sorted("metadata_modified:[2020-01-01T00:00:00Z TO *]").len(), 3);
    assert_eq!(
        sorted("metadata_modified:[2999-01-01T00:00:00Z TO *]"),
        Vec::<String>::new()
    );
    assert_eq!(sorted("gibt_es_nicht:x"), Vec::<String>::new());
    assert_eq!(names(json!({ "q": "*:*", "rows": 0 })), Vec::<String>::new());
    assert_eq!(names(json!({ "q": "kita" })), ["mainz_kita-plaetze"]);
    assert_eq!(
        names(json!({ "fq_list": ["organization:mainz", "-title:kita*"] })),
        ["mainz_baeume"]
    );

    let facets = json!({ "facet.field": ["organization", "tags"], "facet.limit": 1, "rows": 0 });
    let found = result(&post(&server, "package_search", &facets));
    assert_eq!(found["facets"]["organization"], json!({ "mainz": 2 }));
    let item = &found["search_facets"]["organization"]["items"][0];
    assert_eq!(
        item,
        &json!({ "name": "mainz", "display_name": "Mainz", "count": 2 })
    );
    let text = server.get("/api/action/package_search?facet.field=%5B%22organization%22%5D");
    assert_eq!(
        result(&text)["facets"]["organization"],
        json!({ "halle": 1, "mainz": 2 })
    );
}

#[test]
fn mistakes_are_told_in_the_words_that_clients_know() {
    let server = TestServer::new();
    let error = |reply: Reply, status: u16, kind: &str| {
        assert_eq!(reply.status.as_u16(), status, "{}", reply.text());
        assert_eq!(reply.header(header::LOCATION), "");
        let body = reply.json();
        assert_eq!(
            (&body["success"], &body["error"]["__type"]),
            (&json!(false), &json!(kind))
        );
        body
    };
    error(
        post(&server, "package_show", &json!({ "id": "gibt-es-nicht" })),
        404,
        "Not Found Error",
    );
    let missing = error(post(&server, "package_show", &json!({})), 409, "Validation Error");
    assert_eq!(missing["error"]["id"], json!(["Missing value"]));
    error(
        post(&server, "package_search", &json!({ "rows": "viele" })),
        409,
        "Validation Error",
    );
    error(
        post(&server, "package_search", &json!({ "fq": "organization:(a" })),
        400,
        "Search Query Error",
    );
    let forbidden = error(
        post(&server, "package_create", &json!({ "name": "x" })),
        403,
        "Authorization Error",
    );
    assert!(forbidden["error"]["message"].as_str().unwrap().contains(": "));
    let unknown = post(&server, "tanzen", &json!({}));
    assert_eq!(
        (unknown.status, unknown.json()),
        (
            StatusCode::BAD_REQUEST,
            json!("Bad request - Action name not known: tanzen")
        )
    );
    let garbage = server.request(Method::POST, "/api/action/package_search", &[], "{");
    assert_eq!(garbage.status, StatusCode::BAD_REQUEST);
    assert!(garbage.json().as_str().unwrap().starts_with("Bad request"));
}

#[test]
fn the_lists_say_what_there_is() {
    let server = TestServer::new();
    let call = |action: &str, body: Value| result(&post(&server, action, &body));
    assert_eq!(call("organization_list", json!({})), json!(["halle", "mainz"]));
    let all = call("organization_list", json!({ "all_fields": true }));
    assert_eq!(
        (&all[1]["title"], &all[1]["package_count"]),
        (&json!("Mainz"), &json!(2))
    );
    assert_eq!(
        call("organization_show", json!({ "id": all[1]["id"] }))["name"],
        "mainz"
    );
    assert_eq!(
        call("package_list", json!({ "limit": 1, "offset": 1 })),
        json!(["mainz_baeume"])
    );
    let current = call(
        "current_package_list_with_resources",
        json!({ "limit": 2, "offset": 2 }),
    );
    assert_eq!(current.as_array().unwrap().len(), 1);
    assert_eq!(
        call("status_show", json!({}))["site_url"],
        "https://daten.example"
    );
    assert_eq!(
        call("package_autocomplete", json!({ "q": "kita" }))[0]["name"],
        "mainz_kita-plaetze"
    );
    assert!(!call("license_list", json!({})).as_array().unwrap().is_empty());
    for action in ["tag_list", "group_list"] {
        assert!(call(action, json!({})).is_array());
    }
    for group in call("group_list", json!({ "all_fields": true }))
        .as_array()
        .unwrap()
    {
        assert_eq!(&call("group_show", json!({ "id": group["name"] })), group);
    }
}
