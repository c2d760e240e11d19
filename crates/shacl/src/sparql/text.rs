//! Query texts before they are parsed: what is code and what is not, the path put in, and texts too deep to parse.

use std::ops::Range;

/// Longer queries are refused.
const MOST_BYTES: usize = 64 * 1024;

/// More brackets and operators are refused: each may nest the others, and a parser that calls itself for each
/// overflows the stack.
const MOST_STEPS: usize = 400;

/// Deeper brackets are refused.
const MOST_NESTED: usize = 24;

/// More negations inside each other are refused: the parser reads what is behind each several times.
const MOST_NEGATED: usize = 8;

/// The text with the path of the property shape in place of `$PATH`
/// (<https://www.w3.org/TR/shacl/#sparql-constraints-prebound>).
pub(super) fn with_path(text: &str, path: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let mut copied = 0;
    for code in code(text) {
        let mut from = code.start;
        while let Some(at) = text[from..code.end].find("PATH") {
            let (start, end) = ((from + at).saturating_sub(1), from + at + 4);
            from = end;
            let is_variable = start >= code.start && matches!(text.as_bytes()[start], b'$' | b'?');
            let goes_on = text[end..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
            if is_variable && !goes_on {
                output.push_str(&text[copied..start]);
                output.push_str(path);
                copied = end;
            }
        }
    }
    output.push_str(&text[copied..]);
    output
}

/// Why the text is too much for a parser, if it is.
pub(super) fn excess(text: &str) -> Option<&'static str> {
    if text.len() > MOST_BYTES {
        return Some("it is too long");
    }
    let mut steps = 0;
    // For each open bracket whether a sign stands before it.
    let mut open: Vec<bool> = Vec::new();
    let mut signs = 0;
    for code in code(text) {
        for byte in &text.as_bytes()[code] {
            steps += usize::from(b"({[!|&+-*/^".contains(byte));
            match byte {
                b'(' | b'{' | b'[' => {
                    open.push(signs > 0);
                    signs = 0;
                }
                b')' | b'}' | b']' => {
                    open.pop();
                    signs = 0;
                }
                b'!' | b'-' | b'+' | b'^' => signs += 1,
                b'=' | b',' | b'&' | b'|' | b'.' | b';' | b'/' => signs = 0,
                _ => {}
            }
            if open.len() > MOST_NESTED {
                return Some("its brackets are nested too deep");
            }
            if signs + open.iter().filter(|is_negated| **is_negated).count() > MOST_NEGATED {
                return Some("its negations are nested too deep");
            }
        }
    }
    (steps > MOST_STEPS).then_some("it has too many brackets and operators")
}

/// The parts of a query outside its strings, IRIs and comments.
fn code(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let end = match bytes[at] {
            b'#' => text[at..].find('\n').map_or(text.len(), |end| at + end),
            b'<' => iri_end(text, at),
            b'"' | b'\'' => string_end(bytes, at),
            _ => at,
        };
        if end > at {
            parts.push(start..at);
            start = end;
            at = end;
        } else {
            at += 1;
        }
    }
    parts.push(start..text.len());
    parts
}

/// The end of the IRI that begins here; the same place, if it is a comparison.
fn iri_end(text: &str, at: usize) -> usize {
    let end = text[at + 1..].find(|c: char| c <= ' ' || "<>\"{}|^`\\".contains(c));
    match end {
        Some(end) if text[at + 1 + end..].starts_with('>') => at + end + 2,
        _ => at,
    }
}

/// The end of the string that begins here; a string without end reaches to the end of the text.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let is_long = bytes[at..].starts_with(&[quote; 3]);
    let close = if is_long { 3 } else { 1 };
    let mut next = at + close;
    while next < bytes.len() {
        match bytes[next] {
            b'\\' => next += 1,
            b'\n' if !is_long => return next,
            byte if byte == quote && bytes[next..].starts_with(&[quote; 3][..close]) => return next + close,
            _ => {}
        }
        next += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_put_in_where_it_is_code() {
        for (text, expected) in [
            ("$this $PATH ?value", "$this <p> ?value"),
            ("?PATH/$PATH*", "<p>/<p>*"),
            (
                "'$PATH' \"a\\\"$PATH\" $PATHS $PATH_ #$PATH\n$PATH",
                "'$PATH' \"a\\\"$PATH\" $PATHS $PATH_ #$PATH\n<p>",
            ),
            ("<urn:$PATH> ?a < $PATH", "<urn:$PATH> ?a < <p>"),
            ("'''it's $PATH''' $PATH", "'''it's $PATH''' <p>"),
            ("PATH", "PATH"),
            ("'ä$PATH", "'ä$PATH"),
        ] {
            assert_eq!(with_path(text, "<p>"), expected);
        }
    }

    #[test]
    fn texts_too_deep_are_told() {
        assert_eq!(excess(&format!("ASK {{ FILTER('{}') }}", "(".repeat(1000))), None);
        assert!(excess(&"(".repeat(100)).is_some());
        assert!(excess(&"!".repeat(1000)).is_some());
        assert!(excess(&"!bound(".repeat(10)).is_some());
        assert_eq!(excess(&"FILTER(!(?a != 1) && !bound(?b)) ".repeat(20)), None);
        assert!(excess(&" ".repeat(100_000)).is_some());
    }
}
