//! The four harvesters rehearse against the real server.

use std::collections::BTreeSet;

use crate::kolophon::{Server, corpus, load, run, sample};

const HARVESTERS: [&str; 4] = ["ckan", "govdata", "piveau", "udata"];
const EXTENSIONS: [&str; 5] = ["rdf", "xml", "ttl", "jsonld", "nt"];

fn rehearsed(address: &str, harvester: &str) -> (Option<i32>, serde_json::Value) {
    let output = run(&["rehearse", address, "--as", harvester, "--format", "json"]);
    let told = serde_json::from_slice(&output.stdout);
    assert!(
        told.is_ok(),
        "{address}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told = told.unwrap();
    (output.status.code(), told)
}

fn assert_all_arrive(address: &str, harvester: &str, expected: &serde_json::Value) -> usize {
    let (code, told) = rehearsed(address, harvester);
    let counts = &told["counts"];
    let arrived = counts["imported"].as_u64().unwrap() + counts["changed"].as_u64().unwrap();
    let name = format!("{harvester} {address}: {counts} {}", told["run"]);
    assert_eq!(code, Some(0), "{name}");
    assert_eq!(Some(arrived), expected.as_u64(), "{name}");
    let iris = told["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dataset| dataset["iri"].to_string());
    assert_eq!(
        Some(iris.collect::<BTreeSet<_>>().len() as u64),
        expected.as_u64(),
        "{name}"
    );
    assert_eq!(told["run"]["outcome"], "complete", "{name}");
    told["pages"].as_array().unwrap().len()
}

#[test]
fn the_sample_arrives_whole_in_every_format() {
    let data = tempfile::tempdir().unwrap();
    let loaded = load(data.path(), &[sample().to_str().unwrap()]);
    let server = Server::start(data.path());
    for harvester in HARVESTERS {
        for extension in EXTENSIONS {
            let address = format!("http://{}/catalog.{extension}", server.address);
            assert_all_arrive(&address, harvester, &loaded["added"]);
        }
    }
    // What is published, and what would be, without any server.
    drop(server);
    for harvester in HARVESTERS {
        let data = data.path().to_str().unwrap();
        let output = run(&[
            "rehearse",
            "--as",
            harvester,
            "--format",
            "json",
            "--data-dir",
            data,
        ]);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["counts"]["imported"], loaded["added"], "{harvester}");
        let sample = sample();
        let output = run(&["rehearse", sample.to_str().unwrap(), "--as", harvester]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// Two datasets that no harvester can stand.
const UNBEARABLE: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
    <https://daten.example/ohne-titel> a dcat:Dataset ; dct:description \"Ohne Titel\"@de .\n\
    <https://daten.example/mit leerzeichen> a dcat:Dataset ; dct:title \"Leerzeichen\"@de .\n";

fn arrives(file: &str, city: &str) {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("catalogs").join(file);
    let data = tempfile::tempdir().unwrap();
    let unbearable = data.path().join("unbearable.ttl");
    std::fs::write(&unbearable, UNBEARABLE).unwrap();
    let store = data.path().join("data");
    let arguments = [
        path.to_str().unwrap(),
        unbearable.to_str().unwrap(),
        "--city",
        city,
        "--allow-errors",
    ];
    let loaded = load(&store, &arguments);
    assert_eq!(loaded["refused"], 2, "{loaded}");
    let server = Server::start(&store);
    for harvester in HARVESTERS {
        for extension in ["rdf", "ttl", "jsonld", "nt"] {
            let address = format!("http://{}/{city}/catalog.{extension}", server.address);
            assert_all_arrive(&address, harvester, &loaded["added"]);
        }
    }
}

#[test]
fn brandenburg_arrives_but_for_what_is_unbearable() {
    arrives("brandenburg-catalog-original-input.ttl", "brandenburg");
}

#[test]
fn bremen_arrives_but_for_what_is_unbearable() {
    arrives("bremen-catalog-original-input.rdf", "bremen");
}

#[test]
fn a_withdrawn_dataset_is_told_as_deleted() {
    let data = tempfile::tempdir().unwrap();
    load(data.path(), &[sample().to_str().unwrap()]);
    let store = data.path().to_str().unwrap();
    let state = data.path().join("probe.json");
    let state = state.to_str().unwrap();
    let rehearse = |more: &[&str]| {
        let arguments = [
            &[
                "rehearse",
                "--as",
                "govdata",
                "--city",
                "mainz",
                "--data-dir",
                store,
            ],
            more,
        ]
        .concat();
        let output = run(&arguments);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    let (code, text) = rehearse(&["--out", state]);
    assert_eq!(code, Some(0), "{text}");
    let told: serde_json::Value = serde_json::from_slice(&std::fs::read(state).unwrap()).unwrap();
    let title = told["held"][0]["title"].as_str().unwrap();
    let withdrawn = run(&[
        "withdraw",
        told["held"][0]["iri"].as_str().unwrap(),
        "--city",
        "mainz",
        "--reason",
        "Probe",
        "--yes",
        "--data-dir",
        store,
    ]);
    assert!(
        withdrawn.status.success(),
        "{}",
        String::from_utf8_lossy(&withdrawn.stderr)
    );
    let (code, text) = rehearse(&["--previous", state]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("Würde gelöscht:") && text.contains(&format!("− {title}")),
        "{text}"
    );
}
