//! What is asked before publishing and what can be taken back: plan, load --plan, withdraw, rollback, log.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;

use crate::cli_test::{CliTest, Run};
use crate::store::{Server, dataset, installation};

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout)
        .map_err(|error| format!("{error}: {run}"))
        .unwrap()
}

/// An installation with two datasets that are published.
fn published() -> CliTest {
    let test = installation();
    let run = test.run(&["load", ".", "--author", "Erika"]);
    assert_eq!(run.code, Some(0), "{run}");
    test
}

fn titles(test: &CliTest) -> Vec<String> {
    let query = "SELECT ?t { ?d a dcat:Dataset ; dct:title ?t } ORDER BY ?t";
    let run = test.run(&["query", query, "--format", "csv"]);
    run.stdout.lines().skip(1).map(str::to_owned).collect()
}

fn rename(test: &CliTest, title: &str) {
    test.file("musterstadt/parken.ttl", &dataset("parken", title));
}

/// Runs the command that an output ends with.
fn follow(test: &CliTest, run: &Run) -> Run {
    let line = run.stdout.lines().last().unwrap();
    let words: Vec<&str> = line.strip_prefix("kolophon ").unwrap().split(' ').collect();
    test.run(&words)
}

#[test]
fn a_plan_shows_what_would_change_and_writes_nothing() {
    let test = installation();
    let first = test.run(&["vorschau", "."]);
    assert_eq!(first.code, Some(0), "{first}");
    assert!(
        first
            .stdout
            .contains("Musterstadt (noch nichts veröffentlicht)\n  2 neu, "),
        "{first}"
    );
    assert!(!test.path().join("data").exists());
    assert_eq!(test.run(&["plan", ".", "--detailed-exitcode"]).code, Some(10));
    let loaded = follow(&test, &first);
    assert_eq!(loaded.code, Some(0), "{loaded}");
    let nothing = test.run(&["plan", ".", "--detailed-exitcode"]);
    assert_eq!(nothing.code, Some(0), "{nothing}");
    assert!(
        nothing.stdout.contains("Es würde sich nichts ändern."),
        "{nothing}"
    );
    assert!(follow(&test, &nothing).stdout.contains("2 neu"), "{nothing}");

    rename(&test, "Parkplätze");
    let one = test.run(&["plan", "."]);
    assert!(
        one.stdout.contains("Musterstadt (Veröffentlichungsstand 1)"),
        "{one}"
    );
    assert!(one.stdout.contains("  Geändert:\n    ~ Parkplätze\n"), "{one}");
    assert!(
        one.stdout.contains("        Titel: Parkhäuser → Parkplätze\n"),
        "{one}"
    );
    let english = test.run(&["plan", ".", "--lang", "en"]);
    assert!(
        english
            .stdout
            .contains("        Title: Parkhäuser (de) → Parkplätze (de)\n")
            || english
                .stdout
                .contains("        Title: Parkhäuser → Parkplätze\n"),
        "{english}"
    );
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"], "a plan writes nothing");
}

