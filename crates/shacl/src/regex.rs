//! Regular expressions of `XPath` in the syntax of the `regex` crate
//! (<https://www.w3.org/TR/xpath-functions-31/#regex-syntax>, as `sh:pattern` uses them through SPARQL's `REGEX`).
//!
//! Both find a match anywhere in the text and are much alike. What differs is translated: the flags, `.`, the name
//! classes `\i` and `\c`, subtraction `[a-z-[aeiou]]`, and characters that only the crate treats as operators inside a
//! class. `\w` keeps the crate's meaning, which includes the underscore as all SHACL engines do. Back-references are
//! refused.

use std::iter::Peekable;
use std::str::Chars;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

/// `NameStartChar` of XML 1.0, without the brackets.
const NAME_START: &str = r":A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}";

/// What `NameChar` adds.
const NAME_MORE: &str = r"\-.0-9\u{B7}\u{300}-\u{36F}\u{203F}-\u{2040}";

/// A pattern that is known to be right, and becomes an automaton when the first text is looked at.
///
/// A profile has dozens of patterns, and a small file meets few of them.
#[derive(Debug)]
pub(crate) struct Pattern {
    translated: String,
    flags: Flags,
    automaton: OnceLock<Option<Regex>>,
}

/// The flags that are not translated.
#[derive(Clone, Copy, Debug)]
struct Flags {
    case_insensitive: bool,
    dot_matches_new_line: bool,
    multi_line: bool,
}

/// Longer patterns, and those that count repetitions, may need more memory than is allowed. They are built at once.
const LONGEST_DEFERRED: usize = 200;

impl Pattern {
    /// Checks a pattern with its flags; the error is a sentence about what is wrong.
    pub(crate) fn new(pattern: &str, flags: &str) -> Result<Self, String> {
        if let Some(flag) = flags.chars().find(|flag| !"ismxq".contains(*flag)) {
            return Err(format!("there is no flag {flag:?}"));
        }
        let translated = if flags.contains('q') {
            regex::escape(pattern)
        } else {
            translate(pattern, flags)?
        };
        let pattern = Self {
            flags: Flags {
                case_insensitive: flags.contains('i'),
                dot_matches_new_line: flags.contains('s'),
                multi_line: flags.contains('m'),
            },
            automaton: OnceLock::new(),
            translated,
        };
        if pattern.translated.len() > LONGEST_DEFERRED || pattern.translated.contains('{') {
            let automaton = pattern.build()?;
            pattern.automaton.get_or_init(|| Some(automaton));
        } else {
            pattern.parse()?;
        }
        Ok(pattern)
    }

    /// Whether the pattern is found anywhere in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let automaton = self.automaton.get_or_init(|| self.build().ok());
        automaton
            .as_ref()
            .is_some_and(|automaton| automaton.is_match(text))
    }

    fn parse(&self) -> Result<(), String> {
        ParserBuilder::new()
            .case_insensitive(self.flags.case_insensitive)
            .dot_matches_new_line(self.flags.dot_matches_new_line)
            .multi_line(self.flags.multi_line)
            .build()
            .parse(&self.translated)
            .map(|_| ())
            .map_err(|error| error.to_string())
    }

    fn build(&self) -> Result<Regex, String> {
        RegexBuilder::new(&self.translated)
            .case_insensitive(self.flags.case_insensitive)
            .dot_matches_new_line(self.flags.dot_matches_new_line)
            .multi_line(self.flags.multi_line)
            .build()
            .map_err(|error| error.to_string())
    }
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
        let regex = Pattern::new(pattern, flags).unwrap();
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

    /// What is built later must not fail then: the most memory a short pattern without counting can ask for is granted.
    #[test]
    fn what_is_deferred_can_be_built() {
        let classes = [r"\w", r"\W", r"\p{L}", r"[\i\c]", "."];
        for class in classes {
            let unit = Pattern::new(class, "i").unwrap().translated.len();
            let pattern = class.repeat(LONGEST_DEFERRED / unit.max(1));
            let pattern = Pattern::new(&pattern, "is").unwrap();
            assert!(pattern.build().is_ok(), "{class}");
        }
        assert!(Pattern::new(r"(\w{1000}){1000}", "").is_err());
    }

    #[test]
    fn what_cannot_be_compiled_is_said() {
        for (pattern, flags) in [("(", ""), (r"(a)\1", ""), ("a", "y"), ("a\\", ""), ("a(?=b)", "")] {
            assert!(Pattern::new(pattern, flags).is_err(), "{pattern:?} {flags:?}");
        }
    }
}
