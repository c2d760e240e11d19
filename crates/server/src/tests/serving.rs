//! The server behind a real socket.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::{sample, sparql};
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
