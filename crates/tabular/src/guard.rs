//! Texts that a spreadsheet would take for a formula, in CSV, where a cell cannot say what it is.
//!
//! An apostrophe before the first character makes it a text in every spreadsheet (CWE-1236). The reader takes it away
//! again.

use std::borrow::Cow;

use crate::dialect::is_number;

/// The text as it is written into a CSV file.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that is meant by what a CSV file says.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(meant) if is_formula(meant.trim_start_matches('\'')) => meant,
        _ => text,
    }
}

/// Whether a spreadsheet would compute the text. Numbers with a sign are numbers, a lone dash is a dash.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
        && text.contains(char::is_alphanumeric)
        && !is_number(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+49 6131 12", "'+49 6131 12"),
            ("- Spielplatz", "'- Spielplatz"),
            ("'=x", "''=x"),
            ("-5", "-5"),
            ("+3,5 %", "+3,5 %"),
            ("-", "-"),
            ("'s Gravenhage", "'s Gravenhage"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(guarded(text), written);
            assert_eq!(unguarded(written), text);
        }
    }

    proptest! {
        #[test]
        fn guarding_loses_nothing(text in "['=+@a1-]{0,6}") {
            let written = guarded(&text);
            prop_assert_eq!(unguarded(&written), text.as_str());
        }
    }
}
