//! `kolophon query`: SPARQL over what is published.

use std::fmt::Write as _;
use std::io::Read as _;

use kolophon_store::{QueryError, ResultKind, ResultsFormat};
use serde_json::Value;

use super::store;
use crate::Context;
use crate::args::{QueryArguments, QueryFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// The widest column of a table; longer values are cut.
const MOST_CHARACTERS: usize = 80;

/// The prefixes every query may use without declaring them.
const PREFIXES: [(&str, &str); 9] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcatde", "http://dcat-ap.de/def/dcatde/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

pub(super) fn run(arguments: &QueryArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut query = arguments.query.clone();
    if query == "-" {
        query.clear();
        std::io::stdin().lock().read_to_string(&mut query)?;
    }
    let query = with_prefixes(&query);
    let store = store::open(arguments.data_dir.data_dir.as_deref(), context)?;
    let format = results_format(arguments.format);
    let is_table = matches!(arguments.format, QueryFormat::Table);
    let result = match store.query(&query, format) {
        Ok(result) if is_table => table(&result).into_bytes(),
        // A table of triples is no table: they are written as Turtle.
        Err(QueryError::Unsupported {
            kind: ResultKind::Graph,
            ..
        }) if is_table => store.query(&query, ResultsFormat::Turtle).map_err(explain)?,
        result => result.map_err(explain)?,
    };
    ui.data(result)?;
    Ok(Exit::Clean)
}

/// The query with the usual prefixes, on its own first line, so that the lines of error messages stay true.
fn with_prefixes(query: &str) -> String {
    let mut text = String::new();
    for (prefix, namespace) in PREFIXES {
        write!(text, "PREFIX {prefix}: <{namespace}> ").unwrap_or_default();
    }
    text.push('\n');
    text.push_str(query);
    text
}

fn results_format(format: QueryFormat) -> ResultsFormat {
    match format {
        QueryFormat::Table | QueryFormat::Json => ResultsFormat::Json,
        QueryFormat::Csv => ResultsFormat::Csv,
        QueryFormat::Tsv => ResultsFormat::Tsv,
        QueryFormat::Xml => ResultsFormat::Xml,
        QueryFormat::Ttl => ResultsFormat::Turtle,
        QueryFormat::Nt => ResultsFormat::NTriples,
        QueryFormat::Rdf => ResultsFormat::RdfXml,
        QueryFormat::Jsonld => ResultsFormat::JsonLd,
    }
}

fn explain(error: QueryError) -> Failure {
    match error {
        QueryError::Syntax {
            message,
            line,
            column,
            ..
        } => {
            // The first line holds the prefixes.
            let line = line.saturating_sub(1);
            Failure::new(
                Exit::Usage,
                format!("Die Abfrage ist in Zeile {line}, Spalte {column} nicht verständlich: {message}"),
                format!("The query cannot be understood at line {line}, column {column}: {message}"),
            )
        }
        QueryError::TooDeep { limit } => Failure::new(
            Exit::Usage,
            format!("In der Abfrage sind mehr als {limit} Klammern ineinander geschachtelt."),
            format!("The query nests more than {limit} brackets."),
        ),
        QueryError::TooMuch { excess } => {
            let limit = excess.limit();
            Failure::new(
                Exit::Usage,
                format!("Die Abfrage hat von einer Art zu viel: Höchstens {limit} sind möglich."),
                format!("The query has too much of one kind: at most {limit} are possible."),
            )
        }
        QueryError::Update => Failure::new(
            Exit::Usage,
            "Das ist keine Abfrage, sondern eine Änderung. Geändert wird nur mit kolophon load.",
            "This is an update, not a query. Changes are made by kolophon load only.",
        ),
        QueryError::ForeignFunction => Failure::new(
            Exit::Usage,
            "Die Abfrage ruft eine Funktion auf, die es in SPARQL nicht gibt.",
            "The query calls a function that SPARQL does not have.",
        ),
        QueryError::Engine(error) => store::unreadable(&error),
        QueryError::Service => Failure::new(
            Exit::Usage,
            "SERVICE, die Abfrage anderer Server, gibt es hier nicht.",
            "SERVICE, asking other servers, is not available here.",
        ),
        QueryError::Unsupported { kind, .. } => {
            let fitting = match kind {
                ResultKind::Solutions => "table, json, csv, tsv, xml",
                ResultKind::Graph => "ttl, nt, rdf, jsonld",
            };
            Failure::new(
                Exit::Usage,
                format!("Dieses Format passt nicht zur Abfrage. Möglich sind: {fitting}."),
                format!("This format does not fit the query. Possible are: {fitting}."),
            )
        }
        other => Failure::new(
            Exit::Unreadable,
            "Die Abfrage konnte nicht beantwortet werden.",
            "The query could not be answered.",
        )
        .with_cause(&other),
    }
}

/// SPARQL Results JSON as aligned columns; a truth value as `true` or `false`.
fn table(json: &[u8]) -> String {
    let result: Value = serde_json::from_slice(json).unwrap_or_default();
    if let Some(answer) = result["boolean"].as_bool() {
        return format!("{answer}\n");
    }
    let names = |value: &Value| -> Vec<String> {
        let names = value.as_array().into_iter().flatten();
        names
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    };
    let header = names(&result["head"]["vars"]);
    let mut rows = vec![header.clone()];
    for binding in result["results"]["bindings"].as_array().into_iter().flatten() {
        rows.push(header.iter().map(|name| cell(&binding[name])).collect());
    }
    let mut widths = vec![0; header.len()];
    for row in &rows {
        for (width, value) in widths.iter_mut().zip(row) {
            *width = (*width).max(value.chars().count());
        }
    }
    rows.insert(1, widths.iter().map(|width| "-".repeat(*width)).collect());
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(value, &width)| format!("{value:<width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The text of a term, on one line, without what would steer a terminal.
fn cell(term: &Value) -> String {
    let value = term["value"].as_str().unwrap_or_default();
    let one_line = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut text: String = match term["type"].as_str() {
        Some("bnode") => "_:".chars().chain(one_line).collect(),
        _ => one_line.collect(),
    };
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned() {
        let json = r#"{"head":{"vars":["titel","anzahl"]},"results":{"bindings":[
            {"titel":{"type":"literal","value":"Straßenbäume"},"anzahl":{"type":"literal","value":"3"}},
            {"titel":{"type":"bnode","value":"b\u001b[2J"}}]}}"#;
        assert_eq!(
            table(json.as_bytes()),
            "titel         anzahl\n------------  ------\nStraßenbäume  3\n_:b [2J\n"
        );
        assert_eq!(table(br#"{"head":{},"boolean":true}"#), "true\n");
    }
}
