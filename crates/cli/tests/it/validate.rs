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

#[test]
fn every_format_is_written() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor());
    for (format, start) in [
        ("human", "Fehler: "),
        ("json", "{\n"),
        ("jsonl", "{\"type\":\"finding\""),
        ("sarif", "{\n  \"$schema\""),
        ("gitlab", "[\n"),
        ("github", "::error file=katalog.ttl,line=3,"),
        ("junit", "<?xml version=\"1.0\""),
        ("csv", "\u{feff}Datei;Zeile;"),
        ("html", "<!doctype html>"),
        ("turtle", "@prefix "),
    ] {
        let run = test.run(&["validate", "katalog.ttl", "--format", format]);
        assert_eq!(run.code, Some(1), "{format}: {run}");
        assert!(run.stdout.starts_with(start), "{format}: {run}");
        assert_eq!(run.stderr, "", "{format}");
    }
}

#[test]
fn no_format_calls_a_file_without_datasets_well() {
    let test = CliTest::new();
    test.file("a.ttl", "<urn:a> <urn:b> <urn:c> .\n");
    for format in [
        "human", "sarif", "gitlab", "github", "junit", "csv", "html", "turtle",
    ] {
        let run = test.run(&["validate", "a.ttl", "--format", format, "--output", "bericht"]);
        assert_eq!(run.code, Some(3), "{format}: {run}");
        assert!(!test.path().join("bericht").exists(), "{format}");
    }
}

#[test]
fn the_report_can_go_to_a_file() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor()).file("bericht.html", "alt");
    let run = test.run(&[
        "validate",
        "katalog.ttl",
        "--format",
        "html",
        "--output",
        "bericht.html",
    ]);
    assert_eq!(run.code, Some(1), "{run}");
    assert_eq!(run.stdout, "");
    assert_eq!(run.stderr, "Der Bericht steht in bericht.html.\n");
    let page = std::fs::read_to_string(test.path().join("bericht.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    let names: Vec<_> = std::fs::read_dir(test.path()).unwrap().collect();
    assert_eq!(names.len(), 2, "nothing is left beside it: {names:?}");
}

#[test]
fn a_report_that_cannot_be_written_ends_with_3_and_leaves_the_old_one() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor())
        .file("ordner/bericht.csv", "alt");
    for (path, hint) in [
        ("fehlt/bericht.csv", "Diesen Ordner gibt es nicht."),
        ("ordner", "Das ist ein Ordner."),
    ] {
        let run = test.run(&["validate", "katalog.ttl", "--output", path]);
        assert_eq!(run.code, Some(3), "{run}");
        assert_eq!(run.stdout, "");
        assert!(
            run.stderr.contains(&format!("in die Datei {path} geschrieben")),
            "{run}"
        );
        assert!(run.stderr.contains(hint), "{run}");
    }
    let old = test.path().join("ordner/bericht.csv");
    let mut permissions = std::fs::metadata(&old).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&old, permissions).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&old).is_err() {
        let run = test.run(&["validate", "katalog.ttl", "-o", "ordner/bericht.csv"]);
        assert_eq!(run.code, Some(3), "{run}");
        assert!(run.stderr.contains("Schreibrechte"), "{run}");
        assert_eq!(std::fs::read_to_string(&old).unwrap(), "alt");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn devices_are_written_as_they_are() {
    let test = CliTest::new();
    test.file("katalog.ttl", &poor());
    let run = test.run(&["validate", "katalog.ttl", "-o", "/dev/full"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("Dort ist kein Platz mehr."), "{run}");
    let run = test.run(&["validate", "katalog.ttl", "-o", "/dev/null"]);
    assert_eq!(run.code, Some(1), "{run}");
}

#[cfg(unix)]
#[test]
fn a_new_report_can_be_read_by_others_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let test = CliTest::new();
    test.file("katalog.ttl", &poor()).file("ziel.csv", "alt");
    symlink("ziel.csv", test.path().join("link.csv")).unwrap();
    test.run(&["validate", "katalog.ttl", "-o", "neu.csv"]);
    let mode = |name: &str| {
        let metadata = std::fs::metadata(test.path().join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode("neu.csv"), mode("katalog.ttl"));
    test.run(&["validate", "katalog.ttl", "-o", "link.csv"]);
    assert!(test.path().join("link.csv").is_symlink());
    assert_ne!(
        std::fs::read_to_string(test.path().join("ziel.csv")).unwrap(),
        "alt"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::io::Read as _;
    use std::process::Stdio;

    let test = CliTest::new();
    let datasets: Vec<String> = (0..3000)
        .map(|number| format!("<https://daten.example/d{number}> a dcat:Dataset .\n"))
        .collect();
    let many = datasets.concat();
    test.file("katalog.ttl", &format!("{PREFIXES}{many}"));
    let mut child = test
        .command(&["validate", "katalog.ttl", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
