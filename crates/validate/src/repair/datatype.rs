//! Values that have the right form already and lack only their datatype.

use kolophon_dcat::vocab::{dcat, spdx, xsd};
use kolophon_graph::{Term, XSD_STRING};

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    let Term::Literal {
        value,
        datatype: XSD_STRING,
        ..
    } = statement.object
    else {
        return None;
    };
    let (has_form, datatype, class): (fn(&str) -> bool, _, &[Class]) = match statement.property {
        spdx::CHECKSUM_VALUE => (is_hex, xsd::HEX_BINARY, &[Class::Checksum]),
        dcat::SPATIAL_RESOLUTION_IN_METERS => {
            (is_decimal, xsd::DECIMAL, &[Class::Dataset, Class::Distribution])
        }
        dcat::TEMPORAL_RESOLUTION => (is_duration, xsd::DURATION, &[Class::Dataset, Class::Distribution]),
        _ => return None,
    };
    let value = value.trim();
    (statement.is_about(class) && has_form(value))
        .then(|| Change::object(Kind::Datatype, Object::Typed(value.to_owned(), datatype)))
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A point separates the decimals; a comma may separate thousands.
fn is_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    are_digits(whole) && are_digits(fraction)
}

/// [`P1Y2M3DT4H5M6S`](https://www.w3.org/TR/xmlschema11-2/#duration), with at least one part.
fn is_duration(text: &str) -> bool {
    let Some(parts) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match parts.split_once('T') {
        Some((_, "")) => return false,
        Some((date, time)) => (date, time),
        None => (parts, ""),
    };
    !parts.is_empty() && has_parts(date, "YMD") && has_parts(time, "HMS")
}

/// Numbers, each with a letter of the order.
fn has_parts(text: &str, order: &str) -> bool {
    let (mut rest, mut letters) = (text, order);
    while !rest.is_empty() {
        let number = rest
            .find(|c: char| !c.is_ascii_digit())
            .filter(|length| *length > 0);
        let Some((unit, length)) =
            number.and_then(|length| Some((rest.get(length..)?.chars().next()?, length)))
        else {
            return false;
        };
        let Some(at) = letters.find(unit) else {
            return false;
        };
        letters = letters.get(at + 1..).unwrap_or_default();
        rest = rest.get(length + 1..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_from_others() {
        for text in ["9f86d081", "00", "FF"] {
            assert!(is_hex(text), "{text}");
        }
        for text in ["", "9f8", "xy", "9f 86"] {
            assert!(!is_hex(text), "{text}");
        }
        for text in ["10", "0.5"] {
            assert!(is_decimal(text), "{text}");
        }
        for text in ["", "10 m", "1.000,5", "-1", ".5", "1."] {
            assert!(!is_decimal(text), "{text}");
        }
        for text in ["P1Y", "P1Y2M3DT4H5M6S", "PT15M", "P1D"] {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "1Y",
            "P1DT",
            "PT1Y",
            "P1D1Y",
            "P1ä",
            "jährlich",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }
}
