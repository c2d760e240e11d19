//! The [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/) for queries, and its page for people.
//!
//! Queries of strangers run in a child process on a read-only copy of what is published; whatever they do there ends
//! at its limits and harms nobody else.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use kolophon_dcat::Charset;
use kolophon_diagnostic::{Language, Text};
use kolophon_store::worker::{Limits, Output, Request, WorkerError};
use kolophon_store::{Excess, ResultsFormat};
use serde_json::json;

use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::html::{Answer, QueryPage, own_page};
use crate::negotiate::{Form, RDF_FORMATS};
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;

mod description;
pub(crate) mod graph_store;

/// The longest query.
const QUERY_LIMIT: usize = 64 * 1024;

/// The parameters of the protocol, and the habits of other products' users.
const PARAMETERS: [&str; 7] = [
    "query",
    "default-graph-uri",
    "named-graph-uri",
    "format",
    "example",
    "timeout",
    "update",
];

/// An example query: its first line is its title.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example {
    /// The name in addresses.
    pub(crate) name: &'static str,
    /// The title in German.
    pub(crate) title: &'static str,
    /// The query without the title.
    pub(crate) query: &'static str,
}

const EXAMPLES: [(&str, &str); 8] = [
    ("kita", include_str!("../../queries/kita.rq")),
    ("je-kommune", include_str!("../../queries/je-kommune.rq")),
    ("nach-kategorie", include_str!("../../queries/nach-kategorie.rq")),
    ("csv-mit-lizenz", include_str!("../../queries/csv-mit-lizenz.rq")),
    ("neueste", include_str!("../../queries/neueste.rq")),
    ("kartendienste", include_str!("../../queries/kartendienste.rq")),
    ("dateigroessen", include_str!("../../queries/dateigroessen.rq")),
    (
        "ansprechstellen",
        include_str!("../../queries/ansprechstellen.rq"),
    ),
];

/// The example queries.
pub(crate) fn examples() -> impl Iterator<Item = Example> {
    EXAMPLES.into_iter().map(|(name, text)| {
        let (title, query) = text.split_once('\n').unwrap_or(("", text));
        Example {
            name,
            title: title.trim_start_matches('#').trim(),
            query: query.trim_start(),
        }
    })
}

/// A query as it was asked.
#[derive(Clone, Debug)]
struct Question {
    query: String,
    default_graphs: Vec<String>,
    named_graphs: Vec<String>,
    format: Option<String>,
}

/// A query in the address, or the page to write one.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&PARAMETERS)?;
    // Whoever asks nothing and takes anything gets the page to write a query.
    let asks_nothing = !parameters.has("query") && !parameters.has("update");
    let takes_page = asks_nothing && client.accept.quality("text/html") > 0;
    let wants_page = (client.accept.prefers_html() || takes_page) && parameters.get("format")?.is_none();
    if parameters.has("query") && !wants_page {
        let question = Question::of(&parameters)?;
        return answer(&app, question, &client).await;
    }
    if parameters.has("update") {
        return Err(Problem::new(ProblemKind::UpdateForbidden));
    }
    if !wants_page {
        return describe(&app, &parameters, &client);
    }
    let page = if parameters.get("query")?.is_some() {
        let question = Question::of(&parameters)?;
        let answer = answer_for_people(&app, question.clone()).await?;
        QueryPage::new(&app, &question.query, Some(answer))
    } else {
        let wanted = parameters.get("example")?;
        let query = examples()
            .find(|example| wanted.is_none_or(|wanted| wanted == example.name))
            .map_or("", |example| example.query);
        QueryPage::new(&app, query, None)
    };
    Ok(Representation::html(&page)?.negotiated().respond(&client.headers))
}

/// Whoever asks nothing and takes RDF gets the
/// [description of the service](https://www.w3.org/TR/sparql11-service-description/#accessing).
fn describe(app: &App, parameters: &Parameters, client: &Client) -> Result<Response, Problem> {
    let missing = || Problem::new(ProblemKind::QueryMissing);
    if PARAMETERS.iter().any(|name| parameters.has(name)) {
        return Err(missing());
    }
    let offers = RDF_FORMATS.map(Form::Rdf);
    let Some(Form::Rdf(format)) = client.accept.best(&offers, Form::media_type) else {
        return Err(missing());
    };
    let graph = description::describe(&app.addresses.absolute("/sparql"));
    Ok(Representation::rdf(&graph, format, Charset::Ascii)?
        .negotiated()
        .respond(&client.headers))
}

