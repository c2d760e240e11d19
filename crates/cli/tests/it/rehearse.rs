//! `kolophon rehearse` as its users type it, against files and a server that the test starts itself.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::thread;

use crate::cli_test::CliTest;

const PREFIXES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
                        @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n";

fn dataset(name: &str) -> String {
    format!(
        "<https://daten.example/{name}> a dcat:Dataset ; dct:title \"Satz {name}\" ; dct:identifier \"{name}\" ; \
         dcat:distribution <https://daten.example/{name}/csv> .\n\
         <https://daten.example/{name}/csv> dct:license <http://dcat-ap.de/def/licenses/cc-zero> .\n"
    )
}

fn page(text: &str) -> String {
    format!("{PREFIXES}{text}")
}

/// A server that answers paths with Turtle; its pages link to themselves.
struct Server {
    base: String,
}

impl Server {
    fn start(answer: fn(&str) -> (u16, String)) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let known = base.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &known, answer);
            }
        });
        Self { base }
    }
}

fn serve(mut stream: TcpStream, base: &str, answer: fn(&str) -> (u16, String)) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    // A client may have changed its mind.
    if reader.read_line(&mut first).is_err() || first.is_empty() {
        return;
    }
    let mut line = first.clone();
    while !line.trim().is_empty() {
        line.clear();
        if reader.read_line(&mut line).is_err() {
            return;
        }
    }
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let (status, body) = answer(path);
    let body = body.replace("{base}", base);
    let announced = if path.contains("halb") {
        body.len() + 100
    } else {
        body.len()
    };
    let location = if status == 302 {
        format!("Location: {base}/kurz.ttl\r\n")
    } else {
        String::new()
    };
    let body = if method == "HEAD" { "" } else { &body };
    let written = write!(
        stream,
        "HTTP/1.1 {status} X\r\n{location}Content-Type: text/turtle\r\nContent-Length: {announced}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    // Closing before the client has read would be a reset to it.
    if written.is_ok() && stream.shutdown(Shutdown::Write).is_ok() {
        drop(io::copy(&mut reader, &mut io::sink()));
    }
}

fn pages(path: &str) -> (u16, String) {
    let linked = |name: &str, next: &str| {
        page(&format!(
            "{}<{{base}}{path}> a hydra:PagedCollection, hydra:PartialCollectionView ; hydra:totalItems 2 ; \
             hydra:next <{{base}}{next}> ; hydra:nextPage <{{base}}{next}> .",
            dataset(name)
        ))
    };
    match path {
        "/catalog.ttl" => (200, linked("a", "/catalog.ttl?page=2")),
        "/catalog.ttl?page=2" => (200, page(&dataset("b"))),
        // Of the second, the server breaks off.
        "/kurz.ttl" | "/halb.ttl" => (200, page(&dataset("a"))),
        "/kreis.ttl" => (200, linked("a", "/kreis2.ttl")),
        "/kreis2.ttl" => (200, linked("b", "/kreis2.ttl")),
        "/andere.ttl" => (
            200,
            linked("a", "/weg").replace("{base}/weg", "http://127.0.0.1:1/"),
        ),
        "/umgezogen.ttl" => (302, String::new()),
        _ => (404, String::new()),
    }
}

const ALL: [&str; 4] = ["ckan", "govdata", "piveau", "udata"];

#[test]
fn a_catalogue_on_a_server_is_walked_by_all() {
    let (test, server) = (CliTest::new(), Server::start(pages));
    for harvester in ALL {
        let address = format!("{}/catalog.ttl", server.base);
        let run = test.run(&["rehearse", &address, "--as", harvester, "--format", "json"]);
        assert_eq!(run.code, Some(0), "{harvester}: {run}");
        let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(told["counts"]["imported"], 2, "{harvester}");
        assert_eq!(
            told["pages"][1]["address"],
            format!("{}/catalog.ttl?page=2", server.base)
        );
    }
}

#[test]
fn what_vanishes_between_two_harvests_is_told_by_title() {
    let (test, server) = (CliTest::new(), Server::start(pages));
    let (long, short) = (
        format!("{}/catalog.ttl", server.base),
        format!("{}/kurz.ttl", server.base),
    );
    for harvester in ALL {
        let run = test.run(&["rehearse", &long, "--as", harvester, "--out", "probe.json"]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.stdout.contains("--previous probe.json"), "{run}");
        let run = test.run(&["rehearse", &short, "--as", harvester, "--previous", "probe.json"]);
        assert_eq!(run.code, Some(1), "{run}");
        assert!(
            run.stdout.contains("Würde gelöscht:") && run.stdout.contains("− Satz b"),
            "{run}"
        );
    }
    let run = test.run(&["rehearse", &short, "--as", "ckan", "--previous", "probe.json"]);
    assert_eq!(run.code, Some(2), "a rehearsal of another harvester: {run}");
    test.file("keine.json", "{}");
    let run = test.run(&["rehearse", &short, "--as", "ckan", "--previous", "keine.json"]);
    assert_eq!(run.code, Some(3), "{run}");
    let run = test.run(&["rehearse", &short, "--as", "ckan", "--previous", "fehlt.json"]);
    assert_eq!(run.code, Some(3), "{run}");
}

