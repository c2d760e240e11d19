//! What stands in a cell: one value, several between semicolons, or a dash for none.
//!
//! In a field with several values `;` and line breaks separate them; `\;`, `\\` and `\n` stand for the characters
//! themselves. A cell of a single dash says that there is no value, `\-` is a dash.

use kolophon_graph::Span;
use kolophon_tabular::{TableCell, Value};

use crate::field::{Cardinality, Field, Kind, Own};
use crate::tree::{At, Content, Node};

/// The value of a cell under a field; `None` when it is empty. `written` is the text of its place in the source.
pub(super) fn read(field: &Field, cell: &TableCell, written: &str, at: At) -> Option<Node> {
    let text = match &cell.value {
        Value::Error(_) => return None,
        Value::Number(_) => with_zero(field, cell.text().into_owned()),
        _ => cell.text().into_owned(),
    };
    if text.trim().is_empty() {
        return None;
    }
    if is_dash(text.trim()) {
        return Some(Node {
            at,
            content: Content::List(Vec::new()),
        });
    }
    if !has_several(field) {
        return Some(Node::text(at, unprotected(&text)));
    }
    // Where the text is not written as it reads, because of doubled quotes, the whole cell is the place.
    let is_verbatim = written == text;
    let start = at.span.start as usize;
    let parts = split(&text).into_iter().map(|(part, from, to)| {
        let span = if is_verbatim {
            Span::new(start + from, start + to)
        } else {
            at.span
        };
        Node::text(At { span, ..at }, part)
    });
    let parts: Vec<Node> = parts.collect();
    match parts.len() {
        0 => None,
        1 => parts.into_iter().next(),
        _ => Some(Node {
            at,
            content: Content::List(parts),
        }),
    }
}

/// Whether a cell of the field may hold several values.
pub(crate) fn has_several(field: &Field) -> bool {
    field.cardinality == Cardinality::Many && !matches!(field.kind, Kind::Own(Own::Object | Own::Statements))
}

/// Spreadsheets take keys and postal codes for numbers and drop their leading zero.
fn with_zero(field: &Field, text: String) -> String {
    let is_short = match (field.kind, field.key) {
        (Kind::RegionalKey, _) => matches!(text.len(), 1 | 4 | 7 | 11),
        (_, "postal_code") => text.len() == 4,
        _ => false,
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short && digits {
        format!("0{text}")
    } else {
        text
    }
}

fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—")
}

/// A single value without the backslash that keeps a dash from meaning „none“.
fn unprotected(text: &str) -> String {
    match text.strip_prefix('\\') {
        Some(rest) if is_near_a_dash(rest) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// Whether a text is a dash but for blanks around it and backslashes before it.
fn is_near_a_dash(text: &str) -> bool {
    is_dash(text.trim_start_matches('\\').trim())
}

/// The values of a cell with the bytes they take up, without blanks at the edges.
fn split(text: &str) -> Vec<(String, usize, usize)> {
    let mut parts = Vec::new();
    let (mut start, mut escape) = (0, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escape => escape = false,
            '\\' => escape = true,
            ';' | '\n' | '\r' => {
                push_part(text, start, at, &mut parts);
                start = at + 1;
            }
            _ => {}
        }
    }
    push_part(text, start, text.len(), &mut parts);
    parts
}

fn push_part(text: &str, start: usize, end: usize, parts: &mut Vec<(String, usize, usize)>) {
    let part = &text[start..end];
    let trimmed = part.trim();
    if trimmed.is_empty() {
        return;
    }
    let from = start + (part.len() - part.trim_start().len());
    parts.push((unescaped(trimmed), from, from + trimmed.len()));
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => plain.push('\n'),
                Some(other @ (';' | '\\' | '-' | '–' | '—')) => plain.push(other),
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
            (other, false) => plain.push(other),
        }
    }
    plain
}

/// Several values as the text of one cell.
pub(crate) fn joined(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
    values.join("; ")
}

fn escaped(text: &str) -> String {
    if is_dash(text) {
        return format!("\\{text}");
    }
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace('\n', "\\n")
}

/// A single value as the text of a cell.
pub(crate) fn protected(text: &str) -> String {
    if is_near_a_dash(text) {
        format!("\\{text}")
    } else {
        text.to_owned()
    }
}

/// The cell that says: there is none.
pub(crate) const NONE: &str = "-";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Class;
    use kolophon_graph::SourceId;
    use proptest::prelude::*;

    fn values(key: &str, value: Value) -> Option<Vec<String>> {
        let cell = TableCell {
            column: 1,
            span: Span::new(0, 0),
            value,
            formula: None,
        };
        let at = At {
            source: SourceId(0),
            span: Span::new(0, 0),
        };
        let field = [Class::Dataset, Class::Place, Class::Contact]
            .into_iter()
            .find_map(|class| class.field(key))
            .unwrap();
        let node = read(field, &cell, "", at)?;
        let texts = node.values().iter().map(|node| match &node.content {
            Content::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        });
        Some(texts.collect())
    }

    fn texts(key: &str, text: &str) -> Option<Vec<String>> {
        values(key, Value::Text(text.to_owned()))
    }

    #[test]
    fn several_values_stand_between_semicolons_or_on_lines() {
        assert_eq!(
            texts("keyword", "Kita; Familie ;\nHort;"),
            Some(vec!["Kita".into(), "Familie".into(), "Hort".into()])
        );
        assert_eq!(
            texts("keyword", "a\\;b; c\\\\d"),
            Some(vec!["a;b".into(), "c\\d".into()])
        );
        assert_eq!(
            texts("theme", "Bildung, Kultur und Sport"),
            Some(vec!["Bildung, Kultur und Sport".into()])
        );
        assert_eq!(texts("title", "a; b"), Some(vec!["a; b".into()]));
        assert_eq!(texts("keyword", " ; "), None);
    }

    #[test]
    fn a_dash_says_that_there_is_none() {
        assert_eq!(texts("keyword", "-"), Some(Vec::new()));
        assert_eq!(texts("title", " – "), Some(Vec::new()));
        assert_eq!(texts("title", "\\-"), Some(vec!["-".into()]));
    }

    #[test]
    fn zeros_that_a_spreadsheet_dropped_come_back() {
        assert_eq!(
            values("regional_key", Value::Number(7_315_000.0)),
            Some(vec!["07315000".into()])
        );
        assert_eq!(
            values("postal_code", Value::Number(1067.0)),
            Some(vec!["01067".into()])
        );
        assert_eq!(values("title", Value::Number(2025.0)), Some(vec!["2025".into()]));
        assert_eq!(values("title", Value::Error("#NV".into())), None);
    }

    proptest! {
        #[test]
        fn what_is_joined_is_split_again(values in prop::collection::vec("[-–\\\\;na \n\u{e4}x]{1,6}", 1..5)) {
            let values: Vec<String> = values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
            prop_assume!(!values.is_empty());
            let joined = joined(&values.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(texts("keyword", &joined), Some(values));
        }

        #[test]
        fn a_single_value_comes_back(text in "[-–\\\\;na \u{e4}x]{1,6}") {
            prop_assume!(!text.trim().is_empty());
            prop_assert_eq!(texts("title", &protected(&text)), Some(vec![text]));
        }
    }
}
