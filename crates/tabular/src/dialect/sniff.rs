//! Finding the dialect of a text.
//!
//! For every separator that may be meant, the first rows are cut with it and judged: do the rows have the same width, and
//! do the cells look like what people write into cells? So `0,5` speaks for `;`, because a number is a better cell than
//! `Mainz;0` and `5`.

use crate::csv_file::records::{Flaw, RawCell, Records};
use crate::dialect::plausible::plausibility;
use crate::dialect::{Cut, Escape, SeparatorHint};

/// The separators that are tried, the most usual in Germany first.
pub(crate) const SEPARATORS: [u8; 5] = [b';', b',', b'\t', b'|', b'^'];
/// As much of a text is cut for a try.
const SAMPLE: usize = 1 << 17;
/// As many rows are judged.
const ROWS: usize = 300;
/// As many cells of a row are judged for plausibility; the width counts all.
const CELLS: usize = 100;

/// What was found out about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// How to cut it.
    pub cut: Cut,
    /// Whether the first line is `sep=;`.
    pub hint: SeparatorHint,
    /// Where the first row begins: behind the hint.
    pub start: usize,
    /// The columns that most rows have.
    pub width: usize,
}

/// Finds the separator and the way quotes are written. `ending` is the ending of the file's name in lower case, which
/// decides when the text does not.
#[must_use]
pub fn sniff(text: &str, ending: &str) -> Sniffed {
    let hint = separator_hint(text);
    let (start, separators) = match &hint {
        Some((separator, length)) => (*length, std::slice::from_ref(separator)),
        None => (0, SEPARATORS.as_slice()),
    };
    let sample = sample(&text[start..]);
    let mut best: Option<(f64, Cut, usize)> = None;
    for separator in separators {
        let escape = escape(sample, *separator);
        let cut = Cut {
            separator: *separator,
            escape,
        };
        let judged = Judged::of(sample, cut);
        if judged.width > 1 && best.is_none_or(|(score, ..)| judged.score() > score) {
            best = Some((judged.score(), cut, judged.width));
        }
    }
    let (cut, width) = best.map_or_else(
        || {
            let separator = match ending {
                "tsv" | "tab" => b'\t',
                _ => separators[0],
            };
            let escape = escape(sample, separator);
            (Cut { separator, escape }, 1)
        },
        |(_, cut, width)| (cut, width),
    );
    Sniffed {
        cut,
        hint: if hint.is_some() {
            SeparatorHint::Present
        } else {
            SeparatorHint::Absent
        },
        start,
        width,
    }
}

/// The separator that a first line `sep=;` names, and the length of that line.
fn separator_hint(text: &str) -> Option<(u8, usize)> {
    let bytes = text.as_bytes();
    let name = bytes.get(..4)?;
    let separator = *bytes.get(4)?;
    let is_separator =
        separator == b'\t' || separator.is_ascii_punctuation() && !matches!(separator, b'"' | b'\\');
    if !name.eq_ignore_ascii_case(b"sep=") || !is_separator {
        return None;
    }
    let rest = &bytes[5..];
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return None,
    };
    Some((separator, bytes.len() - rest.len() + end))
}

/// The beginning of a text up to the end of a line.
fn sample(text: &str) -> &str {
    if text.len() <= SAMPLE {
        return text;
    }
    let head = &text[..text.floor_char_boundary(SAMPLE)];
    head.rfind(['\n', '\r']).map_or(head, |end| &head[..=end])
}

/// Backslashes escape quotes when that leaves fewer quotes astray.
fn escape(sample: &str, separator: u8) -> Escape {
    if !sample.contains("\\\"") {
        return Escape::Doubled;
    }
    let flaws = |escape| {
        let mut records = Records::new(sample, 0, Cut { separator, escape });
        let (mut cells, mut flaws) = (Vec::new(), 0);
        while records.next_into(&mut cells).is_some() {
            flaws += cells.iter().filter(|cell| cell.flaw.is_some()).count();
        }
        flaws
    };
    if flaws(Escape::Backslash) < flaws(Escape::Doubled) {
        Escape::Backslash
    } else {
        Escape::Doubled
    }
}

/// How well a text is cut.
struct Judged {
    /// The width that most rows have.
    width: usize,
    /// The share of rows with it.
    consistency: f64,
    /// How much the cells look like cells, from 0 to 1.
    plausibility: f64,
}

