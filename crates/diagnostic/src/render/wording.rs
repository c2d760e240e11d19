//! The words around the findings, in both languages. What the findings themselves say comes from the rules.

use crate::finding::{Consequence, Severity};
use crate::language::{Language, Language::English, Language::German};
use crate::render::aside;
use crate::render::printable::one_line;
use crate::report::{Report, Summary};

/// A number with its noun: `1 Hinweis`, `2 Hinweise`.
pub(super) fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

pub(super) fn severity(language: Language, severity: Severity) -> &'static str {
    match (language, severity) {
        (German, Severity::Error) => "Fehler",
        (German, Severity::Warning) => "Warnung",
        (German, Severity::Info) => "Tipp",
        (English, Severity::Error) => "Error",
        (English, Severity::Warning) => "Warning",
        (English, Severity::Info) => "Tip",
    }
}

/// What `GovData` does, and whether it is about a dataset or about the catalogue.
pub(super) fn consequence(language: Language, consequence: Consequence, rule: &str) -> String {
    let of_dataset = consequence_for_dataset(language, consequence);
    if !is_about_catalogue(rule) {
        return of_dataset.to_owned();
    }
    match language {
        German => of_dataset.replace("Datensatz", "Katalog"),
        English => of_dataset.replace("dataset", "catalogue"),
    }
}

fn is_about_catalogue(rule: &str) -> bool {
    rule.starts_with("catalog-") && !rule.starts_with("catalog-record-")
}

fn consequence_for_dataset(language: Language, consequence: Consequence) -> &'static str {
    match (language, consequence) {
        (German, Consequence::Drops) => "GovData übernimmt den Datensatz so nicht.",
        (German, Consequence::Changes) => {
            "GovData übernimmt den Datensatz, ändert oder verwirft aber diese Angabe."
        }
        (German, Consequence::Warns) => {
            "GovData übernimmt den Datensatz und zeigt den Hinweis in der eigenen Prüfung."
        }
        (German, Consequence::Nothing) => "Das betrifft nur die Prüfung, nicht die Abholung durch Portale.",
        (English, Consequence::Drops) => "GovData does not take the dataset like this.",
        (English, Consequence::Changes) => "GovData takes the dataset, but changes or drops this value.",
        (English, Consequence::Warns) => "GovData takes the dataset and shows the finding in its own check.",
        (English, Consequence::Nothing) => "This is about the check only, not about any harvest.",
    }
}

pub(super) fn blocking(language: Language) -> &'static str {
    match language {
        German => {
            "Er wird so in keinem Fall veröffentlicht, denn daran kann die Abholung durch Portale scheitern."
        }
        English => "It is never published like this, because a portal's harvest can fail on it.",
    }
}

/// How often a rule is broken, in how many datasets, and the rule's name.
pub(super) fn occurrences(language: Language, findings: usize, datasets: usize, rule: &str) -> String {
    let rule = one_line(rule);
    match language {
        German => {
            let findings = count(findings, "Hinweis", "Hinweise");
            match datasets {
                1 if is_about_catalogue(&rule) => format!("{findings} am Katalog · Regel {rule}"),
                0 => format!("{findings} · Regel {rule}"),
                _ => format!(
                    "{findings} in {} · Regel {rule}",
                    count(datasets, "Datensatz", "Datensätzen")
                ),
            }
        }
        English => {
            let findings = count(findings, "finding", "findings");
            match datasets {
                1 if is_about_catalogue(&rule) => format!("{findings} on the catalogue · rule {rule}"),
                0 => format!("{findings} · rule {rule}"),
                _ => format!(
                    "{findings} in {} · rule {rule}",
                    count(datasets, "dataset", "datasets")
                ),
            }
        }
    }
}

pub(super) fn why(language: Language) -> &'static str {
    match language {
        German => "Warum:",
        English => "Why:",
    }
}

pub(super) fn mend(language: Language) -> &'static str {
    match language {
        German => "So geht es:",
        English => "To mend it:",
    }
}

/// Before what is pasted where something is missing.
pub(super) fn insertion(language: Language) -> &'static str {
    match language {
        German => "Zum Einfügen, mit Ihren Angaben:",
        English => "To paste, with your values:",
    }
}

/// That what is left need not be mended.
pub(super) fn only_tips(language: Language) -> &'static str {
    match language {
        German => "Kein Fehler, keine Warnung: So kann es veröffentlicht werden. Tipps sind freiwillig.",
        English => "No error and no warning: it can be published like this. Tips are optional.",
    }
}

pub(super) fn proposal(language: Language) -> &'static str {
    match language {
        German => "Vorschlag:",
        English => "Proposal:",
    }
}