#[test]
fn a_refused_dataset_is_told_in_the_plan() {
    let test = published();
    let wrong = dataset("parken", "Parken").replace("dct:publisher", "dct:creator");
    test.file("musterstadt/parken.ttl", &wrong);
    let run = test.run(&["plan", "."]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.stdout.contains("Nicht veröffentlicht:\n    ! Parken\n"),
        "{run}"
    );
    assert!(run.stdout.ends_with("kolophon validate .\n"), "{run}");
    test.file("musterstadt/kaputt.ttl", "@prefix");
    test.file("musterstadt/leer.ttl", "");
    let run = test.run(&["plan", ".", "--detailed-exitcode"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("leer.ttl"), "{run}");
}

#[test]
fn a_long_plan_is_cut_and_ends_with_the_command() {
    let test = installation();
    for number in 0..150 {
        let name = format!("satz-{number}");
        test.file(&format!("musterstadt/{name}.ttl"), &dataset(&name, &name));
    }
    let short = test.run(&["plan", "."]);
    assert!(
        short.stdout.lines().count() <= 60,
        "{}",
        short.stdout.lines().count()
    );
    assert!(short.stdout.contains("alles zeigt --all"), "{short}");
    assert!(
        short
            .stdout
            .lines()
            .last()
            .unwrap()
            .starts_with("kolophon load . "),
        "{short}"
    );
    let long = test.run(&["plan", ".", "--all"]);
    assert!(long.stdout.lines().count() > 150);
}

#[test]
fn a_plan_is_carried_out_exactly_or_not_at_all() {
    let test = published();
    rename(&test, "Parkplätze");
    let plan = test.run(&["plan", ".", "--out", "plan.json"]);
    assert!(
        plan.stdout
            .contains("\nkolophon load --plan plan.json --data-dir data\n"),
        "{plan}"
    );
    let planned: serde_json::Value =
        serde_json::from_slice(&fs::read(test.path().join("plan.json")).unwrap()).unwrap();
    assert_eq!(planned["plans"][0]["generation"], 1);
    assert_eq!(
        json(&test.run(&["plan", ".", "--format", "json"]))["schema_version"],
        1
    );

    // The files are others than they were.
    rename(&test, "Parkplätze neu");
    let other = test.run(&["load", "--plan", "plan.json"]);
    assert_eq!(other.code, Some(7), "{other}");
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"]);
    rename(&test, "Parkplätze");
    let right = follow(&test, &plan);
    assert_eq!(right.code, Some(0), "{right}");
    assert_eq!(titles(&test), ["Bäume", "Parkplätze"]);
    // The city has changed meanwhile: by this very plan.
    let again = test.run(&["load", "--plan", "plan.json"]);
    assert_eq!(again.code, Some(7), "{again}");
    assert!(
        again.stderr.contains("kolophon log --city musterstadt"),
        "{again}"
    );
}

#[test]
fn of_two_plans_for_the_same_generation_one_wins() {
    let test = published();
    let other = installation();
    other.file("musterstadt/parken.ttl", &dataset("parken", "Parken 2"));
    fs::create_dir_all(test.path().join("andere/musterstadt")).unwrap();
    for name in [
        "kolophon.toml",
        "musterstadt/parken.ttl",
        "musterstadt/baeume.ttl",
    ] {
        fs::copy(other.path().join(name), test.path().join("andere").join(name)).unwrap();
    }
    rename(&test, "Parken 1");
    let data = ["--data-dir", "data"];
    let plan = |path: &str, out: &str| {
        let run = test.run(&[&["plan", path, "--out", out], &data[..]].concat());
        assert_eq!(run.code, Some(0), "{run}");
    };
    plan(".", "eins.json");
    plan("andere", "zwei.json");
    let load = |plan: &str| test.run(&[&["load", "--plan", plan], &data[..]].concat());
    assert_eq!(load("zwei.json").code, Some(0));
    let loser = load("eins.json");
    assert_eq!(loser.code, Some(7), "{loser}");
    assert_eq!(titles(&test), ["Bäume", "Parken 2"]);
}

#[test]
fn what_is_no_plan_is_said() {
    let test = published();
    rename(&test, "Parkplätze");
    test.run(&["plan", ".", "--out", "plan.json"]);
    let plan = fs::read_to_string(test.path().join("plan.json")).unwrap();
    for (text, code) in [
        ("", 3),
        ("{}", 3),
        (&plan[..plan.len() / 2], 3),
        (&plan.replace("\"schema_version\": 1", "\"schema_version\": 2"), 3),
        (&plan.replace("Parkplätze", "Parken"), 7),
        (&plan.replace("\"generation\": 1", "\"generation\": 9"), 7),
        (&plan.replace("\"now\": \"2", "\"now\": \"x"), 3),
    ] {
        test.file("anders.json", text);
        let run = test.run(&["load", "--plan", "anders.json"]);
        assert_eq!(run.code, Some(code), "{text} {run}");
    }
    assert_eq!(test.run(&["load", "--plan", "fehlt.json"]).code, Some(3));
    assert_eq!(test.run(&["load", ".", "--plan", "plan.json"]).code, Some(2));
    assert_eq!(
        test.run(&["load", "--plan", "plan.json", "--city", "nirgends"])
            .code,
        Some(2)
    );
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"]);
}

#[test]
fn a_plan_with_removals_still_needs_their_number() {
    let test = published();
    fs::remove_file(test.path().join("musterstadt/parken.ttl")).unwrap();
    let plan = test.run(&["plan", ".", "--complete", "--out", "plan.json"]);
    assert!(plan.stdout.contains("  Entfernt:\n    − Parkhäuser\n"), "{plan}");
    let unasked = test.run(&["load", "--plan", "plan.json"]);
    assert_eq!(unasked.code, Some(4), "{unasked}");
    assert!(plan.stdout.contains(" --allow-removals 1 "), "{plan}");
    assert_eq!(follow(&test, &plan).code, Some(0));
    assert_eq!(titles(&test), ["Bäume"]);
}

#[test]
fn a_protected_dataset_stays_until_its_protection_is_lifted() {
    let test = published();
    let settings = fs::read_to_string(test.path().join("kolophon.toml")).unwrap();
    test.file("kolophon.toml", &format!("{settings}protected = [\"parken\"]\n"));
    fs::remove_file(test.path().join("musterstadt/parken.ttl")).unwrap();
    let plan = test.run(&["plan", ".", "--complete"]);
    assert!(
        plan.stdout
            .contains("Durch den Löschschutz behalten:\n    = Parkhäuser\n"),
        "{plan}"
    );
    let load = test.run(&["load", ".", "--complete"]);
    assert_eq!(load.code, Some(0), "{load}");
    assert!(
        load.stdout
            .contains("Durch den Löschschutz bleibt veröffentlicht (1 Datensatz):\n  Parkhäuser"),
        "{load}"
    );
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"]);
    let line = [
        "withdraw",
        "parken",
        "--city",
        "musterstadt",
        "--reason",
        "alt",
        "--yes",
    ];
    let refused = test.run(&line);
    assert_eq!(refused.code, Some(4), "{refused}");
    assert!(refused.stderr.contains("--unprotect"), "{refused}");
    assert_eq!(test.run(&[&line[..], &["--unprotect"]].concat()).code, Some(0));
    assert_eq!(titles(&test), ["Bäume"]);
}

fn withdraw(test: &CliTest, wanted: &str, more: &[&str]) -> Run {
    let line = [
        "withdraw",
        wanted,
        "--city",
        "musterstadt",
        "--reason",
        "Zahlen waren falsch",
    ];
    test.run(&[&line[..], more].concat())
}

#[test]
fn a_withdrawn_dataset_is_gone_and_its_address_says_why() {
    let test = published();
    let unasked = withdraw(&test, "Parkhäuser", &[]);
    assert_eq!(unasked.code, Some(4), "{unasked}");
    assert!(unasked.stderr.contains("--yes"), "{unasked}");
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"]);
    let done = withdraw(&test, "parkhäuser", &["--yes", "--author", "Änne"]);
    assert_eq!(done.code, Some(0), "{done}");
    assert_eq!(titles(&test), ["Bäume"]);
    assert!(!test.run(&["export"]).stdout.contains("Parkh"));
    let log = follow(&test, &done);
    assert!(
        log.stdout
            .contains("  Änne  zurückgezogen: 1 entfernt  Zahlen waren falsch\n"),
        "{log}"
    );

    let server = Server::start(&test, &[]);
    for path in ["/musterstadt/dataset/parken", "/musterstadt/dataset/parken.ttl"] {
        let answer = server.get(path);
        assert!(
            answer.starts_with("HTTP/1.1 410 ") && answer.contains("Zahlen waren falsch"),
            "{answer}"
        );
    }
    for path in [
        "/musterstadt/catalog.ttl",
        "/musterstadt",
        "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    ] {
        let answer = server.get(path);
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && !answer.contains("Parkh"),
            "{answer}"
        );
    }
    drop(server);

    let gone = withdraw(&test, "parken", &["--yes"]);
    assert_eq!(gone.code, Some(7), "{gone}");
    // It is still among the files, and comes back with them.
    assert_eq!(test.run(&["load", "."]).code, Some(0));
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"]);
}

