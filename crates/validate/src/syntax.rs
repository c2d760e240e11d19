//! What the reader stumbled over, as findings.

use kolophon_dcat::{SyntaxIssue, SyntaxIssueKind};
use kolophon_diagnostic::{Consequence, Edit, Finding, Fix, RuleId, Severity, Text};
use kolophon_graph::Graph;

use crate::place;

/// A reader's issue as a finding.
pub(crate) fn finding(graph: &Graph, issue: &SyntaxIssue) -> Finding {
    let Wording {
        rule,
        severity,
        message,
        mend,
    } = wording(&issue.kind);
    Finding {
        rule: RuleId::new(rule),
        severity,
        message,
        why: Some(why(&issue.kind)),
        mend: Some(mend),
        consequence: if severity == Severity::Error {
            Consequence::Drops
        } else {
            Consequence::Warns
        },
        blocking: is_blocking(&issue.kind),
        place: place::of_span(graph, issue.source, issue.span),
        dataset: None,
        focus: None,
        path: None,
        value: written_text(graph, issue),
        result: None,
        fix: fix(graph, issue),
    }
}

struct Wording {
    rule: &'static str,
    severity: Severity,
    message: Text,
    mend: Text,
}

/// A harvester stops at what a strict reader cannot read, so it is never published.
fn is_blocking(kind: &SyntaxIssueKind) -> bool {
    !matches!(
        kind,
        SyntaxIssueKind::InvalidLanguageTag { .. } | SyntaxIssueKind::RepeatedId { .. }
    )
}

fn why(kind: &SyntaxIssueKind) -> Text {
    if is_blocking(kind) {
        Text::new(
            "Portale brechen hier das Einlesen ab und übernehmen dann oft gar nichts aus der Datei.",
            "Portals stop reading here and then often take nothing from the file.",
        )
    } else {
        Text::new(
            "Portale lesen diese Stelle unterschiedlich oder lassen sie weg.",
            "Portals read this place in different ways or leave it out.",
        )
    }
}

fn wording(kind: &SyntaxIssueKind) -> Wording {
    use Severity::{Error, Warning};
    let (rule, severity, message, mend) = match kind {
        SyntaxIssueKind::InvalidIri { iri } => (
            "address-unreadable",
            Error,
            Text::new(
                format!("Die Adresse „{iri}“ enthält unerlaubte Zeichen."),
                format!("The address “{iri}” contains characters that are not allowed."),
            ),
            Text::new(
                "Ersetzen Sie Leerzeichen durch %20 und andere Sonderzeichen durch ihre Prozent-Schreibweise.",
                "Replace blanks by %20 and other special characters by their percent-encoding.",
            ),
        ),
        SyntaxIssueKind::InvalidLanguageTag { tag } => (
            "language-tag-unreadable",
            Error,
            Text::new(
                format!("Die Sprachangabe „{tag}“ ist nicht gültig."),
                format!("The language tag “{tag}” is not valid."),
            ),
            Text::new(
                "Schreiben Sie ein Sprachkürzel wie de oder en.",
                "Write a language tag such as de or en.",
            ),
        ),
        SyntaxIssueKind::UndefinedPrefix { prefix } => (
            "prefix-not-declared",
            Error,
            Text::new(
                format!("Das Kürzel „{prefix}:“ ist in der Datei nicht erklärt."),
                format!("The prefix “{prefix}:” is not declared in the file."),
            ),
            Text::new(
                "Erklären Sie das Kürzel am Anfang der Datei, oder schreiben Sie die Adresse aus.",
                "Declare the prefix at the top of the file, or write the address in full.",
            ),
        ),
        SyntaxIssueKind::UnexpectedToken { found, expected } => (
            "statement-unreadable",
            Error,
            Text::new(
                format!("Diese Angabe ist nicht lesbar: „{found}“ steht an unerwarteter Stelle."),
                format!("This statement cannot be read: “{found}” stands where {expected} is expected."),
            ),
            Text::new(
                "Prüfen Sie an dieser Stelle Punkt, Semikolon, Klammern und Anführungszeichen.",
                "Check full stop, semicolon, brackets and quotation marks at this place.",
            ),
        ),
        SyntaxIssueKind::InvalidEscape { sequence } => (
            "escape-unreadable",
            Error,
            Text::new(
                format!("Die Zeichenfolge „{sequence}“ steht für kein Zeichen."),
                format!("The sequence “{sequence}” stands for no character."),
            ),
            Text::new(
                "Schreiben Sie \\\\ für einen umgekehrten Schrägstrich.",
                "Write \\\\ for a backslash.",
            ),
        ),
        SyntaxIssueKind::InvalidName { name } => (
            "name-not-allowed",
            Error,
            Text::new(
                format!("Der Name „{name}“ darf hier nicht stehen."),
                format!("The name “{name}” may not stand here."),
            ),
            Text::new(
                "Entfernen Sie die Angabe, oder berichtigen Sie ihren Namen.",
                "Remove it, or correct its name.",
            ),
        ),
        SyntaxIssueKind::RepeatedId { id } => (
            "id-repeated",
            Warning,
            Text::new(
                format!("Die Kennung „{id}“ kommt in der Datei zweimal vor."),
                format!("The identifier “{id}” occurs twice in the file."),
            ),
            Text::new(
                "Geben Sie jedem Eintrag eine eigene Kennung.",
                "Give each entry an identifier of its own.",
            ),
        ),
        SyntaxIssueKind::InvalidId { id } => (
            "id-not-a-name",
            Error,
            Text::new(
                format!("Die Kennung „{id}“ ist hier kein erlaubter Name."),
                format!("The identifier “{id}” is no allowed name here."),
            ),
            Text::new(
                "Nehmen Sie einen Namen aus Buchstaben und Ziffern, oder rdf:about, wenn es eine Adresse ist.",
                "Use a name of letters and digits, or rdf:about if it is an address.",
            ),
        ),
        SyntaxIssueKind::UnescapedAmpersand => (
            "ampersand-unescaped",
            Error,
            Text::new("Ein „&“ steht allein im Text.", "An “&” stands alone in the text."),
            Text::new("Schreiben Sie &amp; statt &.", "Write &amp; instead of &."),
        ),
        SyntaxIssueKind::RemoteContext { iri } => (
            "context-remote",
            Error,
            Text::new(
                format!("Die Datei verweist auf Erklärungen unter {iri}, die nicht geladen werden."),
                format!("The file refers to a context at {iri}, which is not loaded."),
            ),
            Text::new(
                "Schreiben Sie den Inhalt dieser Adresse anstelle des Verweises in die Datei.",
                "Put the content of that address into the file in place of the reference.",
            ),
        ),
        SyntaxIssueKind::InvalidJsonLd { code } => (
            "json-ld-unreadable",
            Error,
            Text::new(
                "Diese Angabe passt nicht zur Form JSON-LD und wurde ausgelassen.",
                format!("This value does not fit JSON-LD ({code}) and was left out."),
            ),
            Text::new(
                "Vergleichen Sie die Angabe mit einem gültigen Beispiel.",
                "Compare it with a valid example.",
            ),
        ),
        _ => (
            "text-unreadable",
            Error,
            Text::new("Diese Stelle ist nicht lesbar.", "This place cannot be read."),
            Text::new("Berichtigen Sie die Stelle.", "Correct this place."),
        ),
    };
    Wording {
        rule,
        severity,
        message,
        mend,
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
                encoded.push('%');
                encoded.push_str(&format!("{byte:02X}"));
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