/// Introduces the first of several places, or the only one.
pub(super) fn place(language: Language, places: usize) -> &'static str {
    match (language, places) {
        (German, 1) => "Hier:",
        (German, _) => "Zuerst hier:",
        (English, 1) => "Here:",
        (English, _) => "First here:",
    }
}

pub(super) fn more_places(language: Language) -> &'static str {
    match language {
        German => "Außerdem hier:",
        English => "Also here:",
    }
}

/// How many lines of a list a short report leaves out.
pub(super) fn more_lines(language: Language, lines: usize) -> String {
    match language {
        German => format!("… {lines} weitere mit --all"),
        English => format!("… {lines} more with --all"),
    }
}

/// How many groups a short report leaves out.
pub(super) fn left_out(language: Language, groups: usize, findings: usize) -> String {
    match language {
        German => {
            let findings = count(findings, "Hinweis", "Hinweisen");
            let verb = if groups == 1 { "ist" } else { "sind" };
            let rules = count(groups, "weitere Regel", "weitere Regeln");
            format!("{rules} mit {findings} {verb} hier nicht gezeigt. Alles zeigt die Option --all.")
        }
        English => {
            let findings = count(findings, "finding", "findings");
            let verb = if groups == 1 { "is" } else { "are" };
            let rules = count(groups, "more rule", "more rules");
            format!("{rules} with {findings} {verb} not shown here. The option --all shows everything.")
        }
    }
}

/// The counts of a report that has findings.
fn summary(language: Language, summary: Summary, profile: &str) -> String {
    let parts = match language {
        German => [
            (summary.error, "Fehler", "Fehler"),
            (summary.warning, "Warnung", "Warnungen"),
            (summary.info, "Tipp", "Tipps"),
        ],
        English => [
            (summary.error, "error", "errors"),
            (summary.warning, "warning", "warnings"),
            (summary.info, "tip", "tips"),
        ],
    };
    let mut counts = Vec::new();
    for (number, singular, plural) in parts {
        if number > 0 {
            counts.push(count(number, singular, plural));
        }
    }
    let counts = counts.join(", ");
    match language {
        German => format!(
            "Ergebnis: {counts} in {} (Regelwerk {profile}).",
            count(summary.datasets, "Datensatz", "Datensätzen")
        ),
        English => format!(
            "Result: {counts} in {} (profile {profile}).",
            count(summary.datasets, "dataset", "datasets")
        ),
    }
}

/// The whole of a report without findings.
fn clean(language: Language, datasets: usize, files: usize, profile: &str) -> String {
    match language {
        German => format!(
            "Alles in Ordnung: {} in {} geprüft (Regelwerk {profile}).",
            count(datasets, "Datensatz", "Datensätze"),
            count(files, "Datei", "Dateien")
        ),
        English => format!(
            "All is well: {} in {} checked (profile {profile}).",
            count(datasets, "dataset", "datasets"),
            count(files, "file", "files")
        ),
    }
}

/// The whole of a report without findings when some files could not be read: nothing is called well.
fn clean_but_unreadable(language: Language, datasets: usize, profile: &str) -> String {
    match language {
        German => format!(
            "In den lesbaren Dateien stimmt alles: {} geprüft (Regelwerk {profile}).",
            count(datasets, "Datensatz", "Datensätze")
        ),
        English => format!(
            "All is well in the files that could be read: {} checked (profile {profile}).",
            count(datasets, "dataset", "datasets")
        ),
    }
}

pub(super) fn unreadable(language: Language, files: usize) -> String {
    match (language, files) {
        (German, 1) => "1 Datei war nicht lesbar und ist nicht geprüft:".to_owned(),
        (German, _) => format!("{files} Dateien waren nicht lesbar und sind nicht geprüft:"),
        (English, 1) => "1 file could not be read and is not checked:".to_owned(),
        (English, _) => format!("{files} files could not be read and are not checked:"),
    }
}

/// Names the dataset of what stands in no file.
pub(super) fn dataset(language: Language) -> &'static str {
    match language {
        German => "Datensatz:",
        English => "Dataset:",
    }
}

/// What could not be read, of one file.
pub(super) fn not_checked(language: Language) -> &'static str {
    match language {
        German => "Die Datei war nicht lesbar und ist nicht geprüft.",
        English => "The file could not be read and is not checked.",
    }
}

/// How many further places there are.
pub(super) fn further_places(language: Language, places: usize) -> String {
    match language {
        German => count(places, "weitere Stelle", "weitere Stellen"),
        English => count(places, "more place", "more places"),
    }
}

