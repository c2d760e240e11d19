//! How much a piece of text looks like what people write into a cell.

use crate::csv_file::records::Quoting;

/// From 0, a piece of several cells, to 1, a number or a date.
pub(super) fn plausibility(cell: &str, quoting: Quoting) -> f64 {
    let cell = cell.trim();
    if cell.is_empty() {
        return 0.6;
    }
    if quoting == Quoting::Quoted {
        return 0.95;
    }
    if is_number(cell) || is_date_or_time(cell) {
        return 1.0;
    }
    if cell
        .bytes()
        .any(|byte| matches!(byte, b';' | b'\t' | b'|' | b'^'))
    {
        return 0.1;
    }
    // A quote at the edge is a half of something.
    if cell.starts_with('"') || cell.ends_with('"') {
        return 0.3;
    }
    if !cell.contains(',') || cell.contains("://") {
        return 0.9;
    }
    // In sentences a space follows the comma.
    let is_sentence = cell
        .split(',')
        .skip(1)
        .all(|part| part.is_empty() || part.starts_with(' '));
    if is_sentence { 0.75 } else { 0.4 }
}

/// A number with point or comma, separated thousands, sign, percent or euro.
pub(crate) fn is_number(cell: &str) -> bool {
    let cell = cell.trim_end_matches(['%', '€']).trim_end();
    let cell = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let marks = cell.len() - digits;
    let one_kind_of_thousands = |thousands: char, decimal: char| {
        let (whole, fraction) = cell.split_once(decimal).unwrap_or((cell, ""));
        let mut groups = whole.split(thousands);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len())
            && groups.all(|group| group.len() == 3)
            && !fraction.contains([thousands, decimal])
    };
    let is_plain = marks == 0 || marks == 1 && cell.contains(['.', ',']);
    let is_made_of_digits = cell
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    digits > 0
        && is_made_of_digits
        && (is_plain || one_kind_of_thousands('.', ',') || one_kind_of_thousands(',', '.'))
}

/// `31.12.2024`, `2024-12-31`, `31.12.2024 08:00`, `2024-12-31T08:00:00Z`, `08:00`.
fn is_date_or_time(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    (3..=17).contains(&digits)
        && cell.bytes().all(|byte| {
            byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'/' | b':' | b' ' | b'T' | b'Z' | b'+')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_cells() {
        for cell in [
            "1",
            "0,5",
            "-1.5",
            "1.234,56",
            "1,234.56",
            "12 %",
            "05100000",
            "31.12.2024",
            "2024-12-31",
            "08:00",
        ] {
            assert!(plausibility(cell, Quoting::Bare) >= 1.0, "{cell}");
        }
        for cell in ["1,2,3", "0,5,7", "a1", "1;2", "12,34,56.7"] {
            assert!(plausibility(cell, Quoting::Bare) < 1.0, "{cell}");
        }
    }

    #[test]
    fn several_cells_in_one_piece_are_no_cell() {
        let of = |cell| plausibility(cell, Quoting::Bare);
        assert!(of("Mainz;0") < of("Mainz,Halle"));
        assert!(of("Mainz,Halle") < of("Mainz, Halle"));
        assert!(of("Mainz, Halle") < of("Mainz"));
        assert!(of("\"Mainz") < of("Mainz"));
    }
}
