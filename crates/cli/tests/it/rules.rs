//! `kolophon rules`, and the profiles of `kolophon validate`.

use crate::cli_test::CliTest;

/// A series without publisher: GovData overlooks it.
const SERIES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
    <https://daten.example/s> a dcat:DatasetSeries ; dct:title \"Serie\"@de ; dct:description \"Serie\"@de .\n\
    <https://daten.example/d> a dcat:Dataset ; dct:title \"D\"@de ; dct:description \"D\"@de ;\n\
    dct:publisher <https://daten.example/p> .\n\
    <https://daten.example/p> a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> \"P\"@de .\n";

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn people_read_one_line_per_rule_and_the_names_of_all_profiles() {
    let test = CliTest::new();
    let run = test.run(&["regeln"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.starts_with("Regelwerk dcat-ap-de: "), "{run}");
    let title = run
        .stdout
        .lines()
        .find(|line| line.contains(" dataset-title-missing "));
    let title = title.unwrap();
    assert!(title.starts_with("Fehler  "), "{title}");
    assert!(title.ends_with("Dem Datensatz fehlt ein Titel."), "{title}");
    assert!(run.stdout.contains("\n  govdata-mqa "), "{run}");
    let english = test.run(&["rules", "--lang", "en", "--profile", "govdata"]);
    assert!(english.stdout.contains("The dataset has no title."), "{english}");
    assert!(english.stdout.contains("Quirk: "), "{english}");
}

#[test]
fn programs_read_every_rule_with_its_texts() {
    let test = CliTest::new();
    for profile in ["dcat-ap-de", "govdata", "harvest", "hvd"] {
        let run = test.run(&["rules", "--profile", profile, "--format", "json"]);
        let list = json(&run.stdout);
        assert_eq!(list["profile"], profile);
        let rules = list["rules"].as_array().unwrap();
        assert!(rules.len() > 20, "{profile}: {}", rules.len());
        for rule in rules {
            assert!(
                rule["message"]["de"].is_string() && rule["mend"]["en"].is_string(),
                "{rule}"
            );
            assert!(["error", "warning", "info"].contains(&rule["severity"].as_str().unwrap()));
        }
    }
}

#[test]
fn an_unknown_profile_is_a_usage_error_that_names_the_known_ones() {
    let run = CliTest::new().run(&["rules", "--profile", "gibtesnicht"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
    assert!(run.stderr.contains("govdata, harvest"), "{run}");
}

#[test]
fn validate_checks_against_the_profile_and_says_so() {
    let test = CliTest::new();
    test.file("k.ttl", SERIES);
    for (profile, code) in [("dcat-ap-de-3.0", 1), ("govdata", 0)] {
        let run = test.run(&["validate", "k.ttl", "--profile", profile, "--format", "json"]);
        assert_eq!(run.code, Some(code), "{run}");
        let name = profile.strip_suffix("-3.0").unwrap_or(profile);
        assert_eq!(json(&run.stdout)["profile"], name);
    }
    let run = test.run(&["validate", "k.ttl", "--profile", "harvest"]);
    assert_eq!(
        run.stdout.lines().last(),
        Some("kolophon validate k.ttl --profile harvest"),
        "{run}"
    );
}
