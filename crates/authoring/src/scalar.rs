//! One text to one term, and back: a date, an address, an entry of a code list.
//!
//! Going back never guesses: a way to write a term is only taken when reading it gives that term again. What has no
//! such way is written exactly, as [`Term::written`] does.

mod date;
mod measure;

use std::fmt::Write as _;

use kolophon_dcat::vocab::{geosparql, xsd};
use kolophon_diagnostic::Language;
use oxiri::Iri;

use crate::codelists::{CodeLists, Found};
use crate::defaults::Defaults;
use crate::field::Kind;
use crate::term::Term;

pub(crate) use self::date::period;

const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";
const KEYS: &str = "http://dcat-ap.de/def/politicalGeocoding/";
const DATACITE: &str = "http://purl.org/spar/datacite/";

/// Why a text is not what its field wants. The term is kept as a text all the same, so that nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Date,
    Number,
    Address,
    Email,
    Telephone,
    Duration,
    Geometry,
    RegionalKey,
    Hex,
    MediaType,
    /// No entry of the list; the candidates come near.
    Entry {
        list: &'static str,
        candidates: Vec<String>,
    },
}

/// What a text is read against.
#[derive(Clone, Copy)]
pub(crate) struct Scalars<'a> {
    pub(crate) lists: &'a dyn CodeLists,
    pub(crate) defaults: &'a Defaults,
    /// The IRI that `#name` and names of files belong to.
    pub(crate) root: &'a str,
    /// The language of texts.
    pub(crate) language: &'a str,
}

impl Scalars<'_> {
    /// The term that a text means in a field of that kind.
    pub(crate) fn read(&self, kind: Kind, text: &str) -> Result<Term, Fault> {
        match kind {
            Kind::Text => return Ok(Term::text(text, self.language)),
            Kind::Plain => return Ok(Term::string(text)),
            _ => {}
        }
        let text = text.trim();
        if let Some(term) = Term::exact(text) {
            return Ok(term);
        }
        match kind {
            Kind::Date => date::read(text).ok_or(Fault::Date),
            Kind::Integer => measure::integer(text)
                .map(|number| Term::typed(number, xsd::NON_NEGATIVE_INTEGER))
                .ok_or(Fault::Number),
            Kind::Decimal => measure::decimal(text)
                .map(|number| Term::typed(number, xsd::DECIMAL))
                .ok_or(Fault::Number),
            Kind::Duration => measure::duration(text)
                .map(|duration| Term::typed(duration, xsd::DURATION))
                .ok_or(Fault::Duration),
            Kind::Geometry => measure::geometry(text)
                .map(|wkt| Term::typed(wkt, geosparql::WKT_LITERAL))
                .ok_or(Fault::Geometry),
            Kind::Hex => hex(text),
            Kind::Email => email(text),
            Kind::Telephone => telephone(text),
            Kind::MediaType => media_type(text),
            Kind::RegionalKey => regional_key(text),
            Kind::Notation => Ok(notation(text)),
            Kind::Listed(list) => self.listed(list, text),
            Kind::FileOrAddress => self.file(text),
            _ => self.address(text),
        }
    }

    /// An absolute IRI, or `#name` of the thing described.
    pub(crate) fn address(&self, text: &str) -> Result<Term, Fault> {
        if let Some(name) = text.strip_prefix('#') {
            return Ok(Term::iri(format!("{}#{name}", self.root)));
        }
        if is_absolute(text) {
            return Ok(Term::iri(text));
        }
        Err(Fault::Address)
    }

    fn listed(&self, list: &'static str, text: &str) -> Result<Term, Fault> {
        if is_absolute(text) {
            return Ok(Term::iri(text));
        }
        match self.lists.find(list, text) {
            Found::Exact(iri) => Ok(Term::iri(iri)),
            Found::Nearly(candidates) => Err(Fault::Entry { list, candidates }),
            Found::None => Err(Fault::Entry {
                list,
                candidates: Vec::new(),
            }),
        }
    }

    /// A file beside the metadata is served below the dataset, whatever folder it lies in here.
    fn file(&self, text: &str) -> Result<Term, Fault> {
        if text.starts_with('#') || is_absolute(text) && !is_drive(text) {
            return self.address(text);
        }
        let name = text.rsplit(['/', '\\']).next().unwrap_or_default();
        if name.is_empty() || name == "." || name == ".." || is_drive(text) || looks_like_a_host(text) {
            return Err(Fault::Address);
        }
        Ok(Term::iri(format!(
            "{}/datei/{}",
            self.root,
            percent_encoded(name)
        )))
    }

    /// The shortest way to write a term that a person understands and [`read`](Self::read) reads.
    pub(crate) fn write(&self, kind: Kind, term: &Term, language: Language) -> Option<String> {
        let reads_back = |text: &String| !text.is_empty() && self.read(kind, text).as_ref() == Ok(term);
        let candidates = self.candidates(kind, term, language);
        if let Some(found) = candidates.into_iter().find(reads_back) {
            return Some(found);
        }
        // Texts are taken as they are, quotes included.
        let exact = term.written();
        (!matches!(kind, Kind::Text | Kind::Plain) && reads_back(&exact)).then_some(exact)
    }

    fn candidates(&self, kind: Kind, term: &Term, language: Language) -> Vec<String> {
        let iri = match term {
            Term::Literal { value, .. } => return vec![value.clone()],
            Term::Blank(_) => return Vec::new(),
            Term::Iri(iri) => iri,
        };
        let mut candidates = Vec::new();
        let after = |prefix: &str| iri.strip_prefix(prefix).map(str::to_owned);
        match kind {
            Kind::Listed(list) => candidates.extend(self.lists.label(list, iri, language)),
            Kind::MediaType => candidates.extend(after(MEDIA_TYPES)),
            Kind::Email => candidates.extend(after("mailto:")),
            Kind::Telephone => candidates.extend(after("tel:")),
            Kind::RegionalKey => candidates.extend(iri.rsplit('/').next().map(str::to_owned)),
            Kind::FileOrAddress => {
                let name = after(&format!("{}/datei/", self.root));
                candidates.extend(name.map(|name| format!("daten/{}", percent_decoded(&name))));
            }
            _ => {}
        }
        candidates.extend(after(&format!("{}#", self.root)).map(|name| format!("#{name}")));
        candidates.push(iri.clone());
        candidates
    }
}

