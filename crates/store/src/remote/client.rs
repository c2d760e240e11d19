//! HTTP to a remote store: one agent, authentication when it is asked for, and typed errors.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use ureq::http::{self, Response};
use ureq::{Agent, Body, Error};

use super::digest_auth::Challenge;
use super::endpoint::Credentials;
use super::error::RemoteError;
use crate::digest::hexadecimal;

/// How long the connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How much of what the store says to a refusal is kept.
const MESSAGE: usize = 300;
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One request.
pub(super) struct Call<'a> {
    pub(super) method: &'static str,
    /// The address of the endpoint.
    pub(super) address: &'a str,
    /// What is added to the address.
    pub(super) parameters: &'a [(&'a str, &'a str)],
    pub(super) accept: &'a str,
    /// The media type and the body.
    pub(super) body: Option<(&'a str, &'a [u8])>,
    /// For the whole of request and response.
    pub(super) time: Duration,
    /// The largest response.
    pub(super) limit: u64,
}

/// A response with status 2xx, or 404.
pub(super) struct Answer {
    pub(super) is_found: bool,
    /// Without parameters, in lower case.
    pub(super) media_type: String,
    pub(super) body: Vec<u8>,
}

pub(super) struct Client {
    agent: Agent,
    credentials: Option<Credentials>,
    /// The last challenge of each endpoint, and how often it was answered.
    challenges: Mutex<BTreeMap<String, (Challenge, u32)>>,
}

impl Client {
    pub(super) fn new(credentials: Option<Credentials>) -> Self {
        let config = Agent::config_builder()
            .user_agent(concat!("kolophon/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            // Credentials and what is published go where the operator says, and nowhere else.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Self {
            agent: config.into(),
            credentials,
            challenges: Mutex::default(),
        }
    }

    pub(super) fn send(&self, call: &Call<'_>) -> Result<Answer, RemoteError> {
        let mut response = self.attempt(call)?;
        if response.status() == 401 && self.accept_challenge(call, &response) {
            response = self.attempt(call)?;
        }
        read(call, response)
    }

    fn attempt(&self, call: &Call<'_>) -> Result<Response<Body>, RemoteError> {
        let mut target = call.address.to_owned();
        for (number, (name, value)) in call.parameters.iter().enumerate() {
            let joint = if number == 0 && !target.contains('?') {
                '?'
            } else {
                '&'
            };
            target.push(joint);
            target.push_str(name);
            target.push('=');
            target.extend(percent_encoded(value));
        }
        let mut request = http::Request::builder()
            .method(call.method)
            .uri(&target)
            .header(ACCEPT, call.accept);
        if let Some(authorization) = self.authorization(call, &target)? {
            request = request.header(AUTHORIZATION, authorization);
        }
        let result = match call.body {
            Some((media_type, body)) => request
                .header(CONTENT_TYPE, media_type)
                .body(body)
                .map_err(Error::from)
                .and_then(|request| self.run(request, call.time)),
            None => request
                .body(())
                .map_err(Error::from)
                .and_then(|request| self.run(request, call.time)),
        };
        result.map_err(|error| failure(call.address, error))
    }

    fn run(
        &self,
        request: http::Request<impl ureq::AsSendBody>,
        time: Duration,
    ) -> Result<Response<Body>, Error> {
        let request = self.agent.configure_request(request);
        self.agent.run(request.timeout_global(Some(time)).build())
    }

    /// What answers the last challenge of the endpoint, if there was one.
    fn authorization(&self, call: &Call<'_>, target: &str) -> Result<Option<String>, RemoteError> {
        let Some(credentials) = &self.credentials else {
            return Ok(None);
        };
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((challenge, count)) = challenges.get_mut(call.address) else {
            return Ok(None);
        };
        *count += 1;
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|error| RemoteError::Unreachable {
            address: call.address.to_owned(),
            source: io::Error::other(error),
        })?;
        let answer = challenge.answer(
            credentials,
            call.method,
            path_and_query(target),
            *count,
            &hexadecimal(&random),
        );
        Ok(Some(answer))
    }

    /// Keeps the challenge of a response; says whether there is an answer to it.
    fn accept_challenge(&self, call: &Call<'_>, response: &Response<Body>) -> bool {
        if self.credentials.is_none() {
            return false;
        }
        let fields = response.headers().get_all(WWW_AUTHENTICATE).iter();
        let Some(challenge) = Challenge::best_of(fields.filter_map(|field| field.to_str().ok())) else {
            return false;
        };
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        challenges.insert(call.address.to_owned(), (challenge, 0));
        true
    }
}

/// A value as it may stand in an address or a form.
pub(super) fn percent_encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, PLAIN)
}

fn path_and_query(target: &str) -> &str {
    let behind_scheme = target.split_once("://").map_or(target, |(_, rest)| rest);
    behind_scheme
        .find('/')
        .map_or("/", |start| &behind_scheme[start..])
}

fn read(call: &Call<'_>, mut response: Response<Body>) -> Result<Answer, RemoteError> {
    let address = || call.address.to_owned();
    let status = response.status().as_u16();
    let media_type = response
        .body()
        .mime_type()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let body = response.body_mut().with_config().limit(call.limit).read_to_vec();
    match status {
        200..=299 | 404 => Ok(Answer {
            is_found: status != 404,
            media_type,
            body: body.map_err(|error| failure(call.address, error))?,
        }),
        401 | 403 => Err(RemoteError::NotAllowed {
            address: address(),
            status,
        }),
        429 | 502..=504 => Err(RemoteError::Unavailable {
            address: address(),
            status,
        }),
        _ => Err(RemoteError::Refused {
            address: address(),
            status,
            message: beginning(&body.unwrap_or_default()),
        }),
    }
}

/// The beginning of a message on one line.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(MESSAGE).collect()
}

fn failure(address: &str, error: Error) -> RemoteError {
    let address = address.to_owned();
    let reason = error.to_string();
    match error {
        Error::Timeout(_) => RemoteError::Timeout { address },
        Error::BodyExceedsLimit(limit) => RemoteError::TooLarge { address, limit },
        Error::Io(source) if source.kind() == io::ErrorKind::TimedOut => RemoteError::Timeout { address },
        Error::Io(source) if source.kind() == io::ErrorKind::UnexpectedEof => {
            RemoteError::Broken { address, reason }
        }
        Error::Io(source) => RemoteError::Unreachable { address, source },
        Error::Protocol(_) => RemoteError::Broken { address, reason },
        error => RemoteError::Unreachable {
            address,
            source: io::Error::other(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_path_and_query() {
        for (address, target) in [
            ("http://a.example", "/"),
            ("http://a.example:8890/sparql-auth", "/sparql-auth"),
            ("https://a.example/store?graph=urn%3Ax", "/store?graph=urn%3Ax"),
        ] {
            assert_eq!(path_and_query(address), target);
        }
    }

    #[test]
    fn nobody_there_is_unreachable() {
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let address = format!("http://{port}/sparql");
        let answer = Client::new(None).send(&Call {
            method: "GET",
            address: &address,
            parameters: &[],
            accept: "*/*",
            body: None,
            time: Duration::from_secs(5),
            limit: 10,
        });
        assert!(matches!(answer, Err(RemoteError::Unreachable { .. })));
    }
}
