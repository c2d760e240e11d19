//! The page of a rule for programs, in both languages.

use kolophon_diagnostic::Severity;
use kolophon_validate::{Example, Fixable, Page};
use serde::Serialize;

use super::held;

#[derive(Serialize)]
struct Explained<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    fix: &'static str,
    profiles: Vec<Holds>,
    what: Pair<'a>,
    why: Pair<'a>,
    mend: Pair<'a>,
    wrong: Shown<'a>,
    right: Shown<'a>,
}

#[derive(Serialize)]
struct Holds {
    name: &'static str,
    severity: &'static str,
}

#[derive(Serialize)]
struct Pair<'a> {
    de: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    listed: &'a str,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

/// An array of the pages.
pub(super) fn text(pages: &[&Page]) -> String {
    let pages: Vec<Explained<'_>> = pages.iter().map(|page| explained(page)).collect();
    let mut text = serde_json::to_string_pretty(&pages).unwrap_or_default();
    text.push('\n');
    text
}

fn explained(page: &Page) -> Explained<'_> {
    let (german, english) = (&page.german, &page.english);
    Explained {
        id: page.id,
        reference: page.clause,
        fix: match page.fix {
            Fixable::Safely => "safe",
            Fixable::ByGuessing => "unsafe",
            Fixable::No => "no",
        },
        profiles: held(page.id)
            .into_iter()
            .map(|held| Holds {
                name: held.profile,
                severity: match held.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Info => "info",
                },
            })
            .collect(),
        what: Pair {
            de: german.what,
            en: english.what,
        },
        why: Pair {
            de: german.why,
            en: english.why,
        },
        mend: Pair {
            de: german.mend,
            en: english.mend,
        },
        wrong: shown(&page.wrong),
        right: shown(&page.right),
    }
}

fn shown(example: &Example) -> Shown<'_> {
    let files = example.files.iter().map(|file| File {
        name: file.name,
        text: file.text,
    });
    Shown {
        listed: example.listed,
        files: files.collect(),
    }
}
