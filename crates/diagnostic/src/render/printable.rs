//! Foreign text made harmless for people's eyes: nothing in it steers a terminal, or reads other than it is.

/// What stands for a character that is not shown.
const REPLACEMENT: char = '\u{fffd}';

/// The text on one line, without characters that would steer a terminal.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' | '\r' => ' ',
            character => shown(character),
        })
        .collect()
}

/// The text with its lines, without characters that would steer a terminal or that XML forbids
/// (<https://www.w3.org/TR/xml/#charsets>).
pub(super) fn lines(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' => character,
            '\r' => '\n',
            character => shown(character),
        })
        .collect()
}

/// The character itself, or what stands for one that steers.
pub(super) fn shown(character: char) -> char {
    if steers(character) { REPLACEMENT } else { character }
}

/// Control characters, marks that turn the direction of reading, and what is no character at all.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            one_line("a\u{1b}[2J\nb\u{202e}c\u{9b}\u{200f}"),
            "a\u{fffd}[2J b\u{fffd}c\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(lines("a\tb\nc\u{0}\u{ffff}"), "a\tb\nc\u{fffd}\u{fffd}");
    }
}
