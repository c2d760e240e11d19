//! `--review-copy`: the officer's own list with the findings in it, as notes at the cells and as a list of what to do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kolophon_diagnostic::{Certainty, Finding, Language, Place, Report, Severity, Text, rules_in_order};
use kolophon_tabular::{CellNote, CellOut, ColumnOut, Mark, SheetOut, TableFormat, Value, review_copy};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::ui::Ui;

/// Writes a copy of every list that has findings, beside it.
pub(super) fn write(report: &Report, ui: &mut Ui) -> Result<(), Failure> {
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        if let Some(place) = finding.place.as_ref().filter(|place| place.cell.is_some()) {
            by_file.entry(&place.file).or_default().push(finding);
        }
    }
    if by_file.is_empty() {
        ui.say(&Text::new(
            "Es gibt keine Liste mit Hinweisen; eine geprüfte Kopie wurde nicht geschrieben.",
            "There is no list with findings; no reviewed copy was written.",
        ));
        return Ok(());
    }
    for (file, mut findings) in by_file {
        let order = rules_in_order(report);
        findings.sort_by_key(|finding| order.iter().position(|rule| **rule == finding.rule));
        write_one(Path::new(file), &findings, ui)?;
    }
    Ok(())
}

fn write_one(path: &Path, findings: &[&Finding], ui: &mut Ui) -> Result<(), Failure> {
    let language = ui.language();
    let bytes = fs::read(path).map_err(|error| unreadable(path).with_cause(&error))?;
    let name = path.to_string_lossy();
    let Some(format) = TableFormat::of(&name, &bytes) else {
        return Err(unreadable(path));
    };
    let copied = review_copy(
        &bytes,
        format,
        &notes(findings, language),
        &to_do(findings, language),
    );
    let (copy, losses) = copied.map_err(|error| {
        let text = error.text();
        Failure::new(
            Exit::Unreadable,
            format!("{name}: {}", text.de),
            format!("{name}: {}", text.en),
        )
    })?;
    for loss in losses {
        ui.say(&loss.text());
    }
    let target = beside(path, format);
    output::write_file(&target, |file| file.write_all(&copy))?;
    let target = target.display();
    ui.say(&Text::new(
        format!("Die geprüfte Kopie steht in {target}. Was zu tun ist, steht im letzten Blatt."),
        format!("The reviewed copy is in {target}. What is to be done is on the last sheet."),
    ));
    Ok(())
}

/// `liste.xlsx` → `liste.geprueft.xlsx`. A workbook with macros stays one, and ODS stays ODS; everything else becomes a
/// plain workbook.
fn beside(path: &Path, format: TableFormat) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let has_macros = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsm"));
    let ending = match format {
        TableFormat::Ods => "ods",
        _ if has_macros => "xlsm",
        _ => "xlsx",
    };
    path.with_file_name(format!("{stem}.geprueft.{ending}"))
}

fn unreadable(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        Exit::Unreadable,
        format!("{name} lässt sich nicht noch einmal lesen; es gibt keine geprüfte Kopie."),
        format!("{name} cannot be read again; there is no reviewed copy."),
    )
}

/// Sheet, row and column.
type CellOf<'a> = (Option<&'a str>, u32, u32);

/// One note for each cell: what is wrong there, and what to write.
fn notes(findings: &[&Finding], language: Language) -> Vec<CellNote> {
    let mut by_cell: BTreeMap<CellOf<'_>, (Vec<String>, Severity)> = BTreeMap::new();
    for finding in findings {
        let Some((sheet, row, column)) = finding.place.as_ref().and_then(cell) else {
            continue;
        };
        let (texts, worst) = by_cell
            .entry((sheet, row, column))
            .or_insert((Vec::new(), finding.severity));
        texts.push(what_to_do(finding, language));
        *worst = (*worst).min(finding.severity);
    }
    by_cell
        .into_iter()
        .map(|((sheet, row, column), (texts, worst))| CellNote {
            sheet: sheet.map(str::to_owned),
            row,
            column,
            text: texts.join("\n\n"),
            mark: mark(worst),
        })
        .collect()
}

