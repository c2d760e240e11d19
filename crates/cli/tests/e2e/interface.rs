//! The interface as strangers use it: schemathesis, which makes up requests from the OpenAPI document and holds every answer
//! against it.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crate::kolophon::{Server, load, sample};

/// So many requests are made up for each operation.
const EXAMPLES: &str = "100";
/// What they are made up from: the same requests every time.
const SEED: &str = "1457";

#[test]
fn made_up_requests_find_nothing() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test script says which Python has schemathesis"
    )]
    let Ok(python) = std::env::var("KOLOPHON_TEST_PYTHON") else {
        eprintln!("SKIPPED: KOLOPHON_TEST_PYTHON is not set; scripts/test does it");
        return;
    };
    let program = Path::new(&python).with_file_name("schemathesis");
    if !program.exists() {
        eprintln!("SKIPPED: schemathesis is not installed beside {python}; scripts/test does it");
        return;
    }
    let data = tempfile::tempdir().unwrap();
    load(data.path(), &[sample().to_str().unwrap()]);
    let server = Server::start(data.path());
    // The search is there a moment after the server.
    while server.get("/readyz").status != 200 {
        sleep(Duration::from_millis(50));
    }
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/schemathesis.toml");
    let output = Command::new(program)
        .current_dir(data.path())
        .arg("--config-file")
        .arg(config)
        .arg("run")
        .arg(format!("http://{}/api/openapi.json", server.address))
        .args(["--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED])
        .args(["--phases", "examples,coverage,fuzzing", "--no-color"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
