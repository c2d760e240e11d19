//! Turtle with everything on one line but the line ends inside of strings.

/// The text without comments, each line end outside of strings replaced by a blank.
pub(super) fn joined(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '#' => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '\n' | '\r' => {
                output.push(' ');
                rest = &rest[1..];
                continue;
            }
            '"' | '\'' => string(rest, character),
            '<' => iri(rest),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => character.len_utf8(),
        };
        output.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    output
}

/// The length of the string literal at the start of `text`.
fn string(text: &str, quote: char) -> usize {
    let long: String = [quote; 3].iter().collect();
    let (mark, is_long) = if text.starts_with(&long) {
        (long.as_str(), true)
    } else {
        (&long[..1], false)
    };
    let mut at = mark.len();
    while let Some(character) = text[at..].chars().next() {
        if text[at..].starts_with(mark) {
            return at + mark.len();
        }
        match character {
            '\\' => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            '\n' if !is_long => return at,
            _ => at += character.len_utf8(),
        }
    }
    text.len()
}

/// The length of the IRI at the start of `text`; one character when it is none.
fn iri(text: &str) -> usize {
    match text.find(['>', '\n', '"']) {
        Some(end) if text[end..].starts_with('>') => end + 1,
        _ => 1,
    }
}

#[test]
fn only_line_ends_outside_of_strings_go() {
    let text = "<a#b> :p\\#c \"#\" , '''x\n#y''' ; # comment\n a :C .\r\n";
    assert_eq!(joined(text), "<a#b> :p\\#c \"#\" , '''x\n#y''' ;   a :C .  ");
}
