//! Findings that are known: a list of old ones, so that only new ones count.
//!
//! The list is a text with one line per finding, sorted, so that its changes can be read in a version control system.
//! A line names a finding by its fingerprint, which no moved line and no other wording changes, and repeats for people
//! where it stands and which rule it breaks.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::finding::Finding;
use crate::fingerprint;
use crate::report::Report;

/// The first line of every list.
const HEADING: &str = "# kolophon-baseline 1";

/// What stands below it.
const EXPLANATION: [&str; 2] = [
    "# Bekannte Hinweise: Datei, Regel, Datensatz, Angabe, Anzahl, Kennung (kolophon validate --write-baseline)",
    "# Known findings: file, rule, dataset, property, number, fingerprint (kolophon validate --write-baseline)",
];

/// How a list names a file that a report names in another way: relative to the list, so that it does not matter from
/// where the check is called.
pub type FileNames<'a> = &'a dyn Fn(&str) -> String;

/// A list of known findings.
///
/// ```
/// use kolophon_diagnostic::Baseline;
///
/// let empty: Baseline = "# kolophon-baseline 1\n".parse()?;
/// assert_eq!(empty.findings(), 0);
/// assert!("".parse::<Baseline>().is_err());
/// # Ok::<(), kolophon_diagnostic::BaselineError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<KnownFinding, usize>);

/// What a list says about a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownFinding {
    /// The file, with slashes, relative to the list; empty for what stands in no file.
    pub file: String,
    /// The rule it breaks.
    pub rule: String,
    /// The dataset it belongs to; empty when it belongs to none.
    pub dataset: String,
    /// The property; empty when it is about none.
    pub path: String,
    /// The fingerprint.
    pub fingerprint: String,
}

/// What became of the findings of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The findings that are still there.
    pub known: Vec<Finding>,
    /// Those that are gone, and how many of each.
    pub gone: Vec<(KnownFinding, usize)>,
}

impl Comparison {
    /// How many of the known findings keep a dataset from being published.
    #[must_use]
    pub fn blocking(&self) -> usize {
        self.known.iter().filter(|finding| finding.blocking).count()
    }

    /// How many findings are gone.
    #[must_use]
    pub fn gone(&self) -> usize {
        self.gone.iter().map(|(_, number)| number).sum()
    }
}

/// Why a text is no list of known findings.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// The first line is another one.
    #[error("the first line is not {HEADING:?}")]
    Heading,
    /// A line that names no finding.
    #[error("line {line} names no finding")]
    Line {
        /// Its number, from 1.
        line: usize,
    },
}

impl Baseline {
    /// The list of some findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>, names: FileNames<'_>) -> Self {
        let mut list = BTreeMap::new();
        for finding in findings {
            *list.entry(KnownFinding::new(finding, names)).or_default() += 1;
        }
        Self(list)
    }

    /// How many findings it names.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.0.values().sum()
    }

    /// Adds what another list names and this one does not, of some files.
    pub fn keep_from(&mut self, other: &Self, is_kept: impl Fn(&str) -> bool) {
        for (finding, number) in &other.0 {
            if is_kept(&finding.file) {
                self.0.entry(finding.clone()).or_insert(*number);
            }
        }
    }

    /// Moves the known findings of a report aside.
    ///
    /// Of findings that are the same in all but their place, as many are known as the list counts, the first ones. What
    /// the list names and the report does not have is gone if its file `was_checked`.
    pub fn compare(&self, report: &mut Report, names: FileNames<'_>, was_checked: impl Fn(&str) -> bool) {
        let mut left = self.0.clone();
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for finding in report.findings.drain(..) {
            match left.get_mut(&KnownFinding::new(&finding, names)) {
                Some(number) if *number > 0 => {
                    *number -= 1;
                    known.push(finding);
                }
                _ => new.push(finding),
            }
        }
        report.findings = new;
        left.retain(|finding, number| *number > 0 && was_checked(&finding.file));
        report.comparison = Some(Comparison {
            known,
            gone: left.into_iter().collect(),
        });
    }
}

