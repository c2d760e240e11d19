//! Searching: the page for people, and search, facets and suggestions for programs.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kolophon_diagnostic::{Language, Text};
use kolophon_search as index;
use kolophon_search::{Answer, FacetName, MOST_SUGGESTIONS, Marked, Matching, Moment, Role, Suggestion};
use schemars::JsonSchema;
use serde::Serialize;

use crate::addresses::dataset_path;
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::html::SearchPage;
use crate::problem::Problem;
use crate::representation::Representation;
use crate::routes::api::dataset_address;
use crate::search::{self, LONGEST_QUERY, Question};

/// Datasets on a page, unless asked otherwise.
const DEFAULT_LIMIT: usize = 20;
/// The most datasets on a page.
const MAXIMAL_LIMIT: usize = 100;
/// Values of a facet beside search results.
const FACET_VALUES: usize = 10;
/// The most values of a facet.
const MAXIMAL_FACET_VALUES: usize = 1000;
/// Suggestions, unless asked otherwise.
const DEFAULT_SUGGESTIONS: usize = 10;

/// What a search found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SearchResult {
    /// The generation of all that is published which was searched.
    generation: u64,
    /// So many datasets fit.
    total: u64,
    /// Whether the datasets have all words of the question, or, because none has, some of them.
    matching: MatchingName,
    /// Whether only the beginning of the question was read.
    is_cut: bool,
    /// How the question was read, part by part.
    readings: Vec<ReadingJson>,
    /// The datasets of this page.
    datasets: Vec<HitJson>,
    /// How many datasets each choice would leave.
    facets: Vec<FacetJson>,
    /// The address of the next page; `null` on the last.
    next: Option<String>,
}

/// How many datasets each choice would leave.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FacetList {
    /// The generation of all that is published which was searched.
    generation: u64,
    /// So many datasets fit what was asked for and chosen.
    total: u64,
    /// The facets.
    facets: Vec<FacetJson>,
}

/// What to go on with.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SuggestionList {
    /// The suggestions, the best first.
    suggestions: Vec<SuggestionJson>,
}

/// Whether datasets have all words.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum MatchingName {
    All,
    Some,
}

/// How a part of the question was read.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReadingJson {
    /// What was typed.
    given: String,
    /// What was looked for in its place, because no dataset has it.
    corrected: Vec<String>,
    /// What was looked for beside it, because offices call it so.
    synonyms: Vec<String>,
    /// What became of it.
    role: RoleName,
}

/// What became of a part of the question.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum RoleName {
    Wanted,
    Optional,
    Ignored,
    Excluded,
    Unknown,
}

/// A dataset that fits.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct HitJson {
    /// The short name, unique within its city.
    id: String,
    /// The permanent address.
    iri: String,
    /// The short name of the city that publishes it.
    city: String,
    /// The title.
    title: String,
    /// A piece of the description.
    excerpt: String,
    /// When it was last changed, in UTC.
    modified: Option<String>,
    /// What was asked for and is not in it.
    missing: Vec<String>,
    /// The whole record, as JSON.
    url: String,
    /// The page for people.
    page: String,
}

/// The values of a facet.
#[derive(Debug, Serialize, JsonSchema)]
struct FacetJson {
    /// The parameter that chooses one.
    parameter: &'static str,
    /// The values, the most frequent first.
    values: Vec<FacetValueJson>,
    /// So many values more are not listed.
    others: u64,
}

/// A value of a facet.
#[derive(Debug, Serialize, JsonSchema)]
struct FacetValueJson {
    /// The value of the parameter.
    value: String,
    /// What people read.
    label: String,
    /// So many datasets have it, given everything else that was asked for.
    count: u64,
    /// Whether it is chosen.
    chosen: bool,
}

/// Something to go on with.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum SuggestionJson {
    /// What was typed, its last word completed.
    Words {
        /// What to search for.
        text: String,
        /// So many datasets have the completed word.
        datasets: u32,
    },
    /// A dataset whose title fits.
    Dataset {
        /// The title.
        text: String,
        /// The permanent address.
        iri: String,
        /// The page for people.
        page: String,
    },
}

