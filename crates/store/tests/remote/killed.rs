//! A process is killed while it writes to a remote store.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use kolophon_store::Endpoint;

use crate::samples::{check, open, version};
use crate::server::{Fault, Server};

const ADDRESS: &str = "KOLOPHON_TEST_KILLED_ADDRESS";
const DIRECTORY: &str = "KOLOPHON_TEST_KILLED_DIRECTORY";

/// The child: publishes the second version.
#[test]
#[ignore = "is started by the test that kills it"]
fn child() {
    let (Some(address), Some(directory)) = (env::var_os(ADDRESS), env::var_os(DIRECTORY)) else {
        return;
    };
    let address = address.into_string().unwrap();
    let endpoint = Endpoint {
        graphs: Some(format!("{address}/graphs")),
        ..Endpoint::new(&format!("{address}/query"))
    };
    open(Path::new(&directory), &endpoint)
        .apply_blocking(version(2))
        .unwrap();
}

#[test]
fn what_was_killed_in_the_middle_is_undone() {
    // From nothing touched to all but one graph replaced. Opening writes twice, the trial of literals twice.
    for good in 0..9 {
        let server = Server::start();
        let directory = tempfile::tempdir().unwrap();
        let endpoint = server.endpoint();
        open(directory.path(), &endpoint)
            .apply_blocking(version(1))
            .unwrap();
        let held = server.holds();
        let writes = server.writes();
        server.fail_writes_after(good, Fault::Silence);
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "killed::child", "--ignored"])
            .env(ADDRESS, endpoint.query.trim_end_matches("/query"))
            .env(DIRECTORY, directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        let waits = |server: &Server| {
            let asked = server.requests();
            let last = asked
                .last()
                .is_some_and(|request| request.starts_with("PUT") || request.starts_with("DELETE"));
            server.writes() >= writes + good && last
        };
        while !waits(&server) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            server.writes(),
            writes + good,
            "the child came too far, or not far enough"
        );
        server.heal();
        let start = Instant::now();
        let store = open(directory.path(), &endpoint);
        assert!(start.elapsed() < Duration::from_secs(5));
        check(&store, 1);
        assert_eq!(server.holds(), held, "after {good} writes");
        assert_eq!(store.journal("mainz").unwrap().len(), 1);
        assert_eq!(store.apply_blocking(version(2)).unwrap(), 2);
        check(&store, 2);
    }
}
