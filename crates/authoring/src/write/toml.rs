//! TOML: texts first, then a table for each distribution and group.

use kolophon_diagnostic::Language;

use super::json::string;
use super::out::{File, Key, Out};

pub(super) fn write(file: &File, language: Language) -> String {
    let entries = file.entries();
    let mut text = String::new();
    for (key, value) in entries.iter().filter(|(_, value)| !is_table(value)) {
        line(key, value, language, &mut text);
    }
    for (key, value) in entries.iter().filter(|(_, value)| is_table(value)) {
        let (open, close, tables) = match value {
            Out::List(values) => ("[[", "]]", values.as_slice()),
            _ => ("[", "]", std::slice::from_ref(value)),
        };
        for table in tables {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(open);
            name(key, language, &mut text);
            text.push_str(close);
            text.push('\n');
            for (key, value) in table.entries() {
                line(key, value, language, &mut text);
            }
        }
    }
    text
}

/// Whether a value gets a header of its own.
fn is_table(value: &Out) -> bool {
    match value {
        Out::Text(_) => false,
        Out::List(values) => !values.is_empty() && values.iter().all(|value| matches!(value, Out::Map(_))),
        Out::Map(_) => true,
    }
}

fn line(key: &Key, out: &Out, language: Language, text: &mut String) {
    name(key, language, text);
    text.push_str(" = ");
    value(out, language, text);
    text.push('\n');
}

/// A value on one line.
fn value(out: &Out, language: Language, text: &mut String) {
    match out {
        // The escapes of JSON are those of TOML, but for one character.
        Out::Text(value) => {
            let mut written = String::new();
            string(value, &mut written);
            text.push_str(&written.replace('\u{7f}', "\\u007f"));
        }
        Out::List(values) => {
            text.push('[');
            for (at, out) in values.iter().enumerate() {
                if at > 0 {
                    text.push_str(", ");
                }
                value(out, language, text);
            }
            text.push(']');
        }
        Out::Map(entries) => {
            text.push('{');
            for (at, (key, out)) in entries.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { " " });
                name(key, language, text);
                text.push_str(" = ");
                value(out, language, text);
            }
            text.push_str(" }");
        }
    }
}

fn name(key: &Key, language: Language, text: &mut String) {
    let written = key.written(language);
    let is_bare = written
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare {
        text.push_str(written);
    } else {
        string(written, text);
    }
}
