//! What is said about each kind of issue, in both languages.

use kolophon_dcat::SyntaxIssueKind;
use kolophon_diagnostic::{Consequence, Severity, Text};

use super::json_ld;

/// What a finding says besides its place.
#[derive(Debug)]
pub(super) struct Wording {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) effect: Effect,
    pub(super) message: Text,
}

/// What other readers do at the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// They stop, so that a harvest fails: it is never published.
    Stops,
    /// What stands there cannot be understood without something else, so that nobody can say whether it is right.
    Hides,
    /// They pass over the value.
    LosesValue,
    /// They read it in different ways.
    Varies,
}

impl Effect {
    pub(super) fn is_blocking(self) -> bool {
        matches!(self, Self::Stops | Self::Hides)
    }

    pub(super) fn consequence(self) -> Consequence {
        match self {
            Self::Stops | Self::Hides => Consequence::Drops,
            Self::LosesValue | Self::Varies => Consequence::Changes,
        }
    }
}

/// The words for an issue. Every kind has its own; there is no sentence for the rest.
pub(super) fn wording(kind: &SyntaxIssueKind) -> Wording {
    use Severity::{Error, Warning};
    let (rule, severity, effect, message) = match kind {
        SyntaxIssueKind::NotUtf8 => (
            "encoding-not-utf-8",
            Error,
            Effect::Varies,
            Text::new(
                "Die Datei ist nicht in UTF-8 gespeichert; sie wurde als Windows-1252 (Excel, Editor) gelesen.",
                "The file is not saved as UTF-8; it was read as Windows-1252 (Excel, Notepad).",
            ),
        ),
        SyntaxIssueKind::InvalidIri { iri } => (
            "address-unreadable",
            Error,
            Effect::Stops,
            Text::new(
                format!("Die Adresse „{iri}“ enthält unerlaubte Zeichen."),
                format!("The address “{iri}” contains characters that are not allowed."),
            ),
        ),
        SyntaxIssueKind::InvalidLanguageTag { tag } => (
            "language-tag-unreadable",
            Error,
            Effect::Varies,
            Text::new(
                format!("Die Sprachangabe „{tag}“ ist nicht gültig."),
                format!("The language tag “{tag}” is not valid."),
            ),
        ),
        SyntaxIssueKind::UndefinedPrefix { prefix } => (
            "prefix-not-declared",
            Error,
            Effect::Stops,
            prefix_not_declared(prefix),
        ),
        SyntaxIssueKind::UnexpectedToken { found, expected } => (
            "statement-unreadable",
            Error,
            Effect::Stops,
            unexpected_token(found, expected),
        ),
        SyntaxIssueKind::MissingFullStop => (
            "full-stop-missing",
            Error,
            Effect::Stops,
            Text::new(
                "Hier fehlt der Punkt: Danach beginnt schon der nächste Abschnitt.",
                "A full stop is missing here: the next section begins behind it.",
            ),
        ),
        SyntaxIssueKind::UnexpectedFullStop => (
            "full-stop-too-early",
            Error,
            Effect::Stops,
            Text::new(
                "Dieser Punkt steht zu früh: Danach geht derselbe Abschnitt weiter.",
                "This full stop comes too early: the same section goes on behind it.",
            ),
        ),
        SyntaxIssueKind::InvalidEscape { sequence } => (
            "escape-unreadable",
            Error,
            Effect::Stops,
            Text::new(
                format!("Die Zeichenfolge „{sequence}“ steht für kein Zeichen."),
                format!("The sequence “{sequence}” stands for no character."),
            ),
        ),
        SyntaxIssueKind::InvalidName { name } => (
            "name-not-allowed",
            Error,
            Effect::Stops,
            Text::new(
                format!("Der Name „{name}“ darf hier nicht stehen."),
                format!("The name “{name}” may not stand here."),
            ),
        ),
        SyntaxIssueKind::RepeatedId { id } => (
            "id-repeated",
            Warning,
            Effect::Varies,
            Text::new(
                format!("Die Kennung „{id}“ kommt in der Datei zweimal vor."),
                format!("The identifier “{id}” occurs twice in the file."),
            ),
        ),
        SyntaxIssueKind::InvalidId { id } => (
            "id-not-a-name",
            Error,
            Effect::Stops,
            Text::new(
                format!("Die Kennung „{id}“ ist hier kein erlaubter Name."),
                format!("The identifier “{id}” is no allowed name here."),
            ),
        ),
        SyntaxIssueKind::UnescapedAmpersand => (
            "ampersand-unescaped",
            Error,
            Effect::Stops,
            Text::new(
                "Ein „&“ steht allein im Text.",
                "An “&” stands alone in the text.",
            ),
        ),
        SyntaxIssueKind::RemoteContext { iri } => (
            "context-remote",
            Error,
            Effect::Hides,
            Text::new(
                format!("Die Datei verweist auf Erklärungen unter {iri}, die nicht geladen werden."),
                format!("The file refers to a context at {iri}, which is not loaded."),
            ),
        ),
        SyntaxIssueKind::UnmappedTerm { term } => (
            "name-not-declared",
            Warning,
            Effect::LosesValue,
            Text::new(
                format!("Der Name „{term}“ ist in der Datei nicht erklärt; die Angabe zählt darum nicht."),
                format!("The name “{term}” is not declared in the file, so its value does not count."),
            ),
        ),
        SyntaxIssueKind::InvalidJsonLd { code } => return json_ld::wording(code),
    };
    Wording {
        rule,
        severity,
        effect,
        message,
    }
}