fn mark(severity: Severity) -> Mark {
    match severity {
        Severity::Error => Mark::Error,
        Severity::Warning => Mark::Warning,
        Severity::Info => Mark::Tip,
    }
}

/// Sheet, row and column of a place in a table.
fn cell(place: &Place) -> Option<CellOf<'_>> {
    let cell = place.cell.as_ref()?;
    let digits = cell.address.find(|character: char| character.is_ascii_digit())?;
    let (letters, row) = cell.address.split_at(digits);
    let column = letters
        .bytes()
        .fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    Some((cell.sheet.as_deref(), row.parse().ok()?, column))
}

/// The sentence, how to mend it, and the proposal.
fn what_to_do(finding: &Finding, language: Language) -> String {
    let mut text = finding.message.in_language(language).to_owned();
    if let Some(mend) = &finding.mend {
        text.push(' ');
        text.push_str(mend.in_language(language));
    }
    if let Some(proposal) = proposal(finding) {
        let label = match language {
            Language::German => "Vorschlag:",
            Language::English => "Proposal:",
        };
        text = format!("{text} {label} {proposal}");
    }
    text
}

fn proposal(finding: &Finding) -> Option<&str> {
    let certain = finding
        .fix
        .as_ref()
        .filter(|fix| fix.certainty == Certainty::Certain);
    certain
        .map(|fix| fix.proposal.as_str())
        .or(finding.insertion.as_deref())
}

/// The sheet „Zu tun“: what matters most comes first.
fn to_do(findings: &[&Finding], language: Language) -> SheetOut {
    let (name, headers) = match language {
        Language::German => (
            "Zu tun",
            ["Stufe", "Zelle", "Was ist zu tun?", "Vorschlag", "Regel"],
        ),
        Language::English => (
            "To do",
            ["Level", "Cell", "What is to be done?", "Proposal", "Rule"],
        ),
    };
    let level = |severity| match (severity, language) {
        (Severity::Error, Language::German) => "Fehler",
        (Severity::Warning, Language::German) => "Warnung",
        (Severity::Info, Language::German) => "Tipp",
        (Severity::Error, Language::English) => "Error",
        (Severity::Warning, Language::English) => "Warning",
        (Severity::Info, Language::English) => "Tip",
    };
    let row = |finding: &&Finding| {
        let place = finding.place.as_ref().and_then(|place| place.cell.as_ref());
        let place = place.map(|cell| match &cell.sheet {
            Some(sheet) => format!("{sheet}!{}", cell.address),
            None => cell.address.clone(),
        });
        let text = |text: &str| CellOut {
            value: Some(Value::Text(text.to_owned())),
            ..CellOut::default()
        };
        vec![
            CellOut {
                mark: Some(mark(finding.severity)),
                ..text(level(finding.severity))
            },
            text(&place.unwrap_or_default()),
            text(&what_to_do(finding, language)),
            text(proposal(finding).unwrap_or_default()),
            text(finding.rule.as_str()),
        ]
    };
    SheetOut {
        name: name.to_owned(),
        columns: headers
            .map(|header| ColumnOut {
                header: header.to_owned(),
                ..ColumnOut::default()
            })
            .to_vec(),
        rows: findings.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_rows_and_columns() {
        let place = |address: &str| Place {
            file: "liste.csv".to_owned(),
            line: 1,
            column: 1,
            bytes: (0, 0),
            cell: Some(kolophon_diagnostic::Cell {
                sheet: None,
                address: address.to_owned(),
            }),
        };
        assert_eq!(cell(&place("F17")), Some((None, 17, 6)));
        assert_eq!(cell(&place("AB1")), Some((None, 1, 28)));
        assert_eq!(cell(&place("A")), None);
    }

    #[test]
    fn the_copy_lies_beside_the_list() {
        assert_eq!(
            beside(Path::new("a/liste.csv"), TableFormat::Csv),
            Path::new("a/liste.geprueft.xlsx")
        );
        assert_eq!(
            beside(Path::new("liste.xlsm"), TableFormat::Xlsx),
            Path::new("liste.geprueft.xlsm")
        );
        assert_eq!(
            beside(Path::new("liste.ods"), TableFormat::Ods),
            Path::new("liste.geprueft.ods")
        );
    }
}
