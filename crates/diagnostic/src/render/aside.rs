//! What is said about findings that are not shown: known ones, and those that were left out.

use crate::language::{Language, Language::English, Language::German};
use crate::render::wording::count;
use crate::report::Report;

/// One sentence for each reason; none when everything is shown and nothing was compared.
pub(super) fn sentences(language: Language, report: &Report) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(comparison) = &report.comparison {
        sentences.push(known(language, comparison.known.len(), comparison.blocking()));
        if comparison.gone() > 0 {
            sentences.push(gone(language, comparison.gone()));
        }
    }
    let left_out = report.left_out;
    if left_out.by_selection > 0 {
        sentences.push(match language {
            German => {
                let findings = count(left_out.by_selection, "Hinweis", "Hinweise");
                format!("Nicht gezeigt wegen --only oder --ignore: {findings}.")
            }
            English => {
                let findings = count(left_out.by_selection, "finding", "findings");
                format!("Not shown because of --only or --ignore: {findings}.")
            }
        });
    }
    if left_out.by_configuration > 0 {
        sentences.push(match language {
            German => {
                let findings = count(left_out.by_configuration, "Hinweis", "Hinweise");
                format!("Nicht gezeigt wegen der kolophon.toml: {findings}.")
            }
            English => {
                let findings = count(left_out.by_configuration, "finding", "findings");
                format!("Not shown because of kolophon.toml: {findings}.")
            }
        });
    }
    sentences
}

fn known(language: Language, number: usize, blocking: usize) -> String {
    match (language, number, blocking) {
        (German, 0, _) => "Bekannte Hinweise: keine.".to_owned(),
        (English, 0, _) => "Known findings: none.".to_owned(),
        (German, _, 0) => format!(
            "Bekannt und nicht gezeigt: {}.",
            count(number, "Hinweis", "Hinweise")
        ),
        (English, _, 0) => format!("Known and not shown: {}.", count(number, "finding", "findings")),
        (German, ..) => format!(
            "Bekannt und nicht gezeigt: {}; bei {blocking} davon wird der Datensatz in keinem Fall veröffentlicht.",
            count(number, "Hinweis", "Hinweise")
        ),
        (English, ..) => format!(
            "Known and not shown: {}; with {blocking} of them the dataset is never published.",
            count(number, "finding", "findings")
        ),
    }
}

fn gone(language: Language, number: usize) -> String {
    match (language, number) {
        (German, 1) => "1 bekannter Hinweis ist behoben.".to_owned(),
        (German, _) => format!("{number} bekannte Hinweise sind behoben."),
        (English, 1) => "1 known finding is mended.".to_owned(),
        (English, _) => format!("{number} known findings are mended."),
    }
}

/// What a SARIF result says that is no longer there.
pub(super) fn absent(language: Language) -> &'static str {
    match language {
        German => "Dieser bekannte Hinweis ist behoben.",
        English => "This known finding is mended.",
    }
}

/// The counts of a report that shows nothing, although something was found.
pub(super) fn nothing_shown(language: Language, datasets: usize, profile: &str) -> String {
    match language {
        German => format!(
            "Keine weiteren Hinweise: {} geprüft (Regelwerk {profile}).",
            count(datasets, "Datensatz", "Datensätze")
        ),
        English => format!(
            "No further findings: {} checked (profile {profile}).",
            count(datasets, "dataset", "datasets")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::Comparison;
    use crate::render::wording;
    use crate::report::LeftOut;

    #[test]
    fn a_report_that_leaves_something_out_says_so_and_calls_nothing_well() {
        let mut report = Report {
            left_out: LeftOut {
                by_selection: 1,
                by_configuration: 2,
            },
            ..Report::default()
        };
        assert_eq!(
            sentences(German, &report),
            [
                "Nicht gezeigt wegen --only oder --ignore: 1 Hinweis.",
                "Nicht gezeigt wegen der kolophon.toml: 2 Hinweise."
            ]
        );
        assert!(wording::result(German, &report).starts_with("Keine weiteren Hinweise"));
        report.left_out = LeftOut::default();
        report.comparison = Some(Comparison::default());
        assert_eq!(sentences(English, &report), ["Known findings: none."]);
        assert!(wording::result(English, &report).starts_with("All is well"));
    }
}
