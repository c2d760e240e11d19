//! Help and usage errors of every command, in German and English.

use crate::cli_test::CliTest;

#[cfg(feature = "store")]
const COMMANDS: [&str; 30] = [
    "init",
    "import",
    "validate",
    "fix",
    "upgrade",
    "plan",
    "load",
    "withdraw",
    "rollback",
    "log",
    "serve",
    "token",
    "harvests",
    "backup",
    "restore",
    "verify",
    "compact",
    "query",
    "export",
    "quality",
    "rehearse",
    "rules",
    "explain",
    "shacl",
    "codelist",
    "doctor",
    "schema",
    "completions",
    "man",
    "help",
];
#[cfg(not(feature = "store"))]
const COMMANDS: [&str; 22] = [
    "init",
    "import",
    "export",
    "validate",
    "fix",
    "upgrade",
    "plan",
    "load",
    "withdraw",
    "rollback",
    "log",
    "quality",
    "rehearse",
    "rules",
    "explain",
    "shacl",
    "codelist",
    "doctor",
    "schema",
    "completions",
    "man",
    "help",
];

/// The full and the desk shape differ in their commands, so each has its own snapshots.
fn shape() -> &'static str {
    if cfg!(feature = "store") { "full" } else { "desk" }
}

#[test]
fn every_command_has_german_and_english_help() {
    let test = CliTest::new();
    for language in ["de", "en"] {
        let program = test.run(&["--help", "--lang", language]);
        insta::assert_snapshot!(format!("help_{}_{language}", shape()), program);
        for command in COMMANDS {
            assert!(
                program.stdout.contains(&format!("\n  {command} ")),
                "{command} in {program}"
            );
            let run = test.run(&[command, "--help", "--lang", language]);
            // These have an option less without a store.
            let differ = [
                "doctor", "export", "rehearse", "plan", "load", "withdraw", "rollback", "log",
            ];
            let shape = if differ.contains(&command) { shape() } else { "any" };
            insta::assert_snapshot!(format!("help_{command}_{shape}_{language}"), run);
        }
    }
}

#[test]
fn every_command_answers_a_usage_error_in_german_and_english() {
    let test = CliTest::new();
    for language in ["de", "en"] {
        for command in COMMANDS {
            let run = test.run(&[command, "--gibtesnicht", "--lang", language]);
            insta::assert_snapshot!(format!("usage_{command}_{language}"), run);
        }
    }
}

#[test]
fn every_kind_of_usage_error_has_its_sentence() {
    let test = CliTest::new();
    let lines: &[&[&str]] = &[
        &[],
        &["valdate"],
        &["gibtesnicht"],
        &["validate"],
        &["validate", "a.ttl", "--formt", "json"],
        &["validate", "a.ttl", "--format", "jsno"],
        &["validate", "a.ttl", "--format"],
        &["validate", "a.ttl", "--format", "json", "--format", "json"],
        &["validate", "a.ttl", "--all=ja"],
        &["validate", "a.ttl", "--profile", "gibtesnicht"],
        &["validate", "a.ttl", "--lang", "fr"],
        &["shacl", "--data", "a.ttl"],
        &["shacl", "--data", "a.ttl", "--shapes"],
        &["completions", "cmd"],
        &["man", "seite"],
        &["help", "gibtesnicht"],
        &["__sparql-workr"],
    ];
    for language in ["de", "en"] {
        let mut told = Vec::new();
        for line in lines {
            let mut arguments = line.to_vec();
            if !line.contains(&"--lang") {
                arguments.extend(["--lang", language]);
            }
            let run = test.run(&arguments);
            assert_eq!(run.code, Some(2), "{line:?}: {run}");
            assert_eq!(run.stdout, "", "{line:?}");
            told.push(format!("$ kolophon {}", line.join(" ")));
            told.extend(
                run.stderr
                    .lines()
                    .take_while(|line| !line.is_empty())
                    .map(str::to_owned),
            );
        }
        insta::assert_snapshot!(format!("usage_kinds_{language}"), told.join("\n"));
    }
}

#[test]
fn german_is_the_default_and_the_variable_and_the_locale_change_it() {
    let test = CliTest::new();
    let says = |variables: &[(&str, &str)]| {
        let output = test
            .command(&["--help"])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(says(&[]).contains("Aufruf:"));
    assert!(says(&[("KOLOPHON_LANG", "en")]).contains("Usage:"));
    if cfg!(unix) {
        assert!(says(&[("LANG", "en_GB.UTF-8")]).contains("Usage:"));
        assert!(says(&[("LANG", "fr_FR.UTF-8")]).contains("Aufruf:"));
        assert!(says(&[("LANG", "en_GB.UTF-8"), ("KOLOPHON_LANG", "de")]).contains("Aufruf:"));
    }
}

#[test]
fn help_asked_for_in_words_is_the_same() {
    let test = CliTest::new();
    for (words, flag) in [
        (vec!["help"], vec!["--help"]),
        (vec!["hilfe", "pruefen"], vec!["validate", "--help"]),
        (vec!["help", "shacl"], vec!["shacl", "-h"]),
    ] {
        assert_eq!(test.run(&words).stdout, test.run(&flag).stdout);
    }
}

#[test]
fn the_version_is_one_line() {
    let run = CliTest::new().run(&["--version"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "kolophon [version]\n"));
}
