//! Asking addresses whether they answer, and fetching what they hold, without ever reaching into the network of this
//! computer.
//!
//! Every connection, also that of a redirect, goes through one resolver that knows public addresses only, and at most the
//! one server on this computer that a person has typed: catalogues
//! are other people's texts, and must not make this computer knock at doors inside the town hall.

mod exchange;
mod fetch;
mod public;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use kolophon_validate::quality::{Answer, Answers};
use ureq::config::Config;
use ureq::http::{Method, Request, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

pub(crate) use self::exchange::Exchange;
pub(crate) use self::fetch::{FetchError, Fetched, Fetcher, is_web_address};

/// How many addresses are asked at a time: fewer than a browser asks of one server.
const AT_A_TIME: usize = 4;
/// How long a server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an address may take to answer, redirects included.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How many redirects are followed.
const MOST_REDIRECTS: u32 = 5;

/// Asks every address once.
pub(crate) fn ask(addresses: &[&str]) -> Answers {
    ask_with(&agent(Reach::Public, TIMEOUT), addresses)
}

fn ask_with(agent: &Agent, addresses: &[&str]) -> Answers {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        while let Some(address) = addresses.get(next.fetch_add(1, Ordering::Relaxed)) {
            answers.push(((*address).to_owned(), answer(agent, address)));
        }
        answers
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME).map(|_| scope.spawn(work)).collect();
        let answers = workers.into_iter().filter_map(|worker| worker.join().ok());
        answers.flatten().collect()
    })
}

/// HEAD, as the portal asks; GET where the server does not know it.
fn answer(agent: &Agent, address: &str) -> Answer {
    match status(agent, Method::HEAD, address) {
        Some(405 | 501) => status(agent, Method::GET, address),
        status => status,
    }
    .map_or(Answer::Nothing, Answer::Status)
}

/// The status; the body is not read.
fn status(agent: &Agent, method: Method, address: &str) -> Option<u16> {
    let request = Request::builder().method(method).uri(address).body(()).ok()?;
    let response = agent.run(request).ok()?;
    Some(response.status().as_u16())
}

/// Whom connections may reach.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// Public addresses.
    Public,
    /// Public addresses, and the server on this computer that a person has typed.
    Own {
        /// Its port.
        port: u16,
    },
    /// This computer, where a test has its server.
    #[cfg(test)]
    Loopback,
}

impl Reach {
    fn allows(self, address: SocketAddr) -> bool {
        match self {
            Self::Public => public::is_public(address.ip()),
            Self::Own { port } => {
                public::is_public(address.ip()) || (address.ip().is_loopback() && address.port() == port)
            }
            #[cfg(test)]
            Self::Loopback => address.ip().is_loopback(),
        }
    }
}

fn agent(reach: Reach, timeout: Duration) -> Agent {
    let config = Config::builder()
        .user_agent(concat!("kolophon/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_global(Some(timeout))
        .max_redirects(MOST_REDIRECTS)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        // A proxy would resolve names itself, behind the guard.
        .proxy(None)
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::default(),
        Guard {
            reach,
            inner: DefaultResolver::default(),
        },
    )
}

/// Resolves names, and addresses written as numbers, to those that may be reached.
#[derive(Debug)]
struct Guard {
    reach: Reach,
    inner: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found
            .iter()
            .filter(|address: &&SocketAddr| self.reach.allows(**address))
        {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            Err(Error::HostNotFound)
        } else {
            Ok(allowed)
        }
    }
}

#[cfg(test)]
mod tests;