/// Whether a text begins like an absolute IRI and has no blanks; whether it is one to the letter is checked later.
pub(crate) fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme && !rest.is_empty() && !text.contains(char::is_whitespace)
}

/// Whether an IRI is one by [RFC 3987](https://www.rfc-editor.org/rfc/rfc3987).
pub(crate) fn is_valid_iri(iri: &str) -> bool {
    Iri::parse(iri).is_ok()
}

/// `C:\Daten\x.csv`
fn is_drive(text: &str) -> bool {
    text.as_bytes().get(1) == Some(&b':') && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// `www.mainz.de/daten.csv`: an address without its scheme, and no file.
fn looks_like_a_host(text: &str) -> bool {
    text.starts_with("www.") || text.starts_with("//")
}

fn hex(text: &str) -> Result<Term, Fault> {
    let is_hex =
        !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return Err(Fault::Hex);
    }
    Ok(Term::typed(text, xsd::HEX_BINARY))
}

fn email(text: &str) -> Result<Term, Fault> {
    if is_absolute(text) && (text.starts_with("mailto:") || !text.contains('@')) {
        return Ok(Term::iri(text));
    }
    let is_email = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    });
    if !is_email
        || text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ',' | ';' | ':'))
    {
        return Err(Fault::Email);
    }
    Ok(Term::iri(format!("mailto:{text}")))
}

