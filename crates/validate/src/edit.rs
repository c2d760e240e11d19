//! Rewriting a triple where it stands, in the syntax of its file.

use std::fmt::Write as _;

use kolophon_dcat::vocab::rdf;
use kolophon_dcat::{Format, Reading};
use kolophon_diagnostic::{Edit, Fix};
use kolophon_graph::{Graph, Position, Source, Span, Term, TripleIndex, XSD_STRING};

/// What takes the place of a triple's predicate and object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Replacement {
    /// The new predicate, when it changes.
    pub(crate) predicate: Option<&'static str>,
    /// The new object.
    pub(crate) object: Object,
}

/// A new object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// The old one stays.
    Unchanged,
    /// An address.
    Iri(String),
    /// A text with a datatype.
    Typed(String, &'static str),
}

/// The edit that replaces a triple; `None` when its syntax has no simple form for it.
pub(crate) fn replace(
    graph: &Graph,
    readings: &[Reading],
    triple: TripleIndex,
    with: &Replacement,
) -> Option<Fix> {
    let position = graph.position(triple);
    let source = graph.source(position.source)?;
    let reading = readings
        .iter()
        .find(|reading| reading.source == position.source)?;
    let place = Written {
        graph,
        triple,
        position,
        source,
        reading,
    };
    let edits = match reading.format {
        Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads => turtle(&place, with)?,
        Format::RdfXml => rdf_xml(&place, with)?,
        Format::JsonLd => json_ld(&place, with),
    };
    let proposal = edits
        .iter()
        .map(|edit| edit.replacement.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    Some(Fix { proposal, edits })
}

/// A triple where it stands.
struct Written<'a> {
    graph: &'a Graph,
    triple: TripleIndex,
    position: Position,
    source: &'a Source,
    reading: &'a Reading,
}

impl Written<'_> {
    fn edit(&self, span: Span, replacement: String) -> Edit {
        let bytes = (span.start as usize, span.end as usize);
        Edit {
            file: self.source.name().to_owned(),
            bytes,
            replacement,
        }
    }

    /// `prefix:local` when the file declares a fitting prefix and the rest is a plain name.
    fn prefixed(&self, iri: &str) -> Option<String> {
        self.reading.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            let plain = local.starts_with(|c: char| c.is_ascii_alphabetic())
                && local
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            (plain && !namespace.is_empty()).then(|| format!("{prefix}:{local}"))
        })
    }

    fn prefix_of(&self, namespace: &str) -> Option<&str> {
        let (prefix, _) = self
            .reading
            .prefixes
            .iter()
            .find(|(_, declared)| declared == namespace)?;
        Some(prefix)
    }

    fn object(&self) -> Term<'_> {
        self.graph.term(self.graph.triple(self.triple).object)
    }
}

fn turtle(place: &Written<'_>, with: &Replacement) -> Option<Vec<Edit>> {
    let prefixes_allowed = matches!(place.reading.format, Format::Turtle | Format::TriG);
    let name = |iri: &str| {
        let short = if prefixes_allowed {
            place.prefixed(iri)
        } else {
            None
        };
        short.unwrap_or_else(|| format!("<{iri}>"))
    };
    let object = match &with.object {
        Object::Unchanged => None,
        Object::Iri(iri) => Some(name(iri)),
        Object::Typed(value, XSD_STRING) => Some(quoted(value)),
        Object::Typed(value, datatype) => Some(format!("{}^^{}", quoted(value), name(datatype))),
    };
    let mut edits = Vec::new();
    if let Some(predicate) = with.predicate {
        if place.position.predicate.is_empty() {
            return None;
        }
        edits.push(place.edit(place.position.predicate, name(predicate)));
    }
    if let Some(object) = object {
        edits.push(place.edit(place.position.object, object));
    }
    Some(edits)
}

