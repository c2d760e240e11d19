//! Regular expressions of `XPath` in the syntax of the `regex` crate
//! (<https://www.w3.org/TR/xpath-functions-31/#regex-syntax>, as `sh:pattern` uses them through SPARQL's `REGEX`).
//!
//! Both find a match anywhere in the text and are much alike. What differs is translated: the flags, `.`, the name
//! classes `\i` and `\c`, subtraction `[a-z-[aeiou]]`, and characters that only the crate treats as operators inside a
//! class. `\w` keeps the crate's meaning, which includes the underscore as all SHACL engines do. Back-references are
//! refused.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Regex, RegexBuilder};

/// `NameStartChar` of XML 1.0, without the brackets.
const NAME_START: &str = r":A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}";

/// What `NameChar` adds.
const NAME_MORE: &str = r"\-.0-9\u{B7}\u{300}-\u{36F}\u{203F}-\u{2040}";

/// Compiles a pattern with its flags; the error is a sentence about what is wrong.
pub(crate) fn compile(pattern: &str, flags: &str) -> Result<Regex, String> {
    if let Some(flag) = flags.chars().find(|flag| !"ismxq".contains(*flag)) {
        return Err(format!("there is no flag {flag:?}"));
    }
    let translated = if flags.contains('q') {
        regex::escape(pattern)
    } else {
        translate(pattern, flags)?
    };
    RegexBuilder::new(&translated)
        .case_insensitive(flags.contains('i'))
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .build()
        .map_err(|error| error.to_string())
}

fn translate(pattern: &str, flags: &str) -> Result<String, String> {
    let (dot_all, remove_whitespace) = (flags.contains('s'), flags.contains('x'));
    let mut output = String::with_capacity(pattern.len());
    let mut input = pattern.chars().peekable();
    let mut depth = 0_usize;
    while let Some(character) = input.next() {
        match character {
            '\\' => translate_escape(&mut input, &mut output, depth)?,
            '[' => {
                depth += 1;
                output.push('[');
                if input.next_if_eq(&'^').is_some() {
                    output.push('^');
                }
            }
            ']' => {
                depth = depth.saturating_sub(1);
                output.push(']');
            }
            '-' if depth > 0 && input.peek() == Some(&'[') => output.push_str("--"),
            '&' | '~' if depth > 0 => {
                output.push('\\');
                output.push(character);
            }
            '.' if depth == 0 && !dot_all => output.push_str(r"[^\n\r]"),
            ' ' | '\t' | '\n' | '\r' if depth == 0 && remove_whitespace => {}
            _ => output.push(character),
        }
    }
    Ok(output)
}

/// Translates what follows a backslash.
fn translate_escape(
    input: &mut Peekable<Chars<'_>>,
    output: &mut String,
    depth: usize,
) -> Result<(), String> {
    let Some(character) = input.next() else {
        return Err("it ends in a backslash".to_owned());
    };
    match character {
        'i' => output.extend(["[", NAME_START, "]"]),
        'c' => output.extend(["[", NAME_START, NAME_MORE, "]"]),
        'I' => output.extend(["[^", NAME_START, "]"]),
        'C' => output.extend(["[^", NAME_START, NAME_MORE, "]"]),
        '1'..='9' if depth == 0 => return Err("back-references are not supported".to_owned()),
        _ => {
            output.push('\\');
            output.push(character);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, flags: &str, matching: &[&str], failing: &[&str]) {
        let regex = compile(pattern, flags).unwrap();
        for text in matching {
            assert!(regex.is_match(text), "{pattern:?} {flags:?} finds {text:?}");
        }
        for text in failing {
            assert!(
                !regex.is_match(text),
                "{pattern:?} {flags:?} does not find {text:?}"
            );
        }
    }

    #[test]
    fn the_syntax_of_xpath_is_understood() {
        check("b", "", &["abc"], &["ac"]);
        check("^https?://", "i", &["HTTP://x"], &["ftp://x"]);
        check("^a.c$", "", &["abc"], &["a\nc", "a\rc", "abc\n"]);
        check("^a.c$", "s", &["a\nc"], &[]);
        check("^b$", "m", &["a\nb\nc"], &[]);
        check("^b$", "", &[], &["a\nb\nc"]);
        check("a b [ ]", "x", &["ab "], &["a b "]);
        check("a.b", "q", &["xa.bx"], &["axb"]);
        check(r"^\i\c*$", "", &["ä-1", ":x"], &["1a", "-"]);
        check(r"^[\i.]+$", "", &["a.b"], &["a-b"]);
        check("^[a-z-[aeiou]]+$", "", &["xyz"], &["xyza"]);
        check("^[&&~~]+$", "", &["&~"], &["a"]);
        check(r"^\d{2}\.\p{Lu}$", "", &["12.Ä"], &["12.ä"]);
        check(r"^https:\/\/", "", &["https://"], &[]);
    }

    #[test]
    fn what_cannot_be_compiled_is_said() {
        for (pattern, flags) in [("(", ""), (r"(a)\1", ""), ("a", "y"), ("a\\", ""), ("a(?=b)", "")] {
            assert!(compile(pattern, flags).is_err(), "{pattern:?} {flags:?}");
        }
    }
}