impl Judged {
    fn of(sample: &str, cut: Cut) -> Self {
        let mut records = Records::new(sample, 0, cut);
        let mut rows: Vec<(usize, f64, usize)> = Vec::new();
        let mut cells: Vec<RawCell> = Vec::new();
        while rows.len() < ROWS && records.next_into(&mut cells).is_some() {
            if cells.is_empty() {
                continue;
            }
            let judged = cells.iter().take(CELLS);
            let sum = judged.clone().map(|cell| judge(sample, cell)).sum();
            rows.push((cells.len(), sum, judged.len()));
        }
        let width = most_frequent(rows.iter().map(|(width, ..)| *width));
        let fitting = rows.iter().filter(|(of_row, ..)| *of_row == width);
        let (mut count, mut sum, mut judged) = (0_u32, 0.0, 0_u32);
        for (_, of_row, cells) in fitting {
            count += 1;
            sum += of_row;
            judged += u32::try_from(*cells).unwrap_or(u32::MAX);
        }
        let rows = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self {
            width,
            consistency: f64::from(count) / f64::from(rows.max(1)),
            plausibility: sum / f64::from(judged.max(1)),
        }
    }

    /// Among cuts that are equally good, the one with more columns explains more.
    fn score(&self) -> f64 {
        let width = u32::try_from(self.width).unwrap_or(u32::MAX);
        self.consistency * self.plausibility * (1.0 - 1.0 / (f64::from(width) + 1.0))
    }
}

fn judge(sample: &str, cell: &RawCell) -> f64 {
    match cell.flaw {
        Some(Flaw::Unclosed) => 0.0,
        Some(Flaw::Stray) => 0.2,
        None => plausibility(&sample[cell.content.clone()], cell.quoting),
    }
}

/// The width that occurs most often; of several, the largest.
fn most_frequent(widths: impl Iterator<Item = usize>) -> usize {
    let mut widths: Vec<usize> = widths.collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.map(|run| (run.len(), run[0]))
        .max()
        .map_or(1, |(_, width)| width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, separator: char, width: usize) {
        let sniffed = sniff(text, "csv");
        assert_eq!(
            (char::from(sniffed.cut.separator), sniffed.width),
            (separator, width),
            "{text:?}"
        );
    }

    #[test]
    fn decimal_commas_do_not_win() {
        check(
            "ags;plz;wert;datum\n05100000;01067;0,5;01.01.2024\n05100001;55116;1,5;02.01.2024\n",
            ';',
            4,
        );
        check("a;b\n0,5;1,5\n2,5;3,5\n", ';', 2);
        check("Mainz;0,5\nHalle;1,25\n", ';', 2);
        check("Jahr\tWert\n2024\t1,5\n2025\t2,5\n", '\t', 2);
    }

    #[test]
    fn commas_separate_when_they_do() {
        check("id,name,wert\n1,Mainz,0.5\n2,Halle,1.25\n", ',', 3);
        check("name,text\nA,\"eins; zwei\"\nB,\"drei; vier\"\n", ',', 2);
        check("a|b|c\n1|2|3\n", '|', 3);
        check("a^b\n\"1,2\"^3\n", '^', 2);
    }

    #[test]
    fn sentences_do_not_make_columns() {
        check(
            "Titel;Beschreibung\nBäume;Alle Bäume, Sträucher, Hecken\nKitas;Plätze, Träger, Adressen\n",
            ';',
            2,
        );
        check("Titel\nBäume\nKitas\n", ';', 1);
    }

    #[test]
    fn titles_above_and_sources_below_do_not_matter() {
        let text = "Einwohnerzahl der Stadt, nach Jahren, in Tausend\n\nJahr;Zahl\n2023;220,5\n2024;221,5\n2025;222,5\n\nQuelle: Amt für Statistik\n";
        check(text, ';', 2);
    }

    #[test]
    fn the_hint_for_excel_is_believed() {
        for (text, separator, start) in [
            ("sep=^\r\na^b\r\n", b'^', 7),
            ("SEP=,\na;b;c,d\n", b',', 6),
            ("sep=;", b';', 5),
        ] {
            let sniffed = sniff(text, "csv");
            assert_eq!(
                (sniffed.cut.separator, sniffed.start, sniffed.hint),
                (separator, start, SeparatorHint::Present)
            );
        }
        for text in ["sep=ab\n", "\"sep=;\"\na;b\n", "sep=a\n"] {
            assert_eq!(sniff(text, "csv").hint, SeparatorHint::Absent, "{text}");
        }
    }

    #[test]
    fn backslashes_escape_when_that_leaves_fewer_quotes_astray() {
        let escape = |text| sniff(text, "csv").cut.escape;
        assert_eq!(escape("a;b\n\"er sagte \\\"ja\\\" dazu\";2\n"), Escape::Backslash);
        assert_eq!(escape("a;b\n\"C:\\Ordner\\\";2\n\"D:\\\";3\n"), Escape::Doubled);
    }
}
