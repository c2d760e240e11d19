//! The JSON interface and its table for spreadsheets.

pub(crate) mod changes;
pub(crate) mod cities;
pub(crate) mod record;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use kolophon_dcat::json::{DatasetJson, last_segment};
use kolophon_diagnostic::Text;
use kolophon_store::Resource;
use schemars::JsonSchema;
use serde::Serialize;

use crate::addresses::segment;
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::index::Index;
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;
use crate::routes::departed;

/// Datasets on a page, unless asked otherwise.
const DEFAULT_LIMIT: u64 = 100;

/// The most datasets on a page.
const MAXIMAL_LIMIT: u64 = 1000;

/// A page of the list of datasets.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DatasetList {
    /// The datasets, by city and short name.
    pub(crate) datasets: Vec<DatasetJson>,
    /// The address of the next page; `null` on the last.
    pub(crate) next: Option<String>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
struct Filter {
    city: Option<String>,
    theme: Option<String>,
    format: Option<String>,
}

/// Where a page of the list begins and how long it is.
#[derive(Clone, Debug)]
struct Window {
    after: Option<(String, String)>,
    limit: Option<usize>,
}

/// The list of datasets, page by page.
pub(crate) async fn datasets(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["city", "theme", "format", "limit", "cursor"])?;
    let index = app.index();
    let filter = Filter::of(&parameters, &index)?;
    let limit = limit(&parameters)?.unwrap_or(DEFAULT_LIMIT);
    let window = Window {
        after: cursor(&parameters)?,
        limit: usize::try_from(limit).ok(),
    };
    let (addresses, wanted) = (app.addresses.clone(), filter.clone());
    let (page, next) = app
        .blocking(move |app| select(app, &index, &wanted, window))
        .await?;
    let address = |cursor: Option<String>| {
        addresses.absolute(&format!(
            "/api/v1/datasets?{}",
            filter.query(limit, cursor.as_deref())
        ))
    };
    let next = next.map(|cursor| address(Some(cursor)));
    let list = DatasetList {
        datasets: page.iter().map(|dataset| DatasetJson::clone(dataset)).collect(),
        next: next.clone(),
    };
    let mut representation = Representation::json(&list)?.with_link(&address(None), "rel=\"first\"");
    if let Some(next) = next {
        representation = representation.with_link(&next, "rel=\"next\"");
    }
    Ok(representation.respond(&client.headers))
}

/// The same list as a table that German Excel opens: semicolons, a byte order mark, no formulas.
pub(crate) async fn datasets_csv(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["city", "theme", "format", "limit", "cursor"])?;
    let index = app.index();
    let filter = Filter::of(&parameters, &index)?;
    let window = Window {
        after: cursor(&parameters)?,
        limit: limit(&parameters)?.and_then(|limit| usize::try_from(limit).ok()),
    };
    let table = app
        .blocking(move |app| {
            let (page, _) = select(app, &index, &filter, window)?;
            table(app, &page).map_err(|error| Problem::new(ProblemKind::Internal).because(error))
        })
        .await?;
    let name = HeaderValue::from_static("attachment; filename=\"datensaetze.csv\"");
    Ok(
        Representation::new("text/csv; charset=utf-8; header=present", table)
            .with_header(header::CONTENT_DISPOSITION, name)
            .respond(&client.headers),
    )
}

/// One dataset.
pub(crate) async fn dataset(
    State(app): State<Arc<App>>,
    Path((city, slug)): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    about(app, &client, (city, slug), |app, resource| {
        Representation::json(&*app.dataset_json(resource)?)
    })
    .await
}

/// Answers about a dataset. Of one that is not published, says what became of it.
async fn about(
    app: Arc<App>,
    client: &Client,
    (city, slug): (String, String),
    answer: impl FnOnce(&App, &Resource) -> Result<Representation, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let index = app.index();
    if index.dataset(&city, &slug).is_none() {
        return departed::dataset_instead(&app, &index, (&city, &slug), "/api/v1/datasets");
    }
    let representation = app
        .blocking(move |app| {
            let resource = index
                .dataset(&city, &slug)
                .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
            answer(app, resource)
        })
        .await?;
    Ok(representation.respond(&client.headers))
}

/// The path of a dataset's record in this interface.
pub(crate) fn dataset_address(city: &str, slug: &str) -> String {
    format!("/api/v1/datasets/{}/{}", segment(city), segment(slug))
}

impl Filter {
    fn of(parameters: &Parameters, index: &Index) -> Result<Self, Problem> {
        let text = |name| parameters.name(name).map(|value| value.map(str::to_owned));
        Ok(Self {
            city: city_of(parameters, index)?,
            theme: text("theme")?,
            format: text("format")?,
        })
    }

    /// The parameters that ask for the same list.
    fn query(&self, limit: u64, cursor: Option<&str>) -> String {
        let mut query = format!("limit={limit}");
        let all = [
            ("city", self.city.as_deref()),
            ("theme", self.theme.as_deref()),
            ("format", self.format.as_deref()),
            ("cursor", cursor),
        ];
        for (name, value) in all {
            if let Some(value) = value {
                for part in ["&", name, "=", &segment(value)] {
                    query.push_str(part);
                }
            }
        }
        query
    }

    /// Whether the record has to be read to decide.
    fn needs_record(&self) -> bool {
        self.theme.is_some() || self.format.is_some()
    }

