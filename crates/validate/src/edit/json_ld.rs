//! Rewriting in JSON-LD. A value is written anew as a value object, so that no context can change its meaning.

use std::fmt::Write as _;

use kolophon_diagnostic::Edit;
use kolophon_graph::{Span, Term, XSD_STRING};
use serde_json::Value;

use super::{File, Member};
use crate::repair::change::{Node, Object};

pub(super) fn rewrite(file: &File<'_>, members: &[Member<'_>]) -> Option<Vec<Edit>> {
    let first = members.first()?;
    let mut edits = Vec::new();
    if members
        .iter()
        .any(|member| member.predicate() != first.predicate())
    {
        // The values of one key would need two.
        return None;
    }
    if let Some(predicate) = first.predicate() {
        let key = file.prefixed(predicate).unwrap_or_else(|| predicate.to_owned());
        edits.push(file.replace(first.position.predicate, json_string(&key)));
    }
    for member in members.iter().filter(|member| member.change.is_some()) {
        object(file, member, &mut edits)?;
    }
    Some(edits)
}

/// Adds the edit of an object, if it needs one; `None` when there is no form for it.
fn object(file: &File<'_>, member: &Member<'_>, edits: &mut Vec<Edit>) -> Option<()> {
    let change = member.change?;
    let span = member.position.object;
    let token = file.text(span)?;
    let around = enclosing_value_object(file.source.text(), span);
    let value = match &change.object {
        // Another key may read a bare value in another way.
        Object::Unchanged => match member.object {
            _ if around.is_some() || token.starts_with('{') => return Some(()),
            Term::Iri(iri) => address(iri),
            Term::BlankNode(_) => format!("{{\"@id\": {token}}}"),
            Term::Literal {
                value,
                datatype,
                language,
            } => literal(value, datatype, language),
        },
        Object::Iri(iri) => address(iri),
        Object::Typed(value, datatype) => literal(value, datatype, None),
        Object::Tagged(value, language) => literal(value, XSD_STRING, Some(language)),
        Object::Node(node) => new_node(node),
    };
    if around.is_none() && is_key_of_more(file.source.text(), span) {
        // The node says more than its address.
        return None;
    }
    edits.push(file.replace(around.unwrap_or(span), value));
    Some(())
}

fn address(iri: &str) -> String {
    format!("{{\"@id\": {}}}", json_string(iri))
}

fn literal(value: &str, datatype: &str, language: Option<&str>) -> String {
    let value = json_string(value);
    match language {
        Some(language) => format!(
            "{{\"@value\": {value}, \"@language\": {}}}",
            json_string(language)
        ),
        None if datatype == XSD_STRING => format!("{{\"@value\": {value}}}"),
        None => format!("{{\"@value\": {value}, \"@type\": {}}}", json_string(datatype)),
    }
}

fn new_node(node: &Node) -> String {
    let (class, property) = (json_string(node.class), json_string(node.property));
    let value = literal(&node.value, node.datatype, None);
    format!("{{\"@type\": {class}, {property}: {value}}}")
}

/// Whether a value belongs to `@id` or `@value`.
fn is_key_of_more(text: &str, value: Span) -> bool {
    let before = text.get(..value.start as usize).unwrap_or_default().trim_end();
    let before = before.strip_suffix(':').unwrap_or_default().trim_end();
    before.ends_with("\"@value\"") || before.ends_with("\"@id\"")
}

/// The braces around a value that is spelled `{"@value": …}` or `{"@id": …}` and nothing more.
fn enclosing_value_object(text: &str, value: Span) -> Option<Span> {
    if !is_key_of_more(text, value) {
        return None;
    }
    let start = text.get(..value.start as usize)?.rfind('{')?;
    let end = value.end as usize + text.get(value.end as usize..)?.find('}')? + 1;
    let object: Value = serde_json::from_str(text.get(start..end)?).ok()?;
    let known = ["@id", "@value", "@type", "@language", "@direction"];
    let keys = object.as_object()?.keys();
    let is_plain = keys.clone().all(|key| known.contains(&key.as_str()));
    let types_a_node = object.get("@id").is_some() && object.get("@type").is_some();
    (is_plain && !types_a_node).then(|| Span::new(start, end))
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
    fn value_objects_are_replaced_whole() {
        let text = r#"{"a": {"@value": "x", "@type": "t"}, "b": "y"}"#;
        let at = text.find("\"x\"").unwrap();
        let span = enclosing_value_object(text, Span::new(at, at + 3)).unwrap();
        assert_eq!(&text[span.range()], r#"{"@value": "x", "@type": "t"}"#);
        let at = text.find("\"y\"").unwrap();
        assert_eq!(enclosing_value_object(text, Span::new(at, at + 3)), None);
    }

    #[test]
    fn nodes_that_say_more_are_left_alone() {
        let text = r#"{"a": {"@id": "x", "title": "t"}}"#;
        let at = text.find("\"x\"").unwrap();
        let value = Span::new(at, at + 3);
        assert_eq!(enclosing_value_object(text, value), None);
        assert!(is_key_of_more(text, value));
    }
}
