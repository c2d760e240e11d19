//! What the reader stumbled over, as findings.

mod json_ld;
mod stop;
mod wording;

use std::fmt::Write as _;

use kolophon_dcat::vocab::{dcterms, geosparql};
use kolophon_dcat::{PREFIXES, SyntaxIssue, SyntaxIssueKind};
use kolophon_diagnostic::{Certainty, Edit, Finding, Fix, RuleId};
use kolophon_graph::{Graph, Source, Span};

pub use self::stop::{has_words, reason_in_words};
use self::wording::wording;
use crate::page::Page;
use crate::place;

/// The rules that a file can break while it is read, in every profile.
pub(crate) const RULES: [&str; 20] = [
    "address-unreadable",
    "ampersand-unescaped",
    "context-remote",
    "encoding-not-utf-8",
    "escape-unreadable",
    "full-stop-missing",
    "full-stop-too-early",
    "id-not-a-name",
    "id-repeated",
    "json-ld-context-unreadable",
    "json-ld-unreadable",
    "json-without-metadata",
    "language-tag-unreadable",
    "name-not-allowed",
    "name-not-declared",
    "name-repeated",
    "name-without-address",
    "prefix-not-declared",
    "statement-unreadable",
    "value-without-property",
];

/// A reader's issue as a finding.
pub(crate) fn finding(graph: &Graph, issue: &SyntaxIssue) -> Finding {
    let wording = wording(&issue.kind);
    let page = Page::of(wording.rule);
    Finding {
        rule: RuleId::new(wording.rule),
        severity: wording.severity,
        message: wording.message,
        why: page.map(Page::why),
        clause: page.and_then(|page| page.clause),
        mend: page.map(Page::mend),
        consequence: wording.effect.consequence(),
        blocking: wording.effect.is_blocking(),
        place: place::of_span(graph, issue.source, issue.span),
        dataset: None,
        focus: None,
        path: None,
        value: written_text(graph, issue),
        result: None,
        fix: fix(graph, issue),
        insertion: None,
    }
}

fn written_text(graph: &Graph, issue: &SyntaxIssue) -> Option<String> {
    let text = graph.source(issue.source)?.text().get(issue.span.range())?;
    (!text.is_empty()).then(|| text.chars().take(200).collect())
}

/// An address is mended by percent-encoding, a language tag by its right separator, a full stop by the mark that is
/// meant, a usual prefix by its declaration.
pub(crate) fn fix(graph: &Graph, issue: &SyntaxIssue) -> Option<Fix> {
    let source = graph.source(issue.source)?;
    let written = source.text().get(issue.span.range())?;
    if let SyntaxIssueKind::UndefinedPrefix { prefix } = &issue.kind {
        return declaration(source, prefix);
    }
    let replacement = match &issue.kind {
        SyntaxIssueKind::MissingFullStop if written.is_empty() => " .".to_owned(),
        SyntaxIssueKind::MissingFullStop => ".".to_owned(),
        SyntaxIssueKind::UnexpectedFullStop => ";".to_owned(),
        SyntaxIssueKind::InvalidIri { .. } => percent_encode(written),
        SyntaxIssueKind::UnescapedAmpersand => written.replacen('&', "&amp;", 1),
        SyntaxIssueKind::InvalidLanguageTag { tag } => written.replace(tag.as_str(), &tag.replace('_', "-")),
        _ => return None,
    };
    if replacement == written {
        return None;
    }
    let proposal = match &issue.kind {
        SyntaxIssueKind::MissingFullStop | SyntaxIssueKind::UnexpectedFullStop => {
            line_with(source, issue.span, &replacement)
        }
        _ => replacement.clone(),
    };
    let edit = Edit {
        file: source.name().to_owned(),
        bytes: (issue.span.start as usize, issue.span.end as usize),
        replacement,
    };
    Some(Fix {
        certainty: Certainty::Certain,
        proposal,
        edits: vec![edit],
    })
}

/// The line of a mark with another mark in its place: alone, a full stop says little.
fn line_with(source: &Source, span: Span, mark: &str) -> String {
    let text = source.text();
    let before = text[..span.range().start].rsplit('\n').next().unwrap_or_default();
    let behind = text[span.range().end..].lines().next().unwrap_or_default();
    format!("{before}{mark}{behind}").trim().to_owned()
}

/// The declaration of a prefix of DCAT-AP.de, before all others in a file that has declarations.
fn declaration(source: &Source, prefix: &str) -> Option<Fix> {
    let namespace = usual_namespace(prefix)?;
    let text = source.text();
    let declares = |line: &str| line.starts_with("@prefix") || line.starts_with("PREFIX");
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if declares(line.trim_start_matches('\u{feff}')) {
            start = start.max(offset);
            break;
        }
        offset += line.len();
    }
    let proposal = format!("@prefix {prefix}: <{namespace}> .");
    Some(Fix {
        certainty: Certainty::Certain,
        edits: vec![Edit {
            file: source.name().to_owned(),
            bytes: (start, start),
            replacement: format!("{proposal}\n"),
        }],
        proposal,
    })
}

/// What a prefix stands for by custom.
pub(crate) fn usual_namespace(prefix: &str) -> Option<&'static str> {
    let also = [("dcterms", dcterms::NAMESPACE), ("geo", geosparql::NAMESPACE)];
    let mut known = PREFIXES.iter().chain(&also);
    known
        .find(|(usual, _)| *usual == prefix)
        .map(|(_, namespace)| *namespace)
}

/// Encodes what [RFC 3987](https://www.rfc-editor.org/rfc/rfc3987#section-2.2) forbids, and leaves the token's own
/// brackets or quotes alone.
fn percent_encode(token: &str) -> String {
    let (open, inner, close) = match (token.chars().next(), token.chars().last()) {
        (Some('<'), Some('>')) if token.len() >= 2 => ("<", &token[1..token.len() - 1], ">"),
        (Some('"'), Some('"')) if token.len() >= 2 => ("\"", &token[1..token.len() - 1], "\""),
        _ => ("", token, ""),
    };
    let mut encoded = String::from(open);
    for character in inner.trim().chars() {
        if character.is_whitespace() || character.is_control() || "<>\"{}|\\^`".contains(character) {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                // Writing into a String cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(character);
        }
    }
    encoded.push_str(close);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_encoded_inside_the_token() {
        assert_eq!(percent_encode("<http://a/b c>"), "<http://a/b%20c>");
        assert_eq!(percent_encode("http://a/{x}"), "http://a/%7Bx%7D");
        assert_eq!(percent_encode("\" http://a/ü|\""), "\"http://a/ü%7C\"");
    }
}
