//! What an action was called with: parameters of the address, a form, or JSON.

use axum::extract::Query;
use axum::http::Uri;
use serde_json::{Map, Value, json};

/// The arguments of a call, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments(Map<String, Value>);

/// A body that is no JSON object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreadable;

impl Arguments {
    /// The parameters of an address. One that stands several times is a list.
    pub(super) fn of_query(query: Option<&str>) -> Self {
        let mut arguments = Map::new();
        let uri = format!("/?{}", query.unwrap_or_default())
            .parse::<Uri>()
            .unwrap_or_default();
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&uri);
        for (name, value) in pairs.map(|Query(pairs)| pairs).unwrap_or_default() {
            match arguments.get_mut(&name) {
                None => {
                    arguments.insert(name, json!(value));
                }
                Some(Value::Array(values)) => values.push(json!(value)),
                Some(first) => *first = json!([first.take(), value]),
            }
        }
        Self(arguments)
    }

    /// The body of a `POST`: JSON, or a form where its media type says so. Nothing at all is no argument.
    pub(super) fn of_body(media_type: &str, body: &[u8], query: Option<&str>) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(body).ok().ok_or(Unreadable)?;
        if text.trim().is_empty() {
            return Ok(Self::of_query(query));
        }
        if let Ok(Value::Object(arguments)) = serde_json::from_str(text) {
            return Ok(Self(arguments));
        }
        // A form's separators are those of an address.
        if media_type.starts_with("application/x-www-form-urlencoded") && !text.trim_start().starts_with('{')
        {
            return Ok(Self::of_query(Some(text)));
        }
        Err(Unreadable)
    }

    /// A text; numbers and truth values count as theirs.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// A list: of JSON, or written as JSON in a text, or a text alone.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let texts = |values: &[Value]| {
            values
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        match self.0.get(name) {
            Some(Value::Array(values)) => texts(values),
            Some(Value::String(text)) if !text.trim().is_empty() => match serde_json::from_str(text) {
                Ok(Value::Array(values)) => texts(&values),
                _ => vec![text.trim().to_owned()],
            },
            _ => Vec::new(),
        }
    }

    /// A number, `default` when there is none; a mistake is told by its text.
    pub(super) fn number(&self, name: &str, default: i64) -> Result<i64, String> {
        match self.text(name) {
            None => Ok(default),
            Some(text) => text.parse().ok().ok_or(text),
        }
    }

    /// Whether something is wished for.
    pub(super) fn truth(&self, name: &str) -> bool {
        matches!(
            self.text(name).as_deref(),
            Some("true" | "True" | "1" | "yes" | "on")
        )
    }
}
