//! On which state of a city a write insists: `If-Match` with its generation
//! ([RFC 9110 §13.1.1](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1)).

use axum::http::{HeaderMap, HeaderValue, header};
use kolophon_diagnostic::Text;
use serde_json::json;

use crate::problem::{Problem, ProblemKind};

/// What `If-Match` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Nothing: whatever is published is fine.
    None,
    /// `*`: something has been published.
    Published,
    /// One of these strong entity tags. A weak one never matches.
    OneOf(Vec<String>),
}

impl Condition {
    /// The condition of a request.
    ///
    /// # Errors
    /// When the header is no list of entity tags: to ignore it would be to write what was meant to be prevented.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut tags = Vec::new();
        let mut is_any = false;
        for value in headers.get_all(header::IF_MATCH) {
            let text = value.to_str().ok().ok_or_else(unreadable)?;
            for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
                let opaque = tag.strip_prefix("W/").unwrap_or(tag);
                if tag == "*" {
                    is_any = true;
                } else if opaque.len() < 2 || !opaque.starts_with('"') || !opaque.ends_with('"') {
                    return Err(unreadable());
                } else {
                    tags.push(tag.to_owned());
                }
            }
        }
        match (is_any, tags.is_empty()) {
            (true, true) => Ok(Self::Published),
            (true, false) => Err(unreadable()),
            (false, false) => Ok(Self::OneOf(tags)),
            (false, true) if headers.contains_key(header::IF_MATCH) => Err(unreadable()),
            (false, true) => Ok(Self::None),
        }
    }

    /// Whether there is one.
    pub(crate) fn is_some(&self) -> bool {
        *self != Self::None
    }

    /// Insists on it.
    ///
    /// # Errors
    /// 412 when the city has another generation.
    pub(crate) fn hold(&self, generation: u64) -> Result<(), Problem> {
        let holds = match self {
            Self::None => true,
            Self::Published => generation > 0,
            Self::OneOf(tags) => tags.contains(&tag(generation)),
        };
        if holds { Ok(()) } else { Err(changed(generation)) }
    }
}

/// 412 with the generation there is.
pub(crate) fn changed(generation: u64) -> Problem {
    Problem::new(ProblemKind::GenerationChanged)
        .with_detail(Text::new(
            format!("Es wurde nichts geändert: Der Veröffentlichungsstand ist inzwischen {generation}. Bitte die Vorschau neu abrufen und dann mit dem neuen ETag senden."),
            format!("Nothing was changed: the generation is {generation} by now. Please ask for a new plan, then send with the new ETag."),
        ))
        .with("generation", json!(generation))
}

/// The entity tag of a city's generation.
pub(crate) fn tag(generation: u64) -> String {
    format!("\"g{generation}\"")
}

/// The same as a header.
pub(crate) fn tag_header(generation: u64) -> HeaderValue {
    // Quotation marks, a letter and digits are always a header's value.
    HeaderValue::from_str(&tag(generation)).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

fn unreadable() -> Problem {
    Problem::parameter(
        "If-Match",
        Text::new(
            "Der Kopf „If-Match“ muss einen Stand nennen, wie ihn der Kopf „ETag“ einer Antwort nennt, zum Beispiel \"g7\".",
            "The If-Match header must name a generation as the ETag header of a response does, such as \"g7\".",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &'static str) -> Result<Condition, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, HeaderValue::from_static(value));
        Condition::of(&headers)
    }

    #[test]
    fn a_generation_matches_itself_alone() {
        let condition = of("\"g6\", \"g7\"").unwrap();
        assert!(condition.hold(7).is_ok() && condition.hold(6).is_ok());
        for generation in [0, 1, 8, 77] {
            let problem = condition.hold(generation).unwrap_err();
            assert_eq!(problem.kind(), ProblemKind::GenerationChanged);
        }
        assert!(of("W/\"g7\"").unwrap().hold(7).is_err(), "weak tags never match");
        assert!(of("*").unwrap().hold(1).is_ok());
        assert!(of("*").unwrap().hold(0).is_err());
        assert!(!Condition::of(&HeaderMap::new()).unwrap().is_some());
    }

    #[test]
    fn what_is_no_tag_is_refused_and_not_passed_over() {
        for value in ["", "g7", "7", "\"g7", "\"", "*, \"g7\"", "W/g7"] {
            assert!(of(value).is_err(), "{value}");
        }
    }
}
