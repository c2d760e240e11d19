//! The commands around the store: load, query, export, serve, doctor.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::cli_test::CliTest;

/// An installation with one city and two datasets, which have tips at most.
pub(crate) fn installation() -> CliTest {
    let test = CliTest::new();
    test.file(
        "kolophon.toml",
        "[installation]\nbase = \"https://daten.example\"\ntitle = \"Probe\"\ndemo = true\n\
         [cities.musterstadt]\nname = \"Musterstadt\"\npath = \"musterstadt\"\n",
    );
    test.file("musterstadt/baeume.ttl", &dataset("baeume", "Bäume"));
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkhäuser"));
    test
}

pub(crate) fn dataset(slug: &str, title: &str) -> String {
    format!(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
         @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
         <https://daten.example/musterstadt/dataset/{slug}> a dcat:Dataset ;\n\
         dct:title \"{title}\"@de ; dct:description \"Alle {title} der Stadt.\"@de ;\n\
         dct:publisher <https://daten.example/musterstadt/stadt> .\n\
         <https://daten.example/musterstadt/stadt> a foaf:Agent ; foaf:name \"Musterstadt\"@de .\n"
    )
}

fn counts(json: &str) -> [u64; 5] {
    let result: serde_json::Value = serde_json::from_str(json).unwrap();
    ["added", "changed", "unchanged", "removed", "refused"].map(|key| result[key].as_u64().unwrap())
}

#[test]
fn loading_adds_then_changes_nothing_then_changes_one() {
    let test = installation();
    let first = test.run(&["load", ".", "--format", "json"]);
    assert_eq!(
        (first.code, counts(&first.stdout)),
        (Some(0), [2, 0, 0, 0, 0]),
        "{first}"
    );
    let again = test.run(&["veroeffentlichen", ".", "--format", "json"]);
    assert_eq!(counts(&again.stdout), [0, 0, 2, 0, 0], "{again}");
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkplätze"));
    let one = test.run(&[
        "load",
        "musterstadt/parken.ttl",
        "--city",
        "musterstadt",
        "--format",
        "json",
    ]);
    assert_eq!(counts(&one.stdout), [0, 1, 0, 0, 0], "{one}");

    let table = test.run(&[
        "query",
        "SELECT ?titel { ?d a dcat:Dataset ; dct:title ?titel } ORDER BY ?titel",
    ]);
    assert_eq!(table.stdout, "titel\n----------\nBäume\nParkplätze\n", "{table}");
}

/// A city is checked against the profile it has chosen, as a whole and file by file, unless the line says otherwise.
#[test]
fn each_city_is_checked_against_its_profile() {
    let test = installation();
    let settings = std::fs::read_to_string(test.path().join("kolophon.toml")).unwrap();
    test.file("kolophon.toml", &format!("{settings}profile = \"govdata\"\n"));
    let profile = |arguments: &[&str]| {
        let run = test.run(&[&["validate", "--format", "json"], arguments].concat());
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        report["profile"].as_str().unwrap().to_owned()
    };
    assert_eq!(profile(&["."]), "govdata");
    assert_eq!(profile(&["musterstadt/baeume.ttl"]), "govdata");
    assert_eq!(profile(&[".", "--profile", "harvest"]), "harvest");
    test.file("anderswo.ttl", &dataset("anderswo", "Anderswo"));
    assert_eq!(profile(&["anderswo.ttl"]), "dcat-ap-de");
}

#[test]
fn people_read_what_was_published_and_what_comes_next() {
    let run = installation().run(&["load", "."]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.stdout
            .contains("2 neu, 0 geändert, 0 unverändert, 0 entfernt"),
        "{run}"
    );
    assert_eq!(
        run.stdout.lines().last(),
        Some("kolophon serve --data-dir data"),
        "{run}"
    );
}

#[test]
fn a_dataset_with_errors_is_refused_and_named() {
    let test = installation();
    let without_publisher = dataset("parken", "Parken").replace("dct:publisher", "dct:creator");
    test.file("musterstadt/parken.ttl", &without_publisher);
    let run = test.run(&["load", "."]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.stdout
            .contains("Nicht veröffentlicht: 1 Datensatz\n    Parken: "),
        "{run}"
    );
    let json = test.run(&["load", ".", "--format", "json"]);
    assert_eq!(counts(&json.stdout), [0, 0, 1, 0, 1], "{json}");
    assert!(json.stdout.contains("\"reason\": \"errors\""), "{json}");
    let allowed = test.run(&["load", ".", "--allow-errors", "--format", "json"]);
    assert_eq!(
        (allowed.code, counts(&allowed.stdout)),
        (Some(0), [1, 0, 1, 0, 0]),
        "{allowed}"
    );
}

