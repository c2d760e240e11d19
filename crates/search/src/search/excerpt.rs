//! Which words of a text were found, and the piece of a description that shows most of them.

use std::ops::Range;

use super::want::Terms;
use crate::request::Marked;
use crate::word::{Stemmer, fold, plain, units};

/// So many bytes of a description are shown, more or less.
const LENGTH: usize = 240;
/// So many of them before the first mark.
const BEFORE: usize = 60;
/// So many bytes of a description are looked at.
const LONGEST_TEXT: usize = 20_000;
/// So many words are marked.
const MOST_MARKS: usize = 64;

/// Marks the words of a question.
pub(super) struct Marker<'a> {
    terms: &'a Terms,
    stemmer: Stemmer,
}

impl<'a> Marker<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Self {
            terms,
            stemmer: Stemmer::new(),
        }
    }

    /// The whole text with its marks.
    pub(super) fn whole(&self, text: &str) -> Marked {
        Marked {
            text: text.to_owned(),
            marks: self.marks(text),
        }
    }

    /// The piece of a description with most of what was found; its beginning when nothing was.
    pub(super) fn excerpt(&self, description: &str) -> Marked {
        let text = plain(description);
        let text = tidy(&text[..text.floor_char_boundary(LONGEST_TEXT)]);
        let marks = self.marks(&text);
        let within = |from: usize| {
            marks
                .iter()
                .filter(|mark| mark.start >= from && mark.end <= from + LENGTH - BEFORE)
                .count()
        };
        let best = marks
            .iter()
            .map(|mark| mark.start)
            .rev()
            .max_by_key(|start| within(*start));
        let start = match best {
            Some(mark) if mark > LENGTH - BEFORE => word_start(&text, mark - BEFORE),
            _ => 0,
        };
        let end = word_end(&text, start + LENGTH);
        piece(&text, start..end, &marks)
    }

    fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut marks = Vec::new();
        if self.terms.stems.is_empty() && self.terms.words.is_empty() {
            return marks;
        }
        for unit in units(text) {
            let is_whole = unit
                .joined(text)
                .is_some_and(|joined| self.terms.stems.contains(&self.stemmer.stem(&fold(&joined))));
            if is_whole {
                marks.push(unit.range);
            } else {
                marks.extend(
                    unit.parts
                        .into_iter()
                        .filter(|part| self.has(&text[part.clone()])),
                );
            }
            if marks.len() >= MOST_MARKS {
                break;
            }
        }
        marks
    }

    fn has(&self, word: &str) -> bool {
        let folded = fold(word);
        self.terms.words.contains(&folded) || self.terms.stems.contains(&self.stemmer.stem(&folded))
    }
}

/// The text with one blank wherever there are blanks and ends of lines.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// The beginning of a word at or behind `from`.
fn word_start(text: &str, from: usize) -> usize {
    let from = text.floor_char_boundary(from);
    match text[from..].find(' ') {
        Some(blank) => from + blank + 1,
        None => from,
    }
}

/// The end of a word at or before `to`.
fn word_end(text: &str, to: usize) -> usize {
    if to >= text.len() {
        return text.len();
    }
    let to = text.floor_char_boundary(to);
    match text[..to].rfind(' ') {
        Some(blank) if blank + BEFORE > to => blank,
        _ => to,
    }
}

/// A piece of a text with the marks in it, and an ellipsis where something is left out.
fn piece(text: &str, range: Range<usize>, marks: &[Range<usize>]) -> Marked {
    const ELLIPSIS: &str = "… ";
    let lead = if range.start > 0 { ELLIPSIS } else { "" };
    let tail = if range.end < text.len() { " …" } else { "" };
    let marks = marks
        .iter()
        .filter(|mark| mark.start >= range.start && mark.end <= range.end)
        .map(|mark| mark.start - range.start + lead.len()..mark.end - range.start + lead.len())
        .collect();
    Marked {
        text: format!("{lead}{}{tail}", &text[range]),
        marks,
    }
}
