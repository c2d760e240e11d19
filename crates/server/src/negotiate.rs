//! Content negotiation: which of several forms of a resource a client gets.
//!
//! An explicit suffix in the path beats the `Accept` header; among equally wanted forms the server's first wins, which
//! is HTML where there is a page, so that `*/*` of a browser gets one
//! ([RFC 9110 §12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)).

use axum::http::{HeaderMap, header};
use kolophon_dcat::Format;
use kolophon_diagnostic::Language;

/// A form a resource can be had in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A page for people.
    Html,
    /// Plain JSON.
    Json,
    /// RDF.
    Rdf(Format),
}

/// The RDF syntaxes served; those with named graphs would add nothing.
pub(crate) const RDF_FORMATS: [Format; 4] =
    [Format::Turtle, Format::RdfXml, Format::JsonLd, Format::NTriples];

/// What a record offers, the preferred first.
pub(crate) const RECORD_FORMS: [Form; 6] = [
    Form::Html,
    Form::Rdf(Format::Turtle),
    Form::Rdf(Format::RdfXml),
    Form::Rdf(Format::JsonLd),
    Form::Rdf(Format::NTriples),
    Form::Json,
];

impl Form {
    /// The media type, without parameters.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Json => "application/json",
            Self::Rdf(format) => format.media_type(),
        }
    }

    /// The form a path suffix asks for, without its dot.
    pub(crate) fn of_suffix(suffix: &str) -> Option<Self> {
        match suffix {
            "html" => Some(Self::Html),
            "json" => Some(Self::Json),
            other => rdf_of_suffix(other).map(Self::Rdf),
        }
    }
}

/// The RDF syntax a path suffix asks for, without its dot; `.xml` is what DKAN portals have configured for RDF/XML.
pub(crate) fn rdf_of_suffix(suffix: &str) -> Option<Format> {
    match suffix {
        "ttl" => Some(Format::Turtle),
        "rdf" | "xml" => Some(Format::RdfXml),
        "jsonld" => Some(Format::JsonLd),
        "nt" => Some(Format::NTriples),
        _ => None,
    }
}

/// A name and the suffix behind its last dot.
pub(crate) fn split_suffix(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())
}

/// A parsed `Accept` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Accept(Vec<Range>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    main: String,
    sub: String,
    /// In thousandths.
    quality: u16,
}

impl Accept {
    /// The header of a request; without one everything is welcome.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut ranges = Vec::new();
        for value in headers.get_all(header::ACCEPT) {
            ranges.extend(parse(value.to_str().unwrap_or_default()).0);
        }
        if ranges.is_empty() {
            parse("*/*")
        } else {
            Self(ranges)
        }
    }

    /// How much a media type is wanted, in thousandths; the most specific range decides.
    pub(crate) fn quality(&self, media_type: &str) -> u16 {
        let (main, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
        let specificity = |range: &Range| match (range.main.as_str(), range.sub.as_str()) {
            ("*", "*") => Some(0_u8),
            (wanted, "*") if wanted == main => Some(1),
            (wanted, of) if wanted == main && of == sub => Some(2),
            _ => None,
        };
        self.0
            .iter()
            .filter_map(|range| specificity(range).map(|rank| (rank, range.quality)))
            .max()
            .map_or(0, |(_, quality)| quality)
    }

    /// The offer most wanted, of equals the first; `None` when none is acceptable.
    pub(crate) fn best<T: Copy>(&self, offers: &[T], media_type: impl Fn(T) -> &'static str) -> Option<T> {
        let mut best: Option<(u16, T)> = None;
        for offer in offers {
            let quality = self.quality(media_type(*offer));
            if quality > best.map_or(0, |(known, _)| known) {
                best = Some((quality, *offer));
            }
        }
        best.map(|(_, offer)| offer)
    }

    /// Whether the client would rather see a page than data.
    pub(crate) fn prefers_html(&self) -> bool {
        let html = self.quality("text/html");
        let named = self
            .0
            .iter()
            .any(|range| range.sub == "html" || range.sub == "xhtml+xml");
        named && html > 0 && html >= self.quality("application/problem+json")
    }
}

/// Parses the value of an `Accept` header. What is malformed is passed over: negotiation never fails on syntax.
pub(crate) fn parse(value: &str) -> Accept {
    let mut ranges = Vec::new();
    for element in value.split(',') {
        let mut parts = element.split(';');
        let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some((main, sub)) = name.split_once('/') else {
            continue;
        };
        if main.is_empty() || sub.is_empty() {
            continue;
        }
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
            .map_or(1000, |(_, weight)| thousandths(weight.trim()));
        ranges.push(Range {
            main: main.to_owned(),
            sub: sub.to_owned(),
            quality,
        });
    }
    Accept(ranges)
}

