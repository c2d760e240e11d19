//! What went wrong with a server, in words: it is not there, it is none of ours, or it refuses, and says why.

use std::io;

use serde_json::Value;
use ureq::http::StatusCode;
use ureq::http::header::{CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use ureq::http::response::Parts;

use super::{Authority, Effect, Remote};
use crate::exit::Exit;
use crate::failure::Failure;

/// An answer with all its bytes.
pub(super) struct Reply {
    pub(super) parts: Parts,
    pub(super) bytes: Vec<u8>,
}

/// A failure, and what the server said about it, if it was ours.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(super) failure: Failure,
    pub(super) problem: Option<Value>,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            problem: None,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        refusal.failure
    }
}

impl Reply {
    pub(super) fn is_success(&self) -> bool {
        self.parts.status.is_success()
    }

    fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// Whether it is what programs read.
    pub(super) fn is_json(&self) -> bool {
        let content_type = self.header(CONTENT_TYPE).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        media_type == "application/json" || media_type.ends_with("+json")
    }

    /// The problem of RFC 9457, which is how Kolophon says that something is wrong.
    fn problem(&self) -> Option<Value> {
        let content_type = self.header(CONTENT_TYPE)?;
        let is_problem = content_type.starts_with("application/problem+json");
        let problem: Value = is_problem.then(|| serde_json::from_slice(&self.bytes).ok())??;
        problem["type"].is_string().then_some(problem)
    }
}

impl Refusal {
    /// The last segment of the problem's type.
    pub(crate) fn kind(&self) -> &str {
        let kind = self.problem.as_ref().and_then(|problem| problem["type"].as_str());
        kind.and_then(|kind| kind.rsplit('/').next()).unwrap_or_default()
    }

    /// Whether the server is ours, and has no such city.
    pub(super) fn is_unknown_city(&self) -> bool {
        self.member::<String>("reason").as_deref() == Some("unknown-city")
    }

    /// Whether the server is ours, and has no such path: an older one.
    pub(super) fn is_unknown_path(&self) -> bool {
        self.kind() == "not-found" && !self.is_unknown_city()
    }
}

impl Remote {
    /// No answer, or half of one.
    pub(super) fn unreachable(&self, error: &ureq::Error, effect: Effect) -> Refusal {
        let address = self.address();
        let (de, en) = match error {
            ureq::Error::HostNotFound => (
                format!("{address} gibt es im Netz nicht. Ist die Adresse richtig geschrieben?"),
                format!("There is no {address} on the network. Is the address spelt right?"),
            ),
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => (
                format!("{address} antwortet nicht."),
                format!("{address} does not answer."),
            ),
            ureq::Error::Timeout(_) => (
                format!("{address} hat zu lange gebraucht."),
                format!("{address} has taken too long."),
            ),
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => (
                format!("An {address} läuft kein Dienst."),
                format!("No server is running at {address}."),
            ),
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => (
                format!(
                    "Die verschlüsselte Verbindung zu {address} kommt nicht zustande: Das Zertifikat überzeugt nicht."
                ),
                format!("There is no encrypted connection to {address}: its certificate does not convince."),
            ),
            _ => (
                format!("{address} ist nicht zu erreichen."),
                format!("{address} cannot be reached."),
            ),
        };
        let failure = Failure::new(Exit::Network, de, en).with_cause(error);
        let may_be_done = effect == Effect::Write && !is_before_sending(error);
        let failure = if may_be_done {
            self.unknown_outcome(failure)
        } else {
            failure.with_hint("Es wurde nichts geändert.", "Nothing was changed.")
        };
        failure.into()
    }

    fn unknown_outcome(&self, failure: Failure) -> Failure {
        let to = self.option();
        failure.with_hint(
            format!("Ob es noch geschehen ist, zeigt: kolophon log --city KURZNAME{to}\nDenselben Befehl noch einmal zu geben, schadet nicht."),
            format!("Whether it was done all the same is shown by: kolophon log --city SLUG{to}\nGiving the same command once more does no harm."),
        )
    }

    /// How the server is named on the command line.
    pub(crate) fn option(&self) -> String {
        match self.authority {
            Authority::Token => format!(" --to {}", self.address()),
            #[cfg(feature = "store")]
            Authority::Owner => String::new(),
        }
    }

