//! Dates, sizes and descriptions as Germans read them.

/// A date such as `2026-11-24T08:00:00+01:00` as `24.11.2026`; what is no date stays as it is.
pub(crate) fn german_date(lexical: &str) -> String {
    let day = lexical.get(..10).unwrap_or(lexical);
    let parts: Vec<&str> = day.split('-').collect();
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            format!("{day}.{month}.{year}")
        }
        [year, month] if digits(year, 4) && digits(month, 2) => format!("{month}/{year}"),
        _ => lexical.to_owned(),
    }
}

/// A size in bytes as `12,3 kB`.
pub(crate) fn german_size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} Byte");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < units.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{},{} {}", tenths / 10, tenths % 10, units[unit])
}

/// A number with points between the thousands.
pub(crate) fn german_number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A description as paragraphs of plain text. DCAT-AP.de allows a little HTML in it; its tags become line ends or
/// nothing, so that no markup of a source reaches a page.
pub(crate) fn paragraphs(description: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = description;
    while let Some((before, tag_and_rest)) = rest.split_once('<') {
        text.push_str(before);
        match tag_and_rest.split_once('>') {
            Some((tag, after)) if is_tag(tag) => {
                if breaks_line(tag) {
                    text.push('\n');
                }
                rest = after;
            }
            _ => {
                text.push('<');
                rest = tag_and_rest;
            }
        }
    }
    text.push_str(rest);
    let text = text
        .replace("&nbsp;", "\u{a0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_tag(tag: &str) -> bool {
    tag.trim_start_matches('/')
        .starts_with(|c: char| c.is_ascii_alphabetic())
}

fn breaks_line(tag: &str) -> bool {
    let name: String = tag
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    matches!(
        name.to_ascii_lowercase().as_str(),
        "p" | "br" | "li" | "ul" | "ol" | "div"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_sizes_and_numbers_are_german() {
        assert_eq!(german_date("2026-11-24T08:00:00+01:00"), "24.11.2026");
        assert_eq!(german_date("2026-11-24"), "24.11.2026");
        assert_eq!(german_date("2026-11"), "11/2026");
        assert_eq!(german_date("2026"), "2026");
        assert_eq!(german_date("gestern und heute"), "gestern und heute");
        assert_eq!(german_date("äöüäöüäöü"), "äöüäöüäöü");
        assert_eq!(german_size(999), "999 Byte");
        assert_eq!(german_size(12_345), "12,3 kB");
        assert_eq!(german_size(1_000_000), "1,0 MB");
        assert_eq!(german_number(1_234_567), "1.234.567");
        assert_eq!(german_number(12), "12");
    }

    #[test]
    fn descriptions_lose_their_markup_and_nothing_else() {
        assert_eq!(
            paragraphs("<p>Eins</p><p>Zwei <b>fett</b></p>"),
            ["Eins", "Zwei fett"]
        );
        assert_eq!(paragraphs("a < b und 3 > 2"), ["a < b und 3 > 2"]);
        assert_eq!(
            paragraphs("<script>alert(1)</script>Text"),
            ["alert(1)Text"],
            "shown as text, never run"
        );
        assert_eq!(paragraphs("Stadt &amp; Land\n\nNeu"), ["Stadt & Land", "Neu"]);
        assert_eq!(paragraphs(""), Vec::<String>::new());
    }
}
