//! `--baseline`, `--write-baseline`, `--only`, `--ignore`, and what a city decides in `kolophon.toml`.

use crate::cli_test::{CliTest, Run};

const PREFIXES: &str =
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n";

/// A dataset without description and publisher.
fn poor(name: &str) -> String {
    format!("{PREFIXES}<https://daten.example/{name}> a dcat:Dataset ; dct:title \"Bäume\"@de .\n")
}

/// A dataset that no harvester survives.
fn untitled(name: &str) -> String {
    format!("{PREFIXES}<https://daten.example/{name}> a dcat:Dataset ; dct:description \"Bäume\"@de .\n")
}

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap()
}

fn rules(run: &Run) -> Vec<String> {
    let findings = json(run)["findings"].as_array().unwrap().clone();
    let rule = |finding: &serde_json::Value| finding["rule"].as_str().unwrap().to_owned();
    findings.iter().map(rule).collect()
}

#[test]
fn only_new_findings_fail_wherever_the_lines_stand_and_the_call_comes_from() {
    let test = CliTest::new();
    test.file("katalog/a.ttl", &poor("a"));
    let written = test.run(&["validate", "katalog", "--write-baseline", "bekannt.txt"]);
    assert_eq!(
        (written.code, written.stdout.as_str()),
        (Some(0), ""),
        "{written}"
    );
    assert!(written.stderr.contains("bekannte Hinweise"), "{written}");

    test.file(
        "katalog/a.ttl",
        &poor("a").replace(".\n@", ".\n\n# Kommentar\n\n@"),
    );
    for path in ["katalog", "./katalog/a.ttl", "katalog/../katalog"] {
        let run = test.run(&["validate", path, "--baseline", "bekannt.txt"]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.stdout.contains("Keine weiteren Hinweise"), "{run}");
        assert!(run.stdout.contains("Bekannt und nicht gezeigt"), "{run}");
        assert!(!run.stdout.contains("behoben"), "{run}");
    }

    test.file("katalog/b.ttl", &poor("b"));
    let run = test.run(&["validate", "katalog", "--baseline", "bekannt.txt"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.stdout.contains("b.ttl:3") && !run.stdout.contains("a.ttl:"),
        "{run}"
    );
    assert_eq!(
        run.stdout.lines().last(),
        Some("kolophon validate katalog --baseline bekannt.txt"),
        "{run}"
    );
}

#[test]
fn what_is_mended_is_counted_and_leaves_the_list_when_it_is_renewed() {
    let test = CliTest::new();
    test.file("a.ttl", &poor("a")).file("b.ttl", &poor("b"));
    test.run(&["validate", "a.ttl", "b.ttl", "--write-baseline", "bekannt.txt"]);
    let lines = |test: &CliTest| -> Vec<String> {
        let text = std::fs::read_to_string(test.path().join("bekannt.txt")).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    let before = lines(&test);
    assert!(before[3..].is_sorted(), "{before:?}");

    let described = poor("a")
        .replace(" .\n", " ; dct:description \"Alle.\"@de .\n")
        .replacen(" ; dct:description \"Alle.\"@de .\n", " .\n", 2);
    test.file("a.ttl", &described);
    let run = test.run(&[
        "validate",
        "a.ttl",
        "--baseline",
        "bekannt.txt",
        "--format",
        "json",
    ]);
    let comparison = json(&run)["summary"]["baseline"].clone();
    // What stands in b.ttl was not looked at, and is therefore not gone.
    assert_eq!(comparison["gone"], 1, "{run}");

    let renewed = [
        "validate",
        "a.ttl",
        "--baseline",
        "bekannt.txt",
        "--write-baseline",
        "bekannt.txt",
    ];
    assert_eq!(test.run(&renewed).code, Some(0));
    let after = lines(&test);
    assert_eq!(after.len(), before.len() - 1);
    assert!(after.iter().any(|line| line.starts_with("b.ttl\t")), "{after:?}");
    let run = test.run(&["validate", "a.ttl", "b.ttl", "--baseline", "bekannt.txt"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn a_list_that_is_missing_or_damaged_is_never_taken_for_an_empty_one() {
    let test = CliTest::new();
    test.file("a.ttl", &poor("a"))
        .file("leer.txt", "")
        .file("anders.txt", "{\"findings\": []}\n")
        .file("konflikt.txt", "# kolophon-baseline 1\n<<<<<<< HEAD\n");
    for (list, said) in [
        ("fehlt.txt", "nicht lesbar"),
        ("leer.txt", "leer.txt:1"),
        ("anders.txt", "anders.txt:1"),
        ("konflikt.txt", "konflikt.txt:2"),
    ] {
        let run = test.run(&["validate", "a.ttl", "--baseline", list]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run}");
        assert!(
            run.stderr.contains(said) && run.stderr.contains("nichts geprüft"),
            "{run}"
        );
    }
}

#[test]
fn a_list_is_not_written_of_what_could_not_be_read() {
    let test = CliTest::new();
    test.file("a.ttl", &poor("a")).file("b.rdf", "<rdf:RDF");
    let run = test.run(&["validate", "a.ttl", "b.rdf", "--write-baseline", "bekannt.txt"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("nicht geschrieben"), "{run}");
    assert!(!test.path().join("bekannt.txt").exists());
    // And no known finding makes an unreadable file valid.
    test.run(&["validate", "a.ttl", "--write-baseline", "bekannt.txt"]);
    let run = test.run(&["validate", "a.ttl", "b.rdf", "--baseline", "bekannt.txt"]);
    assert_eq!(run.code, Some(3), "{run}");
}

#[test]
fn every_format_takes_a_list() {
    let test = CliTest::new();
    test.file("a.ttl", &poor("a"));
    test.run(&["validate", "a.ttl", "--write-baseline", "bekannt.txt"]);
    for format in [
        "human", "json", "jsonl", "sarif", "gitlab", "github", "junit", "csv", "html", "turtle",
    ] {
        let run = test.run(&[
            "validate",
            "a.ttl",
            "--baseline",
            "bekannt.txt",
            "--format",
            format,
        ]);
        assert_eq!(run.code, Some(0), "{format}: {run}");
        match format {
            "sarif" => assert!(run.stdout.contains("\"baselineState\": \"unchanged\""), "{run}"),
            "turtle" => assert!(run.stdout.contains("sh:conforms false"), "{run}"),
            "gitlab" => assert_eq!(run.stdout, "[]\n"),
            "csv" => assert_eq!(run.stdout.lines().count(), 1, "{run}"),
            "json" | "jsonl" => assert!(run.stdout.contains("known"), "{run}"),
            _ => assert!(
                run.stdout.contains("Bekannt und nicht gezeigt"),
                "{format}: {run}"
            ),
        }
    }
}

#[test]
fn rules_are_selected_by_name_or_beginning() {
    let test = CliTest::new();
    test.file("a.ttl", &poor("a"));
    let all = rules(&test.run(&["validate", "a.ttl", "--format", "json"]));
    let only = rules(&test.run(&[
        "validate",
        "a.ttl",
        "--format",
        "json",
        "--only",
        "dataset-description-missing",
    ]));
    assert_eq!(only, ["dataset-description-missing"]);
    let run = test.run(&[
        "validate",
        "a.ttl",
        "--format",
        "json",
        "--ignore",
        "dataset-description-missing,dataset-p*",
    ]);
    let left = rules(&run);
    let expected = all
        .iter()
        .filter(|rule| *rule != "dataset-description-missing" && !rule.starts_with("dataset-p"));
    assert!(left.iter().eq(expected), "{left:?}");
    assert_eq!(
        json(&run)["summary"]["left_out_by_selection"],
        all.len() - left.len()
    );

    let run = test.run(&["validate", "a.ttl", "--ignore", "dataset-*"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.stdout.contains("Nicht gezeigt wegen --only oder --ignore"),
        "{run}"
    );
    assert!(!run.stdout.contains("Alles in Ordnung"), "{run}");
}

#[test]
fn an_unknown_rule_is_an_error_with_a_suggestion() {
    let test = CliTest::new();
    test.file("a.ttl", &poor("a"));
    for flag in ["--only", "--ignore"] {
        let run = test.run(&["validate", "a.ttl", flag, "dataset-titel-missing"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
        assert!(run.stderr.contains("Meinten Sie dataset-title-missing?"), "{run}");
    }
}

#[test]
fn neither_unreadable_files_nor_blocking_findings_can_be_left_out() {
    let test = CliTest::new();
    test.file("a.ttl", &untitled("a")).file("b.rdf", "<rdf:RDF");
    for flags in [
        ["--ignore", "dataset-*"],
        ["--only", "distribution-license-missing"],
    ] {
        let run = test.run(&[["validate", "a.ttl", "--format", "json"].as_slice(), &flags].concat());
        assert_eq!(run.code, Some(1), "{run}");
        assert_eq!(rules(&run), ["dataset-title-missing"], "{run}");
        let run = test.run(&[["validate", "a.ttl", "b.rdf"].as_slice(), &flags].concat());
        assert_eq!(run.code, Some(3), "{run}");
    }
}

/// The report on one line: sentences are broken anywhere.
fn flat(run: &Run) -> String {
    run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

const INSTALLATION: &str = "[installation]\nbase = \"https://daten.mainz.de\"\n\
                            [cities.mainz]\nname = \"Mainz\"\n[cities.worms]\nname = \"Worms\"\n";

#[test]
fn each_city_decides_how_bad_its_rules_are() {
    let test = CliTest::new();
    let policy =
        "[cities.mainz.rules]\ndataset-description-missing = \"info\"\ndataset-publisher-missing = \"off\"\n";
    test.file("kolophon.toml", &format!("{INSTALLATION}{policy}"))
        .file("mainz/a.ttl", &poor("a"))
        .file("worms/b.ttl", &poor("b"));
    let severity = |run: &Run, file: &str, rule: &str| {
        let findings = json(run)["findings"].as_array().unwrap().clone();
        let found = findings.iter().find(|finding| {
            finding["rule"] == rule && finding["file"].as_str().is_some_and(|name| name.ends_with(file))
        });
        found.map(|finding| finding["severity"].as_str().unwrap().to_owned())
    };
    let whole = test.run(&["validate", ".", "--format", "json"]);
    let file = test.run(&["validate", "mainz/a.ttl", "--format", "json"]);
    for run in [&whole, &file] {
        assert_eq!(
            severity(run, "a.ttl", "dataset-description-missing").as_deref(),
            Some("info"),
            "{run}"
        );
        assert_eq!(severity(run, "a.ttl", "dataset-publisher-missing"), None, "{run}");
        assert_eq!(json(run)["summary"]["left_out_by_configuration"], 1, "{run}");
    }
    assert_eq!(
        severity(&whole, "b.ttl", "dataset-description-missing").as_deref(),
        Some("error")
    );
    assert_eq!((whole.code, file.code), (Some(1), Some(0)));
}

#[test]
fn exceptions_need_a_reason_and_end_on_their_day() {
    let test = CliTest::new();
    let exception = |more: &str| {
        format!("{INSTALLATION}[[cities.mainz.suppress]]\nrule = \"dataset-description-missing\"\n{more}\n")
    };
    test.file("mainz/a.ttl", &poor("a"))
        .file("worms/b.ttl", &poor("b"));
    test.file("kolophon.toml", &exception(""));
    for path in [".", "mainz/a.ttl"] {
        let run = test.run(&["validate", path]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
        assert!(
            run.stderr.contains("kolophon.toml:8:8") && run.stderr.contains("fehlt der Grund"),
            "{run}"
        );
    }
    let reason = "reason = \"Wird bis Jahresende nachgetragen\"";
    test.file(
        "kolophon.toml",
        &exception(&format!("{reason}\nuntil = 2999-12-31")),
    );
    let run = test.run(&["validate", "mainz", "--format", "json"]);
    assert!(
        !rules(&run).contains(&"dataset-description-missing".to_owned()),
        "{run}"
    );
    assert_eq!(json(&run)["summary"]["left_out_by_configuration"], 1, "{run}");

    test.file(
        "kolophon.toml",
        &exception(&format!("{reason}\nuntil = 1999-12-31")),
    );
    let run = test.run(&["validate", "mainz", "--all"]);
    assert!(
        flat(&run).contains("galt bis 1999-12-31") && run.stdout.contains("kolophon.toml:8:8"),
        "{run}"
    );
    assert!(flat(&run).contains("Das betrifft nur die Prüfung"), "{run}");

    let unused = exception(reason).replace("dataset-description-missing", "distribution-license-missing");
    test.file("kolophon.toml", &unused);
    assert!(flat(&test.run(&["validate", "mainz", "--all"])).contains("trifft auf keinen Hinweis mehr zu"));
    assert!(!flat(&test.run(&["validate", "mainz/a.ttl", "--all"])).contains("trifft auf keinen Hinweis"));
}

#[test]
fn no_city_softens_what_blocks() {
    let test = CliTest::new();
    let policy = "[cities.mainz.rules]\ndataset-title-missing = \"off\"\n";
    test.file("kolophon.toml", &format!("{INSTALLATION}{policy}"))
        .file("mainz/a.ttl", &untitled("a"));
    let run = test.run(&["validate", "mainz", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run}");
    let rules = rules(&run);
    for rule in ["dataset-title-missing", "blocking-not-accepted"] {
        assert!(rules.contains(&rule.to_owned()), "{run}");
    }
}

#[test]
fn an_unknown_rule_in_the_configuration_names_its_place() {
    let test = CliTest::new();
    let policy = "[cities.mainz.rules]\ndataset-titel-missing = \"off\"\n";
    test.file("kolophon.toml", &format!("{INSTALLATION}{policy}"))
        .file("mainz/a.ttl", &poor("a"));
    let run = test.run(&["validate", "mainz"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.stderr.contains("kolophon.toml:8:1") && run.stderr.contains("dataset-title-missing"),
        "{run}"
    );
}
