//! What the reader stumbled over, as findings.

mod json_ld;
mod stop;
mod wording;

use std::fmt::Write as _;

use kolophon_dcat::{SyntaxIssue, SyntaxIssueKind};
use kolophon_diagnostic::{Edit, Finding, Fix, RuleId};
use kolophon_graph::Graph;

pub use self::stop::{has_words, reason_in_words};
use self::wording::wording;
use crate::page::Page;
use crate::place;

/// The rules that a file can break while it is read, in every profile.
pub(crate) const RULES: [&str; 18] = [
    "address-unreadable",
    "ampersand-unescaped",
    "context-remote",
    "encoding-not-utf-8",
    "escape-unreadable",
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
    }
}

fn written_text(graph: &Graph, issue: &SyntaxIssue) -> Option<String> {
    let text = graph.source(issue.source)?.text().get(issue.span.range())?;
    (!text.is_empty()).then(|| text.chars().take(200).collect())
}

/// An address is mended by percent-encoding, a language tag by its right separator.
fn fix(graph: &Graph, issue: &SyntaxIssue) -> Option<Fix> {
    let source = graph.source(issue.source)?;
    let written = source.text().get(issue.span.range())?;
    let proposal = match &issue.kind {
        SyntaxIssueKind::InvalidIri { .. } => percent_encode(written),
        SyntaxIssueKind::UnescapedAmpersand => written.replacen('&', "&amp;", 1),
        SyntaxIssueKind::InvalidLanguageTag { tag } => written.replace(tag.as_str(), &tag.replace('_', "-")),
        _ => return None,
    };
    if proposal == written {
        return None;
    }
    let edit = Edit {
        file: source.name().to_owned(),
        bytes: (issue.span.start as usize, issue.span.end as usize),
        replacement: proposal.clone(),
    };
    Some(Fix {
        proposal,
        edits: vec![edit],
    })
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
