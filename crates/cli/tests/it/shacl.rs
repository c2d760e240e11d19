//! `kolophon shacl`.

use crate::cli_test::CliTest;

const SHAPES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\
    @prefix ex: <http://example.org/> .\n\
    ex:S a sh:NodeShape ; sh:targetClass ex:Person ;\n\
    sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message \"Name fehlt\"@de ] .\n";
const GOOD: &str = "@prefix ex: <http://example.org/> .\nex:a a ex:Person ; ex:name \"A\" .\n";
const BAD: &str = "@prefix ex: <http://example.org/> .\nex:b a ex:Person .\n";

fn test() -> CliTest {
    let test = CliTest::new();
    test.file("shapes/s.ttl", SHAPES)
        .file("good.ttl", GOOD)
        .file("bad.ttl", BAD);
    test
}

#[test]
fn conforming_data_ends_with_0() {
    let run = test().run(&[
        "shacl", "--shapes", "shapes", "--data", "good.ttl", "--format", "json",
    ]);
    assert_eq!(run.code, Some(0), "{run}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report, serde_json::json!({"conforms": true, "results": []}));
}

#[test]
fn data_that_does_not_conform_ends_with_1() {
    let run = test().run(&[
        "shacl", "--shapes", "shapes", "--data", "good.ttl", "bad.ttl", "--format", "json",
    ]);
    assert_eq!(run.code, Some(1), "{run}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let result = &report["results"][0];
    assert_eq!(report["results"].as_array().unwrap().len(), 1);
    assert_eq!(result["focus"], "<http://example.org/b>");
    assert_eq!(result["path"], "<http://example.org/name>");
    assert_eq!(result["component"], "MinCountConstraintComponent");
    assert_eq!(result["severity"], "Violation");
    assert_eq!(result["messages"][0], "\"Name fehlt\"@de");
}

#[test]
fn turtle_is_the_w3c_report_and_summary_counts() {
    let run = test().run(&["shacl", "--shapes", "shapes/s.ttl", "--data", "bad.ttl"]);
    insta::assert_snapshot!("shacl_turtle", run);
    let run = test().run(&[
        "shacl",
        "--shapes",
        "shapes/s.ttl",
        "--data",
        "bad.ttl",
        "--format",
        "summary",
    ]);
    assert!(run.stdout.starts_with("      1  Violation\n"), "{run}");
}

#[test]
fn the_base_resolves_relative_addresses() {
    let test = test();
    test.file("relative.ttl", "<b> a <http://example.org/Person> .\n");
    let with_base = test.run(&[
        "shacl",
        "--shapes",
        "shapes",
        "--data",
        "relative.ttl",
        "--base",
        "http://example.org/base/",
        "--format",
        "json",
    ]);
    assert!(
        with_base.stdout.contains("<http://example.org/base/b>"),
        "{with_base}"
    );
    let without = test.run(&[
        "shacl",
        "--shapes",
        "shapes",
        "--data",
        "relative.ttl",
        "--format",
        "json",
    ]);
    assert!(without.stdout.contains("<file://"), "{without}");
}

#[test]
fn what_cannot_be_checked_ends_with_3_and_is_never_called_conforming() {
    let test = test();
    test.file("broken.rdf", "<?xml version=\"1.0\"?><rdf:RDF")
        .file("empty.ttl", "");
    test.file(
        "bad-shapes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape ; sh:property [ sh:path <urn:p> ; sh:minCount \"x\" ] .\n",
    );
    for arguments in [
        ["--shapes", "shapes", "--data", "missing.ttl"],
        ["--shapes", "shapes", "--data", "broken.rdf"],
        ["--shapes", "missing", "--data", "good.ttl"],
        ["--shapes", "empty.ttl", "--data", "good.ttl"],
        ["--shapes", "bad-shapes.ttl", "--data", "good.ttl"],
    ] {
        let mut line = vec!["shacl"];
        line.extend(arguments);
        let run = test.run(&line);
        assert_eq!(run.code, Some(3), "{arguments:?}: {run}");
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(run.stderr.starts_with("Fehler: "), "{run}");
    }
}

#[test]
fn the_shapes_themselves_can_be_checked() {
    let test = test();
    test.file(
        "odd.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix ex: <http://example.org/> .\n\
         ex:S a sh:NodeShape ; sh:targetClas ex:Person ;\n  \
         sh:property [ sh:path ex:p ; sh:minCount 2 ;\n    sh:maxCount 1 ; sh:pattern \"(\" ] .\n",
    );
    let clean = test.run(&["shacl", "--shapes", "shapes", "--check-shapes"]);
    assert_eq!((clean.code, clean.stdout.as_str()), (Some(0), ""), "{clean}");
    let german = test.run(&["shacl", "--shapes", "odd.ttl", "--check-shapes"]);
    assert_eq!(german.code, Some(1), "{german}");
    let lines: Vec<&str> = german.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{german}");
    assert!(
        lines[0].starts_with("odd.ttl:5:32: Fehler: Regel ") && lines[0].contains("Muster"),
        "{german}"
    );
    for (line, place, text) in [
        (lines[1], "odd.ttl:3:", "nie angewendet"),
        (lines[2], "odd.ttl:3:23: ", "targetClass"),
        (lines[3], "odd.ttl:4:44: ", "minCount"),
    ] {
        assert!(
            line.starts_with(place) && line.contains("Warnung: ") && line.contains(text),
            "{german}"
        );
    }
    let english = test.run(&["shacl", "--shapes", "odd.ttl", "--check-shapes", "--lang", "en"]);
    assert!(english.stdout.contains(": error: in the shape "), "{english}");
    assert!(english.stdout.contains("sh:targetClass is near"), "{english}");
    let missing = test.run(&["shacl", "--shapes", "missing.ttl", "--check-shapes"]);
    assert_eq!(missing.code, Some(3), "{missing}");
    let both = test.run(&[
        "shacl",
        "--shapes",
        "shapes",
        "--data",
        "good.ttl",
        "--check-shapes",
    ]);
    assert_eq!(both.code, Some(2), "{both}");
}

#[test]
fn queries_in_shapes_are_evaluated() {
    let test = test();
    let shapes = |query: &str| {
        format!(
            "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n\
             ex:S sh:targetClass ex:Person ; sh:sparql [ sh:message \"{{?value}}!\" ; sh:select \"{query}\" ] .\n"
        )
    };
    test.file("query.ttl", &shapes("SELECT $this ?value { $this a ?value }"))
        .file("failure.ttl", &shapes("SELECT $this (true AS ?failure) { }"))
        .file("broken.ttl", &shapes("SELECT"));
    let run = test.run(&[
        "shacl",
        "--shapes",
        "query.ttl",
        "--data",
        "bad.ttl",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, Some(1), "{run}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let result = &report["results"][0];
    assert_eq!(result["component"], "SPARQLConstraintComponent");
    assert_eq!(result["messages"][0], "\"http://example.org/Person!\"");
    for shapes in ["failure.ttl", "broken.ttl"] {
        let run = test.run(&["shacl", "--shapes", shapes, "--data", "bad.ttl"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run}");
    }
}

#[test]
fn data_without_a_statement_is_not_called_conforming() {
    let test = test();
    test.file("empty.ttl", "").file("other.ttl", "<a> <b> <c> .\n");
    for data in ["empty.ttl", "other.ttl"] {
        for format in ["summary", "turtle", "json", "ntriples"] {
            let run = test.run(&["shacl", "--shapes", "shapes", "--data", data, "--format", format]);
            assert_eq!(run.code, Some(3), "{format}: {run}");
            assert!(run.stderr.contains("es wurde nichts geprüft"), "{format}: {run}");
            assert!(!run.stdout.contains("stimmen"), "{format}: {run}");
        }
    }
    test.file(
        "target.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\
         <s> a sh:NodeShape ; sh:targetNode <x> ; sh:property [ sh:path <p> ; sh:minCount 1 ] .\n",
    );
    let run = test.run(&["shacl", "--shapes", "target.ttl", "--data", "empty.ttl"]);
    assert_eq!(run.code, Some(1), "{run}");
}
