//! Characters that XML does not allow, as `_x000D_` (ISO/IEC 29500-1, 22.9.2.19, `ST_Xstring`).

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text that is meant by `text`.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(character) = escape(rest) {
            out.push(character);
            rest = &rest[7..];
        } else {
            out.push('_');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that a text begins with in the form `_xHHHH_`.
fn escape(text: &str) -> Option<char> {
    let hex = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    char::from_u32(u32::from_str_radix(hex, 16).ok().filter(|_| is_hex)?)
}

/// The text as a part of a workbook says it: without characters that XML does not allow.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let is_forbidden = matches!(character, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
        if is_forbidden || character == '_' && escape(&text[at..]).is_some() {
            // Writing to a string does not fail.
            let _ = write!(out, "_x{:04X}_", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_are_characters() {
        for (escaped, text) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("snake_x_case", "snake_x_case"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x00e4_", "ä"),
            ("_xD83D_", "_xD83D_"),
            ("_x+041_", "_x+041_"),
            ("_x", "_x"),
        ] {
            assert_eq!(decoded(escaped), text);
        }
    }

    proptest! {
        #[test]
        fn encoding_loses_nothing(text in "(_x[0-9A-F]{4}_|[_x0-9]|\\PC|\r|\n|\u{1})*") {
            let written = encoded(&text);
            prop_assert_eq!(decoded(&written), text);
        }
    }
}