#[test]
fn only_a_complete_load_removes_and_only_with_the_number() {
    let test = installation();
    test.run(&["load", "."]);
    std::fs::remove_file(test.path().join("musterstadt/parken.ttl")).unwrap();
    let partial = test.run(&["load", ".", "--format", "json"]);
    assert_eq!(counts(&partial.stdout), [0, 0, 1, 0, 0], "{partial}");

    let unasked = test.run(&["load", ".", "--complete"]);
    assert_eq!(unasked.code, Some(4), "{unasked}");
    assert!(unasked.stderr.contains("Parkhäuser"), "{unasked}");
    assert!(unasked.stderr.contains("--allow-removals 1"), "{unasked}");
    let wrong = test.run(&["load", ".", "--complete", "--allow-removals", "2"]);
    assert_eq!(wrong.code, Some(4), "{wrong}");
    let right = test.run(&[
        "load",
        ".",
        "--complete",
        "--allow-removals=1",
        "--format",
        "json",
    ]);
    assert_eq!(
        (right.code, counts(&right.stdout)),
        (Some(0), [0, 0, 1, 1, 0]),
        "{right}"
    );
}

#[test]
fn an_unreadable_file_in_a_complete_path_removes_nothing() {
    let test = installation();
    test.run(&["load", "."]);
    test.file("musterstadt/parken.rdf", "<?xml version=\"1.0\"?>\n<rdf:RDF");
    std::fs::remove_file(test.path().join("musterstadt/parken.ttl")).unwrap();
    let run = test.run(&[
        "load",
        ".",
        "--complete",
        "--allow-removals",
        "1",
        "--format",
        "json",
    ]);
    assert_eq!(
        (run.code, counts(&run.stdout)),
        (Some(3), [0, 0, 1, 0, 0]),
        "{run}"
    );
    assert!(run.stdout.contains("parken.rdf"), "{run}");
}

#[test]
fn an_empty_folder_publishes_and_removes_nothing() {
    let test = installation();
    test.run(&["load", "."]);
    for name in ["baeume", "parken"] {
        std::fs::remove_file(test.path().join(format!("musterstadt/{name}.ttl"))).unwrap();
    }
    let run = test.run(&["load", ".", "--complete", "--allow-removals", "2"]);
    assert_eq!(run.code, Some(3), "{run}");
    let count = test.run(&[
        "query",
        "SELECT (COUNT(*) AS ?n) { ?d a dcat:Dataset }",
        "--format",
        "csv",
    ]);
    assert_eq!(count.stdout.lines().last(), Some("2"), "{count}");
}

#[test]
fn a_citys_settings_outlast_a_load_without_them() {
    let test = installation();
    test.run(&["load", "."]);
    let elsewhere = CliTest::new();
    elsewhere.file("parken.ttl", &dataset("parken", "Parkplätze"));
    let data = test.path().join("data").to_str().unwrap().to_owned();
    let line = ["load", "parken.ttl", "--city", "musterstadt", "--data-dir", &data];
    let run = elsewhere.run(&line);
    assert_eq!(run.code, Some(0), "{run}");
    let again = elsewhere.run(&line);
    assert!(again.stdout.contains("0 geändert, 1 unverändert"), "{again}");
    let log = test.run(&["log"]);
    assert!(log.stdout.starts_with("Musterstadt\n      2  "), "{log}");
}

#[test]
fn another_citys_address_is_a_conflict() {
    let test = installation();
    test.run(&["load", "."]);
    let run = test.run(&["load", "musterstadt/parken.ttl", "--city", "nachbarstadt"]);
    assert_eq!(run.code, Some(7), "{run}");
    assert!(run.stdout.contains("gehört musterstadt"), "{run}");
}

