//! Values, dates and sizes as people read them in a plan.

use kolophon_diagnostic::Language;
use kolophon_publish::plan::{PropertyChange, Value};

/// The most characters of a text.
const LONGEST: usize = 80;

/// The values that come and go, on one line: `a → b` for one of each, else with signs.
pub(super) fn values(change: &PropertyChange, language: Language) -> String {
    if let ([old], [new]) = (&change.removed[..], &change.added[..]) {
        return format!("{} → {}", value(old, language), value(new, language));
    }
    let removed = change
        .removed
        .iter()
        .map(|old| format!("− {}", value(old, language)));
    let added = change
        .added
        .iter()
        .map(|new| format!("+ {}", value(new, language)));
    removed.chain(added).collect::<Vec<_>>().join(", ")
}

fn value(value: &Value, language: Language) -> String {
    if let Some(label) = &value.label {
        return text(label.in_language(language));
    }
    if value.text.is_empty() && value.datatype.is_none() && value.language.is_none() {
        return match language {
            Language::German => "(ohne Namen)".to_owned(),
            Language::English => "(without a name)".to_owned(),
        };
    }
    let is_date = value
        .datatype
        .as_deref()
        .is_some_and(|datatype| datatype.ends_with("#date") || datatype.ends_with("#dateTime"));
    if is_date && language == Language::German {
        return german_date(&value.text);
    }
    match value.language.as_deref() {
        None | Some("de") => text(&value.text),
        Some(other) => format!("{} ({})", text(&value.text), clean(other)),
    }
}

/// A text on one line, shortened.
pub(super) fn text(text: &str) -> String {
    let line = clean(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if line.chars().count() <= LONGEST {
        return line;
    }
    let start: String = line.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}

/// A text without characters that would steer the terminal.
pub(super) fn clean(text: &str) -> String {
    let is_direction = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| if c.is_control() || is_direction(c) { ' ' } else { c })
        .collect()
}

/// `2026-11-27` as `27.11.2026`, with the time when there is one.
fn german_date(lexical: &str) -> String {
    let parts: Vec<&str> = lexical.get(..10).unwrap_or_default().split('-').collect();
    let [year, month, day] = parts[..] else {
        return clean(lexical);
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![year, month, day].into_iter().all(is_number) {
        return clean(lexical);
    }
    let time = lexical
        .get(11..16)
        .map_or_else(String::new, |time| format!(" {}", clean(time)));
    format!("{day}.{month}.{year}{time}")
}

/// A size in bytes as `12,3 kB`.
pub(super) fn size(bytes: u64, language: Language) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return match language {
            Language::German => format!("{bytes} Byte"),
            Language::English => format!("{bytes} bytes"),
        };
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < units.len() {
        tenths /= 1000;
        unit += 1;
    }
    let point = match language {
        Language::German => ',',
        Language::English => '.',
    };
    format!("{}{point}{} {}", tenths / 10, tenths % 10, units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_sizes_read_as_germans_write_them() {
        for (lexical, read) in [
            ("2026-11-27", "27.11.2026"),
            ("2026-11-27T10:42:00Z", "27.11.2026 10:42"),
            ("gestern", "gestern"),
            ("2026-1", "2026-1"),
            ("äääääääääääää", "äääääääääääää"),
        ] {
            assert_eq!(german_date(lexical), read);
        }
        assert_eq!(size(999, Language::German), "999 Byte");
        assert_eq!(size(12_345, Language::German), "12,3 kB");
        assert_eq!(size(u64::MAX, Language::English), "18446744.0 TB");
    }

    #[test]
    fn texts_cannot_steer_the_terminal() {
        assert_eq!(text("a\n\u{1b}[31mb\u{202e}c"), "a  [31mb c");
        assert_eq!(text(&"x".repeat(200)).chars().count(), LONGEST);
    }
}
