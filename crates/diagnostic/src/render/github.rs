//! Annotations for GitHub: workflow commands, one per rule
//! (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).

use std::io::{self, Write};

use crate::finding::Severity;
use crate::language::Language;
use crate::render::group::{self, Group};
use crate::render::position::{Positions, Region};
use crate::render::{aside, printable, uri, wording};
use crate::report::{Report, Unreadable};

/// GitHub shows no more annotations of one level.
const MOST: usize = 10;
/// How many places of a rule its text names.
const MOST_PLACES: usize = 20;

pub(super) fn render(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let positions = Positions::of(report);
    let groups = group::by_rule(&report.findings);
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let mut annotations = Vec::new();
        if severity == Severity::Error {
            annotations.extend(report.unreadable.iter().map(|file| unreadable(file, language)));
        }
        annotations.extend(
            groups
                .iter()
                .filter(|group| group.severity == severity)
                .map(|group| annotation(group, language, &positions)),
        );
        write_level(severity, annotations, language, out)?;
    }
    writeln!(out, "{}", printable::one_line(&wording::result(language, report)))?;
    let aside = aside::sentences(language, report);
    aside.iter().try_for_each(|sentence| writeln!(out, "{sentence}"))
}

/// One annotation.
struct Annotation {
    place: Option<(String, Region)>,
    title: String,
    text: String,
    /// What is said where there is no room for the text.
    short: String,
}

/// Writes all annotations of a level; when there are too many, the last one names the rest.
fn write_level(
    severity: Severity,
    mut annotations: Vec<Annotation>,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    if annotations.len() > MOST {
        let rest = annotations.split_off(MOST - 1);
        let short: Vec<&str> = rest.iter().map(|annotation| annotation.short.as_str()).collect();
        annotations.push(Annotation {
            place: None,
            title: wording::further(language, rest.len()),
            text: short.join("\n"),
            short: String::new(),
        });
    }
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    for annotation in &annotations {
        let mut properties = Vec::new();
        if let Some((file, region)) = &annotation.place {
            properties.push(format!("file={}", property(file)));
            properties.push(format!("line={}", region.start.0));
            // Columns of a place with several lines are refused.
            if region.start.0 == region.end.0 {
                properties.push(format!("col={}", region.start.1));
                properties.push(format!("endColumn={}", region.end.1));
            } else {
                properties.push(format!("endLine={}", region.end.0));
            }
        }
        properties.push(format!("title={}", property(&annotation.title)));
        writeln!(
            out,
            "::{command} {}::{}",
            properties.join(","),
            data(&annotation.text)
        )?;
    }
    Ok(())
}

fn annotation(group: &Group<'_>, language: Language, positions: &Positions<'_>) -> Annotation {
    let first = group.first;
    let message = printable::one_line(first.message.in_language(language));
    let count = wording::occurrences(language, group.len(), group.datasets, first.rule.as_str());
    let mut lines = vec![message.clone(), count.clone()];
    if let Some(mend) = &first.mend {
        lines.push(format!(
            "{} {}",
            wording::mend(language),
            mend.in_language(language)
        ));
    }
    if let Some(fix) = &first.fix {
        lines.push(format!("{} {}", wording::proposal(language), fix.proposal));
    }
    if let (None, Some(dataset)) = (&first.place, &first.dataset) {
        lines.push(format!("{} {dataset}", wording::dataset(language)));
    }
    // An annotation knows lines and columns only.
    if let Some(place) = first.place.as_ref().filter(|place| place.cell.is_some()) {
        lines.insert(1, place.to_string());
    }
    lines.extend(further_places(group, language));
    Annotation {
        place: first
            .place
            .as_ref()
            .map(|place| (uri::path(&place.file), positions.of_place(place))),
        title: format!("{}: {message}", wording::severity(language, group.severity)),
        short: format!("{message} {count}"),
        text: lines.join("\n"),
    }
}

fn further_places(group: &Group<'_>, language: Language) -> Vec<String> {
    let places = group.places();
    let others = places.get(1..).unwrap_or_default();
    if others.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![wording::more_places(language).to_owned()];
    let shown = others.iter().take(MOST_PLACES);
    lines.extend(shown.map(|(_, place)| place.to_string()));
    if others.len() > MOST_PLACES {
        lines.push(wording::places_left_out(language, others.len() - MOST_PLACES));
    }
    lines
}

fn unreadable(file: &Unreadable, language: Language) -> Annotation {
    let message = printable::one_line(file.message.in_language(language));
    let at = file.line_column.unwrap_or((1, 1));
    Annotation {
        place: Some((uri::path(&file.file), Region { start: at, end: at })),
        title: format!("{}: {message}", wording::severity(language, Severity::Error)),
        short: format!("{}: {message}", printable::one_line(&file.file)),
        text: format!("{message}\n{}", wording::not_checked(language)),
    }
}

/// The text of a command.
fn data(text: &str) -> String {
    printable::lines(text).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| match character {
            '\t' | '\r' | '\n' => character,
            character => printable::shown(character),
        })
        .collect();
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace(':', "%3A")
        .replace(',', "%2C")
}