#[test]
fn what_cannot_be_withdrawn_is_explained() {
    let test = published();
    test.file("musterstadt/p2.ttl", &dataset("p2", "Parkhäuser"));
    test.run(&["load", "."]);
    let ambiguous = withdraw(&test, "Parkhäuser", &["--yes"]);
    assert_eq!(ambiguous.code, Some(2), "{ambiguous}");
    assert!(
        ambiguous.stderr.contains("/dataset/p2") && ambiguous.stderr.contains("/dataset/parken"),
        "{ambiguous}"
    );
    let near = withdraw(&test, "äume", &["--yes"]);
    assert_eq!(near.code, Some(2), "{near}");
    assert!(near.stderr.contains("Bäume: https://"), "{near}");
    let nowhere = test.run(&[
        "withdraw", "parken", "--city", "nirgends", "--reason", "x", "--yes",
    ]);
    assert_eq!(nowhere.code, Some(2), "{nowhere}");
    let silent = test.run(&[
        "withdraw",
        "parken",
        "--city",
        "musterstadt",
        "--reason",
        " ",
        "--yes",
    ]);
    assert_eq!(silent.code, Some(2), "{silent}");
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser", "Parkhäuser"]);
}

/// All files below a directory that hold the text, compressed ones looked into.
fn holding(directory: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, text));
            continue;
        }
        let mut bytes = fs::read(&path).unwrap();
        if path.extension().is_some_and(|ending| ending == "gz") {
            let mut plain = Vec::new();
            GzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
            bytes.extend(plain);
        }
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn what_was_erased_is_nowhere_and_never_comes_back() {
    let test = published();
    rename(&test, "Parkende: Erika Musterfrau");
    test.run(&["load", "."]);
    rename(&test, "Parkende");
    test.run(&["load", "."]);
    test.run(&["plan", ".", "--out", "data/plan.json"]);
    let data = test.path().join("data");
    assert!(!holding(&data, "Musterfrau").is_empty(), "the test sees the text");
    fs::create_dir(test.path().join("sicherung")).unwrap();
    copy(&data, &test.path().join("sicherung"));

    let done = withdraw(&test, "parken", &["--erase", "--yes"]);
    assert_eq!(done.code, Some(0), "{done}");
    assert!(done.stdout.contains("Ältere Sicherungen"), "{done}");
    assert_eq!(holding(&data, "Musterfrau"), Vec::<String>::new());
    assert_eq!(holding(&data, "Parkende"), Vec::<String>::new());

    for generation in ["1", "2", "3"] {
        let back = test.run(&["rollback", generation, "--city", "musterstadt", "--yes"]);
        assert_eq!(back.code, Some(0), "{back}");
        assert!(back.stdout.contains("wurde endgültig gelöscht"), "{back}");
        assert_eq!(titles(&test), ["Bäume"]);
    }
    let again = test.run(&["load", "."]);
    assert_eq!(again.code, Some(1), "{again}");
    assert!(
        again.stdout.contains("wurde endgültig gelöscht und bleibt es"),
        "{again}"
    );

    // A backup of before, with the list of what was erased beside it.
    fs::copy(data.join("erased"), test.path().join("sicherung/erased")).unwrap();
    let restored = test.run(&["export", "--data-dir", "sicherung"]);
    assert_eq!(restored.code, Some(0), "{restored}");
    assert!(
        restored.stdout.contains("Bäume") && !restored.stdout.contains("Parkende"),
        "{restored}"
    );
    assert_eq!(
        holding(&test.path().join("sicherung"), "Musterfrau"),
        Vec::<String>::new()
    );
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_city_goes_back_to_what_it_was() {
    let test = published();
    rename(&test, "Parkplätze");
    test.file("musterstadt/kitas.ttl", &dataset("kitas", "Kitas"));
    test.run(&["load", "."]);
    let line = ["rollback", "1", "--city", "musterstadt"];
    let unasked = test.run(&[&line[..], &["--allow-removals", "1"]].concat());
    assert_eq!(unasked.code, Some(4), "{unasked}");
    assert!(
        unasked
            .stdout
            .contains("        Titel: Parkplätze → Parkhäuser\n"),
        "{unasked}"
    );
    let many = test.run(&[&line[..], &["--yes"]].concat());
    assert_eq!(many.code, Some(4), "{many}");
    assert!(many.stderr.contains("--allow-removals 1"), "{many}");
    assert_eq!(titles(&test), ["Bäume", "Kitas", "Parkplätze"]);

    let done = test.run(
        &[
            &line[..],
            &["--yes", "--allow-removals", "1", "--reason", "Versehen"],
        ]
        .concat(),
    );
    assert_eq!(done.code, Some(0), "{done}");
    assert!(done.stdout.contains("das ist jetzt Stand 3."), "{done}");
    assert_eq!(titles(&test), ["Bäume", "Parkhäuser"]);
    let log = follow(&test, &done);
    assert!(
        log.stdout
            .contains("zurückgegangen: 1 geändert, 1 entfernt  rollback 1  Versehen\n"),
        "{log}"
    );
    for generation in ["0", "9"] {
        let run = test.run(&["rollback", generation, "--city", "musterstadt", "--yes"]);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.stderr.contains("1 bis 3"), "{run}");
    }
}

