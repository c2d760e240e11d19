//! `docs/operating.md`, command by command, as a new operator would type it.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::http::request;

/// The code blocks of the page that are commands, in their order.
fn commands(page: &str) -> String {
    let mut commands = String::new();
    let mut is_inside = false;
    for line in page.lines() {
        match line {
            "```sh" => is_inside = true,
            "```" => is_inside = false,
            line if is_inside => {
                commands.push_str(line);
                commands.push('\n');
            }
            _ => {}
        }
    }
    commands
}

/// What stands for the service manager here: the same server, started and stopped by hand.
const PRELUDE: &str = r#"
stop_server() {
    if [ -f "$RUN/pid" ]; then
        kill "$(cat "$RUN/pid")" 2>/dev/null || true
        wait "$(cat "$RUN/pid")" 2>/dev/null || true
        rm -f "$RUN/pid"
    fi
}
start_server() {
    (cd "$ETC" && exec "$KOLOPHON" serve --data-dir "$DATA" --listen "$ADDRESS") 2>>"$RUN/log" &
    echo $! >"$RUN/pid"
    for _ in $(seq 150); do
        if curl --fail --silent "http://$ADDRESS/healthz" >/dev/null; then return 0; fi
        sleep 0.1
    done
    cat "$RUN/log" >&2
    return 1
}
trap stop_server EXIT
set -x
"#;

fn here(commands: &str, address: &str) -> String {
    let mut text = commands.to_owned();
    for (from, to) in [
        ("sudo -u kolophon kolophon ", "\"$KOLOPHON\" "),
        ("sudo systemctl enable --now kolophon", "start_server"),
        ("sudo systemctl start kolophon", "start_server"),
        ("sudo systemctl stop kolophon", "stop_server"),
        ("install -d -o kolophon -g kolophon ", "install -d "),
        ("sudo ", ""),
        ("/etc/kolophon", "$ETC"),
        ("/var/lib/kolophon", "$DATA"),
        ("/var/backups/kolophon", "$BACKUPS"),
        ("127.0.0.1:8080", address),
    ] {
        text = text.replace(from, to);
    }
    assert!(!text.contains("/var/") && !text.contains("systemctl"), "{text}");
    text
}

#[test]
fn a_new_operator_gets_along_with_the_page_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/operating.md")).unwrap();
    let commands = commands(&page);
    for command in [
        "init",
        "load",
        "token create",
        "backup",
        "verify",
        "restore",
        "compact",
        "withdraw",
    ] {
        assert!(
            commands.contains(&format!("kolophon kolophon {command} ")),
            "{command}"
        );
    }
    let directory = tempfile::tempdir().unwrap();
    let [etc, data, backups, run] = ["etc", "data", "backups", "run"].map(|name| directory.path().join(name));
    for folder in [&etc, &data, &run] {
        fs::create_dir(folder).unwrap();
    }
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    // The last word is the test's: the server is asked while it still runs.
    let script = format!(
        "{PRELUDE}{}\ncp \"$RUN/pid\" \"$RUN/alive\"\ncurl --silent --output \"$RUN/feed\" --write-out '%{{http_code}}' http://$ADDRESS/wiesbaden/catalog.ttl >\"$RUN/status\"\n",
        here(&commands, &address)
    );
    let output = Command::new("sh")
        .args(["-eu", "-c", &script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
        .env("KOLOPHON_LANG", "en")
        .env("KOLOPHON", env!("CARGO_BIN_EXE_kolophon"))
        .env("ETC", &etc)
        .env("DATA", &data)
        .env("BACKUPS", &backups)
        .env("RUN", &run)
        .env("ADDRESS", &address)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let talk = format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{:?}: {talk}", output.status);
    // Both cities were served in the end, the second one empty: it was removed.
    assert_eq!(fs::read_to_string(run.join("status")).unwrap(), "200", "{talk}");
    let feed = fs::read_to_string(run.join("feed")).unwrap();
    assert!(
        feed.contains("/wiesbaden/") && !feed.contains("a dcat:Dataset"),
        "{feed}"
    );
    assert!(run.join("alive").exists());
    // Nothing is left running.
    assert!(std::net::TcpStream::connect(&address).is_err());
    // What was thrown away with the disk came back from the backup.
    assert!(directory.path().join("data.old").is_dir());
    let server = crate::kolophon::Server::start(&data);
    assert_eq!(
        request(&server.address, "GET", "/mainz/catalog.ttl", &[], "").status,
        200
    );
    let gone = server.get("/wiesbaden/dataset/baeume");
    assert_eq!(gone.status, 410);
}
