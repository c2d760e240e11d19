//! JSON with two spaces of indentation.

use kolophon_diagnostic::Language;

use super::out::{File, Key, Out};

pub(super) fn write(file: &File, language: Language) -> String {
    let mut text = String::new();
    value(&Out::Map(file.entries()), language, 0, &mut text);
    text.push('\n');
    text
}

fn value(out: &Out, language: Language, depth: usize, text: &mut String) {
    match out {
        Out::Text(value) => string(value, text),
        Out::List(values) => {
            let is_short = out.is_short();
            text.push('[');
            for (at, out) in values.iter().enumerate() {
                separate(at, is_short, depth + 1, text);
                value(out, language, depth + 1, text);
            }
            close(values.is_empty() || is_short, depth, ']', text);
        }
        Out::Map(entries) => {
            text.push('{');
            for (at, (key, out)) in entries.iter().enumerate() {
                separate(at, false, depth + 1, text);
                name(key, language, text);
                value(out, language, depth + 1, text);
            }
            close(entries.is_empty(), depth, '}', text);
        }
    }
}

fn name(key: &Key, language: Language, text: &mut String) {
    string(key.written(language), text);
    text.push_str(": ");
}

fn separate(at: usize, is_short: bool, depth: usize, text: &mut String) {
    if at > 0 {
        text.push(',');
    }
    if !is_short {
        line(depth, text);
    } else if at > 0 {
        text.push(' ');
    }
}

fn close(is_short: bool, depth: usize, bracket: char, text: &mut String) {
    if !is_short {
        line(depth, text);
    }
    text.push(bracket);
}

fn line(depth: usize, text: &mut String) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

/// A string as `serde_json` escapes it.
pub(super) fn string(value: &str, text: &mut String) {
    text.push_str(&serde_json::Value::from(value).to_string());
}
