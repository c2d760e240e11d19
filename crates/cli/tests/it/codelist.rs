//! `kolophon codelist` and `kolophon schema`.

use crate::cli_test::CliTest;

#[test]
fn all_lists_are_named_with_size_date_and_source() {
    let test = CliTest::new();
    let table = test.run(&["codelist"]);
    assert_eq!(table.code, Some(0), "{table}");
    let run = test.run(&["codelist", "--format", "json"]);
    let lists: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let lists = lists.as_array().unwrap();
    assert!(lists.len() >= 18, "{run}");
    for list in lists {
        let [name, source] = ["name", "source"].map(|key| list[key].as_str().unwrap());
        assert!(list["entries"].as_u64().unwrap() > 0, "{list}");
        assert!(source.starts_with("http"), "{list}");
        assert_eq!(list["date"].as_str().unwrap().len(), 10, "{list}");
        assert!(
            table.stdout.contains(name) && table.stdout.contains(source),
            "{table}"
        );
    }
}

#[test]
fn entries_are_found_in_either_language_under_any_name_of_the_list() {
    let test = CliTest::new();
    for (list, text) in [
        ("licences", "namensnennung"),
        ("licenses", "data licence germany ATTRIBUTION"),
        ("lizenzen", "dl-by-de/2.0"),
        ("Lizenzen", "Namensnennung Version 2.0"),
    ] {
        let run = test.run(&["codelist", list, text]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(
            run.stdout.contains("http://dcat-ap.de/def/licenses/dl-by-de/2.0"),
            "{run}"
        );
    }
    let csv = test.run(&["codelist", "frequency", "woche", "--format", "csv"]);
    assert!(csv.stdout.starts_with("iri,de,en,status\n"), "{csv}");
    let whole = test.run(&["codelist", "themes", "--format", "json"]);
    let entries: serde_json::Value = serde_json::from_str(&whole.stdout).unwrap();
    assert_eq!(entries.as_array().unwrap().len(), 14, "{whole}");
}

#[test]
fn what_is_not_found_names_the_nearest() {
    let test = CliTest::new();
    let run = test.run(&["codelist", "themes", "Gesundheid"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run}");
    assert!(run.stderr.contains("data-theme/HEAL"), "{run}");
    let run = test.run(&["codelist", "lizensen"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("Meinten Sie licenses?"), "{run}");
}

#[test]
fn every_schema_is_listed_and_printed() {
    let test = CliTest::new();
    let list = test.run(&["schema"]);
    let all: serde_json::Value = serde_json::from_str(&test.run(&["schema", "--all"]).stdout).unwrap();
    let all = all.as_object().unwrap();
    assert_eq!(list.stdout.lines().count(), all.len(), "{list}");
    for (name, schema) in all {
        assert!(list.stdout.contains(&format!("{name} ")), "{list}");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let one: serde_json::Value = serde_json::from_str(&test.run(&["schema", name]).stdout).unwrap();
        assert_eq!(&one, schema);
    }
}
