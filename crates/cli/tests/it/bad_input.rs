//! Bad input is normal input: each ends in a finding or a clear error, and nothing that could not be checked is valid.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use crate::cli_test::CliTest;

const PREFIXES: &str =
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n";

fn poor(name: &str) -> String {
    format!("{PREFIXES}<https://daten.example/{name}> a dcat:Dataset ; dct:title \"Bäume\"@de .\n")
}

#[test]
fn what_excel_and_windows_leave_behind_is_passed_over() {
    let test = CliTest::new();
    test.file("k/a.ttl", &poor("a"))
        .file("k/~$liste.xlsx", "\0")
        .file("k/~$a.ttl", "\0")
        .file("k/Thumbs.db", "\0")
        .file("k/desktop.ini", "[x]");
    let run = test.run(&["validate", "k"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(!run.stdout.contains("nicht lesbar"), "{run}");
}

#[test]
fn empty_binary_and_foreign_files_are_named_and_never_valid() {
    let test = CliTest::new();
    test.file("gut.ttl", &poor("a"))
        .file("leer.ttl", "")
        .file("leerzeilen.rdf", "\u{feff} \n\n")
        .file("notiz.docx", "PK\u{3}\u{4}")
        .file("text.abc", "Guten Tag.\n");
    fs::write(test.path().join("bild.ttl"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    for (file, said) in [
        ("leer.ttl", "ist leer"),
        ("leerzeilen.rdf", "ist leer"),
        ("bild.ttl", "keine Textdatei"),
        ("notiz.docx", "kein Format"),
        ("text.abc", "kein Format"),
    ] {
        for paths in [vec![file], vec!["gut.ttl", file]] {
            let run = test.run(&[vec!["validate"], paths].concat());
            assert_eq!(run.code, Some(3), "{run}");
            let sentence = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                sentence.contains(said) && sentence.contains(file),
                "{said}: {run}"
            );
            assert!(!run.stdout.contains("Alles in Ordnung"), "{run}");
        }
    }
}

#[test]
fn turtle_in_windows_1252_is_checked_and_named() {
    let test = CliTest::new();
    let text = poor("a");
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    fs::write(test.path().join("a.ttl"), &bytes).unwrap();
    let run = test.run(&["validate", "a.ttl", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let encoding = findings
        .iter()
        .find(|finding| finding["rule"] == "encoding-not-utf-8")
        .unwrap();
    assert_eq!((&encoding["line"], &encoding["value"]), (&3.into(), &"ä".into()));
    assert!(encoding["mend"].as_str().unwrap().contains("UTF-8"));
    // The rest of the file was checked as if it were right.
    fs::write(test.path().join("a.ttl"), &text).unwrap();
    let run = test.run(&["validate", "a.ttl", "--format", "json"]);
    let right: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(right["findings"].as_array().unwrap().len() + 1, findings.len());
}

#[test]
fn of_ten_thousand_files_the_broken_one_is_named() {
    let test = CliTest::new();
    let folder = test.path().join("k");
    fs::create_dir(&folder).unwrap();
    for number in 0..10_000 {
        let text = match number {
            7_777 => "<rdf:RDF".to_owned(),
            _ => poor(&number.to_string()),
        };
        let ending = if number == 7_777 { "rdf" } else { "ttl" };
        fs::write(folder.join(format!("{number:05}.{ending}")), text).unwrap();
    }
    let begun = Instant::now();
    let run = test.run(&["validate", "k"]);
    let took = begun.elapsed();
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stdout.contains("1 Datei war nicht lesbar"), "{run}");
    assert!(run.stdout.contains("07777.rdf"), "{run}");
    assert!(took < Duration::from_secs(30), "{took:?}");
}

/// Takes a while; run it with `--ignored`.
#[test]
#[ignore = "writes and checks 200 MB"]
#[expect(clippy::print_stderr, reason = "the figure is what it is run for")]
fn a_file_of_200_megabytes_is_checked() {
    let test = CliTest::new();
    let mut text = String::from(PREFIXES);
    let long = "Bäume und Sträucher. ".repeat(40);
    for number in 0.. {
        writeln!(
            text,
            "<https://daten.example/{number}> a dcat:Dataset ; dct:title \"Nr. {number}\"@de ; dct:description \"{long}\"@de ."
        )
        .unwrap();
        if text.len() > 200 << 20 {
            break;
        }
    }
    test.file("gross.ttl", &text);
    drop(text);
    let begun = Instant::now();
    let run = test.run(&["validate", "gross.ttl"]);
    eprintln!("200 MB: {:?}", begun.elapsed());
    assert_eq!(run.code, Some(1), "{run}");
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::{Command, Stdio};
    use std::thread::sleep;

    use super::*;

    #[test]
    fn a_name_that_is_no_utf_8_is_read_and_shown() {
        let test = CliTest::new();
        let folder = test.path().join("k");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(OsStr::from_bytes(b"b\xe4ume.ttl")), poor("a")).unwrap();
        let run = test.run(&["validate", "k"]);
        assert_eq!(run.code, Some(1), "{run}");
        assert!(run.stdout.contains("ume.ttl:3:"), "{run}");
    }

    #[test]
    fn a_pipe_in_a_folder_does_not_hold_up_the_check() {
        let test = CliTest::new();
        test.file("k/a.ttl", &poor("a"));
        let made = Command::new("mkfifo")
            .arg(test.path().join("k/rohr.ttl"))
            .status()
            .unwrap();
        assert!(made.success());
        let run = test.run(&["validate", "k"]);
        assert_eq!(run.code, Some(3), "{run}");
        assert!(run.stdout.contains("rohr.ttl"), "{run}");
    }

    #[test]
    fn a_pipe_that_is_named_is_read() {
        let test = CliTest::new();
        let pipe = test.path().join("rohr.ttl");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let writer = std::thread::spawn(move || fs::write(pipe, poor("a")));
        let run = test.run(&["validate", "rohr.ttl"]);
        writer.join().unwrap().unwrap();
        assert_eq!(run.code, Some(1), "{run}");
        assert!(run.stdout.contains("rohr.ttl:3:"), "{run}");
    }

    /// Whoever may read everything cannot see what others see.
    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    fn a_folder_without_rights_is_named() {
        let test = CliTest::new();
        test.file("k/a.ttl", &poor("a")).file("k/zu/b.ttl", &poor("b"));
        let closed = test.path().join("k/zu");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let is_closed = fs::read_dir(&closed).is_err();
        let run = test.run(&["validate", "k"]);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
        if !is_closed {
            eprintln!("skipped: this user may read everything");
            return;
        }
        assert_eq!(run.code, Some(3), "{run}");
        assert!(run.stdout.contains("Zugriffsrechte"), "{run}");
    }

    fn interrupt(process: &std::process::Child) {
        let id = process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    #[test]
    fn ctrl_c_leaves_no_half_written_file() {
        let test = CliTest::new();
        for number in 0..400 {
            test.file(&format!("k/{number}.ttl"), &poor(&number.to_string()));
        }
        let whole = test.run(&["validate", "k", "--format", "json"]).stdout;
        for pause in (0..30).map(|step| Duration::from_millis(step * 12)) {
            let target = test.path().join("bericht.json");
            drop(fs::remove_file(&target));
            let mut process = test
                .command(&["validate", "k", "--format", "json", "--output", "bericht.json"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            sleep(pause);
            interrupt(&process);
            process.wait().unwrap();
            if let Ok(written) = fs::read_to_string(&target) {
                assert_eq!(written.len(), whole.len(), "after {pause:?}");
            }
            let left = fs::read_dir(test.path()).unwrap().flatten();
            let left: Vec<_> = left
                .map(|entry| entry.file_name())
                .filter(|name| name.to_string_lossy().starts_with(".kolophon-"))
                .collect();
            assert!(left.is_empty(), "{left:?} after {pause:?}");
        }
    }

    /// Waits until a file holds a text.
    fn wait_for(path: &std::path::Path, enough: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(path).unwrap_or_default();
            if enough(&text) {
                return text;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{text}");
            sleep(Duration::from_millis(50));
        }
    }

    #[test]
    fn a_watch_sees_changed_and_new_files_and_ends_as_the_last_check_did() {
        let test = CliTest::new();
        test.file("k/a.ttl", &poor("a"));
        let output = test.path().join("ausgabe.txt");
        let talk = test.path().join("rede.txt");
        let mut process = test
            .command(&[
                "validate",
                "k",
                "--watch",
                "--format",
                "jsonl",
                "--fail-level",
                "error",
            ])
            .stdout(fs::File::create(&output).unwrap())
            .stderr(fs::File::create(&talk).unwrap())
            .spawn()
            .unwrap();
        let checks = |text: &str| text.matches("\"type\":\"summary\"").count();
        wait_for(&output, |text| checks(text) == 1);
        test.file("k/neu/b.ttl", &poor("b"));
        wait_for(&output, |text| {
            checks(text) == 2 && text.contains("\"datasets\":2")
        });
        fs::remove_file(test.path().join("k/neu/b.ttl")).unwrap();
        test.file("k/a.ttl", "<rdf:RDF");
        let last = "\"type\":\"unreadable\"";
        test.file("k/c.rdf", "<rdf:RDF");
        wait_for(&output, |text| text.contains(last));
        interrupt(&process);
        assert_eq!(process.wait().unwrap().code(), Some(3));
        assert!(fs::read_to_string(&talk).unwrap().contains("────"));
    }
}
