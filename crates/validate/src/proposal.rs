//! What could stand there instead: proposals for the mistakes real catalogues make most.

use kolophon_dcat::Reading;
use kolophon_dcat::vocab::{dcat, dcterms, geosparql, locn, schema, xsd};
use kolophon_diagnostic::Fix;
use kolophon_graph::{Graph, Term, TripleIndex, XSD_STRING};

use crate::edit::{Object, Replacement, replace};
use crate::mapping::right_value;
use crate::wkt;

/// A proposal for a triple that breaks a rule; `None` when nothing safe can be said.
pub(crate) fn proposal(graph: &Graph, readings: &[Reading], triple: TripleIndex) -> Option<Fix> {
    let parts = graph.triple(triple);
    let property = graph.term(parts.predicate).as_iri()?;
    let replacement = replacement(property, graph.term(parts.object))?;
    replace(graph, readings, triple, &replacement)
}

/// One proposal for several triples that have to be mended together.
pub(crate) fn proposals(graph: &Graph, readings: &[Reading], triples: &[TripleIndex]) -> Option<Fix> {
    let fixes: Option<Vec<Fix>> = triples
        .iter()
        .map(|triple| proposal(graph, readings, *triple))
        .collect();
    let fixes = fixes?;
    let proposal = fixes
        .iter()
        .map(|fix| fix.proposal.as_str())
        .collect::<Vec<_>>()
        .join(" … ");
    let mut edits: Vec<_> = fixes.into_iter().flat_map(|fix| fix.edits).collect();
    edits.sort();
    Some(Fix { proposal, edits })
}

fn replacement(property: &str, object: Term<'_>) -> Option<Replacement> {
    let value = object.value();
    let keep = |object| {
        Some(Replacement {
            predicate: None,
            object,
        })
    };
    let rename = |predicate| {
        Some(Replacement {
            predicate: Some(predicate),
            object: Object::Unchanged,
        })
    };
    if let Some(right) = right_value(property, value).filter(|right| object.as_iri() != Some(right)) {
        return keep(Object::Iri(right));
    }
    match property {
        schema::START_DATE => rename(dcat::START_DATE),
        schema::END_DATE => rename(dcat::END_DATE),
        dcterms::IDENTIFIER => keep(Object::Typed(object.as_iri()?.to_owned(), XSD_STRING)),
        dcat::BYTE_SIZE => keep(Object::Typed(whole_number(value)?, xsd::NON_NEGATIVE_INTEGER)),
        dcterms::ISSUED | dcterms::MODIFIED | dcat::START_DATE | dcat::END_DATE => {
            let Term::Literal {
                datatype: XSD_STRING, ..
            } = object
            else {
                return None;
            };
            keep(Object::Typed(value.trim().to_owned(), date_type(value.trim())?))
        }
        locn::GEOMETRY => {
            let geometry = wkt::from_text(value)?;
            let predicate = if geometry.is_point {
                dcat::CENTROID
            } else {
                dcat::BBOX
            };
            Some(Replacement {
                predicate: Some(predicate),
                object: Object::Typed(geometry.text, geosparql::WKT_LITERAL),
            })
        }
        _ if object_is_address(property) => match object {
            Term::Literal { value, .. } => keep(Object::Iri(web_address(value)?)),
            Term::Iri(_) | Term::BlankNode(_) => None,
        },
        _ => None,
    }
}

/// Properties whose value is an address, so that a text which is one only lacks its form.
fn object_is_address(property: &str) -> bool {
    use kolophon_dcat::vocab::{dcatap, foaf, vcard};
    [
        dcat::ACCESS_URL,
        dcat::DOWNLOAD_URL,
        dcat::ENDPOINT_URL,
        dcat::ENDPOINT_DESCRIPTION,
        dcat::LANDING_PAGE,
        dcatap::APPLICABLE_LEGISLATION,
        dcterms::CONFORMS_TO,
        dcterms::LICENSE,
        dcterms::LANGUAGE,
        dcterms::FORMAT,
        dcterms::ACCESS_RIGHTS,
        dcat::THEME,
        foaf::HOMEPAGE,
        foaf::PAGE,
        vcard::HAS_URL,
    ]
    .contains(&property)
}

fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = !rest.is_empty()
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c));
    plain.then(|| text.to_owned())
}

/// `"12345.0"` and `"12345"` are 12345 bytes; half a byte is nothing we can mend.
fn whole_number(text: &str) -> Option<String> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.trim_start_matches('+');
    let is_whole = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && fraction.bytes().all(|b| b == b'0');
    is_whole.then(|| digits.to_owned())
}

/// The date type a text has the form of.
fn date_type(text: &str) -> Option<&'static str> {
    let digits_as_zero: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    match digits_as_zero.as_str() {
        "0000" => Some(xsd::G_YEAR),
        "0000-00" => Some(xsd::G_YEAR_MONTH),
        "0000-00-00" => Some(xsd::DATE),
        long if long.starts_with("0000-00-00T00:00:00") => Some(xsd::DATE_TIME),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kolophon_graph::RDF_LANG_STRING;

    fn plain(value: &str) -> Term<'_> {
        Term::Literal {
            value,
            datatype: XSD_STRING,
            language: None,
        }
    }

    #[test]
    fn whole_numbers_lose_their_decimal_point() {
        assert_eq!(whole_number("12345.0"), Some("12345".to_owned()));
        assert_eq!(whole_number("+7"), Some("7".to_owned()));
        assert_eq!(whole_number("1.5"), None);
        assert_eq!(whole_number("-1"), None);
        assert_eq!(whole_number("12 KB"), None);
    }

    #[test]
    fn an_address_written_as_text_becomes_an_address() {
        let address = "https://a.de/x.csv";
        let expected = Replacement {
            predicate: None,
            object: Object::Iri(address.to_owned()),
        };
        assert_eq!(replacement(dcat::ACCESS_URL, plain(address)), Some(expected));
        assert_eq!(replacement(dcat::ACCESS_URL, plain("siehe Anhang")), None);
        assert_eq!(replacement(dcat::ACCESS_URL, Term::Iri(address)), None);
    }

    #[test]
    fn dates_get_the_type_of_their_form() {
        assert_eq!(date_type("2020"), Some(xsd::G_YEAR));
        assert_eq!(date_type("2020-03-25T10:00:00+01:00"), Some(xsd::DATE_TIME));
        assert_eq!(date_type("25.03.2020"), None);
        let term = Term::Literal {
            value: "2020",
            datatype: RDF_LANG_STRING,
            language: Some("de"),
        };
        assert_eq!(replacement(dcterms::ISSUED, term), None);
    }
}