#[test]
fn without_a_city_or_a_store_the_way_out_is_told() {
    let test = CliTest::new();
    test.file("parken.ttl", &dataset("parken", "Parken"));
    let run = test.run(&["load", "parken.ttl"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("kolophon load parken.ttl --city"), "{run}");
    for command in [vec!["query", "ASK {}"], vec!["export"], vec!["serve"]] {
        let run = test.run(&command);
        assert_eq!(run.code, Some(3), "{command:?}: {run}");
        assert!(run.stderr.contains("noch nichts veröffentlicht"), "{run}");
    }
}

#[test]
fn queries_have_their_formats_and_errors() {
    let test = installation();
    test.run(&["load", "."]);
    let ask = test.run(&["query", "ASK { ?d a dcat:Dataset }"]);
    assert_eq!(ask.stdout, "true\n", "{ask}");
    let construct = test.run(&["query", "CONSTRUCT { ?d dct:title ?t } WHERE { ?d dct:title ?t }"]);
    assert!(construct.stdout.contains("Parkhäuser"), "{construct}");
    let from_stdin = test.run_with_input(&["query", "-", "--format", "json"], "SELECT * {}");
    assert!(from_stdin.stdout.contains("bindings"), "{from_stdin}");
    let syntax = test.run(&["query", "SELECT ?x {\n ?x ?y }"]);
    assert_eq!(syntax.code, Some(2), "{syntax}");
    assert!(syntax.stderr.contains("in Zeile 2, "), "{syntax}");
    let update = test.run(&["query", "DELETE WHERE { ?s ?p ?o }"]);
    assert_eq!(update.code, Some(2), "{update}");
}

#[test]
fn every_export_format_holds_both_datasets() {
    let test = installation();
    test.run(&["load", "."]);
    for format in ["ttl", "rdf", "jsonld", "nt", "trig", "nq"] {
        let run = test.run(&["export", "--format", format, "--city", "musterstadt"]);
        assert_eq!(run.code, Some(0), "{run}");
        let name = format!("export.{format}");
        test.file(&name, &run.stdout);
        let checked = test.run(&["validate", &name, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&checked.stdout).unwrap();
        assert_eq!(report["summary"]["datasets"], 2, "{format}: {checked}");
    }
    let unknown = test.run(&["export", "--city", "atlantis"]);
    assert_eq!(unknown.code, Some(2), "{unknown}");
}

/// A running server, which is killed when the test fails.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) base: String,
}

impl Server {
    pub(crate) fn start(test: &CliTest, arguments: &[&str]) -> Self {
        let mut line = vec!["serve", "--listen", "127.0.0.1:0"];
        line.extend(arguments);
        let mut child = test
            .command(&line)
            .env("KOLOPHON_LOG", "error")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let base = lines
            .find_map(|line| line.unwrap().trim().strip_prefix("http://").map(str::to_owned))
            .unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.base).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.base
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

#[test]
fn serving_answers_and_keeps_the_store_to_itself() {
    let test = installation();
    test.run(&["load", "."]);
    let server = Server::start(&test, &[]);
    assert!(
        server.get("/healthz").starts_with("HTTP/1.1 200"),
        "{}",
        server.get("/healthz")
    );
    let feed = server.get("/musterstadt/catalog.ttl");
    assert!(
        feed.starts_with("HTTP/1.1 200") && feed.contains("/dataset/parken>"),
        "{feed}"
    );
    let ask = server.get("/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D");
    assert!(ask.starts_with("HTTP/1.1 200") && ask.contains("true"), "{ask}");

    // The server does it; only when nobody answers for it, the directory is busy.
    let handed_over = test.run(&["load", "."]);
    assert_eq!(handed_over.code, Some(0), "{handed_over}");
    std::fs::remove_file(test.path().join("data/serving")).unwrap();
    let busy = test.run(&["load", "."]);
    assert_eq!(busy.code, Some(6), "{busy}");
    assert!(busy.stderr.contains("ist gerade in Benutzung"), "{busy}");
    if cfg!(unix) {
        assert!(
            busy.stderr.contains(&format!("Prozess {}", server.child.id())),
            "{busy}"
        );
    }
    let doctor = test.run(&["doctor", "--json"]);
    let diagnosis: serde_json::Value = serde_json::from_str(&doctor.stdout).unwrap();
    assert_eq!(diagnosis["store"]["state"], "busy", "{doctor}");
    assert_eq!(diagnosis["cities"][0], "musterstadt");
}

#[cfg(unix)]
#[test]
fn serving_ends_cleanly_when_asked_to() {
    for (signal, code) in [("-TERM", 0), ("-INT", 130)] {
        let test = CliTest::new();
        let mut server = Server::start(&test, &["--new"]);
        let killed = std::process::Command::new("kill")
            .args([signal, &server.child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        assert_eq!(server.child.wait().unwrap().code(), Some(code), "{signal}");
    }
}

#[test]
fn the_data_directory_comes_from_flag_variable_and_file() {
    let test = installation();
    let origin = |variable: Option<&str>, arguments: &[&str]| {
        let mut line = vec!["doctor", "--json"];
        line.extend(arguments);
        let mut command = test.command(&line);
        if let Some(variable) = variable {
            command.env("KOLOPHON_DATA_DIR", variable);
        }
        let output = command.output().unwrap();
        let diagnosis: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        diagnosis["store"]["data_dir_origin"].as_str().unwrap().to_owned()
    };
    assert_eq!(origin(Some("v"), &["--data-dir", "f"]), "--data-dir");
    assert_eq!(origin(Some("v"), &[]), "KOLOPHON_DATA_DIR");
    assert!(origin(None, &[]).starts_with("neben "), "{}", origin(None, &[]));
}

#[test]
fn a_mistake_in_the_configuration_names_its_line() {
    let test = CliTest::new();
    test.file(
        "kolophon.toml",
        "[installation]\nbase = \"https://daten.example\"\ntitel = \"x\"\n",
    );
    let run = test.run(&["load", "."]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("kolophon.toml:3:1: "), "{run}");
}
