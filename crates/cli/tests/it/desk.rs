//! The small commands.

use crate::cli_test::CliTest;

#[test]
fn doctor_says_where_each_setting_comes_from() {
    let test = CliTest::new();
    let run = test.run(&["doctor", "--json"]);
    assert_eq!(run.code, Some(0), "{run}");
    let diagnosis: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(diagnosis["language"], "de");
    assert_eq!(diagnosis["language_origin"], "default");
    assert_eq!(diagnosis["config_file"], serde_json::Value::Null);
    assert_eq!(diagnosis["terminal"]["stdout"], false);

    let english = test.run(&["doctor", "--lang", "en"]);
    assert!(english.stdout.contains("en (--lang)"), "{english}");
}

#[test]
fn completions_exist_for_every_shell() {
    let test = CliTest::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = test.run(&["completions", shell]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.stdout.contains("validate"), "{shell}: {run}");
        assert!(
            !run.stdout.contains("sparql-worker") || shell != "fish",
            "{shell}: {run}"
        );
    }
}

#[test]
fn the_manual_names_every_exit_code() {
    let run = CliTest::new().run(&["man"]);
    assert_eq!(run.code, Some(0), "{run}");
    for code in [0, 1, 2, 3, 4, 5, 6, 7, 10, 70, 130] {
        assert!(run.stdout.contains(&format!(".TP\n{code}\n")), "{code}: {run}");
    }
}

#[test]
fn the_schema_of_the_report_is_a_schema() {
    let run = CliTest::new().run(&["schema", "report"]);
    let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;

    let test = CliTest::new();
    let mut child = test
        .command(&["man"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
