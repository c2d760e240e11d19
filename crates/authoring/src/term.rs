//! RDF terms outside of a graph, and the exact way to write them: that of N-Triples, with prefixes.

use std::fmt::Write as _;

use kolophon_dcat::PREFIXES;
use kolophon_graph::{GraphBuilder, RDF_LANG_STRING, SourceId, TermId, XSD_STRING};

/// A term as text, owned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Term {
    Iri(String),
    /// The label as the file writes it; empty for a node that is mentioned once.
    Blank(String),
    Literal {
        value: String,
        datatype: String,
        language: Option<String>,
    },
}

impl Term {
    pub(crate) fn iri(iri: impl Into<String>) -> Self {
        Self::Iri(iri.into())
    }

    pub(crate) fn string(value: impl Into<String>) -> Self {
        Self::typed(value, XSD_STRING)
    }

    pub(crate) fn typed(value: impl Into<String>, datatype: impl Into<String>) -> Self {
        Self::Literal {
            value: value.into(),
            datatype: datatype.into(),
            language: None,
        }
    }

    /// A text in a language; `none` and the empty tag give a text without one.
    pub(crate) fn text(value: impl Into<String>, language: &str) -> Self {
        if language.is_empty() || language == "none" {
            return Self::string(value);
        }
        Self::Literal {
            value: value.into(),
            datatype: RDF_LANG_STRING.to_owned(),
            language: Some(language.to_lowercase()),
        }
    }

    pub(crate) fn as_iri(&self) -> Option<&str> {
        match self {
            Self::Iri(iri) => Some(iri),
            Self::Blank(_) | Self::Literal { .. } => None,
        }
    }

    /// The term in a graph that is being read. Labels of blank nodes belong to `source`.
    pub(crate) fn intern(&self, builder: &mut GraphBuilder, source: SourceId) -> TermId {
        match self {
            Self::Iri(iri) => builder.iri(iri),
            Self::Blank(label) if label.is_empty() => builder.fresh_blank_node(),
            Self::Blank(label) => builder.blank_node(source, label),
            Self::Literal {
                value,
                language: Some(language),
                ..
            } => builder.language_literal(value, language),
            Self::Literal { value, datatype, .. } => builder.typed_literal(value, datatype),
        }
    }

    /// The term of a graph; blank nodes keep their label.
    pub(crate) fn of(term: kolophon_graph::Term<'_>) -> Self {
        use kolophon_graph::Term as Given;
        match term {
            Given::Iri(iri) => Self::iri(iri),
            Given::BlankNode(label) => Self::Blank(label.to_owned()),
            Given::Literal {
                value,
                datatype,
                language,
            } => Self::Literal {
                value: value.to_owned(),
                datatype: datatype.to_owned(),
                language: language.map(str::to_owned),
            },
        }
    }

    /// A term in exact writing: `<…>`, `"…"@de`, `"…"^^xsd:date` or `_:label`; `None` when it is something else.
    pub(crate) fn exact(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(label) = text.strip_prefix("_:") {
            let plain = label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
            return plain.then(|| Self::Blank(label.to_owned()));
        }
        if let Some(iri) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            return (!iri.contains(['<', '>'])).then(|| Self::iri(unescaped(iri)));
        }
        let rest = text.strip_prefix('"')?;
        let end = closing_quote(rest)?;
        let (value, rest) = (unescaped(&rest[..end]), &rest[end + 1..]);
        if rest.is_empty() {
            return Some(Self::string(value));
        }
        if let Some(tag) = rest.strip_prefix('@') {
            let plain = tag
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            return (plain && !tag.is_empty()).then(|| Self::text(value, tag));
        }
        let datatype = rest.strip_prefix("^^")?;
        let datatype = match Self::exact(datatype) {
            Some(Self::Iri(iri)) => iri,
            Some(_) => return None,
            None => expanded(datatype)?,
        };
        Some(Self::typed(value, datatype))
    }

    /// The exact writing, which [`exact`](Self::exact) reads.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Iri(iri) => format!("<{}>", escaped(iri, "<>\\")),
            Self::Blank(label) => format!("_:{label}"),
            Self::Literal {
                value,
                datatype,
                language,
            } => {
                let value = escaped(value, "\"\\");
                match language {
                    Some(tag) => format!("\"{value}\"@{tag}"),
                    None if datatype == XSD_STRING => format!("\"{value}\""),
                    None => format!("\"{value}\"^^{}", compacted(datatype)),
                }
            }
        }
    }
}