/// A query in the body, as itself or as a form.
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = axum::body::to_bytes(body, QUERY_LIMIT * 2)
        .await
        .map_err(|error| Problem::new(ProblemKind::RequestTooLarge).because(error))?;
    let question = question_of_body(&client.headers, parameters, &bytes)?;
    answer(&app, question, &client).await
}

/// Reads the body by its media type ([§2.1.2 and §2.1.3](https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded)).
fn question_of_body(headers: &HeaderMap, parameters: Parameters, bytes: &Bytes) -> Result<Question, Problem> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => {
            // The dataset may stand in the address, too.
            let parameters = parameters.only(&PARAMETERS)?;
            let in_address = PARAMETERS.iter().flat_map(|name| {
                parameters
                    .all(name)
                    .map(|value| ((*name).to_owned(), value.to_owned()))
            });
            let pairs = percent_pairs(bytes).into_iter().chain(in_address).collect();
            Question::of(&Parameters::from_pairs(pairs).only(&PARAMETERS)?)
        }
        "application/sparql-query" => {
            let text = std::str::from_utf8(bytes).map_err(|error| {
                Problem::new(ProblemKind::QuerySyntax)
                    .because(error)
                    .with_detail(Text::new(
                        "Die Abfrage ist nicht in UTF-8 geschrieben.",
                        "The query is not UTF-8.",
                    ))
            })?;
            let parameters = parameters.only(&PARAMETERS)?;
            if parameters.has("query") {
                return Err(Problem::new(ProblemKind::QueryMissing));
            }
            Question::with_query(text.to_owned(), &parameters)
        }
        "application/sparql-update" => Err(Problem::new(ProblemKind::UpdateForbidden)),
        _ => Err(Problem::new(ProblemKind::UnsupportedMediaType).with(
            "offers",
            json!(["application/sparql-query", "application/x-www-form-urlencoded"]),
        )),
    }
}

fn percent_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let decode = |part: &[u8]| {
        let spaced: Vec<u8> = part
            .iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect();
        percent_encoding::percent_decode(&spaced)
            .decode_utf8_lossy()
            .into_owned()
    };
    bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default());
            (name, decode(halves.next().unwrap_or_default()))
        })
        .collect()
}

impl Question {
    fn of(parameters: &Parameters) -> Result<Self, Problem> {
        match parameters.get("query")? {
            Some(query) => Self::with_query(query.to_owned(), parameters),
            None if parameters.has("update") => Err(Problem::new(ProblemKind::UpdateForbidden)),
            None => Err(Problem::new(ProblemKind::QueryMissing)),
        }
    }

    fn with_query(query: String, parameters: &Parameters) -> Result<Self, Problem> {
        if query.trim().is_empty() {
            return Err(Problem::new(ProblemKind::QueryMissing));
        }
        if query.len() > QUERY_LIMIT {
            return Err(Problem::new(ProblemKind::RequestTooLarge));
        }
        let all = |name| parameters.all(name).map(str::to_owned).collect();
        Ok(Self {
            query,
            default_graphs: all("default-graph-uri"),
            named_graphs: all("named-graph-uri"),
            format: parameters.get("format")?.map(str::to_owned),
        })
    }

    /// The formats the client takes, the most wanted first.
    fn formats(&self, client: &Client) -> Result<Vec<ResultsFormat>, Problem> {
        if let Some(name) = &self.format {
            let format = format_of_name(name).ok_or_else(|| {
                Problem::parameter(
                    "format",
                    Text::new(
                        format!("Das Format „{name}“ gibt es hier nicht. Möglich sind: json, xml, csv, tsv, ttl, nt, rdf, jsonld."),
                        format!("There is no format “{name}”. Possible are: json, xml, csv, tsv, ttl, nt, rdf, jsonld."),
                    ),
                )
            })?;
            return Ok(vec![format]);
        }
        let mut wanted: Vec<(u16, ResultsFormat)> = ResultsFormat::ALL
            .into_iter()
            .map(|format| {
                let quality = names(format)
                    .iter()
                    .map(|name| client.accept.quality(name))
                    .max()
                    .unwrap_or(0);
                (quality, format)
            })
            .filter(|(quality, _)| *quality > 0)
            .collect();
        // A stable sort: of formats wanted alike the first of ours stays first.
        wanted.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        if wanted.is_empty() {
            let offers: Vec<&str> = ResultsFormat::ALL
                .iter()
                .map(|format| format.media_type())
                .collect();
            return Err(Problem::new(ProblemKind::NotAcceptable).with("offers", json!(offers)));
        }
        Ok(wanted.into_iter().map(|(_, format)| format).collect())
    }
}

