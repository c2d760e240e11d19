//! A server that cities publish at: one of the network, with a token, or the one that holds the data directory here.
//!
//! Both speak the same API. A request that carries a secret goes to the address that was typed and nowhere else: no
//! redirect is followed, and in the clear it goes only to this computer.

mod address;
mod body;
mod failure;
#[cfg(test)]
mod tests;
mod token;

use std::time::Duration;

use kolophon_dcat::Document;
use kolophon_diagnostic::Language;
use kolophon_publish::api::{CityAnswer, CitySettings, DataFile, Done, Log, LogEntry, Order, VERSION};
#[cfg(feature = "store")]
use kolophon_publish::door::Key;
use kolophon_publish::plan::{Plan, PlanFile};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::config::Config;
use ureq::http::request::Builder;
use ureq::http::{Method, Request};
use ureq::{Agent, AsSendBody, Proxy, SendBody};

use self::address::Address;
use self::body::Body;
use self::failure::Reply;
pub(crate) use self::failure::{Refusal, no_such_generation};
pub(crate) use self::token::Token;
use crate::Context;
use crate::failure::Failure;

/// How long a server may take to accept a connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long a server may take to read, check and compare what it was sent.
const WORK_TIME: Duration = Duration::from_mins(10);
/// How long who is at the door of a data directory may take to open.
#[cfg(feature = "store")]
const KNOCK_TIME: Duration = Duration::from_secs(10);
/// The largest answer.
const MOST_BYTES: u64 = 1 << 30;

/// A server, and what opens it.
#[derive(Debug)]
pub(crate) struct Remote {
    agent: Agent,
    address: Address,
    secret: Token,
    authority: Authority,
    language: Language,
}

/// By whose word this computer speaks to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// That of a city: the server knows its settings and the name for the journal.
    Token,
    /// That of the data directory's owner, who says both.
    #[cfg(feature = "store")]
    Owner,
}

/// Whether a call changes anything: when its answer is lost, nobody knows whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only looks.
    Look,
    /// It writes.
    Write,
}

/// What is sent to be published.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// How it is meant.
    pub(crate) order: Order,
    /// The documents that the order names.
    pub(crate) documents: Vec<Document>,
    /// Whether they are the city's whole list.
    pub(crate) complete: bool,
    /// Whether datasets with errors are published.
    pub(crate) allow_errors: bool,
}

/// What a load has answered: beside what the plan said, the findings of the server.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Loaded {
    #[serde(default)]
    pub(crate) findings: Vec<RemoteFinding>,
}

/// A finding as the server writes it.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct RemoteFinding {
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) dataset: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u32>,
    pub(crate) sheet: Option<String>,
    pub(crate) cell: Option<String>,
}

impl Remote {
    /// The server at an address that was typed, with the token of the surroundings or of a file.
    pub(crate) fn at(
        address: &str,
        token_file: Option<&std::path::Path>,
        context: &Context<'_>,
        language: Language,
    ) -> Result<Self, Failure> {
        let address = Address::parse(address)?;
        let secret = Token::find(token_file, context.environment)?;
        // Names inside the network of the town hall are often reached without, and those outside only with a proxy.
        let proxy = if address.is_here() {
            None
        } else {
            Proxy::try_from_env()
        };
        Ok(Self {
            agent: agent(proxy, WORK_TIME),
            address,
            secret,
            authority: Authority::Token,
            language,
        })
    }

    /// The server that holds a data directory here.
    #[cfg(feature = "store")]
    pub(crate) fn behind(key: &Key, language: Language) -> Self {
        Self {
            agent: agent(None, WORK_TIME),
            address: Address::here(key.address),
            secret: Token::of_directory(&key.secret),
            authority: Authority::Owner,
            language,
        }
    }

    /// Whether somebody opens at once: a server that hangs is as good as none.
    #[cfg(feature = "store")]
    pub(crate) fn opens(&self) -> bool {
        let request = self.request(Method::GET, "/api/v1/cities").body(());
        let answer = request.map(|request| agent(None, KNOCK_TIME).run(request));
        matches!(answer, Ok(Ok(response)) if response.status().is_success())
    }

    /// By whose word this computer speaks.
    pub(crate) fn authority(&self) -> Authority {
        self.authority
    }

    /// The address as it is typed.
    pub(crate) fn address(&self) -> &str {
        self.address.as_str()
    }

