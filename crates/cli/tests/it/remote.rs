//! Publishing at a server with `--to` and a token.

use crate::cli_test::{CliTest, Run};
use crate::store::{Server, dataset, installation};

/// A server of one installation, and the desk of an officer elsewhere.
struct Scene {
    server: Server,
    desk: CliTest,
    home: CliTest,
    to: String,
}

impl Scene {
    fn new() -> Self {
        let home = installation();
        let server = Server::start(&home, &["--new"]);
        let to = format!("http://{}", server.base);
        let desk = CliTest::new();
        desk.file("baeume.ttl", &dataset("baeume", "Bäume"));
        desk.file("parken.ttl", &dataset("parken", "Parkhäuser"));
        let scene = Self {
            server,
            desk,
            home,
            to,
        };
        scene.token("musterstadt", "write", &[]);
        scene
    }

    /// Makes a token and puts it on the desk.
    fn token(&self, city: &str, scope: &str, more: &[&str]) {
        let line = [
            "token", "create", "--city", city, "--scope", scope, "--name", "Grünamt",
        ];
        let made = self.home.run(&[&line, more].concat());
        assert_eq!(made.code, Some(0), "{made}");
        self.desk.file("token.txt", &made.stdout);
    }

    fn run(&self, line: &[&str]) -> Run {
        self.desk
            .run(&[line, &["--to", &self.to, "--token-file", "token.txt"]].concat())
    }

    fn load(&self, more: &[&str]) -> Run {
        self.run(
            &[
                &["load", "baeume.ttl", "parken.ttl", "--city", "musterstadt"],
                more,
            ]
            .concat(),
        )
    }
}

#[test]
fn an_officer_plans_loads_withdraws_and_goes_back_from_elsewhere() {
    let scene = Scene::new();
    let plan = scene.run(&[
        "plan",
        "baeume.ttl",
        "parken.ttl",
        "--city",
        "musterstadt",
        "--out",
        "plan.json",
        "--detailed-exitcode",
    ]);
    assert_eq!(plan.code, Some(10), "{plan}");
    assert!(
        plan.stdout
            .starts_with("Musterstadt (noch nichts veröffentlicht)\n  2 neu, "),
        "{plan}"
    );
    let last = plan.stdout.lines().last().unwrap();
    assert!(
        last.starts_with("kolophon load --plan plan.json --to http://127.0.0.1:"),
        "{plan}"
    );
    let load = scene.run(&["load", "--plan", "plan.json"]);
    assert_eq!(load.code, Some(0), "{load}");
    assert!(load.stdout.contains("Musterstadt (zum ersten Mal)\n"), "{load}");
    assert!(
        load.stdout
            .contains("  2 neu, 0 geändert, 0 unverändert, 0 entfernt\n"),
        "{load}"
    );
    assert!(
        scene
            .server
            .get("/musterstadt/dataset/parken")
            .contains("Parkhäuser")
    );
    let again = scene.run(&["load", "--plan", "plan.json"]);
    assert_eq!(again.code, Some(7), "{again}");

    let withdraw = scene.run(&[
        "withdraw",
        "Parkhäuser",
        "--city",
        "musterstadt",
        "--reason",
        "falsch",
        "--yes",
    ]);
    assert_eq!(withdraw.code, Some(0), "{withdraw}");
    assert!(
        scene
            .server
            .get("/musterstadt/dataset/parken")
            .starts_with("HTTP/1.1 410")
    );
    let back = scene.run(&["rollback", "1", "--city", "musterstadt", "--yes"]);
    assert_eq!(back.code, Some(0), "{back}");
    assert!(
        scene
            .server
            .get("/musterstadt/dataset/parken")
            .contains("Parkhäuser")
    );
    let log = scene.run(&["log", "--city", "musterstadt"]);
    for line in [
        "Grünamt  veröffentlicht: 2 neu  HTTP",
        "Grünamt  zurückgezogen: 1 entfernt",
        "Grünamt  zurückgegangen: 1 neu",
    ] {
        assert!(log.stdout.contains(line), "{line}: {log}");
    }
    let one = scene.run(&["log", "1", "--city", "musterstadt"]);
    assert!(one.stdout.contains("+ Bäume"), "{one}");
}

