//! The list for Excel as it is installed in German town halls: semicolons, byte order mark, CRLF
//! (<https://www.rfc-editor.org/rfc/rfc4180>). One row per finding or unreadable file.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use crate::finding::{Finding, Place, Severity};
use crate::language::Language;
use crate::render::{UNREADABLE, printable, wording};
use crate::report::{Report, Unreadable};

pub(super) fn render(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(out);
    table.write_record(wording::columns(language))?;
    for file in &report.unreadable {
        table.write_record(unreadable(file, language).each_ref().map(|text| cell(text)))?;
    }
    for finding in &report.findings {
        table.write_record(row(finding, language).each_ref().map(|text| cell(text)))?;
    }
    table.flush()
}

fn row(finding: &Finding, language: Language) -> [String; 10] {
    let place = finding.place.as_ref();
    [
        place.map(|place| place.file.clone()).unwrap_or_default(),
        place.map(|place| place.line.to_string()).unwrap_or_default(),
        place.map(|place| place.column.to_string()).unwrap_or_default(),
        place.and_then(cell_name).unwrap_or_default(),
        finding.dataset.clone().unwrap_or_default(),
        wording::severity(language, finding.severity).to_owned(),
        finding.rule.as_str().to_owned(),
        finding.message.in_language(language).to_owned(),
        finding.value.clone().unwrap_or_default(),
        finding
            .fix
            .as_ref()
            .map(|fix| fix.proposal.clone())
            .unwrap_or_default(),
    ]
}

/// The cell of a table: `Datensätze!F17`, as Excel's own formulas name it.
fn cell_name(place: &Place) -> Option<String> {
    let cell = place.cell.as_ref()?;
    Some(match &cell.sheet {
        Some(sheet) => format!("{sheet}!{}", cell.address),
        None => cell.address.clone(),
    })
}

fn unreadable(file: &Unreadable, language: Language) -> [String; 10] {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        file.file.clone(),
        number(file.line_column.map(|(line, _)| line)),
        number(file.line_column.map(|(_, column)| column)),
        String::new(),
        String::new(),
        wording::severity(language, Severity::Error).to_owned(),
        UNREADABLE.to_owned(),
        file.message.in_language(language).to_owned(),
        String::new(),
        String::new(),
    ]
}

/// The text as a cell that a spreadsheet never takes for a formula
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
#[must_use]
pub fn cell(text: &str) -> String {
    let dangerous = |first: char| "=+-@\t\r\n＝＋－＠".contains(first);
    let harmless = printable::lines(text);
    if text.starts_with(dangerous) {
        format!("'{harmless}")
    } else {
        harmless
    }
}
