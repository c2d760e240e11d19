//! Texts of CKAN as values of DCAT-AP.de.

use std::fmt::Write as _;

use jiff::civil;
use kolophon_dcat::vocab::xsd;
use kolophon_validate::codelist::{self, Meant, meant};
use oxiri::Iri;

/// A date of CKAN, which gives times in UTC without saying so: the text and its datatype. `None` when it is none.
pub(super) fn date(text: &str) -> Option<(String, &'static str)> {
    let text = text.trim();
    if text.len() == 10 && text.parse::<civil::Date>().is_ok() {
        return Some((text.to_owned(), xsd::DATE));
    }
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((text.to_owned(), xsd::G_YEAR));
    }
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        let as_it_stands = text.replacen(' ', "T", 1);
        let text = if is_date_time(&as_it_stands) {
            as_it_stands
        } else {
            instant.to_string()
        };
        return Some((text, xsd::DATE_TIME));
    }
    let time: civil::DateTime = text.parse().ok()?;
    Some((format!("{time}Z"), xsd::DATE_TIME))
}

/// Whether a text that is a time has the form of XML Schema: `2024-05-01T12:30:00+02:00`.
fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |place: usize, expected: u8| bytes.get(place) == Some(&expected);
    let has_zone = text.ends_with('Z') || bytes.len() > 22 && at(bytes.len() - 3, b':');
    at(4, b'-')
        && at(7, b'-')
        && at(10, b'T')
        && at(13, b':')
        && at(16, b':')
        && has_zone
        && !text.contains(['[', ','])
}

/// An address as an IRI: characters that may not stand in one are written as `%20` and the like. `None` when it is no
/// complete address.
pub(super) fn address(text: &str) -> Option<String> {
    const FORBIDDEN: &str = " <>\"{}|\\^`";
    let mut iri = String::with_capacity(text.len());
    for character in text.trim().chars() {
        if FORBIDDEN.contains(character) || character.is_control() {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                // Writing into a String cannot fail.
                let _ = write!(iri, "%{byte:02X}");
            }
        } else {
            iri.push(character);
        }
    }
    Iri::parse(iri).ok().map(Iri::into_inner)
}

/// The value of a code list that any of these texts names for certain.
pub(super) fn listed<'t>(list: &str, texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let list = codelist::list(list)?;
    texts.into_iter().find_map(|text| match meant(list, text) {
        Meant::Exactly(iri) => Some(iri),
        Meant::OneOf(_) | Meant::Nothing => None,
    })
}

/// Whether a text is a media type: `text/csv`.
pub(super) fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/')
        .is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision_and_times_are_utc() {
        let of = |text: &str| date(text).map(|(text, _)| text);
        assert_eq!(date("2024-05-01"), Some(("2024-05-01".to_owned(), xsd::DATE)));
        assert_eq!(
            of("2024-05-01T12:30:00.123456").unwrap(),
            "2024-05-01T12:30:00.123456Z"
        );
        assert_eq!(of("2024-05-01 12:30:00").unwrap(), "2024-05-01T12:30:00Z");
        assert_eq!(
            of("2024-05-01T12:30:00+02:00").unwrap(),
            "2024-05-01T12:30:00+02:00"
        );
        assert_eq!(of("20240501T123000Z").unwrap(), "2024-05-01T12:30:00Z");
        assert_eq!(date("2024"), Some(("2024".to_owned(), xsd::G_YEAR)));
        for none in ["", "01.05.2024", "2024-02-30", "gestern", "2024-05"] {
            assert_eq!(date(none), None, "{none}");
        }
    }

    #[test]
    fn addresses_are_complete_and_encoded() {
        assert_eq!(
            address(" https://a.example/b c.csv ").unwrap(),
            "https://a.example/b%20c.csv"
        );
        assert_eq!(address("https://a.example/ä").unwrap(), "https://a.example/ä");
        assert_eq!(address("www.a.example/b"), None);
        assert_eq!(address(""), None);
    }

    #[test]
    fn media_types_have_two_parts() {
        assert!(is_media_type("application/vnd.ms-excel") && is_media_type("image/svg+xml"));
        assert!(!is_media_type("CSV") && !is_media_type("text/") && !is_media_type("a/b; c=d"));
    }
}
