//! The field that people search with, and the page of what was found, in German and in English.

use askama::Template;
use kolophon_diagnostic::{Language, Text};
use kolophon_search::{
    Answer, Cursor, FacetCounts, FacetName, FacetValue, Hit, Marked, Matching, Moment, Reading, Role,
    Snapshot, Sort, Suggestion, Updated,
};

use crate::app::App;
use crate::html::text::{german_date, german_number};
use crate::html::{Layout, script_version};
use crate::search::Question;

/// So many suggestions stand ready in the field.
const SUGGESTIONS: usize = 8;

/// Where people search.
#[derive(Debug)]
pub(crate) struct SearchField {
    /// Where the form leads.
    pub(crate) action: String,
    /// What was typed.
    pub(crate) query: String,
    /// What was chosen and stays so.
    pub(crate) kept: Vec<(&'static str, String)>,
    /// What may be typed.
    pub(crate) suggestions: Vec<String>,
    /// Where suggestions are asked for; what was typed is added.
    pub(crate) suggest: String,
    /// The script that keeps the suggestions fresh.
    pub(crate) script: String,
}

impl SearchField {
    /// An empty field: for one city, or for all.
    pub(crate) fn empty(app: &App, city: Option<&str>) -> Self {
        let mut question = Question::default();
        question.filters.cities.extend(city.map(str::to_owned));
        Self::new(app, &question, Language::German, Vec::new())
    }

    fn new(app: &App, question: &Question, language: Language, suggestions: Vec<String>) -> Self {
        let kept = question.pairs().into_iter().filter(|(name, _)| *name != "q");
        Self {
            action: app.addresses.path(path(language)),
            query: question.query.clone(),
            kept: kept.collect(),
            suggestions,
            suggest: app.addresses.path("/api/v1/suggest?q="),
            script: app.addresses.path(&format!("/search.js?v={}", script_version())),
        }
    }
}

/// The address of the page in a language.
pub(crate) fn path(language: Language) -> &'static str {
    match language {
        Language::German => "/suche",
        Language::English => "/search",
    }
}

/// The page of what was found.
#[derive(Debug, Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    layout: Layout,
    field: SearchField,
    total: String,
    one_dataset: bool,
    is_later_page: bool,
    notes: Vec<String>,
    chosen: Vec<Choice>,
    sorts: Vec<Choice>,
    facets: Vec<Facet>,
    hits: Vec<Found>,
    next: Option<String>,
    first: String,
    /// The same in the other language.
    other_language: String,
    /// The same for programs.
    json: String,
}

/// The values of a facet.
#[derive(Debug)]
struct Facet {
    name: String,
    values: Vec<Choice>,
    others: usize,
}

/// Something to choose, or to choose no longer.
#[derive(Debug)]
struct Choice {
    label: String,
    href: String,
    count: String,
    is_chosen: bool,
}

/// A dataset that was found.
#[derive(Debug)]
struct Found {
    href: String,
    title: Vec<Piece>,
    excerpt: Vec<Piece>,
    city: String,
    modified: Option<String>,
    missing: String,
}

/// A piece of text, and whether it is what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    is_marked: bool,
}

/// Writes the page of one question.
struct Writer<'a> {
    app: &'a App,
    question: &'a Question,
    language: Language,
}

impl SearchPage {
    /// The page of an answer.
    pub(crate) fn new(
        app: &App,
        question: &Question,
        answer: Answer,
        snapshot: &Snapshot,
        language: Language,
    ) -> Self {
        let writer = Writer {
            app,
            question,
            language,
        };
        let suggestions = words(snapshot, &question.query);
        let other = match language {
            Language::German => Language::English,
            Language::English => Language::German,
        };
        Self {
            layout: Layout::in_language(app, language),
            field: SearchField::new(app, question, language, suggestions),
            total: number(answer.total, language),
            one_dataset: answer.total == 1,
            is_later_page: question.after.is_some(),
            notes: notes(&answer, language),
            chosen: writer.chosen(&answer.facets),
            sorts: writer.sorts(),
            facets: answer.facets.iter().map(|facet| writer.facet(facet)).collect(),
            hits: answer.hits.into_iter().map(|hit| writer.found(hit)).collect(),
            next: answer.next.map(|cursor| writer.page(Some(cursor), language)),
            first: writer.page(None, language),
            other_language: writer.page(None, other),
            json: writer.address(
                "/api/v1/search",
                &Question {
                    after: None,
                    ..question.clone()
                },
            ),
        }
    }
}

