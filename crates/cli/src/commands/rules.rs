//! `kolophon rules`: the rules of a profile, or all profiles.

use std::borrow::Cow;
use std::fmt::Write as _;

use kolophon_diagnostic::{Language, Severity, Text};
use kolophon_validate::{Profile, Rule};
use serde::Serialize;

use crate::args::{ListFormat, RulesArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &RulesArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let profile = super::validate::profile(&arguments.profile)?;
    let text = match arguments.format {
        ListFormat::Human => human(profile, ui.language()),
        ListFormat::Json => json(profile),
    };
    ui.data(text)?;
    Ok(Exit::Clean)
}

/// One line per rule: severity, name, sentence. A quirk stands below its rule. The other profiles stand at the end.
fn human(profile: &Profile, language: Language) -> String {
    let rules = profile.rules();
    let widest = rules.iter().map(|rule| rule.id.as_str().len()).max();
    let widest = widest.unwrap_or_default();
    let (heading, quirk, reading, others) = match language {
        Language::German => (
            format!("Regelwerk {}: {} Regeln", profile.name(), rules.len()),
            "Eigenheit",
            "Dazu kommt in jedem Regelwerk, was schon beim Lesen der Dateien auffällt.",
            "Alle Regelwerke:",
        ),
        Language::English => (
            format!("Profile {}: {} rules", profile.name(), rules.len()),
            "Quirk",
            "Every profile also says what is noticed while the files are read.",
            "All profiles:",
        ),
    };
    let mut text = format!("{heading} ({})\n\n", profile.title().in_language(language));
    for rule in rules {
        let severity = severity(rule.severity).in_language(language).to_owned();
        let id = rule.id.as_str();
        let message = rule.message.in_language(language);
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{severity:<7}  {id:<widest$}  {message}");
        if let Some(note) = &rule.quirk {
            let _ = writeln!(
                text,
                "{:7}  {:widest$}  {quirk}: {}",
                "",
                "",
                note.in_language(language)
            );
        }
    }
    let _ = writeln!(text, "\n{reading}\n\n{others}");
    for (name, title) in Profile::titles() {
        let _ = writeln!(text, "  {name:<14}  {}", title.in_language(language));
    }
    text
}

pub(super) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text::new("Fehler", "Error"),
        Severity::Warning => Text::new("Warnung", "Warning"),
        Severity::Info => Text::new("Tipp", "Info"),
    }
}

/// The list for programs.
#[derive(Serialize)]
struct List<'a> {
    profile: &'a str,
    title: Pair<'a>,
    rules: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    severity: &'static str,
    message: Pair<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Pair<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<Pair<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quirk: Option<Pair<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
}

/// A text in both languages.
#[derive(Serialize)]
struct Pair<'a> {
    de: Cow<'a, str>,
    en: Cow<'a, str>,
}

impl<'a> From<&'a Text> for Pair<'a> {
    fn from(text: &'a Text) -> Self {
        Self {
            de: Cow::Borrowed(&text.de),
            en: Cow::Borrowed(&text.en),
        }
    }
}

impl From<Text> for Pair<'_> {
    fn from(text: Text) -> Self {
        Self {
            de: Cow::Owned(text.de),
            en: Cow::Owned(text.en),
        }
    }
}

impl<'a> From<&'a Rule> for Entry<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self {
            id: rule.id.as_str(),
            severity: match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            },
            message: Pair::from(&rule.message),
            why: rule.why().map(Pair::from),
            mend: rule.mend().map(Pair::from),
            quirk: rule.quirk.as_ref().map(Pair::from),
            reference: rule.reference.as_deref(),
        }
    }
}

fn json(profile: &Profile) -> String {
    let title = profile.title();
    let list = List {
        profile: profile.name(),
        title: Pair::from(&title),
        rules: profile.rules().into_iter().map(Entry::from).collect(),
    };
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_default();
    text.push('\n');
    text
}