/// The German page.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    page_in(app, parameters, client, Language::German).await
}

/// The English page.
pub(crate) async fn english_page(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    page_in(app, parameters, client, Language::English).await
}

async fn page_in(
    app: Arc<App>,
    parameters: Parameters,
    client: Client,
    language: Language,
) -> Result<Response, Problem> {
    let question = Question::of(&parameters.only(&Question::PARAMETERS)?)?;
    app.blocking(move |app| {
        let answer = search::answer(app, &question.request(DEFAULT_LIMIT, today(), FACET_VALUES))?;
        let snapshot = search::snapshot(app)?;
        let page = SearchPage::new(app, &question, answer, &snapshot, language);
        Ok(Representation::html(&page)?
            .with_search_field()
            .respond(&client.headers))
    })
    .await
}

/// What fits, page by page.
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let mut known = Question::PARAMETERS.to_vec();
    known.push("limit");
    let parameters = parameters.only(&known)?;
    let question = Question::of(&parameters)?;
    let limit = number(&parameters, "limit", MAXIMAL_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    app.blocking(move |app| {
        let answer = search::answer(app, &question.request(limit, today(), FACET_VALUES))?;
        let address = |after: Option<index::Cursor>| {
            let question = Question {
                after,
                ..question.clone()
            };
            let query = question.to_query();
            let mark = if query.is_empty() { "" } else { "&" };
            app.addresses
                .absolute(&format!("/api/v1/search?limit={limit}{mark}{query}"))
        };
        let next = answer.next.clone().map(|cursor| address(Some(cursor)));
        let first = address(None);
        let mut representation = Representation::json(&result(app, answer, next.clone(), client.language))?
            .with_link(&first, "rel=\"first\"");
        if let Some(next) = next {
            representation = representation.with_link(&next, "rel=\"next\"");
        }
        Ok(representation.in_language().respond(&client.headers))
    })
    .await
}

/// What can be chosen, with all values.
pub(crate) async fn facets(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let mut known: Vec<&str> = Question::PARAMETERS
        .into_iter()
        .filter(|name| !["sort", "cursor"].contains(name))
        .collect();
    known.push("values");
    let parameters = parameters.only(&known)?;
    let question = Question::of(&parameters)?;
    let values = number(&parameters, "values", MAXIMAL_FACET_VALUES)?.unwrap_or(100);
    app.blocking(move |app| {
        let answer = search::answer(app, &question.request(0, today(), values))?;
        let list = FacetList {
            generation: answer.generation,
            total: answer.total,
            facets: facet_list(app, &answer, client.language),
        };
        Ok(Representation::json(&list)?
            .in_language()
            .respond(&client.headers))
    })
    .await
}

/// What to go on with while somebody types.
pub(crate) async fn suggest(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["q", "limit"])?;
    let typed = parameters.get("q")?.unwrap_or_default().to_owned();
    if typed.chars().count() > LONGEST_QUERY {
        return Err(Problem::parameter(
            "q",
            Text::new("Die Angabe „q“ ist zu lang.", "The parameter “q” is too long."),
        ));
    }
    let limit = number(&parameters, "limit", MOST_SUGGESTIONS)?.unwrap_or(DEFAULT_SUGGESTIONS);
    app.blocking(move |app| {
        let published = app.index();
        let suggestions = search::snapshot(app)?
            .suggest(&typed, limit)
            .into_iter()
            .filter(|suggestion| match suggestion {
                Suggestion::Words { .. } => true,
                Suggestion::Dataset { iri, .. } => published.state().resources.contains_key(iri),
            })
            .map(|suggestion| suggestion_json(app, suggestion));
        let list = SuggestionList {
            suggestions: suggestions.collect(),
        };
        Ok(Representation::json(&list)?.respond(&client.headers))
    })
    .await
}