#[test]
fn what_the_check_here_refuses_is_refused_there() {
    let scene = Scene::new();
    let wrong = dataset("parken", "Parken").replace("dct:publisher", "dct:creator");
    scene.desk.file("parken.ttl", &wrong);
    let load = scene.load(&[]);
    assert_eq!(load.code, Some(1), "{load}");
    assert!(load.stdout.contains("parken.ttl:"), "the place is shown: {load}");
    assert!(
        load.stdout
            .contains("Nicht veröffentlicht: 1 Datensatz\n    Parken: "),
        "{load}"
    );
    let json = scene.load(&["--format", "json"]);
    assert!(json.stdout.contains("\"reason\": \"errors\""), "{json}");
    let allowed = scene.load(&["--allow-errors"]);
    assert_eq!(allowed.code, Some(0), "{allowed}");
    scene.desk.file("parken.ttl", "@prefix");
    let half = scene.load(&[]);
    assert_eq!(half.code, Some(3), "{half}");
    let nothing = scene.run(&["load", "parken.ttl", "--city", "musterstadt"]);
    assert_eq!(nothing.code, Some(3), "{nothing}");
}

#[test]
fn removing_needs_the_same_word_as_at_home() {
    let scene = Scene::new();
    assert_eq!(scene.load(&[]).code, Some(0));
    let only = |more: &[&str]| {
        scene.run(
            &[
                &["load", "baeume.ttl", "--city", "musterstadt", "--complete"],
                more,
            ]
            .concat(),
        )
    };
    for more in [&[][..], &["--allow-removals", "2"]] {
        let run = only(more);
        assert_eq!(run.code, Some(4), "{run}");
        assert!(run.stderr.contains("Parkhäuser"), "{run}");
    }
    let run = only(&["--allow-removals", "1"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.contains("1 entfernt"), "{run}");
}

#[test]
fn who_has_no_right_is_told_so() {
    let scene = Scene::new();
    let line = ["load", "baeume.ttl", "--city", "musterstadt", "--to", &scene.to];
    let none = scene.desk.run(&line);
    assert_eq!(none.code, Some(4), "{none}");
    assert!(none.stderr.contains("--token-file"), "{none}");
    let by_variable = |token: &str| {
        let output = scene
            .desk
            .command(&line)
            .env("KOLOPHON_TOKEN", token)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let right = std::fs::read_to_string(scene.desk.path().join("token.txt")).unwrap();
    assert_eq!(by_variable(right.trim()).0, Some(0));
    let (code, said) = by_variable("klp_falsch");
    assert_eq!(code, Some(4), "{said}");
    assert!(!said.contains("klp_falsch"), "{said}");

    scene.token("worms", "write", &[]);
    let other = scene.load(&[]);
    assert_eq!(other.code, Some(4), "{other}");
    assert!(other.stderr.contains("andere Kommune"), "{other}");
    scene.token("musterstadt", "plan", &[]);
    assert_eq!(
        scene.run(&["plan", "parken.ttl", "--city", "musterstadt"]).code,
        Some(0)
    );
    let looking = scene.load(&[]);
    assert_eq!(looking.code, Some(4), "{looking}");
    assert!(looking.stderr.contains("--scope write"), "{looking}");
    // What cannot be undone is done by the operator alone.
    scene.token("musterstadt", "write", &[]);
    let erase = scene.run(&[
        "withdraw",
        "baeume",
        "--city",
        "musterstadt",
        "--reason",
        "x",
        "--erase",
        "--yes",
    ]);
    assert_eq!(erase.code, Some(4), "{erase}");
    scene.token("atlantis", "write", &[]);
    let unknown = scene.run(&["load", "baeume.ttl", "--city", "atlantis"]);
    assert_eq!(unknown.code, Some(2), "{unknown}");
    assert!(unknown.stderr.contains("nicht eingerichtet"), "{unknown}");
}

#[test]
fn a_server_that_is_gone_ends_with_the_network() {
    let mut scene = Scene::new();
    scene.server.child.kill().unwrap();
    scene.server.child.wait().unwrap();
    let run = scene.load(&[]);
    assert_eq!(run.code, Some(5), "{run}");
    assert!(run.stderr.contains("Es wurde nichts geändert."), "{run}");
    let plain = scene.desk.run(&[
        "load",
        "baeume.ttl",
        "--city",
        "x",
        "--to",
        "http://daten.example",
        "--token-file",
        "token.txt",
    ]);
    assert_eq!(plain.code, Some(2), "{plain}");
    assert!(plain.stderr.contains("--to https://daten.example"), "{plain}");
}