/// The IRI of a prefixed name with one of the usual prefixes.
pub(crate) fn expanded(name: &str) -> Option<String> {
    let (prefix, local) = name.split_once(':')?;
    let prefix = if prefix == "dcterms" { "dct" } else { prefix };
    let (_, namespace) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
    Some(format!("{namespace}{local}"))
}

/// An IRI as a prefixed name, if one of the usual prefixes fits, else in angle brackets.
pub(crate) fn compacted(iri: &str) -> String {
    let local_of = |namespace: &str| {
        let local = iri.strip_prefix(namespace)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (!local.is_empty() && local.bytes().all(plain)).then_some(local)
    };
    let name = PREFIXES.iter().find_map(|(prefix, namespace)| {
        let prefix = if *prefix == "dct" { "dcterms" } else { prefix };
        Some(format!("{prefix}:{}", local_of(namespace)?))
    });
    name.unwrap_or_else(|| Term::iri(iri).written())
}

/// Where the quote stands that closes a string.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escape = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escape => escape = false,
            b'\\' => escape = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
}

fn escaped(text: &str, special: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            // Blanks at the edge of a cell or line would be lost.
            _ if special.contains(character) && matches!(character, '"' | '\\') => {
                written.push('\\');
                written.push(character);
            }
            _ if special.contains(character) || character.is_control() || character == '\u{feff}' => {
                // Writing to a string cannot fail.
                let _done = write!(written, "\\u{:04X}", u32::from(character));
            }
            _ => written.push(character),
        }
    }
    written
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let (character, length) = match behind.chars().next() {
            Some('n') => ('\n', 1),
            Some('r') => ('\r', 1),
            Some('t') => ('\t', 1),
            Some('u') => match code_point(behind.get(1..5)) {
                Some(character) => (character, 5),
                None => ('\\', 0),
            },
            Some(other) => (other, other.len_utf8()),
            None => ('\\', 0),
        };
        plain.push(character);
        rest = &behind[length..];
    }
    plain.push_str(rest);
    plain
}

fn code_point(digits: Option<&str>) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term() -> impl Strategy<Value = Term> {
        prop_oneof![
            "[a-z]{1,4}:[^<>]{0,20}".prop_map(Term::iri),
            "[a-zA-Z0-9._-]{0,8}".prop_map(Term::Blank),
            any::<String>().prop_map(Term::string),
            (any::<String>(), "[a-z]{2,3}(-[a-z0-9]{1,8})?").prop_map(|(value, tag)| Term::text(value, &tag)),
            (
                any::<String>(),
                "(http://www.w3.org/2001/XMLSchema#|urn:)[a-zA-Z]{1,8}"
            )
                .prop_map(|(value, datatype)| Term::typed(value, datatype)),
        ]
    }

    proptest! {
        #[test]
        fn every_term_is_read_as_it_was_written(term in term()) {
            prop_assert_eq!(Term::exact(&term.written()), Some(term));
        }

        #[test]
        fn any_text_is_a_term_or_not(text in any::<String>()) {
            let _either = Term::exact(&text);
        }
    }

    #[test]
    fn what_only_begins_like_a_term_is_none() {
        for text in [
            "\"Haushalt\" einfach erklärt",
            "\"offen",
            "Haushalt",
            "<a> und <b>",
            "_:a b",
            "\"a\"^^",
            "\"a\"@",
        ] {
            assert_eq!(Term::exact(text), None, "{text}");
        }
    }

    #[test]
    fn usual_prefixes_are_known() {
        assert_eq!(compacted("http://purl.org/dc/terms/title"), "dcterms:title");
        assert_eq!(
            expanded("dcterms:title").as_deref(),
            Some("http://purl.org/dc/terms/title")
        );
        assert_eq!(expanded("http://x"), None);
        assert_eq!(compacted("http://e/x"), "<http://e/x>");
    }
}