fn quoted(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The whole property element is written anew.
fn rdf_xml(place: &Written<'_>, with: &Replacement) -> Option<Vec<Edit>> {
    let text = place.source.text();
    let name_span = place.position.predicate;
    let start = (name_span.start as usize)
        .checked_sub(1)
        .filter(|at| text.as_bytes().get(*at) == Some(&b'<'))?;
    let end = element_end(text, start)?;
    let old_name = text.get(name_span.range())?;
    let name = match with.predicate {
        Some(predicate) => place.prefixed(predicate)?,
        None => old_name.to_owned(),
    };
    let rdf = place.prefix_of(rdf::NAMESPACE)?;
    let element = match &with.object {
        Object::Iri(iri) => format!("<{name} {rdf}:resource=\"{}\"/>", escaped(iri)),
        Object::Typed(value, XSD_STRING) => format!("<{name}>{}</{name}>", escaped(value)),
        Object::Typed(value, datatype) => {
            format!(
                "<{name} {rdf}:datatype=\"{datatype}\">{}</{name}>",
                escaped(value)
            )
        }
        Object::Unchanged => match place.object() {
            Term::Literal {
                value,
                datatype: XSD_STRING,
                ..
            } => format!("<{name}>{}</{name}>", escaped(value)),
            Term::Literal {
                value,
                language: Some(language),
                ..
            } => {
                format!("<{name} xml:lang=\"{language}\">{}</{name}>", escaped(value))
            }
            Term::Literal { value, datatype, .. } => {
                format!(
                    "<{name} {rdf}:datatype=\"{datatype}\">{}</{name}>",
                    escaped(value)
                )
            }
            Term::Iri(iri) => format!("<{name} {rdf}:resource=\"{}\"/>", escaped(iri)),
            Term::BlankNode(_) => return None,
        },
    };
    Some(vec![place.edit(Span::new(start, end), element)])
}

/// The end of the element that opens at `start`: behind its end tag, or behind `/>`.
fn element_end(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    loop {
        at += text.get(at..)?.find('<')?;
        let rest = &text[at..];
        if let Some(skipped) = ["<!--", "<![CDATA[", "<?"]
            .iter()
            .zip(["-->", "]]>", "?>"])
            .find(|(open, _)| rest.starts_with(**open))
        {
            at += rest.find(skipped.1)? + skipped.1.len();
            continue;
        }
        let close = tag_end(rest)?;
        if rest.starts_with("</") {
            depth = depth.checked_sub(1)?;
        } else if !rest[..close].ends_with('/') {
            depth += 1;
        }
        at += close + 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The offset of the `>` that closes the tag a text opens with; `>` may stand inside attribute values.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The value is written anew as a value object, so that no context can change its meaning.
fn json_ld(place: &Written<'_>, with: &Replacement) -> Vec<Edit> {
    let text = place.source.text();
    let mut edits = Vec::new();
    if let Some(predicate) = with.predicate {
        let key = place.prefixed(predicate).unwrap_or_else(|| predicate.to_owned());
        edits.push(place.edit(place.position.predicate, json_string(&key)));
    }
    let span = enclosing_value_object(text, place.position.object).unwrap_or(place.position.object);
    match &with.object {
        Object::Unchanged => {}
        Object::Iri(iri) => edits.push(place.edit(span, format!("{{\"@id\": {}}}", json_string(iri)))),
        Object::Typed(value, XSD_STRING) => {
            edits.push(place.edit(span, format!("{{\"@value\": {}}}", json_string(value))));
        }
        Object::Typed(value, datatype) => {
            let object = format!(
                "{{\"@value\": {}, \"@type\": {}}}",
                json_string(value),
                json_string(datatype)
            );
            edits.push(place.edit(span, object));
        }
    }
    edits.sort_by_key(|edit| edit.bytes);
    edits
}

/// The braces around a value that is spelled `{"@value": …}` or `{"@id": …}`; they hold no other braces.
fn enclosing_value_object(text: &str, value: Span) -> Option<Span> {
    let before = text.get(..value.start as usize)?.trim_end();
    let before = before.strip_suffix(':')?.trim_end();
    if !before.ends_with("\"@value\"") && !before.ends_with("\"@id\"") {
        return None;
    }
    let start = before.rfind('{')?;
    let end = value.end as usize + text.get(value.end as usize..)?.find('}')? + 1;
    Some(Span::new(start, end))
}

fn json_string(text: &str) -> String {
    let mut string = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            '\n' => string.push_str("\\n"),
            control if control.is_control() => {
                // Writing into a String cannot fail.
                let _ = write!(string, "\\u{:04x}", u32::from(control));
            }
            other => string.push(other),
        }
    }
    string.push('"');
    string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_ends_behind_its_own_end_tag() {
        let check = |text: &str, element: &str| {
            let start = text.find(element).unwrap();
            assert_eq!(&text[start..element_end(text, start).unwrap()], element);
        };
        check("<r><a b='>'/> x</r>", "<a b='>'/>");
        check(
            "<r><a>1<!-- </a> --><b><a/></b></a></r>",
            "<a>1<!-- </a> --><b><a/></b></a>",
        );
        check("<r><a><![CDATA[</a>]]></a></r>", "<a><![CDATA[</a>]]></a>");
    }

    #[test]
    fn value_objects_are_replaced_whole() {
        let text = r#"{"a": {"@value": "x", "@type": "t"}, "b": "y"}"#;
        let at = text.find("\"x\"").unwrap();
        let span = enclosing_value_object(text, Span::new(at, at + 3)).unwrap();
        assert_eq!(&text[span.range()], r#"{"@value": "x", "@type": "t"}"#);
        let at = text.find("\"y\"").unwrap();
        assert_eq!(enclosing_value_object(text, Span::new(at, at + 3)), None);
    }
}
