//! The RDF syntaxes Kolophon reads and writes, and how to tell them apart.

/// An RDF syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// [Turtle](https://www.w3.org/TR/turtle/).
    Turtle,
    /// [TriG](https://www.w3.org/TR/trig/).
    TriG,
    /// [N-Triples](https://www.w3.org/TR/n-triples/).
    NTriples,
    /// [N-Quads](https://www.w3.org/TR/n-quads/).
    NQuads,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/).
    RdfXml,
    /// [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/).
    JsonLd,
}

impl Format {
    /// Every format, the preferred first.
    pub const ALL: [Self; 6] = [
        Self::Turtle,
        Self::RdfXml,
        Self::JsonLd,
        Self::NTriples,
        Self::TriG,
        Self::NQuads,
    ];

    /// The format a file name's ending promises; a trailing `.gz` is passed over.
    ///
    /// `.xml` and `.json` count as RDF/XML and JSON-LD: [`of_content`](Self::of_content) knows whether they are.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (_, extension) = name.rsplit_once('.')?;
        Self::of_extension(extension)
    }

    /// The format of a file extension without its dot.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "ttl" | "turtle" | "n3" => Some(Self::Turtle),
            "trig" => Some(Self::TriG),
            "nt" => Some(Self::NTriples),
            "nq" => Some(Self::NQuads),
            "rdf" | "xml" | "owl" | "rdfxml" => Some(Self::RdfXml),
            "jsonld" | "json" | "json-ld" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// The format of a media type; parameters such as `charset` are passed over.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let media_type = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        match media_type.as_str() {
            "text/turtle" | "application/x-turtle" | "text/n3" => Some(Self::Turtle),
            "application/trig" => Some(Self::TriG),
            "application/n-triples" | "text/plain" => Some(Self::NTriples),
            "application/n-quads" => Some(Self::NQuads),
            "application/rdf+xml" | "application/xml" | "text/xml" => Some(Self::RdfXml),
            "application/ld+json" | "application/json" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// The format the first characters of a text show; `None` when nothing speaks for any.
    #[must_use]
    pub fn of_content(text: &str) -> Option<Self> {
        let text = skip_blanks_and_comments(text.trim_start_matches('\u{feff}'));
        let lower = text
            .get(..text.floor_char_boundary(16))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if lower.starts_with("<?xml")
            || lower.starts_with("<rdf:")
            || lower.starts_with("<!--")
            || lower.starts_with("<!doctype")
        {
            return Some(Self::RdfXml);
        }
        if text.starts_with('{') {
            return Some(if looks_like_trig(text) {
                Self::TriG
            } else {
                Self::JsonLd
            });
        }
        if text.starts_with('[') {
            // `[` opens a JSON array, or an anonymous node in Turtle.
            let next = text.trim_start_matches('[').trim_start();
            return Some(if next.starts_with(['{', '"', ']']) {
                Self::JsonLd
            } else {
                Self::Turtle
            });
        }
        if lower.starts_with("@prefix")
            || lower.starts_with("@base")
            || lower.starts_with("prefix ")
            || lower.starts_with("base ")
        {
            return Some(Self::Turtle);
        }
        if text.starts_with('<') && is_element_name(text) {
            return Some(Self::RdfXml);
        }
        if text.starts_with('<') || text.starts_with("_:") {
            return Some(Self::Turtle);
        }
        None
    }

    /// The media type to send it with, bare of parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::TriG => "application/trig",
            Self::NTriples => "application/n-triples",
            Self::NQuads => "application/n-quads",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The usual file extension without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::TriG => "trig",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// The name people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::TriG => "TriG",
            Self::NTriples => "N-Triples",
            Self::NQuads => "N-Quads",
            Self::RdfXml => "RDF/XML",
            Self::JsonLd => "JSON-LD",
        }
    }
}

fn skip_blanks_and_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if !text.starts_with('#') {
            return text;
        }
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
}

/// Whether a text that opens with `{` is a `TriG` graph block and not a JSON object.
fn looks_like_trig(text: &str) -> bool {
    let inside = text.trim_start_matches('{').trim_start();
    !inside.starts_with(['"', '}', '{'])
}

/// Whether `<` opens an XML element: a name follows, then a blank, `>` or `/`; an IRI has a colon or slash first.
fn is_element_name(text: &str) -> bool {
    let name_end = text[1..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':')));
    let Some(end) = name_end else { return false };
    let (name, rest) = (&text[1..=end], &text[1 + end..]);
    !name.is_empty() && rest.starts_with(|c: char| c.is_whitespace() || c == '>') && rest.contains("xmlns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_format() {
        let check = |text, expected| assert_eq!(Format::of_content(text), expected, "{text:?}");
        check("\u{feff}<?xml version='1.0'?>", Some(Format::RdfXml));
        check("<rdf:RDF xmlns:rdf='…'>", Some(Format::RdfXml));
        check(
            "<Catalog xmlns='http://www.w3.org/ns/dcat#'>",
            Some(Format::RdfXml),
        );
        check("# Kommentar\n@prefix a: <b> .", Some(Format::Turtle));
        check("PREFIX a: <b>", Some(Format::Turtle));
        check("<http://a> <http://b> <http://c> .", Some(Format::Turtle));
        check("<a> <b> <c> .", Some(Format::Turtle));
        check("[ a <b> ] .", Some(Format::Turtle));
        check("[{\"@id\": 1}]", Some(Format::JsonLd));
        check("{ \"@id\": 1}", Some(Format::JsonLd));
        check("{ <a> <b> <c> }", Some(Format::TriG));
        check("PDF", None);
        check("", None);
    }

    #[test]
    fn names_and_media_types_tell_the_format() {
        assert_eq!(Format::of_file_name("Katalog.RDF.gz"), Some(Format::RdfXml));
        assert_eq!(Format::of_file_name("katalog.csv"), None);
        assert_eq!(
            Format::of_media_type("text/turtle; charset=utf-8"),
            Some(Format::Turtle)
        );
        for format in Format::ALL {
            assert_eq!(Format::of_extension(format.extension()), Some(format));
            assert_eq!(Format::of_media_type(format.media_type()), Some(format));
        }
    }
}