fn result(app: &App, answer: Answer, next: Option<String>, language: Language) -> SearchResult {
    SearchResult {
        generation: answer.generation,
        total: answer.total,
        matching: match answer.matching {
            Matching::All => MatchingName::All,
            Matching::Some => MatchingName::Some,
        },
        is_cut: answer.is_cut,
        facets: facet_list(app, &answer, language),
        readings: answer.readings.into_iter().map(reading).collect(),
        datasets: answer.hits.into_iter().map(|hit| found(app, hit)).collect(),
        next,
    }
}

fn reading(reading: index::Reading) -> ReadingJson {
    ReadingJson {
        given: reading.given,
        corrected: reading.corrected,
        synonyms: reading.synonyms,
        role: match reading.role {
            Role::Wanted => RoleName::Wanted,
            Role::Optional => RoleName::Optional,
            Role::Ignored => RoleName::Ignored,
            Role::Excluded => RoleName::Excluded,
            Role::Unknown => RoleName::Unknown,
        },
    }
}

fn found(app: &App, hit: index::Hit) -> HitJson {
    let city = &hit.city.key;
    let path = dataset_path(city, &hit.id);
    let modified = hit
        .modified
        .and_then(|moment| Timestamp::from_second(moment.0).ok());
    HitJson {
        url: app.addresses.absolute(&dataset_address(city, &hit.id)),
        page: app.addresses.absolute(&path),
        id: hit.id,
        iri: hit.iri,
        city: hit.city.key,
        title: text(hit.title),
        excerpt: text(hit.excerpt),
        modified: modified.map(|timestamp| timestamp.to_string()),
        missing: hit.missing,
    }
}

fn text(marked: Marked) -> String {
    marked.text
}

fn facet_list(app: &App, answer: &Answer, language: Language) -> Vec<FacetJson> {
    let facets = answer.facets.iter();
    facets
        .map(|counts| FacetJson {
            parameter: parameter(counts.facet),
            values: counts
                .values
                .iter()
                .map(|value| FacetValueJson {
                    value: match counts.facet {
                        FacetName::Theme => search::theme_name(&value.value.key),
                        FacetName::Licence => search::licence_name(&value.value.key),
                        _ => value.value.key.clone(),
                    },
                    label: app
                        .label(&value.value.key, language)
                        .unwrap_or_else(|| value.value.label.clone()),
                    count: value.count,
                    chosen: value.is_chosen,
                })
                .collect(),
            others: counts.others as u64,
        })
        .collect()
}

fn parameter(facet: FacetName) -> &'static str {
    match facet {
        FacetName::City => "city",
        FacetName::Theme => "theme",
        FacetName::Format => "format",
        FacetName::Licence => "licence",
        FacetName::Publisher => "publisher",
        FacetName::HighValue => "hvd",
        FacetName::Updated => "updated",
    }
}

fn suggestion_json(app: &App, suggestion: Suggestion) -> SuggestionJson {
    match suggestion {
        Suggestion::Words { text, datasets } => SuggestionJson::Words { text, datasets },
        Suggestion::Dataset { iri, id, city, title } => SuggestionJson::Dataset {
            text: title,
            iri,
            page: app.addresses.absolute(&dataset_path(&city.key, &id)),
        },
    }
}

/// A number from 1 to `most`.
fn number(parameters: &Parameters, name: &str, most: usize) -> Result<Option<usize>, Problem> {
    let Some(number) = parameters.number(name, 1)? else {
        return Ok(None);
    };
    match usize::try_from(number) {
        Ok(number) if number <= most => Ok(Some(number)),
        _ => Err(Problem::parameter(
            name,
            Text::new(
                format!("Die Angabe „{name}“ darf höchstens {most} sein."),
                format!("The parameter “{name}” may be {most} at most."),
            ),
        )),
    }
}

/// The end of today (UTC): answers of one day are the same to the byte.
fn today() -> Moment {
    const DAY: i64 = 24 * 60 * 60;
    Moment(Timestamp::now().as_second().div_euclid(DAY) * DAY + DAY - 1)
}
