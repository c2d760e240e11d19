//! Reads a question, from left to right, once.

use super::{Choice, Clause, Field, LONGEST, MOST_CLAUSES, Query, What};
use crate::word::units;

/// Fewer letters begin too many words.
const SHORTEST_BEGINNING: usize = 2;

pub(super) fn parse(text: &str) -> Query {
    let read = &text[..text.floor_char_boundary(LONGEST)];
    let mut query = Query {
        is_cut: read.len() < text.len(),
        ..Query::default()
    };
    let mut clauses = 0;
    let mut joins = false;
    let mut rest = read;
    while let Some(piece) = next_piece(rest) {
        rest = piece.rest;
        if matches!(piece.text, "ODER" | "OR" | "|") && !piece.is_phrase {
            joins = !query.wanted.is_empty();
            continue;
        }
        for clause in piece.clauses() {
            if clauses == MOST_CLAUSES {
                query.is_cut = true;
                return query;
            }
            clauses += 1;
            if piece.is_excluded {
                query.excluded.push(clause);
            } else if let Some(choice) = query.wanted.last_mut().filter(|_| joins) {
                choice.any_of.push(clause);
            } else {
                query.wanted.push(Choice { any_of: vec![clause] });
            }
        }
        joins = false;
    }
    query
}

/// What stands between two blanks, or between quotation marks.
struct Piece<'a> {
    is_excluded: bool,
    field: Option<Field>,
    is_phrase: bool,
    text: &'a str,
    rest: &'a str,
}

fn next_piece(text: &str) -> Option<Piece<'_>> {
    let mut text = text.trim_start();
    if text.is_empty() {
        return None;
    }
    let signs = |c: char| matches!(c, '-' | '+' | '–' | '−');
    let is_excluded =
        text.starts_with(['-', '–', '−']) && is_before_a_word(&text[text.chars().next()?.len_utf8()..]);
    text = text.trim_start_matches(signs);
    let (field, value) = field(text);
    if let Some((phrase, rest)) = phrase(value) {
        return Some(Piece {
            is_excluded,
            field,
            is_phrase: true,
            text: phrase,
            rest,
        });
    }
    // A quotation mark inside begins a phrase of its own; one at the beginning that nothing closes is a blank.
    let end = value
        .char_indices()
        .skip(1)
        .find(|(at, c)| c.is_whitespace() || is_opening(*c) && phrase(&value[*at..]).is_some())
        .map_or(value.len(), |(at, _)| at);
    let (own, rest) = value.split_at(end);
    Some(Piece {
        is_excluded,
        field,
        is_phrase: false,
        text: own,
        rest,
    })
}

fn is_before_a_word(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || is_opening(c))
}

/// The field that a name before a colon stands for, and what is looked for in it.
fn field(text: &str) -> (Option<Field>, &str) {
    let named = text.split_once(':').and_then(|(name, value)| {
        let has_value = value.starts_with(|c: char| c.is_alphanumeric() || is_opening(c));
        Some((Field::named(name).filter(|_| has_value)?, value))
    });
    match named {
        Some((field, value)) => (Some(field), value),
        None => (None, text),
    }
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '„' | '“' | '”' | '«' | '»')
}

/// The text between quotation marks at the beginning, and what follows it.
fn phrase(text: &str) -> Option<(&str, &str)> {
    let opening = text.chars().next().filter(|c| is_opening(*c))?;
    let inside = &text[opening.len_utf8()..];
    let closes = |c: char| match opening {
        '„' => matches!(c, '“' | '”' | '"'),
        '“' | '”' => matches!(c, '”' | '“' | '"'),
        '«' => c == '»',
        '»' => c == '«',
        _ => c == '"',
    };
    let (end, closing) = inside.char_indices().find(|(_, c)| closes(*c))?;
    Some((&inside[..end], &inside[end + closing.len_utf8()..]))
}

impl Piece<'_> {
    /// The clauses that it stands for; none when it has no word. `kita/hort` has two.
    fn clauses(&self) -> Vec<Clause> {
        let units = units(self.text);
        let clause = |what| Clause {
            field: self.field,
            what,
        };
        if self.is_phrase {
            let phrase = What::Phrase(self.text.trim().to_owned());
            return if units.is_empty() {
                Vec::new()
            } else {
                vec![clause(phrase)]
            };
        }
        let number = units.len();
        units
            .into_iter()
            .enumerate()
            .map(|(at, unit)| {
                let word = &self.text[unit.range.clone()];
                let is_beginning = at + 1 == number
                    && self.text[unit.range.end..].starts_with('*')
                    && word.chars().count() >= SHORTEST_BEGINNING
                    && unit.parts.len() == 1;
                if is_beginning {
                    clause(What::Beginning(word.to_owned()))
                } else {
                    clause(What::Word(word.to_owned()))
                }
            })
            .collect()
    }
}
