//! From a listening socket to requests, with limits against slow and many clients.

mod impatient;

use std::future::{Future, pending};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use self::impatient::Impatient;
use crate::app::{App, ServeOptions};
use crate::extract::Entrance;
use crate::metrics::{MEDIA_TYPE, Metrics, Open};
use crate::middleware::ClientAddress;
use crate::router::router;
use crate::routes::catalog;
use crate::search;

/// How many connections the door of the data directory has.
const DOOR_CONNECTIONS: usize = 16;

/// How many programs may look at the metrics at once.
const METRICS_CONNECTIONS: usize = 4;

/// How long it takes at most until a new generation is noticed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How long open requests may take to end when the server stops.
const DRAIN_TIME: Duration = Duration::from_secs(30);

/// Why serving ended early.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The listener failed.
    #[error("the listener failed")]
    Listener(#[source] std::io::Error),
}

/// Where connections come in.
#[derive(Debug)]
pub struct Listeners {
    /// Where everybody comes in.
    pub street: TcpListener,
    /// The [door](kolophon_publish::door) of the data directory, if it is to be open.
    pub door: Option<TcpListener>,
    /// Where operators read the metrics, at `/metrics`, if they are to be read.
    pub metrics: Option<TcpListener>,
}

/// What comes in at one listener, and what becomes of it.
struct Way<'a> {
    app: &'a Arc<App>,
    listener: &'a TcpListener,
    entrance: Entrance,
    service: &'a Router,
    places: &'a Arc<Semaphore>,
    server: &'a auto::Builder<TokioExecutor>,
    /// How long a client may take to begin.
    header_time: Duration,
    /// How long a client may take nothing of what it is sent.
    patience: Duration,
}

/// Serves until `shutdown` is ready, then lets open requests end.
///
/// # Errors
/// When the listener cannot say its address.
pub async fn serve(
    options: ServeOptions,
    listeners: Listeners,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = listeners.street.local_addr().map_err(ServeError::Listener)?;
    let connections = Arc::new(Semaphore::new(options.connections));
    let (header_time, patience) = (options.header_time, options.stall_time);
    let server = connection_builder(header_time);
    // The door has places of its own: visitors cannot keep the owner out.
    let at_the_door = Arc::new(Semaphore::new(DOOR_CONNECTIONS));
    let app = Arc::new(App::new(options));
    let service = router(Arc::clone(&app));
    let getting_ready = tokio::spawn(make_feeds_ready(Arc::clone(&app)));
    let searching = tokio::spawn(search::follow(Arc::clone(&app)));
    let graceful = GracefulShutdown::new();
    let (metrics, watching) = (
        metrics_router(&app),
        Arc::new(Semaphore::new(METRICS_CONNECTIONS)),
    );
    let way = |listener, entrance, service, places| Way {
        app: &app,
        listener,
        entrance,
        service,
        places,
        server: &server,
        header_time,
        patience,
    };
    tracing::info!(%address, "listening");
    let door = async {
        match &listeners.door {
            Some(door) => welcome(way(door, Entrance::Door, &service, &at_the_door), &graceful).await,
            None => pending().await,
        }
    };
    let watched = async {
        match &listeners.metrics {
            Some(listener) => welcome(way(listener, Entrance::Metrics, &metrics, &watching), &graceful).await,
            None => pending().await,
        }
    };
    tokio::select! {
        () = shutdown => {}
        () = welcome(way(&listeners.street, Entrance::Street, &service, &connections), &graceful) => {}
        () = door => {}
        () = watched => {}
    }
    // Who asks whether the server is ready hears from now on that it is not.
    app.stop();
    drop(listeners);
    getting_ready.abort();
    searching.abort();
    tracing::info!("stopping: open requests may end");
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("stopped with requests still open");
    }
    Ok(())
}

/// Serves whoever comes in, for ever.
async fn welcome(way: Way<'_>, graceful: &GracefulShutdown) {
    let entrance = way.entrance;
    loop {
        let Some((stream, peer, permit)) = accept(way.listener, way.places).await else {
            continue;
        };
        let open = (entrance == Entrance::Street).then(|| Open::new(way.app));
        let stream = Impatient::new(stream, way.header_time, way.patience);
        let service = way.service.clone().map_request(move |mut request: Request<_>| {
            request.extensions_mut().insert(ClientAddress(peer));
            request.extensions_mut().insert(entrance);
            request.map(axum::body::Body::new)
        });
        let connection = way
            .server
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended");
            }
            drop((permit, open));
        });
    }
}

/// Writes the feeds of each new generation before a portal asks for them.
async fn make_feeds_ready(app: Arc<App>) {
    let mut ready = None;
    loop {
        let state = app.store.state();
        if ready.as_ref().is_none_or(|ready| !Arc::ptr_eq(ready, &state)) {
            let made = Arc::clone(&app).blocking(catalog::make_ready).await;
            if let Err(problem) = made {
                tracing::debug!(kind = ?problem.kind(), "the feeds are not ready");
            }
            ready = Some(state);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

type Accepted = (
    tokio::net::TcpStream,
    std::net::SocketAddr,
    tokio::sync::OwnedSemaphorePermit,
);

/// The next connection, once there is room for it.
async fn accept(listener: &TcpListener, connections: &Arc<Semaphore>) -> Option<Accepted> {
    let permit = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, permit)),
        Err(error) => {
            // Too many open files, mostly: waiting lets some close.
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

fn connection_builder(header_time: Duration) -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_headers(64);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .max_concurrent_streams(64)
        .max_pending_accept_reset_streams(64);
    server
}

/// What operators see.
fn metrics_router(app: &Arc<App>) -> Router {
    let app = Arc::clone(app);
    let metrics = move || async move { ([(header::CONTENT_TYPE, MEDIA_TYPE)], Metrics::text(&app)) };
    Router::new().route("/metrics", get(metrics))
}
