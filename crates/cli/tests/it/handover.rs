//! Commands that are typed on the data directory of a running server: the server does the work, and what comes out is the
//! same.

use crate::cli_test::{CliTest, Run};
use crate::store::{Server, dataset, installation};

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout)
        .map_err(|error| format!("{error}: {run}"))
        .unwrap()
}

/// What a day of an officer prints, command by command.
fn day(test: &CliTest) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = |line: &[&str]| runs.push(test.run(line));
    run(&["load", ".", "--author", "Erika"]);
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkplätze"));
    test.file("musterstadt/haushalt.ttl", &dataset("haushalt", "Haushalt"));
    let wrong = dataset("wahlen", "Wahlen").replace("dct:publisher", "dct:creator");
    test.file("musterstadt/wahlen.ttl", &wrong);
    run(&["plan", ".", "--detailed-exitcode"]);
    run(&["plan", "."]);
    run(&["load", ".", "--author", "Erika", "--format", "json"]);
    std::fs::remove_file(test.path().join("musterstadt/baeume.ttl")).unwrap();
    run(&["load", ".", "--complete"]);
    run(&["load", ".", "--complete", "--allow-removals", "2"]);
    run(&[
        "load",
        ".",
        "--complete",
        "--allow-removals",
        "1",
        "--author",
        "Max",
    ]);
    run(&[
        "withdraw",
        "Haushalt",
        "--city",
        "musterstadt",
        "--reason",
        "Zahlen waren falsch",
    ]);
    run(&[
        "withdraw",
        "nirgends",
        "--city",
        "musterstadt",
        "--reason",
        "x",
        "--yes",
    ]);
    run(&[
        "withdraw",
        "Haushalt",
        "--city",
        "musterstadt",
        "--reason",
        "Zahlen waren falsch",
        "--yes",
        "--author",
        "Erika",
    ]);
    run(&[
        "withdraw",
        "haushalt",
        "--city",
        "musterstadt",
        "--reason",
        "x",
        "--yes",
    ]);
    run(&["rollback", "9", "--city", "musterstadt", "--yes"]);
    run(&[
        "rollback",
        "2",
        "--city",
        "musterstadt",
        "--yes",
        "--author",
        "Max",
        "--reason",
        "Irrtum",
    ]);
    run(&["log", "--city", "atlantis"]);
    runs
}

/// The journal without what the clock says.
fn journal(test: &CliTest) -> serde_json::Value {
    let mut log = json(&test.run(&["log", "--format", "json"]));
    for generation in log["generations"].as_array_mut().unwrap() {
        generation["time"] = serde_json::Value::Null;
    }
    log
}

#[test]
fn handed_over_work_is_told_and_recorded_as_if_it_were_done_directly() {
    let (alone, served) = (installation(), installation());
    let server = Server::start(&served, &["--new"]);
    for (direct, handed_over) in day(&alone).iter().zip(day(&served)) {
        assert_eq!(direct.code, handed_over.code, "{direct}\n{handed_over}");
        // What to do next differs where a server is running already, and so do the minutes.
        let said = |run: &Run| {
            let lines = run.stdout.lines().filter(|line| {
                !line.starts_with("kolophon ") && !line.trim_start().starts_with("Aktualisierungsdatum:")
            });
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(said(direct), said(&handed_over), "{handed_over}");
        let note = "In diesem Ordner läuft kolophon serve; der Befehl wird dort ausgeführt.\n";
        assert!(handed_over.stderr.starts_with(note), "{handed_over}");
        assert_eq!(
            direct.stderr,
            handed_over.stderr.replacen(note, "", 1),
            "{handed_over}"
        );
    }
    assert_eq!(journal(&alone), journal(&served));
    let last = &journal(&served)["generations"][0];
    assert_eq!(
        (&last["author"], &last["reason"]),
        (&"Max".into(), &"Irrtum".into())
    );
    assert!(server.get("/musterstadt/dataset/baeume").contains("Bäume"));
}

#[test]
fn the_page_shows_at_once_what_was_handed_over() {
    let test = installation();
    let server = Server::start(&test, &["--new"]);
    assert_eq!(test.run(&["load", "."]).code, Some(0));
    assert!(server.get("/musterstadt/dataset/parken").contains("Parkhäuser"));
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkplätze"));
    let plan = test.run(&["plan", ".", "--out", "plan.json"]);
    assert_eq!(plan.code, Some(0), "{plan}");
    let load = test.run(&["load", "--plan", "plan.json"]);
    assert_eq!(load.code, Some(0), "{load}");
    assert!(server.get("/musterstadt/dataset/parken").contains("Parkplätze"));
    let again = test.run(&["load", "--plan", "plan.json"]);
    assert_eq!(again.code, Some(7), "{again}");
    assert!(
        again.stderr.contains("inzwischen etwas anderes veröffentlicht"),
        "{again}"
    );
    let erased = test.run(&[
        "withdraw",
        "parken",
        "--city",
        "musterstadt",
        "--reason",
        "Namen",
        "--erase",
        "--yes",
    ]);
    assert_eq!(erased.code, Some(0), "{erased}");
    assert!(
        server
            .get("/musterstadt/dataset/parken")
            .starts_with("HTTP/1.1 410")
    );
}

#[test]
fn a_data_file_beside_the_metadata_goes_along() {
    let test = installation();
    let server = Server::start(&test, &["--new"]);
    let turtle = format!(
        "{}<https://daten.example/musterstadt/dataset/parken> dcat:distribution <#d> .\n\
         <#d> a dcat:Distribution ; dcat:accessURL <daten/parken.csv> ; dcat:downloadURL <daten/parken.csv> .\n",
        dataset("parken", "Parken")
    );
    test.file("musterstadt/parken.ttl", &turtle);
    test.file("musterstadt/daten/parken.csv", "haus;plaetze\nMitte;120\n");
    let run = test.run(&["load", ".", "--allow-errors"]);
    assert_eq!(run.code, Some(0), "{run}");
    let file = server.get("/musterstadt/dataset/parken/datei/parken.csv");
    assert!(file.ends_with("haus;plaetze\nMitte;120\n"), "{file}");
    // It is sent again only when it has changed.
    test.file("musterstadt/daten/parken.csv", "haus;plaetze\nMitte;121\n");
    let run = test.run(&["load", ".", "--allow-errors"]);
    assert!(run.stdout.contains("1 geändert"), "{run}");
    let file = server.get("/musterstadt/dataset/parken/datei/parken.csv");
    assert!(file.ends_with("Mitte;121\n"), "{file}");
}

#[cfg(unix)]
#[test]
fn after_a_server_was_killed_its_directory_is_used_directly() {
    use std::os::unix::fs::PermissionsExt as _;

    let test = installation();
    let mut server = Server::start(&test, &["--new"]);
    let key = test.path().join("data/serving");
    assert_eq!(
        std::fs::metadata(&key).unwrap().permissions().mode() & 0o777,
        0o600
    );
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(key.exists(), "nobody could take it away");
    let run = test.run(&["load", "."]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.stderr.contains("kolophon serve"), "{run}");
    assert!(!key.exists(), "it is swept away");
    // Of what was left behind by one, the next server knows nothing.
    let next = Server::start(&test, &[]);
    assert_eq!(test.run(&["load", "."]).code, Some(0));
    assert!(next.get("/musterstadt/dataset/parken").contains("Parkhäuser"));
}
