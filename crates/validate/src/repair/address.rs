//! Addresses: texts that are one, and characters that no address may have.

use std::fmt::Write as _;

use kolophon_dcat::vocab::{dcat, dcatap, dcatde, dcterms, foaf, vcard};
use kolophon_graph::Term;

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::Statement;

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    match (form(statement.property)?, statement.object) {
        // What other statements refer to would be torn from them.
        (Form::Web, Term::Iri(iri)) if !statement.object_is_described() => {
            let encoded = encoded(iri)?;
            Some(Change::object(Kind::AddressCharacters, Object::Iri(encoded)))
        }
        (_, Term::Iri(_) | Term::BlankNode(_)) => None,
        (Form::Web, Term::Literal { value, .. }) => web(value),
        (Form::Mail, Term::Literal { value, .. }) => mail(value),
        (Form::Telephone, Term::Literal { value, .. }) => telephone(value),
    }
}

enum Form {
    Web,
    Mail,
    Telephone,
}

/// What kind of address is the value of a property.
fn form(property: &str) -> Option<Form> {
    match property {
        dcat::ACCESS_URL
        | dcat::DOWNLOAD_URL
        | dcat::ENDPOINT_URL
        | dcat::ENDPOINT_DESCRIPTION
        | dcat::LANDING_PAGE
        | dcatap::APPLICABLE_LEGISLATION
        | dcatde::CONTRIBUTOR_ID
        | dcatde::POLITICAL_GEOCODING_LEVEL_URI
        | dcterms::ACCESS_RIGHTS
        | dcterms::CONFORMS_TO
        | dcterms::FORMAT
        | dcterms::LANGUAGE
        | dcterms::LICENSE
        | dcterms::REFERENCES
        | dcterms::RELATION
        | dcterms::SPATIAL
        | dcat::THEME
        | foaf::HOMEPAGE
        | foaf::PAGE
        | vcard::HAS_URL => Some(Form::Web),
        vcard::HAS_EMAIL => Some(Form::Mail),
        vcard::HAS_TELEPHONE => Some(Form::Telephone),
        _ => None,
    }
}

fn web(text: &str) -> Option<Change> {
    let text = text.trim();
    let change = |iri: String| Change::object(Kind::Address, Object::Iri(iri));
    if !is_web_address(text) {
        let is_host = text.starts_with("www.") && text.split('/').next().is_some_and(is_host);
        let unsure = change(format!("https://{text}"));
        let plain = is_host && encoded(text).is_none();
        return plain.then(|| {
            unsure.only_after_a_look(
                "Ob die Adresse mit https:// beginnt, steht nicht im Text.",
                "The text does not say whether the address begins with https://.",
            )
        });
    }
    if text.matches("://").count() > 1 && text.contains(char::is_whitespace) {
        // Several addresses in one text.
        return None;
    }
    if text.contains(char::is_whitespace) {
        return Some(change(encoded(text)?).only_after_a_look(
            "Hinter dem Leerzeichen kann die Adresse schon zu Ende sein.",
            "The address may end before the blank.",
        ));
    }
    Some(change(encoded(text).unwrap_or_else(|| text.to_owned())))
}

fn mail(text: &str) -> Option<Change> {
    let text = text.trim();
    let address = text.strip_prefix("mailto:").unwrap_or(text);
    let (user, host) = address.split_once('@')?;
    let is_user = !user.is_empty()
        && user
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b));
    (is_user && is_host(host))
        .then(|| Change::object(Kind::Address, Object::Iri(format!("mailto:{address}"))))
}

/// Numbers with their country code; others mean different telephones in different places.
fn telephone(text: &str) -> Option<Change> {
    let text = text.trim();
    let number = text.strip_prefix("tel:").unwrap_or(text).trim();
    let digits = number.strip_prefix('+')?;
    let written = |c: char| c.is_ascii_digit() || " -/.()".contains(c);
    let count = digits.chars().filter(char::is_ascii_digit).count();
    // `+49 (0)6131` has a digit that is not dialled.
    let fits = digits.chars().all(written) && (6..=15).contains(&count) && !digits.contains("(0)");
    fits.then(|| {
        let dialled: String = digits.chars().filter(char::is_ascii_digit).collect();
        Change::object(Kind::Address, Object::Iri(format!("tel:+{dialled}")))
    })
}

fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let (host, port) = host.split_once(':').unwrap_or((host, ""));
        is_host(host) && port.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A name with a dot, or `localhost`: what stands behind `http://` in other texts is no address.
fn is_host(host: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    (host.contains('.') || host == "localhost") && host.split('.').all(is_label)
}

/// The address with every character that none may have percent-encoded; `None` when there is nothing to encode.
///
/// What is encoded already stays, and so do letters outside ASCII, which an
/// [IRI](https://www.rfc-editor.org/rfc/rfc3987) may have.
fn encoded(iri: &str) -> Option<String> {
    if !iri.contains(forbidden) && !has_stray_percent(iri) {
        return None;
    }
    let mut encoded = String::with_capacity(iri.len() + 8);
    for (at, character) in iri.char_indices() {
        if forbidden(character) || (character == '%' && is_stray(&iri[at..])) {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                // Writing into a String cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(character);
        }
    }
    Some(encoded)
}

fn forbidden(character: char) -> bool {
    character.is_whitespace() || character.is_control() || "<>\"{}|\\^`".contains(character)
}

fn has_stray_percent(iri: &str) -> bool {
    iri.match_indices('%').any(|(at, _)| is_stray(&iri[at..]))
}

fn is_stray(rest: &str) -> bool {
    !rest
        .get(1..3)
        .is_some_and(|code| code.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::change::Safety;

    fn iri(change: Option<Change>) -> Option<(String, Safety)> {
        match change?.object {
            Object::Iri(iri) => Some((iri, Safety::Safe)),
            _ => None,
        }
    }

    #[test]
    fn texts_that_are_addresses_become_addresses() {
        for (text, expected) in [
            ("https://a.de/x.csv", Some("https://a.de/x.csv")),
            (" http://a.de/ä?b=%20#c ", Some("http://a.de/ä?b=%20#c")),
            ("https://a.de/{x}|y", Some("https://a.de/%7Bx%7D%7Cy")),
            ("https://a.de/100%", Some("https://a.de/100%25")),
            ("https://a.de:8080/x", Some("https://a.de:8080/x")),
            ("siehe Anhang", None),
            ("https://", None),
            ("https://a.de https://b.de", None),
            ("ftp://a.de", None),
        ] {
            assert_eq!(iri(web(text)).map(|(iri, _)| iri).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_may_end_earlier_is_only_proposed() {
        for text in ["https://a.de/x siehe Anhang", "www.a.de/x"] {
            assert_eq!(web(text).unwrap().safety, Safety::Unsafe, "{text}");
        }
        assert_eq!(web("https://a.de/x").unwrap().safety, Safety::Safe);
    }

    #[test]
    fn mail_and_telephone() {
        assert_eq!(iri(mail("info@stadt.de")).unwrap().0, "mailto:info@stadt.de");
        assert_eq!(
            iri(mail("mailto:info@stadt.de")).unwrap().0,
            "mailto:info@stadt.de"
        );
        for text in ["Frau Müller", "info(at)stadt.de", "a@b", "a@b.de, c@d.de"] {
            assert_eq!(mail(text), None, "{text}");
        }
        assert_eq!(iri(telephone("+49 6131 12-0")).unwrap().0, "tel:+496131120");
        for text in ["06131 120", "+49 (0)6131 120", "+49 6131 12-0 App. 7", "+"] {
            assert_eq!(telephone(text), None, "{text}");
        }
    }
}
