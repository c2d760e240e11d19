//! Packages as portals give them.

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_graph::Graph;
use serde_json::json;

use super::*;

fn mapped(packages: &[Value]) -> (Vec<String>, Mapped) {
    let mut mapping = Packages::new("https://daten.example/", "de");
    for package in packages {
        mapping.add(package.as_object().unwrap());
    }
    let mapped = mapping.finish();
    let graph = mapped.builder.clone().finish();
    (lines(&graph), mapped)
}

/// Subject without the portal's address, last part of the predicate, object.
fn lines(graph: &Graph) -> Vec<String> {
    let mut lines: Vec<String> = graph
        .triples()
        .iter()
        .map(|triple| {
            let subject = graph.term(triple.subject).value();
            let predicate = graph.term(triple.predicate).value();
            format!(
                "{} {} {}",
                subject.trim_start_matches("https://daten.example"),
                predicate.rsplit(['/', '#']).next().unwrap(),
                graph.term(triple.object).value()
            )
        })
        .collect();
    lines.sort();
    lines
}

fn has(lines: &[String], expected: &[&str]) {
    for line in expected {
        assert!(
            lines.iter().any(|found| found == line),
            "{line}\nis not in\n{}",
            lines.join("\n")
        );
    }
}

fn reasons(remarks: &[Remark]) -> String {
    let lines: Vec<String> = remarks
        .iter()
        .map(|remark| format!("{}: {}", remark.dataset, remark.reason.de))
        .collect();
    lines.join("\n")
}

fn whole() -> Value {
    json!({
        "id": "0f1e-22", "name": "baeume", "title": "Bäume", "notes": "Alle Bäume", "type": "dataset", "state": "active",
        "private": false, "url": "https://stadt.example/baeume", "license_id": "dl-de-by-2.0",
        "license_url": "https://www.govdata.de/dl-de/by-2-0",
        "metadata_created": "2020-01-02T03:04:05.678901", "metadata_modified": "2024-05-06T07:08:09",
        "organization": {"id": "77", "name": "gruenamt", "title": "Grünamt"},
        "maintainer": "Frau Linde", "maintainer_email": "linde@stadt.example", "author": "Herr Eiche",
        "tags": [{"name": "baum", "display_name": "Baum"}],
        "groups": [{"name": "envi", "title": "Umwelt"}, {"name": "klimaschutz", "title": "Klimaschutzplan"}],
        "extras": [
            {"key": "frequency", "value": "jährlich"}, {"key": "temporal_start", "value": "2020-01-01"},
            {"key": "temporal_end", "value": "2020-12-31"}, {"key": "language", "value": "[\"de\", \"en\"]"},
            {"key": "harvest_object_id", "value": "x"}, {"key": "aktenzeichen", "value": "7/3"},
            {"key": "contributorID", "value": "http://dcat-ap.de/def/contributors/x"},
            {"key": "spatial", "value": "{\"type\": \"Point\", \"coordinates\": [8.1, 50.0]}"}
        ],
        "resources": [
            {"id": "r1", "url": "https://stadt.example/b äume.csv", "format": "csv", "mimetype": "text/csv", "size": 12,
             "name": "Bäume als CSV", "description": "Semikolon", "created": "2020-01-02T03:04:05", "hash": ""},
            {"id": "r2", "name": "leer", "url": ""},
            {"id": "r3", "url": "https://stadt.example/x", "format": "Zettel", "size": "viel", "zoom": 3}
        ]
    })
}

