//! JSON values as lexical forms: XSD numbers, and the canonical text of a JSON literal.

use std::fmt::Write as _;

use super::json::{Entry, Kind, Value};

/// What a JSON number is in RDF.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// The canonical form of an `xsd:integer`.
    Integer(String),
    /// The canonical form of an `xsd:double`.
    Double(String),
}

impl Number {
    /// Converts by the [rules of data round tripping](https://www.w3.org/TR/json-ld11-api/#data-round-tripping): a
    /// number without a fraction and below 10²¹ is an integer. Integers keep all their digits.
    pub(super) fn of(written: &str) -> Self {
        if !written.contains(['.', 'e', 'E']) {
            let digits = written.strip_prefix('-').unwrap_or(written);
            if digits == "0" {
                return Self::Integer("0".to_owned());
            }
            if digits.len() <= 21 {
                return Self::Integer(written.to_owned());
            }
        }
        let value = to_f64(written);
        if value.is_finite() && value.fract() == 0.0 && value.abs() < 1e21 {
            let integer = format!("{value:.0}");
            return Self::Integer(if integer == "-0" { "0".to_owned() } else { integer });
        }
        Self::Double(double(written))
    }
}

/// The canonical `xsd:double` of a JSON number: one digit before the point, at most 15 after it.
pub(super) fn double(written: &str) -> String {
    let value = to_f64(written);
    if value.is_infinite() {
        return (if value > 0.0 { "INF" } else { "-INF" }).to_owned();
    }
    let scientific = format!("{value:.15E}");
    let Some((mantissa, exponent)) = scientific.split_once('E') else {
        return scientific;
    };
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    format!("{mantissa}{zero}E{exponent}")
}

/// The [canonical text](https://www.rfc-editor.org/rfc/rfc8785) of a JSON value: keys sorted, no blanks.
pub(super) fn canonical_json(value: &Value<'_>) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

fn write_value(text: &mut String, value: &Value<'_>) {
    match &value.kind {
        Kind::Null => text.push_str("null"),
        Kind::Boolean(true) => text.push_str("true"),
        Kind::Boolean(false) => text.push_str("false"),
        Kind::Number(number) => text.push_str(&ecmascript_number(number)),
        Kind::String(string) => write_string(text, string),
        Kind::Array(elements) => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_value(text, element);
            }
            text.push(']');
        }
        Kind::Object(entries) => {
            let mut entries: Vec<&Entry<'_>> = entries.iter().collect();
            entries.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()));
            text.push('{');
            for (at, entry) in entries.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_string(text, &entry.key);
                text.push(':');
                write_value(text, &entry.value);
            }
            text.push('}');
        }
    }
}

fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                write!(text, "\\u{:04x}", u32::from(control)).unwrap_or_default();
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

/// A number as ECMAScript prints it (RFC 8785, section 3.2.2.3). What no double can hold stays as written.
fn ecmascript_number(written: &str) -> String {
    let value = to_f64(written);
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return written.to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let shortest = format!("{:e}", value.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits: String = mantissa.chars().filter(|character| *character != '.').collect();
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    // The number is 0.DIGITS × 10^point.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let unsigned = if count <= point && point <= 21 {
        format!("{digits}{}", zeros(point - count))
    } else if 0 < point && point <= 21 {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        format!("{whole}.{fraction}")
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let exponent_sign = if point > 0 { '+' } else { '-' };
        let exponent = (point - 1).abs();
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        format!("{first}{dot}{rest}e{exponent_sign}{exponent}")
    };
    format!("{sign}{unsigned}")
}

fn to_f64(written: &str) -> f64 {
    written.parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::json::parse;
    use super::*;

    #[test]
    fn numbers_become_canonical_integers_and_doubles() {
        let integer = |written, expected: &str| {
            assert_eq!(Number::of(written), Number::Integer(expected.to_owned()));
        };
        integer("0", "0");
        integer("-0", "0");
        integer("-0.0", "0");
        integer("42", "42");
        integer("5.0", "5");
        integer("1e3", "1000");
        integer("12345678901234567890", "12345678901234567890");
        let double = |written, expected: &str| {
            assert_eq!(Number::of(written), Number::Double(expected.to_owned()));
        };
        double("5.3", "5.3E0");
        double("-0.00123", "-1.23E-3");
        double("1e21", "1.0E21");
        double("1000000000000000000000", "1.0E21");
        double("0.1", "1.0E-1");
        double("2e400", "INF");
    }

    #[test]
    fn json_literals_are_canonical() {
        let check = |text, expected| {
            let value = parse(text, &mut Vec::new()).unwrap();
            assert_eq!(canonical_json(&value), expected);
        };
        // The example of RFC 8785, section 3.2.2.
        check(
            r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"#,
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
             \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        );
        // Section 3.2.3: keys are sorted by UTF-16 code units.
        check(
            r#"{"\ufb33": 1, "\ud83d\ude00": 2, "\u20ac": 3}"#,
            "{\"€\":3,\"😀\":2,\"\u{fb33}\":1}",
        );
        check(
            "[-1.5e21, 100, 1e20, 0.00001, 1.5e-7, -0]",
            "[-1.5e+21,100,100000000000000000000,0.00001,1.5e-7,0]",
        );
    }
}
