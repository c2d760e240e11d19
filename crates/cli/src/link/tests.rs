//! Against a server that the test starts itself on 127.0.0.1.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::*;

/// A server with a few paths; it notes what it is asked.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let noted = Arc::clone(&noted);
                thread::spawn(move || serve(stream.unwrap(), &noted));
            }
        });
        Self { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut line = first.clone();
    while !line.trim().is_empty() {
        line.clear();
        reader.read_line(&mut line).unwrap();
    }
    let request = first
        .rsplit_once(' ')
        .map_or("", |(request, _)| request)
        .to_owned();
    asked.lock().unwrap().push(request.clone());
    let status = match request.as_str() {
        "HEAD /da" | "GET /nur-get" => "200 OK",
        "HEAD /nur-get" => "405 Method Not Allowed",
        "HEAD /umgezogen" => "301 Moved Permanently\r\nLocation: /da",
        "HEAD /im-kreis" => "302 Found\r\nLocation: /im-kreis",
        "HEAD /nach-innen" => "302 Found\r\nLocation: http://10.0.0.1/",
        "HEAD /kaputt" => "500 Internal Server Error",
        "HEAD /stumm" => return,
        _ => "404 Not Found",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
}

#[test]
fn every_address_is_asked_once_and_its_status_is_the_answer() {
    let server = Server::start();
    let paths = [
        ("da", Answer::Status(200)),
        ("nur-get", Answer::Status(200)),
        ("umgezogen", Answer::Status(200)),
        ("im-kreis", Answer::Status(302)),
        ("nach-innen", Answer::Nothing),
        ("kaputt", Answer::Status(500)),
        ("stumm", Answer::Nothing),
        ("fehlt", Answer::Status(404)),
    ];
    let expected: BTreeMap<String, Answer> = paths
        .iter()
        .map(|(path, answer)| (format!("{}/{path}", server.base), *answer))
        .collect();
    let addresses: Vec<&str> = expected.keys().map(String::as_str).collect();
    let answers = ask_with(&agent(Reach::Loopback, TIMEOUT), &addresses);
    for (address, answer) in &expected {
        assert_eq!(answers.of(address), Some(*answer), "{address}");
    }
    let asked = server.asked();
    let times = |request: &str| asked.iter().filter(|asked| asked == &request).count();
    assert_eq!(
        (times("HEAD /kaputt"), times("HEAD /fehlt"), times("GET /nur-get")),
        (1, 1, 1),
        "{asked:?}"
    );
    // Once for itself, once behind the redirect.
    assert_eq!(times("HEAD /da"), 2, "{asked:?}");
    assert!(
        times("HEAD /im-kreis") <= 1 + MOST_REDIRECTS as usize,
        "{asked:?}"
    );
}

#[test]
fn this_computer_is_never_reached() {
    let server = Server::start();
    let port = server.base.rsplit(':').next().unwrap();
    let addresses: Vec<String> = [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0",
    ]
    .iter()
    .map(|host| format!("http://{host}:{port}/da"))
    .collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let answers = ask(&addresses);
    assert_eq!(answers.iter().count(), addresses.len());
    for (address, answer) in answers.iter() {
        assert_eq!(answer, Answer::Nothing, "{address}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn what_is_no_address_answers_nothing() {
    let addresses = ["http://", "https://[", "http://a b/", "httpx://daten.example/"];
    for (address, answer) in ask(&addresses).iter() {
        assert_eq!(answer, Answer::Nothing, "{address}");
    }
}
