//! Sizes in bytes: whole numbers, of the type the specification asks for.

use kolophon_dcat::vocab::{dcat, xsd};
use kolophon_graph::{Term, XSD_STRING};

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    if statement.property != dcat::BYTE_SIZE || !statement.is_about(&[Class::Distribution]) {
        return None;
    }
    let Term::Literal { value, datatype, .. } = statement.object else {
        return None;
    };
    let typed = |number| Change::object(Kind::ByteSize, Object::Typed(number, xsd::NON_NEGATIVE_INTEGER));
    // A number that says it is one has no separators of thousands.
    let in_doubt = datatype == XSD_STRING && looks_like_thousands(value.trim());
    match whole_number(value).filter(|_| !in_doubt) {
        Some(number) if number == value && datatype == xsd::NON_NEGATIVE_INTEGER => None,
        Some(number) => Some(typed(number)),
        None => without_separators(value).map(|number| {
            typed(number).only_after_a_look(
                "Die Punkte, Kommas oder Leerzeichen können Tausender trennen oder Nachkommastellen.",
                "The dots, commas or blanks may separate thousands or decimals.",
            )
        }),
    }
}

/// `"12345.0"` and `"12345"` are 12345 bytes; half a byte is nothing we can mend.
fn whole_number(text: &str) -> Option<String> {
    let text = text.trim();
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = whole.strip_prefix('+').unwrap_or(whole);
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    if exponent == "0" {
        // `12.345` may be a German number of thousands.
        return fraction.bytes().all(|b| b == b'0').then(|| whole.to_owned());
    }
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let fraction = fraction.trim_end_matches('0');
    let zeros = exponent
        .checked_sub(fraction.len())
        .filter(|zeros| *zeros <= 18)?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros));
    let number = digits.trim_start_matches('0');
    Some(if number.is_empty() { "0" } else { number }.to_owned())
}

/// `12.000` may be twelve or twelve thousand; `12.0` and `123456.000` may not.
fn looks_like_thousands(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(whole, fraction)| fraction.len() == 3 && whole.len() <= 3)
}

/// `1.234.567` and `12 345` without their separators, when they stand where thousands are separated.
fn without_separators(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.trim().split(['.', ',', ' ', '\u{a0}', '\'']).collect();
    let (first, rest) = groups.split_first()?;
    let is_group = |group: &&str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let fits = !rest.is_empty()
        && (1..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_digit())
        && rest.iter().all(is_group);
    fits.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_lose_their_decimal_point() {
        for (text, number) in [
            ("12345.0", Some("12345")),
            ("12345", Some("12345")),
            (" +7 ", Some("7")),
            ("0", Some("0")),
            ("1.5E3", Some("1500")),
            ("1.5", None),
            ("-1", None),
            ("12 KB", None),
            ("1E-3", None),
            ("", None),
        ] {
            assert_eq!(whole_number(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn separated_thousands_are_only_proposed() {
        assert_eq!(without_separators("1.234.567").as_deref(), Some("1234567"));
        assert_eq!(without_separators("12 345").as_deref(), Some("12345"));
        assert_eq!(without_separators("12.000").as_deref(), Some("12000"));
        assert!(looks_like_thousands("12.000") && !looks_like_thousands("12.0"));
        assert_eq!(without_separators("1,5"), None);
        assert_eq!(without_separators("2 MB"), None);
    }
}