impl KnownFinding {
    fn new(finding: &Finding, names: FileNames<'_>) -> Self {
        let file = finding.place.as_ref().map(|place| names(&place.file));
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            rule: finding.rule.as_str().to_owned(),
            dataset: text(fingerprint::stable(finding.dataset.as_deref())),
            path: text(finding.path.as_deref()),
            fingerprint: fingerprint::shared(finding, file.as_deref()),
            file: file.unwrap_or_default(),
        }
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADING}")?;
        for line in EXPLANATION {
            writeln!(f, "{line}")?;
        }
        for (finding, number) in &self.0 {
            for text in [&finding.file, &finding.rule, &finding.dataset, &finding.path] {
                write!(f, "{}\t", escaped(text))?;
            }
            writeln!(f, "{number}\t{}", finding.fingerprint)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Baseline {
    type Err = BaselineError;

    fn from_str(text: &str) -> Result<Self, BaselineError> {
        let mut lines = text.lines().zip(1..);
        if lines.next().is_none_or(|(first, _)| first.trim_end() != HEADING) {
            return Err(BaselineError::Heading);
        }
        let mut list = BTreeMap::new();
        for (text, line) in lines.filter(|(text, _)| !text.starts_with('#')) {
            let (finding, number) = known(text).ok_or(BaselineError::Line { line })?;
            if list.insert(finding, number).is_some() {
                return Err(BaselineError::Line { line });
            }
        }
        Ok(Self(list))
    }
}

/// The finding that a line names, and how often.
fn known(line: &str) -> Option<(KnownFinding, usize)> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [file, rule, dataset, path, number, fingerprint] = cells.as_slice() else {
        return None;
    };
    let is_fingerprint = fingerprint.len() == 32 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = number.parse().ok().filter(|number| *number > 0)?;
    if !is_fingerprint || rule.is_empty() {
        return None;
    }
    let finding = KnownFinding {
        file: unescaped(file)?,
        rule: unescaped(rule)?,
        dataset: unescaped(dataset)?,
        path: unescaped(path)?,
        fingerprint: (*fingerprint).to_owned(),
    };
    Some((finding, number))
}

/// The text on one line and in one cell. A leading `#` would make a comment of it.
fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '#' => line.extend(['\\', character]),
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            other => line.push(other),
        }
    }
    line
}

fn unescaped(cell: &str) -> Option<String> {
    let mut text = String::with_capacity(cell.len());
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                other => other,
            },
            other => other,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Consequence, Place, RuleId, Severity, Text};

    fn finding(rule: &str, line: u32) -> Finding {
        Finding {
            rule: RuleId::new(rule),
            severity: Severity::Error,
            message: Text::new("a", "b"),
            why: None,
            clause: None,
            mend: None,
            consequence: Consequence::Warns,
            blocking: false,
            place: Some(Place {
                file: "a#\t.ttl".to_owned(),
                line,
                column: 1,
                bytes: (0, 0),
                cell: None,
            }),
            dataset: Some("https://e/a#1".to_owned()),
            focus: None,
            path: None,
            value: None,
            result: None,
            fix: None,
            insertion: None,
        }
    }

    fn report(findings: Vec<Finding>) -> Report {
        Report {
            findings,
            ..Report::default()
        }
    }

    const SAME: FileNames<'static> = &|name| name.to_owned();

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let list = Baseline::of(&[finding("b", 1), finding("a", 2), finding("a", 3)], SAME);
        let text = list.to_string();
        assert_eq!(text.parse(), Ok(list));
        let rules: Vec<&str> = text
            .lines()
            .skip(3)
            .filter_map(|line| line.split('\t').nth(1))
            .collect();
        assert_eq!(rules, ["a", "b"]);
        assert!(text.contains("\t2\t"), "{text}");
    }

    #[test]
    fn what_is_new_known_and_gone_is_told_apart_when_lines_move() {
        let list = Baseline::of(&[finding("a", 1), finding("a", 2), finding("b", 3)], SAME);
        let mut now = report(vec![finding("a", 11), finding("c", 12)]);
        list.compare(&mut now, SAME, |_| true);
        let comparison = now.comparison.as_ref().unwrap();
        assert_eq!(
            (now.findings.len(), comparison.known.len(), comparison.gone()),
            (1, 1, 2)
        );

        let mut more = report(vec![finding("a", 1), finding("a", 2), finding("a", 3)]);
        list.compare(&mut more, SAME, |_| false);
        assert_eq!(
            (more.findings.len(), more.findings[0].place.as_ref().unwrap().line),
            (1, 3)
        );
        assert_eq!(more.comparison.unwrap().gone(), 0);
    }

    #[test]
    fn a_damaged_list_names_the_line() {
        let whole = Baseline::of(&[finding("a", 1)], SAME).to_string();
        let line = |text: &str| text.parse::<Baseline>().unwrap_err();
        assert_eq!(line("[]"), BaselineError::Heading);
        assert_eq!(line(&whole[..whole.len() - 9]), BaselineError::Line { line: 4 });
        assert_eq!(
            line(&format!("{HEADING}\n<<<<<<< HEAD\n")),
            BaselineError::Line { line: 2 }
        );
        let (_, last) = whole.trim_end().rsplit_once('\n').unwrap();
        assert_eq!(line(&format!("{whole}{last}\n")), BaselineError::Line { line: 5 });
    }
}
