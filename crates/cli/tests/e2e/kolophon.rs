//! The program as its users start it.

use std::io::Seek as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use kolophon_dcat::{Document, Format, read};
use kolophon_graph::{Graph, GraphBuilder};

use crate::http::{Response, request};

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kolophon"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("KOLOPHON_LANG", "de")
        .stdin(Stdio::null());
    command
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("the program starts")
}

/// Runs a load and returns its JSON.
pub(crate) fn load(data: &Path, arguments: &[&str]) -> serde_json::Value {
    let data = data.to_str().unwrap();
    let output = run(&[&["load", "--data-dir", data, "--format", "json"], arguments].concat());
    let code = output.status.code();
    assert!(
        matches!(code, Some(0 | 1)),
        "{code:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("a load prints JSON")
}

/// The sample catalogue of the repository.
pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")
}

/// The corpus of real catalogues; `None`, said loudly, when it is not there.
pub(crate) fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment where the corpus lies"
    )]
    let named = std::env::var("KOLOPHON_CORPUS").ok().map(PathBuf::from);
    let places = [root.join("../shared/corpus"), root.join("../../shared/corpus")];
    let found = named.into_iter().chain(places).find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: no test corpus; set KOLOPHON_CORPUS to its folder");
    }
    found
}

/// A server that ends with its test.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

/// A server that did not start.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
}

impl Server {
    pub(crate) fn start(data: &Path) -> Self {
        Self::try_start(data, &[]).expect("the server starts")
    }

    /// Starts a server on a free port, or says how the program ended instead.
    pub(crate) fn try_start(data: &Path, more: &[&str]) -> Result<Self, Ended> {
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .to_string();
        let base = format!("http://{address}");
        // A file, because a pipe that nobody reads would stop a talkative server.
        let mut log = tempfile::tempfile().unwrap();
        let child = command()
            .args([
                "serve",
                "--data-dir",
                data.to_str().unwrap(),
                "--listen",
                &address,
            ])
            // Unless the test knows a better one.
            .args(
                ["--base-url", &base]
                    .iter()
                    .filter(|_| !more.contains(&"--base-url")),
            )
            .args(more)
            .stdout(Stdio::null())
            .stderr(log.try_clone().unwrap())
            .spawn()
            .expect("the program starts");
        let mut server = Self { child, address };
        let started = Instant::now();
        while std::net::TcpStream::connect(&server.address).is_err() {
            if let Some(status) = server.child.try_wait().unwrap() {
                log.rewind().unwrap();
                let stderr = std::io::read_to_string(log).unwrap();
                return Err(Ended {
                    code: status.code(),
                    stderr,
                });
            }
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "the server does not listen"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.get_as(path, "*/*")
    }

    pub(crate) fn get_as(&self, path: &str, accept: &str) -> Response {
        request(&self.address, "GET", path, &[("Accept", accept)], "")
    }

    pub(crate) fn graph(&self, path: &str, format: Format) -> Graph {
        let response = self.get_as(path, format.media_type());
        assert_eq!(
            response.status,
            200,
            "{path}: {}",
            String::from_utf8_lossy(&response.body)
        );
        parsed(response.body, format)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The test may have ended it already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// RDF of one of our own answers, which must be without fault.
pub(crate) fn parsed(bytes: Vec<u8>, format: Format) -> Graph {
    let mut builder = GraphBuilder::new();
    let document = Document::new("answer", bytes)
        .with_base("http://example.org/")
        .with_format(format);
    let reading = read(&document, &mut builder).expect("an answer can be read");
    assert_eq!(reading.issues, [], "an answer is without fault");
    builder.finish()
}

/// The triples as N-Triples with canonical blank nodes, sorted: equal for isomorphic graphs.
pub(crate) fn canonical(graph: &Graph) -> Vec<String> {
    let mut graph = graph.to_oxrdf();
    graph.canonicalize(oxrdf::graph::CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}
