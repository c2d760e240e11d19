//! Addresses and identifiers that last: slugs and `dct:identifier`.

use sha2::{Digest as _, Sha256};

/// The short name of a resource: the last part of its own address, or for a foreign address its last path segment
/// and eight hexadecimal digits of the address's SHA-256.
#[must_use]
pub fn slug(iri: &str, city_base: &str, city_slug: &str) -> String {
    let own = iri
        .strip_prefix(city_base)
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(|rest| rest.strip_prefix(city_slug))
        .and_then(|rest| rest.strip_prefix("/dataset/"));
    match own {
        Some(slug) if is_plain(slug) => slug.to_owned(),
        _ => foreign_slug(iri),
    }
}

fn is_plain(slug: &str) -> bool {
    !slug.is_empty()
        && slug
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
}

fn foreign_slug(iri: &str) -> String {
    let segment = iri
        .trim_end_matches(['/', '#'])
        .rsplit(['/', '#', ':'])
        .next()
        .unwrap_or_default();
    let mut slug: String = segment
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    slug = slug.trim_matches('-').to_owned();
    if !slug.is_empty() {
        slug.push('-');
    }
    slug.push_str(&hex(&Sha256::digest(iri.as_bytes())[..4]));
    slug
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

/// Whether an identifier is unique in all the world: an absolute IRI or a UUID.
#[must_use]
pub fn is_globally_unique(identifier: &str) -> bool {
    is_uuid(identifier.trim()) || is_absolute_iri(identifier.trim())
}

fn is_uuid(text: &str) -> bool {
    let text = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_absolute_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_is_valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let rest_is_iri =
        !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c));
    // A DOI or an ISBN is no IRI unless it is written as one, and "Haushalt: 2025" is neither.
    let is_known = ["http", "https", "urn", "doi", "info", "tag", "hdl", "ark"]
        .contains(&scheme.to_ascii_lowercase().as_str());
    scheme_is_valid && rest_is_iri && is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_give_their_last_part_and_foreign_ones_a_hash() {
        let base = "https://daten.mainz.de";
        assert_eq!(
            slug("https://daten.mainz.de/mainz/dataset/haushalt", base, "mainz"),
            "haushalt"
        );
        let foreign = slug("https://example.org/data/Haushalt%202025", base, "mainz");
        assert!(
            foreign.starts_with("haushalt-202025-") && foreign.len() == "haushalt-202025-".len() + 8,
            "{foreign}"
        );
        assert_ne!(slug("urn:a", base, "mainz"), slug("urn:b", base, "mainz"));
        assert_ne!(
            slug("https://daten.mainz.de/mainz/dataset/a/b", base, "mainz"),
            "a/b"
        );
    }

    #[test]
    fn only_addresses_and_uuids_are_unique_in_all_the_world() {
        for unique in [
            "https://a.de/x",
            "urn:isbn:1",
            "6fa459ea-ee8a-3ca4-894e-db77e160355e",
            "{6FA459EA-ee8a-3ca4-894e-db77e160355e}",
        ] {
            assert!(is_globally_unique(unique), "{unique}");
        }
        for local in [
            "haushalt-2025",
            "12",
            "Haushalt: 2025",
            "",
            "6fa459ea-ee8a-3ca4-894e",
        ] {
            assert!(!is_globally_unique(local), "{local}");
        }
    }
}
