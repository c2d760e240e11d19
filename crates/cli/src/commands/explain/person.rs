//! The page of a rule for people.

use kolophon_diagnostic::{Colour, Language, wrap};
use kolophon_validate::{Example, Fixable, Page};

use super::{Held, held, severity};

/// Nobody reads longer lines with ease.
const WIDEST: usize = 100;

/// The pages, and what to type next.
pub(super) fn text(pages: &[&Page], language: Language, colour: Colour, width: usize) -> String {
    let writer = Writer {
        words: Words::of(language),
        language,
        colour,
        width: width.clamp(20, WIDEST),
    };
    let mut lines = Vec::new();
    for page in pages {
        lines.extend(writer.page(page));
    }
    lines.push(writer.heading(writer.words.next));
    lines.push(next_command(pages).to_owned());
    lines.push(String::new());
    lines.join("\n")
}

fn next_command(pages: &[&Page]) -> &'static str {
    if pages.iter().any(|page| page.fix == Fixable::Safely) {
        "kolophon fix ."
    } else if pages.iter().any(|page| page.fix == Fixable::ByGuessing) {
        "kolophon fix . --unsafe"
    } else {
        "kolophon validate ."
    }
}

struct Writer {
    words: Words,
    language: Language,
    colour: Colour,
    width: usize,
}

impl Writer {
    fn page(&self, page: &Page) -> Vec<String> {
        let words = &self.words;
        let said = page.said(self.language);
        let held = held(page.id);
        let mut lines = vec![self.heading(page.id)];
        lines.extend(self.paragraph(&self.held(&held)));
        lines.push(String::new());
        for (heading, text) in [
            (words.what, said.what),
            (words.why, said.why),
            (words.mend, said.mend),
        ] {
            lines.push(self.heading(heading));
            for paragraph in text.split("\n\n") {
                lines.extend(self.paragraph(paragraph));
            }
            if heading == words.mend {
                lines.extend(
                    words
                        .fix(page.fix)
                        .map(|text| self.paragraph(text))
                        .unwrap_or_default(),
                );
            }
            lines.push(String::new());
        }
        lines.extend(self.example(words.wrong, &page.wrong));
        lines.extend(self.example(words.right, &page.right));
        lines.extend(self.quirks(&held));
        if let Some(clause) = page.clause {
            lines.push(format!("{} {clause}", self.heading(words.clause)));
            lines.push(String::new());
        }
        lines
    }

    /// In which profiles the rule is an error, a warning, a tip.
    fn held(&self, held: &[Held]) -> String {
        let mut severities: Vec<_> = held.iter().map(|held| held.severity).collect();
        severities.sort_unstable();
        severities.dedup();
        if severities.is_empty() {
            return self.words.reading.to_owned();
        }
        let parts = severities.iter().map(|own| {
            let profiles = held.iter().filter(|held| held.severity == *own);
            let profiles: Vec<&str> = profiles.map(|held| held.profile).collect();
            format!("{} in {}", severity(*own, self.language), profiles.join(", "))
        });
        format!("{}.", parts.collect::<Vec<_>>().join("; "))
    }

    fn example(&self, heading: &str, example: &Example) -> Vec<String> {
        if example.listed.is_empty() && example.files.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![self.heading(heading)];
        if !example.listed.is_empty() {
            lines.push(format!("  {}", example.listed));
            lines.push(String::new());
        }
        for (index, file) in example.files.iter().enumerate() {
            if index > 0 {
                lines.push(format!("  {}:", file.name));
            }
            lines.extend(
                file.text
                    .lines()
                    .map(|line| format!("    {line}").trim_end().to_owned()),
            );
            lines.push(String::new());
        }
        lines
    }

    fn quirks(&self, held: &[Held]) -> Vec<String> {
        let mut lines = Vec::new();
        for held in held {
            let Some(quirk) = &held.quirk else { continue };
            lines.push(self.heading(&format!("{} ({})", self.words.quirk, held.profile)));
            lines.extend(self.paragraph(quirk.in_language(self.language)));
            lines.push(String::new());
        }
        lines
    }

    fn paragraph(&self, text: &str) -> Vec<String> {
        let lines = wrap(text, self.width - 2).into_iter();
        lines.map(|line| format!("  {line}")).collect()
    }

    fn heading(&self, text: &str) -> String {
        match self.colour {
            Colour::Never => text.to_owned(),
            Colour::Always => format!("\u{1b}[1m{text}\u{1b}[0m"),
        }
    }
}

/// The headings and sentences of a page.
struct Words {
    language: Language,
    what: &'static str,
    why: &'static str,
    mend: &'static str,
    wrong: &'static str,
    right: &'static str,
    quirk: &'static str,
    clause: &'static str,
    next: &'static str,
    reading: &'static str,
}

impl Words {
    fn of(language: Language) -> Self {
        match language {
            Language::German => Self {
                language,
                what: "Was geprüft wird",
                why: "Warum das wichtig ist",
                mend: "So beheben Sie es",
                wrong: "Falsch",
                right: "Richtig",
                quirk: "Eigenheit",
                clause: "Nachzulesen:",
                next: "Als Nächstes:",
                reading: "Gilt in jedem Regelwerk: Es fällt schon beim Lesen der Dateien auf.",
            },
            Language::English => Self {
                language,
                what: "What is checked",
                why: "Why it matters",
                mend: "How to mend it",
                wrong: "Wrong",
                right: "Right",
                quirk: "Quirk",
                clause: "See:",
                next: "Next:",
                reading: "Holds in every profile: it is noticed while the files are read.",
            },
        }
    }

    /// What `kolophon fix` does about it; it depends on the value whether it can.
    fn fix(&self, fix: Fixable) -> Option<&'static str> {
        match (fix, self.language) {
            (Fixable::No, _) => None,
            (Fixable::Safely, Language::German) => {
                Some("Fälle wie den im Beispiel behebt kolophon fix, ohne dass Sie etwas entscheiden müssen.")
            }
            (Fixable::Safely, Language::English) => Some(
                "Cases like that of the example are mended by kolophon fix, with nothing for you to decide.",
            ),
            (Fixable::ByGuessing, Language::German) => Some(
                "Fälle wie den im Beispiel behebt kolophon fix --unsafe; sehen Sie sich das Ergebnis an, es ist eine Vermutung.",
            ),
            (Fixable::ByGuessing, Language::English) => Some(
                "Cases like that of the example are mended by kolophon fix --unsafe; look at the result, it is a guess.",
            ),
        }
    }
}
