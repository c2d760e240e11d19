//! `kolophon quality`.

use std::fmt::Write as _;

use crate::cli_test::CliTest;

/// Two catalogues: one whose formats are names, one without keywords.
const TWO: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
    <https://daten.example/a/catalog> a dcat:Catalog ; dct:title \"Offene Daten A-Stadt\"@de ;\n    \
    dcat:dataset <https://daten.example/a/d> .\n\
    <https://daten.example/a/d> a dcat:Dataset ; dct:title \"Bäume\"@de ; dct:description \"B\"@de ;\n    \
    dcat:keyword \"Baum\"@de ; dct:publisher <https://daten.example/p> ;\n    \
    dcat:distribution <https://daten.example/a/f> .\n\
    <https://daten.example/a/f> a dcat:Distribution ; dcat:accessURL <https://daten.example/a> ;\n    \
    dct:format \"CSV\" ; dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> .\n\
    <https://daten.example/b/catalog> a dcat:Catalog ; dct:title \"Offene Daten B-Dorf\"@de ;\n    \
    dcat:dataset <https://daten.example/b/d> .\n\
    <https://daten.example/b/d> a dcat:Dataset ; dct:title \"Wahlen\"@de ; dct:description \"W\"@de .\n\
    <https://daten.example/p> a foaf:Agent ; foaf:name \"A-Stadt\"@de .\n";

fn two() -> CliTest {
    let test = CliTest::new();
    test.file("k.ttl", TWO);
    test
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn people_read_bars_gains_and_the_next_command() {
    let test = two();
    for language in ["de", "en"] {
        let run = test.run(&["quality", "k.ttl", "--lang", language]);
        insta::assert_snapshot!(format!("quality_{language}"), run);
        assert_eq!(run.stdout.lines().last(), Some("kolophon fix k.ttl"), "{run}");
    }
    let all = test.run(&["qualitaet", "k.ttl", "--all"]);
    insta::assert_snapshot!("quality_all_de", all);
}

#[test]
fn a_long_page_has_sixty_lines_and_says_what_is_left_out() {
    let test = CliTest::new();
    let mut text = String::from(TWO);
    for number in 0..20 {
        let copy = TWO.replace("daten.example", &format!("daten{number}.example"));
        write!(text, "\n{copy}").unwrap();
    }
    test.file("k.ttl", &text);
    let run = test.run(&["quality", "k.ttl"]);
    assert!(run.stdout.lines().count() <= 60, "{run}");
    assert!(run.stdout.contains("weitere Kataloge mit --all"), "{run}");
    assert!(test.run(&["quality", "k.ttl", "--all"]).stdout.lines().count() > 300);
}

#[test]
fn programs_read_points_rules_and_places() {
    let test = two();
    let run = test.run(&["quality", "k.ttl", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run}");
    let quality = json(&run.stdout);
    assert_eq!(
        (&quality["most_points"], &quality["most_points_measured"]),
        (&405.into(), &325.into())
    );
    let dataset = &quality["catalogues"][0]["datasets"][0];
    let metrics = dataset["metrics"].as_array().unwrap();
    assert_eq!(metrics.len(), 23);
    let lists = metrics
        .iter()
        .find(|metric| metric["metric"] == "formatMediaTypeVocabularyAlignment")
        .unwrap();
    assert_eq!(lists["value"], false);
    let rules: Vec<&str> = lists["lost"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lost| lost["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"distribution-format-is-text"), "{rules:?}");
    let status = metrics
        .iter()
        .find(|metric| metric["metric"] == "accessUrlStatusCode")
        .unwrap();
    assert_eq!(status["value"], serde_json::Value::Null);
    let schema = json(&test.run(&["schema", "quality"]).stdout);
    assert_eq!(schema["title"], "Quality");
}

#[test]
fn spreadsheets_and_triple_stores_read_it_too() {
    let test = two();
    let csv = test.run(&["quality", "k.ttl", "--format", "csv"]).stdout;
    assert!(csv.starts_with("\u{feff}Katalog;Datensatz;Titel;"), "{csv}");
    assert!(
        csv.contains(";Schlagwort;0;30;dataset-keyword-recommended;k.ttl;"),
        "{csv}"
    );
    let turtle = test.run(&["quality", "k.ttl", "--format", "turtle"]).stdout;
    assert!(
        turtle.contains("dqv:isMeasurementOf pv:keywordAvailability"),
        "{turtle}"
    );
    test.file("q.ttl", &turtle);
    assert_eq!(
        test.run(&["quality", "q.ttl"]).code,
        Some(3),
        "it is Turtle, and has no dataset"
    );
}

/// The guard against the own network is tested beside it, in `link/tests.rs`.
#[test]
fn where_nobody_answers_nothing_is_scored() {
    let test = CliTest::new();
    test.file(
        "k.ttl",
        &TWO.replace("https://daten.example/a>", "http://127.0.0.1:9/a>"),
    );
    let run = test.run(&["quality", "k.ttl", "--fetch"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(5), ""), "{run}");
    assert!(run.stderr.contains("Abgefragte Adressen: 1 …"), "{run}");
}

#[test]
fn too_few_points_fail_when_asked_for() {
    let test = two();
    assert_eq!(test.run(&["quality", "k.ttl", "--min-score", "30"]).code, Some(0));
    let run = test.run(&["quality", "k.ttl", "--min-score", "200"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains("Offene Daten A-Stadt: "), "{run}");
    assert!(run.stderr.contains("weniger als 200"), "{run}");
}

#[test]
fn what_cannot_be_read_is_never_called_good() {
    let test = two();
    test.file("kaputt.ttl", "das ist kein Turtle");
    let run = test.run(&["quality", "k.ttl", "kaputt.ttl", "fehlt.ttl"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("fehlt.ttl"), "{run}");
    test.file("leer.ttl", "");
    assert_eq!(test.run(&["quality", "leer.ttl"]).code, Some(3));
}