fn prefix_not_declared(prefix: &str) -> Text {
    if prefix == "ex" {
        return Text::new(
            "Das Kürzel „ex:“ kommt nur in Beispielen vor. Schreiben Sie hier eine eigene Adresse zwischen < und >.",
            "The prefix “ex:” occurs in examples only. Write an address of your own here, between < and >.",
        );
    }
    Text::new(
        format!("Das Kürzel „{prefix}:“ ist in der Datei nicht erklärt."),
        format!("The prefix “{prefix}:” is not declared in the file."),
    )
}

fn unexpected_token(found: &str, expected: &str) -> Text {
    let missing = what_is_expected(expected);
    match (found.is_empty(), missing) {
        (true, Some(missing)) => Text::new(
            format!("Die Datei endet mitten in einer Angabe: Es fehlt {missing}."),
            format!("The file ends in the middle of a statement: {expected} is missing."),
        ),
        (true, None) => Text::new(
            "Die Datei endet mitten in einer Angabe.",
            format!("The file ends in the middle of a statement: {expected} is missing."),
        ),
        (false, Some(missing)) => Text::new(
            format!("Diese Angabe ist nicht lesbar: „{found}“ steht, wo {missing} erwartet wird."),
            format!("This statement cannot be read: “{found}” stands where {expected} is expected."),
        ),
        (false, None) => Text::new(
            format!("Diese Angabe ist nicht lesbar: „{found}“ steht an unerwarteter Stelle."),
            format!("This statement cannot be read: “{found}” stands where {expected} is expected."),
        ),
    }
}

