//! Tokens: made, listed and taken back, and the secret shown once.

use crate::cli_test::CliTest;

#[test]
fn a_token_is_shown_once_listed_without_its_secret_and_taken_back() {
    let test = CliTest::new();
    std::fs::create_dir(test.path().join("data")).unwrap();
    let made = test.run(&[
        "token",
        "create",
        "--city",
        "mainz",
        "--scope",
        "write",
        "--expires",
        "90d",
        "--name",
        "Amt",
    ]);
    assert_eq!(made.code, Some(0), "{made}");
    let secret = made.stdout.trim();
    assert!(secret.starts_with("klp_") && secret.len() == 68, "{made}");
    assert!(!made.stderr.contains(secret), "{made}");
    let listed = test.run(&["token", "list"]);
    assert!(listed.stdout.contains("mainz  write  bis "), "{listed}");
    assert!(!listed.stdout.contains(&secret[4..]), "{listed}");
    let id = listed.stdout.split(' ').next().unwrap();
    assert_eq!(test.run(&["token", "revoke", id]).code, Some(0));
    assert_eq!(test.run(&["token", "revoke", id]).code, Some(2));
    assert_eq!(test.run(&["token", "list"]).stdout, "Es gibt keine Token.\n");
}

#[test]
fn what_a_token_needs_has_to_be_said() {
    let test = CliTest::new();
    for line in [
        &["token", "create", "--city", "mainz"][..],
        &["token", "create", "--scope", "write"],
        &["token", "create", "--city", "Mainz!", "--scope", "write"],
        &["token", "create", "--city", "mainz", "--scope", "admin"],
        &[
            "token",
            "create",
            "--city",
            "mainz",
            "--scope",
            "plan",
            "--expires",
            "bald",
        ],
        &["token", "revoke"],
        &["token"],
    ] {
        let run = test.run(line);
        assert_eq!(run.code, Some(2), "{line:?}: {run}");
    }
    let nowhere = test.run(&["token", "create", "--city", "mainz", "--scope", "plan"]);
    assert_eq!(nowhere.code, Some(3), "{nowhere}");
    assert!(!test.path().join("data").exists());
}
