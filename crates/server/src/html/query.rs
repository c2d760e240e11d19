//! The page for SPARQL: a form, examples, and the answer as a table.

use askama::Template;
use serde_json::Value;

use crate::addresses::segment;
use crate::app::App;
use crate::html::text::german_number;
use crate::html::{Layout, Linked, safe_link};
use crate::routes::sparql::examples;

/// Rows shown on the page; the whole result is one link away.
const SHOWN_ROWS: usize = 1000;

/// The SPARQL page.
#[derive(Debug, Template)]
#[template(path = "sparql.html")]
pub(crate) struct QueryPage {
    layout: Layout,
    query: String,
    examples: Vec<Linked>,
    answer: Option<Answer>,
    downloads: Vec<Linked>,
}

/// What a query brought.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Rows of a SELECT.
    Table {
        /// The names of the columns.
        columns: Vec<String>,
        /// The rows shown.
        rows: Vec<Vec<Linked>>,
        /// How many rows there are.
        count: String,
        /// Whether there are more than are shown.
        cut: bool,
    },
    /// The answer to an ASK.
    Boolean(bool),
    /// RDF of a CONSTRUCT or DESCRIBE.
    Text(String),
    /// Why there is no answer.
    Failure(String),
}

impl QueryPage {
    pub(crate) fn new(app: &App, query: &str, answer: Option<Answer>) -> Self {
        let link = |format: &str| {
            app.addresses
                .path(&format!("/sparql?query={}&format={format}", segment(query)))
        };
        let download = |name: &str, format: &str| Linked {
            text: name.to_owned(),
            href: Some(link(format)),
        };
        let downloads = match &answer {
            Some(Answer::Table { .. }) => vec![
                download("CSV", "csv"),
                download("JSON", "json"),
                download("XML", "xml"),
                download("TSV", "tsv"),
            ],
            Some(Answer::Text(_)) => vec![
                download("Turtle", "ttl"),
                download("JSON-LD", "jsonld"),
                download("RDF/XML", "rdf"),
                download("N-Triples", "nt"),
            ],
            Some(Answer::Boolean(_) | Answer::Failure(_)) | None => Vec::new(),
        };
        Self {
            layout: Layout::new(app),
            query: query.to_owned(),
            examples: examples()
                .map(|example| Linked {
                    text: example.title.to_owned(),
                    href: Some(app.addresses.path(&format!("/sparql?example={}", example.name))),
                })
                .collect(),
            answer,
            downloads,
        }
    }
}

impl Answer {
    /// The answer in [SPARQL 1.1 Query Results JSON](https://www.w3.org/TR/sparql11-results-json/); `None` when the
    /// bytes are none.
    ///
    /// `own_page` knows the pages of records published here: they are shown instead of the permanent address, whose host
    /// may be another.
    pub(crate) fn of_json(bytes: &[u8], own_page: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let json: Value = serde_json::from_slice(bytes).ok()?;
        if let Some(value) = json.get("boolean").and_then(Value::as_bool) {
            return Some(Self::Boolean(value));
        }
        let names = json.pointer("/head/vars")?.as_array()?;
        let columns: Vec<String> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        let bindings = json.pointer("/results/bindings")?.as_array()?;
        let rows = bindings
            .iter()
            .take(SHOWN_ROWS)
            .map(|row| {
                columns
                    .iter()
                    .map(|column| cell(row.get(column), own_page))
                    .collect()
            })
            .collect();
        Some(Self::Table {
            columns,
            rows,
            count: german_number(bindings.len()),
            cut: bindings.len() > SHOWN_ROWS,
        })
    }
}

fn cell(term: Option<&Value>, own_page: &dyn Fn(&str) -> Option<String>) -> Linked {
    let part = |name: &str| term.and_then(|term| term.get(name)).and_then(Value::as_str);
    let value = part("value").unwrap_or_default();
    Linked {
        text: value.to_owned(),
        href: match part("type") {
            Some("uri") => own_page(value).or_else(|| safe_link(value)),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_become_a_table_with_links_for_addresses_alone() {
        let json = br#"{"head":{"vars":["a","b"]},"results":{"bindings":[
            {"a":{"type":"uri","value":"https://x.example/"},"b":{"type":"literal","value":"https://y.example/"}},
            {"a":{"type":"uri","value":"javascript:alert(1)"}}]}}"#;
        let Some(Answer::Table {
            columns, rows, cut, ..
        }) = Answer::of_json(json, &|_| None)
        else {
            panic!("a table");
        };
        assert_eq!(columns, ["a", "b"]);
        assert!(rows[0][0].href.is_some() && rows[0][1].href.is_none());
        assert!(rows[1][0].href.is_none() && rows[1][1].text.is_empty());
        assert!(!cut);
        assert!(matches!(
            Answer::of_json(br#"{"head":{},"boolean":true}"#, &|_| None),
            Some(Answer::Boolean(true))
        ));
        assert!(Answer::of_json(b"nonsense", &|_| None).is_none());
    }
}
