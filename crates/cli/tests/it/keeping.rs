//! Backups, checks, compacting, quotas, and directories that are old or full.

use std::fs;
use std::path::Path;

use kolophon_publish::search::Search;
use kolophon_store::{OpenMode, Store};

use crate::cli_test::{CliTest, Run};
use crate::store::{dataset, installation};

fn loaded() -> CliTest {
    let test = installation();
    let run = test.run(&["load", "."]);
    assert_eq!(run.code, Some(0), "{run}");
    test
}

fn titles(run: &Run) -> bool {
    run.stdout.contains("Parkhäuser")
}

#[test]
fn a_backup_is_made_verified_and_restored() {
    let test = loaded();
    test.run(&["token", "create", "--city", "musterstadt", "--scope", "plan"]);
    for target in ["sicherung", "sicherung.tar"] {
        let made = test.run(&["backup", target]);
        assert_eq!(made.code, Some(0), "{made}");
        assert!(
            made.stdout
                .contains("Musterstadt: Veröffentlichungsstand 1, Datensätze: 2"),
            "{made}"
        );
        assert_eq!(
            made.stdout.lines().last(),
            Some(&*format!("kolophon verify {target}")),
            "{made}"
        );
        let again = test.run(&["sichern", target]);
        assert_eq!(again.code, Some(2), "{again}");
        let verified = test.run(&["verify", target]);
        assert_eq!(verified.code, Some(0), "{verified}");
        assert!(
            verified.stdout.contains("Alles ist, wie es geschrieben wurde."),
            "{verified}"
        );
        // Without a person nothing happens, with `--yes` all.
        let neu = format!("neu-{target}");
        let unasked = test.run(&["restore", target, "--data-dir", &neu]);
        assert_eq!(unasked.code, Some(4), "{unasked}");
        let restored = test.run(&["wiederherstellen", target, "--data-dir", &neu, "--yes"]);
        assert_eq!(restored.code, Some(0), "{restored}");
        let exported = |data: &str| {
            test.run(&["export", "--format", "nquads", "--data-dir", data])
                .stdout
        };
        assert_eq!(exported(&neu), exported("data"));
        let [old, new] = ["data", &neu].map(|data| fs::read(test.path().join(data).join("tokens")).unwrap());
        assert_eq!(old, new);
        let log = test.run(&["log", "--city", "musterstadt", "--data-dir", &neu]);
        assert!(
            log.stdout.contains("aus einer Sicherung wiederhergestellt"),
            "{log}"
        );
    }
    let json = test.run(&["backup", "noch-eine", "--city", "musterstadt", "--format", "json"]);
    let manifest: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&manifest["scope"], &manifest["cities"][0]["graphs"]),
        (&"city".into(), &3.into()),
        "{json}"
    );
}

#[test]
fn what_a_restored_backup_would_remove_needs_its_number() {
    let test = installation();
    fs::remove_file(test.path().join("musterstadt/parken.ttl")).unwrap();
    test.run(&["load", "."]);
    test.run(&["backup", "sicherung"]);
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkhäuser"));
    test.run(&["load", "."]);
    let refused = test.run(&["restore", "sicherung", "--yes"]);
    assert_eq!(refused.code, Some(4), "{refused}");
    assert!(
        refused.stderr.contains("Parkhäuser") && refused.stderr.contains("--allow-removals 1"),
        "{refused}"
    );
    let wrong = test.run(&["restore", "sicherung", "--yes", "--allow-removals", "2"]);
    assert_eq!(wrong.code, Some(4), "{wrong}");
    let right = test.run(&[
        "restore",
        "sicherung",
        "--yes",
        "--allow-removals",
        "1",
        "--reason",
        "Platte defekt",
    ]);
    assert_eq!(right.code, Some(0), "{right}");
    assert!(!titles(&test.run(&["export", "--format", "ttl"])));
    let log = test.run(&["log"]);
    assert!(log.stdout.contains("Platte defekt"), "{log}");
}

