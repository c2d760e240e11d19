//! Rewriting in Turtle, `TriG`, N-Triples and N-Quads.

use kolophon_dcat::Format;
use kolophon_dcat::vocab::rdf;
use kolophon_diagnostic::Edit;
use kolophon_graph::{Span, Term, XSD_STRING};

use super::{File, Member};
use crate::repair::change::{Node, Object};

pub(super) fn rewrite(file: &File<'_>, members: &[Member<'_>]) -> Option<Vec<Edit>> {
    let first = members.first()?;
    let verb = first.position.predicate;
    let mut edits = Vec::new();
    if let Some(predicate) = first.predicate() {
        edits.push(file.replace(not_empty(verb)?, name(file, predicate)));
    }
    let mut before = first.predicate();
    for (at, member) in members.iter().enumerate() {
        let mut object = object(file, member)?;
        if at > 0 && member.predicate() != before {
            // `p a, b` becomes `p a ; q b`.
            edits.push(semicolon(file, member)?);
            let predicate = match member.predicate() {
                Some(predicate) => name(file, predicate),
                None => file.text(not_empty(verb)?)?.to_owned(),
            };
            match object.first_mut() {
                Some(edit) if edit.bytes.0 == member.position.object.start as usize => {
                    edit.replacement.insert_str(0, &format!("{predicate} "));
                }
                _ => {
                    let start = member.position.object.start as usize;
                    object.insert(0, file.edit(start, start, format!("{predicate} ")));
                }
            }
        }
        before = member.predicate();
        edits.extend(object);
    }
    Some(edits)
}

fn not_empty(span: Span) -> Option<Span> {
    (!span.is_empty()).then_some(span)
}

/// The comma before an object becomes a semicolon.
fn semicolon(file: &File<'_>, member: &Member<'_>) -> Option<Edit> {
    let before = file.text(Span::new(0, member.position.object.start as usize))?;
    let list = before.trim_end().strip_suffix(',')?;
    let semicolon = if list.ends_with(char::is_whitespace) {
        ";"
    } else {
        " ;"
    };
    Some(file.edit(list.len(), list.len() + 1, semicolon))
}

fn object(file: &File<'_>, member: &Member<'_>) -> Option<Vec<Edit>> {
    let Some(change) = member.change else {
        return Some(Vec::new());
    };
    let span = member.position.object;
    let token = file.text(not_empty(span)?)?;
    Some(match &change.object {
        Object::Unchanged => Vec::new(),
        Object::Iri(iri) => vec![file.replace(span, name(file, iri))],
        Object::Typed(value, XSD_STRING) => vec![literal(file, member, token, (value, String::new()))],
        Object::Typed(value, datatype) => {
            let suffix = format!("^^{}", name(file, datatype));
            vec![literal(file, member, token, (value, suffix))]
        }
        Object::Tagged(value, language) => {
            vec![literal(file, member, token, (value, format!("@{language}")))]
        }
        Object::Node(node) => node_edits(file, span, node)?,
    })
}

/// A literal with its datatype or language. A text that stays is not written anew.
fn literal(file: &File<'_>, member: &Member<'_>, token: &str, (value, suffix): (&str, String)) -> Edit {
    let start = member.position.object.start as usize;
    if matches!(member.object, Term::Literal { .. })
        && member.object.value() == value
        && token.starts_with(['"', '\''])
        && let Some(end) = token.rfind(['"', '\''])
    {
        return file.edit(start + end + 1, start + token.len(), suffix);
    }
    file.replace(
        member.position.object,
        format!("{}{suffix}", quoted_like(value, token)),
    )
}

fn node_edits(file: &File<'_>, span: Span, node: &Node) -> Option<Vec<Edit>> {
    let value = if node.datatype == XSD_STRING {
        quoted(&node.value)
    } else {
        format!("{}^^{}", quoted(&node.value), name(file, node.datatype))
    };
    let (class, property) = (name(file, node.class), name(file, node.property));
    match file.reading.format {
        Format::Turtle | Format::TriG => Some(vec![
            file.replace(span, format!("[ a {class} ; {property} {value} ]")),
        ]),
        Format::NTriples => {
            // The node's own statements follow the one that leads to it.
            // The place makes it different from other new ones.
            let label = format!("{}{}", file.new_label(), span.start);
            let text = file.source.text();
            let rest = text.get(span.end as usize..)?;
            let dot = rest
                .find(|c: char| !c.is_whitespace())
                .filter(|at| rest[*at..].starts_with('.'))?;
            let end = span.end as usize + dot + 1;
            let statements = format!(
                "\n{label} <{}> {class} .\n{label} {property} {value} .",
                rdf::TYPE
            );
            Some(vec![file.replace(span, label), file.edit(end, end, statements)])
        }
        _ => None,
    }
}

fn name(file: &File<'_>, iri: &str) -> String {
    let prefixes_allowed = matches!(file.reading.format, Format::Turtle | Format::TriG);
    let short = prefixes_allowed.then(|| file.prefixed(iri)).flatten();
    short.unwrap_or_else(|| format!("<{iri}>"))
}

/// In three quotation marks if the old token was.
fn quoted_like(value: &str, token: &str) -> String {
    if !token.starts_with("\"\"\"") && !token.starts_with("'''") {
        return quoted(value);
    }
    let escaped = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\r', "\\r");
    format!("\"\"\"{escaped}\"\"\"")
}

fn quoted(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
