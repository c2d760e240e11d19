//! What another portal has already.

use super::*;

fn ours() -> Vec<Held> {
    let text = format!(
        "{}<{SITE}/b> a dcat:Dataset ; dct:title \"Satz b\" ; dct:identifier \"haushalt\" .\n{}",
        dataset("a", ""),
        dataset("c", "")
    );
    one_page(Harvester::Ckan, &text).held
}

fn told(harvester: Harvester, portal: &Portal) -> Vec<String> {
    let found = overlaps(harvester, &ours(), portal);
    found
        .iter()
        .map(|overlap| format!("{} {}", overlap.title, overlap.cause.code))
        .collect()
}

#[test]
fn a_catalogue_is_read_to_the_end() {
    let base = "https://portal.example/catalog.ttl";
    let mut script = Script::default();
    script.answer(
        base,
        turtle(&format!(
            "<{SITE}/a> a dcat:Dataset . [] hydra:next <{base}?page=2> ."
        )),
    );
    script.answer(
        &format!("{base}?page=2"),
        turtle(&format!(
            "<https://anders.example/x> a dcat:Dataset ; dct:identifier \"haushalt\" . [] hydra:next <{base}> ."
        )),
    );
    let portal = portal(&ours(), base, &mut script).unwrap();
    let both = ["Satz a same-address-there", "Satz b same-identifier-there"];
    for harvester in Harvester::ALL {
        assert_eq!(told(harvester, &portal), both, "{harvester:?}");
    }
}

#[test]
fn ckan_is_searched_for_addresses_and_identifiers() {
    let search = "https://portal.example/api/3/action/package_search?rows=100&q=";
    let query = "uri%3A%28%22https%3A%2F%2Fdaten.example%2Fa%22%20OR%20%22https%3A%2F%2Fdaten.example%2Fb%22%20OR%20\
                 %22https%3A%2F%2Fdaten.example%2Fc%22%29%20OR%20identifier%3A%28%22https%3A%2F%2Fdaten.example%2Fa%22%20OR%20\
                 %22haushalt%22%20OR%20%22https%3A%2F%2Fdaten.example%2Fc%22%29";
    let answer = r#"{"success":true,"result":{"count":1,"results":[{"name":"x","title":"Haushaltsplan",
        "extras":[{"key":"identifier","value":"haushalt"},{"key":"uri","value":"https://anders.example/x"}]}]}}"#;
    let mut script = Script::default();
    script.answer("https://portal.example/", response("text/html", "<p>Portal"));
    script.answer(&format!("{search}{query}"), response("application/json", answer));
    for address in [
        "https://portal.example/",
        "https://portal.example/api/3/action/package_search",
    ] {
        let portal = portal(&ours(), address, &mut script).unwrap();
        let found = overlaps(Harvester::Govdata, &ours(), &portal);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].their_address, "https://portal.example/dataset/x");
        assert!(found[0].cause.reason.de.contains("GovData behält nur"));
    }
}

#[test]
fn what_is_no_portal_is_an_error_and_not_an_empty_answer() {
    let mut script = Script::default();
    script.answer("https://portal.example/", response("text/html", "<p>Portal"));
    let error = portal(&ours(), "https://portal.example/", &mut script).unwrap_err();
    assert!(
        matches!(error, AgainstError::NoPortal { status: 404, .. }),
        "{error}"
    );
}

#[test]
fn identifiers_that_piveau_cannot_tell_apart_are_the_same_there() {
    let portal = Portal {
        datasets: vec![super::super::against::Theirs {
            identifier: Some("Haushalt".to_owned()),
            ..Default::default()
        }],
    };
    assert_eq!(told(Harvester::Piveau, &portal), ["Satz b same-identifier-there"]);
    assert_eq!(told(Harvester::Govdata, &portal), Vec::<String>::new());
}
