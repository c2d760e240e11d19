//! The pages of the rule catalogue, `docs/rules/`: what a rule checks, why it matters, how to mend it, and examples.
//!
//! The pages are part of the program. One is read when it is first asked for, the others are not.

mod read;

use std::sync::OnceLock;

use kolophon_diagnostic::{Language, Text};

/// Name and Markdown of every page, sorted by name.
static SOURCES: [(&str, &str); include!(concat!(env!("OUT_DIR"), "/number_of_pages.rs"))] =
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The prefixes that the examples in Turtle take for granted.
pub const PREFIXES: &str = include_str!("../../../docs/rules/prefixes.ttl");

/// What the catalogue says about a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// The rule's name.
    pub id: &'static str,
    /// Where the rule is written down.
    pub clause: Option<&'static str>,
    /// Whether `kolophon fix` can mend what breaks the rule.
    pub fix: Fixable,
    /// The words in German.
    pub german: Said,
    /// The words in English.
    pub english: Said,
    /// What breaks the rule.
    pub wrong: Example,
    /// The same without fault.
    pub right: Example,
}

/// Whether `kolophon fix` mends what breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixable {
    /// Where there is only one way to.
    Safely,
    /// With `--unsafe`: it is a guess.
    ByGuessing,
    /// No: a person has to.
    No,
}

/// What a page says in one language. Paragraphs are separated by a blank line, each is one line.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    /// What is checked.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

/// An example that can be checked.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    /// What an officer writes in a list, `Label: value`; without line where a list cannot be wrong in this way.
    pub listed: &'static str,
    /// The files that it consists of, the metadata first.
    pub files: Vec<ExampleFile>,
}

/// A file of an example.
#[derive(Debug, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its name; metadata without one are called after their format.
    pub name: &'static str,
    /// What is written in it; Turtle stands behind [`PREFIXES`].
    pub text: &'static str,
}

impl Page {
    /// The page of a rule.
    ///
    /// ```
    /// use kolophon_validate::Page;
    ///
    /// let page = Page::of("dataset-title-missing").unwrap();
    /// assert!(page.german.mend.contains("Titel"));
    /// assert!(Page::of("unbekannt").is_none());
    /// ```
    #[must_use]
    pub fn of(rule: &str) -> Option<&'static Self> {
        static PAGES: [OnceLock<Option<Page>>; SOURCES.len()] = [const { OnceLock::new() }; SOURCES.len()];
        let index = SOURCES.binary_search_by_key(&rule, |(id, _)| id).ok()?;
        PAGES[index].get_or_init(|| read::page(SOURCES[index].1)).as_ref()
    }

    /// The names of all pages, sorted.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        SOURCES.iter().map(|(id, _)| *id)
    }

    /// The page of a rule as it is written, in Markdown.
    #[must_use]
    pub fn markdown(rule: &str) -> Option<&'static str> {
        let index = SOURCES.binary_search_by_key(&rule, |(id, _)| id).ok()?;
        Some(SOURCES[index].1)
    }

    /// The words in one language.
    #[must_use]
    pub fn said(&self, language: Language) -> &Said {
        match language {
            Language::German => &self.german,
            Language::English => &self.english,
        }
    }

    /// Why the rule matters, in short: the first paragraph.
    #[must_use]
    pub fn why(&self) -> Text {
        Text::new(first(self.german.why), first(self.english.why))
    }

    /// How to mend what breaks the rule, in short: the first paragraph.
    #[must_use]
    pub fn mend(&self) -> Text {
        Text::new(first(self.german.mend), first(self.english.mend))
    }
}

fn first(paragraphs: &str) -> &str {
    paragraphs.split("\n\n").next().unwrap_or_default()
}