#[test]
fn the_log_says_who_did_what_when_and_why() {
    let test = published();
    rename(&test, "Parkplätze");
    let output = test
        .command(&["load", "."])
        .env("KOLOPHON_AUTHOR", "Frau Amt")
        .output()
        .unwrap();
    assert!(output.status.success());
    let log = test.run(&["log"]);
    assert_eq!(log.code, Some(0), "{log}");
    let lines: Vec<&str> = log.stdout.lines().collect();
    assert_eq!(lines[0], "Musterstadt");
    assert!(
        lines[1].starts_with("      2  ") && lines[1].contains("  Frau Amt  veröffentlicht: 1 geändert  "),
        "{log}"
    );
    assert!(lines[2].contains("  Erika  veröffentlicht: 2 neu  "), "{log}");
    let day = lines[1].split("  ").nth(4).unwrap();
    assert!(
        day.len() == 16 && day.as_bytes()[2] == b'.' && day.as_bytes()[13] == b':',
        "{day}"
    );

    let one = test.run(&["log", "2", "--city", "musterstadt"]);
    assert!(
        one.stdout.contains("        Titel: Parkhäuser → Parkplätze\n"),
        "{one}"
    );
    assert_eq!(
        one.stdout.lines().last(),
        Some("kolophon rollback 1 --city musterstadt"),
        "{one}"
    );
    let all = json(&test.run(&["log", "--city", "musterstadt", "--format", "json"]));
    assert_eq!(all["generations"][0]["author"], "Frau Amt");
    assert_eq!(all["generations"][1]["counts"]["added"], 2);
    let one = json(&test.run(&["log", "2", "--city", "musterstadt", "--format", "json"]));
    assert!(!one["generations"][0]["changes"].as_array().unwrap().is_empty());

    // A directory that was typed is part of the next command.
    let elsewhere = CliTest::new();
    let data = test.path().join("data").to_str().unwrap().to_owned();
    let log = elsewhere.run(&["log", "--data-dir", &data]);
    assert!(
        log.stdout
            .contains("\nkolophon log 2 --city musterstadt --data-dir "),
        "{log}"
    );

    for line in [
        vec!["log", "7", "--city", "musterstadt"],
        vec!["log", "--city", "nirgends"],
        vec!["log", "1"],
    ] {
        let run = test.run(&line);
        assert_eq!(run.code, Some(2), "{line:?} {run}");
    }
}

#[test]
fn without_a_store_the_way_out_is_told() {
    let test = CliTest::new();
    for line in [
        vec!["log"],
        vec!["rollback", "1", "--city", "mainz"],
        vec!["withdraw", "x", "--city", "mainz", "--reason", "x"],
    ] {
        let run = test.run(&line);
        assert_eq!(run.code, Some(3), "{line:?}: {run}");
        assert!(run.stderr.contains("noch nichts veröffentlicht"), "{run}");
        assert!(!test.path().join("data").exists());
    }
}
