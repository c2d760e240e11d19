//! The examples in `docs/deploy/` do what they say.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use kolophon_dcat::Format;

use crate::http::request;
use crate::kolophon::{Server, load, parsed, run, sample};

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/deploy")
        .join(name);
    fs::read_to_string(path).unwrap()
}

fn is_installed(program: &str) -> bool {
    let found = Command::new(program)
        .arg("-h")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_err() {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found.is_ok()
}

#[test]
fn systemd_understands_the_unit() {
    if !is_installed("systemd-analyze") {
        return;
    }
    let unit = example("kolophon.service");
    let installed = "/usr/local/bin/kolophon";
    assert!(unit.contains(installed));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("kolophon.service");
    fs::write(&path, unit.replace(installed, env!("CARGO_BIN_EXE_kolophon"))).unwrap();
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(&path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&verified.stderr);
    let complaints: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("kolophon.service"))
        .collect();
    assert!(complaints.is_empty(), "{told}");
    // What the unit calls can be called.
    let command = unit
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .unwrap();
    assert_options_exist(command);
}

#[test]
fn the_container_is_built_as_the_workspace_is_and_calls_what_there_is() {
    let file = example("Containerfile");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let toolchain = fs::read_to_string(root.join("rust-toolchain.toml")).unwrap();
    let version = toolchain
        .lines()
        .find_map(|line| line.strip_prefix("channel = \""))
        .unwrap();
    let minor = version.rsplit_once('.').unwrap().0;
    assert!(file.contains(&format!("rust:{minor}-")), "{minor}");
    let command = file.lines().find_map(|line| line.strip_prefix("CMD ")).unwrap();
    let words: Vec<String> = serde_json::from_str(command).unwrap();
    assert_options_exist(&format!("kolophon {}", words.join(" ")));
}

/// Every option of a command line stands in the help of its command.
fn assert_options_exist(line: &str) {
    let mut words = line.split_whitespace().skip(1);
    let command = words.next().unwrap();
    let help = run(&[command, "--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    for option in words.filter(|word| word.starts_with("--")) {
        assert!(help.contains(option), "{option} in {line}");
    }
}

/// nginx, ended with its test.
struct Nginx(Child);

impl Nginx {
    fn start(directory: &Path, configuration: &str, address: &str) -> Self {
        let file = directory.join("nginx.conf");
        let place = directory.display();
        let text = format!(
            "daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log {place}/error.log;\nevents {{}}\nhttp {{\n\
             access_log off;\nclient_body_temp_path {place}/body;\nproxy_temp_path {place}/proxy;\n\
             fastcgi_temp_path {place}/fastcgi;\nuwsgi_temp_path {place}/uwsgi;\nscgi_temp_path {place}/scgi;\n\
             {configuration}\n}}\n"
        );
        fs::write(&file, text).unwrap();
        let child = Command::new("nginx")
            .args(["-e", "stderr", "-p"])
            .arg(directory)
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Self(child);
        let began = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(10), "nginx does not listen");
            sleep(Duration::from_millis(50));
        }
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

#[test]
fn below_a_path_behind_nginx_every_link_leads_through_it() {
    if !is_installed("nginx") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let data: PathBuf = directory.path().join("data");
    load(&data, &[sample().to_str().unwrap()]);
    let public = free_address();
    let base = format!("http://{public}/daten");
    let server = Server::try_start(&data, &["--base-url", &base]).unwrap();
    let example = example("nginx.conf")
        .replace("127.0.0.1:8080", &server.address)
        .replace("listen 443 ssl;", &format!("listen {public};"));
    let plain = example
        .lines()
        .filter(|line| !line.trim_start().starts_with("ssl_certificate"));
    let configuration = plain.collect::<Vec<_>>().join("\n");
    assert!(configuration.contains(&public) && configuration.contains(&server.address));
    let _nginx = Nginx::start(directory.path(), &configuration, &public);
    let get = |path: &str, accept: &str| request(&public, "GET", path, &[("Accept", accept)], "");

    // The search is made beside the start.
    let begun = Instant::now();
    while get("/daten/readyz", "*/*").status != 200 {
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "the search is not ready"
        );
        sleep(Duration::from_millis(100));
    }
    assert_eq!(get("/daten", "*/*").status, 301);
    assert_eq!(get("/anderes", "*/*").status, 404);
    let page = get("/daten/", "text/html");
    assert_eq!(page.status, 200);
    let html = String::from_utf8(page.body).unwrap();
    let mut links = 0;
    for (_, rest) in html.match_indices("href=\"").map(|(at, _)| html.split_at(at + 6)) {
        let link = rest.split('"').next().unwrap();
        if link.starts_with('/') {
            assert!(link.starts_with("/daten"), "{link} leads out");
            assert_eq!(get(link, "*/*").status, 200, "{link}");
            links += 1;
        }
    }
    assert!(links >= 3, "{html}");
    // The feed pages through the proxy, and its page addresses are the public ones.
    let feed = get("/daten/mainz/catalog.ttl", "text/turtle");
    assert_eq!(feed.status, 200);
    let text = String::from_utf8(feed.body.clone()).unwrap();
    assert!(text.contains(&base), "{text}");
    assert!(!text.contains(&server.address));
    parsed(feed.body, Format::Turtle);
    let query = request(
        &public,
        "POST",
        "/daten/sparql",
        &[
            ("Content-Type", "application/sparql-query"),
            ("Accept", "text/csv"),
        ],
        "SELECT (COUNT(*) AS ?n) { ?d a <http://www.w3.org/ns/dcat#Dataset> }",
    );
    assert_eq!(query.status, 200, "{}", String::from_utf8_lossy(&query.body));
    // Answers are packed for those who want it; nginx packs none of HTTP/1.0.
    let packed = Command::new("curl")
        .args([
            "--silent",
            "-H",
            "Accept-Encoding: gzip",
            &format!("{base}/mainz/catalog.ttl"),
        ])
        .output()
        .unwrap();
    assert!(packed.stdout.starts_with(&[0x1f, 0x8b]), "not packed");
}
