//! IRIs and texts as every harvester can read them.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The IRI with everything percent-encoded that is not an ASCII URI character
/// ([RFC 3987 §3.1](https://www.rfc-editor.org/rfc/rfc3987#section-3.1)), so that Jena, rdflib and XML take it.
///
/// A URI that is valid already comes back unchanged; the mapping is idempotent.
pub(super) fn percent_encode(iri: &str) -> String {
    let bytes = iri.as_bytes();
    let authority = authority(iri);
    let mut encoded = String::with_capacity(iri.len());
    let mut in_fragment = false;
    for (at, byte) in bytes.iter().copied().enumerate() {
        let keep = match byte {
            b'%' => is_escape(bytes, at),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            // Brackets belong to an IP address in the authority, nowhere else.
            b'[' | b']' => authority.contains(&at),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        if keep {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(hex(byte >> 4));
            encoded.push(hex(byte & 15));
        }
    }
    encoded
}

/// Whether an IRI begins with a scheme ([RFC 3986 §3.1](https://www.rfc-editor.org/rfc/rfc3986#section-3.1)).
pub(super) fn is_absolute(iri: &str) -> bool {
    let Some((scheme, _)) = iri.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Whether a predicate ends in an XML name, so that RDF/XML can write it as an element
/// ([RDF/XML §2.4](https://www.w3.org/TR/rdf-syntax-grammar/#section-Syntax-node-property-elements)).
pub(super) fn is_splittable(predicate: &str) -> bool {
    let name_start = predicate
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .map_or(0, |at| at + 1);
    predicate
        .get(name_start..)
        .is_some_and(|tail| tail.contains(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

/// The text as every reader takes it: without what XML cannot hold, and composed
/// ([NFC](https://www.unicode.org/reports/tr15/)), so that equal texts are equal bytes.
pub(super) fn legible(text: &str) -> Cow<'_, str> {
    let text = match without_illegal_characters(text) {
        Some(cleaned) => Cow::Owned(cleaned),
        None => Cow::Borrowed(text),
    };
    if text.is_ascii() || is_nfc(&text) {
        text
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The text without the characters that [XML 1.0](https://www.w3.org/TR/xml/#charsets) cannot hold; `None` when
/// there are none, which is nearly always.
fn without_illegal_characters(text: &str) -> Option<String> {
    let legal = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.chars().all(legal) {
        None
    } else {
        Some(text.chars().filter(|c| legal(*c)).collect())
    }
}

/// The language tag as [BCP 47](https://www.rfc-editor.org/rfc/rfc5646#section-2.1) wants it; `None` when it is
/// beyond repair.
pub(super) fn language_tag(tag: &str) -> Option<String> {
    let tag = tag.replace('_', "-");
    let well_formed = tag.split('-').enumerate().all(|(at, part)| {
        (1..=8).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()))
    });
    well_formed.then_some(tag)
}

/// The byte range between `//` and the path.
fn authority(iri: &str) -> std::ops::Range<usize> {
    let Some(colon) = iri.find(':') else { return 0..0 };
    let Some(rest) = iri[colon + 1..].strip_prefix("//") else {
        return 0..0;
    };
    let start = colon + 3;
    start..start + rest.find(['/', '?', '#']).unwrap_or(rest.len())
}

fn is_escape(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at + 1..at + 3)
        .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16)
        .unwrap_or('0')
        .to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_uri_is_encoded_and_what_is_one_stays() {
        let check = |iri: &str, expected: &str| {
            assert_eq!(percent_encode(iri), expected);
            assert_eq!(percent_encode(expected), expected, "idempotent");
        };
        check(
            "https://a.example/b?c=d&e=%20#f",
            "https://a.example/b?c=d&e=%20#f",
        );
        check("https://a.example/Bäume", "https://a.example/B%C3%A4ume");
        check("https://a.example/a b|c", "https://a.example/a%20b%7Cc");
        check("https://a.example/100%", "https://a.example/100%25");
        check("https://a.example/x[1]", "https://a.example/x%5B1%5D");
        check("https://[::1]:80/x", "https://[::1]:80/x");
        check("https://a.example/#a#b", "https://a.example/#a%23b");
        check("mailto:a@b.example", "mailto:a@b.example");
        check("a\u{0}\u{e000}", "a%00%EE%80%80");
    }

    #[test]
    fn only_a_scheme_makes_an_iri_absolute() {
        for (iri, expected) in [
            ("https://a", true),
            ("urn:x", true),
            ("www.a.de", false),
            ("/a:b", false),
            (":x", false),
            ("1a:b", false),
        ] {
            assert_eq!(is_absolute(iri), expected, "{iri}");
        }
    }

    #[test]
    fn predicates_need_an_xml_name_at_their_end() {
        for (iri, expected) in [
            ("http://purl.org/dc/terms/title", true),
            ("http://a/1b", true),
            ("http://a/1", false),
            ("http://a/", false),
            ("http://a/b%20", false),
        ] {
            assert_eq!(is_splittable(iri), expected, "{iri}");
        }
    }

    #[test]
    fn illegal_characters_go_and_nothing_else() {
        assert_eq!(without_illegal_characters("Bäume\n\t\u{1f333}"), None);
        assert_eq!(
            without_illegal_characters("a\u{1}b\u{ffff}").as_deref(),
            Some("ab")
        );
    }

    #[test]
    fn texts_are_composed() {
        assert_eq!(legible("Ba\u{308}ume\u{1}"), "B\u{e4}ume");
        assert!(matches!(legible("B\u{e4}ume"), Cow::Borrowed(_)));
    }

    #[test]
    fn tags_are_mended_or_given_up() {
        for (tag, expected) in [
            ("de", Some("de")),
            ("de_de", Some("de-de")),
            ("de-1996", Some("de-1996")),
            ("deutschland", None),
            ("", None),
            ("d3", None),
        ] {
            assert_eq!(language_tag(tag).as_deref(), expected, "{tag}");
        }
    }
}
