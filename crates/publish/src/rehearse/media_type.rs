//! What each harvester makes of a `Content-Type`.

use kolophon_dcat::Format;

/// The syntax that ckanext-dcat asks rdflib for: the header up to the first `;`, to the letter
/// (ckanext-dcat, `ckanext/dcat/harvesters/base.py`, `_get_content_and_type`; `processors.py`, `RDFParser.parse`).
///
/// The names are those that rdflib 7.6.0 has parsers for, `text/xml`, `application/xml`, `application/json` and
/// `text/html` not among them. Without a header RDF/XML is meant.
pub(super) fn of_rdflib(content_type: Option<&str>) -> Option<Format> {
    let Some(content_type) = content_type else {
        return Some(Format::RdfXml);
    };
    match content_type.split(';').next().unwrap_or_default() {
        "application/rdf+xml" | "xml" => Some(Format::RdfXml),
        "text/turtle" | "text/n3" | "turtle" | "ttl" | "n3" => Some(Format::Turtle),
        "application/n-triples" | "nt" => Some(Format::NTriples),
        "application/ld+json" | "json-ld" => Some(Format::JsonLd),
        "application/trig" => Some(Format::TriG),
        "application/n-quads" => Some(Format::NQuads),
        _ => None,
    }
}

/// Whether a `Content-Type` is one of RDF to piveau, and which
/// (piveau-consus-importing-rdf, `DownloadSource.kt`, `isRDF`; piveau-utils, `RdfExtensions.kt`, `asRdfLang`).
///
/// Without a header RDF/XML is meant.
pub(super) fn of_piveau(content_type: Option<&str>) -> Option<Format> {
    let content_type = content_type.unwrap_or("application/rdf+xml");
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/rdf+xml" => Some(Format::RdfXml),
        "text/turtle" | "text/n3" => Some(Format::Turtle),
        "application/n-triples" => Some(Format::NTriples),
        "application/ld+json" => Some(Format::JsonLd),
        _ => None,
    }
}

/// Whether the first generations of piveau's importer refuse the header, which they compare as a whole.
pub(super) fn has_parameters(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|content_type| content_type.contains(';'))
}

/// What udata guesses from the end of an address or from a media type (udata, `udata/rdf.py`, `guess_format`).
///
/// The ending is what stands behind the last `.` of the whole address, a query included.
pub(super) fn of_udata(text: &str) -> Option<Format> {
    match text {
        "application/rdf+xml" | "application/xml" | "text/xml" => return Some(Format::RdfXml),
        "text/turtle" | "text/n3" | "application/x-turtle" => return Some(Format::Turtle),
        "application/n-triples" => return Some(Format::NTriples),
        "application/ld+json" | "application/json" => return Some(Format::JsonLd),
        "application/trig" => return Some(Format::TriG),
        _ => {}
    }
    let (_, ending) = text.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "xml" | "rdf" | "owl" => Some(Format::RdfXml),
        "ttl" | "n3" => Some(Format::Turtle),
        "nt" => Some(Format::NTriples),
        "json" | "jsonld" | "json-ld" => Some(Format::JsonLd),
        "trig" => Some(Format::TriG),
        "nq" | "nquads" => Some(Format::NQuads),
        _ => None,
    }
}

/// Whether Python's `requests` takes the bytes of a body for ISO 8859-1 (any `text/…` that names no charset), or has to
/// guess (any other that names none, save JSON). Letters beyond ASCII come out wrong then, or by chance.
pub(super) fn has_no_charset(content_type: Option<&str>) -> bool {
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    !content_type.contains("charset=") && !content_type.starts_with("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_harvester_knows_other_names() {
        let all = |text: &str| (of_rdflib(Some(text)), of_piveau(Some(text)), of_udata(text));
        let turtle = Some(Format::Turtle);
        assert_eq!(all("text/turtle"), (turtle, turtle, turtle));
        assert_eq!(all("text/turtle; charset=utf-8"), (turtle, turtle, None));
        assert_eq!(all("text/turtle ; charset=utf-8"), (None, turtle, None));
        assert_eq!(all("application/xml"), (None, None, Some(Format::RdfXml)));
        assert_eq!(all("text/html"), (None, None, None));
        assert_eq!(of_rdflib(None), Some(Format::RdfXml));
        assert_eq!(of_udata("https://daten.example/catalog.ttl"), turtle);
        assert_eq!(of_udata("https://daten.example/catalog.ttl?page=2"), None);
        assert_eq!(of_udata("https://daten.example"), None);
    }
}
