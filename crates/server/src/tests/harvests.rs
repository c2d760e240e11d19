//! The log of harvests: the daily question, answered over HTTP.

use axum::http::Method;
use kolophon_publish::harvest::{HarvestLog, Harvester};

use super::{TestServer, sample};

fn server(directory: &std::path::Path) -> TestServer {
    TestServer::with(sample::store(), |options| {
        options.page_size = 1;
        options.harvest_log = HarvestLog::in_directory(directory);
        options.harvesters = vec![Harvester {
            key: "rlp".to_owned(),
            name: "Landesportal".to_owned(),
            user_agent: None,
        }];
    })
}

fn fetch(server: &TestServer, path: &str, method: Method) {
    let agent = [("user-agent", "python-requests/2.32 (anna@example.org)")];
    assert_eq!(server.request(method, path, &agent, "").status, 200, "{path}");
}

#[test]
fn the_first_line_says_whether_the_portal_got_everything() {
    let directory = tempfile::tempdir().unwrap();
    let first_line = |server: &TestServer| {
        let page = server.browse("/harvests");
        let text = page.text();
        let start = text.find("<p class=\"lead\">").unwrap() + 16;
        text[start..start + text[start..].find("</p>").unwrap()].to_owned()
    };
    {
        let server = server(directory.path());
        assert_eq!(first_line(&server), "Nein: Landesportal war noch nie da.");
        // The key stays in the links, and asking for the head is no harvest.
        fetch(&server, "/mainz/catalog.rdf?harvester=rlp", Method::HEAD);
        assert!(first_line(&server).contains("noch nie"));
        fetch(&server, "/mainz/catalog.rdf?harvester=rlp", Method::GET);
        assert!(first_line(&server).starts_with("Noch nicht: Landesportal holt mainz"));
        let page = server.get("/mainz/catalog.rdf?harvester=rlp");
        assert!(page.text().contains("gen=1&amp;harvester=rlp"), "{}", page.text());
        fetch(
            &server,
            "/mainz/catalog.rdf?page=2&gen=1&harvester=rlp",
            Method::GET,
        );
        let line = first_line(&server);
        assert!(line.starts_with("Ja: Landesportal hat mainz am "), "{line}");
        assert!(
            line.contains("(2 von 2 Seiten, 2 Datensätze, Veröffentlichungsstand 1)"),
            "{line}"
        );
        // Somebody else begins and does not go on.
        fetch(&server, "/catalog.ttl", Method::GET);
    }
    // It outlives the server; what was under way then is broken off.
    let server = server(directory.path());
    assert!(first_line(&server).starts_with("Ja:"));
    let json = server.get("/api/v1/harvests").json();
    assert_eq!(json["portals"][0]["complete"], true);
    let walks = json["walks"].as_array().unwrap();
    let of_all = walks.iter().find(|walk| walk["city"] == "").unwrap();
    assert_eq!(
        (&of_all["outcome"], &of_all["agent"]),
        (&"aborted".into(), &"python-requests/2.32".into())
    );
    assert_eq!(
        server.get("/api/v1/harvests?city=halle").json()["walks"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(server.get("/harvests?city=nirgends").status, 404);
    let text = std::fs::read_to_string(directory.path().join("harvests.jsonl")).unwrap();
    assert!(!text.contains("anna"), "no persons: {text}");
}
