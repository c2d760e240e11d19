//! `kolophon explain`: the page of a rule.

mod person;
mod program;

use kolophon_diagnostic::{Language, Severity, Text};
use kolophon_validate::{Page, Profile};

use crate::args::{ExplainArguments, ExplainFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &ExplainArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let pages: Vec<&Page> = arguments
        .rules
        .iter()
        .map(|name| page(name))
        .collect::<Result<_, _>>()?;
    let text = match arguments.format {
        ExplainFormat::Human => person::text(&pages, ui.language(), ui.colour(), ui.width()),
        ExplainFormat::Markdown => {
            let pages = pages.iter().filter_map(|page| Page::markdown(page.id));
            pages.collect::<Vec<_>>().join("\n")
        }
        ExplainFormat::Json => program::text(&pages),
    };
    ui.data(text)?;
    Ok(Exit::Clean)
}

/// The page of a rule, whose name may be typed carelessly.
fn page(name: &str) -> Result<&'static Page, Failure> {
    let typed = name.trim().to_lowercase().replace(['_', ' '], "-");
    Page::of(&typed).ok_or_else(|| unknown(name, &typed))
}

fn unknown(name: &str, typed: &str) -> Failure {
    let failure = Failure::new(
        Exit::Usage,
        format!("Die Regel „{name}“ gibt es nicht."),
        format!("There is no rule “{name}”."),
    );
    let near = near(typed);
    let named = |last: &str| match near.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    };
    if near.is_empty() {
        failure.with_hint(
            "Alle Regeln zeigt: kolophon rules",
            "All rules are shown by: kolophon rules",
        )
    } else {
        failure.with_hint(
            format!("Meinten Sie {}? Alle Regeln zeigt: kolophon rules", named("oder")),
            format!(
                "Did you mean {}? All rules are shown by: kolophon rules",
                named("or")
            ),
        )
    }
}

/// The most rules that are suggested.
const MOST_NEAR: usize = 3;

/// The rules whose names are most like the one typed, the nearest first.
fn near(typed: &str) -> Vec<&'static str> {
    let mut near: Vec<(usize, &str)> = Page::ids()
        .map(|id| {
            // Who types a part of a name is near to all that have it.
            let distance = if typed.len() > 3 && id.contains(typed) {
                0
            } else {
                strsim::damerau_levenshtein(typed, id)
            };
            (distance, id)
        })
        .filter(|(distance, id)| *distance <= id.len() / 4)
        .collect();
    near.sort_unstable();
    near.into_iter().take(MOST_NEAR).map(|(_, id)| id).collect()
}

/// Where a rule holds, how bad it is there, and what is peculiar about it.
struct Held {
    profile: &'static str,
    severity: Severity,
    quirk: Option<Text>,
}

/// The profiles that have the rule; none, when it is noticed while files are read.
fn held(rule: &str) -> Vec<Held> {
    let profiles = Profile::NAMES.into_iter().filter_map(Profile::by_name);
    let held = profiles.filter_map(|profile| {
        let own = profile.rules().into_iter().find(|own| own.id.as_str() == rule)?;
        Some(Held {
            profile: profile.name(),
            severity: own.severity,
            quirk: own.quirk.clone(),
        })
    });
    held.collect()
}

/// A severity as people call it.
fn severity(severity: Severity, language: Language) -> String {
    super::rules::severity(severity).in_language(language).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_typed_carelessly() {
        for name in ["Dataset-Title-Missing", " dataset_title_missing "] {
            assert_eq!(page(name).unwrap().id, "dataset-title-missing");
        }
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        assert_eq!(near("dataset-titel-missing")[0], "dataset-title-missing");
        let named_in_part = near("title-missing");
        assert_eq!(named_in_part.len(), MOST_NEAR);
        assert!(named_in_part.iter().all(|id| id.ends_with("title-missing")));
        assert_eq!(near("irgendetwas-ganz-anderes"), Vec::<&str>::new());
    }
}
