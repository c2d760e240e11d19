//! Escape sequences ([Turtle §6.4](https://www.w3.org/TR/turtle/#sec-escapes)).

use std::ops::Range;

use crate::names::may_be_escaped_in_a_name;

/// Which sequences a token may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// `\uXXXX` and `\UXXXXXXXX`
    Iri,
    /// Those, and `\t \b \n \r \f \" \' \\`
    String,
    /// A backslash before punctuation
    LocalName,
}

/// Appends `raw` to `output` with its escapes resolved; returns the ranges of those that stand for no character.
pub(super) fn unescape(raw: &str, escapes: Escapes, output: &mut String) -> Vec<Range<usize>> {
    let mut invalid = Vec::new();
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        let start = at + offset;
        output.push_str(&raw[at..start]);
        let (character, end) = sequence(raw, start, escapes);
        if character.is_none() {
            invalid.push(start..end);
        }
        output.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        at = end;
    }
    output.push_str(&raw[at..]);
    invalid
}

/// The character the sequence at `start` stands for, and where it ends.
fn sequence(raw: &str, start: usize, escapes: Escapes) -> (Option<char>, usize) {
    let Some(letter) = raw[start + 1..].chars().next() else {
        return (None, start + 1);
    };
    let end = start + 1 + letter.len_utf8();
    if escapes == Escapes::LocalName {
        let allowed = u8::try_from(letter).is_ok_and(may_be_escaped_in_a_name);
        return (allowed.then_some(letter), end);
    }
    let character = match letter {
        'u' => return code_point(raw, end, 4),
        'U' => return code_point(raw, end, 8),
        _ if escapes == Escapes::Iri => None,
        't' => Some('\t'),
        'b' => Some('\u{8}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        'f' => Some('\u{c}'),
        '"' | '\'' | '\\' => Some(letter),
        _ => None,
    };
    (character, end)
}

fn code_point(raw: &str, start: usize, length: usize) -> (Option<char>, usize) {
    let digits = raw.as_bytes()[start..]
        .iter()
        .take(length)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    let end = start + digits;
    if digits < length {
        return (None, end);
    }
    let value = u32::from_str_radix(&raw[start..end], 16).ok();
    (value.and_then(char::from_u32), end)
}
