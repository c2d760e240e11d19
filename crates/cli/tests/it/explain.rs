//! `kolophon explain`.

use crate::cli_test::CliTest;

#[test]
fn a_rule_is_explained_in_german_and_english() {
    let test = CliTest::new();
    for language in ["de", "en"] {
        let run = test.run(&["explain", "distribution-license-not-listed", "--lang", language]);
        assert_eq!(run.code, Some(0), "{run}");
        insta::assert_snapshot!(format!("explain_{language}"), run);
    }
    let german = test.run(&["erklaeren", "distribution-license-not-listed"]);
    assert!(german.stdout.contains("So beheben Sie es"), "{german}");
}

#[test]
fn several_rules_are_explained_one_after_the_other() {
    let run = CliTest::new().run(&["explain", "data-file-missing", "govdata-status-contains-purl"]);
    let (first, second) = (
        run.stdout.find("data-file-missing\n"),
        run.stdout.find("govdata-status-contains-purl\n"),
    );
    assert!(first.is_some() && first < second, "{run}");
    assert!(run.stdout.contains("baeume.csv:"), "{run}");
    assert_eq!(run.stdout.lines().last(), Some("kolophon fix ."), "{run}");
}

#[test]
fn every_rule_of_every_profile_is_explained_to_people_and_programs() {
    let test = CliTest::new();
    for profile in kolophon_validate::Profile::NAMES {
        let profile = kolophon_validate::Profile::by_name(profile).unwrap();
        let rules = profile.rules();
        let mut arguments = vec!["explain"];
        arguments.extend(rules.iter().map(|rule| rule.id.as_str()));
        for language in ["de", "en"] {
            let run = test.run(&[arguments.as_slice(), &["--lang", language]].concat());
            assert_eq!(run.code, Some(0), "{run}");
            let heading = if language == "de" {
                "\nSo beheben Sie es\n  "
            } else {
                "\nHow to mend it\n  "
            };
            assert_eq!(run.stdout.matches(heading).count(), rules.len());
            assert!(run.stdout.lines().all(|line| line.chars().count() < 400), "{run}");
        }
        let run = test.run(&[arguments.as_slice(), &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(json.as_array().unwrap().len(), rules.len());
    }
}

#[test]
fn the_page_is_shown_as_it_is_written() {
    let run = CliTest::new().run(&["explain", "dataset-title-missing", "--format", "markdown"]);
    assert!(
        run.stdout.starts_with("---\nid: dataset-title-missing\n"),
        "{run}"
    );
}

#[test]
fn a_report_names_the_command_that_explains_its_worst_rule() {
    let test = CliTest::new();
    let dataset = "<https://daten.example/d> a <http://www.w3.org/ns/dcat#Dataset> .\n";
    test.file("k.ttl", dataset);
    let run = test.run(&["validate", "k.ttl"]);
    let said = run
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("Mehr zu einer Regel: kolophon explain "));
    let explained = test.run(&["explain", said.unwrap()]);
    assert_eq!(explained.code, Some(0), "{explained}");
    assert!(explained.stdout.contains("  Fehler in dcat-ap-de"), "{explained}");
}

#[test]
fn who_mistypes_a_name_is_told_which_are_near() {
    let run = CliTest::new().run(&["explain", "dataset-titel-missing"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
    assert!(run.stderr.contains("Meinten Sie dataset-title-missing"), "{run}");
    let run = CliTest::new().run(&["explain", "gibtesnicht", "--lang", "en"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("kolophon rules"), "{run}");
}
