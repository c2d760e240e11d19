//! A question as the parameters of an address: the page and the interface for programs read the same ones.

use kolophon_diagnostic::Text;
use kolophon_search::{BoundingBox, Cursor, Filters, MOST_CHOSEN, Moment, Period, Request, Sort, Updated};

use crate::addresses::segment;
use crate::extract::Parameters;
use crate::problem::Problem;

/// Where the themes of DCAT-AP lie; in addresses their last segment is enough.
const THEMES: &str = "http://publications.europa.eu/resource/authority/data-theme/";
/// Where the licences of DCAT-AP.de lie; in addresses what follows is enough.
const LICENCES: &str = "http://dcat-ap.de/def/licenses/";

/// The longest question that is passed on, in characters; the search reads its beginning and says so.
pub(crate) const LONGEST_QUERY: usize = 4096;

/// What was asked, as it can be asked again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Question {
    /// What was typed.
    pub(crate) query: String,
    /// What was chosen.
    pub(crate) filters: Filters,
    /// The order.
    pub(crate) sort: Sort,
    /// Where the page before ended.
    pub(crate) after: Option<Cursor>,
}

impl Question {
    /// The parameters it is asked with.
    pub(crate) const PARAMETERS: [&'static str; 12] = [
        "q",
        "city",
        "theme",
        "format",
        "licence",
        "publisher",
        "hvd",
        "updated",
        "bbox",
        "time",
        "sort",
        "cursor",
    ];

    /// The question of an address. Other parameters are passed over; refusing them is for the caller.
    ///
    /// # Errors
    /// When a value is impossible.
    pub(crate) fn of(parameters: &Parameters) -> Result<Self, Problem> {
        let query = parameters.get("q")?.unwrap_or_default();
        if query.chars().count() > LONGEST_QUERY {
            return Err(Problem::parameter(
                "q",
                Text::new("Die Angabe „q“ ist zu lang.", "The parameter “q” is too long."),
            ));
        }
        Ok(Self {
            query: query.to_owned(),
            filters: Filters {
                cities: chosen(parameters, "city")?,
                themes: full(chosen(parameters, "theme")?, theme_of_name),
                formats: chosen(parameters, "format")?,
                licences: full(chosen(parameters, "licence")?, licence_of_name),
                publishers: chosen(parameters, "publisher")?,
                high_value: each(parameters, "hvd", "true, false", |value| value.parse().ok())?,
                updated: each(
                    parameters,
                    "updated",
                    "week, month, year, older, unknown",
                    Updated::named,
                )?,
                area: area(parameters)?,
                period: period(parameters)?,
            },
            sort: sort(parameters)?,
            after: parameters.get("cursor")?.map(Cursor::from_text),
        })
    }

    /// The question for the index, on a day.
    pub(crate) fn request(&self, limit: usize, today: Moment, facet_values: usize) -> Request {
        Request {
            query: self.query.clone(),
            filters: self.filters.clone(),
            sort: self.sort,
            limit,
            after: self.after.clone(),
            facet_values,
            today,
        }
    }

    /// The parameters that ask the same, in a fixed order, without the page.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut add =
            |name, values: &[String]| pairs.extend(values.iter().map(|value| (name, value.clone())));
        if !self.query.is_empty() {
            add("q", std::slice::from_ref(&self.query));
        }
        let filters = &self.filters;
        add("city", &filters.cities);
        let themes: Vec<String> = filters.themes.iter().map(|iri| theme_name(iri)).collect();
        add("theme", &themes);
        add("format", &filters.formats);
        let licences: Vec<String> = filters.licences.iter().map(|iri| licence_name(iri)).collect();
        add("licence", &licences);
        add("publisher", &filters.publishers);
        pairs.extend(filters.high_value.iter().map(|value| ("hvd", value.to_string())));
        pairs.extend(
            filters
                .updated
                .iter()
                .map(|updated| ("updated", updated.key().to_owned())),
        );
        if let Some(area) = &filters.area {
            let [west, south, east, north] = area.edges();
            pairs.push(("bbox", format!("{west},{south},{east},{north}")));
        }
        if let Some(period) = &filters.period {
            pairs.push(("time", format!("{}/{}", day(period.start), day(period.end))));
        }
        if self.sort != Sort::default() {
            pairs.push(("sort", sort_name(self.sort).to_owned()));
        }
        pairs
    }

    /// The same as the part of an address behind the question mark.
    pub(crate) fn to_query(&self) -> String {
        let pairs = self.pairs().into_iter();
        let after = self
            .after
            .iter()
            .map(|cursor| ("cursor", cursor.as_str().to_owned()));
        let parts: Vec<String> = pairs
            .chain(after)
            .map(|(name, value)| format!("{name}={}", segment(&value)))
            .collect();
        parts.join("&")
    }
}

/// The name of an order in addresses.
pub(crate) fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Modified => "modified",
        Sort::Title => "title",
    }
}

/// A theme as addresses name it.
pub(crate) fn theme_name(iri: &str) -> String {
    iri.strip_prefix(THEMES).unwrap_or(iri).to_owned()
}

/// A licence as addresses name it.
pub(crate) fn licence_name(iri: &str) -> String {
    iri.strip_prefix(LICENCES).unwrap_or(iri).to_owned()
}

fn theme_of_name(name: &str) -> Option<String> {
    let is_name = name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name.then(|| format!("{THEMES}{}", name.to_ascii_uppercase()))
}

fn licence_of_name(name: &str) -> Option<String> {
    (!name.contains([':', ' '])).then(|| format!("{LICENCES}{name}"))
}