#[test]
fn a_package_becomes_a_dataset_with_its_addresses() {
    let (lines, mapped) = mapped(&[whole()]);
    has(
        &lines,
        &[
            "/dataset/0f1e-22 type http://www.w3.org/ns/dcat#Dataset",
            "/dataset/0f1e-22 title Bäume",
            "/dataset/0f1e-22 description Alle Bäume",
            "/dataset/0f1e-22 identifier 0f1e-22",
            "/dataset/0f1e-22 landingPage https://stadt.example/baeume",
            "/dataset/0f1e-22 issued 2020-01-02T03:04:05.678901Z",
            "/dataset/0f1e-22 modified 2024-05-06T07:08:09Z",
            "/dataset/0f1e-22 keyword Baum",
            "/dataset/0f1e-22 theme http://publications.europa.eu/resource/authority/data-theme/ENVI",
            "/dataset/0f1e-22 accrualPeriodicity http://publications.europa.eu/resource/authority/frequency/ANNUAL",
            "/dataset/0f1e-22 language http://publications.europa.eu/resource/authority/language/DEU",
            "/dataset/0f1e-22 language http://publications.europa.eu/resource/authority/language/ENG",
            "/dataset/0f1e-22 contributorID http://dcat-ap.de/def/contributors/x",
            "/dataset/0f1e-22 publisher https://daten.example/organization/77",
            "/organization/77 name Grünamt",
            "/dataset/0f1e-22#kontakt fn Frau Linde",
            "/dataset/0f1e-22#kontakt hasEmail mailto:linde@stadt.example",
            "/dataset/0f1e-22#zeitraum startDate 2020-01-01",
            "/dataset/0f1e-22#ort geometry {\"type\": \"Point\", \"coordinates\": [8.1, 50.0]}",
            "/dataset/0f1e-22 distribution https://daten.example/dataset/0f1e-22/resource/r1",
            "/dataset/0f1e-22/resource/r1 accessURL https://stadt.example/b%20äume.csv",
            "/dataset/0f1e-22/resource/r1 format http://publications.europa.eu/resource/authority/file-type/CSV",
            "/dataset/0f1e-22/resource/r1 mediaType https://www.iana.org/assignments/media-types/text/csv",
            "/dataset/0f1e-22/resource/r1 byteSize 12",
            "/dataset/0f1e-22/resource/r1 license http://dcat-ap.de/def/licenses/dl-by-de/2.0",
            "/dataset/0f1e-22/resource/r3 license http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        ],
    );
    assert!(!lines.iter().any(|line| line.contains("/resource/r2")));
    let doubts = reasons(&mapped.doubts);
    for doubt in ["Klimaschutzplan", "Herr Eiche", "„Zettel“", "„viel“"] {
        assert!(doubts.contains(doubt), "{doubt}\nis not in\n{doubts}");
    }
    assert_eq!(mapped.doubts.len(), 4, "{doubts}");
    assert_eq!(
        reasons(&mapped.left),
        "Bäume: Die Datei „leer“ hat keine Adresse."
    );
    let unknown: Vec<(&str, usize)> = mapped
        .unknown
        .iter()
        .map(|(key, count)| (key.as_str(), *count))
        .collect();
    assert_eq!(unknown, [("aktenzeichen", 1), ("resources.zoom", 1)]);
}

/// Newer versions of ckanext-dcat keep groups of fields instead of flat ones.
#[test]
fn grouped_fields_are_understood_and_what_is_not_is_counted() {
    let (lines, mapped) = mapped(&[json!({
        "id": "1", "title": "A", "version": "1.0", "temporal_resolution": "PT15M",
        "contact": [{"name": "Eins", "email": "eins@a.example"}, {"name": "Zwei"}],
        "publisher": [{"name": "Amt", "url": "https://amt.example/"}],
        "temporal_coverage": [{"start": "1905-03-01", "end": "2013-01-05"}],
        "provenance": "https://a.example/herkunft"
    })]);
    has(
        &lines,
        &[
            "/dataset/1#kontakt fn Eins",
            "/dataset/1#kontakt hasEmail mailto:eins@a.example",
            "/dataset/1#kontakt-2 fn Zwei",
            "/dataset/1#zeitraum endDate 2013-01-05",
            "/dataset/1 provenance https://a.example/herkunft",
        ],
    );
    assert!(lines.iter().any(|line| line.ends_with(" name Amt")), "{lines:?}");
    let unknown: Vec<&String> = mapped.unknown.keys().collect();
    assert_eq!(unknown, ["temporal_resolution"]);
}

#[test]
fn the_addresses_of_a_harvested_package_are_kept() {
    let (lines, _) = mapped(&[json!({
        "id": "neu", "title": "A",
        "extras": [
            {"key": "uri", "value": "https://quelle.example/a"}, {"key": "guid", "value": "urn:uuid:1"},
            {"key": "identifier", "value": "a-1"}, {"key": "publisher_name", "value": "Amt"}
        ],
        "resources": [{"uri": "https://quelle.example/a/csv", "url": "https://quelle.example/a.csv", "license": "cc-by/4.0"}]
    })]);
    has(
        &lines,
        &[
            "https://quelle.example/a identifier a-1",
            "https://quelle.example/a distribution https://quelle.example/a/csv",
            "https://quelle.example/a/csv license http://dcat-ap.de/def/licenses/cc-by/4.0",
        ],
    );
}

#[test]
fn what_is_no_published_dataset_is_left_with_its_reason() {
    let (lines, mapped) = mapped(&[
        json!({"id": "1", "title": "Quelle", "type": "harvest"}),
        json!({"id": "2", "title": "Weg", "state": "deleted"}),
        json!({"id": "3", "title": "Geheim", "private": true}),
        json!({"title": null, "extras": 7, "tags": "x", "resources": [null, 3]}),
    ]);
    assert_eq!(lines, Vec::<String>::new());
    let left = reasons(&mapped.left);
    for part in ["Quelle: ", "Weg: ", "Geheim: ", "(ohne Namen): "] {
        assert!(left.contains(part), "{part}\nis not in\n{left}");
    }
}

#[test]
fn a_package_that_comes_twice_is_taken_once() {
    let (once, _) = mapped(&[whole()]);
    let (twice, mapped) = mapped(&[whole(), whole()]);
    assert_eq!(once, twice);
    assert_eq!(mapped.left.len(), 1);
}

#[test]
fn a_licence_that_is_not_certain_is_never_invented() {
    let (lines, mapped) = mapped(&[
        json!({"id": "1", "title": "A", "license_id": "CC BY", "resources": [{"id": "r", "url": "https://a.example/"}]}),
        json!({"id": "2", "title": "B", "license_id": "notspecified", "resources": [{"id": "r", "url": "https://a.example/"}]}),
    ]);
    assert!(!lines.iter().any(|line| line.contains(" license ")), "{lines:?}");
    let doubts = reasons(&mapped.doubts);
    assert!(doubts.contains("A: Die Lizenz „CC BY“"), "{doubts}");
    assert!(doubts.contains("B: Im Portal steht keine Lizenz"), "{doubts}");
}

#[test]
fn only_an_answer_of_package_search_is_one() {
    let good = page(br#"{"success": true, "result": {"count": 3, "results": [{"id": "a"}]}}"#).unwrap();
    assert_eq!((good.count, good.packages.len()), (3, 1));
    let refused = page(br#"{"success": false, "error": {"message": "Nein", "__type": "Search Error"}}"#);
    assert!(matches!(refused, Err(PageError::Refused(message)) if message == "Nein"));
    for bad in [
        &b"<html>"[..],
        b"{}",
        b"[]",
        br#"{"success": true, "result": {"count": 1, "results": [3]}}"#,
        b"",
    ] {
        assert!(matches!(page(bad), Err(PageError::Form(_))), "{bad:?}");
    }
    assert!(page(br#"{"success": true}"#).is_err());
}

/// The packages that ckanext-dcat is tested with: each is taken, and what is not is named.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn the_packages_of_ckanext_dcat_are_taken() {
    let corpus = std::env::var_os("KOLOPHON_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        PathBuf::from,
    );
    let folder = corpus.join("testcases/ckanext-dcat/ckan");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no corpus; set KOLOPHON_CORPUS");
        return;
    }
    for (file, title, line) in [
        (
            "ckan_dataset.json",
            "Zimbabwe Regional Geochemical Survey.",
            " type http://www.w3.org/ns/dcat#Dataset",
        ),
        (
            "ckan_full_dataset_dcat_ap.json",
            "Test DCAT dataset",
            " license http://creativecommons.org/licenses/by/3.0/",
        ),
        (
            "ckan_full_dataset_dcat_ap_legacy.json",
            "Test DCAT dataset",
            " identifier xx-some-dataset-id-yy",
        ),
        (
            "ckan_full_dataset_dcat_ap_vocabularies.json",
            "Test DCAT dataset",
            " accessRights http://publications.europa.eu/resource/authority/access-right/PUBLIC",
        ),
    ] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let package: Value = serde_json::from_str(&text).unwrap();
        let (lines, mapped) = mapped(&[package]);
        let title = format!(" title {title}");
        for end in [title.as_str(), line] {
            assert!(
                lines.iter().any(|line| line.ends_with(end)),
                "{file}: {end}\nis not in\n{}",
                lines.join("\n")
            );
        }
        assert_eq!(mapped.left, [], "{file}");
        for taken in ["theme", "language", "conforms_to", "documentation"] {
            assert!(!mapped.unknown.contains_key(taken), "{file}: {taken}");
        }
    }
}