/// The media types a format goes by in `Accept` headers.
fn names(format: ResultsFormat) -> Vec<&'static str> {
    let mut names = vec![format.media_type()];
    match format {
        ResultsFormat::Json => names.push("application/json"),
        ResultsFormat::Xml => names.push("application/xml"),
        ResultsFormat::Csv
        | ResultsFormat::Tsv
        | ResultsFormat::Turtle
        | ResultsFormat::NTriples
        | ResultsFormat::RdfXml
        | ResultsFormat::JsonLd => {}
    }
    names
}

/// The format of the parameter `format`: a short name, a suffix or a media type.
fn format_of_name(name: &str) -> Option<ResultsFormat> {
    match name {
        "ttl" => Some(ResultsFormat::Turtle),
        "nt" => Some(ResultsFormat::NTriples),
        "rdf" => Some(ResultsFormat::RdfXml),
        other => other
            .parse()
            .ok()
            .or_else(|| ResultsFormat::from_media_type(other)),
    }
}

async fn answer(app: &Arc<App>, question: Question, client: &Client) -> Result<Response, Problem> {
    let formats = question.formats(client)?;
    let output = run(app, question, formats).await?;
    let media_type = HeaderValue::from_static(content_type(output.format));
    let mut response = Body::from(output.body.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn content_type(format: ResultsFormat) -> &'static str {
    match format {
        ResultsFormat::Csv => "text/csv; charset=utf-8; header=present",
        ResultsFormat::Tsv => "text/tab-separated-values; charset=utf-8",
        ResultsFormat::Turtle => "text/turtle; charset=utf-8",
        ResultsFormat::Json
        | ResultsFormat::Xml
        | ResultsFormat::NTriples
        | ResultsFormat::RdfXml
        | ResultsFormat::JsonLd => format.media_type(),
    }
}

/// The answer on the page: a table, or what the query did wrong.
async fn answer_for_people(app: &Arc<App>, question: Question) -> Result<Answer, Problem> {
    let formats = vec![ResultsFormat::Json, ResultsFormat::Turtle];
    match run(app, question, formats).await {
        Ok(output) if output.format == ResultsFormat::Json => {
            let index = app.index();
            Answer::of_json(&output.body, &|iri| own_page(app, &index, iri))
                .ok_or_else(|| Problem::new(ProblemKind::Internal))
        }
        Ok(output) => Ok(Answer::Text(String::from_utf8_lossy(&output.body).into_owned())),
        Err(problem) if problem.kind().status().is_client_error() || is_limit(problem.kind()) => {
            let title = problem.kind().title().de;
            Ok(Answer::Failure(format!(
                "{title}: {}",
                problem.detail(Language::German)
            )))
        }
        Err(problem) => Err(problem),
    }
}

fn is_limit(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::QueryTimeout | ProblemKind::QueryMemory | ProblemKind::Busy
    )
}

async fn run(
    app: &Arc<App>,
    question: Question,
    formats: Vec<ResultsFormat>,
) -> Result<Arc<Output>, Problem> {
    let _slot = Arc::clone(&app.query_slots)
        .try_acquire_owned()
        .map_err(|error| Problem::new(ProblemKind::Busy).because(error))?;
    let request = Request {
        query: question.query,
        base: Some(app.addresses.absolute("/sparql")),
        default_graphs: question.default_graphs,
        named_graphs: question.named_graphs,
        formats,
        limits: Limits {
            wall_time: app.query_time,
            cpu_time: app.query_time,
            ..Limits::default()
        },
    };
    app.workers
        .answer(&app.store, &request)
        .await
        .map_err(|error| refusal(error, &request.limits))
}

