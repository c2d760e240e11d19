//! `JUnit` XML for CI servers: a test suite per file, a test case per rule that is broken in it
//! (<https://github.com/testmoapp/junitxml>).

use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;

use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::render::{RenderOptions, UNREADABLE, aside, printable, wording};
use crate::report::Report;

pub(super) fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report, options);
    let page = Page {
        tests: suites.iter().map(|suite| suite.cases.len()).sum(),
        failures: suites.iter().map(Suite::failures).sum(),
        errors: suites.iter().map(Suite::errors).sum(),
        aside: aside::sentences(options.language, report),
        suites,
    };
    page.write_into(out)?;
    out.write_all(b"\n")
}

#[derive(Template)]
#[template(path = "junit.xml")]
struct Page {
    tests: usize,
    failures: usize,
    errors: usize,
    /// What is said about findings that are not shown.
    aside: Vec<String>,
    suites: Vec<Suite>,
}

/// The tests of one file.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

impl Suite {
    fn failures(&self) -> usize {
        let failed = |case: &&Case| matches!(case.outcome, Outcome::Failed { .. });
        self.cases.iter().filter(failed).count()
    }

    fn errors(&self) -> usize {
        let unreadable = |case: &&Case| matches!(case.outcome, Outcome::Unreadable { .. });
        self.cases.iter().filter(unreadable).count()
    }
}

/// One rule in one file.
struct Case {
    name: String,
    outcome: Outcome,
}

enum Outcome {
    /// Nothing was found.
    Passed,
    /// Something was found, but nothing at or above the fail level.
    Noted { text: String },
    /// Something at or above the fail level was found.
    Failed {
        level: &'static str,
        message: String,
        text: String,
    },
    /// The file could not be read.
    Unreadable { message: String, text: String },
}

fn suites(report: &Report, options: &RenderOptions) -> Vec<Suite> {
    let language = options.language;
    let mut cases: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for file in &report.unreadable {
        let message = printable::one_line(file.message.in_language(language));
        let at = match file.line_column {
            Some((line, column)) => format!("{}:{line}:{column}", file.file),
            None => file.file.clone(),
        };
        cases.entry(&file.file).or_default().push(Case {
            name: UNREADABLE.to_owned(),
            outcome: Outcome::Unreadable {
                text: printable::lines(&format!("{at}: {message}")),
                message,
            },
        });
    }
    for ((file, _), findings) in by_file_and_rule(report) {
        cases
            .entry(file.unwrap_or(wording::no_file(language)))
            .or_default()
            .extend(case(&findings, options));
    }
    for source in &report.sources {
        let cases = cases.entry(&source.name).or_default();
        if cases.is_empty() {
            cases.push(Case {
                name: wording::all_rules(language).to_owned(),
                outcome: Outcome::Passed,
            });
        }
    }
    cases
        .into_iter()
        .map(|(name, cases)| Suite {
            name: printable::one_line(name),
            cases,
        })
        .collect()
}

fn by_file_and_rule(report: &Report) -> BTreeMap<(Option<&str>, &str), Vec<&Finding>> {
    let mut findings: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let file = finding.place.as_ref().map(|place| place.file.as_str());
        let key = (file, finding.rule.as_str());
        findings.entry(key).or_default().push(finding);
    }
    findings
}

fn case(findings: &[&Finding], options: &RenderOptions) -> Option<Case> {
    let language = options.language;
    let worst = findings.iter().min_by_key(|finding| finding.severity)?;
    let lines: Vec<String> = findings.iter().map(|finding| line(finding, language)).collect();
    let text = lines.join("\n");
    Some(Case {
        name: printable::one_line(worst.rule.as_str()),
        outcome: if worst.severity <= options.fail_level {
            Outcome::Failed {
                level: match worst.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Info => "info",
                },
                message: printable::one_line(worst.message.in_language(language)),
                text,
            }
        } else {
            Outcome::Noted { text }
        },
    })
}

/// Where, how bad, what, in which dataset, and what to write.
fn line(finding: &Finding, language: Language) -> String {
    let mut words = Vec::new();
    if let Some(place) = &finding.place {
        words.push(format!("{place}:"));
    }
    words.push(format!("{}:", wording::severity(language, finding.severity)));
    words.push(finding.message.in_language(language).to_owned());
    if let Some(dataset) = &finding.dataset {
        words.push(format!("<{dataset}>"));
    }
    if let Some(fix) = &finding.fix {
        words.push(format!("{} {}", wording::proposal(language), fix.proposal));
    }
    printable::one_line(&words.join(" "))
}