/// The names as IRIs, where they are names of that kind.
fn full(names: Vec<String>, full: fn(&str) -> Option<String>) -> Vec<String> {
    names
        .into_iter()
        .map(|name| full(&name).unwrap_or(name))
        .collect()
}

/// The values of a parameter that may be given more than once, each once.
fn chosen(parameters: &Parameters, name: &str) -> Result<Vec<String>, Problem> {
    let mut values: Vec<String> = Vec::new();
    for value in parameters.names(name, MOST_CHOSEN)? {
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    Ok(values)
}

fn each<T>(
    parameters: &Parameters,
    name: &str,
    possible: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    let values = chosen(parameters, name)?;
    values
        .iter()
        .map(|value| read(value).ok_or_else(|| impossible(name, possible)))
        .collect()
}

fn sort(parameters: &Parameters) -> Result<Sort, Problem> {
    match parameters.get("sort")? {
        None | Some("relevance") => Ok(Sort::Relevance),
        Some("modified") => Ok(Sort::Modified),
        Some("title") => Ok(Sort::Title),
        Some(_) => Err(impossible("sort", "relevance, modified, title")),
    }
}

/// `west,south,east,north` in degrees, as in [GeoJSON](https://www.rfc-editor.org/rfc/rfc7946#section-5).
fn area(parameters: &Parameters) -> Result<Option<BoundingBox>, Problem> {
    let Some(text) = parameters.get("bbox")? else {
        return Ok(None);
    };
    let wrong = || impossible("bbox", "west,south,east,north (8.1,49.9,8.4,50.1)");
    let numbers: Vec<f64> = text
        .split(',')
        .map(|number| number.trim().parse::<f64>())
        .collect::<Result<_, _>>()
        .map_err(|_not_a_number| wrong())?;
    let [west, south, east, north] = numbers.as_slice() else {
        return Err(wrong());
    };
    let area = BoundingBox::new(*west, *south, *east, *north);
    area.map(Some).ok_or_else(wrong)
}

/// `start/end`, each a year, a month, a day or nothing; or a single one.
fn period(parameters: &Parameters) -> Result<Option<Period>, Problem> {
    let Some(text) = parameters.get("time")? else {
        return Ok(None);
    };
    let wrong = || impossible("time", "2024, 2024-05, 2024-05-01/2025-12-31, 2024/");
    let (start, end) = text.split_once('/').unwrap_or((text, text));
    let moment = |text: &str, read: fn(&str) -> Option<Moment>| match text {
        "" | ".." => Ok(None),
        text => read(text).map(Some).ok_or_else(wrong),
    };
    let period = Period {
        start: moment(start, Moment::first_of)?,
        end: moment(end, Moment::last_of)?,
    };
    if period
        .start
        .zip(period.end)
        .is_some_and(|(start, end)| start > end)
    {
        return Err(wrong());
    }
    Ok((!period.is_open()).then_some(period))
}

/// A moment as the day it lies in; nothing where the time is open.
fn day(moment: Option<Moment>) -> String {
    let timestamp = moment.and_then(|moment| jiff::Timestamp::from_second(moment.0).ok());
    timestamp.map_or_else(String::new, |timestamp| {
        timestamp.strftime("%Y-%m-%d").to_string()
    })
}

fn impossible(name: &str, possible: &str) -> Problem {
    Problem::parameter(
        name,
        Text::new(
            format!("Die Angabe „{name}“ hat keinen möglichen Wert. Möglich sind: {possible}."),
            format!("The parameter “{name}” has no possible value. Possible are: {possible}."),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Result<Question, Problem> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Question::of(&Parameters::from_pairs(pairs.collect()))
    }

    #[test]
    fn a_question_can_be_asked_again_from_its_address() {
        let question = of(&[
            ("q", "kita plätze"),
            ("city", "mainz"),
            ("city", "halle"),
            ("theme", "educ"),
            ("licence", "dl-by-de/2.0"),
            ("hvd", "true"),
            ("updated", "week"),
            ("bbox", "8.1,49.9,8.4,50.1"),
            ("time", "2024/"),
            ("sort", "title"),
        ])
        .unwrap();
        assert_eq!(question.filters.themes, [format!("{THEMES}EDUC")]);
        assert_eq!(question.filters.licences, [format!("{LICENCES}dl-by-de/2.0")]);
        let again: Vec<(&str, String)> = question.pairs();
        let again: Vec<(&str, &str)> = again
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(of(&again).unwrap(), question);
        assert_eq!(
            of(&[("q", "ä&b"), ("city", "")]).unwrap().to_query(),
            "q=%C3%A4%26b"
        );
    }

    #[test]
    fn impossible_values_are_named() {
        for (name, value) in [
            ("hvd", "ja"),
            ("updated", "gestern"),
            ("sort", "zufall"),
            ("bbox", "1,2,3"),
            ("bbox", "NaN,0,1,1"),
            ("bbox", "8,50,7,51"),
            ("bbox", "8,91,9,92"),
            ("time", "gestern"),
            ("time", "2025/2024"),
            ("time", "2024/2025/2026"),
        ] {
            let problem = of(&[(name, value)]).unwrap_err();
            assert_eq!(
                problem.to_json("", "", kolophon_diagnostic::Language::English)["parameter"],
                name
            );
        }
        assert!(of(&[("q", &"a".repeat(5000))]).is_err());
        let many: Vec<(&str, String)> = (0..101).map(|number| ("format", number.to_string())).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(of(&many).is_err());
    }
}