    fn admits(&self, json: &DatasetJson) -> bool {
        let theme = self.theme.as_deref().is_none_or(|wanted| {
            json.themes
                .iter()
                .any(|theme| theme.iri == wanted || last_segment(&theme.iri).eq_ignore_ascii_case(wanted))
        });
        let format = self.format.as_deref().is_none_or(|wanted| {
            json.distributions.iter().any(|distribution| {
                let is = |known: &Option<String>| {
                    known
                        .as_deref()
                        .is_some_and(|known| known.eq_ignore_ascii_case(wanted))
                };
                is(&distribution.format) || is(&distribution.media_type)
            })
        });
        theme && format
    }
}

/// The datasets of a window, and the cursor behind them when there are more.
fn select(
    app: &App,
    index: &Index,
    filter: &Filter,
    window: Window,
) -> Result<(Vec<Arc<DatasetJson>>, Option<String>), Problem> {
    let mut page: Vec<Arc<DatasetJson>> = Vec::new();
    for resource in index.by_slug_after(window.after) {
        if filter.city.as_ref().is_some_and(|city| *city != resource.city) {
            continue;
        }
        let full = window.limit.is_some_and(|limit| page.len() >= limit);
        if full && !filter.needs_record() {
            return Ok(with_cursor(page));
        }
        let json = app.dataset_json(resource)?;
        if !filter.admits(&json) {
            continue;
        }
        if full {
            return Ok(with_cursor(page));
        }
        page.push(json);
    }
    Ok((page, None))
}

fn with_cursor(page: Vec<Arc<DatasetJson>>) -> (Vec<Arc<DatasetJson>>, Option<String>) {
    let cursor = page.last().map(|last| format!("{}/{}", last.city, last.id));
    (page, cursor)
}

/// The position a page begins behind: city and short name of the last dataset before it. It stays valid when that
/// dataset is withdrawn.
fn cursor(parameters: &Parameters) -> Result<Option<(String, String)>, Problem> {
    let Some(cursor) = parameters.get("cursor")? else {
        return Ok(None);
    };
    match cursor.split_once('/') {
        Some((city, slug)) if !city.is_empty() && !slug.is_empty() => {
            Ok(Some((city.to_owned(), slug.to_owned())))
        }
        _ => Err(foreign_cursor()),
    }
}

/// A cursor that no answer gave.
fn foreign_cursor() -> Problem {
    Problem::parameter(
        "cursor",
        Text::new(
            "Die Angabe „cursor“ ist keine, die dieser Server ausgegeben hat.",
            "The parameter “cursor” is none this server has given out.",
        ),
    )
}

/// The city that a list is narrowed to.
fn city_of(parameters: &Parameters, index: &Index) -> Result<Option<String>, Problem> {
    let Some(city) = parameters.get("city")? else {
        return Ok(None);
    };
    if index.state().cities.contains_key(city) {
        return Ok(Some(city.to_owned()));
    }
    let known: Vec<&str> = index.state().cities.keys().map(String::as_str).collect();
    let known = known.join(", ");
    Err(Problem::parameter(
        "city",
        Text::new(
            format!("Die Kommune „{city}“ gibt es hier nicht. Es gibt: {known}."),
            format!("There is no city “{city}” here. There are: {known}."),
        ),
    ))
}

/// How long a page of a list is.
fn limit_of(parameters: &Parameters) -> Result<usize, Problem> {
    let limit = limit(parameters)?.unwrap_or(DEFAULT_LIMIT);
    Ok(usize::try_from(limit).unwrap_or(usize::MAX))
}

fn limit(parameters: &Parameters) -> Result<Option<u64>, Problem> {
    match parameters.number("limit", 1)? {
        Some(limit) if limit > MAXIMAL_LIMIT => Err(Problem::parameter(
            "limit",
            Text::new(
                format!("Die Angabe „limit“ darf höchstens {MAXIMAL_LIMIT} sein."),
                format!("The parameter “limit” may be {MAXIMAL_LIMIT} at most."),
            ),
        )),
        limit => Ok(limit),
    }
}

fn table(app: &App, datasets: &[Arc<DatasetJson>]) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut bytes);
    writer.write_record([
        "Kommune",
        "Kurzname",
        "Titel",
        "Herausgeber",
        "Lizenz",
        "Kategorien",
        "Formate",
        "Veröffentlicht",
        "Zuletzt geändert",
        "Dauerhafte Adresse",
        "Seite",
    ])?;
    for dataset in datasets {
        let join = |values: Vec<&str>| values.join(", ");
        let mut formats: Vec<&str> = dataset
            .distributions
            .iter()
            .filter_map(|file| file.format.as_deref())
            .collect();
        formats.sort_unstable();
        formats.dedup();
        let page = app
            .addresses
            .absolute(&crate::addresses::dataset_path(&dataset.city, &dataset.id));
        let cells = [
            dataset.city.as_str(),
            &dataset.id,
            &dataset.title,
            dataset.publisher.as_deref().unwrap_or_default(),
            dataset
                .licence
                .as_ref()
                .map_or("", |licence| licence.label.as_str()),
            &join(dataset.themes.iter().map(|theme| theme.label.as_str()).collect()),
            &join(formats),
            dataset.issued.as_deref().unwrap_or_default(),
            dataset.modified.as_deref().unwrap_or_default(),
            &dataset.iri,
            &page,
        ]
        .map(without_formula);
        writer.write_record(&cells)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

/// A cell that no spreadsheet takes for a formula
/// ([CSV injection](https://owasp.org/www-community/attacks/CSV_Injection)).
fn without_formula(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-2", "'-2"),
            ("Kita", "Kita"),
            ("", ""),
        ] {
            assert_eq!(without_formula(cell), expected);
        }
    }
}
