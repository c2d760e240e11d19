//! Text in XML, in ASCII: no client can take it for another encoding.

use std::fmt::Write as _;

/// Adds `<name>text</name>`.
pub(crate) fn push_element(name: &str, text: &str, out: &mut String) {
    out.extend(["<", name, ">"]);
    push_text(text, out);
    out.extend(["</", name, ">\n"]);
}

/// Adds ` name="value"`.
pub(crate) fn push_attribute(name: &str, value: &str, out: &mut String) {
    out.extend([" ", name, "=\""]);
    push_text(value, out);
    out.push('"');
}

/// Adds a text, as content or as a quoted value. What [XML 1.0](https://www.w3.org/TR/xml/#charsets) cannot hold is left out.
pub(crate) fn push_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            ' '..='~' => out.push(c),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            // Line ends and tabs, too: in a value they would become spaces.
            _ => {
                // Writing to a string cannot fail.
                write!(out, "&#x{:X};", u32::from(c)).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_can_stand_everywhere() {
        let mut out = String::new();
        push_attribute("a", "\"B\u{e4}ume\" & <b>\n\u{0}\u{1}\u{fffe}\u{1f333}", &mut out);
        assert_eq!(out, " a=\"&quot;B&#xE4;ume&quot; &amp; &lt;b&gt;&#xA;&#x1F333;\"");
    }
}