/// A weight such as `0.8` in thousandths; one that is none counts as 0, so that garbage wins nothing
/// ([RFC 9110 §12.4.2](https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2)).
fn thousandths(weight: &str) -> u16 {
    match weight.parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the value lies between 0 and 1000"
            )]
            let scaled = (value * 1000.0).round() as u16;
            scaled
        }
        _ => 0,
    }
}

/// How much a content coding is wanted, in thousandths; `None` when it is not named
/// ([RFC 9110 §12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)).
pub(crate) fn coding_quality(accepted: &str, coding: &str) -> Option<u16> {
    accepted.split(',').find_map(|element| {
        let mut parts = element.split(';');
        let name = parts.next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case(coding).then(|| {
            parts
                .filter_map(|parameter| parameter.split_once('='))
                .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
                .map_or(1000, |(_, weight)| thousandths(weight.trim()))
        })
    })
}

/// The language of a request's texts; German unless another is wanted more.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let value = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut best = (0, Language::German);
    for element in value.split(',') {
        let mut parts = element.split(';');
        let Some(language) = Language::of_tag(parts.next().unwrap_or_default().trim()) else {
            continue;
        };
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
            .map_or(1000, |(_, weight)| thousandths(weight.trim()));
        if quality > best.0 {
            best = (quality, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn best(accept: &str) -> Option<Form> {
        parse(accept).best(&RECORD_FORMS, Form::media_type)
    }

    #[test]
    fn the_table_of_accept_headers() {
        let turtle = Some(Form::Rdf(Format::Turtle));
        let rdf_xml = Some(Form::Rdf(Format::RdfXml));
        for (accept, expected) in [
            ("*/*", Some(Form::Html)),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
                Some(Form::Html),
            ),
            ("text/turtle", turtle),
            ("TEXT/Turtle", turtle),
            ("text/turtle;charset=utf-8", turtle),
            ("text/*", Some(Form::Html)),
            ("text/*;q=0.5, text/html;q=0", turtle),
            ("application/rdf+xml, text/turtle;q=0.9", rdf_xml),
            ("text/turtle;q=0.9, application/rdf+xml", rdf_xml),
            ("text/turtle; q=0.3, */*;q=0.1", turtle),
            ("application/ld+json", Some(Form::Rdf(Format::JsonLd))),
            ("application/json", Some(Form::Json)),
            ("application/n-triples", Some(Form::Rdf(Format::NTriples))),
            ("application/*", rdf_xml),
            ("image/png", None),
            ("text/turtle;q=0", None),
            ("*/*;q=0", None),
            ("text/turtle;q=7", None),
            ("text/turtle;q=abc, application/json;q=0.1", Some(Form::Json)),
            ("nonsense, text/turtle", turtle),
            ("text/turtle;q=0.5, application/rdf+xml;q=0.5", turtle),
        ] {
            assert_eq!(best(accept), expected, "{accept}");
        }
    }

    #[test]
    fn no_header_is_any_header() {
        let mut headers = HeaderMap::new();
        assert_eq!(Accept::of(&headers), parse("*/*"));
        headers.insert(header::ACCEPT, HeaderValue::from_static(""));
        assert_eq!(Accept::of(&headers), parse("*/*"));
    }

    #[test]
    fn only_who_names_html_gets_problem_pages() {
        assert!(parse("text/html,*/*;q=0.8").prefers_html());
        assert!(!parse("*/*").prefers_html());
        assert!(!parse("text/html;q=0.1, application/json;q=0.9, application/problem+json").prefers_html());
    }

    #[test]
    fn german_is_the_language_unless_english_is_wanted_more() {
        for (value, expected) in [
            ("", Language::German),
            ("en", Language::English),
            ("en-GB,de;q=0.9", Language::English),
            ("fr, de;q=0.3, en;q=0.2", Language::German),
            ("fr", Language::German),
            ("de, en", Language::German),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
            assert_eq!(language(&headers), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn negotiation_is_total_and_never_picks_the_unwanted(accept in ".{0,60}") {
            let parsed = parse(&accept);
            if let Some(form) = parsed.best(&RECORD_FORMS, Form::media_type) {
                prop_assert!(parsed.quality(form.media_type()) > 0);
            }
        }
    }
}
