//! What is said about values that JSON-LD does not allow where they stand.

use kolophon_diagnostic::{Severity, Text};

use super::wording::{Effect, Wording};

/// The words for an error code of [JSON-LD](https://www.w3.org/TR/json-ld11-api/#jsonlderrorcode), or for one of the
/// reader's own.
pub(super) fn wording(code: &str) -> Wording {
    use Severity::{Error, Warning};
    let (rule, severity, effect, message) = match code {
        "no node object" => (
            "json-without-metadata",
            Error,
            Effect::Stops,
            Text::new(
                "Die Datei ist JSON, enthält aber keine Angaben in der Form JSON-LD.",
                "The file is JSON, but holds nothing in the form of JSON-LD.",
            ),
        ),
        "free-floating value" => (
            "value-without-property",
            Warning,
            Effect::LosesValue,
            Text::new(
                "Dieser Wert gehört zu keiner Angabe und zählt darum nicht.",
                "This value belongs to no property and does not count.",
            ),
        ),
        "repeated key" => (
            "name-repeated",
            Warning,
            Effect::Varies,
            Text::new(
                "Derselbe Name steht zweimal im selben Eintrag; manche Portale behalten nur einen der Werte.",
                "The same name stands twice in one entry; some portals keep only one of the values.",
            ),
        ),
        "blank node as property" => (
            "name-without-address",
            Warning,
            Effect::LosesValue,
            Text::new(
                "Der Name dieser Angabe steht für keine Adresse; die Angabe zählt darum nicht.",
                "The name of this property stands for no address, so its value does not count.",
            ),
        ),
        code if is_about_the_context(code) => (
            "json-ld-context-unreadable",
            Error,
            Effect::Stops,
            Text::new(
                "Diese Erklärung unter @context ist nicht gültig und wurde ausgelassen.",
                format!("This definition under @context is not valid ({code}) and was left out."),
            ),
        ),
        code => (
            "json-ld-unreadable",
            Error,
            Effect::Stops,
            Text::new(
                "Diese Angabe passt nicht zur Form JSON-LD und wurde ausgelassen.",
                format!("This value does not fit JSON-LD ({code}) and was left out."),
            ),
        ),
    };
    Wording {
        rule,
        severity,
        effect,
        message,
    }
}

/// Whether the code belongs to [context processing](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms).
fn is_about_the_context(code: &str) -> bool {
    matches!(
        code,
        "cyclic IRI mapping"
            | "invalid @import value"
            | "invalid @prefix value"
            | "invalid @propagate value"
            | "invalid @protected value"
            | "invalid @version value"
            | "invalid IRI mapping"
            | "invalid base IRI"
            | "invalid container mapping"
            | "invalid context nullification"
            | "invalid default language"
            | "invalid keyword alias"
            | "invalid language mapping"
            | "invalid local context"
            | "invalid reverse property"
            | "invalid term definition"
            | "invalid type mapping"
            | "invalid vocab mapping"
            | "keyword redefinition"
            | "protected term redefinition"
    )
}
