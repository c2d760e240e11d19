//! Against a server that the test starts itself on 127.0.0.1.

use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use kolophon_publish::init::{NewCity, settings};
use tempfile::TempDir;

use super::*;

/// Answers a request by its path and query: status, media type and body; `{base}` in it is the server's address.
type Answer = fn(&str) -> (u16, &'static str, String);

struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (noted, own) = (Arc::clone(&asked), base.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (noted, own) = (Arc::clone(&noted), own.clone());
                thread::spawn(move || serve(stream.unwrap(), &own, &noted, answer));
            }
        });
        Self { base, asked }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn serve(mut stream: TcpStream, base: &str, asked: &Mutex<Vec<String>>, answer: Answer) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let (status, media_type, body) = answer(&path);
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    let body = body.replace("{base}", base);
    // A body that is announced longer than it is breaks off.
    let length = body.len() + usize::from(media_type == "text/half") * 100;
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: {media_type}; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
}

/// An installation with one city.
fn installation() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let city = NewCity {
        slug: "stadt".to_owned(),
        name: "Stadt Musterstadt".to_owned(),
        key: "07315000".to_owned(),
        contact: "opendata@musterstadt.de".to_owned(),
        licence: "http://dcat-ap.de/def/licenses/dl-by-de/2.0".to_owned(),
        base: "https://daten.musterstadt.de".to_owned(),
        demo: false,
    };
    fs::write(folder.path().join(config::FILE_NAME), settings(&city).unwrap()).unwrap();
    folder
}

/// What stderr got.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn import(source: &str, format: ImportFormat, folder: &TempDir) -> (Result<Exit, Failure>, String) {
    let arguments = ImportArguments {
        source: PathBuf::from(source),
        city: "stadt".to_owned(),
        format,
        output: Some(output(folder)),
    };
    let heard = Heard::default();
    let mut ui = Ui::new(Box::new(std::io::sink()), Box::new(heard.clone()));
    let result = run_with(&arguments, &Fetcher::loopback(), &mut ui);
    let said = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    (result, said)
}

fn output(folder: &TempDir) -> PathBuf {
    folder.path().join("stadt").join(FOLDER)
}

/// The triples that the written files mean.
fn written(folder: &TempDir) -> String {
    let file = config::said(&folder.path().join(config::FILE_NAME)).unwrap();
    let defaults = defaults(&file.cities["stadt"]);
    let input = crate::input::Input::read(&[output(folder)]);
    let mut reading = kolophon_publish::reading::read(&input.documents, &defaults);
    assert!(reading.unreadable.is_empty(), "{:?}", reading.unreadable);
    let graph = std::mem::take(reading.material.builder()).finish();
    let mut lines: Vec<String> = graph
        .triples()
        .iter()
        .map(|triple| {
            let [subject, predicate, object] =
                [triple.subject, triple.predicate, triple.object].map(|id| graph.term(id).to_string());
            format!("{subject} {predicate} {object}\n")
        })
        .collect();
    lines.sort();
    lines.concat()
}

fn refused(source: &str, exit: Exit, folder: &TempDir) -> String {
    let (result, said) = import(source, ImportFormat::Xlsx, folder);
    let failure = result.unwrap_err();
    assert_eq!(failure.exit, exit, "{failure:?}");
    assert!(!output(folder).exists());
    assert!(!said.contains("Übernommen"), "{said}");
    failure.message.de
}

const PREFIXES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
                        @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n";

fn dataset(letter: char) -> String {
    format!(
        "<https://alt.example/> a dcat:Catalog ; dcat:dataset <https://alt.example/{letter}> .\n\
         <https://alt.example/{letter}> a dcat:Dataset ; dct:title \"Satz {letter}\"@de ; dct:identifier \"nr-{letter}\" .\n"
    )
}

