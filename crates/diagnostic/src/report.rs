//! The findings of one check, sorted and counted.

use std::sync::Arc;

use crate::baseline::Comparison;
use crate::finding::{Finding, Severity};
use crate::language::Text;

/// A text the check looked at, for excerpts.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// The path as the user gave it; [`Place::file`](crate::Place::file) refers to it.
    pub name: String,
    /// The decoded text.
    pub text: Arc<str>,
}

/// A file that could not be read, and is therefore not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The path as the user gave it.
    pub file: String,
    /// Line and column where reading stopped, from 1; `None` when the file could not even be opened.
    pub line_column: Option<(u32, u32)>,
    /// Why, as one sentence.
    pub message: Text,
}

/// What one check found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The profile that was checked against.
    pub profile: String,
    /// How many datasets were looked at.
    pub datasets: usize,
    /// The findings, sorted by file, place and rule.
    pub findings: Vec<Finding>,
    /// The texts that were read.
    pub sources: Vec<SourceText>,
    /// The files that could not be read. A report that has any is never clean.
    pub unreadable: Vec<Unreadable>,
    /// What was found, but is left out because somebody said so.
    pub left_out: LeftOut,
    /// What the findings were compared with, if they were. [`findings`](Self::findings) then holds the new ones only.
    pub comparison: Option<Comparison>,
}

/// How many findings are left out because somebody said so. A blocking finding is never among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Those of rules that this call does not ask for.
    pub by_selection: usize,
    /// Those of rules that the configuration turns off, and those that it accepts for a reason.
    pub by_configuration: usize,
}

/// The counts of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings of [`Severity::Error`].
    pub error: usize,
    /// Findings of [`Severity::Warning`].
    pub warning: usize,
    /// Findings of [`Severity::Info`].
    pub info: usize,
    /// Datasets looked at.
    pub datasets: usize,
}

impl Report {
    /// Sorts the findings by file, place, rule and value, so that no output depends on the order of checking.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| {
            (&a.place, &a.rule, &a.focus, &a.path, &a.value, &a.result)
                .cmp(&(&b.place, &b.rule, &b.focus, &b.path, &b.value, &b.result))
        });
    }

    /// The counts.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |severity| {
            self.findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        Summary {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            info: count(Severity::Info),
            datasets: self.datasets,
        }
    }

    /// Whether everything that was found is shown.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.left_out == LeftOut::default()
            && self
                .comparison
                .as_ref()
                .is_none_or(|comparison| comparison.known.is_empty())
    }

    /// The severity of the worst finding.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).min()
    }

    /// The text of a source.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&SourceText> {
        self.sources.iter().find(|source| source.name == name)
    }

    /// Adds the findings, datasets and sources of another report.
    pub fn join(&mut self, other: Self) {
        self.datasets += other.datasets;
        self.findings.extend(other.findings);
        self.sources.extend(other.sources);
        self.unreadable.extend(other.unreadable);
        self.left_out.by_selection += other.left_out.by_selection;
        self.left_out.by_configuration += other.left_out.by_configuration;
    }
}