/// A number as [RFC 3966](https://www.rfc-editor.org/rfc/rfc3966) writes it; without a country it is German.
fn telephone(text: &str) -> Result<Term, Fault> {
    if is_absolute(text) {
        return Ok(Term::iri(text));
    }
    let allowed =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '/' | '(' | ')' | '.' | '\u{a0}' | '–');
    let text = text.replace("(0)", "");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !text.chars().all(allowed) || digits.len() < 5 || text.rfind('+').is_some_and(|at| at > 0) {
        return Err(Fault::Telephone);
    }
    let number = if let Some(rest) = text.strip_prefix('+') {
        format!("+{}", dashed(rest))
    } else if let Some(rest) = digits.strip_prefix("00") {
        format!("+{rest}")
    } else if let Some(rest) = digits.strip_prefix('0') {
        format!("+49{rest}")
    } else {
        return Err(Fault::Telephone);
    };
    Ok(Term::iri(format!("tel:{number}")))
}

/// The groups of a number with one hyphen between them.
fn dashed(text: &str) -> String {
    let groups = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty());
    groups.collect::<Vec<_>>().join("-")
}

fn media_type(text: &str) -> Result<Term, Fault> {
    if is_absolute(text) {
        return Ok(Term::iri(text));
    }
    let is_part = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
        !part.is_empty() && part.bytes().all(plain)
    };
    match text.split_once('/') {
        Some((kind, name)) if is_part(kind) && is_part(name) => Ok(Term::iri(format!("{MEDIA_TYPES}{text}"))),
        _ => Err(Fault::MediaType),
    }
}

/// ARS, AGS, or the key of a district or state, by its number of digits.
pub(crate) fn regional_key(text: &str) -> Result<Term, Fault> {
    if is_absolute(text) {
        return Ok(Term::iri(text));
    }
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::RegionalKey);
    }
    let list = match digits.len() {
        12 => "regionalKey",
        8 => "municipalityKey",
        5 => "districtKey",
        2 => "stateKey",
        _ => return Err(Fault::RegionalKey),
    };
    Ok(Term::iri(format!("{KEYS}{list}/{digits}")))
}

fn notation(text: &str) -> Term {
    if text.starts_with("10.") && text.contains('/') {
        return Term::typed(text, format!("{DATACITE}doi"));
    }
    if text.starts_with("urn:") {
        return Term::typed(text, format!("{DATACITE}urn"));
    }
    Term::string(text)
}

/// What may not stand in a segment of a path, as percent escapes.
fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _done = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn percent_decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escape = name_escape(rest);
        bytes.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &rest[3..] } else { behind };
    }
    String::from_utf8(bytes).unwrap_or_else(|_error| name.to_owned())
}

