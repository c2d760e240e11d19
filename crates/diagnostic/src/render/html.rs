//! The page to mail and to print: one file, no script, nothing from elsewhere, grouped by rule.

use std::io::{self, Write};

use askama::Template;

use crate::finding::{Finding, Place, Severity};
use crate::language::Language;
use crate::render::excerpt::Window;
use crate::render::group::{self, Group};
use crate::render::{RenderOptions, aside, printable, wording};
use crate::report::{Report, Summary, Unreadable};

/// How many places of a rule are listed.
const MOST_PLACES: usize = 200;
/// How many characters of the line are shown around a place.
const EXCERPT_WIDTH: usize = 160;

pub(super) fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let language = options.language;
    let groups = group::by_rule(&report.findings);
    let page = Page {
        english: language == Language::English,
        language: language.tag(),
        profile: printable::one_line(&report.profile),
        result: wording::result(language, report),
        aside: aside::sentences(language, report),
        counts: report.summary(),
        files: report.sources.len(),
        rules: groups
            .iter()
            .map(|group| Rule::new(report, group, language))
            .collect(),
        unreadable_files: wording::unreadable(language, report.unreadable.len()),
        unreadable: report
            .unreadable
            .iter()
            .map(|file| UnreadableFile::new(file, language))
            .collect(),
        next_command: options.next_command.as_deref().map(printable::one_line),
    };
    page.write_into(out)?;
    out.write_all(b"\n")
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    english: bool,
    language: &'static str,
    profile: String,
    /// The counts as a sentence.
    result: String,
    /// What is said about findings that are not shown.
    aside: Vec<String>,
    counts: Summary,
    files: usize,
    rules: Vec<Rule>,
    unreadable_files: String,
    unreadable: Vec<UnreadableFile>,
    next_command: Option<String>,
}

/// All findings of one rule.
struct Rule {
    /// The style of the severity.
    class: &'static str,
    severity: &'static str,
    message: String,
    occurrences: String,
    consequence: String,
    blocking: Option<&'static str>,
    why: Option<String>,
    mend: Option<String>,
    place_label: &'static str,
    place: Option<String>,
    dataset_label: &'static str,
    dataset: Option<String>,
    excerpt: Option<Excerpt>,
    proposal: Option<String>,
    others: Vec<String>,
    others_label: String,
    left_out: Option<String>,
}

/// A line with the marked place.
struct Excerpt {
    line: u32,
    before: String,
    marked: String,
    after: String,
}

struct UnreadableFile {
    at: String,
    message: String,
}

impl Rule {
    fn new(report: &Report, group: &Group<'_>, language: Language) -> Self {
        let first = group.first;
        let text = |text: &crate::language::Text| printable::one_line(text.in_language(language));
        let places = group.places();
        let others = group.findings.get(1..).unwrap_or_default();
        Self {
            class: match group.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            },
            severity: wording::severity(language, group.severity),
            message: text(&first.message),
            occurrences: wording::occurrences(language, group.len(), group.datasets, first.rule.as_str()),
            consequence: wording::consequence(language, group.consequence(), first.rule.as_str()),
            blocking: group.blocking().then(|| wording::blocking(language)),
            why: first.why.as_ref().map(text),
            mend: first.mend.as_ref().map(text),
            place_label: wording::place(language, places.len()),
            place: places.first().map(|(_, place)| at(place)),
            dataset_label: wording::dataset(language),
            dataset: first.dataset.as_deref().map(printable::one_line),
            excerpt: places.first().and_then(|(_, place)| Excerpt::new(report, place)),
            proposal: first.fix.as_ref().map(|fix| printable::lines(&fix.proposal)),
            others: others
                .iter()
                .take(MOST_PLACES)
                .map(|finding| other(first, finding, language))
                .collect(),
            others_label: wording::further_places(language, others.len()),
            left_out: others
                .len()
                .checked_sub(MOST_PLACES)
                .filter(|left| *left > 0)
                .map(|left| wording::places_left_out(language, left)),
        }
    }
}

impl Excerpt {
    fn new(report: &Report, place: &Place) -> Option<Self> {
        let source = report.source(&place.file)?;
        let window = Window::around(&source.text, place.bytes, EXCERPT_WIDTH)?;
        let (before, rest) = window.text.split_at(window.start);
        let (marked, after) = rest.split_at(window.end - window.start);
        Some(Self {
            line: place.line,
            before: before.to_owned(),
            marked: marked.to_owned(),
            after: after.to_owned(),
        })
    }
}

impl UnreadableFile {
    fn new(file: &Unreadable, language: Language) -> Self {
        let name = printable::one_line(&file.file);
        Self {
            at: match file.line_column {
                Some((line, column)) => format!("{name}:{line}:{column}"),
                None => name,
            },
            message: printable::one_line(file.message.in_language(language)),
        }
    }
}

fn at(place: &Place) -> String {
    printable::one_line(&place.to_string())
}

/// A further place, or the dataset of what stands in no file; with its message when it says something else than the
/// first.
fn other(first: &Finding, finding: &Finding, language: Language) -> String {
    let message = printable::one_line(finding.message.in_language(language));
    let place = match (&finding.place, &finding.dataset) {
        (Some(place), _) => at(place),
        (None, Some(dataset)) => printable::one_line(dataset),
        (None, None) => return message,
    };
    if finding.message == first.message {
        place
    } else {
        format!("{place}: {message}")
    }
}