/// Pages with both kinds of nodes, and others that lead astray.
fn catalogue(path: &str) -> (u16, &'static str, String) {
    let page = |text: String| (200, "text/turtle", format!("{PREFIXES}{text}"));
    match path {
        "/catalog.ttl" => page(format!(
            "{}<{{base}}/catalog.ttl?page=1> a hydra:PagedCollection ; hydra:nextPage \"{{base}}/catalog.ttl?page=2\" .",
            dataset('a')
        )),
        "/catalog.ttl?page=2" => page(format!(
            "{}[] a hydra:PartialCollectionView ; hydra:next <{{base}}/catalog.ttl?page=3> .",
            dataset('b')
        )),
        "/catalog.ttl?page=3" => page(dataset('c')),
        "/kreis" => page(format!("{}[] hydra:next <{{base}}/kreis2> .", dataset('a'))),
        "/kreis2" => page(format!("{}[] hydra:next <{{base}}/kreis> .", dataset('b'))),
        "/luecke" => page(format!("{}[] hydra:next <{{base}}/fehlt> .", dataset('a'))),
        "/bruch" => page(format!("{}[] hydra:next <{{base}}/kaputt> .", dataset('a'))),
        "/kaputt" => page("<https://alt.example/b> a dcat:Dataset ; dct:title \"Satz".to_owned()),
        "/halb" => page(format!("{}[] hydra:next <{{base}}/halb2> .", dataset('a'))),
        "/halb2" => (200, "text/half", format!("{PREFIXES}{}", dataset('b'))),
        "/datei" => page(format!("{}[] hydra:next <file:///etc/passwd> .", dataset('a'))),
        "/innen" => page(format!("{}[] hydra:next <http://10.0.0.1/> .", dataset('a'))),
        "/leer" => page(String::new()),
        "/seite" => (200, "text/html", "<!doctype html><p>Hallo".to_owned()),
        _ => (404, "text/html", "nichts".to_owned()),
    }
}

#[test]
fn every_page_is_taken_and_addresses_and_identifiers_stay() {
    let server = Server::start(catalogue);
    for format in [ImportFormat::Xlsx, ImportFormat::Yaml] {
        let folder = installation();
        let (result, said) = import(&format!("{}/catalog.ttl", server.base), format, &folder);
        assert_eq!(result.unwrap(), Exit::Clean, "{said}");
        assert!(said.contains("Übernommen: 3 Datensätze"), "{said}");
        assert!(said.contains("3 Seiten"), "{said}");
        assert!(said.contains("kolophon validate "), "{said}");
        let text = written(&folder);
        for letter in ['a', 'b', 'c'] {
            let subject = format!("<https://alt.example/{letter}>");
            for line in [
                format!("{subject} <http://purl.org/dc/terms/identifier> \"nr-{letter}\""),
                format!(
                    "<https://daten.musterstadt.de/stadt/catalog> <http://www.w3.org/ns/dcat#dataset> {subject}"
                ),
            ] {
                assert!(text.contains(&line), "{line}\nis not in\n{text}");
            }
        }
        assert!(
            !text.contains("hydra") && !text.contains("<https://alt.example/> "),
            "{text}"
        );
        // What the source does not say, the defaults of the city do not say in its place.
        assert!(!text.contains("opendata@musterstadt.de"), "{text}");
        let report = fs::read_to_string(output(&folder).join(write::REPORT)).unwrap();
        assert!(
            report.contains("Nicht übernommen: 1\n  https://alt.example/\n"),
            "{report}"
        );
    }
}

#[test]
fn a_page_that_does_not_come_or_cannot_be_read_means_that_nothing_is_written() {
    let server = Server::start(catalogue);
    let folder = installation();
    for (path, exit, part) in [
        ("luecke", Exit::Network, "Status 404"),
        ("bruch", Exit::Unreadable, "bricht der Text"),
        ("halb", Exit::Network, "bricht ab"),
        ("kreis", Exit::Network, "im Kreis"),
        ("datei", Exit::Usage, "file:///etc/passwd"),
        ("innen", Exit::Network, "nicht im öffentlichen Netz"),
        ("leer", Exit::Unreadable, "keinen Datensatz"),
        ("seite", Exit::Unreadable, "weder ein Katalog"),
        ("gibtesnicht", Exit::Network, "Status 404"),
    ] {
        let message = refused(&format!("{}/{path}", server.base), exit, &folder);
        assert!(message.contains(part), "{path}: {message}");
        assert!(
            message.contains("nichts geschrieben") || exit != Exit::Network,
            "{path}: {message}"
        );
    }
}

#[test]
fn this_computer_is_never_reached() {
    let server = Server::start(catalogue);
    let folder = installation();
    let arguments = ImportArguments {
        source: PathBuf::from(format!("{}/catalog.ttl", server.base)),
        city: "stadt".to_owned(),
        format: ImportFormat::Xlsx,
        output: Some(output(&folder)),
    };
    let mut ui = Ui::new(Box::new(std::io::sink()), Box::new(std::io::sink()));
    let failure = run(&arguments, &mut ui).unwrap_err();
    assert_eq!(failure.exit, Exit::Network, "{failure:?}");
    assert_eq!(server.asked(), 0);
}