fn name_escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    Some(digit(*high)? * 16 + digit(*low)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct NoLists;

    impl CodeLists for NoLists {
        fn find(&self, _: &str, text: &str) -> Found {
            match text {
                "Offen" => Found::Exact("http://e/open".to_owned()),
                "Offn" => Found::Nearly(vec!["Offen".to_owned()]),
                _ => Found::None,
            }
        }
        fn label(&self, _: &str, iri: &str, _: Language) -> Option<String> {
            (iri == "http://e/open").then(|| "Offen".to_owned())
        }
        fn choices(&self, _: &str, _: Language) -> Vec<String> {
            Vec::new()
        }
    }

    fn check(kind: Kind, cases: &[(&str, &str)]) {
        let defaults = Defaults::default();
        let scalars = Scalars {
            lists: &NoLists,
            defaults: &defaults,
            root: "https://d.example/m/dataset/x",
            language: "de",
        };
        for (text, expected) in cases {
            let written = match scalars.read(kind, text) {
                Ok(term) => term.written(),
                Err(fault) => format!("{fault:?}"),
            };
            assert_eq!(written, *expected, "{kind:?} {text}");
        }
    }

    #[test]
    fn addresses() {
        check(
            Kind::Address,
            &[
                ("https://a.example/b", "<https://a.example/b>"),
                ("#kontakt", "<https://d.example/m/dataset/x#kontakt>"),
                ("www.a.example", "Address"),
                ("siehe Webseite", "Address"),
                ("<http://a b>", "<http://a b>"),
                ("\"http://a\"", "\"http://a\""),
            ],
        );
    }

    #[test]
    fn files_beside_the_metadata_are_served_below_the_dataset() {
        check(
            Kind::FileOrAddress,
            &[
                (
                    "daten/kita plätze.csv",
                    "<https://d.example/m/dataset/x/datei/kita%20pl%C3%A4tze.csv>",
                ),
                (
                    "daten\\kita.csv",
                    "<https://d.example/m/dataset/x/datei/kita.csv>",
                ),
                ("https://a.example/x.csv", "<https://a.example/x.csv>"),
                ("C:\\Daten\\x.csv", "Address"),
                ("www.a.example/x.csv", "Address"),
                ("daten/", "Address"),
            ],
        );
    }

    #[test]
    fn e_mail_and_telephone() {
        check(
            Kind::Email,
            &[
                ("a@b.example", "<mailto:a@b.example>"),
                ("mailto:a@b.example", "<mailto:a@b.example>"),
                ("Frau Meier", "Email"),
                ("a@b.example, c@d.example", "Email"),
                ("a@b", "Email"),
            ],
        );
        check(
            Kind::Telephone,
            &[
                ("06131 12-0", "<tel:+496131120>"),
                ("+49 (0)6131 / 12-0", "<tel:+49-6131-12-0>"),
                ("0049 6131 120", "<tel:+496131120>"),
                ("tel:+49-1", "<tel:+49-1>"),
                ("12", "Telephone"),
                ("Zentrale", "Telephone"),
            ],
        );
    }

    #[test]
    fn keys_and_lists() {
        check(
            Kind::RegionalKey,
            &[
                (
                    "073150000000",
                    "<http://dcat-ap.de/def/politicalGeocoding/regionalKey/073150000000>",
                ),
                (
                    "07315000",
                    "<http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000>",
                ),
                ("7315000", "RegionalKey"),
            ],
        );
        check(
            Kind::MediaType,
            &[
                (
                    "text/csv",
                    "<https://www.iana.org/assignments/media-types/text/csv>",
                ),
                ("CSV", "MediaType"),
            ],
        );
        check(Kind::Hex, &[("0aFF", "\"0aFF\"^^xsd:hexBinary"), ("xyz", "Hex")]);
        check(
            Kind::Listed("licenses"),
            &[
                ("Offen", "<http://e/open>"),
                ("http://e/other", "<http://e/other>"),
                ("Offn", "Entry { list: \"licenses\", candidates: [\"Offen\"] }"),
            ],
        );
        check(
            Kind::Notation,
            &[
                ("10.5072/x", "\"10.5072/x\"^^<http://purl.org/spar/datacite/doi>"),
                ("AZ 12", "\"AZ 12\""),
            ],
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(value in any::<String>(), form in 0..4, at in 0..KINDS.len()) {
            let term = match form {
                0 => Term::string(value),
                1 => Term::text(value, "de"),
                2 => Term::typed(value, xsd::DATE),
                _ => Term::iri(format!("https://d.example/m/dataset/x{}", value.replace(['<', '>'], ""))),
            };
            let defaults = Defaults::default();
            let scalars = Scalars { lists: &NoLists, defaults: &defaults, root: "https://d.example/m/dataset/x", language: "de" };
            if let Some(text) = scalars.write(KINDS[at], &term, Language::German) {
                prop_assert_eq!(scalars.read(KINDS[at], &text), Ok(term));
            } else {
                prop_assert!(matches!(KINDS[at], Kind::Text | Kind::Plain));
            }
        }
    }

    const KINDS: [Kind; 14] = [
        Kind::Text,
        Kind::Plain,
        Kind::Address,
        Kind::FileOrAddress,
        Kind::Listed("x"),
        Kind::MediaType,
        Kind::Date,
        Kind::Integer,
        Kind::Decimal,
        Kind::Duration,
        Kind::Geometry,
        Kind::Hex,
        Kind::Email,
        Kind::RegionalKey,
    ];
}