    /// The settings of a city; `None` when the server does not know it.
    pub(crate) fn city(&self, city: &str) -> Result<Option<CitySettings>, Failure> {
        match self.call(Method::GET, &path_of(city, ""), Effect::Look) {
            Ok(reply) => {
                let answer: CityAnswer = self.read(&reply)?;
                if answer.schema_version == VERSION {
                    Ok(Some(answer.city))
                } else {
                    Err(self.other_version())
                }
            }
            Err(refusal) if refusal.is_unknown_city() => Ok(None),
            Err(refusal) if refusal.is_unknown_path() => Err(self.other_version()),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// The cities that have published something.
    #[cfg(feature = "store")]
    pub(crate) fn cities(&self) -> Result<Vec<CitySettings>, Failure> {
        let reply = self.call(Method::GET, "/api/v1/cities", Effect::Look)?;
        let answers: Vec<CityAnswer> = self.read(&reply)?;
        Ok(answers.into_iter().map(|answer| answer.city).collect())
    }

    /// What publishing the parcel would do.
    pub(crate) fn plan(&self, city: &str, parcel: &Parcel) -> Result<Plan, Failure> {
        let path = path_of(city, &format!("/plan?{}", parcel.parameters()));
        let body = Body::of(&parcel.order, &parcel.documents, &[]).map_err(body::unreadable)?;
        let reply = self.send(&path, body, Effect::Look)?;
        self.plan_in(&reply)
    }

    /// Publishes the parcel with the contents of these data files. Its order holds the plan; so many datasets may
    /// disappear.
    pub(crate) fn load(
        &self,
        city: &str,
        parcel: &Parcel,
        contents: &[&DataFile],
        removals: Option<usize>,
    ) -> Result<Loaded, Refusal> {
        let mut path = path_of(city, &format!("/load?{}", parcel.parameters()));
        if let Some(removals) = removals {
            path = format!("{path}&removals={removals}");
        }
        let body = Body::of(&parcel.order, &parcel.documents, contents).map_err(body::unreadable)?;
        let reply = self.send(&path, body, Effect::Write)?;
        Ok(self.read(&reply)?)
    }

    /// What a call without a body would do: it is one that knows `dry_run`.
    pub(crate) fn look(&self, city: &str, call: &str, parameters: &[(&str, &str)]) -> Result<Plan, Refusal> {
        let mut parameters = parameters.to_vec();
        parameters.push(("dry_run", "true"));
        let path = path_of(city, &format!("/{call}?{}", encoded(&parameters)));
        let reply = self.call(Method::POST, &path, Effect::Look)?;
        Ok(self.plan_in(&reply)?)
    }

    /// Does it, if the city still has the generation that was looked at. The answer is the new one.
    pub(crate) fn perform(
        &self,
        city: &str,
        call: &str,
        parameters: &[(&str, &str)],
        generation: u64,
    ) -> Result<u64, Refusal> {
        let path = path_of(city, &format!("/{call}?{}", encoded(parameters)));
        let request = self
            .request(Method::POST, &path)
            .header("If-Match", format!("\"g{generation}\""));
        let reply = self.run(request.body(()), Effect::Write)?;
        let done: Done = self.read(&reply)?;
        Ok(done.generation)
    }

    /// The journal of a city; of one generation with its changes.
    pub(crate) fn log(&self, city: &str, generation: Option<u64>) -> Result<Vec<LogEntry>, Refusal> {
        let what = generation.map_or_else(
            || "/log".to_owned(),
            |generation| format!("/log?generation={generation}"),
        );
        let reply = self.call(Method::GET, &path_of(city, &what), Effect::Look)?;
        let log: Log = self.read(&reply)?;
        Ok(log.generations)
    }

    fn plan_in(&self, reply: &Reply) -> Result<Plan, Failure> {
        let file: PlanFile = self.read(reply)?;
        if !file.is_readable() {
            return Err(self.other_version());
        }
        file.plans.into_iter().next().ok_or_else(|| self.other_version())
    }

    fn call(&self, method: Method, path: &str, effect: Effect) -> Result<Reply, Refusal> {
        self.run(self.request(method, path).body(()), effect)
    }

    fn send(&self, path: &str, body: Body, effect: Effect) -> Result<Reply, Refusal> {
        // The server is asked whether it will take the body, before that is sent: one that refuses closes the connection,
        // and its reason would be lost.
        let request = self
            .request(Method::POST, path)
            .header("Content-Type", body.content_type())
            .header("Content-Length", body.length().to_string())
            .header("Expect", "100-continue");
        self.run(
            request.body(SendBody::from_owned_reader(body.into_reader())),
            effect,
        )
    }

    fn request(&self, method: Method, path: &str) -> Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address.base()))
            .header("Authorization", self.secret.header())
            .header("Accept", "application/json")
            .header("Accept-Language", self.language.tag())
    }

    fn run<B: AsSendBody>(
        &self,
        request: ureq::http::Result<Request<B>>,
        effect: Effect,
    ) -> Result<Reply, Refusal> {
        let request = request.map_err(ureq::Error::Http);
        let response = request.and_then(|request| self.agent.run(request));
        let response = response.map_err(|error| self.unreachable(&error, effect))?;
        let (parts, mut body) = response.into_parts();
        let bytes = body.with_config().limit(MOST_BYTES).read_to_vec();
        let bytes = bytes.map_err(|error| self.unreachable(&error, effect))?;
        let reply = Reply { parts, bytes };
        if reply.is_success() {
            Ok(reply)
        } else {
            Err(self.refused(&reply))
        }
    }

    fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, Failure> {
        if !reply.is_json() {
            return Err(self.no_kolophon(reply));
        }
        serde_json::from_slice(&reply.bytes).map_err(|error| self.other_version().with_cause(&error))
    }
}

impl Parcel {
    fn parameters(&self) -> String {
        format!("complete={}&allow_errors={}", self.complete, self.allow_errors)
    }
}

impl Refusal {
    /// A member of what the server said.
    pub(crate) fn member<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let value: &Value = self.problem.as_ref()?.get(name)?;
        serde_json::from_value(value.clone()).ok()
    }
}

/// The path of a city, with what follows.
fn path_of(city: &str, rest: &str) -> String {
    format!("/api/v1/cities/{}{rest}", escaped(city))
}

fn encoded(parameters: &[(&str, &str)]) -> String {
    let pairs = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn agent(proxy: Option<Proxy>, patience: Duration) -> Agent {
    let config = Config::builder()
        .user_agent(concat!("kolophon/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(CONNECT_TIME))
        .timeout_recv_response(Some(patience))
        // A redirect would take the token along to who knows where.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(proxy)
        .build();
    Agent::new_with_config(config)
}