    /// The answer is not what was asked for.
    pub(super) fn refused(&self, reply: &Reply) -> Refusal {
        let Some(problem) = reply.problem() else {
            return self.no_kolophon(reply).into();
        };
        let said = problem["detail"]
            .as_str()
            .or_else(|| problem["title"].as_str())
            .unwrap_or_default();
        let said: String = said
            .chars()
            .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
            .collect();
        let exit = match reply.parts.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Exit::NotAllowed,
            StatusCode::CONFLICT
                if problem["type"]
                    .as_str()
                    .is_some_and(|it| it.ends_with("/removals-not-allowed")) =>
            {
                Exit::NotAllowed
            }
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED | StatusCode::GONE => Exit::Conflict,
            StatusCode::UNPROCESSABLE_ENTITY => Exit::Findings,
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Exit::Usage,
            _ => Exit::Network,
        };
        let mut failure = Failure::new(exit, said.clone(), said);
        if reply.parts.status == StatusCode::SERVICE_UNAVAILABLE {
            failure = busy(reply, failure);
        }
        Refusal {
            failure,
            problem: Some(problem),
        }
    }

    /// Something else is at that address: a page, a redirect, a proxy that refuses.
    pub(super) fn no_kolophon(&self, reply: &Reply) -> Failure {
        let address = self.address();
        let status = reply.parts.status;
        if status.is_redirection() {
            let target = reply.header(LOCATION).unwrap_or("?").to_owned();
            return Failure::new(
                Exit::Network,
                format!("{address} leitet weiter nach {target}. Das Token wurde dorthin nicht mitgenommen."),
                format!("{address} redirects to {target}. The token was not taken along."),
            )
            .with_hint(
                "Wenn das der richtige Dienst ist, nennen Sie dessen Adresse mit --to.",
                "If that is the right server, name its address with --to.",
            );
        }
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::new(
                Exit::Network,
                format!("Ein Rechner vor {address} nimmt so große Sendungen nicht an. Es wurde nichts geändert."),
                format!("A computer before {address} does not accept that much at once. Nothing was changed."),
            )
            .with_hint(
                "Der Betreiber kann das ändern (bei nginx: client_max_body_size). Bis dahin hilft es, in Teilen zu veröffentlichen.",
                "The operator can change that (in nginx: client_max_body_size). Until then it helps to publish in parts.",
            ),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => {
                let failure = Failure::new(
                    Exit::Network,
                    format!("{address} ist gerade nicht verfügbar (Status {}).", status.as_u16()),
                    format!("{address} is not available at present (status {}).", status.as_u16()),
                );
                busy(reply, failure)
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED => Failure::new(
                Exit::NotAllowed,
                format!("Ein Rechner vor {address} lässt niemanden durch (Status {}).", status.as_u16()),
                format!("A computer before {address} lets nobody through (status {}).", status.as_u16()),
            ),
            _ => Failure::new(
                Exit::Network,
                format!("Was an {address} antwortet, ist kein Kolophon, oder eines, das älter ist als dieses (Status {}).", status.as_u16()),
                format!("What answers at {address} is no Kolophon, or one older than this (status {}).", status.as_u16()),
            )
            .with_hint(
                "Stimmt die Adresse? Gemeint ist die der Startseite des Dienstes, ohne Kommune dahinter.",
                "Is the address right? What is meant is that of the server's start page, without a city behind it.",
            ),
        }
    }

    /// It is ours, but does not speak like this program.
    pub(super) fn other_version(&self) -> Failure {
        let address = self.address();
        Failure::new(
            Exit::Network,
            format!(
                "Das Kolophon an {address} ist von einer anderen Version und versteht sich mit diesem nicht."
            ),
            format!("The Kolophon at {address} is of another version and does not understand this one."),
        )
        .with_hint(
            "Bitte das ältere von beiden aktualisieren.",
            "Please update the older of the two.",
        )
    }
}

/// Whether nothing can have reached the server.
fn is_before_sending(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::Tls(_)
        | ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => true,
        ureq::Error::Io(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        _ => false,
    }
}

fn busy(reply: &Reply, failure: Failure) -> Failure {
    let seconds = reply.header(RETRY_AFTER).and_then(|it| it.parse::<u32>().ok());
    match seconds {
        Some(seconds) => failure.with_hint(
            format!("Bitte in {seconds} Sekunden noch einmal versuchen."),
            format!("Please try again in {seconds} seconds."),
        ),
        None => failure.with_hint("Bitte später noch einmal versuchen.", "Please try again later."),
    }
}

/// No generation of that number is recorded.
pub(crate) fn no_such_generation(refusal: &Refusal) -> bool {
    refusal.member::<String>("reason").as_deref() == Some("no-such-generation")
}
