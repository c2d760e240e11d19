//! The few characters around a place, underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::finding::{Place, Severity};
use crate::render::Colour;

/// How many characters of a line are shown before the place, when the line is too long to be shown whole.
const BEFORE: usize = 16;
/// How many characters of a line are shown at most.
const WIDTH: usize = 66;

/// The line of `text` that holds `place`, with the place underlined; `None` when the text does not reach that far.
///
/// Only the window that is shown is ever copied, so that a file of one long line costs no more than any other.
pub(super) fn render(text: &str, place: &Place, severity: Severity, colour: Colour) -> Option<String> {
    if place.bytes.0 > text.len() {
        return None;
    }
    let window = Window::around(text, place.bytes);
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
    Some(renderer.render(&[Group::with_level(level).element(snippet)]))
}

/// A part of one line, and the bytes of it that are meant.
struct Window {
    text: String,
    start: usize,
    end: usize,
}

impl Window {
    fn around(text: &str, (start, end): (usize, usize)) -> Self {
        let start = text.floor_char_boundary(start);
        let end = text.ceil_char_boundary(end).max(start);
        let is_line_end = |c: char| c == '\n' || c == '\r';

        // Walk back from the place, but never further than a window can show.
        let mut from = start;
        let mut walked = 0;
        for (at, character) in text[..start].char_indices().rev() {
            if is_line_end(character) || walked == WIDTH {
                break;
            }
            from = at;
            walked += 1;
        }
        let mut to = start;
        let mut seen = 0;
        for (at, character) in text[start..].char_indices() {
            if is_line_end(character) || seen == WIDTH {
                break;
            }
            to = start + at + character.len_utf8();
            seen += 1;
        }
        // A line that fits is shown whole; of any other, a window that begins a little before the place.
        let skip = if walked + seen <= WIDTH {
            0
        } else {
            walked.saturating_sub(BEFORE)
        };
        from = nth_char(text, from, skip);
        to = to.min(nth_char(text, from, WIDTH));

        let starts_line = text[..from].chars().next_back().is_none_or(is_line_end);
        let ends_line = text[to..].chars().next().is_none_or(is_line_end);
        let left = if starts_line { "" } else { "…" };
        let right = if ends_line { "" } else { "…" };
        // A byte order mark has no width and would push the underline aside.
        let shown = text[from..to].strip_prefix('\u{feff}');
        let dropped = shown.map_or(0, |shown| to - from - shown.len());
        let shown = shown.unwrap_or(&text[from..to]);
        let offset = |byte: usize| left.len() + byte.clamp(from + dropped, to) - from - dropped;
        Self {
            start: offset(start),
            end: offset(end),
            text: format!("{left}{shown}{right}"),
        }
    }
}

/// The offset of the character `number` behind `from`, or the end of the text.
fn nth_char(text: &str, from: usize, number: usize) -> usize {
    text[from..]
        .char_indices()
        .nth(number)
        .map_or(text.len(), |(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, bytes: (usize, usize), expected: (&str, &str)) {
        let window = Window::around(text, bytes);
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
        let window = Window::around(&line, (500_000, 500_006));
        assert_eq!(&window.text[window.start..window.end], "äöü");
        assert_eq!(window.text.chars().count(), WIDTH + 2);
        assert!(
            window.text.starts_with("…aaaaaaaaaaaaaaaaäöüz"),
            "{}",
            window.text
        );
        assert!(window.text.ends_with("z…"));

        let end = Window::around(&line, (line.len() - 1, line.len()));
        assert_eq!(end.text, "…aaaaaaaaaaaaaaaaz".replace('a', "z"));
        let start = Window::around(&line, (0, 1));
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
        };
        assert_eq!(render("ab", &place, Severity::Error, Colour::Never), None);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let place = Place {
            file: "a.ttl".to_owned(),
            line: 1,
            column: 1,
            bytes: (0, 3),
        };
        let shown = render("a\u{1b}[2Jb", &place, Severity::Error, Colour::Never).unwrap();
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
}