impl Writer<'_> {
    fn address(&self, path: &str, question: &Question) -> String {
        let query = question.to_query();
        let mark = if query.is_empty() { "" } else { "?" };
        self.app.addresses.path(&format!("{path}{mark}{query}"))
    }

    fn page(&self, after: Option<Cursor>, language: Language) -> String {
        let question = Question {
            after,
            ..self.question.clone()
        };
        self.address(path(language), &question)
    }

    /// The address of the first page after a change.
    fn changed(&self, change: impl FnOnce(&mut Question)) -> String {
        let mut question = Question {
            after: None,
            ..self.question.clone()
        };
        change(&mut question);
        self.address(path(self.language), &question)
    }

    fn facet(&self, counts: &FacetCounts) -> Facet {
        Facet {
            name: facet_name(counts.facet).in_language(self.language).to_owned(),
            values: counts
                .values
                .iter()
                .map(|value| self.choice(counts.facet, value))
                .collect(),
            others: counts.others,
        }
    }

    fn choice(&self, facet: FacetName, value: &FacetValue) -> Choice {
        Choice {
            label: self.label(facet, value),
            href: self.changed(|question| toggle(question, facet, &value.value.key)),
            count: number(value.count, self.language),
            is_chosen: value.is_chosen,
        }
    }

    /// What was chosen in any facet, to be taken back.
    fn chosen(&self, facets: &[FacetCounts]) -> Vec<Choice> {
        let mut chosen = Vec::new();
        for facet in facets {
            let values = facet.values.iter().filter(|value| value.is_chosen);
            chosen.extend(values.map(|value| self.choice(facet.facet, value)));
        }
        if self.question.filters.area.is_some() {
            chosen.push(self.taken_back(&Text::new("Gebiet", "Area"), |question| {
                question.filters.area = None;
            }));
        }
        if self.question.filters.period.is_some() {
            chosen.push(self.taken_back(&Text::new("Zeit", "Time"), |question| {
                question.filters.period = None;
            }));
        }
        chosen
    }

    fn taken_back(&self, label: &Text, change: impl FnOnce(&mut Question)) -> Choice {
        Choice {
            label: label.in_language(self.language).to_owned(),
            href: self.changed(change),
            count: String::new(),
            is_chosen: true,
        }
    }

    fn sorts(&self) -> Vec<Choice> {
        [
            (Sort::Relevance, Text::new("beste Treffer", "best match")),
            (Sort::Modified, Text::new("zuletzt geändert", "last changed")),
            (Sort::Title, Text::new("Titel", "title")),
        ]
        .into_iter()
        .map(|(sort, label)| Choice {
            label: label.in_language(self.language).to_owned(),
            href: self.changed(|question| question.sort = sort),
            count: String::new(),
            is_chosen: self.question.sort == sort,
        })
        .collect()
    }

    fn label(&self, facet: FacetName, value: &FacetValue) -> String {
        let text = match facet {
            FacetName::HighValue if value.value.key == "true" => Some(Text::new("ja", "yes")),
            FacetName::HighValue => Some(Text::new("nein", "no")),
            FacetName::Updated => Updated::named(&value.value.key).map(updated_name),
            _ => None,
        };
        match text {
            Some(text) => text.in_language(self.language).to_owned(),
            // Labels of code lists are known in both languages; all others are the city's own.
            None => self
                .app
                .label(&value.value.key, self.language)
                .unwrap_or_else(|| value.value.label.clone()),
        }
    }

    fn found(&self, hit: Hit) -> Found {
        Found {
            href: self.app.addresses.dataset(&hit.city.key, &hit.id),
            title: pieces(&hit.title),
            excerpt: pieces(&hit.excerpt),
            city: hit.city.label,
            modified: hit.modified.and_then(|moment| date(moment, self.language)),
            missing: hit.missing.join(", "),
        }
    }
}

/// Chooses a value, or takes the choice back.
fn toggle(question: &mut Question, facet: FacetName, key: &str) {
    let filters = &mut question.filters;
    match facet {
        FacetName::City => flip(&mut filters.cities, key.to_owned()),
        FacetName::Theme => flip(&mut filters.themes, key.to_owned()),
        FacetName::Format => flip(&mut filters.formats, key.to_owned()),
        FacetName::Licence => flip(&mut filters.licences, key.to_owned()),
        FacetName::Publisher => flip(&mut filters.publishers, key.to_owned()),
        FacetName::HighValue => flip(&mut filters.high_value, key == "true"),
        FacetName::Updated => {
            if let Some(updated) = Updated::named(key) {
                flip(&mut filters.updated, updated);
            }
        }
    }
}

fn flip<T: PartialEq>(values: &mut Vec<T>, value: T) {
    match values.iter().position(|known| *known == value) {
        Some(at) => drop(values.remove(at)),
        None => values.push(value),
    }
}

fn facet_name(facet: FacetName) -> Text {
    match facet {
        FacetName::City => Text::new("Kommune", "City"),
        FacetName::Theme => Text::new("Kategorie", "Theme"),
        FacetName::Format => Text::new("Format", "Format"),
        FacetName::Licence => Text::new("Lizenz", "Licence"),
        FacetName::Publisher => Text::new("Herausgeber", "Publisher"),
        FacetName::HighValue => Text::new("Hochwertiger Datensatz", "High-value dataset"),
        FacetName::Updated => Text::new("Geändert", "Changed"),
    }
}