/// Of what a query has too much, and what may be there.
fn too_much(excess: Excess) -> Text {
    let limit = excess.limit();
    match excess {
        Excess::TriplePatterns => Text::new(
            format!(
                "Die Abfrage hat mehr als {limit} Muster (Tripel). Teilen Sie sie in mehrere Abfragen auf."
            ),
            format!("The query has more than {limit} triple patterns. Split it into several queries."),
        ),
        Excess::Unions => Text::new(
            format!("Die Abfrage hat mehr als {limit} Alternativen (UNION). VALUES leistet oft dasselbe."),
            format!("The query has more than {limit} alternatives (UNION). VALUES often does the same."),
        ),
        Excess::Values => Text::new(
            format!("Unter VALUES stehen mehr als {limit} Zeilen. Fragen Sie in mehreren Schritten."),
            format!("There are more than {limit} rows of VALUES. Ask in several steps."),
        ),
        Excess::Combinations => Text::new(
            format!(
                "Die Zeilen unter VALUES ergeben zusammen mehr als {limit} Kombinationen. Verbinden Sie sie über die Daten, oder fragen Sie in mehreren Schritten."
            ),
            format!(
                "The rows of VALUES make more than {limit} combinations. Connect them by the data, or ask in several steps."
            ),
        ),
        Excess::Repetitions => Text::new(
            format!(
                "Ein Ausdruck wiederholt einen Wert mehr als {limit}-mal. Bauen Sie lange Texte nach der Abfrage zusammen."
            ),
            format!(
                "An expression repeats a value more than {limit} times. Build long texts after the query."
            ),
        ),
    }
}

/// What a query's failure means to the one who asked.
fn refusal(error: WorkerError, limits: &Limits) -> Problem {
    match error {
        WorkerError::Syntax {
            message,
            line,
            column,
        } => Problem::new(ProblemKind::QuerySyntax)
            .with_detail(Text::new(
                format!("Zeile {line}, Spalte {column}: {message}"),
                format!("line {line}, column {column}: {message}"),
            ))
            .with("line", json!(line))
            .with("column", json!(column)),
        WorkerError::TooDeep { limit } => Problem::new(ProblemKind::QueryRefused).with_detail(Text::new(
            format!("Klammern sind tiefer als {limit}-mal ineinander geschachtelt."),
            format!("Brackets are nested more than {limit} deep."),
        )),
        WorkerError::TooMuch { excess } => Problem::new(ProblemKind::QueryRefused)
            .with_detail(too_much(excess))
            .with("limit", json!(excess.limit())),
        WorkerError::Update => Problem::new(ProblemKind::UpdateForbidden),
        WorkerError::Service => Problem::new(ProblemKind::QueryRefused).with_detail(Text::new(
            "SERVICE, der Abruf anderer Server, steht hier nicht zur Verfügung.",
            "SERVICE is not available here.",
        )),
        WorkerError::ForeignFunction => Problem::new(ProblemKind::QueryRefused).with_detail(Text::new(
            "Die Abfrage ruft eine Funktion auf, die es in SPARQL nicht gibt.",
            "The query calls a function that SPARQL does not have.",
        )),
        error @ WorkerError::Store(_) => Problem::new(ProblemKind::StoreUnavailable).because(error),
        WorkerError::Unsupported { kind } => {
            let offers: Vec<&str> = ResultsFormat::ALL
                .iter()
                .filter(|format| format.kind() == kind)
                .map(|format| format.media_type())
                .collect();
            Problem::new(ProblemKind::NotAcceptable).with("offers", json!(offers))
        }
        WorkerError::Timeout => {
            let seconds = limits.wall_time.as_secs();
            Problem::new(ProblemKind::QueryTimeout)
                .with_detail(Text::new(
                    format!("Die Abfrage wurde nach {seconds} Sekunden beendet. Schränken Sie sie ein, zum Beispiel auf eine Kommune oder mit LIMIT."),
                    format!("The query was ended after {seconds} seconds. Narrow it, for example to one city or with LIMIT."),
                ))
                .with("limitSeconds", json!(seconds))
        }
        WorkerError::Memory => {
            Problem::new(ProblemKind::QueryMemory).with("limitBytes", json!(limits.memory_bytes))
        }
        WorkerError::TooLarge => {
            Problem::new(ProblemKind::ResultTooLarge).with("limitBytes", json!(limits.result_bytes))
        }
        WorkerError::Evaluation(message) => Problem::new(ProblemKind::QueryRefused)
            .with_detail(Text::new(
                "Die Abfrage konnte nicht ausgewertet werden.",
                "The query could not be evaluated.",
            ))
            .because(std::io::Error::other(message)),
        error => Problem::new(ProblemKind::Internal).because(error),
    }
}
