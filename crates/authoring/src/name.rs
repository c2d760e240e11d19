//! Names as people write them: folded for comparison, and made into short names for addresses.

use unicode_normalization::UnicodeNormalization as _;

/// Lower case, umlauts written out, and nothing but letters and digits with one space between words:
/// `Download-URL`, `download_url` and `DOWNLOAD URL` are all `download url`.
pub(crate) fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in written_out(text).chars() {
        if character.is_alphanumeric() {
            plain.push(character);
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// A text as a part of an address: `Kita-Plätze nach Einrichtung` becomes `kita-plaetze-nach-einrichtung`.
pub(crate) fn slug_of(text: &str) -> String {
    let mut slug = String::new();
    for character in written_out(text).chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= LONGEST_SLUG {
            break;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Addresses made from titles are cut here.
const LONGEST_SLUG: usize = 80;

/// Whether a text can stand in an address as it is.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && !text.starts_with('.')
}

/// Lower case, with ä as ae, ß as ss, and other accents taken off.
fn written_out(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.nfc().flat_map(char::to_lowercase) {
        match character {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            _ => plain.extend(std::iter::once(character).nfd().filter(|part| !is_accent(*part))),
        }
    }
    plain
}

fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for name in ["Download-URL", "download_url", " DOWNLOAD  url:", "download url"] {
            assert_eq!(folded(name), "download url");
        }
        for name in [
            "Räumliche Abdeckung",
            "Raeumliche Abdeckung",
            "Ra\u{308}umliche abdeckung",
        ] {
            assert_eq!(folded(name), "raeumliche abdeckung");
        }
        assert_eq!(folded("Größe"), folded("GROESSE"));
    }

    #[test]
    fn titles_become_short_names() {
        assert_eq!(
            slug_of("Kita-Plätze nach Einrichtung"),
            "kita-plaetze-nach-einrichtung"
        );
        assert_eq!(slug_of("  Straßen & Café (2025) "), "strassen-cafe-2025");
        assert_eq!(slug_of("漢字"), "");
        assert!(slug_of(&"lang ".repeat(100)).len() <= LONGEST_SLUG);
    }

    #[test]
    fn a_short_name_needs_no_escaping() {
        assert!(is_slug("haushalt-2025") && is_slug("A_1.2"));
        assert!(!is_slug("") && !is_slug("..") && !is_slug("a b") && !is_slug("ä") && !is_slug("a/b"));
    }
}