/// How many further places a list leaves out.
pub(super) fn places_left_out(language: Language, places: usize) -> String {
    let places = further_places(language, places);
    match language {
        German => format!("… und {places}; vollständig ist die Liste mit --format csv."),
        English => format!("… and {places}; the whole list comes with --format csv."),
    }
}

/// How many annotations stand together in one.
pub(super) fn further(language: Language, number: usize) -> String {
    match language {
        German => format!("{number} weitere Regeln und Dateien"),
        English => format!("{number} more rules and files"),
    }
}

/// What stands in no file.
pub(super) fn no_file(language: Language) -> &'static str {
    match language {
        German => "(ohne Datei)",
        English => "(no file)",
    }
}

/// The test of a file in which nothing was found.
pub(super) fn all_rules(language: Language) -> &'static str {
    match language {
        German => "alle Regeln",
        English => "all rules",
    }
}

/// The columns of the list for spreadsheets.
pub(super) fn columns(language: Language) -> [&'static str; 10] {
    match language {
        German => [
            "Datei",
            "Zeile",
            "Spalte",
            "Zelle",
            "Datensatz",
            "Stufe",
            "Regel",
            "Hinweis",
            "Wert",
            "Vorschlag",
        ],
        English => [
            "File", "Line", "Column", "Cell", "Dataset", "Level", "Rule", "Message", "Value", "Proposal",
        ],
    }
}

/// The counts of any report, as one sentence.
pub(super) fn result(language: Language, report: &Report) -> String {
    let profile = one_line(&report.profile);
    match (report.findings.is_empty(), report.unreadable.is_empty()) {
        (true, true) if !report.is_whole() => aside::nothing_shown(language, report.datasets, &profile),
        (true, true) => clean(language, report.datasets, report.sources.len(), &profile),
        (true, false) => clean_but_unreadable(language, report.datasets, &profile),
        (false, _) => summary(language, report.summary(), &profile),
    }
}

pub(super) fn explain(language: Language) -> &'static str {
    match language {
        German => "Mehr zu einer Regel:",
        English => "More about a rule:",
    }
}

pub(super) fn next(language: Language) -> &'static str {
    match language {
        German => "Als Nächstes:",
        English => "Next:",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every German text of this file.
    fn german() -> Vec<String> {
        let mut texts = vec![
            blocking(German).to_owned(),
            why(German).to_owned(),
            mend(German).to_owned(),
            proposal(German).to_owned(),
            more_places(German).to_owned(),
            next(German).to_owned(),
            no_file(German).to_owned(),
            dataset(German).to_owned(),
            not_checked(German).to_owned(),
            all_rules(German).to_owned(),
            places_left_out(German, 2),
            further(German, 2),
        ];
        texts.extend(columns(German).map(str::to_owned));
        for level in [Severity::Error, Severity::Warning, Severity::Info] {
            texts.push(severity(German, level).to_owned());
        }
        for what in [
            Consequence::Drops,
            Consequence::Changes,
            Consequence::Warns,
            Consequence::Nothing,
        ] {
            texts.push(consequence(German, what, "dataset-title-missing"));
        }
        for number in 0..3 {
            let totals = Summary {
                error: number,
                warning: number,
                info: number,
                datasets: number,
            };
            texts.extend([
                place(German, number).to_owned(),
                occurrences(German, 1, number, "regel"),
                more_lines(German, number),
                left_out(German, number, number),
                summary(German, totals, "profil"),
                clean(German, number, number, "profil"),
                clean_but_unreadable(German, number, "profil"),
                unreadable(German, number),
            ]);
        }
        texts
    }

    #[test]
    fn german_texts_use_the_officers_words() {
        let forbidden = [
            "shape",
            "focus node",
            "literal",
            "blank node",
            "closure",
            "severity",
            "tenant",
            "sh:",
            "dct:",
            "dcat:",
        ];
        for text in german() {
            let lower = text.to_lowercase();
            for word in forbidden {
                assert!(!lower.contains(word), "{word:?} in {text:?}");
            }
        }
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(
            occurrences(German, 1, 1, "x"),
            "1 Hinweis in 1 Datensatz · Regel x"
        );
        assert_eq!(
            occurrences(German, 3, 2, "x"),
            "3 Hinweise in 2 Datensätzen · Regel x"
        );
        assert_eq!(
            left_out(German, 1, 1),
            "1 weitere Regel mit 1 Hinweis ist hier nicht gezeigt. Alles zeigt die Option --all."
        );
        assert_eq!(
            left_out(German, 2, 9),
            "2 weitere Regeln mit 9 Hinweisen sind hier nicht gezeigt. Alles zeigt die Option --all."
        );
        assert_eq!(
            left_out(English, 2, 1),
            "2 more rules with 1 finding are not shown here. The option --all shows everything."
        );
    }
}
