//! What a request says, as values: its parameters and the client's wishes.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use kolophon_diagnostic::{Language, Text};

use crate::negotiate::{Accept, language};
use crate::problem::Problem;

/// Names and addresses in parameters are no longer than this, in characters.
pub(crate) const LONGEST_NAME: usize = 256;

/// The parameters behind the question mark, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        match Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) {
            Ok(Query(pairs)) => Ok(Self(pairs)),
            Err(_) => Err(Problem::parameter(
                "",
                Text::new(
                    "Die Angaben hinter dem Fragezeichen sind nicht lesbar.",
                    "The part behind the question mark cannot be read.",
                ),
            )),
        }
    }
}

impl Parameters {
    /// The parameters of a form's body.
    pub(crate) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Refuses parameters that are not known, so that a typing error does not silently ask for something else.
    pub(crate) fn only(self, known: &[&str]) -> Result<Self, Problem> {
        for (name, _) in &self.0 {
            if !known.contains(&name.as_str()) {
                let list = known.join(", ");
                return Err(Problem::parameter(
                    name,
                    Text::new(
                        format!("Die Angabe „{name}“ gibt es nicht. Möglich sind: {list}."),
                        format!("There is no parameter “{name}”. Possible are: {list}."),
                    ),
                ));
            }
        }
        Ok(self)
    }

    /// The value of a parameter; an empty one counts as absent, as forms send it. Twice is a mistake.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(Problem::parameter(
                name,
                Text::new(
                    format!("Die Angabe „{name}“ steht mehr als einmal da."),
                    format!("The parameter “{name}” is given more than once."),
                ),
            ));
        }
        Ok(first.filter(|value| !value.is_empty()))
    }

    /// The value of a parameter that is a name or an address: at most [`LONGEST_NAME`] characters.
    pub(crate) fn name(&self, name: &str) -> Result<Option<&str>, Problem> {
        match self.get(name)? {
            Some(value) => short(name, value).map(Some),
            None => Ok(None),
        }
    }

    /// All values of such a parameter, at most `most`; empty ones are what forms send for nothing.
    pub(crate) fn names(&self, name: &str, most: usize) -> Result<Vec<&str>, Problem> {
        if self.all(name).count() > most {
            return Err(Problem::parameter(
                name,
                Text::new(
                    format!("Die Angabe „{name}“ darf höchstens {most}-mal dastehen."),
                    format!("The parameter “{name}” may be given {most} times at most."),
                ),
            ));
        }
        let values = self.all(name).filter(|value| !value.is_empty());
        values.map(|value| short(name, value)).collect()
    }

    /// All values of a parameter.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the parameter is there, with or without a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Whether the parameter is `true`; anything but `false` and nothing is a mistake.
    pub(crate) fn is_true(&self, name: &str) -> Result<bool, Problem> {
        match self.get(name)? {
            Some("true") => Ok(true),
            None | Some("false") => Ok(false),
            Some(_) => Err(Problem::parameter(
                name,
                Text::new(
                    format!("Die Angabe „{name}“ ist true oder false."),
                    format!("The parameter “{name}” is true or false."),
                ),
            )),
        }
    }

    /// A number of at least `least`. No form sends one, so an empty value is a mistake.
    pub(crate) fn number(&self, name: &str, least: u64) -> Result<Option<u64>, Problem> {
        let value = match self.get(name)? {
            Some(value) => value,
            None if self.has(name) => "",
            None => return Ok(None),
        };
        match value.parse() {
            Ok(number) if number >= least => Ok(Some(number)),
            _ => Err(Problem::parameter(
                name,
                Text::new(
                    format!("Die Angabe „{name}“ muss eine ganze Zahl ab {least} sein."),
                    format!("The parameter “{name}” must be a whole number from {least}."),
                ),
            )),
        }
    }
}

/// A name that is not too long.
fn short<'a>(name: &str, value: &'a str) -> Result<&'a str, Problem> {
    if value.chars().count() <= LONGEST_NAME {
        return Ok(value);
    }
    Err(Problem::parameter(
        name,
        Text::new(
            format!("Die Angabe „{name}“ darf höchstens {LONGEST_NAME} Zeichen haben."),
            format!("The parameter “{name}” may have {LONGEST_NAME} characters at most."),
        ),
    ))
}

/// Where a request came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// Where everybody comes in.
    #[default]
    Street,
    /// The [door](kolophon_publish::door) of the data directory.
    Door,
    /// Where operators read the metrics.
    Metrics,
}

/// What the client wishes to get.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// Where it came in.
    pub(crate) entrance: Entrance,
    /// The forms it accepts.
    pub(crate) accept: Accept,
    /// The language it reads.
    pub(crate) language: Language,
    /// All headers, for conditions and ranges.
    pub(crate) headers: HeaderMap,
}

impl Client {
    /// The wishes of a request with these headers.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            entrance: Entrance::Street,
            accept: Accept::of(headers),
            language: language(headers),
            headers: headers.clone(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self {
            entrance: parts.extensions.get::<Entrance>().copied().unwrap_or_default(),
            ..Self::of(&parts.headers)
        })
    }
}
