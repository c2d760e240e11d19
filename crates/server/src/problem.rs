//! Everything that can go wrong with a request, as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems.
//!
//! A handler returns a [`Problem`]. Turning it into a response has no side effect: the response carries the problem as
//! an extension, and one middleware logs it, chooses language and form, and writes the body. The cause of a failure
//! is logged there and never sent.

mod kind;

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kolophon_diagnostic::{Language, Text};
use serde_json::{Map, Value, json};

pub use self::kind::ProblemKind;

/// One problem with one request.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: ProblemKind,
    detail: Option<Text>,
    members: Map<String, Value>,
    retry_after: Option<u32>,
    challenge: Option<&'static str>,
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Problem {
    /// A problem of that kind about which nothing more is to be said.
    #[must_use]
    pub fn new(kind: ProblemKind) -> Self {
        Self {
            kind,
            detail: None,
            members: Map::new(),
            retry_after: matches!(
                kind,
                ProblemKind::NotPublished
                    | ProblemKind::FeedShrunk
                    | ProblemKind::StoreUnavailable
                    | ProblemKind::StorageFull
                    | ProblemKind::RequestTimeout
            )
            .then_some(120)
            .or(matches!(kind, ProblemKind::Busy | ProblemKind::SearchNotReady).then_some(5)),
            challenge: (kind == ProblemKind::TokenRequired).then_some("Bearer realm=\"kolophon\""),
            cause: None,
        }
    }

    /// A parameter that cannot be understood.
    #[must_use]
    pub fn parameter(name: &str, detail: Text) -> Self {
        Self::new(ProblemKind::InvalidParameter)
            .with_detail(detail)
            .with("parameter", json!(name))
    }

    /// The problem with what is special about this occurrence.
    #[must_use]
    pub fn with_detail(self, detail: Text) -> Self {
        Self {
            detail: Some(detail),
            ..self
        }
    }

    /// The problem with an extension member.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.members.insert(member.to_owned(), value);
        self
    }

    /// The problem with what the client is to show of itself, for the header `WWW-Authenticate`
    /// ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
    #[must_use]
    pub(crate) fn with_challenge(self, challenge: &'static str) -> Self {
        Self {
            challenge: Some(challenge),
            ..self
        }
    }

    /// The problem with the seconds after which asking again makes sense.
    #[must_use]
    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// The problem with the failure behind it, which is logged and not sent.
    #[must_use]
    pub fn because(self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..self
        }
    }

    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The failure behind it with its own causes, for the log.
    pub(crate) fn cause_chain(&self) -> Option<String> {
        let mut error: &dyn std::error::Error = self.cause.as_deref()?;
        let mut chain = error.to_string();
        while let Some(source) = error.source() {
            chain.push_str(": ");
            chain.push_str(&source.to_string());
            error = source;
        }
        Some(chain)
    }

    /// What is special about this occurrence, else the explanation of the kind.
    pub(crate) fn detail(&self, language: Language) -> String {
        match &self.detail {
            Some(detail) => detail.in_language(language).to_owned(),
            None => self.kind.explanation().in_language(language).to_owned(),
        }
    }

    /// The body of [`application/problem+json`](https://www.rfc-editor.org/rfc/rfc9457#section-3).
    pub(crate) fn to_json(&self, base: &str, instance: &str, language: Language) -> Value {
        let mut body = Map::new();
        body.insert(
            "type".into(),
            json!(format!("{base}/problems/{}", self.kind.slug())),
        );
        body.insert("title".into(), json!(self.kind.title().in_language(language)));
        body.insert("status".into(), json!(self.kind.status().as_u16()));
        body.insert("detail".into(), json!(self.detail(language)));
        body.insert("instance".into(), json!(format!("urn:uuid:{instance}")));
        for (member, value) in &self.members {
            body.entry(member.clone()).or_insert_with(|| value.clone());
        }
        Value::Object(body)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_its_own_slug_and_both_languages() {
        let slugs: BTreeSet<&str> = ProblemKind::ALL.into_iter().map(ProblemKind::slug).collect();
        assert_eq!(slugs.len(), ProblemKind::ALL.len());
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::of_slug(kind.slug()), Some(kind));
            assert!(kind.status().as_u16() >= 400);
            for text in [kind.title(), kind.explanation()] {
                assert!(!text.de.is_empty() && !text.en.is_empty() && text.de != text.en);
            }
        }
    }

    #[test]
    fn the_cause_is_not_sent() {
        let problem = Problem::new(ProblemKind::StoreUnavailable)
            .because(std::io::Error::other("/srv/geheim/store-000001: corrupt"));
        let body = problem
            .to_json("https://daten.example", "1", Language::German)
            .to_string();
        assert!(!body.contains("geheim"));
        assert!(problem.cause_chain().unwrap().contains("geheim"));
    }

    #[test]
    fn members_of_the_standard_cannot_be_overwritten() {
        let problem = Problem::new(ProblemKind::NotFound).with("status", json!(200));
        assert_eq!(problem.to_json("", "1", Language::English)["status"], 404);
    }
}
