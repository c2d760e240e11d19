//! Which characters names and language tags may hold: those of
//! [Turtle §6.5](https://www.w3.org/TR/turtle/#sec-grammar-grammar), which are those of XML names without `:` and `.`.

/// `PN_CHARS_BASE`
pub(crate) fn is_name_base(character: char) -> bool {
    matches!(character,
        'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// `PN_CHARS_U`
pub(crate) fn is_name_start(character: char) -> bool {
    character == '_' || is_name_base(character)
}

/// `PN_CHARS`
pub(crate) fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// The characters that `PN_LOCAL_ESC` may protect.
pub(crate) fn may_be_escaped_in_a_name(byte: u8) -> bool {
    b"_~.-!$&'()*+,;=/?#@%".contains(&byte)
}

/// Whether the tag is well-formed by [RFC 5646 §2.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1).
pub(crate) fn is_language_tag(tag: &str) -> bool {
    // Nearly every tag there is: `de`.
    if matches!(tag.len(), 2 | 3) && tag.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return true;
    }
    if GRANDFATHERED.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
        return true;
    }
    let mut subtags = tag.split('-').peekable();
    let are_subtags = tag.split('-').all(|subtag| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !are_subtags {
        return false;
    }
    let is_alphabetic = |subtag: &str| subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let language = subtags.next().unwrap_or_default();
    if !language.eq_ignore_ascii_case("x") {
        if language.len() < 2 || !is_alphabetic(language) {
            return false;
        }
        if language.len() < 4 {
            for _ in 0..3 {
                subtags.next_if(|subtag| subtag.len() == 3 && is_alphabetic(subtag));
            }
        }
        subtags.next_if(|subtag| subtag.len() == 4 && is_alphabetic(subtag));
        subtags.next_if(|subtag| is_region(subtag));
        while subtags.next_if(|subtag| is_variant(subtag)).is_some() {}
        while subtags
            .next_if(|subtag| subtag.len() == 1 && !subtag.eq_ignore_ascii_case("x"))
            .is_some()
        {
            if subtags.next_if(|subtag| subtag.len() > 1).is_none() {
                return false;
            }
            while subtags.next_if(|subtag| subtag.len() > 1).is_some() {}
        }
        match subtags.next() {
            None => return true,
            Some(singleton) if singleton.eq_ignore_ascii_case("x") => {}
            Some(_) => return false,
        }
    }
    subtags.next().is_some()
}

fn is_region(subtag: &str) -> bool {
    match subtag.len() {
        2 => subtag.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => subtag.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

fn is_variant(subtag: &str) -> bool {
    subtag.len() >= 5 || subtag.len() == 4 && subtag.as_bytes()[0].is_ascii_digit()
}

/// Tags that do not follow the grammar and are well-formed all the same.
const GRANDFATHERED: [&str; 26] = [
    "art-lojban",
    "cel-gaulish",
    "en-GB-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "no-bok",
    "no-nyn",
    "sgn-BE-FR",
    "sgn-BE-NL",
    "sgn-CH-DE",
    "zh-guoyu",
    "zh-hakka",
    "zh-min",
    "zh-min-nan",
    "zh-xiang",
];

/// Whether a reference is plainly an absolute web address that resolution leaves as it is: `http` or `https`, a host of
/// letters, digits, dots and hyphens, and no percent escape, dot segment or character outside of ASCII. Most addresses
/// are; whether others are valid is for the full grammar to say.
pub(crate) fn is_plain_web_address(reference: &str) -> bool {
    let rest = reference
        .strip_prefix("http://")
        .or_else(|| reference.strip_prefix("https://"));
    let Some(rest) = rest else { return false };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    !host.is_empty()
        && host.bytes().all(is_host)
        && path.bytes().all(is_plain_in_a_path)
        && path.bytes().filter(|byte| *byte == b'#').count() <= 1
        && !path.contains("/.")
}

fn is_plain_in_a_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-_.~!$&'()*+,;=:@?#".contains(&byte)
}

/// Whether a local name has only letters, digits, hyphens and underscores of ASCII.
pub(crate) fn is_plain_name(local: &str) -> bool {
    local
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use oxiri::{Iri, IriRef};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_addresses_are_valid_and_stay_as_they_are(
            address in "https?://[a-zA-Z0-9.:@-]{0,8}[/?#a-z.%~:@!;=ä-]{0,12}"
        ) {
            if is_plain_web_address(&address) {
                prop_assert!(Iri::parse(address.as_str()).is_ok());
                let base = Iri::parse("http://base.example/a/b").unwrap();
                let resolved = base.resolve(&IriRef::parse(address.as_str()).unwrap()).unwrap();
                prop_assert_eq!(resolved.as_str(), address.as_str());
            }
        }
    }

    #[test]
    fn language_tags_follow_the_grammar() {
        for good in [
            "de",
            "DE",
            "de-DE",
            "de-1996",
            "zh-cmn-Hans-CN",
            "sl-rozaj-biske",
            "en-a-bbb-x-a",
            "x-privat",
            "i-klingon",
            "es-419",
            "deu",
            "abcd",
            "abcdefgh",
            "de-x-a",
        ] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in [
            "",
            "d",
            "-de",
            "de-",
            "de_DE",
            "de--DE",
            "abcdefghi",
            "12",
            "de-a",
            "en-a-x-b",
            "x",
            "de-x",
            "deutsch-DE-DE",
            "de-DE-ab",
            "ä",
        ] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }
}
