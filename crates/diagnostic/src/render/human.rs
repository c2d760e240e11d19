//! The report for people: grouped by rule, the worst first, the next command last.

use std::collections::BTreeSet;

use annotate_snippets::renderer::{AnsiColor, Effects, Style};

use crate::finding::{Finding, Place, Severity};
use crate::language::Language;
use crate::render::{Colour, Length, RenderOptions, excerpt, wording};
use crate::report::Report;

/// The most lines a short report has.
const MOST_LINES: usize = 60;
/// The width that sentences are broken to.
const WIDTH: usize = 80;
/// The most lines one sentence, or one proposal, takes in a short report.
const MOST_SENTENCE_LINES: usize = 4;
const MOST_PROPOSAL_LINES: usize = 12;
/// The most unreadable files a short report names.
const MOST_UNREADABLE: usize = 5;

pub(super) fn render(report: &Report, options: &RenderOptions) -> String {
    let page = Page { report, options };
    let footer = page.footer();
    let groups = group_by_rule(&report.findings);
    let blocks: Vec<Vec<String>> = groups.iter().map(|group| page.group(group)).collect();

    let shown = match options.length {
        Length::All => blocks.len(),
        Length::Short => how_many_fit(&blocks, footer.len()),
    };
    let mut lines: Vec<String> = blocks.into_iter().take(shown).flatten().collect();
    let rest = &groups[shown..];
    if !rest.is_empty() {
        let findings = rest.iter().map(Group::len).sum();
        lines.extend(page.sentence("", &wording::left_out(options.language, rest.len(), findings)));
        lines.push(String::new());
    }
    lines.extend(footer);
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// All findings of one rule.
struct Group<'a> {
    findings: Vec<&'a Finding>,
    severity: Severity,
    datasets: usize,
}

impl Group<'_> {
    fn len(&self) -> usize {
        self.findings.len()
    }
}

/// The groups: errors before warnings before tips, then the most frequent, then by name.
fn group_by_rule(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    // What stands in a file comes first, because the first finding speaks for its group.
    sorted.sort_by_key(|finding| (&finding.rule, finding.place.is_none()));
    let mut groups: Vec<Group<'_>> = sorted
        .chunk_by(|a, b| a.rule == b.rule)
        .map(|findings| Group {
            severity: findings
                .iter()
                .map(|finding| finding.severity)
                .min()
                .unwrap_or(Severity::Info),
            datasets: findings
                .iter()
                .filter_map(|finding| finding.dataset.as_deref())
                .collect::<BTreeSet<_>>()
                .len(),
            findings: findings.to_vec(),
        })
        .collect();
    groups.sort_by_key(|group| (group.severity, std::cmp::Reverse(group.len())));
    groups
}

/// How many of the blocks a short report can show above its footer; what is left out takes three lines more.
fn how_many_fit(blocks: &[Vec<String>], footer: usize) -> usize {
    let all: usize = blocks.iter().map(Vec::len).sum();
    if all + footer <= MOST_LINES {
        return blocks.len();
    }
    let mut room = MOST_LINES.saturating_sub(footer + 3);
    let mut shown = 0;
    for block in blocks {
        let Some(left) = room.checked_sub(block.len()) else {
            break;
        };
        room = left;
        shown += 1;
    }
    shown
}

/// One report on its way to the reader.
struct Page<'a> {
    report: &'a Report,
    options: &'a RenderOptions,
}

