//! Texts as the paragraphs of a cell or a note (ISO/IEC 26300-1, 6.1): spaces in a row, tabs and line ends have elements.

use std::fmt::Write as _;

use quick_xml::escape::partial_escape;

use crate::ods::names::Names;

/// The paragraphs of a text, one for each line.
pub(crate) fn paragraphs(text: &str, names: &Names) -> String {
    let prefix = &names.text;
    let mut xml = String::new();
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        // Writing to a string does not fail.
        let _ = write!(xml, "<{prefix}p>{}</{prefix}p>", spaced(line, prefix));
    }
    xml
}

/// A line with what XML would collapse as elements.
fn spaced(line: &str, prefix: &str) -> String {
    let mut xml = String::new();
    let mut plain = String::new();
    let mut characters = line.chars().peekable();
    // At its start a paragraph has no spaces of its own.
    let mut follows_space = true;
    while let Some(character) = characters.next() {
        match character {
            ' ' if !follows_space && characters.peek().is_some_and(|next| *next != ' ') => {
                plain.push(' ');
                follows_space = true;
            }
            ' ' => {
                let mut count = 1;
                while characters.next_if_eq(&' ').is_some() {
                    count += 1;
                }
                flush(&mut plain, &mut xml);
                let _ = write!(xml, "<{prefix}s {prefix}c=\"{count}\"/>");
                follows_space = false;
            }
            '\t' => {
                flush(&mut plain, &mut xml);
                let _ = write!(xml, "<{prefix}tab/>");
                follows_space = false;
            }
            character => {
                plain.push(allowed(character));
                follows_space = false;
            }
        }
    }
    flush(&mut plain, &mut xml);
    xml
}

fn flush(plain: &mut String, xml: &mut String) {
    xml.push_str(&partial_escape(plain.as_str()));
    plain.clear();
}

/// XML 1.0 has no way to write these characters (2.2); so that their loss is seen, the sign for it takes their place.
pub(crate) fn allowed(character: char) -> char {
    match character {
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_tabs_and_lines_stay() {
        let names = Names::usual();
        for (text, xml) in [
            ("", "<text:p></text:p>"),
            ("a b", "<text:p>a b</text:p>"),
            (" a", "<text:p><text:s text:c=\"1\"/>a</text:p>"),
            (
                "a   b ",
                "<text:p>a<text:s text:c=\"3\"/>b<text:s text:c=\"1\"/></text:p>",
            ),
            (
                "a\tb\r\n<c>&",
                "<text:p>a<text:tab/>b</text:p><text:p>&lt;c&gt;&amp;</text:p>",
            ),
            ("a\u{b}b", "<text:p>a\u{fffd}b</text:p>"),
        ] {
            assert_eq!(paragraphs(text, &names), xml, "{text:?}");
        }
    }
}
