//! The server behind a real socket.

use std::future::pending;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, header};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::{TestServer, sample, sparql};
use crate::middleware::ClientAddress;
use crate::{Listeners, ServeOptions, serve};

#[tokio::test]
async fn open_requests_end_before_the_server_does() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let options = ServeOptions::new(sample::store(), "https://daten.example", sparql::worker_program());
    let (stop, stopped) = oneshot::channel::<()>();
    let listeners = Listeners {
        street: listener,
        door: None,
        metrics: None,
    };
    let server = tokio::spawn(serve(options, listeners, async {
        stopped.await.unwrap();
    }));
    let mut client = TcpStream::connect(address).await.unwrap();
    client
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    client.write_all(b"connection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    // A connection that had not sent its request yet may be closed, but never in the middle of an answer.
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with('}'),
        "{answer}"
    );
    tokio::time::timeout(Duration::from_secs(20), server)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

/// A server at a real socket, with its metrics at another.
struct Running {
    street: SocketAddr,
    metrics: SocketAddr,
}

async fn running(change: impl FnOnce(&mut ServeOptions)) -> Running {
    let street = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = Running {
        street: street.local_addr().unwrap(),
        metrics: metrics.local_addr().unwrap(),
    };
    let mut options = ServeOptions::new(sample::store(), "https://daten.example", sparql::worker_program());
    change(&mut options);
    let listeners = Listeners {
        street,
        door: None,
        metrics: Some(metrics),
    };
    // It ends with the runtime of the test.
    tokio::spawn(serve(options, listeners, pending()));
    running
}

async fn ask(address: SocketAddr, request: &str) -> String {
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
}

#[tokio::test]
async fn slow_senders_of_headers_are_dropped() {
    let running = running(|options| options.header_time = Duration::from_millis(300)).await;
    for beginning in ["", "P", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let begun = Instant::now();
        let mut client = TcpStream::connect(running.street).await.unwrap();
        client.write_all(beginning.as_bytes()).await.unwrap();
        let mut end = Vec::new();
        // A byte now and then does not help.
        let drip = async {
            loop {
                tokio::time::sleep(Duration::from_millis(100)).await;
                let byte = if beginning.len() < 2 { "" } else { "a" };
                if client.write_all(byte.as_bytes()).await.is_err() {
                    return;
                }
                let mut buffer = [0; 512];
                let read = client.try_read(&mut buffer);
                match read {
                    Ok(0) => return,
                    Ok(number) => end.extend_from_slice(&buffer[..number]),
                    Err(_) => {}
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), drip).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_millis(250));
    }
    assert!(
        ask(running.street, &get("/healthz"))
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn an_idle_connection_ends_after_its_answer() {
    let running = running(|options| options.header_time = Duration::from_millis(300)).await;
    let request = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let answer = tokio::time::timeout(Duration::from_secs(10), ask(running.street, request))
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_dropped() {
    let running = running(|options| {
        options.stall_time = Duration::from_millis(300);
        options.connections = 1;
    })
    .await;
    let mut greedy = TcpStream::connect(running.street).await.unwrap();
    // Many answers that nobody reads fill every buffer in between.
    let request = "GET /style.css HTTP/1.1\r\nhost: x\r\n\r\n".repeat(10_000);
    drop(tokio::time::timeout(Duration::from_secs(2), greedy.write_all(request.as_bytes())).await);
    // There is only one place: the next one is served when it is free again.
    let next = tokio::time::timeout(Duration::from_secs(20), ask(running.street, &get("/healthz"))).await;
    assert!(next.unwrap().starts_with("HTTP/1.1 200"));
    drop(greedy);
}

#[tokio::test]
async fn metrics_are_read_at_their_own_address_only() {
    let running = running(|_| {}).await;
    assert!(
        ask(running.street, &get("/healthz"))
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert!(
        ask(running.street, &get("/gibt/es/nicht"))
            .await
            .starts_with("HTTP/1.1 404")
    );
    assert!(
        !ask(running.street, &get("/metrics"))
            .await
            .contains("kolophon_requests_total")
    );
    let text = ask(running.metrics, &get("/metrics")).await;
    assert!(text.contains("content-type: text/plain; version=0.0.4"), "{text}");
    let value = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("{name} ")));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .unwrap_or_else(|| panic!("{name}: {text}"))
    };
    assert!(value("kolophon_requests_total{kind=\"page\",status=\"2xx\"}") >= 1.0);
    assert!(value("kolophon_requests_total{kind=\"page\",status=\"4xx\"}") >= 1.0);
    assert!((value("kolophon_datasets") - 3.0).abs() < 0.1);
    assert!(value("kolophon_request_seconds_count") >= 3.0);
    // Each line is a comment or a name with a number.
    for line in text.split("\r\n\r\n").nth(1).unwrap().lines() {
        assert!(
            line.starts_with("# HELP ")
                || line.starts_with("# TYPE ")
                || line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(),
            "{line}"
        );
    }
    assert!(ask(running.metrics, &get("/")).await.starts_with("HTTP/1.1 404"));
}

#[test]
fn one_client_that_asks_too_much_is_told_when_to_come_back() {
    let server = TestServer::new();
    let ask = |address: &str| {
        let mut request = Request::builder().uri("/healthz").body(Body::empty()).unwrap();
        let peer: SocketAddr = format!("{address}:1234").parse().unwrap();
        request.extensions_mut().insert(ClientAddress(peer));
        server.send(request)
    };
    let limited = (0..1200)
        .map(|_| ask("203.0.113.9"))
        .find(|reply| reply.status == 429)
        .unwrap();
    assert_eq!(limited.problem(), "too-many-requests");
    let seconds: u32 = limited.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=10).contains(&seconds));
    assert_eq!(ask("203.0.113.10").status, 200);
}
