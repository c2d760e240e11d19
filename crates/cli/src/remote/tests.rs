//! Against a server that the test plays itself on 127.0.0.1.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use kolophon_publish::api::Order;

use super::*;
use crate::exit::Exit;

/// Answers every request with the same text and notes what came.
struct Played {
    base: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Played {
    fn start(answer: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (noted, answer) = (Arc::clone(&heads), answer.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming() {
                play(stream.unwrap(), &noted, &answer);
            }
        });
        Self { base, heads }
    }

    fn remote(&self) -> Remote {
        Remote {
            agent: agent(None, WORK_TIME),
            address: Address::parse(&self.base).unwrap(),
            secret: Token::of("klp_geheim").unwrap(),
            authority: Authority::Token,
            language: Language::German,
        }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn play(mut stream: TcpStream, noted: &Mutex<Vec<String>>, answer: &str) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap() == 0 {
            return;
        }
    }
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    noted.lock().unwrap().push(head);
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    stream.write_all(answer.as_bytes()).unwrap();
}

fn answer(status: &str, media_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn problem(status: &str, kind: &str, more: &str) -> String {
    let body = format!(
        "{{\"type\":\"https://daten.example/problems/{kind}\",\"title\":\"Titel\",\"detail\":\"So ist es.\"{more}}}"
    );
    answer(status, "application/problem+json", &body)
}

fn parcel() -> Parcel {
    Parcel {
        order: Order::default(),
        documents: Vec::new(),
        complete: false,
        allow_errors: false,
    }
}

#[test]
fn whatever_answers_is_told_kindly_and_ends_with_the_documented_code() {
    let page = "<!DOCTYPE html><title>Willkommen</title>";
    for (reply, exit, said) in [
        (
            answer("200 OK", "text/html", page),
            Exit::Network,
            "kein Kolophon",
        ),
        (
            answer("404 Not Found", "text/html", page),
            Exit::Network,
            "kein Kolophon",
        ),
        (
            answer("413 Content Too Large", "text/html", page),
            Exit::Network,
            "nimmt so große Sendungen nicht an",
        ),
        (
            answer("502 Bad Gateway", "text/html", page),
            Exit::Network,
            "nicht verfügbar",
        ),
        (
            answer("503 Service Unavailable", "text/html", page),
            Exit::Network,
            "nicht verfügbar",
        ),
        (
            answer("407 Proxy Authentication Required", "text/html", page),
            Exit::NotAllowed,
            "lässt niemanden durch",
        ),
        (
            answer("200 OK", "application/json", "{}"),
            Exit::Network,
            "anderen Version",
        ),
        (
            answer(
                "200 OK",
                "application/json",
                "{\"schema_version\":9,\"plans\":[]}",
            ),
            Exit::Network,
            "anderen Version",
        ),
        (
            problem("401 Unauthorized", "token-required", ""),
            Exit::NotAllowed,
            "So ist es.",
        ),
        (
            problem("403 Forbidden", "not-permitted", ""),
            Exit::NotAllowed,
            "So ist es.",
        ),
        (
            problem("409 Conflict", "conflict", ""),
            Exit::Conflict,
            "So ist es.",
        ),
        (
            problem("409 Conflict", "removals-not-allowed", ""),
            Exit::NotAllowed,
            "So ist es.",
        ),
        (
            problem("412 Precondition Failed", "generation-changed", ""),
            Exit::Conflict,
            "So ist es.",
        ),
        (
            problem("413 Content Too Large", "request-too-large", ""),
            Exit::Network,
            "So ist es.",
        ),
        (
            problem("422 Unprocessable Content", "not-publishable", ""),
            Exit::Findings,
            "So ist es.",
        ),
        (
            problem("503 Service Unavailable", "busy", ""),
            Exit::Network,
            "So ist es.",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{".to_owned(),
            Exit::Network,
            "nicht zu erreichen",
        ),
        ("kein HTTP".to_owned(), Exit::Network, "nicht zu erreichen"),
    ] {
        let failure = Played::start(&reply)
            .remote()
            .plan("mainz", &parcel())
            .unwrap_err();
        assert_eq!(failure.exit, exit, "{reply}");
        assert!(failure.message.de.contains(said), "{reply}: {failure:?}");
        assert!(!format!("{failure:?}").contains("geheim"), "{reply}");
    }
}

#[test]
fn a_token_follows_no_redirect() {
    let target = Played::start(&answer("200 OK", "application/json", "{}"));
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let redirect = format!(
            "HTTP/1.1 {status}\r\nLocation: {}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            target.base
        );
        let played = Played::start(&redirect);
        let failure = played.remote().plan("mainz", &parcel()).unwrap_err();
        assert_eq!(failure.exit, Exit::Network, "{failure:?}");
        assert!(failure.message.de.contains(&target.base), "{failure:?}");
        let failure = played.remote().city("mainz").unwrap_err();
        assert_eq!(failure.exit, Exit::Network, "{failure:?}");
    }
    assert!(target.heads().is_empty());
}

#[test]
fn the_token_is_sent_in_its_header_and_nowhere_else() {
    let played = Played::start(&problem(
        "404 Not Found",
        "not-found",
        ",\"reason\":\"unknown-city\"",
    ));
    assert_eq!(played.remote().city("mainz & co").unwrap(), None);
    let heads = played.heads();
    let head = heads[0].to_lowercase();
    assert!(
        head.starts_with("get /api/v1/cities/mainz%20%26%20co http/1.1\r\n"),
        "{head}"
    );
    assert_eq!(head.matches("klp_geheim").count(), 1, "{head}");
    assert!(head.contains("authorization: bearer klp_geheim"), "{head}");
    assert!(head.contains("accept-language: de"), "{head}");
}

#[test]
fn a_server_without_the_path_is_an_older_one() {
    let played = Played::start(&problem("404 Not Found", "not-found", ""));
    let failure = played.remote().city("mainz").unwrap_err();
    assert!(failure.message.de.contains("anderen Version"), "{failure:?}");
}

#[test]
fn nobody_there_changes_nothing_and_a_lost_answer_may_have() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let nobody = Remote {
        address: Address::parse(&base).unwrap(),
        ..Played::start("").remote()
    };
    let refusal = nobody.load("mainz", &parcel(), &[], None).unwrap_err();
    let failure = Failure::from(refusal);
    assert_eq!(failure.exit, Exit::Network);
    assert!(failure.message.de.contains("läuft kein Dienst"), "{failure:?}");
    assert!(failure.hint.unwrap().de.contains("nichts geändert"));

    // It has read all and says nothing.
    let refusal = Played::start("")
        .remote()
        .load("mainz", &parcel(), &[], None)
        .unwrap_err();
    let failure = Failure::from(refusal);
    assert_eq!(failure.exit, Exit::Network);
    assert!(failure.hint.unwrap().de.contains("kolophon log --city"));
}
