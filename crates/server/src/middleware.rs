//! What happens around every request: identifier, log, security headers, problems.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::extract::Client;
use crate::html::problem_page;
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;

/// How long a handler may take. SPARQL has its own, shorter limit.
const REQUEST_TIME: Duration = Duration::from_mins(1);

/// The header that names a request as the log and problems do.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The address of the client, where the connection is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) SocketAddr);

/// Pages load nothing but the style sheet and send forms nowhere else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// Gives the request an identifier, logs it, and turns problems into bodies.
pub(crate) async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = new_request_id(started, request.extensions().get::<ClientAddress>());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let client = Client::of(request.headers());
    let address = request
        .extensions()
        .get::<ClientAddress>()
        .map(|peer| app.limits.client(peer.0.ip(), request.headers()));
    let network = address.map_or_else(String::new, network);
    let counted = app.metrics.begin();

    let allowed = address.map_or(Ok(()), |address| app.limits.take(address, started));
    let mut response = match allowed {
        Ok(()) => next.run(request).await,
        Err(seconds) => Problem::new(ProblemKind::TooManyRequests)
            .retry_after(seconds)
            .into_response(),
    };
    drop(counted);
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = &problem {
        response = with_body(&app, problem, response, &client, &id);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    secure(response.headers_mut());
    let status = response.status().as_u16();
    app.metrics.count(&path, status, started.elapsed());
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let cause = problem
        .as_ref()
        .and_then(Problem::cause_chain)
        .unwrap_or_default();
    if response.status().is_server_error() {
        tracing::error!(%id, %method, %path, status, milliseconds, network, cause, "request failed");
    } else {
        tracing::info!(%id, %method, %path, status, milliseconds, network, cause, "request");
    }
    if method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

/// Ends a request that takes too long.
pub(crate) async fn limit_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(ProblemKind::RequestTimeout).into_response(),
    }
}

/// Gives the responses that the router and its layers make themselves the body of a problem.
pub(crate) async fn name_bare_errors(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let says_so_itself = media_type.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if says_so_itself || response.extensions().get::<Problem>().is_some() {
        return response;
    }
    let kind = match response.status() {
        // Only the path can be refused without a problem: by escapes that are no UTF-8, which nothing is called.
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => ProblemKind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemKind::MethodNotAllowed,
        StatusCode::INTERNAL_SERVER_ERROR => ProblemKind::Internal,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::RequestTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemKind::UnsupportedMediaType,
        _ => return response,
    };
    let mut problem = Problem::new(kind).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}

/// The response to a handler that panicked. The message goes to the log alone.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub(crate) fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("panic")
        .to_owned();
    Problem::new(ProblemKind::Internal)
        .because(std::io::Error::other(message))
        .into_response()
}

fn with_body(app: &App, problem: &Problem, response: Response, client: &Client, id: &str) -> Response {
    let (mut parts, _) = response.into_parts();
    let body = if client.accept.prefers_html() {
        Representation::html(&problem_page(app, problem, client.language, id))
            .map(|page| page.respond(&HeaderMap::new()))
            .ok()
    } else {
        None
    };
    let body = body.unwrap_or_else(|| {
        let json = problem.to_json(app.addresses.base(), id, client.language);
        Representation::new("application/problem+json", json.to_string()).respond(&HeaderMap::new())
    });
    let (described, body) = body.into_parts();
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        if let Some(value) = described.headers.get(&name) {
            parts.headers.insert(name, value.clone());
        }
    }
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    parts
        .headers
        .insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    parts.headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(client.language.tag()),
    );
    Response::from_parts(parts, body)
}

fn secure(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The network a client is in: enough to see where load comes from, too little to know a person.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// An identifier in the form of a UUID; unique enough to find a request in a log, and no secret.
fn new_request_id(started: Instant, address: Option<&ClientAddress>) -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let process = std::process::id();
    let seed = format!("{process} {count} {started:?} {address:?}");
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&Sha256::digest(seed)[..16]);
    // Version 8 leaves the content to the one who makes it: RFC 9562 §5.8.
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_knows_networks_and_no_persons() {
        for (address, expected) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            assert_eq!(network(address.parse().unwrap()), expected);
        }
    }

    #[test]
    fn identifiers_differ() {
        let now = Instant::now();
        assert_ne!(new_request_id(now, None), new_request_id(now, None));
    }
}
