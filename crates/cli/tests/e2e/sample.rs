//! The sample catalogue: every address of it answers.

use std::collections::BTreeSet;

use kolophon_dcat::Format;
use kolophon_dcat::vocab::dcat;

use crate::kolophon::{Server, load, run, sample};

#[test]
fn every_download_of_the_sample_answers() {
    let data = tempfile::tempdir().unwrap();
    let sample = sample();
    let loaded = load(data.path(), &[sample.to_str().unwrap()]);
    assert!(loaded["added"].as_u64().unwrap() >= 20, "{loaded}");
    assert_eq!(loaded["refused"], 0, "{loaded}");
    let server = Server::start(data.path());

    let mut downloads = BTreeSet::new();
    for city in ["mainz", "halle-saale", "wiesbaden", "reutlingen"] {
        assert_eq!(
            server.get_as(&format!("/{city}"), "text/html").status,
            200,
            "{city}"
        );
        let page = server.graph(&format!("/{city}/catalog.ttl"), Format::Turtle);
        let property = page.iri(dcat::DOWNLOAD_URL).expect("there are downloads");
        downloads.extend(
            page.column(property)
                .iter()
                .map(|triple| page.term(triple.object).value().to_owned()),
        );
    }
    assert!(downloads.len() >= 20, "{downloads:?}");
    for iri in &downloads {
        let path = iri
            .strip_prefix("https://daten.kolophon.dev")
            .expect("we serve our own files");
        let response = server.get(path);
        assert_eq!(response.status, 200, "{iri}");
        assert!(!response.body.is_empty(), "{iri}");
    }
}

#[test]
fn loading_the_sample_twice_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let sample = sample();
    let first = load(data.path(), &[sample.to_str().unwrap()]);
    let second = load(data.path(), &[sample.to_str().unwrap()]);
    assert_eq!(first["added"], second["unchanged"]);
    assert_eq!(
        (&second["added"], &second["changed"], &second["removed"]),
        (&0.into(), &0.into(), &0.into())
    );
}

#[test]
fn the_sample_has_no_finding_at_all() {
    let output = run(&[
        "validate",
        sample().to_str().unwrap(),
        "--format",
        "json",
        "--fail-level",
        "info",
    ]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert_eq!(report["findings"], serde_json::json!([]));
    assert!(report["summary"]["datasets"].as_u64().unwrap() >= 20);
}