impl Page<'_> {
    fn language(&self) -> Language {
        self.options.language
    }

    /// The lines of a group, a blank one at the end.
    fn group(&self, group: &Group<'_>) -> Vec<String> {
        let language = self.language();
        let Some(first) = group.findings.first() else {
            return Vec::new();
        };
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
            lines.extend(self.proposal(&fix.proposal));
        }
        lines.push(String::new());
        lines
    }

    /// What happens to the dataset: the worst that happens to any of the group.
    fn consequence(&self, group: &Group<'_>) -> String {
        let language = self.language();
        let worst = group.findings.iter().map(|finding| finding.consequence).min();
        let mut text = wording::consequence(language, worst.unwrap_or_default()).to_owned();
        if group.findings.iter().any(|finding| finding.blocking) {
            text.push(' ');
            text.push_str(wording::blocking(language));
        }
        text
    }

    /// The first place with its excerpt, and in a whole report all others.
    fn places(&self, group: &Group<'_>) -> Vec<String> {
        let language = self.language();
        let places: Vec<(&Finding, &Place)> = group
            .findings
            .iter()
            .filter_map(|finding| Some((*finding, finding.place.as_ref()?)))
            .collect();
        let Some((first, others)) = places.split_first() else {
            return Vec::new();
        };
        let introduction = wording::place(language, places.len());
        let mut lines = vec![format!("  {} {}", self.label(introduction), at(first.1))];
        lines.extend(self.excerpt(first.1, group.severity));
        if self.options.length == Length::All && !others.is_empty() {
            lines.push(format!("  {}", self.label(wording::more_places(language))));
            let headline = group.findings.first().map(|finding| &finding.message);
            for (finding, place) in others {
                lines.push(if Some(&finding.message) == headline {
                    format!("    {}", at(place))
                } else {
                    format!(
                        "    {}: {}",
                        at(place),
                        printable(finding.message.in_language(language))
                    )
                });
            }
        }
        lines
    }

    fn excerpt(&self, place: &Place, severity: Severity) -> Vec<String> {
        let excerpt = self
            .report
            .source(&place.file)
            .and_then(|source| excerpt::render(&source.text, place, severity, self.options.colour));
        let Some(excerpt) = excerpt else { return Vec::new() };
        excerpt
            .lines()
            .map(|line| format!("  {line}").trim_end().to_owned())
            .collect()
    }

    fn proposal(&self, proposal: &str) -> Vec<String> {
        let label = self.label(wording::proposal(self.language()));
        let mut pasted: Vec<String> = proposal.lines().map(printable).collect();
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
        let summary = report.summary();
        let text = match (report.findings.is_empty(), report.unreadable.is_empty()) {
            (true, true) => wording::clean(language, report.datasets, report.sources.len(), &report.profile),
            (true, false) => wording::clean_but_unreadable(language, report.datasets, &report.profile),
            (false, _) => wording::summary(language, summary, &report.profile),
        };
        // Where nothing at all could be read, there is nothing to count either.
        if report.datasets > 0 || !report.findings.is_empty() || report.unreadable.is_empty() {
            lines.extend(self.sentence("", &text));
        }
        if let Some(command) = &self.options.next_command {
            lines.push(String::new());
            lines.push(self.label(wording::next(language)));
            lines.push(printable(command));
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
                Some((line, column)) => format!("{}:{line}:{column}", printable(&file.file)),
                None => printable(&file.file),
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
        let mut lines = wrap(&printable(text), WIDTH - indent.len());
        if self.options.length == Length::Short && lines.len() > MOST_SENTENCE_LINES {
            lines.truncate(MOST_SENTENCE_LINES);
            if let Some(last) = lines.last_mut() {
                last.push_str(" …");
            }
        }
        lines.iter().map(|line| format!("{indent}{line}")).collect()
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
    format!("{}:{}:{}", printable(&place.file), place.line, place.column)
}

/// The text on one line, without characters that would steer a terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' | '\r' => ' ',
            // Bidirectional overrides can make a text read other than it is.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            character if character.is_control() => '\u{fffd}',
            character => character,
        })
        .collect()
}

/// Breaks a text at blanks. A word longer than a line is kept whole, so that addresses can be copied, unless it
/// would fill several lines.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word = shortened(word);
        let word_length = word.chars().count();
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
const LONGEST_WORD: usize = 3 * WIDTH;

fn shortened(word: &str) -> String {
    match word.char_indices().nth(LONGEST_WORD) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
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
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let lines = wrap(&"x".repeat(100_000), 80);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].chars().count(), LONGEST_WORD + 1);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            printable("a\u{1b}[2J\nb\u{202e}c\u{9b}"),
            "a\u{fffd}[2J b\u{fffd}c\u{fffd}"
        );
    }
}