#[test]
fn damage_is_named_and_ends_with_1_or_3() {
    let test = loaded();
    test.run(&["backup", "sicherung"]);
    let graphs = test.path().join("sicherung/cities/musterstadt/graphs.nq.gz");
    let bytes = fs::read(&graphs).unwrap();
    fs::write(&graphs, &bytes[..bytes.len() / 2]).unwrap();
    let verified = test.run(&["verify", "sicherung"]);
    assert_eq!(verified.code, Some(1), "{verified}");
    assert!(
        verified.stdout.contains("Beschädigt") && verified.stdout.contains("graphs.nq.gz"),
        "{verified}"
    );
    // Nothing is restored from it.
    let restored = test.run(&["restore", "sicherung", "--data-dir", "neu", "--yes"]);
    assert_eq!(restored.code, Some(3), "{restored}");
    assert!(!test.path().join("neu").exists());
    for nothing in ["gibt-es-nicht", "musterstadt", "kolophon.toml"] {
        let run = test.run(&["verify", nothing]);
        assert_eq!(run.code, Some(3), "{run}");
    }
    let sound = test.run(&["verify", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&sound.stdout).unwrap();
    assert_eq!(
        (sound.code, &json["graphs"], &json["damages"]),
        (Some(0), &3.into(), &serde_json::json!([]))
    );
    fs::remove_file(test.path().join("data/journal/musterstadt/000001.nq.gz")).unwrap();
    let damaged = test.run(&["verify"]);
    assert_eq!(damaged.code, Some(1), "{damaged}");
    assert!(
        damaged
            .stdout
            .contains("früherer Stand nicht lesbar: musterstadt 1"),
        "{damaged}"
    );
}

#[test]
fn what_was_before_a_day_is_forgotten() {
    let test = loaded();
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkplätze"));
    test.run(&["load", "."]);
    for wrong in ["gestern", "2999-01-01", "2024-13-01"] {
        let run = test.run(&["compact", "--forget-before", wrong, "--yes"]);
        assert_eq!(run.code, Some(2), "{run}");
    }
    let unasked = test.run(&["compact", "--forget-before", "2024-01-01"]);
    assert_eq!(unasked.code, Some(4), "{unasked}");
    let nothing = test.run(&[
        "compact",
        "--forget-before",
        "2024-01-01",
        "--yes",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&nothing.stdout).unwrap();
    assert_eq!(
        (nothing.code, &json["forgotten_generations"]),
        (Some(0), &0.into()),
        "{nothing}"
    );
    let plain = test.run(&["compact"]);
    assert_eq!(plain.code, Some(0), "{plain}");
    assert!(plain.stdout.contains("Neu geschrieben:"), "{plain}");
    assert_eq!(test.run(&["verify"]).code, Some(0));
    assert_eq!(test.run(&["log", "2", "--city", "musterstadt"]).code, Some(0));
}

#[test]
fn a_directory_of_before_is_brought_to_today_and_kept() {
    let test = loaded();
    // The formats differ in what may stand in them; a directory of format 2 holds less.
    test.file("data/format", "2\n");
    for command in [&["query", "ASK {}"][..], &["load", "."], &["log"]] {
        let run = test.run(command);
        assert_eq!(run.code, Some(3), "{run}");
        assert!(run.stderr.contains("Format 2, heute 3"), "{run}");
        assert!(run.stderr.contains("kolophon compact --data-dir"), "{run}");
    }
    assert_eq!(test.run(&["compact"]).code, Some(4));
    assert_eq!(
        fs::read_to_string(test.path().join("data/format")).unwrap(),
        "2\n"
    );
    let moved = test.run(&["compact", "--yes"]);
    assert_eq!(moved.code, Some(0), "{moved}");
    assert!(moved.stderr.contains("before-format-3"), "{moved}");
    assert!(titles(&test.run(&["export", "--format", "ttl"])));
    // The way back: the copy is a directory of the format before, whole.
    let kept = test.path().join("data/before-format-3");
    assert_eq!(fs::read_to_string(kept.join("format")).unwrap(), "2\n");
    fs::write(kept.join("format"), "3\n").unwrap();
    let run = test.run(&["export", "--format", "ttl", "--data-dir", "data/before-format-3"]);
    assert!(titles(&run), "{run}");
    // What is erased must not lie there.
    let erased = test.run(&[
        "withdraw",
        "parken",
        "--city",
        "musterstadt",
        "--reason",
        "x",
        "--erase",
        "--yes",
    ]);
    assert_eq!(erased.code, Some(0), "{erased}");
    assert!(!kept.exists());
}

/// Whether any file below a folder holds the text.
fn holds(folder: &Path, text: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn commands_that_erase_leave_no_text_in_the_search_index() {
    let erasing: [&[&str]; 3] = [
        &[
            "withdraw",
            "parken",
            "--city",
            "musterstadt",
            "--reason",
            "x",
            "--erase",
            "--yes",
        ],
        &["compact", "--forget-before", "2020-01-01", "--yes"],
        &["restore", "sicherung", "--yes"],
    ];
    for command in erasing {
        let test = loaded();
        let backup = test.run(&["backup", "sicherung"]);
        assert_eq!(backup.code, Some(0), "{backup}");
        let data = test.path().join("data");
        let store = Store::open(&data, OpenMode::Existing).unwrap();
        Search::in_directory(&data).follow(&store, &|_| None).unwrap();
        drop(store);
        let index = data.join("search");
        assert!(holds(&index, "Parkhäuser"), "else this test could not fail");
        let run = test.run(command);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(
            !holds(&index, "Parkhäuser") && !holds(&index, "parkhauser"),
            "{command:?}"
        );
    }
}

#[test]
fn a_quota_ends_growth_and_is_told_before() {
    let test = installation();
    let settings = fs::read_to_string(test.path().join("kolophon.toml")).unwrap();
    test.file(
        "kolophon.toml",
        &format!("{settings}quota = {{ datasets = 2, warn_at = 90 }}\n"),
    );
    let full = test.run(&["load", "."]);
    assert_eq!(full.code, Some(0), "{full}");
    assert!(
        full.stderr
            .contains("Musterstadt nutzt 100 % des Kontingents (2 Datensätze, 0 MB)"),
        "{full}"
    );
    test.file("musterstadt/kitas.ttl", &dataset("kitas", "Kitas"));
    let over = test.run(&["load", "."]);
    assert_eq!(over.code, Some(4), "{over}");
    assert!(
        over.stderr
            .contains("musterstadt hätte 3 Datensätze, vereinbart sind höchstens 2"),
        "{over}"
    );
    assert!(!test.run(&["export", "--format", "ttl"]).stdout.contains("Kitas"));
    let doctor = test.run(&["doctor"]);
    assert!(
        doctor
            .stdout
            .contains("musterstadt: 100 % (2 Datensätze, 0 MB), fast ausgeschöpft"),
        "{doctor}"
    );
    // Something that goes makes room for something that comes.
    let gone = test.run(&[
        "withdraw",
        "parken",
        "--city",
        "musterstadt",
        "--reason",
        "alt",
        "--yes",
    ]);
    assert_eq!(gone.code, Some(0), "{gone}");
    fs::remove_file(test.path().join("musterstadt/parken.ttl")).unwrap();
    assert_eq!(test.run(&["load", "."]).code, Some(0));
}

#[test]
fn a_whole_city_is_withdrawn_by_its_number() {
    let test = loaded();
    let base = [
        "withdraw",
        "--all",
        "--city",
        "musterstadt",
        "--reason",
        "Vertrag beendet",
    ];
    let unasked = test.run(&[&base[..], &["--yes"]].concat());
    assert_eq!(unasked.code, Some(4), "{unasked}");
    assert!(unasked.stderr.contains("--allow-removals 2"), "{unasked}");
    let done = test.run(&[&base[..], &["--yes", "--allow-removals", "2", "--erase"]].concat());
    assert_eq!(done.code, Some(0), "{done}");
    let left = test.run(&["export", "--format", "ttl"]);
    assert!(left.stdout.contains("dcat:Catalog") && !titles(&left), "{left}");
    let again = test.run(&["load", "."]);
    assert_eq!(again.code, Some(1), "{again}");
    let both = test.run(&[
        "withdraw",
        "parken",
        "--all",
        "--city",
        "musterstadt",
        "--reason",
        "x",
    ]);
    assert_eq!(both.code, Some(2), "{both}");
}

#[test]
fn little_room_ends_with_3_and_changes_nothing() {
    let test = loaded();
    let settings = fs::read_to_string(test.path().join("kolophon.toml")).unwrap();
    let much = "[installation]\nmin_free_mb = 900000000000";
    test.file("kolophon.toml", &settings.replace("[installation]", much));
    test.file("musterstadt/parken.ttl", &dataset("parken", "Parkplätze"));
    let run = test.run(&["load", "."]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(
        run.stderr.contains("Auf dem Datenträger ist zu wenig Platz"),
        "{run}"
    );
    assert!(titles(&test.run(&["export", "--format", "ttl"])));
}
