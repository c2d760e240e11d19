//! The report for people: grouped by rule, the worst first, the next command last.

use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::finding::{Place, Severity};
use crate::language::Language;
use crate::render::group::{self, Group};
use crate::render::printable::one_line;
use crate::render::{Colour, Length, RenderOptions, aside, excerpt, wording};
use crate::report::Report;

/// The most lines a short report has.
const MOST_LINES: usize = 60;
/// The narrowest and the widest text: below it nothing can be read, above it lines are too long to follow.
const NARROWEST: usize = 40;
const WIDEST: usize = 120;
/// The most characters a sentence, and the most lines a proposal takes in a short report.
const MOST_SENTENCE: usize = 320;
const MOST_PROPOSAL_LINES: usize = 12;
/// The most characters of one line of a proposal in a short report.
const MOST_PROPOSAL_WIDTH: usize = 1000;
/// The most unreadable files a short report names.
const MOST_UNREADABLE: usize = 5;

pub(super) fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        report,
        options,
        width: options.width.clamp(NARROWEST, WIDEST),
    };
    let groups = group::by_rule(&report.findings);
    match options.length {
        Length::All => {
            for group in &groups {
                write_lines(out, &page.group(group))?;
            }
        }
        Length::Short => write_lines(out, &page.short(&groups))?,
    }
    write_lines(out, &page.footer())
}

fn write_lines(out: &mut dyn Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// One report on its way to the reader.
struct Page<'a> {
    report: &'a Report,
    options: &'a RenderOptions,
    /// The columns that sentences are broken to.
    width: usize,
}