#[test]
fn what_ends_a_harvest_is_a_finding_and_what_cannot_be_asked_is_none() {
    let (test, server) = (CliTest::new(), Server::start(pages));
    let code = |address: &str| test.run(&["rehearse", address, "--as", "piveau"]);
    for path in ["gibtesnicht.ttl", "kreis.ttl", "halb.ttl"] {
        let run = code(&format!("{}/{path}", server.base));
        assert_eq!(run.code, Some(1), "{path}: {run}");
        assert!(run.stdout.contains("wird aufgegeben"), "{path}: {run}");
    }
    // A page never leads to another door of this computer; nobody answers; the network of the town hall.
    let other_door = format!("{}/andere.ttl", server.base);
    for address in [
        other_door.as_str(),
        "http://127.0.0.1:1/catalog.ttl",
        "http://10.0.0.1/catalog.ttl",
    ] {
        let run = code(address);
        assert_eq!(run.code, Some(5), "{address}: {run}");
        assert!(run.stdout.is_empty(), "{address}: {run}");
    }
}

#[test]
fn a_redirect_is_followed_by_all_but_udata() {
    let (test, server) = (CliTest::new(), Server::start(pages));
    let address = format!("{}/umgezogen.ttl", server.base);
    for (harvester, code) in ALL.into_iter().zip([0, 0, 0, 1]) {
        let run = test.run(&["rehearse", &address, "--as", harvester]);
        assert_eq!(run.code, Some(code), "{harvester}: {run}");
        assert!(run.stdout.contains("/kurz.ttl"), "{harvester}: {run}");
    }
}

#[test]
fn another_portal_is_asked_what_it_has() {
    let (test, server) = (CliTest::new(), Server::start(pages));
    test.file("katalog.ttl", &page(&(dataset("a") + &dataset("c"))));
    let portal = format!("{}/catalog.ttl", server.base);
    let run = test.run(&["rehearse", "katalog.ttl", "--as", "govdata", "--against", &portal]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.stdout.contains(": 1\n") && run.stdout.contains("− Satz a → https://daten.example/a"),
        "{run}"
    );
    let nothing = format!("{}/gibtesnicht", server.base);
    let run = test.run(&[
        "rehearse",
        "katalog.ttl",
        "--as",
        "govdata",
        "--against",
        &nothing,
    ]);
    assert_eq!(run.code, Some(5), "{run}");
}

#[test]
fn files_are_rehearsed_as_they_stand() {
    let test = CliTest::new();
    test.file("gut.ttl", &page(&dataset("a")));
    test.file(
        "ohne.ttl",
        &page(&(dataset("a") + "<https://daten.example/b> a dcat:Dataset .")),
    );
    test.file("leerzeichen.ttl", &page(&dataset("a b")));
    for (file, codes) in [
        ("gut.ttl", [0, 0, 0, 0]),
        // No title: void, void, poor, skipped.
        ("ohne.ttl", [1, 1, 0, 1]),
        // A blank in an address: taken, taken but not for SPARQL, void, taken.
        ("leerzeichen.ttl", [0, 0, 1, 0]),
    ] {
        for (harvester, code) in ALL.into_iter().zip(codes) {
            let run = test.run(&["rehearse", file, "--as", harvester]);
            assert_eq!(run.code, Some(code), "{file} {harvester}: {run}");
        }
    }
    let run = test.run(&["rehearse", "fehlt.ttl", "--as", "ckan"]);
    assert_eq!(run.code, Some(3), "{run}");
    let run = test.run(&["rehearse", "gut.ttl"]);
    assert_eq!(run.code, Some(2), "{run}");
}

#[test]
fn it_reads_like_this() {
    let test = CliTest::new();
    test.file(
        "katalog.ttl",
        &page(
            &(dataset("a")
                + &dataset("b").replace("\"b\"", "\"A\"")
                + "<https://daten.example/c> a dcat:Dataset ."),
        ),
    );
    for (language, harvester) in [("de", "govdata"), ("de", "piveau"), ("en", "udata")] {
        let run = test.run(&["rehearse", "katalog.ttl", "--as", harvester, "--lang", language]);
        insta::assert_snapshot!(format!("rehearse_{harvester}_{language}"), run);
    }
}
