//! `kolophon validate`.

use crate::cli_test::CliTest;

const PREFIXES: &str =
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n";

/// A dataset of which almost everything is missing.
fn poor() -> String {
    format!("{PREFIXES}<https://daten.example/d> a dcat:Dataset ; dct:title \"Bäume\"@de .\n")
}

#[test]
fn findings_end_with_1_and_name_their_place() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor());
    let run = test.run(&["validate", "katalog.ttl"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stdout.contains("katalog.ttl:3:"), "{run}");
    assert!(run.stdout.lines().count() <= 60, "{run}");
    assert_eq!(
        run.stdout.lines().last(),
        Some("kolophon validate katalog.ttl"),
        "{run}"
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn the_json_has_one_entry_per_occurrence() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor());
    let run = test.run(&["pruefen", "katalog.ttl", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["profile"], "dcat-ap-de");
    assert_eq!(report["summary"]["datasets"], 1);
    let findings = report["findings"].as_array().unwrap();
    let errors = findings
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .count();
    assert_eq!(report["summary"]["error"], errors);
    assert!(errors > 0, "{run}");
    for finding in findings {
        for key in [
            "rule", "severity", "message", "file", "line", "column", "focus", "path", "value", "result",
        ] {
            assert!(finding.get(key).is_some(), "{key} in {finding}");
        }
    }
}

#[test]
fn the_fail_level_decides_the_exit_code() {
    let test = CliTest::new();
    // Nothing that is mandatory is missing, but much that is recommended.
    let tips = "dct:description \"Alle Bäume.\"@de ; dct:publisher <https://daten.example/stadt> .\n\
                <https://daten.example/stadt> a <http://xmlns.com/foaf/0.1/Agent> ;\n\
                <http://xmlns.com/foaf/0.1/name> \"Musterstadt\"@de .\n";
    let text = poor().replace("\"@de .\n", &format!("\"@de ; {tips}"));
    test.file("tipps.ttl", &text).file("fehler.ttl", &poor());
    for (file, level, code) in [
        ("tipps.ttl", "error", 0),
        ("tipps.ttl", "warning", 0),
        ("tipps.ttl", "info", 1),
        ("tipps.ttl", "tipp", 1),
        ("fehler.ttl", "error", 1),
        ("fehler.ttl", "warning", 1),
    ] {
        let run = test.run(&["validate", file, "--fail-level", level]);
        assert_eq!(run.code, Some(code), "{file} {level}: {run}");
    }
}

#[test]
fn an_unreadable_file_ends_with_3_after_the_findings_of_the_others() {
    let test = CliTest::new();
    test.file("a.ttl", &poor())
        .file("b.rdf", "<?xml version=\"1.0\"?>\n<rdf:RDF");
    let run = test.run(&["validate", "a.ttl", "b.rdf", "fehlt.ttl"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stdout.contains("a.ttl:3:"), "{run}");
    assert!(run.stdout.contains("2 Dateien waren nicht lesbar"), "{run}");
    assert!(run.stdout.contains("b.rdf:2:"), "{run}");
    assert!(run.stdout.contains("fehlt.ttl: Diese Datei"), "{run}");

    let json = test.run(&["validate", "b.rdf", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json.code, Some(3));
    assert_eq!(report["unreadable"][0]["file"], "b.rdf");
    assert!(!json.stdout.contains("Alles in Ordnung"));
}

#[test]
fn where_no_dataset_is_the_files_are_named() {
    let test = CliTest::new();
    test.file("ordner/a.ttl", "<urn:a> <urn:b> <urn:c> .\n")
        .file("leer/notiz.txt", "");
    let run = test.run(&["validate", "ordner"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(
        run.stderr.contains("kein Datensatz") && run.stderr.contains("a.ttl"),
        "{run}"
    );
    let run = test.run(&["validate", "leer"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("leer"), "{run}");
}

#[test]
fn standard_input_is_read() {
    let test = CliTest::new();
    let run = test.run_with_input(&["validate", "-"], &poor());
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stdout.contains("stdin:3:"), "{run}");
}

#[test]
fn own_shapes_add_rules() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor()).file(
        "regeln/eigene.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\
         <urn:s> a sh:NodeShape ; sh:targetClass <http://www.w3.org/ns/dcat#Dataset> ;\n\
         sh:property [ sh:path <urn:aktenzeichen> ; sh:minCount 1 ; sh:message \"Das Aktenzeichen fehlt.\"@de ] .\n",
    );
    let run = test.run(&["validate", "katalog.ttl", "--shapes", "regeln", "--all"]);
    assert!(run.stdout.contains("Das Aktenzeichen fehlt."), "{run}");
    let run = test.run(&["validate", "katalog.ttl", "--all"]);
    assert!(!run.stdout.contains("Aktenzeichen"), "{run}");
}