impl Page<'_> {
    fn language(&self) -> Language {
        self.options.language
    }

    /// As many groups as fit above the footer, and how many are left out.
    fn short(&self, groups: &[Group<'_>]) -> Vec<String> {
        let mut room = MOST_LINES.saturating_sub(self.footer().len());
        let blocks: Vec<Vec<String>> = groups
            .iter()
            .take(MOST_LINES)
            .map(|group| self.group(group))
            .collect();
        let all: usize = blocks.iter().map(Vec::len).sum();
        if groups.len() <= blocks.len() && all <= room {
            return blocks.concat();
        }
        room = room.saturating_sub(self.left_out(groups).len());
        let mut lines = Vec::new();
        let mut shown = 0;
        for block in blocks {
            if lines.len() + block.len() > room {
                break;
            }
            lines.extend(block);
            shown += 1;
        }
        lines.extend(self.left_out(&groups[shown..]));
        lines
    }

    fn left_out(&self, groups: &[Group<'_>]) -> Vec<String> {
        let findings = groups.iter().map(Group::len).sum();
        let mut lines = self.sentence("", &wording::left_out(self.language(), groups.len(), findings));
        lines.push(String::new());
        lines
    }

    /// The lines of a group, a blank one at the end.
    fn group(&self, group: &Group<'_>) -> Vec<String> {
        let language = self.language();
        let first = group.first;
        let name = format!("{}:", wording::severity(language, group.severity));
        let mut lines = self.sentence("", &format!("{name} {}", first.message.in_language(language)));
        if let Some(headline) = lines.first_mut() {
            *headline = headline.replacen(&name, &self.paint(&name, severity_style(group.severity)), 1);
        }
        lines.push(format!(
            "  {}",
            wording::occurrences(language, group.len(), group.datasets, first.rule.as_str())
        ));
        lines.extend(self.sentence("  ", &self.consequence(group)));
        if let Some(why) = &first.why {
            lines.extend(self.labelled(wording::why(language), why.in_language(language)));
        }
        if let Some(mend) = &first.mend {
            lines.extend(self.labelled(wording::mend(language), mend.in_language(language)));
        }
        lines.extend(self.places(group));
        if let Some(fix) = &first.fix {
            lines.extend(self.proposal(wording::proposal(language), &fix.proposal));
        } else if let Some(insertion) = &first.insertion {
            lines.extend(self.proposal(wording::insertion(language), insertion));
        }
        lines.push(String::new());
        lines
    }

    /// What happens to the dataset: the worst that happens to any of the group.
    fn consequence(&self, group: &Group<'_>) -> String {
        let language = self.language();
        let mut text = wording::consequence(language, group.consequence(), group.first.rule.as_str());
        if group.blocking() {
            text.push(' ');
            text.push_str(wording::blocking(language));
        }
        text
    }

    /// The first place with its excerpt, and in a whole report all others.
    fn places(&self, group: &Group<'_>) -> Vec<String> {
        let language = self.language();
        let places = group.places();
        let Some((first, others)) = places.split_first() else {
            let dataset = group.first.dataset.as_deref();
            return dataset
                .map(|dataset| self.labelled(wording::dataset(language), dataset))
                .unwrap_or_default();
        };
        let introduction = wording::place(language, places.len());
        let mut lines = vec![format!("  {} {}", self.label(introduction), at(first.1))];
        lines.extend(self.excerpt(first.1, group.severity));
        if self.options.length == Length::All && !others.is_empty() {
            lines.push(format!("  {}", self.label(wording::more_places(language))));
            let headline = &group.first.message;
            for (finding, place) in others {
                lines.push(if finding.message == *headline {
                    format!("    {}", at(place))
                } else {
                    format!(
                        "    {}: {}",
                        at(place),
                        one_line(finding.message.in_language(language))
                    )
                });
            }
        }
        lines
    }

    fn excerpt(&self, place: &Place, severity: Severity) -> Vec<String> {
        let excerpt = self.report.source(&place.file).and_then(|source| {
            excerpt::render(&source.text, place, severity, self.options.colour, self.width)
        });
        let Some(excerpt) = excerpt else { return Vec::new() };
        excerpt
            .lines()
            .map(|line| format!("  {line}").trim_end().to_owned())
            .collect()
    }

    fn proposal(&self, label: &str, proposal: &str) -> Vec<String> {
        let label = self.label(label);
        let most = match self.options.length {
            Length::All => usize::MAX,
            Length::Short => MOST_PROPOSAL_WIDTH,
        };
        let mut pasted: Vec<String> = proposal
            .lines()
            .map(|line| shortened(&one_line(line), most))
            .collect();
        if let [line] = pasted.as_slice() {
            return vec![format!("  {label} {line}")];
        }
        let mut lines = vec![format!("  {label}")];
        let cut = match self.options.length {
            Length::All => None,
            Length::Short => pasted
                .len()
                .checked_sub(MOST_PROPOSAL_LINES)
                .filter(|cut| *cut > 0),
        };
        if let Some(cut) = cut {
            pasted.truncate(MOST_PROPOSAL_LINES);
            pasted.push(wording::more_lines(self.language(), cut));
        }
        lines.extend(
            pasted
                .iter()
                .map(|line| format!("    {line}").trim_end().to_owned()),
        );
        lines
    }

    /// What could not be read, the counts, and the next command.
    fn footer(&self) -> Vec<String> {
        let language = self.language();
        let report = self.report;
        let mut lines = self.unreadable();
        // Where nothing at all could be read, there is nothing to count either.
        if report.datasets > 0 || !report.findings.is_empty() || report.unreadable.is_empty() {
            lines.extend(self.sentence("", &wording::result(language, report)));
            for sentence in aside::sentences(language, report) {
                lines.extend(self.sentence("", &sentence));
            }
        }
        let summary = report.summary();
        if summary.error == 0 && summary.warning == 0 && summary.info > 0 && report.unreadable.is_empty() {
            lines.extend(self.sentence("", wording::only_tips(language)));
        }
        if let Some(command) = &self.options.explain_command {
            lines.extend(self.sentence("", &format!("{} {command}", wording::explain(language))));
        }
        if let Some(command) = &self.options.next_command {
            lines.push(String::new());
            lines.push(self.label(wording::next(language)));
            lines.push(one_line(command));
        }
        lines
    }

    fn unreadable(&self) -> Vec<String> {
        let files = &self.report.unreadable;
        if files.is_empty() {
            return Vec::new();
        }
        let shown = match self.options.length {
            Length::All => files.len(),
            Length::Short => files.len().min(MOST_UNREADABLE),
        };
        let mut lines = vec![wording::unreadable(self.language(), files.len())];
        for file in &files[..shown] {
            let at = match file.line_column {
                Some((line, column)) => format!("{}:{line}:{column}", one_line(&file.file)),
                None => one_line(&file.file),
            };
            lines.extend(self.sentence(
                "  ",
                &format!("{at}: {}", file.message.in_language(self.language())),
            ));
        }
        if shown < files.len() {
            lines.push(format!(
                "  {}",
                wording::more_lines(self.language(), files.len() - shown)
            ));
        }
        lines.push(String::new());
        lines
    }

    /// A label and a sentence, broken to the width.
    fn labelled(&self, label: &str, text: &str) -> Vec<String> {
        let mut lines = self.sentence("  ", &format!("{label} {text}"));
        if let Some(first) = lines.first_mut() {
            *first = first.replacen(label, &self.label(label), 1);
        }
        lines
    }

    /// A sentence, broken to the width, every line behind `indent`.
    fn sentence(&self, indent: &str, text: &str) -> Vec<String> {
        let mut text = one_line(text);
        if self.options.length == Length::Short {
            text = shortened(&text, MOST_SENTENCE);
        }
        wrap(&text, self.width - indent.len())
            .iter()
            .map(|line| format!("{indent}{line}"))
            .collect()
    }

    fn label(&self, text: &str) -> String {
        self.paint(text, Style::new().effects(Effects::BOLD))
    }

    fn paint(&self, text: &str, style: Style) -> String {
        match self.options.colour {
            Colour::Never => text.to_owned(),
            Colour::Always => format!("{style}{text}{style:#}"),
        }
    }
}

fn severity_style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::BrightCyan,
    };
    colour.on_default().effects(Effects::BOLD)
}

fn at(place: &Place) -> String {
    one_line(&place.to_string())
}

/// Breaks a text at blanks to lines of a width. A word longer than a line is kept whole, so that addresses can be copied, unless it
/// would fill several lines.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word = shortened(word, LONGEST_WORD);
        let word_length = word.width();
        if length > 0 && length + 1 + word_length > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(&word);
        length += word_length;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The longest word that is shown whole.
const LONGEST_WORD: usize = 240;

/// The text, cut where it is longer than a number of characters.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_at_blanks_and_keep_addresses_whole() {
        let address = "https://example.org/a-rather-long-address";
        assert_eq!(
            wrap(&format!("eins zwei drei {address} vier"), 10),
            ["eins zwei", "drei", address, "vier"]
        );
        assert_eq!(wrap("", 10), Vec::<String>::new());
        assert_eq!(wrap("東京 東京", 6), ["東京", "東京"]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let lines = wrap(&"x".repeat(100_000), 80);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].chars().count(), LONGEST_WORD + 1);
    }
}
