//! One request as a rehearsal wants it, and its answer whatever it is.

use std::io;
use std::time::{Duration, Instant};

use kolophon_publish::rehearse::{End, Fetch, FetchError, Method, Redirects, Request, Response};
use ureq::http::{Method as HttpMethod, Request as HttpRequest, Uri, header};
use ureq::{Agent, Error, ResponseExt as _, Timeout};

use super::fetch::is_web_address;
use super::{MOST_REDIRECTS, Reach, TIMEOUT, agent};

/// Sends requests of rehearsals.
#[derive(Debug)]
pub(crate) struct Exchange {
    agent: Agent,
    began: Instant,
}

impl Exchange {
    /// Reaches public addresses; and when `typed`, the address that a person has typed, is a server on this computer, that
    /// one, too. What pages say never opens a door in here.
    pub(crate) fn reaching(typed: &str) -> Self {
        let reach = own_port(typed).map_or(Reach::Public, |port| Reach::Own { port });
        Self {
            agent: agent(reach, TIMEOUT),
            began: Instant::now(),
        }
    }
}

/// The port of a server on this computer, if the address is of one.
fn own_port(typed: &str) -> Option<u16> {
    let uri: Uri = typed.parse().ok()?;
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    let is_own = host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    let default = if uri.scheme_str() == Some("https") {
        443
    } else {
        80
    };
    is_own.then(|| uri.port_u16().unwrap_or(default))
}

impl Fetch for Exchange {
    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn fetch(&mut self, request: &Request<'_>) -> Result<Response, FetchError> {
        let address = || request.address.to_owned();
        if !is_web_address(request.address) {
            return Err(FetchError::Address { address: address() });
        }
        let method = match request.method {
            Method::Head => HttpMethod::HEAD,
            Method::Get => HttpMethod::GET,
        };
        let most_redirects = match request.redirects {
            Redirects::Follow => MOST_REDIRECTS,
            Redirects::Stay => 0,
        };
        let Ok(message) = HttpRequest::builder()
            .method(method)
            .uri(request.address)
            .body(())
        else {
            return Err(FetchError::Address { address: address() });
        };
        let message = self
            .agent
            .configure_request(message)
            .timeout_global(Some(request.timeout))
            .max_redirects(most_redirects)
            .build();
        let mut response = match self.agent.run(message) {
            Ok(response) => response,
            Err(error) => return no_answer(request.address, error),
        };
        let head = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let mut answer = Response {
            status: response.status().as_u16(),
            content_type: head(header::CONTENT_TYPE),
            content_length: head(header::CONTENT_LENGTH).and_then(|length| length.parse().ok()),
            location: head(header::LOCATION),
            address: match request.redirects {
                Redirects::Follow => followed(request.address, response.get_uri()),
                Redirects::Stay => address(),
            },
            ..Response::default()
        };
        if request.method == Method::Get {
            let body = response
                .body_mut()
                .with_config()
                .limit(request.most_bytes)
                .read_to_vec();
            match body {
                Ok(bytes) => answer.body = bytes,
                Err(Error::BodyExceedsLimit(_)) => answer.end = End::TooLarge,
                Err(Error::Timeout(_)) => answer.end = End::TimedOut,
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::TimedOut => {
                    answer.end = End::TimedOut;
                }
                Err(_) => answer.end = End::BrokenOff,
            }
        }
        Ok(answer)
    }
}

/// The address in the end. What was asked is kept as it was written when nothing led elsewhere.
fn followed(asked: &str, found: &Uri) -> String {
    let is_same = asked.parse::<Uri>().is_ok_and(|uri| uri == *found);
    if is_same {
        asked.to_owned()
    } else {
        found.to_string()
    }
}

/// Without a connection there is nothing to tell; with one, waiting in vain is what the harvester would do as well.
fn no_answer(address: &str, error: Error) -> Result<Response, FetchError> {
    let address = address.to_owned();
    match error {
        Error::HostNotFound => Err(FetchError::NotPublic { address }),
        Error::BadUri(_) | Error::Http(_) => Err(FetchError::Address { address }),
        Error::Timeout(Timeout::Connect | Timeout::Resolve) | Error::ConnectionFailed => {
            Err(FetchError::Unreachable {
                address,
                source: error.into(),
            })
        }
        Error::Timeout(_) => Ok(Response {
            address,
            end: End::TimedOut,
            ..Response::default()
        }),
        other => Err(FetchError::Unreachable {
            address,
            source: other.into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_on_this_computer_that_was_typed_is_an_own_one() {
        for (typed, port) in [
            ("http://127.0.0.1:8080/mainz/catalog.rdf", Some(8080)),
            ("http://localhost/", Some(80)),
            ("https://LOCALHOST/", Some(443)),
            ("http://[::1]:3000/", Some(3000)),
            ("http://10.0.0.1/", None),
            ("http://localhost.example/", None),
            ("https://daten.example/", None),
            ("mainz.ttl", None),
        ] {
            assert_eq!(own_port(typed), port, "{typed}");
        }
        let own = Reach::Own { port: 8080 };
        let allows = |address: &str| own.allows(address.parse().unwrap());
        assert!(allows("127.0.0.1:8080") && allows("8.8.8.8:443"));
        assert!(!allows("127.0.0.1:8081") && !allows("10.0.0.1:8080"));
    }
}
