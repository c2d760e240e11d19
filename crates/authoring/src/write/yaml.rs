//! YAML as people write it: plain words where they are safe, blocks for long texts.

use std::fmt::Write as _;

use kolophon_diagnostic::Language;

use super::out::{File, Key, Out};

pub(super) fn write(file: &File, language: Language) -> String {
    let mut writer = Writer {
        text: String::new(),
        language,
    };
    for (key, value) in file.entries() {
        writer.entry(&key, &value, 0);
    }
    writer.text
}

struct Writer {
    text: String,
    language: Language,
}

impl Writer {
    fn entry(&mut self, key: &Key, value: &Out, depth: usize) {
        self.indent(depth);
        self.keyed(key, value, depth);
    }

    /// A key and its value; the key stands where the text ends.
    fn keyed(&mut self, key: &Key, value: &Out, depth: usize) {
        let name = scalar(key.written(self.language));
        self.text.push_str(&name);
        self.text.push(':');
        match value {
            Out::Text(text) if is_block(text) => self.block(text, depth),
            Out::Text(text) => self.line(&scalar(text)),
            Out::List(values) if value.is_short() => {
                let values: Vec<String> = values.iter().map(in_flow).collect();
                self.line(&format!("[{}]", values.join(", ")));
            }
            Out::List(values) => {
                self.text.push('\n');
                for value in values {
                    self.item(value, depth + 1);
                }
            }
            Out::Map(entries) if entries.is_empty() => self.line("{}"),
            Out::Map(entries) => {
                self.text.push('\n');
                for (key, value) in entries {
                    self.entry(key, value, depth + 1);
                }
            }
        }
    }

    fn item(&mut self, value: &Out, depth: usize) {
        self.indent(depth);
        self.text.push('-');
        match value {
            Out::Text(text) if is_block(text) => self.block(text, depth),
            Out::Text(text) => self.line(&scalar(text)),
            Out::List(_) => self.line("[]"),
            Out::Map(entries) => {
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at == 0 {
                        self.text.push(' ');
                        self.keyed(key, value, depth + 1);
                    } else {
                        self.entry(key, value, depth + 1);
                    }
                }
                if entries.is_empty() {
                    self.line("{}");
                }
            }
        }
    }

    fn line(&mut self, text: &str) {
        self.text.push(' ');
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn block(&mut self, text: &str, depth: usize) {
        let (body, mark) = match text.strip_suffix('\n') {
            Some(body) => (body, ""),
            None => (text, "-"),
        };
        self.text.push_str(" |");
        self.text.push_str(mark);
        self.text.push('\n');
        for line in body.split('\n') {
            if !line.is_empty() {
                self.indent(depth + 1);
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }
}

/// Whether a text of several lines can stand as a literal block: nothing in it needs an escape, and its edges show.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.starts_with([' ', '\n', '\t'])
        && !body.ends_with('\n')
        && body
            .split('\n')
            .all(|line| !line.ends_with(' ') && !line.starts_with([' ', '\t']))
        && body.chars().all(|c| c == '\n' || is_printable(c))
}

fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}')
}

fn in_flow(value: &Out) -> String {
    match value {
        Out::Text(text) if text.contains([',', '[', ']', '{', '}', ':', '#']) => quoted(text),
        Out::Text(text) => scalar(text),
        Out::List(_) | Out::Map(_) => "[]".to_owned(),
    }
}

/// A text on one line: plain if no reader can take it for something else, else in quotes.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn is_plain(text: &str) -> bool {
    let first = |c: char| c.is_alphanumeric() || c == '+' || c == '(' || c == '/' || c == '„';
    !text.is_empty()
        && text.starts_with(first)
        && text.trim() == text
        && text.chars().all(is_printable)
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.contains(" #")
        && !is_word_of_yaml(text)
}

/// Words and numbers that readers of YAML 1.1 take for booleans, nothing, numbers or times.
fn is_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"];
    let lower = text.to_lowercase();
    let is_number = lower.starts_with(|c: char| c.is_ascii_digit() || c == '+')
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || b"xo_.+:".contains(&byte));
    WORDS.contains(&lower.as_str()) || is_number && !is_harmless_number(text)
}

/// A whole number or German date without a sign or leading zero, which reads the same everywhere.
fn is_harmless_number(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.len() < 16 && (text == "0" || !text.starts_with('0'))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_printable(character) => quoted.push(character),
            _ => {
                // Writing to a string cannot fail.
                let _done = write!(quoted, "\\U{:08X}", u32::from(character));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Class;
    use crate::tree::{Content, yaml};
    use kolophon_graph::SourceId;
    use proptest::prelude::*;

    fn read_back(text: &str) -> Option<String> {
        let title = Class::Dataset.field("title").unwrap();
        let entry = (Key::Field(title), Out::Text(text.to_owned()));
        let list = (
            Key::Field(Class::Dataset.field("keyword").unwrap()),
            Out::List(vec![Out::Text(text.to_owned()); 2]),
        );
        let file = File {
            stem: String::new(),
            parts: vec![(Class::Dataset, vec![Out::Map(vec![entry, list])])],
        };
        let written = write(&file, Language::German);
        let tree = yaml::read(&written, SourceId(0)).unwrap_or_else(|stop| panic!("{stop:?}\n{written}"));
        let Content::Map(entries) = &tree.documents[0].content else {
            panic!("{written}")
        };
        let [title, keyword] = entries.as_slice() else {
            panic!("{written}")
        };
        let Content::Text(title) = &title.value.content else {
            return None;
        };
        for value in keyword.value.values() {
            let Content::Text(keyword) = &value.content else {
                panic!("{written}")
            };
            assert_eq!(title, keyword, "{written}");
        }
        Some(title.clone())
    }

    proptest! {
        #[test]
        fn every_text_is_read_as_it_was_written(text in "\\PC{1,40}|[\\s\\S]{1,20}|[-a:#'\"\\[\\]{},&*!|>%@`?\n\t\r ]{1,12}") {
            prop_assert_eq!(read_back(&text), Some(text));
        }
    }

    #[test]
    fn plain_words_stay_plain_and_others_get_quotes() {
        assert_eq!(
            scalar("Kita-Plätze nach Einrichtung"),
            "Kita-Plätze nach Einrichtung"
        );
        assert_eq!(scalar("https://a.example/b#c"), "https://a.example/b#c");
        assert_eq!(scalar("2026-01-31"), "2026-01-31");
        assert_eq!(scalar("2208"), "2208");
        for text in [
            "no", "05100000", "a: b", "- x", "", " a", "0x1F", "1:30", "#kontakt", "1e3", "@x",
        ] {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
    }
}