/// In German what a reader wants instead of what it found, where that helps to mend it.
pub(super) fn what_is_expected(expected: &str) -> Option<&'static str> {
    Some(match expected {
        "`;`, `,` or `.`" => "ein Semikolon, ein Komma oder ein Punkt",
        "`;`, `,` or `]`" => "ein Semikolon, ein Komma oder eine schließende eckige Klammer",
        "`.`" => "ein Punkt",
        "`]`" => "eine schließende eckige Klammer",
        "`{`" | "a closing `}`" => "eine geschweifte Klammer",
        "a value" => "ein Wert",
        "a value or `)`" => "ein Wert oder eine schließende Klammer",
        "a property" => "der Name einer Angabe",
        "a statement" => "der Anfang einer Angabe",
        "a datatype" => "die Art des Wertes",
        "a number" => "eine Zahl",
        "an IRI in `<` and `>`" => "eine Adresse zwischen < und >",
        "an IRI that ends with `>`" => "eine Adresse, die mit > endet",
        "a prefix that ends with `:`" => "ein Kürzel, das mit einem Doppelpunkt endet",
        "an ordinary blank" => "ein gewöhnliches Leerzeichen",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One of each kind. A new kind does not compile in [`wording`] until it has its words; it belongs here too.
    fn one_of_each() -> Vec<SyntaxIssueKind> {
        let text = || "x".to_owned();
        let mut kinds = vec![
            SyntaxIssueKind::NotUtf8,
            SyntaxIssueKind::InvalidIri { iri: text() },
            SyntaxIssueKind::InvalidLanguageTag { tag: text() },
            SyntaxIssueKind::UndefinedPrefix { prefix: text() },
            SyntaxIssueKind::UnexpectedToken {
                found: text(),
                expected: "a value",
            },
            SyntaxIssueKind::MissingFullStop,
            SyntaxIssueKind::UnexpectedFullStop,
            SyntaxIssueKind::InvalidEscape { sequence: text() },
            SyntaxIssueKind::InvalidName { name: text() },
            SyntaxIssueKind::RepeatedId { id: text() },
            SyntaxIssueKind::InvalidId { id: text() },
            SyntaxIssueKind::UnescapedAmpersand,
            SyntaxIssueKind::RemoteContext { iri: text() },
            SyntaxIssueKind::UnmappedTerm { term: text() },
        ];
        let codes = [
            "no node object",
            "free-floating value",
            "repeated key",
            "blank node as property",
            "invalid term definition",
            "invalid @id value",
        ];
        kinds.extend(codes.map(|code| SyntaxIssueKind::InvalidJsonLd { code }));
        kinds
    }

    #[test]
    fn every_kind_has_a_rule_and_a_sentence_of_its_own() {
        let kinds = one_of_each();
        let words: Vec<Wording> = kinds.iter().map(wording).collect();
        let rules: BTreeSet<&str> = words.iter().map(|words| words.rule).collect();
        let german: BTreeSet<&str> = words.iter().map(|words| words.message.de.as_str()).collect();
        let english: BTreeSet<&str> = words.iter().map(|words| words.message.en.as_str()).collect();
        assert_eq!(rules.len(), kinds.len(), "{rules:?}");
        assert_eq!(rules, BTreeSet::from(crate::syntax::RULES));
        assert_eq!(german.len(), kinds.len(), "{german:?}");
        assert_eq!(english.len(), kinds.len(), "{english:?}");
        for words in &words {
            let text = &words.message;
            assert_ne!(text.de, text.en, "{words:?}");
            assert!(text.de.ends_with('.') && text.en.ends_with('.'), "{words:?}");
            assert!(crate::Page::of(words.rule).is_some(), "{words:?}");
        }
    }

    #[test]
    fn an_unmapped_name_is_a_warning_that_blocks_nothing() {
        let term = "titel".to_owned();
        let words = wording(&SyntaxIssueKind::UnmappedTerm { term });
        assert_eq!(words.severity, Severity::Warning);
        assert!(!words.effect.is_blocking());
        assert!(words.message.de.contains("„titel“"));
    }

    #[test]
    fn what_is_missing_at_the_end_of_the_text_is_said_without_quoting_nothing() {
        let kind = |expected| SyntaxIssueKind::UnexpectedToken {
            found: String::new(),
            expected,
        };
        for expected in ["`;`, `,` or `.`", "something new"] {
            let message = wording(&kind(expected)).message;
            assert!(!message.de.contains("„“"), "{message:?}");
            assert!(message.de.contains("endet mitten in einer Angabe"), "{message:?}");
        }
    }
}