fn updated_name(updated: Updated) -> Text {
    match updated {
        Updated::Week => Text::new("in den letzten 7 Tagen", "within 7 days"),
        Updated::Month => Text::new("vor 8 bis 31 Tagen", "8 to 31 days ago"),
        Updated::Year => Text::new("vor 1 bis 12 Monaten", "1 to 12 months ago"),
        Updated::Older => Text::new("vor mehr als einem Jahr", "more than a year ago"),
        Updated::Unknown => Text::new("ohne Angabe", "not stated"),
    }
}

/// How the question was read, where that is not obvious.
fn notes(answer: &Answer, language: Language) -> Vec<String> {
    let mut notes: Vec<Text> = Vec::new();
    if answer.matching == Matching::Some && answer.total > 0 {
        notes.push(Text::new(
            "Kein Datensatz enthält alle Wörter. Diese enthalten einen Teil davon.",
            "No dataset has all words. These have some of them.",
        ));
    }
    notes.extend(answer.readings.iter().filter_map(note));
    if answer.is_cut {
        notes.push(Text::new(
            "Die Suche war zu lang; nur ihr Anfang wurde gelesen.",
            "The search was too long; only its beginning was read.",
        ));
    }
    notes
        .into_iter()
        .map(|note| note.in_language(language).to_owned())
        .collect()
}

fn note(reading: &Reading) -> Option<Text> {
    let given = &reading.given;
    if !reading.corrected.is_empty() {
        let (de, en) = (
            reading.corrected.join("“ oder „"),
            reading.corrected.join("” or “"),
        );
        return Some(Text::new(
            format!("„{given}“ steht in keinem Datensatz. Gesucht wurde „{de}“."),
            format!("No dataset has “{given}”. “{en}” was searched instead."),
        ));
    }
    if reading.role == Role::Unknown {
        return Some(Text::new(
            format!("„{given}“ steht in keinem Datensatz."),
            format!("No dataset has “{given}”."),
        ));
    }
    if reading.role == Role::Wanted && !reading.synonyms.is_empty() {
        let (de, en) = (reading.synonyms.join("“, „"), reading.synonyms.join("”, “"));
        return Some(Text::new(
            format!("Zu „{given}“ wurde auch gesucht: „{de}“."),
            format!("Beside “{given}” these were searched, too: “{en}”."),
        ));
    }
    None
}

/// Words that go on from what was typed.
fn words(snapshot: &Snapshot, typed: &str) -> Vec<String> {
    let suggestions = snapshot.suggest(typed, SUGGESTIONS).into_iter();
    suggestions
        .map(|suggestion| match suggestion {
            Suggestion::Words { text, .. } => text,
            Suggestion::Dataset { title, .. } => title,
        })
        .collect()
}

/// A text cut where marks begin and end.
fn pieces(marked: &Marked) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut add = |text: Option<&str>, is_marked| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            pieces.push(Piece {
                text: text.to_owned(),
                is_marked,
            });
        }
    };
    for mark in &marked.marks {
        add(marked.text.get(at..mark.start), false);
        add(marked.text.get(mark.clone()), true);
        at = mark.end;
    }
    add(marked.text.get(at..), false);
    pieces
}

fn number(number: u64, language: Language) -> String {
    let text = german_number(usize::try_from(number).unwrap_or(usize::MAX));
    match language {
        Language::German => text,
        Language::English => text.replace('.', ","),
    }
}

fn date(moment: Moment, language: Language) -> Option<String> {
    let day = jiff::Timestamp::from_second(moment.0)
        .ok()?
        .strftime("%Y-%m-%d")
        .to_string();
    Some(match language {
        Language::German => german_date(&day),
        Language::English => day,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_cut_a_text_and_lose_nothing() {
        let marked = Marked {
            text: "Freie Kita-Plätze".to_owned(),
            marks: vec![6..10, 11..18],
        };
        let pieces = pieces(&marked);
        let texts: Vec<(&str, bool)> = pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.is_marked))
            .collect();
        assert_eq!(
            texts,
            [("Freie ", false), ("Kita", true), ("-", false), ("Plätze", true)]
        );
    }

    #[test]
    fn a_choice_is_made_and_taken_back() {
        let mut question = Question::default();
        for (facet, key) in [
            (FacetName::City, "mainz"),
            (FacetName::HighValue, "true"),
            (FacetName::Updated, "week"),
        ] {
            toggle(&mut question, facet, key);
            assert_ne!(question, Question::default());
            toggle(&mut question, facet, key);
            assert_eq!(question, Question::default());
        }
    }
}
