//! What the help says about `kolophon explain`.

use super::CommandText;

pub(super) const TEXT: CommandText = CommandText {
    name: "explain",
    about: [
        "Eine Regel mit Beispielen erklären (auch: erklaeren)",
        "Explain a rule with examples (also: erklaeren)",
    ],
    usage: ["REGEL… [OPTIONEN]", "RULE… [OPTIONS]"],
    after: [
        "Der Name der Regel steht bei jedem Hinweis; alle Namen zeigt kolophon rules.\n\n\
         Beispiele:\n  kolophon explain dataset-title-missing\n  \
         kolophon explain distribution-license-missing distribution-license-not-listed",
        "The name of the rule stands with every finding; kolophon rules shows all names.\n\n\
         Examples:\n  kolophon explain dataset-title-missing\n  \
         kolophon explain distribution-license-missing distribution-license-not-listed",
    ],
    arguments: &[
        (
            "rules",
            ["REGEL", "RULE"],
            ["Die Namen der Regeln", "The names of the rules"],
        ),
        (
            "format",
            ["FORMAT", "FORMAT"],
            [
                "human für Menschen, markdown wie die Seite geschrieben ist, json für Programme (Vorgabe: human)",
                "human for people, markdown as the page is written, json for programs (default: human)",
            ],
        ),
    ],
};
