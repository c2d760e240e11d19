//! The few characters around a place, underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use unicode_width::UnicodeWidthChar as _;

use crate::finding::{Place, Severity};
use crate::render::{Colour, printable};

/// How many columns of a line are shown before the place, when the line is too long to be shown whole.
const BEFORE: usize = 16;
/// The columns of a tab.
const TAB: usize = 4;
/// The most characters per column: marks without width can be piled up without end.
const MOST_PER_COLUMN: usize = 4;
/// The columns around the text: indent, line number, frame and the dots for what is left out.
const AROUND: usize = 14;

/// The line of `text` that holds `place`, with the place underlined; `None` when the text does not reach that far.
///
/// Only the window that is shown is ever copied, so that a file of one long line costs no more than any other.
pub(super) fn render(
    text: &str,
    place: &Place,
    severity: Severity,
    colour: Colour,
    width: usize,
) -> Option<String> {
    let window = Window::around(text, place.bytes, width.saturating_sub(AROUND).max(BEFORE))?;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let snippet = Snippet::source(window.text.as_str())
        .line_start(place.line as usize)
        .annotation(AnnotationKind::Primary.span(window.start..window.end));
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    // The window is cut to the width already.
    let renderer = renderer.term_width(2 * (width + AROUND));
    Some(renderer.render(&[Group::with_level(level).element(snippet)]))
}

/// A part of one line as it can be shown, and the bytes of it that are meant.
pub(super) struct Window {
    /// The text, free of characters that would steer a terminal, with dots for what is left out.
    pub(super) text: String,
    /// Where the place starts in it.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Window {
    /// The window of at most `width` columns around a range of bytes; `None` when the text is shorter.
    pub(super) fn around(text: &str, (start, end): (usize, usize), width: usize) -> Option<Self> {
        if start > text.len() {
            return None;
        }
        let start = text.floor_char_boundary(start);
        let end = text.ceil_char_boundary(end).max(start);
        let mut before = Stretch::of(text[..start].chars().rev(), width);
        let mut behind = Stretch::of(text[start..].chars(), width);
        // A line that fits is shown whole; of any other, a window that begins a little before the place.
        let fits = before.is_whole && behind.is_whole && before.columns + behind.columns <= width;
        if !fits {
            before = Stretch::of(text[..start].chars().rev(), BEFORE.min(width));
            behind = Stretch::of(text[start..].chars(), width - before.columns);
        }
        let mut window = Self {
            text: String::new(),
            start: 0,
            end: 0,
        };
        if !before.is_whole {
            window.text.push('…');
        }
        window.push(&text[start - before.bytes..start]);
        window.start = window.text.len();
        let meant = (end - start).min(behind.bytes);
        window.push(&text[start..start + meant]);
        window.end = window.text.len();
        window.push(&text[start + meant..start + behind.bytes]);
        if !behind.is_whole {
            window.text.push('…');
        }
        Some(window)
    }

    fn push(&mut self, text: &str) {
        self.text.extend(text.chars().filter_map(seen));
    }
}

/// What is shown for a character; nothing for marks that only change how wide their neighbours are drawn, because no two
/// terminals agree on that.
fn seen(character: char) -> Option<char> {
    match character {
        '\t' => Some('\t'),
        '\u{feff}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => None,
        character => Some(printable::shown(character)),
    }
}

fn columns(character: char) -> usize {
    match seen(character) {
        Some('\t') => TAB,
        Some(character) => character.width().unwrap_or(0),
        None => 0,
    }
}

/// How far a number of columns reaches in a line.
struct Stretch {
    bytes: usize,
    columns: usize,
    /// Whether it reaches to the end of the line.
    is_whole: bool,
}

impl Stretch {
    fn of(characters: impl Iterator<Item = char>, most: usize) -> Self {
        let mut stretch = Self {
            bytes: 0,
            columns: 0,
            is_whole: false,
        };
        for (number, character) in characters.enumerate() {
            if matches!(character, '\n' | '\r') {
                stretch.is_whole = true;
                return stretch;
            }
            let columns = columns(character);
            if stretch.columns + columns > most || number >= MOST_PER_COLUMN * most {
                return stretch;
            }
            stretch.columns += columns;
            stretch.bytes += character.len_utf8();
        }
        stretch.is_whole = true;
        stretch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 66;

    fn window(text: &str, bytes: (usize, usize)) -> Window {
        Window::around(text, bytes, WIDTH).unwrap()
    }

    fn check(text: &str, bytes: (usize, usize), expected: (&str, &str)) {
        let window = window(text, bytes);
        assert_eq!(
            (window.text.as_str(), &window.text[window.start..window.end]),
            expected
        );
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        check(
            "erste\r\nzweite Zeile\r\ndritte",
            (7, 13),
            ("zweite Zeile", "zweite"),
        );
        check("eins", (0, 4), ("eins", "eins"));
        check("eins", (4, 4), ("eins", ""));
        check("", (0, 0), ("", ""));
        check("a\n\nb", (2, 2), ("", ""));
    }

    #[test]
    fn a_place_of_several_lines_is_shown_up_to_the_end_of_its_first() {
        check("ab\ncd\nef", (4, 8), ("cd", "d"));
    }

    #[test]
    fn a_byte_order_mark_is_not_shown() {
        check("\u{feff}eins", (0, 7), ("eins", "eins"));
        check("\u{feff}eins", (3, 5), ("eins", "ei"));
    }

    #[test]
    fn of_a_long_line_the_window_around_the_place_is_shown() {
        let line = format!("{}äöü{}", "a".repeat(500_000), "z".repeat(500_000));
        let middle = window(&line, (500_000, 500_006));
        assert_eq!(&middle.text[middle.start..middle.end], "äöü");
        assert_eq!(middle.text.chars().count(), WIDTH + 2);
        assert!(
            middle.text.starts_with("…aaaaaaaaaaaaaaaaäöüz"),
            "{}",
            middle.text
        );
        assert!(middle.text.ends_with("z…"));

        let end = window(&line, (line.len() - 1, line.len()));
        assert_eq!(end.text, "…aaaaaaaaaaaaaaaaz".replace('a', "z"));
        let start = window(&line, (0, 1));
        assert_eq!(start.text, format!("{}…", "a".repeat(WIDTH)));
    }

    #[test]
    fn offsets_inside_a_character_or_behind_the_text_do_no_harm() {
        check("äb", (1, 2), ("äb", "ä"));
        check("ab", (1, 99), ("ab", "b"));
        let place = Place {
            file: "a.ttl".to_owned(),
            line: 9,
            column: 9,
            bytes: (9, 9),
            cell: None,
        };
        assert_eq!(render("ab", &place, Severity::Error, Colour::Never, 80), None);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let place = Place {
            file: "a.ttl".to_owned(),
            line: 1,
            column: 1,
            bytes: (0, 3),
            cell: None,
        };
        let shown = render("a\u{1b}[2Jb", &place, Severity::Error, Colour::Never, 80).unwrap();
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
}