/// A portal with 150 packages, which come by hundreds; under `/kurz` the second page is empty.
fn portal(path: &str) -> (u16, &'static str, String) {
    let json = |text: String| (200, "application/json", text);
    let start = path
        .rsplit_once("start=")
        .map_or(0, |(_, start)| start.parse().unwrap());
    let packages = |range: std::ops::Range<usize>| {
        let one = |number: usize| {
            format!(
                r#"{{"id": "p{number}", "title": "Satz {number}", "license_id": "cc-by/4.0", "organization": {{"id": "o", "title": "Amt"}},
                    "groups": [{{"name": "envi"}}], "resources": [{{"id": "r", "url": "https://a.example/{number}.csv", "format": "CSV"}}]}}"#
            )
        };
        range.map(one).collect::<Vec<_>>().join(",")
    };
    let answer = |count: usize, range: std::ops::Range<usize>| {
        format!(
            r#"{{"success": true, "result": {{"count": {count}, "results": [{}]}}}}"#,
            packages(range)
        )
    };
    if path == "/" {
        return (
            200,
            "text/html",
            "<!doctype html><title>Portal</title>".to_owned(),
        );
    }
    if path.starts_with("/kurz/") && start > 0 {
        return json(answer(150, 0..0));
    }
    if path.starts_with("/bruch/") && start > 0 {
        return json("{\"success\": tr".to_owned());
    }
    if path.starts_with("/weg/") && start > 0 {
        return (503, "text/plain", String::new());
    }
    if path.contains("fq=organization:amt") {
        return json(answer(1, 7..8));
    }
    json(answer(150, start..150.min(start + 100)))
}

#[test]
fn a_portal_with_ckan_is_found_behind_its_front_page() {
    let server = Server::start(portal);
    let folder = installation();
    let (result, said) = import(&format!("{}/", server.base), ImportFormat::Xlsx, &folder);
    assert_eq!(result.unwrap(), Exit::Clean, "{said}");
    assert!(said.contains("Übernommen: 150 Datensätze"), "{said}");
    let text = written(&folder);
    for number in [0, 99, 100, 149] {
        let line = format!(
            "<{0}/dataset/p{number}/resource/r> <http://purl.org/dc/terms/license> <http://dcat-ap.de/def/licenses/cc-by/4.0>",
            server.base
        );
        assert!(text.contains(&line), "{line}");
        assert!(text.contains(&format!("<http://purl.org/dc/terms/identifier> \"p{number}\"")));
    }
}

#[test]
fn the_filter_of_a_typed_search_holds() {
    let server = Server::start(portal);
    let folder = installation();
    let source = format!(
        "{}/api/3/action/package_search?rows=5&fq=organization:amt&start=3",
        server.base
    );
    let (result, said) = import(&source, ImportFormat::Yaml, &folder);
    assert_eq!(result.unwrap(), Exit::Clean, "{said}");
    assert!(said.contains("Übernommen: 1 Datensatz"), "{said}");
    assert!(output(&folder).join("p7.yaml").is_file());
}

#[test]
fn a_portal_that_stops_in_the_middle_means_that_nothing_is_written() {
    let server = Server::start(portal);
    let folder = installation();
    for (path, exit, part) in [
        (
            "kurz",
            Exit::Network,
            "kündigt 150 Einträge an und liefert nur 100",
        ),
        ("bruch", Exit::Unreadable, "nicht wie ein Portal"),
        ("weg", Exit::Network, "Status 503"),
    ] {
        let source = format!("{}/{path}/api/3/action/package_search", server.base);
        let message = refused(&source, exit, &folder);
        assert!(message.contains(part), "{path}: {message}");
    }
}

#[test]
fn nothing_is_written_over() {
    let folder = installation();
    let file = folder.path().join("alt.ttl");
    fs::write(&file, format!("{PREFIXES}{}", dataset('a'))).unwrap();
    let source = file.to_string_lossy().into_owned();
    let (result, said) = import(&source, ImportFormat::Yaml, &folder);
    assert_eq!(result.unwrap(), Exit::Clean, "{said}");
    let before = fs::read(output(&folder).join("a.yaml")).unwrap();
    let (again, _) = import(&source, ImportFormat::Yaml, &folder);
    assert_eq!(again.unwrap_err().exit, Exit::Conflict);
    assert_eq!(fs::read(output(&folder).join("a.yaml")).unwrap(), before);
    // No unfinished folder is left beside it.
    assert_eq!(fs::read_dir(folder.path().join("stadt")).unwrap().count(), 1);
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let folder = installation();
    let file = folder.path().join("alt.ttl");
    fs::write(
        &file,
        format!("{PREFIXES}{}<urn:b> dct:title \"offen", dataset('a')),
    )
    .unwrap();
    let message = refused(&file.to_string_lossy(), Exit::Unreadable, &folder);
    assert!(message.contains("alt.ttl:5: Hier bricht"), "{message}");
    let message = refused("gibtesnicht.ttl", Exit::Unreadable, &folder);
    assert!(message.contains("gibt es nicht"), "{message}");
}
